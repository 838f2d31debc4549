package finish

import (
	"cmp"
	"math"
	"math/bits"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

const (
	atLeast = goal.AtLeast
	between = goal.Between
)

// deal is an open opportunity in the calculation.
type deal struct {
	experience.Prospect
	mean   float64   // of the values
	square float64   // mean of their squares
	under  []float64 // chance under each luck
}

// work is a projection that is being made. The largest deals, the leaders, are
// looked at one by one, in all their combinations (atoms); all others are summed
// on a lattice. So a deal that is larger than the target does not blur the
// small ones, and a few deals are exact.
type work struct {
	in       Input
	luck     luck
	deals    []deal // the leaders first
	leaders  int
	new      arriving
	rest     []chance.Weighted // above the least that comes
	base     float64           // won, and that least
	open     float64           // expected
	arriving float64
	sway     float64

	atoms atoms
	upper tails       // of what is on the lattice
	met   [][]float64 // chance of the aim by luck and combination of the leaders
	two   bool        // amounts are shared between two points, however many there are
}

func newWork(in Input) *work {
	w := &work{in: in, luck: newLuck(in.Luck), new: arrivingOf(in.New)}
	w.arriving, _ = w.new.moments(1)
	w.sway = w.arriving
	under := make([]float64, 0, len(in.Open)*len(w.luck.factors))
	w.deals = make([]deal, 0, len(in.Open))
	for _, o := range in.Open {
		if !(o.Chance > 0) || !usable(o.Values) {
			continue
		}
		d := deal{Prospect: o}
		d.Chance = min(1, d.Chance)
		for _, v := range o.Values {
			d.mean, d.square = d.mean+v.Weight*v.Value, d.square+v.Weight*v.Value*v.Value
		}
		if d.square == 0 {
			continue
		}
		from := len(under)
		under = append(under, w.luck.chances(d.Chance, under[from:from])...)
		d.under = under[from:len(under):len(under)]
		w.open += d.Chance * d.mean
		w.sway += sway(d.Chance) * d.mean
		w.deals = append(w.deals, d)
	}
	w.lead()
	const values = 64
	w.rest, w.base = chance.Condense(in.Rest.Values(), values), in.Won
	if len(w.rest) > 0 { // what comes at least is no part of what is summed
		w.base += w.rest[0].Value
		least := w.rest[0].Value
		for i := range w.rest {
			w.rest[i].Value -= least
		}
	}
	return w
}

// usable reports whether the values are numbers with weights.
func usable(values []chance.Weighted) bool {
	for _, v := range values {
		if math.IsNaN(v.Value) || math.IsInf(v.Value, 0) || !(v.Weight >= 0) {
			return false
		}
	}
	return len(values) > 0
}

// lead chooses the leaders: as many of the largest as have few combinations,
// or all of them when they are no more than some thousand and nothing arrives
// besides that would blur them.
func (w *work) lead() {
	const few, all = 256, 4096
	combinations, n := few, 1
	for _, d := range w.deals {
		if n *= 1 + len(d.Values); n > all {
			break
		}
	}
	if n <= all && w.new.mean == 0 && w.in.Rest.IsZero() {
		combinations = all
	}
	n = 1
	w.largestFirst(bits.Len(all))
	for w.leaders < len(w.deals) && n*(1+len(w.deals[w.leaders].Values)) <= combinations {
		n *= 1 + len(w.deals[w.leaders].Values)
		w.leaders++
	}
	w.atoms = newAtoms(w.deals[:w.leaders], len(w.luck.factors))
}

// largestFirst brings the largest deals to the front, without sorting the rest.
func (w *work) largestFirst(n int) {
	for i := range min(n, len(w.deals)) {
		at := i
		for j := i + 1; j < len(w.deals); j++ {
			a, b := &w.deals[j], &w.deals[at]
			if by := cmp.Compare(math.Abs(a.mean), math.Abs(b.mean)); by > 0 || by == 0 && a.ID < b.ID {
				at = j
			}
		}
		w.deals[i], w.deals[at] = w.deals[at], w.deals[i]
	}
}

// moments returns the mean and the variance of the deals and of what arrives
// under a luck.
func (w *work) moments(deals []deal, z int) (mean, variance float64) {
	mean, variance = w.new.moments(w.luck.factors[z])
	for _, d := range deals {
		p := d.under[z]
		mean += p * d.mean
		variance += p*(1-p)*d.mean*d.mean + p*max(0, d.square-d.mean*d.mean)
	}
	return mean, variance
}

// variance of the deals and of what arrives, whatever the luck is.
func (w *work) variance(deals []deal) float64 {
	means := make([]float64, len(w.luck.shares))
	mean, variance := 0.0, 0.0
	for z, share := range w.luck.shares {
		m, v := w.moments(deals, z)
		means[z] = m
		mean, variance = mean+share*m, variance+share*v
	}
	for z, share := range w.luck.shares {
		variance += share * (means[z] - mean) * (means[z] - mean)
	}
	return variance
}

// deviation is the standard deviation of the finish.
func (w *work) deviation() float64 {
	rest := w.in.Rest.Deviation()
	return math.Sqrt(rest*rest + w.variance(w.deals))
}
