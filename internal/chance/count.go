package chance

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// The distributions that chances come from. Each function returns a chance in
// [0, 1] and never NaN for the arguments that its comment allows.

// StudentAbove returns P(X > t) of Student's distribution with degrees above 0.
func StudentAbove(t, degrees float64) float64 {
	tail := mathext.RegIncBeta(degrees/2, 0.5, degrees/(degrees+t*t)) / 2
	if t < 0 {
		return 1 - tail
	}
	return tail
}

// NormalBelow returns P(X ≤ z) of the normal distribution.
func NormalBelow(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }

// NormalQuantile returns the value that a normal number does not exceed with
// the chance p, which lies between 0 and 1, both exclusive.
func NormalQuantile(p float64) float64 { return mathext.NormalQuantile(p) }

// NegativeBinomial returns P(X ≥ n) for a count with the mean and the variance
// mean + excess × mean². Without excess it is Poisson's.
func NegativeBinomial(n int64, mean, excess float64) float64 {
	switch {
	case n <= 0:
		return 1
	case mean <= 0:
		return 0
	case excess*mean < 1e-9:
		return mathext.GammaIncReg(float64(n), mean)
	}
	size := 1 / excess
	return 1 - mathext.RegIncBeta(size, float64(n), size/(size+mean))
}

// Binomial returns P(X ≥ k) of n cases with the rate.
func Binomial(k, n int64, rate float64) float64 {
	switch {
	case k <= 0:
		return 1
	case k > n:
		return 0
	}
	return mathext.RegIncBeta(float64(k), float64(n-k+1), rate)
}

// BetaBinomial returns P(X ≥ k) for n new cases of a rate known as Beta(a, b):
// the predictive distribution after a − 1 hits and b − 1 misses.
func BetaBinomial(k, n int64, a, b float64) float64 {
	switch {
	case k <= 0:
		return 1
	case k > n:
		return 0
	}
	sum := 0.0
	for i := n; i >= k; i-- { // the small terms first
		sum += hits(i, n, a, b)
	}
	return min(1, sum)
}

// hits returns P(X = i) of BetaBinomial.
func hits(i, n int64, a, b float64) float64 {
	rest := float64(n - i)
	return math.Exp(-math.Log(float64(n)+1) - lnBeta(float64(i)+1, rest+1) + lnBeta(float64(i)+a, rest+b) - lnBeta(a, b))
}

func lnBeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}

// Counts returns the spread of a count with the mean and the variance mean +
// excess × mean²: Poisson's without excess. What is so unlikely that it changes
// no number is left out, and so is all but the shape of means above a million.
func Counts(mean, excess float64) Spread {
	if math.IsNaN(mean) || mean <= 0 || math.IsInf(mean, 0) {
		return Known(0)
	}
	excess = max(0, excess)
	deviation := math.Sqrt(mean + excess*mean*mean)
	reach := 10*deviation + 20
	if excess > 0 {
		reach += 40 * excess * mean // the tail is as long as that of an exponential
	}
	first, last := math.Max(0, math.Floor(mean-reach)), math.Ceil(mean+reach)
	const most = 20_000
	step := max(1, math.Ceil((last-first)/most))
	values := make([]Weighted, 0, int((last-first)/step)+1)
	for n := first; n <= last; n += step {
		if p := NegativeBinomial(int64(n), mean, excess) - NegativeBinomial(int64(n+step), mean, excess); p > 1e-15 {
			values = append(values, Weighted{Value: n + math.Floor((step-1)/2), Weight: p})
		}
	}
	return Of(values)
}

// Hits returns the spread of the number of hits among n new cases of a rate
// known as Beta(a, b).
func Hits(n int64, a, b float64) Spread {
	values := make([]Weighted, 0, n+1)
	for i := int64(0); i <= n; i++ {
		values = append(values, Weighted{Value: float64(i), Weight: hits(i, n, a, b)})
	}
	return Of(values)
}

// SquaresAbove returns P(X > x) of the sum of so many squares of normal numbers
// (χ²).
func SquaresAbove(x, degrees float64) float64 {
	if x <= 0 {
		return 1
	}
	return 1 - mathext.GammaIncReg(degrees/2, x/2)
}
