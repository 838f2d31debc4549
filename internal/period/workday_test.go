package period_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/period"
)

func TestWorkingDays(t *testing.T) {
	t.Parallel()
	c := period.DefaultCalendar()
	c.Holidays = map[period.Date]bool{
		period.MustDate("2026-12-25"): true,  // a Friday
		period.MustDate("2026-12-26"): true,  // a Saturday: no working day is lost
		period.MustDate("2026-12-24"): false, // not a holiday
	}
	for _, test := range []struct {
		days string
		want int
	}{
		{"2026-11-01..2026-12-01", 21},
		{"2026-12-01..2027-01-01", 22},
		{"2026-12-21..2026-12-28", 4},
		{"2026-12-24..2026-12-25", 1},
		{"2026-12-25..2026-12-26", 0},
	} {
		p, err := c.Parse(test.days)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := c.CountWorkingDays(p.Range); !ok || got != test.want {
			t.Errorf("%s has %d working days (%v), want %d", test.days, got, ok, test.want)
		}
	}
	if _, ok := c.CountWorkingDays(period.Everything); ok {
		t.Error("an open range was counted")
	}
	if got, ok := c.CountWorkingDays(period.Range{Start: 9, End: 2}); !ok || got != 0 {
		t.Errorf("a reversed range has %d working days", got)
	}
}

// Counting equals asking each day.
func TestWorkingDaysAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := period.DefaultCalendar()
		for i := range c.WorkingDays {
			c.WorkingDays[i] = rapid.Bool().Draw(t, time.Weekday(i).String())
		}
		start := anyDate(t, "1960-01-01", "2060-12-31")
		r := period.Range{Start: start, End: start.Add(rapid.IntRange(0, 400).Draw(t, "length"))}
		c.Holidays = make(map[period.Date]bool)
		for range rapid.IntRange(0, 60).Draw(t, "holidays") {
			c.Holidays[start.Add(rapid.IntRange(-50, 450).Draw(t, "holiday"))] = rapid.Bool().Draw(t, "off")
		}
		want := 0
		for d := r.Start; d < r.End; d++ {
			if c.IsWorkingDay(d) {
				want++
			}
		}
		if got, ok := c.CountWorkingDays(r); !ok || got != want {
			t.Fatalf("%s has %d working days, want %d", r, got, want)
		}
	})
}

func TestHolidayList(t *testing.T) {
	t.Parallel()
	c := period.Calendar{Holidays: map[period.Date]bool{9: true, 3: true, 5: false}}
	if got := c.HolidayList(); len(got) != 2 || got[0] != 3 || got[1] != 9 {
		t.Errorf("got %v", got)
	}
}

func BenchmarkCountWorkingDays(b *testing.B) {
	c := period.DefaultCalendar()
	c.Holidays = make(map[period.Date]bool)
	for i := range 200 {
		c.Holidays[period.NewDate(2010, 1, 1).Add(i*37)] = true
	}
	year := c.Containing(period.Year, period.NewDate(2014, 1, 1))
	for b.Loop() {
		if _, ok := c.CountWorkingDays(year.Range); !ok {
			b.Fatal("refused")
		}
	}
}
