package forecast

import (
	"math"

	"github.com/attainhq/attain/internal/chance"
)

// Part returns where a part of the coming steps may land in sum: shares[k] of
// step k, from 0 to 1. It is the zero Spread where the past supports nothing, or
// the shares reach further than the forecast. What varies independently from day
// to day leaves a part less uncertain than the whole, by the root of its size.
func (f Forecast) Part(shares []float64) chance.Spread {
	from, to := -1, 0
	expected, part, whole := 0.0, 0.0, 0.0
	for k, share := range shares {
		if share <= 0 {
			continue
		}
		if k >= len(f.Mean) {
			return chance.Spread{}
		}
		if from < 0 {
			from = k
		}
		to = k + 1
		expected += share * f.Mean[k]
		part, whole = part+share*math.Abs(f.Mean[k]), whole+math.Abs(f.Mean[k])
	}
	if from < 0 {
		return chance.Spread{}
	}
	factor := 1.0
	if whole > 0 {
		factor = math.Sqrt(part / whole)
	}
	s := f.Sum(from, to)
	out := s.Around(f.Total(from, to), expected, factor)
	if f.floor && !s.IsZero() {
		out = out.NotBelow(0)
	}
	return out
}

// Moved returns the forecast with other means, as Reconcile gives them: it may
// miss them by as much as its own.
func (f Forecast) Moved(mean []float64) Forecast {
	f.Mean = append([]float64(nil), mean...)
	return f
}

// Variance is how far the step may miss, squared; 0 where nothing is known of
// that.
func (f Forecast) Variance(k int) float64 {
	if k >= len(f.Mean) {
		return 0
	}
	deviation := chance.Seen(f.misses.step(k)).Deviation() * f.scale * f.days[k]
	return deviation * deviation
}

// Trial is what was forecast at an earlier moment, beside what then came.
type Trial struct{ Forecast, Actual float64 }

// tried is a trial by step, in units of the series on usual days.
type tried struct{ forecast, actual []float64 }

func triedOf(h history) []tried {
	var list []tried
	for _, t := range h.trials {
		one := tried{scaled(t.blend(h.weights, len(t.actual)), h.shape.scale), scaled(t.actual, h.shape.scale)}
		if !h.shape.signed {
			for i, v := range one.forecast {
				one.forecast[i] = max(0, v)
			}
		}
		list = append(list, one)
	}
	return list
}

// Tried returns how sums of so many steps, so many steps ahead, were forecast at
// earlier moments, on usual working days. Where the history is too short for
// enough of such trials it returns those of shorter sums: steps says how long.
func (f Forecast) Tried(from, to int) (list []Trial, steps int) {
	const enough = 4
	for ; to > from; to-- {
		list = nil
		for _, t := range f.tried {
			if len(t.actual) < to {
				continue
			}
			sum := Trial{}
			for k := from; k < to; k++ {
				sum.Forecast, sum.Actual = sum.Forecast+t.forecast[k], sum.Actual+t.actual[k]
			}
			if !math.IsNaN(sum.Actual) {
				list = append(list, sum)
			}
		}
		if len(list) >= enough {
			return list, to - from
		}
	}
	if from > 0 {
		return f.Tried(0, max(1, from))
	}
	return list, 1
}
