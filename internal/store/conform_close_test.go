package store_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/goal"
)

// monthClose is a close of a calendar month of 2026.
func monthClose(id closing.ID, month, asOf, known string) closing.Close {
	p, err := period.DefaultCalendar().Parse(month)
	if err != nil {
		panic(err)
	}
	return closing.Close{ID: id, Period: p, AsOf: day(asOf), Known: open(known), ClosedAt: 5, ClosedBy: "kim", Note: "the books"}
}

// TestCloses: closes come back as they were saved, in the order of their days,
// and one that is opened again keeps all else that is known of it.
func TestCloses(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		oct, sep := monthClose("b", "2026-10", "2026-11-04", "2026-11-05"), monthClose("a", "2026-09", "2026-10-04", "2026-10-05")
		b.save(t, pipeline.Changes{Closes: []closing.Close{oct}})
		b.save(t, pipeline.Changes{Closes: []closing.Close{sep}})
		closes := func() closing.Closes {
			book, err := b.Book(t.Context(), b.org.ID)
			if err != nil {
				t.Fatal(err)
			}
			return book.Closes
		}
		if diff := cmp.Diff(closing.Closes{sep, oct}, closes()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		opened := oct
		opened.Known.End, opened.ReopenedAt, opened.ReopenedBy, opened.Reason = day("2026-11-20"), 9, "lee", "a mistake"
		changed := opened
		changed.Note, changed.AsOf = "another", day("2026-12-01") // what was said at the close is not changed
		again := monthClose("c", "2026-10", "2026-11-21", "2026-11-22")
		again.ClosedAt = 10
		b.save(t, pipeline.Changes{Closes: []closing.Close{changed, again}})
		if diff := cmp.Diff(closing.Closes{sep, opened, again}, closes()); diff != "" {
			t.Errorf("opened again (-want +got):\n%s", diff)
		}
		b.read(t, func(tx pipeline.Tx) error {
			book, err := tx.Book()
			if err == nil && len(book.Closes) != 3 {
				t.Errorf("a transaction sees %d closes", len(book.Closes))
			}
			return err
		})
	})
}

