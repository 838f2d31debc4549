package money

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/attainhq/attain/internal/fault"
)

// Allocate divides the total by the weights so that the parts sum to it
// exactly (largest remainder, Hamilton). Units that are left over after
// rounding towards zero go to the largest remainders; a tie goes to the larger
// weight, then to the lower index. Weights must not be negative; when all are
// zero the total is divided evenly.
func Allocate(total Amount, weights []int64) ([]Amount, error) {
	if len(weights) == 0 {
		return nil, fault.New(fault.Invalid, "an amount cannot be divided among nobody")
	}
	sum := new(big.Int)
	for i, w := range weights {
		if w < 0 {
			return nil, fault.New(fault.Invalid, "weight %d is negative (%d); weights are 0 or more", i+1, w)
		}
		sum.Add(sum, big.NewInt(w))
	}
	if sum.Sign() == 0 {
		even := make([]int64, len(weights))
		for i := range even {
			even[i] = 1
		}
		return Allocate(total, even)
	}

	sign := Amount(1)
	left := new(big.Int).SetUint64(magnitude(int64(total)))
	if total < 0 {
		sign = -1
	}
	whole := new(big.Int).Set(left)
	parts := make([]Amount, len(weights))
	remainders := make([]*big.Int, len(weights))
	for i, w := range weights {
		share, rest := new(big.Int).DivMod(new(big.Int).Mul(whole, big.NewInt(w)), sum, new(big.Int))
		parts[i], remainders[i] = sign*Amount(share.Uint64()), rest
		left.Sub(left, share)
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(remainders[j].Cmp(remainders[i]), cmp.Compare(weights[j], weights[i]))
	})
	for _, i := range order[:left.Int64()] { // fewer are left than there are parts
		parts[i] += sign
	}
	return parts, nil
}

// AllocateIn is Allocate in whole units, such as cents or thousands: every part
// is a multiple of the unit. What the total holds beyond whole units goes to one
// part, the one with the largest weight, the first of them when several have it.
// The unit must be positive.
func AllocateIn(unit, total Amount, weights []int64) ([]Amount, error) {
	if unit <= 0 {
		return nil, fault.New(fault.Invalid, "an amount cannot be divided in units of %s; use a unit above 0", unit)
	}
	parts, err := Allocate(total/unit, weights)
	if err != nil {
		return nil, err
	}
	largest := 0
	for i := range parts {
		parts[i] *= unit
		if weights[i] > weights[largest] {
			largest = i
		}
	}
	parts[largest] += total % unit
	return parts, nil
}
