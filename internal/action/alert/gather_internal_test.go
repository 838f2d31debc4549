package alert

import (
	"testing"
	"time"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
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

// TestMomentsOfAGoal: the chance has the time at which it was made where the
// numbers beside it are newer, and none where both are of one moment.
func TestMomentsOfAGoal(t *testing.T) {
	t.Parallel()
	then, now, value := 10*money.Unit, 12*money.Unit, 20*money.Unit
	p := foresee.Projection{Aim: goal.AtLeast, Actual: &then, Value: value, MadeAt: time.Date(2026, 11, 3, 9, 30, 0, 0, time.UTC).UnixMicro()}
	set := setting{org: org.Organisation{Place: time.UTC}}
	for actual, want := range map[*money.Amount]string{&then: "", &now: "09:30 on 3 November"} {
		v := attain.GoalView{Standing: attain.Standing{Actual: actual, Target: &value}}
		if got := ofGoal(set, p, v, "Ana"); got.Foreseen != want || *got.Actual != *actual {
			t.Errorf("%v of %v, foreseen %q, want %q", got.Actual, got.Value, got.Foreseen, want)
		}
	}
}
