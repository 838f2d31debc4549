package smart

import "github.com/attainhq/attain/internal/money"

// whole is the number of whole things in an amount.
func whole(a money.Amount) int64 { return floorDiv(int64(a), int64(money.Unit)) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && a < 0 {
		q--
	}
	return q
}
