package attain

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/money"
)

// TestRank: a row's rank is one more than the number of rows that did better,
// compared exactly; equal rows share it, and rows without attainment have none.
func TestRank(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := make([]Figures, rapid.IntRange(0, 8).Draw(t, "rows"))
		for i := range rows {
			const large = 100_000 // so that a little more is rounded to the same attainment
			actual := large*money.Amount(rapid.Int64Range(-3, 9).Draw(t, "actual")) + money.Amount(rapid.Int64Range(0, 2).Draw(t, "a little more"))
			in := Input{Actual: &actual}
			if rapid.IntRange(0, 4).Draw(t, "has none") > 0 {
				target := large * money.Amount(rapid.Int64Range(0, 4).Draw(t, "target"))
				in.Target = &target
			}
			rows[i].Result = Attain(in)
		}
		rank(rows)
		for _, f := range rows {
			want := 0
			if f.Target != nil && *f.Target > 0 {
				want = 1
				for _, o := range rows {
					if o.Target != nil && *o.Target > 0 && *o.Actual**f.Target > *f.Actual**o.Target {
						want++
					}
				}
			}
			if f.Rank != want {
				t.Fatalf("%s of %v has rank %d, not %d", f.Actual, f.Target, f.Rank, want)
			}
		}
	})
}
