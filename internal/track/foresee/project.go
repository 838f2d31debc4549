package foresee

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/finish"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// ask is a projection that is wanted.
type ask struct {
	Subject
	at       org.NodeID     // where it is read: the node, or the line of it that people are credited for
	metric   *metric.Metric // over the scope; not by value, as a company asks tens of thousands of times
	scope    []org.NodeID
	rates    metric.RatePolicy
	currency money.Currency
	aim      goal.Aim
	value    *money.Amount // nil: there is no aim
	upper    *money.Amount
	actual   *money.Amount
	goal     *goal.Spec // what a goal demands; nil for a target
	// counting: there is no value yet, as all that ever happened is being counted.
	counting bool
}

// spec returns the goal that asks it, or one that would ask the same.
func (a ask) spec() goal.Spec {
	if a.goal != nil {
		return *a.goal
	}
	spec := goal.Spec{Owner: a.Node, Metric: a.Metric, Scope: a.scope, Aim: a.aim, Window: a.Window, Upper: a.upper, Rates: a.rates, Currency: a.currency}
	if a.value != nil {
		spec.Value = *a.value
	}
	return spec
}

// several reports whether it is demanded of each of several people or periods.
func (a ask) several() bool {
	return a.goal != nil && (a.goal.EachOwner || a.goal.Each != "")
}

// money returns the rates and the currency in which it is read.
func (a ask) money() attain.SpanQuery {
	return attain.SpanQuery{Rates: a.rates, Currency: a.currency}
}

// summed reports whether what it is about adds up over time: then it is foreseen
// here. All else is judged as a goal.
func (a ask) summed() bool {
	return a.metric.Shape == metric.Sum && a.metric.Base() != metric.NewCustomers
}

// together is what asks of one metric and time have in common.
type together struct {
	set     setting
	link    link
	deals   *study // nil: no opportunities count
	courses map[org.NodeID]course
	people  map[org.Kind][]org.NodeID // who owns opportunities today
	open    map[org.Kind]map[org.NodeID][]experience.Prospect
}

// project foresees those of the asks that are wanted; all are of one group, and
// what one's history cannot tell, the others' do.
func (s *Service) project(ctx context.Context, set setting, asks []ask, wanted func(ask) bool) ([]Projection, error) {
	var list []Projection
	err := s.projectEach(ctx, set, asks, wanted, func(p Projection) error {
		list = append(list, p)
		return nil
	})
	return list, err
}

// projectEach is project that hands each on as soon as it is made.
func (s *Service) projectEach(ctx context.Context, set setting, asks []ask, wanted func(ask) bool, done func(Projection) error) error {
	first := asks[0]
	t := together{set: set, people: map[org.Kind][]org.NodeID{}, open: map[org.Kind]map[org.NodeID][]experience.Prospect{}}
	var err error
	var linked bool
	if t.link, linked, err = s.linkOf(ctx, set, *first.metric, first.money()); err != nil {
		return err
	}
	// What is open today says little of a time that has not begun: its history
	// foresees it.
	if linked && first.Window.Start <= set.asOf+1 {
		if t.deals, err = s.study(ctx, set); err != nil {
			return err
		}
	} else {
		t.link = link{}
	}
	if t.courses, err = s.coursesOf(ctx, t, asks); err != nil {
		return err
	}
	for _, a := range asks {
		if !wanted(a) {
			continue
		}
		p, err := s.one(ctx, &t, a)
		if err != nil {
			return err
		}
		if err := done(p); err != nil {
			return err
		}
	}
	return nil
}

