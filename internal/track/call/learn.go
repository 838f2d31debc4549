package call

import (
	"cmp"
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// remembered is how many periods back calls are looked at.
const remembered = 12

// outcomes returns what came of everybody's calls of periods before this one
// that are over. Who has left is among them.
func (s *Service) outcomes(ctx context.Context, set setting) ([]Outcome, error) {
	entries, err := s.store.CallEntries(ctx, set.all, set.AsOf, EntryFilter{Metric: set.Metric.ID, Before: min(set.AsOf+1, set.Period.End)})
	if err != nil {
		return nil, err
	}
	var all []Outcome
	for _, p := range before(set.org.Calendar, set.Period, remembered) {
		of := slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return e.Period != p.Range || e.On > set.AsOf })
		if p.End > set.AsOf || len(of) == 0 {
			continue
		}
		ids := make([]org.NodeID, len(of))
		for i, e := range of {
			ids[i] = e.Node
		}
		slices.Sort(ids)
		each, err := s.figures.Each(ctx, set.all, attain.Query{Metric: set.Metric, Period: p, AsOf: set.AsOf}, slices.Compact(ids))
		if err != nil {
			return nil, err
		}
		all = append(all, Outcomes(of, func(id org.NodeID, _ period.Range) (money.Amount, bool) {
			f, ok := each[id]
			if !ok || f.Actual == nil {
				return 0, false
			}
			return *f.Actual, true
		})...)
	}
	return all, nil
}

// Learned is how right the calls of one node have been.
type Learned struct {
	Node org.Node
	Gone bool // it is not there any more
	All  Record
	By   [points]Record // by point of the period
}

// Lessons are how right calls were, and what became of each category.
type Lessons struct {
	Query
	Nodes  []Learned
	All    Record // of everybody listed
	Point  Point  // at which the as-of day is
	Yields []Yield
	Looks  int // periods that the yields are made of
}

// Learn returns how right the calls at the node and below it have been. Who
// belonged to it when a period ended is held against that period, wherever he is
// now.
func (s *Service) Learn(ctx context.Context, scope access.Scope, q Query) (Lessons, error) {
	set, _, err := s.prepare(ctx, scope, q)
	if err != nil {
		return Lessons{}, err
	}
	past, err := s.outcomes(ctx, set)
	if err != nil {
		return Lessons{}, err
	}
	past = slices.DeleteFunc(past, func(o Outcome) bool {
		return !slices.Contains(set.book.Tree.Lineage(o.Node, o.Period.End-1, set.AsOf), set.Node)
	})
	l := Lessons{Query: set.Query, All: RecordOf(past), Point: PointOf(set.Period.Range, set.AsOf)}
	if l.Nodes, err = s.learned(ctx, set, past); err != nil {
		return l, err
	}
	looks, err := s.looks(ctx, set)
	l.Yields, l.Looks = Yields(looks), len(looks)
	return l, err
}

func (s *Service) learned(ctx context.Context, set setting, past []Outcome) ([]Learned, error) {
	by := map[org.NodeID][]Outcome{}
	for _, o := range past {
		by[o.Node] = append(by[o.Node], o)
	}
	ids := make([]org.NodeID, 0, len(by))
	for id := range by {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	nodes, err := s.store.Nodes(ctx, set.all, set.AsOf, org.Filter{IDs: ids})
	if err != nil {
		return nil, err
	}
	list := make([]Learned, 0, len(nodes))
	for _, n := range nodes {
		own := by[n.ID]
		one := Learned{Node: n, Gone: !n.Member.Contains(set.AsOf), All: RecordOf(own)}
		for at := range one.By {
			one.By[at] = RecordOf(slices.DeleteFunc(slices.Clone(own), func(o Outcome) bool { return o.Point != Point(at) }))
		}
		list = append(list, one)
	}
	slices.SortFunc(list, func(a, b Learned) int {
		return cmp.Or(cmp.Compare(a.Node.Name, b.Node.Name), cmp.Compare(a.Node.ID, b.Node.ID))
	})
	return list, nil
}

// looks reads the opportunities of the last periods that are over, as they stood
// when those were as far gone as this one is.
func (s *Service) looks(ctx context.Context, set setting) ([]Look, error) {
	const periods = 6
	list := before(set.org.Calendar, set.Period, periods)
	if len(list) == 0 {
		return nil, nil
	}
	cases, err := s.cases(ctx, set, period.Range{Start: list[len(list)-1].Start, End: list[0].End})
	if err != nil {
		return nil, err
	}
	now, err := prospects(set.book, cases, set.AsOf)
	if err != nil {
		return nil, err
	}
	var looks []Look
	for _, p := range list {
		if p.End > set.AsOf {
			continue
		}
		look := Look{Place: Place{set.Node, p, set.Metric}}
		then, err := prospects(set.book, cases, min(SamePoint(set.Period.Range, set.AsOf, p.Range), p.End-1))
		if err != nil {
			return nil, err
		}
		for key, d := range then { // what they add up to does not depend on their order
			look.Then, look.Now = append(look.Then, d), append(look.Now, now[key])
		}
		looks = append(looks, look)
	}
	return looks, nil
}

// History returns what was said of the forecast, the latest first, as far as
// the reader sees it.
func (s *Service) History(ctx context.Context, scope access.Scope, q Query) (Entries, error) {
	set, node, err := s.prepare(ctx, scope, q)
	if err != nil {
		return nil, err
	}
	entries, err := s.store.CallEntries(ctx, Private(scope), set.AsOf, EntryFilter{Metric: set.Metric.ID, Period: set.Period.Range, Nodes: []org.NodeID{node.ID}})
	entries = slices.DeleteFunc(entries, func(e Entry) bool { return e.On > set.AsOf })
	slices.Reverse(entries)
	return entries, err
}

// Stand is where the forecast of a node stood at the end of a day.
type Stand struct {
	Day period.Date
	Figures
	Standing
}

// Trend returns where the forecast stood at the end of each week of the period,
// and stands now. Every number is the one that was known on its day.
func (s *Service) Trend(ctx context.Context, scope access.Scope, q Query) ([]Stand, error) {
	set, node, err := s.prepare(ctx, scope, q)
	if err != nil {
		return nil, err
	}
	entries, err := s.said(ctx, set)
	if err != nil {
		return nil, err
	}
	var stands []Stand
	for _, day := range weekly(set) {
		said := entries.On(day)
		read, err := s.read(ctx, set, nodesOf(said, node.ID), day)
		if err != nil {
			return nil, err
		}
		stands = append(stands, Stand{day, read.figures[node.ID], Fold([]org.NodeID{node.ID}, said, read.computed, set.lineage)[node.ID]})
	}
	return stands, nil
}

// weekly returns the last days of the weeks of the period up to the as-of day,
// and that day. Of a long period they are months.
func weekly(set setting) []period.Date {
	kind, last := period.Week, set.on
	if days, _ := set.Period.Days(); days > 200 {
		kind = period.Month
	}
	var days []period.Date
	for day := set.Period.Start; day < last; {
		end := set.org.Calendar.Containing(kind, day).End
		if end-1 < last {
			days = append(days, end-1)
		}
		day = end
	}
	return append(days, last)
}

// MetricOf returns the metric that forecasts are of unless somebody says which.
func MetricOf(c metric.Catalogue) (metric.Metric, error) { return c.Find(string(metric.Revenue)) }
