package scorecard

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// drivers says how the work behind the number compares: with the node's own
// periods before, and with those who do the same work.
func (s *Service) drivers(ctx context.Context, scope access.Scope, set setting, _ metric.Metric, c *Card) error {
	group, ok, err := s.Habits.Group(ctx, set.org.ID, c.Node.ID, set.last())
	if err != nil {
		return err
	}
	if ok {
		counts, err := s.counts(ctx, scope, set, c.Node.ID)
		if err != nil {
			return err
		}
		c.Drivers = append(c.Drivers, driversOf(group, c.Node.ID, counts, set.org.Currency)...)
	}
	cycle, ok, err := s.cycle(ctx, scope, set, c.Node.ID)
	if ok {
		c.Drivers = append(c.Drivers, cycle)
	}
	return err
}

// counted are what a chain of drivers is counted from.
var counted = []struct {
	metric metric.Series
	add    func(*practice.Counts, float64)
}{
	{metric.Activities, func(c *practice.Counts, v float64) { c.Activities = v }},
	{metric.Leads, func(c *practice.Counts, v float64) { c.Leads = v }},
	{metric.Opportunities, func(c *practice.Counts, v float64) { c.Opportunities = v }},
	{metric.DealsWon, func(c *practice.Counts, v float64) { c.Won = v }},
	{metric.DealsLost, func(c *practice.Counts, v float64) { c.Lost = v }},
	{metric.DealsWonValue, func(c *practice.Counts, v float64) { c.Value = v }},
}

// counts returns what the node did in the period and the twelve before it, the
// oldest first.
func (s *Service) counts(ctx context.Context, scope access.Scope, set setting, id org.NodeID) ([]practice.Counts, error) {
	spans := set.alike(&Trend{})
	n, err := s.Store.Node(ctx, scope, set.asOf, id)
	if err != nil {
		return nil, err
	}
	counts := make([]practice.Counts, len(spans))
	for i, days := range spans {
		there := days
		if id.Kind() == org.Person {
			there = n.Member.Intersect(days)
		}
		worked, _ := set.org.Calendar.CountWorkingDays(there)
		counts[i] = practice.Counts{Node: id, Days: float64(worked)}
	}
	for _, of := range counted {
		m, err := set.catalogue.Find(string(of.metric))
		if err != nil {
			return nil, err
		}
		values, err := s.Figures.Spans(ctx, scope, attain.SpanQuery{Metric: m, Node: id, Spans: spans, AsOf: set.asOf})
		if err != nil {
			return nil, err
		}
		for i, v := range values {
			if v.Value != nil {
				of.add(&counts[i], number(*v.Value))
			}
		}
	}
	return counts, nil
}

// driversOf compares the last of the counts with those before it, and the node
// with its group.
func driversOf(g practice.Group, id org.NodeID, counts []practice.Counts, currency money.Currency) []Driver {
	rates, ok := g.Rates(id)
	if !ok || len(counts) == 0 {
		return nil
	}
	low, high, peers := g.Middle(id)
	raws := make([]map[practice.Driver]float64, len(counts))
	for i, c := range counts {
		raws[i] = g.Raw(c)
	}
	last := len(raws) - 1
	list := []Driver{}
	for _, d := range g.Drivers() {
		own := rates.Of[d]
		out := driverNamed(d, g, currency)
		out.Own, out.Place, out.Variation = amount(own), Nowhere, explain.Unknown
		// How much a team does is a matter of its size: only people are compared by it.
		if peers && (d != practice.Volume || id.Kind() == org.Person) {
			out.Low, out.High, out.Place = amount(low.Of[d]), amount(high.Of[d]), place(own, low.Of[d], high.Of[d])
		}
		now, told := raws[last][d]
		if told {
			out.Now = amount(now)
		}
		var history []float64
		for _, raw := range raws[:last] {
			if v, there := raw[d]; there {
				history = append(history, v)
			}
		}
		if len(history) > 0 {
			out.Usual = amount(mean(history))
			if told {
				out.Variation = explain.Judge(now-mean(history), history)
			}
		}
		list = append(list, out)
	}
	return list
}

