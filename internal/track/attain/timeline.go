package attain

import (
	"cmp"
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Point is one day of a burn-up.
type Point struct {
	Day    period.Date
	Value  *money.Amount // what happened on the day; nil after the as-of day
	Actual *money.Amount // cumulative; nil after the as-of day
	Plan   *money.Amount // expected by the end of the day; nil without a target or an end
}

// BurnUp is how a node got to where it stands.
type BurnUp struct {
	Figures Figures
	Curve   Curve
	Points  []Point
}

// BurnUp returns the node's days in the period. Of an open period the days go
// to the as-of day.
func (s *Service) BurnUp(ctx context.Context, scope access.Scope, id org.NodeID, q Query, curve Curve) (BurnUp, error) {
	f, err := s.Node(ctx, scope, id, q)
	if err != nil {
		return BurnUp{}, err
	}
	o, err := s.store.Organisation(ctx, scope.OrgID)
	if err != nil {
		return BurnUp{}, err
	}
	b := BurnUp{Figures: f, Curve: curve, Points: []Point{}}
	from := id
	if f.Covered != nil {
		from = org.CreditedOf(id) // the line that the plan is for
	}
	values, err := s.store.Daily(ctx, scope.OrgID, from, q.Metric.ID, q.Period.Through(f.AsOf), f.AsOf)
	if err != nil {
		return BurnUp{}, err
	}
	byDay := make(map[period.Date]money.Amount, len(values))
	for _, v := range values {
		byDay[v.Day] = v.Value
	}
	end := q.Period.End
	if q.Period.IsOpen() {
		end = f.AsOf + 1
	}
	var total money.Amount
	for day := q.Period.Start; day < end; day++ {
		point := Point{Day: day}
		if day <= f.AsOf {
			value := byDay[day]
			total += value
			sum := total
			point.Value, point.Actual = &value, &sum
		}
		if f.Target != nil && !q.Period.IsOpen() {
			plan := Expected(*f.Target, q.Period.Range, curve, o.Calendar, day)
			point.Plan = &plan
		}
		b.Points = append(b.Points, point)
	}
	return b, nil
}

// Periods returns the periods that a reader may want: those that any target is
// set for, the latest first, then years, quarters and months that hold facts.
// current is the id of the one that holds the as-of day, by that order.
func (s *Service) Periods(ctx context.Context, orgID string, asOf period.Date) (periods []period.Period, current string, err error) {
	o, err := s.store.Organisation(ctx, orgID)
	if err != nil {
		return nil, "", err
	}
	if asOf, err = s.AsOf(o, asOf); err != nil {
		return nil, "", err
	}
	ranges, err := s.TargetPeriods(ctx, orgID, asOf)
	if err != nil {
		return nil, "", err
	}
	for _, r := range slices.Backward(ranges) {
		p, err := o.Calendar.Parse(r.String())
		if err != nil {
			return nil, "", err
		}
		periods = append(periods, p)
	}
	span, ok, err := s.store.Span(ctx, orgID, o.Root(), asOf)
	if err != nil {
		return nil, "", err
	}
	if !ok {
		span = period.Range{Start: asOf, End: asOf + 1}
	}
	span.End = max(span.End, asOf+1)
	for _, kind := range []period.Kind{period.Year, period.Quarter, period.Month} {
		some, err := o.Calendar.Between(kind, span)
		if err != nil {
			return nil, "", err
		}
		slices.Reverse(some)
		periods = append(periods, some...)
	}
	i := slices.IndexFunc(periods, func(p period.Period) bool {
		return p.Contains(asOf) && p.Kind != period.Year && p.Kind != period.Month
	})
	if i < 0 {
		i = 0
	}
	return periods, periods[i].ID, nil
}

// TargetPeriods returns the periods for which any target of any metric is set,
// as known on the day, ascending.
func (s *Service) TargetPeriods(ctx context.Context, orgID string, asOf period.Date) ([]period.Range, error) {
	var all []period.Range
	for _, m := range metric.All() {
		targets, err := s.store.Targets(ctx, orgID, m.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range targets {
			if _, ok := t.At(asOf); ok {
				all = append(all, t.Period)
			}
		}
	}
	slices.SortFunc(all, func(a, b period.Range) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	return slices.Compact(all), nil
}

// Table is one row per node and period, for programs.
func (s *Service) Table(ctx context.Context, scope access.Scope, m metric.Metric, by org.Kind, periods []period.Period, asOf period.Date) ([]Figures, error) {
	var rows []Figures
	for _, p := range periods {
		list, err := s.List(ctx, scope, Query{Metric: m, Period: p, AsOf: asOf}, Selection{By: by})
		if err != nil {
			return nil, err
		}
		rows = append(rows, list.Rows...)
	}
	slices.SortStableFunc(rows, func(a, b Figures) int {
		return cmp.Or(CompareIDs(a.Node.ID, b.Node.ID), cmp.Compare(a.Period.Start, b.Period.Start), cmp.Compare(a.Period.End, b.Period.End))
	})
	return rows, nil
}

// CompareIDs orders node ids by kind and then by source id, numbers by their
// value: 9 before 10.
func CompareIDs(a, b org.NodeID) int {
	ka, sa := a.Split()
	kb, sb := b.Split()
	na, nb := number(sa), number(sb)
	if ka == kb && na >= 0 && nb >= 0 && na != nb {
		return cmp.Compare(na, nb)
	}
	return cmp.Or(cmp.Compare(ka, kb), cmp.Compare(sa, sb))
}

func number(text string) int64 {
	const longest = 18
	if text == "" || len(text) > longest {
		return -1
	}
	var n int64
	for _, c := range text {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int64(c-'0')
	}
	return n
}
