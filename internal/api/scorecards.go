package api

import (
	"context"
	"net/http"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/checkin"
	"github.com/attainhq/attain/internal/action/scorecard"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

func scorecardRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/scorecard", name: "get-scorecard", summary: "How a period went for a person, a team or the company", tag: "scorecards"}, a.getScorecard)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/scorecard.xlsx", name: "export-scorecard", summary: "The same as a workbook", tag: "scorecards",
		responses: textResponse(xlsxType, "Every number of the scorecard.")}, a.exportScorecard)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/commitments", name: "list-commitments", summary: "What a person and who leads him promised each other in a period; for the two alone", tag: "check-ins"}, a.listCommitments)
	register(a, route{method: http.MethodGet, path: "/scorecards", name: "list-scorecards", summary: "The scores of the people whom the caller sees", tag: "scorecards"}, a.listScorecards)
	register(a, route{method: http.MethodGet, path: "/scorecards.xlsx", name: "export-scorecards", summary: "The same as a workbook", tag: "scorecards",
		responses: textResponse(xlsxType, "One row for each person.")}, a.exportScorecards)
	register(a, route{method: http.MethodGet, path: "/scorecards/runs", name: "list-scorecard-runs", summary: "How far the scorecards of each period are", tag: "scorecards", need: access.SetTargets}, a.listScorecardRuns)
	register(a, route{method: http.MethodGet, path: "/scorecards/weights", name: "get-scorecard-weights", summary: "How much metrics weigh in a score", tag: "scorecards"}, a.getScorecardWeights)
	register(a, route{method: http.MethodPut, path: "/scorecards/weights", name: "set-scorecard-weights", summary: "Set how much metrics weigh in a score", tag: "scorecards", need: access.SetTargets}, a.setScorecardWeights)
}

// CardPeriod says of which period, as of which day.
type CardPeriod struct {
	Period string `query:"period" maxLength:"100" doc:"Id of a month or a longer period, such as 2026-10 or 2026-Q3; default: the last month that is over."`
	AsOf   string `query:"as_of" format:"date" doc:"What was known at the end of that day; default: today."`
}

type scorecardInput struct {
	Node
	CardPeriod
	Version string `query:"version" enum:"given,now" default:"given" doc:"Of a period that is over: given is as it was given, where it was; now is as known now."`
}

type scorecardsInput struct {
	CardPeriod
	Under string `query:"under" maxLength:"200" doc:"Only people who belonged to this node."`
}

// scorecardView is a scorecard, with what became known since it was given.
type scorecardView struct {
	Card     scorecard.Card        `json:"card"`
	Given    maybe[scorecardGiven] `json:"given" doc:"When it was given; null when it never was: then it is as known now."`
	NowScore *money.Amount         `json:"score_now" doc:"The score as known now; null when there is none, or it was never given."`
	Changes  []scorecard.Change    `json:"changes" doc:"What is another now than it was given."`
	Previous string                `json:"previous" doc:"Id of the period before; empty for none."`
	Next     string                `json:"next" doc:"Id of the period after it; empty while that has not begun."`
}

type scorecardGiven struct {
	AsOf   period.Date   `json:"as_of" format:"date" doc:"By what was known at the end of this day."`
	MadeAt time.Time     `json:"made_at"`
	Score  *money.Amount `json:"score"`
}

func givenOf(s *scorecard.Stamp) maybe[scorecardGiven] {
	if s == nil {
		return maybe[scorecardGiven]{}
	}
	return maybe[scorecardGiven]{&scorecardGiven{s.AsOf, moment(s.MadeAt), s.Score}}
}

func (a *API) cardPeriod(ctx context.Context, c *caller, in CardPeriod) (view, period.Period, error) {
	v, err := a.view(ctx, c, in.AsOf)
	if err != nil {
		return v, period.Period{}, err
	}
	if in.Period == "" {
		p, _ := v.org.Calendar.Previous(v.org.Calendar.Containing(period.Month, v.asOf))
		return v, p, nil
	}
	p, err := v.org.Calendar.Parse(in.Period)
	if err != nil {
		return v, p, invalid("query.period", err)
	}
	return v, p, nil
}

func (a *API) scorecard(ctx context.Context, c *caller, in *scorecardInput) (scorecardView, error) {
	v, p, err := a.cardPeriod(ctx, c, in.CardPeriod)
	if err != nil {
		return scorecardView{}, err
	}
	id, err := in.nodeID()
	if err != nil {
		return scorecardView{}, err
	}
	found, err := a.Cards.View(ctx, v.scope, id, p, v.asOf, in.Version == "now")
	if err != nil {
		return scorecardView{}, err
	}
	out := scorecardView{Card: found.Card, Given: givenOf(found.Given), NowScore: found.Now, Changes: found.Changes}
	if out.Changes == nil {
		out.Changes = []scorecard.Change{}
	}
	if before, ok := v.org.Calendar.Previous(p); ok {
		out.Previous = before.ID
	}
	if next, ok := v.org.Calendar.Next(p); ok && next.Start <= v.asOf {
		out.Next = next.ID
	}
	return out, nil
}

func (a *API) getScorecard(ctx context.Context, c *caller, in *scorecardInput) (*body[scorecardView], error) {
	out, err := a.scorecard(ctx, c, in)
	return answer(out), err
}

// scorecardRow is one person of a list.
type scorecardRow struct {
	scorecard.Member
	Score    *money.Amount         `json:"score"`
	Lines    int                   `json:"lines" doc:"Targets and goals that count."`
	Given    maybe[scorecardGiven] `json:"given" doc:"When his scorecard was given; null when it was not."`
	Currency money.Currency        `json:"currency"`
}

