package calibrate

import (
	"math"
	"slices"

	"github.com/attainhq/attain/internal/chance"
)

// Levels are the quantiles by which a projection is stored: 5 % to 95 %.
func Levels() []float64 {
	const n = 19
	levels := make([]float64, n)
	for i := range levels {
		levels[i] = float64(i+1) / (n + 1)
	}
	return levels
}

// CRPS returns how far a distribution was from what happened, in the unit of the
// value: mean |x − y| − ½ mean |x − x′|. Of a certain number it is the absolute
// error. ok is false when nothing was known.
func CRPS(s chance.Spread, actual float64) (score float64, ok bool) {
	values := s.Values()
	if len(values) == 0 || math.IsNaN(actual) {
		return 0, false
	}
	apart, below, sum := 0.0, 0.0, 0.0 // weight and weighted sum of smaller values
	for _, v := range values {
		score += v.Weight * math.Abs(v.Value-actual)
		apart += v.Weight * (v.Value*below - sum)
		below, sum = below+v.Weight, sum+v.Weight*v.Value
	}
	return max(0, score-apart), true // each pair was met once, and counts twice by a half
}

// CRPSQuantiles is CRPS of a distribution of which only quantiles are kept: 2 ×
// the mean of the quantile losses. ok is false without them.
func CRPSQuantiles(levels, quantiles []float64, actual float64) (score float64, ok bool) {
	if len(levels) != len(quantiles) || len(levels) == 0 || math.IsNaN(actual) {
		return 0, false
	}
	for i, level := range levels {
		if over := actual - quantiles[i]; over >= 0 {
			score += level * over
		} else {
			score += (level - 1) * over
		}
	}
	return 2 * score / float64(len(levels)), true
}

// PIT returns where in its distribution the actual was: F(y−) + v·(F(y) −
// F(y−)), with v between 0 and 1 for what falls on a single value. Of good
// distributions all places are equally frequent.
func PIT(s chance.Spread, actual, v float64) (place float64, ok bool) {
	if s.IsZero() || math.IsNaN(actual) {
		return 0, false
	}
	below := 1 - s.AtLeast(actual)
	return min(1, max(0, below+v*(s.AtMost(actual)-below))), true
}

// Uniform tests whether places (of PIT) are equally frequent: the chance of a
// difference at least as large when they are (χ² on ten bins). ok is false
// below fifty.
func Uniform(places []float64) (p float64, ok bool) {
	const least = 50
	if len(places) < least {
		return 0, false
	}
	var counts [bins]float64
	for _, u := range places {
		counts[min(bins-1, max(0, int(u*bins)))]++
	}
	expected := float64(len(places)) / bins
	sum := 0.0
	for _, n := range counts {
		sum += (n - expected) * (n - expected) / expected
	}
	return chance.SquaresAbove(sum, bins-1), true
}

// Ranged is a range that was given with what then happened.
type Ranged struct {
	Low, High, Actual float64
}

// Coverage is how many ranges held what happened.
type Coverage struct {
	Hits, Count      int
	Share, Low, High float64 // with Wilson's interval of 95 %
}

// Cover counts the ranges that held what happened, their ends included.
func Cover(list []Ranged) Coverage {
	c := Coverage{Count: len(list), High: 1}
	for _, r := range list {
		if r.Low <= r.Actual && r.Actual <= r.High {
			c.Hits++
		}
	}
	if c.Count > 0 {
		c.Share = float64(c.Hits) / float64(c.Count)
		c.Low, c.High = Wilson(c.Hits, c.Count)
	}
	return c
}

// Wilson returns between what a rate lies with 95 %, after so many hits of n;
// 0 and 1 without cases.
func Wilson(hits, n int) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	cases, share := float64(n), float64(hits)/float64(n)
	middle := (share + z*z/(2*cases)) / (1 + z*z/cases)
	half := z / (1 + z*z/cases) * math.Sqrt(share*(1-share)/cases+z*z/(4*cases*cases))
	return max(0, middle-half), min(1, middle+half)
}

// Quantiles returns the values of a spread at Levels; ok is false when it cannot
// support all of them.
func Quantiles(s chance.Spread) (values []float64, ok bool) {
	for _, level := range Levels() {
		v, ok := s.Quantile(level)
		if !ok {
			return nil, false
		}
		values = append(values, v)
	}
	return values, slices.IsSorted(values)
}
