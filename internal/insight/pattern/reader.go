package pattern

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// reader reads an organisation as of a day.
type reader struct {
	store Store
	orgID string
	asOf  period.Date
	root  org.NodeID
}

// months returns the whole months that data came of, at most Months of them.
func (r reader) months(ctx context.Context) ([]period.Range, error) {
	span, ok, err := r.store.Span(ctx, r.orgID, r.root, r.asOf)
	if err != nil || !ok {
		return nil, err
	}
	const slack = 7 // the last days of a month may well be quiet
	next := (r.asOf + 1).FirstOfMonth()
	var months []period.Range
	for i := Months; i > 0; i-- {
		m := period.Range{Start: next.AddMonths(-i), End: next.AddMonths(1 - i)}
		if m.Start >= span.Start && m.End-slack <= span.End {
			months = append(months, m)
		}
	}
	return months, nil
}

// series reads the revenue and the orders of every node that is looked at.
func (r reader) series(ctx context.Context, months []period.Range) ([]Series, error) {
	whole, money, err := r.monthly(ctx, metric.Revenue, months)
	if err != nil {
		return nil, err
	}
	every, orders, err := r.monthly(ctx, metric.Orders, months)
	if err != nil {
		return nil, err
	}
	list := make([]Series, 0, len(money))
	for id, values := range money {
		list = append(list, Series{ID: string(id), Values: values, Whole: whole, Orders: orders[id], Every: every})
	}
	slices.SortFunc(list, func(a, b Series) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}

// monthly reads a series of the whole, and of every node that is looked at.
func (r reader) monthly(ctx context.Context, series metric.Series, months []period.Range) (whole []float64, by map[org.NodeID][]float64, err error) {
	whole, by = make([]float64, len(months)), map[org.NodeID][]float64{}
	for at := range months {
		f := metric.SumFilter{Series: series, Days: months[at], AsOf: r.asOf, IDs: []org.NodeID{r.root}}
		sums, err := r.store.Sums(ctx, access.System(r.orgID), f)
		if err != nil {
			return nil, nil, err
		}
		whole[at] = number(sums[r.root])
		f.IDs = nil
		for _, f.Kind = range kinds {
			if sums, err = r.store.Sums(ctx, access.System(r.orgID), f); err != nil {
				return nil, nil, err
			}
			for id, v := range sums {
				if by[id] == nil {
					by[id] = make([]float64, len(months))
				}
				by[id][at] = number(v)
			}
		}
	}
	return whole, by, nil
}

// finding tells a change: its months, its life and what moved.
func (r reader) finding(ctx context.Context, c Change, list []Series, months []period.Range) (Finding, error) {
	s := list[slices.IndexFunc(list, func(s Series) bool { return s.ID == c.ID })]
	monthly := amount(c.Monthly)
	f := Finding{Topic: ByChange, Node: org.Node{ID: org.NodeID(c.ID)}, Good: c.Effect > 0, Since: months[c.At].Start, Months: len(months) - c.At,
		Effect: c.Effect, Monthly: &monthly, Chance: c.P, Life: LifeOf(s, c)}
	if kind := f.Node.ID.Kind(); kind != org.Product && kind != org.Category && f.Life == Dying {
		f.Life = Fading // a place does not die of age
	}
	for i, m := range months {
		f.Points = append(f.Points, Point{Month: m.Start, Value: amount(s.Values[i]), Expected: amount(c.Before * (s.Whole[i] - s.Values[i]))})
	}
	drivers, err := r.drivers(ctx, f.Node.ID, months, c.At)
	f.Drivers = Likely(drivers, c.Effect)
	return f, err
}

// sign is a part of what a number is made of.
type sign struct {
	name     string
	unit     metric.Unit
	num, den []metric.Series
	less     bool // the number is 1 − num ÷ den
}

// signs are what may have moved a node of a kind.
func signs(kind org.Kind) []sign {
	one := func(name string, s metric.Series) sign {
		return sign{name: name, unit: metric.Count, num: []metric.Series{s}}
	}
	rate := func(name string, unit metric.Unit, num metric.Series, den ...metric.Series) sign {
		return sign{name: name, unit: unit, num: []metric.Series{num}, den: den}
	}
	kept := rate("Part of the list price that is paid", metric.Share, metric.DiscountGiven, metric.ListAmount)
	kept.less = true
	if kind == org.Product || kind == org.Category {
		return []sign{one("Units", metric.Units), rate("Price of a unit", metric.Money, metric.Revenue, metric.Units), one("Orders", metric.Orders), kept}
	}
	return []sign{one("Orders", metric.Orders), rate("Value of an order", metric.Money, metric.Revenue, metric.Orders), kept, one("Leads", metric.Leads),
		one("Opportunities", metric.Opportunities), rate("Win rate", metric.Share, metric.DealsWon, metric.DealsWon, metric.DealsLost), one("New customers", metric.NewCustomers)}
}

// drivers reads what a node's number is made of before and after a month, beside
// the same of the whole.
func (r reader) drivers(ctx context.Context, id org.NodeID, months []period.Range, at int) ([]Driver, error) {
	var list []Driver
	for _, s := range signs(id.Kind()) {
		before, after, err := r.sides(ctx, id, s, months, at)
		if err != nil {
			return nil, err
		}
		wasWhole, isWhole, err := r.sides(ctx, r.root, s, months, at)
		if err != nil {
			return nil, err
		}
		if before > 0 && wasWhole > 0 && finite(after) && finite(isWhole) {
			list = append(list, Driver{Name: s.name, Unit: s.unit, Before: before, After: after, Whole: isWhole / wasWhole})
		}
	}
	return list, nil
}

// sides returns a sign before and after a month: per month, or as a rate. Before
// is counted a year at most.
func (r reader) sides(ctx context.Context, id org.NodeID, s sign, months []period.Range, at int) (before, after float64, err error) {
	const year = 12
	sides := [2][]period.Range{months[max(0, at-year):at], months[at:]}
	var values [2]float64
	for i, side := range sides {
		span := period.Range{Start: side[0].Start, End: side[len(side)-1].End}
		num, err := r.sum(ctx, id, s.num, span)
		if err != nil {
			return 0, 0, err
		}
		per := float64(len(side))
		if s.den != nil {
			if per, err = r.sum(ctx, id, s.den, span); err != nil {
				return 0, 0, err
			}
		}
		if values[i] = num / per; s.less {
			values[i] = 1 - values[i]
		}
	}
	return values[0], values[1], nil
}

func (r reader) sum(ctx context.Context, id org.NodeID, series []metric.Series, days period.Range) (float64, error) {
	total := money.Amount(0)
	for _, s := range series {
		sums, err := r.store.Sums(ctx, access.System(r.orgID), metric.SumFilter{Series: s, IDs: []org.NodeID{id}, Days: days, AsOf: r.asOf})
		if err != nil {
			return 0, err
		}
		total += sums[id]
	}
	return number(total), nil
}

// source is how good the leads of a source are.
type source struct {
	Level
	leads   int
	monthly *money.Amount // what its leads bring less than others would
}

// ripening is how old leads must be to be judged, in days; a year of them is
// looked at.
const ripening = 60

// sources compares the leads of each source: how many were ever qualified.
func (r reader) sources(ctx context.Context) ([]source, error) {
	all := metric.All()
	find := func(id metric.Series) metric.Metric {
		return all[slices.IndexFunc(all, func(m metric.Metric) bool { return m.ID == id })]
	}
	end := r.asOf + 1 - ripening
	days := period.Range{Start: end.AddMonths(-12), End: end}
	read := func(series metric.Series, f metric.SumFilter) (map[org.NodeID]money.Amount, error) {
		f.Series, f.Days, f.AsOf = series, days, r.asOf
		return r.store.Sums(ctx, access.System(r.orgID), f)
	}
	bySource := metric.SumFilter{Kind: org.LeadSource}
	leads, err := read(metric.Leads, bySource)
	if err != nil {
		return nil, err
	}
	good, err := read(find(metric.LeadQualification).Num[0].Series, bySource)
	if err != nil {
		return nil, err
	}
	won, err := read(find(metric.LeadConversion).Num[0].Series, bySource)
	if err != nil {
		return nil, err
	}
	worth, err := r.worth(ctx, days)
	if err != nil {
		return nil, err
	}
	var groups []Share
	for id, n := range leads {
		groups = append(groups, Share{ID: string(id), Some: int(good[id] / money.Unit), All: int(n / money.Unit)})
	}
	slices.SortFunc(groups, func(a, b Share) int { return cmp.Compare(a.ID, b.ID) })
	var list []source
	for _, l := range Levels(groups) {
		s := source{Level: l, leads: l.All}
		own := won[org.NodeID(l.ID)]
		rest := money.Amount(0)
		for id, v := range won {
			if id != org.NodeID(l.ID) {
				rest += v
			}
		}
		if worth > 0 {
			const year = 12
			missing := number(own) - number(rest)*float64(l.All)/float64(l.Others.All)
			m := amount(missing * worth / year)
			s.monthly = &m
		}
		list = append(list, s)
	}
	return list, nil
}

// worth returns what a won opportunity was worth on average; 0 when nobody knows.
func (r reader) worth(ctx context.Context, days period.Range) (float64, error) {
	value, err := r.sum(ctx, r.root, []metric.Series{metric.DealsWonValue}, days)
	if err != nil {
		return 0, err
	}
	n, err := r.sum(ctx, r.root, []metric.Series{metric.DealsWon}, days)
	if n <= 0 {
		return 0, err
	}
	return value / n, err
}

// name reads what nodes are called, and puts findings into words.
func (r reader) name(ctx context.Context, v *View) error {
	ids := []org.NodeID{}
	for _, f := range v.Findings {
		if f.Node.ID != "" {
			ids = append(ids, f.Node.ID)
		}
	}
	nodes, err := r.store.Nodes(ctx, access.System(r.orgID), r.asOf, org.Filter{IDs: ids})
	if err != nil {
		return err
	}
	for i := range v.Findings {
		f := &v.Findings[i]
		for _, n := range nodes {
			if n.ID == f.Node.ID {
				f.Node = n
			}
		}
		f.Text = f.say()
	}
	return nil
}

func number(a money.Amount) float64 { return float64(a) / float64(money.Unit) }

// amount writes a number as an amount; what no amount can hold is 0.
func amount(v float64) money.Amount {
	const most = 9e14
	if math.IsNaN(v) || math.Abs(v) > most {
		return 0
	}
	return money.Amount(math.Round(v * float64(money.Unit)))
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
