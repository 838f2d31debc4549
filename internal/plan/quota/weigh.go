package quota

import (
	"math"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/target"
)

// Method says by what a number is divided.
type Method string

// The methods.
const (
	Even            Method = "even"             // everybody who carries a quota gets the same
	ByHistory       Method = "history"          // by what was reached in the past
	ByPotential     Method = "potential"        // by what there is to win
	ByCapacity      Method = "capacity"         // by what they can do: as entered, else days there × ramp
	EqualDifficulty Method = "equal_difficulty" // everybody has the same chance to reach his part
	Mixed           Method = "mix"              // history, potential and capacity, each normalised
)

// Mix is how much each part of a mix counts; only the proportions matter.
type Mix struct {
	History, Potential, Capacity money.Amount
}

// share is what a row's part is reckoned by.
type share struct {
	weight   int64
	mean, sd money.Amount // of equal difficulty
	curve    target.Curve // likewise; nil where nobody was forecast
	takes    bool         // somebody in or below it carries a quota
}

// weigh returns the shares of the row and every row below it. A parent weighs
// what those below it weigh together, so dividing level by level gives people
// what dividing among all of them would.
func (d *draft) weigh(root int, method Method, mix Mix) ([]share, error) {
	shares := make([]share, len(d.Rows))
	leaves := d.carriers(root)
	var err error
	switch method {
	case Even:
		for _, i := range leaves {
			shares[i].weight = int64(d.factor(i))
		}
	case ByHistory, ByPotential, ByCapacity:
		d.put(shares, leaves, d.measure(leaves, method))
	case EqualDifficulty:
		d.outlooks(shares, leaves)
	case Mixed:
		err = d.mix(shares, leaves, mix)
	default:
		err = fault.New(fault.Invalid, "%q is no way to divide a number; use even, history, potential, capacity, equal_difficulty or mix", string(method))
	}
	if err != nil {
		return nil, err
	}
	for _, i := range leaves {
		shares[i].takes = true
	}
	d.sumUp(root, shares)
	return shares, nil
}

// carriers returns the leaves at or below the row that carry a quota.
func (d *draft) carriers(root int) []int {
	var leaves []int
	var visit func(i int)
	visit = func(i int) {
		if d.factor(i) == 0 {
			return
		}
		if d.isLeaf(i) {
			leaves = append(leaves, i)
		}
		for _, child := range d.children[i] {
			visit(child)
		}
	}
	visit(root)
	return leaves
}

// factor returns what a row's weight multiplies: 1 unless somebody set it.
func (d *draft) factor(i int) money.Amount {
	if w := d.Rows[i].Weight; w.Set {
		return w.Amount
	}
	return money.Unit
}

// sumUp gives parents what stands below them.
func (d *draft) sumUp(i int, shares []share) {
	for _, child := range d.children[i] {
		d.sumUp(child, shares)
		c := shares[child]
		if d.factor(i) == 0 {
			continue
		}
		shares[i].weight = int64(add(money.Amount(shares[i].weight), money.Amount(c.weight)))
		shares[i].mean, shares[i].sd = add(shares[i].mean, c.mean), add(shares[i].sd, c.sd)
		if c.curve != nil {
			shares[i].curve = shares[i].curve.Plus(c.curve)
		}
		shares[i].takes = shares[i].takes || c.takes
	}
	if w := d.Rows[i].Weight; w.Set && !d.isLeaf(i) {
		shares[i].weight = times(shares[i].weight, w.Amount)
		shares[i].mean, shares[i].sd = money.Amount(times(int64(shares[i].mean), w.Amount)), money.Amount(times(int64(shares[i].sd), w.Amount))
		shares[i].curve = scaled(shares[i].curve, w.Amount)
	}
}

// times multiplies a weight by a factor; what does not fit is the largest.
func times(weight int64, factor money.Amount) int64 {
	product, err := money.MulDiv(money.Amount(weight), int64(factor), int64(money.Unit))
	if err != nil {
		return math.MaxInt64
	}
	return int64(product)
}

// measure returns what a method finds at each leaf, of 0 or more. Who has
// nothing there is taken for the average of his siblings, else of all.
func (d *draft) measure(leaves []int, method Method) []money.Amount {
	values := make([]Number, len(leaves))
	for n, i := range leaves {
		b := d.Rows[i].Basis
		switch method {
		case ByPotential:
			values[n] = b.Potential
		case ByCapacity:
			values[n] = b.Capacity
		default:
			values[n] = b.History
		}
	}
	if method == ByCapacity && !anySet(values) {
		for n, i := range leaves {
			values[n] = Some(d.daysThere(i))
		}
	}
	return d.fill(leaves, values)
}

