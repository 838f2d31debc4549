package foresee

import (
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/forecast"
	"github.com/attainhq/attain/internal/track/finish"
)

// TestWhy: a projection says by which method, why, and how good that was when it
// was tried; of too few trials it says nothing.
func TestWhy(t *testing.T) {
	t.Parallel()
	c := course{months: make([]period.Range, 24), ahead: forecast.Forecast{Why: "Trends."}}
	in := finish.Input{Rest: chance.Known(1)}
	for _, test := range []struct {
		skill forecast.Skill
		want  string
	}{
		{forecast.Skill{Value: 0.2, Origins: 12}, "24 months of history. Trends. Tried at 12 earlier moments, its errors were 20 % smaller than those of repeating the year before."},
		{forecast.Skill{Value: -0.071, Origins: 6}, "24 months of history. Trends. Tried at 6 earlier moments, its errors were 7 % larger than those of repeating the year before."},
		{forecast.Skill{Value: 0.001, Origins: 6}, "24 months of history. Trends. Tried at 6 earlier moments, its errors were as large as those of repeating the year before."},
		{forecast.Skill{Value: 0.5, Origins: 2}, "24 months of history. Trends."},
	} {
		c.ahead.Skill = test.skill
		if got := why(nil, in, c); strings.TrimSpace(got) != test.want {
			t.Errorf("%+v: %q", test.skill, got)
		}
	}
}
