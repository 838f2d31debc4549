package alert

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/insight/funnel"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/call"
	"github.com/attainhq/attain/internal/track/foresee"
)

// stock is what things are called and counted by.
type stock struct {
	book      *metric.Book
	catalogue metric.Catalogue
}

// finding is a look that is under way.
type finding struct {
	set   setting
	seen  map[string]Seen
	first bool
	told  []Happening
	found Found
}

// keep notes what is to be kept of a subject, when it is not what is kept
// already.
func (f *finding) keep(key string, next Seen) {
	if last, ok := f.seen[key]; !ok || !reflect.DeepEqual(last, next) {
		f.found.Seen[key] = next
	}
}

// replace keeps what is there now of one kind of subject, and forgets the others
// of the kind.
func (f *finding) replace(prefix string, next map[string]Seen, told []Happening) {
	for key, seen := range next {
		f.keep(key, seen)
	}
	for key := range f.seen {
		if _, stays := next[key]; !stays && strings.HasPrefix(key, prefix) {
			f.found.Gone = append(f.found.Gone, key)
		}
	}
	f.told = append(f.told, told...)
}

// watch holds the goals and targets against what was seen of them.
func (s *Service) watch(ctx context.Context, f *finding) error {
	return foresee.Each(ctx, s.store, f.set.org.ID, f.set.Today, func(some []foresee.Projection) error {
		list, err := s.running(ctx, f.set, some)
		if err != nil {
			return err
		}
		for _, p := range list {
			var last *Seen
			if seen, ok := f.seen[p.Key]; ok && !f.first {
				last = &seen
			}
			next, told := Watch(last, p, f.set.Today)
			f.keep(p.Key, next)
			f.found.Until[p.Key] = p.Window.End
			f.told = append(f.told, told...)
		}
		return nil
	})
}

// running returns the goals and targets whose time runs and for which these
// projections were made today.
func (s *Service) running(ctx context.Context, set setting, made []foresee.Projection) ([]Pursuit, error) {
	ids := make([]org.NodeID, len(made))
	for i, p := range made {
		ids[i] = p.Node
	}
	names, err := s.names(ctx, set, ids)
	if err != nil {
		return nil, err
	}
	goals, err := s.goals(ctx, set, made)
	if err != nil {
		return nil, err
	}
	var list []Pursuit
	for _, p := range made {
		name, ok := names[p.Node]
		if !ok {
			continue // nobody is there any more
		}
		if v, ok := goals[p.Goal]; ok {
			list = append(list, ofGoal(set, p, v, name))
		} else if p.Goal == "" {
			if m, err := set.catalogue.Find(string(p.Metric)); err == nil {
				list = append(list, ofTarget(set, p, m, name))
			}
		}
	}
	return list, nil
}

// names returns how the nodes are called. One that is not there is not in it.
func (s *Service) names(ctx context.Context, set setting, ids []org.NodeID) (map[org.NodeID]string, error) {
	const most = 1000 // in one question
	slices.Sort(ids)
	names := map[org.NodeID]string{}
	for some := range slices.Chunk(slices.Compact(ids), most) {
		nodes, err := s.store.Nodes(ctx, access.System(set.org.ID), set.Today, org.Filter{IDs: some})
		if err != nil {
			return nil, err
		}
		for _, n := range nodes {
			names[n.ID] = n.Name
		}
	}
	return names, nil
}

func (s *Service) goals(ctx context.Context, set setting, made []foresee.Projection) (map[goal.ID]attain.GoalView, error) {
	ids := []goal.ID{}
	for _, p := range made {
		if p.Goal != "" {
			ids = append(ids, p.Goal)
		}
	}
	goals := map[goal.ID]attain.GoalView{}
	if len(ids) == 0 {
		return goals, nil
	}
	views, err := s.pursuits.Goals(ctx, access.System(set.org.ID), goal.Actor{}, goal.Filter{IDs: ids, States: []goal.State{goal.Accepted, goal.Active}}, set.Today)
	for _, v := range views {
		goals[v.Goal.ID] = v
	}
	return goals, err
}

// ofGoal tells a goal. Its standing is of this moment, its chance of the last
// projection.
func ofGoal(set setting, p foresee.Projection, v attain.GoalView, who string) Pursuit {
	spec := v.Version.Spec
	out := pursuit(set, p, v.Metric, v.Standing.Outcome, !spec.EachOwner && spec.Each == "")
	if v.Standing.Actual != nil && v.Standing.Target != nil { // they may be newer than the projection
		if out.Actual == nil || *out.Actual != *v.Standing.Actual || out.Value != *v.Standing.Target {
			out.Foreseen = time.UnixMicro(p.MadeAt).In(set.org.Place).Format("15:04 on 2 January")
		}
		out.Actual, out.Value = v.Standing.Actual, *v.Standing.Target
	}
	out.Who, out.Title, out.Link = who, v.Version.Spec.Title, "/goals/"+string(v.Goal.ID)
	if v.Standing.Currency != "" {
		out.Currency = v.Standing.Currency
	}
	return out
}

