package attain

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// GoalView is a goal with how it stands.
type GoalView struct {
	Goal         goal.Goal
	Version      goal.SpecVersion // as known on the day
	State        goal.State       // likewise
	Metric       metric.Metric    // over the goal's scope
	Owner        org.Node
	Scope        []org.Node
	Standing     Standing
	Readback     string     // the goal in one sentence
	Parent       *goal.Goal // nil when there is none that the reader sees
	Contribution goal.Contribution
	Children     []ChildGoal
	Flags        []string
	May          []goal.Move // the moves that are open to the reader
	MayEdit      bool
}

// ChildGoal is a goal that is a part of another.
type ChildGoal struct {
	Goal         goal.Goal
	Owner        org.Node
	Contribution goal.Contribution
}

// Goal returns one goal; NotFound when the scope does not see its owner.
func (s *Service) Goal(ctx context.Context, scope access.Scope, by goal.Actor, id goal.ID, asOf period.Date) (GoalView, error) {
	views, err := s.Goals(ctx, scope, by, goal.Filter{IDs: []goal.ID{id}}, asOf)
	if err != nil {
		return GoalView{}, err
	}
	if len(views) == 0 {
		return GoalView{}, fault.New(fault.NotFound, "there is no goal %s here, or you may not see it", id)
	}
	return views[0], nil
}

// Goals returns the goals that the scope sees, in the order in which they were
// set, with how they stand on the day.
func (s *Service) Goals(ctx context.Context, scope access.Scope, by goal.Actor, f goal.Filter, asOf period.Date) ([]GoalView, error) {
	set, err := s.whole(ctx, scope.OrgID, asOf)
	if err != nil {
		return nil, err
	}
	goals, err := s.store.Goals(ctx, scope, set.asOf, f)
	if err != nil {
		return nil, err
	}
	return s.views(ctx, scope, set, by, wanted(goals, f, set.asOf))
}

// GoalPage is Goals for the first n that come after a place; more says that
// others follow.
func (s *Service) GoalPage(ctx context.Context, scope access.Scope, by goal.Actor, f goal.Filter, asOf period.Date, n int) (views []GoalView, more bool, err error) {
	set, err := s.whole(ctx, scope.OrgID, asOf)
	if err != nil {
		return nil, false, err
	}
	const least = 100 // are read at once: few of them may be in the states that are wanted
	f.Limit = max(n+1, least)
	var page []goal.Goal
	for last := false; !last && len(page) <= n; {
		some, err := s.store.Goals(ctx, scope, set.asOf, f)
		if err != nil {
			return nil, false, err
		}
		if last = len(some) < f.Limit; !last {
			f.After = some[len(some)-1].Mark()
		}
		page = append(page, wanted(some, f, set.asOf)...)
	}
	more = len(page) > n
	views, err = s.views(ctx, scope, set, by, page[:min(n, len(page))])
	return views, more, err
}

// wanted returns the goals that were known on the day, in the filter's states.
func wanted(goals []goal.Goal, f goal.Filter, asOf period.Date) []goal.Goal {
	return slices.DeleteFunc(goals, func(g goal.Goal) bool {
		_, state, ok := g.At(asOf)
		return !ok || len(f.States) > 0 && !slices.Contains(f.States, state)
	})
}

// views says how the goals stand.
func (s *Service) views(ctx context.Context, scope access.Scope, set setting, by goal.Actor, goals []goal.Goal) ([]GoalView, error) {
	family, err := s.family(ctx, scope, set, goals)
	if err != nil {
		return nil, err
	}
	in, nodes, err := s.goalSetting(ctx, set, slices.Concat(goals, family.all()))
	if err != nil {
		return nil, err
	}
	views := make([]GoalView, 0, len(goals))
	for _, g := range goals {
		view := GoalView{Goal: g}
		view.Version, view.State, _ = g.At(set.asOf)
		spec := view.Version.Spec
		view.Owner = nodes[spec.Owner]
		for _, id := range spec.Scope {
			view.Scope = append(view.Scope, nodes[id])
		}
		view.Readback, view.Flags = spec.Readback(in), g.Flags(in)
		s.allow(set, by, &view)
		if err := s.stand(ctx, scope, set, in, &view); err != nil {
			return nil, err
		}
		family.relate(set, in, nodes, &view)
		views = append(views, view)
	}
	return views, nil
}

