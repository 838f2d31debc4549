package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
)

var november = period.Range{Start: period.MustDate("2026-11-01"), End: period.MustDate("2026-12-01")}

// eachWorld runs the test in a world of its own on every engine.
func eachWorld(t *testing.T, test func(*testing.T, *world)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, store.Open, func(t *testing.T, db *store.DB) {
		test(t, newWorld(t, db, uuid.NewString(), period.MustDate("2026-11-22")))
	})
}

func deal(id, owner, day string, amount int64) ingest.Sale {
	on := period.MustDate(day)
	place := sample.Organisation("").Place
	return ingest.Sale{ID: id, Order: id, OccurredAt: on.Start(place).UnixMicro(), Day: on, Owner: owner,
		Amount: money.FromInt(amount), Quantity: money.Unit, Currency: "EUR"}
}

func (w *world) revenue(node org.NodeID) money.Amount {
	return w.actual(ask{node: node, metric: metric.Revenue, period: november, asOf: w.today()})
}

// TestQuarantineAndRetry: a row that names nobody waits; what it needs comes
// later, and then it counts.
func TestQuarantineAndRetry(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		batch := w.load(ingest.KnownFirstLoad, sample.Feed{ingest.Person{ID: "ana"}, deal("1", "ana", "2026-11-05", 100), deal("2", "ben", "2026-11-05", 50)})
		held := w.quarantined(batch)
		if len(held) != 1 || held[0].Values["id"] != "2" || held[0].Faults[0].Field != "owner" || held[0].Faults[0].Fix == "" {
			t.Fatalf("in quarantine are %+v", held)
		}
		if got := w.revenue(sample.Root); got != money.FromInt(100) {
			t.Errorf("revenue is %s without the row", got)
		}
		w.loadAll(ingest.KnownFirstLoad, sample.Feed{ingest.Person{ID: "ben"}})
		profile, err := sample.Profile(source, ingest.KnownFirstLoad)
		w.must(err)
		again, err := w.flow.Import(t.Context(), pipeline.Import{OrgID: w.org.ID, By: "tester", Profile: profile, Retry: batch.ID})
		w.must(err)
		if totals := again.Totals(); totals.Inserted != 1 || totals.Quarantined != 0 {
			t.Errorf("the second try brought %+v: %s", totals, again.Message)
		}
		if held := w.quarantined(batch); !held[0].Resolved {
			t.Error("the row is not marked as resolved")
		}
		if got := w.revenue("person:ben"); got != money.FromInt(50) {
			t.Errorf("revenue of ben is %s", got)
		}
		w.verify()
	})
}

// TestUnmended: what waits in quarantine is counted until it is mended; what was
// only tried, or undone, does not wait.
func TestUnmended(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		waiting := func(want int) {
			t.Helper()
			got, err := w.flow.Unmended(t.Context(), w.org.ID)
			w.must(err)
			if got != want {
				t.Errorf("%d rows wait, want %d", got, want)
			}
		}
		waiting(0)
		feed := sample.Feed{ingest.Person{ID: "ana"}, deal("1", "ana", "2026-11-05", 100), deal("2", "ben", "2026-11-05", 50), deal("3", "cem", "2026-11-05", 50)}
		profile, err := sample.Profile(source, ingest.KnownFirstLoad)
		w.must(err)
		job := pipeline.Import{OrgID: w.org.ID, By: "tester", Profile: profile, Source: feed, DryRun: true}
		_, err = w.flow.Import(t.Context(), job)
		w.must(err)
		waiting(0)
		batch := w.load(ingest.KnownFirstLoad, feed)
		waiting(2)
		w.loadAll(ingest.KnownFirstLoad, sample.Feed{ingest.Person{ID: "ben"}})
		again, err := w.flow.Import(t.Context(), pipeline.Import{OrgID: w.org.ID, By: "tester", Profile: profile, Retry: batch.ID})
		w.must(err)
		waiting(1) // now of the import that tried it again
		for _, id := range []string{batch.ID, again.ID} {
			_, err = w.flow.Undo(t.Context(), w.org.ID, "tester", id)
			w.must(err)
		}
		waiting(0)
	})
}

