package recognition

import (
	"context"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// slowly settles what changes when a period ends; it is looked at once a day.
func (s *Service) slowly(ctx context.Context, set setting, races []race, kept []Badge) (Settled, error) {
	var all Settled
	add := func(some Settled, err error) error {
		all = all.and(some)
		return err
	}
	for _, r := range races {
		for _, kind := range []period.Kind{period.Quarter, period.Month} {
			at := set.org.Calendar.Containing(kind, set.asOf)
			if at.Range != r.window {
				continue
			}
			if err := add(s.ended(ctx, set, r, at, kept)); err != nil {
				return all, err
			}
		}
	}
	for i, r := range races {
		if slices.IndexFunc(races, func(o race) bool { return o.metric.ID == r.metric.ID }) < i {
			continue // the metric has been seen, with another period
		}
		if err := add(s.months(ctx, set, r, kept)); err != nil {
			return all, err
		}
	}
	return all, add(s.guards(ctx, set, kept))
}

// ended settles what the last period of a race's kind that is over has shown, as
// was known at the end of the day before.
func (s *Service) ended(ctx context.Context, set setting, r race, at period.Period, kept []Badge) (Settled, error) {
	l, err := s.past(ctx, set, attain.Query{Metric: r.metric, Period: at}, org.Person)
	n := len(l.periods)
	if err != nil || n == 0 {
		return Settled{}, err
	}
	last := l.periods[n-1]
	back := l.back(n)
	before := l.back(n - 1)
	var hold []Badge
	for id, results := range l.results {
		if results[n-1].Not != "" {
			continue
		}
		award := func(kind Kind, e Evidence) {
			hold = append(hold, Badge{Person: id, Kind: kind, What: fmt.Sprintf("%s %s", r.metric.ID, last.Range), Metric: r.metric.ID, Period: last.Range, Day: last.End - 1, Evidence: e})
		}
		if run := AtTarget(results); slices.Contains(Runs(), run) {
			award(Streak, Evidence{Count: run})
		}
		past := pastValues(results)
		if usual, ok := HasImproved(past, l.History, id); ok {
			if _, already := HasImproved(past[:len(past)-1], l.History, id); !already {
				usually := practice.Amount(usual)
				award(Improved, Evidence{Count: improvedPeriods, Before: &usually})
			}
		}
		if back[id] && !before[id] {
			award(Comeback, Evidence{})
		}
	}
	return Settle(kindsOf(kept, r.metric.ID, last.Range, Streak, Improved, Comeback), hold, nil), nil
}

// back returns who came out of a consistent shortfall by the end of the first n
// periods.
func (l learned) back(n int) map[org.NodeID]bool {
	const two = 2
	if n <= two {
		return nil
	}
	judged := func(n int) map[org.NodeID]followup.Judgement {
		var all []followup.Record
		for id, results := range l.results {
			all = append(all, followup.Record{Node: id, Group: l.titles[id], Periods: results[:n]})
		}
		by := map[org.NodeID]followup.Judgement{}
		for _, j := range followup.Judge(all) {
			by[j.Node] = j
		}
		return by
	}
	now, then := judged(n), judged(n-two)
	out := map[org.NodeID]bool{}
	for id, j := range now {
		out[id] = IsBack(then[id], j)
	}
	return out
}

// late is how many days after its end a month is looked at: data come late.
const late = 3

// months settles who had the best month of all so far.
func (s *Service) months(ctx context.Context, set setting, r race, kept []Badge) (Settled, error) {
	last, ok := set.org.Calendar.Previous(set.org.Calendar.Containing(period.Month, set.asOf))
	if !ok || set.asOf < last.End+late-1 {
		return Settled{}, nil
	}
	const year = 13
	values := map[org.NodeID][]money.Amount{}
	month := last
	for range year {
		q := attain.Query{Metric: r.metric, Period: month, AsOf: set.asOf - 1}
		list, err := s.figures.List(ctx, access.System(set.org.ID), q, attain.Selection{By: org.Person})
		if err != nil {
			return Settled{}, err
		}
		for _, f := range list.Rows {
			if f.Filling != nil {
				return Settled{}, nil
			}
			if f.Actual != nil && f.Node.Member.Start <= month.Start {
				values[f.Node.ID] = append(values[f.Node.ID], *f.Actual)
			}
		}
		if month, ok = set.org.Calendar.Previous(month); !ok {
			break
		}
	}
	var hold []Badge
	for id, list := range values {
		for len(list) > 0 && list[len(list)-1] == 0 {
			list = list[:len(list)-1] // before he began
		}
		slices.Reverse(list)
		before, ok := Best(list)
		if !ok {
			continue
		}
		hold = append(hold, Badge{Person: id, Kind: BestMonth, What: fmt.Sprintf("%s %s", r.metric.ID, last.Range), Metric: r.metric.ID, Period: last.Range, Day: last.End - 1,
			Evidence: Evidence{Count: len(list) - 1, Actual: &list[len(list)-1], Before: &before}})
	}
	return Settle(kindsOf(kept, r.metric.ID, last.Range, BestMonth), hold, nil), nil
}

// guards settles who kept every guardrail through the last quarter.
func (s *Service) guards(ctx context.Context, set setting, kept []Badge) (Settled, error) {
	last, ok := set.org.Calendar.Previous(set.org.Calendar.Containing(period.Quarter, set.asOf))
	if !ok {
		return Settled{}, nil
	}
	views, err := s.guarded(ctx, set, last.Range, last.End-1)
	if err != nil {
		return Settled{}, err
	}
	count, failed := map[org.NodeID]int{}, map[org.NodeID]bool{}
	for _, v := range views {
		window := v.Version.Spec.Window
		for _, g := range v.Standing.Guards {
			switch {
			case g.Holds == nil || !*g.Holds:
				failed[v.Owner.ID] = true
			case window.Start <= last.Start && window.End >= last.End:
				count[v.Owner.ID]++
			}
		}
	}
	var hold []Badge
	for id, n := range count {
		if !failed[id] {
			hold = append(hold, Badge{Person: id, Kind: Guarded, What: last.Range.String(), Period: last.Range, Day: last.End - 1, Evidence: Evidence{Count: n}})
		}
	}
	return Settle(kindsOf(kept, "", last.Range, Guarded), hold, nil), nil
}
