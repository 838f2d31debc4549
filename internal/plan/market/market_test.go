package market_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/market"
)

func value(text string) *money.Amount {
	a, err := money.Parse(text)
	if err != nil {
		panic(err)
	}
	return &a
}

// TestRead: lines of month and value, with or without names and a byte order
// mark; what cannot be read is named with its line.
func TestRead(t *testing.T) {
	t.Parallel()
	got, err := market.Read("\ufeffMonth,Index\n2026-02-01, 104.25\n2026-01,100\n2026-03,\n")
	if err != nil || len(got) != 3 || got[0].Start != period.MustDate("2026-01-01") || *got[1].Value != *value("104.25") || got[2].Value != nil {
		t.Errorf("%+v, %v", got, err)
	}
	for _, text := range []string{"2026-01", "2026-01,1,2", "2026-01,many", "2026-01,1\nthen,2", "2026-01,0", "2026-01,-3", "2026-01,1\n2026-01,2", "2026-01-05,1", "2026-13,1", "2026-01,\"1"} {
		if got, err := market.Read(text); err == nil {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
}

// FuzzRead: no text makes it panic, and what it reads are months above 0.
func FuzzRead(f *testing.F) {
	f.Add("month,value\n2026-01,100.5\n2026-02,\n")
	f.Add("2026-01;100")
	f.Fuzz(func(t *testing.T, text string) {
		said, err := market.Read(text)
		for _, s := range said {
			if err == nil && (s.Start.Day() != 1 || s.Value != nil && *s.Value <= 0) {
				t.Fatalf("%+v", s)
			}
		}
	})
}

// TestRevise: what is said again changes nothing, a correction ends what was
// known, and what was known on an earlier day stays what it was.
func TestRevise(t *testing.T) {
	t.Parallel()
	first, later := period.MustDate("2026-02-10"), period.MustDate("2026-03-10")
	january := period.MustDate("2026-01-01")
	ended, begun := market.Revise(nil, []market.Said{{january, value("100")}, {january.AddMonths(1), nil}}, first)
	if len(ended) != 0 || len(begun) != 1 || begun[0].Known != (period.Range{Start: first, End: period.Never}) {
		t.Fatalf("%+v %+v", ended, begun)
	}
	if e, b := market.Revise(begun, []market.Said{{january, value("100")}}, later); len(e)+len(b) != 0 {
		t.Errorf("the same again: %+v %+v", e, b)
	}
	e, b := market.Revise(begun, []market.Said{{january, value("101")}}, later)
	all := slices.Concat(e, b)
	if market.IndexOf(all, first)[january] != 100 || market.IndexOf(all, later-1)[january] != 100 || market.IndexOf(all, later)[january] != 101 {
		t.Errorf("%+v", all)
	}
	if e, b := market.Revise(b, []market.Said{{january, nil}}, later.Add(5)); len(e) != 1 || len(b) != 0 || len(market.IndexOf(e, later.Add(5))) != 0 {
		t.Errorf("withdrawn: %+v %+v", e, b)
	}
}

// TestReviseProperties: after any changes on any days, a day knows what was said
// last by then, and nothing said later.
func TestReviseProperties(t *testing.T) {
	t.Parallel()
	start, month := period.MustDate("2026-01-05"), period.MustDate("2025-06-01")
	rapid.Check(t, func(t *rapid.T) {
		var all []market.Month
		want := map[period.Date]float64{}
		day := start
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			day = day.Add(rapid.IntRange(0, 3).Draw(t, "days later"))
			var v *money.Amount
			want[day] = 0
			if rapid.IntRange(0, 4).Draw(t, "withdrawn") > 0 {
				a := money.FromInt(rapid.Int64Range(1, 200).Draw(t, "value"))
				v, want[day] = &a, float64(a)/float64(money.Unit)
			}
			ended, begun := market.Revise(all, []market.Said{{Start: month, Value: v}}, day)
			for _, e := range ended {
				i := slices.IndexFunc(all, func(m market.Month) bool { return m.Known.Start == e.Known.Start && m.Known.Contains(day) })
				all[i] = e
			}
			all = append(slices.DeleteFunc(all, func(m market.Month) bool { return m.Known.Empty() }), begun...)
		}
		last := 0.0
		for d := start; d <= day; d++ {
			if v, ok := want[d]; ok {
				last = v
			}
			if got := market.IndexOf(all, d)[month]; got != last {
				t.Fatalf("on %s it is %v, said was %v: %+v", d, got, last, all)
			}
		}
	})
}

// TestOf: what is not known yet is as the last that is; what was never known is
// missing.
func TestOf(t *testing.T) {
	t.Parallel()
	x := market.Index{period.MustDate("2026-02-01"): 100, period.MustDate("2026-04-01"): 110}
	if got := x.Of(period.MustDate("2026-01-01"), 6); fmt.Sprint(got) != "[NaN 100 NaN 110 110 110]" {
		t.Errorf("%v", got)
	}
	if got := (market.Index{}).Of(period.MustDate("2026-01-01"), 2); fmt.Sprint(got) != "[NaN NaN]" {
		t.Errorf("%v", got)
	}
}
