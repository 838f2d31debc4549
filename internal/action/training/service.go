package training

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// Store is where programmes are kept, and what their effect is measured by.
type Store interface {
	Organisation(ctx context.Context, orgID string) (org.Organisation, error)
	Catalogue(ctx context.Context, orgID string) (metric.Catalogue, error)
	// Nodes and Assignments return only what the scope sees on the day.
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Assignments(ctx context.Context, scope access.Scope, day period.Date, id ID) ([]Assignment, error)
	Cases(ctx context.Context, orgID string, f fact.EventFilter) ([]fact.Case, error)
	Programmes(ctx context.Context, orgID string) ([]Programme, error)
	// SaveProgramme stores a new programme (revision 1), or the next revision of
	// one; a Conflict when somebody changed it since.
	SaveProgramme(ctx context.Context, orgID string, p Programme) error
	SaveAssignments(ctx context.Context, orgID string, list []Assignment) error
}

// Service keeps programmes and tells what came of them.
type Service struct {
	store   Store
	figures *attain.Service
	now     func() time.Time
}

// NewService returns a service that keeps in the store, and takes figures from
// where everybody's come from.
func NewService(store Store, figures *attain.Service, now func() time.Time) *Service {
	return &Service{store: store, figures: figures, now: now}
}

// private is the scope without what is published: who took which course is for
// the person and for those who lead him.
func private(scope access.Scope) access.Scope {
	scope.PublishedKinds, scope.Ranking = nil, false
	return scope
}

// Standing is a programme with the people whom the reader sees in it.
type Standing struct {
	Programme
	Driver  metric.Metric
	People  []Participation // by name
	Names   map[org.NodeID]org.Node
	Today   period.Date
	Courses []string // courses of which there are facts
}