func ofTarget(set setting, p foresee.Projection, m metric.Metric, who string) Pursuit {
	spec := goal.Spec{Owner: p.Node, Metric: p.Metric, Aim: p.Aim, Window: p.Window, Value: p.Value, Upper: p.Upper}
	outcome := attain.Stand(attain.Pursuit{Spec: spec, Metric: m, AsOf: p.AsOf, Own: attain.Pursued{Node: org.Node{ID: p.Node}, Read: attain.Reading{Value: p.Actual}}}).Outcome
	out := pursuit(set, p, m, outcome, true)
	at := set.org.Calendar.Named(p.Window)
	out.Who, out.Title = who, m.Name+" "+at.Label
	out.Link = "/n/" + string(p.Node) + "?metric=" + string(p.Metric) + "&period=" + at.ID
	return out
}

// pursuit tells what goals and targets have in common; one says that it is
// demanded once, and not of each person or period.
func pursuit(set setting, p foresee.Projection, m metric.Metric, outcome attain.Outcome, one bool) Pursuit {
	counts := one && m.Shape == metric.Sum && p.Aim == goal.AtLeast
	if outcome == attain.Reached && !counts {
		outcome = attain.Running // a mean that is high enough today may not be so tomorrow: its chance says what to think of it
	}
	out := Pursuit{Key: p.Key(), Node: p.Node, Window: p.Window, Chance: p.Chance, Actual: p.Actual, Value: p.Value, Past: p.Past, Unit: m.Unit,
		Status: foresee.StatusOf(m, outcome, p.Chance), Counts: counts}
	if p.Method == foresee.ByCertain && outcome == attain.Running {
		out.Status = foresee.Unsaid // on its last day a chance of 0 only says that the day is not over
	}
	if m.Unit == metric.Money {
		out.Currency = set.org.Currency
	}
	return out
}

// slowly looks at what changes by the day.
func (s *Service) slowly(ctx context.Context, f *finding, deliveries []Delivery) error {
	deals, err := s.deals(ctx, f.set)
	if err != nil {
		return err
	}
	next, told := Still(f.seen, deals, f.set.org.Currency, f.set.Today, f.first)
	f.replace("deal ", next, told)

	place := f.set.org.Place
	dayOf := func(micros int64) period.Date { return period.DateOf(time.UnixMicro(micros), place) }
	next, told = Silent(f.seen, deliveries, f.set.org.Root(), dayOf, dayOf(s.now().UnixMicro()), f.first)
	f.replace("source ", next, told)

	if next, told, err = s.missing(ctx, f); err != nil {
		return err
	}
	f.replace("call ", next, told)

	if s.promises != nil {
		due, err := s.promises.Due(ctx, f.set.org.ID, f.set.Today)
		if err != nil {
			return err
		}
		next, told = Due(f.seen, due, f.set.Today)
		f.replace("commitment ", next, told)
	}
	return nil
}

// deals returns the opportunities as they are known today.
func (s *Service) deals(ctx context.Context, set setting) ([]metric.Prospect, error) {
	cases, err := s.store.Cases(ctx, set.org.ID, fact.EventFilter{Days: funnel.Remembered(set.Today), Kinds: []fact.EventKind{fact.Opportunity}})
	if err != nil {
		return nil, err
	}
	var deals []metric.Prospect
	for _, c := range cases {
		some, err := set.book.Prospects(c, set.Today)
		if err != nil {
			return nil, err
		}
		deals = append(deals, some...)
	}
	return deals, nil
}

// missing looks for forecasts that are missing of the quarter and of the month.
// Who made one for the period before is expected to make one.
func (s *Service) missing(ctx context.Context, f *finding) (map[string]Seen, []Happening, error) {
	all := map[string]Seen{}
	var told []Happening
	for _, kind := range []period.Kind{period.Quarter, period.Month} {
		at := f.set.org.Calendar.Containing(kind, f.set.Today)
		before, ok := f.set.org.Calendar.Previous(at)
		if !ok {
			continue
		}
		callers, err := s.callers(ctx, f.set, before.Range, at.Range)
		if err != nil {
			return nil, nil, err
		}
		ids := make([]org.NodeID, len(callers))
		for i, c := range callers {
			ids[i] = c.Node
		}
		names, err := s.names(ctx, f.set, ids)
		if err != nil {
			return nil, nil, err
		}
		for i := range callers {
			callers[i].Name = names[callers[i].Node]
		}
		next, some := Missing(f.seen, callers, at, f.set.org.Calendar, f.set.Today, f.first)
		maps.Copy(all, next)
		told = append(told, some...)
	}
	return all, told, nil
}

func (s *Service) callers(ctx context.Context, set setting, before, at period.Range) ([]Caller, error) {
	read := func(days period.Range) (map[org.NodeID]bool, error) {
		entries, err := s.store.CallEntries(ctx, access.System(set.org.ID), set.Today, call.EntryFilter{Metric: metric.Revenue, Period: days})
		said := map[org.NodeID]bool{}
		for _, e := range entries {
			if e.Kind == call.Submission {
				said[e.Node] = true
			}
		}
		return said, err
	}
	earlier, err := read(before)
	if err != nil || len(earlier) == 0 {
		return nil, err
	}
	now, err := read(at)
	var callers []Caller
	for id := range earlier {
		callers = append(callers, Caller{Node: id, Said: now[id]})
	}
	return callers, err
}
