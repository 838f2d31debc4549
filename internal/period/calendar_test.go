package period_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
)

var (
	allKinds   = []period.Kind{period.Year, period.Half, period.Quarter, period.Month, period.Week}
	allLayouts = []period.Layout{period.Months, period.FourFourFive, period.FourFiveFour, period.FiveFourFour}
)

func calendar(starts time.Month, week time.Weekday, layout period.Layout) period.Calendar {
	c := period.DefaultCalendar()
	c.YearStarts, c.WeekStarts, c.Layout = starts, week, layout
	return c
}

func anyCalendar(t *rapid.T) period.Calendar {
	c := calendar(
		time.Month(rapid.IntRange(1, 12).Draw(t, "year starts")),
		rapid.SampledFrom([]time.Weekday{time.Monday, time.Sunday}).Draw(t, "week starts"),
		rapid.SampledFrom(allLayouts).Draw(t, "layout"),
	)
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	return c
}

// For every setting there is, the periods of each kind tile 1990 to 2060, and
// each one is found again by its id and by all of its days.
func TestPeriodsTileTime(t *testing.T) {
	t.Parallel()
	whole := period.Range{Start: period.MustDate("1990-01-01"), End: period.MustDate("2061-01-01")}
	for starts := time.January; starts <= time.December; starts++ {
		for _, week := range []time.Weekday{time.Monday, time.Sunday} {
			for _, layout := range allLayouts {
				t.Run(starts.String()+"/"+week.String()+"/"+string(layout), func(t *testing.T) {
					t.Parallel()
					for _, kind := range allKinds {
						checkTiling(t, calendar(starts, week, layout), kind, whole)
					}
				})
			}
		}
	}
}

func checkTiling(t *testing.T, c period.Calendar, kind period.Kind, whole period.Range) {
	t.Helper()
	periods, err := c.Between(kind, whole)
	if err != nil {
		t.Fatal(err)
	}
	if first, last := periods[0], periods[len(periods)-1]; first.Start > whole.Start || last.End < whole.End {
		t.Fatalf("%s: %s to %s do not cover %s", kind, first.ID, last.ID, whole)
	}
	ids := make(map[string]bool)
	for i, p := range periods {
		if i > 0 && p.Start != periods[i-1].End {
			t.Fatalf("%s starts on %s, the one before ends on %s", p.ID, p.Start, periods[i-1].End)
		}
		if ids[p.ID] {
			t.Fatalf("%s is the name of two periods", p.ID)
		}
		ids[p.ID] = true
		if p.Kind != kind || p.Label == "" {
			t.Fatalf("%+v", p)
		}
		if parsed, err := c.Parse(p.ID); err != nil || parsed != p {
			t.Fatalf("%s read back is %+v, %v", p.ID, parsed, err)
		}
		if kind == period.Week && p.End-p.Start != 7 {
			t.Fatalf("week %s has %d days", p.ID, p.End-p.Start)
		}
		for _, day := range []period.Date{p.Start, p.Start + (p.End-p.Start)/2, p.End - 1} {
			if got := c.Containing(kind, day); got != p {
				t.Fatalf("%s is in %s, want %s", day, got.ID, p.ID)
			}
		}
	}
}

func TestPeriodsNest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := anyCalendar(t)
		day := anyDate(t, "1990-01-01", "2060-12-31")
		counts := map[period.Kind]int{period.Half: 2, period.Quarter: 4, period.Month: 12}
		year := c.Containing(period.Year, day)
		for kind, count := range counts {
			parts, err := c.Between(kind, year.Range)
			if err != nil || len(parts) != count {
				t.Fatalf("%s has %d parts of a %s, %v", year.ID, len(parts), kind, err)
			}
			if parts[0].Start != year.Start || parts[count-1].End != year.End {
				t.Fatalf("the parts of a %s do not fill %s", kind, year.ID)
			}
		}
		if c.Layout == period.Months {
			return
		}
		days, _ := year.Days()
		if first := c.Containing(period.Week, year.Start); first.Start != year.Start || days != 52*7 && days != 53*7 {
			t.Fatalf("%s has %d days from %s, not whole weeks", year.ID, days, year.Start)
		}
		quarters, err := c.Between(period.Quarter, year.Range)
		if err != nil {
			t.Fatal(err)
		}
		for i, q := range quarters {
			if n, _ := q.Days(); n != 13*7 && (i != 3 || n != 14*7) {
				t.Fatalf("%s has %d days", q.ID, n)
			}
		}
	})
}

// The year starts on the week start nearest to the 1st.
func TestYearStartsNearest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := anyCalendar(t)
		if c.Layout == period.Months {
			c.Layout = period.FourFourFive
		}
		y := rapid.IntRange(1990, 2060).Draw(t, "year")
		p, err := c.Parse(period.NewDate(y, time.January, 1).Format("2006"))
		if err != nil {
			t.Fatal(err)
		}
		if c.YearStarts > time.January {
			y--
		}
		first := period.NewDate(y, c.YearStarts, 1)
		if away := p.Start - first; away < -3 || away > 3 || p.Start.Weekday() != c.WeekStarts {
			t.Fatalf("%s starts on %s, a %s, %d days from the 1st", p.ID, p.Start, p.Start.Weekday(), away)
		}
	})
}

