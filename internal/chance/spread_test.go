package chance_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/chance"
)

func near(t *testing.T, name string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s is %v, want %v", name, got, want)
	}
}

func TestSeen(t *testing.T) {
	t.Parallel()
	s := chance.Seen([]float64{4, 1, 3, 2})
	near(t, "the chance of 3 or more of four values", s.AtLeast(3), (2+0.5)/5)
	near(t, "the chance of more than all that was seen", s.AtLeast(math.Nextafter(4, 5)), 0.1)
	near(t, "the chance of 2 or less", s.AtMost(2), (2+0.5)/5)
	near(t, "the mean", s.Mean(), 2.5)
	for p, want := range map[float64]float64{0.1: 1, 0.5: 2, 0.9: 4} {
		if got, ok := s.Quantile(p); !ok || got != want {
			t.Errorf("quantile %v is %v, %v; want %v", p, got, ok, want)
		}
	}
	if v, ok := s.Quantile(0.95); ok {
		t.Errorf("four values gave a quantile of 95 %%: %v", v)
	}
}

func TestOf(t *testing.T) {
	t.Parallel()
	s := chance.Of([]chance.Weighted{{10, 1}, {20, 2}, {10, 1}, {math.NaN(), 1}, {30, 0}, {math.Inf(1), 1}})
	near(t, "the chance of 20 or more", s.AtLeast(20), 0.5)
	near(t, "the chance of 20.5 or more", s.AtLeast(20.5), 0)
	near(t, "the mean", s.Mean(), 15)
	near(t, "the deviation", s.Deviation(), 5)
	near(t, "the mean of what was moved", s.Moved(-5).Mean(), 10)
	near(t, "the mean of what is at least 18", s.NotBelow(18).Mean(), 19)
	near(t, "the mean about another centre", s.Around(10, 100, 0.5).Mean(), 102.5)
	near(t, "the deviation about another centre", s.Around(10, 100, 0.5).Deviation(), 2.5)
	near(t, "the chance of a certain number", chance.Known(7).AtLeast(7), 1)
}

func TestNothingKnown(t *testing.T) {
	t.Parallel()
	var s chance.Spread
	if _, ok := s.Quantile(0.5); ok || !s.IsZero() {
		t.Error("nothing is known, and it has a median")
	}
	near(t, "the chance", s.AtLeast(1), 0.5)
	near(t, "the mean", s.Mean(), 0)
}

func TestProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e12, 1e12), 1, 40).Draw(t, "values")
		s := chance.Seen(values)
		x, by := rapid.Float64Range(-1e12, 1e12).Draw(t, "x"), rapid.Float64Range(0, 1e12).Draw(t, "by")
		p := s.AtLeast(x)
		if p < 0 || p > 1 || s.AtLeast(x+by) > p {
			t.Fatalf("the chance of %v is %v, of %v %v", x, p, x+by, s.AtLeast(x+by))
		}
		last := math.Inf(-1)
		for level := 0.0; level <= 1; level += 0.05 {
			q, ok := s.Quantile(level)
			if !ok {
				continue
			}
			if q < last {
				t.Fatalf("quantile %v is %v, after %v", level, q, last)
			}
			if below := s.AtMost(q); below < level-1e-9 {
				t.Fatalf("%v is quantile %v, but has the chance %v", q, level, below)
			}
			last = q
		}
	})
}

// TestWithMean: the mean is what is asked for, and nothing falls below a floor.
func TestWithMean(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := chance.Seen(rapid.SliceOfN(rapid.Float64Range(-100, 900), 1, 30).Draw(t, "values"))
		mean := rapid.Float64Range(0, 2000).Draw(t, "mean")
		if got := s.WithMean(mean).Mean(); math.Abs(got-mean) > 1e-9*(1+mean) {
			t.Fatalf("the mean is %v, not %v", got, mean)
		}
		floored := s.NotBelow(0).WithMean(mean)
		if got := floored.Mean(); math.Abs(got-mean) > 1e-9*(1+mean) || floored.AtLeast(0) != 1 {
			t.Fatalf("above the floor the mean is %v, not %v; at least 0 with %v", got, mean, floored.AtLeast(0))
		}
	})
}
