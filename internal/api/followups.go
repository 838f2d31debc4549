package api

import (
	"context"
	"net/http"

	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/advise"
)

func followUpRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/follow-ups", name: "list-follow-ups", summary: "Who needs help, with what", tag: "act"}, a.listFollowUps)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/follow-up", name: "get-follow-up", summary: "What a person's periods show, and what would help", tag: "act"}, a.getFollowUp)
	register(a, route{method: http.MethodPost, path: "/nodes/{id}/follow-up/accept", name: "accept-follow-up", summary: "Set the goal that is proposed", tag: "act", status: http.StatusCreated}, a.acceptFollowUp)
	register(a, route{method: http.MethodPost, path: "/nodes/{id}/follow-up/decline", name: "decline-follow-up", summary: "Decline the goal that is proposed, with a reason", tag: "act"}, a.declineFollowUp)
	register(a, route{method: http.MethodPost, path: "/nodes/{id}/follow-up/end", name: "end-follow-up", summary: "End a follow-up that was accepted, with a reason", tag: "act"}, a.endFollowUp)
}

// HeldTo says by which metric people are looked at.
type HeldTo struct {
	Metric string `query:"metric" default:"revenue" maxLength:"500" doc:"Id of a metric that people have targets for."`
}

type followUpsInput struct {
	HeldTo
	AsOf  string `query:"as_of" format:"date" doc:"What was known at the end of that day; default: today."`
	Under string `query:"under" maxLength:"200" doc:"Only people who belong to this node."`
}

type followUpInput struct {
	Node
	HeldTo
	AsOf string `query:"as_of" format:"date" doc:"What was known at the end of that day; default: today."`
}

type acceptFollowUpInput struct {
	Node
	HeldTo
}