// coursesOf returns the series that the asks need: that of the metric where no
// opportunities count, and that of what comes without them where both do. They
// are read once a day.
func (s *Service) coursesOf(ctx context.Context, t together, asks []ask) (map[org.NodeID]course, error) {
	q := question{metric: *asks[0].metric, spec: asks[0].money(), until: asks[0].Window.End}
	for _, a := range asks {
		if t.byDeals(a) == nil || t.link.more {
			q.nodes = append(q.nodes, a.at)
		}
	}
	if len(q.nodes) == 0 {
		return map[org.NodeID]course{}, nil
	}
	if t.link.more {
		won, err := metric.Find(string(metric.DealsWonValue))
		if err != nil {
			return nil, err
		}
		q.less = &metricTimes{won.In(asks[0].scope), t.link.yield}
	}
	slices.Sort(q.nodes)
	q.nodes = slices.Compact(q.nodes)
	var err error
	if q.nodes, err = s.circle(ctx, t.set, q.metric, q.nodes); err != nil {
		return nil, err
	}
	q.kin = q.metric.Additive
	return s.lessons(t.set).courses(fmt.Sprint(asks[0].group(), t.link, q.nodes, fingerprint(t.set.index)), func() (map[org.NodeID]course, error) {
		return s.courses(ctx, t.set, q)
	})
}

// courses returns the courses of the key: those that are kept, or what read
// returns.
func (ls *lessons) courses(key string, read func() (map[org.NodeID]course, error)) (map[org.NodeID]course, error) {
	ls.mu.Lock()
	kept, ok := ls.course[key]
	ls.mu.Unlock()
	if ok {
		return kept, nil
	}
	made, err := read()
	if err == nil {
		ls.mu.Lock()
		ls.course[key] = made
		ls.mu.Unlock()
	}
	return made, err
}

// byDeals returns what is learned of opportunities for an ask; nil when they do
// not count for it.
func (t together) byDeals(a ask) *learned {
	if t.deals == nil || a.Node.Kind() == org.Customer {
		return nil
	}
	return t.deals.learn(t.set, leaf(a.Node.Kind()))
}

// begin returns a projection that says nothing yet; done is true when nothing
// can be said.
func (s *Service) begin(set setting, a ask) (p Projection, done bool) {
	p = Projection{Subject: a.Subject, AsOf: set.asOf, MadeAt: s.now().UnixMicro(), Aim: a.aim, Upper: a.upper, Actual: a.actual, Past: past(set, a.Window)}
	if a.value != nil {
		p.Value = *a.value
	}
	if a.counting {
		p.Method, p.Why = NoEvidence, "What happened is still being counted. It is foreseen as soon as that is done."
	}
	return p, a.counting
}

// one foresees one ask.
func (s *Service) one(ctx context.Context, t *together, a ask) (Projection, error) {
	p, done := s.begin(t.set, a)
	if done {
		return p, nil
	}
	left := period.Range{Start: max(a.Window.Start, t.set.asOf+1), End: a.Window.End}
	in := finish.Input{Won: soFar(a), Aim: aimOf(a)}
	if left.Empty() {
		p.certain(in)
		return p, nil
	}
	learned := t.byDeals(a)
	if learned != nil {
		if err := s.withDeals(ctx, t, a, learned, &in); err != nil {
			return p, err
		}
	}
	c := t.courses[a.at]
	if learned == nil || t.link.more {
		in.Rest = c.rest(left)
	}
	if learned == nil && in.Rest.IsZero() {
		p.Method, p.Why = NoEvidence, whyNone(c)
		return p, nil
	}
	result := finish.Project(in)
	p.tell(result, learned != nil)
	for i, part := range p.Parts {
		switch part.Kind {
		case Open:
			p.Parts[i].Deals = len(in.Open)
		case New:
			p.Parts[i].Deals = expectedWins(in.New)
		}
	}
	p.Method, p.Why = method(learned, in), why(learned, in, c)
	if learned != nil {
		p.Deals = t.dealsOf(result)
		p.Pipeline = t.pipeline(a, learned, in, result)
	}
	return p, nil
}

// expectedWins is how many of the opportunities to come are expected to be won,
// rounded.
func expectedWins(list []experience.Arrivals) int {
	sum := 0.0
	for _, a := range list {
		sum += a.Mean
	}
	return int(math.Round(sum))
}

// soFar is what there is already.
func soFar(a ask) float64 {
	if a.actual == nil {
		return 0
	}
	return number(*a.actual)
}

func aimOf(a ask) *finish.Aim {
	if a.value == nil {
		return nil
	}
	aim := &finish.Aim{Side: a.aim, Value: number(*a.value)}
	if a.upper != nil {
		aim.Upper = number(*a.upper)
	}
	return aim
}

