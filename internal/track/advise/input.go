package advise

import (
	"context"
	"math"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/smart"
	"github.com/attainhq/attain/internal/track/attain"
)

const yearMonths = 12

// input gathers what package smart judges by.
func (s *Service) input(ctx context.Context, set setting, a Advice, wording smart.Wording) (smart.Input, error) {
	in := smart.Input{Goal: a.Spec, Today: set.today, Calendar: set.org.Calendar, Currency: set.org.Currency, Wording: wording}
	if a.Spec.Currency != "" {
		in.Currency = a.Spec.Currency
	}
	if a.Owner != nil {
		in.Owner = smart.Owner{Name: a.Owner.Name, Company: a.Owner.ID == set.org.Root()}
	}
	for _, n := range a.Scope {
		in.Scope = append(in.Scope, n.Name)
	}
	if a.Metric == nil {
		return in, nil
	}
	in.Metric = metricOf(*a.Metric)
	there, err := s.available(ctx, set.org, set.today, []metric.Metric{*a.Metric})
	if err != nil {
		return in, err
	}
	in.Data = smart.Data{Source: there[0].Is, Why: there[0].Why, Newest: there[0].Newest}
	if a.Owner == nil || !there[0].Is {
		return in, nil
	}
	if in.History, err = s.history(ctx, set, a.Spec, *a.Metric); err != nil {
		return in, err
	}
	if s.foresight != nil && !wording.NoValue {
		if in.Foreseen, err = s.foresight.Foreseen(ctx, set.org.ID, set.self, a.Spec, a.Metric.In(a.Spec.Scope)); err != nil {
			return in, err
		}
	}
	return in, s.around(ctx, set, a, &in)
}

// metricOf tells smart what it needs to know of a metric.
func metricOf(m metric.Metric) smart.Metric {
	return smart.Metric{ID: m.ID, Name: m.Name, Unit: m.Unit, Lower: m.Direction == metric.Lower, Model: modelOf(m), Least: m.Least, Most: m.Most}
}

// modelOf chooses how a metric's future is foreseen.
func modelOf(m metric.Metric) smart.Model {
	base := string(m.Base())
	switch {
	case m.Shape == metric.Stock, m.Base() == metric.ActiveCustomers:
		return smart.Level
	case m.Shape == metric.Sum && m.Unit == metric.Count:
		return smart.Counts
	case m.Shape == metric.Sum:
		return smart.Total
	case m.Base() == metric.NRR, m.Base() == metric.GRR:
		return smart.Average
	case m.Shape == metric.Customers:
		return smart.Rate
	}
	switch m.Base() {
	case metric.LeadQualification, metric.LeadConversion, metric.WinRate, metric.CSAT:
		return smart.Rate
	}
	if strings.HasPrefix(base, "conversion:") {
		return smart.Rate
	}
	return smart.Average
}

// around adds what stands around the goal: the larger goal, guardrails, the
// owner's other goals, the sales cycle and the market.
func (s *Service) around(ctx context.Context, set setting, a Advice, in *smart.Input) error {
	var err error
	if in.Parent, err = s.parent(ctx, set, a.Spec); err != nil {
		return err
	}
	if in.Guards, err = s.guards(ctx, set, a.Spec); err != nil {
		return err
	}
	if in.Others, err = s.others(ctx, set, a.Spec); err != nil {
		return err
	}
	if in.LeadTime, err = s.leadTime(ctx, set, a.Spec.Owner); err != nil {
		return err
	}
	if a.Metric.Base() == metric.Revenue && len(a.Spec.Scope) == 0 {
		in.Potential, err = s.market(ctx, set, a.Spec)
	}
	return err
}

// parent returns the larger goal. Its title is told only to who sees it.
func (s *Service) parent(ctx context.Context, set setting, spec goal.Spec) (*smart.Parent, error) {
	if spec.Parent == "" {
		return nil, nil //nolint:nilnil // a goal need not have a parent
	}
	filter := goal.Filter{IDs: []goal.ID{spec.Parent}}
	found, err := s.store.Goals(ctx, access.System(set.org.ID), set.today, filter)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	whole := found[0].Spec()
	p := &smart.Parent{Title: "the larger goal", Metric: whole.Metric, Value: whole.Value}
	seen, err := s.store.Goals(ctx, set.Scope, set.today, filter)
	if err != nil {
		return nil, err
	}
	if len(seen) > 0 {
		p.Title = whole.Title
	}
	if whole.Owner != spec.Owner && whole.Metric != spec.Metric || whole.Each != "" || whole.EachOwner {
		return p, nil // what a driver in one place adds to another place cannot be said
	}
	m, err := set.catalogue.Find(string(whole.Metric))
	if err != nil || len(seen) == 0 {
		return p, nil //nolint:nilerr // a metric that is gone says nothing
	}
	history, err := s.history(ctx, set, whole, m)
	if err != nil {
		return nil, err
	}
	sketch := smart.Input{Goal: whole, Today: set.today, Calendar: set.org.Calendar, Metric: metricOf(m), History: history}
	if value, ok := smart.StatusQuo(sketch); ok {
		p.Current = &value
	}
	return p, nil
}

