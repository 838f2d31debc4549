package finish

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

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
	rest     []chance.Weighted
	open     float64 // expected
	arriving float64
	sway     float64

	atoms atoms
	upper tails // of what is on the lattice
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
	w.rest = chance.Condense(in.Rest.Values(), values)
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

// lead chooses the leaders: as many of the largest as have few combinations.
func (w *work) lead() {
	const combinations = 256
	n := 1
	w.largestFirst(bits.Len(combinations))
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

// deviation is the standard deviation of the finish.
func (w *work) deviation() float64 {
	mean, square := 0.0, 0.0
	for z, factor := range w.luck.factors {
		m, v := w.new.moments(factor)
		for _, d := range w.deals {
			p := d.under[z]
			m, v = m+p*d.mean, v+p*d.square-p*p*d.mean*d.mean
		}
		mean, square = mean+w.luck.shares[z]*m, square+w.luck.shares[z]*(v+m*m)
	}
	rest := w.in.Rest.Deviation()
	return math.Sqrt(max(0, square-mean*mean) + rest*rest)
}

// span returns how far the sums of the deals, of what arrives and of the rest
// lie apart, what is next to impossible left out; and whether there is any.
func (w *work) span(deals []deal) float64 {
	least, largest, biggest := 0.0, 0.0, 0.0
	for _, d := range deals {
		low, high := 0.0, 0.0
		for _, v := range d.Values {
			low, high = min(low, v.Value), max(high, v.Value)
		}
		least, largest, biggest = least+low, largest+high, max(biggest, high, -low)
	}
	if w.new.mean > 0 {
		largest, biggest = math.Inf(1), max(biggest, w.new.sizes[len(w.new.sizes)-1].Value)
	}
	if n := len(w.rest); n > 0 {
		least, largest = least+min(0, w.rest[0].Value), largest+max(0, w.rest[n-1].Value)
		biggest = max(biggest, w.rest[n-1].Value-w.rest[0].Value)
	}
	from, to := math.Inf(1), math.Inf(-1)
	for z, factor := range w.luck.factors {
		m, v := w.new.moments(factor)
		for _, d := range deals {
			p := d.under[z]
			m, v = m+p*d.mean, v+p*d.square-p*p*d.mean*d.mean
		}
		m += w.in.Rest.Mean()
		const wide = 8
		reach := wide*math.Sqrt(max(0, v)) + 2*biggest
		from, to = min(from, m-reach), max(to, m+reach)
	}
	return min(largest-least, to-from)
}

// amounts are all values of the deals, of what arrives and of the rest.
func (w *work) amounts(deals []deal) []float64 {
	var list []float64
	for _, d := range deals {
		for _, v := range d.Values {
			list = append(list, v.Value)
		}
	}
	for _, s := range w.new.sizes {
		list = append(list, s.Value)
	}
	for _, v := range w.rest {
		list = append(list, v.Value)
	}
	return list
}

// run sums everything, and returns the finish and its parts.
func (w *work) run() (total chance.Spread, open, arrived Part) {
	small := w.deals[w.leaders:]
	whole := latticeOf(w.amounts(w.deals), w.span(w.deals), len(small))
	fine := whole
	if !whole.exact {
		fine = latticeOf(w.amounts(small), w.span(small), len(small))
		if !fine.exact && whole.step < 2*fine.step {
			whole = fine // the leaders do not make it much coarser
		}
	}
	other := lattice.terms(fine, 1, w.rest, nil)[1:]
	var heaps [3]mixture // total, open, new
	w.upper = tails{lattice: fine}
	var spare []float64
	var terms []term
	for z, share := range w.luck.shares {
		deals := nothing()
		pure := 1.0
		for _, d := range small {
			terms = fine.terms(d.under[z], d.Values, terms)
			deals, spare = deals.plus(terms, spare)
			pure *= 1 - d.under[z]
		}
		spare = nil
		arrive := w.new.on(fine, w.luck.factors[z])
		heaps[2].add(arrive, share)
		if len(other) > 0 {
			arrive, spare = arrive.plus(other, nil)
			pure = 0
		}
		all := together(deals, arrive)
		if w.new.mean > 0 {
			pure *= math.Exp(-w.new.mean * w.luck.factors[z])
		}
		w.upper.add(all, pure)
		heaps[0].add(w.withLeaders(all, fine, whole, z), share)
		heaps[1].add(w.withLeaders(deals, fine, whole, z), share)
	}
	w.upper.bound(small, w.new.mean > 0, w.rest)
	if len(small) == 0 && w.new.mean == 0 && len(w.rest) == 0 {
		exact := w.atoms.spread(w.luck.shares)
		return exact.Moved(w.in.Won), partOf(exact), partOf(chance.Known(0))
	}
	return heaps[0].spread(whole, w.in.Won), partOf(heaps[1].spread(whole, 0)), partOf(heaps[2].spread(fine, 0))
}

// withLeaders adds the leaders one after the other.
func (w *work) withLeaders(h heap, from, to lattice, z int) heap {
	h = heap{h.low, slices.Clone(h.p)}.coarser(from, to)
	var spare []float64
	var terms []term
	for _, d := range w.deals[:w.leaders] {
		terms = to.terms(d.under[z], d.Values, terms)
		h, spare = h.plus(terms, spare)
	}
	return h
}

// mixture adds up heaps by their shares.
type mixture struct {
	low int
	p   []float64
}

func (m *mixture) add(h heap, share float64) {
	if len(m.p) == 0 {
		m.low = h.low
	}
	if h.low < m.low {
		m.p = append(make([]float64, m.low-h.low), m.p...)
		m.low = h.low
	}
	if n := h.low - m.low + len(h.p); n > len(m.p) {
		m.p = append(m.p, make([]float64, n-len(m.p))...)
	}
	for i, p := range h.p {
		m.p[h.low-m.low+i] += share * p
	}
}

func (m *mixture) spread(l lattice, moved float64) chance.Spread {
	if len(m.p) == 0 {
		return chance.Known(moved)
	}
	values := make([]chance.Weighted, 0, len(m.p))
	for i, p := range m.p {
		if p > 0 {
			values = append(values, chance.Weighted{Value: moved + float64(m.low+i)*l.step, Weight: p})
		}
	}
	return chance.Of(values)
}
