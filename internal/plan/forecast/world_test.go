package forecast_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/attainhq/attain/internal/plan/forecast"
)

// What is sold on each working day is forecast for the working days to come; a
// month without any brings nothing.
func TestWorkingDays(t *testing.T) {
	t.Parallel()
	days := []float64{21, 20, 23, 22, 21, 22, 23, 21, 22, 23, 20, 21}
	s := forecast.Series{Frequency: forecast.Monthly}
	for i := range 36 {
		s.Days = append(s.Days, days[(i*5)%12])
		s.Values = append(s.Values, 100*s.Days[i])
	}
	s.Days = append(s.Days, 18, 0, 25)
	f := forecast.One(s, forecast.Options{Horizon: 3})
	for k, want := range []float64{1800, 0, 2500} {
		near(t, "the month", f.Mean[k], want, 1e-6)
	}
}

// Sundays on which nothing is ever sold bring nothing, and teach nothing about
// the other days.
func TestClosedSundays(t *testing.T) {
	t.Parallel()
	s := forecast.Series{Frequency: forecast.Daily}
	for i := range 70 {
		if i%7 == 6 {
			s.Values = append(s.Values, 0)
		} else {
			s.Values = append(s.Values, 50)
		}
	}
	f := forecast.One(s, forecast.Options{Horizon: 7})
	if f.Method != forecast.Blend {
		t.Errorf("the method is %s", f.Method)
	}
	for k, want := range []float64{50, 50, 50, 50, 50, 50, 0} {
		near(t, fmt.Sprint("day ", k), f.Mean[k], want, 1e-6)
	}
}

// A market that moves the series by half of what it moves itself is found, and
// its coming way changes the forecast by just that.
func TestMarket(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // made-up sales need no secret
	s := forecast.Series{Frequency: forecast.Monthly, Market: &forecast.Market{Future: []float64{0, 0, 0}}}
	x := 100.0
	for range 120 {
		x *= math.Exp(0.05 * r.NormFloat64())
		s.Market.Past = append(s.Market.Past, x)
		s.Values = append(s.Values, 1000*math.Sqrt(x/100))
	}
	flat := forecast.One(s, forecast.Options{Horizon: 3})
	const n, prior = 108, 24
	near(t, "the sensitivity", flat.Market.Beta, 0.5*n/(n+prior), 1e-9)
	s.Market.Future = []float64{x, 1.05 * x} // and it stays there
	up := forecast.One(s, forecast.Options{Horizon: 3})
	near(t, "without a change", up.Mean[0], flat.Mean[0], 1e-6)
	for k := 1; k < 3; k++ {
		near(t, "with 5 % more", up.Mean[k]/flat.Mean[k], math.Pow(1.05, up.Market.Beta), 1e-9)
	}
}

// Young series cannot tell their season one by one; together they can.
func TestAGroupLendsItsSeason(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 1)) //nolint:gosec // made-up sales need no secret
	var group []forecast.Series
	for i := range 40 {
		s := forecast.Series{ID: fmt.Sprint(i), Frequency: forecast.Monthly}
		for month := range 18 {
			s.Values = append(s.Values, float64(100+i)*(1+0.5*math.Sin(2*math.Pi*float64(month)/12))*math.Exp(0.1*r.NormFloat64()))
		}
		group = append(group, s)
	}
	together := forecast.All(group, forecast.Options{Horizon: 12})[0]
	alone := forecast.One(group[0], forecast.Options{Horizon: 12})
	// Steps 0 … 11 are the months 18 … 29: the lowest is 21, the highest 27.
	low, high := slices.Min(together.Mean), slices.Max(together.Mean)
	if together.Mean[3] != low || together.Mean[9] != high || high < 2*low {
		t.Errorf("together: %v", together.Mean)
	}
	if low, high := slices.Min(alone.Mean), slices.Max(alone.Mean); high > 1.5*low {
		t.Errorf("alone there is a season: %v", alone.Mean)
	}
}

// What faded is expected no more; what never sold has no forecast but 0.
func TestNothingMore(t *testing.T) {
	t.Parallel()
	faded := forecast.Series{Frequency: forecast.Monthly, Values: []float64{5, 4, 0, 6, 5, 0, 4, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}}
	f := forecast.One(faded, forecast.Options{Horizon: 2})
	if f.Method != forecast.Sporadic || f.Mean[0] > 1 {
		t.Errorf("%s expects %v", f.Method, f.Mean)
	}
	never := forecast.One(forecast.Series{Frequency: forecast.Monthly, Values: make([]float64, 30)}, forecast.Options{Horizon: 2})
	if never.Method != forecast.Nothing || never.Mean[0] != 0 || !never.Step(0).IsZero() {
		t.Errorf("%s expects %v", never.Method, never.Mean)
	}
}

// A gap is a gap: it is not 0, and the steps after it keep their place.
func TestMissing(t *testing.T) {
	t.Parallel()
	s := forecast.Series{Frequency: forecast.Monthly}
	for i := range 48 {
		s.Values = append(s.Values, 100*(1+0.3*math.Sin(2*math.Pi*float64(i)/12)))
	}
	whole := forecast.One(s, forecast.Options{Horizon: 12})
	for _, gap := range []int{7, 20, 30} {
		s.Values[gap] = forecast.Missing()
	}
	for k, v := range forecast.One(s, forecast.Options{Horizon: 12}).Mean {
		near(t, fmt.Sprint("with gaps, step ", k), v, whole.Mean[k], 3)
	}
	s.Values[47], s.Values[46] = forecast.Missing(), forecast.Missing() // the last are not known yet
	for k, v := range forecast.One(s, forecast.Options{Horizon: 12}).Mean {
		near(t, fmt.Sprint("with an open end, step ", k), v, whole.Mean[k], 5)
	}
}
