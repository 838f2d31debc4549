package sentence

import (
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
	if year, ok := r.fullYear(i); ok && (!r.counts(i+1) || i > 1 && r.plausible(i) && r.numberBehind(i+1)) {
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
	var n int
	var l string
	next = at + 2
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
	return at == 0 && r.plausible(at) && r.numberBehind(at+1)
}

// numberBehind reports whether a number follows that is more one than a year.
func (r *reader) numberBehind(at int) bool {
	for i := at; i < len(r.tokens); i++ {
		q, next := r.quantity(i)
		if next > i && (q.unit != plainUnit || q.scale != nil || r.token(i-1).is("of", ":", "to", "least", "most")) {
			return true
		}
	}
	return false
}
