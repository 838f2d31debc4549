package pipeline_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
)

var fifth = ingest.Moment{Day: period.MustDate("2026-11-05")}

func (w *world) total(m metric.Series) money.Amount {
	w.t.Helper()
	return w.actual(ask{node: sample.Root, metric: m, period: november, asOf: w.today()})
}

func opportunity(id string, amount money.Amount) ingest.Opportunity {
	return ingest.Opportunity{ID: id, Moment: fifth, Amount: &amount, Currency: "EUR", ExpectedClose: period.Never, StageOn: period.Never, ClosedOn: period.Never}
}

func change(id, stage, day string) ingest.StageChange {
	return ingest.StageChange{Object: ingest.KindOpportunity, Of: id, Stage: stage, Moment: ingest.Moment{Day: period.MustDate(day)}}
}

// TestUndoEvents: undoing an import takes back what it said, whichever import
// came after it: rows, single stages, stage definitions and plan rates.
func TestUndoEvents(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		won := ingest.Stage{Object: ingest.KindOpportunity, Name: "Won", Position: 2, Means: "won"}
		first := w.loadAll(ingest.KnownArrival, sample.Feed{ingest.Stage{Object: ingest.KindOpportunity, Name: "Demo", Position: 1}, won, opportunity("o1", 100*money.Unit)})
		rate := func(num int64) ingest.PlanRate {
			return ingest.PlanRate{Period: november, Rate: money.Rate{From: "USD", To: "EUR", Num: num, Den: 10}}
		}
		second := w.loadAll(ingest.KnownArrival, sample.Feed{change("o1", "Demo", "2026-11-08"), rate(9)})
		third := w.loadAll(ingest.KnownArrival, sample.Feed{change("o1", "Won", "2026-11-10"), rate(8), ingest.Stage{Object: ingest.KindOpportunity, Name: "Won", Position: 5, Means: "won"}})
		undo := func(id string) {
			t.Helper()
			if _, err := w.flow.Undo(t.Context(), w.org.ID, "tester", id); err != nil {
				t.Fatal(err)
			}
			w.verify()
		}
		steps := func() string {
			t.Helper()
			versions, err := w.db.EventHistory(t.Context(), w.org.ID, eventKey(fact.Opportunity, "o1"))
			w.must(err)
			last := versions[len(versions)-1]
			return fmt.Sprint(last.Steps, last.Withdrawn)
		}
		if w.total(metric.DealsWon) != money.Unit {
			t.Fatal("it is not won")
		}
		undo(second.ID) // the third stands on it, but told nothing of the demo
		if got := steps(); got != fmt.Sprint([]fact.Step{{Stage: "Won", Day: period.MustDate("2026-11-10")}}, false) {
			t.Errorf("after the second was undone: %s", got)
		}
		undo(third.ID)
		if got := steps(); got != fmt.Sprint([]fact.Step{}, false) && got != "[] false" {
			t.Errorf("after the third was undone: %s", got)
		}
		if w.total(metric.DealsWon) != 0 || w.total(metric.Opportunities) != money.Unit {
			t.Error("it is still won, or gone")
		}
		book, err := w.db.Book(t.Context(), w.org.ID)
		w.must(err)
		if len(book.Funnel) != 2 || book.Funnel[1].Position != 2 {
			t.Errorf("the funnel is %v", book.Funnel)
		}
		undo(first.ID)
		if w.total(metric.Opportunities) != 0 {
			t.Error("it is still there")
		}
		if book, err = w.db.Book(t.Context(), w.org.ID); err != nil || len(book.Funnel) != 0 {
			t.Errorf("the funnel is %v (%v)", book.Funnel, err)
		}
	})
}

// TestUndoneOneAfterTheOther: what an undo puts back belongs to the import that
// had brought it, and goes when that one is undone too.
func TestUndoneOneAfterTheOther(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		sold := func(amount money.Amount) ingest.Sale {
			return ingest.Sale{ID: "s", OccurredAt: 1_793_800_000_000_000, Day: fifth.Day, Amount: amount, Quantity: money.Unit, Currency: "EUR"}
		}
		var batches []string
		for _, amount := range []money.Amount{100 * money.Unit, 200 * money.Unit, 100 * money.Unit} {
			batches = append(batches, w.loadAll(ingest.KnownArrival, sample.Feed{sold(amount), opportunity("o", amount)}).ID)
		}
		for i, want := range []money.Amount{200 * money.Unit, 100 * money.Unit, 0} {
			if _, err := w.flow.Undo(t.Context(), w.org.ID, "tester", batches[2-i]); err != nil {
				t.Fatal(err)
			}
			all := period.Range{Start: period.MustDate("2026-01-01"), End: period.MustDate("2027-01-01")}
			if got := w.actual(ask{node: sample.Root, metric: metric.Revenue, period: all, asOf: w.today()}); got != want {
				t.Errorf("after %d were undone revenue is %s, not %s", i+1, got, want)
			}
			if got := w.total(metric.PipelineCreated); got != want {
				t.Errorf("after %d were undone the pipeline is %s, not %s", i+1, got, want)
			}
		}
		w.verify()
	})
}

