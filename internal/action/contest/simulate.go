package contest

import (
	"cmp"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

const (
	simulations  = 2000
	breachWeight = 5.0 // periods that the breaches of all weigh against one's own
)

// odds holds the contest many times: what each does is drawn from his own past,
// what moves everybody from the periods that were, and the prizes are divided as
// they would be.
func (r *Rehearsal) odds(p Plan, coming []Entry, forms map[org.NodeID]Form, shocks []float64) {
	r.Odds, r.Expected = simulate(p, coming, forms, shocks, sure)
	n := 0
	for _, o := range r.Odds {
		if o.Chance >= realChance {
			n++
		}
	}
	r.Real = portion(n, len(r.Odds))
}

// simulate returns the odds of those who take part, and what it costs on
// average. The entries are sorted by person.
func simulate(p Plan, coming []Entry, forms map[org.NodeID]Form, shocks []float64, sure float64) ([]Odds, money.Amount) {
	var people []Entry
	for _, e := range coming {
		if e.Out == "" {
			people = append(people, e)
		}
	}
	if len(people) == 0 {
		return nil, 0
	}
	breaks := breachChances(p)
	usual := usualBreach(p)
	random := seeded(p.ID, simulations)
	wins, sums := map[org.NodeID]int{}, map[org.NodeID]float64{}
	cost := 0.0
	for range simulations {
		shock := 0.0
		if len(shocks) > 0 {
			shock = shocks[random.IntN(len(shocks))]
		}
		drawn := slices.Clone(people)
		for i := range drawn {
			e := &drawn[i]
			f := forms[e.Person]
			centre := f.Mean // against a target
			if p.Rules.Measure != Attainment {
				centre = -f.swell(p.Rules.Measure) // he is held against his own
			}
			x := centre + shock + math.Hypot(f.Apart, f.Noise)*random.NormFloat64()
			e.ToDate = e.Reference
			e.Value = practice.Amount(practice.Number(e.Reference) * math.Exp(x))
			chance, seen := breaks[e.Person]
			if !seen {
				chance = usual
			}
			if e.Breaches = nil; len(p.Rules.Guards) > 0 && random.Float64() < chance {
				e.Breaches = []Breach{{}}
			}
		}
		out := award(p.Rules, drawn, sure)
		cost += practice.Number(out.Paid)
		for _, placed := range out.Placed {
			if placed.Won > 0 {
				wins[placed.Person]++
				sums[placed.Person] += practice.Number(placed.Won)
			}
		}
	}
	list := make([]Odds, len(people))
	for i, e := range people {
		list[i] = Odds{e.Person, float64(wins[e.Person]) / simulations, practice.Amount(sums[e.Person] / simulations)}
	}
	slices.SortFunc(list, func(a, b Odds) int {
		return cmp.Or(cmp.Compare(b.Chance, a.Chance), cmp.Compare(b.Mean, a.Mean), cmp.Compare(a.Person, b.Person))
	})
	return list, practice.Amount(cost / simulations)
}

// seeded returns chance that begins from a contest, so that it rehearses the same
// way again.
func seeded(id ID, stream uint64) *rand.Rand {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(id)) // never fails
	return rand.New(rand.NewPCG(hash.Sum64(), stream))
}

// usualBreach is how often anybody broke a guardrail.
func usualBreach(p Plan) float64 {
	broken, parts := 0, 0
	for _, w := range p.Past {
		for _, d := range w.People {
			if d.Out == "" {
				parts++
				if len(d.Breaches) > 0 {
					broken++
				}
			}
		}
	}
	return portion(broken, parts)
}

// breachChances returns how likely each breaks a guardrail, drawn to how often
// anybody did.
func breachChances(p Plan) map[org.NodeID]float64 {
	usual := usualBreach(p)
	broken, parts := map[org.NodeID]float64{}, map[org.NodeID]float64{}
	for _, w := range p.Past {
		for _, d := range w.People {
			if d.Out != "" {
				continue
			}
			parts[d.Person]++
			if len(d.Breaches) > 0 {
				broken[d.Person]++
			}
		}
	}
	chances := make(map[org.NodeID]float64, len(parts))
	for id, n := range parts {
		chances[id] = (broken[id] + breachWeight*usual) / (n + breachWeight)
	}
	return chances
}
