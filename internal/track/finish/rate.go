package finish

import (
	"math"

	"github.com/attainhq/attain/internal/chance"
)

// Rate is a share of cases: a conversion, a win rate, the customers that stay.
type Rate struct {
	Hits, Cases float64       // so far
	Coming      chance.Spread // how many cases are still to come; zero: none
	// Known is what is known of the rate of those to come: A − 1 hits and B − 1
	// misses of the past, as Beta(A, B). Where months differ by more than chance
	// explains, the caller makes both smaller in proportion.
	A, B float64
}

// Spread returns where the rate will end: (hits + those to come) ÷ (cases +
// those to come). It is zero when there are no cases at all.
func (r Rate) Spread() chance.Spread {
	const few = 9 // numbers of cases stand for all
	cases := []chance.Weighted{{Value: 0, Weight: 1}}
	if !r.Coming.IsZero() {
		cases = chance.Condense(r.Coming.Values(), few)
	}
	var values []chance.Weighted
	for _, c := range cases {
		for _, hit := range r.comingHits(math.Round(max(0, c.Value))) {
			if all := r.Cases + hit.cases; all > 0 {
				values = append(values, chance.Weighted{Value: (r.Hits + hit.hits) / all, Weight: c.Weight * hit.weight})
			}
		}
	}
	return chance.Of(values)
}

type hit struct{ hits, cases, weight float64 }

// comingHits are the hits of so many cases. Of very many, the rate itself says
// all: what single cases add to its spread is nothing.
func (r Rate) comingHits(n float64) []hit {
	const many = 2000
	a, b := max(1e-6, r.A), max(1e-6, r.B)
	if n == 0 {
		return []hit{{0, 0, 1}}
	}
	scale := 1.0
	if n > many {
		scale = n / many
	}
	var list []hit
	for _, v := range chance.Hits(int64(n/scale), a, b).Values() {
		list = append(list, hit{v.Value * scale, n, v.Weight})
	}
	return list
}

// Kept is the rate of those that are at risk: of all customers some are bound
// for longer than the period and stay, the others stay at a rate known as
// Beta(a, b).
func Kept(all, bound, gone int64, a, b float64) chance.Spread {
	atRisk := max(0, all-bound-gone)
	return Rate{Hits: float64(bound), Cases: float64(bound + gone), Coming: chance.Known(float64(atRisk)), A: a, B: b}.Spread()
}

// Blend is a quotient of two sums: a margin, an average deal, a mean score.
type Blend struct {
	Num, Den float64       // so far
	Coming   chance.Spread // how much of Den is still to come; zero: nothing
	Ratio    chance.Spread // of what is to come
}

// Spread returns where the quotient will end. What comes and its ratio are
// taken to know nothing of each other. It is zero when there is nothing to
// divide by.
func (b Blend) Spread() chance.Spread {
	const few = 40
	coming, ratios := chance.Condense(b.Coming.Values(), few), chance.Condense(b.Ratio.Values(), few)
	if len(coming) == 0 || len(ratios) == 0 {
		coming, ratios = []chance.Weighted{{Value: 0, Weight: 1}}, []chance.Weighted{{Value: 0, Weight: 1}}
	}
	var values []chance.Weighted
	for _, c := range coming {
		den := b.Den + max(0, c.Value)
		if den <= 0 {
			continue
		}
		for _, r := range ratios {
			values = append(values, chance.Weighted{Value: (b.Num + max(0, c.Value)*r.Value) / den, Weight: c.Weight * r.Weight})
		}
	}
	return chance.Of(values)
}

// Mean is the spread of a mean of n new values, when the values of the past
// have a mean and a standard deviation, known from so many: Student's, as 199
// equally likely values.
func Mean(mean, deviation, known, n float64) chance.Spread {
	if !(known >= 2) || !(n > 0) || !(deviation > 0) {
		return chance.Known(mean)
	}
	const values = 199
	scale := deviation * math.Sqrt(1/n+1/known)
	list := make([]chance.Weighted, 0, values)
	for i := range values {
		p := (float64(i) + 0.5) / values
		list = append(list, chance.Weighted{Value: mean + scale*studentQuantile(p, known-1), Weight: 1})
	}
	return chance.Of(list)
}

// studentQuantile inverts chance.StudentAbove by halving.
func studentQuantile(p, degrees float64) float64 {
	low, high := -1e4, 1e4
	for range 60 {
		if mid := (low + high) / 2; 1-chance.StudentAbove(mid, degrees) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}
