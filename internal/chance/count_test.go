package chance_test

import (
	"math"
	"testing"

	"github.com/attainhq/attain/internal/chance"
)

// TestBetaBinomial holds the checks of methods.md 4.4 and 5.2.
func TestBetaBinomial(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		k, n int64
		a, b float64
		want float64
	}{{38, 150, 19, 103, 0.024}, {180, 200, 171, 31, 0.069}, {0, 10, 1, 1, 1}, {11, 10, 1, 1, 0}, {5, 9, 1, 1, 0.5}} {
		got := math.Round(chance.BetaBinomial(test.k, test.n, test.a, test.b)*1000) / 1000
		if got != test.want {
			t.Errorf("P(≥ %d of %d) with Beta(%v, %v) is %v, not %v", test.k, test.n, test.a, test.b, got, test.want)
		}
		if of := chance.Hits(test.n, test.a, test.b).AtLeast(float64(test.k)); math.Abs(of-chance.BetaBinomial(test.k, test.n, test.a, test.b)) > 1e-9 {
			t.Errorf("as a spread P(≥ %d of %d) is %v", test.k, test.n, of)
		}
	}
}

// TestCounts: the spread of a count has its mean, its variance and its chances.
func TestCounts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ mean, excess float64 }{{0.3, 0}, {4, 0}, {4, 0.5}, {250, 0.1}, {90_000, 0}} {
		s := chance.Counts(test.mean, test.excess)
		if math.Abs(s.Mean()-test.mean) > 1e-6*test.mean {
			t.Errorf("%v: the mean is %v", test, s.Mean())
		}
		if want := math.Sqrt(test.mean + test.excess*test.mean*test.mean); math.Abs(s.Deviation()-want) > 1e-4*want {
			t.Errorf("%v: the deviation is %v, want %v", test, s.Deviation(), want)
		}
		n := int64(math.Ceil(test.mean))
		near(t, "the chance of the mean or more", s.AtLeast(float64(n)), chance.NegativeBinomial(n, test.mean, test.excess))
	}
	near(t, "three calls or more at a mean of 2", chance.NegativeBinomial(3, 2, 0), 1-5*math.Exp(-2))
	near(t, "two hits or more of three", chance.Binomial(2, 3, 0.5), 0.5)
	near(t, "a count of nothing", chance.Counts(0, 1).AtLeast(1), 0)
}
