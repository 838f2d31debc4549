package period_test

import (
	"testing"
	"time"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
)

func TestParse(t *testing.T) {
	t.Parallel()
	calendars := map[string]period.Calendar{
		"january": period.DefaultCalendar(),
		"july":    calendar(time.July, time.Monday, period.Months),
		"445":     calendar(time.July, time.Monday, period.FourFourFive),
		"sunday":  calendar(time.January, time.Sunday, period.Months),
	}
	for _, test := range []struct{ calendar, id, days, label string }{
		{"january", "2014", "2014-01-01..2015-01-01", "2014"},
		{"january", "2014-H2", "2014-07-01..2015-01-01", "2014 H2 · Jul–Dec"},
		{"january", "2014-Q1", "2014-01-01..2014-04-01", "2014 Q1 · Jan–Mar"},
		{"january", "2014-05", "2014-05-01..2014-06-01", "May 2014"},
		{"january", "2014-W07", "2014-02-10..2014-02-17", "2014 W07 · 10–16 Feb 2014"},
		{"january", "2014-W01", "2013-12-30..2014-01-06", "2014 W01 · 30 Dec 2013 – 5 Jan 2014"},
		{"january", "2020-W53", "2020-12-28..2021-01-04", "2020 W53 · 28 Dec 2020 – 3 Jan 2021"},
		{"january", "2011-05-31..2011-08-31", "2011-05-31..2011-08-31", "31 May – 30 Aug 2011"},
		{"january", "2014-03-01..", "2014-03-01..", "from 1 Mar 2014"},
		{"january", "2014-03-01..2014-03-02", "2014-03-01..2014-03-02", "1 Mar 2014"},
		{"july", "2014", "2013-07-01..2014-07-01", "FY2014 · Jul 2013–Jun 2014"},
		{"july", "2014-H1", "2013-07-01..2014-01-01", "FY2014 H1 · Jul–Dec 2013"},
		{"july", "2014-Q1", "2013-07-01..2013-10-01", "FY2014 Q1 · Jul–Sep 2013"},
		{"july", "2014-Q4", "2014-04-01..2014-07-01", "FY2014 Q4 · Apr–Jun 2014"},
		{"july", "2014-05", "2014-05-01..2014-06-01", "May 2014"},
		{"445", "2014", "2013-07-01..2014-06-30", "FY2014 · 1 Jul 2013 – 29 Jun 2014"},
		{"445", "2014-Q2", "2013-09-30..2013-12-30", "FY2014 Q2 · 30 Sep – 29 Dec 2013"},
		{"445", "2014-P03", "2013-08-26..2013-09-30", "FY2014 P03 · 26 Aug – 29 Sep 2013"},
		{"445", "2014-P05", "2013-10-28..2013-11-25", "FY2014 P05 · 28 Oct – 24 Nov 2013"},
		{"445", "2014-W07", "2014-02-10..2014-02-17", "2014 W07 · 10–16 Feb 2014"},
		{"sunday", "2014-W07", "2014-02-09..2014-02-16", "2014 W07 · 9–15 Feb 2014"},
	} {
		t.Run(test.calendar+"/"+test.id, func(t *testing.T) {
			t.Parallel()
			p, err := calendars[test.calendar].Parse(test.id)
			if err != nil {
				t.Fatal(err)
			}
			if p.ID != test.id || p.String() != test.days || p.Label != test.label {
				t.Errorf("got %s %s %q", p.ID, p, p.Label)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	months, weeks := period.DefaultCalendar(), calendar(time.January, time.Monday, period.FourFiveFour)
	for _, id := range []string{
		"", "-", "14", "20144", "0001", "9998", "9999", "2014-", "2014-0", "2014-00", "2014-13", "2014-H0", "2014-H3", "2014-Q5", "2014-q1",
		"2014-Q", "2014-W00", "2014-W53", "2014-W7", "2014-P05", "2014-05-", "2014-05-01", "2014-+5", "2014-W+7", "+014", " 2014", "2014-05 ",
		"..", "..2014-01-01", "2014-01-01..2014-01-01", "2014-02-01..2014-01-01", "2014-01-01..x", "2014-01-01...", "2014..2015",
		"2014-01-01..2015-01-01..2016-01-01", "٢٠١٤",
	} {
		if p, err := months.Parse(id); !fault.Is(err, fault.Invalid) {
			t.Errorf("months: %q is %+v, %v", id, p, err)
		}
	}
	for _, id := range []string{"2014-05", "2014-P00", "2014-P13", "2014-P5"} {
		if p, err := weeks.Parse(id); !fault.Is(err, fault.Invalid) {
			t.Errorf("weeks: %q is %+v, %v", id, p, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, id := range []string{"2014", "2014-Q1", "2014-05", "2014-P05", "2014-W07", "2014-01-01..2014-04-01", "2014-01-01..", "..", "2014-"} {
		f.Add(id)
	}
	calendars := []period.Calendar{
		period.DefaultCalendar(),
		calendar(time.July, time.Sunday, period.FourFourFive),
		calendar(time.December, time.Monday, period.Months),
	}
	f.Fuzz(func(t *testing.T, id string) {
		for _, c := range calendars {
			p, err := c.Parse(id)
			if err != nil {
				if !fault.Is(err, fault.Invalid) {
					t.Fatalf("%q: %v", id, err)
				}
				continue
			}
			if p.Empty() || p.Start < period.Always || p.End > period.Never || p.Label == "" {
				t.Fatalf("%q is %+v", id, p)
			}
			if again, err := c.Parse(p.ID); err != nil || again != p {
				t.Fatalf("%q is %+v, read back %+v, %v", id, p, again, err)
			}
		}
	})
}

func FuzzParseDate(f *testing.F) {
	f.Add("2026-03-31")
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := period.ParseDate(text); err == nil && d.String() != text {
			t.Fatalf("%q is read as %s", text, d)
		}
	})
}
