package store

import (
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
)

// TestLateByIndex: what is late is found among the few cells that became known
// after their day, however many days are closed.
func TestLateByIndex(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), t.TempDir()+"/attain.db")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	day := period.MustDate
	closes := closing.Closes{{Period: period.NewCustom(period.Range{Start: day("2016-01-01"), End: day("2026-01-01")}), AsOf: day("2026-01-05"),
		Known: period.Range{Start: day("2026-01-06"), End: period.Never}}}
	f := metric.SumFilter{Days: period.Range{Start: day("2026-01-01"), End: day("2026-04-01")}, AsOf: day("2026-02-01"), Closes: closes}
	counts, args := late(f.Cut(), []any{"o", "revenue", "person:ana"})
	got := explain(t, db, "SELECT d.value FROM node_day d WHERE d.org_id = $1 AND d.series = $2 AND d.node = $3 AND "+counts, args...)
	if !strings.Contains(got, "USING INDEX node_day_late (org_id=? AND series=? AND node=? AND known>? AND known<?)") {
		t.Errorf("what is late is read by\n%s", got)
	}
	got = explain(t, db, knownSales, "o", day("2016-01-01"), day("2026-01-01"), day("2026-02-01"))
	if !strings.Contains(got, "USING COVERING INDEX sale_day_late (org_id=? AND node=? AND known=? AND day>? AND day<?)") {
		t.Errorf("what became known of sales is read by\n%s", got)
	}
}
