package dates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// relative reads "this quarter", "next fiscal year", "the next six months",
// "last year".
func (r *Reader) relative(at int) (Spell, int) {
	offset, ok := relativeOffset(r.At(at))
	if !ok {
		return Spell{}, at
	}
	i := at + 1
	if n, next := r.Count(i); next > i && offset != 0 {
		if unit, end := r.Units(next); end > next {
			return Spell{Kind: period.Custom, Count: n * max(1, unit.Times), Unit: unit.Kind, Past: offset < 0}, end
		}
		return Spell{}, at
	}
	if r.At(i).Is("fortnight") && offset != 0 {
		return Spell{Kind: period.Custom, Count: 2, Unit: period.Week, Past: offset < 0}, i + 1
	}
	if day, ok := weekdays[r.At(i).Stem]; ok && offset >= 0 {
		return r.weekday(day, offset), i + 1
	}
	if m, ok := months[r.At(i).Stem]; ok {
		return r.relativeMonth(m, offset), i + 1
	}
	mode, i := r.yearMode(i)
	if letter, index, next := r.partNumber(i); letter != "" && offset == 0 {
		s := r.upcoming(r.calendar, letter, index)
		return s, next
	}
	kind, next := r.unit(i)
	if next == i && r.At(i-1).Is("fy") { // "this FY"
		kind = period.Year
	}
	if kind == "" || kind == Day || offset > 0 && strings.HasSuffix(strings.ToLower(r.At(next-1).Text), "s") { // "the coming weeks" are of no number
		return Spell{}, at
	}
	if _, end := r.ofYear(next); offset < 0 && r.At(next).Is("of") && end > next { // "the last quarter of 2027"
		return Spell{}, at
	}
	s := r.current(kind, mode, offset)
	s.Past = offset < 0
	s.Before = offset < 0 && !r.At(at).Is("last", "past")
	return s, next
}

// partOfSpell reads "the first 90 days of 2027", "the last two weeks of March".
func (r *Reader) partOfSpell(at int) (Spell, int) {
	for _, try := range []func(int) (Spell, int){r.halfOf, r.weekOfMonth} {
		if s, next := try(at); next > at {
			return s, next
		}
	}
	first := r.At(at).Is("first")
	if !first && !r.At(at).Is("last", "final") {
		return Spell{}, at
	}
	n, i := r.Count(at + 1)
	u, next := r.Units(i)
	single := i == at+1
	if single {
		n = 1
	}
	if next == i || !r.At(next).Is("of", "in") || single && u.Kind != period.Week && u.Kind != Day {
		return Spell{}, at
	}
	s, end := r.spell(next + 1)
	if end == next+1 || s.Past || s.Count > 0 || s.Day {
		return Spell{}, at
	}
	s.Kind, s.Yearless = period.Custom, false
	s.Readings = slices.Clone(s.Readings)
	for i := range s.Readings {
		rg := &s.Readings[i].Range
		if first {
			rg.End = min(rg.End, Ahead(rg.Start, n*u.Times, u.Kind))
		} else {
			rg.Start = max(rg.Start, Ahead(rg.End, -n*u.Times, u.Kind))
		}
		s.Readings[i].Label = Days(*rg)
	}
	return s, end
}

// relativeMonth reads "this March", "next March", "last March".
func (r *Reader) relativeMonth(m time.Month, offset int) Spell {
	p := monthOf(r.today.Year(), m)
	for p.End <= r.today {
		p = monthOf(p.Start.Year()+1, m)
	}
	if offset > 0 && p.Contains(r.today) {
		p = monthOf(p.Start.Year()+1, m)
	}
	if offset < 0 {
		for p.End > r.today {
			p = monthOf(p.Start.Year()-1, m)
		}
	}
	s := one(p)
	s.Past = offset < 0
	return s
}

// current returns the period of the kind that holds today, or one after or
// before it. Of years it may have to be asked which calendar is meant.
func (r *Reader) current(kind period.Kind, mode yearMode, offset int) Spell {
	at := func(c period.Calendar) (period.Period, bool) {
		p, ok := c.Containing(kind, r.today), true
		if offset > 0 {
			p, ok = c.Next(p)
		} else if offset < 0 {
			p, ok = c.Previous(p)
		}
		return p, ok
	}
	switch {
	case kind == Day:
		return oneDay(r.today.Add(offset))
	case kind == period.Year:
		return r.inYear(mode, at)
	case mode == civilYear:
		p, _ := at(r.Civil)
		return one(p)
	}
	p, _ := at(r.calendar) // quarters, halves and months are those of the fiscal calendar
	return one(p)
}

// runningUnit reads "the year", "the quarter": the one that is running. It
// stands only behind "the", or where the caller looks for the end of one.
func (r *Reader) runningUnit(at int) (Spell, int) {
	if !r.At(at-1).Is("the", "our") {
		return Spell{}, at
	}
	mode, i := r.yearMode(at)
	kind, next := r.unit(i)
	if next == i || kind == Day {
		return Spell{}, at
	}
	return r.current(kind, mode, 0), next
}

// week reads "week 12", "W12", "CW 12".
func (r *Reader) week(at int) (Spell, int) {
	n := r.At(at + 1)
	if !r.isWeek(at) || n.Kind != token.Numeral || len(n.Text) > 2 {
		return Spell{}, at
	}
	index, err := strconv.Atoi(n.Text)
	if err != nil {
		return Spell{}, at
	}
	year, next := r.ofYear(at + 2)
	y := year.in(r.Civil, r.today)
	if !year.said {
		y = r.today.Year()
		if p, ok := ParsePeriod(r.calendar, "%04d-W%02d", y, index); ok && p.End <= r.today {
			y++
		}
	}
	return r.weekOf(y, index), next
}

// isWeek reports whether the token announces the number of a week.
func (r *Reader) isWeek(at int) bool {
	return r.At(at).Is("week", "cw", "kw", "wk") || r.At(at).Is("w") && r.At(at+1).Glued
}

// weekOf is the week of the year, or why there is none.
func (r *Reader) weekOf(year, index int) Spell {
	p, ok := ParsePeriod(r.calendar, "%04d-W%02d", year, index)
	if !ok {
		return Spell{Wrong: fmt.Sprintf("%d has no week %d", year, index)}
	}
	return one(p)
}

// Unit is a unit of time, or a fortnight, which is two of one.
type Unit struct {
	Kind  period.Kind
	Times int
}

// Units reads the unit behind a count.
func (r *Reader) Units(at int) (Unit, int) {
	i := at
	if r.At(i).Is("calendar", "full", "whole", "fiscal", "consecutive", "business", "working") {
		i++
	}
	if r.At(i).Is("fortnight") {
		return Unit{period.Week, 2}, i + 1
	}
	kind, next := r.unit(i)
	if next == i {
		return Unit{}, at
	}
	return Unit{kind, 1}, next
}
