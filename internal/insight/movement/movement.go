// Package movement says why a number is another than it was: between the ends
// of two days of the knowledge clock, by what was sold, entered late, corrected,
// refunded, cancelled or split, by target, organisation, exchange rates and
// closes. The parts sum to the difference.
//
// engine.go and target.go are pure: they count facts again by what was known on
// one day, and change one thing after another to what was known on the other,
// in the order of Causes. The service loads, and stores nothing. What a number
// is stays the business of packages metric and attain.
package movement

import (
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// Cause says what changed.
type Cause string

// The causes, in the order in which one thing after another is changed. What
// two of them do together counts for the later one.
const (
	Due          Cause = "due"          // was known, and its day has come
	New          Cause = "new"          // happened since
	Late         Cause = "late"         // happened before, and was entered since
	Refund       Cause = "refund"       // was taken back
	Cancelled    Cause = "cancelled"    // was cancelled, or the source has it no more
	Edit         Cause = "edit"         // was corrected
	Split        Cause = "split"        // others share it
	Target       Cause = "target"       // a target was set, changed or withdrawn, or came into force
	Organisation Cause = "organisation" // somebody or something belongs elsewhere
	Rates        Cause = "rates"        // other exchange rates
	Closes       Cause = "closes"       // a period was closed, or opened again
	Numerator    Cause = "numerator"    // of a ratio
	Denominator  Cause = "denominator"
	Other        Cause = "other" // what none of these explains
)

// Causes returns them in order.
func Causes() []Cause {
	return []Cause{Due, New, Late, Refund, Cancelled, Edit, Split, Target, Organisation, Rates, Closes, Numerator, Denominator, Other}
}

// Change is what one cause did to one fact, or to one target.
type Change struct {
	Cause Cause
	Kind  string // order, customer, target, or what the story is of: lead, opportunity, …
	ID    string
	Value money.Amount // what it adds to the difference
	Day   period.Date  // when it happened; of a target the first of its days
	Known period.Date  // when that became known; 0 where it was known before
	What  []Edited     // what was written anew; empty unless something was
	By    string       // who set the target
	Why   string       // the reason given for it

	Owner, Customer, Product org.NodeID // "" for none; of a target Owner is whose it is
}

// Edited is a field of a fact that says something else than before.
type Edited struct {
	Field         string
	Before, After string
}

// Piece is what one cause did in all.
type Piece struct {
	Cause Cause
	Value money.Amount
	Count int // facts or targets that it changed
}

// Part is a number at both moments, and what moved it. The pieces sum to the
// difference; they are empty where one of the two is nil.
type Part struct {
	Before, After *money.Amount // nil: there was none
	Pieces        []Piece       // in the order of Causes; those that did nothing left out
	Changes       []Change      // the largest first, at most as many as were asked for
	Left          int           // changes that were left out
	Note          string        // why it is not divided; "" when it is
}

// Difference returns by how much it moved; nil where one of the two is nil.
func (p Part) Difference() *money.Amount {
	if p.Before == nil || p.After == nil {
		return nil
	}
	d := *p.After - *p.Before
	return &d
}

// Movement is how a node's number moved between the ends of two days.
type Movement struct {
	Node     org.Node
	Metric   metric.Metric
	Period   period.Period
	From, To period.Date
	Currency money.Currency
	Before   attain.Figures
	After    attain.Figures
	Actual   Part
	Target   Part
	Notes    []string
}
