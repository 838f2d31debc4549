package smart

import (
	"fmt"
	"strings"

	"github.com/attainhq/attain/internal/plan/goal"
)

// specific: is it clear what is counted, how much, of what, by whom, and what
// a change means?
func (in Input) specific() Criterion {
	const metricPoints, quantityPoints, scopePoints, ownerPoints, kindPoints = 30, 20, 20, 15, 15
	var t tally
	if in.Metric.ID == "" {
		t.miss(Fail, metricPoints, "It does not say what is counted, or names something that is not counted here.",
			"Name what is counted, for example revenue, new customers or demos.", nil)
	} else {
		t.pass(metricPoints, "Counted is "+strings.ToLower(in.Metric.Name)+".")
	}
	if in.Wording.NoValue {
		t.miss(Fail, quantityPoints, "It does not say how much.", "Say how much: an amount, or a change against a stated time.", nil)
	} else {
		t.pass(quantityPoints, "The goal is "+in.demand()+".")
	}
	in.scopeTest(&t, scopePoints)
	switch {
	case in.Owner.Name == "":
		t.miss(Warn, ownerPoints, "Nobody is named who has it.", "Name the person or the team who has it.", nil)
	case in.Goal.EachOwner:
		t.pass(ownerPoints, "Everybody in "+in.Owner.Name+" has it for himself.")
	default:
		t.pass(ownerPoints, in.Owner.Name+" has it.")
	}
	in.kindTest(&t, kindPoints)
	return t.criterion("S", "Specific")
}

func (in Input) scopeTest(t *tally, points int) {
	switch {
	case len(in.Goal.Scope) > 0:
		t.pass(points, "It counts only "+in.scopeNames()+".")
	case in.Wording.NoScope:
		t.miss(Warn, points, "It does not say of what; everything is taken.",
			"Say whether all products, customers and channels count, or which.", nil)
	default:
		t.pass(points, "Everything counts.")
	}
}

// scopeNames names what counts, by ids where no names are known.
func (in Input) scopeNames() string {
	names := in.Scope
	if len(names) == 0 {
		for _, id := range in.Goal.Scope {
			names = append(names, string(id))
		}
	}
	return goal.And(names)
}

// kindTest: an ambiguity is never settled by the program.
func (in Input) kindTest(t *tally, points int) {
	for _, q := range in.Wording.Questions {
		t.note(Fail, 0, 0, "Not settled: "+q.Text)
		t.repairs = append(t.repairs, repair{Fail, "Answer the question: " + q.Text, nil})
	}
	for _, assumed := range in.Wording.Assumed {
		t.note(Warn, 0, 0, "Assumed: "+assumed)
		t.repairs = append(t.repairs, repair{Warn, "Confirm or change what was assumed: " + assumed, nil})
	}
	switch {
	case len(in.Wording.Questions) > 0:
		t.note(Fail, 0, points, "")
	case len(in.Wording.Assumed) > 0:
		t.note(Warn, points/2, points, "")
	default:
		t.pass(points, in.changeFact())
	}
}

// changeFact says how the value came about.
func (in Input) changeFact() string {
	c := in.Goal.Change
	if c == nil {
		return ""
	}
	from := in.say(c.Baseline)
	if c.Measured != 0 && !c.Over.Empty() {
		from += fmt.Sprintf(" (measured %s)", goal.SayDays(c.Over))
	}
	points := in.Goal.Value - c.Baseline
	text := fmt.Sprintf("From %s to %s", from, in.say(in.Goal.Value))
	relative := ""
	if c.Baseline != 0 {
		relative = signed(toFloat(points)/toFloat(c.Baseline)) + " relative"
	}
	switch c.Kind {
	case goal.Relative, goal.FromTo, goal.Points:
		if in.Metric.Unit == "share" {
			by := points * 100
			sign := "+"
			if by < 0 {
				sign, by = "−", -by
			}
			return strings.TrimSuffix(fmt.Sprintf("%s: %s%s percentage points, %s", text, sign, by.Readable(), relative), ", ") + "."
		}
		return strings.TrimSuffix(text+": "+relative, ": ") + "."
	default:
		return text + "."
	}
}
