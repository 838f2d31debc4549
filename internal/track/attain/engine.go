// Package attain holds what was reached against what should be: actual,
// attainment, gap and pace of any node in any period, as known on any day, and
// the receipt that proves each number.
//
// The engine (engine.go, target.go, receipt.go) is pure. The service loads,
// calls the engine and returns; it stores nothing.
package attain

import (
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Input is what the figures of one node are made from.
type Input struct {
	Target   *money.Amount // nil: no target was set, which is not a target of 0
	Actual   money.Amount
	Covered  *money.Amount // the part of Actual that the target is for; nil: all of it
	Period   period.Range
	AsOf     period.Date // the last day that counts
	Calendar period.Calendar
}

// Result holds the figures of one node. Ratios are exact to 1/10,000; a nil
// figure does not exist, which is never the same as 0.
type Result struct {
	Target     *money.Amount
	Actual     money.Amount
	Covered    *money.Amount // the part of Actual that attainment, gap and pace are about; nil: all of it
	Attainment *money.Amount // actual ÷ target; nil without a target above 0
	Gap        *money.Amount // target − actual; negative is a cushion
	Pace       []Pace        // per plan curve; empty without a target or an end
}

// counted returns what is held against the target.
func (r Result) counted() money.Amount {
	if r.Covered != nil {
		return *r.Covered
	}
	return r.Actual
}

// Curve names how much of a target is expected at each moment of its period.
type Curve string

// The plan curves of this release.
const (
	CalendarDays Curve = "calendar"
	WorkingDays  Curve = "working_days"
)

// Pace compares the actual with the plan to date. It is a number without a
// verdict: it does not say whether the target will be reached.
type Pace struct {
	Curve     Curve
	Elapsed   int // days of the curve gone, the day of AsOf included
	Total     int
	Remaining int
	Share     money.Amount  // elapsed ÷ total
	Expected  money.Amount  // target × elapsed ÷ total
	Index     *money.Amount // actual ÷ expected; nil while nothing is expected
	GapToPace money.Amount  // actual − expected
	RunRate   *money.Amount // actual per elapsed day; nil before the first
	Required  *money.Amount // (target − actual) per remaining day; 0 once reached; nil when no day remains
}

// Attain computes the figures. Formulas: field.md 1.1 and 1.2, methods.md 2.5.
func Attain(in Input) Result {
	r := Result{Target: in.Target, Actual: in.Actual}
	if in.Target == nil {
		return r
	}
	if r.Covered = in.Covered; in.Covered != nil {
		in.Actual = *in.Covered
	}
	gap := *in.Target - in.Actual
	r.Gap = &gap
	r.Attainment = ratio(in.Actual, *in.Target)
	if in.Period.IsOpen() {
		return r
	}
	for _, curve := range []Curve{CalendarDays, WorkingDays} {
		r.Pace = append(r.Pace, pace(in, curve))
	}
	return r
}

func pace(in Input, curve Curve) Pace {
	p := Pace{Curve: curve}
	p.Total = days(in.Calendar, curve, in.Period)
	p.Elapsed = days(in.Calendar, curve, in.Period.Through(in.AsOf))
	p.Remaining = p.Total - p.Elapsed
	if p.Total > 0 {
		p.Share, _ = money.Ratio(money.FromInt(int64(p.Elapsed)), money.FromInt(int64(p.Total)))
		p.Expected = perDay(*in.Target, p.Elapsed, p.Total)
	}
	p.GapToPace = in.Actual - p.Expected
	p.Index = ratio(in.Actual, p.Expected)
	if p.Elapsed > 0 {
		rate := perDay(in.Actual, 1, p.Elapsed)
		p.RunRate = &rate
	}
	switch left := *in.Target - in.Actual; {
	case left <= 0:
		p.Required = new(money.Amount)
	case p.Remaining > 0:
		required := perDay(left, 1, p.Remaining)
		p.Required = &required
	}
	return p
}

// Expected returns the plan to date at the end of the day: the point of the
// plan line. It is 0 before the period and the target after it.
func Expected(target money.Amount, p period.Range, curve Curve, c period.Calendar, day period.Date) money.Amount {
	total := days(c, curve, p)
	if total == 0 {
		return 0
	}
	return perDay(target, days(c, curve, p.Through(day)), total)
}

func days(c period.Calendar, curve Curve, r period.Range) int {
	if r.Empty() {
		return 0
	}
	if curve == WorkingDays {
		n, _ := c.CountWorkingDays(r)
		return n
	}
	n, _ := r.Days()
	return n
}

// perDay returns a × num ÷ den. A result always fits: num ≤ den.
func perDay(a money.Amount, num, den int) money.Amount {
	v, err := money.MulDiv(a, int64(num), int64(den))
	if err != nil {
		return 0
	}
	return v
}

// ratio returns a ÷ b, nil unless b is above 0.
func ratio(a, b money.Amount) *money.Amount {
	if b <= 0 {
		return nil
	}
	r, ok := money.Ratio(a, b)
	if !ok {
		return nil
	}
	return &r
}
