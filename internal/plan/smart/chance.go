package smart

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/attainhq/attain/internal/money"
)

// The distributions that chances come from. Each returns a chance in [0, 1] and
// never NaN for arguments that their callers give.

// studentAbove returns P(X > t) of Student's distribution.
func studentAbove(t, degrees float64) float64 {
	tail := mathext.RegIncBeta(degrees/2, 0.5, degrees/(degrees+t*t)) / 2
	if t < 0 {
		return 1 - tail
	}
	return tail
}

// negativeBinomial returns P(X ≥ n) for a count with the mean and the variance
// mean + excess × mean². Without excess it is Poisson's.
func negativeBinomial(n int64, mean, excess float64) float64 {
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

// binomial returns P(X ≥ k) of n cases with the rate.
func binomial(k, n int64, rate float64) float64 {
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
	lnBeta := func(a, b float64) float64 {
		x, _ := math.Lgamma(a)
		y, _ := math.Lgamma(b)
		z, _ := math.Lgamma(a + b)
		return x + y - z
	}
	whole := lnBeta(a, b)
	sum := 0.0
	choose := -math.Log(float64(n) + 1)
	for i := n; i >= k; i-- { // the small terms first
		rest := float64(n - i)
		sum += math.Exp(choose - lnBeta(float64(i)+1, rest+1) + lnBeta(float64(i)+a, rest+b) - whole)
	}
	return min(1, sum)
}

// Joint returns the chance that all of several things happen, each with its
// own chance, when they share luck: rho is the correlation of what decides
// them. With 0 it is the product.
func Joint(chances []float64, rho float64) float64 {
	product := 1.0
	for _, p := range chances {
		product *= p
	}
	if rho <= 0 || product == 0 || len(chances) < 2 {
		return product
	}
	const points = 400
	sum := 0.0
	for i := range points {
		luck := mathext.NormalQuantile((float64(i) + 0.5) / points)
		all := 1.0
		for _, p := range chances {
			if p >= 1 {
				continue
			}
			all *= normal((mathext.NormalQuantile(p) + math.Sqrt(rho)*luck) / math.Sqrt(1-rho))
		}
		sum += all
	}
	return sum / points
}

func normal(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

func whole(a money.Amount) int64 { return floorDiv(int64(a), int64(money.Unit)) }

// ceilOf returns the least number of hits among had + cases that makes the
// rate; floorOf the largest that does not exceed it.
func ceilOf(rate, had money.Amount, cases float64) int64 {
	n := whole(had) + int64(cases)
	return ceilDiv(int64(rate)*n, int64(money.Unit))
}

func floorOf(rate, had money.Amount, cases float64) int64 {
	n := whole(had) + int64(cases)
	return floorDiv(int64(rate)*n, int64(money.Unit))
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && a < 0 {
		q--
	}
	return q
}

func ceilDiv(a, b int64) int64 { return -floorDiv(-a, b) }
