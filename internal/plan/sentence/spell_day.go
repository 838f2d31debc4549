package sentence

import (
	"fmt"
	"strconv"
	"time"

	"github.com/attainhq/attain/internal/period"
)

// monthOf returns the calendar month.
func monthOf(year int, m time.Month) period.Period {
	start := period.NewDate(year, m, 1)
	return period.Period{Label: start.Format("January 2006"), Kind: period.Month, Range: period.Range{Start: start, End: start.AddMonths(1)}}
}

// month reads "March", "March 2027", "mid March", "Mar of FY27".
func (r *reader) month(at int) (spell, int) {
	i := at
	mid := r.token(i).is("mid", "middle")
	if mid {
		i++
		if r.token(i).is("of") {
			i++
		}
	}
	if s, next := r.midYear(i); mid && next > i {
		return s, next
	}
	m, ok := months[r.token(i).stem]
	if t := r.token(i); !ok || t.kind != wordToken || !r.isMonth(i) {
		return spell{}, at
	}
	year, next := r.ofYear(i + 1)
	s := r.monthIn(m, year)
	if !mid || len(s.readings) != 1 {
		return s, next
	}
	const middle = 14
	d := oneDay(s.readings[0].Start.Add(middle))
	d.yearless = s.yearless
	return d, next
}

// midYear reads "year", "2027", "the year" behind "mid": the end of its first
// half.
func (r *reader) midYear(at int) (spell, int) {
	if r.token(at).is("the") {
		at++
	}
	year, next := r.fiscalName(at)
	if full, ok := r.fullYear(at); ok {
		year, next = yearRef{year: full}, at+1
	} else if next == at && r.token(at).is("year") {
		year, next = yearRef{relative: true}, at+1
	}
	if next == at {
		return spell{}, at
	}
	s := r.inYear(year.mode, func(c period.Calendar) (period.Period, bool) {
		y := year.in(c, r.Today)
		p, ok := parsePeriod(c, "%04d-H1", y)
		if ok && year.relative && p.End <= r.Today {
			p, ok = parsePeriod(c, "%04d-H1", y+1)
		}
		return p, ok
	})
	s.day = true
	for i := range s.readings {
		end := s.readings[i].End
		s.readings[i].Range = period.Range{Start: end - 1, End: end}
		s.readings[i].label = longDate(end - 1)
	}
	return s, next
}

// isMonth tells the month of May from the verb.
func (r *reader) isMonth(at int) bool {
	t, before := r.token(at), r.token(at-1)
	if !t.is("may") {
		return true
	}
	return before.is("in", "by", "of", "until", "till", "before", "during", "for", "end", "this", "next", "last", "through", "to", "from", "and", "since", "than", "mid", "per", "early", "late", "through", "versus", "vs", "-") || t.text == "May" && at > 0
}

func (r *reader) monthIn(m time.Month, year yearRef) spell {
	switch {
	case !year.said:
		p := monthOf(r.Today.Year(), m)
		if p.End <= r.Today {
			p = monthOf(r.Today.Year()+1, m)
		}
		s := one(p)
		s.yearless = true
		return s
	case year.mode == anyYear && !year.relative:
		return one(monthOf(year.year, m))
	}
	return r.inYear(year.mode, func(c period.Calendar) (period.Period, bool) {
		y := year.in(c, r.Today)
		whole, ok := parsePeriod(c, "%04d", y)
		if !ok {
			return period.Period{}, false
		}
		const middle = 14 // a month belongs to the fiscal year that has its middle
		for _, near := range []int{y - 1, y, y + 1} {
			if p := monthOf(near, m); whole.Contains(p.Start + middle) {
				return p, true
			}
		}
		return period.Period{}, false
	})
}

// day reads a single day: 2027-03-31, 31 March 2027, March 31st, Friday,
// today, Christmas.
func (r *reader) day(at int) (spell, int) {
	t := r.token(at)
	if t.kind == dateToken {
		return dateSpell(t), at + 1
	}
	if t.is("today", "tomorrow", "tonight") {
		d := r.Today
		if t.is("tomorrow") {
			d++
		}
		s := oneDay(d)
		s.today = true
		return s, at + 1
	}
	if day, ok := weekdays[t.stem]; ok && t.kind == wordToken {
		return r.weekday(day, -1), at + 1
	}
	if s, next := r.namedDay(at); next > at {
		return s, next
	}
	return r.dayOfMonth(at)
}

// dateSpell is a date in digits.
func dateSpell(t token) spell {
	d := t.date
	switch {
	case d.wrong:
		return spell{day: true, wrong: fmt.Sprintf("there is no day %s", t.text)}
	case d.other != 0:
		return spell{kind: Day, day: true, ask: "date", readings: []reading{dayReading("day_month", d.day), dayReading("month_day", d.other)}}
	default:
		return oneDay(d.day)
	}
}

