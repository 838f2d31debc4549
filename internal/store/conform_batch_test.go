package store_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
)

func batch(id string, state pipeline.State) pipeline.Batch {
	return pipeline.Batch{ID: id, Source: "crm", Name: "CRM", Profile: "profile: 1\n", State: state, StartedAt: 1, FinishedAt: 2, By: "kim",
		BytesRead: 3, BytesTotal: 4, RowsRead: 5, Message: "done",
		Kinds: []pipeline.KindCount{{Kind: ingest.KindSale, Outcome: pipeline.Outcome{Inserted: 1, Withdrawn: 2}, Quarantined: 3}}}
}

func TestBatches(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx := t.Context()
		for _, one := range []pipeline.Batch{batch("b1", pipeline.Running), batch("b2", pipeline.Done), batch("b3", pipeline.Undone)} {
			b.save(t, pipeline.Changes{Batch: &one})
		}
		changed := batch("b1", pipeline.Running)
		changed.RowsRead, changed.FinishedAt, changed.Message, changed.DryRun = 50, 0, "", true
		b.save(t, pipeline.Changes{Batch: &changed})
		got, err := b.Batch(ctx, b.org.ID, "b1")
		if diff := cmp.Diff(changed, got); err != nil || diff != "" {
			t.Errorf("the import (%v) (-want +got):\n%s", err, diff)
		}
		if _, err := b.Batch(ctx, b.org.ID, "b9"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an import that is not there: %v", err)
		}
		recent := func(before string, limit int) string {
			list, err := b.RecentBatches(ctx, b.org.ID, before, limit)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, one := range list {
				ids = append(ids, one.ID)
			}
			return strings.Join(ids, " ")
		}
		if got := recent("", 2) + " | " + recent("b2", 2) + " | " + recent("b1", 2); got != "b3 b2 | b1 | " {
			t.Errorf("the recent imports are %q", got)
		}
		if err := b.InterruptBatches(ctx, b.org.ID, time.Now()); err != nil {
			t.Fatal(err)
		}
		states := map[string]pipeline.State{"b1": pipeline.Interrupted, "b2": pipeline.Done, "b3": pipeline.Undone}
		for id, want := range states {
			if got, err := b.Batch(ctx, b.org.ID, id); err != nil || got.State != want {
				t.Errorf("%s is %s (%v), want %s", id, got.State, err, want)
			}
		}
		if running, err := b.Prolong(ctx, b.org.ID, "b1", 1); running || err != nil {
			t.Errorf("an interrupted import runs: %v, %v", running, err)
		}
		err = b.Write(ctx, b.org.ID, func(tx pipeline.Tx) error { return tx.Save(pipeline.Changes{Batch: &changed}) })
		if !errors.Is(err, pipeline.ErrTakenForDead) {
			t.Errorf("an interrupted import goes on: %v", err)
		}
		undone, err := b.UndoneBatches(ctx, b.org.ID)
		if err != nil || len(undone) != 1 || !undone["b3"] {
			t.Errorf("undone are %v (%v)", undone, err)
		}
		one, two := fact.Key{Source: "crm", ID: "1"}, fact.Key{Source: "crm", ID: "2"}
		for name, c := range map[string]struct {
			after fact.Key
			limit int
			want  []fact.Key
		}{
			"all, once each": {fact.Key{}, 10, []fact.Key{one, two}}, "at most one": {fact.Key{}, 1, []fact.Key{one}},
			"after the first": {one, 10, []fact.Key{two}}, "after the last": {two, 10, []fact.Key{}},
		} {
			if keys, err := b.BatchSales(ctx, b.org.ID, "b1", c.after, c.limit); err != nil || !slices.Equal(keys, c.want) {
				t.Errorf("%s: the sales of the import are %v (%v)", name, keys, err)
			}
		}
		// A version that another import has replaced since is the import's too.
		replaced := changes().Current[0]
		replaced.Known.End = replaced.Known.Start
		next := replaced
		next.Number, next.Batch = 3, "b2"
		b.save(t, pipeline.Changes{Current: []fact.Version{next}, Ended: []fact.Version{replaced}})
		if keys, err := b.BatchSales(ctx, b.org.ID, "b1", fact.Key{}, 10); err != nil || !slices.Equal(keys, []fact.Key{one, two}) {
			t.Errorf("after another import the sales of the first are %v (%v)", keys, err)
		}
	})
}

func TestLoaded(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx := t.Context()
		if loaded, err := b.Loaded(ctx, b.org.ID, "crm"); err != nil || loaded {
			t.Errorf("loaded before anything was (%v)", err)
		}
		for range 2 {
			one := batch("b1", pipeline.Done)
			b.save(t, pipeline.Changes{Batch: &one, Loaded: "crm"})
		}
		for source, want := range map[string]bool{"crm": true, "erp": false} {
			if loaded, err := b.Loaded(ctx, b.org.ID, source); err != nil || loaded != want {
				t.Errorf("%s is loaded: %v (%v)", source, loaded, err)
			}
		}
	})
}

