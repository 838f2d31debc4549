package api

import (
	"context"
	"net/http"

	"github.com/attainhq/attain/internal/action/catchup"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

func catchUpRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/catch-up", name: "get-catch-up", summary: "What it takes to reach the target in the time that is left", tag: "act"}, a.getCatchUp)
	register(a, route{method: http.MethodPost, path: "/nodes/{id}/catch-up/accept", name: "accept-catch-up", summary: "Set the goals of the plan as it is now", tag: "act", status: http.StatusCreated}, a.acceptCatchUp)
}

// Sureness says for which certainty a plan is made.
type Sureness struct {
	Sure int `query:"sure" default:"0" minimum:"0" maximum:"95" doc:"Percent: ask for so many opportunities that the gap closes with this certainty; 0 for the mean."`
}

type catchUpInput struct {
	Node
	Question
	Sureness
}

type acceptCatchUpInput struct {
	Node
	Metric string `query:"metric" default:"revenue" maxLength:"500" doc:"Id of a metric."`
	Period string `query:"period" maxLength:"100" doc:"Id of a period; default: the current one."`
	Sureness
}

// catchUpView is a plan.
type catchUpView struct {
	Node     nodeRef           `json:"node"`
	Period   periodView        `json:"period"`
	AsOf     period.Date       `json:"as_of" format:"date"`
	State    catchup.State     `json:"state" enum:"no_gap,feasible,out_of_reach,time_up,unknown"`
	Why      string            `json:"why" doc:"Why there is no plan; empty when there is one."`
	Target   *money.Amount     `json:"target"`
	Median   *money.Amount     `json:"median" doc:"Where the period ends in the middle case."`
	Chance   *money.Amount     `json:"chance" doc:"Of the target, if nothing changes."`
	Gap      money.Amount      `json:"gap" doc:"What is missing in the middle case: target − median, 0 when it is enough."`
	Days     int               `json:"days" doc:"Working days that are left, today not among them."`
	Sure     money.Amount      `json:"sure" doc:"The certainty that the chain is for; 0 for the mean."`
	Need     maybe[needView]   `json:"need" doc:"The chain from the gap to a day's work, on top of what is done and under way."`
	Rates    planRates         `json:"rates" doc:"What it was computed with: own rates, drawn to those of the others."`
	Levers   []leverView       `json:"levers" doc:"What each would bring alone, what an hour brings most first."`
	Cheapest catchup.Kind      `json:"cheapest" enum:",activities,win_rate,deal_size,earlier" doc:"The lever that closes the gap alone in the fewest hours; empty when none does."`
	Steps    []planStepView    `json:"steps" doc:"What closes as much of the gap as can be closed."`
	Reach    money.Amount      `json:"reach" doc:"What the steps bring."`
	Short    money.Amount      `json:"short" doc:"What stays out of reach: gap − reach."`
	PerDay   money.Amount      `json:"per_day" doc:"Activities on a working day when the steps are followed; 0 when none are kept."`
	Hours    money.Amount      `json:"hours_per_day" doc:"That the steps cost on a working day."`
	LastLead *period.Date      `json:"last_lead" format:"date" doc:"After this day half of a new lead's wins would come too late; null when that is not known."`
	LastDeal *period.Date      `json:"last_deal" format:"date" doc:"Likewise of a new opportunity."`
	Deals    []forwardDealView `json:"deals" doc:"Open deals that usually close in the two weeks after the period."`
	Drafts   []AdviceView      `json:"drafts" doc:"The goals that accepting it sets, each with the verdict of the checker."`
}

type needView struct {
	Deals         int64        `json:"deals"`
	Opportunities money.Amount `json:"opportunities"`
	Leads         money.Amount `json:"leads" doc:"0 where none are kept, or they come too late."`
	Activities    money.Amount `json:"activities" doc:"0 where none are kept."`
	PerDay        money.Amount `json:"per_day" doc:"Activities on each working day that is left."`
	InTime        money.Amount `json:"won_in_time" doc:"Share of new opportunities that is won in the days left."`
	LeadsInTime   money.Amount `json:"leads_in_time" doc:"Share of new leads that becomes an opportunity early enough."`
}

type planRates struct {
	Size    money.Amount `json:"deal_size"`
	Win     money.Amount `json:"win_rate" doc:"Share of opportunities that is won at last."`
	Lead    money.Amount `json:"qualification" doc:"Opportunities of a lead at last; 0 where no leads are kept."`
	Connect money.Amount `json:"connect" doc:"Leads (opportunities where no leads are kept) of an activity."`
	Own     money.Amount `json:"activities_per_day" doc:"Over the last four weeks."`
	Most    money.Amount `json:"capacity_per_day" doc:"What was kept up over four weeks before: one run of four weeks in five is above it."`
	Cycle   *int         `json:"cycle" doc:"Days within which half of the wins of an opportunity come."`
}

