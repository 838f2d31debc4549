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
// without season and gaps. What stays is a new level, not an error; the last
// value may be the first of one, so it is marked and left.
func cleaned(y []float64) (clean []float64, at []int) {
	n := len(y)
	if n < 2*around+1 {
		return y, nil
	}
	rest := make([]float64, n)
	for i := range y {
		rest[i] = y[i] - (before(y, i)+after(y, i))/2
	}
	limit := deviations * madToSigma * deviation(rest)
	if limit == 0 {
		limit = deviations * madToSigma * flatShare * medianSize(y)
	}
	clean = y
	for i, v := range y {
		r := v - before(y, i)
		if other := v - after(y, i); math.Abs(other) < math.Abs(r) || other*r < 0 {
			r = other
		}
		if math.Abs(r) <= limit || limit == 0 || (v-before(y, i))*(v-after(y, i)) < 0 {
			continue
		}
		at = append(at, i)
		if i == n-1 {
			continue
		}
		if len(at) == 1 {
			clean = slices.Clone(y)
		}
		clean[i] = v - r + math.Copysign(limit, r)
	}
	return clean, at
}

// around is how many values on each side a value is held against.
const around = 3

// before returns the median of the values before the i-th; of those after it
// where there are too few.
func before(y []float64, i int) float64 {
	if i < around {
		return after(y, i)
	}
	return median3(y[i-3], y[i-2], y[i-1])
}

// after returns the median of the values after the i-th; of those before it at
// the end.
func after(y []float64, i int) float64 {
	switch n := len(y); {
	case i+around < n:
		return median3(y[i+1], y[i+2], y[i+3])
	case i+2 < n:
		return (y[i+1] + y[i+2]) / 2
	case i+1 < n:
		return y[i+1]
	default:
		return before(y, i)
	}
}

func median3(a, b, c float64) float64 {
	return max(min(a, b), min(max(a, b), c))
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
