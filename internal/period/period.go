package period

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/fault"
)

// Kind says which sort of span a period is.
type Kind string

// The kinds. A Month is a calendar month, or one of the twelve periods of a
// week layout.
const (
	Custom  Kind = "custom" // any range of days
	Year    Kind = "year"   // a fiscal year
	Half    Kind = "half"
	Quarter Kind = "quarter"
	Month   Kind = "month"
	Week    Kind = "week"
)

// Period is a named range of days.
type Period struct {
	ID    string // Calendar.Parse reads it
	Label string // for people, in English
	Kind  Kind
	Range
}

// Status says where a period stands on a day.
type Status string

// The statuses.
const (
	Future Status = "future" // it has not started
	Open   Status = "open"   // the day is in it
	Closed Status = "closed" // its last day is over
)

// Status returns where the range stands on the day.
func (r Range) Status(on Date) Status {
	switch {
	case on < r.Start:
		return Future
	case on < r.End:
		return Open
	default:
		return Closed
	}
}

// The years that a period id may name: all their days are between Always and
// Never.
const firstYear, lastYear = 2, 9997

// Parse reads a period id:
//
//	2014                    the fiscal year
//	2014-H1, 2014-Q1        its half, its quarter
//	2014-05                 May 2014 (layout Months only)
//	2014-P05                the fifth period of fiscal year 2014 (week layouts only)
//	2014-W07                the week, numbered by calendar year: ISO 8601 when
//	                        weeks start on Monday
//	2011-05-31..2011-08-31  any range; the end is exclusive
//	2011-05-31..            a range without an end
//
// It returns an Invalid fault for anything else.
func (c Calendar) Parse(id string) (Period, error) {
	const longest = len("2011-05-31..2011-08-31")
	if len(id) > longest {
		return Period{}, notAPeriod(id)
	}
	if from, to, ok := strings.Cut(id, ".."); ok {
		return parseCustom(id, from, to)
	}
	year, rest, _ := strings.Cut(id, "-")
	y, ok := number(year, 4)
	if !ok || y < firstYear || y > lastYear || strings.HasSuffix(id, "-") {
		return Period{}, notAPeriod(id)
	}
	if rest == "" {
		return c.fiscal(Year, y, 0), nil
	}
	weeks := c.Layout.weeks() != nil
	switch n, digits := rest[1:], rest[:1]; digits {
	case "H":
		if i, ok := number(n, 1); ok && 1 <= i && i <= 2 {
			return c.fiscal(Half, y, i-1), nil
		}
	case "Q":
		if i, ok := number(n, 1); ok && 1 <= i && i <= 4 {
			return c.fiscal(Quarter, y, i-1), nil
		}
	case "P":
		if !weeks {
			return Period{}, fault.New(fault.Invalid, "%q is a period of a 4-4-5 calendar; this organisation counts months, write %04d-05 for May", id, y)
		}
		if i, ok := number(n, 2); ok && 1 <= i && i <= periodsInYear {
			return c.fiscal(Month, y, i-1), nil
		}
	case "W":
		if i, ok := number(n, 2); ok && 1 <= i && c.weekOne(y).Add((i-1)*7) < c.weekOne(y+1) {
			return c.Containing(Week, c.weekOne(y).Add((i-1)*7)), nil
		}
	default:
		i, ok := number(rest, 2)
		if ok && weeks {
			return Period{}, fault.New(fault.Invalid, "%q is a calendar month; this organisation counts in periods of whole weeks, write %04d-P05 for the fifth", id, y)
		}
		if ok && 1 <= i && i <= periodsInYear {
			return c.Containing(Month, NewDate(y, time.Month(i), 1)), nil
		}
	}
	return Period{}, notAPeriod(id)
}

func notAPeriod(id string) error {
	const shown = 40
	if len(id) > shown {
		id = id[:shown] + "…"
	}
	return fault.New(fault.Invalid, "%q is not a period; write 2014, 2014-H1, 2014-Q1, 2014-05, 2014-W07, or a range such as 2014-01-01..2014-04-01", id)
}

func parseCustom(id, from, to string) (Period, error) {
	r := Range{End: Never}
	var err error
	if r.Start, err = ParseDate(from); err != nil {
		return Period{}, fault.Wrap(err, fault.Invalid, "the period %q does not start with a date: %v", id, err)
	}
	if to != "" {
		if r.End, err = ParseDate(to); err != nil {
			return Period{}, fault.Wrap(err, fault.Invalid, "the period %q does not end with a date: %v", id, err)
		}
	}
	if r.Empty() {
		return Period{}, fault.New(fault.Invalid, "the period %q holds no day: its end must be after its start, and the end itself is not part of it", id)
	}
	return NewCustom(r), nil
}

