package dates

import (
	"strconv"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// spell reads the name of a time that starts at the token: Q1 2027, this
// fiscal year, 31 March, the next six weeks. next is at when there is none.
func (r *Reader) spell(at int) (s Spell, next int) {
	i := at
	if r.At(i).Is("the", "our", "my") {
		i++
	}
	for _, try := range []func(int) (Spell, int){r.runUp, r.partOfSpell, r.day, r.relative, r.partOfYear, r.wholeYear, r.month, r.runningUnit, r.week} {
		if s, next = try(i); next > i {
			return s, next
		}
	}
	return Spell{}, at
}

// yearMode reads "fiscal", "financial", "calendar".
func (r *Reader) yearMode(at int) (yearMode, int) {
	switch {
	case r.At(at).Is("fiscal", "financial", "fy", "accounting", "tax"), r.At(at).Is("business") && r.At(at+1).Is("year"):
		return fiscalYear, at + 1
	case r.At(at).Is("calendar", "cy", "civil"):
		return civilYear, at + 1
	default:
		return anyYear, at
	}
}

// unit reads a unit of time.
func (r *Reader) unit(at int) (period.Kind, int) {
	t := r.At(at)
	kind, ok := timeUnits[t.Stem]
	switch {
	case t.Kind != token.Word || !ok || kind == "":
		return "", at
	case kind == period.Half && r.At(at+1).Is("year"):
		return kind, at + 2
	default:
		return kind, at + 1
	}
}

// fullYear reads 2027.
func (r *Reader) fullYear(at int) (int, bool) {
	t := r.At(at)
	if t.Kind != token.Numeral || len(t.Text) != 4 {
		return 0, false
	}
	year, err := strconv.Atoi(t.Text)
	return year, err == nil && 1950 <= year && year <= 2199
}

// shortYear reads 27 or 2027, as it stands behind FY.
func (r *Reader) shortYear(at int) (int, bool) {
	if year, ok := r.fullYear(at); ok {
		return year, true
	}
	t := r.At(at)
	if t.Kind != token.Numeral || len(t.Text) != 2 {
		return 0, false
	}
	year, err := strconv.Atoi(t.Text)
	return 2000 + year, err == nil
}

// fiscalName reads FY27, FY2026/27, fiscal year 2027, CY27: a year of a
// calendar that is named.
func (r *Reader) fiscalName(at int) (y yearRef, next int) {
	mode, i := r.yearMode(at)
	if i == at {
		return yearRef{}, at
	}
	if r.At(i).Is("year") {
		i++
	}
	year, ok := r.shortYear(i)
	if !ok {
		return yearRef{}, at
	}
	i++
	if r.At(i).Is("/", "-") {
		if second, ok := r.shortYear(i + 1); ok && (second == year+1) {
			return yearRef{said: true, mode: mode, year: second}, i + 2
		}
	}
	return yearRef{said: true, mode: mode, year: year}, i
}

// ofYear reads the year behind a quarter or a month: 2027, of FY27, '27, of
// next year.
func (r *Reader) ofYear(at int) (y yearRef, next int) {
	i := at
	if r.At(i).Is("of", "in", ",", "/", "-") {
		i++
	}
	if y, next := r.fiscalName(i); next > i {
		return y, next
	}
	if year, ok := r.fullYear(i); ok && (!r.Counts(i+1) || i > 1 && r.plausible(i) && r.numberBehind(i+1)) {
		return yearRef{said: true, year: year}, i + 1
	}
	if year, ok := r.shortYear(i); ok && (r.At(i).Quote || r.At(i-1).Is("/") && r.At(i).Glued) {
		return yearRef{said: true, year: year}, i + 1
	}
	return r.relativeYear(i, at)
}

// relativeYear reads "this fiscal year", "next year", "the year".
func (r *Reader) relativeYear(i, at int) (y yearRef, next int) {
	if r.At(i).Is("the") && r.At(i-1).Is("of", "in") {
		i++
	}
	offset, ok := relativeOffset(r.At(i))
	if ok {
		i++
	} else if !r.At(i - 1).Is("the") {
		return yearRef{}, at
	}
	mode, i := r.yearMode(i)
	if r.At(i).Is("year") {
		return yearRef{said: true, mode: mode, relative: true, offset: offset}, i + 1
	}
	return yearRef{}, at
}

func relativeOffset(t token.Token) (offset int, ok bool) {
	switch {
	case t.Is(thisWords...):
		return 0, true
	case t.Is(nextWords...):
		return 1, true
	case t.Is(lastWords...):
		return -1, true
	}
	return 0, false
}

// Counts reports whether the token is something that the number before it
// counts or measures, so that this is no year and no day.
func (r *Reader) Counts(at int) bool {
	t := r.At(at)
	if t.Is("%", "percent", "€", "$", "£", "k", "m", "x", "new", "more") || timeUnits[t.Stem] != "" && t.Kind == token.Word {
		return true
	}
	return r.others.Counted(at) > at
}

// partOfYear reads a quarter or a half: Q1, 1Q27, the first quarter of 2027,
// FY27 H1, quarter 3.
func (r *Reader) partOfYear(at int) (Spell, int) {
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
	if i > at && r.At(i).Is("-", "/") {
		i++
	}
	letter, index, i := r.partNumber(i)
	if letter == "" {
		return Spell{}, at
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
			return ParsePeriod(c, "%04d-%s%d", year.in(c, r.today), letter, index)
		}), i
	}
	c := r.calendar // without a year it is the fiscal one
	if mode == civilYear {
		c = r.Civil
	}
	return r.upcoming(c, letter, index), i
}

