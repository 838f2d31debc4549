package forecast

import (
	"math"
	"slices"
)

// Outlier is a value that was drawn in for fitting. Scores and reports keep the
// raw one.
type Outlier struct {
	At            int     // place in the values of the series
	Value, Fitted float64 // as it was, and as it was drawn in
	Last          bool    // it is the last value: marked, but left as it is
}

// limits are how far from the middle a value is believed.
const (
	deviations = 4
	madToSigma = 1.4826
	flatShare  = 0.1 // of the median size, where the values hardly differ
)

// cleaned draws in single values far from those around them (Hampel), in values
// without season and gaps. A run of them is a new level, not an error; the last
// value may be the first of such a run, so it is marked and left.
func cleaned(y []float64) (clean []float64, at []int) {
	const around = 3
	n := len(y)
	if n < 2*around+1 {
		return y, nil
	}
	rest, middles := make([]float64, n), make([]float64, n)
	var window [2*around + 1]float64
	for i := range y {
		w := window[:0]
		for j := max(0, i-around); j <= min(n-1, i+around); j++ {
			if j != i {
				w = append(w, y[j])
			}
		}
		middles[i] = medianOf(w)
		rest[i] = y[i] - middles[i]
	}
	limit := deviations * madToSigma * deviation(rest)
	if limit == 0 {
		limit = deviations * madToSigma * flatShare * medianSize(y)
	}
	clean = y
	for i, r := range rest {
		if math.Abs(r) <= limit || limit == 0 {
			continue
		}
		if i == n-1 {
			at = append(at, i)
			continue
		}
		if follows(rest, i, limit) {
			continue
		}
		if len(at) == 0 {
			clean = slices.Clone(y)
		}
		clean[i] = middles[i] + math.Copysign(limit, r)
		at = append(at, i)
	}
	return clean, at
}

// follows reports whether a neighbour is as far off on the same side.
func follows(rest []float64, i int, limit float64) bool {
	for _, j := range []int{i - 1, i + 1} {
		if j >= 0 && j < len(rest) && rest[j]*rest[i] > 0 && math.Abs(rest[j]) > limit/2 {
			return true
		}
	}
	return false
}

// medianOf sorts the values.
func medianOf(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	half := len(values) / 2
	if len(values)%2 == 1 {
		return values[half]
	}
	return (values[half-1] + values[half]) / 2
}

// deviation is the median distance from the median.
func deviation(values []float64) float64 {
	sorted := slices.Clone(values)
	middle := medianOf(sorted)
	for i, v := range sorted {
		sorted[i] = math.Abs(v - middle)
	}
	return medianOf(sorted)
}

func medianSize(values []float64) float64 {
	sizes := make([]float64, len(values))
	for i, v := range values {
		sizes[i] = math.Abs(v)
	}
	return medianOf(sizes)
}
