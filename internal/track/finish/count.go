package finish

import (
	"math"

	"github.com/attainhq/attain/internal/chance"
)

// Count returns where a count will end (new customers, activities): what there
// is and what is to come, with the mean and the variance mean + excess × mean².
func Count(so, mean, excess float64) chance.Spread {
	return chance.Counts(mean, excess).Moved(so)
}

// Excess returns by how much past counts vary above Poisson's: (variance −
// mean) ÷ mean² of counts that were expected to be so many each; never below 0.
func Excess(counts, expected []float64) float64 {
	over, weight := 0.0, 0.0
	for i, n := range counts[:min(len(counts), len(expected))] {
		m := expected[i]
		if !(m > 0) || math.IsNaN(n) || math.IsInf(n, 0) || math.IsInf(m, 0) {
			continue
		}
		over += (n-m)*(n-m) - m
		weight += m * m
	}
	if weight == 0 {
		return 0
	}
	return max(0, over/weight)
}

// Each is a goal that holds in every one of several periods (each month).
type Each struct {
	Met, Missed int       // periods that are over
	Chances     []float64 // of those to come, the running one included
	Together    float64   // how much neighbouring periods share luck: a correlation from 0
}

// All returns the chance that no period is missed.
func (e Each) All() float64 {
	if e.Missed > 0 {
		return 0
	}
	return chance.Joint(e.Chances, min(0.95, max(0, e.Together)))
}

// Number returns the spread of how many periods will be met, each for itself.
func (e Each) Number() chance.Spread {
	p := []float64{1}
	for _, c := range e.Chances {
		c = min(1, max(0, c))
		next := make([]float64, len(p)+1)
		for i, q := range p {
			next[i] += q * (1 - c)
			next[i+1] += q * c
		}
		p = next
	}
	values := make([]chance.Weighted, len(p))
	for i, q := range p {
		values[i] = chance.Weighted{Value: float64(e.Met + i), Weight: q}
	}
	return chance.Of(values)
}
