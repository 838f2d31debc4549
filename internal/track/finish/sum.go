package finish

import (
	"slices"

	"github.com/attainhq/attain/internal/chance"
)

// run sums everything, and returns the finish and its parts.
func (w *work) run() (total chance.Spread, open, arrived Part) {
	total, open, arrived, ok := w.sum()
	if !ok {
		w.two = true
		total, open, arrived, _ = w.sum()
	}
	return total, open, arrived
}

// sum is run with amounts shared in one way; ok is false when shares below 0 show in the sum.
func (w *work) sum() (total chance.Spread, open, arrived Part, ok bool) {
	small := w.deals[w.leaders:]
	whole := w.lattice(w.deals)
	fine := whole
	if !whole.exact {
		fine = w.lattice(small)
		if !fine.exact && whole.step < 2*fine.step {
			whole = fine // the leaders do not make it much coarser
		}
	}
	two := fine
	two.three = false // no share may be below 0 where there are few
	other := two.terms(1, w.rest, nil)[1:]
	var heaps [3]mixture // total, open, new
	below := 0.0
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
		spare, below = nil, max(below, deals.below())
		arrive := w.new.on(fine, w.luck.factors[z])
		heaps[2].add(arrive, share)
		if len(other) > 0 {
			arrive, spare = arrive.plus(other, nil)
			pure = 0
		}
		all := together(deals, arrive)
		w.upper.add(all, pure*w.new.none(w.luck.factors[z]))
		heaps[0].add(w.withLeaders(all, fine, whole, z), share)
		heaps[1].add(w.withLeaders(deals, fine, whole, z), share)
	}
	w.upper.bound(small, w.new.mean > 0, w.rest)
	if len(small) == 0 && w.new.mean == 0 && len(w.rest) == 0 {
		exact := w.atoms.spread(w.luck.shares)
		return exact.Moved(w.base), partOf(exact), partOf(chance.Known(0)), true
	}
	return heaps[0].spread(whole, w.base), partOf(heaps[1].spread(whole, 0)), partOf(heaps[2].spread(fine, 0)), below < 1e-10
}

// withLeaders adds the leaders one after the other.
func (w *work) withLeaders(h heap, from, to lattice, z int) heap {
	h = heap{h.low, slices.Clone(h.p)}.coarser(from, to)
	to.three = false
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
