package shadow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/insight/shadow"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

var day = period.MustDate("2026-05-04")

func eur(units int64) money.Amount { return money.FromInt(units) }

// deal is an entry that counts whole.
func deal(order, customer string, credited int64) shadow.Entry {
	return shadow.Entry{Source: "crm", Order: order, Refs: []string{order}, Customer: org.ID(org.Customer, customer), CustomerName: customer,
		Day: day, Credited: eur(credited), Whole: eur(credited), Own: eur(credited), Currency: "EUR"}
}

func with(e shadow.Entry, change func(*shadow.Entry)) shadow.Entry {
	change(&e)
	return e
}

// TestReasons: one line, one deal, and why they differ.
func TestReasons(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		line   shadow.Line
		entry  shadow.Entry
		reason shadow.Reason
		by     string
	}{
		"by number":           {shadow.Line{Ref: "#A-1", Amount: eur(100)}, deal("a-1", "Foo", 100), shadow.Same, "number"},
		"rounded":             {shadow.Line{Ref: "A1", Amount: eur(101) - 1}, deal("A1", "Foo", 100), shadow.Rounded, "number"},
		"a whole unit":        {shadow.Line{Ref: "A1", Amount: eur(101)}, deal("A1", "Foo", 100), shadow.Differs, "number"},
		"the whole of a half": {shadow.Line{Ref: "A1", Amount: eur(200)}, with(deal("A1", "Foo", 100), func(e *shadow.Entry) { e.Whole = eur(200) }), shadow.Split, "number"},
		"another currency": {shadow.Line{Ref: "A1", Amount: eur(110)}, with(deal("A1", "Foo", 100), func(e *shadow.Entry) {
			e.Own, e.Currency, e.Foreign = eur(110), "USD", true
		}), shadow.Converted, "number"},
		"what it was": {shadow.Line{Ref: "A1", Amount: eur(80)}, with(deal("A1", "Foo", 100), func(e *shadow.Entry) {
			e.Earlier = []shadow.Earlier{{Amount: eur(80), Changed: day + 3}}
		}), shadow.Changed, "number"},
		"other period":        {shadow.Line{Ref: "A1", Amount: eur(100)}, with(deal("A1", "Foo", 0), func(e *shadow.Entry) { e.Place = shadow.Elsewhen }), shadow.OtherPeriod, "number"},
		"other person":        {shadow.Line{Ref: "A1", Amount: eur(100)}, with(deal("A1", "Foo", 0), func(e *shadow.Entry) { e.Place = shadow.Elsewhere }), shadow.OtherPerson, "number"},
		"cancelled":           {shadow.Line{Ref: "A1", Amount: eur(100)}, with(deal("A1", "Foo", 0), func(e *shadow.Entry) { e.Place = shadow.Gone }), shadow.Cancelled, "number"},
		"in quarantine":       {shadow.Line{Ref: "A1", Amount: eur(100)}, with(deal("A1", "", 0), func(e *shadow.Entry) { e.Place = shadow.Held }), shadow.Quarantined, "number"},
		"customer and amount": {shadow.Line{Customer: "FOO, Inc.", Amount: eur(100)}, deal("A1", "Foo", 100), shadow.Same, "customer and amount"},
		"the whole by name":   {shadow.Line{Customer: "foo", Amount: eur(200)}, with(deal("A1", "Foo GmbH", 100), func(e *shadow.Entry) { e.Whole = eur(200) }), shadow.Split, "customer and amount"},
		"day and amount":      {shadow.Line{Day: day, Amount: eur(100)}, deal("A1", "Foo", 100), shadow.Same, "day and amount"},
		"customer and day":    {shadow.Line{Customer: "Foo", Day: day, Amount: eur(150)}, deal("A1", "Foo", 100), shadow.Differs, "customer and day"},
		"the only one":        {shadow.Line{Customer: "Foo", Day: day + 9, Amount: eur(150)}, deal("A1", "Foo", 100), shadow.Differs, "customer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := shadow.Compare([]shadow.Line{c.line}, []shadow.Entry{c.entry})
			if len(got.Matches) != 1 || got.Matches[0].Reason != c.reason || got.Matches[0].By != c.by {
				t.Fatalf("got %+v, want %s by %s", got.Matches, c.reason, c.by)
			}
			if got.Matches[0].Difference != c.entry.Credited-c.line.Amount || got.Attain != c.entry.Credited {
				t.Errorf("the difference is %s of %s", got.Matches[0].Difference, got.Attain)
			}
		})
	}
}

// TestNotOne: what must not be taken for one deal.
func TestNotOne(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		line  shadow.Line
		entry shadow.Entry
	}{
		"another customer":           {shadow.Line{Customer: "Bar", Day: day, Amount: eur(100)}, deal("A1", "Foo", 100)},
		"a customer's deal long ago": {shadow.Line{Customer: "Foo", Day: day - 200, Amount: eur(150)}, deal("A1", "Foo", 100)},
		"another day":                {shadow.Line{Day: day + 1, Amount: eur(100)}, deal("A1", "Foo", 100)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := shadow.Compare([]shadow.Line{c.line}, []shadow.Entry{c.entry})
			if len(got.Matches) != 2 || got.Matches[0].Reason != shadow.Unknown || got.Matches[1].Reason != shadow.Missing {
				t.Errorf("got %+v", got.Matches)
			}
		})
	}
}

