package goal

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

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
	// Denominator says which version counts when the goal was changed within its
	// window; "" for the organisation's policy.
	Denominator org.Denominator
	Parent      ID            // the goal that this one is a part of
	Guards      []Guard       // what must hold besides
	Why         string        // the objective it serves, in words
	Actions     []string      // what will be done for it
	Checks      []period.Date // days on which it is looked at
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

// Valid reports whether the aim is one of the three.
func (a Aim) Valid() bool { return a == AtLeast || a == AtMost || a == Between }

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

// ToMeasure reports whether the baseline is asked for and not yet known.
func (c Change) ToMeasure() bool { return !c.Over.Empty() && c.Measured == 0 }

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

// EachDay is the Each of a goal that holds on every working day.
const EachDay period.Kind = "day"

// steps are what Each may be, in words.
var steps = []struct {
	kind period.Kind
	word string
}{
	{EachDay, "working day"}, {period.Week, "week"}, {period.Month, "month"}, {period.Quarter, "quarter"}, {period.Half, "half-year"}, {period.Year, "year"},
}

// StepWord names one period of an each goal: week, working day.
func StepWord(kind period.Kind) string {
	word, _ := stepWord(kind)
	return word
}

func stepWord(kind period.Kind) (word string, ok bool) {
	for _, s := range steps {
		if s.kind == kind {
			return s.word, true
		}
	}
	return "", false
}

// Steps returns the periods in each of which an Each goal holds: those that lie
// wholly within its window, of days those that are worked. A week that the
// window cuts demands nothing. There are none for other goals.
func (s Spec) Steps(c period.Calendar) []period.Period {
	if s.Each == "" || s.Window.Empty() || s.Window.IsOpen() {
		return nil
	}
	all, err := c.Between(s.Each, s.Window)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(all, func(p period.Period) bool {
		return p.Start < s.Window.Start || p.End > s.Window.End || s.Each == EachDay && !c.IsWorkingDay(p.Start)
	})
}

// Needs returns the series that must be kept for the goal and its guards to be
// measured.
func (s Spec) Needs(in Setting) ([]metric.Definition, error) {
	var needs []metric.Definition
	add := func(id metric.Series, scope []org.NodeID) error {
		m, err := in.Metric(id)
		if err != nil {
			return err
		}
		if len(scope) > 0 {
			m = m.In(scope)
			switch s.Owner.Kind() {
			case org.Person, org.Team, org.Company:
			default: // series with a scope are kept for people: a place is one more part of it
				m = m.In([]org.NodeID{s.Owner})
			}
		}
		needs = append(needs, m.Needs()...)
		return nil
	}
	if err := add(s.Metric, s.Scope); err != nil {
		return nil, err
	}
	for _, g := range s.Guards {
		if err := add(g.Metric, g.Scope); err != nil {
			return nil, err
		}
	}
	return needs, nil
}

// Normal returns the spec in its one form: texts trimmed, lists sorted and
// without repetitions, nothing where a list is empty.
func (s Spec) Normal() Spec {
	for _, text := range []*string{&s.Title, &s.Sentence, &s.Why} {
		*text = strings.TrimSpace(*text)
	}
	s.Scope = nodeSet(s.Scope)
	s.Guards = slices.Clone(s.Guards)
	for i := range s.Guards {
		s.Guards[i].Scope = nodeSet(s.Guards[i].Scope)
	}
	if len(s.Guards) == 0 {
		s.Guards = nil
	}
	var actions []string
	for _, a := range s.Actions {
		if a = strings.TrimSpace(a); a != "" {
			actions = append(actions, a)
		}
	}
	s.Actions = actions
	s.Checks = slices.Compact(slices.Sorted(slices.Values(s.Checks)))
	if len(s.Checks) == 0 {
		s.Checks = nil
	}
	if s.Aim == "" {
		s.Aim = AtLeast
	}
	return s
}

func nodeSet(ids []org.NodeID) []org.NodeID {
	if len(ids) == 0 {
		return nil
	}
	return slices.Compact(slices.SortedFunc(slices.Values(ids), cmp.Compare))
}

// Demands returns the part of the spec that somebody agrees to: everything but
// its words, its place in the tree of goals and when it is looked at.
func (s Spec) Demands() Spec {
	s = s.Normal()
	s.Title, s.Sentence, s.Why, s.Parent, s.Actions, s.Checks = "", "", "", "", nil, nil
	return s
}

// Same reports whether two specs say the same.
func (s Spec) Same(o Spec) bool { return reflect.DeepEqual(s.Normal(), o.Normal()) }

// SameDemands reports whether two specs demand the same.
func (s Spec) SameDemands(o Spec) bool { return reflect.DeepEqual(s.Demands(), o.Demands()) }
