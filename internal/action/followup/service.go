package followup

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/insight/kept"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/advise"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// Store is what follow-ups are made from, and where decisions are kept.
type Store interface {
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Goals(ctx context.Context, scope access.Scope, day period.Date, f goal.Filter) ([]goal.Goal, error)
	Pulse(ctx context.Context, orgID string) (int64, error)
	// SaveFollowUp keeps a decision; the same id again replaces it.
	SaveFollowUp(ctx context.Context, orgID string, k Kept) error
	// FollowUps returns what was decided for the people, the earliest first; nil
	// means everybody.
	FollowUps(ctx context.Context, orgID string, people []org.NodeID) ([]Kept, error)
}

// Goals sets goals.
type Goals interface {
	AddGoal(ctx context.Context, orgID string, by goal.Actor, id goal.ID, spec goal.Spec, state goal.State) (goal.Goal, error)
}

// Deps are what the service stands on; all must be set.
type Deps struct {
	Store   Store
	Figures *attain.Service
	Foresee *foresee.Service
	Habits  *practice.Reader
	Advice  *advise.Service
	Goals   Goals
	Now     func() time.Time
}

// Service says who needs help, with what.
type Service struct {
	Deps

	standings *kept.Of[question, standing]
}

// question is what people are judged by.
type question struct {
	asOf   period.Date
	metric metric.Series
}

// standing is what the cases of everybody are made from. It is shared and never
// changed.
type standing struct {
	verdicts map[org.NodeID]Judgement
	targets  targets
}

// NewService returns a service.
func NewService(d Deps) *Service {
	const metrics = 3 // scorecards go by the metric of each person's first target
	return &Service{Deps: d, standings: kept.New[question, standing](d.Store, metrics)}
}

// Case is somebody with what his periods show, and what would help.
type Case struct {
	Judgement
	Person   org.Node
	Metric   metric.Metric
	Period   period.Period // that runs
	This     *money.Amount // what he is held to in it; nil: nothing
	Next     *money.Amount // and in the one after it
	Offer    Offer
	Proposal *Proposal // nil: none
	Kept     *Kept     // the last decision; nil: none yet
	Draft    *Draft    // only of one case
	Effect   *Effect   // of an accepted one, so far; only of one case
	Finished bool      // an accepted one is no longer needed
}

// Offer says what a case calls for.
type Offer string

// The offers.
const (
	NoOffer     Offer = "none"
	SmallGoal   Offer = "goal"     // consistent shortfall, and more is asked of him next
	Coaching    Offer = "coaching" // a talk; the large target stays as it is
	CheckTarget Offer = "target"   // somebody should look at the target, not at him
)

// Draft is the goal that a proposal becomes, with what the checker says.
type Draft struct {
	Spec   goal.Spec
	Advice advise.Advice
}

// Ask says by which metric, and as of which day.
type Ask struct {
	Metric metric.Metric
	AsOf   period.Date
	Lately bool // how everybody stands may be of a moment ago (ADR 0047)
}

