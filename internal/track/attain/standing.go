package attain

import (
	"cmp"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Outcome says where a goal stands. It follows from values and the day alone,
// so it can go back: reached, then cancelled, is not reached.
type Outcome string

// The outcomes. The first three are of goals whose time is not over.
const (
	NotStarted    Outcome = "not_started"
	Running       Outcome = "open"
	Reached       Outcome = "reached" // so far; only of goals for at least a value
	Achieved      Outcome = "achieved"
	Missed        Outcome = "missed"
	MetWithBreach Outcome = "met_with_breach" // reached, but a guard is broken
	Unknown       Outcome = "unknown"         // its time is over, and nothing happened that it could be measured by
)

// Pursuit is what the standing of a goal is made from.
type Pursuit struct {
	Spec     goal.Spec
	Metric   metric.Metric
	Currency money.Currency // that its money is counted in
	AsOf     period.Date
	Closed   bool // before its time, by somebody
	Own      Pursued
	Owners   []Pursued // of an each-owner goal: one per person, in the order of their names
}

// Pursued is what was read for a goal at one node.
type Pursued struct {
	Node   org.Node
	Read   Reading   // over its whole time, as far as it counts
	Steps  []Step    // of an each goal; Met is still to be said, and what was not over when the goal was closed has no actual
	Target Target    // the value by the policy; of the zero value the spec's own
	Under  []Portion // what counted under each version, where the policy asks for it
	Guards []GuardStanding
}

// Step is one period of an each goal.
type Step struct {
	Period period.Period
	Actual *money.Amount
	Target money.Amount
	Met    *bool // nil while it is not over, or there is nothing to measure
}

// GuardStanding is how a guardrail holds.
type GuardStanding struct {
	goal.Guard
	Of     metric.Metric
	Actual *money.Amount
	Holds  *bool  // nil without an actual
	Text   string // in words

	Filling *money.Amount // as in Reading
}

// Standing is how a goal stands on a day.
type Standing struct {
	AsOf           period.Date
	Currency       money.Currency // "" unless the metric is money
	Actual         *money.Amount
	Target         *money.Amount
	Attainment     *money.Amount // of an each-owner goal: the part of the people who reached it
	Progress       *money.Amount // the part of the way from the baseline to the value, below 0 when it is further away; of a sum its part; nil without a baseline
	Gap            *money.Amount // what is missing on the good side; negative is a cushion
	Outcome        Outcome
	Reached        *bool // whether it holds now; nil when nobody knows
	Text           string
	CurrencyEffect *money.Amount
	Steps          []Step
	MetSteps       int
	DueSteps       int             // that are over and can be measured
	Owners         []OwnerStanding // of an each-owner goal, those that the reader sees
	People         int             // how many have an each-owner goal
	MetOwners      int             // and how many of them reached it
	Guards         []GuardStanding
	Notes          []string
	Filling        *money.Amount // as in Reading, of its metric or a guard's: nobody knows yet how it stands
}

// OwnerStanding is how one person stands in an each-owner goal.
type OwnerStanding struct {
	Node org.Node
	Standing
}

// Stand says how a goal stands.
func Stand(p Pursuit) Standing {
	if !p.Spec.EachOwner {
		return p.stand(p.Own)
	}
	s := Standing{AsOf: p.AsOf, Currency: p.currency(), Target: &p.Spec.Value, Notes: p.Own.Read.Notes}
	unknown, breached := 0, false
	for _, o := range p.Owners {
		own := OwnerStanding{o.Node, p.stand(o)}
		s.Owners = append(s.Owners, own)
		s.Filling = cmp.Or(s.Filling, own.Filling)
		switch {
		case own.Reached == nil:
			unknown++
		case *own.Reached:
			s.MetOwners++
			breached = breached || broken(own.Guards) != nil
		}
	}
	s.People = len(s.Owners)
	if n := s.People; n > 0 {
		part, _ := money.Ratio(money.FromInt(int64(s.MetOwners)), money.FromInt(int64(n)))
		s.Attainment = &part
		if unknown < n {
			all := s.MetOwners == n
			s.Reached = &all
		}
	}
	s.Outcome = p.outcome(s.Reached, breached)
	if s.Outcome == Reached && p.Spec.Each != "" {
		s.Outcome = Running // there are more periods to come
	}
	s.Text = p.ownersText(s)
	p.unfilled(&s)
	return s
}

// stand says how the goal stands at one node.
func (p Pursuit) stand(o Pursued) Standing {
	s := Standing{AsOf: p.AsOf, Currency: p.currency(), CurrencyEffect: o.Read.Effect(), Notes: append([]string(nil), o.Read.Notes...)}
	for _, g := range o.Guards {
		s.Guards = append(s.Guards, p.guard(g))
	}
	if p.Spec.Each != "" {
		p.stepped(&s, o)
	} else {
		p.measured(&s, o)
	}
	s.Text = p.text(s)
	if s.Outcome != NotStarted {
		s.Text += p.breach(s)
	}
	s.Filling = o.filling()
	p.unfilled(&s)
	return s
}

// filling returns the part that is done of what is being counted for the goal;
// nil when all is.
func (o Pursued) filling() *money.Amount {
	share := o.Read.Filling
	for _, g := range o.Guards {
		share = cmp.Or(share, g.Filling)
	}
	return share
}

// unfilled takes back what cannot be said while something is being counted.
func (p Pursuit) unfilled(s *Standing) {
	if s.Filling == nil {
		return
	}
	s.Attainment, s.Reached, s.MetOwners = nil, nil, 0
	s.Outcome = p.outcome(nil, false)
	if s.Outcome != NotStarted {
		s.Text = sayFilling(*s.Filling)
	}
}

func (p Pursuit) currency() money.Currency {
	if p.Metric.Unit != metric.Money {
		return ""
	}
	return p.Currency
}

// measured holds the value over the goal's whole time against what is demanded.
func (p Pursuit) measured(s *Standing, o Pursued) {
	target := p.Spec.Value
	if o.Target.Value != nil {
		target = *o.Target.Value
	}
	s.Actual, s.Target = o.Read.Value, &target
	if s.Actual != nil {
		s.Attainment, s.Gap = against(p.Spec.Aim, target, p.Spec.Upper, *s.Actual)
		holds := *s.Gap <= 0
		if p.Spec.Aim == goal.AtLeast && len(o.Under) > 0 {
			result := Attain(Input{Target: &target, Actual: s.Actual, Portions: o.Under, Still: true, Period: p.Spec.Window, AsOf: p.AsOf})
			s.Attainment, s.Gap = result.Attainment, result.Gap
			holds = *result.Gap <= 0
		}
		s.Reached = &holds
		s.Progress = p.progress(target, *s.Actual)
	}
	s.Outcome = p.outcome(s.Reached, broken(s.Guards) != nil)
}

// stepped says which periods were met.
func (p Pursuit) stepped(s *Standing, o Pursued) {
	missed := false
	for _, step := range o.Steps {
		step.Met = nil
		if p.AsOf >= step.Period.End && step.Actual != nil {
			met := goal.Holds(p.Spec.Aim, step.Target, p.Spec.Upper, *step.Actual)
			step.Met = &met
			s.DueSteps++
			if met {
				s.MetSteps++
			} else {
				missed = true
			}
		}
		if p.AsOf >= step.Period.Start { // the one that runs, or the last that did
			target := step.Target
			s.Actual, s.Target, s.Attainment, s.Gap = step.Actual, &target, nil, nil
			if step.Actual != nil {
				s.Attainment, s.Gap = against(p.Spec.Aim, target, p.Spec.Upper, *step.Actual)
			}
		}
		s.Steps = append(s.Steps, step)
	}
	if s.Target == nil {
		s.Target = &p.Spec.Value
	}
	if s.DueSteps > 0 {
		all := !missed
		s.Reached = &all
	}
	s.Outcome = p.outcome(s.Reached, broken(s.Guards) != nil)
	if s.Outcome == Reached {
		s.Outcome = Running // there are more periods to come
	}
}

// outcome says where a goal stands of which it is known whether it holds.
func (p Pursuit) outcome(reached *bool, breached bool) Outcome {
	over := p.AsOf >= p.Spec.Window.End || p.Closed
	switch {
	case p.AsOf < p.Spec.Window.Start:
		return NotStarted
	case !over && reached != nil && *reached && p.Spec.Aim == goal.AtLeast:
		return Reached
	case !over:
		return Running
	case reached == nil:
		return Unknown
	case !*reached:
		return Missed
	case breached:
		return MetWithBreach
	default:
		return Achieved
	}
}

// against returns how far the actual is from what is demanded. Attainment is
// actual ÷ target, turned round where the value is a limit; between two values
// it is 1. The gap is what is missing, or what is too much.
func against(aim goal.Aim, target money.Amount, upper *money.Amount, actual money.Amount) (attainment, gap *money.Amount) {
	missing, over := target-actual, actual-target
	switch {
	case aim == goal.AtMost:
		return ratio(target, actual), &over
	case aim != goal.Between || upper == nil:
		return ratio(actual, target), &missing
	}
	over = actual - *upper
	whole := money.Unit
	switch {
	case missing > 0:
		return ratio(actual, target), &missing
	case over > 0:
		return ratio(*upper, actual), &over
	default:
		nearest := max(missing, over)
		return &whole, &nearest
	}
}

// progress returns the part of the way from the baseline that was gone. What
// adds up day by day starts from nothing, whatever it was before.
func (p Pursuit) progress(target, actual money.Amount) *money.Amount {
	c := p.Spec.Change
	if c == nil || c.ToMeasure() || p.Spec.Aim == goal.Between {
		return nil
	}
	if p.Metric.Shape == metric.Sum {
		return ratio(actual, target)
	}
	way, gone := target-c.Baseline, actual-c.Baseline
	if way < 0 {
		way, gone = -way, -gone
	}
	return ratio(gone, way)
}

// guard says whether a guardrail holds.
func (p Pursuit) guard(g GuardStanding) GuardStanding {
	g.Holds = nil
	if g.Actual != nil {
		holds := goal.Holds(g.Aim, g.Value, g.Upper, *g.Actual)
		g.Holds = &holds
	}
	return g
}

// broken returns the first guard that does not hold; nil when all do.
func broken(guards []GuardStanding) *GuardStanding {
	for i, g := range guards {
		if g.Holds != nil && !*g.Holds {
			return &guards[i]
		}
	}
	return nil
}
