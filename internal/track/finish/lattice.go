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
// more, and so on for its width.
type term struct {
	shift  int
	shares [widest]float64
	width  int
}

// widest is how many neighbouring points are gone through at once.
const widest = 4

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

// terms returns by how much one of the values moves a sum. What moves it to
// neighbouring points is one term.
func (l lattice) terms(values []chance.Weighted) []term {
	return l.addTerms(make([]term, 0, len(values)), values)
}

// termsOf returns those of each deal when it is won.
func (l lattice) termsOf(deals []deal) [][]term {
	n := 0
	for _, d := range deals {
		n += len(d.Values)
	}
	of, all := make([][]term, len(deals)), make([]term, 0, n)
	for i, d := range deals {
		of[i] = l.addTerms(all[len(all):], d.Values)
		all = all[:len(all)+len(of[i])]
	}
	return of
}

func (l lattice) addTerms(terms []term, values []chance.Weighted) []term {
	for _, v := range values {
		if v.Weight == 0 {
			continue
		}
		t := l.term(v.Value, v.Weight)
		if n := len(terms); n == 0 || !terms[n-1].takes(t) {
			terms = append(terms, t)
		}
	}
	return terms
}

func (l lattice) term(value, share float64) term {
	at := value / l.step
	nearest := math.Round(at)
	switch rest := at - nearest; {
	case l.exact || rest == 0:
		return term{int(nearest), [widest]float64{share}, 1}
	case l.three:
		return term{int(nearest) - 1, [widest]float64{share * rest * (rest - 1) / 2, share * (1 - rest*rest), share * rest * (rest + 1) / 2}, 3}
	case rest < 0:
		return term{int(nearest) - 1, [widest]float64{-share * rest, share * (1 + rest)}, 2}
	default:
		return term{int(nearest), [widest]float64{share * (1 - rest), share * rest}, 2}
	}
}

// takes adds a term that begins no earlier, and reports whether there was room.
func (t *term) takes(next term) bool {
	at := next.shift - t.shift
	if at < 0 || at+next.width > widest {
		return false
	}
	for i, share := range next.shares[:next.width] {
		t.shares[at+i] += share
	}
	t.width = max(t.width, at+next.width)
	return true
}

// heap is a distribution on a lattice: p[i] is the chance of the point low + i.
type heap struct {
	low int
	p   []float64
}

func nothing() heap { return heap{0, []float64{1}} }

// plus adds something that happens with the chance, and then by the terms. The
// heap's array is used up; spare is where the sum is put.
func (h heap) plus(happens float64, terms []term, spare []float64) (sum heap, used []float64) {
	least, largest := 0, 0
	for _, t := range terms {
		least, largest = min(least, t.shift), max(largest, t.shift+t.width-1)
	}
	n := len(h.p) + largest - least
	if cap(spare) < n {
		spare = make([]float64, n, 2*n)
	}
	out := spare[:n]
	clear(out[:-least])
	kept, stays := out[-least:][:len(h.p)], 1-happens
	for i, x := range h.p {
		kept[i] = stays * x
	}
	clear(out[len(h.p)-least:])
	for _, t := range terms {
		t.into(out[t.shift-least:], h.p, happens)
	}
	return heap{h.low + least, out}.trimmed(), h.p[:0]
}

// into adds the shares of p, each times a chance, to what is there.
func (t term) into(out, p []float64, happens float64) {
	a, b, c, d := happens*t.shares[0], happens*t.shares[1], happens*t.shares[2], happens*t.shares[3]
	after := out[len(p) : len(p)+t.width-1]
	out = out[:len(p)]
	var x1, x2, x3 float64
	switch t.width {
	case 1:
		for i, x := range p {
			out[i] += a * x
		}
	case 2:
		for i, x := range p {
			out[i] += a*x + b*x1
			x1 = x
		}
	case 3:
		for i, x := range p {
			out[i] += a*x + b*x1 + c*x2
			x1, x2 = x, x1
		}
	default:
		for i, x := range p {
			out[i] += (a*x + b*x1) + (c*x2 + d*x3)
			x1, x2, x3 = x, x1, x2
		}
	}
	for i := range after {
		after[i] += b*x1 + c*x2 + d*x3
		x1, x2, x3 = 0, x1, x2
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
	for j := 0; j < len(b.p); j += widest {
		t := term{width: min(widest, len(b.p)-j)}
		copy(t.shares[:], b.p[j:])
		t.into(out[j:], a.p, 1)
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