// TestCircle: people who lead each other are refused, the others stored.
func TestCircle(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.loadAll(ingest.KnownFirstLoad, sample.Feed{ingest.Person{ID: "dir"}, ingest.Person{ID: "ana", Manager: "dir"}, ingest.Person{ID: "ben", Manager: "ana"}})
		batch := w.load(ingest.KnownFirstLoad, sample.Feed{ingest.Person{ID: "dir", Manager: "ben"}, ingest.Person{ID: "eve", Manager: "ana"}})
		held := w.quarantined(batch)
		if len(held) != 1 || held[0].Values["id"] != "dir" || !strings.Contains(held[0].Faults[0].Message, "bite its tail") {
			t.Fatalf("in quarantine are %+v", held)
		}
		w.loadAll(ingest.KnownFirstLoad, sample.Feed{deal("1", "eve", "2026-11-22", 100)})
		for _, node := range []org.NodeID{"person:eve", "team:ana", "team:dir", sample.Root} {
			if got := w.revenue(node); got != money.FromInt(100) {
				t.Errorf("revenue of %s is %s", node, got)
			}
		}
		w.verify()
	})
}

// TestCancelledImport: what was stored before stays, the same files go on where
// it ended, and all of it still counts as the first load.
func TestCancelledImport(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		feed := sample.Feed{ingest.Person{ID: "ana"}}
		const perWrite = 1000
		const sales = perWrite + 500
		w.flow = w.flow.Writing(perWrite)
		for i := range sales {
			feed = append(feed, deal(fmt.Sprint(i), "ana", "2026-11-05", 1))
		}
		profile, err := sample.Profile(source, ingest.KnownFirstLoad)
		w.must(err)
		ctx, cancel := context.WithCancel(t.Context())
		job := pipeline.Import{OrgID: w.org.ID, By: "tester", Profile: profile, Source: feed, Progress: func(b pipeline.Batch) {
			if b.Totals().Inserted > sales/2 {
				cancel()
			}
			w.now = w.now.Add(1e9) // so that the next step is reported too
		}}
		batch, err := w.flow.Import(ctx, job)
		if err != nil || batch.State != pipeline.Cancelled {
			t.Fatalf("the import is %s: %v", batch.State, err)
		}
		stored := batch.Totals().Inserted - 1 // and one person
		if got := w.revenue("person:ana"); got != money.FromInt(int64(stored)) || stored == 0 || stored >= sales {
			t.Errorf("%d sales are stored, revenue is %s", stored, got)
		}
		w.verify()
		w.setToday(period.MustDate("2026-11-25"))
		job.Progress = nil
		batch, err = w.flow.Import(t.Context(), job)
		w.must(err)
		if totals := batch.Totals(); batch.State != pipeline.Done || totals.Inserted != sales-stored || totals.Unchanged != stored+1 {
			t.Errorf("the second import is %s with %+v", batch.State, totals)
		}
		asOf := ask{node: "person:ana", metric: metric.Revenue, period: november, asOf: period.MustDate("2026-11-05")}
		if got := w.actual(asOf); got != money.FromInt(sales) {
			t.Errorf("as of the day of the sales, revenue is %s: they belong to the first load", got)
		}
		w.verify()
	})
}

