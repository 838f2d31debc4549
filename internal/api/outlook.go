package api

import (
	"context"
	"net/http"
	"time"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

func outlookRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/outlook", name: "get-outlook", summary: "Where a node ends in a period, and how sure that is", tag: "outlook"}, a.getOutlook)
	register(a, route{method: http.MethodGet, path: "/goals/{id}/outlook", name: "get-goal-outlook", summary: "Where a goal ends, and how sure that is", tag: "outlook"}, a.getGoalOutlook)
	register(a, route{method: http.MethodGet, path: "/calibration", name: "get-calibration", summary: "How good the chances were that were given", tag: "outlook"}, a.getCalibration)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/course", name: "get-course", summary: "A metric's past months at a node, and where they go", tag: "outlook"}, a.getCourse)
}

// BriefOutlook is what lists say of where something ends.
type BriefOutlook struct {
	Status foresee.Status `json:"status" enum:"not_started,achieved,missed,met_with_breach,ahead,on_track,at_risk,behind,unknown" doc:"While the time runs it comes from the chance alone: ahead from 85 %, on track from 60 %, at risk from 30 %, else behind; what adds up is achieved so far once the value is there."`
	Chance *money.Amount  `json:"chance" doc:"That the target is met, 0 to 1; null when it is not known."`
	Mean   *money.Amount  `json:"mean" doc:"Where it ends on average."`
	P10    *money.Amount  `json:"p10" doc:"In one of ten cases it ends below this."`
	P50    *money.Amount  `json:"p50"`
	P90    *money.Amount  `json:"p90" doc:"In one of ten cases it ends above this."`
	AsOf   *period.Date   `json:"as_of" format:"date" doc:"By what was known at the end of this day; null when nothing was projected."`
	MadeAt *time.Time     `json:"made_at"`
}

func briefOf(status foresee.Status, p foresee.Projection) BriefOutlook {
	b := BriefOutlook{Status: status, Chance: p.Chance, Mean: p.Mean, P10: p.Quantile(10), P50: p.Quantile(50), P90: p.Quantile(90)}
	if p.MadeAt != 0 {
		at := moment(p.MadeAt)
		b.AsOf, b.MadeAt = &p.AsOf, &at
	}
	return b
}

// outlook is where something ends, whole.
type outlook struct {
	BriefOutlook
	Aim       goal.Aim                `json:"aim" enum:"at_least,at_most,between"`
	Target    *money.Amount           `json:"target"`
	Upper     *money.Amount           `json:"upper" doc:"Of a goal between two values."`
	Actual    *money.Amount           `json:"actual" doc:"So far; of a target that counts only a part, that part."`
	Past      money.Amount            `json:"past" doc:"The part of the working days that is over."`
	Quantiles []quantile              `json:"quantiles" doc:"From 5 % to 95 %, those that the data can say."`
	Parts     []foresee.Part          `json:"parts" doc:"What it is made of: won, open opportunities, opportunities to come, and what comes without one. Their means add up to mean."`
	Deals     []dealOutlook           `json:"deals" doc:"The largest open opportunities."`
	Pipeline  maybe[foresee.Pipeline] `json:"pipeline" doc:"Whether the open opportunities are enough; null where none count."`
	Method    foresee.Method          `json:"method" enum:"deals,series,both,rate,certain,nothing"`
	Why       string                  `json:"why" doc:"What it comes from, or why nothing can be said."`
	Said      []BriefOutlook          `json:"said" doc:"What was said on earlier days, the earliest first."`
	Pace      maybe[curvePace]        `json:"pace" doc:"How far it is on its plan curve. A number beside the status, never its reason; null where there is no pace."`
}