// number reads exactly that many digits.
func number(text string, digits int) (int, bool) {
	if len(text) != digits || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// NewCustom returns the period of the range; its id is the range.
func NewCustom(r Range) Period {
	label := "from " + r.Start.Format(fullDay)
	if !r.IsOpen() {
		label = spanOfDays(r)
	}
	return Period{ID: r.String(), Label: label, Kind: Custom, Range: r}
}

// Containing returns the period of the kind that holds the day. The Custom
// period of a day is the day itself.
func (c Calendar) Containing(kind Kind, d Date) Period {
	const perQuarter, perHalf = 3, 6
	switch kind {
	case Year:
		return c.fiscal(Year, c.yearOf(d), 0)
	case Half:
		year, i := c.periodOf(d)
		return c.fiscal(Half, year, i/perHalf)
	case Quarter:
		year, i := c.periodOf(d)
		return c.fiscal(Quarter, year, i/perQuarter)
	case Month:
		year, i := c.periodOf(d)
		return c.fiscal(Month, year, i)
	case Week:
		start := c.weekStart(d)
		year, n := c.weekOf(d)
		id := fmt.Sprintf("%04d-W%02d", year, n)
		r := Range{Start: start, End: start.Add(7)}
		return Period{ID: id, Label: fmt.Sprintf("%04d W%02d · %s", year, n, spanOfDays(r)), Kind: Week, Range: r}
	default:
		return NewCustom(Range{Start: d, End: d.Add(1)})
	}
}

// Between returns the periods of the kind that share a day with the range, in
// order; the first and the last may reach over its ends. An open range, or one
// longer than 200 years, is an Invalid fault.
func (c Calendar) Between(kind Kind, r Range) ([]Period, error) {
	const longest = 73_050
	days, ok := r.Days()
	if !ok || days > longest {
		return nil, fault.New(fault.Invalid, "the range %s is too long to be divided into periods of a %s; give it an end within 200 years", r, kind)
	}
	var periods []Period
	for d := r.Start; d < r.End; {
		p := c.Containing(kind, d)
		periods = append(periods, p)
		d = p.End
	}
	return periods, nil
}

// Next returns the period that follows: of the same kind, or of the same number
// of days for a Custom one. ok is false when the period has no end.
func (c Calendar) Next(p Period) (next Period, ok bool) {
	days, ok := p.Days()
	switch {
	case !ok:
		return Period{}, false
	case p.Kind == Custom:
		return NewCustom(Range{Start: p.End, End: p.End.Add(days)}), true
	default:
		return c.Containing(p.Kind, p.End), true
	}
}

// Previous returns the period before, of the same kind or number of days. ok is
// false when a Custom period has no end and so no length.
func (c Calendar) Previous(p Period) (previous Period, ok bool) {
	days, ok := p.Days()
	switch {
	case !ok:
		return Period{}, false
	case p.Kind == Custom:
		return NewCustom(Range{Start: p.Start.Add(-days), End: p.Start}), true
	default:
		return c.Containing(p.Kind, p.Start.Add(-1)), true
	}
}

// Named returns the month, quarter, half or year that has exactly these days; else
// one that is called by its days.
func (c Calendar) Named(days Range) Period {
	for _, kind := range []Kind{Month, Quarter, Half, Year} {
		if p := c.Containing(kind, days.Start); p.Range == days {
			return p
		}
	}
	return NewCustom(days)
}

// fiscal returns the period of the kind with that place, from 0, in the fiscal
// year.
func (c Calendar) fiscal(kind Kind, year, index int) Period {
	var name, suffix string
	length := periodsInYear
	switch kind {
	case Half:
		suffix, length = fmt.Sprintf("H%d", index+1), 6
	case Quarter:
		suffix, length = fmt.Sprintf("Q%d", index+1), 3
	case Month:
		suffix, length = fmt.Sprintf("P%02d", index+1), 1
	}
	r := c.span(year, index*length, (index+1)*length)
	if kind == Month && c.Layout.weeks() == nil {
		return Period{ID: r.Start.Format("2006-01"), Label: r.Start.Format("January 2006"), Kind: kind, Range: r}
	}
	id := fmt.Sprintf("%04d", year)
	if suffix != "" {
		id, suffix = id+"-"+suffix, " "+suffix
	}
	calendarYear := c.YearStarts == time.January && c.Layout.weeks() == nil
	switch {
	case calendarYear && kind == Year:
		name = id
	case calendarYear:
		name = fmt.Sprintf("%04d%s · %s–%s", year, suffix, r.Start.Format("Jan"), r.End.Add(-1).Format("Jan"))
	case c.Layout.weeks() == nil:
		name = fmt.Sprintf("FY%04d%s · %s", year, suffix, spanOfMonths(r))
	default:
		name = fmt.Sprintf("FY%04d%s · %s", year, suffix, spanOfDays(r))
	}
	return Period{ID: id, Label: name, Kind: kind, Range: r}
}

const fullDay = "2 Jan 2006"

// spanOfMonths writes whole months: Jul–Sep 2013, Jul 2013–Jun 2014.
func spanOfMonths(r Range) string {
	first, last := r.Start, r.End.Add(-1)
	if first.Year() == last.Year() {
		return first.Format("Jan") + "–" + last.Format("Jan 2006")
	}
	return first.Format("Jan 2006") + "–" + last.Format("Jan 2006")
}

// spanOfDays writes the first and the last day: 10–16 Feb 2014, 30 Dec 2013 –
// 5 Jan 2014. The last day is part of it.
func spanOfDays(r Range) string {
	first, last := r.Start, r.End.Add(-1)
	switch {
	case first == last:
		return first.Format(fullDay)
	case first.Year() != last.Year():
		return first.Format(fullDay) + " – " + last.Format(fullDay)
	case first.Month() != last.Month():
		return first.Format("2 Jan") + " – " + last.Format(fullDay)
	default:
		return first.Format("2") + "–" + last.Format(fullDay)
	}
}
