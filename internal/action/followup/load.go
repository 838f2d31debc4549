package followup

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// pastPeriods are how many periods are read: six eligible ones among them, and
// enough to see what is usual.
const pastPeriods = 10

// What makes a period eligible.
const (
	rampDays = 180 // after somebody's first day
	presence = 0.7 // of the working days
)

// standing says how everybody stands, by all facts there are or, where that will
// do, by those of a moment ago. Finding it reads everybody's periods.
func (s *Service) standing(ctx context.Context, orgID string, a Ask) (standing, error) {
	of := s.standings.Now
	if a.Lately {
		of = s.standings.Lately
	}
	return of(ctx, orgID, question{a.AsOf, a.Metric.ID}, func(ctx context.Context) (found standing, err error) {
		o, book, _, err := s.Store.Company(ctx, orgID) // no older than the facts that it is kept for
		if err != nil {
			return found, err
		}
		kind, err := s.kindOf(ctx, o, a)
		if err != nil {
			return found, err
		}
		if found.verdicts, err = s.verdicts(ctx, o, book, kind, a); err != nil {
			return found, err
		}
		found.targets, err = s.targets(ctx, o, kind, a)
		return found, err
	})
}

// verdicts judges everybody.
func (s *Service) verdicts(ctx context.Context, o org.Organisation, book *metric.Book, kind period.Kind, a Ask) (map[org.NodeID]Judgement, error) {
	records, err := s.records(ctx, o, book, kind, a)
	if err != nil {
		return nil, err
	}
	if err := s.potentials(ctx, o.ID, records, a); err != nil {
		return nil, err
	}
	if err := s.chances(ctx, o.ID, records, Judge(records), a); err != nil {
		return nil, err
	}
	made := map[org.NodeID]Judgement{}
	for _, j := range Judge(records) {
		made[j.Node] = j
	}
	return made, nil
}

// kindOf returns the kind of period that people have targets for: the quarter
// or, where nobody has one for a quarter, the month.
func (s *Service) kindOf(ctx context.Context, o org.Organisation, a Ask) (period.Kind, error) {
	rows, err := s.rows(ctx, o, a, o.Calendar.Containing(period.Quarter, a.AsOf))
	for _, f := range rows {
		if f.Target != nil {
			return period.Quarter, err
		}
	}
	return period.Month, err
}

func (s *Service) rows(ctx context.Context, o org.Organisation, a Ask, p period.Period) ([]attain.Figures, error) {
	list, err := s.Figures.List(ctx, access.System(o.ID), attain.Query{Metric: a.Metric, Period: p, AsOf: a.AsOf}, attain.Selection{By: org.Person})
	return list.Rows, err
}

// records reads how everybody did in the periods that are over.
func (s *Service) records(ctx context.Context, o org.Organisation, book *metric.Book, kind period.Kind, a Ask) ([]Record, error) {
	var periods []period.Period
	p := o.Calendar.Containing(kind, a.AsOf)
	for range pastPeriods {
		before, ok := o.Calendar.Previous(p)
		if !ok {
			break
		}
		periods, p = append([]period.Period{before}, periods...), before
	}
	at := map[org.NodeID]int{}
	var list []Record
	for t, p := range periods {
		rows, err := s.rows(ctx, o, a, p)
		if err != nil {
			return nil, err
		}
		for _, f := range rows {
			i, ok := at[f.Node.ID]
			if !ok {
				i = len(list)
				at[f.Node.ID] = i
				list = append(list, Record{Node: f.Node.ID, Group: f.Node.Title, Periods: blank(periods)})
			}
			list[i].Periods[t] = ResultOf(f, o, book, a.AsOf)
		}
	}
	return list, nil
}

func blank(periods []period.Period) []Result {
	list := make([]Result, len(periods))
	for i, p := range periods {
		list[i] = Result{Days: p.Range, Not: NoQuota}
	}
	return list
}

// ResultOf says how somebody did in a period, and whether it counts.
func ResultOf(f attain.Figures, o org.Organisation, book *metric.Book, asOf period.Date) Result {
	r := Result{Days: f.Period.Range}
	if f.Target == nil || *f.Target <= 0 || f.Actual == nil || f.Filling != nil {
		r.Not = NoQuota
		return r
	}
	r.Target, r.Actual = practice.Number(*f.Target), practice.Number(*f.Actual)
	worked, _ := o.Calendar.CountWorkingDays(r.Days)
	there, _ := o.Calendar.CountWorkingDays(r.Days.Intersect(f.Node.Member))
	switch begun := f.Node.Member.Start; {
	case begun > period.Always && r.Days.Start < begun.Add(rampDays):
		r.Not = OnRamp
	case float64(there) < presence*float64(worked):
		r.Not = Absent
	case moved(book.Tree, f.Node.ID, r.Days, asOf):
		r.Not = Moved
	}
	return r
}

// moved reports whether somebody belonged elsewhere before the period was over.
func moved(tree *org.Tree, id org.NodeID, days period.Range, known period.Date) bool {
	first := tree.Parent(id, days.Start, known)
	for _, e := range tree.Edges(id) {
		if !e.Group && e.Known.Contains(known) && e.Valid.Start > days.Start && e.Valid.Start < days.End && e.Parent != first {
			return true
		}
	}
	return false
}

