package store

import (
	"context"
	"fmt"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
)

// The ledger lies by months, and within a month by nodes: facts come in the order
// of time, so what is written together lies together, however many nodes and years
// there are. A question of days goes through the months they lie in, and in each
// straight to its node. ledger_month has those that are there, so a question may
// be of any days, and its text is the same for all. It is joined with CROSS,
// because SQLite then keeps the order: months first.

// monthOf returns the month of the ledger that a day lies in.
func monthOf(day period.Date) string { return day.String()[:len("2026-11")] }

// ofDays returns the condition for the cells of a table d, joined with the months
// m, that are of the days.
func ofDays(days period.Range, args []any) (condition string, _ []any) {
	args = append(args, monthOf(days.Start), monthOf(days.End-1), days.Start, days.End)
	k := len(args)
	return fmt.Sprintf("m.month >= $%d AND m.month <= $%d AND d.day >= $%d AND d.day < $%d", k-3, k-2, k-1, k), args
}

// saveMonths notes the months that a tally has something in.
func saveMonths(ctx context.Context, c conn, orgID string, tally *metric.Tally) error {
	rows := [][]any{}
	for _, first := range tally.Months() {
		rows = append(rows, []any{orgID, monthOf(first)})
	}
	if err := insertMany(ctx, c, "INSERT INTO ledger_month (org_id, month)", 2, rows, "ON CONFLICT (org_id, month) DO NOTHING"); err != nil {
		return fmt.Errorf("noting the months of the ledger: %w", err)
	}
	return nil
}
