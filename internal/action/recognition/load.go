package recognition

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
)

// earlier is how many periods before are read.
const earlier = 8

// setting is what one question needs.
type setting struct {
	org     org.Organisation
	book    *metric.Book
	display Display
	setting Setting
	asOf    period.Date
}

func (s *Service) setting(ctx context.Context, orgID string, day period.Date) (set setting, err error) {
	if set.org, set.book, _, err = s.store.Company(ctx, orgID); err != nil {
		return set, err
	}
	if set.setting, err = s.store.RecognitionSetting(ctx, orgID); err != nil {
		return set, err
	}
	set.display = DisplayOf(set.org, set.setting)
	set.asOf, err = s.figures.AsOf(set.org, day)
	return set, err
}

func number(a money.Amount) float64 { return practice.Number(a) }

// pastOf returns the part of the period's working days that is over; 0 for a
// period that has not begun, or has no end.
func pastOf(set setting, p period.Period) float64 {
	if p.IsOpen() || p.Empty() {
		return 0
	}
	all, _ := set.org.Calendar.CountWorkingDays(p.Range)
	gone, _ := set.org.Calendar.CountWorkingDays(p.Through(set.asOf))
	if all == 0 || gone <= 0 {
		return 0
	}
	return float64(gone) / float64(all)
}

// lesson names what was learned: the same question of another moment of the day
// has the same answer, as it is asked by what was known at the end of the day
// before.
type lesson struct {
	orgID  string
	metric metric.Series
	policy org.Denominator
	rates  metric.RatePolicy
	kind   org.Kind
	before period.Range
	known  period.Date
}

// learned is the past of people, period by period.
type learned struct {
	History
	periods []period.Period // the oldest first
	results map[org.NodeID][]followup.Result
	titles  map[org.NodeID]string
}

// history says what earlier periods of the same kind tell of people, as known at
// the end of the day before.
func (s *Service) history(ctx context.Context, set setting, q attain.Query, kind org.Kind) (History, error) {
	l, err := s.past(ctx, set, q, kind)
	return l.History, err
}

func (s *Service) past(ctx context.Context, set setting, q attain.Query, kind org.Kind) (learned, error) {
	key := lesson{set.org.ID, q.Metric.ID, q.Policy, q.Rates, kind, q.Period.Range, set.asOf - 1}
	s.mu.Lock()
	l, ok := s.learned[key]
	s.mu.Unlock()
	if ok {
		return l, nil
	}
	l, whole, err := s.read(ctx, set, q, kind)
	if err != nil || !whole {
		return l, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	const most = 40_000 // people in all that is kept, of nearly a kilobyte each
	people := len(l.results)
	for _, other := range s.learned {
		people += len(other.results)
	}
	if people > most {
		clear(s.learned)
	}
	s.learned[key] = l
	return l, nil
}

// read reads the past; whole is false while some of it is being counted.
func (s *Service) read(ctx context.Context, set setting, q attain.Query, kind org.Kind) (l learned, whole bool, err error) {
	l.results, l.titles = map[org.NodeID][]followup.Result{}, map[org.NodeID]string{}
	for p := set.org.Calendar.Named(q.Period.Range); len(l.periods) < earlier; { // a quarter that is asked for by its days is one
		before, ok := set.org.Calendar.Previous(p)
		if !ok {
			break
		}
		l.periods = append([]period.Period{before}, l.periods...)
		p = before
	}
	whole = true
	for t, p := range l.periods {
		past := q
		past.Period, past.AsOf = p, set.asOf-1
		list, err := s.figures.List(ctx, access.System(set.org.ID), past, attain.Selection{By: kind})
		if err != nil {
			return l, false, err
		}
		for _, f := range list.Rows {
			whole = whole && f.Filling == nil
			id := f.Node.ID
			if l.results[id] == nil {
				l.results[id] = blank(l.periods)
			}
			l.results[id][t], l.titles[id] = followup.ResultOf(f, set.org, set.book, set.asOf-1), f.Node.Title
		}
	}
	l.History = Learn(l.records(len(l.periods)))
	return l, whole, nil
}

func blank(periods []period.Period) []followup.Result {
	list := make([]followup.Result, len(periods))
	for i, p := range periods {
		list[i] = followup.Result{Days: p.Range, Not: followup.NoQuota}
	}
	return list
}

// records returns everybody's attainment in the first n periods that count.
func (l learned) records(n int) []Record {
	var list []Record
	for id, results := range l.results {
		list = append(list, Record{Node: id, Past: pastValues(results[:n])})
	}
	return inOrder(list)
}

func pastValues(results []followup.Result) []float64 {
	var past []float64
	for _, r := range results {
		if r.Not == "" && r.Target > 0 {
			past = append(past, r.Actual/r.Target)
		}
	}
	return past
}

// guarded returns the goals of persons that have guardrails and whose window
// meets the days, with how they stand.
func (s *Service) guarded(ctx context.Context, set setting, days period.Range, asOf period.Date) ([]attain.GoalView, error) {
	system := access.System(set.org.ID)
	goals, err := s.store.Goals(ctx, system, asOf, goal.Filter{States: []goal.State{goal.Accepted, goal.Active, goal.Closed}})
	if err != nil {
		return nil, err
	}
	ids := []goal.ID{}
	for _, g := range goals {
		v, _, ok := g.At(asOf)
		if ok && len(v.Spec.Guards) > 0 && v.Spec.Owner.Kind() == org.Person && v.Spec.Window.Overlaps(days) {
			ids = append(ids, g.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return s.figures.Goals(ctx, system, goal.Actor{}, goal.Filter{IDs: ids}, asOf)
}

// broken returns the persons of whom a guardrail is broken.
func (s *Service) broken(ctx context.Context, set setting, days period.Range) (map[org.NodeID]bool, error) {
	views, err := s.guarded(ctx, set, days, set.asOf)
	out := map[org.NodeID]bool{}
	for _, v := range views {
		for _, g := range v.Standing.Guards {
			if g.Holds != nil && !*g.Holds {
				out[v.Owner.ID] = true
			}
		}
	}
	return out, err
}
