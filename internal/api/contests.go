package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/contest"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

func contestRoutes(a *API) {
	rt := func(method, path, name, summary string) route {
		return route{method: method, path: "/contests" + path, name: name, summary: summary, tag: "contests"}
	}
	register(a, rt(http.MethodGet, "", "list-contests", "The contests that the caller holds or is named in"), a.listContests)
	add := rt(http.MethodPost, "", "add-contest", "Write a contest down")
	add.status = http.StatusCreated
	register(a, add, a.addContest)
	register(a, rt(http.MethodGet, "/{id}", "get-contest", "One contest, with how it stands for the caller"), a.getContest)
	register(a, rt(http.MethodPut, "/{id}", "edit-contest", "Change a contest that has not begun"), a.editContest)
	rehearse := rt(http.MethodPost, "/{id}/rehearse", "rehearse-contest", "Replay the rules on the past: who would have won, what it costs, who has a chance")
	rehearse.slow = true
	register(a, rehearse, a.rehearseContest)
	register(a, rt(http.MethodPost, "/{id}/start", "start-contest", "Start a contest that was rehearsed"), a.startContest)
	register(a, rt(http.MethodPost, "/{id}/end", "end-contest", "End a contest that is over, and keep its result with what is known now"), a.endContest)
	register(a, rt(http.MethodPost, "/{id}/withdraw", "withdraw-contest", "Give a contest up, with a reason"), a.withdrawContest)
	register(a, rt(http.MethodGet, "/{id}/check", "check-contest", "Make the result of a contest again, by what was known when it ended"), a.checkContest)
}

// ContestPath names the contest in the path.
type ContestPath struct {
	ID string `path:"id" maxLength:"100"`
}

type oneContestInput struct{ ContestPath }

// ContestText is what a contest is.
type ContestText struct {
	Name    string              `json:"name" maxLength:"1000"`
	Reason  string              `json:"reason" maxLength:"5000" doc:"Why it is held."`
	Node    string              `json:"node" maxLength:"1000" doc:"The company, or the team whose people take part."`
	Start   string              `json:"start" format:"date"`
	End     string              `json:"end" format:"date" doc:"Exclusive."`
	Metric  string              `json:"metric" maxLength:"500" doc:"One that adds up day by day."`
	Measure string              `json:"measure" enum:"attainment,improvement,surprise" doc:"Against the own target, the own usual, or what the own past let expect."`
	Prize   contestPrizeInput   `json:"prize"`
	Guards  []contestGuardInput `json:"guards" required:"false" maxItems:"20" doc:"What each person has to keep to; a breach excludes."`
}

type contestPrizeInput struct {
	To        string `json:"to" enum:"top,reach,team"`
	Places    int    `json:"places" required:"false" doc:"Of top."`
	Threshold string `json:"threshold" required:"false" maxLength:"64" doc:"1.05 is 105 %; of surprise a percentile; of top the least that wins."`
	Amount    string `json:"amount" maxLength:"64" doc:"For each winner, of top for each place; with pot for all together."`
	Pot       bool   `json:"pot" required:"false"`
}

type contestGuardInput struct {
	Metric string `json:"metric" maxLength:"500"`
	Aim    string `json:"aim" enum:"at_most,at_least"`
	Value  string `json:"value" maxLength:"64"`
}

type addContestInput struct{ Body ContestText }

type editContestInput struct {
	ContestPath
	Body struct {
		ContestText
		Revision int64 `json:"revision" doc:"Of the contest as the caller saw it."`
	}
}

type withdrawContestInput struct {
	ContestPath
	Body struct {
		Reason string `json:"reason" maxLength:"2000"`
	}
}

// read returns the contest that was written down.
func (t ContestText) read() (c contest.Contest, err error) {
	var wrong fault.Fields
	day := func(field, text string) period.Date {
		d, err := period.ParseDate(text)
		if err != nil {
			wrong.Add("body."+field, "%s", faultText(err))
		}
		return d
	}
	amount := func(field, text string) money.Amount {
		if text == "" {
			return 0
		}
		a, err := money.Parse(text)
		if err != nil {
			wrong.Add("body."+field, "%s", faultText(err))
		}
		return a
	}
	c = contest.Contest{Name: strings.TrimSpace(t.Name), Reason: strings.TrimSpace(t.Reason), Node: org.NodeID(t.Node), Days: period.Range{Start: day("start", t.Start), End: day("end", t.End)},
		Rules: contest.Rules{Metric: metric.Series(t.Metric), Measure: contest.Measure(t.Measure), Prize: contest.Prize{To: contest.Winners(t.Prize.To), Places: t.Prize.Places,
			Threshold: amount("prize.threshold", t.Prize.Threshold), Amount: amount("prize.amount", t.Prize.Amount), Pot: t.Prize.Pot}}}
	if c.Rules.Prize.To != contest.Top {
		c.Rules.Prize.Places = 0
	}
	for i, g := range t.Guards {
		c.Rules.Guards = append(c.Rules.Guards, goal.Guard{Metric: metric.Series(g.Metric), Aim: goal.Aim(g.Aim), Value: amount("guards."+strconv.Itoa(i)+".value", g.Value)})
	}
	return c, wrong.Err("the contest cannot be read")
}

// faultText is what an error says, without its fields.
func faultText(err error) string {
	if f, ok := faultOf(err); ok {
		return f.Message
	}
	return err.Error()
}

