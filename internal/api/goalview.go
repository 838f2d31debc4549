package api

import (
	"slices"

	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// goalOf writes a goal as lists show it.
func goalOf(v attain.GoalView) goalView {
	out := goalView{
		ID: string(v.Goal.ID), State: v.State, Goal: inputOf(v.Version.Spec, false), OwnerNode: refOf(v.Owner), ScopeNodes: refsOf(v.Scope),
		MetricView: metricOf(v.Metric), Readback: v.Readback, Author: v.Goal.Author().By, CreatedAt: moment(v.Goal.Author().At),
		Version: v.Version.Number, Standing: standingOf(v), Guards: []guardView{}, Children: []goalChild{}, Contribution: v.Contribution.Share,
		Flags: texts(v.Flags), Approvals: []approvalView{}, Versions: []goalVersionView{}, History: []goalEventView{}, May: v.May, MayEdit: v.MayEdit,
	}
	if out.May == nil {
		out.May = []goal.Move{}
	}
	for _, g := range v.Standing.Guards {
		out.Guards = append(out.Guards, guardView{Metric: g.Metric, Name: g.Of.Name, Unit: g.Of.Unit, Aim: g.Aim, Value: g.Value, Upper: g.Upper,
			Actual: g.Actual, Holds: g.Holds, Text: g.Text})
	}
	if v.Parent != nil {
		out.Parent.Value = &GoalRef{ID: string(v.Parent.ID), Title: v.Parent.Spec().Title}
	}
	for _, child := range v.Children {
		spec := child.Goal.Spec()
		out.Children = append(out.Children, goalChild{GoalRef: GoalRef{ID: string(child.Goal.ID), Title: spec.Title}, OwnerNode: refOf(child.Owner),
			Value: valueOf(spec), Contribution: child.Contribution.Share})
	}
	for _, a := range v.Goal.Approvals() {
		out.Approvals = append(out.Approvals, approvalView{By: a.By, Role: string(a.Role), At: moment(a.At), Verdict: string(a.Verdict), Note: a.Note})
	}
	return out
}

// detailed adds what only a goal asked for by its id shows.
func (out *goalView) detailed(v attain.GoalView) {
	for _, version := range v.Goal.Versions {
		out.Versions = append(out.Versions, goalVersionView{Version: version.Number, Value: valueOf(version.Spec), Goal: inputOf(version.Spec, false), Author: version.Author,
			RecordedAt: moment(version.RecordedAt), KnownOn: version.Known.Start, EffectiveOn: dayOrNull(version.From), Reason: version.Reason})
	}
	for _, e := range slices.Backward(v.Goal.Events) {
		out.History = append(out.History, goalEventView{At: moment(e.At), By: e.By, Role: string(e.Role), What: string(e.What), State: string(e.State), Version: e.Version, Note: e.Note})
	}
}

func standingOf(v attain.GoalView) standingView {
	s := v.Standing
	out := standingView{Actual: s.Actual, Target: s.Target, Attainment: s.Attainment, Progress: s.Progress, Gap: s.Gap, Result: string(s.Outcome), Reached: s.Reached,
		Text: s.Text, CurrencyEffect: s.CurrencyEffect, Steps: stepsOf(s.Steps), MetSteps: s.MetSteps, DueSteps: s.DueSteps, Unit: v.Metric.Unit,
		Currency: currencyOf(s.Currency), Owners: []ownerStanding{}, AsOf: s.AsOf, Notes: texts(s.Notes), Filling: s.Filling,
		Outlook: briefOf(foresee.StatusOf(v.Metric, s.Outcome, nil), foresee.Projection{})}
	for _, o := range s.Owners {
		out.Owners = append(out.Owners, ownerStanding{Node: refOf(o.Node), Actual: o.Actual, Attainment: o.Attainment, Result: string(o.Outcome)})
	}
	return out
}

func stepsOf(steps []attain.Step) []stepView {
	out := make([]stepView, 0, len(steps))
	for _, s := range steps {
		target := s.Target
		out = append(out, stepView{Period: s.Period.ID, Label: s.Period.Label, Start: s.Period.Start, End: s.Period.End, Actual: s.Actual, Target: &target, Met: s.Met})
	}
	return out
}

// progressOf writes the days of a goal.
func progressOf(p attain.GoalProgress) goalProgressView {
	out := goalProgressView{Points: make([]progressPoint, 0, len(p.Points)), Steps: stepsOf(p.Steps)}
	for _, point := range p.Points {
		out.Points = append(out.Points, progressPoint(point))
	}
	return out
}