// TestManyStories: more rows than one transaction takes, the stages far from
// what they are stages of, make one version of each opportunity; the same files
// again change nothing, and a dry run says so without storing anything.
func TestManyStories(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.Open(t, storetest.SQLite, store.Open), uuid.NewString(), period.MustDate("2026-11-22"))
	const n = 2600
	feed := sample.Feed{ingest.Stage{Object: ingest.KindOpportunity, Name: "Won", Position: 2, Means: "won"}}
	for i := range n {
		l := ingest.Lead{ID: fmt.Sprint("l", i), Moment: fifth, QualifiedOn: period.Never, ConvertedOn: period.Never, WonOn: period.Never, LostOn: period.Never, StatusOn: period.Never}
		o := opportunity(fmt.Sprint("o", i), money.Unit)
		o.Lead = fmt.Sprint("l", n-1-i)
		feed = append(feed, l, o)
	}
	for _, stage := range []string{"Demo", "Won"} {
		for i := range n {
			feed = append(feed, change(fmt.Sprint("o", i), stage, map[string]string{"Demo": "2026-11-08", "Won": "2026-11-10"}[stage]))
		}
	}
	batch := w.loadAll(ingest.KnownFirstLoad, feed)
	if total := batch.Totals(); total.Inserted != 4*n+1 || total.Corrected != 0 {
		t.Errorf("the import: %+v", batch.Kinds)
	}
	if got := w.total(metric.LeadConversion); got != money.Unit {
		t.Errorf("the conversion is %s", got)
	}
	for _, id := range []string{"o0", "o1300", "o2599"} {
		if versions, err := w.db.EventHistory(t.Context(), w.org.ID, eventKey(fact.Opportunity, id)); err != nil || len(versions) != 1 || len(versions[0].Steps) != 2 {
			t.Errorf("%s has %d versions (%v)", id, len(versions), err)
		}
	}
	again := w.loadAll(ingest.KnownFirstLoad, feed)
	if total := again.Totals(); total.Unchanged != 4*n+1 || total.Changed() {
		t.Errorf("the same files again: %+v", again.Kinds)
	}
	w.verify()
}

// TestSketch: what is computed for somebody who types is what the ledger holds
// once the series is kept, at one node and at all.
func TestSketch(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.loadAll(ingest.KnownFirstLoad, sample.Feed{
			ingest.Person{ID: "ana"}, ingest.Customer{ID: "c", Segment: "smb"}, ingest.Product{ID: "p"},
			ingest.Sale{ID: "1", OccurredAt: 1_762_300_800_000_000, Day: period.MustDate("2025-11-05"), Owner: "ana", Customer: "c", Product: "p", Amount: 70_000, Quantity: money.Unit, Currency: "EUR"},
			ingest.Lead{ID: "l", Moment: fifth, About: ingest.About{Owner: "ana", LeadSource: "fair"}, WonOn: fifth.Day, QualifiedOn: period.Never, ConvertedOn: period.Never, LostOn: period.Never, StatusOn: period.Never},
		})
		var defs []metric.Definition
		for _, id := range []string{"revenue|product:p|segment:smb", "new_customers|segment:smb", "conversion:lead>won@90", "leads|lead_source:fair"} {
			m, err := metric.Find(id)
			w.must(err)
			defs = append(defs, m.Needs()...)
		}
		all, err := w.flow.Sketch(t.Context(), w.org.ID, defs, "", period.Everything)
		w.must(err)
		of, err := w.flow.Sketch(t.Context(), w.org.ID, defs, "person:ana", period.Everything)
		w.must(err)
		before := cellsOf(w)
		w.must(w.flow.Register(t.Context(), w.org.ID, defs))
		kept, ana := metric.Ledger{}, metric.Ledger{}
		for cell, value := range cellsOf(w) {
			if _, had := before[cell]; !had {
				kept[cell] = value
				if cell.Node == org.ID(org.Person, "ana") {
					ana[cell] = value
				}
			}
		}
		if len(ana) < 4 {
			t.Errorf("only %d cells were registered", len(ana))
		}
		if diff := cmp.Diff(kept, all); diff != "" {
			t.Errorf("the sketch (-kept +sketched):\n%s", diff)
		}
		if diff := cmp.Diff(ana, of); diff != "" {
			t.Errorf("the sketch of one node (-kept +sketched):\n%s", diff)
		}
		beats := w.beats
		w.must(w.flow.Register(t.Context(), w.org.ID, defs))
		if w.beats != beats {
			t.Error("registering again is a change")
		}
		w.verify()
	})
}

