package contest

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
)

// mostWindows are how many windows before a contest are looked at.
const mostWindows = 12

// rampDays are how long somebody who has just begun is not compared.
const rampDays = 180

// loader reads what people did, for one contest on one day.
type loader struct {
	*Service
	org     org.Organisation
	book    *metric.Book
	teams   *org.Teams
	find    func(metric.Series) (metric.Metric, error)
	contest Contest
	asOf    period.Date
	people  []org.Node                                    // who may belong to the node; nil: not read yet
	targets map[period.Range]map[org.NodeID]*money.Amount // what was read before
}

func (s *Service) loader(ctx context.Context, orgID string, c Contest, asOf period.Date) (*loader, error) {
	l := &loader{Service: s, contest: c, asOf: asOf, targets: map[period.Range]map[org.NodeID]*money.Amount{}}
	var err error
	if l.org, l.book, l.teams, err = s.store.Company(ctx, orgID); err != nil {
		return nil, err
	}
	catalogue, err := s.store.Catalogue(ctx, orgID)
	l.find = finder(catalogue)
	return l, err
}

// list returns the figures of everybody who was with the company on the days and
// ever belonged to the contest's node; who did on the days is for belongs to say.
func (l *loader) list(ctx context.Context, m metric.Metric, days period.Range) ([]attain.Figures, error) {
	if l.people == nil {
		filter := org.Filter{Kind: org.Person}
		if l.contest.Node != l.org.Root() {
			filter.IDs = slices.DeleteFunc(l.book.Tree.Below(l.contest.Node), func(id org.NodeID) bool { return id.Kind() != org.Person })
		}
		nodes, err := l.store.Nodes(ctx, access.System(l.org.ID), l.asOf, filter)
		if err != nil {
			return nil, err
		}
		l.people = nodes
	}
	ids := []org.NodeID{}
	for _, n := range l.people {
		if n.Member.Overlaps(days) && l.belongs(n.ID, days) != never {
			ids = append(ids, n.ID)
		}
	}
	each, err := l.figures.Each(ctx, access.System(l.org.ID), attain.Query{Metric: m, Period: period.NewCustom(days), AsOf: l.asOf}, ids)
	rows := make([]attain.Figures, 0, len(each))
	for _, id := range ids {
		if f, ok := each[id]; ok {
			rows = append(rows, f)
		}
	}
	return rows, err
}

// window reads what people did on the days.
func (l *loader) window(ctx context.Context, days period.Range) (Window, error) {
	w := Window{Days: days}
	w.Workdays, _ = l.org.Calendar.CountWorkingDays(days)
	w.Worked = w.Workdays
	if past := days.Through(l.asOf); past.End < days.End {
		w.Worked = 0
		if !past.Empty() {
			w.Worked, _ = l.org.Calendar.CountWorkingDays(past)
		}
	}
	m, err := l.find(l.contest.Rules.Metric)
	if err != nil {
		return w, err
	}
	rows, err := l.list(ctx, m, days)
	if err != nil {
		return w, err
	}
	lacking := false
	for _, f := range rows {
		d := Doing{Person: f.Node.ID, Target: f.Target}
		if f.Actual != nil {
			d.Value = *f.Actual
		}
		d.Out = l.out(f, days)
		lacking = lacking || d.Out == "" && d.Target == nil
		w.People = append(w.People, d)
	}
	if lacking && l.contest.Rules.Measure == Attainment {
		if err := l.prorate(ctx, m, &w); err != nil {
			return w, err
		}
	}
	if w.Worked == 0 {
		return w, nil
	}
	return w, l.guard(ctx, &w)
}

// guard adds the guardrails that people broke.
func (l *loader) guard(ctx context.Context, w *Window) error {
	for _, g := range l.contest.Rules.Guards {
		m, err := l.find(g.Metric)
		if err != nil {
			return err
		}
		rows, err := l.list(ctx, m, w.Days)
		if err != nil {
			return err
		}
		broken := map[org.NodeID]Breach{}
		for _, f := range rows {
			if f.Actual != nil && !goal.Holds(g.Aim, g.Value, nil, *f.Actual) {
				broken[f.Node.ID] = Breach{g.Metric, *f.Actual}
			}
		}
		for i := range w.People {
			if b, ok := broken[w.People[i].Person]; ok {
				w.People[i].Breaches = append(w.People[i].Breaches, b)
			}
		}
	}
	return nil
}

// edges adds what came in the last days of a window that is over, and in the
// days after it.
func (l *loader) edges(ctx context.Context, w *Window) error {
	m, err := l.find(l.contest.Rules.Metric)
	if err != nil {
		return err
	}
	for i, days := range []period.Range{
		{Start: l.workdayFrom(w.Days.End, -1, w.edgeDays()), End: w.Days.End}, {Start: w.Days.End, End: l.workdayFrom(w.Days.End-1, 1, w.edgeDays()) + 1},
	} {
		if days.End > l.asOf+1 {
			continue // nobody knows yet
		}
		rows, err := l.list(ctx, m, days)
		if err != nil {
			return err
		}
		value := map[org.NodeID]money.Amount{}
		for _, f := range rows {
			if f.Actual != nil {
				value[f.Node.ID] = *f.Actual
			}
		}
		for p := range w.People {
			if i == 0 {
				w.People[p].Late = value[w.People[p].Person]
			} else {
				w.People[p].Next = value[w.People[p].Person]
			}
		}
	}
	return nil
}

// workdayFrom returns the n-th working day from a day on, in one direction, the
// day itself left out.
func (l *loader) workdayFrom(day period.Date, step period.Date, n int) period.Date {
	const longest = 60 // an organisation that never works ends the search
	for range longest {
		if day += step; l.org.Calendar.IsWorkingDay(day) {
			if n--; n <= 0 {
				break
			}
		}
	}
	return day
}

