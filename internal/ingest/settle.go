package ingest

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/attainhq/attain/internal/money"
)

// settledKey stands with a line of an order that settled: its amount and, after
// a blank, the exact amount of the line that it was made from. So the line can
// be mapped again alone when it was set aside for another reason.
const settledKey = "amount.settled"

// orders are the orders of one entry whose lines settle to a total.
type orders map[string]*orderSum

// orderSum is what the lines of one order add up to.
type orderSum struct {
	lines   int
	sum     big.Rat // of the lines, exact
	total   money.Amount
	payable money.Currency
	broken  string // why no line of the order can be used; empty: none

	// of the pass that emits:
	seen  int
	run   big.Rat      // of the lines so far
	given money.Amount // of the lines so far, rounded
}

// add takes a line of the pass that sums.
func (o orders) add(b *builder, record Record) {
	s, ok := record.(Sale)
	if !ok || s.Order == "" || b.settled != "" {
		return // a line of an unknown order is missed by the order's sum
	}
	order := o[s.Order]
	if order == nil {
		order = &orderSum{total: b.total, payable: s.Currency}
		o[s.Order] = order
	}
	order.lines++
	if order.broken != "" {
		return
	}
	switch {
	case len(b.wrong) > 0:
		order.broken = fmt.Sprintf("line %d, which belongs to it, cannot be used: %s", b.line, b.wrong[0].Message)
	case b.total != order.total:
		order.broken = fmt.Sprintf("its lines disagree about its total: %s and, in line %d, %s", order.total, b.line, b.total)
	case s.Currency != order.payable:
		order.broken = fmt.Sprintf("its lines are in different currencies: %s and, in line %d, %s", order.payable, b.line, s.Currency)
	default:
		order.sum.Add(&order.sum, b.exact)
	}
}

// settle gives a line the amount with which the lines up to it add up to their
// exact sum, rounded; the last line takes what is left of the order's total.
func (o orders) settle(b *builder, record Record, values map[string]string) Record {
	s, ok := record.(Sale)
	if !ok || len(b.wrong) > 0 {
		return record
	}
	if b.settled != "" {
		values[settledKey] = b.settled
		return b.asBefore(s)
	}
	order := o[s.Order]
	order.check(b.entry.settle.tolerance)
	if order.broken != "" {
		b.note(&Fault{Field: "amount", Message: fmt.Sprintf("the order %s is not imported: %s", shown(s.Order), order.broken),
			Fix: "correct the file; all lines of the order are taken together"})
		return record
	}
	order.seen++
	order.run.Add(&order.run, b.exact)
	upTo := order.total
	if order.seen < order.lines {
		rounded, err := money.FromRat(&order.run)
		if err != nil {
			b.note(&Fault{Field: "amount", Message: err.Error(), Fix: "correct the value"})
			return record
		}
		upTo = rounded
	}
	s.Amount = upTo - order.given
	order.given = upTo
	values[settledKey] = s.Amount.String() + " " + b.exact.RatString()
	return s
}

// asBefore gives a line that is mapped again the amount that it had when its
// order settled.
func (b *builder) asBefore(s Sale) Record {
	amount, exact, _ := strings.Cut(b.settled, " ")
	settled, err := money.Parse(amount)
	if err != nil || exact != b.exact.RatString() {
		b.note(&Fault{Field: "amount", Message: "the amount of this line was changed, but the other lines of the order " + shown(s.Order) + " settled with the old one",
			Fix: "correct the file and import it again, so that all lines of the order are seen together"})
		return s
	}
	s.Amount = settled
	return s
}

// check compares the sum of the lines with the total, once.
func (o *orderSum) check(tolerance money.Amount) {
	if o.broken != "" || o.seen > 0 {
		return
	}
	gap := new(big.Rat).Sub(&o.sum, o.total.Rat())
	if new(big.Rat).Abs(gap).Cmp(tolerance.Rat()) > 0 {
		const decimals = 4
		o.broken = fmt.Sprintf("its lines (%d) add up to %s, but its total is %s (%s apart, more than %s)",
			o.lines, o.sum.FloatString(decimals), o.total, gap.Abs(gap).FloatString(decimals), tolerance)
	}
}
