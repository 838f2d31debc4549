package target

import (
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/money"
)

// Between says how much of the differences in attainment lies between groups
// (teams, regions) and not within them: η², the sum of squares between ÷ that of
// all (methods.md 3.5).
type Between struct {
	Share    money.Amount // 0 to 1
	ByChance money.Amount // what groups of these sizes would show on average if they were drawn by lot: (k − 1) ÷ (n − 1)
	People   int
	Groups   int
}

// Of fewer people than this, or in one group, nothing can be said of groups.
const (
	leastPeople = 8
	leastGroups = 2
)

// MeasureBetween compares the values by group. Groups of one are left out: what
// is theirs and what is his cannot be told apart. It is nil for too few people,
// and where nobody differs from anybody.
func MeasureBetween(groups map[string][]float64) *Between {
	n, k, sum := 0, 0, 0.0
	for _, values := range ordered(groups) {
		if len(values) > 1 {
			n, k = n+len(values), k+1
			for _, v := range values {
				sum += v
			}
		}
	}
	if n < leastPeople || k < leastGroups {
		return nil
	}
	whole := sum / float64(n)
	var between, all float64
	for _, values := range ordered(groups) {
		if len(values) < 2 {
			continue
		}
		own := mean(values)
		between += float64(len(values)) * (own - whole) * (own - whole)
		for _, v := range values {
			all += (v - whole) * (v - whole)
		}
	}
	if !(all > 0) {
		return nil
	}
	share, byChance := ratio(min(1, between/all)), ratio(float64(k-1)/float64(n-1))
	if share == nil {
		return nil
	}
	return &Between{Share: *share, ByChance: *byChance, People: n, Groups: k}
}

// ordered returns the groups by name: sums of fractions must not depend on the
// order.
func ordered(groups map[string][]float64) [][]float64 {
	var list [][]float64
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		list = append(list, slices.Sorted(slices.Values(groups[name])))
	}
	return list
}
