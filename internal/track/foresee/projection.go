package foresee

import (
	"strings"
	"time"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Subject is what a projection is about: a goal, or what a node is held to in a
// period.
type Subject struct {
	Goal   goal.ID    // "" for a target
	Node   org.NodeID // the owner
	Metric metric.Series
	Window period.Range // half-open
}

// Key names the subject among all of the organisation's. A goal keeps its key
// when it is revised.
func (s Subject) Key() string {
	if s.Goal != "" {
		return "goal " + string(s.Goal)
	}
	return strings.Join([]string{"target", string(s.Metric), s.Window.Start.String(), s.Window.End.String(), string(s.Node)}, " ")
}

// Projection says where a subject ends, as it was foreseen on a day. It is kept
// as it was given, so that it can be held against what came.
type Projection struct {
	Subject
	AsOf   period.Date // by what was known at the end of this day
	MadeAt int64       // microseconds
	Aim    goal.Aim
	Value  money.Amount  // that it was held to
	Upper  *money.Amount // of Between
	Actual *money.Amount // so far; nil when there was nothing to make it of
	Past   money.Amount  // the part of the window's working days that was over, 0 to 1

	Chance    *money.Amount   // that the aim is met, 0 to 1; nil: not available, or there is no aim
	Mean      *money.Amount   // of where it ends; nil: not available
	Quantiles []*money.Amount // at Levels; nil: further out than the data can say
	Parts     []Part          // that the end is made of; their means add up to Mean
	Deals     []Deal          // the largest open ones, the largest first
	Pipeline  *Pipeline       // nil where no opportunities count
	Method    Method
	Why       string // what it comes from, or why there is none, in words
	Again     bool   // it was foreseen afterwards, by what was known then
	Inputs    string // names everything that it was made of: the same inputs give the same projection
}

// Levels are the levels of Projection.Quantiles: 5 %, 10 % … 95 %.
const Levels = 19

// Level returns the level of the i-th quantile, from 0.
func Level(i int) float64 { return float64(i+1) / (Levels + 1) }

// Quantile returns where it ends or less with the chance of percent, a multiple
// of 5 from 5 to 95; nil when that is not available.
func (p Projection) Quantile(percent int) *money.Amount {
	const step = 5
	if i := percent/step - 1; percent%step == 0 && i >= 0 && i < len(p.Quantiles) {
		return p.Quantiles[i]
	}
	return nil
}

// Deal is what one open opportunity decides.
type Deal struct {
	ID      string        `json:"id"` // source/id
	Name    string        `json:"name"`
	Owner   org.NodeID    `json:"owner"`
	Stage   string        `json:"stage"`
	Amount  money.Amount  `json:"amount"`
	Chance  money.Amount  `json:"chance"`            // to be won in time
	With    *money.Amount `json:"with,omitempty"`    // chance of the aim when it is won; nil when it cannot be
	Without *money.Amount `json:"without,omitempty"` // and when it is not
}

// Pipeline says whether the open opportunities are enough.
type Pipeline struct {
	Open     int           `json:"open"`     // opportunities that are open
	Closing  int           `json:"closing"`  // of these, those that are expected to close in time
	Amount   money.Amount  `json:"amount"`   // of those, as it is said today
	Coverage *money.Amount `json:"coverage"` // Amount ÷ what is missing; nil without an aim or when nothing is missing
	Needed   *money.Amount `json:"needed"`   // of opportunities created at once, to close what the others leave; nil likewise, or when nothing is won in the days left
	WinRate  money.Amount  `json:"win_rate"` // of what is created today, the part that is won in time
	Latest   *period.Date  `json:"latest"`   // the last day on which a new opportunity has half of its final chance to be won in time; nil when nothing was ever won
	Passed   bool          `json:"passed"`   // that day is over
}

// Part is one part of where a subject ends.
type Part struct {
	Kind   PartKind      `json:"kind"`
	Mean   money.Amount  `json:"mean"`
	P10    *money.Amount `json:"p10"` // nil: further out than the data can say, as the next two
	P50    *money.Amount `json:"p50"`
	P90    *money.Amount `json:"p90"`
	Needed *money.Amount `json:"needed"` // what it must bring when the others bring their means; nil without an aim for at least a value
	Deals  int           `json:"deals"`  // open ones; of new ones as many as are expected to be won, rounded
}

// PartKind says what a part is made of.
type PartKind string

// The parts.
const (
	Won  PartKind = "won"  // what there is already
	Open PartKind = "open" // of opportunities that are open
	New  PartKind = "new"  // of opportunities that are not there yet
	Rest PartKind = "rest" // of what comes without an opportunity
)

// Method says what a projection comes from.
type Method string

// The methods.
const (
	ByDeals    Method = "deals"   // open and expected opportunities
	BySeries   Method = "series"  // the history of the metric itself
	ByBoth     Method = "both"    // opportunities, and a series of what comes without them
	ByRate     Method = "rate"    // so many of so many: cases to come at the rate of the past
	ByCertain  Method = "certain" // nothing can change it any more
	NoEvidence Method = "nothing" // there is not enough to say anything
)

// Latest returns of each subject the projection of the latest day.
func Latest(list []Projection) map[string]Projection {
	latest := map[string]Projection{}
	for _, p := range list {
		if last, ok := latest[p.Key()]; !ok || p.AsOf >= last.AsOf {
			latest[p.Key()] = p
		}
	}
	return latest
}

// Forgotten returns the days whose projections are no longer needed: those of
// the last months that are older than a week and no Monday, by which
// calibration goes.
func Forgotten(today period.Date) []period.Date {
	const recent, longest = 7, 92
	var days []period.Date
	for d := today.Add(-longest); d < today.Add(-recent); d++ {
		if d.Weekday() != time.Monday {
			days = append(days, d)
		}
	}
	return days
}
