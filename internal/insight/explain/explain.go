// Package explain divides a difference into parts that sum to it exactly: by
// the factors of a product (Shapley, LMDI), by price, volume and mix, and by
// shares. It says whether a deviation is more than the usual up and down.
//
// It is arithmetic: it knows neither nodes nor metrics, and what a part is
// called is for the packages that ask. What it returns is an accounting
// attribution, never a cause: factors act on each other.
package explain

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
)

// MostFactors bounds a product: Shapley looks at every subset of its factors.
const MostFactors = 6

// Factor is one factor of a product, as it was planned and as it was. Both must
// be set.
type Factor struct {
	Plan, Actual *big.Rat
}

// Product multiplies the factors, as planned and as they were.
func Product(factors []Factor) (plan, actual *big.Rat) {
	plan, actual = big.NewRat(1, 1), big.NewRat(1, 1)
	for _, f := range factors {
		plan.Mul(plan, f.Plan)
		actual.Mul(actual, f.Actual)
	}
	return plan, actual
}

// Shapley divides the difference of two products among their factors: each gets
// the mean of what its change adds over all orders in which the factors could
// change. It is exact, treats all factors alike, and works with 0 and below.
func Shapley(factors []Factor) ([]*big.Rat, error) {
	k := len(factors)
	if k == 0 || k > MostFactors {
		return nil, fault.New(fault.Invalid, "a product of %d factors cannot be divided; 1 to %d can", k, MostFactors)
	}
	values := make([]*big.Rat, 1<<k) // by the set of factors that have changed
	for set := range values {
		value := big.NewRat(1, 1)
		for i, f := range factors {
			if set>>i&1 == 1 {
				value.Mul(value, f.Actual)
			} else {
				value.Mul(value, f.Plan)
			}
		}
		values[set] = value
	}
	parts := make([]*big.Rat, k)
	for i := range factors {
		parts[i] = new(big.Rat)
		for set := range values {
			if set>>i&1 == 1 {
				continue
			}
			step := new(big.Rat).Sub(values[set|1<<i], values[set])
			parts[i].Add(parts[i], step.Mul(step, chanceOf(ones(set), k)))
		}
	}
	return parts, nil
}

// chanceOf returns the part of all orders of k factors in which a given set of
// so many stands before a given factor.
func chanceOf(before, k int) *big.Rat {
	return big.NewRat(factorial(before)*factorial(k-1-before), factorial(k))
}

func factorial(n int) int64 {
	product := int64(1)
	for i := 2; i <= n; i++ {
		product *= int64(i)
	}
	return product
}

func ones(set int) (n int) {
	for ; set > 0; set &= set - 1 {
		n++
	}
	return n
}

// LMDI divides the difference of two products by the logarithmic mean. ok is
// false where it is not defined: a factor is below 0. Zeros are taken at their
// limits, not as a small number: the factors that fall to 0, or rise from it,
// take the whole difference in equal parts (Wood and Lenzen 2006).
func LMDI(factors []Factor) (parts []float64, ok bool) {
	plan, actual := 1.0, 1.0
	var fell, rose []int
	for i, f := range factors {
		p, _ := f.Plan.Float64()
		a, _ := f.Actual.Float64()
		if p < 0 || a < 0 {
			return nil, false
		}
		plan, actual = plan*p, actual*a
		switch {
		case p > 0 && a == 0:
			fell = append(fell, i)
		case p == 0 && a > 0:
			rose = append(rose, i)
		}
	}
	parts = make([]float64, len(factors))
	switch {
	case plan == 0 && actual == 0:
		return parts, true
	case actual == 0:
		return shared(parts, fell, -plan), true
	case plan == 0:
		return shared(parts, rose, actual), true
	}
	mean := logarithmicMean(actual, plan)
	for i, f := range factors {
		p, _ := f.Plan.Float64()
		a, _ := f.Actual.Float64()
		parts[i] = mean * math.Log(a/p)
	}
	return parts, true
}

