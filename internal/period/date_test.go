package period_test

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata" // the zones must not depend on the machine

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	place, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return place
}

func TestDateOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, at, place, want string }{
		{"S5 the month starts in local time", "2026-10-31T23:30:00Z", "Europe/Brussels", "2026-11-01"},
		{"S5 the same instant in UTC", "2026-10-31T23:30:00Z", "UTC", "2026-10-31"},
		{"TM1 last minute of a period", "2026-11-30T23:59:30+01:00", "Europe/Brussels", "2026-11-30"},
		{"last nanosecond of a day", "2026-11-30T23:59:59.999999999+01:00", "Europe/Brussels", "2026-11-30"},
		{"first instant of a day", "2026-12-01T00:00:00+01:00", "Europe/Brussels", "2026-12-01"},
		{"hour that happens twice", "2026-10-25T02:30:00+01:00", "Europe/Brussels", "2026-10-25"},
		{"other side of the date line", "2026-10-31T23:30:00Z", "Pacific/Kiritimati", "2026-11-01"},
		{"before 1970", "1969-12-31T23:59:59Z", "UTC", "1969-12-31"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse(time.RFC3339Nano, test.at)
			if err != nil {
				t.Fatal(err)
			}
			if got := period.DateOf(at, zone(t, test.place)).String(); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestDateOfBelongsToOneMonth(t *testing.T) {
	t.Parallel()
	calendar := period.DefaultCalendar()
	at := time.Date(2026, time.October, 31, 23, 30, 0, 0, time.UTC)
	month := calendar.Containing(period.Month, period.DateOf(at, zone(t, "Europe/Brussels")))
	if month.ID != "2026-11" {
		t.Errorf("S5: the order counts in %s, want 2026-11", month.ID)
	}
}

func TestStart(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, day, place, want string }{
		{"ordinary day", "2026-11-01", "Europe/Brussels", "2026-11-01T00:00:00+01:00"},
		{"clocks go forward at midnight", "2018-11-04", "America/Sao_Paulo", "2018-11-04T01:00:00-02:00"},
		{"clocks go forward at midnight (Beirut)", "2024-03-31", "Asia/Beirut", "2024-03-31T01:00:00+03:00"},
		{"midnight happens twice", "2023-11-05", "America/Havana", "2023-11-05T00:00:00-04:00"},
		{"day that never was", "2011-12-30", "Pacific/Apia", "2011-12-31T00:00:00+14:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := period.MustDate(test.day).Start(zone(t, test.place)).Format(time.RFC3339)
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// Start is the first instant of a day wherever clocks do strange things.
func TestStartIsFirst(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"Europe/Brussels", "America/Sao_Paulo", "America/Havana", "America/St_Johns", "America/Asuncion", "Asia/Beirut",
		"Asia/Amman", "Africa/Cairo", "Pacific/Apia", "Pacific/Kwajalein", "Australia/Lord_Howe", "Atlantic/Azores",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			place := zone(t, name)
			for day := period.MustDate("1990-01-01"); day < period.MustDate("2030-01-01"); day++ {
				start := day.Start(place)
				if period.DateOf(start, place) < day || period.DateOf(start.Add(-1), place) >= day {
					t.Fatalf("%s does not start at %s", day, start)
				}
			}
		})
	}
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "2026", "2026-1-2", "2026-02-30", "2026-13-01", "0000-01-01", "10000-01-01", "2026-01-01T00:00:00Z", " 2026-01-01"} {
		if d, err := period.ParseDate(text); !fault.Is(err, fault.Invalid) {
			t.Errorf("ParseDate(%q) = %v, %v; want an Invalid fault", text, d, err)
		}
	}
	for _, text := range []string{"0001-01-01", "1969-12-31", "1970-01-01", "2024-02-29", "9999-12-31"} {
		if d, err := period.ParseDate(text); err != nil || d.String() != text {
			t.Errorf("ParseDate(%q) = %v, %v", text, d, err)
		}
	}
}

func TestDateRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		day := anyDate(t, "0001-01-01", "9999-12-31")
		if got, err := period.ParseDate(day.String()); err != nil || got != day {
			t.Fatalf("%s read back is %v, %v", day, got, err)
		}
		if got := period.NewDate(day.Year(), day.Month(), day.Day()); got != day {
			t.Fatalf("%s put together again is %s", day, got)
		}
		text, err := json.Marshal(day)
		if err != nil {
			t.Fatal(err)
		}
		var read period.Date
		if err := json.Unmarshal(text, &read); err != nil || read != day {
			t.Fatalf("%s as JSON is %s, %v", day, text, err)
		}
	})
}

