package contest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// ID names a contest; it grows with time.
type ID string

// Contest is a contest with all that was decided on it.
type Contest struct {
	ID          ID
	Name        string
	Reason      string     // why it is held
	Node        org.NodeID // whose people take part: the company or a team
	Days        period.Range
	Rules       Rules
	State       State
	Revision    int64
	MadeBy      string
	ChangedAt   int64      // microseconds
	Rehearsal   *Rehearsal // of these rules; nil: none, or they changed since
	RehearsedOn period.Date
	Forms       map[org.NodeID]Form // what people's past said when it started: what they are held against stands from then on
	Result      *Result             // once it ended
	Steps       []Step              // what became of it, the earliest first
}

// Rules say who wins what.
type Rules struct {
	Metric  metric.Series
	Measure Measure
	Prize   Prize
	Guards  []goal.Guard // each person's own; a breach excludes him. Their scope is not used
}

// Measure says what somebody's number is held against.
type Measure string

// The measures.
const (
	Attainment  Measure = "attainment"  // his target, prorated to the days by working days
	Improvement Measure = "improvement" // his usual: an average working day of his past, drawn to that of the others as far as he is little known
	Surprise    Measure = "surprise"    // what his own past let expect: the percentile of what he did
)

// Winners says who gets a prize.
type Winners string

// Who wins.
const (
	Top   Winners = "top"   // the first places
	Reach Winners = "reach" // everybody who comes to the threshold
	Team  Winners = "team"  // all, when all of them together come to it
)

// Prize is what is won.
type Prize struct {
	To     Winners
	Places int // of Top
	// Threshold is a part of what people are held against: 1.05 is 105 %. Of
	// Surprise it is a percentile. Of Top it is the least that wins; 0: anything.
	Threshold money.Amount
	Amount    money.Amount // for each winner, of Top for each place; with Pot for all together
	Pot       bool         // of Reach and Team: the winners share Amount
}

// State says how far a contest is.
type State string

// The states.
const (
	Draft     State = "draft"
	Rehearsed State = "rehearsed" // it may be started
	Running   State = "running"   // also before its first day: the rules stand
	Ended     State = "ended"
	Withdrawn State = "withdrawn"
)

// Step is one thing that was done with a contest.
type Step struct {
	State  State
	On     period.Date
	By     string
	Reason string
}

// Bounds of a contest.
const (
	leastDays   = 7
	mostDays    = 366
	mostPlaces  = 100
	mostGuards  = 5
	nameLength  = 200
	reasonLimit = 2000
	mostTimes   = 10 // a threshold above ten times what somebody is held against is a slip
)

// Check returns what is wrong with a contest that is written down, by field.
// The metrics are those that the rules name.
func (c Contest) Check(find func(metric.Series) (metric.Metric, error)) error {
	var wrong fault.Fields
	if n := len([]rune(c.Name)); n == 0 || n > nameLength {
		wrong.Add("name", "give it a name of at most %d letters", nameLength)
	}
	if n := len([]rune(c.Reason)); n == 0 || n > reasonLimit {
		wrong.Add("reason", "say why it is held, so that people know what it is for")
	}
	switch c.Node.Kind() {
	case org.Company, org.Team:
	default:
		wrong.Add("node", "a contest is held among the people of the company or of a team")
	}
	if days, ok := c.Days.Days(); c.Days.Empty() || !ok || days < leastDays || days > mostDays {
		wrong.Add("end", "a contest runs for at least a week and at most a year")
	}
	c.Rules.check(&wrong, find)
	return wrong.Err("the contest cannot be kept like this")
}

func (r Rules) check(wrong *fault.Fields, find func(metric.Series) (metric.Metric, error)) {
	switch m, err := find(r.Metric); {
	case err != nil:
		wrong.Add("metric", "%s", err)
	case m.Shape != metric.Sum || m.Direction == metric.Lower:
		wrong.Add("metric", "%s does not add up day by day towards more; choose one that does, and make the other a guardrail", m.Name)
	}
	if !slices.Contains([]Measure{Attainment, Improvement, Surprise}, r.Measure) {
		wrong.Add("measure", "%q is no measure; use attainment, improvement or surprise", r.Measure)
	}
	r.Prize.check(wrong, r.Measure)
	if len(r.Guards) > mostGuards {
		wrong.Add("guards", "at most %d guardrails; more of them and nobody knows what is asked", mostGuards)
	}
	for i, g := range r.Guards {
		field := fmt.Sprintf("guards.%d", i)
		if _, err := find(g.Metric); err != nil {
			wrong.Add(field, "%s", err)
		}
		switch {
		case g.Aim != goal.AtMost && g.Aim != goal.AtLeast:
			wrong.Add(field, "a guardrail is at most or at least a value")
		case g.Metric == r.Metric:
			wrong.Add(field, "a guardrail watches something else than what is won by")
		}
	}
}

