package attain

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/goal"
)

func (p Pursuit) say(value money.Amount) string { return goal.Say(value, p.Metric.Unit, p.currency()) }

// difference writes how far two values are apart; of shares in percentage
// points.
func (p Pursuit) difference(by money.Amount) string {
	if p.Metric.Unit == metric.Share {
		const percent = 100
		points := goal.Say(by*percent, metric.Points, "")
		return strings.Replace(points, "point", "percentage point", 1)
	}
	return p.say(by)
}

// left says how much time there is.
func (p Pursuit) left() string {
	switch days := int(p.Spec.Window.End - 1 - p.AsOf); days {
	case 0:
		return "today is the last day"
	case 1:
		return "1 day is left"
	default:
		return fmt.Sprintf("%d days are left", days)
	}
}

// text says how the goal stands in one plain sentence.
func (p Pursuit) text(s Standing) string {
	where := p.where(s)
	switch s.Outcome {
	case NotStarted:
		return "It starts on " + goal.SayDay(p.Spec.Window.Start) + "."
	case Unknown:
		return "Nothing happened that it could be measured by, so nobody knows whether it was reached."
	case Achieved:
		return "Achieved: " + where + "."
	case MetWithBreach:
		return "Met with breach: " + where + "."
	case Missed:
		return "Missed: " + where + p.missing(s) + "."
	case Reached:
		return "Reached: " + where + "; " + p.left() + "."
	default:
		return capital(where) + p.missing(s) + "; " + p.left() + "."
	}
}

// where says how far it is: €403,000 of €500,000 (80.6%), 7.4% with a limit of
// 8%.
func (p Pursuit) where(s Standing) string {
	if p.Spec.Each != "" {
		return p.stepsText(s)
	}
	if s.Actual == nil {
		return "nothing has happened yet that it could be measured by"
	}
	switch p.Spec.Aim {
	case goal.AtMost:
		return p.say(*s.Actual) + " with a limit of " + p.say(*s.Target)
	case goal.Between:
		return p.say(*s.Actual) + ", to be between " + p.say(*s.Target) + " and " + p.say(*p.Spec.Upper)
	}
	if p.Metric.Unit == metric.Share { // 20% of 25% would be 5%
		return p.say(*s.Actual) + " with a goal of " + p.say(*s.Target)
	}
	text := p.say(*s.Actual) + " of " + p.say(*s.Target)
	if s.Attainment != nil {
		text += " (" + goal.Say(*s.Attainment, metric.Share, "") + ")"
	}
	return text
}

// missing says by how much it does not hold; "" where it does.
func (p Pursuit) missing(s Standing) string {
	if s.Gap == nil || *s.Gap <= 0 || p.Spec.Each != "" {
		return ""
	}
	away := ""
	if s.Progress != nil && *s.Progress < 0 {
		away = ", further away than at the start"
	}
	switch {
	case p.Spec.Aim == goal.AtMost, p.Spec.Aim == goal.Between && *s.Actual > *s.Target:
		return ", " + p.difference(*s.Gap) + " too much" + away
	default:
		return ", " + p.difference(*s.Gap) + " missing" + away
	}
}

// stepsText says how many periods were met, and how the running one stands.
func (p Pursuit) stepsText(s Standing) string {
	word := goal.StepWord(p.Spec.Each)
	plural := func(n int) string {
		if n == 1 {
			return "1 " + word
		}
		return fmt.Sprintf("%d %ss", n, word)
	}
	var b strings.Builder
	switch over := p.AsOf >= p.Spec.Window.End || p.Closed; {
	case over:
		fmt.Fprintf(&b, "%d of %s met", s.MetSteps, plural(s.DueSteps))
		return b.String()
	case s.DueSteps > 0:
		fmt.Fprintf(&b, "%d of %s met so far, ", s.MetSteps, plural(s.DueSteps))
	}
	if s.Actual == nil {
		return b.String() + "nothing to measure in this " + word
	}
	aim := map[goal.Aim]string{goal.AtLeast: map[bool]string{true: "with a goal of", false: "of"}[p.Metric.Unit == metric.Share], goal.AtMost: "with a limit of", goal.Between: "from"}[p.Spec.Aim]
	fmt.Fprintf(&b, "%s %s %s in this %s", p.say(*s.Actual), aim, p.say(*s.Target), word)
	return b.String()
}

// breach names the guard that is broken.
func (p Pursuit) breach(s Standing) string {
	g := broken(s.Guards)
	if g == nil {
		return ""
	}
	return " But " + g.Text + "."
}

// ownersText says how many people have reached an each-owner goal.
func (p Pursuit) ownersText(s Standing) string {
	people := fmt.Sprintf("%d of %d people", s.MetOwners, len(s.Owners))
	if len(s.Owners) == 0 {
		return "There is nobody who has this goal."
	}
	switch s.Outcome {
	case NotStarted:
		return "It starts on " + goal.SayDay(p.Spec.Window.Start) + "."
	case Achieved:
		return "Achieved: " + people + " reached it."
	case MetWithBreach:
		return "Met with breach: " + people + " reached it, some with a guard broken."
	case Missed:
		return "Missed: " + people + " reached it."
	case Unknown:
		return "Nothing happened that it could be measured by, so nobody knows whether it was reached."
	default:
		return people + " have reached it so far; " + p.left() + "."
	}
}

// guardText says how a guardrail holds: average discount is 9%, to stay at or
// below 8%.
func guardText(g goal.Guard, m metric.Metric, actual *money.Amount, in goal.Setting, currency money.Currency) string {
	if actual == nil {
		return g.Say(in, currency) + ": nothing to measure yet"
	}
	return strings.Replace(g.Say(in, currency), " stays ", " is "+goal.Say(*actual, m.Unit, currency)+", to stay ", 1)
}

func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