// guards returns the guardrails with what stands now, or stood in the last
// three months when the goal has not begun.
func (s *Service) guards(ctx context.Context, set setting, spec goal.Spec) ([]smart.Guard, error) {
	var list []smart.Guard
	const months = 3
	days := period.Range{Start: set.today.AddMonths(-months), End: set.today + 1}
	if spec.Window.Contains(set.today) {
		days.Start = spec.Window.Start
	}
	for _, g := range spec.Guards {
		m, err := set.catalogue.Find(string(g.Metric))
		if err != nil {
			continue // it is told apart as wrong
		}
		guard := smart.Guard{Name: m.Name, Rule: g, Unit: m.Unit}
		points, err := s.figures.Spans(ctx, set.Scope, attain.SpanQuery{Metric: m.In(g.Scope), Node: spec.Owner, Spans: []period.Range{days}, AsOf: set.today})
		if err != nil {
			return nil, err
		}
		guard.Actual = points[0].Value
		list = append(list, guard)
	}
	return list, nil
}

// others returns what else the owner is held to.
func (s *Service) others(ctx context.Context, set setting, spec goal.Spec) ([]smart.Other, error) {
	filter := goal.Filter{Owner: spec.Owner, States: []goal.State{goal.Proposed, goal.Accepted, goal.Active}}
	found, err := s.store.Goals(ctx, set.Scope, set.today, filter)
	var list []smart.Other
	for _, g := range found {
		if g.ID != set.self && !g.Spec().EachOwner {
			list = append(list, smart.Other{Title: g.Spec().Title, Goal: g.Spec()})
		}
	}
	return list, err
}

// leadTime returns the sales cycle of the last year: the company's where the
// asker sees that, else the owner's own; nil without one.
func (s *Service) leadTime(ctx context.Context, set setting, owner org.NodeID) (*int, error) {
	m, err := set.catalogue.Find(string(metric.SalesCycle))
	if err != nil {
		return nil, err
	}
	year := []period.Range{{Start: set.today.AddMonths(-yearMonths), End: set.today + 1}}
	q := attain.SpanQuery{Metric: m, Node: set.org.Root(), Spans: year, AsOf: set.today}
	points, err := s.figures.Spans(ctx, set.Scope, q)
	if fault.Is(err, fault.NotFound) {
		q.Node = owner
		points, err = s.figures.Spans(ctx, set.Scope, q)
	}
	if err != nil || points[0].Value == nil {
		return nil, err
	}
	days := int(math.Round(float64(*points[0].Value) / float64(money.Unit)))
	return &days, nil
}

// market returns what the whole market is worth over the goal's days, from the
// figures of the last twelve months; nil when there are none.
func (s *Service) market(ctx context.Context, set setting, spec goal.Spec) (*money.Amount, error) {
	m, err := set.catalogue.Find(string(metric.MarketShare))
	if err != nil {
		return nil, err
	}
	days, ok := spec.Window.Days()
	if !ok {
		return nil, nil //nolint:nilnil // without a deadline there is no market to speak of
	}
	year := period.Range{Start: set.today.AddMonths(-yearMonths), End: set.today}
	points, err := s.figures.Spans(ctx, set.Scope, attain.SpanQuery{Metric: m, Node: spec.Owner, Spans: []period.Range{year}, AsOf: set.today})
	length, _ := year.Days()
	if err != nil || points[0].Den <= 0 || length == 0 {
		return nil, err
	}
	value, err := money.MulDiv(points[0].Den, int64(days), int64(length))
	if err != nil {
		return nil, nil //nolint:nilnil,nilerr // a market beyond any amount limits nothing
	}
	return &value, nil
}

// people counts who belongs to the node today.
func (s *Service) people(ctx context.Context, set setting, node org.NodeID) (int, error) {
	persons, err := s.store.Nodes(ctx, access.System(set.org.ID), set.today, org.Filter{Kind: org.Person})
	n := 0
	for _, p := range persons {
		if !p.Member.Contains(set.today) {
			continue
		}
		for _, above := range set.tree.Lineage(p.ID, set.today, set.today) {
			if above == node {
				n++
				break
			}
		}
	}
	return n, err
}