// TestRepeated: the second line of one order, and a line that is there twice.
func TestRepeated(t *testing.T) {
	t.Parallel()
	lines := []shadow.Line{{Number: 2, Ref: "A1", Amount: eur(100)}, {Number: 3, Ref: "A1", Amount: eur(40)},
		{Number: 4, Customer: "Bar", Day: day, Amount: eur(7)}, {Number: 5, Customer: "Bar", Day: day, Amount: eur(7)}}
	got := shadow.Compare(lines, []shadow.Entry{deal("A1", "Foo", 100), deal("A2", "Bar", 7)})
	var reasons []shadow.Reason
	for _, m := range got.Matches {
		reasons = append(reasons, m.Reason)
	}
	if diff := cmp.Diff([]shadow.Reason{shadow.Same, shadow.Repeated, shadow.Same, shadow.Repeated}, reasons); diff != "" {
		t.Error(diff)
	}
	if got.Sheet != eur(154) || got.Attain != eur(107) {
		t.Errorf("from %s to %s, want 154 to 107", got.Sheet, got.Attain)
	}
}

// TestParts: an order that the sheet has line by line. Only what is said twice is
// a repetition.
func TestParts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		amounts []int64
		reasons string
		first   money.Amount // the difference that the first line carries
	}{
		"together the same":         {[]int64{60, 40}, "same same", 0},
		"twice alike and the same":  {[]int64{50, 50}, "same same", 0},
		"together another amount":   {[]int64{60, 50}, "differs differs", eur(-10)},
		"one of them said twice":    {[]int64{60, 60, 30}, "differs repeated differs", eur(10)},
		"what it was, line by line": {[]int64{50, 30}, "changed changed", eur(20)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var lines []shadow.Line
			for i, a := range c.amounts {
				lines = append(lines, shadow.Line{Number: i + 2, Ref: "A1", Amount: eur(a)})
			}
			got := shadow.Compare(lines, []shadow.Entry{with(deal("A1", "Foo", 100), func(e *shadow.Entry) {
				e.Earlier = []shadow.Earlier{{Amount: eur(80), Changed: day}}
			})})
			var reasons []string
			for _, m := range got.Matches {
				reasons = append(reasons, string(m.Reason))
			}
			if text := strings.Join(reasons, " "); text != c.reasons || got.Matches[0].Difference != c.first || got.Attain != eur(100) {
				t.Errorf("got %s, %s and %s", text, got.Matches[0].Difference, got.Attain)
			}
		})
	}
}

// TestCompareSums: whatever stands on both sides, the differences lead from one
// total to the other, no deal is used twice, and the order of entries does not
// matter.
func TestCompareSums(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"", "Foo", "Bar Ltd", "bar"})
		amount := rapid.Map(rapid.Int64Range(-3, 6), eur)
		lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) shadow.Line {
			return shadow.Line{Ref: rapid.SampledFrom([]string{"", "1", "2", "3", "9"}).Draw(t, "ref"), Customer: name.Draw(t, "customer"),
				Day: day + period.Date(rapid.IntRange(-2, 2).Draw(t, "day")), Amount: amount.Draw(t, "amount")}
		}), 0, 8).Draw(t, "lines")
		var entries []shadow.Entry
		var want money.Amount
		for i := range rapid.IntRange(0, 6).Draw(t, "entries") {
			e := deal(fmt.Sprint(i), name.Draw(t, "name"), 0)
			e.Place = shadow.Place(rapid.IntRange(0, 4).Draw(t, "place"))
			e.Whole, e.Own = amount.Draw(t, "whole"), amount.Draw(t, "own")
			if e.Place == shadow.Here {
				e.Credited = amount.Draw(t, "credited")
				want += e.Credited
			}
			entries = append(entries, e)
		}
		got := shadow.Compare(lines, entries)
		sum, used := got.Sheet, map[string]int{}
		for _, s := range got.Sums {
			sum += s.Difference
		}
		for _, m := range got.Matches {
			if m.Entry != nil && m.Reason != shadow.Repeated && !m.Rest {
				used[m.Entry.Order]++
			}
		}
		if sum != want || got.Attain != want {
			t.Fatalf("the sums lead to %s and %s, Attain says %s", sum, got.Attain, want)
		}
		for order, n := range used {
			if n > 1 {
				t.Fatalf("deal %s is used %d times", order, n)
			}
		}
		other := slices.Clone(entries)
		slices.Reverse(other)
		if diff := cmp.Diff(got, shadow.Compare(lines, other)); diff != "" {
			t.Fatal(diff)
		}
	})
}