// TestTryMetric: a dry run tells what a definition finds and stores nothing.
func TestTryMetric(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		for i := range 3 {
			_, err := w.flow.Post(t.Context(), w.org.ID, "tester", []fact.Sale{{Key: fact.Key{Source: source, ID: fmt.Sprint(i)}, Order: fmt.Sprint(i),
				Day: fifth.Day, Amount: money.FromInt(int64(i) * 400), Quantity: money.Unit, Currency: "EUR"}})
			w.must(err)
		}
		c := metric.Custom{ID: "x_big", Name: "Big", Unit: metric.Count, Direction: metric.Higher, Definition: "Sales above 500.", Facts: "sale", Where: "sale.amount > 500", Value: "1"}
		got, err := w.flow.TryMetric(t.Context(), w.org.ID, c, 10)
		if err != nil || got.Seen != 3 || got.Matched != 1 || len(got.Rows) == 0 {
			t.Errorf("the dry run says %+v (%v)", got, err)
		}
		if list, err := w.db.CustomMetrics(t.Context(), w.org.ID); err != nil || len(list) != 0 {
			t.Errorf("the dry run stored %v (%v)", list, err)
		}
		saved, err := w.flow.SaveMetric(t.Context(), w.org.ID, "kim", c, "to see")
		if err != nil || saved.Version != 1 {
			t.Fatalf("saved as %+v (%v)", saved, err)
		}
		if saved, err = w.flow.SaveMetric(t.Context(), w.org.ID, "kim", c, "again"); err != nil || saved.Version != 1 {
			t.Errorf("the same again is version %d (%v)", saved.Version, err)
		}
		c.Where = "sale.amount >"
		if _, err = w.flow.SaveMetric(t.Context(), w.org.ID, "kim", c, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("a formula that cannot be read: %v", err)
		}
		c.Where = "sale.amount > 300"
		if saved, err = w.flow.SaveMetric(t.Context(), w.org.ID, "kim", c, "smaller"); err != nil || saved.Version != 2 {
			t.Errorf("the next version is %d (%v)", saved.Version, err)
		}
		versions, err := w.db.CustomVersions(t.Context(), w.org.ID, "x_big")
		if err != nil || len(versions) != 2 || versions[1].Reason != "smaller" || versions[1].Author != "kim" {
			t.Errorf("the versions are %+v (%v)", versions, err)
		}
		if got := w.total("x_big"); got != 2*money.Unit {
			t.Errorf("x_big is %s", got)
		}
	})
}

// TestPostEventsRefuses: names that nobody knows are named; those that are
// nothing but a name are made.
func TestPostEventsRefuses(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		e := fact.Event{EventKey: eventKey(fact.Lead, "1"), Day: fifth.Day, Owner: "person:nobody", LeadSource: "lead_source:fair"}
		if _, err := w.flow.PostEvents(t.Context(), w.org.ID, "tester", []fact.Event{e}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a person that nobody knows: %v", err)
		}
		e.Owner = ""
		outcome, err := w.flow.PostEvents(t.Context(), w.org.ID, "tester", []fact.Event{e})
		if err != nil || outcome.Inserted != 1 {
			t.Fatal(outcome, err)
		}
		if got := w.actual(ask{node: "lead_source:fair", metric: metric.Leads, period: november, asOf: w.today()}); got != money.Unit {
			t.Errorf("the fair has %s leads", got)
		}
		if _, err := w.flow.WithdrawEvents(t.Context(), w.org.ID, "tester", []fact.EventKey{eventKey(fact.Lead, "2")}); !fault.Is(err, fault.NotFound) {
			t.Errorf("an event that is not there is withdrawn: %v", err)
		}
		for name, bad := range map[string]fact.Event{
			"another's lead": {EventKey: eventKey(fact.Opportunity, "1"), Day: fifth.Day, Case: "lead:crm/9"},
			"no day":         {EventKey: eventKey(fact.Lead, "3")},
		} {
			if name == "no day" {
				bad.Day = period.Never
			}
			if _, err := w.flow.PostEvents(t.Context(), w.org.ID, "tester", []fact.Event{bad}); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
