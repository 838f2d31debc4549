package pipeline

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// TestPile: however little memory there is, what comes out is what one map
// would hold, in order.
func TestPile(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(0, 12).Draw(t, "most")
		few := rapid.Custom(func(t *rapid.T) metric.Cell {
			return metric.Cell{Series: metric.Series(rapid.StringMatching(`[ab]{1,2}`).Draw(t, "series")), Node: org.NodeID(rapid.StringMatching(`[né]?`).Draw(t, "node")),
				Customer: org.NodeID(rapid.StringMatching(`c?`).Draw(t, "customer")), Day: period.Date(rapid.IntRange(-2, 2).Draw(t, "day")), Known: period.Date(rapid.IntRange(-1, 1).Draw(t, "known"))}
		})
		want := metric.Ledger{}
		var order []metric.Cell
		p := newPile(most)
		defer func() {
			if err := p.close(); err != nil {
				t.Error(err)
			}
		}()
		for range rapid.IntRange(0, 100).Draw(t, "posts") {
			one := metric.Ledger{few.Draw(t, "cell"): money.Amount(rapid.Int64Range(-2, 2).Draw(t, "value"))}
			want.Add(one, 1)
			p.ledger.Add(one, 1)
			if err := p.posted(); err != nil {
				t.Fatal(err)
			}
		}
		sums, err := p.merged()
		got := metric.Ledger{}
		for ; err == nil && sums.there; err = sums.advance() {
			if len(order) > 0 && order[len(order)-1].Compare(sums.cell) >= 0 {
				t.Fatalf("%v comes after %v", sums.cell, order[len(order)-1])
			}
			order = append(order, sums.cell)
			got[sums.cell] = sums.value
		}
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}
