// Package gap says where the difference between a plan and what came lies: by
// leads, conversion and size, by price, volume and mix, and by product,
// territory, segment and person. The parts of each division sum to the
// difference, and what is within normal variation is marked, so that nobody is
// coached on noise.
//
// It loads, asks package explain for the arithmetic and returns; it stores
// nothing. What a number is stays the business of package attain. It names no
// cause: a division by factors is an accounting attribution.
package gap

import (
	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// Basis says what the actual is held against.
type Basis string

// The bases.
const (
	ToDate Basis = "to_date" // what the plan expects at the end of the day of the view, by working days
	Whole  Basis = "whole"   // the whole target
)

// Against says where the planned values of parts come from.
type Against string

// Where they can come from.
const (
	LastYear Against = "last_year" // the same days of the year before
	Trailing Against = "trailing"  // the twelve months before the period
	Nothing  Against = "nothing"   // there is no such history: nothing can be divided by it
)

// Gap is the difference of a node's plan and what came, divided.
type Gap struct {
	Figures  attain.Figures
	Outlook  foresee.Outlook // where the period ends
	Basis    Basis
	Days     period.Range // of the actual: from the period's start, up to the day of the view
	Baseline Baseline

	Planned money.Amount // what the basis asks for
	Counted money.Amount // what is held against it
	Gap     money.Amount // Planned − Counted: what is missing; a cushion is below 0

	Chains     []Chain
	Bridge     *Bridge // nil where there is nothing to compare price and volume of
	Dimensions []Dimension
	Sentences  []Sentence
	Notes      []string
}

// Baseline is the history that plans of parts are taken from.
type Baseline struct {
	Against Against
	Days    period.Range
	Value   money.Amount // of the metric on these days
}

// Ref names a number that has a receipt.
type Ref struct {
	Label  string
	Node   org.NodeID
	Metric metric.Series
	Days   period.Range
	Value  money.Amount
	Unit   metric.Unit
}

// Sentence is a plain sentence with the numbers that it is built from.
type Sentence struct {
	Text string
	Refs []Ref
}

// ChainKey names what a chain is made of.
type ChainKey string

// The chains.
const (
	Own      ChainKey = "own"       // what is aimed at, by what it comes of
	NewDeals ChainKey = "new_deals" // the value of deals won, by what it comes of
	Velocity ChainKey = "velocity"  // the value of deals won, by open opportunities and how fast they are decided
)

// Chain is a number as a product of factors.
type Chain struct {
	Key    ChainKey
	Metric metric.Metric
	Rule   string // what was planned, in words
	Plan   money.Amount
	Actual money.Amount
	// Factors' effects sum to Actual − Plan: below 0 is missing.
	Factors []Factor
	Note    string // what must be known to read it right
}

// Name says what is divided, and by what where it is divided twice.
func (c Chain) Name() string {
	if c.Key == Velocity {
		return c.Metric.Name + ", by velocity"
	}
	return c.Metric.Name
}

// Factor is one of them.
type Factor struct {
	Key          string // leads, opportunities, orders, deals, conversion, size; days, open, cycle, win_rate
	Name         string
	Unit         metric.Unit
	Plan, Actual money.Amount // rounded; the effects are made of exact values
	Effect       money.Amount
	Variation    explain.Variation
	Refs         []Ref // what the actual is made of
}

// Bridge is the way from what is planned to what came, by price, volume and mix
// against the baseline.
type Bridge struct {
	By       org.Kind
	Growth   money.Amount // what the plan asks for beyond the baseline: Planned − Baseline
	Division explain.Division
	Items    []BridgeItem // the largest first
	Left     int          // items that were left out
	Rest     money.Amount // what is credited to nobody, or came late
	Note     string
}

// BridgeItem is one product's part of it.
type BridgeItem struct {
	Node org.Node // its ID is "" for what belongs to none
	explain.Item
	explain.Effects
}

// Dimension is the gap by the nodes of a kind.
type Dimension struct {
	By    org.Kind
	Rows  []Row // the largest gap first
	Other Other // what was left out
	// Rest is what belongs to none of the rows: Σ rows + Other + Rest is the gap.
	Rest     money.Amount
	RestNote string
	Rule     string // how much was planned of each
}

// Other sums up rows that were left out.
type Other struct {
	Count           int
	Planned, Actual money.Amount
	Gap             money.Amount
}

// Row is a node's part of the gap.
type Row struct {
	Node      org.Node // its ID is "" for what belongs to no node of the kind
	Planned   money.Amount
	Actual    money.Amount
	Baseline  money.Amount
	Gap       money.Amount // Planned − Actual
	Targeted  bool         // Planned is its own target
	Variation explain.Variation
}
