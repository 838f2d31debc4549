package sentence

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/period"
)

// relative reads "this quarter", "next fiscal year", "the next six months",
// "last year".
func (r *reader) relative(at int) (spell, int) {
	offset, ok := relativeOffset(r.token(at))
	if !ok {
		return spell{}, at
	}
	i := at + 1
	if n, next := r.count(i); next > i && offset != 0 {
		if unit, end := r.units(next); end > next {
			return spell{kind: period.Custom, count: n * max(1, unit.times), unit: unit.kind, past: offset < 0}, end
		}
		return spell{}, at
	}
	if r.token(i).is("fortnight") && offset != 0 {
		return spell{kind: period.Custom, count: 2, unit: period.Week, past: offset < 0}, i + 1
	}
	if day, ok := weekdays[r.token(i).stem]; ok && offset >= 0 {
		return r.weekday(day, offset), i + 1
	}
	if m, ok := months[r.token(i).stem]; ok {
		return r.relativeMonth(m, offset), i + 1
	}
	mode, i := r.yearMode(i)
	if letter, index, next := r.partNumber(i); letter != "" && offset == 0 {
		s := r.upcoming(r.Calendar, letter, index)
		return s, next
	}
	kind, next := r.unit(i)
	if next == i && r.token(i-1).is("fy") { // "this FY"
		kind = period.Year
	}
	if kind == "" || kind == Day || offset > 0 && strings.HasSuffix(strings.ToLower(r.token(next-1).text), "s") { // "the coming weeks" are of no number
		return spell{}, at
	}
	if _, end := r.ofYear(next); offset < 0 && r.token(next).is("of") && end > next { // "the last quarter of 2027"
		return spell{}, at
	}
	s := r.current(kind, mode, offset)
	s.past = offset < 0
	s.before = offset < 0 && !r.token(at).is("last", "past")
	return s, next
}

// partOfSpell reads "the first 90 days of 2027", "the last two weeks of March".
func (r *reader) partOfSpell(at int) (spell, int) {
	first := r.token(at).is("first")
	if !first && !r.token(at).is("last", "final") {
		return spell{}, at
	}
	n, i := r.count(at + 1)
	u, next := r.units(i)
	if i == at+1 || next == i || !r.token(next).is("of", "in") {
		return spell{}, at
	}
	s, end := r.spell(next + 1)
	if end == next+1 || s.past || s.count > 0 || s.day {
		return spell{}, at
	}
	s.kind, s.yearless = period.Custom, false
	s.readings = slices.Clone(s.readings)
	for i := range s.readings {
		rg := &s.readings[i].Range
		if first {
			rg.End = min(rg.End, length(rg.Start, n*u.times, u.kind))
		} else {
			rg.Start = max(rg.Start, length(rg.End, -n*u.times, u.kind))
		}
		s.readings[i].label = days(*rg)
	}
	return s, end
}

// relativeMonth reads "this March", "next March", "last March".
func (r *reader) relativeMonth(m time.Month, offset int) spell {
	p := monthOf(r.Today.Year(), m)
	for p.End <= r.Today {
		p = monthOf(p.Start.Year()+1, m)
	}
	if offset > 0 && p.Contains(r.Today) {
		p = monthOf(p.Start.Year()+1, m)
	}
	if offset < 0 {
		for p.End > r.Today {
			p = monthOf(p.Start.Year()-1, m)
		}
	}
	s := one(p)
	s.past = offset < 0
	return s
}

// current returns the period of the kind that holds today, or one after or
// before it. Of years it may have to be asked which calendar is meant.
func (r *reader) current(kind period.Kind, mode yearMode, offset int) spell {
	at := func(c period.Calendar) (period.Period, bool) {
		p, ok := c.Containing(kind, r.Today), true
		if offset > 0 {
			p, ok = c.Next(p)
		} else if offset < 0 {
			p, ok = c.Previous(p)
		}
		return p, ok
	}
	switch {
	case kind == Day:
		return oneDay(r.Today.Add(offset))
	case kind == period.Year:
		return r.inYear(mode, at)
	case mode == civilYear:
		p, _ := at(r.year)
		return one(p)
	}
	p, _ := at(r.Calendar) // quarters, halves and months are those of the fiscal calendar
	return one(p)
}

// runningUnit reads "the year", "the quarter": the one that is running. It
// stands only behind "the", or where the caller looks for the end of one.
func (r *reader) runningUnit(at int) (spell, int) {
	if !r.token(at-1).is("the", "our") {
		return spell{}, at
	}
	mode, i := r.yearMode(at)
	kind, next := r.unit(i)
	if next == i || kind == Day {
		return spell{}, at
	}
	return r.current(kind, mode, 0), next
}

// week reads "week 12", "W12", "CW 12".
func (r *reader) week(at int) (spell, int) {
	t := r.token(at)
	n := r.token(at + 1)
	if !t.is("week", "w", "cw", "kw", "wk") || n.kind != numberToken || len(n.text) > 2 || t.is("w") && !n.glued {
		return spell{}, at
	}
	index, err := strconv.Atoi(n.text)
	if err != nil {
		return spell{}, at
	}
	year, next := r.ofYear(at + 2)
	y := year.in(r.year, r.Today)
	if !year.said {
		y = r.Today.Year()
	}
	for range 2 {
		p, ok := parsePeriod(r.Calendar, "%04d-W%02d", y, index)
		if !ok {
			return spell{wrong: fmt.Sprintf("%d has no week %d", y, index)}, next
		}
		if year.said || p.End > r.Today {
			return one(p), next
		}
		y++
	}
	return spell{}, at
}

// manyUnits is a unit of time, or a fortnight, which is two of one.
type manyUnits struct {
	kind  period.Kind
	times int
}

// units reads the unit behind a count.
func (r *reader) units(at int) (manyUnits, int) {
	i := at
	if r.token(i).is("calendar", "full", "whole", "fiscal", "consecutive", "business", "working") {
		i++
	}
	if r.token(i).is("fortnight") {
		return manyUnits{period.Week, 2}, i + 1
	}
	kind, next := r.unit(i)
	if next == i {
		return manyUnits{}, at
	}
	return manyUnits{kind, 1}, next
}

// count reads a whole number from 1 to 999 in digits or words; "couple of" is 2.
func (r *reader) count(at int) (n, next int) {
	if r.token(at).is("couple") && r.token(at+1).is("of") {
		return 2, at + 2
	}
	num, next := r.written(at)
	if next == at || num.value == nil || !num.value.IsInt() || num.other != nil {
		return 0, at
	}
	v := num.value.Num().Int64()
	if !num.value.Num().IsInt64() || v < 1 || v > 999 {
		return 0, at
	}
	return int(v), next
}
