package smart

import "github.com/attainhq/attain/internal/money"

// whole is the number of whole things in an amount.
func whole(a money.Amount) int64 { return floorDiv(int64(a), int64(money.Unit)) }

// ceilOf returns the least number of hits among had + cases that makes the
// rate; floorOf the largest that does not exceed it.
func ceilOf(rate, had money.Amount, cases float64) int64 {
	n := whole(had) + int64(cases)
	return ceilDiv(int64(rate)*n, int64(money.Unit))
}

func floorOf(rate, had money.Amount, cases float64) int64 {
	n := whole(had) + int64(cases)
	return floorDiv(int64(rate)*n, int64(money.Unit))
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && a < 0 {
		q--
	}
	return q
}

func ceilDiv(a, b int64) int64 { return -floorDiv(-a, b) }
