// Package closing knows which days are closed: from when on, as known when, by
// whom, and when they were opened again. Its arithmetic says on which day a
// change counts that became known after its day was closed.
//
// It is pure. That figures keep to it is for package attain, and that nothing
// becomes known behind a close for package pipeline.
package closing

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
)

// ID names a close; it never changes.
type ID string

// Close is a period that somebody closed. What counts on its days is what was
// known at the end of AsOf; what becomes known later counts on the day on which
// it does.
type Close struct {
	ID     ID
	Period period.Period // its days are those that this close closed: of a quarter whose first month was closed before, the rest
	AsOf   period.Date
	Known  period.Range // from the day on which it was closed until the one on which it was opened again

	ClosedAt int64 // microseconds
	ClosedBy string
	Note     string

	ReopenedAt int64 // microseconds; 0 while it stands
	ReopenedBy string
	Reason     string
}

// Stands reports whether the period has not been opened again.
func (c Close) Stands() bool { return c.Known.IsOpen() }

// Late reports whether something that happened on the day counts elsewhere
// because it became known after the close.
func (c Close) Late(day, known period.Date) bool { return c.Period.Contains(day) && known > c.AsOf }

// Closes are closes in the order of their days. Those in force on one day close
// days without a gap, and no day twice.
type Closes []Close

// InForce returns the closes that stood at the end of the day.
func (c Closes) InForce(day period.Date) Closes {
	return c.filter(func(one Close) bool { return one.Known.Contains(day) })
}

// Standing returns the closes that nobody has opened again.
func (c Closes) Standing() Closes { return c.filter(Close.Stands) }

func (c Closes) filter(keep func(Close) bool) Closes {
	var kept Closes
	for _, one := range c {
		if keep(one) {
			kept = append(kept, one)
		}
	}
	slices.SortFunc(kept, func(a, b Close) int {
		return cmp.Or(cmp.Compare(a.Period.Start, b.Period.Start), cmp.Compare(a.Known.Start, b.Known.Start))
	})
	return kept
}

// Open returns the days after the last one that is closed.
func (c Closes) Open(days period.Range) period.Range {
	if last, ok := c.last(); ok {
		days.Start = max(days.Start, last.Period.End)
	}
	return days
}

// Following returns the month that is closed next: the one after the last that
// is closed, or the last one that is over.
func (c Closes) Following(calendar period.Calendar, today period.Date) period.Period {
	if last, ok := c.last(); ok {
		return calendar.Containing(period.Month, last.Period.End)
	}
	return calendar.Containing(period.Month, calendar.Containing(period.Month, today).Start-1)
}

// last returns the close with the latest days; ok is false without one.
func (c Closes) last() (last Close, ok bool) {
	if len(c) == 0 {
		return last, false
	}
	return c[len(c)-1], true
}

// Floor returns the earliest day on which something can become known without
// changing what the closes froze; Always without any.
func (c Closes) Floor() period.Date {
	floor := period.Always
	for _, one := range c {
		floor = max(floor, min(one.AsOf+1, one.Known.Start))
	}
	return floor
}

// Holds reports whether all days of the range are closed, and as known on which
// day they are frozen: of several closes the last.
func (c Closes) Holds(days period.Range) (asOf period.Date, ok bool) {
	at := days.Start
	for _, one := range c {
		if one.Period.Contains(at) && at < days.End {
			at, asOf = one.Period.End, max(asOf, one.AsOf)
		}
	}
	return asOf, !days.Empty() && at >= days.End
}

// Counts returns the day on which something counts that happened on one day and
// became known on another.
func (c Closes) Counts(day, known period.Date) period.Date {
	for _, one := range c {
		if one.Late(day, known) {
			return known
		}
	}
	return day
}

// Of returns the close of the day; ok is false while it is open.
func (c Closes) Of(day period.Date) (of Close, ok bool) {
	for _, one := range c {
		if one.Period.Contains(day) {
			return one, true
		}
	}
	return Close{}, false
}

// Next returns the close of a period, made today, as known at the end of the
// day. The closes are those that stand. Periods are closed in order, whole, and
// when they are over.
func (c Closes) Next(p period.Period, asOf, today period.Date) (Close, error) {
	switch p.Kind {
	case period.Month, period.Quarter, period.Half, period.Year:
	default:
		return Close{}, fault.New(fault.Invalid, "%s cannot be closed; close a whole month, quarter, half or year of the calendar", p.Label)
	}
	if p.End > today {
		return Close{}, fault.New(fault.Conflict, "%s is not over; it can be closed from %s on", p.Label, p.End)
	}
	if last, ok := c.last(); ok {
		closed := last.Period.End
		switch {
		case p.End <= closed:
			return Close{}, fault.New(fault.Conflict, "%s is closed already: everything up to %s is", p.Label, closed-1)
		case p.Start > closed:
			return Close{}, fault.New(fault.Conflict, "periods are closed in order: the days from %s to %s before %s are still open; close them first", closed, p.Start-1, p.Label)
		}
	}
	p.Range = c.Open(p.Range)
	if asOf < p.End-1 || asOf > today {
		return Close{}, fault.New(fault.Invalid, "%s can be closed as known at the end of a day from %s, its last, to %s, today; not %s", p.Label, p.End-1, today, asOf)
	}
	return Close{Period: p, AsOf: asOf, Known: period.Range{Start: today, End: period.Never}}, nil
}

// Reopen returns the close with the id, opened again. Only the last one can be:
// what it froze may have been counted in those after it.
func (c Closes) Reopen(id ID, reason string, today period.Date) (Close, error) {
	at := slices.IndexFunc(c, func(one Close) bool { return one.ID == id })
	if at < 0 {
		return Close{}, fault.New(fault.NotFound, "there is no close %s that could be opened again", id)
	}
	if last, _ := c.last(); last.ID != id {
		return Close{}, fault.New(fault.Conflict, "late changes of %s count in periods after it, and those are closed; open %s first", c[at].Period.Label, last.Period.Label)
	}
	if reason == "" {
		return Close{}, fault.New(fault.Invalid, "opening %s again needs a reason; say why, so that everyone can see it", c[at].Period.Label)
	}
	reopened := c[at]
	reopened.Known.End = max(today, reopened.Known.Start)
	reopened.Reason = reason
	return reopened, nil
}
