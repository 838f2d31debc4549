package store_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/sample"
)

// TestCustomerDays: cells of customers stand apart from those of nodes, and sum
// to what was known.
func TestCustomerDays(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		cell := func(customer org.NodeID, on, known string) metric.Cell {
			return metric.Cell{Series: metric.Orders, Node: "team:west", Customer: customer, Day: day(on), Known: day(known)}
		}
		ledger := metric.Ledger{
			cell("customer:c", "2026-11-05", "2026-11-05"): money.Unit,
			cell("customer:c", "2026-11-05", "2026-11-09"): money.Unit,
			cell("customer:d", "2026-11-05", "2026-11-05"): money.Unit,
			cell("customer:d", "2026-11-05", "2026-11-07"): -money.Unit,
			cell("customer:a", "2026-11-06", "2026-11-06"): money.Unit,
			cell("", "2026-11-05", "2026-11-05"):           7,
		}
		b.save(t, pipeline.Changes{Ledger: ledger})
		b.save(t, pipeline.Changes{Ledger: metric.Ledger{cell("customer:a", "2026-11-06", "2026-11-06"): money.Unit}})
		for name, c := range map[string]struct {
			filter metric.CustomerFilter
			want   []metric.CustomerDay
		}{
			"all": {metric.CustomerFilter{Series: metric.Orders, Node: "team:west", Days: period.Everything, AsOf: day("2026-11-22")},
				[]metric.CustomerDay{{Customer: "customer:a", Day: day("2026-11-06"), Value: 2 * money.Unit}, {Customer: "customer:c", Day: day("2026-11-05"), Value: 2 * money.Unit}}},
			"as known then": {metric.CustomerFilter{Series: metric.Orders, Node: "team:west", Days: period.Everything, AsOf: day("2026-11-05")},
				[]metric.CustomerDay{{Customer: "customer:c", Day: day("2026-11-05"), Value: money.Unit}, {Customer: "customer:d", Day: day("2026-11-05"), Value: money.Unit}}},
			"of the days": {metric.CustomerFilter{Series: metric.Orders, Node: "team:west", Days: span("2026-11-06", "2026-11-07"), AsOf: day("2026-11-22")},
				[]metric.CustomerDay{{Customer: "customer:a", Day: day("2026-11-06"), Value: 2 * money.Unit}}},
			"of another node":   {metric.CustomerFilter{Series: metric.Orders, Node: "team:east", Days: period.Everything, AsOf: day("2026-11-22")}, []metric.CustomerDay{}},
			"of another series": {metric.CustomerFilter{Series: metric.Contracts, Node: "team:west", Days: period.Everything, AsOf: day("2026-11-22")}, []metric.CustomerDay{}},
		} {
			got, err := b.CustomerDays(t.Context(), b.org.ID, c.filter)
			if d := cmp.Diff(c.want, got); err != nil || d != "" {
				t.Errorf("%s (%v) (-want +got):\n%s", name, err, d)
			}
		}
		sums, err := b.Sums(t.Context(), access.System(b.org.ID), metric.SumFilter{Series: metric.Orders, IDs: []org.NodeID{"team:west"}, Days: period.Everything, AsOf: day("2026-11-22")})
		if err != nil || sums["team:west"] != 7 {
			t.Errorf("the node's own cells sum to %v (%v)", sums, err)
		}
		seen := metric.Ledger{}
		err = b.View(t.Context(), b.org.ID, func(v pipeline.View) error {
			return v.EachCell(func(c metric.Cell, value money.Amount) error {
				if c.Node == "team:west" && c.Series == metric.Orders {
					seen[c] = value
				}
				return nil
			})
		})
		ledger[cell("customer:a", "2026-11-06", "2026-11-06")] = 2 * money.Unit
		if d := cmp.Diff(ledger, seen); err != nil || d != "" {
			t.Errorf("the cells (%v) (-want +got):\n%s", err, d)
		}
		if err := b.Rebuild(t.Context(), b.org.ID, func(pipeline.View) (metric.Ledger, error) { return metric.Ledger{}, nil }); err != nil {
			t.Fatal(err)
		}
		if got, err := b.CustomerDays(t.Context(), b.org.ID, metric.CustomerFilter{Series: metric.Orders, Node: "team:west", Days: period.Everything, AsOf: day("2026-11-22")}); err != nil || len(got) != 0 {
			t.Errorf("rebuilding leaves %v (%v)", got, err)
		}
	})
}