// TestTakenForDead: an import that was marked as interrupted while it ran stores
// nothing more, and the same files go on where it ended.
func TestTakenForDead(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		feed := sample.Feed{ingest.Person{ID: "ana"}}
		const perWrite = 1000
		const sales = perWrite + 500
		w.flow = w.flow.Writing(perWrite)
		for i := range sales {
			feed = append(feed, deal(fmt.Sprint(i), "ana", "2026-11-05", 1))
		}
		profile, err := sample.Profile(source, ingest.KnownFirstLoad)
		w.must(err)
		job := pipeline.Import{OrgID: w.org.ID, By: "tester", Profile: profile, Source: feed, Progress: func(b pipeline.Batch) {
			if b.Totals().Inserted > sales/2 && b.State == pipeline.Running {
				w.must(w.db.InterruptBatches(t.Context(), w.org.ID, w.now.Add(time.Hour)))
			}
			w.now = w.now.Add(time.Second) // so that the next step is reported too
		}}
		batch, err := w.flow.Import(t.Context(), job)
		if !errors.Is(err, pipeline.ErrTakenForDead) || batch.State != pipeline.Interrupted {
			t.Fatalf("the import is %s: %v", batch.State, err)
		}
		kept, err := w.db.Batch(t.Context(), w.org.ID, batch.ID)
		w.must(err)
		stored := kept.Totals().Inserted - 1 // and one person
		if got := w.revenue("person:ana"); kept.State != pipeline.Interrupted || got != money.FromInt(int64(stored)) || stored == 0 || stored >= sales {
			t.Errorf("the import is %s, %d sales are stored, revenue is %s", kept.State, stored, got)
		}
		job.Progress = nil
		batch, err = w.flow.Import(t.Context(), job)
		w.must(err)
		if totals := batch.Totals(); batch.State != pipeline.Done || totals.Inserted != sales-stored || totals.Unchanged != stored+1 {
			t.Errorf("the second import is %s with %+v", batch.State, totals)
		}
		w.verify()
	})
}

// TestDryRun says what would happen, and stores nothing of it; not even an
// organisation that the profile describes.
func TestDryRun(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		text := sample.ProfileText(source, ingest.KnownFirstLoad) + "organisation: {id: acme, name: Acme, time_zone: Europe/Brussels, currency: EUR}\n"
		profile, err := ingest.ParseProfile([]byte(text))
		w.must(err)
		feed := sample.Feed{ingest.Person{ID: "ana"}, ingest.Person{ID: "ben", Manager: "ana"}, deal("1", "ben", "2026-11-05", 100), deal("2", "nobody", "2026-11-05", 1),
			ingest.Split{Order: "1", Person: "ana", Percent: money.FromInt(100)}}
		for name, orgID := range map[string]string{"there": w.org.ID, "not there": uuid.NewString()} {
			batch, err := w.flow.Import(t.Context(), pipeline.Import{OrgID: orgID, By: "tester", Profile: profile, Source: feed, DryRun: true})
			w.must(err)
			totals := batch.Totals()
			if batch.State != pipeline.Done || totals.Quarantined != 1 || totals.Inserted < 4 || !strings.Contains(batch.Message, "nothing stored") {
				t.Errorf("organisation %s: the dry run says %+v: %s", name, totals, batch.Message)
			}
			if _, err := w.flow.Undo(t.Context(), orgID, "tester", batch.ID); !fault.Is(err, fault.Conflict) {
				t.Errorf("organisation %s: a dry run can be undone: %v", name, err)
			}
			if _, err := w.db.SaleHistory(t.Context(), orgID, fact.Key{Source: source, ID: "1"}); !fault.Is(err, fault.NotFound) {
				t.Errorf("organisation %s: a dry run stored a sale: %v", name, err)
			}
			_, err = w.db.Organisation(t.Context(), orgID)
			if (name == "there") != (err == nil) {
				t.Errorf("organisation %s: %v", name, err)
			}
		}
		w.verify()
	})
}

// TestUndoOnce: an import is undone once, and the one before it shows again.
func TestUndoOnce(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.loadAll(ingest.KnownFirstLoad, sample.Feed{ingest.Person{ID: "ana"}, deal("1", "ana", "2026-11-05", 100)})
		batch := w.loadAll(ingest.KnownFirstLoad, sample.Feed{deal("1", "ana", "2026-11-05", 700), deal("2", "ana", "2026-11-06", 1000)})
		if got := w.revenue("person:ana"); got != money.FromInt(1700) {
			t.Errorf("revenue is %s", got)
		}
		undone, err := w.flow.Undo(t.Context(), w.org.ID, "tester", batch.ID)
		if err != nil || undone.State != pipeline.Undone {
			t.Fatalf("the import is %s: %v", undone.State, err)
		}
		if got := w.revenue("person:ana"); got != money.FromInt(100) {
			t.Errorf("revenue is %s after the undo", got)
		}
		if _, err := w.flow.Undo(t.Context(), w.org.ID, "tester", batch.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("an import can be undone twice: %v", err)
		}
		if _, err := w.flow.Undo(t.Context(), w.org.ID, "tester", "nothing"); !fault.Is(err, fault.NotFound) {
			t.Errorf("nothing can be undone: %v", err)
		}
		w.verify()
	})
}