// potentials adds what others would make of the leads that come to each, against
// what is asked of him: where there is little to sell, nobody sells much.
func (s *Service) potentials(ctx context.Context, orgID string, records []Record, a Ask) error {
	ratios := map[string][]float64{} // leads of a unit of target, by who is comparable
	own := make([]float64, len(records))
	for i, r := range records {
		group, ok, err := s.Habits.Group(ctx, orgID, r.Node, a.AsOf)
		if err != nil {
			return err
		}
		leads, days, asked := group.Counts(r.Node).Leads, group.Counts(r.Node).Days, askedPerDay(r)
		if ok && leads > 0 && days > 0 && asked > 0 {
			own[i] = leads / days / asked
			ratios[r.Group] = append(ratios[r.Group], own[i])
		}
	}
	for i, r := range records {
		if others := ratios[r.Group]; own[i] > 0 && len(others) > LeastComparable {
			ratio := own[i] / practice.Quantile(others, 0.5)
			records[i].Potential = &ratio
		}
	}
	return nil
}

// askedPerDay is what was asked of somebody on a day of the last year.
func askedPerDay(r Record) float64 {
	const year = 4 // quarters
	sum, days := 0.0, 0.0
	for _, p := range r.Periods[max(0, len(r.Periods)-year):] {
		if n, ok := p.Days.Days(); ok && p.Target > 0 {
			sum, days = sum+p.Target, days+float64(n)
		}
	}
	if days == 0 {
		return 0
	}
	return sum / days
}

// chances adds to the periods of those who would be flagged what chance their
// targets had when they were set.
func (s *Service) chances(ctx context.Context, orgID string, records []Record, first []Judgement, a Ask) error {
	flagged := map[org.NodeID]bool{}
	for _, j := range first {
		flagged[j.Node] = j.Label == Shortfall || j.Label == Watch
	}
	for i := range records {
		if !flagged[records[i].Node] {
			continue
		}
		for t := range records[i].Periods {
			r := &records[i].Periods[t]
			if !r.counts() {
				continue
			}
			said, err := s.Foresee.Said(ctx, orgID, foresee.Subject{Node: records[i].Node, Metric: a.Metric.ID, Window: r.Days}, a.AsOf)
			if err != nil {
				return err
			}
			const soon = 31 // days after the begin: later the chance is about what was done with it
			if len(said) > 0 && said[0].AsOf < r.Days.Start+soon && said[0].Chance != nil {
				chance := practice.Number(*said[0].Chance)
				r.Chance = &chance
			}
		}
	}
	return nil
}

// targets are what people are held to now and next.
type targets struct {
	period, after      period.Period
	this, next, before map[org.NodeID]*money.Amount // before: a year before the next
}

func (s *Service) targets(ctx context.Context, o org.Organisation, kind period.Kind, a Ask) (t targets, err error) {
	t = targets{period: o.Calendar.Containing(kind, a.AsOf), this: map[org.NodeID]*money.Amount{}, next: map[org.NodeID]*money.Amount{}, before: map[org.NodeID]*money.Amount{}}
	t.after, _ = o.Calendar.Next(t.period)
	const year = 12
	for _, of := range []struct {
		period period.Period
		put    map[org.NodeID]*money.Amount
	}{{t.period, t.this}, {t.after, t.next}, {o.Calendar.Containing(kind, t.after.Start.AddMonths(-year)), t.before}} {
		rows, err := s.rows(ctx, o, a, of.period)
		if err != nil {
			return t, err
		}
		for _, f := range rows {
			of.put[f.Node.ID] = f.Target
		}
	}
	return t, nil
}

// habitWeeks are the weeks that say what somebody does, and how weeks differ.
const habitWeeks = 26

// propose makes the proposal of a case.
func (s *Service) propose(ctx context.Context, o org.Organisation, c Case, t targets, a Ask) (p Proposal, ok bool, err error) {
	group, ok, err := s.Habits.Group(ctx, o.ID, c.Person.ID, a.AsOf)
	if err != nil || !ok {
		return p, false, err
	}
	own, _ := group.Rates(c.Person.ID)
	usual, ok := group.Usual(c.Person.ID)
	if !ok {
		return p, false, nil
	}
	better, _ := group.Good(c.Person.ID)
	const week = 7
	days, _ := o.Calendar.CountWorkingDays(t.after.Range)
	worked, _ := o.Calendar.CountWorkingDays(period.Range{Start: a.AsOf + 1 - week, End: a.AsOf + 1})
	if worked == 0 {
		return p, false, nil // a week of holidays says nothing of weeks
	}
	in := Situation{Gap: gapOf(c), Days: days, Drivers: group.Drivers(), Own: own, Usual: usual, Good: better, Types: group.PerOpportunity(c.Person.ID), Week: worked, OfType: map[string][]float64{}}
	if group.Counts(c.Person.ID).Activities > 0 {
		if in.Weeks, err = s.Habits.Weeks(ctx, o.ID, c.Person.ID, metric.Activities, a.AsOf, habitWeeks); err != nil {
			return p, false, err
		}
		in.Most = practice.Kept(in.Weeks) / float64(worked)
	}
	if least := in.missing(); least.Type != "" {
		if in.OfType[least.Type], err = s.Habits.Weeks(ctx, o.ID, c.Person.ID, metric.OfType(least.Type), a.AsOf, habitWeeks); err != nil {
			return p, false, err
		}
	}
	p, ok = Propose(in)
	return p, ok, nil
}

// gapOf is what the next target asks beyond what is to be expected: somebody
// who usually reaches 80 % of what this period asks will do so much next time,
// whatever the target is then.
func gapOf(c Case) float64 {
	if c.This == nil {
		return 0
	}
	next := *c.This
	if c.Next != nil {
		next = *c.Next
	}
	return max(0, practice.Number(next)-c.Median*practice.Number(*c.This))
}
