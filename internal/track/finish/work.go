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
	rest     []chance.Weighted // above the least that comes
	base     float64           // won, and that least
	open     float64           // expected
	arriving float64
	sway     float64

	atoms atoms
	upper tails // of what is on the lattice
	two   bool  // amounts are shared between two points, however many there are
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
		for i := range slices.Backward(w.rest) {
			w.rest[i].Value -= w.rest[0].Value
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
	mean, square := 0.0, 0.0
	for z, share := range w.luck.shares {
		m, _ := w.moments(deals, z)
		mean += share * m
	}
	for z, share := range w.luck.shares {
		m, v := w.moments(deals, z)
		square += share * (v + (m-mean)*(m-mean))
	}
	return square
}

// deviation is the standard deviation of the finish.
func (w *work) deviation() float64 {
	rest := w.in.Rest.Deviation()
	return math.Sqrt(rest*rest + w.variance(w.deals))
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
		largest, biggest = largest+w.rest[n-1].Value, max(biggest, w.rest[n-1].Value)
	}
	from, to := math.Inf(1), math.Inf(-1)
	for z := range w.luck.factors {
		m, v := w.moments(deals, z)
		const wide = 8
		reach := wide*math.Sqrt(max(0, v)) + 2*biggest
		from, to = min(from, m-reach), max(to, m+reach)
	}
	return min(largest-least, to-from)
}

// lattice returns the lattice for the deals and all that arrives besides.
func (w *work) lattice(deals []deal) lattice {
	span := w.span(deals)
	points, three := w.points(deals, span)
	return latticeOf(w.amounts(deals), span, points, three)
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

// points returns how fine a lattice is that spans so much, and whether it keeps
// the variance. Where it does not, an amount between two points adds a sixth of
// a step squared: the more deals, the finer the step has to be for that to be a
// hundredth of all.
func (w *work) points(deals []deal, span float64) (points int, three bool) {
	switch {
	case len(deals) > multitude && !w.two && len(w.luck.shares) == 1:
		return fewestPoints, true
	case len(deals) > crowd:
		expected := 0.0
		for _, d := range deals {
			expected += d.Chance
		}
		step := math.Sqrt(0.01 * 6 * w.variance(deals) / expected)
		return int(min(mostPoints, max(fewestPoints, span/step))), false
	case w.new.mean > 0 || len(w.rest) > 0:
		return mixedPoints, false
	default:
		return mostPoints, false
	}
}

// run sums everything, and returns the finish and its parts.
func (w *work) run() (total chance.Spread, open, arrived Part) {
	total, open, arrived, ok := w.sum()
	if !ok {
		w.two = true
		total, open, arrived, _ = w.sum()
	}
	return total, open, arrived
}

// sum is run on one lattice; ok is false when shares below 0 show in the sum.
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
	other := lattice.terms(fine, 1, w.rest, nil)[1:]
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
		return exact.Moved(w.base), partOf(exact), partOf(chance.Known(0)), true
	}
	return heaps[0].spread(whole, w.base), partOf(heaps[1].spread(whole, 0)), partOf(heaps[2].spread(fine, 0)), below < 1e-10
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
