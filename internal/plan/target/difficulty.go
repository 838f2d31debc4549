package target

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
)

// Outlook is what somebody is expected to reach: by the quantiles of a forecast,
// or as a normal distribution where there is none.
type Outlook struct {
	ID       string
	Mean, SD money.Amount
	Curve    Curve // nil: by Mean and SD
	Floor    *money.Amount
	Cap      *money.Amount
	Locked   *money.Amount
}

// EqualDifficulty divides the total so that everybody has the same chance to
// reach his part (methods.md 3.5): for all of them the same quantile (of a normal
// distribution mean + z × sd with one z), within the limits. Parts sum to the total exactly; common is the
// chance of all, 0.4207 for 42.07 %, of those whom no limit holds.
func EqualDifficulty(total, unit money.Amount, outlooks []Outlook) (parts []money.Amount, common money.Amount, err error) {
	leaves := make([]Leaf, len(outlooks))
	for i, o := range outlooks {
		if o.SD < 0 {
			return nil, 0, fault.New(fault.Invalid, "the outlook of %s has a spread of %s; spreads are 0 or more", o.ID, o.SD.Readable())
		}
		leaves[i] = Leaf{ID: o.ID, Weight: int64(max(o.at(0), 0)), Floor: o.Floor, Cap: o.Cap, Locked: o.Locked}
	}
	if err := check(total, unit, leaves); err != nil {
		return nil, 0, err
	}
	unweighted := slices.Clone(leaves)
	for i := range unweighted {
		unweighted[i].Weight = 1 // who is expected to reach nothing may still get a part
	}
	if err := feasible(total, unweighted); err != nil {
		return nil, 0, err
	}
	z, spread := commonScore(total, outlooks)
	if !spread { // nobody's outlook is uncertain: the means are all that is known
		parts, err = Allocate(total, unit, leaves)
		return parts, 0, err
	}
	common = shareOf(1 - chance.NormalBelow(z))
	// The ideal parts become weights with narrow limits, so that one rounding
	// rule serves all methods.
	for i, o := range outlooks {
		if o.Locked == nil {
			leaves[i].Weight = int64(math.Round(clampFloat(o, z)))
		}
	}
	parts, err = Allocate(total, unit, leaves)
	return parts, common, err
}

// commonScore returns the z at which the parts sum to the total; spread is
// false when no part depends on it.
func commonScore(total money.Amount, outlooks []Outlook) (z float64, spread bool) {
	sum := func(z float64) float64 {
		s := 0.0
		for _, o := range outlooks {
			s += clampFloat(o, z)
		}
		return s
	}
	const widest = 40.0 // beyond it the normal distribution says nothing
	low, high := -widest, widest
	if sum(low) == sum(high) {
		return 0, false
	}
	for range 200 {
		middle := (low + high) / 2
		if sum(middle) < float64(total) {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2, true
}

// at is what is reached at the score.
func (o Outlook) at(z float64) float64 {
	if o.Curve != nil {
		return o.Curve.at(z)
	}
	return float64(o.Mean) + z*float64(o.SD)
}

// clampFloat is an outlook's part at the score, within its limits.
func clampFloat(o Outlook, z float64) float64 {
	if o.Locked != nil {
		return float64(*o.Locked)
	}
	part := max(0, o.at(z))
	if o.Cap != nil {
		part = min(part, float64(*o.Cap))
	}
	if o.Floor != nil {
		part = max(part, float64(*o.Floor))
	}
	return part
}

// Chance returns the chance to reach the value: of a normal distribution, 0 or
// 1 without a spread.
func Chance(mean, sd, value money.Amount) money.Amount {
	if sd <= 0 {
		if mean >= value {
			return money.Unit
		}
		return 0
	}
	return shareOf(1 - chance.NormalBelow(float64(value-mean)/float64(sd)))
}

// shareOf rounds a share to four decimals.
func shareOf(p float64) money.Amount { return money.Amount(math.Round(p * float64(money.Unit))) }

// Overassigned says how much more the parts hold than the number that they are
// for, and what that means (methods.md 3.2).
type Overassigned struct {
	Ratio money.Amount // Σ parts ÷ number: 1.08
	Text  string
	Warn  bool
}

// OverAssignment compares the sum of the parts with the number above them; ok
// is false when that is 0.
func OverAssignment(parts []money.Amount, above money.Amount) (o Overassigned, ok bool) {
	sum := money.Amount(0)
	for _, p := range parts {
		sum += p
	}
	if o.Ratio, ok = money.Ratio(sum, above); !ok {
		return o, false
	}
	const percent = money.Unit / 100
	switch excess := o.Ratio - money.Unit; {
	case cmp.Compare(sum, above) == 0:
		o.Text = "the parts sum to the number exactly"
	case sum < above:
		o.Warn = true
		o.Text = fmt.Sprintf("the parts are %s short of the number", (above - sum).Readable())
	case excess > 15*percent:
		o.Warn = true
		o.Text = "the parts exceed the number by more than 15 %: many can miss their target while the company reaches its own"
	case excess >= 3*percent && excess <= 10*percent:
		o.Text = "the parts exceed the number by 3–10 %, which is usual"
	default:
		o.Text = fmt.Sprintf("the parts exceed the number by %s", (sum - above).Readable())
	}
	return o, true
}
