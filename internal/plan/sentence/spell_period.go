package sentence

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/period"
)

// spell reads the name of a time that starts at the token: Q1 2027, this
// fiscal year, 31 March, the next six weeks. next is at when there is none.
func (r *reader) spell(at int) (s spell, next int) {
	i := at
	if r.token(i).is("the", "our", "my") {
		i++
	}
	for _, try := range []func(int) (spell, int){r.partOfSpell, r.day, r.relative, r.partOfYear, r.wholeYear, r.month, r.runningUnit, r.week} {
		if s, next = try(i); next > i {
			return s, next
		}
	}
	return spell{}, at
}

// yearMode reads "fiscal", "financial", "calendar".
func (r *reader) yearMode(at int) (yearMode, int) {
	switch {
	case r.token(at).is("fiscal", "financial", "fy", "accounting", "tax"), r.token(at).is("business") && r.token(at+1).is("year"):
		return fiscalYear, at + 1
	case r.token(at).is("calendar", "cy", "civil"):
		return civilYear, at + 1
	default:
		return anyYear, at
	}
}

// unit reads a unit of time.
func (r *reader) unit(at int) (period.Kind, int) {
	t := r.token(at)
	kind, ok := timeUnits[t.stem]
	switch {
	case t.kind != wordToken || !ok || kind == "":
		return "", at
	case kind == period.Half && r.token(at+1).is("year"):
		return kind, at + 2
	default:
		return kind, at + 1
	}
}

// fullYear reads 2027.
func (r *reader) fullYear(at int) (int, bool) {
	t := r.token(at)
	if t.kind != numberToken || len(t.text) != 4 {
		return 0, false
	}
	year, err := strconv.Atoi(t.text)
	return year, err == nil && 1950 <= year && year <= 2199
}

// shortYear reads 27 or 2027, as it stands behind FY.
func (r *reader) shortYear(at int) (int, bool) {
	if year, ok := r.fullYear(at); ok {
		return year, true
	}
	t := r.token(at)
	if t.kind != numberToken || len(t.text) != 2 {
		return 0, false
	}
	year, err := strconv.Atoi(t.text)
	return 2000 + year, err == nil
}

// fiscalName reads FY27, FY2026/27, fiscal year 2027, CY27: a year of a
// calendar that is named.
func (r *reader) fiscalName(at int) (y yearRef, next int) {
	mode, i := r.yearMode(at)
	if i == at {
		return yearRef{}, at
	}
	if r.token(i).is("year") {
		i++
	}
	year, ok := r.shortYear(i)
	if !ok {
		return yearRef{}, at
	}
	i++
	if r.token(i).is("/", "-") {
		if second, ok := r.shortYear(i + 1); ok && (second == year+1) {
			return yearRef{said: true, mode: mode, year: second}, i + 2
		}
	}
	return yearRef{said: true, mode: mode, year: year}, i
}

// ofYear reads the year behind a quarter or a month: 2027, of FY27, '27, of
// next year.
func (r *reader) ofYear(at int) (y yearRef, next int) {
	i := at
	if r.token(i).is("of", "in", ",", "/", "-") {
		i++
	}
	if y, next := r.fiscalName(i); next > i {
		return y, next
	}
	if year, ok := r.fullYear(i); ok && !r.counts(i+1) {
		return yearRef{said: true, year: year}, i + 1
	}
	if year, ok := r.shortYear(i); ok && (r.token(i).quote || r.token(i-1).is("/") && r.token(i).glued) {
		return yearRef{said: true, year: year}, i + 1
	}
	return r.relativeYear(i, at)
}

// relativeYear reads "this fiscal year", "next year", "the year".
func (r *reader) relativeYear(i, at int) (y yearRef, next int) {
	if r.token(i).is("the") && r.token(i-1).is("of", "in") {
		i++
	}
	offset, ok := relativeOffset(r.token(i))
	if ok {
		i++
	} else if !r.token(i - 1).is("the") {
		return yearRef{}, at
	}
	mode, i := r.yearMode(i)
	if r.token(i).is("year") {
		return yearRef{said: true, mode: mode, relative: true, offset: offset}, i + 1
	}
	return yearRef{}, at
}

func relativeOffset(t token) (offset int, ok bool) {
	switch {
	case t.is(thisWords...):
		return 0, true
	case t.is(nextWords...):
		return 1, true
	case t.is(lastWords...):
		return -1, true
	}
	return 0, false
}

// counts reports whether the token is something that the number before it
// counts or measures, so that this is no year and no day.
func (r *reader) counts(at int) bool {
	t := r.token(at)
	if t.is("%", "percent", "€", "$", "£", "k", "m", "x", "new", "more") || timeUnits[t.stem] != "" && t.kind == wordToken {
		return true
	}
	parts, next := r.phrase(at, func(p part) bool { _, ok := p.(noun); return ok })
	return len(parts) > 0 && next > at
}

