package forecast

import (
	"math"
	"slices"

	"github.com/attainhq/attain/internal/chance"
)

// calibration is how far forecasts of a kind missed: signed errors, each in the
// scale of its series (conformal scores), by the moment they were made from.
type calibration struct {
	paths [][]float64     // by step; as long as it was known; NaN where a value is missing
	steps [][]float64     // by step, what a forecast may miss by, ascending
	known []chance.Spread // of the steps
}

// seats is how many values stand for a distribution; more would be noise.
const seats = 199

// mostPaths bounds the memory; those kept lie evenly among all.
const mostPaths = 12_000

// supported is the least number of misses from which a step is told by its own.
const supported = 19

// fewest is the least number of misses that says anything: four support 80 %.
const fewest = 4

// calibrated makes the calibration of paths of at most h steps.
func calibrated(paths [][]float64, h int) *calibration {
	if len(paths) > mostPaths {
		kept := make([][]float64, mostPaths)
		for i := range kept {
			kept[i] = paths[i*len(paths)/mostPaths]
		}
		paths = kept
	}
	c := &calibration{paths: paths}
	for step := range h {
		misses := c.misses(step, step+1)
		if len(misses) < supported && step > 0 && len(c.steps[step-1]) > len(misses) {
			// Further than the past can tell: as a random walk widens.
			misses = scaled(c.steps[step-1], math.Sqrt(float64(step+1)/float64(step)))
		}
		if len(misses) < fewest {
			misses = nil
		}
		c.steps = append(c.steps, seated(misses))
	}
	c.widen()
	for _, misses := range c.steps {
		c.known = append(c.known, chance.Seen(misses))
	}
	return c
}

// misses are the sums of the errors of the steps [from, to), of all paths that
// go so far, ascending.
func (c *calibration) misses(from, to int) []float64 {
	var out []float64
	for _, path := range c.paths {
		if len(path) < to {
			continue
		}
		sum := 0.0
		for _, e := range path[from:to] {
			sum += e
		}
		if !math.IsNaN(sum) {
			out = append(out, sum)
		}
	}
	slices.Sort(out)
	return out
}

// seated stands for many misses by as many quantiles as there are seats.
func seated(sorted []float64) []float64 {
	n := len(sorted)
	if n <= seats {
		return sorted
	}
	out := make([]float64, seats)
	for i := range out {
		rank := int(math.Ceil(float64(n+1) * float64(i+1) / (seats + 1)))
		out[i] = sorted[min(n, rank)-1]
	}
	return out
}

// widen lets no step miss by less than the one before it, at any chance.
func (c *calibration) widen() {
	for step := 1; step < len(c.steps); step++ {
		before, now := c.steps[step-1], c.steps[step]
		if len(before) != len(now) {
			continue
		}
		half := len(now) / 2
		for i := range now {
			if i < half {
				now[i] = min(now[i], before[i])
			} else if i >= len(now)-half {
				now[i] = max(now[i], before[i])
			}
		}
	}
}

func scaled(values []float64, factor float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = v * factor
	}
	return out
}

// supports reports whether the first step is told by its own misses.
func (c *calibration) supports() bool { return len(c.step(0)) >= supported }

// step returns what a forecast of the step may miss by.
func (c *calibration) step(k int) []float64 {
	if c == nil || k < 0 || k >= len(c.steps) {
		return nil
	}
	return c.steps[k]
}

// sum returns what a forecast of the sum of the steps [from, to) may miss by,
// from sums of misses: limits do not add up.
func (c *calibration) sum(from, to int) []float64 {
	if c == nil || from < 0 || to <= from {
		return nil
	}
	misses := c.misses(from, to)
	for end := to - 1; len(misses) < supported && end > from; end-- {
		// Further than the past can tell: as the sum of a random walk widens.
		if shorter := c.misses(from, end); len(shorter) > len(misses) && (len(shorter) >= supported || end == from+1) {
			misses = scaled(shorter, math.Pow(float64(to-from)/float64(end-from), 1.5))
		}
	}
	if len(misses) < fewest {
		return nil
	}
	return seated(misses)
}

// spread is that of a forecast that may miss by these, each times the scale.
func spread(forecast float64, misses []float64, scale float64, floor bool) chance.Spread {
	values := make([]float64, len(misses))
	for i, miss := range misses {
		values[i] = forecast + miss*scale
	}
	s := chance.Seen(values)
	if floor {
		s = s.NotBelow(0)
	}
	return s
}
