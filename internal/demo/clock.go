package demo

import (
	"math"
	"time"

	"github.com/attainhq/attain/internal/period"
)

// newCalendar returns the company's calendar: weekends and four holidays are
// not worked.
func newCalendar(days period.Range) period.Calendar {
	c := period.DefaultCalendar()
	c.Holidays = map[period.Date]bool{}
	for year := days.Start.Year(); year <= days.End.Year()+1; year++ {
		for _, day := range []struct {
			month time.Month
			day   int
		}{{time.January, 1}, {time.May, 1}, {time.December, 25}, {time.December, 26}} {
			c.Holidays[period.NewDate(year, day.month, day.day)] = true
		}
	}
	return c
}

// workday returns the first working day from d on.
func (w *World) workday(d period.Date) period.Date {
	for !w.calendar.IsWorkingDay(d) {
		d++
	}
	return d
}

// quarter returns the calendar quarter that holds the day.
func quarter(d period.Date) period.Range {
	month := (int(d.Month()) - 1) / 3 * 3
	start := period.NewDate(d.Year(), time.Month(month+1), 1)
	return period.Range{Start: start, End: start.AddMonths(3)}
}

// signing returns the day on which a deal that could be signed on d is signed:
// many wait for the end of the quarter, or are brought forward to it.
func (w *World) signing(c chance, earliest, d period.Date) period.Date {
	const (
		rush    = 9  // days before the end in which it is signed
		ahead   = 35 // days that a customer is willing to wait
		back    = 12 // days that he is willing to hurry
		waits   = 0.5
		hurries = 0.35
	)
	q := quarter(d)
	switch {
	case int(q.End-d) <= ahead && c.yes(waits):
		d = q.End.Add(-c.between(1, rush))
	case int(d-q.Start) <= back && c.yes(hurries):
		d = q.Start.Add(-c.between(1, rush))
	}
	d = max(d, earliest)
	for !w.calendar.IsWorkingDay(d) && d > earliest {
		d--
	}
	return w.workday(d)
}

// season returns how busy a month is with orders; a year averages 1.
func season(d period.Date) float64 {
	return [...]float64{0.88, 0.94, 1.12, 0.96, 0.98, 1.14, 0.86, 0.72, 1.10, 1.04, 1.06, 1.20}[d.Month()-1]
}

// interest returns how many leads a month brings; a year averages 1.
func interest(d period.Date) float64 {
	return [...]float64{1.02, 1.08, 1.12, 1.04, 1.06, 0.98, 0.82, 0.68, 1.14, 1.16, 1.10, 0.80}[d.Month()-1]
}

// growth returns how much larger the business is on the day than at the start.
func (w *World) growth(d period.Date, perYear float64) float64 {
	return math.Pow(1+perYear, float64(d-w.days.Start)/daysPerYear)
}

const (
	daysPerYear  = 365.25
	workdaysYear = 256.0
)

// fade returns how far something that begins on a day and takes so many days
// has come: from 0 to 1.
func fade(d, from period.Date, days int) float64 {
	return min(max(float64(d-from)/float64(days), 0), 1)
}
