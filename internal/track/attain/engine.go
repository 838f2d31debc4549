// Package attain holds what was reached against what should be: actual,
// attainment, gap and pace of any node in any period, as known on any day, and
// the receipt that proves each number.
//
// The engine (engine.go, target.go, receipt.go) is pure. The service loads,
// calls the engine and returns; it stores nothing.
package attain

import (
	"math/big"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Input is what the figures of one node are made from.
type Input struct {
	Target  *money.Amount // nil: no target was set, which is not a target of 0
	Actual  *money.Amount // nil: there is none, as of a ratio of nothing
	Covered *money.Amount // the part of Actual that the target is for; nil: all of it
	// Direction says which way is better; "" is Higher. Where less is better
	// attainment is target ÷ actual.
	Direction metric.Direction
	// Portions are what was counted under each version of the target; without
	// them all of it is held against Target.
	Portions []Portion
	Still    bool // a value that does not grow day by day, such as a ratio: it has no pace
	Period   period.Range
	AsOf     period.Date // the last day that counts
	Calendar period.Calendar
}

// Portion is what was counted while one version of a target was in force.
type Portion struct {
	Days   period.Range
	Actual money.Amount
	Target money.Amount
}

// Result holds the figures of one node. Ratios are exact to 1/10,000; a nil
// figure does not exist, which is never the same as 0.
type Result struct {
	Target     *money.Amount
	Actual     *money.Amount // nil when nothing happened that it could be made of
	Covered    *money.Amount // the part of Actual that attainment, gap and pace are about; nil: all of it
	Attainment *money.Amount // actual ÷ target; nil without a target above 0
	Gap        *money.Amount // what is missing: target − actual, or what is too much where less is better; negative is a cushion
	Pace       []Pace        // per plan curve; empty without a target or an end
	Portions   []Portion     // what attainment is the sum of; empty: it is one division
}

// counted returns what is held against the target; nil when there is nothing.
func (r Result) counted() *money.Amount {
	if r.Covered != nil {
		return r.Covered
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

// Attain computes the figures. Formulas: field.md 1.1, 1.2 and 2.1, methods.md
// 2.5.
func Attain(in Input) Result {
	r := Result{Target: in.Target, Actual: in.Actual}
	if in.Target == nil || in.Actual == nil {
		return r
	}
	r.Covered = in.Covered
	actual := *r.counted()
	r.Portions = in.Portions
	exact := r.exact(in.Direction)
	if exact != nil {
		if rounded, err := money.FromRat(exact); err == nil {
			r.Attainment = &rounded
		}
	}
	gap := *in.Target - actual
	if in.Direction == metric.Lower {
		gap = -gap
		r.Gap = &gap
		return r
	}
	if len(in.Portions) > 0 {
		gap = left(*in.Target, exact, gap)
	}
	r.Gap = &gap
	if in.Period.IsOpen() || in.Still {
		return r
	}
	for _, curve := range []Curve{CalendarDays, WorkingDays} {
		r.Pace = append(r.Pace, pace(in, *in.Target-gap, curve))
	}
	return r
}

// exact returns the attainment before it is rounded; nil is none.
func (r Result) exact(direction metric.Direction) *big.Rat {
	actual := r.counted()
	switch {
	case r.Target == nil || actual == nil:
		return nil
	case direction == metric.Lower:
		return quotient(*r.Target, *actual)
	case len(r.Portions) > 0:
		return sumOfPortions(r.Portions)
	default:
		return quotient(*actual, *r.Target)
	}
}

// quotient returns a ÷ b, nil unless b is above 0.
func quotient(a, b money.Amount) *big.Rat {
	if b <= 0 {
		return nil
	}
	return big.NewRat(int64(a), int64(b))
}

// sumOfPortions holds each portion against its own target. A target of 0 makes
// no part of it, and nothing at all when something was counted under it.
func sumOfPortions(portions []Portion) *big.Rat {
	sum := new(big.Rat)
	found := false
	for _, p := range portions {
		part := quotient(p.Actual, p.Target)
		switch {
		case part != nil:
			sum.Add(sum, part)
			found = true
		case p.Actual != 0:
			return nil
		}
	}
	if !found {
		return nil
	}
	return sum
}

// left returns the part of the target that was not attained, the other value
// when there is no attainment.
func left(target money.Amount, attained *big.Rat, otherwise money.Amount) money.Amount {
	if attained == nil {
		return otherwise
	}
	missing := new(big.Rat).Sub(big.NewRat(1, 1), attained)
	gap, err := money.FromRat(missing.Mul(missing, target.Rat()))
	if err != nil {
		return otherwise
	}
	return gap
}

func pace(in Input, actual money.Amount, curve Curve) Pace {
	p := Pace{Curve: curve}
	p.Total = days(in.Calendar, curve, in.Period)
	p.Elapsed = days(in.Calendar, curve, in.Period.Through(in.AsOf))
	p.Remaining = p.Total - p.Elapsed
	if p.Total > 0 {
		p.Share, _ = money.Ratio(money.FromInt(int64(p.Elapsed)), money.FromInt(int64(p.Total)))
		p.Expected = perDay(*in.Target, p.Elapsed, p.Total)
	}
	p.GapToPace = actual - p.Expected
	p.Index = ratio(actual, p.Expected)
	if p.Elapsed > 0 {
		rate := perDay(actual, 1, p.Elapsed)
		p.RunRate = &rate
	}
	switch left := *in.Target - actual; {
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
