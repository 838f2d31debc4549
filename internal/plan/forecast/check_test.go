package forecast_test

import (
	"math"
	"testing"

	"github.com/attainhq/attain/internal/plan/forecast"
)

func near(t *testing.T, name string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %v, want %v", name, got, want)
	}
}

// methods.md 1.4.1
func TestActivity(t *testing.T) {
	t.Parallel()
	a := forecast.ActivityOf([]float64{0, 5, 0, 0, 3, 0})
	near(t, "the interval", a.Interval, 3, 0)
	near(t, "the spread", a.Spread, 1.0/16, 1e-15)
	if a.Demand() != forecast.Intermittent {
		t.Errorf("demand is %v, want intermittent", a.Demand())
	}
	for _, test := range []struct {
		values []float64
		want   forecast.Demand
	}{
		{[]float64{5, 6, 5, 4}, forecast.Smooth},
		{[]float64{1, 1, 1, 20}, forecast.Erratic},
		{[]float64{1, 0, 0, 20, 0, 1, 0}, forecast.Lumpy},
		{[]float64{5, forecast.Missing(), forecast.Missing(), 5}, forecast.Smooth},
	} {
		if got := forecast.ActivityOf(test.values).Demand(); got != test.want {
			t.Errorf("demand of %v is %v, want %v", test.values, got, test.want)
		}
	}
}

// methods.md 1.6
func TestReconcile(t *testing.T) {
	t.Parallel()
	tree := forecast.Tree{-1, 0, 0}
	got := forecast.Reconcile(tree, []float64{100, 60, 30}, []float64{100, 36, 9})
	for i, want := range []float64{93.103, 62.483, 30.621} {
		near(t, "the node", got[i], want, 0.0005)
	}
	if got[0] != got[1]+got[2] {
		t.Errorf("%v and %v do not sum to %v", got[1], got[2], got[0])
	}
}

// A leaf that would fall below 0 is 0, and the rest is solved without it.
func TestReconcileNegativeLeaf(t *testing.T) {
	t.Parallel()
	got := forecast.Reconcile(forecast.Tree{-1, 0, 0}, []float64{10, 5, 20}, []float64{1, 100, 100})
	// Without A: B 20 (100) and T 10 (1) → (20·1 + 10·100) ÷ 101.
	for i, want := range []float64{1020.0 / 101, 0, 1020.0 / 101} {
		near(t, "the node", got[i], want, 1e-12)
	}
}

// Three levels, against the solution of the normal equations by hand: leaves a,
// b below M, leaf c beside it, all of variance 1, T of all.
func TestReconcileThreeLevels(t *testing.T) {
	t.Parallel()
	tree := forecast.Tree{-1, 0, 1, 1, 0}
	got := forecast.Reconcile(tree, []float64{20, 9, 3, 4, 10}, []float64{1, 1, 1, 1, 1})
	// Minimise (a−3)² + (b−4)² + (c−10)² + (a+b−9)² + (a+b+c−20)²:
	// 3a + 2b + c = 32, 2a + 3b + c = 33, a + b + 2c = 30.
	for i, want := range []float64{19.375, 8.75, 3.875, 4.875, 10.625} {
		near(t, "the node", got[i], want, 1e-12)
	}
}

// methods.md 1.4.10
func TestSensitivityFactor(t *testing.T) {
	t.Parallel()
	near(t, "the effect of +5 % at 0.6", forecast.Sensitivity{Beta: 0.6}.Factor(0.05), 1.0297, 0.00005)
}

func TestMeasures(t *testing.T) {
	t.Parallel()
	near(t, "sMAPE", forecast.SMAPE([]float64{100, 0, 50}, []float64{110, 0, 40}), (200*10.0/210+0+200*10.0/90)/3, 1e-12)
	got, ok := forecast.MASE([]float64{10, 12, 11, 15}, []float64{20, 20}, []float64{17, 21}, 1)
	near(t, "MASE", got, 2/(7.0/3), 1e-12)
	if !ok {
		t.Error("MASE is not known")
	}
	if _, ok := forecast.MASE([]float64{5, 5, 5}, []float64{5}, []float64{6}, 1); ok {
		t.Error("MASE is known of a series that never moved")
	}
	wape, bias, _ := forecast.WAPE([]float64{10, 10}, []float64{12, 9})
	near(t, "WAPE", wape, 0.15, 1e-12)
	near(t, "bias", bias, 0.05, 1e-12)
}
