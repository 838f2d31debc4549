package attain

import (
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
)

// ReceiptSides are the two sums that a rate divides; of anything else Num is
// the value and Den is 0. For customers they are made from the histories.
type ReceiptSides struct {
	Num, Den money.Amount
	Window   int // of customers: within how many days an order makes one active; 0 when it does not matter
}

// Sides makes them again from the receipt alone, as Check does.
func (r Receipt) Sides() ReceiptSides {
	c := &receiptCheck{Receipt: r}
	lateNum, lateDen := c.late()
	if len(r.Terms)+len(r.Histories) == 0 {
		return ReceiptSides{Num: c.credits() + lateNum}
	}
	num, den := c.terms()
	num, den = num+lateNum, den+lateDen
	if r.Metric.Shape != metric.Customers {
		return ReceiptSides{Num: num, Den: den}
	}
	answer := c.customers(c.metric(), den)
	return ReceiptSides{Num: answer.Num, Den: answer.Den, Window: answer.Window}
}
