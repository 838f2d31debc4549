package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
)

// TestRecounts: how far the ledger has followed a change, and what the change
// replaced, is there for whoever writes next. Of what is changed twice the first
// stays; a step makes no new state of the structure; what is through is gone.
func TestRecounts(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		always := period.Range{Start: period.Always, End: period.Never}
		was := metric.EdgeBack{Edge: edge("person:r1", "team:a", always, always), There: true}
		new1 := metric.EdgeBack{Edge: org.Edge{Child: "person:r1", Parent: "team:b", Group: true, Valid: period.Range{Start: day("2026-11-05")}, Known: period.Range{Start: day("2026-11-06")}}}
		later := was
		later.Known.End = day("2026-11-06")
		rate := metric.RateBack{DatedRate: metric.DatedRate{Rate: money.Rate{From: "USD", To: "EUR", Num: 9, Den: 10}, Day: day("2026-01-01"), Known: open("2026-11-05")}, There: true}
		first := metric.NewRecount(1, metric.Back{Edges: []metric.EdgeBack{was}}, 12)
		second := metric.NewRecount(2, metric.Back{Edges: []metric.EdgeBack{new1}, Rates: []metric.RateBack{rate}}, 13)
		began := edge("person:r1", "team:a", always, period.Range{Start: period.Always, End: day("2026-11-06")})
		b.save(t, pipeline.Changes{Edges: []org.Edge{began}, Recounts: []metric.Recount{first, second}})
		standing, err := b.Book(t.Context(), b.org.ID)
		if err != nil {
			t.Fatal(err)
		}
		first.Back = metric.Back{}
		first.Queue, first.After, first.Done, first.Total = metric.OfCases, "crm/12", 12, 100
		b.save(t, pipeline.Changes{Recounts: []metric.Recount{first}})
		if again, err := b.Book(t.Context(), b.org.ID); err != nil || again != standing {
			t.Errorf("a step makes another book (%v)", err)
		}
		look := func(want ...metric.Recount) {
			t.Helper()
			b.read(t, func(tx pipeline.Tx) error {
				book, err := tx.Book()
				if d := cmp.Diff(want, book.Recounts, cmp.FilterPath(func(p cmp.Path) bool {
					name := p.Last().String()
					return name == ".tree" || name == ".rates"
				}, cmp.Ignore()), cmpopts.EquateEmpty()); d != "" {
					t.Errorf("the recounts (-want +got):\n%s", d)
				}
				return err
			})
		}
		first.Back.Edges = []metric.EdgeBack{was}
		look(first, second)

		// The second comes to the first: what both replaced is what stood there first.
		second.Back.Edges = append(second.Back.Edges, later)
		both := second
		both.Number = first.Number
		both.Queue, both.After = first.Queue, first.After
		b.save(t, pipeline.Changes{Recounts: []metric.Recount{both}, Recounted: []int64{second.Number}})
		both.Back.Edges = []metric.EdgeBack{was, new1}
		look(both)
		if now, err := b.Recounts(t.Context(), b.org.ID); err != nil || len(now) != 1 || now[0].After != "crm/12" {
			t.Errorf("%+v (%v)", now, err)
		}
		b.save(t, pipeline.Changes{Recounted: []int64{first.Number}})
		if now, err := b.Recounts(t.Context(), b.org.ID); err != nil || len(now) != 0 {
			t.Errorf("%+v is left (%v)", now, err)
		}
		look()
	})
}

// TestRecountBroken: a server that does not know of recounts writes while one is
// under way. That is seen, whatever is written after it, until the ledger is made
// anew.
func TestRecountBroken(t *testing.T) {
	besideOlder(t, func(t *testing.T, b *bundle, write func()) {
		b.save(t, pipeline.Changes{Recounts: []metric.Recount{metric.NewRecount(1, metric.Back{}, 0)}})
		b.saveMany(t)
		broken := func(want bool) {
			t.Helper()
			if list, err := b.Recounts(t.Context(), b.org.ID); err != nil || len(list) != 1 || list[0].Broken != want {
				t.Fatalf("broken should be %t: %+v (%v)", want, list, err)
			}
		}
		broken(false)
		write()
		broken(true)
		b.saveMany(t)
		broken(true)
		if err := b.Rebuild(t.Context(), b.org.ID, func(pipeline.View) (metric.Ledger, error) { return metric.Ledger{}, nil }); err != nil {
			t.Fatal(err)
		}
		broken(false)
	})
}

// TestAtMost: no more ids are found than are asked for.
func TestAtMost(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.saveMany(t)
		b.save(t, pipeline.Changes{Events: []fact.EventVersion{eventVersion(fact.Lead, "most-1", 1, open("2026-11-05"), func(*fact.Event) {}), eventVersion(fact.Lead, "most-2", 1, open("2026-11-05"), func(*fact.Event) {})}})
		b.read(t, func(tx pipeline.Tx) error {
			for most, want := range map[int]int{7: 7, 1_000_000: 0} {
				deals, err := tx.DealIDs(fact.Filter{Days: period.Everything, People: []org.NodeID{"person:ana"}, Most: most})
				if want == 0 {
					all, _ := tx.DealIDs(fact.Filter{Days: period.Everything, People: []org.NodeID{"person:ana"}})
					want = len(all)
				}
				if err != nil || len(deals) != want {
					t.Errorf("%d of at most %d, not %d (%v)", len(deals), most, want, err)
				}
			}
			all, err := tx.CaseIDs(fact.EventFilter{Days: period.Everything})
			if err != nil || len(all) < 2 {
				t.Fatalf("the cases %v (%v)", all, err)
			}
			cases, err := tx.CaseIDs(fact.EventFilter{Days: period.Everything, Most: 1})
			if err != nil || len(cases) != 1 {
				t.Errorf("the cases %v (%v)", cases, err)
			}
			return nil
		})
	})
}
