package advise

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/smart"
)

// Check says what a goal would mean. What could not be read of it, with the
// fields that it is about, is told along with what is wrong. self is the goal's
// id when it is there already.
func (s *Service) Check(ctx context.Context, asker Asker, self goal.ID, spec goal.Spec, unread fault.Fields) (Advice, error) {
	set, err := s.setting(ctx, asker)
	if err != nil {
		return Advice{}, err
	}
	set.self = self
	wording := smart.Wording{}
	for _, f := range unread {
		switch f.Name {
		case "value", "change.baseline", "change.by":
			wording.NoValue = true
		}
	}
	a, err := s.judge(ctx, set, spec, wording, false)
	if err != nil {
		return a, err
	}
	a.Wrong = merge(unread, a.Wrong)
	return a, nil
}

// merge joins two lists of what is wrong: the first word on a field stays.
func merge(first, second fault.Fields) fault.Fields {
	said := map[string]bool{}
	for _, f := range first {
		said[f.Name] = true
	}
	for _, f := range second {
		if !said[f.Name] {
			first = append(first, f)
		}
	}
	return first
}

// Prepare returns the goal as it is to be stored: its baseline measured, its
// value resolved, and everything in order; an Invalid fault says what is not.
func (s *Service) Prepare(ctx context.Context, asker Asker, spec goal.Spec, unread fault.Fields) (goal.Spec, error) {
	set, err := s.setting(ctx, asker)
	if err != nil {
		return spec, err
	}
	a, err := s.resolve(ctx, set.narrowed(spec), spec)
	if err != nil {
		return spec, err
	}
	return a.Spec, merge(unread, a.Wrong).Err("the goal cannot be set as it is")
}

// Defaults fills in what a goal may leave out: the company as its owner, and
// the side on which its metric is better.
func (s *Service) Defaults(ctx context.Context, asker Asker, spec goal.Spec) (goal.Spec, error) {
	set, err := s.setting(ctx, asker)
	return s.defaults(set, spec), err
}

// Faults says what is wrong with a goal, without judging it.
func (s *Service) Faults(ctx context.Context, asker Asker, spec goal.Spec) (fault.Fields, error) {
	set, err := s.setting(ctx, asker)
	if err != nil {
		return nil, err
	}
	a, err := s.resolve(ctx, set.narrowed(spec), spec)
	return a.Wrong, err
}

// resolve measures, resolves and checks.
func (s *Service) resolve(ctx context.Context, set setting, spec goal.Spec) (Advice, error) {
	a := Advice{Spec: s.defaults(set, spec)}
	ids := append([]org.NodeID{a.Spec.Owner}, a.Spec.Scope...)
	for _, g := range a.Spec.Guards {
		ids = append(ids, g.Scope...)
	}
	if err := s.learn(ctx, set, ids...); err != nil {
		return a, err
	}
	if m, err := set.catalogue.Find(string(a.Spec.Metric)); err == nil && a.Spec.Metric != "" {
		a.Metric = &m
	}
	if n, ok := set.nodes[a.Spec.Owner]; ok {
		a.Owner = &n
	}
	for _, id := range a.Spec.Scope {
		if n, ok := set.nodes[id]; ok {
			a.Scope = append(a.Scope, n)
		}
	}
	if err := s.measure(ctx, set, &a); err != nil {
		return a, err
	}
	if err := s.placed(ctx, set, &a); err != nil {
		return a, err
	}
	wrong, odd := a.Spec.Check(set.goal())
	a.Wrong, a.Odd = merge(a.Wrong, wrong), odd
	if a.Metric != nil && a.Owner != nil && a.Spec.Window.Start > period.Always && !a.Spec.Window.Empty() {
		a.Readback = a.Spec.Readback(set.goal())
	}
	return a, nil
}

// defaults fills in what a goal may leave out.
func (s *Service) defaults(set setting, spec goal.Spec) goal.Spec {
	if spec.Owner == "" {
		spec.Owner = set.org.Root()
	}
	if spec.Aim == "" {
		spec.Aim = goal.AtLeast
		if m, err := set.catalogue.Find(string(spec.Metric)); err == nil && m.Direction == metric.Lower {
			spec.Aim = goal.AtMost
		}
	}
	return spec.Normal()
}

// measure finds the baseline that the goal asks for, and the value that follows.
func (s *Service) measure(ctx context.Context, set setting, a *Advice) error {
	c := a.Spec.Change
	if c == nil {
		return nil
	}
	if c.ToMeasure() && a.Metric != nil && a.Owner != nil {
		baseline, why, err := s.baseline(ctx, set, a.Spec, *a.Metric)
		if err != nil {
			return err
		}
		if baseline == nil {
			a.NoValue = true
			a.Wrong.Add("change.baseline", "cannot be measured %s: %s", goal.SayDays(c.Over), why)
			return nil
		}
		a.Spec = a.Spec.Measure(*baseline, set.today)
	}
	resolved, err := a.Spec.Resolve()
	if err != nil {
		a.Wrong.Add("change", "%v", err)
		return nil
	}
	a.Spec = resolved
	a.NoValue = resolved.Change.ToMeasure()
	return nil
}

// placed checks the goal's parent: it must be there.
func (s *Service) placed(ctx context.Context, set setting, a *Advice) error {
	if a.Spec.Parent == "" {
		return nil
	}
	found, err := s.store.Goals(ctx, access.System(set.org.ID), set.today, goal.Filter{IDs: []goal.ID{a.Spec.Parent}})
	if err == nil && len(found) == 0 {
		a.Wrong.Add("parent", "there is no goal %q here", a.Spec.Parent)
	}
	return err
}

// judge is resolve with the verdict. A partial goal is judged by what is there.
func (s *Service) judge(ctx context.Context, set setting, spec goal.Spec, wording smart.Wording, partial bool) (Advice, error) {
	set = set.narrowed(spec)
	a, err := s.resolve(ctx, set, spec)
	if err != nil {
		return a, err
	}
	a.NoValue = a.NoValue || wording.NoValue
	wording.NoValue = a.NoValue
	in, err := s.input(ctx, set, a, wording)
	if err != nil {
		return a, err
	}
	verdict := smart.Check(in)
	a.Verdict = &verdict
	if partial && a.NoValue {
		a.Readback = ""
	}
	return a, nil
}