func TestFunnel(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		leads := []fact.Stage{{Object: fact.Lead, Name: "New", Position: 1}, {Object: fact.Lead, Name: "Worked", Position: 2, Means: fact.Qualified}}
		deals := []fact.Stage{{Object: fact.Opportunity, Name: "Demo", Position: 1}, {Object: fact.Opportunity, Name: "Won", Position: 9, Means: fact.StageWon}}
		b.save(t, pipeline.Changes{Funnel: map[fact.EventKind][]fact.Stage{fact.Lead: leads, fact.Opportunity: deals}})
		if got, err := b.Funnel(t.Context(), b.org.ID); err != nil || !slices.Equal(got, slices.Concat(leads, deals)) {
			t.Errorf("the funnel is %v (%v)", got, err)
		}
		b.save(t, pipeline.Changes{Funnel: map[fact.EventKind][]fact.Stage{fact.Lead: leads[1:]}})
		want := slices.Concat(leads[1:], deals)
		if got, err := b.Funnel(t.Context(), b.org.ID); err != nil || !slices.Equal(got, want) {
			t.Errorf("the funnel is %v (%v)", got, err)
		}
		if book, err := b.Book(t.Context(), b.org.ID); err != nil || !slices.Equal(book.Funnel, want) {
			t.Errorf("the book's funnel is %v (%v)", book.Funnel, err)
		}
	})
}

func TestPlanRates(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		rate := func(num int64, known period.Range) metric.PlannedRate {
			return metric.PlannedRate{Rate: money.Rate{From: "USD", To: "EUR", Num: num, Den: 10}, Valid: span("2026-01-01", "2027-01-01"), Known: known}
		}
		b.save(t, pipeline.Changes{PlanRates: []metric.PlannedRate{rate(9, period.Everything)}})
		want := []metric.PlannedRate{rate(9, span("0001-01-01", "2026-11-10")), rate(8, open("2026-11-10"))}
		b.save(t, pipeline.Changes{PlanRates: want})
		book, err := b.Book(t.Context(), b.org.ID)
		if err != nil || !slices.Equal(book.PlanRates, want) {
			t.Errorf("the plan rates are %v (%v)", book.PlanRates, err)
		}
	})
}

func TestSeries(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		custom := metric.Custom{ID: "x_big", Name: "Big sales", Unit: metric.Count, Direction: metric.Higher, Facts: "sale", Where: "sale.amount > 10", Value: "1", Version: 1}
		scoped := metric.Definition{Series: metric.Revenue.Scoped([]org.NodeID{"product:p"}), Base: metric.Revenue, Scope: []org.NodeID{"product:p"}}
		own := metric.Definition{Series: "x_big", Base: "x_big", Custom: &custom}
		b.save(t, pipeline.Changes{Series: []metric.Definition{scoped, own}, Customs: []pipeline.CustomVersion{{Custom: custom, RecordedAt: 5, Author: "kim", Reason: "to see"}}})
		book, err := b.Book(t.Context(), b.org.ID)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]metric.Definition{scoped, own}, book.Extra); d != "" {
			t.Errorf("the series (-want +got):\n%s", d)
		}
		second := custom
		second.Version, second.Where = 2, "sale.amount > 20"
		own.Custom = &second
		b.save(t, pipeline.Changes{Series: []metric.Definition{own}, Dropped: []metric.Series{scoped.Series}, Customs: []pipeline.CustomVersion{{Custom: second, RecordedAt: 6, Author: "kim"}}})
		if book, err = b.Book(t.Context(), b.org.ID); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]metric.Definition{own}, book.Extra); d != "" {
			t.Errorf("the series (-want +got):\n%s", d)
		}
		versions, err := b.CustomVersions(t.Context(), b.org.ID, "x_big")
		want := []pipeline.CustomVersion{{Custom: custom, RecordedAt: 5, Author: "kim", Reason: "to see"}, {Custom: second, RecordedAt: 6, Author: "kim"}}
		if d := cmp.Diff(want, versions); err != nil || d != "" {
			t.Errorf("the versions (%v) (-want +got):\n%s", err, d)
		}
		latest, err := b.CustomMetrics(t.Context(), b.org.ID)
		if d := cmp.Diff([]metric.Custom{second}, latest); err != nil || d != "" {
			t.Errorf("the latest (%v) (-want +got):\n%s", err, d)
		}
		if none, err := b.CustomVersions(t.Context(), b.org.ID, "x_other"); err != nil || len(none) != 0 {
			t.Errorf("a metric that is not there: %v (%v)", none, err)
		}
	})
}

