package followup

import (
	"context"
	"fmt"
	"math"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/catchup"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/advise"
	"github.com/attainhq/attain/internal/track/attain"
)

// draft writes the proposal as a goal, and has it checked as any other.
func (s *Service) draft(ctx context.Context, asker advise.Asker, book *metric.Book, c Case, a Ask) (*Draft, error) {
	p := *c.Proposal
	const week = 7
	window := period.Range{Start: a.AsOf + 1, End: a.AsOf + 1 + period.Date(week*p.Weeks)}
	spec := goal.Spec{Owner: c.Person.ID, Metric: p.Metric(), Aim: goal.AtLeast, Window: window, Value: valueOf(p), Title: p.title()}
	for i := range p.Weeks {
		spec.Checks = append(spec.Checks, window.Start+period.Date(week*(i+1))-1)
	}
	var err error
	if spec.Parent, err = catchup.Parent(ctx, s.Store, asker.Scope.OrgID, book.Tree, c.Person.ID, c.Metric.ID, window, a.AsOf); err != nil {
		return nil, err
	}
	coach, err := s.coach(ctx, asker.Scope.OrgID, book, c.Person.ID, a.AsOf)
	if err != nil {
		return nil, err
	}
	spec.Why = fmt.Sprintf("A small step on the way to the target of %s, which stays as it is.", c.Period.Label)
	if coach != "" {
		spec.Actions = []string{fmt.Sprintf("Look at it together each week with %s.", coach)}
	}
	advice, err := s.Advice.Check(ctx, asker, "", spec, nil)
	if err != nil || !advice.Sound() {
		return nil, err
	}
	return &Draft{advice.Spec, advice}, nil
}

// coach names who leads the person's team; "" for nobody.
func (s *Service) coach(ctx context.Context, orgID string, book *metric.Book, person org.NodeID, day period.Date) (string, error) {
	team := book.Tree.Parent(person, day, day)
	if team == "" {
		return "", nil
	}
	found, err := s.Store.Nodes(ctx, access.System(orgID), day, org.Filter{IDs: []org.NodeID{team}})
	if err != nil || len(found) == 0 || found[0].Lead == "" {
		return "", err
	}
	lead, err := s.Store.Nodes(ctx, access.System(orgID), day, org.Filter{IDs: []org.NodeID{found[0].Lead}})
	if err != nil || len(lead) == 0 {
		return "", err
	}
	return lead[0].Name, nil
}

// Metric is what the goal of the proposal is measured by.
func (p Proposal) Metric() metric.Series {
	switch {
	case p.Kind == More:
		return metric.Activities
	case p.Kind == Practise:
		return metric.OfType(p.Type)
	case p.Driver == practice.Size:
		return metric.AverageDeal
	case p.Driver == practice.Win:
		return metric.WinRate
	default:
		return metric.LeadQualification
	}
}

func valueOf(p Proposal) money.Amount {
	if p.Kind != Rate {
		return money.FromInt(int64(p.Value))
	}
	const fine = 100 // whole percents, and whole units of a deal
	if p.Driver == practice.Size {
		return money.FromInt(int64(math.Round(p.Value)))
	}
	return money.Amount(math.Round(p.Value*fine)) * money.Unit / fine
}

func (p Proposal) title() string {
	m, err := metric.Find(string(p.Metric()))
	if err != nil {
		return ""
	}
	switch p.Kind {
	case Rate:
		return fmt.Sprintf("%s up to what is usual", m.Name)
	default:
		return fmt.Sprintf("%s: about %.3g a week for %d weeks", m.Name, p.Weekly, p.Weeks)
	}
}

// beforeDays is over how long what was before an accepted goal is counted, and
// leastAfter how many days of it say anything.
const beforeDays, leastAfter = 56, 14

// effect says what an accepted goal did until now: what its metric was per
// working day before and after, beside others who do the same work and have no
// such goal.
func (s *Service) effect(ctx context.Context, orgID string, k Kept, a Ask) (*Effect, error) {
	m, err := metric.Find(string(k.Proposal.Metric()))
	if err != nil {
		return nil, err
	}
	days := []period.Range{{Start: k.Day + 1 - beforeDays, End: k.Day + 1}, {Start: k.Day + 1, End: a.AsOf + 1}}
	none := &Effect{}
	if n, ok := days[1].Days(); !ok || n < leastAfter {
		return none, nil
	}
	group, ok, err := s.Habits.Group(ctx, orgID, k.Person, a.AsOf)
	if err != nil || !ok {
		return none, err
	}
	all, err := s.Store.FollowUps(ctx, orgID, nil)
	if err != nil {
		return nil, err
	}
	helped := map[org.NodeID]bool{}
	for _, other := range all {
		if other.State == Accepted {
			helped[other.Person] = true
		}
	}
	o, _, _, err := s.Store.Company(ctx, orgID)
	if err != nil {
		return nil, err
	}
	pairs := map[org.NodeID]*Pair{}
	for i, span := range days {
		worked, _ := o.Calendar.CountWorkingDays(span)
		list, err := s.Figures.List(ctx, access.System(orgID), attain.Query{Metric: m, Period: period.NewCustom(span), AsOf: a.AsOf}, attain.Selection{By: org.Person})
		if err != nil {
			return nil, err
		}
		for _, f := range list.Rows {
			if _, same := group.Rates(f.Node.ID); !same || f.Actual == nil || worked == 0 {
				continue
			}
			v := practice.Number(*f.Actual)
			if k.Proposal.Kind != Rate {
				v /= float64(worked)
			}
			if i == 0 {
				pairs[f.Node.ID] = &Pair{Before: v, After: math.NaN()}
			} else if pairs[f.Node.ID] != nil {
				pairs[f.Node.ID].After = v
			}
		}
	}
	own := pairs[k.Person]
	if own == nil || math.IsNaN(own.After) {
		return none, nil
	}
	var others []Pair
	for id, p := range pairs {
		if id != k.Person && !helped[id] {
			others = append(others, *p)
		}
	}
	e := Evaluate(*own, others)
	return &e, nil
}
