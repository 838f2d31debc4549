package metric_test

import (
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// world is a small company whose ledger is kept in memory, and read as a store
// would read it.
type world struct {
	edges   []org.Edge
	funnel  []fact.Stage
	rates   []metric.DatedRate
	planned []metric.PlannedRate
	custom  []metric.Custom
	deals   map[fact.DealID]fact.Deal
	cases   map[fact.CaseID]fact.Case
	ledger  metric.Ledger
}

func newWorld() world {
	return world{deals: map[fact.DealID]fact.Deal{}, cases: map[fact.CaseID]fact.Case{}}
}

// add adds a line; a version of the same line ends the one before.
func (w *world) add(v fact.Version) {
	d := w.deals[v.Deal()]
	d.ID = v.Deal()
	for i, old := range d.Lines {
		if old.Key == v.Key && old.Known.End > v.Known.Start {
			d.Lines[i].Known.End = v.Known.Start
			v.Number = old.Number + 1
		}
	}
	d.Lines = append(d.Lines, v)
	w.deals[d.ID] = d
}

func (w *world) split(s fact.Split) {
	d := w.deals[s.Deal]
	d.Splits = append(d.Splits, s)
	w.deals[d.ID] = d
}

// addEvent adds an event; a version of the same event ends the one before.
func (w *world) addEvent(v fact.EventVersion) {
	c := w.cases[v.Case]
	c.ID = v.Case
	for i, old := range c.Events {
		if old.EventKey == v.EventKey && old.Known.End > v.Known.Start {
			c.Events[i].Known.End = v.Known.Start
			v.Number = old.Number + 1
		}
	}
	c.Events = append(c.Events, v)
	w.cases[c.ID] = c
}

func (w *world) book(extra []metric.Definition) *metric.Book {
	return &metric.Book{Tree: org.NewTree(root, w.edges), Rates: metric.NewRates("EUR", w.rates), Currency: "EUR", Funnel: w.funnel, Extra: extra, PlanRates: w.planned}
}

// post makes the ledger with the series registered.
func (w *world) post(extra []metric.Definition) error {
	b, err := w.book(extra).Indexed()
	if err != nil {
		return err
	}
	w.ledger = metric.Ledger{}
	customers := map[org.NodeID][]fact.Deal{}
	for _, d := range w.deals {
		if err := b.PostDeal(w.ledger, d); err != nil {
			return err
		}
		var named []org.NodeID
		for _, l := range d.Lines {
			if l.Customer != "" && !slices.Contains(named, l.Customer) {
				named = append(named, l.Customer)
				customers[l.Customer] = append(customers[l.Customer], d)
			}
		}
	}
	for customer, deals := range customers {
		if err := b.PostCustomer(w.ledger, customer, deals); err != nil {
			return err
		}
	}
	for _, c := range w.cases {
		if err := b.PostCase(w.ledger, c); err != nil {
			return err
		}
	}
	return nil
}

// sum is what a store answers.
func (w *world) sum(s metric.Series, node org.NodeID, days period.Range, asOf period.Date) (sum money.Amount) {
	for cell, value := range w.ledger {
		if cell.Series == s && cell.Node == node && cell.Customer == "" && days.Contains(cell.Day) && cell.Known <= asOf {
			sum += value
		}
	}
	return sum
}

func (w *world) customerDays(f metric.CustomerFilter) ([]metric.CustomerDay, error) {
	sums := map[metric.CustomerDay]money.Amount{}
	for cell, value := range w.ledger {
		if cell.Series == f.Series && cell.Node == f.Node && cell.Customer != "" && f.Days.Contains(cell.Day) && cell.Known <= f.AsOf {
			sums[metric.CustomerDay{Customer: cell.Customer, Day: cell.Day}] += value
		}
	}
	var days []metric.CustomerDay
	for d, value := range sums {
		d.Value = value
		days = append(days, d)
	}
	return days, nil
}

// reading is a value with what it is made of.
type reading struct {
	value, low, high *money.Amount
	num, den         money.Amount
	named            map[string]money.Amount // censored, effect, lacking, window
}

// value reads a metric as the figures do.
func (w *world) value(q question, node org.NodeID) (reading, error) {
	m, r := q.metric, reading{named: map[string]money.Amount{}}
	total := func(terms []metric.Term) (sum money.Amount) {
		for _, t := range terms {
			sum += money.Amount(t.Sign) * w.sum(t.Series, node, m.Span(t, q.period, q.asOf), q.asOf)
		}
		return sum
	}
	r.num, r.den = total(m.Num), total(m.Den)
	if m.Shape == metric.Customers {
		ask := metric.CustomerQuestion{Metric: m, Node: node, Root: root, Period: q.period, AsOf: q.asOf, Window: q.window}
		if len(m.Den) > 0 {
			ask.Market = &r.den
		}
		a, err := metric.Measure(ask, w.customerDays)
		r.named["window"] = money.FromInt(int64(a.Window))
		r.num, r.den, r.value, r.low, r.high = a.Num, a.Den, a.Value, a.Low, a.High
		return r, err
	}
	if m.Against != "" {
		if q.target == nil {
			return r, nil
		}
		r.den += *q.target
	}
	if immature := m.Immature(q.period, q.asOf); !immature.Empty() {
		for _, t := range m.Den {
			r.named["censored"] += w.sum(t.Series, node, immature, q.asOf)
		}
	}
	r.value = m.Value(r.num, r.den)
	for _, c := range []money.Currency{"USD", "GBP"} {
		r.named["lacking"] += w.sum(metric.Lacking(m.Num[0].Series, c), node, q.period, q.asOf)
	}
	return r, w.revalue(q, node, &r)
}

// revalue puts the rates of the policy into a sum of money.
func (w *world) revalue(q question, node org.NodeID, r *reading) error {
	b, s := w.book(nil), q.metric.Num[0].Series
	var parts []metric.CurrencySum
	for _, days := range b.Spans(q.policy, q.period, q.asOf) {
		for _, c := range []money.Currency{"USD", "GBP"} {
			parts = append(parts, metric.CurrencySum{Days: days, Currency: c, Own: w.sum(metric.Own(s, c), node, days, q.asOf),
				Converted: w.sum(metric.Converted(s, c), node, days, q.asOf), Lacking: w.sum(metric.Lacking(s, c), node, days, q.asOf)})
		}
	}
	if parts == nil {
		return nil
	}
	v, err := b.Revalue(q.policy, *r.value, parts, q.asOf)
	r.value, r.named["effect"] = &v.Value, v.Effect
	return err
}
