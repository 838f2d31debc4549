package alert

import (
	"testing"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// TestReachedForNow: a sum that is reached is reached; a mean that is high enough
// today is told by its chance.
func TestReachedForNow(t *testing.T) {
	t.Parallel()
	chance := 39 * money.Unit / 100
	p := foresee.Projection{Aim: goal.AtLeast, Chance: &chance, Method: foresee.ByRate}
	for _, test := range []struct {
		shape metric.Shape
		one   bool
		want  foresee.Status
	}{{metric.Sum, true, foresee.Achieved}, {metric.Ratio, true, foresee.AtRisk}, {metric.Sum, false, foresee.AtRisk}} {
		if got := pursuit(setting{}, p, metric.Metric{Shape: test.shape}, attain.Reached, test.one); got.Status != test.want {
			t.Errorf("%v demanded once %v: %s, want %s", test.shape, test.one, got.Status, test.want)
		}
	}
	certain := p
	certain.Method = foresee.ByCertain
	if got := pursuit(setting{}, certain, metric.Metric{}, attain.Running, true); got.Status != foresee.Unsaid {
		t.Errorf("on the last day it is %s", got.Status)
	}
}
