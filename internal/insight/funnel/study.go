package funnel

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// study is what is known of an organisation's leads and opportunities as of a
// day: read once, and asked about each node.
type study struct {
	asOf period.Date

	stages    []string // of opportunities, those that do not end them
	leads     []Lead
	ofLead    []about
	deals     []Unit
	ofDeal    []about
	leadsAt   map[org.NodeID][]int
	dealsAt   map[org.NodeID][]int
	leadSteps []int // windows by step
	dealSteps []int
	toSold    int // window of a lead until it is won
	stays     stays
	patience  Patience
}

// about is what a unit does not tell.
type about struct {
	owner org.NodeID
	open  *metric.Prospect // nil for a lead, and for what has ended
}

// study returns how to find what is known as of the day. The last one of an
// organisation is kept: the nodes of one state are asked about one after the
// other.
func (s *Service) study(orgID string, book *metric.Book, asOf period.Date) func(context.Context) (*study, error) {
	return func(ctx context.Context) (*study, error) {
		cases, err := s.store.Cases(ctx, orgID, fact.EventFilter{Days: period.Range{Start: period.Always, End: asOf + 1}, Kinds: []fact.EventKind{fact.Lead, fact.Opportunity}})
		if err != nil {
			return nil, err
		}
		st := newStudy(book, asOf)
		for _, c := range cases {
			lead, deals, err := book.Enquiry(c, asOf)
			if err != nil {
				return nil, err
			}
			if lead != nil {
				st.addLead(*lead)
			}
			for i := range deals {
				st.addDeal(&deals[i])
			}
		}
		st.learn()
		return st, nil
	}
}

func newStudy(book *metric.Book, asOf period.Date) *study {
	st := &study{asOf: asOf, stays: stays{}, leadsAt: map[org.NodeID][]int{}, dealsAt: map[org.NodeID][]int{}}
	stages := slices.DeleteFunc(slices.Clone(book.Funnel), func(s fact.Stage) bool {
		return s.Object != fact.Opportunity || s.Means == fact.StageWon || s.Means == fact.StageLost
	})
	slices.SortStableFunc(stages, func(a, b fact.Stage) int { return cmp.Compare(a.Position, b.Position) })
	for _, stage := range stages {
		st.stages = append(st.stages, stage.Name)
	}
	if len(st.stages) == 0 {
		st.stages = []string{"Opportunity"}
	}
	return st
}

func (st *study) addLead(e metric.Enquiry) {
	l := Lead{Answered: e.Answered, Unit: Unit{ID: e.Key.String(), Name: e.Name, Source: string(e.LeadSource), Ended: e.Lost,
		Reached: []period.Date{e.Day, e.Qualified, e.Converted, e.Won}, Stood: []bool{true, true, true, true}}}
	if e.Won != period.Never && e.Worth != nil {
		l.Worth = *e.Worth
	}
	for _, id := range e.Nodes {
		st.leadsAt[id] = append(st.leadsAt[id], len(st.leads))
	}
	st.leads, st.ofLead = append(st.leads, l), append(st.ofLead, about{owner: e.Owner})
}

// addDeal adds an opportunity. One whose end nobody dates is neither open nor
// won nor lost, and counts for nothing.
func (st *study) addDeal(p *metric.Prospect) {
	if p.State == metric.IsEnded || p.Day > st.asOf {
		return
	}
	st.stays.add(*p, st.asOf)
	u := Unit{ID: p.Key.String(), Name: p.Name, Source: string(p.LeadSource), Ended: period.Never}
	won := period.Never
	switch p.State {
	case metric.IsWon:
		won = max(p.Ended, p.Day)
		if p.Worth != nil {
			u.Worth = *p.Worth
		}
	case metric.IsLost:
		u.Ended = p.Ended
	}
	u.Reached = make([]period.Date, len(st.stages)+1)
	u.Stood = make([]bool, len(st.stages)+1)
	for i := range u.Reached {
		u.Reached[i] = won
	}
	u.Reached[0] = min(p.Day, won)
	u.Stood[0] = len(p.Stays) == 0 // of whom nobody tells stages stands at the first until he ends
	for _, stay := range p.Stays {
		at := slices.IndexFunc(st.stages, func(name string) bool { return strings.EqualFold(name, stay.Stage) })
		if at < 0 {
			continue
		}
		u.Stood[at] = true
		for i := range at + 1 {
			u.Reached[i] = min(u.Reached[i], max(stay.Since, p.Day))
		}
	}
	for _, id := range p.Nodes {
		st.dealsAt[id] = append(st.dealsAt[id], len(st.deals))
	}
	a := about{owner: p.Owner}
	if u.open() {
		a.open = p
	}
	st.deals, st.ofDeal = append(st.deals, u), append(st.ofDeal, a)
}

// learn finds what is usual in the whole organisation.
func (st *study) learn() {
	leads := unitsOf(st.leads)
	for i := range leadSteps - 1 {
		st.leadSteps = append(st.leadSteps, WindowOf(leads, i, i+1))
	}
	st.toSold = WindowOf(leads, created, sold)
	for i := range st.stages {
		st.dealSteps = append(st.dealSteps, WindowOf(st.deals, i, i+1))
	}
	st.patience, st.stays = st.stays.patience(), nil
}

func unitsOf(leads []Lead) []Unit {
	units := make([]Unit, len(leads))
	for i, l := range leads {
		units[i] = l.Unit
	}
	return units
}

// leadsOf and dealsOf return what counts at the node.
func (st *study) leadsOf(id org.NodeID) []Lead {
	list := make([]Lead, 0, len(st.leadsAt[id]))
	for _, i := range st.leadsAt[id] {
		list = append(list, st.leads[i])
	}
	return list
}

func (st *study) dealsOf(id org.NodeID) []Unit {
	list := make([]Unit, 0, len(st.dealsAt[id]))
	for _, i := range st.dealsAt[id] {
		list = append(list, st.deals[i])
	}
	return list
}
