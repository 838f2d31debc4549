package pipeline

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/quota"
)

// PlanTx is what planning grids read and write within a transaction.
type PlanTx interface {
	// Plan returns a plan with its rows; NotFound when there is none.
	Plan(id quota.ID) (quota.Plan, error)
	// PlanHeads returns all plans with only the root's row.
	PlanHeads() ([]quota.Plan, error)
	AddPlan(p quota.Plan, e quota.Event) error
	// SavePlan writes the head and the rows at the places, nil for all, and
	// appends to the history.
	SavePlan(p quota.Plan, rows []int, e quota.Event) error
}

// PlanStore is what planning grids are read from.
type PlanStore interface {
	Organisation(ctx context.Context, orgID string) (org.Organisation, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Book(ctx context.Context, orgID string) (*metric.Book, error)
	Catalogue(ctx context.Context, orgID string) (metric.Catalogue, error)
	Sums(ctx context.Context, scope access.Scope, f metric.SumFilter) (map[org.NodeID]money.Amount, error)
	// PlanHeads returns all plans with only the root's row, the latest first.
	PlanHeads(ctx context.Context, orgID string) ([]quota.Plan, error)
	// PlansOf returns the plans in which the person has a row, or leads one.
	PlansOf(ctx context.Context, orgID string, person org.NodeID) ([]quota.ID, error)
	Plan(ctx context.Context, orgID string, id quota.ID) (quota.Plan, error)
	// PlanEvents returns the history, the latest first.
	PlanEvents(ctx context.Context, orgID string, id quota.ID, f PlanEventFilter) ([]quota.Event, error)
}

// PlanEventFilter says which part of a plan's history is wanted.
type PlanEventFilter struct {
	Before int        // only what came before this Seq; 0: all
	Node   org.NodeID // only what concerned the node
	Limit  int
	Rows   int // at most so many changed rows of each event; 0: all
}

// Plans is where planning grids live: it loads one, lets package quota work on
// it, and saves what came of it with a line of history, all in one transaction.
// When a plan becomes active, or an active one is revised, its numbers become
// versions of targets in that transaction too.
type Plans struct {
	pipe  *Pipeline
	store PlanStore
}

// NewPlans returns the service; what it writes goes through the pipeline.
func NewPlans(pipe *Pipeline, store PlanStore) *Plans { return &Plans{pipe: pipe, store: store} }

// NewPlan is what is wanted of a new plan.
type NewPlan struct {
	quota.Head        // without its Metric
	Series     string // id of the metric
}

// Create makes a draft with everybody below the root, and what is known of
// them.
func (s *Plans) Create(ctx context.Context, orgID string, by quota.Actor, in NewPlan) (PlanView, error) {
	if !by.All {
		return PlanView{}, fault.New(fault.Forbidden, "only who may set all targets makes a plan")
	}
	o, err := s.store.Organisation(ctx, orgID)
	if err != nil {
		return PlanView{}, err
	}
	var wrong fault.Fields
	if in.Metric, err = s.metric(ctx, orgID, in.Series); err != nil {
		wrong.Add("metric", "%v", err)
	}
	places, err := s.places(ctx, o, in.Root, in.Window)
	if err != nil {
		return PlanView{}, err
	}
	if len(places) == 0 {
		wrong.Add("root", "there is no %s here to plan for", in.Root)
	}
	if err := s.checkScope(ctx, o, in.Scope, &wrong); err != nil {
		return PlanView{}, err
	}
	if err := wrong.Err("the plan cannot be made like this"); err != nil {
		return PlanView{}, err
	}
	now := s.pipe.now()
	past, err := s.past(ctx, o, in.Metric.In(in.Scope), in.Window, places)
	if err != nil {
		return PlanView{}, err
	}
	p, err := quota.New(quota.ID(uuid.Must(uuid.NewV7()).String()), in.Head, o.Calendar, o.Today(now), places)
	if err != nil {
		return PlanView{}, err
	}
	p.CreatedAt, p.Past, p.Season = now.UnixMicro(), past.days, past.season
	event := quota.Done{Plan: p}.Event(now.UnixMicro(), by.Name, quota.Created, quota.Key{}, "")
	err = s.pipe.store.Write(ctx, orgID, func(tx Tx) error { return tx.AddPlan(p, event) })
	if err != nil {
		return PlanView{}, err
	}
	return s.viewOf(ctx, o, by, p)
}

// checkScope notes the nodes that are not there.
func (s *Plans) checkScope(ctx context.Context, o org.Organisation, scope []org.NodeID, wrong *fault.Fields) error {
	if len(scope) == 0 {
		return nil
	}
	nodes, err := s.store.Nodes(ctx, access.System(o.ID), o.Today(s.pipe.now()), org.Filter{IDs: scope})
	for i, id := range scope {
		if !slices.ContainsFunc(nodes, func(n org.Node) bool { return n.ID == id }) {
			wrong.Add(fmt.Sprintf("scope[%d]", i), "there is no %s here", id)
		}
	}
	return err
}

// PlanEdit is something to be done with a plan.
type PlanEdit struct {
	Version int // of the plan that it was made on; 0: whatever it is now
	What    quota.What
	Of      quota.Key   // the branch, for the history
	Keys    []quota.Key // the other rows that it names: they are not there for who does not see them
	Note    string      // for the history; the reason of a revision
	// Presence brings who stands where, and when, into the plan first.
	Presence bool
	Do       func(quota.Plan, []quota.Place) (quota.Done, error)
	// DryRun says what would change, and stores nothing.
	DryRun bool
}

// Edit changes numbers, limits or settings of a plan, and tells what changed.
func (s *Plans) Edit(ctx context.Context, orgID string, by quota.Actor, id quota.ID, e PlanEdit) (PlanView, quota.Done, error) {
	return s.change(ctx, orgID, by, id, e, func(tx Tx, before quota.Plan, places []quota.Place) (quota.Done, error) {
		if e.Presence {
			before = before.Attend(places)
		}
		done, err := e.Do(before, places)
		if err != nil {
			return done, err
		}
		if err := before.CheckEdit(by, done); err != nil {
			return done, err
		}
		if len(done.Touched)+len(done.Notes) > 0 {
			done = done.Unaccept()
		}
		return done, nil
	})
}

// Move takes a step in the life of a plan or of a branch; the zero Key stands
// for the plan.
func (s *Plans) Move(ctx context.Context, orgID string, by quota.Actor, id quota.ID, version int, m quota.Move) (PlanView, error) {
	e := PlanEdit{Version: version, What: quota.What(m.Action), Of: m.Key, Note: m.Note}
	v, _, err := s.change(ctx, orgID, by, id, e, func(tx Tx, before quota.Plan, _ []quota.Place) (quota.Done, error) {
		if m.Node == "" {
			m.Key = before.Rows[0].Key
		}
		done, err := before.Move(by, m)
		if err == nil && done.Plan.State == quota.Active && before.State != quota.Active {
			err = alone(tx, before)
		}
		return done, err
	})
	return v, err
}

// change loads a plan, changes it and stores what came of it, with a line of
// history.
func (s *Plans) change(ctx context.Context, orgID string, by quota.Actor, id quota.ID, e PlanEdit,
	work func(Tx, quota.Plan, []quota.Place) (quota.Done, error)) (PlanView, quota.Done, error) {
	var done quota.Done
	o, places, err := s.prepare(ctx, orgID, id, e.Presence)
	if err != nil {
		return PlanView{}, done, err
	}
	raised := false
	now := s.pipe.now()
	err = s.pipe.store.Write(ctx, orgID, func(tx Tx) error {
		before, err := s.open(tx, o, by, id, e.Version, now)
		if err != nil {
			return err
		}
		if e.Of, err = asked(before, by, e); err != nil {
			return err
		}
		if done, err = work(tx, before, places); err != nil {
			return err
		}
		if e.DryRun || len(done.Touched)+len(done.Notes) == 0 && done.Plan.State == before.State {
			return nil
		}
		raised, err = s.save(tx, o, before, &done, e, by, now)
		return err
	})
	s.pipe.tell(orgID, err == nil && raised)
	if err != nil {
		return PlanView{}, quota.Done{}, err
	}
	view, err := s.viewOf(ctx, o, by, done.Plan)
	return view, done, err
}

// asked refuses rows that the actor does not see, before an error could tell of
// them, and returns the branch's key in full.
func asked(p quota.Plan, by quota.Actor, e PlanEdit) (of quota.Key, err error) {
	seen, _ := p.Visible(by)
	find := p.Finder()
	keys := e.Keys
	if e.Of.Node != "" {
		keys = append([]quota.Key{e.Of}, keys...)
	}
	for n, k := range keys {
		i, err := find(k)
		switch {
		case err != nil && (by.All || !fault.Is(err, fault.NotFound)):
			continue // the operation says where
		case err != nil || !seen[i]:
			return of, fault.New(fault.NotFound, "there is no %s in this plan, or you may not see it", k.Node)
		case n == 0 && e.Of.Node != "":
			of = p.Rows[i].Key
		}
	}
	return of, nil
}

// prepare reads what an operation needs before it holds the writer.
func (s *Plans) prepare(ctx context.Context, orgID string, id quota.ID, presence bool) (o org.Organisation, places []quota.Place, err error) {
	if o, err = s.store.Organisation(ctx, orgID); err != nil || !presence {
		return o, nil, err
	}
	p, err := s.store.Plan(ctx, orgID, id)
	if err != nil {
		return o, nil, err
	}
	if places, err = s.places(ctx, o, p.Root, p.Window()); err != nil {
		return o, nil, err
	}
	return o, places, s.history(ctx, o, p, places)
}

// open returns the plan as it stands, if the actor sees any of it.
func (s *Plans) open(tx Tx, o org.Organisation, by quota.Actor, id quota.ID, version int, now time.Time) (quota.Plan, error) {
	p, err := tx.Plan(id)
	if err != nil {
		return p, err
	}
	if _, some := p.Visible(by); !some {
		return p, errNoPlan()
	}
	if version != 0 && version != p.Version {
		return p, fault.New(fault.Conflict, "the plan was changed meanwhile (it is at version %d, and this was made on version %d); load it again and repeat the change", p.Version, version)
	}
	return p.On(o.Today(now), o.Calendar), nil
}

func errNoPlan() error {
	return fault.New(fault.NotFound, "there is no such plan here, or you may not see it")
}

// save stores what an operation made of a plan; raised is true when targets
// changed.
func (s *Plans) save(tx Tx, o org.Organisation, before quota.Plan, done *quota.Done, e PlanEdit, by quota.Actor, now time.Time) (raised bool, err error) {
	done.Plan.Version = before.Version + 1
	rows := done.Touched
	switch {
	case len(done.Plan.Rows) != len(before.Rows):
		rows = nil // places moved
	case rows == nil:
		rows = []int{}
	}
	if err := tx.SavePlan(done.Plan, rows, done.Event(now.UnixMicro(), by.Name, e.What, e.Of, e.Note)); err != nil {
		return false, err
	}
	if done.Plan.State != quota.Active {
		return false, nil
	}
	changes := Changes{At: now}
	if before.State != quota.Active {
		if err := s.pipe.keep(tx, done.Plan, &changes); err != nil {
			return false, err
		}
	}
	if changes.Targets, err = raise(tx, s.pipe.stamp(o, by.Name), before, done.Plan, e.Note); err != nil {
		return false, err
	}
	if len(changes.Targets)+len(changes.Series)+len(changes.Fills) == 0 {
		return false, nil
	}
	return true, tx.Save(changes)
}
