package foresee

import (
	"cmp"
	"context"
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
)

// kinds are those that targets are set for, with their people's tree first.
var kinds = []org.Kind{org.Team, org.Person, org.Region, org.Territory, org.Category, org.Subcategory, org.Product, org.Segment, org.Customer, org.Channel, org.LeadSource}

// targets returns what nodes are held to in periods that hold the as-of day: by
// their own targets, and by those that follow from others'.
func (s *Service) targets(ctx context.Context, set setting) ([]ask, error) {
	catalogue, err := s.store.Catalogue(ctx, set.org.ID)
	if err != nil {
		return nil, err
	}
	var asks []ask
	for _, m := range catalogue.All() {
		windows, held, err := s.windows(ctx, set, m)
		if err != nil {
			return nil, err
		}
		for _, window := range windows {
			some, err := s.targetsOf(ctx, set, m, window, held)
			if err != nil {
				return nil, err
			}
			asks = append(asks, some...)
		}
	}
	return asks, nil
}

// windows returns the periods with a target of the metric that hold the as-of
// day, and the kinds of node that have one.
func (s *Service) windows(ctx context.Context, set setting, m metric.Metric) (windows []period.Range, held map[org.Kind]bool, err error) {
	aims, err := s.store.Aims(ctx, set.org.ID, m.ID)
	if err != nil {
		return nil, nil, err
	}
	held = map[org.Kind]bool{}
	for _, t := range aims.Targets {
		if t.Period.Contains(set.asOf) && !t.Period.IsOpen() && t.Period.Start > period.Always {
			held[t.Node.Kind()] = true
			windows = append(windows, t.Period)
		}
	}
	slices.SortFunc(windows, func(a, b period.Range) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	return slices.Compact(windows), held, nil
}

func (s *Service) targetsOf(ctx context.Context, set setting, m metric.Metric, window period.Range, held map[org.Kind]bool) ([]ask, error) {
	q := attain.Query{Metric: m, Period: period.NewCustom(window), AsOf: set.asOf}
	whole, err := s.figures.Node(ctx, set.system(), set.org.Root(), q)
	if err != nil {
		return nil, err
	}
	var asks []ask
	add := func(rows ...attain.Figures) { // of ten thousand rows no more is held than is asked
		for _, f := range rows {
			if f.Target != nil {
				asks = append(asks, askOf(f, &m, window))
			}
		}
	}
	add(whole)
	for _, kind := range kinds {
		if kind != org.Team && !held[kind] && kind != org.Region && kind != org.Category {
			continue // nothing above it can follow from it
		}
		list, err := s.figures.List(ctx, set.system(), q, attain.Selection{By: kind})
		if err != nil {
			return nil, err
		}
		add(list.Rows...)
	}
	return asks, nil
}

// askOf asks where figures of the metric end.
func askOf(f attain.Figures, m *metric.Metric, window period.Range) ask {
	a := ask{Subject: Subject{Node: f.Node.ID, Metric: m.ID, Window: window}, at: f.Node.ID, metric: m, aim: goal.AtLeast, value: f.Target, actual: f.Actual, counting: f.Filling != nil}
	if m.Direction == metric.Lower {
		a.aim = goal.AtMost
	}
	if f.Covered != nil {
		a.actual, a.at = f.Covered, org.CreditedOf(f.Node.ID) // the part that the target is for
	}
	return a
}

// goals asks where the goals end that are in force on the as-of day and whose
// time has begun.
func (s *Service) goals(ctx context.Context, set setting) ([]ask, error) {
	const some = 1000 // at once, of ten thousands
	f := goal.Filter{States: []goal.State{goal.Accepted, goal.Active}}
	var asks []ask
	for more := true; more; {
		var views []attain.GoalView
		var err error
		if views, more, err = s.figures.GoalPage(ctx, set.system(), goal.Actor{}, f, set.asOf, some); err != nil {
			return nil, err
		}
		for _, v := range views {
			if window := v.Version.Spec.Window; window.Contains(set.asOf) && !window.IsOpen() {
				asks = append(asks, askOfGoal(v))
			}
			f.After = v.Goal.Mark()
		}
	}
	return asks, nil
}

func askOfGoal(v attain.GoalView) ask {
	spec, m := v.Version.Spec, v.Metric // copies: nothing else of the view is held
	return ask{goal: &spec, Subject: Subject{Goal: v.Goal.ID, Node: spec.Owner, Metric: spec.Metric, Window: spec.Window}, at: spec.Owner, metric: &m, scope: spec.Scope,
		rates: spec.Rates, currency: spec.Currency, aim: spec.Aim, value: v.Standing.Target, upper: spec.Upper, actual: v.Standing.Actual, counting: v.Standing.Filling != nil}
}
