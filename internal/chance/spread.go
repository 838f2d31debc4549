// Package chance holds what is known of a number that is not yet known: where
// it may land, and how likely each place is. Forecasts and projections end in a
// Spread; targets, statuses and calibration begin with one.
//
// It knows neither money nor time: values are in whole units (of a currency, of
// cases, 0.25 for 25 %), and who makes a Spread says of what. How it is come by
// is for its makers.
package chance

import (
	"cmp"
	"math"
	"slices"
)

// Weighted is a value with its weight, which need not be a share.
type Weighted struct {
	Value, Weight float64
}

// Spread is a distribution of finitely many values. The zero value knows
// nothing: its chances are 0.5 and its quantiles are not available.
type Spread struct {
	values  []float64 // ascending, distinct
	upTo    []float64 // share of what is ≤ the value, of what is inside; the last is 1
	outside float64   // share that lies beyond what was seen, half of it on each side
	floored bool      // nothing lies below the floor
	floor   float64
}

// Of returns the spread of the values, each by its weight. Values that are not
// finite, and weights that are not above 0, are left out.
func Of(values []Weighted) Spread {
	kept := slices.DeleteFunc(slices.Clone(values), func(v Weighted) bool {
		return !(v.Weight > 0) || math.IsInf(v.Weight, 0) || math.IsNaN(v.Value) || math.IsInf(v.Value, 0)
	})
	slices.SortFunc(kept, func(a, b Weighted) int { return cmp.Compare(a.Value, b.Value) })
	var s Spread
	whole := 0.0
	for _, v := range kept {
		whole += v.Weight
		if n := len(s.values); n > 0 && s.values[n-1] == v.Value {
			s.upTo[n-1] = whole
			continue
		}
		s.values, s.upTo = append(s.values, v.Value), append(s.upTo, whole)
	}
	for i := range s.upTo {
		s.upTo[i] /= whole
	}
	return s
}

// Seen returns the spread of equally likely values that were seen, where the
// next one may lie beyond all of them: with n values that has the chance
// 1 ÷ (n + 1), so that the chance of a value or more is (number of those + ½) ÷
// (n + 1) and 80 % between two quantiles needs four values (methods.md, 1.5).
func Seen(values []float64) Spread {
	weighted := make([]Weighted, len(values))
	for i, v := range values {
		weighted[i] = Weighted{Value: v, Weight: 1}
	}
	s := Of(weighted)
	if len(s.values) > 0 {
		s.outside = 1 / float64(len(values)+1)
	}
	return s
}

// Known returns the spread of a number that is certain.
func Known(value float64) Spread { return Of([]Weighted{{Value: value, Weight: 1}}) }

// IsZero reports whether nothing is known.
func (s Spread) IsZero() bool { return len(s.values) == 0 }

// AtLeast returns the chance of x or more, in [0, 1]; it never rises with x.
// What lies beyond everything that was seen is the less likely the further out.
func (s Spread) AtLeast(x float64) float64 {
	if s.IsZero() || math.IsNaN(x) {
		return 0.5
	}
	if s.floored && x <= s.floor {
		return 1
	}
	if first, last := s.values[0], s.values[len(s.values)-1]; s.outside > 0 && x > last {
		return s.outside / 2 * s.beyond(x, last)
	} else if s.outside > 0 && x < first {
		return 1 - s.outside/2*s.beyond(x, first)
	}
	i, _ := slices.BinarySearch(s.values, x)
	below := 0.0
	if i > 0 {
		below = s.upTo[i-1]
	}
	return s.outside/2 + (1-s.outside)*(1-below)
}

// beyond returns the part of what lies beyond the last value seen on a side that
// lies beyond x: as Student's distribution of one value more fades. Values that
// never differed tell nothing of how it does.
func (s Spread) beyond(x, last float64) float64 {
	n := 1/s.outside - 1
	mean, degrees := s.Mean(), max(1, n-1)
	deviation := s.Deviation() * math.Sqrt((n+1)/degrees)
	from := math.Abs(last-mean) / deviation
	if !(deviation > 0) || !(from > 0) {
		return 1
	}
	part := StudentAbove(math.Abs(x-mean)/deviation, degrees) / StudentAbove(from, degrees)
	if math.IsNaN(part) {
		return 0
	}
	return min(1, max(0, part))
}

// AtMost returns the chance of x or less, in [0, 1].
func (s Spread) AtMost(x float64) float64 {
	if s.IsZero() || math.IsNaN(x) {
		return 0.5
	}
	return 1 - s.AtLeast(math.Nextafter(x, math.Inf(1)))
}

// Quantile returns the smallest value that is not exceeded with the chance p;
// ok is false when that lies beyond what was seen, or nothing is known.
func (s Spread) Quantile(p float64) (value float64, ok bool) {
	const rounding = 1e-12 // 0.05 is 0.5 ÷ 10 even where binary fractions differ
	if s.IsZero() || math.IsNaN(p) || p < s.outside/2-rounding || p > 1-s.outside/2+rounding {
		return 0, false
	}
	inside := (p - s.outside/2) / (1 - s.outside)
	i, _ := slices.BinarySearchFunc(s.upTo, inside, func(upTo, want float64) int { return cmp.Compare(upTo, want-rounding) })
	return s.values[min(i, len(s.values)-1)], true
}

// Mean returns the mean of what was seen; 0 when nothing is known.
func (s Spread) Mean() float64 {
	sum, before := 0.0, 0.0
	for i, v := range s.values {
		sum += v * (s.upTo[i] - before)
		before = s.upTo[i]
	}
	return sum
}

// Deviation returns the standard deviation of what was seen.
func (s Spread) Deviation() float64 {
	mean, sum, before := s.Mean(), 0.0, 0.0
	for i, v := range s.values {
		sum += (v - mean) * (v - mean) * (s.upTo[i] - before)
		before = s.upTo[i]
	}
	return math.Sqrt(sum)
}

// Moved returns the spread of the number plus by.
func (s Spread) Moved(by float64) Spread {
	return s.each(func(v float64) float64 { return v + by })
}

// WithMean returns the spread moved so that its mean is so much. Of a number that
// cannot be below a floor, what lies above the floor grows or shrinks in
// proportion: moved, a part of it would fall below.
func (s Spread) WithMean(mean float64) Spread {
	own := s.Mean()
	if !s.floored || own <= s.floor {
		return s.Moved(mean - own)
	}
	return s.Around(s.floor, s.floor, max(0, mean-s.floor)/(own-s.floor))
}

// NotBelow returns the spread of a number that cannot be below the floor.
func (s Spread) NotBelow(floor float64) Spread {
	s = s.each(func(v float64) float64 { return max(v, floor) })
	if !s.floored {
		s.floored, s.floor = true, floor
	}
	return s
}

// each applies a function that never falls.
func (s Spread) each(f func(float64) float64) Spread {
	out := Spread{outside: s.outside, floored: s.floored}
	if s.floored {
		out.floor = f(s.floor)
	}
	for i, v := range s.values {
		v = f(v)
		if n := len(out.values); n > 0 && out.values[n-1] == v {
			out.upTo[n-1] = s.upTo[i]
			continue
		}
		out.values, out.upTo = append(out.values, v), append(out.upTo, s.upTo[i])
	}
	return out
}

// Around returns the spread about another centre: a value that lies d above the
// first lies factor × d above the second. The factor is 0 or more.
func (s Spread) Around(from, to, factor float64) Spread {
	return s.each(func(v float64) float64 { return to + (v-from)*factor })
}
