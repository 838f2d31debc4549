package goal

import (
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Spec says what a goal demands: of whom, in what, how much, and by when. A
// sentence, a form, a plan file and the API all make this one structure.
//
// Values are in the metric's unit: money in the organisation's currency (or in
// Currency), 0.25 for 25 %, days for days.
type Spec struct {
	Title     string // in a few words
	Sentence  string // as somebody typed it; "" when it came from a form
	Owner     org.NodeID
	EachOwner bool // every person at or below the owner has this goal for himself
	Metric    metric.Series
	Scope     []org.NodeID // what counts must belong to all of these (product, segment, channel, …), sorted
	Aim       Aim
	Value     money.Amount  // what is to be reached, kept to or, between two, the lower end
	Upper     *money.Amount // the higher end, of Between
	Change    *Change       // how Value came about, when the goal was stated as a change
	Each      period.Kind   // Value holds for each period of the kind within Window; "": for the whole
	Window    period.Range  // half-open; the deadline is the day before its end
	Currency  money.Currency
	Rates     metric.RatePolicy // "" for the organisation's
	Parent    ID                // the goal that this one is a part of
	Guards    []Guard           // what must hold besides
	Why       string            // the objective it serves, in words
	Actions   []string          // what will be done for it
	Checks    []period.Date     // days on which it is looked at
}

// ID names a goal within its organisation.
type ID string

// Aim says on which side of the value the goal is reached.
type Aim string

// The aims.
const (
	AtLeast Aim = "at_least"
	AtMost  Aim = "at_most"
	Between Aim = "between"
)

// Change is a goal stated as a difference: Value is Baseline changed by By.
type Change struct {
	Kind     ChangeKind
	By       money.Amount // relative: 0.2 for +20 %; points: 0.1 for +10 points; −0.1 to fall
	Baseline money.Amount // what it started from
	Over     period.Range // the days in which the baseline was measured; empty when it was only stated
	Measured period.Date  // the day as of which it was measured; 0 when it was only stated
	// Of is churn when a goal on retention was meant as so much less churn.
	Of metric.Series
}

// ChangeKind says how a change is counted.
type ChangeKind string

// The kinds of change.
const (
	Relative ChangeKind = "relative" // Baseline × (1 + By)
	Points   ChangeKind = "points"   // Baseline + By, of a share
	Amount   ChangeKind = "amount"   // Baseline + By, of anything else
	FromTo   ChangeKind = "from_to"  // from Baseline to Value; By is their difference
)

// Guard is a guardrail: a second metric that must stay on its side of a value
// over the goal's window. A goal that is hit while a guard is broken is met
// with breach.
type Guard struct {
	Metric metric.Series
	Scope  []org.NodeID
	Aim    Aim
	Value  money.Amount
	Upper  *money.Amount
}
