// Package metric knows what counts and how: the definition of each metric in
// words and formula, who is credited for a deal, and at which nodes and days
// its values stand. Its ledger is what every number of the product is read
// from, and the same functions that keep it by differences recompute it whole.
//
// It is pure: it takes facts and trees and returns cells.
package metric

import (
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
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

// Series names the values of one metric in the ledger.
type Series string

// The metrics of this release.
const (
	Revenue        Series = "revenue"
	Profit         Series = "profit"
	Units          Series = "units"
	Orders         Series = "orders"
	NewCustomers   Series = "new_customers"
	OverlayRevenue Series = "overlay_revenue"
)

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
	Additive bool
}

const (
	dayRule  = "The day of the sale in the organisation's time zone."
	sumUp    = "Every line is added once to each node that it belongs to on its day; the shares of a split deal add up to the whole deal at a shared manager."
	distinct = "Counted once at each node, however many lines, people or products of the node have a part in it."
)

var metrics = []Metric{
	{Revenue, "Revenue", Money, "Net amount of the sales that count: not cancelled, not withdrawn, refunds deducted.",
		"Σ amount × credited share", dayRule, sumUp, true},
	{Profit, "Gross profit", Money, "Revenue less the cost of what was sold. Lines whose cost is unknown are left out and named.",
		"Σ (amount − cost) × credited share", dayRule, sumUp, true},
	{Units, "Units sold", Quantity, "Quantity of goods or services sold.", "Σ quantity × credited share", dayRule, sumUp, true},
	{Orders, "Orders", Count, "Orders with at least one line that counts.", "number of distinct orders",
		"The day of the order's first line that counts.", distinct, false},
	{NewCustomers, "New customers", Count, "Customers whose first order ever falls into the period.",
		"number of distinct customers with first order in the period",
		"The day of the customer's first order that counts.", distinct + " It is credited to whoever is credited for that first order.", false},
	{OverlayRevenue, "Overlay revenue", Money, "Amount credited to people who helped with a deal. It is kept apart and never part of revenue.",
		"Σ amount × overlay share", dayRule, "Overlay shares are added; they may total more or less than the deal.", true},
}

// All returns every metric, in the order in which they are shown.
func All() []Metric { return append([]Metric(nil), metrics...) }

// Find returns the metric with the id.
func Find(id string) (Metric, error) {
	names := make([]string, 0, len(metrics))
	for _, m := range metrics {
		if string(m.ID) == id {
			return m, nil
		}
		names = append(names, string(m.ID))
	}
	return Metric{}, fault.New(fault.Invalid, "there is no metric %q; use one of %s", id, strings.Join(names, ", "))
}

// unconverted is the prefix of the series that hold amounts for which no rate
// is known, one per currency.
const unconverted = "unconverted/"

// Unconverted names the series of amounts in the currency that no rate turns
// into the organisation's. They are shown beside revenue and never added.
func Unconverted(c money.Currency) Series { return Series(unconverted + string(c)) }

// CurrencyOf returns the currency of an Unconverted series; ok is false for
// any other series.
func CurrencyOf(s Series) (c money.Currency, ok bool) {
	code, ok := strings.CutPrefix(string(s), unconverted)
	return money.Currency(code), ok
}

// Uncosted counts the lines left out of Profit because their cost is unknown.
const Uncosted Series = "uncosted"

// Direction says which way a metric gets better.
type Direction string

// The directions.
const (
	Higher Direction = "higher"
	Lower  Direction = "lower"
)

// RatePolicy says at which exchange rate money of other currencies counts.
type RatePolicy string

// The policies. The ledger holds amounts at the deal's date; the others are
// made from it with the amounts in their own currencies.
const (
	DealDate      RatePolicy = "deal_date"      // the rate of the day on which it happened
	PlanRate      RatePolicy = "plan"           // one rate for the whole plan: constant currency
	PeriodAverage RatePolicy = "period_average" // the mean of the rates of the period's days
	LatestRate    RatePolicy = "latest"         // the rate of the as-of day
)
