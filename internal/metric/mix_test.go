package metric_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// TestMix: what the parts in the ledger come to is what the lines of the deals
// come to, at every person and team, by every kind, on every day of knowledge:
// also of splits, of people who move, and of products and customers who do.
func TestMix(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		for _, name := range []string{"a", "b"} {
			moved := drawDay(t, -10, 90, "moved to another category")
			w.edges = append(w.edges,
				org.Edge{Child: node(org.Product, name), Parent: "category:one", Valid: period.Everything, Known: period.Range{Start: period.Always, End: moved}},
				org.Edge{Child: node(org.Product, name), Parent: "category:two", Valid: period.Everything, Known: period.Range{Start: moved, End: period.Never}})
		}
		last := w.arrive(t, base)
		ledger := post(t, &w, extra(t))
		for _, known := range []period.Date{last, drawDay(t, 0, 100, "as known")} {
			for _, by := range []org.Kind{org.Product, org.Category, org.Segment, org.Channel, org.Territory} {
				for _, at := range []org.NodeID{"person:a", "person:b", "person:c", "team:east", "team:west"} {
					for _, series := range metric.MixSeries {
						want, got := w.sliced(t, series, at, by, known), w.ofMix(ledger, series, at, by, known)
						if !maps.Equal(want, got) {
							t.Fatalf("%s of %s by %s, known on %s, is %v by the parts and %v by the deals", series, at, by, known, got, want)
						}
					}
				}
			}
		}
	})
}

// sliced divides what the deals give to the node.
func (w *world) sliced(t *rapid.T, s metric.Series, at org.NodeID, by org.Kind, known period.Date) map[org.NodeID]money.Amount {
	values := map[org.NodeID]money.Amount{}
	book := w.book(nil)
	for _, d := range w.deals {
		lines, err := book.Lines(d, known)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			book.Slice(values, l, s, at, by, known)
		}
	}
	maps.DeleteFunc(values, func(_ org.NodeID, v money.Amount) bool { return v == 0 })
	return values
}

// ofMix divides it by the parts.
func (w *world) ofMix(ledger metric.Ledger, s metric.Series, at org.NodeID, by org.Kind, known period.Date) map[org.NodeID]money.Amount {
	values := map[org.NodeID]money.Amount{}
	book := w.book(nil)
	cells, _ := metric.MixOf(s)
	for c, value := range ledger {
		if c.Series != cells || c.Node != at || c.Known > known {
			continue
		}
		for _, id := range book.Holders(c.Customer, by, c.Day, known) {
			values[id] += value
		}
	}
	maps.DeleteFunc(values, func(_ org.NodeID, v money.Amount) bool { return v == 0 })
	return values
}

// TestTallyOfMix: a tally holds the parts that a ledger holds, in order, and
// nothing that adds up to nothing.
func TestTallyOfMix(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cells, tally := metric.Ledger{}, metric.NewTally()
		for range rapid.IntRange(0, 30).Draw(t, "cells") {
			of, _ := metric.MixOf(rapid.SampledFrom(metric.MixSeries[:]).Draw(t, "series"))
			one := metric.Ledger{{Series: of, Node: node(org.Team, drawName(t, "node")), Day: drawDay(t, 0, 1, "day"), Known: drawDay(t, 0, 1, "known"),
				Customer: node(org.Product, rapid.SampledFrom([]string{"a", "b"}).Draw(t, "place"))}: money.Amount(rapid.IntRange(-2, 2).Draw(t, "value"))}
			cells.Add(one, 1)
			tally.Add(one, 1)
		}
		got := metric.Ledger{}
		var order []metric.Cell
		for _, d := range tally.MixDays() {
			order = append(order, metric.Cell{Node: d.Node, Day: d.Day, Known: d.Known})
			if len(d.Parts) == 0 || !slices.IsSortedFunc(d.Parts, func(a, b metric.MixPart) int { return metric.Cell{Node: a.Place}.Compare(metric.Cell{Node: b.Place}) }) {
				t.Fatalf("the parts are %v", d.Parts)
			}
			if twice := metric.MergedMix(d.Parts, d.Parts); len(twice) != len(d.Parts) || twice[0].Values[0] != 2*d.Parts[0].Values[0] {
				t.Fatalf("twice %v is %v", d.Parts, twice)
			}
			for _, p := range d.Parts {
				for i, value := range p.Values {
					of, _ := metric.MixOf(metric.MixSeries[i])
					got.Add(metric.Ledger{{Series: of, Node: d.Node, Day: d.Day, Known: d.Known, Customer: p.Place}: value}, 1)
				}
			}
		}
		if !maps.Equal(cells, got) || !slices.IsSortedFunc(order, metric.Cell.Compare) {
			t.Fatalf("the tally has %v, the ledger %v", got, cells)
		}
	})
}
