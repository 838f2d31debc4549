package checkin

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/insight/funnel"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/foresee"
)

// Section is a part of an agenda.
type Section string

// The sections, in their order.
const (
	Changed     Section = "changed"     // since last time
	Promised    Section = "promised"    // what was promised
	Risk        Section = "risk"        // what may go wrong
	Recognition Section = "recognition" // what went well
)

// Agenda is what a check-in is about, and the numbers that it was written from.
type Agenda struct {
	AsOf  period.Date `json:"as_of"` // by what was known at the end of this day; 0 when it was never written
	Since period.Date `json:"since"` // the as-of day of the check-in before; 0 for the first
	Lines []Line      `json:"lines"`
	Aims  []Aim       `json:"aims"` // with which the next check-in compares
}

// Line is one thing to talk about.
type Line struct {
	Section Section `json:"section"`
	Kind    string  `json:"kind"`
	Text    string  `json:"text"` // a sentence with its number
	Of      Ref     `json:"of"`
}

// Ref is what a line is about, so that a page can lead there.
type Ref struct {
	Goal       goal.ID       `json:"goal,omitempty"`
	Node       org.NodeID    `json:"node,omitempty"`   // the report, or a team that he leads
	Metric     metric.Series `json:"metric,omitempty"` // of the node, from Start to End
	Start      period.Date   `json:"start,omitempty"`
	End        period.Date   `json:"end,omitempty"`
	Deal       string        `json:"deal,omitempty"` // source/id
	Commitment CommitmentID  `json:"commitment,omitempty"`
}

// Aim is how a goal or a target of the report stood.
type Aim struct {
	Key        string         `json:"key"` // of the same goal or target, whenever it is asked for
	Title      string         `json:"title"`
	Of         Ref            `json:"of"`
	Days       period.Range   `json:"days"`
	Unit       metric.Unit    `json:"unit"`
	Currency   money.Currency `json:"currency,omitempty"`
	Actual     *money.Amount  `json:"actual,omitempty"`
	Target     *money.Amount  `json:"target,omitempty"`
	Attainment *money.Amount  `json:"attainment,omitempty"`
	Chance     *money.Amount  `json:"chance,omitempty"` // to reach it; nil: not projected yet
	Status     foresee.Status `json:"status"`
}

// Deal is an opportunity of the report, as far as an agenda is about it.
type Deal struct {
	ID       string
	Name     string
	Worth    *money.Amount // nil: not known
	State    metric.ProspectState
	Ended    period.Date      // of what is not open
	Stuck    *funnel.Standing // nil: it is not
	Expected period.Date      // close; period.Never: not said
	Before   period.Date      // the close that was expected at the check-in before; 0: it was not open then
}

// Pledge is a commitment with how it stands.
type Pledge struct {
	Commitment
	Owner    string // by name
	Metric   metric.Metric
	Measured *money.Amount
	Standing Promise
}

// Input is what an agenda is written from.
type Input struct {
	AsOf, Since period.Date
	Currency    money.Currency
	Before, Now []Aim
	Deals       []Deal
	Pledges     []Pledge // those that were open at the check-in before, or made in it
}

// Write makes the agenda. The same input gives the same lines.
func Write(in Input) Agenda {
	a := Agenda{AsOf: in.AsOf, Since: in.Since, Aims: in.Now}
	lines := slices.Concat(in.moved(), in.ended(), in.slipped(), in.promised(), in.risks(), in.recognised())
	order := []Section{Changed, Promised, Risk, Recognition}
	slices.SortStableFunc(lines, func(a, b Line) int {
		return cmp.Compare(slices.Index(order, a.Section), slices.Index(order, b.Section))
	})
	a.Lines = append([]Line{}, lines...)
	return a
}

// moved tells how goals and targets moved.
func (in Input) moved() []Line {
	before := map[string]Aim{}
	for _, a := range in.Before {
		before[a.Key] = a
	}
	var lines []Line
	for _, now := range in.Now {
		was, known := before[now.Key]
		switch {
		case !known:
			lines = append(lines, now.line("stands", now.stands()))
		case equal(was.Actual, now.Actual) && equal(was.Target, now.Target) && was.Status == now.Status && !now.swung(was):
		default:
			lines = append(lines, now.line("moved", now.since(was)))
		}
	}
	return lines
}

