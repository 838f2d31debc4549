package dates

import (
	"fmt"
	"strings"

	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// Rhythm is "per month", "each week".
type Rhythm struct {
	Kind    period.Kind
	Plain   bool // "each" or "every": no average is meant
	Every   int  // so many of the kind at once: 2 in "every other week"; 0 for one
	Either  bool // "bi-weekly": twice a week, or every two weeks
	Weekday bool // "every Monday"
}

// Irregular reports whether no goal can hold in the periods of the rhythm: they
// are longer than one unit, or not known.
func (h Rhythm) Irregular() bool { return h.Every > 1 || h.Either || h.Weekday }

// Word names one period of the rhythm: week, two months.
func (h Rhythm) Word() string {
	if h.Every > 1 {
		return fmt.Sprintf("%d %ss", h.Every, goal.StepWord(h.Kind))
	}
	return goal.StepWord(h.Kind)
}

// Rhythm reads per month, each week, daily, every two weeks; next is at when
// there is none.
func (r *Reader) Rhythm(at int) (Rhythm, int) {
	if how, next := r.adverb(at); next > at {
		return how, next
	}
	t := r.At(at)
	i := at + 1
	plain := t.Is("each", "every")
	switch {
	case t.Is("in", "for") && r.At(i).Is("each", "every"):
		plain, i = true, i+1
	case t.Is("in", "on") && r.At(i).Is("alternate"):
		return r.several(at, i)
	case !plain && !t.Is("per", "a", "an", "/"):
		return Rhythm{}, at
	}
	if r.At(i).Is("single", "and") && plain {
		if i++; r.At(i).Is("every") {
			i++
		}
	}
	article := t.Is("a", "an")
	if how, next := r.several(at, i); next > at && (!article || r.At(i).Is("fortnight")) {
		return how, next
	}
	for r.At(i).Is("calendar", "working", "business", "fiscal", "full") {
		i++
	}
	kind, next := r.unit(i)
	if next == i || article && (kind == period.Half || r.At(next).Is("of", "ago") || r.At(next).Is("from") && !r.rangeAt(next)) || r.At(next).Is("on", "over") && r.At(next+1).Is(r.At(i).Stem) {
		return Rhythm{}, at
	}
	return Rhythm{Kind: kind, Plain: plain}, next
}

// adverb reads daily, fortnightly, bi-weekly, p.a., on Mondays.
func (r *Reader) adverb(at int) (Rhythm, int) {
	t := r.At(at)
	if t.Kind != token.Word {
		return Rhythm{}, at
	}
	i := at
	either := t.Is("bi") && r.At(at+1).Dash
	if either {
		i++
	}
	kind, known := rhythms[r.At(i).Stem]
	switch {
	case either && known && (kind == period.Week || kind == period.Month):
		return Rhythm{Kind: kind, Either: true}, i + 1
	case either && known && kind == period.Year:
		return Rhythm{Kind: period.Half}, i + 1
	case either:
		return Rhythm{}, at
	case known:
		return Rhythm{Kind: kind}, at + 1
	case t.Is("fortnightly"):
		return Rhythm{Kind: period.Week, Every: 2}, at + 1
	case t.Is("biweekly"):
		return Rhythm{Kind: period.Week, Either: true}, at + 1
	case t.Is("bimonthly"):
		return Rhythm{Kind: period.Month, Either: true}, at + 1
	case r.Annum(at):
		next := at + 3
		if r.At(next).Is(".") && r.At(next).Glued {
			next++
		}
		return Rhythm{Kind: period.Year}, next
	}
	if t.Is("on") {
		i++
	}
	if r.everyWeekday(i) {
		return Rhythm{Kind: period.Week, Weekday: true}, i + 1
	}
	return Rhythm{}, at
}

// everyWeekday reports whether "Mondays" stands at the token.
func (r *Reader) everyWeekday(at int) bool {
	t := r.At(at)
	_, ok := weekdays[t.Stem]
	return ok && t.Kind == token.Word && !strings.Contains(t.Text, "'") && !strings.Contains(t.Text, "’") && strings.HasSuffix(strings.ToLower(t.Text), "s")
}

// Annum reports whether "p.a." stands at the token.
func (r *Reader) Annum(at int) bool {
	return r.At(at).Is("p") && r.At(at+1).Is(".") && r.At(at+1).Glued && r.At(at+2).Is("a") && r.At(at+2).Glued
}

// rangeAt reports whether a time with both its ends stands at the token: "20 a
// day from Monday to Friday", but not "a week from Monday".
func (r *Reader) rangeAt(at int) bool {
	w, next := r.between(at)
	return next > at && w.Second != nil
}

// several reads what is said of more than one unit of time behind "every": two
// weeks, other month, second day, fortnight, Monday. What is as long as another
// unit is that: every three months is each quarter.
func (r *Reader) several(at, i int) (Rhythm, int) {
	how := Rhythm{Plain: true}
	t := r.At(i)
	day := i
	if t.Is("other", "second") {
		day++
	}
	if _, ok := weekdays[r.At(day).Stem]; ok && r.At(day).Kind == token.Word {
		return Rhythm{Kind: period.Week, Weekday: true, Plain: true}, day + 1
	}
	switch n, next := r.Count(i); {
	case t.Is("fortnight"):
		return Rhythm{Kind: period.Week, Every: 2, Plain: true}, i + 1
	case t.Is("other", "second", "alternate"):
		how.Every, i = 2, i+1
	case t.Is("third"):
		how.Every, i = 3, i+1
	case next > i:
		how.Every, i = n, next
		if r.At(i).Is("nd", "rd", "th") && r.At(i).Glued {
			i++
		}
	default:
		return Rhythm{}, at
	}
	u, next := r.Units(i)
	if next == i {
		return Rhythm{}, at
	}
	how.Kind, how.Every = u.Kind, how.Every*u.Times
	for _, same := range []struct {
		of    period.Kind
		every int
		is    period.Kind
	}{
		{Day, 7, period.Week}, {period.Month, 3, period.Quarter}, {period.Month, 6, period.Half}, {period.Month, 12, period.Year},
		{period.Quarter, 2, period.Half}, {period.Quarter, 4, period.Year}, {period.Half, 2, period.Year},
	} {
		if how.Kind == same.of && how.Every == same.every {
			how.Kind, how.Every = same.is, 0
		}
	}
	if how.Every == 1 {
		how.Every = 0
	}
	return how, next
}

// RhythmEnd returns where the rhythm at the token ends; the token itself when there
// is none.
func (r *Reader) RhythmEnd(at int) int {
	_, next := r.Rhythm(at)
	return next
}
