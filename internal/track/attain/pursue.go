package attain

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// chase reads one goal: who has it, by which metric, over which days.
type chase struct {
	goal    goal.Goal
	spec    goal.Spec
	setting setting // its policy is the goal's
	in      goal.Setting
	metric  metric.Metric
	guards  []metric.Metric
	cells   Cells
	days    period.Range // its time, ended on the day on which it was closed
	closed  bool
}

// stand fills in how a goal stands. The reader sees its owner; of the people who
// each have it for themselves he is shown those that he sees.
func (s *Service) stand(ctx context.Context, scope access.Scope, set setting, in goal.Setting, view *GoalView) error {
	c, why := newChase(set, in, view)
	view.Metric = c.metric
	if why != nil {
		view.Standing = Standing{AsOf: set.asOf, Outcome: Unknown, Target: &c.spec.Value, Text: "It cannot be measured.", Notes: []string{why.Error()}}
		return nil //nolint:nilerr // it is said in the goal's place: the other goals can be read
	}
	node := c.spec.Owner
	if c.spec.EachOwner {
		node = ""
	}
	var err error
	if c.cells, err = s.cellsFor(ctx, set, node, append(c.guards, c.metric)...); err != nil {
		return err
	}
	p := Pursuit{Spec: c.spec, Metric: c.metric, Currency: c.currency(), AsOf: set.asOf, Closed: c.closed}
	if !c.spec.EachOwner {
		own, err := s.pursue(ctx, c, []org.Node{view.Owner})
		if err != nil {
			return err
		}
		p.Own = own[0]
		view.Standing = Stand(p)
		return nil
	}
	people, err := s.peopleOf(ctx, c)
	if err != nil {
		return err
	}
	if p.Owners, err = s.pursue(ctx, c, people); err != nil {
		return err
	}
	view.Standing = Stand(p)
	return s.hide(ctx, scope, set, &view.Standing)
}

// newChase prepares the reading of a goal; why says that it cannot be measured.
func newChase(set setting, in goal.Setting, view *GoalView) (c chase, why error) {
	spec := view.Version.Spec
	set.known = set.frozen(spec.Window)
	if was, _, ok := view.Goal.At(set.known); ok {
		spec = was.Spec // of a closed period counts what was demanded when it was closed
	}
	c = chase{goal: view.Goal, spec: spec, setting: set, in: in, days: spec.Window}
	m, err := set.find(spec.Metric)
	if err != nil {
		c.metric = metric.Metric{ID: spec.Metric, Name: string(spec.Metric), Unit: metric.Quantity, Shape: metric.Sum, Direction: metric.Higher}
		return c, err
	}
	c.metric = m
	if len(spec.Scope) > 0 {
		c.metric = m.In(spec.Scope)
	}
	for _, g := range spec.Guards {
		m, err := set.find(g.Metric)
		if err != nil {
			return c, err
		}
		if len(g.Scope) > 0 {
			m = m.In(g.Scope)
		}
		c.guards = append(c.guards, m)
	}
	if day, closed := view.Goal.ClosedOn(set.known); closed && day+1 < spec.Window.End {
		c.closed, c.days.End = true, max(spec.Window.Start, day+1)
	}
	c.setting.policy = spec.Denominator.Or(set.policy)
	if !credited(m) || spec.Aim != goal.AtLeast || spec.Each != "" || c.currency() != set.org.Currency {
		c.setting.policy = org.DenominatorLatest
		if spec.Denominator.Or(set.policy) == org.DenominatorDayWeighted && spec.Each == "" && spec.Aim != goal.Between {
			c.setting.policy = org.DenominatorDayWeighted
		}
	}
	return c, nil
}

func (c chase) currency() money.Currency {
	if c.spec.Currency != "" {
		return c.spec.Currency
	}
	return c.setting.org.Currency
}

func (c chase) ask(m metric.Metric, days period.Range) question {
	q := question{metric: m, period: days, cells: c.cells}
	if m.Unit == metric.Money {
		q.rates, q.currency = c.spec.Rates, c.spec.Currency
	}
	return q
}

