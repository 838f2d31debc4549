package dates

import (
	"fmt"
	"strconv"
	"time"

	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Day is the kind of period of goals that hold on every working day.
const Day = goal.EachDay

// calendarYear is the calendar beside the fiscal one: years from January, of
// months.
func calendarYear(fiscal period.Calendar) period.Calendar {
	fiscal.YearStarts, fiscal.Layout = time.January, period.Months
	return fiscal
}

// Spell is a stretch of time as a sentence names it.
type Spell struct {
	Kind     period.Kind
	Readings []Reading // one, or those among which is asked; none while Count is not anchored
	Ask      string    // the question, when there are several readings
	Yearless bool      // "Q1": the next one, or the one before when something is compared with it
	Past     bool      // "last year"
	Before   bool      // "the previous quarter": the one before what is compared with it
	Count    int       // "next six months": so many of unit, from a day that is still to be found
	Unit     period.Kind
	Day      bool   // a single day
	today    bool   // today or tomorrow: the day itself, no deadline
	Wrong    string // why there is no such time
}

// Reading is one of the ranges that a spell can mean.
type Reading struct {
	ID, Label string
	period.Range
}

// one is a spell that can mean one thing only.
func one(p period.Period) Spell {
	return Spell{Kind: p.Kind, Readings: []Reading{{Label: p.Label, Range: p.Range}}}
}

// oneDay is a spell of a single day.
func oneDay(d period.Date) Spell {
	return Spell{Kind: Day, Day: true, Readings: []Reading{dayReading("", d)}}
}

func dayReading(id string, d period.Date) Reading {
	return Reading{id, LongDate(d), period.Range{Start: d, End: d + 1}}
}

// LongDate writes a day as people do: 31 March 2027.
func LongDate(d period.Date) string { return d.Format("2 January 2006") }

// yearMode says which calendar was named.
type yearMode int

const (
	anyYear yearMode = iota
	fiscalYear
	civilYear
)

// inYear returns the spell of a period in the fiscal or the calendar year; when
// neither was named and they differ, it is asked.
func (r *Reader) inYear(mode yearMode, of func(period.Calendar) (period.Period, bool)) Spell {
	fiscal, ok := of(r.calendar)
	civil, also := of(r.Civil)
	switch {
	case !ok || !also:
		return Spell{Wrong: "this year is beyond the calendar"}
	case mode == fiscalYear, fiscal.Range == civil.Range:
		return one(fiscal)
	case mode == civilYear:
		return one(civil)
	}
	return Spell{Kind: fiscal.Kind, Ask: "year", Readings: []Reading{{"fiscal", fiscal.Label, fiscal.Range}, {"calendar", civil.Label + " of the calendar year", civil.Range}}}
}

// yearRef is the year that a quarter or a month is said to be in.
type yearRef struct {
	said     bool
	mode     yearMode
	year     int // when it is not relative
	relative bool
	offset   int // 0 this year, 1 the next, −1 the last
}

// in returns the number of the year in the calendar.
func (y yearRef) in(c period.Calendar, today period.Date) int {
	if !y.relative {
		return y.year
	}
	name, _ := strconv.Atoi(c.Containing(period.Year, today).ID)
	return name + y.offset
}

// ParsePeriod returns the period with the id.
func ParsePeriod(c period.Calendar, format string, args ...any) (period.Period, bool) {
	p, err := c.Parse(fmt.Sprintf(format, args...))
	return p, err == nil
}

// Shifted moves a yearless range by whole years.
func (r *Reader) Shifted(rg period.Range, kind period.Kind, years int) period.Range {
	if p, ok := r.sameOf(rg, kind, years); ok {
		return p.Range
	}
	return period.Range{Start: rg.Start.AddMonths(12 * years), End: (rg.End - 1).AddMonths(12*years) + 1}
}

// sameOf returns the period at the same place of a fiscal year before or after,
// when the range is one of the fiscal periods.
func (r *Reader) sameOf(rg period.Range, kind period.Kind, years int) (period.Period, bool) {
	p := r.calendar.Containing(kind, rg.Start)
	if p.Range != rg || kind == period.Week || kind == period.Custom || kind == Day || kind == "" {
		return period.Period{}, false
	}
	year, err := strconv.Atoi(p.ID[:4])
	if err != nil {
		return period.Period{}, false
	}
	return ParsePeriod(r.calendar, "%04d%s", year+years, p.ID[4:])
}

// KindOf returns the kind of period that the range is exactly one of.
func (r *Reader) KindOf(rg period.Range) (p period.Period, ok bool) {
	for _, kind := range []period.Kind{period.Year, period.Half, period.Quarter, period.Month, period.Week} {
		if p := r.calendar.Containing(kind, rg.Start); p.Range == rg {
			return p, true
		}
	}
	return period.Period{}, false
}

// Ahead returns the end of so many units from the day.
func Ahead(start period.Date, count int, unit period.Kind) period.Date {
	switch unit {
	case Day:
		return start.Add(count)
	case period.Week:
		return start.Add(7 * count)
	default:
		return start.AddMonths(MonthsIn(unit) * count)
	}
}

// MonthsIn is how many months the unit is long.
func MonthsIn(unit period.Kind) int {
	switch unit {
	case period.Quarter:
		return 3
	case period.Half:
		return 6
	case period.Year:
		return 12
	default:
		return 1
	}
}

// Days writes the days of a range as people do, the last one included.
func Days(rg period.Range) string {
	if rg.End == rg.Start+1 {
		return LongDate(rg.Start)
	}
	return LongDate(rg.Start) + " to " + LongDate(rg.End-1)
}