// With weeks from Monday the numbers are those of ISO 8601.
func TestWeeksAreISO(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		day := anyDate(t, "1990-01-01", "2060-12-31")
		year, number := time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, time.UTC).ISOWeek()
		want, err := period.DefaultCalendar().Parse(isoID(year, number))
		if err != nil {
			t.Fatal(err)
		}
		if got := period.DefaultCalendar().Containing(period.Week, day); got != want {
			t.Fatalf("%s is in %s, want %s", day, got.ID, want.ID)
		}
	})
}

func isoID(year, number int) string {
	return period.NewDate(year, time.January, 1).Format("2006") + "-W" + string(rune('0'+number/10)) + string(rune('0'+number%10))
}

// S8: a week has 7 days, and each order is in one week.
func TestWeekHasSevenDays(t *testing.T) {
	t.Parallel()
	c := period.DefaultCalendar()
	first := c.Containing(period.Week, period.MustDate("2026-11-16"))
	second := c.Containing(period.Week, period.MustDate("2026-11-23"))
	if first.String() != "2026-11-16..2026-11-23" || second.String() != "2026-11-23..2026-11-30" {
		t.Errorf("got %s and %s", first, second)
	}
	if next, ok := c.Next(first); !ok || next != second {
		t.Errorf("%s follows %s", next.ID, first.ID)
	}
}

// The retail calendar of fiscal 2023 (weeks from Sunday, years from February,
// 4-5-4) is public: 53 weeks from 29 January 2023.
func TestRetailYear(t *testing.T) {
	t.Parallel()
	c := calendar(time.February, time.Sunday, period.FourFiveFour)
	year, err := c.Parse("2024") // it ends in 2024, so that is our name for it
	if err != nil {
		t.Fatal(err)
	}
	if year.String() != "2023-01-29..2024-02-04" {
		t.Errorf("the year is %s", year)
	}
	last, err := c.Parse("2024-P12")
	if err != nil {
		t.Fatal(err)
	}
	if days, _ := last.Days(); days != 5*7 {
		t.Errorf("the last period has %d days, want the 53rd week in it", days)
	}
}

func TestNextPrevious(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := anyCalendar(t)
		kind := rapid.SampledFrom(append([]period.Kind{period.Custom}, allKinds...)).Draw(t, "kind")
		p := c.Containing(kind, anyDate(t, "1990-01-01", "2060-12-31"))
		next, ok := c.Next(p)
		if !ok || next.Start != p.End || next.Kind != kind {
			t.Fatalf("%s follows %s", next.ID, p.ID)
		}
		if back, ok := c.Previous(next); !ok || back != p {
			t.Fatalf("%s is before %s, want %s", back.ID, next.ID, p.ID)
		}
	})
	open := period.NewCustom(period.Range{Start: 0, End: period.Never})
	if _, ok := period.DefaultCalendar().Next(open); ok {
		t.Error("something follows an open period")
	}
	if _, ok := period.DefaultCalendar().Previous(open); ok {
		t.Error("an open period has a length")
	}
}

func TestBetweenRefuses(t *testing.T) {
	t.Parallel()
	for _, r := range []period.Range{period.Everything, {Start: 0, End: 100_000}} {
		if _, err := period.DefaultCalendar().Between(period.Week, r); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", r, err)
		}
	}
	if got, err := period.DefaultCalendar().Between(period.Week, period.Range{Start: 5, End: 5}); err != nil || len(got) != 0 {
		t.Errorf("an empty range has %v, %v", got, err)
	}
}

func TestCalendarValidate(t *testing.T) {
	t.Parallel()
	err := period.Calendar{WeekStarts: time.Friday, Layout: "13x4"}.Validate()
	want := "the calendar cannot be used as it is; fiscal_year_starts: must be a month from 1 to 12, not 0; " +
		"week_starts: must be monday or sunday; calendar: must be months, 445, 454 or 544, not \"13x4\"; " +
		"working_days: must hold at least one day"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if err := period.DefaultCalendar().Validate(); err != nil {
		t.Error(err)
	}
}

func TestWeekdayNames(t *testing.T) {
	t.Parallel()
	for day := time.Sunday; day <= time.Saturday; day++ {
		if got, err := period.ParseWeekday(period.WeekdayName(day)); err != nil || got != day {
			t.Errorf("%s: %v, %v", day, got, err)
		}
	}
	if _, err := period.ParseWeekday("mon"); !fault.Is(err, fault.Invalid) {
		t.Errorf("mon: %v", err)
	}
}
