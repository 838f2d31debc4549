package checkin_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/checkin"
	"github.com/attainhq/attain/internal/period"
)

func day(text string) period.Date { return period.MustDate(text) }

// calendar works from Monday to Friday, but not on the holidays.
func calendar(holidays ...string) period.Calendar {
	c := period.DefaultCalendar()
	c.Holidays = map[period.Date]bool{}
	for _, h := range holidays {
		c.Holidays[day(h)] = true
	}
	return c
}

func TestNext(t *testing.T) {
	t.Parallel()
	weekly := checkin.Rhythm{Every: checkin.Weekly, Weekday: time.Thursday, From: day("2026-11-02")}
	fortnightly := checkin.Rhythm{Every: checkin.Fortnightly, Weekday: time.Thursday, From: day("2026-11-02")}
	monthly := checkin.Rhythm{Every: checkin.Monthly, Weekday: time.Tuesday, From: day("2026-11-10")}
	christmas := calendar("2026-12-24", "2026-12-25")
	tests := map[string]struct {
		rhythm      checkin.Rhythm
		last, today string
		want        string
	}{
		"the first":                    {weekly, "", "2026-11-03", "2026-11-05"},
		"on the day":                   {weekly, "", "2026-11-05", "2026-11-05"},
		"one that nobody held is due":  {weekly, "", "2026-11-09", "2026-11-05"},
		"of several the latest":        {weekly, "", "2026-11-20", "2026-11-19"},
		"after one that was held":      {weekly, "2026-11-05", "2026-11-05", "2026-11-12"},
		"held early, for its date":     {weekly, "2026-11-12", "2026-11-10", "2026-11-19"},
		"fortnights from the first":    {fortnightly, "2026-11-05", "2026-11-06", "2026-11-19"},
		"a fortnight keeps its weeks":  {fortnightly, "2026-11-12", "2026-11-13", "2026-11-19"},
		"the month's first is over":    {monthly, "", "2026-11-10", "2026-12-01"},
		"the next month":               {monthly, "2026-12-01", "2026-12-02", "2027-01-05"},
		"a holiday moves it":           {weekly, "2026-12-17", "2026-12-18", "2026-12-28"},
		"what was moved is not twice":  {weekly, "2026-12-28", "2026-12-28", "2026-12-31"},
		"before the rhythm was agreed": {weekly, "2026-01-05", "2026-11-01", "2026-11-05"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			last := period.Date(0)
			if test.last != "" {
				last = day(test.last)
			}
			got, ok := test.rhythm.Next(christmas, last, day(test.today))
			if !ok || got != day(test.want) {
				t.Errorf("%s, %v; want %s", got, ok, test.want)
			}
		})
	}
	if _, ok := (checkin.Rhythm{Every: checkin.Never}).Next(christmas, 0, day("2026-11-05")); ok {
		t.Error("without a rhythm a date is proposed")
	}
}

// TestNextAlways: the date is a working day after the last one, never further
// away than a rhythm and the days off allow, and the same on every day until it
// has passed.
func TestNextAlways(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := day("2026-01-01") + period.Date(rapid.IntRange(0, 400).Draw(t, "from"))
		r := checkin.Rhythm{Every: rapid.SampledFrom([]checkin.Every{checkin.Weekly, checkin.Fortnightly, checkin.Monthly}).Draw(t, "every"),
			Weekday: time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday")), From: from}
		c := calendar()
		for range rapid.IntRange(0, 12).Draw(t, "holidays") {
			c.Holidays[from+period.Date(rapid.IntRange(0, 300).Draw(t, "holiday"))] = true
		}
		last := from + period.Date(rapid.IntRange(-50, 300).Draw(t, "last"))
		today := last + period.Date(rapid.IntRange(0, 100).Draw(t, "today"))
		next, ok := r.Next(c, last, today)
		if !ok || next <= last || next < from || !c.IsWorkingDay(next) {
			t.Fatalf("after %s, on %s: %s, %v", last, today, next, ok)
		}
		const longest = 35 + 14
		if start := max(today, last, from); next > start+longest {
			t.Fatalf("after %s, on %s: %s is too far away", last, today, next)
		}
		if later, _ := r.Next(c, last, max(today, next)); later != next {
			t.Fatalf("on %s the date is %s, and on the day itself %s", today, next, later)
		}
	})
}
