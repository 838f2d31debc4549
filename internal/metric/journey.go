package metric

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
)

// funnel finds what stages mean.
type funnel []fact.Stage

func newFunnel(stages []fact.Stage) funnel { return sortedFunnel(stages) }

// step is a step of a lead or an opportunity with what its stage means.
type step struct {
	stage    string
	day      period.Date
	position int // unplaced for a stage that the funnel does not have
	means    fact.Milestone
}

const unplaced = math.MinInt

// stage returns the stage that a source calls by the name. A stage that the
// funnel does not have still means something when it is one of the words that
// everybody understands.
func (f funnel) stage(object fact.EventKind, name string) (position int, means fact.Milestone) {
	for _, s := range f {
		if s.Object == object && strings.EqualFold(s.Name, name) {
			return s.Position, s.Means
		}
	}
	switch means = fact.Milestone(strings.ToLower(name)); means {
	case fact.Qualified, fact.Converted, fact.StageWon, fact.StageLost:
		return f.first(object, means), means
	}
	return unplaced, ""
}

// first returns the position of the first stage that means the milestone;
// unplaced when none does.
func (f funnel) first(object fact.EventKind, means fact.Milestone) int {
	for _, s := range f {
		if s.Object == object && s.Means == means {
			return s.Position
		}
	}
	return unplaced
}

// journey is how far a lead or an opportunity came, as known on a day.
type journey struct {
	fact.EventVersion
	funnel  funnel
	steps   []step       // up to the day, in order
	outcome fact.Outcome // on the day
	closed  period.Date  // day of the outcome; Never while there is none
	ended   bool         // it is said to be over, but not when: neither open nor won nor lost
}

// journey tells the story of a lead or an opportunity as far as it was known:
// steps and outcomes are known from their own days on.
func (f funnel) journey(e fact.EventVersion, known period.Date) journey {
	j := journey{EventVersion: e, funnel: f, closed: period.Never}
	all := f.steps(e.Event)
	for _, s := range all {
		if s.day <= known {
			j.steps = append(j.steps, s)
		}
	}
	outcome, closed := final(e.Event, all)
	switch {
	case outcome != fact.Open && closed <= known:
		j.outcome, j.closed = outcome, closed
	default:
		j.outcome, j.closed = told(j.steps)
		j.ended = j.outcome == fact.Open && outcome != fact.Open && closed == period.Never
	}
	return j
}

// steps returns the event's steps in the order in which they were taken.
func (f funnel) steps(e fact.Event) []step {
	steps := make([]step, len(e.Steps))
	for i, s := range e.Steps {
		position, means := f.stage(e.Kind, s.Stage)
		steps[i] = step{s.Stage, s.Day, position, means}
	}
	return inOrder(steps)
}

// inOrder sorts steps by day. Of one day, those that come later in the funnel
// come last.
func inOrder(steps []step) []step {
	slices.SortStableFunc(steps, func(a, b step) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(ends(a.means), ends(b.means)), cmp.Compare(a.position, b.position), cmp.Compare(a.stage, b.stage))
	})
	return steps
}

// final returns how the event ends by all that is said of it, and when; Never
// when it is over on a day that nobody says.
func final(e fact.Event, steps []step) (outcome fact.Outcome, closed period.Date) {
	outcome, closed = told(steps)
	if e.Outcome != fact.Open {
		outcome, closed = e.Outcome, period.Never
		for _, s := range steps {
			if outcomeOf(s.means) == outcome {
				closed = s.day
			}
		}
	}
	if outcome != fact.Open && e.Closed != 0 && e.Closed != period.Never {
		closed = e.Closed
	}
	return outcome, closed
}

// told returns the outcome that the last step means; Open and Never when it
// means none.
func told(steps []step) (fact.Outcome, period.Date) {
	if n := len(steps); n > 0 {
		if outcome := outcomeOf(steps[n-1].means); outcome != fact.Open {
			return outcome, steps[n-1].day
		}
	}
	return fact.Open, period.Never
}

func outcomeOf(m fact.Milestone) fact.Outcome {
	switch m {
	case fact.StageWon:
		return fact.Won
	case fact.StageLost:
		return fact.Lost
	default:
		return fact.Open
	}
}

// ends is 1 for a stage that ends the journey.
func ends(m fact.Milestone) int {
	if outcomeOf(m) == fact.Open {
		return 0
	}
	return 1
}

// isOpen reports whether it has not ended.
func (j journey) isOpen() bool { return j.outcome == fact.Open && !j.ended }

// latest returns the name of the last stage; "" when there was none.
func (j journey) latest() string {
	if n := len(j.steps); n > 0 {
		return j.steps[n-1].stage
	}
	return ""
}

// outcomeName is open, won or lost.
func (j journey) outcomeName() string {
	switch {
	case j.outcome != fact.Open:
		return string(j.outcome)
	case j.ended:
		return "ended"
	default:
		return "open"
	}
}

// won and lost return the day of the outcome; Never without it.
func (j journey) won() period.Date  { return j.when(fact.Won) }
func (j journey) lost() period.Date { return j.when(fact.Lost) }

func (j journey) when(outcome fact.Outcome) period.Date {
	if j.outcome == outcome {
		return j.closed
	}
	return period.Never
}

// passed returns the first day on which it stood at the position or beyond:
// who skips a stage has passed it. To be lost is no step forward, to be won is
// to have passed everything.
func (j journey) passed(position int) period.Date {
	day := j.won()
	for _, s := range j.steps {
		if s.means == fact.StageWon || s.means != fact.StageLost && position != unplaced && s.position >= position {
			day = min(day, s.day)
		}
	}
	return day
}

// reachedStage returns the first day at the stage or beyond; Never before.
func (j journey) reachedStage(name string) period.Date {
	position, means := j.funnel.stage(j.Kind, name)
	switch means {
	case fact.StageWon:
		return j.won()
	case fact.StageLost:
		return j.lost()
	}
	day := j.passed(position)
	for _, s := range j.steps {
		if strings.EqualFold(s.stage, name) {
			day = min(day, s.day)
		}
	}
	return day
}

// reachedMilestone returns the first day on which it was at one of the
// milestones, or beyond the first stage that means one.
func (j journey) reachedMilestone(of ...fact.Milestone) period.Date {
	day := period.Never
	for _, m := range of {
		day = min(day, j.passed(j.funnel.first(j.Kind, m)))
		for _, s := range j.steps {
			if s.means == m {
				day = min(day, s.day)
			}
		}
	}
	return day
}
