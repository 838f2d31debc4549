package planfile

import (
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// File is a plan: what a plan file says, or what is stored. A part that a file
// leaves out is left as it is.
type File struct {
	Organisation string // id of the company in its source; "" for whichever it is
	Rates        []Rate
	Stages       []Stage
	Metrics      []Metric
	Targets      []Target
	Goals        []Goal
}

// Rate is a plan rate: one unit of From is worth Text units of To in plans.
type Rate struct {
	Line     int
	From, To money.Currency
	Text     string // the decimal number
	Valid    period.Range
}

// Stage is a stage of the funnel.
type Stage struct {
	Line int
	fact.Stage
}

// Metric is a metric of a user.
type Metric struct {
	Line int
	metric.Custom
}

// Target is a number for a node, a metric and a span of days; without a Value
// there is to be none.
type Target struct {
	Line   int
	Node   org.NodeID
	Metric metric.Series
	Days   period.Range
	Value  *money.Amount
	From   *period.Date // the day from which it counts; nil: see goal.TargetChange
	Reason string
}

// Goal is a goal as text: what a form, a file or a program writes. An empty
// text, and a nil one, say nothing.
type Goal struct {
	Line int    // in the file; 0 elsewhere
	Key  string // the goal's id
	// State is how far the goal's life is to be at least: draft, proposed,
	// active or closed.
	State   string
	Answers map[string]string // to what the sentence leaves open

	Title       string
	Sentence    string
	Owner       string
	EachOwner   bool
	Metric      string
	Scope       []string
	Aim         string
	Value       *string
	Upper       *string
	Change      *Change
	Each        string
	Start       string
	End         string
	Currency    string
	Rates       string
	Denominator string
	Parent      string
	Guards      []Guard
	Why         string
	Actions     []string
	Checks      []string
}

// Change is a goal.Change as text.
type Change struct {
	Kind       string
	By         string
	Baseline   *string
	Start, End string // over which the baseline is measured; "" when it was only stated
	Of         string
	Measured   string
}

// Guard is a goal.Guard as text.
type Guard struct {
	Metric string
	Scope  []string
	Aim    string
	Value  *string
	Upper  *string
}

// Structured reports whether the goal says itself what it demands, so that its
// sentence need not be understood.
func (g Goal) Structured() bool { return g.Metric != "" }