// prorate gives the people whose targets do not fit the days their part of those
// that overlap them, by working days: months where there are any, else longer
// periods.
func (l *loader) prorate(ctx context.Context, m metric.Metric, w *Window) error {
	for _, kind := range []period.Kind{period.Month, period.Quarter, period.Half, period.Year} {
		periods, err := l.org.Calendar.Between(kind, w.Days)
		if err != nil {
			return err
		}
		lacking := false
		for i := range w.People {
			d := &w.People[i]
			if d.Out != "" || d.Target != nil {
				continue
			}
			sum, all := money.Amount(0), true
			for _, p := range periods {
				targets, err := l.targetsOf(ctx, m, p.Range)
				if err != nil {
					return err
				}
				target := targets[d.Person]
				if target == nil {
					all = false
					break
				}
				common := p.Intersect(w.Days)
				sum += attain.Expected(*target, p.Range, attain.WorkingDays, l.org.Calendar, common.End-1) -
					attain.Expected(*target, p.Range, attain.WorkingDays, l.org.Calendar, common.Start-1)
			}
			if all {
				d.Target = &sum
			}
			lacking = lacking || !all
		}
		if !lacking {
			return nil
		}
	}
	return nil
}

func (l *loader) targetsOf(ctx context.Context, m metric.Metric, days period.Range) (map[org.NodeID]*money.Amount, error) {
	if found, ok := l.targets[days]; ok {
		return found, nil
	}
	rows, err := l.list(ctx, m, days)
	if err != nil {
		return nil, err
	}
	targets := make(map[org.NodeID]*money.Amount, len(rows))
	for _, f := range rows {
		targets[f.Node.ID] = f.Target
	}
	l.targets[days] = targets
	return targets, nil
}

// out says why somebody who belongs to the node cannot be compared on the days.
func (l *loader) out(f attain.Figures, days period.Range) Out {
	begun := f.Node.Member.Start
	switch {
	case f.Filling != nil:
		return Counting
	case l.leads(f.Node.ID):
		return Leads
	case begun > days.Start || f.Node.Member.End < days.End:
		return Partly
	case l.belongs(f.Node.ID, days) == partly:
		return Moved
	case begun > period.Always && days.Start < begun.Add(rampDays):
		return OnRamp
	default:
		return ""
	}
}

// leads reports whether somebody leads a team of the tree that has somebody in
// it.
func (l *loader) leads(person org.NodeID) bool {
	for _, team := range l.teams.LedBy(person) {
		if !l.teams.Groups[team] && len(l.book.Tree.Children(team, l.asOf, l.asOf)) > 0 {
			return true
		}
	}
	return false
}

// belonging says how much of some days somebody belongs to the contest's node.
type belonging int

const (
	never belonging = iota
	partly
	throughout
)

// belongs looks at the first day and at each on which anything above the person
// changed.
func (l *loader) belongs(person org.NodeID, days period.Range) belonging {
	if l.contest.Node == l.org.Root() {
		return throughout
	}
	looked, seen := []period.Date{days.Start}, []org.NodeID{person}
	for i := 0; i < len(seen); i++ {
		for _, e := range l.book.Tree.Edges(seen[i]) {
			for _, day := range []period.Date{e.Valid.Start, e.Valid.End} {
				if days.Contains(day) {
					looked = append(looked, day)
				}
			}
			if !slices.Contains(seen, e.Parent) {
				seen = append(seen, e.Parent)
			}
		}
	}
	in := 0
	for _, day := range looked {
		if slices.Contains(l.book.Tree.Lineage(person, day, l.asOf), l.contest.Node) {
			in++
		}
	}
	switch in {
	case 0:
		return never
	case len(looked):
		return throughout
	default:
		return partly
	}
}

// past reads the windows before the contest that are over, the oldest first.
func (l *loader) past(ctx context.Context) ([]Window, error) {
	span, ok, err := l.store.Span(ctx, l.org.ID, l.org.Root(), l.asOf)
	if err != nil || !ok {
		return nil, err
	}
	var windows []Window
	for _, days := range Before(l.org.Calendar, l.contest.Days, l.asOf, span.Start) {
		w, err := l.window(ctx, days)
		if err != nil {
			return nil, err
		}
		windows = append(windows, w)
	}
	return windows, nil
}

// Before returns the days that are comparable with those of a contest and were
// over by the day, the oldest first: the periods of the same kind before, or as
// many days back by whole weeks. None begins before the first day of the facts.
func Before(calendar period.Calendar, days period.Range, asOf, first period.Date) []period.Range {
	var list []period.Range
	previous := func(r period.Range) (period.Range, bool) {
		const week = 7
		n, ok := r.Days()
		step := (n + week - 1) / week * week
		return period.Range{Start: r.Start.Add(-step), End: r.End.Add(-step)}, ok && step > 0
	}
	for _, kind := range []period.Kind{period.Week, period.Month, period.Quarter, period.Half, period.Year} {
		if p := calendar.Containing(kind, days.Start); p.Range == days {
			previous = func(r period.Range) (period.Range, bool) {
				before, ok := calendar.Previous(calendar.Containing(kind, r.Start))
				return before.Range, ok
			}
			break
		}
	}
	for at := days; len(list) < mostWindows; {
		before, ok := previous(at)
		if !ok || before.Start < first || before.Start >= at.Start {
			break
		}
		if at = before; before.End <= asOf+1 {
			list = append(list, before)
		}
	}
	slices.Reverse(list)
	return list
}
