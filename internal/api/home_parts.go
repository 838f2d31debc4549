package api

import (
	"cmp"
	"context"
	"slices"

	"github.com/attainhq/attain/internal/action/catchup"
	"github.com/attainhq/attain/internal/action/checkin"
	"github.com/attainhq/attain/internal/action/desk"
	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/call"
)

// number is the answer to "will I make it".
func (h *homeOf) number(ctx context.Context) error {
	found, err := h.api.Foresee.Outlook(ctx, h.scope, h.node, h.Query)
	if err != nil {
		return err
	}
	out, err := h.api.outlookOf(ctx, h.view, found.Status, found.Projection)
	if err != nil {
		return err
	}
	f := figuresOf(found.Figures)
	if f.Target != nil {
		f.Outlook.Value = &out.BriefOutlook
	}
	h.out.Figures.Value, h.out.Said, h.out.Deals = &f, out.Said, out.Deals
	slices.SortStableFunc(h.out.Deals, func(x, y dealOutlook) int { return cmp.Compare(y.weight(), x.weight()) })
	const most = 5
	h.out.Deals = h.out.Deals[:min(most, len(h.out.Deals))]
	return nil
}

// weight is by how much the deal moves the chance.
func (d dealOutlook) weight() money.Amount {
	if d.With == nil || d.Without == nil {
		return -1
	}
	return *d.With - *d.Without
}

// checkins are the next ones of the caller's, and what is promised for soon.
func (h *homeOf) checkins(ctx context.Context) error {
	by, err := h.api.checkinReader(ctx, h.c)
	if err != nil {
		return err
	}
	o, err := h.api.Checkins.Overview(ctx, h.c.OrgID, by)
	if err != nil {
		return err
	}
	all := checkinsOf(o, by)
	for _, p := range all.Pairs {
		if p.Next != nil {
			h.out.Checkins = append(h.out.Checkins, p)
		}
	}
	slices.SortStableFunc(h.out.Checkins, func(x, y checkinPair) int { return cmp.Compare(*x.Next, *y.Next) })
	const soon = 7
	for _, c := range all.Commitments {
		if (c.State == checkin.Open || c.State == checkin.Overdue) && c.Due <= h.asOf+soon {
			h.out.Commitments = append(h.out.Commitments, c)
		}
	}
	return nil
}

// proposed are goals that wait for an answer of the caller's.
func (h *homeOf) proposed(ctx context.Context) error {
	by, err := h.api.actor(ctx, h.c)
	if err != nil {
		return err
	}
	const most = 200
	list, err := h.api.Attain.Goals(ctx, h.scope, by, goal.Filter{States: []goal.State{goal.Proposed, goal.Accepted}, Limit: most}, h.asOf)
	for _, g := range list {
		if slices.Contains(g.May, goal.Accept) || slices.Contains(g.May, goal.Approve) {
			ref := refOf(g.Owner)
			h.decide(homeDecision{Kind: desk.ProposedGoal, Node: maybe[nodeRef]{&ref}, What: string(g.Goal.ID), Title: g.Version.Spec.Title})
		}
	}
	return err
}

// stuck are the open deals that stand for too long.
func (h *homeOf) stuck(ctx context.Context) error {
	const most = 5
	found, err := h.api.Funnel.Lately(ctx, h.scope, h.node, h.asOf)
	if err != nil {
		return err
	}
	h.standing = found.Stuck
	largest := found.Stuck[:min(most, len(found.Stuck))]
	names, err := h.api.names(ctx, h.view, ownersOf(largest))
	h.out.Stuck = stuckView{Count: found.StuckCount, Worth: found.StuckWorth, Items: stuckDeals(largest, names)}
	return err
}

// calls are forecasts that others at the same place have given, and some have
// not. Where nobody gives any, none is missing.
func (h *homeOf) calls(ctx context.Context) error {
	place, err := h.api.callPlace(ctx, h.c, h.view, string(h.node), "", "", "query.")
	if err != nil {
		return err
	}
	by, err := h.api.callActor(ctx, h.c)
	if err != nil {
		return err
	}
	board, err := h.api.Calls.Board(ctx, h.scope, by, call.Query{Place: place, AsOf: h.asOf})
	if err != nil {
		return err
	}
	missing := 0
	for _, l := range board.Lines {
		if l.Call == nil {
			missing++
		}
	}
	ref := refOf(board.Total.Node)
	switch given := len(board.Lines) - missing; {
	case board.Total.Call == nil && board.Total.May.Submit && h.who != asLeader && (given > 0 || h.who == asRep):
		h.decide(homeDecision{Kind: desk.MissingCall, Node: maybe[nodeRef]{&ref}})
	case missing > 0 && given > 0:
		h.decide(homeDecision{Kind: desk.MissingCall, Node: maybe[nodeRef]{&ref}, Count: missing})
	}
	return nil
}

