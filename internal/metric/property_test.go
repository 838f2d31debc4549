package metric_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

func (w *world) share(s fact.Split) {
	d := w.deals[s.Deal]
	for i, old := range d.Splits {
		if old.Ledger == s.Ledger && old.Known.End > s.Known.Start {
			d.Splits[i].Known.End = s.Known.Start
		}
	}
	d.Splits = append(d.Splits, s)
	w.deals[s.Deal] = d
}

// copied returns the world with lists of its own.
func (w *world) copied() world {
	next := *w
	next.deals, next.cases = maps.Clone(w.deals), maps.Clone(w.cases)
	for id, d := range next.deals {
		d.Lines, d.Splits = slices.Clone(d.Lines), slices.Clone(d.Splits)
		next.deals[id] = d
	}
	for id, c := range next.cases {
		c.Events = slices.Clone(c.Events)
		next.cases[id] = c
	}
	return next
}

func post(t *rapid.T, w *world, extra []metric.Definition) metric.Ledger {
	if err := w.post(extra); err != nil {
		t.Fatal(err)
	}
	return w.ledger
}

// TestOrderOfVersions: a ledger is a function of the set of facts, not of the
// order in which they stand.
func TestOrderOfVersions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		w.arrive(t, base)
		defs := extra(t)
		once := post(t, &w, defs)
		turned := w.copied()
		for _, d := range turned.deals {
			slices.Reverse(d.Lines)
			slices.Reverse(d.Splits)
		}
		for _, c := range turned.cases {
			slices.Reverse(c.Events)
		}
		slices.Reverse(turned.edges)
		slices.Reverse(turned.funnel)
		slices.Reverse(turned.rates)
		slices.Reverse(defs)
		if again := post(t, &turned, defs); !maps.Equal(once, again) {
			t.Fatalf("the order changes the ledger: %v", difference(once, again))
		}
	})
}

// TestKnowledge: what was known on a day never changes when more arrives
// later.
func TestKnowledge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		last := w.arrive(t, base)
		defs := extra(t)
		before := post(t, &w, defs)
		w.arrive(t, last.Add(1))
		after := post(t, &w, defs)
		for _, ledger := range []metric.Ledger{before, after} {
			maps.DeleteFunc(ledger, func(c metric.Cell, _ money.Amount) bool { return c.Known > last })
		}
		if !maps.Equal(before, after) {
			t.Fatalf("the past changed: %v", difference(before, after))
		}
	})
}

// TestNothingLeft: when everything is withdrawn, nothing counts as known from
// then on.
func TestNothingLeft(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		gone := w.arrive(t, base).Add(100)
		for _, d := range w.copied().deals {
			for _, v := range d.Lines {
				if v.Known.End == period.Never {
					v.Known.Start, v.Withdrawn = gone, true
					w.add(v)
				}
			}
		}
		copied := w.copied()
		for _, c := range copied.cases {
			for _, v := range c.Events {
				if v.Known.End == period.Never {
					v.Known.Start, v.Withdrawn = gone, true
					w.addEvent(v)
				}
			}
		}
		sums := metric.Ledger{}
		for cell, value := range post(t, &w, extra(t)) {
			cell.Known = 0
			sums[cell] += value
		}
		for cell, value := range sums {
			if value != 0 {
				t.Fatalf("%v still holds %s", cell, value)
			}
		}
	})
}

// TestPartsOfEvents: what people are credited for stands once at their company,
// and with the part of nobody it is the whole. A scope at the company is the
// place of the scope.
func TestPartsOfEvents(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		w.arrive(t, base)
		ledger := post(t, &w, extra(t))
		type key struct {
			series     metric.Series
			day, known period.Date
			customer   org.NodeID
		}
		people, credited, scoped, place := map[key]money.Amount{}, map[key]money.Amount{}, map[key]money.Amount{}, map[key]money.Amount{}
		for c, value := range ledger {
			if c.Series.Beside() == metric.Mix {
				continue // TestMix
			}
			k := key{c.Series, c.Day, c.Known, c.Customer}
			shared := strings.HasPrefix(string(c.Series.Base()), "orders") || c.Series.Base() == metric.NewCustomers || strings.Contains(string(c.Series), "uncosted") || strings.HasPrefix(string(c.Series), "left_out")
			switch {
			case c.Node.Kind() == org.Person && !shared:
				people[k] += value
			case c.Node.Kind() == org.Credited && !shared:
				credited[k] += value
			}
			if base, scope := c.Series.Split(); c.Node == root && slices.Equal(scope, []org.NodeID{"product:a"}) && !strings.HasPrefix(string(base), "x_") {
				if base == "lacking/GBP/revenue" || base == "lacking/USD/revenue" {
					base = metric.Unconverted(money.Currency(base[8:11])) // of revenue without a scope there is a name of old
				}
				scoped[key{base, c.Day, c.Known, c.Customer}] += value
			}
			if _, scope := c.Series.Split(); c.Node == "product:a" && len(scope) == 0 {
				place[k] += value
			}
		}
		for _, sums := range []map[key]money.Amount{people, credited} {
			maps.DeleteFunc(sums, func(_ key, value money.Amount) bool { return value == 0 })
		}
		if !maps.Equal(people, credited) {
			t.Fatalf("people have %v, the company credits %v", people, credited)
		}
		for k, value := range scoped {
			if place[k] != value {
				t.Fatalf("%v: the scope at the company has %s, its place %s", k, value, place[k])
			}
		}
	})
}

// TestOnlyExtra: a book that posts only what was registered posts exactly what
// the whole book posts besides; compiled or not.
func TestOnlyExtra(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		w.arrive(t, base)
		defs := extra(t)
		plain := post(t, &w, nil)
		whole := post(t, &w, defs)
		whole.Add(plain, -1)
		b, err := w.book(nil).WithExtra(defs)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range []*metric.Book{b.OnlyExtra(), w.book(defs).OnlyExtra()} {
			only := metric.Ledger{}
			for _, d := range w.deals {
				if err := b.PostDeal(only, d); err != nil {
					t.Fatal(err)
				}
			}
			for _, c := range w.cases {
				if err := b.PostCase(only, c); err != nil {
					t.Fatal(err)
				}
			}
			maps.DeleteFunc(whole, func(c metric.Cell, _ money.Amount) bool { return c.Series.Base() == metric.NewCustomers })
			if !maps.Equal(only, whole) {
				t.Fatalf("they differ: %v", difference(only, whole))
			}
		}
	})
}

// TestCurrencies: what a series holds in other currencies is what accompanies
// it: Converted is part of the series, and Own is in Converted or Lacking.
func TestCurrencies(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		w.arrive(t, base)
		post(t, &w, nil)
		asOf := base.Add(1000)
		for _, node := range []org.NodeID{root, "person:a", "segment:sb"} {
			for _, s := range []metric.Series{metric.Revenue, metric.Profit, metric.DiscountGiven, metric.DealsWonValue, metric.PipelineOpen} {
				own := w.sum(metric.Own(s, "GBP"), node, period.Everything, asOf)
				if lacking := w.sum(metric.Lacking(s, "GBP"), node, period.Everything, asOf); lacking != own || w.sum(metric.Converted(s, "GBP"), node, period.Everything, asOf) != 0 {
					t.Fatalf("%s at %s: %s GBP, of which %s have no rate", s, node, own, lacking)
				}
			}
		}
	})
}

func difference(a, b metric.Ledger) (cells []metric.Cell) {
	diff := maps.Clone(a)
	diff.Add(b, -1)
	return diff.Cells()
}