func TestUndoNotes(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		one := batch("b1", pipeline.Running)
		cover := pipeline.Cover{Person: "person:ana", Territory: "territory:t", Valid: period.Everything, Known: period.Everything}
		given := changes()
		notes := []pipeline.Undo{
			{Added: []org.NodeID{"person:ana"}}, {Ended: given.Edges[:1], Made: given.Edges[1:]}, {Target: &quarter}, {Split: "crm/o2"},
			{Rate: &metric.RateChange{Set: given.Rates[1], Replaced: &given.Rates[0]}}, {Assigned: []pipeline.Cover{cover}},
			{Funnel: &pipeline.FunnelChange{Object: fact.Lead, After: []fact.Stage{{Object: fact.Lead, Name: "New", Position: 1, Means: fact.Qualified}}}},
			{PlanRate: &pipeline.PlanRateChange{Set: metric.PlannedRate{Rate: money.Rate{From: "USD", To: "EUR", Num: 9, Den: 10}, Valid: period.Everything, Known: open("2026-11-10")}}},
		}
		b.save(t, pipeline.Changes{Batch: &one, Undoable: notes[:2]})
		b.save(t, pipeline.Changes{Batch: &one, Undoable: notes[2:]})
		got, err := b.Undoable(t.Context(), b.org.ID, "b1")
		if diff := cmp.Diff(notes, got); err != nil || diff != "" {
			t.Errorf("the notes, in the order they were made (%v) (-want +got):\n%s", err, diff)
		}
	})
}

func TestQuarantine(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx := t.Context()
		one := batch("b1", pipeline.Running)
		rows := []pipeline.Quarantined{
			{Batch: "b1", ID: 1, Kind: ingest.KindSale, Entry: "sale from x", File: "x", Path: "x.csv", Line: 7, Values: map[string]string{"amount": "12a", "é": "\"\n"},
				Faults: []ingest.Fault{{Field: "amount", Message: "is not a number", Fix: "correct it"}}},
			{Batch: "b1", ID: 2, Kind: ingest.KindPerson, Values: map[string]string{}, Faults: []ingest.Fault{}, Resolved: true},
		}
		b.save(t, pipeline.Changes{Batch: &one, Quarantine: rows})
		got, err := b.Quarantine(ctx, b.org.ID, "b1", false)
		if diff := cmp.Diff(rows, got); err != nil || diff != "" {
			t.Errorf("the quarantine (%v) (-want +got):\n%s", err, diff)
		}
		if counts, err := b.QuarantineCounts(ctx, b.org.ID, []string{"b1", "b2"}); err != nil || len(counts) != 1 || counts["b1"] != 1 {
			t.Errorf("what waits is counted as %v (%v); one of two rows is resolved", counts, err)
		}
		rows[0].Values["amount"] = "12"
		if err := b.SaveQuarantined(ctx, b.org.ID, rows[0]); err != nil {
			t.Fatal(err)
		}
		got, err = b.Quarantine(ctx, b.org.ID, "b1", true)
		if diff := cmp.Diff(rows[:1], got); err != nil || diff != "" {
			t.Errorf("what is not resolved (%v) (-want +got):\n%s", err, diff)
		}
	})
}

// TestView: a view reads one state, whatever is written meanwhile.
func TestView(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		deals := func(v pipeline.View) (ids []string) {
			if err := v.EachDeal(func(d fact.Deal) error { ids = append(ids, string(d.ID)); return nil }); err != nil {
				t.Fatal(err)
			}
			return ids
		}
		want := []string{"crm/moved", "crm/o1", "crm/o2"}
		err := b.View(t.Context(), b.org.ID, func(v pipeline.View) error {
			if got := deals(v); !slices.Equal(got, want) {
				t.Errorf("the deals are %v", got)
			}
			b.save(t, pipeline.Changes{Current: []fact.Version{version("0", 1, open("2026-11-20"), as)}})
			if got := deals(v); !slices.Equal(got, want) {
				t.Errorf("the deals of one view became %v", got)
			}
			nodes, err := v.Nodes()
			if !slices.IsSorted(nodes) || len(nodes) != len(changes().Nodes)+2 {
				t.Errorf("the nodes are %v", nodes)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = b.View(t.Context(), b.org.ID, func(v pipeline.View) error {
			if got := deals(v); len(got) != len(want)+1 {
				t.Errorf("the next view sees %v", got)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestCancelled: work that is called off fails and leaves nothing.
func TestCancelled(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx, cancel := context.WithCancel(t.Context())
		err := b.Write(ctx, b.org.ID, func(tx pipeline.Tx) error {
			if err := tx.Save(pipeline.Changes{At: at, Current: []fact.Version{version("7", 1, open("2026-11-20"), as)}}); err != nil {
				return err
			}
			cancel()
			return nil
		})
		if err == nil {
			t.Error("a cancelled transaction was committed")
		}
		if _, err := b.SaleHistory(t.Context(), b.org.ID, fact.Key{Source: "crm", ID: "7"}); !fault.Is(err, fault.NotFound) {
			t.Errorf("something of it stayed: %v", err)
		}
	})
}

// TestLeases: who gave a sign of life lately is not marked as interrupted.
func TestLeases(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx, now := t.Context(), time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		for id, aliveTo := range map[string]time.Time{"silent": now.Add(-time.Microsecond), "speaks": now, "spoke": now.Add(-time.Hour)} {
			one := batch(id, pipeline.Running)
			one.AliveTo = aliveTo.UnixMicro()
			b.save(t, pipeline.Changes{Batch: &one})
		}
		if running, err := b.Prolong(ctx, b.org.ID, "spoke", now.Add(time.Minute).UnixMicro()); !running || err != nil {
			t.Fatalf("a running import cannot be prolonged: %v, %v", running, err)
		}
		if running, err := b.Prolong(ctx, b.org.ID, "none", 1); running || err != nil {
			t.Errorf("an import that is not there runs: %v, %v", running, err)
		}
		if err := b.InterruptBatches(ctx, b.org.ID, now); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[string]pipeline.State{"silent": pipeline.Interrupted, "speaks": pipeline.Running, "spoke": pipeline.Running} {
			if got, err := b.Batch(ctx, b.org.ID, id); err != nil || got.State != want {
				t.Errorf("%s is %s (%v), want %s", id, got.State, err, want)
			}
		}
	})
}
