package pipeline

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/quota"
)

// PlanView is a plan as an actor sees it.
type PlanView struct {
	quota.Plan
	Metric   metric.Metric  // in its scope
	Currency money.Currency // "" unless the metric is money
	Nodes    map[org.NodeID]org.Node
	Figures  []quota.Figures  // by row
	Seen     []bool           // by row
	May      [][]quota.Action // by row
	Checks   quota.Checks     // of the rows seen
	Whole    bool             // every row is seen
}

// List returns the plans of which the actor sees something, the latest first.
// Of who sees everything only the root's rows are read.
func (s *Plans) List(ctx context.Context, orgID string, by quota.Actor) ([]PlanView, error) {
	o, err := s.store.Organisation(ctx, orgID)
	if err != nil {
		return nil, err
	}
	heads, err := s.store.PlanHeads(ctx, orgID)
	if err != nil {
		return nil, err
	}
	if !by.All {
		if heads, err = s.seenOf(ctx, orgID, by, heads); err != nil {
			return nil, err
		}
	}
	views := make([]PlanView, 0, len(heads))
	for _, p := range heads {
		v, err := s.viewOf(ctx, o, by, p)
		if err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}

// seenOf loads those of the plans of which the actor sees something.
func (s *Plans) seenOf(ctx context.Context, orgID string, by quota.Actor, heads []quota.Plan) ([]quota.Plan, error) {
	if by.Person == "" {
		return nil, nil
	}
	ids, err := s.store.PlansOf(ctx, orgID, by.Person)
	if err != nil {
		return nil, err
	}
	var seen []quota.Plan
	for _, head := range heads {
		if !slices.Contains(ids, head.ID) {
			continue
		}
		p, err := s.store.Plan(ctx, orgID, head.ID)
		if err != nil {
			return nil, err
		}
		if _, some := p.Visible(by); some {
			seen = append(seen, p)
		}
	}
	return seen, nil
}

// Get returns a plan; NotFound when the actor sees nothing of it.
func (s *Plans) Get(ctx context.Context, orgID string, by quota.Actor, id quota.ID) (PlanView, error) {
	o, err := s.store.Organisation(ctx, orgID)
	if err != nil {
		return PlanView{}, err
	}
	p, err := s.store.Plan(ctx, orgID, id)
	if err != nil {
		return PlanView{}, err
	}
	if _, some := p.Visible(by); !some {
		return PlanView{}, errNoPlan()
	}
	return s.viewOf(ctx, o, by, p.On(o.Today(s.pipe.now()), o.Calendar))
}

func (s *Plans) viewOf(ctx context.Context, o org.Organisation, by quota.Actor, p quota.Plan) (PlanView, error) {
	v := PlanView{Plan: p, Figures: p.Figures(), May: p.May(by), Nodes: map[org.NodeID]org.Node{}}
	v.Seen, _ = p.Visible(by)
	v.Whole = !slices.Contains(v.Seen, false)
	v.Checks = p.Check(v.Figures, v.Seen)
	m, err := s.metric(ctx, o.ID, string(p.Metric))
	if err != nil {
		m = metric.Metric{ID: p.Metric, Name: string(p.Metric), Unit: metric.Quantity} // a user's metric that was withdrawn
	}
	v.Metric = m.In(p.Scope)
	if m.Unit == metric.Money {
		v.Currency = o.Currency
	}
	nodes, err := s.store.Nodes(ctx, access.System(o.ID), o.Today(s.pipe.now()), org.Filter{IDs: append([]org.NodeID{p.Root}, p.Scope...)})
	for _, n := range nodes {
		v.Nodes[n.ID] = n
	}
	return v, err
}

// History returns what was done with a plan, the latest first, as far as it
// concerns rows that the actor sees. before is where to go on, 0 at the end.
func (s *Plans) History(ctx context.Context, orgID string, by quota.Actor, id quota.ID, f PlanEventFilter) (v PlanView, events []quota.Event, before int, err error) {
	if v, err = s.Get(ctx, orgID, by, id); err != nil {
		return v, nil, 0, err
	}
	if !v.Whole {
		f.Rows = 0 // all, to find those that he sees
	}
	limit := f.Limit
	f.Limit++
	if events, err = s.store.PlanEvents(ctx, orgID, id, f); err != nil {
		return v, nil, 0, err
	}
	if len(events) > limit {
		events = events[:limit]
		before = events[limit-1].Seq
	}
	if !v.Whole {
		events = v.shown(events)
	}
	return v, events, before, nil
}

// shown leaves out of events what the actor does not see.
func (v PlanView) shown(events []quota.Event) []quota.Event {
	seen := make(map[quota.Key]bool, len(v.Rows))
	for i, r := range v.Rows {
		seen[r.Key] = v.Seen[i]
	}
	shown := events[:0]
	for _, e := range events {
		e.Changes = slices.DeleteFunc(e.Changes, func(c quota.Change) bool { return !seen[c.Key] })
		ofPlan := e.What == quota.Created || e.What == quota.What(quota.Activate) || e.What == quota.What(quota.Close)
		if len(e.Changes) == 0 && !seen[e.Key] && !ofPlan {
			continue
		}
		if !seen[e.Key] {
			e.Note, e.Key = "", quota.Key{} // it may speak of what he does not see
		}
		e.Changed = e.Count()
		shown = append(shown, e)
	}
	return shown
}

// Fairness reports how the plan treats those who carry it, as far as the actor
// sees them. Of a plan that runs, attainment is of the periods that are over.
func (s *Plans) Fairness(ctx context.Context, orgID string, by quota.Actor, id quota.ID) (PlanView, quota.Fairness, error) {
	v, err := s.Get(ctx, orgID, by, id)
	if err != nil {
		return v, quota.Fairness{}, err
	}
	actuals, err := s.actuals(ctx, orgID, v)
	if err != nil {
		return v, quota.Fairness{}, err
	}
	return v, v.Plan.Fairness(actuals, v.Seen), nil
}

// actuals returns what was reached in the periods that are over; nil before
// the plan is active or the first of them is over.
func (s *Plans) actuals(ctx context.Context, orgID string, v PlanView) (*quota.Actuals, error) {
	o, err := s.store.Organisation(ctx, orgID)
	if err != nil {
		return nil, err
	}
	today := o.Today(s.pipe.now())
	over := 0
	for _, at := range v.Periods {
		if at.End <= today {
			over++
		}
	}
	if over == 0 || v.State != quota.Active && v.State != quota.Closed {
		return nil, nil //nolint:nilnil // there is none to be told
	}
	read, err := s.reader(ctx, o, v.Metric)
	if err != nil {
		return nil, err
	}
	var ids []org.NodeID
	for i, r := range v.Rows {
		if v.Seen[i] {
			ids = append(ids, r.Node)
		}
	}
	reached, err := read(ids, period.Range{Start: v.Periods[0].Start, End: v.Periods[over-1].End})
	return &quota.Actuals{Of: reached, Periods: over}, err
}