// TestUndoOfASplitEdge: a place that was shortened on the day on which it became
// known is there as a whole again.
func TestUndoOfASplitEdge(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.loadAll(ingest.KnownFirstLoad, sample.Feed{ingest.Person{ID: "bob"}, ingest.Person{ID: "cyd"}, ingest.Person{ID: "ana"}, deal("1", "ana", "2026-11-05", 100)})
		under := func(manager, from string) pipeline.Batch {
			return w.loadAll(ingest.KnownArrival, sample.Feed{ingest.Reporting{Person: "ana", Manager: manager, During: period.Range{Start: period.MustDate(from), End: period.Never}}})
		}
		under("bob", "2026-01-01")
		later := under("cyd", "2026-05-01")
		if bob, cyd := w.revenue("team:bob"), w.revenue("team:cyd"); bob != 0 || cyd != money.FromInt(100) {
			t.Errorf("the sale belongs to bob by %s and to cyd by %s", bob, cyd)
		}
		if _, err := w.flow.Undo(t.Context(), w.org.ID, "tester", later.ID); err != nil {
			t.Fatal(err)
		}
		if bob, cyd := w.revenue("team:bob"), w.revenue("team:cyd"); bob != money.FromInt(100) || cyd != 0 {
			t.Errorf("after the undo it belongs to bob by %s and to cyd by %s", bob, cyd)
		}
		w.verify()
	})
}

// TestPostRefuses: all or nothing, and every fault is named at once.
func TestPostRefuses(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.loadAll(ingest.KnownFirstLoad, sample.Feed{ingest.Person{ID: "ana"}})
		good, bad := sale(deal("1", "ana", "2026-11-05", 100)), sale(deal("2", "ben", "2026-11-05", 100))
		bad.Product = "product:none"
		_, err := w.flow.Post(t.Context(), w.org.ID, "tester", []fact.Sale{good, bad})
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "items[1].owner") || !strings.Contains(err.Error(), "items[1].product") {
			t.Errorf("the refusal is %v", err)
		}
		if got := w.revenue(sample.Root); got != 0 {
			t.Errorf("revenue is %s after a refusal", got)
		}
		if _, err := w.flow.Withdraw(t.Context(), w.org.ID, "tester", []fact.Key{good.Key}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a sale that is not there is withdrawn: %v", err)
		}
		beats := w.beats
		for range 2 {
			_, err = w.flow.Post(t.Context(), w.org.ID, "tester", []fact.Sale{good})
			w.must(err)
		}
		if w.beats != beats+1 {
			t.Errorf("%d beats of one change", w.beats-beats)
		}
		if err := w.flow.SetSplits(t.Context(), w.org.ID, "tester", []fact.Split{{Deal: "crm/none", Ledger: fact.Revenue}}); !fault.Is(err, fault.NotFound) {
			t.Errorf("an order that is not there is split: %v", err)
		}
	})
}

// TestSplitTwice: of two splits of one order in one call the last counts, on
// either database.
func TestSplitTwice(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.loadAll(ingest.KnownFirstLoad, sample.Feed{ingest.Person{ID: "ana"}, ingest.Person{ID: "ben"}, deal("1", "ana", "2026-11-22", 100)})
		to := func(person org.NodeID) fact.Split {
			return fact.Split{Deal: "crm/1", Ledger: fact.Revenue, Shares: []fact.Share{{Person: person, Millis: fact.Whole}}}
		}
		w.must(w.flow.SetSplits(t.Context(), w.org.ID, "tester", []fact.Split{to("person:ana"), to("person:ben")}))
		if got := w.revenue("person:ben"); got != money.FromInt(100) {
			t.Errorf("revenue of ben is %s", got)
		}
		w.verify()
	})
}
