package followup

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/insight/explain"
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
// among the drivers that are multiplied (explain.Shapley).
func contributions(drivers []practice.Driver, own, usual practice.Rates) []Contribution {
	list := make([]Contribution, len(drivers))
	factors := make([]explain.Factor, len(drivers))
	for i, d := range drivers {
		list[i] = Contribution{Driver: d, Own: own.Of[d], Usual: usual.Of[d]}
		factors[i] = explain.Factor{Plan: exactly(list[i].Usual), Actual: exactly(list[i].Own)}
	}
	parts, err := explain.Shapley(factors)
	if err != nil {
		return list // there are no drivers: a chain has at most five
	}
	for i, part := range parts {
		list[i].Value, _ = part.Float64()
	}
	return list
}

// exactly returns the rate; one that is no number counts as 0.
func exactly(rate float64) *big.Rat {
	if r := new(big.Rat).SetFloat64(rate); r != nil {
		return r
	}
	return new(big.Rat)
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