func (a Aim) line(kind, text string) Line {
	return Line{Section: Changed, Kind: kind, Text: text, Of: a.Of}
}

// stands says where the aim is, for the first time.
func (a Aim) stands() string {
	text := a.Title + ": " + a.where()
	if word := a.status(); word != "" {
		text += "; " + word
	}
	return text + a.chance() + "."
}

// since says how the aim moved.
func (a Aim) since(was Aim) string {
	text := a.Title + ": " + a.where()
	switch {
	case a.Attainment != nil && was.Attainment != nil && percent(*a.Attainment) != percent(*was.Attainment):
		text += ", " + percent(*was.Attainment) + " last time"
	case a.Actual != nil && was.Actual != nil && *a.Actual != *was.Actual:
		text += ", " + a.say(*was.Actual) + " last time"
	}
	if a.Actual != nil && was.Actual != nil && *a.Actual != *was.Actual {
		text += " (" + a.difference(*a.Actual-*was.Actual) + ")"
	}
	if !equal(a.Target, was.Target) {
		text += "; the target was " + a.orNone(was.Target)
	}
	if a.Status != was.Status {
		text += fmt.Sprintf("; %s now, %s then", or(a.status(), "not said"), or(was.status(), "not said"))
	}
	if a.swung(was) {
		text += fmt.Sprintf("; the chance went from %s to %s", percent(*was.Chance), percent(*a.Chance))
	}
	return text + "."
}

// swung reports whether the chance moved so far that people should talk of it.
func (a Aim) swung(was Aim) bool {
	const far = money.Unit / 10
	return a.Chance != nil && was.Chance != nil && max(*a.Chance-*was.Chance, *was.Chance-*a.Chance) >= far
}

// ended tells what was won and lost since.
func (in Input) ended() []Line {
	var lines []Line
	if in.Since == 0 {
		return nil
	}
	for _, part := range []struct {
		state metric.ProspectState
		kind  string
		word  string
	}{{metric.IsWon, "won", "Won"}, {metric.IsLost, "lost", "Lost"}} {
		var list []Deal
		for _, d := range in.Deals {
			if d.State == part.state && d.Ended > in.Since && d.Ended <= in.AsOf {
				list = append(list, d)
			}
		}
		lines = append(lines, in.each(list, Changed, part.kind, func(d Deal) string {
			return fmt.Sprintf("%s on %s: %s, %s.", part.word, goal.SayDay(d.Ended), d.Name, in.worth(d))
		})...)
	}
	return lines
}

// slipped tells which closes moved to a later day.
func (in Input) slipped() []Line {
	var list []Deal
	for _, d := range in.Deals {
		if d.State == metric.IsOpen && d.Before != 0 && d.Before != period.Never && d.Expected > d.Before {
			list = append(list, d)
		}
	}
	return in.each(list, Changed, "slipped", func(d Deal) string {
		to := "no day"
		if d.Expected != period.Never {
			to = goal.SayDay(d.Expected)
		}
		return fmt.Sprintf("Slipped from %s to %s: %s, %s.", goal.SayDay(d.Before), to, d.Name, in.worth(d))
	})
}

// promised tells what became of commitments.
func (in Input) promised() []Line {
	var lines []Line
	for _, p := range in.Pledges {
		text := fmt.Sprintf("%s: %s (%s by %s", p.Owner, p.Text, p.Standing, goal.SayDay(p.Due))
		switch {
		case p.Standing == Overdue:
			text = fmt.Sprintf("%s: %s (overdue since %s", p.Owner, p.Text, goal.SayDay(p.Due))
		case p.State != Open && p.SettledOn != 0:
			text = fmt.Sprintf("%s: %s (%s on %s", p.Owner, p.Text, p.Standing, goal.SayDay(p.SettledOn))
		}
		if p.Value != nil {
			so := "nothing known yet"
			if p.Measured != nil {
				so = goal.Say(*p.Measured, p.Metric.Unit, in.Currency)
			}
			text += fmt.Sprintf("; %s: %s of %s", p.Metric.Name, so, goal.Say(*p.Value, p.Metric.Unit, in.Currency))
		}
		if p.Reason != "" {
			text += "; " + p.Reason
		}
		lines = append(lines, Line{Section: Promised, Kind: string(p.Standing), Text: text + ").", Of: Ref{Commitment: p.ID}})
	}
	return lines
}