// work is what is left of the goals that count work.
func (h *homeOf) work(ctx context.Context) error {
	by, err := h.api.actor(ctx, h.c)
	if err != nil {
		return err
	}
	list, err := h.api.Attain.Goals(ctx, h.scope, by, goal.Filter{Owner: h.node, States: []goal.State{goal.Accepted, goal.Active}}, h.asOf)
	if err != nil {
		return err
	}
	for _, g := range list {
		if !countsWork(g) || !g.Version.Spec.Window.Contains(h.asOf) {
			continue
		}
		done, err := h.api.Attain.Progress(ctx, h.scope, g.Goal.ID, h.asOf)
		if err != nil {
			return err
		}
		h.out.Work = append(h.out.Work, h.left(g, done))
	}
	return nil
}

// countsWork reports whether a goal adds up pieces of work to at least a value.
func countsWork(g attain.GoalView) bool {
	spec := g.Version.Spec
	return g.Metric.Shape == metric.Sum && g.Metric.Unit == metric.Count && spec.Aim == goal.AtLeast && !spec.EachOwner && spec.Each == "" && valueOf(spec) != nil
}

func (h *homeOf) left(g attain.GoalView, done attain.GoalProgress) homeWork {
	spec := g.Version.Spec
	w := desk.Work{Value: spec.Value, Window: spec.Window}
	for _, p := range done.Points {
		switch {
		case p.Value == nil || p.Day > h.asOf:
		case p.Day == h.asOf:
			w.Today += *p.Value
		case p.Day >= h.out.Week.Start:
			w.Week += *p.Value
		default:
			w.Before += *p.Value
		}
	}
	week, day := w.Parts(h.org.Calendar, period.Range{Start: h.out.Week.Start, End: h.out.Week.End}, h.asOf)
	whole := desk.Share{Aim: w.Value, Done: w.Before + w.Week + w.Today}
	return homeWork{Goal: GoalRef{ID: string(g.Goal.ID), Title: spec.Title}, Metric: metricOf(g.Metric), End: spec.Window.End, Week: shareOf(week), Today: shareOf(day), Whole: shareOf(whole)}
}

// plan is what would close the gap.
func (h *homeOf) plan(ctx context.Context) error {
	told, err := h.api.CatchUp.Plan(ctx, asker(h.c, h.view), catchup.Ask{Node: h.node, Query: h.Query})
	if err != nil {
		return err
	}
	some := practice.Amount
	p := homePlan{State: told.State, Why: told.Calm, Gap: some(told.Gap), Short: some(told.Short), Days: told.Days, PerDay: some(told.PerDay), Steps: []planStepView{}}
	for _, s := range told.Steps {
		p.Steps = append(p.Steps, planStepView{s.Kind, some(s.From), some(s.To), some(s.Gain), some(s.Hours)})
	}
	h.out.Plan.Value = &p
	return nil
}

// followUp is what somebody's own periods show.
func (h *homeOf) followUp(ctx context.Context) error {
	found, err := h.api.Follow.Person(ctx, asker(h.c, h.view), h.node, followup.Ask{Metric: h.Metric, AsOf: h.asOf, Lately: true})
	if err != nil {
		return err
	}
	out := followUpOf(h.view, found)
	h.out.FollowUp.Value = &out
	if found.Offer == followup.SmallGoal {
		h.decide(homeDecision{Kind: desk.FollowUp, Node: maybe[nodeRef]{&out.Person}})
	}
	return nil
}

// patterns are the costliest things that go wrong without anybody saying so.
func (h *homeOf) patterns(ctx context.Context) error {
	const most = 3
	found, err := h.api.Patterns.Lately(ctx, h.scope, h.asOf)
	if err != nil {
		return err
	}
	n := 0
	for _, f := range found.Findings {
		if f.Good || n == most {
			continue
		}
		n++
		d := homeDecision{Kind: desk.FoundPattern, Title: f.Text, Amount: f.Monthly}
		if f.Node.ID != "" {
			ref := refOf(f.Node)
			d.Node.Value = &ref
		}
		h.decide(d)
	}
	return nil
}