type curvePace struct {
	Curve      attain.Curve  `json:"curve" enum:"historic,seasonal,working_days,calendar" doc:"historic: as the earlier periods of its kind filled up (four or more); seasonal: working days, each by the season of its month."`
	Declared   *attain.Curve `json:"declared" enum:"historic,seasonal,working_days,calendar" doc:"The curve that is declared for the metric; null where it is chosen from the history. The history may not support it: then curve is another."`
	Share      money.Amount  `json:"share" doc:"The part of the target that is expected by now."`
	Expected   money.Amount  `json:"expected"`
	Gap        money.Amount  `json:"gap" doc:"Actual − expected."`
	Index      *money.Amount `json:"index" doc:"Actual ÷ expected."`
	Required   *money.Amount `json:"required" doc:"For each working day that is left."`
	Difficulty *money.Amount `json:"difficulty" doc:"Required ÷ what a working day brought so far."`
	Projection *money.Amount `json:"projection" doc:"Where it ends when it goes on as the curve says; null as long as that says too little."`
}

func paceOf(p *attain.CurvePace) maybe[curvePace] {
	if p == nil {
		return maybe[curvePace]{}
	}
	var declared *attain.Curve
	if p.Declared != "" {
		declared = &p.Declared
	}
	return maybe[curvePace]{&curvePace{Curve: p.Curve, Declared: declared, Share: p.Share, Expected: p.Expected, Gap: p.GapToPace, Index: p.Index, Required: p.Required, Difficulty: p.Difficulty, Projection: p.Projection}}
}

type quantile struct {
	Level int          `json:"level" doc:"Percent: it ends at this value or below with this chance."`
	Value money.Amount `json:"value"`
}

type dealOutlook struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Owner   maybe[nodeRef] `json:"owner"`
	Stage   string         `json:"stage"`
	Amount  money.Amount   `json:"amount"`
	Chance  money.Amount   `json:"chance" doc:"To be won in time."`
	With    *money.Amount  `json:"with" doc:"The chance of the target when it is won."`
	Without *money.Amount  `json:"without" doc:"The chance of the target when it is not won."`
}

func (a *API) getOutlook(ctx context.Context, c *caller, in *figuresInput) (*body[outlook], error) {
	v, id, q, err := a.ask(ctx, c, in.Node, in.Question)
	if err != nil {
		return nil, err
	}
	found, err := a.Foresee.Outlook(ctx, v.scope, id, q)
	if err != nil {
		return nil, err
	}
	out, err := a.outlookOf(ctx, v, found.Status, found.Projection)
	if err == nil {
		out.Target, out.Pace = found.Figures.Target, paceOf(found.Pace)
	}
	return answer(out), err
}

func (a *API) getGoalOutlook(ctx context.Context, c *caller, in *oneGoalInput) (*body[outlook], error) {
	v, _, found, err := a.goalAsked(ctx, c, in.GoalPath, in.AsOf)
	if err != nil {
		return nil, err
	}
	p, err := a.Foresee.GoalOutlook(ctx, v.scope, found, v.asOf)
	if err != nil {
		return nil, err
	}
	out, err := a.outlookOf(ctx, v, foresee.StatusOf(found.Metric, found.Standing.Outcome, p.Chance), p)
	if err == nil {
		out.Target = found.Standing.Target
		var pace *attain.CurvePace
		pace, err = a.Foresee.GoalPace(ctx, v.org.ID, found, v.asOf)
		out.Pace = paceOf(pace)
	}
	return answer(out), err
}