func (p Prize) check(wrong *fault.Fields, by Measure) {
	if p.Amount <= 0 {
		wrong.Add("amount", "the prize is above 0")
	}
	switch p.To {
	case Top:
		if p.Places < 1 || p.Places > mostPlaces {
			wrong.Add("places", "say how many places win, from 1 to %d", mostPlaces)
		}
		if p.Pot {
			wrong.Add("pot", "places have their prizes; ties share them")
		}
	case Reach, Team:
		if p.Threshold <= 0 {
			wrong.Add("threshold", "say what has to be reached")
		}
	default:
		wrong.Add("to", "%q is nobody; use top, reach or team", p.To)
	}
	if p.To == Team && by == Surprise {
		wrong.Add("measure", "a team has no percentile; use attainment or improvement")
	}
	most := mostTimes * money.Unit
	if by == Surprise {
		most = money.Unit - 1
	}
	if p.Threshold < 0 || p.Threshold > most {
		wrong.Add("threshold", "the threshold is from 0 to %s", most)
	}
}

// step returns the contest with one more thing that was done with it.
func (c Contest) step(to State, on period.Date, by, reason string) Contest {
	c.State = to
	c.Steps = append(slices.Clone(c.Steps), Step{to, on, by, reason})
	return c
}

// edit returns the contest with other words and rules. What was rehearsed of
// other rules, days or people is forgotten.
func (c Contest) edit(next Contest) (Contest, error) {
	if c.State != Draft && c.State != Rehearsed {
		return c, fault.New(fault.Conflict, "%s is %s; rules stand from the start on. Withdraw it and hold another", c.Name, c.State)
	}
	c.Name, c.Reason = strings.TrimSpace(next.Name), strings.TrimSpace(next.Reason)
	if c.Node != next.Node || c.Days != next.Days || !c.Rules.same(next.Rules) {
		c.State, c.Rehearsal, c.RehearsedOn = Draft, nil, 0
	}
	c.Node, c.Days, c.Rules = next.Node, next.Days, next.Rules
	return c, nil
}

func (r Rules) same(o Rules) bool {
	return r.Metric == o.Metric && r.Measure == o.Measure && r.Prize == o.Prize && slices.EqualFunc(r.Guards, o.Guards, func(a, b goal.Guard) bool {
		return a.Metric == b.Metric && a.Aim == b.Aim && a.Value == b.Value
	})
}

// start returns the contest as begun.
func (c Contest) start(on period.Date, by string) (Contest, error) {
	switch {
	case c.State == Draft:
		return c, fault.New(fault.Conflict, "%s was not rehearsed as it is now; rehearse it first, so that everybody knows who has a chance and what it costs", c.Name)
	case c.State != Rehearsed:
		return c, fault.New(fault.Conflict, "%s is %s already", c.Name, c.State)
	case c.Days.Start < on:
		return c, fault.New(fault.Conflict, "its first day, %s, is over; choose one from today on, so that people know the rules before they count", c.Days.Start)
	}
	return c.step(Running, on, by, ""), nil
}

// withdraw returns the contest as given up.
func (c Contest) withdraw(on period.Date, by, reason string) (Contest, error) {
	reason = strings.TrimSpace(reason)
	switch {
	case c.State == Ended || c.State == Withdrawn:
		return c, fault.New(fault.Conflict, "%s is %s already", c.Name, c.State)
	case reason == "":
		var wrong fault.Fields
		wrong.Add("reason", "say why, for those who take part")
		return c, wrong.Err("a reason is needed")
	}
	return c.step(Withdrawn, on, by, reason), nil
}

// end returns the contest as over, with its result.
func (c Contest) end(on period.Date, by string, r Result) (Contest, error) {
	switch {
	case c.State != Running:
		return c, fault.New(fault.Conflict, "%s is %s; only one that runs can end", c.Name, c.State)
	case on < c.Days.End:
		return c, fault.New(fault.Conflict, "%s runs through %s; end it afterwards", c.Name, c.Days.End-1)
	}
	c.Result = &r
	return c.step(Ended, on, by, ""), nil
}