// List returns the programmes, those that are not archived first, by name.
func (s *Service) List(ctx context.Context, scope access.Scope) ([]Standing, error) {
	o, err := s.store.Organisation(ctx, scope.OrgID)
	if err != nil {
		return nil, err
	}
	all, err := s.store.Programmes(ctx, scope.OrgID)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Programme) int {
		return cmp.Or(-flag(b.Archived)+flag(a.Archived), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	facts, err := s.facts(ctx, o)
	if err != nil {
		return nil, err
	}
	list := make([]Standing, 0, len(all))
	for _, p := range all {
		one, err := s.standing(ctx, scope, o, p, facts)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

func flag(on bool) int {
	if on {
		return 1
	}
	return 0
}

// Get returns one programme.
func (s *Service) Get(ctx context.Context, scope access.Scope, id ID) (Standing, error) {
	list, err := s.List(ctx, scope)
	if err != nil {
		return Standing{}, err
	}
	for _, one := range list {
		if one.ID == id {
			return one, nil
		}
	}
	return Standing{}, fault.New(fault.NotFound, "there is no programme %q", id)
}

// facts returns by course and person the first day on which it was completed.
func (s *Service) facts(ctx context.Context, o org.Organisation) (map[string]map[org.NodeID]period.Date, error) {
	today := o.Today(s.now())
	cases, err := s.store.Cases(ctx, o.ID, fact.EventFilter{Days: period.Range{Start: period.Always, End: today + 1}, Kinds: []fact.EventKind{fact.Training}})
	if err != nil {
		return nil, err
	}
	facts := map[string]map[org.NodeID]period.Date{}
	for _, c := range cases {
		for _, e := range c.At(today) {
			if e.Kind != fact.Training || e.Day > today || e.Owner == "" {
				continue
			}
			course := facts[e.Type]
			if course == nil {
				course = map[org.NodeID]period.Date{}
				facts[e.Type] = course
			}
			if at, ok := course[e.Owner]; !ok || e.Day < at {
				course[e.Owner] = e.Day
			}
		}
	}
	return facts, nil
}

func (s *Service) standing(ctx context.Context, scope access.Scope, o org.Organisation, p Programme, facts map[string]map[org.NodeID]period.Date) (Standing, error) {
	today := o.Today(s.now())
	one := Standing{Programme: p, Names: map[org.NodeID]org.Node{}, Today: today}
	catalogue, err := s.store.Catalogue(ctx, o.ID)
	if err != nil {
		return one, err
	}
	if one.Driver, err = catalogue.Find(string(p.Metric)); err != nil {
		one.Driver = metric.Metric{ID: p.Metric, Name: string(p.Metric), Unit: metric.Count}
	}
	people, err := s.store.Nodes(ctx, private(scope), today, org.Filter{Kind: org.Person})
	if err != nil {
		return one, err
	}
	assigned, err := s.store.Assignments(ctx, private(scope), today, p.ID)
	if err != nil {
		return one, err
	}
	byPerson := map[org.NodeID]Assignment{}
	for _, a := range assigned {
		byPerson[a.Person] = a
	}
	for _, n := range people {
		a, asked := byPerson[n.ID]
		day, took := facts[p.Course][n.ID]
		if p.Course == "" || !took {
			day = 0
		}
		if !asked && day == 0 {
			continue
		}
		a.Programme, a.Person = p.ID, n.ID
		one.People, one.Names[n.ID] = append(one.People, Participation{a, day}), n
	}
	for course := range facts {
		one.Courses = append(one.Courses, course)
	}
	slices.Sort(one.Courses)
	return one, nil
}

// Save keeps a new programme, or a changed one.
func (s *Service) Save(ctx context.Context, orgID string, by Actor, p Programme) (Programme, error) {
	if err := by.Allow(); err != nil {
		return p, err
	}
	o, err := s.store.Organisation(ctx, orgID)
	if err != nil {
		return p, err
	}
	p.Name, p.What, p.Course = strings.TrimSpace(p.Name), strings.TrimSpace(p.What), strings.TrimSpace(p.Course)
	if err := p.Validate(); err != nil {
		return p, err
	}
	catalogue, err := s.store.Catalogue(ctx, orgID)
	if err != nil {
		return p, err
	}
	driver, err := catalogue.Find(string(p.Metric))
	if err != nil {
		return p, err
	}
	if driver.Shape != metric.Sum && driver.Shape != metric.Ratio {
		return p, fault.New(fault.Invalid, "%s is as it stands on a day, so nobody can compare three months before with three months after; choose a driver that adds up, or a rate", driver.Name)
	}
	p.Metric = driver.ID
	if p.ID == "" {
		p.ID, p.Revision = ID(uuid.Must(uuid.NewV7()).String()), 0
	}
	p.Revision++
	p.MadeBy, p.ChangedAt = by.Name, o.Clock(s.now()).UnixMicro()
	return p, s.store.SaveProgramme(ctx, orgID, p)
}

// Assign asks people to take a programme by a day. Each must be seen by the
// scope, and nobody but RevOps asks himself.
func (s *Service) Assign(ctx context.Context, scope access.Scope, by Actor, id ID, people []org.NodeID, due period.Date) error {
	if err := by.Allow(); err != nil {
		return err
	}
	p, err := s.Get(ctx, scope, id)
	if err != nil {
		return err
	}
	switch {
	case p.Archived:
		return fault.New(fault.Conflict, "%s is archived; nobody is asked to take it any more", p.Name)
	case due < p.Today:
		return fault.New(fault.Invalid, "the day by which it should be done is over; choose today or a later one")
	case len(people) == 0:
		return fault.New(fault.Invalid, "say who should take it")
	}
	seen, err := s.store.Nodes(ctx, private(scope), p.Today, org.Filter{Kind: org.Person, IDs: people})
	if err != nil {
		return err
	}
	var list []Assignment
	for _, person := range people {
		if !slices.ContainsFunc(seen, func(n org.Node) bool { return n.ID == person }) || person == by.Person && !by.Office {
			return fault.New(fault.NotFound, "there is nobody %q whom you lead", person)
		}
		a := Assignment{Programme: id, Person: person, Due: due, AssignedOn: p.Today, AssignedBy: by.Name}
		if at := slices.IndexFunc(p.People, func(have Participation) bool { return have.Person == person }); at >= 0 {
			a.CompletedOn, a.CompletedBy = p.People[at].CompletedOn, p.People[at].CompletedBy
		}
		list = append(list, a)
	}
	return s.store.SaveAssignments(ctx, scope.OrgID, list)
}

// Complete says that a person completed a programme on a day, or with 0 that he
// did not: he himself, or who leads him.
func (s *Service) Complete(ctx context.Context, scope access.Scope, by Actor, id ID, person org.NodeID, on period.Date) error {
	p, err := s.Get(ctx, scope, id)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(p.People, func(have Participation) bool { return have.Person == person && have.AssignedOn != 0 })
	switch {
	case at < 0 || person != by.Person && by.Allow() != nil:
		return fault.New(fault.NotFound, "%q was not asked to take this programme", person)
	case on > p.Today:
		return fault.New(fault.Invalid, "that day is still to come; say it when it is done")
	case p.People[at].Fact != 0:
		return fault.New(fault.Conflict, "it is completed by a record of the course %q; correct that where it comes from", p.Course)
	}
	a := p.People[at].Assignment
	a.CompletedOn, a.CompletedBy = on, by.Name
	return s.store.SaveAssignments(ctx, scope.OrgID, []Assignment{a})
}
