package pipeline

import (
	"context"
	"regexp"
	"slices"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// SetTarget appends a version to a node's target, as a person does on the page.
func (p *Pipeline) SetTarget(ctx context.Context, orgID, by string, c goal.TargetChange) (goal.Target, error) {
	var revised goal.Target
	changed := false
	err := p.store.Write(ctx, orgID, func(tx Tx) error {
		_, book, stamp, err := p.present(tx, by)
		if err != nil {
			return err
		}
		nodes, err := tx.Nodes([]org.NodeID{c.Node})
		if err != nil {
			return err
		}
		if _, ok := nodes[c.Node]; !ok {
			return fault.New(fault.NotFound, "there is no %s here", c.Node)
		}
		stored, err := tx.Targets([]goal.Key{c.Key})
		if err != nil {
			return err
		}
		target := stored[c.Key]
		target.Key = c.Key
		var same bool
		revised, same, err = target.Revise(goal.Version{Value: c.Value, Withdrawn: c.Withdraw, From: c.Since(stamp.Today), Reason: c.Reason, Author: by,
			RecordedAt: stamp.At.UnixMicro(), Known: period.Range{Start: stamp.Today, End: period.Never}})
		if err != nil || same {
			return err
		}
		if err := refuseClosed(book.Closes.Standing(), c.Period); err != nil {
			return err
		}
		changed = true
		return tx.Save(Changes{At: stamp.At, Targets: []goal.Target{revised}})
	})
	p.tell(orgID, err == nil && changed)
	return revised, err
}

// slug is what a goal may be called when its id does not come from here.
var slug = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// AddGoal sets a goal: a draft, or proposed at once. An empty id is filled in.
// The series that it is measured by are kept from then on.
func (p *Pipeline) AddGoal(ctx context.Context, orgID string, by goal.Actor, id goal.ID, spec goal.Spec, state goal.State) (goal.Goal, error) {
	var added goal.Goal
	err := p.writeGoal(ctx, orgID, by, func(d *desk) error {
		if id == "" {
			made, err := uuid.NewV7()
			if err != nil {
				return err
			}
			id = goal.ID(made.String())
		}
		if !slug.MatchString(string(id)) {
			return fault.New(fault.Invalid, "%q cannot be the id of a goal; use small letters, digits, dots and dashes, at most 64", id)
		}
		found, err := d.tx.Goals([]goal.ID{id})
		if err != nil {
			return err
		}
		if _, exists := found[id]; exists {
			return fault.New(fault.Conflict, "there is a goal %s already; change that one, or choose another id", id)
		}
		if spec, err = d.accept(id, spec); err != nil {
			return err
		}
		who, err := d.who(spec.Owner, by.ID)
		if err != nil {
			return err
		}
		if added, err = goal.New(id, spec, state, who, d.when()); err != nil {
			return err
		}
		return d.save(added)
	})
	return added, err
}

// ReviseGoal changes what a goal says: a new version of it. Saying the same
// again changes nothing.
func (p *Pipeline) ReviseGoal(ctx context.Context, orgID string, by goal.Actor, id goal.ID, spec goal.Spec, reason string) (goal.Goal, error) {
	var revised goal.Goal
	err := p.writeGoal(ctx, orgID, by, func(d *desk) error {
		g, err := d.goal(id)
		if err != nil {
			return err
		}
		if err := refuseClosed(d.book.Closes.Standing(), g.Spec().Window); err != nil {
			return err
		}
		who, err := d.who(g.Spec().Owner, g.Author().ByID)
		if err != nil {
			return err
		}
		if err := g.MayEdit(who); err != nil {
			return err
		}
		if spec, err = d.accept(id, spec); err != nil {
			return err
		}
		if spec.Owner != g.Spec().Owner {
			if who, err = d.who(spec.Owner, g.Author().ByID); err != nil {
				return err
			}
			if err := who.MaySet(); err != nil {
				return err
			}
		}
		in, err := d.setting(spec, g.Spec())
		if err != nil {
			return err
		}
		var same bool
		if revised, same, err = g.Revise(spec, who, d.when(), reason, in); err != nil || same {
			return err
		}
		return d.save(revised)
	})
	return revised, err
}

// MoveGoal takes a goal a step on in its life.
func (p *Pipeline) MoveGoal(ctx context.Context, orgID string, by goal.Actor, id goal.ID, move goal.Move, note string) (goal.Goal, error) {
	var moved goal.Goal
	err := p.writeGoal(ctx, orgID, by, func(d *desk) error {
		g, err := d.goal(id)
		if err != nil {
			return err
		}
		who, err := d.who(g.Spec().Owner, g.Author().ByID)
		if err != nil {
			return err
		}
		if moved, err = g.Move(move, who, d.when(), note); err != nil {
			return err
		}
		return d.save(moved)
	})
	return moved, err
}

// writeGoal runs the function in one transaction.
func (p *Pipeline) writeGoal(ctx context.Context, orgID string, by goal.Actor, run func(*desk) error) error {
	changed := false
	err := p.store.Write(ctx, orgID, func(tx Tx) error {
		o, book, stamp, err := p.present(tx, by.Name)
		if err != nil {
			return err
		}
		d := &desk{pipe: p, tx: tx, org: o, book: book, by: by, stamp: stamp}
		err = run(d)
		changed = d.saved
		return err
	})
	p.tell(orgID, err == nil && changed)
	return err
}

// desk is where goals are worked on in one transaction.
type desk struct {
	pipe  *Pipeline
	tx    Tx
	org   org.Organisation
	book  *metric.Book
	by    goal.Actor
	stamp Stamp
	saved bool
}

func (d *desk) when() goal.When { return goal.When{At: d.stamp.At.UnixMicro(), Day: d.stamp.Today} }

func (d *desk) goal(id goal.ID) (goal.Goal, error) {
	found, err := d.tx.Goals([]goal.ID{id})
	if err != nil {
		return goal.Goal{}, err
	}
	g, ok := found[id]
	if !ok {
		return g, fault.New(fault.NotFound, "there is no goal %s here", id)
	}
	return g, nil
}

// who returns what the actor is to a goal with the owner.
func (d *desk) who(owner org.NodeID, author string) (goal.Who, error) {
	teams := []org.NodeID{owner}
	if owner.Kind() == org.Company {
		for _, e := range d.book.Tree.All() {
			teams = append(teams, e.Parent)
		}
	} else {
		teams = append(teams, d.book.Tree.Path(owner, d.stamp.Today, d.stamp.Today)...)
	}
	slices.Sort(teams)
	teams = slices.DeleteFunc(slices.Compact(teams), func(id org.NodeID) bool { return id.Kind() != org.Team })
	nodes, err := d.tx.Nodes(teams)
	return d.by.To(owner, author, d.book.Tree, func(team org.NodeID) bool {
		return d.by.Person != "" && (nodes[team].Lead == d.by.Person || team == org.Led(d.by.Person))
	}, d.stamp.Today), err
}

// accept returns the spec as it is stored: its value worked out, everything that
// it names known, and nothing in it that means nothing.
func (d *desk) accept(id goal.ID, spec goal.Spec) (goal.Spec, error) {
	spec, err := spec.Normal().Resolve()
	if err != nil {
		return spec, err
	}
	in, err := d.setting(spec)
	if err != nil {
		return spec, err
	}
	wrong, _ := spec.Check(in)
	if c := spec.Change; c != nil && c.ToMeasure() {
		wrong.Add("change.baseline", "has not been measured; measure it over %s first, or say what it is", c.Over)
	}
	if spec.Parent != "" {
		if _, err := d.goal(spec.Parent); fault.Is(err, fault.NotFound) {
			wrong.Add("parent", "%v", err)
		} else if err != nil {
			return spec, err
		} else if err := goal.Circle(id, spec.Parent, d.parentOf); err != nil {
			wrong.Add("parent", "%v", err)
		}
	}
	if spec.Title == "" {
		spec.Title = spec.Headline(in)
	}
	return spec, wrong.Err("this goal cannot be set as it is")
}

func (d *desk) parentOf(id goal.ID) goal.ID {
	g, err := d.goal(id)
	if err != nil {
		return ""
	}
	return g.Spec().Parent
}

// setting returns what the specs are set in.
func (d *desk) setting(specs ...goal.Spec) (goal.Setting, error) {
	ids := []org.NodeID{}
	customs := map[metric.Series]metric.Custom{}
	for _, s := range specs {
		ids = append(append(ids, s.Owner), s.Scope...)
		series := []metric.Series{s.Metric}
		for _, g := range s.Guards {
			ids = append(ids, g.Scope...)
			series = append(series, g.Metric)
		}
		for _, id := range series {
			versions, err := d.tx.Customs(id.Base())
			if err != nil {
				return goal.Setting{}, err
			}
			if n := len(versions); n > 0 {
				customs[id.Base()] = versions[n-1].Custom
			}
		}
	}
	nodes, err := d.tx.Nodes(ids)
	list := make([]metric.Custom, 0, len(customs))
	for _, c := range customs {
		list = append(list, c)
	}
	catalogue := metric.NewCatalogue(list, d.book.Funnel, nil)
	return goal.Setting{
		Metric: func(id metric.Series) (metric.Metric, error) { return catalogue.Find(string(id)) },
		Node: func(id org.NodeID) (org.Node, bool) {
			n, ok := nodes[id]
			return n, ok
		},
		Tree: d.book.Tree, Currency: d.org.Currency, Calendar: d.org.Calendar, Today: d.stamp.Today,
	}, err
}

// save stores the goal, and keeps the series that it is measured by.
func (d *desk) save(g goal.Goal) error {
	in, err := d.setting(g.Spec())
	if err != nil {
		return err
	}
	changes := Changes{At: d.stamp.At, Goals: []goal.Goal{g}}
	needs, err := g.Spec().Needs(in)
	if err != nil {
		return err
	}
	if err := d.pipe.register(d.tx, needs, nil, &changes); err != nil {
		return err
	}
	d.saved = true
	return d.tx.Save(changes)
}