// risks tells what may go wrong: aims that are likely to be missed, and open
// deals that nobody moves.
func (in Input) risks() []Line {
	var lines []Line
	for _, a := range in.Now {
		if a.Status == foresee.AtRisk || a.Status == foresee.Behind {
			l := a.line("at_risk", fmt.Sprintf("%s is %s: %s%s.", a.Title, a.status(), a.where(), a.chance()))
			l.Section = Risk
			lines = append(lines, l)
		}
		if a.Status == foresee.Unsaid && a.Target != nil && a.Actual != nil && a.Days.End > in.AsOf {
			l := a.line("unsaid", fmt.Sprintf("How likely %s is to be reached was not known: it had not been projected.", a.Title))
			l.Section = Risk
			lines = append(lines, l)
		}
	}
	var passed, stuck []Deal
	for _, d := range in.Deals {
		switch {
		case d.State != metric.IsOpen:
		case d.Expected != period.Never && d.Expected < in.AsOf:
			passed = append(passed, d)
		case d.Stuck != nil:
			stuck = append(stuck, d)
		}
	}
	lines = append(lines, in.each(passed, Risk, "passed", func(d Deal) string {
		return fmt.Sprintf("The expected close of %s was %s, and it is still open: %s.", d.Name, goal.SayDay(d.Expected), in.worth(d))
	})...)
	return append(lines, in.each(stuck, Risk, "stuck", func(d Deal) string {
		return fmt.Sprintf("%s, %s, is in %s for %d days; %s.", d.Name, in.worth(d), d.Stuck.Stage, d.Stuck.Days, d.Stuck.SayUsual())
	})...)
}

// recognised tells what was reached since.
func (in Input) recognised() []Line {
	var lines []Line
	before := map[string]foresee.Status{}
	for _, a := range in.Before {
		before[a.Key] = a.Status
	}
	for _, a := range in.Now {
		if a.Status == foresee.Achieved && before[a.Key] != foresee.Achieved {
			l := a.line("reached", fmt.Sprintf("%s is reached: %s.", a.Title, a.where()))
			l.Section = Recognition
			lines = append(lines, l)
		}
	}
	kept := 0
	for _, p := range in.Pledges {
		if p.Standing == Done {
			kept++
		}
	}
	if kept > 0 && kept == len(in.Pledges) {
		lines = append(lines, Line{Section: Recognition, Kind: "kept", Text: fmt.Sprintf("Everything that was promised is done: %d of %d.", kept, kept)})
	}
	return lines
}

// mostDeals are the deals of one kind that an agenda names; it is to be talked
// through in half an hour.
const mostDeals = 5

// each writes a line for each of the largest deals, and one for the others.
func (in Input) each(deals []Deal, section Section, kind string, say func(Deal) string) []Line {
	slices.SortFunc(deals, func(a, b Deal) int {
		return cmp.Or(cmp.Compare(value(b.Worth), value(a.Worth)), cmp.Compare(a.ID, b.ID))
	})
	var lines []Line
	for i, d := range deals {
		if i == mostDeals {
			var left money.Amount
			for _, other := range deals[i:] {
				left += value(other.Worth)
			}
			text := fmt.Sprintf("And %d more of these, %s together.", len(deals)-i, goal.Say(left, metric.Money, in.Currency))
			return append(lines, Line{Section: section, Kind: kind, Text: text})
		}
		lines = append(lines, Line{Section: section, Kind: kind, Text: say(d), Of: Ref{Deal: d.ID}})
	}
	return lines
}

func (in Input) worth(d Deal) string {
	if d.Worth == nil {
		return "amount not known"
	}
	return goal.Say(*d.Worth, metric.Money, in.Currency)
}
