package forecast

import "math"

// SMAPE returns the symmetric mean absolute percentage error, 0 to 200; of 0
// and 0 it is 0.
func SMAPE(actual, forecast []float64) float64 {
	sum := 0.0
	for i, y := range actual {
		if size := math.Abs(y) + math.Abs(forecast[i]); size > 0 {
			sum += 200 * math.Abs(y-forecast[i]) / size
		}
	}
	return sum / float64(len(actual))
}

// MASE returns the mean absolute error against that of saying the last cycle of
// m again within the training values; false when that error is 0.
func MASE(training, actual, forecast []float64, m int) (float64, bool) {
	scale, _ := naiveError(training, m)
	if scale == 0 {
		return 0, false
	}
	return absolute(actual, forecast) / scale, true
}

// WAPE returns the sum of the absolute errors against the sum of the absolute
// values, and Bias that of the errors; false when there is nothing to compare.
func WAPE(actual, forecast []float64) (wape, bias float64, ok bool) {
	size, errors, signed := 0.0, 0.0, 0.0
	for i, y := range actual {
		size += math.Abs(y)
		errors += math.Abs(y - forecast[i])
		signed += forecast[i] - y
	}
	if size == 0 {
		return 0, 0, false
	}
	return errors / size, signed / size, true
}

func absolute(actual, forecast []float64) float64 {
	sum := 0.0
	for i, y := range actual {
		sum += math.Abs(y - forecast[i])
	}
	return sum / float64(len(actual))
}

// naiveError is the mean absolute error of saying the last cycle again, over
// the values that are not missing; n is how many it is the mean of.
func naiveError(values []float64, m int) (average float64, n int) {
	for t := m; t < len(values); t++ {
		if d := math.Abs(values[t] - values[t-m]); !math.IsNaN(d) {
			average += d
			n++
		}
	}
	if n > 0 {
		average /= float64(n)
	}
	return average, n
}