func anyDate(t *rapid.T, from, to string) period.Date {
	first, last := period.MustDate(from), period.MustDate(to)
	return period.Date(rapid.Int32Range(int32(first), int32(last)).Draw(t, "day"))
}

func TestScan(t *testing.T) {
	t.Parallel()
	want := period.MustDate("2026-03-31")
	for _, src := range []any{"2026-03-31", []byte("2026-03-31"), time.Date(2026, 3, 31, 23, 0, 0, 0, time.UTC)} {
		var got period.Date
		if err := got.Scan(src); err != nil || got != want {
			t.Errorf("Scan(%v) = %v, %v", src, got, err)
		}
	}
	var got period.Date
	if err := got.Scan(7); err == nil {
		t.Error("a number was read as a date")
	}
}

func TestAddMonths(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-01-31", -2, "2025-11-30"},
		{"2026-12-15", 1, "2027-01-15"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2026-05-31", 0, "2026-05-31"},
	} {
		if got := period.MustDate(test.from).AddMonths(test.n).String(); got != test.want {
			t.Errorf("%s and %d months: got %s, want %s", test.from, test.n, got, test.want)
		}
	}
}

func TestRange(t *testing.T) {
	t.Parallel()
	day := period.MustDate
	march := period.Range{Start: day("2026-03-01"), End: day("2026-04-01")}
	open := period.Range{Start: day("2026-03-15"), End: period.Never}
	checks := map[string]bool{
		"holds its first day":            march.Contains(day("2026-03-01")),
		"does not hold its end":          !march.Contains(day("2026-04-01")),
		"overlaps an open range":         march.Overlaps(open),
		"touching is not overlapping":    !march.Overlaps(period.Range{Start: day("2026-04-01"), End: period.Never}),
		"open ranges are open":           open.IsOpen() && !march.IsOpen(),
		"a reversed range is empty":      period.Range{Start: 5, End: 4}.Empty(),
		"a range without a day is empty": period.Range{Start: 5, End: 5}.Empty(),
		"intersection":                   march.Intersect(open).String() == "2026-03-15..2026-04-01",
		"through a day inside":           march.Through(day("2026-03-10")).String() == "2026-03-01..2026-03-11",
		"through a day after":            march.Through(day("2026-05-10")) == march,
		"through a day before is empty":  march.Through(day("2026-02-01")).Empty(),
		"an open range is written so":    open.String() == "2026-03-15..",
		"future before the first day":    march.Status(day("2026-02-28")) == period.Future,
		"open on the first day":          march.Status(day("2026-03-01")) == period.Open,
		"open on the last day":           march.Status(day("2026-03-31")) == period.Open,
		"closed on the end":              march.Status(day("2026-04-01")) == period.Closed,
		"an open range is never closed":  open.Status(day("2999-01-01")) == period.Open,
		"everything holds the first day": period.Everything.Contains(period.Always),
		"everything lacks the day Never": !period.Everything.Contains(period.Never),
		"everything is an open range":    period.Everything.IsOpen(),
		"a status is open while no end":  period.Everything.Status(day("2026-03-01")) == period.Open,
		"an open range has no day count": func() bool { _, ok := open.Days(); return !ok }(),
		"march has 31 days":              func() bool { n, ok := march.Days(); return ok && n == 31 }(),
		"a reversed range has no days":   func() bool { n, ok := period.Range{Start: 5, End: 4}.Days(); return ok && n == 0 }(),
	}
	for what, ok := range checks {
		if !ok {
			t.Errorf("not so: %s", what)
		}
	}
}

// What days are written and read as is what package time writes and reads.
func TestDateTextIsISO(t *testing.T) {
	t.Parallel()
	for d := period.Always; d <= period.Never; d += 31 {
		want := time.Unix(int64(d)*86_400, 0).UTC().Format(time.DateOnly)
		if got := d.String(); got != want {
			t.Fatalf("day %d is written %s, want %s", d, got, want)
		}
		if back, err := period.ParseDate(want); err != nil || back != d {
			t.Fatalf("%s is read as %d (%v), want %d", want, back, err, d)
		}
	}
	for _, text := range []string{"2026-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "0000-01-01", "2026-1-011", "2026-01-0:", "20260101", "2026-01-00", "+026-01-01"} {
		if d, err := period.ParseDate(text); err == nil {
			t.Errorf("%s is read as %s", text, d)
		}
	}
}