// partOfYear reads a quarter or a half: Q1, 1Q27, the first quarter of 2027,
// FY27 H1, quarter 3.
func (r *reader) partOfYear(at int) (spell, int) {
	before, i := r.fiscalName(at)
	if i == at {
		if year, ok := r.fullYear(at); ok { // 2027 Q1, 2027-Q1
			before, i = yearRef{said: true, year: year}, at+1
		}
	}
	mode := before.mode
	if i == at {
		mode, i = r.yearMode(at)
	}
	if i > at && r.token(i).is("-", "/") {
		i++
	}
	letter, index, i := r.partNumber(i)
	if letter == "" {
		return spell{}, at
	}
	year := before
	if !before.said {
		year, i = r.ofYear(i)
		if year.mode == anyYear {
			year.mode = mode
		}
	}
	if year.said {
		return r.inYear(year.mode, func(c period.Calendar) (period.Period, bool) {
			return parsePeriod(c, "%04d-%s%d", year.in(c, r.Today), letter, index)
		}), i
	}
	c := r.Calendar // without a year it is the fiscal one
	if mode == civilYear {
		c = r.year
	}
	return r.upcoming(c, letter, index), i
}

// partNumber reads Q1, 1Q, quarter 1, first quarter, H2; letter is "" when
// there is none.
func (r *reader) partNumber(at int) (letter string, index, next int) {
	t, u := r.token(at), r.token(at+1)
	most := map[string]int{"q": 4, "h": 2}
	small := func(t token) int {
		if t.kind == numberToken && len(t.text) == 1 {
			return int(t.text[0] - '0')
		}
		return 0
	}
	letterOf := func(t token) string {
		switch {
		case t.is("quarter", "qtr"):
			return "q"
		case t.is("half", "semester"):
			return "h"
		}
		return ""
	}
	n, l, next := 0, "", at+2
	switch {
	case most[t.stem] > 0 && t.kind == wordToken && (u.glued || u.dash):
		n, l = small(u), t.stem
	case most[u.stem] > 0 && u.kind == wordToken && u.glued:
		n, l = small(t), u.stem
	case letterOf(t) != "" && u.kind == numberToken:
		n, l = small(u), letterOf(t)
	default:
		n, l, next = r.ordinalPart(at, letterOf)
	}
	if l == "" || n < 1 || n > most[l] {
		return "", 0, at
	}
	return strings.ToUpper(l), n, next
}

// ordinalPart reads "first quarter", "last half", "1st quarter".
func (r *reader) ordinalPart(at int, letterOf func(token) string) (n int, letter string, next int) {
	i := at + 1
	n, ok := ordinals[r.token(at).stem]
	if t := r.token(at); t.kind == numberToken && len(t.text) == 1 && r.token(i).is("st", "nd", "rd", "th") && r.token(i).glued {
		n, ok = int(t.text[0]-'0'), true
		i++
	}
	if !ok {
		return 0, "", at
	}
	if r.token(i).is("fiscal", "calendar", "financial") {
		i++
	}
	letter = letterOf(r.token(i))
	i++
	if n == 9 { // "the last quarter" alone is the one before; of a year it is the fourth
		if !r.token(i).is("of") {
			return 0, "", at
		}
		n = map[string]int{"q": 4, "h": 2}[letter]
	}
	if letter == "h" && r.token(i).is("year") && !r.token(i).glued {
		i++
	}
	return n, letter, i
}

// upcoming returns the next such part of a year whose end is to come.
func (r *reader) upcoming(c period.Calendar, letter string, index int) spell {
	year := yearRef{relative: true}.in(c, r.Today)
	for ; ; year++ {
		p, ok := parsePeriod(c, "%04d-%s%d", year, letter, index)
		if !ok {
			return spell{wrong: "this is beyond the calendar"}
		}
		if p.End > r.Today {
			s := one(p)
			s.yearless = true
			return s
		}
	}
}

// wholeYear reads FY27, calendar year 2027 and 2027.
func (r *reader) wholeYear(at int) (spell, int) {
	year, next := r.fiscalName(at)
	if next == at {
		full, ok := r.fullYear(at)
		if !ok || r.counts(at+1) && !r.leadsWithYear(at) {
			return spell{}, at
		}
		if r.token(at+1).is("-") && r.token(at+2).kind == numberToken && len(r.token(at+2).text) == 2 { // 2027-03
			if m, err := strconv.Atoi(r.token(at + 2).text); err == nil && 1 <= m && m <= 12 {
				return one(monthOf(full, time.Month(m))), at + 3
			}
		}
		year, next = yearRef{said: true, year: full}, at+1
		if r.token(at-1).is("year") || r.token(at-2).is("year") {
			year.mode, _ = r.yearMode(at - 2)
		}
	}
	return r.inYear(year.mode, func(c period.Calendar) (period.Period, bool) {
		return parsePeriod(c, "%04d", year.in(c, r.Today))
	}), next
}

// leadsWithYear reports whether the sentence begins with a year and says
// another number further on: "2027 revenue of $5m".
func (r *reader) leadsWithYear(at int) bool {
	if at > 0 || !r.plausible(at) {
		return false
	}
	for i := at + 1; i < len(r.tokens); i++ {
		q, next := r.quantity(i)
		if next > i && (q.unit != plainUnit || r.token(i-1).is("of", ":", "to", "least", "most")) {
			return true
		}
	}
	return false
}

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
	if next == i || kind == Day {
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

// spanWords and unitWords are compared with by the recognisers of time and
// figures; they are listed so that slips in them are mended.
var (
	spanWords = strings.Fields("fiscal financial calendar quarter half year month week day today tomorrow middle beginning start end ending close until till since starting effective versus against compared relative each every during throughout between thanksgiving easter earliest latest")
	unitWords = strings.Fields("hour percent percentage point basis pct per cent time third quarter half fold hundred thousand million billion dozen")
)