// People returns the people whom the asker sees inside and, with under, who
// belong to that node; who needs help first, first.
func (s *Service) People(ctx context.Context, scope access.Scope, under org.NodeID, a Ask) ([]Case, error) {
	o, book, _, err := s.Store.Company(ctx, scope.OrgID)
	if err != nil {
		return nil, err
	}
	nodes, err := s.Store.Nodes(ctx, inside(scope), a.AsOf, org.Filter{Kind: org.Person})
	if err != nil {
		return nil, err
	}
	seen := map[org.NodeID]org.Node{}
	for _, n := range nodes {
		if n.Member.Contains(a.AsOf) && (under == "" || under == o.Root() || slices.Contains(book.Tree.Lineage(n.ID, a.AsOf, a.AsOf), under)) {
			seen[n.ID] = n
		}
	}
	stand, err := s.standing(ctx, o.ID, a)
	if err != nil {
		return nil, err
	}
	var list []Judgement
	var people []org.NodeID
	for id := range seen {
		if j, ok := stand.verdicts[id]; ok && len(j.Periods) > 0 {
			list, people = append(list, j), append(people, id)
		}
	}
	Order(list)
	kept, err := s.last(ctx, scope.OrgID, people)
	if err != nil {
		return nil, err
	}
	cases := make([]Case, 0, len(list))
	for _, j := range list {
		c, err := s.caseOf(ctx, o, seen[j.Node], j, kept[j.Node], stand.targets, a)
		if err != nil {
			return nil, err
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// inside is the scope without what is only published: a total tells nothing of
// how its people do.
func inside(scope access.Scope) access.Scope {
	scope.PublishedKinds, scope.Ranking = nil, false
	return scope
}

// Person returns one person's case, with the goal that would be set. NotFound
// when the asker does not see inside.
func (s *Service) Person(ctx context.Context, asker advise.Asker, id org.NodeID, a Ask) (Case, error) {
	nodes, err := s.Store.Nodes(ctx, inside(asker.Scope), a.AsOf, org.Filter{IDs: []org.NodeID{id}})
	if err != nil {
		return Case{}, err
	}
	if len(nodes) == 0 || id.Kind() != org.Person {
		return Case{}, fault.New(fault.NotFound, "there is no person %s here", id)
	}
	orgID := asker.Scope.OrgID
	o, book, _, err := s.Store.Company(ctx, orgID)
	if err != nil {
		return Case{}, err
	}
	stand, err := s.standing(ctx, orgID, a)
	if err != nil {
		return Case{}, err
	}
	kept, err := s.last(ctx, orgID, []org.NodeID{id})
	if err != nil {
		return Case{}, err
	}
	j, ok := stand.verdicts[id]
	if !ok {
		j = Judgement{Node: id, Label: TooEarly}
	}
	c, err := s.caseOf(ctx, o, nodes[0], j, kept[id], stand.targets, a)
	if err != nil {
		return c, err
	}
	if c.Offer == SmallGoal && c.Proposal != nil {
		if c.Draft, err = s.draft(ctx, asker, book, c, a); err != nil {
			return c, err
		}
	}
	if c.Kept != nil && c.Kept.State == Accepted {
		c.Effect, err = s.effect(ctx, orgID, *c.Kept, a)
	}
	return c, err
}

// last returns of each person the last decision.
func (s *Service) last(ctx context.Context, orgID string, people []org.NodeID) (map[org.NodeID]*Kept, error) {
	all, err := s.Store.FollowUps(ctx, orgID, people)
	last := map[org.NodeID]*Kept{}
	for i := range all {
		last[all[i].Person] = &all[i]
	}
	return last, err
}

// rises reports whether more is asked next: more than now or, since seasons
// differ, more than in the same period of the year before.
func (c Case) rises(t targets) bool {
	if c.Next == nil {
		return false
	}
	before := t.before[c.Person.ID]
	return c.This != nil && *c.Next > *c.This || before != nil && *c.Next > *before
}

// caseOf says what somebody's judgement calls for.
func (s *Service) caseOf(ctx context.Context, o org.Organisation, person org.Node, j Judgement, kept *Kept, t targets, a Ask) (Case, error) {
	c := Case{Judgement: j, Person: person, Metric: a.Metric, Period: t.period, This: t.this[person.ID], Next: t.next[person.ID], Kept: kept}
	rises := c.rises(t)
	switch j.Label {
	case Shortfall:
		c.Offer = Coaching
		if rises {
			c.Offer = SmallGoal
		}
	case Watch:
		c.Offer = Coaching
	case QuotaProblem:
		c.Offer = CheckTarget
	default:
		c.Offer = NoOffer
	}
	if kept != nil {
		switch {
		case kept.State == Accepted:
			c.Offer, c.Finished = NoOffer, Done(j)
			proposal := kept.Proposal
			c.Proposal = &proposal
		case kept.Day >= t.period.Start && c.Offer == SmallGoal:
			c.Offer = Coaching // it was declined, or has just ended: not again before the next period
		}
	}
	if (c.Offer == SmallGoal || c.Offer == Coaching) && (kept == nil || kept.State != Accepted) {
		p, ok, err := s.propose(ctx, o, c, t, a)
		if err != nil {
			return c, err
		}
		switch {
		case ok:
			c.Proposal = &p
		case c.Offer == SmallGoal:
			c.Offer = Coaching // nothing that is counted is weak
		}
	}
	return c, nil
}

// Accept sets the proposed goal, and keeps that it was accepted.
func (s *Service) Accept(ctx context.Context, asker advise.Asker, by goal.Actor, id org.NodeID, a Ask) (Kept, error) {
	c, err := s.Person(ctx, asker, id, a)
	if err != nil {
		return Kept{}, err
	}
	if c.Draft == nil {
		return Kept{}, fault.New(fault.Conflict, "no follow-up goal is proposed for %s now", c.Person.Name)
	}
	k, err := s.decided(by, c, a)
	if err != nil {
		return k, err
	}
	g, err := s.Goals.AddGoal(ctx, asker.Scope.OrgID, by, "", c.Draft.Spec, goal.Proposed)
	if err != nil {
		return k, err
	}
	k.State, k.Goal = Accepted, g.ID
	return k, s.Store.SaveFollowUp(ctx, asker.Scope.OrgID, k)
}

// Decline keeps that the proposed goal was declined, and why.
func (s *Service) Decline(ctx context.Context, asker advise.Asker, by goal.Actor, id org.NodeID, a Ask, reason string) (Kept, error) {
	c, err := s.Person(ctx, asker, id, a)
	if err != nil {
		return Kept{}, err
	}
	if c.Draft == nil {
		return Kept{}, fault.New(fault.Conflict, "no follow-up goal is proposed for %s now", c.Person.Name)
	}
	k, err := s.decided(by, c, a)
	if err != nil {
		return k, err
	}
	if k, err = k.decline(reason); err != nil {
		return k, err
	}
	return k, s.Store.SaveFollowUp(ctx, asker.Scope.OrgID, k)
}

// End closes an accepted follow-up, and keeps what it did. Its goal goes its own
// way.
func (s *Service) End(ctx context.Context, asker advise.Asker, by goal.Actor, id org.NodeID, a Ask, reason string) (Kept, error) {
	c, err := s.Person(ctx, asker, id, a)
	if err != nil {
		return Kept{}, err
	}
	if c.Kept == nil {
		return Kept{}, fault.New(fault.Conflict, "%s has no follow-up that could end", c.Person.Name)
	}
	k, err := c.Kept.end(reason, by.Name, a.AsOf, s.Now().UnixMicro(), c.Effect)
	if err != nil {
		return k, err
	}
	return k, s.Store.SaveFollowUp(ctx, asker.Scope.OrgID, k)
}

// decided begins a decision.
func (s *Service) decided(by goal.Actor, c Case, a Ask) (Kept, error) {
	id, err := uuid.NewV7()
	return Kept{ID: id.String(), Person: c.Person.ID, Day: a.AsOf, At: s.Now().UnixMicro(), By: by.Name, ByID: by.ID,
		Label: c.Label, Below: c.Below, Median: c.Median, Proposal: *c.Proposal}, err
}
