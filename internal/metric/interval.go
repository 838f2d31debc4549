package metric

import (
	"math"
	"math/big"

	"github.com/attainhq/attain/internal/money"
)

// Wilson returns the 95 % interval of a rate of which so many of all were
// seen. It holds for small numbers too: never below 0 or above 1. ok is false
// when nothing was seen.
func Wilson(some, all int64) (low, high money.Amount, ok bool) {
	if all <= 0 || some < 0 || some > all {
		return 0, 0, false
	}
	const z = 1.959963984540054
	n := float64(all)
	p := float64(some) / n
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	low, okLow := rounded(max(0, middle-half))
	high, okHigh := rounded(min(1, middle+half))
	return low, high, okLow && okHigh
}

// rounded turns the result of statistics into a number that is stored or
// shown: once, to 1/10,000.
func rounded(f float64) (money.Amount, bool) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, false
	}
	a, err := money.FromRat(new(big.Rat).SetFloat64(f))
	return a, err == nil
}

// Compound turns a rate that holds over some months into the rate over others:
// a retention of 0.85 in 6 months is 0.7225 in 12 and 0.9733 in 1. Rates that
// are lost (churn) compound by what is kept: 1 − Compound(1 − churn, …). ok is
// false for a negative rate and for no months.
func Compound(rate money.Amount, months, into int) (money.Amount, bool) {
	if rate < 0 || months <= 0 || into <= 0 {
		return 0, false
	}
	const most = 120
	if times := into / months; into%months == 0 && times <= most {
		exact := big.NewRat(1, 1)
		for range times {
			exact.Mul(exact, rate.Rat())
		}
		a, err := money.FromRat(exact)
		return a, err == nil
	}
	return rounded(math.Pow(float64(rate)/float64(money.Unit), float64(into)/float64(months)))
}

// Group is one group's part of a rate.
type Group struct{ Num, Den money.Amount }

// MixAdjusted returns the rate that the groups would have together if they were
// as large as in the base: Σ of each group's own rate × its part of the base.
// Beside the raw rate it tells a change of rates from a change of the mix. A
// group of which there is nothing now keeps the base's rate; groups that the
// base does not have weigh nothing. ok is false when the base is empty.
func MixAdjusted(base, now map[string]Group) (rate money.Amount, ok bool) {
	total := new(big.Rat)
	sum := new(big.Rat)
	for name, was := range base {
		is := now[name]
		if was.Den <= 0 {
			continue
		}
		if is.Den <= 0 {
			is = was
		}
		total.Add(total, was.Den.Rat())
		own := new(big.Rat).SetFrac64(int64(is.Num), int64(is.Den))
		sum.Add(sum, own.Mul(own, was.Den.Rat()))
	}
	if total.Sign() == 0 {
		return 0, false
	}
	rate, err := money.FromRat(sum.Quo(sum, total))
	return rate, err == nil
}
