package target

import (
	"math"

	"github.com/attainhq/attain/internal/money"
)

// Indices says how the months of a year differ: 1 is an average month. Shrunk
// tells how much of the measured difference was believed, from 0 to 1.
type Indices struct {
	Index  [12]float64 // January first; they average 1
	Shrunk float64
}

// Seasonal measures the indices of monthly values, the first of which is of
// the month first (0 for January). They are shrunk towards 1 by how uncertain
// they are (James–Stein, methods.md 1.4.3). With less than two full years, or
// where nothing was sold, all are 1.
func Seasonal(values []money.Amount, first int) Indices {
	flat := Indices{}
	for i := range flat.Index {
		flat.Index[i] = 1
	}
	const year = 12
	if len(values) < 2*year {
		return flat
	}
	var ratios [year][]float64
	for t := year / 2; t+year/2 < len(values); t++ {
		average := (float64(values[t-year/2]) + float64(values[t+year/2])) / 2
		for i := t - year/2 + 1; i < t+year/2; i++ {
			average += float64(values[i])
		}
		if average /= year; average > 0 {
			m := (first + t) % year
			ratios[m] = append(ratios[m], max(0, float64(values[t])/average))
		}
	}
	raw := flat
	total := 0.0
	for m, list := range ratios {
		if len(list) == 0 {
			return flat
		}
		raw.Index[m] = mean(list)
		total += raw.Index[m]
	}
	if total == 0 {
		return flat
	}
	for m := range raw.Index {
		raw.Index[m] *= year / total
	}
	return shrink(raw, ratios)
}

// shrink draws the indices towards 1 by the weight of methods.md 1.4.3.
func shrink(raw Indices, ratios [12][]float64) Indices {
	const months = 12.0
	var within, count, between float64
	repeated := false
	for m, list := range ratios {
		if len(list) > 1 {
			repeated = true
		}
		for _, r := range list {
			within += (r - mean(list)) * (r - mean(list))
		}
		count += float64(len(list))
		between += (raw.Index[m] - 1) * (raw.Index[m] - 1)
	}
	between /= months - 1
	weight := 0.5 // two years hold nothing to choose it from
	if repeated {
		variance := 0.0
		if count > months {
			variance = within / (count - months)
		}
		weight = jamesStein(between, variance/(count/months))
	}
	if between == 0 {
		weight = 0
	}
	raw.Shrunk = weight
	const least = 0.05
	for m := range raw.Index {
		raw.Index[m] = max(least, 1+weight*(raw.Index[m]-1))
	}
	return raw
}

// jamesStein returns the weight for twelve indices whose spread is a and whose
// uncertainty is v.
func jamesStein(a, v float64) float64 {
	const months = 12.0
	if a <= 0 {
		return 0
	}
	return min(1, max(0, 1-(months-3)/(months-1)*v/a))
}

// Weights returns the indices of the months as whole numbers for Phase, each
// multiplied with the working days of its period.
func (i Indices) Weights(months []int, workingDays []int64) []int64 {
	weights := make([]int64, len(months))
	for n, m := range months {
		weights[n] = int64(math.Round(i.Index[((m%12)+12)%12]*1e6)) * workingDays[n]
	}
	return weights
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum / float64(len(list))
}
