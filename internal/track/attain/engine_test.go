package attain_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// rounded rounds half up to the decimals.
func rounded(a *money.Amount, decimals int) string {
	if a == nil {
		return "none"
	}
	step := money.Unit
	for range decimals {
		step /= 10
	}
	return ((*a + step/2) / step * step).String()
}

// TestPaceCheck is the worked check of the methods page: target 1000, won 420,
// day 38 of 63.
func TestPaceCheck(t *testing.T) {
	t.Parallel()
	start := period.MustDate("2026-01-01")
	target, actual := money.FromInt(1000), money.FromInt(420)
	r := attain.Attain(attain.Input{
		Target: &target, Actual: &actual, Period: period.Range{Start: start, End: start.Add(63)}, AsOf: start.Add(37),
		Calendar: period.DefaultCalendar(),
	})
	p := r.Pace[0]
	if p.Curve != attain.CalendarDays || p.Elapsed != 38 || p.Total != 63 || p.Remaining != 25 {
		t.Fatalf("the days are %+v", p)
	}
	for name, c := range map[string]struct{ got, want string }{
		"attainment": {rounded(r.Attainment, 4), "0.42"},
		"gap":        {rounded(r.Gap, 4), "580"},
		"expected":   {rounded(&p.Expected, 2), "603.17"},
		"pace":       {rounded(p.Index, 3), "0.696"},
		"run rate":   {rounded(p.RunRate, 2), "11.05"},
		"required":   {rounded(p.Required, 2), "23.2"},
	} {
		if c.got != c.want {
			t.Errorf("%s is %s, not %s", name, c.got, c.want)
		}
	}
}

func drawInput(t *rapid.T) attain.Input {
	start := period.MustDate("2026-01-01").Add(rapid.IntRange(0, 400).Draw(t, "start"))
	actual := money.Amount(rapid.Int64Range(-1e13, 1e13).Draw(t, "actual"))
	in := attain.Input{
		Actual: &actual, Calendar: period.DefaultCalendar(),
		Period: period.Range{Start: start, End: start.Add(rapid.IntRange(1, 400).Draw(t, "days"))},
		AsOf:   start.Add(rapid.IntRange(-30, 450).Draw(t, "as of")),
	}
	if rapid.IntRange(0, 9).Draw(t, "open") == 0 {
		in.Period.End = period.Never
	}
	if rapid.IntRange(0, 9).Draw(t, "no target") > 0 {
		target := money.Amount(rapid.Int64Range(0, 1e13).Draw(t, "target"))
		in.Target = &target
	}
	if rapid.IntRange(0, 3).Draw(t, "holidays") == 0 { // nobody ever works
		in.Calendar.WorkingDays = [7]bool{}
	}
	return in
}

// TestAttain: whatever the input, no day count is negative, the days add up,
// and a figure that cannot exist is missing rather than made up.
func TestAttain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		r := attain.Attain(in)
		if in.Target == nil {
			if r.Attainment != nil || r.Gap != nil || len(r.Pace) > 0 {
				t.Fatalf("without a target there are figures: %+v", r)
			}
			return
		}
		if (r.Attainment == nil) != (*in.Target == 0) || *r.Gap != *in.Target-*in.Actual {
			t.Fatalf("attainment or gap is wrong: %+v", r)
		}
		if (len(r.Pace) == 0) != in.Period.IsOpen() {
			t.Fatalf("pace of %s: %+v", in.Period, r.Pace)
		}
		for _, p := range r.Pace {
			checkPace(t, in, p)
		}
	})
}

func checkPace(t *rapid.T, in attain.Input, p attain.Pace) {
	switch {
	case p.Elapsed < 0 || p.Remaining < 0 || p.Total < 0 || p.Elapsed+p.Remaining != p.Total:
		t.Fatalf("the days do not add up: %+v", p)
	case p.Share < 0 || p.Share > money.Unit:
		t.Fatalf("the share is %s", p.Share)
	case p.Expected < 0 || p.Expected > *in.Target:
		t.Fatalf("of %s, %s is expected", *in.Target, p.Expected)
	case p.Total > 0 && p.Remaining == 0 && p.Expected != *in.Target:
		t.Fatalf("at the end %s is expected, not %s", p.Expected, *in.Target)
	case (p.Index == nil) != (p.Expected == 0):
		t.Fatalf("the pace is %v with %s expected", p.Index, p.Expected)
	case (p.RunRate == nil) != (p.Elapsed == 0):
		t.Fatalf("the run rate is %v after %d days", p.RunRate, p.Elapsed)
	case p.Required != nil && *p.Required < 0:
		t.Fatalf("%s a day is required", *p.Required)
	case *in.Actual >= *in.Target && (p.Required == nil || *p.Required != 0):
		t.Fatalf("the target is reached, yet %v a day is required", p.Required)
	case *in.Actual < *in.Target && (p.Required == nil) != (p.Remaining == 0):
		t.Fatalf("%v a day is required for %d days", p.Required, p.Remaining)
	case p.GapToPace != *in.Actual-p.Expected:
		t.Fatalf("the gap to pace is %s", p.GapToPace)
	}
}

// TestPlanLine: the plan never falls, starts at nothing and ends at the target.
func TestPlanLine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		if in.Target == nil || in.Period.IsOpen() {
			return
		}
		for _, curve := range []attain.Curve{attain.CalendarDays, attain.WorkingDays} {
			total, ok := in.Calendar.CountWorkingDays(in.Period)
			if curve == attain.CalendarDays {
				total, ok = in.Period.Days()
			}
			before := money.Amount(0)
			for day := in.Period.Start - 1; day <= in.Period.End; day++ {
				now := attain.Expected(*in.Target, in.Period, curve, in.Calendar, day)
				if now < before || day < in.Period.Start && now != 0 {
					t.Fatalf("the plan goes from %s to %s on %s", before, now, day)
				}
				before = now
			}
			if ok && total > 0 && before != *in.Target {
				t.Fatalf("the plan ends at %s, not %s", before, *in.Target)
			}
		}
	})
}
