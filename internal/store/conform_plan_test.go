package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/quota"
	"github.com/attainhq/attain/internal/plan/target"
)

func someNumber(a money.Amount) quota.Number { return quota.Some(a) }

// aPlan has something in every field that is kept.
func aPlan() quota.Plan {
	p := quota.Plan{ID: "p1", Name: "Sales 2027 ü'", Metric: metric.Revenue, Scope: []org.NodeID{"product:a|b", "segment:s"}, Root: "team:all", By: period.Quarter,
		Unit: 7, Over: map[org.Kind]money.Amount{org.Team: 500}, Ramp: []money.Amount{0, 2500}, Season: &[12]int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
		Past: span("2025-01-01", "2026-01-01"), State: quota.Draft, Version: 1, CreatedAt: 17,
		Periods: []period.Period{
			{ID: "2027-Q1", Label: "2027 Q1 · Jan–Mar", Kind: period.Quarter, Range: span("2027-01-01", "2027-04-01")},
			{ID: "2027-Q2", Label: "2027 Q2 · Apr–Jun", Kind: period.Quarter, Range: span("2027-04-01", "2027-07-01")},
		}}
	leave := []period.Range{span("2027-01-01", "2027-01-11"), span("2027-05-01", "2027-06-01")}
	p.Rows = []quota.Row{
		{Key: quota.Key{Node: "team:all"}, Cells: []quota.Cell{{Number: someNumber(9_000_000_000_000_000_000)}, {}}, State: quota.Open, Name: "All", Member: period.Everything},
		{Key: quota.Key{Node: "team:west", Parent: "team:all"}, Depth: 1, Cells: []quota.Cell{{Number: someNumber(0), Locked: true}, {Number: someNumber(5), Full: someNumber(8)}}, Locked: true,
			Floor: someNumber(0), Cap: someNumber(99), Over: someNumber(100), State: quota.RowApproved, Name: "West", Lead: "person:ben", Member: period.Everything},
		{Key: quota.Key{Node: "person:ben", Parent: "team:west"}, Depth: 2, Cells: make([]quota.Cell, 2), Weight: someNumber(0), State: quota.Returned,
			Basis: quota.Basis{History: someNumber(-3), Spread: someNumber(0), Ahead: target.Bell(100, 30), Potential: someNumber(7), Capacity: someNumber(8), TenureFrom: day("2024-02-29"), Leave: leave},
			Name:  "Ben 100%_x", Member: span("2020-01-01", "2026-11-01")},
		{Key: quota.Key{Node: "person:gone", Parent: "team:west"}, Depth: 2, Cells: make([]quota.Cell, 2), State: quota.Open, Member: period.Everything}, // a node that is no longer there
	}
	return p
}

var noCalendar = cmpopts.IgnoreUnexported(quota.Plan{})

