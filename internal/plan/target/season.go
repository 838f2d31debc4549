package target

import (
	"math"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/forecast"
)

// Indices says how the months of a year differ: 1 is an average month. Shrunk
// tells how much of the measured difference was believed, from 0 to 1.
type Indices struct {
	Index  [12]float64 // January first; they average about 1
	Shrunk float64
}

// Seasonal measures the indices of monthly values, the first of which is of
// the month first (0 for January). They are shrunk towards 1 by how uncertain
// they are (forecast.Seasonal). With less than two full years, or where nothing
// was sold, all are 1.
func Seasonal(values []money.Amount, first int) Indices {
	plain := make([]float64, len(values))
	for i, v := range values {
		plain[i] = float64(v)
	}
	p := forecast.Factors(plain, first, len(Indices{}.Index))
	out := Indices{Shrunk: p.Believed}
	copy(out.Index[:], p.Index)
	return out
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