func TestCatalogue(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		cell := func(series metric.Series) metric.Cell {
			return metric.Cell{Series: series, Node: sample.Root, Day: day("2026-11-05"), Known: day("2026-11-05")}
		}
		b.save(t, pipeline.Changes{Ledger: metric.Ledger{cell("activities"): 1, cell("activities:demo"): 1, cell("activities:call"): 1,
			cell("activities:call|product:p"): 1, cell("activity"): 1}})
		types, err := b.ActivityTypes(t.Context(), b.org.ID)
		if err != nil || !slices.Equal(types, []string{"call", "demo"}) {
			t.Errorf("the types of activity are %v (%v)", types, err)
		}
		catalogue, err := b.Catalogue(t.Context(), b.org.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := catalogue.Find("activities:demo"); err != nil {
			t.Error(err)
		}
	})
}

// TestBookIsCurrent: what is kept of the structure in memory never outlives a
// change, nor survives one that failed.
func TestBookIsCurrent(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		rate := func(num int64) pipeline.Changes {
			return pipeline.Changes{Rates: []metric.DatedRate{{Rate: money.Rate{From: "CHF", To: "EUR", Num: num, Den: 10}, Day: day("2026-01-01"), Known: period.Everything}}}
		}
		num := func(book *metric.Book, err error) int64 {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			r, _ := book.Rates.On("CHF", day("2026-06-01"), day("2026-06-01"))
			return r.Rate.Num
		}
		if n := num(b.Book(t.Context(), b.org.ID)); n != 0 {
			t.Fatal("there is a rate already")
		}
		stop := errors.New("stop")
		err := b.Write(t.Context(), b.org.ID, func(tx pipeline.Tx) error {
			if err := tx.Save(rate(1)); err != nil {
				return err
			}
			if n := num(tx.Book()); n != 1 {
				t.Errorf("a transaction counts by %d, not by what it wrote", n)
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		if n := num(b.Book(t.Context(), b.org.ID)); n != 0 {
			t.Errorf("something of the failed transaction stayed: %d", n)
		}
		for want := int64(2); want < 4; want++ {
			b.save(t, rate(want))
			if n := num(b.Book(t.Context(), b.org.ID)); n != want {
				t.Errorf("the book has %d, not %d", n, want)
			}
			b.read(t, func(tx pipeline.Tx) error {
				if n := num(tx.Book()); n != want {
					t.Errorf("a transaction has %d, not %d", n, want)
				}
				return nil
			})
		}
		err = b.View(t.Context(), b.org.ID, func(v pipeline.View) error {
			if n := num(v.Book()); n != 3 {
				t.Errorf("the view has %d", n)
			}
			b.save(t, rate(4))
			if n := num(v.Book()); n != 3 {
				t.Errorf("a view that began before the change has %d", n)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := num(b.Book(t.Context(), b.org.ID)); n != 4 {
			t.Errorf("after the view the book has %d", n)
		}
	})
}
