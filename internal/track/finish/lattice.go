package finish

import (
	"math"

	"github.com/attainhq/attain/internal/chance"
)

// lattice are equally far points on which sums of deals are counted. Where all
// amounts are multiples of one step they are exact. Elsewhere an amount lies
// between points and gives those next to it a part of its chance: two of them,
// which keeps the mean, or three, which keeps the variance too. The third part
// may be below 0, which a sum of many does not show, and one of few would.
type lattice struct {
	step  float64
	exact bool
	three bool
}

// term is a part of what happens: it moves the sum by so many points, by one
// more, or by two more.
type term struct {
	shift  int
	shares [3]float64
	width  int
}

// How fine a lattice is that is not exact, over sixteen standard deviations. Of
// few deals single combinations are likely, and should not be blurred, unless
// what arrives besides does so anyway (mixed). Of many (crowd) the sum is
// smooth. Of very many (multitude) it is so smooth that shares below 0 do not
// show. most is how fine an exact lattice may be.
const (
	mostPoints   = 4000
	mixedPoints  = 512
	fewestPoints = 400
	crowd        = 24
	multitude    = 500
	most         = 2000
)

// latticeOf returns a lattice for the amounts whose sums span so much, of so
// many points unless the amounts share a step.
func latticeOf(amounts []float64, span float64, points int, three bool) lattice {
	if span <= 0 || math.IsInf(span, 0) {
		return lattice{step: 1, exact: true}
	}
	between := lattice{step: span / float64(points), three: three}
	step := 0.0
	for _, a := range amounts {
		if a = math.Abs(a); a == 0 {
			continue
		}
		if step = common(step, a, span); step == 0 || span/step > most {
			return between
		}
	}
	if step == 0 {
		return lattice{step: 1, exact: true}
	}
	return lattice{step: step, exact: true}
}

// common returns the largest step of which both are multiples, but for rounding;
// 0 when that rounding would be as large as one of them.
func common(a, b, span float64) float64 {
	tolerance := 1e-9 * span
	if b <= tolerance {
		return 0
	}
	for b > tolerance {
		rest := 0.0
		if a > 0 {
			rest = math.Mod(a, b)
		}
		if b-rest < tolerance {
			rest = 0
		}
		a, b = b, rest
	}
	return a
}

// terms returns what a chance of the values does to a sum. The first is that
// nothing happens.
func (l lattice) terms(p float64, values []chance.Weighted, into []term) []term {
	into = append(into[:0], term{0, [3]float64{1 - p}, 1})
	for _, v := range values {
		share := p * v.Weight
		if share == 0 {
			continue
		}
		into = append(into, l.term(v.Value, share))
	}
	return into
}

func (l lattice) term(value, share float64) term {
	at := value / l.step
	nearest := math.Round(at)
	switch rest := at - nearest; {
	case l.exact || rest == 0:
		return term{int(nearest), [3]float64{share}, 1}
	case l.three:
		return term{int(nearest) - 1, [3]float64{share * rest * (rest - 1) / 2, share * (1 - rest*rest), share * rest * (rest + 1) / 2}, 3}
	case rest < 0:
		return term{int(nearest) - 1, [3]float64{-share * rest, share * (1 + rest)}, 2}
	default:
		return term{int(nearest), [3]float64{share * (1 - rest), share * rest}, 2}
	}
}

// heap is a distribution on a lattice: p[i] is the chance of the point low + i.
type heap struct {
	low int
	p   []float64
}

func nothing() heap { return heap{0, []float64{1}} }

// plus adds something that happens by the terms. The heap's array is used up;
// spare is where the sum is put.
func (h heap) plus(terms []term, spare []float64) (sum heap, used []float64) {
	least, largest := 0, 0
	for _, t := range terms {
		least, largest = min(least, t.shift), max(largest, t.shift+t.width-1)
	}
	n := len(h.p) + largest - least
	if cap(spare) < n {
		spare = make([]float64, n, 2*n)
	}
	out := spare[:n]
	clear(out)
	for _, t := range terms {
		t.into(out[t.shift-least:], h.p)
	}
	return heap{h.low + least, out}.trimmed(), h.p[:0]
}

// into adds the shares of p to what is there.
func (t term) into(out, p []float64) {
	n := len(p)
	a, b, c := t.shares[0], t.shares[1], t.shares[2]
	switch t.width {
	case 1:
		out = out[:n]
		for i, x := range p {
			out[i] += a * x
		}
	case 2:
		out = out[:n+1]
		before := 0.0
		for i, x := range p {
			out[i] += a*x + b*before
			before = x
		}
		out[n] += b * before
	default:
		out = out[:n+2]
		before, earlier := 0.0, 0.0
		for i, x := range p {
			out[i] += a*x + b*before + c*earlier
			before, earlier = x, before
		}
		out[n] += b*before + c*earlier
		out[n+1] += c * before
	}
}

// trimmed leaves out what is so unlikely at both ends that it changes nothing.
func (h heap) trimmed() heap {
	const none = 1e-16
	from, to := 0, len(h.p)
	for from < to-1 && math.Abs(h.p[from]) < none {
		from++
	}
	for to > from+1 && math.Abs(h.p[to-1]) < none {
		to--
	}
	return heap{h.low + from, h.p[from:to]}
}

// below returns how much of the heap is less than 0.
func (h heap) below() float64 {
	sum := 0.0
	for _, p := range h.p {
		sum -= min(0, p)
	}
	return sum
}

// together returns the sum of two heaps that know nothing of each other.
func together(a, b heap) heap {
	out := make([]float64, len(a.p)+len(b.p)-1)
	if len(a.p) < len(b.p) {
		a, b = b, a
	}
	for j, q := range b.p {
		if q == 0 {
			continue
		}
		to := out[j:]
		to = to[:len(a.p)]
		for i, p := range a.p {
			to[i] += q * p
		}
	}
	return heap{a.low + b.low, out}.trimmed()
}

// coarser puts a heap on a lattice of larger steps.
func (h heap) coarser(from, to lattice) heap {
	if from == to {
		return h
	}
	ratio := from.step / to.step
	first := int(math.Floor(float64(h.low) * ratio))
	last := int(math.Floor(float64(h.low+len(h.p)-1)*ratio)) + 1
	out := make([]float64, last-first+1)
	for i, p := range h.p {
		at := float64(h.low+i) * ratio
		floor := math.Floor(at)
		out[int(floor)-first] += p * (1 - (at - floor))
		out[int(floor)-first+1] += p * (at - floor)
	}
	return heap{first, out}.trimmed()
}
