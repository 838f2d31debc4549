package dates_test

import (
	"testing"
	"time"

	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/sentence/dates"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// nothing stands besides times in the texts of these tests.
type nothing struct{}

func (nothing) Counted(at int) int        { return at }
func (nothing) Amount(at int) (int, bool) { return at, false }

// read reads a time on Sunday, 22 November 2026.
func read(text string, yearStarts time.Month) (dates.When, bool) {
	calendar := period.DefaultCalendar()
	calendar.YearStarts = yearStarts
	tokens := token.Split(text)
	w, next := dates.New(tokens, calendar, period.MustDate("2026-11-22"), nothing{}).When(0)
	return w, next == len(tokens)
}

func span(w dates.When) string {
	first := w.Readings[0].Range
	last := first
	if w.Second != nil {
		last = w.Second.Readings[0].Range
	}
	return first.Start.String() + " to " + (last.End - 1).String()
}

func TestDays(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"from 1 to 15 December":             "2026-12-01 to 2026-12-15",
		"between 1 and 15 November":         "2027-11-01 to 2027-11-15",
		"from 20 to 30 November":            "2026-11-20 to 2026-11-30",
		"from 15 November to 15 December":   "2026-11-15 to 2026-12-15",
		"December 1 to 15, 2028":            "2028-12-01 to 2028-12-15",
		"the 1st to the 15th of December":   "2026-12-01 to 2026-12-15",
		"from 3 March to 18 April":          "2027-03-03 to 2027-04-18",
		"from 20 December to 10 January":    "2026-12-20 to 2027-01-10",
		"in weeks 49 to 52":                 "2026-11-30 to 2026-12-27",
		"in weeks 49-2":                     "2026-11-30 to 2027-01-17",
		"in the second half of December":    "2026-12-16 to 2026-12-31",
		"in the third week of January":      "2027-01-15 to 2027-01-21",
		"in the three months to March 2027": "2027-01-01 to 2027-03-31",
		"in the year ending 30 June 2027":   "2026-07-01 to 2027-06-30",
		"in the year to 30 June 2027":       "2026-07-01 to 2027-06-30",
		"by year end 2027":                  "2027-01-01 to 2027-12-31",
		"in Q1 FY28":                        "2028-01-01 to 2028-03-31",
		"by the last Friday":                "",
		"in the first 90 days of 2027":      "2027-01-01 to 2027-03-31",
		"by Easter":                         "2027-03-28 to 2027-03-28",
		"by Christmas Eve":                  "2026-12-24 to 2026-12-24",
	} {
		w, whole := read(text, time.January)
		switch {
		case want == "" && whole:
			t.Errorf("%q is a time: %+v", text, w)
		case want != "" && (!whole || len(w.Readings) != 1 || span(w) != want):
			t.Errorf("%q is %+v (whole: %v), want %s", text, w, whole, want)
		}
	}
}

// TestFiscal: quarters are those of the fiscal year, and a bare year is asked.
func TestFiscal(t *testing.T) {
	t.Parallel()
	if w, ok := read("in Q1 FY28", time.April); !ok || span(w) != "2027-04-01 to 2027-06-30" {
		t.Errorf("Q1 FY28 is %+v", w)
	}
	if w, ok := read("in 2027", time.April); !ok || w.Ask != "year" || len(w.Readings) != 2 {
		t.Errorf("2027 is %+v, want the fiscal or the calendar year", w)
	}
}

func TestWrongDays(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"from 20 to 31 February 2027": "there is no 31 February 2027",
		"in the second half of Q4":    "half of a quarter does not end with a month; say its first and its last day",
		"in week 54 of 2027":          "2027 has no week 54",
		"in weeks 50 to 60 of 2027":   "2027 has no week 60",
		"by 31 April 2027":            "there is no 31 April 2027",
	} {
		w, _ := read(text, time.January)
		got := w.Wrong
		if w.Second != nil && got == "" {
			got = w.Second.Wrong
		}
		if got != want {
			t.Errorf("%q is wrong because %q, want %q", text, got, want)
		}
	}
}

func TestRhythms(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		word      string
		irregular bool
	}{
		"per month": {"month", false}, "every week": {"week", false}, "quarterly": {"quarter", false}, "p.a.": {"year", false}, "bi-annually": {"half-year", false},
		"every three months": {"quarter", false}, "every 6 months": {"half-year", false}, "every 7 days": {"week", false},
		"every two weeks": {"2 weeks", true}, "every other week": {"2 weeks", true}, "fortnightly": {"2 weeks", true}, "per fortnight": {"2 weeks", true}, "every 2nd month": {"2 months", true},
		"every second day": {"2 working days", true}, "bi-weekly": {"week", true}, "bimonthly": {"month", true}, "every Monday": {"week", true}, "on Mondays": {"week", true}, "every other Friday": {"week", true},
	} {
		tokens := token.Split(text)
		how, next := dates.New(tokens, period.DefaultCalendar(), period.MustDate("2026-11-22"), nothing{}).Rhythm(0)
		if next != len(tokens) || how.Word() != want.word || how.Irregular() != want.irregular {
			t.Errorf("%q is %+v, per %s", text, how, how.Word())
		}
	}
}
