package period

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/fault"
)

// Layout says how a fiscal year is divided into its twelve periods.
type Layout string

// The layouts. In the week layouts a quarter has 13 weeks, and the digits are
// the weeks of its three periods.
const (
	Months        Layout = "months"
	FourFourFive  Layout = "445"
	FourFiveFour  Layout = "454"
	FiveFourFour  Layout = "544"
	periodsInYear        = 12
)

// Valid reports whether the layout is one of the four.
func (l Layout) Valid() bool {
	return l == Months || l.weeks() != nil
}

// weeks returns the weeks of the three periods of a quarter, nil for Months.
func (l Layout) weeks() []int {
	switch l {
	case FourFourFive:
		return []int{4, 4, 5}
	case FourFiveFour:
		return []int{4, 5, 4}
	case FiveFourFour:
		return []int{5, 4, 4}
	default:
		return nil
	}
}

// Calendar is how one organisation divides time. It is a value: change a copy,
// never a Calendar that others hold (the holidays are shared).
//
// A fiscal year is named by the calendar year in which it ends: with YearStarts
// July, 2014 is July 2013 to June 2014. When the year starts in January, the
// two are the same.
//
// In the week layouts the fiscal year starts on the week-start day nearest to
// the 1st of YearStarts (at most three days before or after), so it has 52 or
// 53 whole weeks. The 53rd week belongs to the last period of the year, and so
// to the last quarter and half. There, a year that starts near January is named
// by that January, even if its first day is in December.
type Calendar struct {
	YearStarts  time.Month    // first month of the fiscal year
	WeekStarts  time.Weekday  // time.Monday or time.Sunday
	Layout      Layout        // how the year is divided
	WorkingDays [7]bool       // by time.Weekday: Sunday is 0
	Holidays    map[Date]bool // days that are not worked whatever their weekday; only true counts
}

// DefaultCalendar is the calendar year of months, weeks from Monday, work from
// Monday to Friday, no holidays.
func DefaultCalendar() Calendar {
	return Calendar{
		YearStarts:  time.January,
		WeekStarts:  time.Monday,
		Layout:      Months,
		WorkingDays: [7]bool{false, true, true, true, true, true, false},
	}
}

// Validate returns an Invalid fault that names every wrong field as the API
// writes it, nil when the calendar can be used.
func (c Calendar) Validate() error {
	var fields fault.Fields
	if c.YearStarts < time.January || c.YearStarts > time.December {
		fields.Add("fiscal_year_starts", "must be a month from 1 to 12, not %d", c.YearStarts)
	}
	if c.WeekStarts != time.Monday && c.WeekStarts != time.Sunday {
		fields.Add("week_starts", "must be monday or sunday")
	}
	if !c.Layout.Valid() {
		fields.Add("calendar", "must be months, 445, 454 or 544, not %q", string(c.Layout))
	}
	if c.WorkingDays == [7]bool{} {
		fields.Add("working_days", "must hold at least one day")
	}
	return fields.Err("the calendar cannot be used as it is")
}

// HolidayList returns the holidays in order.
func (c Calendar) HolidayList() []Date {
	days := make([]Date, 0, len(c.Holidays))
	for day := range maps.Keys(c.Holidays) {
		if c.Holidays[day] {
			days = append(days, day)
		}
	}
	slices.Sort(days)
	return days
}

// ParseWeekday reads an English name of a day in any case, such as monday.
func ParseWeekday(text string) (time.Weekday, error) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(text, day.String()) {
			return day, nil
		}
	}
	return 0, fault.New(fault.Invalid, "%q is not a day of the week; write its English name, for example monday", text)
}

// WeekdayName is the opposite of ParseWeekday, in lower case.
func WeekdayName(day time.Weekday) string { return strings.ToLower(day.String()) }

// yearStart returns the first day of the fiscal year of that name.
func (c Calendar) yearStart(year int) Date {
	if c.YearStarts > time.January {
		year--
	}
	first := NewDate(year, c.YearStarts, 1)
	if c.Layout.weeks() == nil {
		return first
	}
	const nearest = 3 // the week start within three days either side is the nearest
	return c.weekStart(first.Add(nearest))
}

// yearOf returns the name of the fiscal year that holds the day.
func (c Calendar) yearOf(d Date) int {
	year := d.Year()
	for d >= c.yearStart(year+1) {
		year++
	}
	for d < c.yearStart(year) {
		year--
	}
	return year
}

// span returns the days of the periods from..to of the fiscal year, counted
// from 0; to is exclusive.
func (c Calendar) span(year, from, to int) Range {
	return Range{Start: c.periodStart(year, from), End: c.periodStart(year, to)}
}

// periodStart returns the first day of the period (0 to 12; 12 is the first
// of the next year) of the fiscal year.
func (c Calendar) periodStart(year, index int) Date {
	start := c.yearStart(year)
	weeks := c.Layout.weeks()
	if weeks == nil {
		return start.AddMonths(index)
	}
	if index == periodsInYear {
		return c.yearStart(year + 1)
	}
	const quarterDays = 13 * 7
	start = start.Add(index / len(weeks) * quarterDays)
	for _, w := range weeks[:index%len(weeks)] {
		start = start.Add(w * 7)
	}
	return start
}

// periodOf returns the fiscal year and the period, from 0, that hold the day.
func (c Calendar) periodOf(d Date) (year, index int) {
	year = c.yearOf(d)
	for index < periodsInYear-1 && d >= c.periodStart(year, index+1) {
		index++
	}
	return year, index
}

// weekStart returns the first day of the week that holds the day.
func (c Calendar) weekStart(d Date) Date {
	const week = 7
	return d.Add(-(int(d.Weekday()-c.WeekStarts+week) % week))
}

// weekOne returns the first day of week 1 of the calendar year: the week that
// has most of its days in the year, which is the one that holds 4 January.
// With weeks from Monday this is ISO 8601.
func (c Calendar) weekOne(year int) Date { return c.weekStart(NewDate(year, time.January, 4)) }

// weekOf returns the year and number of the week that holds the day.
func (c Calendar) weekOf(d Date) (year, number int) {
	const middle = 3 // the fourth day decides to which year a week belongs
	start := c.weekStart(d)
	year = start.Add(middle).Year()
	return year, int(start-c.weekOne(year))/7 + 1
}
