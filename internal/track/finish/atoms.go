package finish

import (
	"math"

	"github.com/attainhq/attain/internal/chance"
)

// atoms are all combinations of the leaders: what they bring together, and how
// likely that is under each luck.
type atoms struct {
	values []float64
	p      [][]float64 // by luck
	won    [][]bool    // by leader: whether it is won
}

func newAtoms(leaders []deal, lucks int) atoms {
	a := atoms{values: []float64{0}, p: make([][]float64, lucks), won: make([][]bool, len(leaders))}
	for z := range a.p {
		a.p[z] = []float64{1}
	}
	for i, d := range leaders {
		n := len(a.values)
		for range d.Values {
			for j := range i {
				a.won[j] = append(a.won[j], a.won[j][:n]...)
			}
		}
		a.won[i] = make([]bool, n, n*(1+len(d.Values)))
		for _, v := range d.Values {
			for k := range n {
				a.values = append(a.values, a.values[k]+v.Value)
				a.won[i] = append(a.won[i], true)
			}
		}
		for z := range a.p {
			for _, v := range d.Values {
				for k := range n {
					a.p[z] = append(a.p[z], a.p[z][k]*d.under[z]*v.Weight)
				}
			}
			for k := range n {
				a.p[z][k] *= 1 - d.under[z]
			}
		}
	}
	return a
}

// spread is the distribution of what the leaders bring.
func (a atoms) spread(shares []float64) chance.Spread {
	values := make([]chance.Weighted, len(a.values))
	for i, v := range a.values {
		p := 0.0
		for z, share := range shares {
			p += share * a.p[z][i]
		}
		values[i] = chance.Weighted{Value: v, Weight: p}
	}
	return chance.Of(values)
}

// tails are the chances of what is on the lattice to be so much or more.
type tails struct {
	lattice
	lucks          []tail
	least, largest float64
}

type tail struct {
	low   int
	p     []float64
	upper []float64 // upper[i] is the chance of the point i or more
	pure  float64   // chance that nothing happens at all, which is at 0 exactly
}

func (t *tails) add(h heap, pure float64) {
	one := tail{low: h.low, p: h.p, upper: make([]float64, len(h.p)+1), pure: pure}
	for i := len(h.p) - 1; i >= 0; i-- {
		one.upper[i] = one.upper[i+1] + h.p[i]
	}
	t.lucks = append(t.lucks, one)
}

// bound says between what the sums lie.
func (t *tails) bound(deals []deal, arrives bool, rest []chance.Weighted) {
	for _, d := range deals {
		low, high := 0.0, 0.0
		for _, v := range d.Values {
			low, high = min(low, v.Value), max(high, v.Value)
		}
		t.least, t.largest = t.least+low, t.largest+high
	}
	if n := len(rest); n > 0 {
		t.largest += rest[n-1].Value
	}
	if arrives {
		t.largest = math.Inf(1)
	}
}

// atLeast returns the chance of x or more under a luck. On a lattice that is
// not exact each point stands for the step around it, but for the case that
// nothing happens.
func (t *tails) atLeast(luck int, x, tolerance float64) float64 {
	switch one := t.lucks[luck]; {
	case x <= t.least+tolerance:
		return 1
	case x > t.largest+tolerance:
		return 0
	case t.exact:
		return one.from(int(math.Ceil((x-tolerance)/t.step)) - one.low)
	default:
		p := one.smooth(x/t.step - float64(one.low))
		p -= one.pure * min(1, max(0, 0.5-x/t.step))
		if x <= tolerance {
			p += one.pure
		}
		return min(1, max(0, p))
	}
}

// from returns the chance of the point or more.
func (t tail) from(i int) float64 { return min(1, t.upper[min(max(0, i), len(t.p))]) }

// smooth returns the chance of a place between points or more.
func (t tail) smooth(at float64) float64 {
	if at <= -0.5 {
		return t.from(0)
	}
	if at >= float64(len(t.p))-0.5 {
		return 0
	}
	i := int(math.Ceil(at + 0.5)) // the first that is beyond as a whole
	p := t.from(i)
	if i >= 1 && i <= len(t.p) {
		p += t.p[i-1] * (float64(i-1) - at + 0.5)
	}
	return p
}

// meet finds for each luck and combination of the leaders the chance that the
// aim is met. It is exact on the amount that remains, wherever the points of the
// lattice are.
func (w *work) meet() {
	aim := *w.in.Aim
	w.met = make([][]float64, len(w.luck.shares))
	for z := range w.met {
		w.met[z] = make([]float64, len(w.atoms.values))
		for i, value := range w.atoms.values {
			var met float64
			switch aim.Side {
			case "", atLeast:
				met = w.reach(z, aim.Value, value, false)
			case between:
				met = w.reach(z, aim.Value, value, false) - w.reach(z, aim.Upper, value, true)
			default:
				met = 1 - w.reach(z, aim.Value, value, true)
			}
			w.met[z][i] = met
		}
	}
}

// reach returns the chance under a luck that the finish is the target or more,
// when the leaders bring so much; more than the target when beyond is set.
func (w *work) reach(luck int, target, leaders float64, beyond bool) float64 {
	const rounding = 1e-9
	x := target - w.base
	tolerance := rounding * (math.Abs(w.in.Aim.Value) + math.Abs(w.base) + math.Abs(x))
	if beyond {
		x += 2 * tolerance
	}
	return w.upper.atLeast(luck, x-leaders, tolerance)
}

// chance returns the chance that the aim is met, among the combinations of
// leaders in which one is won, or is not; among all for nil.
func (w *work) chance(won []bool, is bool) float64 {
	hit, all := 0.0, 0.0
	for z, share := range w.luck.shares {
		for i, p := range w.atoms.p[z] {
			if p == 0 || won != nil && won[i] != is {
				continue
			}
			all += share * p
			hit += share * p * w.met[z][i]
		}
	}
	if all <= 0 {
		return math.NaN()
	}
	return min(1, max(0, hit/all))
}

// swings lists the largest open deals with what they decide.
func (w *work) swings() []Swing {
	listed := w.in.Listed
	if listed <= 0 {
		listed = 3
	}
	var list []Swing
	for i, d := range w.deals[:min(listed, w.leaders)] {
		s := Swing{ID: d.ID, Chance: d.Chance, Amount: d.Amount}
		won := w.atoms.won[i]
		s.With, s.Without = number(w.chance(won, true)), number(w.chance(won, false))
		list = append(list, s)
	}
	return list
}

func number(p float64) *float64 {
	if math.IsNaN(p) {
		return nil
	}
	return &p
}
