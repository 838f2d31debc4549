package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/market"
)

// TestMarketIndex: what was known of the index on each day stays what it was; the
// same again changes nothing, a second word of one day replaces the first, and
// another organisation's index is not there.
func TestMarketIndex(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		january, february := day("2026-01-01"), day("2026-02-01")
		hundred, more := money.FromInt(100), money.Amount(1_042_500)
		save := func(orgID string, today period.Date, changed int, said ...market.Said) {
			t.Helper()
			if n, err := b.SaveMarketIndex(t.Context(), orgID, said, today, "Mia", time.Unix(7, 0)); err != nil || n != changed {
				t.Errorf("%d months changed, want %d: %v", n, changed, err)
			}
		}
		save(b.org.ID, day("2026-02-10"), 2, market.Said{Start: january, Value: &hundred}, market.Said{Start: february, Value: &hundred})
		save(b.org.ID, day("2026-02-11"), 0, market.Said{Start: january, Value: &hundred})
		save(b.org.ID, day("2026-03-01"), 1, market.Said{Start: january, Value: &more})
		save(b.org.ID, day("2026-03-02"), 2, market.Said{Start: january}, market.Said{Start: february, Value: &more})
		save(b.org.ID, day("2026-03-02"), 1, market.Said{Start: february, Value: &hundred})
		save("other", day("2026-03-02"), 1, market.Said{Start: january, Value: &more})
		got, err := b.MarketIndex(t.Context(), b.org.ID)
		known := func(from, to period.Date) period.Range { return period.Range{Start: from, End: to} }
		want := []market.Month{
			{Start: january, Value: hundred, Known: known(day("2026-02-10"), day("2026-03-01"))},
			{Start: january, Value: more, Known: known(day("2026-03-01"), day("2026-03-02"))},
			{Start: february, Value: hundred, Known: known(day("2026-02-10"), day("2026-03-02"))},
			{Start: february, Value: hundred, Known: known(day("2026-03-02"), period.Never)},
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}
