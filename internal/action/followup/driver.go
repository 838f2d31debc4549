package followup

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/action/practice"
)

// Contribution is what one driver adds to a working day's sales, against those
// who do the same work; all contributions add up to the difference.
type Contribution struct {
	Driver practice.Driver `json:"driver"`
	Own    float64         `json:"own"`
	Usual  float64         `json:"usual"`
	Value  float64         `json:"value"` // per working day; negative is what is missing
}

// contributions divides the difference between own and usual sales of a day
// among the drivers that are multiplied, by Shapley: the mean over all orders in
// which they can be changed (methods.md 6.2).
func contributions(drivers []practice.Driver, own, usual practice.Rates) []Contribution {
	list := make([]Contribution, len(drivers))
	for i, d := range drivers {
		list[i] = Contribution{Driver: d, Own: own.Of[d], Usual: usual.Of[d]}
	}
	weights := shapleyWeights(len(list))
	for i := range list {
		for set := range 1 << len(list) {
			if set&(1<<i) != 0 {
				continue
			}
			rest, size := 1.0, 0
			for j, c := range list {
				switch {
				case j == i:
				case set&(1<<j) != 0:
					rest, size = rest*c.Own, size+1
				default:
					rest *= c.Usual
				}
			}
			list[i].Value += weights[size] * rest * (list[i].Own - list[i].Usual)
		}
	}
	return list
}

// shapleyWeights returns, by the size of what was changed before, the share of
// the orders in which just that was: size! (k − size − 1)! ÷ k!.
func shapleyWeights(k int) []float64 {
	weights := make([]float64, max(1, k))
	for size := range k {
		weights[size] = 1 / float64(k)
		for i := 1; i <= size; i++ {
			weights[size] *= float64(i) / float64(k-i)
		}
	}
	return weights
}

// weak returns the drivers that take something away, the weakest first.
func weak(list []Contribution) []Contribution {
	list = slices.DeleteFunc(slices.Clone(list), func(c Contribution) bool { return !(c.Value < 0) })
	slices.SortStableFunc(list, func(a, b Contribution) int { return cmp.Compare(a.Value, b.Value) })
	return list
}

// second returns the driver that takes most away after the first one.
func second(list []Contribution, but practice.Driver) (c Contribution, ok bool) {
	for _, d := range list {
		if d.Driver != but && d.Value < c.Value {
			c, ok = d, true
		}
	}
	return c, ok
}