func (a *API) outlookOf(ctx context.Context, v view, status foresee.Status, p foresee.Projection) (outlook, error) {
	out := outlook{BriefOutlook: briefOf(status, p), Aim: p.Aim, Upper: p.Upper, Actual: p.Actual, Past: p.Past, Quantiles: []quantile{}, Parts: p.Parts,
		Deals: []dealOutlook{}, Pipeline: maybe[foresee.Pipeline]{p.Pipeline}, Method: p.Method, Why: p.Why, Said: []BriefOutlook{}}
	if out.Parts == nil {
		out.Parts = []foresee.Part{}
	}
	for i, value := range p.Quantiles {
		if value != nil {
			const percent = 100
			out.Quantiles = append(out.Quantiles, quantile{int(foresee.Level(i)*percent + 0.5), *value})
		}
	}
	ids := []org.NodeID{}
	for _, d := range p.Deals {
		ids = append(ids, d.Owner)
	}
	names, err := a.names(ctx, v, ids)
	if err != nil {
		return out, err
	}
	for _, d := range p.Deals {
		deal := dealOutlook{ID: d.ID, Name: d.Name, Stage: d.Stage, Amount: d.Amount, Chance: d.Chance, With: d.With, Without: d.Without}
		if ref, ok := names[d.Owner]; ok && d.Owner != "" {
			deal.Owner.Value = &ref
		}
		out.Deals = append(out.Deals, deal)
	}
	said, err := a.Foresee.Said(ctx, v.org.ID, p.Subject, v.asOf)
	for _, earlier := range said {
		out.Said = append(out.Said, briefOf(foresee.StatusOf(metric.Metric{}, attain.Running, earlier.Chance), earlier))
	}
	return out, err
}

// shownRows writes rows, each with where it ends.
func (a *API) shownRows(ctx context.Context, c *caller, asOf string, rows []attain.Figures) ([]figures, error) {
	v, err := a.view(ctx, c, asOf)
	if err != nil {
		return nil, err
	}
	return a.withOutlooks(ctx, v, rows)
}

// withOutlooks writes figures, each with where it ends, as it was projected
// last.
func (a *API) withOutlooks(ctx context.Context, v view, list []attain.Figures) ([]figures, error) {
	subjects := make([]foresee.Subject, len(list))
	for i, f := range list {
		subjects[i] = foresee.SubjectOf(f)
	}
	kept, err := a.Foresee.Kept(ctx, v.org.ID, subjects, v.asOf)
	if err != nil {
		return nil, err
	}
	out := make([]figures, len(list))
	for i, f := range list {
		out[i] = figuresOf(f)
		if f.Masked || f.Target == nil {
			continue
		}
		p := kept[subjects[i].Key()]
		brief := briefOf(foresee.StatusOf(f.Metric, foresee.OutcomeOf(f), p.Chance), p)
		out[i].Outlook.Value = &brief
	}
	return out, nil
}

// withGoalOutlooks adds to goals where they end.
func (a *API) withGoalOutlooks(ctx context.Context, v view, list []attain.GoalView, out []goalView) error {
	subjects := make([]foresee.Subject, len(list))
	for i, g := range list {
		subjects[i] = foresee.Subject{Goal: g.Goal.ID}
	}
	kept, err := a.Foresee.Kept(ctx, v.org.ID, subjects, v.asOf)
	if err != nil {
		return err
	}
	for i, g := range list {
		p := kept[subjects[i].Key()]
		out[i].Standing.Outlook = briefOf(foresee.StatusOf(g.Metric, g.Standing.Outcome, p.Chance), p)
	}
	return nil
}

type courseInput struct {
	Node
	Question
	Ahead int `query:"ahead" default:"12" minimum:"1" maximum:"36" doc:"Months to foresee."`
}

// courseView is a metric's months.
type courseView struct {
	Past     []courseMonth       `json:"past"`
	Ahead    []aheadMonth        `json:"ahead" doc:"Empty when there is no history."`
	Method   string              `json:"method" doc:"In a word; empty without a forecast."`
	Why      string              `json:"why"`
	Skill    *money.Amount       `json:"skill" doc:"How much smaller the errors are than those of repeating the same month of the year before: 0.2 is a fifth. Null when it was not tried; at or below 0 the repetition is what is shown."`
	Origins  int                 `json:"origins" doc:"Earlier moments at which it was tried."`
	Outliers []period.Date       `json:"outliers" doc:"Months that are taken for exceptions: they are shown and scored, but not learned from."`
	Market   maybe[marketEffect] `json:"market" doc:"What the market index does to it; null without an index."`
	Below    maybe[belowView]    `json:"below" doc:"Whom the months ahead come from; null where nobody stands below the node, or its parts are not for the reader."`
}

