package checkin

import (
	"time"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Every says how often a team's check-ins are.
type Every string

// The rhythms.
const (
	Weekly      Every = "weekly"
	Fortnightly Every = "fortnightly"
	Monthly     Every = "monthly" // on the first such weekday of the month
	Never       Every = "never"   // no date is proposed
)

// Rhythm is when the people of a team meet who leads it, one by one.
type Rhythm struct {
	Team    org.NodeID
	Every   Every
	Weekday time.Weekday
	From    period.Date // the first date is on or after it; fortnights are counted from there
	By      string      // who set it
	At      int64       // microseconds
}

// Validate returns what is wrong with the rhythm.
func (r Rhythm) Validate() error {
	var wrong fault.Fields
	switch r.Every {
	case Weekly, Fortnightly, Monthly, Never:
	default:
		wrong.Add("every", "is %q; use weekly, fortnightly, monthly or never", r.Every)
	}
	if r.Weekday < time.Sunday || r.Weekday > time.Saturday {
		wrong.Add("weekday", "is no day of the week")
	}
	return wrong.Err("this rhythm cannot be used")
}

const week = 7

// Next returns the day of the check-in that is due after the one on last, which
// is 0 when there was none; ok is false without a rhythm. What was left out is
// not made up for: of several dates that have passed it is the latest. A date
// that is no working day moves to the next one.
func (r Rhythm) Next(c period.Calendar, last, today period.Date) (day period.Date, ok bool) {
	if r.Every == Never || r.Every == "" {
		return 0, false
	}
	slot := r.first()
	for worked(c, slot) <= last {
		slot = r.after(slot)
	}
	for next := r.after(slot); worked(c, next) <= today; next = r.after(slot) {
		slot = next
	}
	return worked(c, slot), true
}

// first returns the first date of the rhythm, whether it is a working day or not.
func (r Rhythm) first() period.Date {
	if r.Every != Monthly {
		return onOrAfter(r.From, r.Weekday)
	}
	month := r.From.FirstOfMonth()
	if slot := onOrAfter(month, r.Weekday); slot >= r.From {
		return slot
	}
	return onOrAfter(month.AddMonths(1), r.Weekday)
}

// after returns the date that follows.
func (r Rhythm) after(slot period.Date) period.Date {
	switch r.Every {
	case Fortnightly:
		return slot + 2*week
	case Monthly:
		return onOrAfter(slot.FirstOfMonth().AddMonths(1), r.Weekday)
	default:
		return slot + week
	}
}

func onOrAfter(day period.Date, weekday time.Weekday) period.Date {
	return day + period.Date((int(weekday)-int(day.Weekday())+week)%week)
}

// worked returns the day, or the next working day; the day itself when no day
// of two weeks is one.
func worked(c period.Calendar, day period.Date) period.Date {
	for d := day; d < day+2*week; d++ {
		if c.IsWorkingDay(d) {
			return d
		}
	}
	return day
}