func shared(parts []float64, among []int, whole float64) []float64 {
	for _, i := range among {
		parts[i] = whole / float64(len(among))
	}
	return parts
}

func logarithmicMean(a, b float64) float64 {
	if a == b {
		return a
	}
	return (a - b) / (math.Log(a) - math.Log(b))
}

// Exact rounds parts to amounts that sum to the total: each down to 1/10,000,
// and what is left to those that lost most (largest remainder; of equal ones
// the first). The parts must sum to the total before they are rounded.
func Exact(total money.Amount, parts []*big.Rat) ([]money.Amount, error) {
	amounts := make([]money.Amount, len(parts))
	lost := make([]*big.Rat, len(parts))
	left := big.NewInt(int64(total))
	unit := big.NewRat(int64(money.Unit), 1)
	for i, part := range parts {
		scaled := new(big.Rat).Mul(part, unit)
		whole := new(big.Int).Div(scaled.Num(), scaled.Denom()) // Euclidean, and a denominator is above 0: down
		if !whole.IsInt64() {
			return nil, fault.New(fault.Invalid, "%s is too large for an amount", part.FloatString(0))
		}
		amounts[i] = money.Amount(whole.Int64())
		lost[i] = scaled.Sub(scaled, new(big.Rat).SetInt(whole))
		left.Sub(left, whole)
	}
	if left.Sign() < 0 || left.Cmp(big.NewInt(int64(len(parts)))) > 0 || len(parts) == 0 && left.Sign() != 0 {
		return nil, fault.New(fault.Internal, "the parts of a difference of %s do not sum to it", total)
	}
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return lost[b].Cmp(lost[a]) })
	for _, i := range order[:left.Int64()] {
		amounts[i]++
	}
	return amounts, nil
}

// Amounts divides a total difference among the factors of a product, by Shapley,
// in amounts that sum to it. It refuses factors that come to another difference.
func Amounts(total money.Amount, factors []Factor) ([]money.Amount, error) {
	parts, err := Shapley(factors)
	if err != nil {
		return nil, err
	}
	plan, actual := Product(factors)
	whole := new(big.Rat).Sub(actual, plan)
	if whole.Sub(total.Rat(), whole); whole.Sign() != 0 {
		return nil, fault.New(fault.Internal, "the factors come to another difference than %s", total)
	}
	return Exact(total, parts)
}

// Variation says whether a deviation is more than the usual up and down.
type Variation string

// The answers.
const (
	Usual   Variation = "usual"   // within normal variation: nobody is coached on it
	Unusual Variation = "unusual" // beyond it
	Unknown Variation = "unknown" // there is too little history
)

const (
	// leastHistory is how many values a spread is told from.
	leastHistory = 6
	// usualSpread is how many standard deviations are normal: four of five
	// deviations lie within them.
	usualSpread = 1.28
)

// Judge compares a deviation with the standard deviation of a history of such
// values. Unless there are enough finite ones the answer is Unknown.
func Judge(deviation float64, history []float64) Variation {
	sd, ok := Spread(history)
	switch {
	case !ok || math.IsNaN(deviation):
		return Unknown
	case math.Abs(deviation) < usualSpread*sd || deviation == 0:
		return Usual
	default:
		return Unusual
	}
}

// Spread returns the sample standard deviation of a history.
func Spread(history []float64) (sd float64, ok bool) {
	n := float64(len(history))
	if len(history) < leastHistory {
		return 0, false
	}
	mean := 0.0
	for _, x := range history {
		mean += x / n
	}
	squares := 0.0
	for _, x := range history {
		squares += (x - mean) * (x - mean) / (n - 1)
	}
	sd = math.Sqrt(squares)
	return sd, !math.IsNaN(sd) && !math.IsInf(sd, 0)
}

// Largest returns the places of the values, the largest in size first; equal
// ones in their order.
func Largest(values []money.Amount) []int {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(size(values[b]), size(values[a])) })
	return order
}

func size(a money.Amount) money.Amount { return max(a, -a) }