// TestLate: of closed days counts what was known then; the rest counts where it
// became known, and the two together are what an engine without closes says.
func TestLate(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		cell := func(node org.NodeID, on, known string) metric.Cell {
			return metric.Cell{Series: metric.Units, Node: node, Day: day(on), Known: day(known)}
		}
		b.save(t, pipeline.Changes{Ledger: metric.Ledger{
			cell("person:ana", "2026-09-10", "2026-09-10"): 1,
			cell("person:ana", "2026-09-10", "2026-10-20"): 10,   // late into October
			cell("person:ana", "2026-09-11", "2026-11-07"): 100,  // late into November
			cell("person:ana", "2026-10-10", "2026-11-04"): 1000, // on the last day that counts
			cell("person:ana", "2026-10-10", "2026-11-05"): 1e4,  // late into November
			cell("person:ana", "2026-11-02", "2026-11-06"): 1e5,  // of an open day
			cell("person:ana", "2026-10-11", "2026-11-20"): 1e6,  // not known yet
			cell("person:ana", "2026-08-10", "2026-11-07"): 1e7,  // of days that were never closed
			cell("person:ben", "2026-10-10", "2026-11-07"): 7,
		}})
		closes := closing.Closes{monthClose("a", "2026-09", "2026-10-04", "2026-10-05"), monthClose("b", "2026-10", "2026-11-04", "2026-11-05")}
		asOf := day("2026-11-10")
		ana := []org.NodeID{"person:ana"}
		late := func(on, known string, value money.Amount) metric.LateValue {
			return metric.LateValue{Node: "person:ana", Day: day(on), Known: day(known), Value: value}
		}
		ofBen := late("2026-10-10", "2026-11-07", 7)
		ofBen.Node = "person:ben"
		toNovember := []metric.LateValue{late("2026-09-11", "2026-11-07", 100), late("2026-10-10", "2026-11-05", 1e4)}
		for name, c := range map[string]struct {
			filter metric.SumFilter
			own    money.Amount
			late   []metric.LateValue
		}{
			"September":    {metric.SumFilter{IDs: ana, Days: span("2026-09-01", "2026-10-01")}, 1, nil},
			"October":      {metric.SumFilter{IDs: ana, Days: span("2026-10-01", "2026-11-01")}, 1000, []metric.LateValue{late("2026-09-10", "2026-10-20", 10)}},
			"November":     {metric.SumFilter{IDs: ana, Days: span("2026-11-01", "2026-12-01")}, 1e5, toNovember},
			"August":       {metric.SumFilter{IDs: ana, Days: span("2026-08-01", "2026-09-01")}, 1e7, nil},
			"all":          {metric.SumFilter{IDs: ana, Days: period.Everything}, 1 + 10 + 100 + 1000 + 1e4 + 1e5 + 1e7, nil},
			"all, apart":   {metric.SumFilter{IDs: ana, Days: period.Everything, Apart: true}, 1 + 1000 + 1e5 + 1e7, slices.Concat([]metric.LateValue{late("2026-09-10", "2026-10-20", 10)}, toNovember)},
			"two months":   {metric.SumFilter{IDs: ana, Days: span("2026-10-01", "2026-12-01")}, 1000 + 1e4 + 1e5, []metric.LateValue{late("2026-09-10", "2026-10-20", 10), late("2026-09-11", "2026-11-07", 100)}},
			"of a kind":    {metric.SumFilter{Kind: org.Person, Days: span("2026-11-01", "2026-12-01")}, 1e5, slices.Concat(toNovember, []metric.LateValue{ofBen})},
			"no days":      {metric.SumFilter{IDs: ana, Days: span("2026-11-01", "2026-11-01")}, 0, nil},
			"known before": {metric.SumFilter{IDs: ana, Days: span("2026-11-01", "2026-12-01"), Known: day("2026-11-05")}, 0, toNovember[1:]},
		} {
			c.filter.Series, c.filter.AsOf, c.filter.Closes = metric.Units, asOf, closes
			sums, err := b.Sums(t.Context(), access.System(b.org.ID), c.filter)
			if err != nil || sums["person:ana"] != c.own {
				t.Errorf("%s: its own is %v (%v), not %d", name, sums, err, c.own)
			}
			got, err := b.Late(t.Context(), access.System(b.org.ID), c.filter)
			if diff := cmp.Diff(c.late, got); err != nil || diff != "" {
				t.Errorf("%s: what is late (%v) (-want +got):\n%s", name, err, diff)
			}
		}
		hidden, err := b.Late(t.Context(), access.Scope{OrgID: b.org.ID, Roots: []string{"team:nowhere"}},
			metric.SumFilter{Series: metric.Units, Kind: org.Person, Days: period.Everything, AsOf: asOf, Closes: closes})
		if err != nil || len(hidden) > 0 {
			t.Errorf("somebody who sees nobody is told %v (%v)", hidden, err)
		}
		days, err := b.Daily(t.Context(), b.org.ID, metric.DayFilter{Series: metric.Units, Node: "person:ana", Days: span("2026-09-01", "2026-12-01"), AsOf: asOf, Closes: closes})
		want := []metric.DayValue{{Day: day("2026-09-10"), Value: 1}, {Day: day("2026-10-10"), Value: 1000}, {Day: day("2026-10-20"), Value: 10},
			{Day: day("2026-11-02"), Value: 1e5}, {Day: day("2026-11-05"), Value: 1e4}, {Day: day("2026-11-07"), Value: 100}}
		if diff := cmp.Diff(want, days); err != nil || diff != "" {
			t.Errorf("the days (%v) (-want +got):\n%s", err, diff)
		}
	})
}

// TestKnownOn: what became known on a day of some days is found, targets too.
func TestKnownOn(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.save(t, pipeline.Changes{Ledger: metric.Ledger{{Series: metric.Units, Node: "person:ana", Day: day("2025-03-10"), Known: day("2025-04-02")}: 5}})
		b.save(t, pipeline.Changes{Targets: []goal.Target{{Key: goal.Key{Node: "person:ana", Metric: metric.Units, Period: span("2025-07-01", "2025-10-01")},
			Versions: []goal.Version{{Number: 1, Value: 5, Known: open("2025-06-20")}}}}})
		for name, c := range map[string]struct {
			days period.Range
			on   string
			want bool
		}{
			"a target":           {span("2025-08-01", "2025-09-01"), "2025-06-20", true},
			"a fact":             {span("2025-03-01", "2025-04-01"), "2025-04-02", true},
			"on another day":     {span("2025-03-01", "2025-04-01"), "2025-04-03", false},
			"of another day":     {span("2025-04-01", "2025-05-01"), "2025-04-02", false},
			"nothing is set yet": {span("2025-06-01", "2025-07-01"), "2025-06-05", false},
		} {
			err := b.View(t.Context(), b.org.ID, func(v pipeline.View) error {
				got, err := v.KnownOn(c.days, day(c.on))
				if got != c.want {
					t.Errorf("%s: %t", name, got)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
}