func (b *bundle) plan(t *testing.T, id quota.ID) quota.Plan {
	t.Helper()
	p, err := b.Plan(t.Context(), b.org.ID, id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPlans(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		want := aPlan()
		created := quota.Event{Seq: 1, At: 17, By: "kim", What: quota.Created}
		write := func(run func(tx pipeline.Tx) error) {
			t.Helper()
			if err := b.Write(t.Context(), b.org.ID, run); err != nil {
				t.Fatal(err)
			}
		}
		write(func(tx pipeline.Tx) error { return tx.AddPlan(want, created) })
		if diff := cmp.Diff(want, b.plan(t, "p1"), noCalendar); diff != "" {
			t.Errorf("the plan (-want +got):\n%s", diff)
		}
		b.read(t, func(tx pipeline.Tx) error {
			got, err := tx.Plan("p1")
			if diff := cmp.Diff(want, got, noCalendar); diff != "" {
				t.Errorf("the plan in a transaction (-want +got):\n%s", diff)
			}
			if _, err := tx.Plan("p9"); !fault.Is(err, fault.NotFound) {
				t.Errorf("a plan that is not there: %v", err)
			}
			return err
		})

		second := aPlan()
		second.ID, second.CreatedAt, second.Scope, second.Season, second.Past = "p2", 18, nil, nil, period.Range{}
		write(func(tx pipeline.Tx) error { return tx.AddPlan(second, created) })
		heads, err := b.PlanHeads(t.Context(), b.org.ID)
		if err != nil || len(heads) != 2 || heads[0].ID != "p2" {
			t.Fatalf("%+v (%v)", heads, err)
		}
		bare := want
		bare.Rows = want.Rows[:1]
		if diff := cmp.Diff(bare, heads[1], noCalendar); diff != "" {
			t.Errorf("the head (-want +got):\n%s", diff)
		}

		// Only the rows that are named are written.
		want.State, want.Version, want.Name, want.Unit = quota.Active, 2, "New", 3
		want.Rows[1].Cells[0] = quota.Cell{Number: someNumber(4)}
		unsaved := aPlan().Rows[2]
		want.Rows[2].Weight = someNumber(9)
		change := quota.Change{Key: want.Rows[1].Key, From: []quota.Number{someNumber(0), someNumber(5)}, To: []quota.Number{someNumber(4), {}}}
		event := quota.Event{Seq: 2, At: 20, By: "lee", What: quota.Edited, Key: want.Rows[1].Key, Note: "why", Changes: []quota.Change{change}, Changed: 2}
		write(func(tx pipeline.Tx) error { return tx.SavePlan(want, []int{1}, event) })
		want.Rows[2] = unsaved
		if diff := cmp.Diff(want, b.plan(t, "p1"), noCalendar); diff != "" {
			t.Errorf("the plan after a change (-want +got):\n%s", diff)
		}
		// Or all of them, where their places moved.
		want.Version, want.Rows = 3, []quota.Row{want.Rows[0], want.Rows[1], want.Rows[3], want.Rows[2]}
		write(func(tx pipeline.Tx) error { return tx.SavePlan(want, nil, quota.Event{Seq: 3, What: quota.Refreshed}) })
		if diff := cmp.Diff(want, b.plan(t, "p1"), noCalendar); diff != "" {
			t.Errorf("the plan in another order (-want +got):\n%s", diff)
		}

		events, err := b.PlanEvents(t.Context(), b.org.ID, "p1", pipeline.PlanEventFilter{Limit: 10})
		if err != nil || len(events) != 3 {
			t.Fatalf("%d events (%v)", len(events), err)
		}
		if diff := cmp.Diff(event, events[1]); diff != "" {
			t.Errorf("the history (-want +got):\n%s", diff)
		}
		for name, test := range map[string]struct {
			filter pipeline.PlanEventFilter
			seqs   []int
		}{
			"the latest":      {pipeline.PlanEventFilter{Limit: 1}, []int{3}},
			"before":          {pipeline.PlanEventFilter{Before: 3, Limit: 9}, []int{2, 1}},
			"of a node":       {pipeline.PlanEventFilter{Node: "team:west", Limit: 9}, []int{2}},
			"of another node": {pipeline.PlanEventFilter{Node: "team:east", Limit: 9}, []int{}},
			"fewer rows":      {pipeline.PlanEventFilter{Limit: 9, Rows: 1}, []int{3, 2, 1}},
		} {
			events, err := b.PlanEvents(t.Context(), b.org.ID, "p1", test.filter)
			seqs := []int{}
			for _, e := range events {
				seqs = append(seqs, e.Seq)
			}
			if err != nil || !cmp.Equal(seqs, test.seqs) {
				t.Errorf("%s: %v (%v), want %v", name, seqs, err, test.seqs)
			}
		}
		for person, n := range map[org.NodeID]int{"person:ben": 2, "person:ana": 0, "team:all": 2} {
			if ids, err := b.PlansOf(t.Context(), b.org.ID, person); err != nil || len(ids) != n {
				t.Errorf("the plans of %s are %v (%v)", person, ids, err)
			}
		}
		if none, err := b.PlanHeads(t.Context(), "nobody"); err != nil || len(none) != 0 {
			t.Errorf("plans of nobody: %v (%v)", none, err)
		}
	})
}
