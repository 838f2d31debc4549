package sentence

import (
	"math/big"

	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// figure reads an amount with everything that says what it does: by 10 %, from
// 15 to 25 %, at least $500k, between 20 and 25, 20 % more, double. next is at
// when there is none.
func (r *reader) figure(at int) (figure, int) {
	if f, next := r.multiple(at); next > at {
		return f, next
	}
	f := figure{}
	i := r.lead(&f, at)
	q, next := r.quantity(i)
	if next == i {
		return figure{}, at
	}
	q.strict = f.low.strict
	f.low, f.ofLead, f.ofWhat = q, r.At(at).Is("of"), q.partOf
	next = r.second(&f, next)
	if end, ok := r.inThings(&f, next); ok || f.worth {
		f.worth = true
		next = r.isWorth(&f, max(next, end))
	}
	next = r.tail(&f, next)
	if f.role == from && f.bound != noBound { // "prevent it from exceeding 3 %"
		f.role = level
	}
	if f.sign != 0 && f.role == level && f.bound == noBound {
		f.role = by
	}
	return f, next
}

// lead reads what stands before the quantity.
func (r *reader) lead(f *figure, at int) (next int) {
	i := at
	for i < len(r.List) {
		start := i
		switch t := r.At(i); {
		case t.Is("by") && f.role == level:
			f.role, i = by, i+1
		case t.Is("from") && f.role == level:
			f.role, i = from, i+1
		case t.Is("to") && f.role != fromTo && f.role != from:
			f.role, i = to, i+1
		case r.comparedWith(i) > i && f.role == level:
			f.role, i = from, r.comparedWith(i)
		case t.Is("+") && f.sign == 0:
			f.sign, i = 1, i+1
		case t.Is("-") && f.sign == 0 && !r.afterNumber(i):
			f.sign, i = -1, i+1
		case t.Is("up", "down") && i == at && r.upBy(i+1):
			f.role, f.sign = by, map[bool]int{true: 1, false: -1}[t.Is("up")]
			i++
		case t.Is("up", "down") && r.At(i+1).Is("by") && i == at:
			f.sign = map[bool]int{true: 1, false: -1}[t.Is("up")]
			i++
		case t.Is("up") && r.At(i+1).Is("to") && i == at && !r.afterNoun():
			f.bound, i = atMost, i+2
		case t.Is("up", "down") && r.At(i+1).Is("from", "to") && i == at:
			i++
		case t.Is("worth") && i == at:
			f.worth = true
			if i++; r.At(i).Is("of") {
				i++
			}
		case t.Is("additional", "extra", "another", "further", "incremental"):
			f.extra, i = true, i+1
		case t.Is("between") && f.role == level:
			f.bound, i = between, i+1
		default:
			i = r.leadPhrase(f, i)
		}
		if i == start {
			break
		}
	}
	// Words that only lead on to a figure: the, of, a total of, its current.
	for r.At(i).Is("the", "of", "a", "an", "our", "current", "it", "its", "today", "total", "average", "averaging", "at", "present", "existing", "mere", "full", "level", "ratio", "rate", "value", "score", "baseline", "about", "further", "just", "only", "is", "be", "=", ":", "currently", "another") {
		if _, next := r.quantity(i); next > i {
			break
		}
		f.average = f.average || r.At(i).Is("average", "averaging")
		i++
	}
	return i
}

// afterNoun reports whether a metric was named before: "revenue up to 1m" rises,
// "up to 1m revenue" is a limit.
func (r *reader) afterNoun() bool {
	for _, p := range r.pieces {
		switch p.part.(type) {
		case noun, path:
			return true
		}
	}
	return false
}

// upBy reports whether "up" says by how much: "NPS up 5", but not "line up 5
// meetings".
func (r *reader) upBy(at int) bool {
	if _, next := r.quantity(at); next == at || len(r.pieces) == 0 {
		return false
	}
	switch r.pieces[len(r.pieces)-1].part.(type) {
	case noun, path, place:
		return true
	default:
		return false
	}
}

// leadPhrase reads "at least", "growth of" before a quantity.
func (r *reader) leadPhrase(f *figure, at int) int {
	parts, next := r.phrase(at, func(p part) bool { _, ok := p.(boundWord); return ok })
	if len(parts) == 0 {
		return at
	}
	word, ok := parts[0].(boundWord)
	if !ok {
		return at
	}
	if f.bound == noBound || word.bound != exact {
		f.bound, f.low.strict = word.bound, noBound
		if word.strict {
			f.low.strict = word.bound
		}
	}
	return next
}

// comparedWith reads what leads to a stated baseline: "vs 120,000".
func (r *reader) comparedWith(at int) int {
	words, next := r.Comparison(at)
	if words == nil || words[0] == "than" || words[0] == "as" || words[0] == "v" {
		return at
	}
	for r.At(next).Is("a", "the", "our", "baseline", "of", "current", "level") {
		next++
	}
	return next
}

// afterNumber reports whether the sign at i stands between two numbers.
func (r *reader) afterNumber(i int) bool {
	return r.At(i).Glued && r.At(i-1).Kind == token.Numeral
}

// second reads the other end of a range: to 25 %, and 25, - 25.
func (r *reader) second(f *figure, at int) int {
	i, strict := at, noBound
	switch t := r.At(i); {
	case f.bound == between && t.Is("and", "to", "-", "&"):
		i++
	case f.role == from && (t.Is("to", "→", "-") || t.Is("up", "down") && r.At(i+1).Is("to")):
		if i++; r.At(i).Is("to") {
			i++
		}
		inner := figure{}
		i = r.lead(&inner, i)
		f.bound, strict = inner.bound, inner.low.strict
	case f.role == level && f.bound == noBound && t.Is("→"):
		i++
		f.role = from
	case t.Is("-") && (r.At(i+1).Kind == token.Numeral || r.currencyAt(i+1)):
		i++
	case t.Dash && t.Kind == token.Numeral && f.low.scale != nil: // $1m-1.2m
	case t.Is("to") && f.role != by && f.role != from:
		if _, end := r.DayOfMonth(i + 1); end > i+1 { // "500 to 31 March"
			return at
		}
		f.loose = f.bound == noBound
		i++
	case t.Is("and", "but") && f.bound == atLeast:
		return r.upperBound(f, at, i+1)
	default:
		return at
	}
	if r.At(i).Is("the", "a", "about") {
		i++
	}
	q, next := r.quantity(i)
	if next == i {
		return at
	}
	inherit(&f.low, &q)
	q.strict = strict
	if f.role == from {
		f.role, f.to = fromTo, &q
	} else {
		if f.bound == noBound || f.bound == exact || f.bound == atMost {
			f.bound = between
		}
		f.high = &q
	}
	return next
}

// upperBound reads "… but no more than 25" behind "at least 20".
func (r *reader) upperBound(f *figure, at, i int) int {
	upper := figure{}
	j := r.lead(&upper, i)
	q, next := r.quantity(j)
	if next == j || upper.bound != atMost || upper.role != level {
		return at
	}
	inherit(&f.low, &q)
	q.strict = upper.low.strict
	f.bound, f.high = between, &q
	return next
}

// currencyAt reports whether a currency stands at the token.
func (r *reader) currencyAt(at int) bool {
	_, next := r.currency(at)
	return next > at
}

// inherit gives the unit of one end of a range to the other: 15 to 25 %.
func inherit(low, high *quantity) {
	hundredth := big.NewRat(1, 100)
	if high.scale != nil && low.scale == nil && low.value.Sign() > 0 { // from 1 to 1.2m
		if scaled := new(big.Rat).Mul(low.value, high.scale); scaled.Cmp(high.value) <= 0 {
			low.value, low.other, low.scale = scaled, nil, high.scale
		}
	}
	switch {
	case low.unit == plainUnit && high.unit != plainUnit:
		low.unit, low.currencies, low.inMonths = high.unit, high.currencies, high.inMonths
		if high.unit == percent || high.unit == percentagePoints {
			low.value = new(big.Rat).Mul(low.value, hundredth)
			low.other = nil
		}
	case high.unit == plainUnit && low.unit != plainUnit:
		high.unit, high.currencies, high.inMonths = low.unit, low.currencies, low.inMonths
		if low.unit == percent || low.unit == percentagePoints {
			high.value = new(big.Rat).Mul(high.value, hundredth)
			high.other = nil
		}
	}
}

// tail reads what stands behind the quantity: or more, +, growth, of the.
func (r *reader) tail(f *figure, at int) int {
	i := at
	if parts, next := r.phrase(i, func(p part) bool { _, ok := p.(tailWord); return ok }); len(parts) > 0 && f.bound == noBound {
		if word, ok := parts[0].(tailWord); ok {
			f.bound, i = word.bound, next
		}
	}
	if r.At(i).Is("+") && r.At(i).Glued && f.bound == noBound {
		f.bound, i = atLeast, i+1
	}
	j := i
	if r.At(j).Is("relative") {
		j++
	}
	parts, next := r.phrase(j, func(p part) bool { _, ok := p.(changeWord); return ok })
	upFrom := r.At(j).Is("up", "down") && r.At(next).Is("from") // "25 %, up from 15 %"
	if len(parts) > 0 && !upFrom && f.role != to && f.role != fromTo && f.bound != between {
		if word, ok := parts[0].(changeWord); ok {
			f.sign, f.role, f.relative, i = word.sign, by, j > i, next
		}
	}
	if r.At(i).Is("of") && f.low.unit == percent && f.role != by {
		f.ofWhat = true
		i++
	}
	return i
}

// multiple reads "double", "3x", "twice as many", "halve", "three times".
func (r *reader) multiple(at int) (figure, int) {
	if f, next := r.factor(at); next > at {
		return f, next
	}
	parts, next := r.phrase(at, func(p part) bool { _, ok := p.(timesWord); return ok })
	if len(parts) == 0 {
		return figure{}, at
	}
	word, ok := parts[0].(timesWord)
	if !ok {
		return figure{}, at
	}
	if end := r.RhythmEnd(next); end > next || r.At(next).Is("digit") { // "twice a week" is a number, "double-digit" is none
		return figure{}, at
	}
	change, sign := big.NewRat(word.times-1, 1), 1
	switch word.times {
	case 0:
		change, sign = big.NewRat(1, 2), -1
	case byHalf:
		change, sign = big.NewRat(1, 2), 0
	}
	for r.At(next).Is("a", "the", "as", "many", "much", "high", "our", "of", "number", "long") && !r.At(next+1).Is("in", "last", "during") {
		next++
	}
	return figure{role: by, sign: sign, multiple: true, low: quantity{value: change, unit: percent, said: r.said(at, next)}}, next
}

// factor reads "by a factor of 2".
func (r *reader) factor(at int) (figure, int) {
	_, i := r.OneOf(at, []string{"by", "a", "factor", "of"}, []string{"by", "factor"}, []string{"by", "the", "factor"}, []string{"by", "a", "factor"})
	n, next := r.Written(i)
	if i == at || next == i || n.Value == nil || n.Other != nil {
		return figure{}, at
	}
	change := new(big.Rat).Sub(n.Value, big.NewRat(1, 1))
	return figure{role: by, multiple: true, low: quantity{value: change, unit: percent, said: r.said(at, next)}}, next
}
