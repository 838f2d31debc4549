package store_test

import (
	"cmp"
	"slices"
	"testing"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
)

// part is a cell of what ana's team is made of.
func part(s metric.Series, node, place org.NodeID, on, known string) metric.Cell {
	of, _ := metric.MixOf(s)
	return metric.Cell{Series: of, Node: node, Day: day(on), Customer: place, Known: day(known)}
}

// mixOf reads the parts of november.
func (b *bundle) mixOf(t *testing.T, s metric.Series, node org.NodeID, known string) []metric.MixValue {
	t.Helper()
	values, ok, err := b.Mix(t.Context(), b.org.ID, metric.MixFilter{Series: s, Node: node, Days: span("2026-11-01", "2026-12-01"), Known: day(known)})
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	values = slices.DeleteFunc(values, func(v metric.MixValue) bool { return v.Value == 0 })
	slices.SortFunc(values, func(a, b metric.MixValue) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Value, b.Value))
	})
	return values
}

// TestMix: parts are added to those that are there, also within one row, and are
// read by day as known on a day. They are cells like others.
func TestMix(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		before := len(b.cells(t))
		b.save(t, pipeline.Changes{Ledger: metric.Ledger{
			part(metric.Revenue, "team:west", "product:p", "2026-11-05", "2026-11-05"):   100,
			part(metric.Units, "team:west", "product:p", "2026-11-05", "2026-11-05"):     20,
			part(metric.Revenue, "team:west", "channel:web", "2026-11-06", "2026-11-06"): 7,
			part(metric.Revenue, "team:west", "product:p", "2026-10-31", "2026-11-05"):   1,
			part(metric.Revenue, "team:west", "product:p", "2026-12-01", "2026-12-01"):   1,
			part(metric.Revenue, "team:east", "product:p", "2026-11-05", "2026-11-05"):   1,
		}})
		b.save(t, pipeline.Changes{Ledger: metric.Ledger{
			part(metric.Revenue, "team:west", "product:p", "2026-11-05", "2026-11-05"):   -100,
			part(metric.Revenue, "team:west", "product:q", "2026-11-05", "2026-11-05"):   60,
			part(metric.Revenue, "team:west", "channel:web", "2026-11-06", "2026-11-08"): -7,
		}})
		for _, c := range []struct {
			series metric.Series
			known  string
			want   []metric.MixValue
		}{
			{metric.Revenue, "2026-11-04", nil},
			{metric.Revenue, "2026-11-07", []metric.MixValue{{Day: day("2026-11-05"), Place: "product:q", Value: 60}, {Day: day("2026-11-06"), Place: "channel:web", Value: 7}}},
			{metric.Revenue, "2026-11-30", []metric.MixValue{{Day: day("2026-11-05"), Place: "product:q", Value: 60},
				{Day: day("2026-11-06"), Place: "channel:web", Value: -7}, {Day: day("2026-11-06"), Place: "channel:web", Value: 7}}},
			{metric.Units, "2026-11-30", []metric.MixValue{{Day: day("2026-11-05"), Place: "product:p", Value: 20}}},
			{metric.Profit, "2026-11-30", nil},
		} {
			if got := b.mixOf(t, c.series, "team:west", c.known); !slices.Equal(got, c.want) {
				t.Errorf("%s known on %s is made of %v, not %v", c.series, c.known, got, c.want)
			}
		}
		cells := b.cells(t)
		if got, want := cells[part(metric.Units, "team:west", "product:p", "2026-11-05", "2026-11-05")], money.Amount(20); len(cells)-before != 7 || got != want {
			t.Errorf("%d cells more, and %s of %s", len(cells)-before, got, want)
		}
	})
}

// TestManyParts: as many rows as are copied in bulk, twice.
func TestManyParts(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		many := metric.Ledger{}
		for i := range 300 {
			on := period.MustDate("2026-01-01").Add(i).String()
			many[part(metric.Revenue, "team:west", "product:p", on, on)] = money.Amount(i + 1)
		}
		b.save(t, pipeline.Changes{Ledger: many})
		b.save(t, pipeline.Changes{Ledger: many})
		values, _, err := b.Mix(t.Context(), b.org.ID, metric.MixFilter{Series: metric.Revenue, Node: "team:west", Days: period.Everything, Known: day("2027-01-01")})
		var sum money.Amount
		for _, v := range values {
			sum += v.Value
		}
		if err != nil || len(values) != 300 || sum != 2*300*301/2 {
			t.Errorf("%d parts sum to %s (%v)", len(values), sum, err)
		}
	})
}

// TestMixLost: a server that does not know of the mix writes. Then nobody reads
// it until it has been cleared and filled anew, whatever is written meanwhile.
func TestMixLost(t *testing.T) {
	besideOlder(t, func(t *testing.T, b *bundle, write func()) {
		other := newBundle(t, b.DB)
		b.save(t, pipeline.Changes{Ledger: metric.Ledger{
			part(metric.Revenue, "team:west", "product:p", "2026-11-05", "2026-11-05"): 100,
			part(metric.Revenue, "team:east", "product:p", "2026-11-05", "2026-11-05"): 1,
		}})
		whole := func(b *bundle, want bool) {
			t.Helper()
			_, ok, err := b.Mix(t.Context(), b.org.ID, metric.MixFilter{Series: metric.Revenue, Node: "team:west", Days: period.Everything, Known: day("2027-01-01")})
			mixing := false
			err2 := b.View(t.Context(), b.org.ID, func(v pipeline.View) error {
				book, err := v.Book()
				mixing = book.Mixing()
				return err
			})
			if err != nil || err2 != nil || ok != want || mixing == want {
				t.Fatalf("it is whole: %t, its book counts it: %t (%v, %v)", ok, !mixing, err, err2)
			}
		}
		whole(b, true)
		write()
		whole(b, false)
		whole(other, true)
		b.saveMany(t)
		whole(b, false)
		b.save(t, pipeline.Changes{Fills: []metric.Fill{metric.FreshMix()}})
		for left := true; left; {
			err := b.Write(t.Context(), b.org.ID, func(tx pipeline.Tx) (err error) {
				left, err = tx.Clear(metric.Mix, 1)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for cell := range b.cells(t) {
			if cell.Series.Beside() == metric.Mix {
				t.Errorf("%v was not cleared", cell)
			}
		}
		b.save(t, pipeline.Changes{Dropped: []metric.Series{metric.Mix}}) // it is filled
		whole(b, true)
	})
}
