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
	other := two.terms(w.rest)
	moves, leaders := fine.termsOf(small), w.leaderTerms(whole)
	var heaps [3]mixture // total, open, new
	below := 0.0
	w.upper = tails{lattice: fine}
	var spare []float64
	for z, share := range w.luck.shares {
		deals := nothing()
		pure := 1.0
		for i, d := range small {
			deals, spare = deals.plus(d.under[z], moves[i], spare)
			pure *= 1 - d.under[z]
		}
		spare, below = nil, max(below, deals.below())
		arrive := w.new.on(fine, w.luck.factors[z])
		heaps[2].add(arrive, share)
		if len(other) > 0 {
			arrive, spare = arrive.plus(1, other, nil)
			pure = 0
		}
		all := together(deals, arrive)
		w.upper.add(all, pure*w.new.none(w.luck.factors[z]))
		heaps[0].add(w.withLeaders(all, fine, whole, leaders, z), share)
		heaps[1].add(w.withLeaders(deals, fine, whole, leaders, z), share)
	}
	w.upper.bound(small, w.new.mean > 0, w.rest)
	if len(small) == 0 && w.new.mean == 0 && len(w.rest) == 0 {
		exact := w.atoms.spread(w.luck.shares)
		return exact.Moved(w.base), partOf(exact), partOf(chance.Known(0)), true
	}
	return heaps[0].spread(whole, w.base), partOf(heaps[1].spread(whole, 0)), partOf(heaps[2].spread(fine, 0)), below < 1e-10
}

// leaderTerms returns those of the leaders. No share may be below 0: there are
// few of them.
func (w *work) leaderTerms(on lattice) [][]term {
	on.three = false
	return on.termsOf(w.deals[:w.leaders])
}

// withLeaders adds the leaders one after the other.
func (w *work) withLeaders(h heap, from, to lattice, terms [][]term, z int) heap {
	h = heap{h.low, slices.Clone(h.p)}.coarser(from, to)
	var spare []float64
	for i, d := range w.deals[:w.leaders] {
		h, spare = h.plus(d.under[z], terms[i], spare)
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