type reasonFollowUpInput struct {
	Node
	HeldTo
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

// followUpView is what somebody's periods show.
type followUpView struct {
	Person     nodeRef                `json:"person"`
	Title      string                 `json:"title" doc:"What he is."`
	Period     periodView             `json:"period" doc:"That runs."`
	Label      followup.Label         `json:"label" enum:"consistent_shortfall,watch,too_early,quota_problem,fine"`
	Below      money.Amount           `json:"below" doc:"The chance that his usual attainment lies below 90 %."`
	Usual      money.Amount           `json:"usual" doc:"His usual attainment, as far as the periods tell."`
	Short      int                    `json:"short" doc:"Of the eligible periods that were looked at, those below 90 %."`
	Of         int                    `json:"of"`
	Personal   money.Amount           `json:"personal" doc:"The chance that it lies below 90 % of what is usual with the others as well, where that is less than the target."`
	Potential  *money.Amount          `json:"potential" doc:"Leads that come to him against what is asked of him, where the middle of the others is 1; null when that is not known."`
	PeersShort money.Amount           `json:"peers_short" doc:"The share of those who do the same work who were short in the same periods."`
	Peers      int                    `json:"peers"`
	Hard       int                    `json:"hard" doc:"Of his short periods, those whose target had a chance below 30 % when it was set, where that was foreseen."`
	Periods    []weighedView          `json:"periods" doc:"The eligible ones that count, the oldest first."`
	This       *money.Amount          `json:"this_target"`
	Next       *money.Amount          `json:"next_target" doc:"Of the period after this one; null when it is not set."`
	Offer      followup.Offer         `json:"offer" enum:"none,goal,coaching,target"`
	Proposal   maybe[proposalView]    `json:"proposal"`
	Draft      maybe[AdviceView]      `json:"draft" doc:"The goal that accepting sets, with the verdict of the checker; null in a list."`
	Decision   maybe[decisionView]    `json:"decision" doc:"The last one."`
	Effect     maybe[followup.Effect] `json:"effect" doc:"Of an accepted goal so far, against others who began where he did; null in a list."`
	Finished   bool                   `json:"finished" doc:"An accepted follow-up is no longer needed: the chance of a shortfall is below one half, or two periods reached their targets."`
	MayDecide  bool                   `json:"may_decide" doc:"The caller may accept or decline."`
}

type weighedView struct {
	Start      period.Date  `json:"start" format:"date"`
	End        period.Date  `json:"end" format:"date" doc:"Exclusive."`
	Target     money.Amount `json:"target"`
	Actual     money.Amount `json:"actual"`
	Attainment money.Amount `json:"attainment"`
	Shock      money.Amount `json:"shock" doc:"What is taken off the logarithm for what moved everybody."`
	Weight     money.Amount `json:"weight"`
}

type proposalView struct {
	Driver  practice.Driver    `json:"driver" enum:"activities,connect,qualification,win_rate,deal_size" doc:"The weakest."`
	Kind    followup.Skill     `json:"kind" enum:"more,practise,rate"`
	Type    string             `json:"type" doc:"Of the activities that are counted; empty for all of them."`
	Usually money.Amount       `json:"usually" doc:"A week over the last four; of a rate the own one."`
	Weekly  money.Amount       `json:"weekly" doc:"A week, when it is done; of a rate what is to be reached."`
	Limit   followup.Limit     `json:"limit" enum:"need,step,peers,capacity" doc:"What keeps the step so small."`
	Weeks   int                `json:"weeks"`
	Value   money.Amount       `json:"value" doc:"That is demanded over the weeks: who keeps to weekly reaches it with the chance."`
	Chance  *money.Amount      `json:"chance" doc:"Null of a rate: so few cases do not tell it from chance."`
	Stays   *money.Amount      `json:"chance_unchanged" doc:"For somebody who changes nothing."`
	Gap     money.Amount       `json:"gap" doc:"The next target less what is to be expected."`
	Brings  money.Amount       `json:"brings" doc:"Of the gap, when it is kept up over the next period; 0 where nobody can say it yet."`
	Remains money.Amount       `json:"remains"`
	Second  maybe[secondView]  `json:"second" doc:"The lever for what remains."`
	Drivers []contributionView `json:"drivers" doc:"What each driver adds to a working day's sales against the middle of those who do the same work; they add up to the difference."`
}

type secondView struct {
	Driver practice.Driver `json:"driver" enum:"activities,connect,qualification,win_rate,deal_size"`
	From   money.Amount    `json:"from"`
	To     money.Amount    `json:"to"`
	Brings money.Amount    `json:"brings"`
}

type contributionView struct {
	Driver practice.Driver `json:"driver" enum:"activities,connect,qualification,win_rate,deal_size"`
	Own    money.Amount    `json:"own"`
	Usual  money.Amount    `json:"usual"`
	Value  money.Amount    `json:"value"`
}

type decisionView struct {
	State   followup.State         `json:"state" enum:"accepted,declined,ended"`
	Day     period.Date            `json:"day" format:"date"`
	By      string                 `json:"by"`
	Reason  string                 `json:"reason"`
	Goal    string                 `json:"goal" doc:"Id of the goal that it became; empty when it was declined."`
	EndedOn *period.Date           `json:"ended_on" format:"date"`
	Effect  maybe[followup.Effect] `json:"effect" doc:"As it was when it ended."`
}

func (a *API) heldTo(ctx context.Context, c *caller, h HeldTo, asOf string) (view, followup.Ask, error) {
	v, err := a.view(ctx, c, asOf)
	if err != nil {
		return v, followup.Ask{}, err
	}
	m, err := a.findMetric(ctx, c, h.Metric)
	if err != nil {
		return v, followup.Ask{}, invalid("query.metric", err)
	}
	return v, followup.Ask{Metric: m, AsOf: v.asOf}, nil
}

func (a *API) listFollowUps(ctx context.Context, c *caller, in *followUpsInput) (*body[list[followUpView]], error) {
	v, ask, err := a.heldTo(ctx, c, in.HeldTo, in.AsOf)
	if err != nil {
		return nil, err
	}
	if in.Under != "" {
		if _, err := a.Store.Node(ctx, v.scope, v.asOf, org.NodeID(in.Under)); err != nil {
			return nil, err
		}
	}
	cases, err := a.Follow.People(ctx, v.scope, org.NodeID(in.Under), ask)
	if err != nil {
		return nil, err
	}
	out := list[followUpView]{Items: make([]followUpView, 0, len(cases))}
	for _, found := range cases {
		out.Items = append(out.Items, followUpOf(v, found))
	}
	return answer(out), nil
}

func (a *API) getFollowUp(ctx context.Context, c *caller, in *followUpInput) (*body[followUpView], error) {
	v, ask, err := a.heldTo(ctx, c, in.HeldTo, in.AsOf)
	if err != nil {
		return nil, err
	}
	id, err := in.nodeID()
	if err != nil {
		return nil, err
	}
	return a.shownFollowUp(ctx, c, v, id, ask)
}

func (a *API) shownFollowUp(ctx context.Context, c *caller, v view, id org.NodeID, ask followup.Ask) (*body[followUpView], error) {
	found, err := a.Follow.Person(ctx, asker(c, v), id, ask)
	if err != nil {
		return nil, err
	}
	return answer(followUpOf(v, found)), nil
}

// decide runs a decision on somebody's follow-up as of today, and answers with
// how it stands then.
func (a *API) decide(ctx context.Context, c *caller, n Node, h HeldTo, run func(asker advise.Asker, by goal.Actor, id org.NodeID, ask followup.Ask) error) (*body[followUpView], error) {
	v, ask, err := a.heldTo(ctx, c, h, "")
	if err != nil {
		return nil, err
	}
	id, err := n.nodeID()
	if err != nil {
		return nil, err
	}
	by, err := a.actor(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := run(asker(c, v), by, id, ask); err != nil {
		return nil, inGoal(err)
	}
	return a.shownFollowUp(ctx, c, v, id, ask)
}

func (a *API) acceptFollowUp(ctx context.Context, c *caller, in *acceptFollowUpInput) (*body[followUpView], error) {
	return a.decide(ctx, c, in.Node, in.HeldTo, func(asker advise.Asker, by goal.Actor, id org.NodeID, ask followup.Ask) error {
		_, err := a.Follow.Accept(ctx, asker, by, id, ask)
		return err
	})
}

func (a *API) declineFollowUp(ctx context.Context, c *caller, in *reasonFollowUpInput) (*body[followUpView], error) {
	return a.decide(ctx, c, in.Node, in.HeldTo, func(asker advise.Asker, by goal.Actor, id org.NodeID, ask followup.Ask) error {
		_, err := a.Follow.Decline(ctx, asker, by, id, ask, in.Body.Reason)
		return err
	})
}

func (a *API) endFollowUp(ctx context.Context, c *caller, in *reasonFollowUpInput) (*body[followUpView], error) {
	return a.decide(ctx, c, in.Node, in.HeldTo, func(asker advise.Asker, by goal.Actor, id org.NodeID, ask followup.Ask) error {
		_, err := a.Follow.End(ctx, asker, by, id, ask, in.Body.Reason)
		return err
	})
}

func followUpOf(v view, f followup.Case) followUpView {
	some := practice.Amount
	out := followUpView{Person: refOf(f.Person), Title: f.Person.Title, Period: periodOf(f.Period, v.asOf), Label: f.Label, Below: some(f.Below), Usual: some(f.Median), Short: f.Short, Of: f.Of,
		PeersShort: some(f.PeersShort), Peers: f.Peers, Hard: f.Hard, Periods: []weighedView{}, This: f.This, Next: f.Next, Offer: f.Offer, Finished: f.Finished, MayDecide: f.Draft != nil}
	for _, p := range f.Periods {
		out.Periods = append(out.Periods, weighedView{p.Days.Start, p.Days.End, some(p.Target), some(p.Actual), some(p.Attainment), some(p.Shock), some(p.Weight)})
	}
	out.Personal = some(f.Personal)
	if f.Potential != nil {
		potential := some(*f.Potential)
		out.Potential = &potential
	}
	if p := f.Proposal; p != nil {
		out.Proposal.Value = proposalOf(*p)
	}
	if f.Draft != nil {
		shown := adviceOf(f.Draft.Advice)
		out.Draft.Value = &shown
	}
	if k := f.Kept; k != nil {
		shown := decisionView{State: k.State, Day: k.Day, By: k.By, Reason: k.Reason, Goal: string(k.Goal)}
		shown.Effect.Value = k.Effect
		if k.EndedOn != 0 {
			shown.EndedOn = &k.EndedOn
		}
		out.Decision.Value = &shown
	}
	out.Effect.Value = f.Effect
	return out
}

func proposalOf(p followup.Proposal) *proposalView {
	some := practice.Amount
	out := proposalView{Driver: p.Driver, Kind: p.Kind, Type: p.Type, Usually: some(p.Usually), Weekly: some(p.Weekly), Limit: p.Limit, Weeks: p.Weeks, Value: some(p.Value),
		Gap: some(p.Gap), Brings: some(p.Brings), Remains: some(p.Remains), Drivers: []contributionView{}}
	if p.Kind != followup.Rate {
		keeps, stays := some(p.Chance), some(p.Stays)
		out.Chance, out.Stays = &keeps, &stays
	}
	if p.Second != nil {
		out.Second.Value = &secondView{p.Second.Driver, some(p.Second.From), some(p.Second.To), some(p.Second.Brings)}
	}
	for _, d := range p.Drivers {
		out.Drivers = append(out.Drivers, contributionView{d.Driver, some(d.Own), some(d.Usual), some(d.Value)})
	}
	return &out
}