type scorecardList struct {
	Period scorecard.Span `json:"period"`
	AsOf   period.Date    `json:"as_of" format:"date"`
	Over   bool           `json:"over"`
	Items  []scorecardRow `json:"items" doc:"The highest score first; who has none comes last."`
}

func (a *API) scorecardsOf(ctx context.Context, c *caller, in *scorecardsInput) (scorecardList, error) {
	v, p, err := a.cardPeriod(ctx, c, in.CardPeriod)
	if err != nil {
		return scorecardList{}, err
	}
	list, err := a.Cards.List(ctx, v.scope, org.NodeID(in.Under), p, v.asOf)
	if err != nil {
		return scorecardList{}, err
	}
	out := scorecardList{Period: scorecard.SpanOf(p), AsOf: v.asOf, Over: p.End <= v.asOf+1, Items: []scorecardRow{}}
	for _, b := range list {
		out.Items = append(out.Items, scorecardRow{Member: b.Member, Score: b.Score.Value, Lines: b.Score.Lines, Given: givenOf(b.Given), Currency: v.org.Currency})
	}
	return out, nil
}

func (a *API) listScorecards(ctx context.Context, c *caller, in *scorecardsInput) (*body[scorecardList], error) {
	out, err := a.scorecardsOf(ctx, c, in)
	return answer(out), err
}

// commitmentsInput asks for the commitments of a person's period.
type commitmentsInput struct {
	Node
	CardPeriod
}

// listCommitments answers the two of a check-in alone: for anybody else there
// are none. A scorecard never holds them, for it is kept, exported and read by
// more than two.
func (a *API) listCommitments(ctx context.Context, c *caller, in *commitmentsInput) (*body[list[commitmentView]], error) {
	by, err := a.checkinReader(ctx, c)
	if err != nil {
		return nil, err
	}
	v, p, err := a.cardPeriod(ctx, c, in.CardPeriod)
	if err != nil {
		return nil, err
	}
	id, err := in.nodeID()
	if err != nil {
		return nil, err
	}
	scope := v.scope
	scope.PublishedKinds = nil
	if _, err := a.Store.Node(ctx, scope, v.asOf, id); err != nil {
		return nil, err
	}
	pledges, err := a.Checkins.Promised(ctx, c.OrgID, by, id, p.Range)
	if err != nil {
		return nil, err
	}
	out := list[commitmentView]{Items: []commitmentView{}}
	names, err := a.names(ctx, v, partners(pledges, by))
	if err != nil {
		return nil, err
	}
	for _, pledge := range pledges {
		shown := commitmentOf(pledge, by)
		shown.With = names[partner(pledge, by)]
		out.Items = append(out.Items, shown)
	}
	return answer(out), nil
}

func partner(p checkin.Pledge, by checkin.Reader) org.NodeID {
	if p.Report == by.Person {
		return p.Manager
	}
	return p.Report
}

func partners(list []checkin.Pledge, by checkin.Reader) []org.NodeID {
	ids := []org.NodeID{}
	for _, p := range list {
		ids = append(ids, partner(p, by))
	}
	return ids
}

type scorecardRun struct {
	Period scorecard.Span      `json:"period"`
	State  scorecard.RunState  `json:"state" enum:"running,done"`
	AsOf   *period.Date        `json:"as_of" format:"date"`
	Begun  time.Time           `json:"begun_at"`
	Ended  *time.Time          `json:"ended_at" doc:"Null while it runs."`
	Of     int                 `json:"of" doc:"Scorecards that are due."`
	Done   int                 `json:"done"`
	Failed []scorecard.Failure `json:"failed" doc:"Those that could not be made; they stopped no other."`
}

func (a *API) listScorecardRuns(ctx context.Context, c *caller, _ *none) (*body[list[scorecardRun]], error) {
	runs, err := a.Cards.Runs(ctx, c.OrgID)
	out := list[scorecardRun]{Items: []scorecardRun{}}
	for _, r := range runs {
		shown := scorecardRun{Period: r.Period, State: r.State, AsOf: dayOrNull(r.AsOf), Begun: moment(r.Begun), Of: r.Of, Done: r.Done, Failed: append([]scorecard.Failure{}, r.Failed...)}
		if r.Ended != 0 {
			at := moment(r.Ended)
			shown.Ended = &at
		}
		out.Items = append(out.Items, shown)
	}
	return answer(out), err
}

type scorecardWeights struct {
	Weights map[string]money.Amount `json:"weights" doc:"By metric: a factor from 0 to 100. A metric that is not here weighs 1, and one of 0 does not count."`
}

type scorecardWeightsInput struct {
	Body scorecardWeights
}

func (a *API) getScorecardWeights(ctx context.Context, c *caller, _ *none) (*body[scorecardWeights], error) {
	weights, err := a.Cards.Weights(ctx, c.OrgID)
	return answer(scorecardWeights{weights}), err
}

func (a *API) setScorecardWeights(ctx context.Context, c *caller, in *scorecardWeightsInput) (*body[scorecardWeights], error) {
	weights := map[metric.Series]money.Amount{}
	for m, w := range in.Body.Weights {
		weights[metric.Series(m)] = w
	}
	if err := a.Cards.Weigh(ctx, c.OrgID, weights); err != nil {
		return nil, invalid("body.weights", err)
	}
	return a.getScorecardWeights(ctx, c, nil)
}
