package catchup

import (
	"context"

	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/track/finish/experience"
	"github.com/attainhq/attain/internal/track/foresee"
)

// habitWeeks are the weeks that capacity is taken from; recentWeeks those that
// say what is done now.
const habitWeeks, recentWeeks = 26, 4

// forwardDeals is how many open deals can be looked after one by one.
const forwardDeals = 10

// input gathers what the plan is made from.
func (s *Service) input(ctx context.Context, orgID string, a Ask, told *Told) (Input, error) {
	o := told.Outlook
	f := o.Figures
	company, _, _, err := s.store.Company(ctx, orgID)
	if err != nil {
		return Input{}, err
	}
	in := Input{AsOf: f.AsOf, End: f.Period.End, Calendar: company.Calendar, Target: practice.Number(*f.Target), Median: practice.Number(*o.Quantile(50)), Sure: a.Sure}
	deals, ok, err := s.foresee.Deals(ctx, orgID, a.Node, f.Metric, f.AsOf, f.Period.End, Sooner)
	if err != nil {
		return in, err
	}
	group, known, err := s.habits.Group(ctx, orgID, a.Node, f.AsOf)
	if err != nil {
		return in, err
	}
	if !ok || !known {
		told.Calm, told.State = "Too few deals were won so far to say what an activity, a lead or an opportunity brings.", Unknown
		return in, nil
	}
	in.Pipeline = pipelineOf(o, deals)
	told.Deals = deals.Open[:in.Pipeline.Late]
	if err := s.funnel(ctx, orgID, a, &in, told, deals, group); err != nil {
		return in, err
	}
	return in, nil
}

// pipelineOf says what the projection counts on.
func pipelineOf(o foresee.Outlook, deals foresee.Deals) Pipeline {
	p := Pipeline{Count: len(deals.Open), Begin: deals.Begin}
	for _, part := range o.Parts {
		switch part.Kind {
		case foresee.Open:
			p.Open = practice.Number(part.Mean)
		case foresee.New:
			p.New = practice.Number(part.Mean)
		}
	}
	for _, d := range deals.Open {
		if d.Later > 0 && p.Late < forwardDeals {
			p.Earlier, p.Late = p.Earlier+d.Later, p.Late+1
		}
	}
	return p
}

// funnel adds the node's own rates, drawn to those of the others.
func (s *Service) funnel(ctx context.Context, orgID string, a Ask, in *Input, told *Told, deals foresee.Deals, group practice.Group) error {
	own, _ := group.Rates(a.Node)
	counts := group.Counts(a.Node)
	usual, _ := group.Usual(a.Node)
	f := &in.Funnel
	f.Size = own.Of[practice.Size] * deals.Yield
	in.Usual = Usual{Size: usual.Of[practice.Size] * deals.Yield, Win: usual.Of[practice.Win], Own: own.Of[practice.Win]}
	if deals.Each {
		f.Size, in.Usual.Size = 1, 0
	}
	cohort := deals.Experience.Cohort
	better := 1.0 // than all of the company
	if all := cohort.Ever(); all > 0 {
		better = wins(own.Of[practice.Win], group.Pooled(practice.Win))
	}
	f.Win = func(days int) float64 { return min(1, cohort.Won(days)*better) }
	told.Win = min(1, cohort.Ever()*better)
	const half = 0.5
	if days, ok := cohort.Days(half); ok {
		f.WinDays, told.Cycle = &days, &days
	}
	told.Size = f.Size
	if err := s.leads(ctx, orgID, in, told, own, counts, group); err != nil {
		return err
	}
	weeks, err := s.habits.Weeks(ctx, orgID, a.Node, metric.Activities, in.AsOf, habitWeeks)
	if err != nil {
		return err
	}
	if worked := workingWeek(in); worked > 0 && counts.Activities > 0 {
		sum := 0.0
		for _, v := range weeks[len(weeks)-recentWeeks:] {
			sum += v / recentWeeks
		}
		f.Own, f.Most = sum/worked, practice.Kept(weeks)/worked
		told.Own, told.Most = f.Own, f.Most
	}
	return nil
}

// wins is how much more of his opportunities somebody wins than all together.
func wins(own, all float64) float64 {
	if all <= 0 {
		return 1
	}
	return own / all
}

// leads adds the steps before an opportunity.
func (s *Service) leads(ctx context.Context, orgID string, in *Input, told *Told, own practice.Rates, counts practice.Counts, group practice.Group) error {
	f := &in.Funnel
	if pooled := group.Pooled(practice.Volume); pooled > 0 && counts.Activities > 0 {
		f.Direct = own.Of[practice.Connect]
		if q, ok := own.Of[practice.Qualify]; ok {
			f.Direct *= q
		}
		told.Connect = own.Of[practice.Connect]
	}
	incidence, ok, err := s.habits.Leads(ctx, orgID, in.AsOf)
	if err != nil || !ok || own.Of[practice.Qualify] == 0 {
		return err
	}
	better := wins(own.Of[practice.Qualify], group.Pooled(practice.Qualify))
	f.Qualify = func(days int) float64 { return min(1, incidence.Won(days)*better) }
	f.Connect, told.Lead = own.Of[practice.Connect], min(1, incidence.Ever()*better)
	if days, ok := leadDays(incidence, f.Win); ok {
		f.LeadDays = &days
	}
	return nil
}

// leadDays returns the days within which half of the leads that are ever won
// have been won.
func leadDays(leads experience.Incidence, win func(int) float64) (days int, ok bool) {
	const longest = 730
	f := Funnel{Qualify: leads.Won, Win: win}
	ever := f.both(longest)
	if ever <= 0 {
		return 0, false
	}
	low, high := 0, longest
	for low < high {
		middle := (low + high) / 2
		if 2*f.both(middle) >= ever {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low, true
}

// workingWeek is how many days of a week are worked.
func workingWeek(in *Input) float64 {
	const days = 7
	n := 0.0
	for d := in.AsOf.Add(-days) + 1; d <= in.AsOf; d++ {
		if in.Calendar.IsWorkingDay(d) {
			n++
		}
	}
	return n
}
