package checkin

import (
	"cmp"
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/insight/funnel"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// seen is what both of a pair may see: the numbers of the report and of the
// teams that he leads.
func seen(set setting, report org.NodeID) access.Scope {
	scope := access.Scope{OrgID: set.org.ID}
	for _, id := range set.held(report) {
		scope.Roots = append(scope.Roots, string(id))
	}
	return scope
}

// held returns the nodes that the person answers for.
func (set setting) held(person org.NodeID) []org.NodeID {
	nodes := []org.NodeID{person}
	for _, team := range set.teams.LedBy(person) {
		if !set.teams.Groups[team] {
			nodes = append(nodes, team)
		}
	}
	return nodes
}

// write makes the agenda of a pair as of a day. What it compares with are the
// numbers of the last check-in that was held, as they were kept then.
func (s *Service) write(ctx context.Context, set setting, by Reader, pair Pair, asOf period.Date) (Agenda, error) {
	in := Input{AsOf: asOf, Currency: set.org.Currency}
	held, err := s.store.Meetings(ctx, set.org.ID, by, MeetingFilter{Pair: &pair, States: []State{Held}, Limit: 1})
	if err != nil {
		return Agenda{}, err
	}
	f := CommitmentFilter{Pair: &pair, Open: true}
	if len(held) > 0 {
		in.Since, in.Before = held[0].Agenda.AsOf, held[0].Agenda.Aims
		f.Since = in.Since
	}
	list, err := s.store.Commitments(ctx, set.org.ID, by, f)
	if err != nil {
		return Agenda{}, err
	}
	if in.Pledges, err = s.pledges(ctx, set, list, asOf); err != nil {
		return Agenda{}, err
	}
	if in.Now, err = s.aims(ctx, set, pair.Report, in.Since, asOf); err != nil {
		return Agenda{}, err
	}
	if in.Deals, err = s.deals(ctx, set, pair.Report, in.Since, asOf); err != nil {
		return Agenda{}, err
	}
	return Write(in), nil
}

// pledges says how commitments stand on the day.
func (s *Service) pledges(ctx context.Context, set setting, list []Commitment, asOf period.Date) ([]Pledge, error) {
	out := make([]Pledge, 0, len(list))
	for _, c := range list {
		p := Pledge{Commitment: c}
		if c.Counted() {
			var err error
			if p.Metric, p.Measured, err = s.measured(ctx, set, c, asOf); err != nil {
				return nil, err
			}
		}
		p.Standing = c.Standing(p.Measured, p.Metric.Direction == metric.Lower, asOf)
		if err := s.name(ctx, set, c.Owner); err != nil {
			return nil, err
		}
		p.Owner = set.names[c.Owner].Name
		out = append(out, p)
	}
	return out, nil
}

// measured reads what the metric of a commitment came to; nil when nothing is
// known of it, or the metric is no more.
func (s *Service) measured(ctx context.Context, set setting, c Commitment, asOf period.Date) (metric.Metric, *money.Amount, error) {
	m, err := s.metric(ctx, set, c.Metric)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Invalid) {
		return metric.Metric{ID: c.Metric, Name: string(c.Metric), Unit: metric.Count}, nil, nil
	}
	if err != nil {
		return m, nil, err
	}
	days := c.Days().Through(asOf)
	if days.Empty() {
		return m, nil, nil
	}
	read, err := s.figures.Measure(ctx, seen(set, c.Report), m, c.Report, days, asOf)
	if fault.Is(err, fault.NotFound) { // he left
		return m, nil, nil
	}
	return m, read.Value, err
}

// aims returns how the targets and goals of the person stand that run on the
// day, or have ended since the other one.
func (s *Service) aims(ctx context.Context, set setting, person org.NodeID, since, asOf period.Date) ([]Aim, error) {
	scope := seen(set, person)
	var figures []attain.Figures
	var views []attain.GoalView
	for _, id := range set.held(person) {
		some, err := s.targets(ctx, set, scope, id, since, asOf)
		if err != nil {
			return nil, err
		}
		goals, err := s.figures.Goals(ctx, scope, goal.Actor{}, goal.Filter{Owner: id, States: []goal.State{goal.Accepted, goal.Active, goal.Closed}}, asOf)
		if err != nil {
			return nil, err
		}
		figures, views = append(figures, some...), append(views, goals...)
	}
	views = slices.DeleteFunc(views, func(v attain.GoalView) bool { return !wanted(v.Version.Spec.Window, since, asOf) })
	var subjects []foresee.Subject
	for _, f := range figures {
		subjects = append(subjects, foresee.SubjectOf(f))
	}
	for _, v := range views {
		subjects = append(subjects, foresee.Subject{Goal: v.Goal.ID})
	}
	kept, err := s.outlooks.Kept(ctx, set.org.ID, subjects, asOf)
	if err != nil {
		return nil, err
	}
	var aims []Aim
	for i, f := range figures {
		aims = append(aims, aimOf(set.org.Calendar, f, kept[subjects[i].Key()], asOf))
	}
	for i, v := range views {
		aims = append(aims, aimOfGoal(v, kept[subjects[len(figures)+i].Key()], asOf))
	}
	return aims, nil
}

// wanted reports whether the days run on the day, or ended after the other one.
func wanted(days period.Range, since, asOf period.Date) bool {
	return days.Start <= asOf && !days.IsOpen() && (days.End > asOf || since != 0 && days.End > since)
}

