package metric_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

var (
	root = org.NodeID("company:acme")
	day  = period.MustDate("2026-11-05")
)

func rate(from, to money.Currency, on string, num, den int64, known period.Range) metric.DatedRate {
	return metric.DatedRate{Rate: money.Rate{From: from, To: to, Num: num, Den: den}, Day: period.MustDate(on), Known: known}
}

func book(rates ...metric.DatedRate) *metric.Book {
	return &metric.Book{Tree: org.NewTree(root, nil), Rates: metric.NewRates("EUR", rates), Currency: "EUR"}
}

// drawDeal draws an order of one line with shares that total 100 % or, in the
// overlay ledger, whatever they like.
func drawDeal(t *rapid.T) fact.Deal {
	cost := money.Amount(rapid.Int64Range(-1e9, 1e9).Draw(t, "cost"))
	s := fact.Sale{
		Key: fact.Key{Source: "crm", ID: "1"}, Order: "o", Day: day, Owner: "person:ana", Customer: "customer:c", Currency: "USD",
		Quantity: money.Amount(rapid.Int64Range(-1e6, 1e6).Draw(t, "quantity")), Amount: money.Amount(rapid.Int64Range(-1e12, 1e12).Draw(t, "amount")), Cost: &cost,
	}
	d := fact.Deal{ID: s.Deal(), Lines: []fact.Version{{Sale: s, Number: 1, Known: period.Range{Start: day, End: period.Never}}}}
	for _, ledger := range []fact.Ledger{fact.Revenue, fact.Overlay} {
		split := fact.Split{Deal: d.ID, Ledger: ledger, Known: period.Range{Start: day, End: period.Never}}
		left := int64(fact.Whole)
		n := rapid.IntRange(0, 4).Draw(t, "sharers")
		for i := range n {
			millis := rapid.Int64Range(0, left).Draw(t, "share")
			if i == n-1 && ledger == fact.Revenue {
				millis = left
			}
			left -= millis
			split.Shares = append(split.Shares, fact.Share{Person: org.ID(org.Person, fmt.Sprint(i)), Millis: millis})
		}
		if n > 0 {
			if err := split.Validate(); err != nil {
				t.Fatal(err)
			}
			d.Splits = append(d.Splits, split)
		}
	}
	return d
}

// TestPartsSum: the parts of a split sum to the whole deal in every metric, to
// the last 1/10,000, and none is further than that from its exact share.
func TestPartsSum(t *testing.T) {
	t.Parallel()
	b := book(rate("USD", "EUR", "2026-01-01", 9, 10, period.Everything))
	rapid.Check(t, func(t *rapid.T) {
		lines, err := b.Lines(drawDeal(t), day)
		if err != nil || len(lines) != 1 {
			t.Fatal(lines, err)
		}
		l := lines[0]
		var sum metric.Values
		for i, p := range l.Parts {
			sum.Revenue += p.Revenue
			sum.Profit += p.Profit
			sum.Units += p.Units
			if len(l.Shares) > 0 {
				exact, err := money.MulDiv(l.Worth.Revenue, l.Shares[i].Millis, fact.Whole)
				if off := p.Revenue - exact; err != nil || off < -1 || off > 1 {
					t.Fatalf("%s gets %s of %s, not %s", l.Shares[i], p.Revenue, l.Worth.Revenue, exact)
				}
			}
		}
		if sum != l.Worth {
			t.Fatalf("the parts sum to %+v, not to %+v", sum, l.Worth)
		}
	})
}

// TestLedgerSums: in the ledger of one deal the parts of the people stand once
// at the company, in every metric.
func TestLedgerSums(t *testing.T) {
	t.Parallel()
	b := book(rate("USD", "EUR", "2026-01-01", 9, 10, period.Everything))
	rapid.Check(t, func(t *rapid.T) {
		ledger := metric.Ledger{}
		if err := b.PostDeal(ledger, drawDeal(t)); err != nil {
			t.Fatal(err)
		}
		people := map[metric.Series]money.Amount{}
		for cell, value := range ledger {
			if cell.Node.Kind() == org.Person {
				people[cell.Series] += value
			}
		}
		for _, s := range []metric.Series{metric.Revenue, metric.Profit, metric.Units, metric.OverlayRevenue} {
			for _, node := range []org.NodeID{root, org.CreditedOf(root)} {
				if at := ledger[metric.Cell{Series: s, Node: node, Day: day, Known: day}]; at != people[s] {
					t.Fatalf("%s: the people have %s, %s has %s", s, people[s], node, at)
				}
			}
		}
		if orders := ledger[metric.Cell{Series: metric.Orders, Node: root, Day: day, Known: day}]; orders != money.Unit {
			t.Fatalf("one order counts %s", orders)
		}
	})
}

