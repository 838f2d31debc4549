package funnel

import (
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Unit is one lead, or one opportunity, on its way through the steps of its
// funnel.
type Unit struct {
	ID, Name string
	Source   string        // by which rates are adjusted; "" when it is not known
	Reached  []period.Date // the first day at each step or beyond; Never before
	Stood    []bool        // whether it stood at the step itself, and did not skip it
	Ended    period.Date   // lost on that day; Never otherwise
	Worth    money.Amount  // when won; 0 while nobody knows it
}

// won reports whether it has come to the last step.
func (u Unit) won() bool { return u.Reached[len(u.Reached)-1] != period.Never }

// open reports whether it has neither been won nor lost.
func (u Unit) open() bool { return !u.won() && u.Ended == period.Never }

// The bounds of the days within which a step must be taken to count.
const (
	leastWindow = 7
	mostWindow  = 365
	usualWindow = 60 // where nothing was ever passed
	// patience is the part of those that ever pass which the window waits for: the
	// last ones would keep a cohort from being judged for a year.
	patience = 0.9
)

// WindowOf returns within how many days a unit that comes to one step must have
// come to the other: as long as nine of ten of those that ever did took, in
// whole weeks. The same window holds for every node and time, so that rates can
// be compared.
func WindowOf(units []Unit, from, to int) int {
	var days []int
	for _, u := range units {
		if u.Reached[from] != period.Never && u.Reached[to] != period.Never {
			days = append(days, max(0, int(u.Reached[to]-u.Reached[from])))
		}
	}
	if len(days) == 0 {
		return usualWindow
	}
	slices.Sort(days)
	const week = 7
	at := days[min(len(days)-1, int(patience*float64(len(days))))]
	return min(mostWindow, max(leastWindow, (at+week-1)/week*week))
}

// Cohort is what became of the units that came to a step on some days: of those
// only that have had the whole window since. Who is too young is in neither
// number, whatever has become of him: counting the young that have passed
// already, and not those that have not yet, would flatter the rate.
type Cohort struct {
	Entered, Passed int
	Young           int
	Days            []int // of those that passed and stood at the step, ascending
}

// Follow watches the units that came to step from on the days until they came to
// step to.
func Follow(units []Unit, from, to int, entered period.Range, asOf period.Date, window int) Cohort {
	var c Cohort
	for _, u := range units {
		day := u.Reached[from]
		if day == period.Never || !entered.Contains(day) || day > asOf {
			continue
		}
		if day.Add(window) > asOf {
			c.Young++
			continue
		}
		c.Entered++
		if next := u.Reached[to]; next <= day.Add(window) {
			c.Passed++
			if u.Stood[from] {
				c.Days = append(c.Days, max(0, int(next-day)))
			}
		}
	}
	slices.Sort(c.Days)
	return c
}

// Rate is a part of a whole with what is known of it.
type Rate struct {
	Some, All int
	Value     *money.Amount // nil when there is nothing to make it of
	Low, High *money.Amount // 95 %, by Wilson
	Shrunk    *money.Amount // drawn to what is usual, the more the smaller All; nil without others to draw to
}

// RateOf returns some of all, with its interval.
func RateOf(some, all int) Rate {
	r := Rate{Some: some, All: all}
	low, high, ok := metric.Wilson(int64(some), int64(all))
	if !ok {
		return r
	}
	if value, ok := money.Ratio(money.FromInt(int64(some)), money.FromInt(int64(all))); ok {
		r.Value, r.Low, r.High = &value, &low, &high
	}
	return r
}

// Rate returns the part that passed.
func (c Cohort) Rate() Rate { return RateOf(c.Passed, c.Entered) }

// median returns the middle of sorted days; ok is false without any. Of an even
// number it is the mean of both.
func median(days []int) (value float64, ok bool) {
	n := len(days)
	if n == 0 {
		return 0, false
	}
	return float64(days[(n-1)/2]+days[n/2]) / 2, true
}
