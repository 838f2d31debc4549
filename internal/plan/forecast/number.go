package forecast

import "math"

func mean(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// repeat returns n times v.
func repeat(v float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// mod is i modulo m, never negative.
func mod(i, m int) int { return ((i % m) + m) % m }

// allPositive reports whether no value that is there is 0 or below.
func allPositive(values []float64) bool {
	for _, v := range values {
		if v <= 0 {
			return false
		}
	}
	return true
}

// filled puts a straight line where values are missing.
func filled(values []float64) []float64 {
	out := append([]float64(nil), values...)
	last := -1
	for i, v := range out {
		if math.IsNaN(v) {
			continue
		}
		for j := last + 1; j < i; j++ {
			if last < 0 {
				out[j] = v
			} else {
				out[j] = out[last] + (v-out[last])*float64(j-last)/float64(i-last)
			}
		}
		last = i
	}
	for j := last + 1; j < len(out); j++ {
		if last < 0 {
			out[j] = 0
		} else {
			out[j] = out[last]
		}
	}
	return out
}