// belowView divides the months ahead: children and rest sum to the mean of each
// month exactly.
type belowView struct {
	Children []belowShare   `json:"children"`
	Rest     []money.Amount `json:"rest" doc:"By month: what belongs to none of the children: to nobody, to people who left, or to those that the reader does not see."`
	RestSum  money.Amount   `json:"rest_sum"`
	Unseen   bool           `json:"unseen" doc:"The rest holds nodes that the reader does not see."`
	Sum      money.Amount   `json:"sum" doc:"Of all months of the node."`
}

type belowShare struct {
	Node  nodeRef        `json:"node"`
	Means []money.Amount `json:"means" doc:"By month."`
	Sum   money.Amount   `json:"sum"`
}

func (a *API) belowOf(ctx context.Context, v view, b *foresee.Below) (*belowView, error) {
	if b == nil {
		return nil, nil //nolint:nilnil // nobody stands below it
	}
	ids := []org.NodeID{}
	for _, c := range b.Children {
		ids = append(ids, c.Node)
	}
	names, err := a.names(ctx, v, ids)
	if err != nil {
		return nil, err
	}
	out := &belowView{Children: []belowShare{}, Rest: b.Rest, RestSum: sumOf(b.Rest), Unseen: b.Unseen}
	out.Sum = out.RestSum
	for _, c := range b.Children {
		share := belowShare{Node: names[c.Node], Means: c.Means, Sum: sumOf(c.Means)}
		out.Sum += share.Sum
		out.Children = append(out.Children, share)
	}
	return out, nil
}

func sumOf(list []money.Amount) (sum money.Amount) {
	for _, a := range list {
		sum += a
	}
	return sum
}

type courseMonth struct {
	Start period.Date   `json:"start" format:"date"`
	End   period.Date   `json:"end" format:"date" doc:"Exclusive."`
	Value *money.Amount `json:"value" doc:"Null when there was nothing to make it of."`
}

type aheadMonth struct {
	Start period.Date   `json:"start" format:"date"`
	End   period.Date   `json:"end" format:"date" doc:"Exclusive."`
	Mean  *money.Amount `json:"mean"`
	P10   *money.Amount `json:"p10" doc:"Null where the history cannot say, as the others."`
	P50   *money.Amount `json:"p50"`
	P90   *money.Amount `json:"p90"`
	P2    *money.Amount `json:"p2_5"`
	P97   *money.Amount `json:"p97_5"`
	Naive *money.Amount `json:"naive" doc:"The same month of the year before."`
}

func (a *API) getCourse(ctx context.Context, c *caller, in *courseInput) (*body[courseView], error) {
	v, id, q, err := a.ask(ctx, c, in.Node, in.Question)
	if err != nil {
		return nil, err
	}
	course, err := a.Foresee.Course(ctx, v.scope, id, q, in.Ahead)
	if err != nil {
		return nil, err
	}
	out := courseView{Past: []courseMonth{}, Ahead: []aheadMonth{}, Method: course.Method, Why: course.Why, Skill: course.Skill, Origins: course.Origins, Outliers: course.Outliers}
	if out.Outliers == nil {
		out.Outliers = []period.Date{}
	}
	for _, m := range course.Past {
		out.Past = append(out.Past, courseMonth{m.Days.Start, m.Days.End, m.Value})
	}
	for _, m := range course.Ahead {
		out.Ahead = append(out.Ahead, aheadMonth{m.Days.Start, m.Days.End, m.Mean, m.P10, m.P50, m.P90, m.P2, m.P97, m.Naive})
	}
	out.Market.Value = marketEffectOf(course.Market)
	out.Below.Value, err = a.belowOf(ctx, v, course.Below)
	return answer(out), err
}
