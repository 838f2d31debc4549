package forecast

import (
	"math"
	"slices"

	"github.com/attainhq/attain/internal/chance"
)

// calibration is how far forecasts of a kind missed: signed errors, each in the
// scale of its series (conformal scores), by the moment they were made from.
type calibration struct {
	paths  [][]float64     // by step; as long as it was known; NaN where a value is missing
	steps  [][]float64     // by step, what a forecast may miss by, ascending
	known  []chance.Spread // of the steps
	skewed bool            // that most miss on one side is how they are
}

// seats is how many values stand for a distribution; more would be noise.
const seats = 199

// mostPaths bounds the memory; those kept lie evenly among all.
const mostPaths = 12_000

// supported is the least number of misses from which a step is told by its own.
const supported = 19

// fewest is the least number of misses that says anything: four support 80 %.
const fewest = 4

// calibrated makes the calibration of paths of at most h steps; skewed says that
// it is usual for most to miss on one side.
func calibrated(paths [][]float64, h int, skewed bool) *calibration {
	if len(paths) > mostPaths {
		kept := make([][]float64, mostPaths)
		for i := range kept {
			kept[i] = paths[i*len(paths)/mostPaths]
		}
		paths = kept
	}
	c := &calibration{paths: paths, skewed: skewed}
	for step := range h {
		misses := c.misses(step, step+1)
		if len(misses) < supported && step > 0 && len(c.steps[step-1]) > len(misses) {
			// Further than the past can tell: as a random walk widens.
			misses = scaled(c.steps[step-1], math.Sqrt(float64(step+1)/float64(step)))
		}
		c.steps = append(c.steps, c.seated(misses))
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

// mirrored takes the sign from misses: where nearly all missed on one side, that
// was the same luck for all of them, and may come the other way round.
func mirrored(misses []float64) []float64 {
	sizes := make([]float64, len(misses))
	for i, miss := range misses {
		sizes[i] = math.Abs(miss)
	}
	slices.Sort(sizes)
	n := len(misses)
	m := min(n, seats)
	out := make([]float64, m)
	for i := range m / 2 {
		// The i-th from the end is the limit of the chance that chance.Seen gives it.
		level := 1 - 1/float64(m+1) - 2*float64(i)/float64(m+1)
		rank := min(n, int(math.Ceil(float64(n+1)*level-1e-9)))
		out[m-1-i], out[i] = sizes[rank-1], -sizes[rank-1]
	}
	return out
}

// oneSided reports whether so many missed on one side that it was not chance.
func oneSided(misses []float64) bool {
	const most = 0.75
	above := 0.0
	for _, miss := range misses {
		if miss > 0 {
			above++
		} else if miss == 0 {
			above += 0.5
		}
	}
	share := above / float64(len(misses))
	return max(share, 1-share) > most
}

// seated stands for many misses by as many quantiles as there are seats; none
// for too few.
func (c *calibration) seated(sorted []float64) []float64 {
	n := len(sorted)
	if n < fewest {
		return nil
	}
	if !c.skewed && oneSided(sorted) {
		return mirrored(sorted)
	}
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
	misses, length := c.misses(from, to), to-from
	for shift := 1; len(misses) < supported && shift <= from; shift++ {
		// Further ahead than the past can tell: as a random walk widens.
		if nearer := c.misses(from-shift, to-shift); len(nearer) > len(misses) {
			misses = scaled(nearer, math.Sqrt(float64(to)/float64(to-shift)))
		}
	}
	for end := length - 1; len(misses) < supported && end > 0; end-- {
		// Longer than the past can tell: as the sum of a random walk widens.
		if shorter := c.misses(0, end); len(shorter) > len(misses) {
			misses = scaled(shorter, math.Pow(float64(length)/float64(end), 1.5)*math.Sqrt(float64(to)/float64(length)))
		}
	}
	return c.seated(misses)
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
