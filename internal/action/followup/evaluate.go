package followup

import (
	"cmp"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/chance"
)

// Pair is a value before and after.
type Pair struct {
	Before, After float64
}

// Effect is what a goal did: how much more its owner changed than others who
// began where he did. Who is flagged improves by chance alone, since he was
// flagged when he was down; those who were down as well show by how much.
type Effect struct {
	Own        float64 `json:"own" doc:"His change."`
	Peers      float64 `json:"peers" doc:"The mean change of the others."`
	Difference float64 `json:"difference"`
	Low        float64 `json:"low" doc:"In nine of ten cases the difference lies between low and high."`
	High       float64 `json:"high"`
	Of         int     `json:"of" doc:"Others."`
	Enough     bool    `json:"enough" doc:"The data can say; the numbers mean nothing otherwise."`
	Clear      bool    `json:"clear" doc:"Low and high lie on one side of 0."`
}

const (
	matched  = 5 // the nearest others
	leastFor = 3
	outer    = 0.05 // chance on each side of the interval
)

// Evaluate compares with the others who were nearest before.
func Evaluate(own Pair, others []Pair) Effect {
	others = slices.DeleteFunc(slices.Clone(others), func(p Pair) bool { return math.IsNaN(p.Before) || math.IsNaN(p.After) })
	slices.SortStableFunc(others, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(math.Abs(a.Before-own.Before), math.Abs(b.Before-own.Before)), cmp.Compare(a.Before, b.Before), cmp.Compare(a.After, b.After))
	})
	back, unsure := regression(others)
	others = others[:min(matched, len(others))]
	e := Effect{Own: own.After - own.Before, Of: len(others)}
	if len(others) < leastFor {
		return e
	}
	changes := make([]float64, len(others))
	apart := 0.0 // of the others, on average, from where he began
	for i, p := range others {
		apart += (own.Before - p.Before) / float64(len(others))
		// Nobody began just where he did: what that difference alone changes is taken off.
		changes[i] = p.After - p.Before + back*(own.Before-p.Before)
		e.Peers += changes[i] / float64(len(others))
	}
	e.Difference = e.Own - e.Peers
	// One more like them would differ by this much: his own chance and that of the mean.
	n := float64(len(others))
	reach := student(n-1) * math.Sqrt(variance(changes)*(1+1/n)+apart*apart*unsure)
	e.Low, e.High, e.Enough = e.Difference-reach, e.Difference+reach, true
	e.Clear = e.Low > 0 || e.High < 0
	return e
}

// regression returns by how much of each step that others began higher they
// changed less: −1 when where they began says nothing of where they end, 0 when
// they stay apart as they were; and the variance of that. Of too few others it
// is not told.
func regression(others []Pair) (slope, unsure float64) {
	const least = 8
	if len(others) < least {
		return 0, 0
	}
	before, change := 0.0, 0.0 // their means
	for _, p := range others {
		before += p.Before / float64(len(others))
		change += (p.After - p.Before) / float64(len(others))
	}
	var both, squares float64
	for _, p := range others {
		d := p.Before - before
		both, squares = both+d*(p.After-p.Before-change), squares+d*d
	}
	if squares == 0 {
		return 0, 0
	}
	rest := 0.0
	for _, p := range others {
		miss := p.After - p.Before - change - both/squares*(p.Before-before)
		rest += miss * miss
	}
	return min(0, max(-1, both/squares)), rest / float64(len(others)-2) / squares
}

// student returns the value that Student's distribution exceeds with the chance
// outer.
func student(degrees float64) float64 {
	low, high := 0.0, 1000.0
	for range 100 {
		middle := (low + high) / 2
		if chance.StudentAbove(middle, degrees) > outer {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// Done reports whether somebody needs no follow-up any more: the chance that he
// falls short is below one half, or the last two periods reached their targets.
func Done(j Judgement) bool {
	const half, full, twice = 0.5, 1, 2
	n := len(j.Periods)
	both := n >= twice && j.Periods[n-1].Attainment >= full && j.Periods[n-2].Attainment >= full
	return j.Below < half || both
}
