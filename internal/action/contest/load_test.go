package contest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/action/contest"
	"github.com/attainhq/attain/internal/period"
)

func days(text ...string) []period.Range {
	var list []period.Range
	for i := 0; i < len(text); i += 2 {
		list = append(list, period.Range{Start: period.MustDate(text[i]), End: period.MustDate(text[i+1])})
	}
	return list
}

// TestComparableDays: a month is compared with months and other days with as
// many by whole weeks back, none of which runs still or begins before the facts.
func TestComparableDays(t *testing.T) {
	t.Parallel()
	calendar := period.DefaultCalendar()
	tests := []struct {
		name        string
		of          []period.Range
		asOf, first string
		want        []period.Range
	}{
		{"a month", days("2026-04-01", "2026-05-01"), "2026-03-31", "2026-01-01", days("2026-01-01", "2026-02-01", "2026-02-01", "2026-03-01", "2026-03-01", "2026-04-01")},
		{"the month before still runs", days("2026-04-01", "2026-05-01"), "2026-03-15", "2026-01-02", days("2026-02-01", "2026-03-01")},
		{"ten days, two weeks back each", days("2026-04-06", "2026-04-16"), "2026-04-01", "2026-03-01", days("2026-03-09", "2026-03-19", "2026-03-23", "2026-04-02")},
		{"before the facts", days("2026-04-01", "2026-05-01"), "2026-03-31", "2026-03-02", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := contest.Before(calendar, test.of[0], period.MustDate(test.asOf), period.MustDate(test.first))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := contest.Before(calendar, days("2026-04-01", "2026-05-01")[0], period.MustDate("2026-03-31"), period.MustDate("2020-01-01")); len(got) != 12 {
		t.Errorf("%d windows, want 12", len(got))
	}
}
