package target

import (
	"math/big"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
)

// Ramp is the share of a full target by months since somebody started: 0 is
// the first month. Later months are full.
type Ramp []money.Amount

// DefaultRamp is 0, 25, 50, 75 and then 100 %.
func DefaultRamp() Ramp {
	const quarter = money.Unit / 4
	return Ramp{0, quarter, 2 * quarter, 3 * quarter}
}

// At returns the share in the month since the start; full for who was there
// before anybody counted (a negative month counts as not there: 0).
func (r Ramp) At(month int) money.Amount {
	switch {
	case month < 0:
		return 0
	case month < len(r):
		return r[month]
	default:
		return money.Unit
	}
}

// Seller is one person's part in the capacity of a period.
type Seller struct {
	Ramp      money.Amount // average share of the ramp over the period
	Available money.Amount // share of the days worked
}

// CapacityCheck holds a target against what a team can bring (methods.md 3.1).
type CapacityCheck struct {
	Capacity money.Amount
	Coverage money.Amount // capacity ÷ target; 0 without a target
	Missing  money.Amount // ramped sellers needed besides: 1.5
}

// Capacity sums productivity × ramp × availability. Productivity is what a
// fully ramped seller brings in the period.
func Capacity(target, productivity money.Amount, sellers []Seller) (CapacityCheck, error) {
	sum := new(big.Rat)
	for _, s := range sellers {
		if s.Ramp < 0 || s.Ramp > money.Unit || s.Available < 0 || s.Available > money.Unit {
			return CapacityCheck{}, fault.New(fault.Invalid, "a seller on %s of the ramp with %s of the days is not possible; both are from 0 to 1", s.Ramp, s.Available)
		}
		part := new(big.Rat).Mul(s.Ramp.Rat(), s.Available.Rat())
		sum.Add(sum, part.Mul(part, productivity.Rat()))
	}
	var c CapacityCheck
	var err error
	if c.Capacity, err = money.FromRat(sum); err != nil {
		return c, err
	}
	c.Coverage, _ = money.Ratio(c.Capacity, target)
	if gap := target - c.Capacity; gap > 0 {
		c.Missing, _ = money.Ratio(gap, productivity)
	}
	return c, nil
}

// Unratcheted returns the next target that follows the market and moves by the
// same part of what was over- or underachieved, so that success is not punished
// (methods.md 3.1): Q × (1 + market) + λ × (A − Q). Pull (λ) is at most 0.3.
func Unratcheted(target, actual, market, pull money.Amount) (money.Amount, error) {
	const most = money.Unit * 3 / 10
	if pull < 0 || pull > most {
		return 0, fault.New(fault.Invalid, "a pull of %s is not possible; it is from 0 to 0.3, so that nobody's success becomes his next burden", pull)
	}
	grown, err := money.MulDiv(target, int64(money.Unit+market), int64(money.Unit))
	if err != nil {
		return 0, err
	}
	moved, err := money.MulDiv(actual-target, int64(pull), int64(money.Unit))
	return max(0, grown+moved), err
}
