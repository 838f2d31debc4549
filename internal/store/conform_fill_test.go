package store_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/pipeline"
)

func defined(t *testing.T, base metric.Series, scope ...org.NodeID) metric.Definition {
	t.Helper()
	d, err := metric.Define(base, scope, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestFills: how far a series has come is there for whoever writes next, without
// a new state of the structure; when it is whole it is a series like any other.
func TestFills(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		one, two := defined(t, metric.Revenue, "segment:smb"), defined(t, metric.Leads, "segment:smb")
		b.save(t, pipeline.Changes{Series: []metric.Definition{two}})
		want := []metric.Fill{
			{Definition: two, Clearing: true, From: 12},
			{Definition: one, After: "crm/12", Done: 12, Total: 100},
		}
		b.save(t, pipeline.Changes{Fills: []metric.Fill{{Definition: one}, want[0]}})
		standing, err := b.Book(t.Context(), b.org.ID)
		if err != nil {
			t.Fatal(err)
		}
		b.save(t, pipeline.Changes{Moved: want[1:]})
		if again, err := b.Book(t.Context(), b.org.ID); err != nil || again != standing {
			t.Errorf("a step makes another book (%v)", err)
		}
		b.read(t, func(tx pipeline.Tx) error {
			book, err := tx.Book()
			if d := cmp.Diff(want, book.Fills); d != "" {
				t.Errorf("the fills (-want +got):\n%s", d)
			}
			if d := cmp.Diff([]metric.Definition{two, one}, book.Extra); d != "" {
				t.Errorf("what is kept (-want +got):\n%s", d)
			}
			return err
		})
		dropped := want[0]
		dropped.Drop = true
		b.save(t, pipeline.Changes{Series: []metric.Definition{one}, Fills: []metric.Fill{dropped}})
		b.read(t, func(tx pipeline.Tx) error {
			book, err := tx.Book()
			if d := cmp.Diff([]metric.Definition{one}, book.Extra); d != "" || len(book.Fills) != 1 || !book.Fills[0].Drop {
				t.Errorf("%+v is being filled; what is kept (-want +got):\n%s", book.Fills, d)
			}
			return err
		})
		b.save(t, pipeline.Changes{Dropped: []metric.Series{two.Series}})
		if fills, err := b.Fills(t.Context(), b.org.ID); err != nil || len(fills) > 0 {
			t.Errorf("%v is left (%v)", fills, err)
		}
	})
}

// TestKeyset: what there is comes in the order of the ids, by bytes and each once,
// from both tables.
func TestKeyset(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		var current, ended []fact.Version
		for _, id := range []string{"b", "a", "Z", "é", "a-1", "_"} {
			current = append(current, version(id, 2, open("2026-11-05"), as))
			ended = append(ended, version(id, 1, span("2026-11-01", "2026-11-05"), as))
		}
		b.save(t, pipeline.Changes{Current: current, Ended: ended})
		b.read(t, func(tx pipeline.Tx) error {
			all, err := tx.DealsAfter("", 100)
			if err != nil {
				return err
			}
			if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) || len(all) < len(current) {
				t.Errorf("the deals are %v", all)
			}
			var some []fact.DealID
			for last := fact.DealID(""); ; last = some[len(some)-1] {
				next, err := tx.DealsAfter(last, 2)
				if err != nil || len(next) == 0 {
					if d := cmp.Diff(all, some); d != "" {
						t.Errorf("two at a time (-all +some):\n%s", d)
					}
					return err
				}
				some = append(some, next...)
			}
		})
	})
}

// TestClear: a series goes out of the ledger with what stands beside it, some
// nodes at a time; nothing else does.
func TestClear(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		mine := defined(t, metric.Orders, "segment:smb").Series
		stays, goes := metric.Ledger{}, metric.Ledger{}
		for i := range 5 {
			node := org.NodeID(fmt.Sprint("team:", i))
			for n, series := range []metric.Series{mine, metric.Own(mine, "USD"), metric.Converted(mine, "USD"), metric.Lacking(mine, "GBP"), metric.LeftOut(mine)} {
				goes[metric.Cell{Series: series, Node: node, Day: day("2026-11-05"), Known: day("2026-11-05")}] = money.Amount(1 + n)
			}
			goes[metric.Cell{Series: mine, Node: node, Day: day("2026-11-05"), Known: day("2026-11-05"), Customer: "customer:c"}] = money.Unit
			for _, series := range []metric.Series{metric.Orders, mine + "x", metric.Own(mine+"x", "USD"), metric.Own(metric.Revenue, "USD")} {
				stays[metric.Cell{Series: series, Node: node, Day: day("2026-11-05"), Known: day("2026-11-05")}] = money.Unit
			}
		}
		before := b.cells(t)
		b.save(t, pipeline.Changes{Ledger: stays})
		b.save(t, pipeline.Changes{Ledger: goes})
		rounds := 0
		for left := true; left; rounds++ {
			b.read(t, func(tx pipeline.Tx) (err error) {
				left, err = tx.Clear(mine, 2)
				return err
			})
		}
		if rounds < 5 {
			t.Errorf("it took %d rounds", rounds)
		}
		before.Add(stays, 1)
		if d := cmp.Diff(before, b.cells(t)); d != "" {
			t.Errorf("what is left (-want +got):\n%s", d)
		}
	})
}

// cells reads the whole ledger.
func (b *bundle) cells(t *testing.T) metric.Ledger {
	t.Helper()
	all := metric.Ledger{}
	err := b.View(t.Context(), b.org.ID, func(v pipeline.View) error {
		return v.EachCell(func(c metric.Cell, value money.Amount) error {
			all[c] = value
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestFillBroken: a server that does not know of fills writes while a series is
// being filled. That is seen, whatever is written after it.
func TestFillBroken(t *testing.T) {
	besideOlder(t, func(t *testing.T, b *bundle, write func()) {
		b.save(t, pipeline.Changes{Fills: []metric.Fill{{Definition: defined(t, metric.Revenue, "segment:smb")}}})
		b.saveMany(t)
		broken := func(want bool) {
			t.Helper()
			if fills, err := b.Fills(t.Context(), b.org.ID); err != nil || len(fills) != 1 || fills[0].Broken != want {
				t.Fatalf("broken should be %t: %+v (%v)", want, fills, err)
			}
		}
		broken(false)
		write()
		broken(true)
		b.saveMany(t)
		broken(true)
		fills, _ := b.Fills(t.Context(), b.org.ID)
		b.save(t, pipeline.Changes{Moved: []metric.Fill{fills[0].Restarted()}})
		broken(false)
	})
}
