package pipeline_test

import (
	"fmt"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/sample"
)

func committed(category string) ingest.Opportunity {
	o := opportunity("o1", 100*money.Unit)
	o.ExpectedClose = period.MustDate("2026-11-28")
	o.Forecast, o.CategoryOn = ingest.Forecast{Category: category, Categorised: true}, period.Never
	return o
}

// sum returns what the ledger's series comes to at the node.
func (w *world) sum(s metric.Series, node org.NodeID, days period.Range, asOf period.Date) money.Amount {
	w.t.Helper()
	sums, err := w.db.Sums(w.t.Context(), access.System(w.org.ID), metric.SumFilter{Series: s, IDs: []org.NodeID{node}, Days: days, AsOf: asOf})
	w.must(err)
	return sums[node]
}

func (w *world) categories() string {
	w.t.Helper()
	versions, err := w.db.EventHistory(w.t.Context(), w.org.ID, eventKey(fact.Opportunity, "o1"))
	w.must(err)
	return fmt.Sprint(len(versions), " ", versions[len(versions)-1].Categories)
}

// TestCategoriesOfImports: a category that comes without a day is known from the
// day of its import on, also at the first load, which knows everything else
// since it happened; the same file later changes nothing, and undoing an import
// takes its word back.
func TestCategoriesOfImports(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		first := w.today()
		w.loadAll(ingest.KnownFirstLoad, sample.Feed{committed("commit")})
		if got, want := w.categories(), fmt.Sprint("1 ", []fact.CategoryStep{{Category: fact.Commit, Day: first}}); got != want {
			t.Fatalf("after the first load: %s, want %s", got, want)
		}
		in := func(s metric.Series, asOf period.Date) money.Amount {
			return w.sum(s, sample.Root, november, asOf)
		}
		if got := in(metric.OpenCommit, first-1); got != 0 {
			t.Errorf("the day before nobody knew that it is committed, yet %s was", got)
		}
		if got := in(metric.PipelineOpen, first-1); got != 100*money.Unit {
			t.Errorf("the day before %s was open", got)
		}
		w.setToday(first + 1)
		w.loadAll(ingest.KnownArrival, sample.Feed{committed("commit")})
		if got, want := w.categories(), fmt.Sprint("1 ", []fact.CategoryStep{{Category: fact.Commit, Day: first}}); got != want {
			t.Fatalf("the same again: %s, want %s", got, want)
		}
		second := w.loadAll(ingest.KnownArrival, sample.Feed{committed("best_case")})
		now := w.today()
		if got, want := w.categories(), fmt.Sprint("2 ", []fact.CategoryStep{{Category: fact.Commit, Day: first}, {Category: fact.BestCase, Day: now}}); got != want {
			t.Fatalf("after the second: %s, want %s", got, want)
		}
		if c, b, before := in(metric.OpenCommit, now), in(metric.OpenBestCase, now), in(metric.OpenCommit, first); c != 0 || b != 100*money.Unit || before != 100*money.Unit {
			t.Errorf("commit %s, best case %s, commit the day before %s", c, b, before)
		}
		w.verify()
		if _, err := w.flow.Undo(t.Context(), w.org.ID, "tester", second.ID); err != nil {
			t.Fatal(err)
		}
		if got := in(metric.OpenCommit, w.today()); got != 100*money.Unit {
			t.Errorf("after the undo commit is %s", got)
		}
		w.verify()
	})
}

// TestCategoryChanges: a file of changes tells the whole history.
func TestCategoryChanges(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		change := func(category, day string) ingest.StageChange {
			return ingest.StageChange{Object: ingest.KindOpportunity, Of: "o1", Forecast: ingest.Forecast{Category: category, Categorised: true},
				Moment: ingest.Moment{Day: period.MustDate(day)}}
		}
		o := committed("")
		o.Forecast = ingest.Forecast{}
		feed := sample.Feed{o, change("pipeline", "2026-11-06"), change("commit", "2026-11-09")}
		w.loadAll(ingest.KnownFirstLoad, feed)
		for day, want := range map[string][2]int64{"2026-11-05": {0, 0}, "2026-11-06": {100, 0}, "2026-11-08": {100, 0}, "2026-11-09": {0, 100}} {
			at := period.MustDate(day)
			if u, c := w.sum(metric.OpenUpside, sample.Root, november, at), w.sum(metric.OpenCommit, sample.Root, november, at); u != money.FromInt(want[0]) || c != money.FromInt(want[1]) {
				t.Errorf("on %s %s is in the pipeline and %s committed, want %v", day, u, c, want)
			}
		}
		again := w.loadAll(ingest.KnownArrival, feed)
		if n := again.Totals(); n.Unchanged != 3 || n.Inserted+n.Corrected != 0 {
			t.Errorf("the same again: %+v", n)
		}
		w.verify()
	})
}
