package scorecard

import (
	"cmp"
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// lines returns what the nodes were held to, targets before goals.
func (s *Service) lines(ctx context.Context, set setting, ids []org.NodeID) (map[org.NodeID][]Line, error) {
	all := map[org.NodeID][]Line{}
	for _, h := range set.held {
		if err := s.targetLines(ctx, set, h, ids, all); err != nil {
			return nil, err
		}
	}
	if err := s.goalLines(ctx, set, ids, all); err != nil {
		return nil, err
	}
	for id, lines := range all {
		all[id] = withoutDoubles(lines)
	}
	return all, nil
}

// targetLines adds the lines of a metric's targets. Where the period itself has
// none, the part of the shortest longer one that lies in it stands for it, and
// the longer one beside it, as it stands.
func (s *Service) targetLines(ctx context.Context, set setting, h held, ids []org.NodeID, all map[org.NodeID][]Line) error {
	own, err := s.Figures.Each(ctx, access.System(set.org.ID), attain.Query{Metric: h.metric, Period: set.period, AsOf: set.asOf}, ids)
	if err != nil {
		return err
	}
	var open []org.NodeID // who has no target for the period itself
	for _, id := range ids {
		f, ok := own[id]
		switch {
		case ok && f.Target != nil:
			all[id] = append(all[id], set.target(f))
		case ok:
			open = append(open, id)
		}
	}
	for _, w := range h.windows {
		if len(open) == 0 {
			return nil
		}
		if w.Start > set.period.Start || w.End < set.period.End || w == set.period.Range {
			continue
		}
		longer, err := s.Figures.Each(ctx, access.System(set.org.ID), attain.Query{Metric: h.metric, Period: period.NewCustom(w), AsOf: set.asOf}, open)
		if err != nil {
			return err
		}
		var still []org.NodeID
		for _, id := range open {
			f, ok := longer[id]
			if !ok || f.Target == nil {
				still = append(still, id)
				continue
			}
			part, divides, err := s.part(ctx, set, f, own[id])
			if err != nil {
				return err
			}
			if divides {
				all[id] = append(all[id], part)
			}
			all[id] = append(all[id], set.target(f))
		}
		open = still
	}
	return nil
}

// target returns figures with a target as a line.
func (set setting) target(f attain.Figures) Line {
	l := Line{Key: foresee.SubjectOf(f).Key(), Kind: OfTarget, Metric: f.Metric.ID, Name: f.Metric.Name, Unit: f.Metric.Unit, Currency: f.Currency, Lower: f.Metric.Direction == metric.Lower,
		Start: f.Period.Start, End: f.Period.End, Factor: set.factor(f.Metric.ID), Target: f.Target, Actual: f.Actual, Attainment: f.Attainment, Gap: f.Gap}
	if f.Covered != nil {
		l.Actual = f.Covered
	}
	l.Status = foresee.StatusOf(f.Metric, foresee.OutcomeOf(f), nil)
	if l.End > set.asOf+1 {
		for _, p := range f.Pace {
			if p.Curve == attain.WorkingDays {
				expected := p.Expected
				l.Expected, l.Pace = &expected, p.Index
			}
		}
	}
	return l
}

// part returns the part of a longer target that lies in the period, by working
// days; ok is false for what does not divide by days. The parts of the periods
// of a longer one sum to it.
func (s *Service) part(ctx context.Context, set setting, longer, own attain.Figures) (l Line, ok bool, err error) {
	m := longer.Metric
	if m.Shape != metric.Sum || m.Direction == metric.Lower {
		return l, false, nil
	}
	target := partOf(*longer.Target, longer.Period.Range, set.period.Range, set.org.Calendar)
	l = Line{Key: "part " + set.period.Range.String() + " of " + foresee.SubjectOf(longer).Key(), Kind: OfPart, Metric: m.ID, Name: m.Name, Unit: m.Unit, Currency: longer.Currency,
		Start: set.period.Start, End: set.period.End, Factor: set.factor(m.ID), Target: &target, Actual: own.Actual, Status: foresee.Unsaid}
	if longer.Covered != nil { // the part that the target is for
		read, err := s.Figures.Spans(ctx, access.System(set.org.ID), attain.SpanQuery{Metric: m, Node: org.CreditedOf(own.Node.ID), Spans: []period.Range{set.days()}, AsOf: set.asOf})
		if err != nil {
			return l, false, err
		}
		l.Actual = read[0].Value
	}
	l.Why = "The part of the target of " + named(set.org.Calendar, longer.Period.Range).Label + " that lies in this period, by working days."
	if l.Actual == nil {
		return l, true, nil
	}
	gap := target - *l.Actual
	l.Gap = &gap
	if share, fine := money.Ratio(*l.Actual, target); fine && target > 0 {
		l.Attainment = &share
	}
	if !set.over() {
		expected := partOf(*longer.Target, longer.Period.Range, set.days(), set.org.Calendar)
		l.Expected = &expected
		if index, fine := money.Ratio(*l.Actual, expected); fine && expected > 0 {
			l.Pace = &index
		}
	}
	return l, true, nil
}

// partOf is the part of a target that is expected on some of its days: what the
// plan line climbs on them. Parts of days that follow on each other sum.
func partOf(target money.Amount, whole, days period.Range, c period.Calendar) money.Amount {
	until := func(day period.Date) money.Amount { return attain.Expected(target, whole, attain.WorkingDays, c, day) }
	return until(days.End-1) - until(days.Start-1)
}

// named returns the days as the period that the calendar knows them by.
func named(c period.Calendar, days period.Range) period.Period {
	for _, kind := range []period.Kind{period.Month, period.Quarter, period.Half, period.Year, period.Week} {
		if p := c.Containing(kind, days.Start); p.Range == days {
			return p
		}
	}
	return period.NewCustom(days)
}

// goalLines adds the goals whose time has to do with the period.
func (s *Service) goalLines(ctx context.Context, set setting, ids []org.NodeID, all map[org.NodeID][]Line) error {
	f := goal.Filter{States: []goal.State{goal.Accepted, goal.Active, goal.Closed}}
	if len(ids) == 1 {
		f.Owner = ids[0]
	}
	views, err := s.Figures.Goals(ctx, access.System(set.org.ID), goal.Actor{}, f, set.asOf)
	if err != nil {
		return err
	}
	wanted := make(map[org.NodeID]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	for _, v := range views {
		spec := v.Version.Spec
		if !wanted[spec.Owner] || spec.Window.IsOpen() || !spec.Window.Overlaps(set.period.Range) || spec.Window.End <= set.period.Start {
			continue
		}
		all[spec.Owner] = append(all[spec.Owner], set.goal(v))
	}
	return nil
}

// goal returns a goal as a line.
func (set setting) goal(v attain.GoalView) Line {
	spec := v.Version.Spec
	l := Line{Key: foresee.Subject{Goal: v.Goal.ID}.Key(), Kind: OfGoal, Goal: v.Goal.ID, Metric: spec.Metric, Name: cmp.Or(spec.Title, v.Readback), Unit: v.Metric.Unit, Currency: v.Standing.Currency,
		Lower: spec.Aim == goal.AtMost, Start: spec.Window.Start, End: spec.Window.End, Factor: set.factor(spec.Metric), Target: v.Standing.Target, Actual: v.Standing.Actual,
		Attainment: v.Standing.Attainment, Gap: v.Standing.Gap, Status: foresee.StatusOf(v.Metric, v.Standing.Outcome, nil)}
	return l
}

// withoutDoubles takes out the target that a goal of the same metric and time
// stands for: it is the goal.
func withoutDoubles(lines []Line) []Line {
	return slices.DeleteFunc(lines, func(l Line) bool {
		return l.Kind == OfTarget && slices.ContainsFunc(lines, func(o Line) bool {
			return o.Kind == OfGoal && o.Metric == l.Metric && o.Start == l.Start && o.End == l.End && o.Target != nil && l.Target != nil && *o.Target == *l.Target && o.Attainment != nil
		})
	})
}

// ahead adds where the lines end whose time runs.
func (s *Service) ahead(ctx context.Context, scope access.Scope, set setting, c *Card) error {
	for i := range c.Lines {
		l := &c.Lines[i]
		if l.End <= set.asOf+1 || l.Kind == OfPart {
			continue
		}
		var p foresee.Projection
		m, err := set.catalogue.Find(string(l.Metric))
		if err != nil {
			return err
		}
		if l.Kind == OfGoal {
			view, err := s.Figures.Goal(ctx, scope, goal.Actor{}, l.Goal, set.asOf)
			if err != nil {
				return err
			}
			if p, err = s.Foresee.GoalOutlook(ctx, scope, view, set.asOf); err != nil {
				return err
			}
			l.Status = foresee.StatusOf(view.Metric, view.Standing.Outcome, p.Chance)
		} else {
			o, err := s.Foresee.Outlook(ctx, scope, c.Node.ID, attain.Query{Metric: m, Period: period.NewCustom(l.Days()), AsOf: set.asOf})
			if err != nil {
				return err
			}
			p, l.Status = o.Projection, o.Status
		}
		l.take(p)
	}
	return nil
}

func (l *Line) take(p foresee.Projection) {
	l.Chance, l.Finish, l.Low, l.High = p.Chance, p.Mean, p.Quantile(10), p.Quantile(90)
}

// statuses sets the statuses of lines whose time runs, as they were projected
// last: the ones that lists show.
func (s *Service) statuses(ctx context.Context, set setting, all map[org.NodeID][]Line) error {
	var subjects []foresee.Subject
	for id, lines := range all {
		for _, l := range lines {
			if l.Kind == OfTarget && l.End > set.asOf+1 {
				subjects = append(subjects, foresee.Subject{Node: id, Metric: l.Metric, Window: l.Days()})
			}
		}
	}
	kept, err := s.Foresee.Kept(ctx, set.org.ID, subjects, set.asOf)
	if err != nil {
		return err
	}
	for _, lines := range all {
		for i := range lines {
			if p, ok := kept[lines[i].Key]; ok && lines[i].Status != foresee.Achieved {
				m, err := set.catalogue.Find(string(lines[i].Metric))
				if err != nil {
					return err
				}
				lines[i].Status = foresee.StatusOf(m, attain.Running, p.Chance)
				lines[i].take(p)
			}
		}
	}
	return nil
}