func anySet(values []Number) bool {
	for _, v := range values {
		if v.Set {
			return true
		}
	}
	return false
}

// mean is an average in the making.
type mean struct {
	sum   money.Amount
	count int64
}

func (m mean) with(a money.Amount) mean { return mean{add(m.sum, a), m.count + 1} }

func (m mean) value() (money.Amount, bool) {
	if m.count == 0 {
		return 0, false
	}
	return m.sum / money.Amount(m.count), true
}

// fill replaces what is not known by an average of what is.
func (d *draft) fill(leaves []int, values []Number) []money.Amount {
	siblings := map[int]mean{}
	var all mean
	for n, i := range leaves {
		if v := values[n]; v.Set {
			siblings[d.parent[i]] = siblings[d.parent[i]].with(max(0, v.Amount))
			all = all.with(max(0, v.Amount))
		}
	}
	filled := make([]money.Amount, len(leaves))
	for n, i := range leaves {
		if values[n].Set {
			filled[n] = max(0, values[n].Amount)
		} else if average, ok := siblings[d.parent[i]].value(); ok {
			filled[n] = average
		} else if average, ok := all.value(); ok {
			filled[n] = average
		} else {
			filled[n] = money.Unit
		}
	}
	return filled
}

func (d *draft) put(shares []share, leaves []int, values []money.Amount) {
	for n, i := range leaves {
		shares[i].weight = times(int64(values[n]), d.factor(i))
	}
}

// outlooks takes where each is forecast to end or, where nobody is, what was
// reached before. Curves and standard deviations are summed as if the same luck
// moved all: one chance for all is then the same at every level.
func (d *draft) outlooks(shares []share, leaves []int) {
	means := d.measure(leaves, ByHistory)
	spreads := make([]Number, len(leaves))
	forecast := false
	for n, i := range leaves {
		spreads[n] = d.Rows[i].Basis.Spread
		forecast = forecast || d.Rows[i].Basis.Ahead != nil
	}
	sds := d.fill(leaves, spreads)
	if !anySet(spreads) {
		clear(sds)
	}
	d.put(shares, leaves, means)
	for n, i := range leaves {
		shares[i].mean = money.Amount(shares[i].weight)
		shares[i].sd = money.Amount(times(int64(sds[n]), d.factor(i)))
		if !forecast {
			continue
		}
		if shares[i].curve = scaled(d.Rows[i].Basis.Ahead, d.factor(i)); shares[i].curve == nil {
			shares[i].curve = target.Bell(shares[i].mean, shares[i].sd)
		}
	}
}

// scaled multiplies a curve.
func scaled(c target.Curve, factor money.Amount) target.Curve {
	if c == nil {
		return nil
	}
	out := make(target.Curve, len(c))
	for i, value := range c {
		out[i] = money.Amount(times(int64(value), factor))
	}
	return out
}

// mix adds the parts, each as a share of its sum over all leaves.
func (d *draft) mix(shares []share, leaves []int, mix Mix) error {
	const whole = 1_000_000_000_000 // a share of 1; fine enough that rounding it moves no unit
	parts := []struct {
		method Method
		counts money.Amount
	}{{ByHistory, mix.History}, {ByPotential, mix.Potential}, {ByCapacity, mix.Capacity}}
	var total money.Amount
	for _, part := range parts {
		if part.counts < 0 || part.counts > mostWeight {
			return fault.New(fault.Invalid, "%s is no part of a mix; use numbers from 0 to 100, such as 0.5 for one half", part.counts)
		}
		total += part.counts
	}
	if total == 0 {
		return fault.New(fault.Invalid, "a mix needs at least one part above 0: history, potential or capacity")
	}
	for _, part := range parts {
		if part.counts == 0 {
			continue
		}
		values := d.measure(leaves, part.method)
		var sum money.Amount
		for _, v := range values {
			sum = add(sum, v)
		}
		if sum == 0 {
			continue // nobody has any: the part says nothing
		}
		most, err := money.MulDiv(whole, int64(part.counts), int64(total))
		if err != nil {
			return err
		}
		for n, i := range leaves {
			weight, err := money.MulDiv(values[n], int64(most), int64(sum))
			if err != nil {
				return err
			}
			shares[i].weight += times(int64(weight), d.factor(i))
		}
	}
	return nil
}
