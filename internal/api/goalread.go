package api

import (
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/planfile"
)

// read turns the input into a spec, with what cannot be read of it.
func (in goalInput) read() (goal.Spec, fault.Fields) {
	g := planfile.Goal{
		Title: in.Title, Sentence: in.Sentence, Owner: in.Owner, EachOwner: in.EachOwner, Metric: in.Metric, Scope: in.Scope, Aim: in.Aim,
		Value: in.Value, Upper: in.Upper, Each: in.Each, Start: in.Start, End: in.End, Currency: deref(in.Currency), Rates: in.Rates,
		Denominator: in.Denominator, Parent: deref(in.Parent), Why: in.Why, Actions: in.Actions, Checks: in.Checks,
	}
	if c := in.Change.Value; c != nil {
		g.Change = &planfile.Change{Kind: c.Kind, By: c.By, Baseline: c.Baseline, Of: deref(c.Of), Measured: deref(c.Measured)}
		if c.Over.Value != nil {
			g.Change.Start, g.Change.End = c.Over.Value.Start, c.Over.Value.End
		}
	}
	for _, guard := range in.Guards {
		g.Guards = append(g.Guards, planfile.Guard(guard))
	}
	return g.Spec()
}

func deref(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// inputOf shows a spec. Nothing stands for what is not known yet.
func inputOf(s goal.Spec, noValue bool) goalInput {
	g := planfile.GoalOf(s)
	in := goalInput{
		Title: g.Title, Sentence: g.Sentence, Owner: g.Owner, EachOwner: g.EachOwner, Metric: g.Metric, Scope: texts(g.Scope), Aim: g.Aim,
		Value: g.Value, Upper: g.Upper, Each: g.Each, Start: g.Start, End: g.End, Currency: text(g.Currency), Rates: g.Rates,
		Denominator: g.Denominator, Parent: text(g.Parent), Guards: []guardInput{}, Why: g.Why, Actions: texts(g.Actions), Checks: texts(g.Checks),
	}
	if noValue {
		in.Value = nil
	}
	if s.Window.End == 0 { // the zero window of a sentence without a deadline
		in.Start, in.End = "", ""
	}
	if c := g.Change; c != nil {
		shown := changeInput{Kind: c.Kind, By: c.By, Baseline: c.Baseline, Of: text(c.Of), Measured: text(c.Measured)}
		if c.Start != "" {
			shown.Over.Value = &daysInput{Start: c.Start, End: c.End}
		}
		in.Change.Value = &shown
	}
	for _, guard := range g.Guards {
		guard.Scope = texts(guard.Scope)
		in.Guards = append(in.Guards, guardInput(guard))
	}
	return in
}

func texts(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// valueOf returns the value that a spec demands; nil while it hangs on a
// baseline that is to be measured.
func valueOf(s goal.Spec) *money.Amount {
	if s.Change != nil && s.Change.ToMeasure() {
		return nil
	}
	return &s.Value
}

func dayOrNull(d period.Date) *period.Date {
	if d == 0 {
		return nil
	}
	return &d
}
