package smart

import (
	"fmt"
	"math"
	"strings"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/goal"
)

// relevant: does it serve something, by a way that is known, by enough to
// matter, and without breaking something else?
func (in Input) relevant() Criterion {
	const linkPoints, pathPoints, contributionPoints, conflictPoints = 30, 30, 25, 15
	var t tally
	switch {
	case in.Parent != nil:
		t.pass(linkPoints, fmt.Sprintf("It is a part of the goal %q.", in.Parent.Title))
	case in.Owner.Company:
		t.pass(linkPoints, "It is an objective of the company itself.")
	case in.Goal.Why != "":
		t.partly(Warn, linkPoints*2/3, linkPoints, "It says why, but it is not a part of a larger goal.", "Choose the larger goal that it is a part of.", nil)
	default:
		t.miss(Warn, linkPoints, "It has no parent: nothing says which larger goal it serves.", "Choose the larger goal that it is a part of.", nil)
	}
	in.pathTest(&t, pathPoints)
	in.contributionTest(&t, contributionPoints)
	in.conflictTest(&t, conflictPoints)
	return t.criterion("R", "Relevant")
}

// pathTest: does the metric drive the objective's?
func (in Input) pathTest(t *tally, points int) {
	if in.Metric.ID == "" {
		t.note(Warn, 0, points, "")
		return
	}
	objective := "revenue"
	if in.Parent != nil {
		objective = string(base(in.Parent.Metric))
	}
	path, known := drivePath(string(base(in.Metric.ID)), objective)
	switch {
	case !known:
		t.skip("What it drives is not known.")
	case path == nil && in.Parent == nil:
		t.pass(points, "It is an end in itself.")
	case path == nil:
		t.miss(Warn, points, fmt.Sprintf("%s is not known to drive %s.", in.Metric.Name, plain(objective)),
			"Choose a larger goal that this one drives.", nil)
	case len(path) == 1:
		t.pass(points, "It is measured as its objective is.")
	default:
		words := make([]string, len(path))
		for i, p := range path {
			words[i] = plain(p)
		}
		t.pass(points, "It drives its objective: "+strings.Join(words, " → ")+".")
	}
}

// contributionTest: Δ × sensitivity ÷ the parent's gap is at least 5 %.
func (in Input) contributionTest(t *tally, points int) {
	part, ok := in.contribution()
	if !ok {
		return
	}
	const least = 0.05
	fact := fmt.Sprintf("It brings about %s of what is missing for %q.", percent(part), in.Parent.Title)
	if part >= least {
		t.pass(points, fact)
		return
	}
	t.miss(Warn, points, fact, "Aim at something that moves the larger goal by 5% or more of what it lacks.", nil)
}

// contribution returns which part of the parent's gap the goal closes, where
// the two are counted alike; otherwise by the relative change of the driver.
func (in Input) contribution() (part float64, ok bool) {
	p := in.Parent
	if p == nil || in.Wording.NoValue || in.Metric.ID == "" {
		return 0, false
	}
	baseline, known := in.statusQuo()
	same := base(p.Metric) == base(in.Metric.ID) && in.Metric.Model != Rate && in.Metric.Model != Average && in.Metric.Model != Level
	switch {
	case same && p.Value > 0 && (p.Current == nil || *p.Current >= p.Value || !known):
		return toFloat(in.Goal.Value) / toFloat(p.Value), true
	case same && p.Value > 0:
		return (toFloat(in.Goal.Value) - baseline) / (toFloat(p.Value) - toFloat(*p.Current)), true
	case p.Current == nil || !known || baseline == 0 || *p.Current >= p.Value:
		return 0, false
	default:
		relative := math.Abs(toFloat(in.Goal.Value)/baseline - 1)
		return relative * toFloat(*p.Current) / (toFloat(p.Value) - toFloat(*p.Current)), true
	}
}

// statusQuo returns what the window brings if nothing changes.
func (in Input) statusQuo() (value float64, ok bool) {
	if o := in.outlook(in.remaining()); o != nil {
		return o.median(), true
	}
	if c := in.Goal.Change; c != nil {
		return toFloat(c.Baseline), true
	}
	return 0, false
}

// conflictTest: no guardrail contradicts the goal or is broken already, and no
// other goal of the owner asks for the opposite.
func (in Input) conflictTest(t *tally, points int) {
	clean := true
	for _, g := range in.Guards {
		switch {
		case g.Rule.Metric == in.Goal.Metric && sameScope(g.Rule.Scope, in.Goal.Scope) && contradicts(in.Goal, g.Rule.Aim, g.Rule.Value, g.Rule.Upper):
			clean = false
			t.note(Fail, 0, 0, fmt.Sprintf("The guardrail on %s cannot hold when the goal is reached.", strings.ToLower(g.Name)))
			t.repairs = append(t.repairs, repair{Fail, "Change the guardrail or the goal; both cannot be met.", nil})
		case g.Actual != nil && !Holds(g.Rule.Aim, g.Rule.Value, g.Rule.Upper, *g.Actual):
			clean = false
			t.note(Warn, 0, 0, fmt.Sprintf("The guardrail on %s is broken already: it stands at %s.", strings.ToLower(g.Name), goal.Say(*g.Actual, g.Unit, in.Currency)))
			t.repairs = append(t.repairs, repair{Warn, fmt.Sprintf("Plan first how %s comes back within its guardrail.", strings.ToLower(g.Name)), nil})
		}
	}
	for _, o := range in.Others {
		if o.Goal.Metric == in.Goal.Metric && sameScope(o.Goal.Scope, in.Goal.Scope) && o.Goal.Each == in.Goal.Each &&
			o.Goal.Window == in.Goal.Window && contradicts(in.Goal, o.Goal.Aim, o.Goal.Value, o.Goal.Upper) {
			clean = false
			t.note(Fail, 0, 0, fmt.Sprintf("It contradicts the goal %q of the same owner.", o.Title))
			t.repairs = append(t.repairs, repair{Fail, fmt.Sprintf("Close or change %q first.", o.Title), nil})
		}
	}
	if clean {
		t.pass(points, "It contradicts no guardrail and no other goal of its owner.")
		return
	}
	t.note(Warn, 0, points, "")
}

// Holds reports whether the actual is on the right side.
func Holds(aim goal.Aim, value money.Amount, upper *money.Amount, actual money.Amount) bool {
	switch aim {
	case goal.AtMost:
		return actual <= value
	case goal.Between:
		return actual >= value && (upper == nil || actual <= *upper)
	default:
		return actual >= value
	}
}

// contradicts reports whether no actual can satisfy both.
func contradicts(g goal.Spec, aim goal.Aim, value money.Amount, upper *money.Amount) bool {
	low, high := bounds(g.Aim, g.Value, g.Upper)
	otherLow, otherHigh := bounds(aim, value, upper)
	return max(low, otherLow) > min(high, otherHigh)
}

func bounds(aim goal.Aim, value money.Amount, upper *money.Amount) (low, high money.Amount) {
	switch {
	case aim == goal.AtMost:
		return math.MinInt64, value
	case aim == goal.Between && upper != nil:
		return value, *upper
	default:
		return value, math.MaxInt64
	}
}
