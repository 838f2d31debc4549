package dates

import (
	"fmt"
	"strconv"
	"time"

	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// monthOf returns the calendar month.
func monthOf(year int, m time.Month) period.Period {
	start := period.NewDate(year, m, 1)
	return period.Period{Label: start.Format("January 2006"), Kind: period.Month, Range: period.Range{Start: start, End: start.AddMonths(1)}}
}

// month reads "March", "March 2027", "mid March", "Mar of FY27".
func (r *Reader) month(at int) (Spell, int) {
	i := at
	if r.At(i).Is("month") && r.At(i+1).Is("of") {
		i += 2
	}
	mid := r.At(i).Is("mid", "middle")
	if mid {
		i++
		if r.At(i).Is("of") {
			i++
		}
	}
	if s, next := r.midYear(i); mid && next > i {
		return s, next
	}
	m, ok := months[r.At(i).Stem]
	if t := r.At(i); !ok || t.Kind != token.Word || !r.isMonth(i) {
		return Spell{}, at
	}
	year, next := r.ofYear(i + 1)
	s := r.monthIn(m, year)
	if !mid || len(s.Readings) != 1 {
		return s, next
	}
	const middle = 14
	d := oneDay(s.Readings[0].Start.Add(middle))
	d.Yearless = s.Yearless
	return d, next
}

// midYear reads "year", "2027", "the year" behind "mid": the end of its first
// half.
func (r *Reader) midYear(at int) (Spell, int) {
	if r.At(at).Is("the") {
		at++
	}
	year, next := r.fiscalName(at)
	if full, ok := r.fullYear(at); ok {
		year, next = yearRef{year: full}, at+1
	} else if next == at && r.At(at).Is("year") {
		year, next = yearRef{relative: true}, at+1
	}
	if next == at {
		return Spell{}, at
	}
	s := r.inYear(year.mode, func(c period.Calendar) (period.Period, bool) {
		y := year.in(c, r.today)
		p, ok := ParsePeriod(c, "%04d-H1", y)
		if ok && year.relative && p.End <= r.today {
			p, ok = ParsePeriod(c, "%04d-H1", y+1)
		}
		return p, ok
	})
	s.Day = true
	for i := range s.Readings {
		end := s.Readings[i].End
		s.Readings[i].Range = period.Range{Start: end - 1, End: end}
		s.Readings[i].Label = LongDate(end - 1)
	}
	return s, next
}

// isMonth tells the month of May from the verb.
func (r *Reader) isMonth(at int) bool {
	t, before := r.At(at), r.At(at-1)
	if !t.Is("may") {
		return true
	}
	return before.Is("in", "by", "of", "until", "till", "before", "during", "for", "end", "this", "next", "last", "through", "to", "from", "and", "since", "than", "mid", "per", "early", "late", "through", "versus", "vs", "-") || t.Text == "May" && at > 0
}

func (r *Reader) monthIn(m time.Month, year yearRef) Spell {
	switch {
	case !year.said:
		p := monthOf(r.today.Year(), m)
		if p.End <= r.today {
			p = monthOf(r.today.Year()+1, m)
		}
		s := one(p)
		s.Yearless = true
		return s
	case year.mode == anyYear && !year.relative:
		return one(monthOf(year.year, m))
	}
	return r.inYear(year.mode, func(c period.Calendar) (period.Period, bool) {
		y := year.in(c, r.today)
		whole, ok := ParsePeriod(c, "%04d", y)
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
func (r *Reader) day(at int) (Spell, int) {
	t := r.At(at)
	if t.Kind == token.Date {
		return dateSpell(t), at + 1
	}
	if t.Is("today", "tomorrow", "tonight") {
		d := r.today
		if t.Is("tomorrow") {
			d++
		}
		s := oneDay(d)
		s.today = true
		return s, at + 1
	}
	if day, ok := weekdays[t.Stem]; ok && t.Kind == token.Word && !r.everyWeekday(at) {
		return r.weekday(day, -1), at + 1
	}
	if s, next := r.namedDay(at); next > at {
		return s, next
	}
	return r.DayOfMonth(at)
}

// dateSpell is a date in digits.
func dateSpell(t token.Token) Spell {
	d := t.Date
	switch {
	case d.Wrong:
		return Spell{Day: true, Wrong: fmt.Sprintf("there is no day %s", t.Text)}
	case d.Other != 0:
		return Spell{Kind: Day, Day: true, Ask: "date", Readings: []Reading{dayReading("day_month", d.Day), dayReading("month_day", d.Other)}}
	default:
		return oneDay(d.Day)
	}
}

// weekday returns the coming day of that name. offset 0 is "this", 1 is "next",
// which some say of the coming one and others of the one in the next week.
func (r *Reader) weekday(day time.Weekday, offset int) Spell {
	coming := r.today + 1
	if offset == 0 {
		coming = r.today
	}
	for coming.Weekday() != day {
		coming++
	}
	if offset != 1 {
		return oneDay(coming)
	}
	week := r.calendar.Containing(period.Week, r.today).End
	other := week
	for other.Weekday() != day {
		other++
	}
	if other == coming {
		return oneDay(coming)
	}
	return Spell{Kind: Day, Day: true, Ask: "weekday", Readings: []Reading{dayReading("coming", coming), dayReading("next_week", other)}}
}

// namedDay reads Christmas, Easter, Thanksgiving with an optional year.
func (r *Reader) namedDay(at int) (Spell, int) {
	on, next := r.holiday(at)
	if next == at {
		return Spell{}, at
	}
	year, next := r.ofYear(next)
	if year.said {
		return oneDay(on(year.in(r.Civil, r.today))), next
	}
	d := on(r.today.Year())
	if d < r.today {
		d = on(r.today.Year() + 1)
	}
	s := oneDay(d)
	s.Yearless = true
	return s, next
}

// holiday reads the name of a day that falls once in every year.
func (r *Reader) holiday(at int) (on func(year int) period.Date, next int) {
	switch t := r.At(at); {
	case t.Is("easter"):
		return easter, at + 1
	case t.Is("thanksgiving"):
		return thanksgiving, at + 1
	case t.Is("black") && r.At(at+1).Is("friday"):
		return func(y int) period.Date { return thanksgiving(y) + 1 }, at + 2
	}
	next = at
	for _, h := range holidays {
		if len(h.words) > next-at && r.Starts(at, h.words) {
			on, next = func(y int) period.Date { return period.NewDate(y, h.month, h.day) }, at+len(h.words)
		}
	}
	return on, next
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

// DayOfMonth reads "31 March 2027", "the 31st of March", "March 31st, 2027".
func (r *Reader) DayOfMonth(at int) (Spell, int) {
	if n, i, ok := r.dayNumber(at); ok { // 31 March
		if r.At(i).Is("of") {
			i++
		}
		if m, ok := months[r.At(i).Stem]; ok && r.At(i).Kind == token.Word {
			return r.dayIn(n, m, i+1)
		}
		if i == at+2 && r.At(at-1).Is("the") && timeUnits[r.At(i).Stem] == "" && !r.Counts(i) { // the 15th
			return oneDay(r.comingDay(n)), i
		}
		return Spell{}, at
	}
	m, ok := months[r.At(at).Stem]
	if !ok || r.At(at).Kind != token.Word {
		return Spell{}, at
	}
	i := at + 1
	if r.At(i).Is("the") {
		i++
	}
	n, next, ok := r.dayNumber(i)
	if !ok || r.At(next).Is("%") || r.Counts(next) || r.ranges(next) {
		return Spell{}, at
	}
	return r.dayIn(n, m, next)
}

// comingDay returns the next day with the number in its month, today included.
func (r *Reader) comingDay(n int) period.Date {
	const year = 366
	d := r.today
	for range year {
		if d.Day() == n {
			break
		}
		d++
	}
	return d
}

// ranges reports whether a second number follows, as in "March 20-25 deals".
func (r *Reader) ranges(at int) bool {
	return r.At(at).Is("-") && r.At(at+1).Kind == token.Numeral
}

// dayNumber reads 31, 31st.
func (r *Reader) dayNumber(at int) (n, next int, ok bool) {
	t := r.At(at)
	if t.Kind != token.Numeral || len(t.Text) > 2 {
		return 0, at, false
	}
	n, err := strconv.Atoi(t.Text)
	if err != nil || n < 1 {
		return 0, at, false
	}
	next = at + 1
	if r.At(next).Is("st", "nd", "rd", "th") && r.At(next).Glued {
		next++
	}
	return n, next, true
}

// dayIn returns the day of the month in the year that follows at the token, the
// coming one when none does.
func (r *Reader) dayIn(n int, m time.Month, at int) (Spell, int) {
	year, next := r.ofYear(at)
	y := year.in(r.Civil, r.today)
	if !year.said {
		y = r.today.Year()
		if d, ok := token.DayOf(y, int(m), n); ok && d < r.today || !ok && m == time.February {
			y++
		}
	}
	s := r.dayOfYear(n, m, y)
	s.Yearless = !year.said
	return s, next
}

// dayOfYear is the day, or why there is none.
func (r *Reader) dayOfYear(n int, m time.Month, year int) Spell {
	if d, ok := token.DayOf(year, int(m), n); ok {
		return oneDay(d)
	}
	return Spell{Day: true, Wrong: fmt.Sprintf("there is no %d %s %d", n, m, year)}
}