// weekday returns the coming day of that name. offset 0 is "this", 1 is "next",
// which some say of the coming one and others of the one in the next week.
func (r *reader) weekday(day time.Weekday, offset int) spell {
	coming := r.Today + 1
	if offset == 0 {
		coming = r.Today
	}
	for coming.Weekday() != day {
		coming++
	}
	if offset != 1 {
		return oneDay(coming)
	}
	week := r.Calendar.Containing(period.Week, r.Today).End
	other := week
	for other.Weekday() != day {
		other++
	}
	if other == coming {
		return oneDay(coming)
	}
	return spell{kind: Day, day: true, ask: "weekday", readings: []reading{dayReading("coming", coming), dayReading("next_week", other)}}
}

// namedDay reads Christmas, Easter, Thanksgiving with an optional year.
func (r *reader) namedDay(at int) (spell, int) {
	on, next := r.holiday(at)
	if next == at {
		return spell{}, at
	}
	year, next := r.ofYear(next)
	if year.said {
		return oneDay(on(year.in(r.year, r.Today))), next
	}
	d := on(r.Today.Year())
	if d < r.Today {
		d = on(r.Today.Year() + 1)
	}
	s := oneDay(d)
	s.yearless = true
	return s, next
}

// holiday reads the name of a day that falls once in every year.
func (r *reader) holiday(at int) (on func(year int) period.Date, next int) {
	switch t := r.token(at); {
	case t.is("easter"):
		return easter, at + 1
	case t.is("thanksgiving"):
		return thanksgiving, at + 1
	case t.is("black") && r.token(at+1).is("friday"):
		return func(y int) period.Date { return thanksgiving(y) + 1 }, at + 2
	}
	parts, next := r.lexicon.longest(r.tokens, at, func(p part) bool { _, ok := p.(dayWord); return ok })
	if len(parts) == 0 {
		return nil, at
	}
	word, ok := parts[0].(dayWord)
	if !ok {
		return nil, at
	}
	h := holidays[word.name]
	return func(y int) period.Date { return period.NewDate(y, h.month, h.day) }, next
}

// thanksgiving is the fourth Thursday of November.
func thanksgiving(year int) period.Date {
	d := period.NewDate(year, time.November, 22)
	for d.Weekday() != time.Thursday {
		d++
	}
	return d
}

// easter is the Sunday after the first full moon of spring, by Gauss's rule
// for the Gregorian calendar.
func easter(year int) period.Date {
	golden, century := year%19, year/100
	epact := (century - century/4 - (8*century+13)/25 + 19*golden + 15) % 30
	moon := epact - epact/28*(1-29/(epact+1)*((21-golden)/11))
	weekday := (year + year/4 + moon + 2 - century + century/4) % 7
	offset := moon - weekday
	month := 3 + (offset+40)/44
	return period.NewDate(year, time.Month(month), offset+28-31*(month/4))
}

// dayOfMonth reads "31 March 2027", "the 31st of March", "March 31st, 2027".
func (r *reader) dayOfMonth(at int) (spell, int) {
	if n, i, ok := r.dayNumber(at); ok { // 31 March
		if r.token(i).is("of") {
			i++
		}
		if m, ok := months[r.token(i).stem]; ok && r.token(i).kind == wordToken {
			return r.dayIn(n, m, i+1)
		}
		if i == at+2 && r.token(at-1).is("the") && timeUnits[r.token(i).stem] == "" && !r.counts(i) { // the 15th
			return oneDay(r.comingDay(n)), i
		}
		return spell{}, at
	}
	m, ok := months[r.token(at).stem]
	if !ok || r.token(at).kind != wordToken {
		return spell{}, at
	}
	i := at + 1
	if r.token(i).is("the") {
		i++
	}
	n, next, ok := r.dayNumber(i)
	if !ok || r.token(next).is("%") || r.counts(next) || r.ranges(next) {
		return spell{}, at
	}
	return r.dayIn(n, m, next)
}

// comingDay returns the next day with the number in its month, today included.
func (r *reader) comingDay(n int) period.Date {
	const year = 366
	d := r.Today
	for range year {
		if d.Day() == n {
			break
		}
		d++
	}
	return d
}

// ranges reports whether a second number follows, as in "March 20-25 deals".
func (r *reader) ranges(at int) bool {
	return r.token(at).is("-") && r.token(at+1).kind == numberToken
}

// dayNumber reads 31, 31st.
func (r *reader) dayNumber(at int) (n, next int, ok bool) {
	t := r.token(at)
	if t.kind != numberToken || len(t.text) > 2 {
		return 0, at, false
	}
	n, err := strconv.Atoi(t.text)
	if err != nil || n < 1 {
		return 0, at, false
	}
	next = at + 1
	if r.token(next).is("st", "nd", "rd", "th") && r.token(next).glued {
		next++
	}
	return n, next, true
}

// dayIn returns the day of the month in the year that follows at the token, the
// coming one when none does.
func (r *reader) dayIn(n int, m time.Month, at int) (spell, int) {
	year, next := r.ofYear(at)
	y := year.in(r.year, r.Today)
	if !year.said {
		y = r.Today.Year()
		if d, ok := dayOf(y, int(m), n); ok && d < r.Today || !ok && m == time.February {
			y++
		}
	}
	d, ok := dayOf(y, int(m), n)
	if !ok {
		return spell{day: true, wrong: fmt.Sprintf("there is no %d %s %d", n, m, y)}, next
	}
	s := oneDay(d)
	s.yearless = !year.said
	return s, next
}
