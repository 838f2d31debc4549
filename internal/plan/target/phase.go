package target

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
)

// Phase spreads a total over periods by their weights (seasonal index ×
// working days, methods.md 3.4), so that the periods sum to it exactly. A
// locked period keeps its value. A tie of remainders goes to the earlier
// period.
func Phase(total, unit money.Amount, weights []int64, locked []*money.Amount) ([]money.Amount, error) {
	if locked != nil && len(locked) != len(weights) {
		return nil, fault.New(fault.Internal, "%d periods have %d locks", len(weights), len(locked))
	}
	leaves := make([]Leaf, len(weights))
	for i, w := range weights {
		leaves[i] = Leaf{ID: fmt.Sprintf("period %03d", i+1), Weight: w}
		if locked != nil {
			leaves[i].Locked = locked[i]
		}
	}
	return Allocate(total, unit, leaves)
}

// Presence says how much of a period somebody is there, and how far up the
// ramp.
type Presence struct {
	Worked, Total    int64 // working days; 0 of 0 counts as absent
	RampNum, RampDen int64 // share of the full number; 1 of 1 once ramped up
}

// Prorate shortens a phased target for somebody who joins, leaves, is on leave
// or on ramp: each period's phase × days worked ÷ days × ramp. It is rounded
// after proration, by largest remainder over all periods, so that the periods
// sum to the prorated whole, which is returned too (methods.md 3.4).
func Prorate(phases []money.Amount, unit money.Amount, there []Presence) (parts []money.Amount, whole money.Amount, err error) {
	if len(phases) != len(there) {
		return nil, 0, fault.New(fault.Internal, "%d phases have %d presences", len(phases), len(there))
	}
	if unit <= 0 {
		return nil, 0, fault.New(fault.Invalid, "an amount cannot be rounded to steps of %s; use a step above 0", unit.Readable())
	}
	exact := make([]*big.Rat, len(phases)) // in units
	sum := new(big.Rat)
	for i, p := range there {
		if p.Worked < 0 || p.Worked > p.Total || p.RampNum < 0 || p.RampDen <= 0 || p.RampNum > p.RampDen {
			return nil, 0, fault.New(fault.Invalid, "period %d: %d of %d days at %d/%d of the ramp is not possible", i+1, p.Worked, p.Total, p.RampNum, p.RampDen)
		}
		exact[i] = new(big.Rat)
		if p.Total > 0 {
			exact[i].SetFrac64(int64(phases[i]), int64(unit))
			exact[i].Mul(exact[i], big.NewRat(p.Worked, p.Total))
			exact[i].Mul(exact[i], big.NewRat(p.RampNum, p.RampDen))
		}
		sum.Add(sum, exact[i])
	}
	units := roundRat(sum)
	parts, err = largestRemainders(exact, units)
	for i := range parts {
		parts[i] *= unit
	}
	return parts, money.Amount(units.Int64()) * unit, err
}

// largestRemainders rounds the parts so that they sum to the whole, which is
// their exact sum rounded. A tie goes to the larger part, then to the earlier.
func largestRemainders(exact []*big.Rat, whole *big.Int) ([]money.Amount, error) {
	parts := make([]money.Amount, len(exact))
	rests := make([]*big.Rat, len(exact))
	order := make([]int, len(exact))
	left := new(big.Int).Set(whole)
	for i, r := range exact {
		floor := new(big.Int).Div(r.Num(), r.Denom()) // towards −∞: rests are never negative
		if !floor.IsInt64() {
			return nil, fault.New(fault.Invalid, "%s is too large for a target", r.FloatString(0))
		}
		parts[i], order[i] = money.Amount(floor.Int64()), i
		rests[i] = new(big.Rat).Sub(r, new(big.Rat).SetInt(floor))
		left.Sub(left, floor)
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(rests[j].Cmp(rests[i]), exact[j].Cmp(exact[i]))
	})
	for _, i := range order[:max(0, min(int64(len(order)), left.Int64()))] {
		parts[i]++
	}
	return parts, nil
}

// roundRat rounds half away from zero.
func roundRat(r *big.Rat) *big.Int {
	half := big.NewRat(1, 2)
	if r.Sign() < 0 {
		sum := new(big.Rat).Sub(r, half)
		return new(big.Int).Quo(sum.Num(), sum.Denom())
	}
	sum := new(big.Rat).Add(r, half)
	return new(big.Int).Quo(sum.Num(), sum.Denom())
}