// allow says what the reader may do with the goal.
func (s *Service) allow(set setting, by goal.Actor, view *GoalView) {
	who := by.To(view.Version.Spec.Owner, view.Goal.Author().ByID, set.book.Tree, func(team org.NodeID) bool {
		return set.teams.Leads[team] == by.Person || team == org.Led(by.Person)
	}, set.asOf)
	view.May = view.Goal.May(who)
	view.MayEdit = view.Goal.MayEdit(who) == nil
}

// goalSetting reads the names of everything that the goals speak of.
func (s *Service) goalSetting(ctx context.Context, set setting, goals []goal.Goal) (goal.Setting, map[org.NodeID]org.Node, error) {
	ids := []org.NodeID{}
	for _, g := range goals {
		for _, v := range g.Versions {
			ids = append(ids, v.Spec.Owner)
			ids = append(ids, v.Spec.Scope...)
			for _, guard := range v.Spec.Guards {
				ids = append(ids, guard.Scope...)
			}
		}
	}
	slices.Sort(ids)
	list, err := s.store.Nodes(ctx, systemOf(set), set.asOf, org.Filter{IDs: slices.Compact(ids)})
	nodes := make(map[org.NodeID]org.Node, len(list))
	for _, n := range list {
		nodes[n.ID] = n
	}
	return goal.Setting{
		Metric: set.find,
		Node: func(id org.NodeID) (org.Node, bool) {
			n, ok := nodes[id]
			return n, ok
		},
		Tree: set.book.Tree, Currency: set.org.Currency, Calendar: set.org.Calendar, Today: set.asOf,
	}, nodes, err
}

// family is the goals above and below some goals.
type family struct {
	parents  map[goal.ID]goal.Goal
	children map[goal.ID][]goal.Goal // by their parent
}

// family reads what the goals are a part of and what is a part of them, as far
// as the reader sees it.
func (s *Service) family(ctx context.Context, scope access.Scope, set setting, goals []goal.Goal) (family, error) {
	f := family{parents: map[goal.ID]goal.Goal{}, children: map[goal.ID][]goal.Goal{}}
	parents, own := []goal.ID{}, []goal.ID{}
	for _, g := range goals {
		own = append(own, g.ID)
		if v, _, _ := g.At(set.asOf); v.Spec.Parent != "" {
			parents = append(parents, v.Spec.Parent)
		}
	}
	above, err := s.store.Goals(ctx, scope, set.asOf, goal.Filter{IDs: parents})
	if err != nil {
		return f, err
	}
	for _, g := range above {
		f.parents[g.ID] = g
	}
	below, err := s.store.Goals(ctx, scope, set.asOf, goal.Filter{Parents: own})
	for _, g := range below {
		if v, state, ok := g.At(set.asOf); ok && state != goal.Withdrawn {
			f.children[v.Spec.Parent] = append(f.children[v.Spec.Parent], g)
		}
	}
	return f, err
}

func (f family) all() []goal.Goal {
	var list []goal.Goal
	for _, g := range f.parents {
		list = append(list, g)
	}
	for _, some := range f.children {
		list = append(list, some...)
	}
	return list
}

// relate says what the goal brings to the one above, and what those below bring
// to it.
func (f family) relate(set setting, in goal.Setting, nodes map[org.NodeID]org.Node, view *GoalView) {
	contributes := func(child, parent goal.Goal) goal.Contribution {
		low, _, okLow := child.At(set.asOf)
		high, _, okHigh := parent.At(set.asOf)
		if !okLow || !okHigh {
			return goal.Contribution{Why: "nobody knew of it yet"}
		}
		return goal.Contributes(low.Spec, high.Spec, in, view.Standing.People)
	}
	if parent, ok := f.parents[view.Version.Spec.Parent]; ok {
		view.Parent = &parent
		view.Contribution = contributes(view.Goal, parent)
	}
	for _, child := range f.children[view.Goal.ID] {
		v, _, _ := child.At(set.asOf)
		view.Children = append(view.Children, ChildGoal{child, nodes[v.Spec.Owner], contributes(child, view.Goal)})
	}
}
