package chance

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Rate is a share of cases: a conversion, a win rate, the customers that stay.
type Rate struct {
	Hits, Cases float64 // so far
	Coming      Spread  // how many cases are still to come; zero: none
	// Known is what is known of the rate of those to come: A − 1 hits and B − 1
	// misses of the past, as Beta(A, B). Where months differ by more than chance
	// explains, the caller makes both smaller in proportion.
	A, B float64
}

// Spread returns where the rate will end: (hits + those to come) ÷ (cases +
// those to come). It is zero when there are no cases at all.
func (r Rate) Spread() Spread {
	const few = 9 // numbers of cases stand for all
	cases := []Weighted{{Value: 0, Weight: 1}}
	if !r.Coming.IsZero() {
		cases = Condense(r.Coming.Values(), few)
	}
	var values []Weighted
	for _, c := range cases {
		for _, hit := range r.comingHits(math.Round(max(0, c.Value))) {
			if all := r.Cases + hit.cases; all > 0 {
				values = append(values, Weighted{Value: (r.Hits + hit.hits) / all, Weight: c.Weight * hit.weight})
			}
		}
	}
	return Of(values)
}

type outcome struct{ hits, cases, weight float64 }

// comingHits are the hits of so many cases. Of very many, the rate itself says
// all: what single cases add to its spread is nothing.
func (r Rate) comingHits(n float64) []outcome {
	const many = 2000
	a, b := max(1e-6, r.A), max(1e-6, r.B)
	if n == 0 {
		return []outcome{{0, 0, 1}}
	}
	scale := 1.0
	if n > many {
		scale = n / many
	}
	var list []outcome
	for _, v := range Hits(int64(n/scale), a, b).Values() {
		list = append(list, outcome{v.Value * scale, n, v.Weight})
	}
	return list
}

// Blend is a quotient of two sums: a margin, an average deal, a mean score.
type Blend struct {
	Num, Den float64 // so far
	Coming   Spread  // how much of Den is still to come; zero: nothing
	Ratio    Spread  // of what is to come
}

// Spread returns where the quotient will end. What comes and its ratio are
// taken to know nothing of each other. It is zero when there is nothing to
// divide by.
func (b Blend) Spread() Spread {
	const few = 40
	coming, ratios := Condense(b.Coming.Values(), few), Condense(b.Ratio.Values(), few)
	if len(coming) == 0 || len(ratios) == 0 {
		coming, ratios = []Weighted{{Value: 0, Weight: 1}}, []Weighted{{Value: 0, Weight: 1}}
	}
	var values []Weighted
	for _, c := range coming {
		den := b.Den + max(0, c.Value)
		if den <= 0 {
			continue
		}
		for _, r := range ratios {
			values = append(values, Weighted{Value: (b.Num + max(0, c.Value)*r.Value) / den, Weight: c.Weight * r.Weight})
		}
	}
	return Of(values)
}

// Student returns Student's distribution about a centre, with the scale and the
// degrees of freedom (above 0), as 399 equally likely values. Without a scale the
// centre is certain.
func Student(centre, scale, degrees float64) Spread {
	if !(scale > 0) || math.IsInf(scale, 0) {
		return Known(centre)
	}
	const values = 399
	list := make([]Weighted, 0, values)
	for i := range values {
		list = append(list, Weighted{Value: centre + scale*studentQuantile((float64(i)+0.5)/values, degrees), Weight: 1})
	}
	return Of(list)
}

// studentQuantile is the value that Student's distribution does not exceed with
// the chance p, which lies between 0 and 1, both exclusive.
func studentQuantile(p, degrees float64) float64 {
	tail := mathext.InvRegIncBeta(degrees/2, 0.5, 2*min(p, 1-p))
	t := math.Sqrt(degrees * (1 - tail) / tail)
	if p < 0.5 {
		return -t
	}
	return t
}
