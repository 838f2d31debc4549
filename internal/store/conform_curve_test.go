package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/track/attain"
)

// TestCurves: a declared curve comes back until another is declared or none, and
// another organisation's is not there.
func TestCurves(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		save := func(orgID string, m metric.Series, curve attain.Curve) {
			t.Helper()
			if err := b.SaveCurve(t.Context(), orgID, m, curve, "Mia", time.Unix(7, 0)); err != nil {
				t.Fatal(err)
			}
		}
		read := func(want map[metric.Series]attain.Curve) {
			t.Helper()
			got, err := b.Curves(t.Context(), b.org.ID)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		}
		read(map[metric.Series]attain.Curve{})
		save(b.org.ID, "revenue", attain.CalendarDays)
		save(b.org.ID, "orders", attain.Historic)
		save("other", "units", attain.Seasonal)
		read(map[metric.Series]attain.Curve{"revenue": attain.CalendarDays, "orders": attain.Historic})
		save(b.org.ID, "revenue", attain.WorkingDays)
		save(b.org.ID, "orders", "")
		read(map[metric.Series]attain.Curve{"revenue": attain.WorkingDays})
	})
}