// partNumber reads Q1, 1Q, quarter 1, first quarter, H2; letter is "" when
// there is none.
func (r *Reader) partNumber(at int) (letter string, index, next int) {
	t, u := r.At(at), r.At(at+1)
	most := map[string]int{"q": 4, "h": 2}
	small := func(t token.Token) int {
		if t.Kind == token.Numeral && len(t.Text) == 1 {
			return int(t.Text[0] - '0')
		}
		return 0
	}
	letterOf := func(t token.Token) string {
		switch {
		case t.Is("quarter", "qtr"):
			return "q"
		case t.Is("half", "semester"):
			return "h"
		}
		return ""
	}
	var n int
	var l string
	next = at + 2
	switch {
	case most[t.Stem] > 0 && t.Kind == token.Word && (u.Glued || u.Dash):
		n, l = small(u), t.Stem
	case most[u.Stem] > 0 && u.Kind == token.Word && u.Glued:
		n, l = small(t), u.Stem
	case letterOf(t) != "" && u.Kind == token.Numeral:
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
func (r *Reader) ordinalPart(at int, letterOf func(token.Token) string) (n int, letter string, next int) {
	i := at + 1
	n, ok := ordinals[r.At(at).Stem]
	if t := r.At(at); t.Kind == token.Numeral && len(t.Text) == 1 && r.At(i).Is("st", "nd", "rd", "th") && r.At(i).Glued {
		n, ok = int(t.Text[0]-'0'), true
		i++
	}
	if !ok {
		return 0, "", at
	}
	if r.At(i).Is("fiscal", "calendar", "financial") {
		i++
	}
	letter = letterOf(r.At(i))
	i++
	if n == 9 { // "the last quarter" alone is the one before; of a year it is the fourth
		if !r.At(i).Is("of") {
			return 0, "", at
		}
		n = map[string]int{"q": 4, "h": 2}[letter]
	}
	if letter == "h" && r.At(i).Is("year") && !r.At(i).Glued {
		i++
	}
	return n, letter, i
}

// upcoming returns the next such part of a year whose end is to come.
func (r *Reader) upcoming(c period.Calendar, letter string, index int) Spell {
	year := yearRef{relative: true}.in(c, r.today)
	for ; ; year++ {
		p, ok := ParsePeriod(c, "%04d-%s%d", year, letter, index)
		if !ok {
			return Spell{Wrong: "this is beyond the calendar"}
		}
		if p.End > r.today {
			s := one(p)
			s.Yearless = true
			return s
		}
	}
}

// wholeYear reads FY27, calendar year 2027 and 2027.
func (r *Reader) wholeYear(at int) (Spell, int) {
	year, next := r.fiscalName(at)
	if next == at {
		full, ok := r.fullYear(at)
		if !ok || r.Counts(at+1) && !r.leadsWithYear(at) {
			return Spell{}, at
		}
		if r.At(at+1).Is("-") && r.At(at+2).Kind == token.Numeral && len(r.At(at+2).Text) == 2 { // 2027-03
			if m, err := strconv.Atoi(r.At(at + 2).Text); err == nil && 1 <= m && m <= 12 {
				return one(monthOf(full, time.Month(m))), at + 3
			}
		}
		year, next = yearRef{said: true, year: full}, at+1
		if r.At(at-1).Is("year") || r.At(at-2).Is("year") {
			year.mode, _ = r.yearMode(at - 2)
		}
	}
	return r.yearOf(year), next
}

// yearOf is the whole year.
func (r *Reader) yearOf(year yearRef) Spell {
	return r.inYear(year.mode, func(c period.Calendar) (period.Period, bool) {
		return ParsePeriod(c, "%04d", year.in(c, r.today))
	})
}

// leadsWithYear reports whether the sentence begins with a year and says
// another number further on: "2027 revenue of $5m".
func (r *Reader) leadsWithYear(at int) bool {
	return at == 0 && r.plausible(at) && r.numberBehind(at+1)
}

// numberBehind reports whether a number follows that is more one than a year.
func (r *Reader) numberBehind(at int) bool {
	for i := at; i < len(r.List); i++ {
		next, bare := r.others.Amount(i)
		if next > i && (!bare || r.At(i-1).Is("of", ":", "to", "least", "most")) {
			return true
		}
	}
	return false
}

// plausible reports whether a number that stands alone is a year of our time.
func (r *Reader) plausible(at int) bool {
	const before, after = 10, 15
	year, ok := r.fullYear(at)
	return ok && year > r.today.Year()-before && year < r.today.Year()+after
}
