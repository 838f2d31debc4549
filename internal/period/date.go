// Package period knows time as a sales organisation counts it: days in the
// organisation's own time zone, half-open ranges of days, fiscal calendars,
// working days and holidays.
//
// Everything here is a value and every function is pure. No function reads a
// clock: the caller passes the day.
package period

import (
	"fmt"
	"time"

	"github.com/attainhq/attain/internal/fault"
)

// Date is one day of the proleptic Gregorian calendar, counted from
// 1970-01-01. It has no time zone: DateOf turns an instant into the day that
// it was in a place.
type Date int32

const layout = "2006-01-02"

// Always and Never bound every date in use. A version that is "known since
// Always" was loaded with the history; a range that ends at Never is open.
var (
	Always = MustDate("0001-01-01")
	Never  = MustDate("9999-12-31")
)

// NewDate returns the day; values outside the usual ranges are normalised as
// time.Date does it.
func NewDate(year int, month time.Month, day int) Date {
	return fromTime(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the day on which the instant fell in the place.
func DateOf(at time.Time, place *time.Location) Date {
	y, m, d := at.In(place).Date()
	return NewDate(y, m, d)
}

func fromTime(t time.Time) Date {
	const secondsPerDay = 86_400
	s := t.Unix()
	if s < 0 && s%secondsPerDay != 0 {
		s -= secondsPerDay // floor, not truncation, before 1970
	}
	return Date(s / secondsPerDay)
}

// ParseDate reads YYYY-MM-DD between Always and Never.
func ParseDate(text string) (Date, error) {
	if d, ok := parseDigits(text); ok {
		return d, nil
	}
	t, err := time.Parse(layout, text)
	if err != nil || t.Year() < 1 {
		return 0, fault.New(fault.Invalid, "%q is not a date; write it as YYYY-MM-DD, for example 2026-03-31", text)
	}
	return fromTime(t), nil
}

// parseDigits is ParseDate for the days that every month has: most days, without
// the cost of a general parser.
func parseDigits(text string) (d Date, ok bool) {
	const lastOfEvery = 28
	if len(text) != len(layout) || text[4] != '-' || text[7] != '-' {
		return 0, false
	}
	number := func(digits string) (n int) {
		for i := range len(digits) {
			c := digits[i] - '0'
			if c > 9 {
				return 0 // no part of a date is 0
			}
			n = 10*n + int(c)
		}
		return n
	}
	year, month, day := number(text[:4]), number(text[5:7]), number(text[8:])
	if year < 1 || month < 1 || month > 12 || day < 1 || day > lastOfEvery {
		return 0, false
	}
	return NewDate(year, time.Month(month), day), true
}

// MustDate is ParseDate for dates that are written in the program.
func MustDate(text string) Date {
	d, err := ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// String returns YYYY-MM-DD.
func (d Date) String() string {
	year, month, day := d.midnightUTC().Date()
	if year < 0 || year > 9999 {
		return d.midnightUTC().Format(layout)
	}
	digit := func(n int) byte { return byte('0' + n%10) } //nolint:gosec // one digit
	return string([]byte{digit(year / 1000), digit(year / 100), digit(year / 10), digit(year), '-',
		digit(int(month) / 10), digit(int(month)), '-', digit(day / 10), digit(day)})
}

func (d Date) midnightUTC() time.Time { return time.Unix(int64(d)*86_400, 0).UTC() }

// Start returns the first instant at which the clocks of the place show the day
// or a later one. That is midnight, the earlier one where the clocks go back
// over it, and the moment of the jump where they skip it.
func (d Date) Start(place *time.Location) time.Time {
	const margin = 48 * time.Hour // beyond any offset from UTC
	at := d.midnightUTC().Add(-margin).In(place)
	for {
		_, offset := at.Zone()
		_, end := at.ZoneBounds()
		midnight := d.midnightUTC().Add(-time.Duration(offset) * time.Second).In(place)
		if midnight.Before(at) {
			return at // the jump to this offset went over midnight
		}
		if end.IsZero() || midnight.Before(end) {
			return midnight
		}
		at = end
	}
}

// Year, Month and Day split the date.
func (d Date) Year() int         { return d.midnightUTC().Year() }
func (d Date) Month() time.Month { return d.midnightUTC().Month() }
func (d Date) Day() int          { return d.midnightUTC().Day() }

// FirstOfMonth returns the first day of the date's month.
func (d Date) FirstOfMonth() Date {
	year, month, _ := d.midnightUTC().Date()
	return NewDate(year, month, 1)
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.midnightUTC().Weekday() }

// Format formats the day with a layout of package time.
func (d Date) Format(layout string) string { return d.midnightUTC().Format(layout) }

// Add returns the day n days later; n may be negative.
func (d Date) Add(n int) Date { return d + Date(n) }

// AddMonths returns the same day n months later, or the last day of that month
// when it is shorter (31 January + 1 month = 28 February).
func (d Date) AddMonths(n int) Date {
	y, m, day := d.midnightUTC().Date()
	first := NewDate(y, m+time.Month(n), 1)
	last := NewDate(first.Year(), first.Month()+1, 1).Add(-1)
	return min(first.Add(day-1), last)
}

// MarshalText and UnmarshalText use YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Scan reads a stored date. (To store one, pass String(): ISO text sorts the
// same on both databases.)
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case time.Time:
		*d = fromTime(time.Date(v.Year(), v.Month(), v.Day(), 0, 0, 0, 0, time.UTC))
		return nil
	default:
		return fmt.Errorf("a date cannot be read from a %T", src)
	}
}

// Range is a half-open span of days [Start, End). End is Never while the
// range is open.
type Range struct {
	Start Date
	End   Date
}

// Everything is the range that holds every date.
var Everything = Range{Start: Always, End: Never}

// Contains reports whether the day is in the range.
func (r Range) Contains(d Date) bool { return r.Start <= d && d < r.End }

// IsOpen reports whether the range has no end yet.
func (r Range) IsOpen() bool { return r.End == Never }

// Empty reports whether no day is in the range.
func (r Range) Empty() bool { return r.Start >= r.End }

// Days returns the number of days; ok is false for an open range.
func (r Range) Days() (days int, ok bool) {
	if r.IsOpen() {
		return 0, false
	}
	return max(0, int(r.End-r.Start)), true
}

// Overlaps reports whether some day is in both ranges.
func (r Range) Overlaps(o Range) bool { return max(r.Start, o.Start) < min(r.End, o.End) }

// Intersect returns the days that are in both ranges.
func (r Range) Intersect(o Range) Range {
	return Range{Start: max(r.Start, o.Start), End: min(r.End, o.End)}
}

// Through returns the part of the range up to and including the day.
func (r Range) Through(d Date) Range { return Range{Start: r.Start, End: min(r.End, d+1)} }

// String writes FROM..TO with an exclusive end, FROM.. when open.
func (r Range) String() string {
	if r.IsOpen() {
		return r.Start.String() + ".."
	}
	return r.Start.String() + ".." + r.End.String()
}

// KnownBy returns, of a range of knowledge, what was known of it at the end of
// the day: that it would end later was not. ok is false when it had not begun.
func (r Range) KnownBy(day Date) (known Range, ok bool) {
	if r.End > day {
		r.End = Never
	}
	return r, r.Start <= day
}
