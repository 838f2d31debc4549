// Package metric knows what counts and how: the definition of each metric in
// words and formula, who is credited for what happened, and at which nodes and
// days its values stand. Its ledger is what every number of the product is read
// from, and the same functions that keep it by differences recompute it whole.
//
// It is pure: it takes facts and trees and returns cells, and it makes rates of
// customers from cells that others have read.
package metric

import (
	"math/big"
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Unit says what a metric's values are counted in.
type Unit string

// The units. Values of different units are never added.
const (
	Share    Unit = "share"    // a part of a whole: 0.25 is 25 %
	Days     Unit = "days"     // a time
	Points   Unit = "points"   // a score, such as NPS from −100 to 100
	Money    Unit = "money"    // the organisation's currency
	Count    Unit = "count"    // whole things
	Quantity Unit = "quantity" // units of goods, possibly fractional
)

// Direction says which way a metric gets better.
type Direction string

// The directions.
const (
	Higher Direction = "higher"
	Lower  Direction = "lower"
)

// Shape says how a metric's value is made from the ledger.
type Shape string

// The shapes. Metric.Value makes the value of the first three from the sums of
// their terms; Measure makes that of Customers.
const (
	Sum       Shape = "sum"       // the sum of the Num terms over the period
	Ratio     Shape = "ratio"     // Σ Num ÷ Σ Den × Scale; rolled up by its parts, never averaged
	Stock     Shape = "stock"     // what stands, as known on the as-of day: days to come are summed too
	Customers Shape = "customers" // made from the histories of customers
)

// Term is a series that is part of a value.
type Term struct {
	Series Series
	Sign   int64 // 1 or −1
	// Level says that the series holds gains and losses of a stock: its sum
	// runs over all days up to the last of the period that counts.
	Level bool
}

// Metric is a definition that a user can read.
type Metric struct {
	ID         Series
	Name       string
	Unit       Unit
	Definition string
	Formula    string
	DateRule   string
	RollUp     string
	// Additive says that the values of disjoint parts sum to the whole's. An
	// order with lines in two categories counts once in each, so Orders is not.
	Additive  bool
	Direction Direction
	Shape     Shape
	Num, Den  []Term
	Scale     int64         // of a Ratio: 1, or 100 for points
	Least     *money.Amount // the smallest value that means something; nil: any
	Most      *money.Amount
	// Window is, for a cohort conversion, within how many days a unit must get
	// there; younger units are left out (Span). 0: ever.
	Window int
	// Against is the metric whose target is added to the Den terms: coverage is
	// what is open, against what is still missing of the revenue target.
	Against Series
	// Histories are the series of customers' cells that a metric of the shape
	// Customers is made of.
	Histories []Series
	Scope     []org.NodeID // what counts belongs to all of these; sorted
	Custom    bool         // a user defined it; Version is which definition
	Version   int
	custom    *Custom
	base      Series // the ID without the scope; "" when there is none
}

// Base returns the id of the metric without its scope.
func (m Metric) Base() Series {
	if m.base == "" {
		return m.ID
	}
	return m.base
}

// Value makes the metric's value from the sums of its Num and Den terms. It is
// nil where there is none: a ratio of nothing.
func (m Metric) Value(num, den money.Amount) *money.Amount {
	if m.Shape == Sum || m.Shape == Stock {
		return &num
	}
	if den <= 0 {
		return nil
	}
	exact := new(big.Rat).SetFrac64(int64(num), int64(den))
	value, err := money.FromRat(exact.Mul(exact, new(big.Rat).SetInt64(max(1, m.Scale))))
	if err != nil {
		return nil
	}
	return &value
}

// Posts reports whether a late change of a closed period can be counted in
// another: the value is added up from days that each stand for themselves. What
// stands, what customers did, and what became of a cohort cannot.
func (m Metric) Posts() bool {
	if m.Shape != Sum && m.Shape != Ratio || m.Window > 0 || m.Against != "" {
		return false
	}
	return !slices.ContainsFunc(slices.Concat(m.Num, m.Den), func(t Term) bool { return t.Level || ofCohort(t.Series.Base()) })
}

// Settled returns from which day on a period that was closed as known on a day
// does not change any more. A cohort goes on after its period: it is settled
// when the last of it has had its window.
func (m Metric) Settled(p period.Range, asOf period.Date) period.Date {
	return max(asOf, (p.End - 1).Add(m.Window))
}

// Span returns the days whose cells the term of the metric sums, asked for a
// period as of a day. It is empty when nothing can be told yet.
func (m Metric) Span(t Term, p period.Range, asOf period.Date) period.Range {
	span := p.Through(asOf)
	switch {
	case t.Level:
		span.Start = period.Always
	case m.Base() == Coverage && t.Series.Base() == PipelineOpen:
		span = period.Range{Start: max(p.Start, asOf), End: p.End} // what is expected in the rest of the period
	case m.Shape == Stock:
		span = p
	case m.Window > 0:
		span = p.Through(asOf.Add(-m.Window))
	}
	return span
}

// Immature returns the days of the period whose cohorts are too young for the
// metric's window: their units are in neither number nor denominator. The sum
// of the Den terms over them says how many.
func (m Metric) Immature(p period.Range, asOf period.Date) period.Range {
	if m.Window == 0 {
		return period.Range{}
	}
	return period.Range{Start: max(p.Start, asOf.Add(1-m.Window)), End: p.Through(asOf).End}
}
