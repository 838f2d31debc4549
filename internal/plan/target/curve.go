package target

import (
	"math"
	"slices"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/money"
)

// Curve is where somebody is expected to end: the values that are not exceeded
// with the chances of CurveLevels, none below the one before it.
type Curve []money.Amount

// CurveLevels is how many values a curve has: at 5 %, 10 % … 95 %.
const CurveLevels = 19

// CurveLevel returns the chance of the i-th value, from 0.
func CurveLevel(i int) float64 { return float64(i+1) / (CurveLevels + 1) }

// CurveOf returns the curve of a spread; nil where the spread does not reach so
// far.
func CurveOf(s chance.Spread) Curve {
	c := make(Curve, CurveLevels)
	for i := range c {
		at := quantile(s, CurveLevel(i))
		if at == nil {
			return nil
		}
		c[i] = *at
	}
	return c
}

// Bell returns the curve of a normal distribution.
func Bell(mean, sd money.Amount) Curve {
	c := make(Curve, CurveLevels)
	for i := range c {
		c[i] = mean + money.Amount(math.Round(chance.NormalQuantile(CurveLevel(i))*float64(sd)))
	}
	return c
}

// Plus adds curves as if the same luck moved both: a chance that all share is
// then the same at every level.
func (c Curve) Plus(other Curve) Curve {
	if c == nil {
		return slices.Clone(other)
	}
	sum := slices.Clone(c)
	for i := range sum {
		sum[i] += other[i]
	}
	return sum
}

// at is the value at the score of a normal distribution: in straight lines
// between the values and, beyond them, as steep as they are on the whole.
func (c Curve) at(z float64) float64 {
	score := func(i int) float64 { return chance.NormalQuantile(CurveLevel(i)) }
	last := len(c) - 1
	slope := float64(c[last]-c[0]) / (score(last) - score(0))
	switch {
	case z <= score(0):
		return float64(c[0]) + slope*(z-score(0))
	case z >= score(last):
		return float64(c[last]) + slope*(z-score(last))
	}
	i := 1
	for score(i) < z {
		i++
	}
	part := (z - score(i-1)) / (score(i) - score(i-1))
	return float64(c[i-1]) + part*float64(c[i]-c[i-1])
}

// Chance returns the chance to reach the value.
func (c Curve) Chance(value money.Amount) money.Amount {
	const widest = 6.0
	low, high := -widest, widest
	if c.at(low) >= float64(value) {
		return money.Unit
	}
	if c.at(high) < float64(value) {
		return 0
	}
	for range 60 {
		middle := (low + high) / 2
		if c.at(middle) < float64(value) {
			low = middle
		} else {
			high = middle
		}
	}
	return shareOf(1 - chance.NormalBelow(high))
}