// inContest names the fields of a contest by where they stand in the request.
func inContest(err error) error {
	f, ok := faultOf(err)
	if !ok || len(f.Fields) == 0 {
		return err
	}
	named := *f
	named.Fields = make([]fault.Field, len(f.Fields))
	for i, field := range f.Fields {
		switch field.Name {
		case "amount", "places", "threshold", "to", "pot":
			field.Name = "prize." + field.Name
		}
		if !strings.HasPrefix(field.Name, "body.") {
			field.Name = "body." + field.Name
		}
		named.Fields[i] = field
	}
	return &named
}

func (a *API) contestAsker(ctx context.Context, c *caller) (contest.Asker, error) {
	v, err := a.view(ctx, c, "")
	if err != nil {
		return contest.Asker{}, err
	}
	by, err := a.actor(ctx, c)
	if c.Role == access.Viewer {
		by.Person = "" // he sees what is published
	}
	return contest.Asker{Scope: v.scope, By: by, Leads: c.Role == access.Manager}, err
}

func (a *API) listContests(ctx context.Context, c *caller, _ *none) (*body[list[ContestView]], error) {
	by, err := a.contestAsker(ctx, c)
	if err != nil {
		return nil, err
	}
	all, err := a.Contests.List(ctx, by)
	if err != nil {
		return nil, err
	}
	out := list[ContestView]{Items: make([]ContestView, 0, len(all))}
	for _, v := range all {
		out.Items = append(out.Items, contestOf(v))
	}
	return answer(out), nil
}

func (a *API) getContest(ctx context.Context, c *caller, in *oneContestInput) (*body[contestDetail], error) {
	by, err := a.contestAsker(ctx, c)
	if err != nil {
		return nil, err
	}
	return a.shownContest(ctx, by, contest.ID(in.ID))
}

func (a *API) shownContest(ctx context.Context, by contest.Asker, id contest.ID) (*body[contestDetail], error) {
	v, err := a.Contests.Get(ctx, by, id)
	if err != nil {
		return nil, err
	}
	return answer(contestDetailOf(v, by)), nil
}

func (a *API) addContest(ctx context.Context, c *caller, in *addContestInput) (*body[contestDetail], error) {
	return a.saveContest(ctx, c, in.Body, "", 0)
}

func (a *API) editContest(ctx context.Context, c *caller, in *editContestInput) (*body[contestDetail], error) {
	return a.saveContest(ctx, c, in.Body.ContestText, contest.ID(in.ID), in.Body.Revision)
}

func (a *API) saveContest(ctx context.Context, c *caller, in ContestText, id contest.ID, revision int64) (*body[contestDetail], error) {
	by, err := a.contestAsker(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := by.Allow(); err != nil {
		return nil, err
	}
	next, err := in.read()
	if err != nil {
		return nil, err
	}
	next.ID, next.Revision = id, revision
	kept, err := a.Contests.Save(ctx, by, next)
	if err != nil {
		return nil, inContest(err)
	}
	return a.shownContest(ctx, by, kept.ID)
}

// moved runs one step of a contest, and answers with how it stands then.
func (a *API) moved(ctx context.Context, c *caller, id string, step func(by contest.Asker, id contest.ID) (contest.Contest, error)) (*body[contestDetail], error) {
	by, err := a.contestAsker(ctx, c)
	if err != nil {
		return nil, err
	}
	if _, err := step(by, contest.ID(id)); err != nil {
		return nil, inContest(err)
	}
	return a.shownContest(ctx, by, contest.ID(id))
}

func (a *API) rehearseContest(ctx context.Context, c *caller, in *oneContestInput) (*body[contestDetail], error) {
	return a.moved(ctx, c, in.ID, func(by contest.Asker, id contest.ID) (contest.Contest, error) {
		return a.Contests.Rehearse(ctx, by, id)
	})
}

func (a *API) startContest(ctx context.Context, c *caller, in *oneContestInput) (*body[contestDetail], error) {
	return a.moved(ctx, c, in.ID, func(by contest.Asker, id contest.ID) (contest.Contest, error) { return a.Contests.Start(ctx, by, id) })
}

func (a *API) endContest(ctx context.Context, c *caller, in *oneContestInput) (*body[contestDetail], error) {
	return a.moved(ctx, c, in.ID, func(by contest.Asker, id contest.ID) (contest.Contest, error) { return a.Contests.End(ctx, by, id) })
}

func (a *API) withdrawContest(ctx context.Context, c *caller, in *withdrawContestInput) (*body[contestDetail], error) {
	return a.moved(ctx, c, in.ID, func(by contest.Asker, id contest.ID) (contest.Contest, error) {
		return a.Contests.Withdraw(ctx, by, id, in.Body.Reason)
	})
}

// contestCheck is whether the result of a contest can be made again.
type contestCheck struct {
	Same bool        `json:"same"`
	AsOf period.Date `json:"as_of" format:"date" doc:"By what was known at the end of this day."`
}

func (a *API) checkContest(ctx context.Context, c *caller, in *oneContestInput) (*body[contestCheck], error) {
	by, err := a.contestAsker(ctx, c)
	if err != nil {
		return nil, err
	}
	same, asOf, err := a.Contests.Check(ctx, by, contest.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return answer(contestCheck{same, asOf}), nil
}
