package sentence

import (
	"math/big"

	"github.com/attainhq/attain/internal/period"
)

// quantity reads a number with its unit: $500k, 25 %, 5 points, 45 days, 3x,
// one in four. next is at when there is none.
func (r *reader) quantity(at int) (quantity, int) {
	if q, next := r.fraction(at); next > at {
		return q, next
	}
	q := quantity{}
	start, minus := at, false
	if r.token(at).is("-") && r.token(at+1).glued {
		start, minus = at+1, true
	}
	currencies, i := r.currency(start)
	if r.token(i).is("-") && i > start {
		i, minus = i+1, true
	}
	n, next := r.written(i)
	if r.token(at-1).is("by") && r.token(at).is("a") && r.isUnit(at+1) { // "by a week"
		n, next = number{value: big.NewRat(1, 1)}, at+1
	}
	if next == i || n.value == nil {
		return quantity{}, at
	}
	if r.token(next).is("figure") { // "six figures" is no number
		return quantity{}, at
	}
	q.value, q.other, q.scale = n.value, n.other, n.scale
	if minus {
		q.value, q.other = new(big.Rat).Neg(q.value), nil
	}
	if currencies == nil {
		currencies, next = r.currency(next)
	} else if again, end := r.currency(next); end > next && len(again) == 1 { // $500 USD
		currencies, next = again, end
	}
	if currencies != nil {
		q.unit, q.currencies, q.said = moneyUnit, currencies, r.said(at, next)
		return q, next
	}
	next = r.measuredIn(&q, next)
	q.said = r.said(at, next)
	return q, next
}

// measuredIn reads the unit behind the number and scales the value to it.
func (r *reader) measuredIn(q *quantity, at int) int {
	scale := func(num, den int64) {
		f := big.NewRat(num, den)
		q.value = new(big.Rat).Mul(q.value, f)
		if q.other != nil {
			q.other = new(big.Rat).Mul(q.other, f)
		}
	}
	t := r.token(at)
	switch {
	case t.is("%", "percent", "pct", "percentage") || t.is("per") && r.token(at+1).is("cent"):
		next := at + 1
		if t.is("per") {
			next++
		}
		q.unit, q.other = percent, nil // 12.500 % is twelve and a half
		if r.token(next).is("point", "pt", "p") {
			q.unit = percentagePoints
			next++
		}
		scale(1, 100)
		return next
	case t.is("pp", "ppt", "pps", "ppts"):
		q.unit = percentagePoints
		scale(1, 100)
		return at + 1
	case t.is("bp", "bps"), t.is("basis") && r.token(at+1).is("point"):
		q.unit = percentagePoints
		scale(1, 10_000)
		return at + 1 + map[bool]int{true: 1}[t.is("basis")]
	case t.is("point", "pt"):
		q.unit = points
		return at + 1
	case t.is("time") && r.rhythmAt(at+1): // three times a week
		return at + 1
	case t.is("x", "times", "time", "fold"), t.is(":") && r.token(at+1).text == "1" && t.glued:
		q.unit = times
		return at + 1 + map[bool]int{true: 1}[t.is(":")]
	}
	if t.is("hour", "hr") {
		q.unit = daysUnit
		scale(1, 24)
		return at + 1
	}
	if u, next := r.units(at); next > at && u.kind != period.Quarter && u.kind != period.Half && u.kind != period.Year {
		q.unit = daysUnit
		switch u.kind {
		case period.Week:
			scale(7*int64(u.times), 1)
		case period.Month:
			const asDays = 30
			q.inMonths = true
			scale(asDays, 1)
		}
		return next
	}
	return at
}

// fraction reads half, a third, two thirds, a quarter of, one in four, 1 in 4.
func (r *reader) fraction(at int) (quantity, int) {
	share := func(num, den int64, next int) (quantity, int) {
		return quantity{value: big.NewRat(num, den), unit: percent, words: true, said: r.said(at, next)}, next
	}
	parts := map[string]int64{"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
	i := at
	num := int64(1)
	if n, next := r.count(at); next > at {
		if r.token(next).is("in", "out") && n < 100 {
			j := next + 1
			if r.token(next).is("out") && r.token(j).is("of") {
				j++
			}
			if d, end := r.count(j); end > j && d >= n && d <= 1000 && !r.isUnit(end) {
				q, next := share(int64(n), int64(d), end)
				q.partOf = true
				return q, next
			}
			return quantity{}, at
		}
		num, i = int64(n), next
	} else if r.token(at).is("a", "one", "an") {
		i++
	}
	t := r.token(i)
	den, ok := parts[t.stem]
	if !ok || t.kind != wordToken || num >= den || r.token(i+1).is("year", "million", "thousand", "billion") || r.token(i+1).kind == numberToken {
		return quantity{}, at
	}
	if t.is("half") && i > at && r.token(at).is("a") && scales[r.token(i+1).stem] > 0 {
		return quantity{}, at
	}
	next := i + 1
	if !r.token(next).is("of") && !r.token(at-1).is("by") && !(num > 1) && !t.is("third", "fifth", "tenth") {
		return quantity{}, at // "a quarter" alone is a time
	}
	return share(num, den, next)
}

func (r *reader) rhythmAt(at int) bool {
	_, next := r.rhythm(at)
	return next > at
}

func (r *reader) isUnit(at int) bool {
	_, next := r.units(at)
	return next > at
}