// peopleOf returns who has an each-owner goal: the people at or below its owner
// on the day, or on the first or last day of its time when that is nearer.
func (s *Service) peopleOf(ctx context.Context, c chase) ([]org.Node, error) {
	day := min(max(c.setting.asOf, c.days.Start), c.days.End-1)
	people, err := s.store.Nodes(ctx, systemOf(c.setting), c.setting.asOf, c.setting.below(c.spec.Owner, org.Person))
	people = slices.DeleteFunc(people, func(n org.Node) bool {
		return !n.Member.Contains(day) || !slices.Contains(c.setting.book.Tree.Lineage(n.ID, day, c.setting.known), c.spec.Owner)
	})
	slices.SortFunc(people, func(a, b org.Node) int { return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return people, err
}

// below finds the nodes of a kind, of any when it is "", that can belong to a node
// or be it.
func (set setting) below(id org.NodeID, kind org.Kind) org.Filter {
	f := org.Filter{Kind: kind}
	if id == set.org.Root() {
		return f // whom no edge may lead to
	}
	f.IDs = slices.DeleteFunc(set.book.Tree.Below(id), func(id org.NodeID) bool { return kind != "" && id.Kind() != kind })
	return f
}

// hide takes the people out whom the reader does not see; how many reached the
// goal stays.
func (s *Service) hide(ctx context.Context, scope access.Scope, set setting, standing *Standing) error {
	if scope.All {
		return nil
	}
	ids := make([]org.NodeID, len(standing.Owners))
	for i, o := range standing.Owners {
		ids[i] = o.Node.ID
	}
	visible, err := s.store.Nodes(ctx, scope, set.asOf, org.Filter{IDs: ids})
	seen := make(map[org.NodeID]bool, len(visible))
	for _, n := range visible {
		seen[n.ID] = true
	}
	standing.Owners = slices.DeleteFunc(standing.Owners, func(o OwnerStanding) bool { return !seen[o.Node.ID] })
	return err
}

// pursue reads the goal at the nodes.
func (s *Service) pursue(ctx context.Context, c chase, nodes []org.Node) ([]Pursued, error) {
	ids := make([]org.NodeID, len(nodes))
	list := make([]Pursued, len(nodes))
	for i, n := range nodes {
		ids[i], list[i].Node = n.ID, n
	}
	everybody := systemOf(c.setting)
	read, err := s.readings(ctx, everybody, c.setting, c.ask(c.metric, c.days), ids)
	if err != nil {
		return nil, err
	}
	values := c.target()
	for i, id := range ids {
		list[i].Read, list[i].Target = read[id], values
	}
	if err := s.guarded(ctx, c, ids, list); err != nil {
		return nil, err
	}
	if c.spec.Each != "" {
		return list, s.stepped(ctx, c, ids, list)
	}
	if c.setting.policy != org.DenominatorCreditDate {
		return list, nil
	}
	for _, p := range values.Portions(c.days.Through(c.setting.asOf)) {
		read, err := s.readings(ctx, everybody, c.setting, c.ask(c.metric, p.Days), ids)
		if err != nil {
			return nil, err
		}
		for i, id := range ids {
			if read[id].Value == nil {
				continue // it is being counted
			}
			p.Actual = *read[id].Value
			list[i].Under = append(list[i].Under, p)
		}
	}
	return list, nil
}

// target returns the goal's value by its policy.
func (c chase) target() Target {
	values := c.goal.Values(c.setting.known)
	targets := NewTargets(c.setting.book.Tree, nil, []goal.Target{values}, c.setting.known, Counting{Policy: c.setting.policy, Apart: true})
	return targets.Of(values.Node, values.Period)
}

// guarded reads the goal's guardrails.
func (s *Service) guarded(ctx context.Context, c chase, ids []org.NodeID, list []Pursued) error {
	for i, g := range c.spec.Guards {
		read, err := s.readings(ctx, systemOf(c.setting), c.setting, c.ask(c.guards[i], c.days), ids)
		if err != nil {
			return err
		}
		for k, id := range ids {
			actual := read[id].Value
			list[k].Guards = append(list[k].Guards, GuardStanding{Guard: g, Of: c.guards[i], Actual: actual, Filling: read[id].Filling,
				Text: guardText(g, c.guards[i], actual, c.in, c.currency())})
		}
	}
	return nil
}

// stepped reads each period of an each goal.
func (s *Service) stepped(ctx context.Context, c chase, ids []org.NodeID, list []Pursued) error {
	values := c.goal.Values(c.setting.known)
	steps := c.spec.Steps(c.setting.org.Calendar)
	actuals, err := s.stepValues(ctx, c, steps, ids)
	if err != nil {
		return err
	}
	for i := range list {
		for k, p := range steps {
			step := Step{Period: p, Target: c.spec.Value}
			if v, ok := values.On(p.End-1, c.setting.frozen(p.Range)); ok {
				step.Target = v.Value // a period that is over keeps what was demanded then
			}
			if p.Start <= c.setting.asOf && (!c.closed || p.End <= c.days.End) {
				step.Actual = actuals[k][ids[i]]
			}
			list[i].Steps = append(list[i].Steps, step)
		}
	}
	return nil
}

// stepValues returns the metric's value in each step at each node. Sums and
// ratios are added up from their days, which are read once.
func (s *Service) stepValues(ctx context.Context, c chase, steps []period.Period, ids []org.NodeID) ([]map[org.NodeID]*money.Amount, error) {
	values := make([]map[org.NodeID]*money.Amount, len(steps))
	for k := range values {
		values[k] = make(map[org.NodeID]*money.Amount, len(ids))
	}
	whole := c.ask(c.metric, c.days)
	if whole.currency == "" || whole.currency == c.setting.org.Currency {
		done := true
		for _, id := range ids {
			days, err := s.daily(ctx, c.setting, whole, id)
			if err != nil {
				return nil, err
			}
			if done = !days.still && !c.levelled() && (len(c.setting.closes) == 0 || c.metric.Posts()); !done {
				break
			}
			for k, p := range steps {
				values[k][id] = days.within(c.metric, p.Range)
			}
		}
		if done {
			return values, nil
		}
	}
	for k, p := range steps {
		if p.Start > c.setting.asOf {
			break
		}
		read, err := s.readings(ctx, systemOf(c.setting), c.setting, c.ask(c.metric, p.Range), ids)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			values[k][id] = read[id].Value
		}
	}
	return values, nil
}

// levelled reports whether the metric holds gains and losses of a stock, which
// are not those of a period alone.
func (c chase) levelled() bool {
	level := func(t metric.Term) bool { return t.Level }
	return slices.ContainsFunc(c.metric.Num, level) || slices.ContainsFunc(c.metric.Den, level)
}

// within returns the metric's value over some of the days.
func (d daySums) within(m metric.Metric, days period.Range) *money.Amount {
	var num, den money.Amount
	for day := days.Start; day < days.End; day++ {
		num, den = num+d.num[day], den+d.den[day]
	}
	return m.Value(num, den)
}

// GoalProgress is how a goal got where it stands.
type GoalProgress struct {
	Points []Point
	Steps  []Step
}

// Progress returns the days of a goal up to the day, with the line of its plan.
// Of an each goal both begin anew with every period.
func (s *Service) Progress(ctx context.Context, scope access.Scope, id goal.ID, asOf period.Date) (GoalProgress, error) {
	view, err := s.Goal(ctx, scope, goal.Actor{}, id, asOf)
	if err != nil {
		return GoalProgress{}, err
	}
	set, err := s.whole(ctx, scope.OrgID, asOf)
	if err != nil {
		return GoalProgress{}, err
	}
	c, why := newChase(set, goal.Setting{}, &view)
	if why != nil {
		return GoalProgress{}, fmt.Errorf("goal %s: %w", id, why)
	}
	if c.cells, err = s.cellsFor(ctx, set, c.spec.Owner, c.metric); err != nil {
		return GoalProgress{}, err
	}
	days, err := s.daily(ctx, set, c.ask(c.metric, c.days), c.spec.Owner)
	if err != nil {
		return GoalProgress{}, err
	}
	days.last = view.Standing.Actual
	target := view.Standing.Target
	if c.spec.EachOwner && c.metric.Shape == metric.Sum && target != nil {
		all := *target * money.Amount(view.Standing.People)
		target = &all
	}
	p := GoalProgress{Steps: view.Standing.Steps}
	if c.spec.Each == "" {
		p.Points = days.points(set, Query{Metric: c.metric, Period: period.NewCustom(c.spec.Window)}, target, CalendarDays)
		return p, nil
	}
	for _, step := range c.spec.Steps(set.org.Calendar) {
		p.Points = append(p.Points, days.points(set, Query{Metric: c.metric, Period: step}, target, CalendarDays)...)
	}
	return p, nil
}
