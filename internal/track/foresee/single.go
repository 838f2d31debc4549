package foresee

import (
	"context"
	"math"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/smart"
	"github.com/attainhq/attain/internal/plan/target"
)

// Foreseen returns where the value of a goal on the metric (over its scope) ends
// as its outlook tells it, so that a goal has one chance wherever it is told. It
// is nil for what is not foreseen as a sum, and where there is no chance; then
// the outlook tells what package smart says. self is the goal's id when it is
// there already.
func (s *Service) Foreseen(ctx context.Context, orgID string, self goal.ID, spec goal.Spec, m metric.Metric) (*smart.Foreseen, error) {
	a := ask{Subject: Subject{Goal: self, Node: spec.Owner, Metric: spec.Metric, Window: spec.Window}, at: spec.Owner, metric: &m, scope: spec.Scope,
		rates: spec.Rates, currency: spec.Currency, aim: spec.Aim, value: &spec.Value, upper: spec.Upper}
	if !a.summed() || spec.EachOwner || spec.Each != "" || spec.Window.IsOpen() || spec.Window.Empty() {
		return nil, nil //nolint:nilnil // it is judged as a goal
	}
	set, err := s.setting(ctx, orgID, 0)
	if err != nil || set.asOf+1 >= spec.Window.End {
		return nil, err
	}
	p, ok, err := s.keptFor(ctx, set, a)
	if err != nil {
		return nil, err
	}
	if !ok {
		if p, err = s.unkept(ctx, set, a); err != nil {
			return nil, err
		}
	}
	return p.foreseen(), nil
}

// Expected returns where a metric that adds up is expected to end at a node in a
// time that has not begun; nil where the history supports nothing.
func (s *Service) Expected(ctx context.Context, orgID string, node org.NodeID, m metric.Metric, days period.Range) (*target.Expected, error) {
	a := ask{Subject: Subject{Node: node, Metric: m.ID, Window: days}, at: node, metric: &m, scope: m.Scope, aim: goal.AtLeast}
	if !a.summed() || days.IsOpen() || days.Empty() {
		return nil, nil //nolint:nilnil // nothing is expected of it as a sum
	}
	set, err := s.setting(ctx, orgID, 0)
	if err != nil {
		return nil, err
	}
	p, err := s.fresh(ctx, orgID, a, set.asOf)
	if err != nil || p.Mean == nil {
		return nil, err
	}
	return &target.Expected{Mean: *p.Mean, P10: p.Quantile(10), P30: p.Quantile(30), P50: p.Quantile(50), P70: p.Quantile(70), P90: p.Quantile(90), Why: p.Why}, nil
}

// keptFor returns the projection of the day for a goal that asks the same as
// when it was made.
func (s *Service) keptFor(ctx context.Context, set setting, a ask) (Projection, bool, error) {
	if a.Goal == "" {
		return Projection{}, false, nil
	}
	kept, err := s.store.Projections(ctx, set.org.ID, []string{a.Key()}, set.asOf)
	if err != nil || len(kept) != 1 || kept[0].AsOf != set.asOf {
		return Projection{}, false, err
	}
	p := kept[0]
	same := p.Window == a.Window && p.Node == a.Node && p.Metric == a.Metric && p.Aim == a.aim && p.Value == *a.value && equal(p.Upper, a.upper)
	return p, same, nil
}

func equal(a, b *money.Amount) bool { return a == b || a != nil && b != nil && *a == *b }

// unkept projects what nobody has projected yet: what there is of it is read
// first.
func (s *Service) unkept(ctx context.Context, set setting, a ask) (Projection, error) {
	if over := a.Window.Through(set.asOf); !over.Empty() {
		q := a.money()
		q.Metric, q.Node, q.Spans, q.AsOf = *a.metric, a.at, []period.Range{over}, set.asOf
		read, err := s.figures.Spans(ctx, set.system(), q)
		if err != nil {
			return Projection{}, err
		}
		a.actual = read[0].Value
	}
	return s.fresh(ctx, set.org.ID, a, set.asOf)
}

// foreseen is what a verdict needs of the projection; nil without a chance.
func (p Projection) foreseen() *smart.Foreseen {
	low, high := p.Quantile(10), p.Quantile(90)
	if p.Chance == nil || p.Mean == nil || p.Quantile(50) == nil {
		return nil
	}
	f := &smart.Foreseen{Chance: number(*p.Chance), Median: number(*p.Quantile(50)), Mean: number(*p.Mean), Basis: p.Method.basis()}
	if p.Actual != nil {
		f.Had = number(*p.Actual)
	}
	f.Mean -= f.Had
	f.Low, f.High = f.Chance, f.Chance
	if low != nil && high != nil {
		off := (number(*high) - number(*low)) / 2 / math.Sqrt(p.independent())
		for _, by := range []float64{-off, off} {
			at := p.chanceMoved(by)
			f.Low, f.High = min(f.Low, at), max(f.High, at)
		}
	}
	return f
}

// independent is how many times as long as the window two years are: the centre
// of where it ends is known as the mean of so many of them is.
func (p Projection) independent() float64 {
	const days, least = 730, 2
	n, _ := p.Window.Days()
	return max(least, float64(days)/float64(max(1, n)))
}

// basis says in a few words what a chance comes from.
func (m Method) basis() string {
	switch m {
	case ByDeals:
		return "what there is, the open opportunities by stage and age, and those that usually come"
	case ByBoth:
		return "what there is, the opportunities that are open or usually come, and a forecast of what comes without one"
	default:
		return "what there is, and a forecast from its history"
	}
}

// chanceMoved is the chance when it ends by so much elsewhere: as the quantiles
// have it, corrected by what they say of the chance itself.
func (p Projection) chanceMoved(by float64) float64 {
	met := func(by float64) float64 {
		atLeast := 1 - p.below(number(p.Value)-by)
		switch {
		case p.Aim == goal.AtMost:
			return 1 - atLeast
		case p.Aim == goal.Between && p.Upper != nil:
			return max(0, p.below(number(*p.Upper)-by)-p.below(number(p.Value)-by))
		}
		return atLeast
	}
	return min(1, max(0, number(*p.Chance)+met(by)-met(0)))
}

// below is the chance to end below a value, in straight lines between the
// quantiles that are known.
func (p Projection) below(value float64) float64 {
	last, lastLevel, some := 0.0, 0.0, false
	for i, q := range p.Quantiles {
		if q == nil {
			continue
		}
		at, level := number(*q), Level(i)
		if value < at {
			if !some || at == last {
				return lastLevel
			}
			return lastLevel + (level-lastLevel)*max(0, value-last)/(at-last)
		}
		last, lastLevel, some = at, level, true
	}
	if some && value > last {
		return 1
	}
	return lastLevel
}
