package goal

import (
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Revise returns the goal with a new version of its spec. same is true when it
// says nothing new, and then nothing changes.
//
// Once a goal has been proposed, loosening it needs a reason, and whoever agreed
// to it is asked again when what it demands changes. Of a goal that is running
// the new version counts from today on.
func (g Goal) Revise(spec Spec, who Who, when When, reason string, in Setting) (revised Goal, same bool, err error) {
	spec = spec.Normal()
	last := g.Latest()
	if err := g.MayEdit(who); err != nil {
		return g, false, err
	}
	if spec.Same(last.Spec) {
		return g, true, nil
	}
	if loosened := Loosened(last.Spec, spec, in); len(loosened) > 0 && reason == "" && g.State() != Draft {
		var wrong fault.Fields
		wrong.Add("reason", "is missing: %s; say why, so that everyone can see it", And(loosened))
		return g, false, wrong.Err("the goal would ask for less than was agreed")
	}
	next := SpecVersion{Number: len(g.Versions) + 1, Spec: spec, RecordedAt: when.At, Author: who.Name, AuthorID: who.ID, Reason: reason,
		Known: period.Range{Start: max(when.Day, last.Known.Start), End: period.Never}}
	if g.State() != Draft && spec.Window.Contains(when.Day) && when.Day > spec.Window.Start && !spec.SameDemands(last.Spec) {
		next.From = when.Day
	} else if spec.SameDemands(last.Spec) {
		next.From = last.From
	}
	g.Versions = slices.Clone(g.Versions)
	g.Versions[len(g.Versions)-1].Known.End = next.Known.Start
	g.Versions = append(g.Versions, next)
	switch {
	case spec.SameDemands(last.Spec):
		g.note(WasEdited, g.State(), who, when, reason)
	case g.State() == Draft:
		g.note(WasRevised, Draft, who, when, reason)
	default:
		g.note(WasRevised, Proposed, who, when, reason)
		g.implied(who, when)
		g.settle(who, when)
	}
	return g, false, nil
}

// MayEdit returns why somebody cannot change the goal; nil when he can.
func (g Goal) MayEdit(who Who) error {
	switch state := g.State(); {
	case state == Closed || state == Withdrawn:
		return fault.New(fault.Conflict, "the goal is %s, so it does not change any more; set a new one", state)
	case !anybody(who):
		return fault.New(fault.Forbidden, "only whoever wrote the goal, its owner or his managers can change it")
	default:
		return nil
	}
}

// Loosened returns in words how a goal would ask for less, or for something
// else, than it did; none when it asks for the same or for more.
func Loosened(from, to Spec, in Setting) []string {
	from, to = from.Normal(), to.Normal()
	if from.Metric != to.Metric {
		return []string{fmt.Sprintf("it counts %s instead of %s", metricName(in, to.Metric), metricName(in, from.Metric))}
	}
	if from.Aim != to.Aim {
		return []string{fmt.Sprintf("it asks for %s instead of %s", aimWord(to.Aim), aimWord(from.Aim))}
	}
	var list []string
	add := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	unit := unitOf(in, from.Metric)
	say := func(s Spec, value money.Amount) string { return Say(value, unit, s.currency(in)) }
	low, high := bounds(from.Aim, from.Value, from.Upper)
	newLow, newHigh := bounds(to.Aim, to.Value, to.Upper)
	if newLow < low {
		add("the value falls from %s to %s", say(from, low), say(to, newLow))
	}
	if newHigh > high {
		add("the limit rises from %s to %s", say(from, high), say(to, newHigh))
	}
	if from.currency(in) != to.currency(in) || from.Rates != to.Rates || from.Denominator != to.Denominator {
		add("it is counted in another way")
	}
	if !slices.Equal(from.Scope, to.Scope) {
		add("it counts %s instead of %s", scopeWords(in, to.Scope), scopeWords(in, from.Scope))
	}
	if from.Owner != to.Owner || from.EachOwner != to.EachOwner {
		add("it is the goal of %s instead of %s", ownerWords(in, to), ownerWords(in, from))
	}
	list = append(list, looserTime(from, to)...)
	for _, g := range from.Guards {
		if !slices.ContainsFunc(to.Guards, g.keptBy) {
			add("it no longer holds that %s", g.Say(in, from.currency(in)))
		}
	}
	return list
}

// looserTime says where the time of a goal gives way.
func looserTime(from, to Spec) []string {
	var list []string
	add := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	switch {
	case to.Window.End > from.Window.End:
		add("the deadline moves from %s to %s", SayDay(from.Window.End-1), SayDay(to.Window.End-1))
	case to.Window.End < from.Window.End && (from.Each != "" || from.Aim != AtLeast):
		add("it ends on %s instead of %s", SayDay(to.Window.End-1), SayDay(from.Window.End-1))
	}
	switch {
	case to.Window.Start < from.Window.Start && from.Aim == AtLeast && from.Each == "":
		add("it counts from %s on instead of %s", SayDay(to.Window.Start), SayDay(from.Window.Start))
	case to.Window.Start > from.Window.Start && (from.Each != "" || from.Aim != AtLeast):
		add("it begins on %s instead of %s", SayDay(to.Window.Start), SayDay(from.Window.Start))
	}
	if from.Each != to.Each {
		add("the value is for %s instead of %s", eachWords(to.Each), eachWords(from.Each))
	}
	return list
}

// keptBy reports whether the other guard asks for at least as much.
func (g Guard) keptBy(o Guard) bool {
	low, high := bounds(g.Aim, g.Value, g.Upper)
	otherLow, otherHigh := bounds(o.Aim, o.Value, o.Upper)
	return g.Metric == o.Metric && slices.Equal(g.Scope, o.Scope) && otherLow >= low && otherHigh <= high
}

func metricName(in Setting, s metric.Series) string {
	if m, err := in.Metric(s); err == nil {
		return lower(m.Name)
	}
	return string(s)
}

func unitOf(in Setting, s metric.Series) metric.Unit {
	m, err := in.Metric(s)
	if err != nil {
		return metric.Quantity
	}
	return m.Unit
}

func aimWord(a Aim) string {
	return map[Aim]string{AtLeast: "at least a value", AtMost: "at most a value", Between: "a value between two"}[a]
}

func scopeWords(in Setting, scope []org.NodeID) string {
	if len(scope) == 0 {
		return "everything"
	}
	return "only " + in.names(scope)
}

func ownerWords(in Setting, s Spec) string {
	if s.EachOwner {
		return "each person in " + in.name(s.Owner)
	}
	return in.name(s.Owner)
}

func eachWords(kind period.Kind) string {
	if word, ok := stepWord(kind); ok {
		return "each " + word
	}
	return "the whole time"
}
