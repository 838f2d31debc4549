package pattern

import (
	"cmp"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/metric"
)

// FalseRate is the rule of all that is found: of what is reported, at most this
// part is chance (Benjamini and Hochberg, over everything that was looked at).
// Where nothing has happened anywhere, at most one company of twenty is told
// anything at all.
const FalseRate = 0.05

// Keep returns the places of those chances that are significant among all of
// them.
func Keep(ps []float64) []int {
	order := make([]int, len(ps))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(ps[a], ps[b]) })
	last := 0
	for k, i := range order {
		if ps[i] <= FalseRate*float64(k+1)/float64(len(ps)) {
			last = k + 1
		}
	}
	kept := order[:last]
	slices.Sort(kept)
	return kept
}

// What is significant must also matter.
const (
	// LeastEffect is by which part a node must have changed.
	LeastEffect = 0.2
	// LeastMoney is which part of the whole's months it must come to.
	LeastMoney = 0.003
)

// matters reports whether a change is worth anybody's time.
func (c Change) matters(s Series) bool {
	last := s.Whole[c.At:]
	return math.Abs(c.Effect) >= LeastEffect && math.Abs(c.Monthly) >= LeastMoney*mean(last)
}

// Trial is everything that was looked at, and what came of it.
type Trial struct {
	Tried   int
	Memory  Memories
	Changes []Change // significant and material, the costliest first
	Others  []int    // places of the other chances that are significant
}

// Changes looks at all series and returns those that have changed. others are
// the chances of what else was looked at: they are part of the same count.
func Changes(list []Series, others ...float64) Trial {
	t := Trial{Memory: Remember(list)}
	var found []Change
	var from []Series
	ps := slices.Clone(others)
	for _, s := range list {
		if c, ok := s.change(t.Memory); ok {
			found, from, ps = append(found, c), append(from, s), append(ps, c.P)
		}
	}
	t.Tried = len(ps)
	for _, k := range Keep(ps) {
		switch i := k - len(others); {
		case i < 0:
			t.Others = append(t.Others, k)
		case found[i].matters(from[i]):
			t.Changes = append(t.Changes, found[i])
		}
	}
	slices.SortStableFunc(t.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Monthly, b.Monthly), cmp.Compare(a.ID, b.ID))
	})
	return t
}

// Share is how many of all of a group did something.
type Share struct {
	ID        string
	Some, All int
}

// Level is a group whose share differs from that of the others.
type Level struct {
	Share
	Others Share // all others together
	P      float64
}

// leastGroup is how many cases each side must have.
const leastGroup = 30

// Levels compares each group with all others together; what the groups differ by
// among themselves anyway is not taken for noise, since the question is which of
// them is worse. It returns those that have enough cases.
func Levels(groups []Share) []Level {
	total := Share{}
	for _, g := range groups {
		total.Some, total.All = total.Some+g.Some, total.All+g.All
	}
	var list []Level
	for _, g := range groups {
		l := Level{Share: g, Others: Share{Some: total.Some - g.Some, All: total.All - g.All}}
		if g.All < leastGroup || l.Others.All < leastGroup {
			continue
		}
		n, m := float64(g.All), float64(l.Others.All)
		p := float64(total.Some) / (n + m)
		deviation := math.Sqrt(p * (1 - p) * (1/n + 1/m))
		if deviation <= 0 {
			l.P = 1
		} else {
			l.P = 2 * chance.NormalBelow(-math.Abs(float64(g.Some)/n-float64(l.Others.Some)/m)/deviation)
		}
		list = append(list, l)
	}
	return list
}

// Effect is by which part the group's share is above (or, below 0, below) that
// of the others.
func (l Level) Effect() float64 {
	others := float64(l.Others.Some) / float64(l.Others.All)
	if others == 0 {
		return 0
	}
	return float64(l.Some)/float64(l.All)/others - 1
}

// Life is where a node is in its life.
type Life string

// The lives.
const (
	Dying   Life = "dying"   // a quarter of its best or less is left
	Fading  Life = "fading"  // it falls
	Growing Life = "growing" // it rises
	Fresh   Life = "new"     // it began within what is looked at, and rises
)

// LifeOf tells a change as a life: by what is left of the best half-year, against
// the whole.
func LifeOf(s Series, c Change) Life {
	t, begun := s.trim()
	if c.Effect > 0 {
		if begun > 0 && slices.Max(s.Values[:begun]) == 0 {
			return Fresh
		}
		return Growing
	}
	ratio := t.ratios()
	const season, recent, dying = 6, 3, 0.25
	best := 0.0
	for i := 0; i+season <= len(ratio); i++ {
		best = max(best, mean(ratio[i:i+season]))
	}
	if mean(ratio[len(ratio)-recent:]) <= dying*best {
		return Dying
	}
	return Fading
}

// Driver is a part of what a number is made of, before and after a change.
type Driver struct {
	Name          string
	Unit          metric.Unit
	Before, After float64 // per month, or a rate
	Whole         float64 // After ÷ Before of the whole; what all had is no reason
}

// Move is by which part the driver has moved against the whole.
func (d Driver) Move() float64 {
	if d.Before <= 0 || d.Whole <= 0 {
		return 0
	}
	return d.After/d.Before/d.Whole - 1
}

// Likely returns the drivers that have moved by a tenth or more the way of the
// effect (up or down), the most first. What all have moved alike is none.
func Likely(drivers []Driver, effect float64) []Driver {
	const some = 0.1
	list := slices.DeleteFunc(slices.Clone(drivers), func(d Driver) bool {
		return math.Abs(d.Move()) < some || d.Move() > 0 != (effect > 0)
	})
	slices.SortStableFunc(list, func(a, b Driver) int { return cmp.Compare(math.Abs(b.Move()), math.Abs(a.Move())) })
	return list
}
