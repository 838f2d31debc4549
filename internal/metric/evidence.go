package metric

import (
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// Evidence is what a line's value is made of, as a receipt tells it: enough to
// make the value again without trees and databases.
type Evidence struct {
	Quantity, Amount money.Amount
	Cost, List       *money.Amount
	Rate             *money.Rate  // nil: the amount is in the organisation's currency
	Shares           []fact.Share // empty: the owner has it whole
	Counted          []org.NodeID // the sharers that count; empty: the line counts whole
}

// Value returns what the line adds to a series of amounts.
func (e Evidence) Value(s Series) (money.Amount, error) {
	worth, err := worthOf(fact.Sale{Amount: e.Amount, Quantity: e.Quantity, Cost: e.Cost, List: e.List}, e.Rate)
	if err != nil {
		return 0, err
	}
	line := Line{Worth: worth, Costed: e.Cost != nil, Listed: e.List != nil}
	parts := []Part{{Values: worth}}
	if len(e.Counted) > 0 {
		if parts, err = divide(worth, e.Shares, fact.Whole); err != nil {
			return 0, err
		}
		parts = slices.DeleteFunc(parts, func(p Part) bool { return !slices.Contains(e.Counted, p.Person) })
	}
	var value money.Amount
	for _, p := range parts {
		v, ok := line.value(p, s)
		if !ok {
			return 0, fault.New(fault.Invalid, "a line like this adds nothing to %s", s)
		}
		value += v
	}
	return value, nil
}

// worthOf returns what a line is worth; a nil rate leaves it in its own
// currency. Profit and list value are 0 where they are not known.
func worthOf(s fact.Sale, rate *money.Rate) (worth Values, err error) {
	convert := func(a money.Amount) (money.Amount, error) { return a, nil }
	if rate != nil {
		convert = rate.Convert
	}
	worth.Units = s.Quantity
	if worth.Revenue, err = convert(s.Amount); err != nil {
		return worth, err
	}
	if s.Cost != nil {
		spent, err := convert(*s.Cost)
		if err != nil {
			return worth, err
		}
		worth.Profit = worth.Revenue - spent
	}
	if s.List != nil {
		worth.List, err = convert(*s.List)
	}
	return worth, err
}
