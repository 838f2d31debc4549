package pipeline_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/sample"
)

// spoiled is a ledger in which some cells are not what they should be.
type spoiled struct {
	pipeline.Ledgers
	change map[metric.Cell]money.Amount // 0: the cell is missing
	extra  map[metric.Cell]money.Amount
}

func (s spoiled) View(ctx context.Context, orgID string, read func(pipeline.View) error) error {
	return s.Ledgers.View(ctx, orgID, func(v pipeline.View) error { return read(spoiledView{v, s}) })
}

type spoiledView struct {
	pipeline.View
	spoiled
}

func (v spoiledView) EachCell(each func(metric.Cell, money.Amount) error) error {
	cells := metric.Ledger{}
	for cell, value := range v.extra {
		cells[cell] = value
	}
	err := v.View.EachCell(func(cell metric.Cell, value money.Amount) error {
		if to, ok := v.change[cell]; ok {
			value = to
		}
		if value != 0 {
			cells[cell] = value
		}
		return nil
	})
	if err != nil {
		return err
	}
	for cell, value := range cells {
		if err := each(cell, value); err != nil {
			return err
		}
	}
	return nil
}

// stored reads the ledger.
func stored(t *testing.T, of pipeline.Ledgers, orgID string) metric.Ledger {
	t.Helper()
	cells := metric.Ledger{}
	err := of.View(t.Context(), orgID, func(v pipeline.View) error {
		return v.EachCell(func(cell metric.Cell, value money.Amount) error {
			cells[cell] = value
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return cells
}

// TestVerifyFinds: cells that are missing, wrong or too many are found, first and
// last too, however little of the ledger fits into memory.
func TestVerifyFinds(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.loadAll(ingest.KnownFirstLoad, sample.Feed{ingest.Person{ID: "ana"}, ingest.Customer{ID: "c"}, ingest.Customer{ID: "d"}})
		one, two := deal("1", "ana", "2026-11-05", 100), deal("2", "ana", "2026-11-06", 50)
		one.Customer, two.Customer = "c", "d"
		w.loadAll(ingest.KnownFirstLoad, sample.Feed{one, two})
		expectDifferences(t, w.db, w.org.ID)
	})
}

// expectDifferences verifies a spoiled ledger with so little memory that all of
// it goes through files.
func expectDifferences(t *testing.T, of pipeline.Ledgers, orgID string) {
	t.Helper()
	cells := stored(t, of, orgID)
	order := cells.Cells()
	if len(order) < 10 {
		t.Fatalf("the ledger has only %d cells", len(order))
	}
	first, middle, last := order[0], order[len(order)/2], order[len(order)-1]
	unknown := metric.Cell{Series: "zz", Node: org.NodeID("person:nobody"), Day: first.Day, Known: first.Known}
	s := spoiled{of, map[metric.Cell]money.Amount{first: 0, middle: cells[middle] + 1, last: 0}, map[metric.Cell]money.Amount{unknown: 7}}
	want := []pipeline.Difference{{Cell: first, Stored: 0, Computed: cells[first]}, {Cell: middle, Stored: cells[middle] + 1, Computed: cells[middle]},
		{Cell: last, Stored: 0, Computed: cells[last]}, {Cell: unknown, Stored: 7, Computed: 0}}
	for _, inMemory := range []int{1, 7, 1 << 20} {
		report, err := pipeline.VerifyWithin(t.Context(), s, orgID, inMemory)
		if err != nil || report.Wrong != len(want) || report.Cells != len(order) {
			t.Errorf("with %d cells in memory: %d differences in %d cells of %d: %v", inMemory, report.Wrong, report.Cells, len(order), err)
		}
		if diff := cmp.Diff(want, report.Differences); diff != "" {
			t.Errorf("with %d cells in memory (-want +got):\n%s", inMemory, diff)
		}
		if report, err := pipeline.VerifyWithin(t.Context(), of, orgID, inMemory); err != nil || report.Wrong != 0 {
			t.Errorf("unspoiled, with %d cells in memory: %v %v", inMemory, report.Differences, err)
		}
	}
}