func driverNamed(d practice.Driver, g practice.Group, currency money.Currency) Driver {
	volume, connect := g.Begins()
	names := map[string]string{"activities": "Activities", "leads": "Leads", "opportunities": "Opportunities"}
	out := Driver{Key: string(d), Unit: metric.Share}
	switch d {
	case practice.Volume:
		out.Name, out.Unit = names[volume]+" on a working day", metric.Count
	case practice.Connect:
		out.Name = names[connect] + " per activity"
	case practice.Qualify:
		out.Name = "Opportunities per lead"
	case practice.Win:
		out.Name = "Win rate"
	case practice.Size:
		out.Name, out.Unit, out.Currency = "Deal size", metric.Money, currency
	}
	return out
}

// cycle compares the days from an opportunity to its win. Quarters of peers are
// told as for the other drivers; it is not drawn to theirs, for it is a mean
// that packages keep as such.
func (s *Service) cycle(ctx context.Context, scope access.Scope, set setting, id org.NodeID) (Driver, bool, error) {
	m, err := set.catalogue.Find(string(metric.SalesCycle))
	if err != nil {
		return Driver{}, false, err
	}
	d := Driver{Key: string(metric.SalesCycle), Name: m.Name, Unit: m.Unit, Lower: true, Place: Nowhere, Variation: explain.Unknown}
	spans := set.alike(&Trend{})
	values, err := s.Figures.Spans(ctx, scope, attain.SpanQuery{Metric: m, Node: id, Spans: spans, AsOf: set.asOf})
	if err != nil {
		return d, false, err
	}
	var history []float64
	for _, v := range values[:len(values)-1] {
		if v.Value != nil {
			history = append(history, number(*v.Value))
		}
	}
	d.Now = values[len(values)-1].Value
	if len(history) > 0 {
		d.Usual = amount(mean(history))
		if d.Now != nil {
			d.Variation = explain.Judge(number(*d.Now)-mean(history), history)
		}
	}
	all, err := s.cycles(ctx, set, m, id.Kind())
	if err != nil {
		return d, false, err
	}
	others, own := apart(all, id)
	d.Own = own
	if d.Own != nil && len(others) >= practice.LeastSame {
		const quarter = 0.25
		low, high := practice.Quantile(others, quarter), practice.Quantile(others, 1-quarter)
		d.Low, d.High, d.Place = amount(low), amount(high), place(number(*d.Own), low, high)
	}
	return d, d.Own != nil || d.Now != nil, nil
}

// cycleOf is how long a node took in a year.
type cycleOf struct {
	node org.NodeID
	days money.Amount
}

// cycles returns the twelve months of all nodes of a kind, the shortest cycle
// first, as quantiles are found fastest. They are read once for all the
// scorecards that are made together.
func (s *Service) cycles(ctx context.Context, set setting, m metric.Metric, kind org.Kind) ([]cycleOf, error) {
	if known, ok := set.cycles[kind]; ok {
		return known, nil
	}
	const year = 12
	end := set.last() + 1
	q := attain.Query{Metric: m, Period: period.NewCustom(period.Range{Start: end.AddMonths(-year), End: end}), AsOf: set.asOf}
	var rows []attain.Figures
	if kind == org.Company {
		f, err := s.Figures.Node(ctx, access.System(set.org.ID), set.org.Root(), q)
		if err != nil {
			return nil, err
		}
		rows = append(rows, f)
	} else {
		list, err := s.Figures.List(ctx, access.System(set.org.ID), q, attain.Selection{By: kind})
		if err != nil {
			return nil, err
		}
		rows = list.Rows
	}
	all := []cycleOf{}
	for _, f := range rows {
		if f.Actual != nil {
			all = append(all, cycleOf{f.Node.ID, *f.Actual})
		}
	}
	slices.SortStableFunc(all, func(a, b cycleOf) int { return cmp.Compare(a.days, b.days) })
	set.cycles[kind] = all
	return all, nil
}

// apart returns the days of the others, and the node's own; nil for none.
func apart(all []cycleOf, id org.NodeID) (others []float64, own *money.Amount) {
	others = make([]float64, 0, len(all))
	for _, c := range all {
		if c.node == id {
			own = &c.days
		} else {
			others = append(others, number(c.days))
		}
	}
	return others, own
}

func place(own, low, high float64) Place {
	switch {
	case own < low:
		return Below
	case own > high:
		return Above
	default:
		return Within
	}
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// amount returns a number of whole units as an amount; nil for what is none.
func amount(v float64) *money.Amount {
	const most = 9e14
	if math.IsNaN(v) || math.Abs(v) > most {
		return nil
	}
	a := money.Amount(math.Round(v * float64(money.Unit)))
	return &a
}
