package forecast_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/attainhq/attain/internal/plan/forecast"
)

// made makes up so many sales series of n periods: a level that wanders, a
// trend, a season that the series share in part, noise, now and then a large
// deal. The seed decides.
func made(count int, f forecast.Frequency, n int, seed uint64) []forecast.Series {
	r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // made-up sales need no secret
	m := f.Season()
	shared := make([]float64, m)
	for i := range shared {
		shared[i] = 0.2*math.Sin(2*math.Pi*float64(i)/float64(max(m, 2))) + 0.1*r.NormFloat64()
	}
	out := make([]forecast.Series, count)
	for s := range out {
		own := make([]float64, m)
		for i := range own {
			own[i] = shared[i] + 0.05*r.NormFloat64()
		}
		level, growth := math.Exp(3+2*r.Float64()), 0.1*r.NormFloat64()/float64(max(m, 4))
		noise, wander := 0.05+0.15*r.Float64(), 0.1*r.Float64()/math.Sqrt(float64(max(m, 4)))
		values := make([]float64, n)
		for t := range values {
			level *= math.Exp(growth + wander*r.NormFloat64())
			values[t] = level * math.Exp(own[t%m]+noise*r.NormFloat64())
			if r.Float64() < 0.01 {
				values[t] *= 3
			}
		}
		out[s] = forecast.Series{ID: fmt.Sprint("made-", s), Frequency: f, Values: values}
	}
	return out
}