// past returns the part of the window's working days that is over.
func past(set setting, window period.Range) money.Amount {
	part := worked(set.org.Calendar, window.Through(set.asOf), window)
	a, _ := amount(min(1, max(0, part)))
	return a
}

// withDeals adds the opportunities that are open at the ask's node, and those
// that are still to come.
func (s *Service) withDeals(ctx context.Context, t *together, a ask, l *learned, in *finish.Input) error {
	in.Luck = l.luck
	for _, p := range t.prospects(l, a) {
		if within(t.deals.of[p.ID].nodes, a) {
			in.Open = append(in.Open, t.link.worth(p))
		}
	}
	owners, err := s.ownersAt(ctx, t, a)
	if err != nil {
		return err
	}
	part := 1.0
	if len(a.scope) > 0 {
		part = t.partOf(a)
	}
	for _, owner := range owners {
		arrivals := l.experience.Arrivals(string(owner), a.Window.End)
		arrivals.Mean, arrivals.Created, arrivals.Sizes = arrivals.Mean*part, arrivals.Created*part, t.link.sizes(arrivals.Sizes)
		in.New = append(in.New, arrivals)
	}
	return nil
}

// prospects returns what to expect of the opportunities that are open at the
// ask's node, in the order of their ids.
func (t *together) prospects(l *learned, a ask) []experience.Prospect {
	kind := leaf(a.Node.Kind())
	if t.open[kind] == nil {
		at := map[org.NodeID][]experience.Prospect{}
		for _, p := range l.experience.Prospects(l.stories, a.Window.End) {
			for _, id := range t.deals.of[p.ID].nodes {
				at[id] = append(at[id], p)
			}
		}
		t.open[kind] = at
	}
	return t.open[kind][a.at]
}

// within reports whether an opportunity that counts at the nodes counts for the
// ask.
func within(nodes []org.NodeID, a ask) bool {
	for _, id := range append([]org.NodeID{a.at}, a.scope...) {
		if !slices.Contains(nodes, id) {
			return false
		}
	}
	return true
}

// partOf returns the part of the node's opportunities that belongs to the scope.
func (t *together) partOf(a ask) float64 {
	of, in := 0, 0
	for _, o := range t.deals.of {
		if slices.Contains(o.nodes, a.at) {
			of++
			if within(o.nodes, a) {
				in++
			}
		}
	}
	return float64(in) / float64(max(1, of))
}

// worth turns what an opportunity may be won for into what the metric gets.
func (l link) worth(p experience.Prospect) experience.Prospect {
	p.Values = l.sizes(p.Values)
	return p
}

func (l link) sizes(values []chance.Weighted) []chance.Weighted {
	if l.each {
		weight := 0.0
		for _, v := range values {
			weight += v.Weight
		}
		return []chance.Weighted{{Value: 1, Weight: weight}}
	}
	out := slices.Clone(values)
	for i := range out {
		out[i].Value *= l.yield
	}
	return out
}

// ownersAt returns who begins opportunities that will count at the node: those
// that are there today.
func (s *Service) ownersAt(ctx context.Context, t *together, a ask) ([]org.NodeID, error) {
	kind := leaf(a.Node.Kind())
	present, ok := t.people[kind]
	if !ok {
		nodes, err := s.store.Nodes(ctx, t.set.system(), t.set.asOf, org.Filter{Kind: kind})
		if err != nil {
			return nil, err
		}
		for _, n := range nodes {
			if n.Member.Contains(t.set.asOf) {
				present = append(present, n.ID)
			}
		}
		slices.Sort(present)
		t.people[kind] = present
	}
	root := t.set.org.Root()
	var at []org.NodeID
	for _, id := range present {
		if a.Node == root || id == a.Node || slices.Contains(t.set.book.Tree.Lineage(id, t.set.asOf, t.set.asOf), a.Node) {
			at = append(at, id)
		}
	}
	if a.at == root {
		at = append(at, "") // what belongs to nobody counts for the company
	}
	return at, nil
}
