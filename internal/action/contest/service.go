package contest

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
)

// Service keeps contests, rehearses them and says how they stand.
type Service struct {
	store   Store
	figures *attain.Service
	now     func() time.Time
	day     period.Date // that counts as today; 0: today
}

// NewService returns a service that keeps in the store, and takes figures from
// where everybody's come from.
func NewService(store Store, figures *attain.Service, now func() time.Time) *Service {
	return &Service{store: store, figures: figures, now: now}
}

// On returns the service as of an earlier day: for what is told of the past.
func (s *Service) On(day period.Date) *Service {
	then := *s
	then.day = day
	return &then
}

func (s *Service) today(o org.Organisation) period.Date {
	if s.day != 0 {
		return s.day
	}
	return o.Today(s.now())
}

// Asker is who asks, with what he sees.
type Asker struct {
	Scope access.Scope
	By    goal.Actor
	Leads bool // his role lets him lead
}

// private is the scope without what is published: how people do in a contest is
// for themselves and for those who lead them.
func private(scope access.Scope) access.Scope {
	scope.PublishedKinds, scope.Ranking = nil, false
	return scope
}

// Allow refuses who neither leads anybody nor speaks for all.
func (a Asker) Allow() error {
	if !a.By.Office && !a.Leads {
		return fault.New(fault.Forbidden, "contests are for managers and RevOps to hold; ask your manager")
	}
	return nil
}

// allow refuses whoever neither leads the node nor speaks for all.
func (s *Service) allow(ctx context.Context, a Asker, node org.NodeID) error {
	if err := a.Allow(); err != nil {
		return err
	}
	o, book, teams, err := s.store.Company(ctx, a.Scope.OrgID)
	if err != nil {
		return err
	}
	if !mayHold(a, node, book.Tree, teams, s.today(o)) {
		return fault.New(fault.Forbidden, "you may hold contests among the people you lead; ask a manager of theirs")
	}
	return nil
}

func mayHold(a Asker, node org.NodeID, tree *org.Tree, teams *org.Teams, day period.Date) bool {
	who := a.By.To(node, "", tree, func(team org.NodeID) bool { return teams.Leads[team] == a.By.Person }, day)
	return a.By.Office || a.Leads && who.MaySet() == nil
}

// one returns a contest that the asker sees.
func (s *Service) one(ctx context.Context, a Asker, id ID) (Contest, period.Date, error) {
	o, _, _, err := s.store.Company(ctx, a.Scope.OrgID)
	if err != nil {
		return Contest{}, 0, err
	}
	today := s.today(o)
	found, err := s.store.Contests(ctx, private(a.Scope), today, a.By.Person, id)
	if err != nil {
		return Contest{}, today, err
	}
	if len(found) == 0 || id == "" {
		return Contest{}, today, fault.New(fault.NotFound, "there is no contest %q", id)
	}
	return found[0], today, nil
}

// held returns a contest that the asker may change.
func (s *Service) held(ctx context.Context, a Asker, id ID) (Contest, period.Date, error) {
	c, today, err := s.one(ctx, a, id)
	if err != nil {
		return c, today, err
	}
	return c, today, s.allow(ctx, a, c.Node)
}

// Save keeps a new contest, or other words and rules of one that has not begun.
// Of the contest it takes id, revision, name, reason, node, days and rules.
func (s *Service) Save(ctx context.Context, a Asker, next Contest) (Contest, error) {
	if err := a.Allow(); err != nil {
		return next, err
	}
	c := Contest{ID: ID(uuid.Must(uuid.NewV7()).String()), State: Draft, MadeBy: a.By.Name, Days: next.Days, Node: next.Node, Rules: next.Rules}
	if next.ID != "" {
		var err error
		if c, _, err = s.held(ctx, a, next.ID); err != nil {
			return c, err
		}
		c.Revision = next.Revision
	}
	o, _, _, err := s.store.Company(ctx, a.Scope.OrgID)
	if err != nil {
		return c, err
	}
	today := s.today(o)
	nodes, err := s.store.Nodes(ctx, private(a.Scope), today, org.Filter{IDs: []org.NodeID{next.Node}})
	if err != nil {
		return c, err
	}
	if len(nodes) == 0 {
		return c, fault.New(fault.NotFound, "there is no %s here", next.Node)
	}
	if err := s.allow(ctx, a, next.Node); err != nil {
		return c, err
	}
	if c, err = c.edit(next); err != nil {
		return c, err
	}
	catalogue, err := s.store.Catalogue(ctx, a.Scope.OrgID)
	if err != nil {
		return c, err
	}
	if err := c.Check(finder(catalogue)); err != nil {
		return c, err
	}
	if len(c.Steps) == 0 {
		c = c.step(Draft, today, a.By.Name, "")
	}
	return s.keep(ctx, a, c, nil)
}

func (s *Service) keep(ctx context.Context, a Asker, c Contest, parts []Part) (Contest, error) {
	c.Revision++
	c.ChangedAt = s.now().UnixMicro()
	return c, s.store.SaveContest(ctx, a.Scope.OrgID, c, parts)
}

