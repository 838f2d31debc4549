package gap

import (
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

func amount(n int64) money.Amount { return money.FromInt(n) }

// What comes of each thing multiplies to the value, whatever the counts are.
func TestRatesMultiplyToTheValue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := make([]money.Amount, rapid.IntRange(1, 3).Draw(t, "links"))
		for i := range counts {
			counts[i] = amount(rapid.Int64Range(1, 1000).Draw(t, "count"))
		}
		value := money.Amount(rapid.Int64Range(-1e9, 1e12).Draw(t, "value"))
		product := big.NewRat(1, 1)
		for _, rate := range ratesOf(counts, value) {
			product.Mul(product, rate)
		}
		if product.Cmp(value.Rat()) != 0 {
			t.Fatalf("%s, want %s", product, value)
		}
	})
}

// The season and the growth of the whole are no variation of a row that keeps
// its share.
func TestResiduals(t *testing.T) {
	t.Parallel()
	total := []float64{100, 300, 200, 400}
	if got := residuals([]float64{25, 75, 50, 100}, total); !cmp.Equal(got, []float64{0, 0, 0, 0}) {
		t.Error(got)
	}
	if got := residuals([]float64{50, 50, 50, 100}, total); !cmp.Equal(got, []float64{25, -25, 0, 0}) {
		t.Error(got)
	}
	if got := residuals([]float64{1, -1}, []float64{0, 0}); got != nil {
		t.Error(got)
	}
}

// Rows with a target keep it, others divide what these leave, and nothing is
// lost: rows, others and rest sum to the gap.
func TestRowsSumToTheGap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := ask{Gap: &Gap{Planned: money.Amount(rapid.Int64Range(0, 1e10).Draw(t, "planned"))}}
		rows := make([]Row, rapid.IntRange(2, 15).Draw(t, "rows"))
		left := a.Planned
		for i := range rows {
			rows[i] = Row{Node: org.Node{ID: org.NodeID(rune('a' + i))}, Actual: money.Amount(rapid.Int64Range(-1e6, 1e9).Draw(t, "actual")),
				Baseline: money.Amount(rapid.Int64Range(-1e6, 1e9).Draw(t, "baseline"))}
			if rapid.Bool().Draw(t, "targeted") {
				rows[i].Targeted, rows[i].Planned = true, money.Amount(rapid.Int64Range(0, 1e9).Draw(t, "target"))
				left -= rows[i].Planned
			}
			a.Counted += rows[i].Actual
		}
		a.Gap.Gap = a.Planned - a.Counted
		a.limits.Rows = rapid.IntRange(0, 6).Draw(t, "limit")
		var d Dimension
		if err := a.planRows(rows, &d); err != nil {
			t.Fatal(err)
		}
		weight := money.Amount(0)
		for i, r := range rows {
			rows[i].Gap = r.Planned - r.Actual
			if !r.Targeted {
				weight += max(0, r.Baseline)
				left -= r.Planned
			}
		}
		if weight > 0 && left > 0 {
			t.Fatalf("%s of the plan was given to nobody", left)
		}
		a.close(rows, &d, spread{})
		sum := d.Other.Gap + d.Rest
		for _, r := range d.Rows {
			sum += r.Gap
		}
		if sum != a.Gap.Gap || len(d.Rows)+d.Other.Count != len(rows) || a.limits.Rows > 0 && len(d.Rows) > a.limits.Rows {
			t.Fatalf("%d rows and %d others sum to %s, not to %s", len(d.Rows), d.Other.Count, sum, a.Gap.Gap)
		}
		if (d.Rest != 0) != (d.RestNote != "") {
			t.Fatalf("the rest is %s: %q", d.Rest, d.RestNote)
		}
	})
}

// A row may be off because it fell, or because more is asked of it.
func TestSinceBaseline(t *testing.T) {
	t.Parallel()
	a := ask{Gap: &Gap{Baseline: Baseline{Against: LastYear}}}
	for want, r := range map[string]Row{
		"40% less than the year before":  {Actual: amount(60), Baseline: amount(100)},
		"28% more than the year before":  {Actual: amount(128), Baseline: amount(100)},
		"as much as the year before":     {Actual: amount(100), Baseline: amount(100)},
		"":                               {Actual: amount(100)},
		"150% less than the year before": {Actual: amount(-50), Baseline: amount(100)},
	} {
		if got := a.sinceBaseline(r); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestKept(t *testing.T) {
	t.Parallel()
	rows := []Row{{Gap: 5}, {Gap: 1}, {Gap: -9}, {Variation: explain.Usual}}
	if got := kept(rows, 2); !got[0] || !got[2] || len(got) != 2 {
		t.Error(got)
	}
}