type leverView struct {
	Kind    catchup.Kind   `json:"kind" enum:"activities,win_rate,deal_size,earlier"`
	From    money.Amount   `json:"from" doc:"Activities on a day, the rate, the value of a deal; of earlier how many deals: 0."`
	To      money.Amount   `json:"to"`
	Needed  money.Amount   `json:"needed" doc:"Where it had to be to close the gap alone; 0 where that cannot be said."`
	Gain    money.Amount   `json:"gain"`
	Share   money.Amount   `json:"share" doc:"Of the gap, at most 1."`
	Hours   money.Amount   `json:"hours" doc:"Until the end of the period: activities as long as a day of eight hours holds of them, and an hour for each deal."`
	PerHour money.Amount   `json:"per_hour"`
	Closes  bool           `json:"closes"`
	Not     catchup.Reason `json:"not" enum:",too_late,no_room,not_known,nothing" doc:"Why it is no use; empty when it is."`
}

type planStepView struct {
	Kind  catchup.Kind `json:"kind" enum:"activities,win_rate,deal_size,earlier"`
	From  money.Amount `json:"from"`
	To    money.Amount `json:"to"`
	Gain  money.Amount `json:"gain"`
	Hours money.Amount `json:"hours"`
}

type forwardDealView struct {
	ID    string         `json:"id"`
	Name  string         `json:"name"`
	Stage string         `json:"stage"`
	Owner maybe[nodeRef] `json:"owner"`
	Later money.Amount   `json:"later" doc:"What it is expected to bring in the two weeks after the period."`
}

func (a *API) getCatchUp(ctx context.Context, c *caller, in *catchUpInput) (*body[catchUpView], error) {
	v, id, q, err := a.ask(ctx, c, in.Node, in.Question)
	if err != nil {
		return nil, err
	}
	told, err := a.CatchUp.Plan(ctx, asker(c, v), catchup.Ask{Node: id, Query: q, Sure: in.share()})
	if err != nil {
		return nil, err
	}
	out, err := a.catchUpOf(ctx, v, told)
	return answer(out), err
}

func (s Sureness) share() float64 {
	const percent = 100
	return float64(s.Sure) / percent
}

func (a *API) acceptCatchUp(ctx context.Context, c *caller, in *acceptCatchUpInput) (*body[list[goalView]], error) {
	v, id, q, err := a.ask(ctx, c, in.Node, Question{Metric: in.Metric, Period: in.Period})
	if err != nil {
		return nil, err
	}
	by, err := a.actor(ctx, c)
	if err != nil {
		return nil, err
	}
	set, err := a.CatchUp.Accept(ctx, asker(c, v), by, catchup.Ask{Node: id, Query: q, Sure: in.share()})
	if err != nil {
		return nil, inGoal(err)
	}
	return a.shownGoals(ctx, v, by, set)
}

// shownGoals answers with goals as they stand now.
func (a *API) shownGoals(ctx context.Context, v view, by goal.Actor, set []goal.Goal) (*body[list[goalView]], error) {
	out := list[goalView]{Items: []goalView{}}
	for _, g := range set {
		shown, err := a.shownGoal(ctx, v, by, g.ID)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, shown.Body)
	}
	return answer(out), nil
}

func (a *API) catchUpOf(ctx context.Context, v view, t catchup.Told) (catchUpView, error) {
	f, some := t.Outlook.Figures, practice.Amount
	out := catchUpView{Node: refOf(f.Node), Period: periodOf(f.Period, v.asOf), AsOf: f.AsOf, State: t.State, Why: t.Calm, Target: f.Target, Median: t.Outlook.Quantile(50), Chance: t.Outlook.Chance,
		Gap: some(t.Gap), Days: t.Days, Sure: some(t.Sure), Cheapest: t.Cheapest, Reach: some(t.Reach), Short: some(t.Short), PerDay: some(t.PerDay), Hours: some(t.Hours),
		Rates:    planRates{some(t.Size), some(t.Win), some(t.Lead), some(t.Connect), some(t.Own), some(t.Most), t.Cycle},
		LastLead: t.LastLead, LastDeal: t.LastDeal, Levers: []leverView{}, Steps: []planStepView{}, Deals: []forwardDealView{}, Drafts: []AdviceView{}}
	if n := t.Need; n != nil {
		out.Need.Value = &needView{n.Deals, some(n.Opportunities), some(n.Leads), some(n.Activities), some(n.PerDay), some(n.InTime), some(n.LeadsInTime)}
	}
	for _, l := range t.Levers {
		out.Levers = append(out.Levers, leverView{l.Kind, some(l.From), some(l.To), some(l.Needed), some(l.Gain), some(l.Share), some(l.Hours), some(l.PerHour), l.Closes, l.Not})
	}
	for _, s := range t.Steps {
		out.Steps = append(out.Steps, planStepView{s.Kind, some(s.From), some(s.To), some(s.Gain), some(s.Hours)})
	}
	for _, d := range t.Drafts {
		out.Drafts = append(out.Drafts, adviceOf(d.Advice))
	}
	ids := []org.NodeID{}
	for _, d := range t.Deals {
		ids = append(ids, d.Owner)
	}
	names, err := a.names(ctx, v, ids)
	for _, d := range t.Deals {
		deal := forwardDealView{ID: d.ID, Name: d.Name, Stage: d.Stage, Later: some(d.Later)}
		if ref, ok := names[d.Owner]; ok && d.Owner != "" {
			deal.Owner.Value = &ref
		}
		out.Deals = append(out.Deals, deal)
	}
	return out, err
}
