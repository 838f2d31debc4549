package dates

import (
	"time"

	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// twoOfOne reads two days or two weeks that share their month or their word: "1
// to 15 December", "the 1st and the 15th of December", "Dec 1-15", "weeks 49 to
// 52". "and" joins them only behind "between".
func (r *Reader) twoOfOne(at int, between bool) (When, int) {
	for _, try := range []func(int, bool) (When, int){r.daysOfMonth, r.monthsDays, r.weeks} {
		if w, next := try(at, between); next > at {
			return w, next
		}
	}
	return When{}, at
}

// daysOfMonth reads the days before their month: 1 to 15 December 2027.
func (r *Reader) daysOfMonth(at int, between bool) (When, int) {
	first, i, ok := r.dayNumber(r.PastArticle(at))
	last, i, also := r.otherDay(i, between)
	if !ok || !also {
		return When{}, at
	}
	if r.At(i).Is("of") {
		i++
	}
	m, ok := months[r.At(i).Stem]
	if !ok || r.At(i).Kind != token.Word {
		return When{}, at
	}
	return r.daysIn(m, first, last, i+1)
}

// monthsDays reads them behind it: December 1 to 15, 2027.
func (r *Reader) monthsDays(at int, between bool) (When, int) {
	m, ok := months[r.At(at).Stem]
	if !ok || r.At(at).Kind != token.Word {
		return When{}, at
	}
	first, i, ok := r.dayNumber(r.PastArticle(at + 1))
	last, i, also := r.otherDay(i, between)
	if !ok || !also || r.Counts(i) || r.At(i).Is("of") {
		return When{}, at
	}
	return r.daysIn(m, first, last, i)
}

// otherDay reads the number of the last day with what leads to it.
func (r *Reader) otherDay(at int, between bool) (n, next int, ok bool) {
	n, next, ok = r.dayNumber(r.PastArticle(r.upTo(at, between)))
	return n, next, ok && next > at && n <= 31
}

// upTo skips what stands between the ends of a range.
func (r *Reader) upTo(at int, between bool) int {
	if r.At(at).Is("to", "until", "till", "through", "thru", "-") || between && r.At(at).Is("and", "&") {
		return at + 1
	}
	if r.At(at).Dash {
		return at
	}
	return len(r.List)
}

// daysIn is the range between two days of a month, in the year that follows at
// the token; without one it is the next that is not over.
func (r *Reader) daysIn(m time.Month, first, last, at int) (When, int) {
	year, next := r.ofYear(at)
	y := year.in(r.Civil, r.today)
	if !year.said {
		y = r.today.Year()
		if d, ok := token.DayOf(y, int(m), last); ok && d < r.today || !ok && m == time.February {
			y++
		}
	}
	end := r.dayOfYear(last, m, y)
	return When{Spell: r.dayOfYear(first, m, y), Second: &end}, next
}

// weeks reads "weeks 49 to 52", "week 1-6 of 2027".
func (r *Reader) weeks(at int, between bool) (When, int) {
	if !r.isWeek(at) {
		return When{}, at
	}
	first, i, ok := r.dayNumber(at + 1)
	i = r.upTo(i, between)
	if r.isWeek(i) {
		i++
	}
	last, i, also := r.dayNumber(i)
	if !ok || !also || r.Counts(i) {
		return When{}, at
	}
	year, next := r.ofYear(i)
	y := year.in(r.Civil, r.today)
	if !year.said {
		y = r.today.Year()
		if last < first { // weeks 50 to 3
			to := r.weekOf(y+1, last)
			return When{Spell: r.weekOf(y, first), Second: &to}, next
		}
		if p, ok := ParsePeriod(r.calendar, "%04d-W%02d", y, last); ok && p.End <= r.today {
			y++
		}
	}
	to := r.weekOf(y, last)
	return When{Spell: r.weekOf(y, first), Second: &to}, next
}

// bothCome settles the years of two days that name none: a time that has begun is
// meant before the same one a year later.
func (r *Reader) bothCome(w *When) {
	first, second := &w.Readings[0], &w.Second.Readings[0]
	before := r.Shifted(first.Range, w.Kind, -1)
	if w.Day && w.Second.Day && second.End <= first.Start && before.Start < second.End {
		first.Range = before
	}
}

// runUp reads a time that is said by its length and its end: "the three months to
// March 2027", "the year ending 30 June".
func (r *Reader) runUp(at int) (Spell, int) {
	n, i := r.Count(at)
	if i == at {
		n = 1
	}
	u, next := r.Units(i)
	if next == i || !r.At(next).Is("ending", "ended") && !((i > at || u.Kind == period.Year) && r.At(next).Is("to")) {
		return Spell{}, at
	}
	for next++; r.At(next).Is("on", "in", "the", "end", "of"); next++ {
	}
	s, end := r.spell(next)
	if end == next || s.Past || s.Count > 0 || len(s.Readings) != 1 || s.Kind == u.Kind && i == at {
		return Spell{}, at
	}
	last := s.Readings[0].End
	rg := period.Range{Start: Ahead(last, -n*u.Times, u.Kind), End: last}
	return Spell{Kind: period.Custom, Readings: []Reading{{Label: Days(rg), Range: rg}}}, end
}

// weekOfMonth reads "second week of January": its eighth to its fourteenth day.
func (r *Reader) weekOfMonth(at int) (Spell, int) {
	n := ordinals[r.At(at).Stem]
	if n < 1 || n > 4 || !r.At(at+1).Is("week") || !r.At(at+2).Is("of", "in") {
		return Spell{}, at
	}
	s, next := r.month(at + 3)
	if next == at+3 || len(s.Readings) != 1 || s.Day {
		return Spell{}, at
	}
	const week = 7
	start := s.Readings[0].Start.Add((n - 1) * week)
	rg := period.Range{Start: start, End: start.Add(week)}
	s.Kind, s.Readings = period.Custom, []Reading{{Label: Days(rg), Range: rg}}
	return s, next
}

// halfOf reads "first half of December": its days to the 15th, or those after.
func (r *Reader) halfOf(at int) (Spell, int) {
	second := r.At(at).Is("second", "last", "latter")
	if !second && !r.At(at).Is("first") || !r.At(at+1).Is("half") || !r.At(at+2).Is("of", "in") {
		return Spell{}, at
	}
	s, next := r.spell(at + 3)
	if next == at+3 || len(s.Readings) != 1 || s.Kind != period.Month && s.Kind != period.Quarter {
		return Spell{}, at
	}
	if s.Kind == period.Quarter {
		return Spell{Wrong: "half of a quarter does not end with a month; say its first and its last day"}, next
	}
	const half = 15
	s.Kind, s.Readings = period.Custom, []Reading{s.Readings[0]}
	if rg := &s.Readings[0].Range; second {
		rg.Start = rg.Start.Add(half)
	} else {
		rg.End = rg.Start.Add(half)
	}
	s.Readings[0].Label = Days(s.Readings[0].Range)
	return s, next
}