// targets returns the figures of a person's own targets, and those of a team,
// whose target may be the sum of its people's.
func (s *Service) targets(ctx context.Context, set setting, scope access.Scope, id org.NodeID, since, asOf period.Date) ([]attain.Figures, error) {
	catalogue, err := s.store.Catalogue(ctx, set.org.ID)
	if err != nil {
		return nil, err
	}
	var list []attain.Figures
	for _, m := range catalogue.All() {
		aims, err := s.store.Aims(ctx, set.org.ID, m.ID)
		if err != nil {
			return nil, err
		}
		var windows []period.Range
		for _, t := range aims.Targets {
			if (t.Node == id || id.Kind() == org.Team && (t.Node.Kind() == org.Person || t.Node.Kind() == org.Team)) && wanted(t.Period, since, asOf) {
				windows = append(windows, t.Period)
			}
		}
		slices.SortFunc(windows, func(a, b period.Range) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
		for _, window := range slices.Compact(windows) {
			f, err := s.figures.Node(ctx, scope, id, attain.Query{Metric: m, Period: period.NewCustom(window), AsOf: asOf})
			if fault.Is(err, fault.NotFound) {
				return nil, nil // he was not here then
			}
			if err != nil {
				return nil, err
			}
			if f.Target != nil && f.Filling == nil {
				list = append(list, f)
			}
		}
	}
	return list, nil
}

func aimOf(c period.Calendar, f attain.Figures, p foresee.Projection, asOf period.Date) Aim {
	days := f.Period.Range
	title := f.Metric.Name + ", " + label(c, days)
	if f.Node.ID.Kind() == org.Team {
		title = f.Node.Name + ": " + title
	}
	a := Aim{Key: foresee.SubjectOf(f).Key(), Title: title, Of: Ref{Node: f.Node.ID, Metric: f.Metric.ID, Start: days.Start, End: days.End}, Days: days,
		Unit: f.Metric.Unit, Currency: f.Currency, Actual: f.Actual, Target: f.Target, Attainment: f.Attainment}
	if f.Covered != nil {
		a.Actual = f.Covered
	}
	if days.End > asOf {
		a.Chance = p.Chance
	}
	a.Status = foresee.StatusOf(f.Metric, foresee.OutcomeOf(f), a.Chance)
	return a
}

func aimOfGoal(v attain.GoalView, p foresee.Projection, asOf period.Date) Aim {
	spec := v.Version.Spec
	a := Aim{Key: foresee.Subject{Goal: v.Goal.ID}.Key(), Title: spec.Title, Of: Ref{Goal: v.Goal.ID}, Days: spec.Window,
		Unit: v.Metric.Unit, Currency: v.Standing.Currency, Actual: v.Standing.Actual, Target: v.Standing.Target, Attainment: v.Standing.Attainment}
	if spec.Window.End > asOf {
		a.Chance = p.Chance
	}
	a.Status = foresee.StatusOf(v.Metric, v.Standing.Outcome, a.Chance)
	return a
}

// label says of which period the days are, as the calendar calls it.
func label(c period.Calendar, days period.Range) string {
	for _, kind := range []period.Kind{period.Month, period.Quarter, period.Half, period.Year, period.Week} {
		if p := c.Containing(kind, days.Start); p.Range == days {
			return p.Label
		}
	}
	return period.NewCustom(days).Label
}

// deals returns the opportunities of the person that an agenda may be about.
func (s *Service) deals(ctx context.Context, set setting, person org.NodeID, since, asOf period.Date) ([]Deal, error) {
	patience, err := s.usual.Patience(ctx, set.org.ID, set.book, asOf)
	if err != nil {
		return nil, err
	}
	var people []org.NodeID
	for _, id := range set.held(person) {
		people = append(people, set.book.Tree.Below(id)...)
	}
	mine := func(owner org.NodeID) bool {
		lineage := set.book.Tree.Lineage(owner, asOf, asOf)
		return slices.ContainsFunc(set.held(person), func(id org.NodeID) bool { return slices.Contains(lineage, id) })
	}
	cases, err := s.store.Cases(ctx, set.org.ID, fact.EventFilter{Days: funnel.Remembered(asOf), Kinds: []fact.EventKind{fact.Opportunity}, People: people})
	if err != nil {
		return nil, err
	}
	var deals []Deal
	for _, c := range cases {
		now, err := set.book.Prospects(c, asOf)
		if err != nil {
			return nil, err
		}
		var before []metric.Prospect
		if since != 0 {
			if before, err = set.book.Prospects(c, since); err != nil {
				return nil, err
			}
		}
		for _, p := range now {
			if mine(p.Owner) {
				deals = append(deals, dealOf(p, before, patience, asOf))
			}
		}
	}
	slices.SortFunc(deals, func(a, b Deal) int { return cmp.Compare(a.ID, b.ID) })
	return deals, nil
}

func dealOf(p metric.Prospect, before []metric.Prospect, usual funnel.Patience, asOf period.Date) Deal {
	d := Deal{ID: p.Source + "/" + p.ID, Name: p.Name, Worth: p.Worth, State: p.State, Ended: p.Ended, Expected: p.Until}
	if d.Name == "" {
		d.Name = "opportunity " + p.ID
	}
	if at, ok := usual.Stuck(p, asOf); ok {
		d.Stuck = &at
	}
	for _, was := range before {
		if was.EventKey == p.EventKey && was.State == metric.IsOpen {
			d.Before = was.Until
		}
	}
	return d
}
