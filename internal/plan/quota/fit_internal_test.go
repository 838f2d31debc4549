package quota

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/money"
)

func sums(cells [][]money.Amount, columns int) (rows, cols []money.Amount) {
	cols = make([]money.Amount, columns)
	for _, line := range cells {
		var sum money.Amount
		for j, c := range line {
			sum += c
			cols[j] += c
		}
		rows = append(rows, sum)
	}
	return rows, cols
}

// TestSpread: rows and columns sum exactly, no cell is below 0, and none is two
// steps away from its share but for the odd rest below one step.
func TestSpread(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		unit := money.Amount(rapid.SampledFrom([]int64{1, 100, 10_000, 7}).Draw(t, "unit"))
		whole := rapid.Bool().Draw(t, "whole")
		draw := func(name string) []money.Amount {
			var parts []money.Amount
			for _, n := range rapid.SliceOfN(rapid.OneOf(rapid.Int64Range(0, 20), rapid.Int64Range(0, 1_000_000_000)), 1, 12).Draw(t, name) {
				parts = append(parts, money.Amount(n)*unit)
			}
			return parts
		}
		rows, weights := draw("rows"), draw("columns")
		if !whole {
			for i := range rows {
				rows[i] += money.Amount(rapid.Int64Range(0, int64(unit)-1).Draw(t, "odd"))
			}
		}
		var total money.Amount
		for _, r := range rows {
			total += r
		}
		var shares []int64
		for _, w := range weights {
			shares = append(shares, int64(w))
		}
		columns, err := money.AllocateIn(unit, total, shares)
		if err != nil {
			t.Fatal(err)
		}
		cells := spread(rows, columns, unit)
		gotRows, gotColumns := sums(cells, len(columns))
		for i := range rows {
			if gotRows[i] != rows[i] {
				t.Fatalf("row %d has %s of %s", i, gotRows[i], rows[i])
			}
		}
		odd := 0
		for j := range columns {
			if gotColumns[j] != columns[j] {
				t.Fatalf("column %d has %s of %s", j, gotColumns[j], columns[j])
			}
			for i := range rows {
				c := cells[i][j]
				if c < 0 {
					t.Fatalf("cell %d, %d is %s", i, j, c)
				}
				if c%unit != 0 {
					odd++
				}
				if total == 0 || !whole {
					continue
				}
				ideal := new(big.Rat).Mul(rows[i].Rat(), new(big.Rat).SetFrac64(int64(columns[j]), int64(total)))
				if ideal.Sub(ideal, c.Rat()).Abs(ideal).Cmp((2 * unit).Rat()) >= 0 {
					t.Fatalf("cell %d, %d is %s, two steps away from its share", i, j, c)
				}
			}
		}
		if whole && odd > 0 || odd > len(rows)+len(columns) {
			t.Fatalf("%d cells are no whole steps", odd)
		}
	})
}

// TestFit: when a filling exists, one is found, whatever is held.
func TestFit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(1, 6).Draw(t, "rows"), rapid.IntRange(2, 6).Draw(t, "columns")
		w := &division{draft: &draft{Plan: Plan{Unit: money.Amount(rapid.SampledFrom([]int64{1, 50, 1000}).Draw(t, "unit")), Rows: make([]Row, n+1)}}, periods: make([]int, m)}
		b := block{parent: n, columns: make([]money.Amount, m)}
		totals := make([]money.Amount, n)
		for i := range n { // the solution
			l := limits{span: span{0, unlimited}, each: freeSpans(m)}
			for j := range m {
				v := money.Amount(rapid.Int64Range(0, 5000).Draw(t, "cell"))
				switch rapid.IntRange(0, 3).Draw(t, "held") {
				case 0:
					l.each[j] = span{v, v}
				case 1:
					l.each[j] = span{v / 2, v + 10}
				}
				totals[i] += v
				b.columns[j] += v
			}
			l.low, l.high = totals[i], totals[i]
			if rapid.Bool().Draw(t, "loose") {
				l.low, l.high = totals[i]/2, unlimited
			}
			b.rows = append(b.rows, i)
			w.limits = append(w.limits, l)
		}
		want := totals
		if rapid.Bool().Draw(t, "other totals") && n > 1 { // that may not be possible: then others are found
			want = append([]money.Amount(nil), totals...)
			if shift := min(totals[0]-w.limits[0].low, w.limits[1].high-totals[1]); shift > 0 {
				want[0], want[1] = want[0]-shift, want[1]+shift
			}
			for i := range want {
				var low, high money.Amount
				for _, at := range w.limits[i].each {
					low, high = add(low, at.low), add(high, at.high)
				}
				if want[i] < low || want[i] > high {
					want = totals
					break
				}
			}
		}
		cells, err := w.fit(b, want)
		if err != nil {
			t.Fatalf("a filling exists: %v", err)
		}
		rows, columns := sums(cells, m)
		for i := range rows {
			if rows[i] < w.limits[i].low || rows[i] > w.limits[i].high {
				t.Fatalf("row %d has %s, outside %v", i, rows[i], w.limits[i].span)
			}
			for j, c := range cells[i] {
				if at := w.limits[i].at(j); c < at.low || c > at.high {
					t.Fatalf("cell %d, %d has %s, outside %v", i, j, c, at)
				}
			}
		}
		for j := range columns {
			if columns[j] != b.columns[j] {
				t.Fatalf("column %d has %s of %s", j, columns[j], b.columns[j])
			}
		}
	})
}
