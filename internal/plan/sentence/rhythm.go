package sentence

import (
	"github.com/attainhq/attain/internal/period"
)

// rhythm reads per month, each week, daily; next is at when there is none.
func (r *reader) rhythm(at int) (rhythm, int) {
	t := r.token(at)
	if kind, ok := rhythms[t.stem]; ok && t.kind == wordToken {
		return rhythm{kind: kind}, at + 1
	}
	i := at + 1
	plain := t.is("each", "every")
	if t.is("in", "for") && r.token(i).is("each", "every") {
		plain, i = true, i+1
	}
	if !plain && !t.is("per", "a", "an", "/") {
		return rhythm{}, at
	}
	if r.token(i).is("single", "and") && plain {
		if i++; r.token(i).is("every") {
			i++
		}
	}
	for r.token(i).is("calendar", "working", "business", "fiscal", "full") {
		i++
	}
	kind, next := r.unit(i)
	if next == i || (t.is("a", "an") && kind == period.Half) || (t.is("a", "an") && r.token(next).is("of", "from", "ago")) || r.token(next).is("on", "over") && r.token(next+1).is(r.token(i).stem) {
		return rhythm{}, at
	}
	return rhythm{kind: kind, plain: plain}, next
}

// plausible reports whether a number that stands alone is a year of our time.
func (r *reader) plausible(at int) bool {
	const before, after = 10, 15
	year, ok := r.fullYear(at)
	return ok && year > r.Today.Year()-before && year < r.Today.Year()+after
}
