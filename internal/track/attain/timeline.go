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
// to the as-of day. A ratio is that of the period to date; what follows from
// customers' histories, or is only known as it stands, has its value on the
// as-of day alone.
func (s *Service) BurnUp(ctx context.Context, scope access.Scope, id org.NodeID, q Query, curve Curve) (BurnUp, error) {
	set, err := s.prepare(ctx, scope, id, q)
	if err != nil {
		return BurnUp{}, err
	}
	f, err := s.node(ctx, scope, set, id, q)
	if err != nil {
		return BurnUp{}, err
	}
	from := id
	if f.Covered != nil {
		from = org.CreditedOf(id) // the line that the plan is for
	}
	days, err := s.daily(ctx, set, question{metric: q.Metric, period: q.Period.Range, rates: q.Rates, cells: set.cells}, from)
	if err != nil {
		return BurnUp{}, err
	}
	days.last = f.Actual
	return BurnUp{Figures: f, Curve: curve, Points: days.points(set, q, f.Target, curve)}, nil
}

// daySums are what a metric is made of, day by day, at one node.
type daySums struct {
	num, den map[period.Date]money.Amount
	before   [2]money.Amount // num and den that stood before the first day
	still    bool            // there is only the value of the as-of day
	last     *money.Amount
}

// daily reads the days of a metric at a node.
func (s *Service) daily(ctx context.Context, set setting, q question, node org.NodeID) (daySums, error) {
	if elsewhere(q.metric, node) {
		var err error
		q.metric, node = q.metric.In([]org.NodeID{node}), set.org.Root()
		if q.cells, err = s.cellsFor(ctx, set, node, q.metric); err != nil {
			return daySums{}, err
		}
	}
	m := q.metric
	d := daySums{num: map[period.Date]money.Amount{}, den: map[period.Date]money.Amount{}}
	d.still = m.Shape == metric.Customers || m.Shape == metric.Stock || m.Against != "" || q.rates != "" && q.rates != metric.DealDate
	if d.still = d.still || set.filling(m, node) != nil; d.still {
		return d, nil
	}
	for side, terms := range [][]metric.Term{m.Num, m.Den} {
		into := []map[period.Date]money.Amount{d.num, d.den}[side]
		for _, t := range terms {
			filter := set.dayFilter(q, t, t.Series, node)
			if filter.Days.Empty() {
				continue
			}
			values, err := q.cells.Daily(ctx, set.org.ID, filter)
			if err != nil {
				return d, err
			}
			for _, v := range values {
				value := money.Amount(t.Sign) * v.Value
				if v.Day < q.period.Start {
					d.before[side] += value
				} else {
					into[v.Day] += value
				}
			}
		}
	}
	return d, nil
}

// points draws the line up to the as-of day beside the plan's.
func (d daySums) points(set setting, q Query, target *money.Amount, curve Curve) []Point {
	end := q.Period.End
	if q.Period.IsOpen() {
		end = set.asOf + 1
	}
	points := make([]Point, 0, max(0, int(end-q.Period.Start)))
	num, den := d.before[0], d.before[1]
	for day := q.Period.Start; day < end; day++ {
		point := Point{Day: day}
		switch {
		case day > set.asOf:
		case d.still && (day == set.asOf || day == end-1):
			point.Actual = d.last
		case !d.still:
			num, den = num+d.num[day], den+d.den[day]
			point.Value = q.Metric.Value(d.num[day], d.den[day])
			point.Actual = q.Metric.Value(num, den)
		}
		if target != nil && !q.Period.IsOpen() {
			plan := *target
			if credited(q.Metric) {
				plan = Expected(plan, q.Period.Range, curve, set.org.Calendar, day)
			}
			point.Plan = &plan
		}
		points = append(points, point)
	}
	return points
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
// as known on the day, ascending. The days of goals are not among them: there
// are as many as there are goals.
func (s *Service) TargetPeriods(ctx context.Context, orgID string, asOf period.Date) ([]period.Range, error) {
	return s.store.TargetPeriods(ctx, orgID, asOf)
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