// TestUnknownDeal: a deal posted and taken out leaves nothing.
func TestUnknownDeal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, d := book(), drawDeal(t)
		ledger, again := metric.Ledger{}, metric.Ledger{}
		for _, l := range []metric.Ledger{ledger, again} {
			if err := b.PostDeal(l, d); err != nil {
				t.Fatal(err)
			}
		}
		ledger.Add(again, -1)
		if len(ledger) != 0 {
			t.Fatalf("left: %v", ledger.Cells())
		}
	})
}

func TestRates(t *testing.T) {
	t.Parallel()
	always := period.Everything
	from := func(day string) period.Range {
		return period.Range{Start: period.MustDate(day), End: period.Never}
	}
	given := []metric.DatedRate{
		rate("USD", "EUR", "2026-01-01", 9, 10, always),
		rate("EUR", "GBP", "2026-01-01", 4, 5, always),
		rate("EUR", "USD", "2026-01-01", 2, 1, always), // says something else than USD to EUR
		rate("USD", "GBP", "2026-01-01", 3, 4, always), // leads nowhere
		rate("USD", "EUR", "2026-06-01", 8, 10, from("2026-07-01")),
	}
	for name, c := range map[string]struct {
		from       money.Currency
		day, known string
		want       string
	}{
		"direct":                     {"USD", "2026-02-01", "2026-12-01", "9/10"},
		"inverse":                    {"GBP", "2026-02-01", "2026-12-01", "5/4"},
		"the latest up to the day":   {"USD", "2026-06-01", "2026-12-01", "8/10"},
		"as far as it was known":     {"USD", "2026-06-01", "2026-06-30", "9/10"},
		"none before the first":      {"USD", "2025-12-31", "2026-12-01", "none"},
		"none of another currency":   {"CHF", "2026-02-01", "2026-12-01", "none"},
		"not over a third currency":  {"JPY", "2026-02-01", "2026-12-01", "none"},
		"a day after all is covered": {"USD", "2027-01-01", "2027-01-01", "8/10"},
	} {
		for _, turned := range []bool{false, true} {
			list := slices.Clone(given)
			if turned {
				slices.Reverse(list)
			}
			got := "none"
			if r, ok := metric.NewRates("EUR", list).On(c.from, period.MustDate(c.day), period.MustDate(c.known)); ok {
				got = fmt.Sprintf("%d/%d", r.Rate.Num, r.Rate.Den)
			}
			if got != c.want {
				t.Errorf("%s (turned round: %v): %s, not %s", name, turned, got, c.want)
			}
		}
	}
}

func TestRatesWith(t *testing.T) {
	t.Parallel()
	old := rate("USD", "EUR", "2026-01-01", 9, 10, period.Everything)
	rates := metric.NewRates("EUR", []metric.DatedRate{old})
	set := rate("USD", "EUR", "2026-01-01", 8, 10, period.Range{Start: day, End: period.Never})
	next, changes := rates.With([]metric.DatedRate{set, set})
	if len(changes) != 1 || changes[0].Replaced == nil || changes[0].Replaced.Known.End != day {
		t.Fatalf("the changes are %+v", changes)
	}
	if !rates.Holds(old) || rates.Holds(set) || next.Holds(old) || !next.Holds(set) {
		t.Error("the rates before must stay, and the rates after hold the new one only")
	}
	for known, want := range map[period.Date]int64{day - 1: 9, day: 8} {
		if r, ok := next.On("USD", day, known); !ok || r.Rate.Num != want {
			t.Errorf("known on %s: %+v", known, r)
		}
	}
	ended := set
	ended.Known.End = day + 5
	if back := next.Ended(ended); back.Holds(set) {
		t.Error("an ended rate still holds")
	}
}
