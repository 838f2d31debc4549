package forecast

import (
	"math"

	"github.com/attainhq/attain/internal/chance"
)

// Forecast says where a series goes. Steps count from 0, the first period after
// the values.
type Forecast struct {
	ID       string
	Mean     []float64 // by step
	Naive    []float64 // what saying the last cycle again would say
	Method   Method
	Why      string
	Skill    Skill
	Outliers []Outlier // drawn in for fitting
	Clamps   []string  // members that exploded and were held
	Season   Profile
	Activity Activity
	Market   *Sensitivity // what the market adds; nil without an index

	tried  []tried
	misses *calibration
	scale  float64   // of the misses
	days   []float64 // working days of the steps against the usual ones, times what the market adds
	floor  bool      // it cannot fall below 0
}

// Step returns where the step may land; the zero Spread where the past supports
// nothing.
func (f Forecast) Step(k int) chance.Spread {
	misses := f.misses.step(k)
	if len(misses) == 0 || k >= len(f.Mean) {
		return chance.Spread{}
	}
	return spread(f.Mean[k], misses, f.scale*f.days[k], f.floor)
}

// Limit is Step(k).Quantile(p), without making the whole spread.
func (f Forecast) Limit(k int, p float64) (float64, bool) {
	if f.misses == nil || k < 0 || k >= len(f.Mean) {
		return 0, false
	}
	miss, ok := f.misses.known[k].Quantile(p)
	if !ok {
		return 0, false
	}
	limit := f.Mean[k] + miss*f.scale*f.days[k]
	if f.floor {
		limit = max(0, limit)
	}
	return limit, true
}

// Total returns the sum of what is expected of the steps [from, to).
func (f Forecast) Total(from, to int) float64 {
	sum := 0.0
	for _, v := range f.Mean[max(0, from):min(to, len(f.Mean))] {
		sum += v
	}
	return sum
}

// Sum returns where the sum of the steps [from, to) may land, calibrated on
// such sums.
func (f Forecast) Sum(from, to int) chance.Spread {
	if from < 0 || to > len(f.Mean) || from >= to {
		return chance.Spread{}
	}
	misses := f.misses.sum(from, to)
	if len(misses) == 0 {
		return chance.Spread{}
	}
	return spread(f.Total(from, to), misses, f.scale*mean(f.days[from:to]), f.floor)
}

// forecast puts what was fitted back into the unit of the series.
func (h history) forecast(s Series, p *pool, known families) Forecast {
	x, steps := h.shape, p.horizon
	f := Forecast{ID: s.ID, Method: h.fitted.method, Outliers: h.fitted.outliers, Season: h.fitted.profile,
		Activity: ActivityOf(x.values), Skill: h.score.skill(), floor: !x.signed}
	for i, held := range h.fitted.clamped {
		if held {
			f.Clamps = append(f.Clamps, memberName(i))
		}
	}
	f.days = x.days[len(x.values)+x.gap:][:steps]
	f.misses, f.scale = known.of(h)
	f.scale *= x.scale
	f.Mean, f.Naive = make([]float64, steps), make([]float64, steps)
	blended := h.fitted.blend(h.weights, x.gap+steps)[x.gap:]
	naive := x.naive(x.gap + steps)[x.gap:]
	for i := range steps {
		f.Mean[i] = finite(blended[i] * x.scale * f.days[i])
		f.Naive[i] = finite(naive[i] * x.scale * f.days[i])
		if f.floor {
			f.Mean[i] = max(0, f.Mean[i])
		}
	}
	f.tried = triedOf(h)
	f.Why = f.Method.why(x.freq)
	if f.Skill.Beaten() {
		f.Why += " On its own past that was no better than saying the last cycle again: look at both."
	}
	if effects := s.Market.effects(len(s.Values), steps, p.beta); effects != nil {
		f.Market = &Sensitivity{Beta: p.beta, Effect: effects[len(s.Values):]}
	}
	return f
}

// finite holds what would overflow.
func finite(v float64) float64 {
	return min(math.MaxFloat64, max(-math.MaxFloat64, v))
}
