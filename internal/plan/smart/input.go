package smart

import (
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Input is a goal with everything that judging it needs. What is not known is
// nil, and its test is left out of the score.
type Input struct {
	Goal     goal.Spec // Value is the resolved one; see Wording.NoValue
	Today    period.Date
	Calendar period.Calendar
	Currency money.Currency // of values in money
	Wording  Wording
	Metric   Metric
	Owner    Owner
	Scope    []string // names of what the goal's scope holds
	History  History
	Foreseen *Foreseen // nil: by the history
	Data     Data

	Parent *Parent // nil: the goal is not a part of another
	Guards []Guard // the goal's guardrails, as they stand
	Others []Other // what else its owner is held to on the same days

	LeadTime  *int          // days from the first contact to the sale, on average
	Potential *money.Amount // what the whole market could bring in the window
	Capacity  *money.Amount // of a working day: as much as can be done

	courses map[string]course // what was forecast of the history already
}

// Foreseen is where the goal's value ends, as it is shown of the goal
// everywhere: there is one chance of a goal.
type Foreseen struct {
	Chance    float64 // that the goal is met
	Low, High float64 // what the chance may be, given how little is known
	Median    float64 // of the whole
	Mean      float64 // of the days to come
	Had       float64 // what there is already
	Basis     string  // what it comes from
}

// Wording is what a goal leaves open. A form leaves out less than a sentence.
type Wording struct {
	NoValue   bool // no number is known
	NoScope   bool // nobody has said whether everything counts
	Questions []Question
	Assumed   []string // what was assumed where the goal is silent, in words
}

// Question is an ambiguity that somebody has to settle.
type Question struct {
	Field string // of the goal, such as change.kind
	Text  string
}

// Owner is who has the goal.
type Owner struct {
	Name    string // "" when nobody is named
	Company bool   // it is the company itself
}

// Metric is what smart needs to know of a metric.
type Metric struct {
	ID          metric.Series // "" when the goal names none that is known
	Name        string
	Unit        metric.Unit
	Lower       bool // less is better
	Model       Model
	Least, Most *money.Amount // bounds of meaningful values
}

// Model says how a metric's future is foreseen.
type Model string

// The models.
const (
	Total   Model = "total"   // amounts that add up over time
	Counts  Model = "counts"  // whole things that add up over time
	Rate    Model = "rate"    // so many of so many: Num is a part of Den, both are counted
	Average Model = "average" // any other ratio, Num ÷ Den
	Level   Model = "level"   // what stands at the end of a month
)

// Point is what one month (or one window, see History.Span) brought.
type Point struct {
	Days     period.Range
	Value    money.Amount // of Total, Counts and Level
	Num, Den money.Amount // of Rate and Average
}

// History is what the metric has been for the goal's owner and scope.
type History struct {
	Points []Point // whole calendar months, the oldest first, without a gap
	// SoFar is what the part of the window before today brought: one point, or
	// one for each begun period of a goal with Each. It ends before today.
	SoFar []Point
	// Peers are the same months of a typical colleague: what is used where the
	// own history is too short.
	Peers []Point
	// Span is the number of months in each point; points that span more than
	// one begin a month apart and overlap. 0 is 1.
	Span int
	// Expected is how many cases of a Rate are still to come in the window; nil:
	// foreseen from the points.
	Expected *money.Amount
}

// Data is what is known about the facts behind the metric.
type Data struct {
	Source  bool         // there are such facts at all
	Why     string       // why there is no source, and what to do
	Newest  *period.Date // day of the newest fact
	Quality *int         // from 0 to 100
}

// Parent is the goal that this one is a part of.
type Parent struct {
	Title   string
	Metric  metric.Series
	Value   money.Amount
	Current *money.Amount // where it ends if nothing changes
}

// Guard is a guardrail with what stands now.
type Guard struct {
	Name   string
	Rule   goal.Guard
	Unit   metric.Unit
	Actual *money.Amount
}

// Other is another goal of the same owner.
type Other struct {
	Title string
	Goal  goal.Spec
}

// MinPoints is the shortest history from which a chance is stated with
// confidence.
const MinPoints = 6
