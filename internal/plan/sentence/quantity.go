package sentence

import (
	"math/big"

	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// quantity reads a number with its unit: $500k, 25 %, 5 points, 45 days, 3x,
// one in four. next is at when there is none.
func (r *reader) quantity(at int) (quantity, int) {
	if q, next := r.fraction(at); next > at {
		return q, next
	}
	q := quantity{}
	start, minus := at, false
	if r.At(at).Is("-") && r.At(at+1).Glued {
		start, minus = at+1, true
	}
	currencies, i := r.currency(start)
	if r.At(i).Is("-") && i > start {
		i, minus = i+1, true
	}
	n, next := r.Written(i)
	if t := r.At(i); t.Is("twice", "once") && r.RhythmEnd(i+1) > i+1 {
		n, next = token.Number{Value: big.NewRat(map[bool]int64{true: 2, false: 1}[t.Is("twice")], 1)}, i+1
	}
	if r.At(at-1).Is("by") && r.At(at).Is("a") && r.isUnit(at+1) { // "by a week"
		n, next = token.Number{Value: big.NewRat(1, 1)}, at+1
	}
	if next == i || n.Value == nil {
		return quantity{}, at
	}
	if r.At(next).Is("figure", "digit") { // "six figures" is no number
		return quantity{}, at
	}
	q.value, q.other, q.scale = n.Value, n.Other, n.Scale
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
	t := r.At(at)
	switch {
	case t.Is("%", "percent", "pct", "percentage") || t.Is("per") && r.At(at+1).Is("cent"):
		next := at + 1
		if t.Is("per") {
			next++
		}
		q.unit, q.other = percent, nil // 12.500 % is twelve and a half
		if r.At(next).Is("point", "pt", "p") && !r.Annum(next) {
			q.unit = percentagePoints
			next++
		}
		scale(1, 100)
		return next
	case t.Is("pp", "ppt", "pps", "ppts"):
		q.unit = percentagePoints
		scale(1, 100)
		return at + 1
	case t.Is("bp", "bps"), t.Is("basis") && r.At(at+1).Is("point"):
		q.unit = percentagePoints
		scale(1, 10_000)
		return at + 1 + map[bool]int{true: 1}[t.Is("basis")]
	case t.Is("point", "pt"):
		q.unit = points
		return at + 1
	case t.Is("time") && r.RhythmEnd(at+1) > at+1: // three times a week
		return at + 1
	case t.Is("x", "times", "time", "fold"), t.Is(":") && r.At(at+1).Text == "1" && t.Glued:
		q.unit = times
		return at + 1 + map[bool]int{true: 1}[t.Is(":")]
	}
	if t.Is("hour", "hr") {
		q.unit = daysUnit
		scale(1, 24)
		return at + 1
	}
	if u, next := r.Units(at); next > at && u.Kind != period.Quarter && u.Kind != period.Half && u.Kind != period.Year {
		q.unit = daysUnit
		switch u.Kind {
		case period.Week:
			scale(7*int64(u.Times), 1)
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
	if n, next := r.Count(at); next > at {
		if r.At(next).Is("in", "out") && n < 100 {
			j := next + 1
			if r.At(next).Is("out") && r.At(j).Is("of") {
				j++
			}
			if d, end := r.Count(j); end > j && d >= n && d <= 1000 && !r.isUnit(end) {
				q, next := share(int64(n), int64(d), end)
				q.partOf = true
				return q, next
			}
			return quantity{}, at
		}
		num, i = int64(n), next
	} else if r.At(at).Is("a", "one", "an") {
		i++
	}
	t := r.At(i)
	den, ok := parts[t.Stem]
	if !ok || t.Kind != token.Word || num >= den || r.At(i+1).Is("year", "million", "thousand", "billion") || r.At(i+1).Kind == token.Numeral {
		return quantity{}, at
	}
	if t.Is("half") && i > at && r.At(at).Is("a") && r.At(i+1).IsScale() {
		return quantity{}, at
	}
	next := i + 1
	if !r.At(next).Is("of") && !r.At(at-1).Is("by") && !(num > 1) && !t.Is("third", "fifth", "tenth") {
		return quantity{}, at // "a quarter" alone is a time
	}
	return share(num, den, next)
}

func (r *reader) isUnit(at int) bool {
	_, next := r.Units(at)
	return next > at
}
