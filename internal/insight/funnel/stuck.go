package funnel

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/period"
)

// Usually is how long those that were won stood at each step; nil where nothing
// was won from it.
func Usually(units []Unit) []*float64 {
	var by [][]int
	for _, u := range units {
		for len(by) < len(u.Reached)-1 {
			by = append(by, nil)
		}
		if !u.won() {
			continue
		}
		for i := range len(u.Reached) - 1 {
			if u.Stood[i] {
				by[i] = append(by[i], max(0, int(u.Reached[i+1]-u.Reached[i])))
			}
		}
	}
	out := make([]*float64, len(by))
	for i, days := range by {
		slices.Sort(days)
		if len(days) >= few {
			out[i] = medianOf(days)
		}
	}
	return out
}

// Stuck is an open unit that stands at a step for longer than is usual.
type Stuck struct {
	Unit  int // place in the units
	At    int // the step
	Days  int
	Usual float64
}

// tooLong is how many times the usual a unit may stand at a step.
const tooLong = 2

// FindStuck returns the open units that stand at their step for more than twice
// as long as those that were won usually did, the longest in relation first. A
// step at which won ones stay less than a day is taken for one day.
func FindStuck(units []Unit, usual []*float64, asOf period.Date) []Stuck {
	var list []Stuck
	for i, u := range units {
		at := u.at()
		if !u.open() || at < 0 || at >= len(usual) || usual[at] == nil {
			continue
		}
		days, normal := int(asOf-u.Reached[at]), max(1, *usual[at])
		if float64(days) > tooLong*normal {
			list = append(list, Stuck{Unit: i, At: at, Days: days, Usual: normal})
		}
	}
	slices.SortFunc(list, func(a, b Stuck) int {
		return cmp.Or(cmp.Compare(float64(b.Days)/b.Usual, float64(a.Days)/a.Usual), cmp.Compare(units[a.Unit].ID, units[b.Unit].ID))
	})
	return list
}
