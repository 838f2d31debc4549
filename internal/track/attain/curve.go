package attain

import (
	"math"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// The plan curves that follow from what was: see Shape.
const (
	Seasonal Curve = "seasonal" // working days, each by the season of its month
	Historic Curve = "historic" // as earlier periods filled up
)

// Shape is what is known of how a period fills up. Of the zero value it fills
// by working days.
type Shape struct {
	Season *[12]float64  // of the months, January first, 1 on average; nil: not known
	Past   []PastPeriod  // complete periods of the same kind, the earliest first
	Prior  *money.Amount // what the whole period was expected to bring before it began
}

// PastPeriod is what each day of a complete period brought.
type PastPeriod struct {
	Days   period.Range
	Values []float64 // in whole units, one for each day
}

// CurvePace is the pace on the one curve that a page shows, with what follows
// from it. It is a number without a verdict, as every pace is.
type CurvePace struct {
	Pace
	// Declared is the curve that somebody declared; "": it is chosen from the
	// history. Where the history does not support it, Curve is another.
	Declared Curve
	// Difficulty is the required run rate ÷ the run rate so far; nil when there
	// is none, or nothing so far.
	Difficulty *money.Amount
	// Projection is where the period ends when it goes on as the curve says; nil
	// as long as that says too little.
	Projection *money.Amount
	// Blended: the projection rests on what was expected before, too.
	Blended bool
}

// leastPast is how many complete periods make a curve of their own.
const leastPast = 4

// Best returns the curve by which pace is declared: historic with four complete
// periods or more, else seasonal where the season is known, else working days
// (methods.md 2.5).
func (s Shape) Best(c period.Calendar) Curve {
	switch {
	case len(s.usable(c)) >= leastPast:
		return Historic
	case s.Season != nil:
		return Seasonal
	default:
		return WorkingDays
	}
}

// On returns the declared curve where the history supports it, else the best.
func (s Shape) On(declared Curve, c period.Calendar) Curve {
	best := s.Best(c)
	switch declared {
	case CalendarDays, WorkingDays:
		return declared
	case Seasonal:
		if s.Season != nil {
			return Seasonal
		}
	}
	return best // Historic, too, is best where there is enough of it
}

// OnCurve returns the pace on the declared curve or, where none is declared or
// the history does not support it, on the one that the shape supports best. ok is
// false where there is no pace: without a target or an actual, of values that
// do not grow day by day, where less is better, and of open periods.
func OnCurve(in Input, shape Shape, declared Curve) (p CurvePace, ok bool) {
	if in.Target == nil || in.Actual == nil || in.Still || in.Direction == metric.Lower || in.Period.IsOpen() {
		return CurvePace{}, false
	}
	r := Attain(in)
	actual := *in.Target - *r.Gap
	p.Pace = pace(in, actual, daysOf(declared))
	p.Curve, p.Declared = shape.On(declared, in.Calendar), declared
	num, den := shape.share(p.Curve, in.Calendar, in.Period, in.AsOf)
	p.Share, p.Expected = 0, 0
	if den > 0 {
		p.Share, _ = money.MulDiv(money.Unit, num, den)
		p.Expected, _ = money.MulDiv(*in.Target, num, den)
	}
	p.GapToPace, p.Index = actual-p.Expected, ratio(actual, p.Expected)
	if p.Required != nil && p.RunRate != nil {
		p.Difficulty = ratio(*p.Required, *p.RunRate)
	}
	p.Projection, p.Blended = projection(actual, float64(num)/float64(max(1, den)), shape.Prior)
	return p, true
}

// daysOf is what run rates on a declared curve are by: only who plans by the
// calendar works every day of it.
func daysOf(declared Curve) Curve {
	if declared == CalendarDays {
		return CalendarDays
	}
	return WorkingDays
}

// projection returns the end of the curve from the actual at its share: actual
// ÷ share from a fifth on. Before that, what was expected for the whole period
// has the larger part: F = W + (1 − c)·(ω·W/c + (1 − ω)·M), ω = c ÷ (c + 0.25).
func projection(actual money.Amount, c float64, prior *money.Amount) (value *money.Amount, blended bool) {
	const believed, half = 0.2, 0.25
	var end float64
	switch {
	case c >= believed:
		end = float64(actual) / c
	case prior == nil:
		return nil, false
	case c <= 0:
		end, blended = float64(actual)+float64(*prior), true
	default:
		trust := c / (c + half)
		end, blended = float64(actual)+(1-c)*(trust*float64(actual)/c+(1-trust)*float64(*prior)), true
	}
	if math.Abs(end) > math.MaxInt64/2 {
		return nil, false
	}
	rounded := money.Amount(math.Round(end))
	return &rounded, blended
}

// share returns how much of the period is expected by the end of the day, as a
// fraction.
func (s Shape) share(curve Curve, c period.Calendar, p period.Range, day period.Date) (num, den int64) {
	switch curve {
	case Seasonal:
		return s.weight(c, p.Through(day)), s.weight(c, p)
	case Historic:
		const parts = 1_000_000_000
		return int64(math.Round(s.historic(c, p, day) * parts)), parts
	default:
		return int64(days(c, curve, p.Through(day))), int64(days(c, curve, p))
	}
}

// weight is the sum of the seasons of the working days, in ten-thousandths.
func (s Shape) weight(c period.Calendar, r period.Range) int64 {
	const unit = 10_000
	sum := int64(0)
	for d := r.Start; d < r.End; d++ {
		if c.IsWorkingDay(d) {
			sum += int64(math.Round(unit * min(100, max(0, s.Season[d.Month()-1]))))
		}
	}
	return sum
}

// historic returns the mean of what part of earlier periods was there by the
// same part of their working days, drawn to the working-day curve as if that
// were two periods more.
func (s Shape) historic(c period.Calendar, p period.Range, day period.Date) float64 {
	const plain = 2
	total := days(c, WorkingDays, p)
	if total == 0 {
		return 0
	}
	elapsed := float64(days(c, WorkingDays, p.Through(day))) / float64(total)
	if p.Through(day).Empty() {
		return 0
	}
	past := s.usable(c)
	sum := plain * elapsed
	for _, one := range past {
		sum += one.filled(c, elapsed)
	}
	return min(1, max(0, sum/float64(len(past)+plain)))
}

// usable are the periods of which a part can be said.
func (s Shape) usable(c period.Calendar) []PastPeriod {
	var list []PastPeriod
	for _, p := range s.Past {
		n, ok := p.Days.Days()
		whole := 0.0
		for _, v := range p.Values {
			whole += v
		}
		if ok && n > 0 && n == len(p.Values) && whole > 0 && !math.IsInf(whole, 0) && days(c, WorkingDays, p.Days) > 0 {
			list = append(list, p)
		}
	}
	return list
}

// filled returns what part of the period's whole was there when that part of
// its working days had elapsed: in a straight line between the ends of working
// days, and never less than on an earlier day.
func (p PastPeriod) filled(c period.Calendar, part float64) float64 {
	whole := 0.0
	for _, v := range p.Values {
		whole += v
	}
	at := part * float64(days(c, WorkingDays, p.Days))
	const rounding = 1e-9
	elapsed, sum, before, most := 0, 0.0, 0.0, 0.0
	for i, v := range p.Values {
		if c.IsWorkingDay(p.Days.Start.Add(i)) {
			if float64(elapsed)+rounding >= at && elapsed > 0 || at <= rounding {
				break // what follows is of a later day
			}
			elapsed++
			before = most
		}
		sum += v
		most = min(1, max(most, sum/whole))
	}
	if over := float64(elapsed) - at; over > rounding {
		return most - over*(most-before)
	}
	return most
}
