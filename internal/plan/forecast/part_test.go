package forecast_test

import (
	"math"
	"testing"

	"github.com/attainhq/attain/internal/plan/forecast"
)

// TestPart: whole steps are their sum; a part has its share of the mean, and the
// root of it of the spread; nothing is said of steps that are not forecast.
func TestPart(t *testing.T) {
	t.Parallel()
	var values []float64
	for i := range 60 {
		values = append(values, 100+10*math.Sin(float64(i)*1.7)+float64(i%5))
	}
	f := forecast.One(forecast.Series{ID: "a", Frequency: forecast.Monthly, Values: values}, forecast.Options{Horizon: 6})
	whole, sum := f.Part([]float64{1, 1, 1}), f.Sum(0, 3)
	for _, level := range []float64{0.1, 0.5, 0.9} {
		a, okA := whole.Quantile(level)
		b, okB := sum.Quantile(level)
		if !okA || !okB || math.Abs(a-b) > 1e-9 {
			t.Errorf("at %v: %v and %v", level, a, b)
		}
	}
	quarter := f.Part([]float64{0, 0.25})
	if got, want := quarter.Deviation(), f.Step(1).Deviation()/2; math.Abs(got-want) > 0.25*want {
		t.Errorf("a quarter deviates by %v, not by about %v", got, want)
	}
	if !f.Part([]float64{0, 0, 0, 0, 0, 0, 1}).IsZero() || !f.Part(nil).IsZero() {
		t.Error("something is said of what is not forecast")
	}
	moved := f.Moved([]float64{1, 2, 3, 4, 5, 6})
	if moved.Total(0, 3) != 6 || f.Total(0, 3) == 6 || moved.Variance(0) != f.Variance(0) || !(f.Variance(0) > 0) {
		t.Error("moved means are not the means, or change how far they may miss")
	}
}

// TestTried: what is told of earlier forecasts is what then came; of a short
// history the sums are shorter.
func TestTried(t *testing.T) {
	t.Parallel()
	var values []float64
	for i := range 48 {
		values = append(values, 50+float64(i%7))
	}
	f := forecast.One(forecast.Series{ID: "a", Frequency: forecast.Monthly, Values: values}, forecast.Options{Horizon: 6})
	list, steps := f.Tried(0, 3)
	if steps != 3 || len(list) < 10 {
		t.Fatalf("%d trials of %d months", len(list), steps)
	}
	for _, one := range list {
		if one.Actual < 150 || one.Actual > 168 || one.Forecast < 140 || one.Forecast > 178 {
			t.Errorf("%+v", one)
		}
	}
	short := forecast.One(forecast.Series{ID: "b", Frequency: forecast.Monthly, Values: values[:10]}, forecast.Options{Horizon: 12})
	if list, steps := short.Tried(0, 12); steps >= 12 || len(list) > 0 && steps < 1 {
		t.Errorf("%d trials of %d months from ten", len(list), steps)
	}
}

// TestWholeMonths: what comes whole each month, such as a rent, is not spread over
// working days; what is sold by the day is.
func TestWholeMonths(t *testing.T) {
	t.Parallel()
	days := []float64{21, 20, 23, 21, 20, 22, 23, 21, 22, 22, 20, 22}
	var rent, daily, worked []float64
	for i := range 42 {
		worked = append(worked, days[i%12])
		if i < 36 {
			rent, daily = append(rent, 500), append(daily, 30*days[i%12])
		}
	}
	for name, want := range map[string]struct {
		values []float64
		next   float64
	}{"rent": {rent, 500}, "daily": {daily, 30 * 21}} {
		f := forecast.One(forecast.Series{ID: name, Frequency: forecast.Monthly, Values: want.values, Days: worked}, forecast.Options{Horizon: 6})
		if math.Abs(f.Mean[0]-want.next) > 1e-6*want.next {
			t.Errorf("%s: %v, not %v", name, f.Mean[0], want.next)
		}
	}
}
