package funnel

import (
	"math"

	"github.com/attainhq/attain/internal/money"
)

// Verdict says how a number compares.
type Verdict string

// The verdicts.
const (
	Better  Verdict = "better"
	Worse   Verdict = "worse"
	Normal  Verdict = "normal"  // the difference is within normal variation
	Unknown Verdict = "unknown" // too few cases on one side
)

const (
	// unusual is how many standard deviations a difference must have to be told
	// from noise: four of five of those that are none stay below it (methods.md 6.2).
	unusual = 1.28
	// few is the number of cases below which nothing is compared.
	few = 10
	// fewPeers is the number of others below which they are no standard, and could
	// be told apart.
	fewPeers, fewPeople = 3, 5
)

// Prior is what is usual for a rate among nodes of a kind: its mean, and the
// number of cases that the mean is worth (methods.md 9.1).
type Prior struct {
	Mean, Strength float64
	Spread         float64 // τ: the standard deviation between nodes, beyond chance
	Groups         int     // nodes with any case
}

// Count is how many of all passed.
type Count struct{ Some, All int }

// The bounds of a prior's strength: never nothing, and never so much that a
// node's own cases could not outweigh it.
const weakest, strongest = 5, 200

// Usual estimates a prior by the method of moments: the mean of all cases
// together, and the spread between the groups beyond what chance explains.
func Usual(groups []Count) Prior {
	some, all, n := 0, 0, 0
	for _, g := range groups {
		if g.All > 0 {
			some, all, n = some+g.Some, all+g.All, n+1
		}
	}
	if all == 0 {
		return Prior{}
	}
	p := Prior{Mean: float64(some) / float64(all), Groups: n, Strength: strongest}
	square, squares := 0.0, 0.0
	for _, g := range groups {
		if g.All > 0 {
			size := float64(g.All)
			d := float64(g.Some)/size - p.Mean
			square += size * d * d
			squares += size * size
		}
	}
	noise := p.Mean * (1 - p.Mean)
	if size := float64(all) - squares/float64(all); size > 0 && n > 1 {
		if tau := (square - float64(n-1)*noise) / size; tau > 0 {
			p.Spread = math.Sqrt(tau)
			p.Strength = noise/tau - 1
		}
	}
	p.Strength = min(strongest, max(weakest, p.Strength))
	return p
}

// Shrink draws a rate to what is usual.
func (p Prior) Shrink(some, all int) float64 {
	return (float64(some) + p.Strength*p.Mean) / (float64(all) + p.Strength)
}

// Against compares a rate with what is usual among others: their spread is as
// normal as the chance of the own cases is.
func (p Prior) Against(some, all int) Verdict {
	if all < few || p.Groups == 0 {
		return Unknown
	}
	deviation := math.Sqrt(p.Mean*(1-p.Mean)/float64(all) + p.Spread*p.Spread)
	return judge(float64(some)/float64(all)-p.Mean, deviation)
}

// Against compares a cohort's rate with that of another time.
func (c Cohort) Against(before Cohort) Verdict {
	if c.Entered < few || before.Entered < few {
		return Unknown
	}
	n, m := float64(c.Entered), float64(before.Entered)
	p := float64(c.Passed+before.Passed) / (n + m)
	return judge(float64(c.Passed)/n-float64(before.Passed)/m, math.Sqrt(p*(1-p)*(1/n+1/m)))
}

// judge says what a difference of a number is of which more is better.
func judge(difference, deviation float64) Verdict {
	switch {
	case deviation <= 0, math.Abs(difference) < unusual*deviation:
		return Normal
	case difference > 0:
		return Better
	default:
		return Worse
	}
}

// Slower compares how long something took with the usual time: by how many took
// longer than that, which a single giant does not change. Longer is worse.
func Slower(days []int, usual float64) Verdict {
	if len(days) < few {
		return Unknown
	}
	longer := 0.0
	for _, d := range days {
		switch {
		case float64(d) > usual:
			longer++
		case float64(d) == usual:
			longer += 0.5
		}
	}
	n := float64(len(days))
	return judge(0.5-longer/n, 0.5/math.Sqrt(n))
}

// share writes a part of one as an amount; nil for what is no number.
func share(v float64) *money.Amount {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	a := money.Amount(math.Round(v * float64(money.Unit)))
	return &a
}