// Rehearse replays the rules on the past and keeps what it showed. Without
// enough past the contest stays a draft, and what is known is kept all the same.
func (s *Service) Rehearse(ctx context.Context, a Asker, id ID) (Contest, error) {
	c, today, err := s.held(ctx, a, id)
	if err != nil {
		return c, err
	}
	if c.State != Draft && c.State != Rehearsed {
		return c, fault.New(fault.Conflict, "%s is %s; a contest is rehearsed before it starts", c.Name, c.State)
	}
	l, err := s.loader(ctx, a.Scope.OrgID, c, today)
	if err != nil {
		return c, err
	}
	p := Plan{ID: c.ID, Rules: c.Rules, Currency: l.org.Currency}
	if p.Past, err = l.past(ctx); err != nil {
		return c, err
	}
	for i := range p.Past {
		if err := l.edges(ctx, &p.Past[i]); err != nil {
			return c, err
		}
	}
	if p.Coming, err = l.coming(ctx); err != nil {
		return c, err
	}
	r := Rehearse(p)
	c.Rehearsal, c.RehearsedOn = &r, today
	if r.Known && c.State == Draft {
		c = c.step(Rehearsed, today, a.By.Name, "")
	}
	return s.keep(ctx, a, c, nil)
}

// coming is the contest itself with nothing done yet.
func (l *loader) coming(ctx context.Context) (Window, error) {
	w, err := l.window(ctx, l.contest.Days)
	w.Worked = 0
	for i := range w.People {
		w.People[i].Value, w.People[i].Breaches = 0, nil
	}
	return w, err
}

// Start lets a contest that was rehearsed begin on its first day. From now on
// its rules stand, and who is named in it sees it.
func (s *Service) Start(ctx context.Context, a Asker, id ID) (Contest, error) {
	c, today, err := s.held(ctx, a, id)
	if err != nil {
		return c, err
	}
	if c, err = c.start(today, a.By.Name); err != nil {
		return c, err
	}
	l, err := s.loader(ctx, a.Scope.OrgID, c, today)
	if err != nil {
		return c, err
	}
	past, err := l.past(ctx)
	if err != nil {
		return c, err
	}
	c.Forms, _ = Forms(pasts(c.Rules.Measure, past))
	w, err := l.coming(ctx)
	if err != nil {
		return c, err
	}
	parts, took := []Part{}, 0
	for _, e := range w.entries(c.Rules.Measure, c.Forms) {
		parts = append(parts, Part{e.Person, e.Out})
		if e.Out == "" {
			took++
		}
	}
	if least := c.Rules.leastPeople(); took < least {
		return c, fault.New(fault.Conflict, "%d people could take part, and it takes %d; nobody would win", took, least)
	}
	return s.keep(ctx, a, c, parts)
}

// End says that a contest is over, with everything that is known now. Sales that
// become known later change nothing of it.
func (s *Service) End(ctx context.Context, a Asker, id ID) (Contest, error) {
	c, today, err := s.held(ctx, a, id)
	if err != nil {
		return c, err
	}
	if c, err = c.end(today, a.By.Name, Result{AsOf: today}); err != nil {
		return c, err
	}
	if *c.Result, err = s.result(ctx, a.Scope.OrgID, c, today); err != nil {
		return c, err
	}
	return s.keep(ctx, a, c, nil)
}

// result is how the contest comes out by all that was known on the day.
func (s *Service) result(ctx context.Context, orgID string, c Contest, asOf period.Date) (Result, error) {
	l, err := s.loader(ctx, orgID, c, asOf)
	if err != nil {
		return Result{}, err
	}
	w, err := l.window(ctx, c.Days)
	if err != nil {
		return Result{}, err
	}
	return Result{AsOf: asOf, Outcome: Award(c.Rules, w.entries(c.Rules.Measure, c.Forms))}, nil
}

// Withdraw gives a contest up, with the reason for those who take part.
func (s *Service) Withdraw(ctx context.Context, a Asker, id ID, reason string) (Contest, error) {
	c, today, err := s.held(ctx, a, id)
	if err != nil {
		return c, err
	}
	if c, err = c.withdraw(today, a.By.Name, strings.TrimSpace(reason)); err != nil {
		return c, err
	}
	return s.keep(ctx, a, c, nil)
}

// Check makes the result of a contest that ended again, by what was known then,
// and reports whether it is the same.
func (s *Service) Check(ctx context.Context, a Asker, id ID) (same bool, asOf period.Date, err error) {
	c, _, err := s.held(ctx, a, id)
	if err != nil {
		return false, 0, err
	}
	if c.Result == nil {
		return false, 0, fault.New(fault.Conflict, "%s has not ended; there is no result that could be checked", c.Name)
	}
	again, err := s.result(ctx, a.Scope.OrgID, c, c.Result.AsOf)
	return err == nil && c.Result.Same(again), c.Result.AsOf, err
}
