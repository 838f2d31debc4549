package quota

import (
	"math"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// unlimited is the upper limit of what has none.
const unlimited = money.Amount(math.MaxInt64)

// span is what an amount may be, both ends included.
type span struct{ low, high money.Amount }

func (s span) plus(o span) span { return span{add(s.low, o.low), add(s.high, o.high)} }

// limits are what a row may get in the periods that are divided: in all, and
// in each when something in or below it is held there.
type limits struct {
	span
	each []span // by place in the list of periods; nil: free in all of them
}

func (l limits) at(place int) span {
	if l.each == nil {
		return span{0, unlimited}
	}
	return l.each[place]
}

// limits returns the limits of the row and of all rows below it. What is
// locked, or has a floor or a cap, binds every row above it: so dividing at
// the top never hands out what the people below cannot take.
func (d *draft) limits(root int, periods []int, shares []share) []limits {
	all := make([]limits, len(d.Rows))
	var visit func(i int)
	visit = func(i int) {
		for _, child := range d.children[i] {
			visit(child)
		}
		all[i] = d.limitsOf(i, periods, all, shares)
	}
	visit(root)
	return all
}

func (d *draft) limitsOf(i int, periods []int, all []limits, shares []share) limits {
	if !d.takes(i, shares) {
		return d.fixed(i, periods)
	}
	l := limits{span: span{0, unlimited}}
	if !d.isLeaf(i) {
		l = d.limitsBelow(i, periods, all)
	}
	for place, j := range periods {
		if !d.Rows[i].Cells[j].Locked {
			continue
		}
		if l.each == nil {
			l.each = freeSpans(len(periods))
		}
		value := d.effective(i, j).Amount
		l.each[place] = span{value, value}
	}
	if l.each != nil {
		var sum span
		for _, s := range l.each {
			sum = sum.plus(s)
		}
		l.low, l.high = max(l.low, sum.low), min(l.high, sum.high)
	}
	d.ownLimits(i, periods, &l)
	return l
}

// ownLimits applies the row's own floor and cap, less what it has in the periods
// that are not divided.
func (d *draft) ownLimits(i int, periods []int, l *limits) {
	r := d.Rows[i]
	if r.Floor.Set {
		l.low = max(l.low, r.Floor.Amount-d.outside(i, periods))
	}
	if r.Cap.Set {
		l.high = min(l.high, max(0, r.Cap.Amount-d.outside(i, periods)))
	}
}

// takes reports whether a division may write the row.
func (d *draft) takes(i int, shares []share) bool { return shares[i].takes && !d.Rows[i].Locked }

// fixed are the limits of a row that keeps what it has.
func (d *draft) fixed(i int, periods []int) limits {
	l := limits{each: make([]span, len(periods))}
	for place, j := range periods {
		value := d.effective(i, j).Amount
		l.each[place] = span{value, value}
		l.span = l.plus(l.each[place])
	}
	return l
}

// limitsBelow returns what a parent must have, and can have, so that its
// children get what they must and no more than they can.
func (d *draft) limitsBelow(i int, periods []int, all []limits) limits {
	var sum limits
	for _, child := range d.children[i] {
		c := all[child]
		sum.span = sum.plus(c.span)
		if c.each == nil && sum.each == nil {
			continue
		}
		if sum.each == nil {
			sum.each = make([]span, len(periods))
			for place := range sum.each {
				sum.each[place] = d.sumBefore(i, child, place, all)
			}
			continue
		}
		for place := range sum.each {
			sum.each[place] = sum.each[place].plus(c.at(place))
		}
	}
	over := d.over(i)
	sum.span = d.unscaled(sum.span, over)
	for place := range sum.each {
		sum.each[place] = d.unscaled(sum.each[place], over)
	}
	return sum
}

// sumBefore sums the spans of the children up to and including one.
func (d *draft) sumBefore(i, last, place int, all []limits) span {
	var sum span
	for _, child := range d.children[i] {
		sum = sum.plus(all[child].at(place))
		if child == last {
			break
		}
	}
	return sum
}

// unscaled takes the over-assignment off.
func (d *draft) unscaled(s span, over money.Amount) span {
	if over == 0 {
		return s
	}
	low, high := unscale(s.low, over, d.Unit), unlimited
	if s.high < unlimited {
		high = unscale(s.high+1, over, d.Unit) - 1
	}
	return span{low, max(low, high)}
}

// over returns the over-assignment of the step from the row to its children:
// its own, else the plan's for their kind. Where teams and people stand side by
// side, the teams' holds.
func (d *draft) over(i int) money.Amount {
	if own := d.Rows[i].Over; own.Set {
		return own.Amount
	}
	if d.isLeaf(i) {
		return 0
	}
	kind := d.Rows[d.children[i][0]].Node.Kind()
	for _, child := range d.children[i] {
		if k := d.Rows[child].Node.Kind(); k != org.Person {
			kind = k
			break
		}
	}
	return d.Over[kind]
}

func freeSpans(n int) []span {
	spans := make([]span, n)
	for i := range spans {
		spans[i].high = unlimited
	}
	return spans
}
