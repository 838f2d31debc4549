package call

import (
	"context"
	"slices"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// Service answers how forecasts stand.
type Service struct {
	store   Store
	figures *attain.Service
	now     func() time.Time
}

// NewService returns a service that reads from the store, and what is won from
// where everybody's figures come from.
func NewService(store Store, figures *attain.Service, now func() time.Time) *Service {
	return &Service{store: store, figures: figures, now: now}
}

// Query says which forecast is wanted.
type Query struct {
	Place
	AsOf period.Date // 0: the organisation's today
}

// setting is what one answer needs. What is read with it is read by everybody's
// scope, so it must be of nodes that the reader sees.
type setting struct {
	Query
	org   org.Organisation
	book  *metric.Book
	teams *org.Teams
	on    period.Date // on this day who stands where is looked at
	all   access.Scope
}

// Private returns the scope without what is published: a total may be for
// everybody to see, but what people expect is for those who answer for it.
func Private(scope access.Scope) access.Scope {
	scope.PublishedKinds, scope.Ranking = nil, false
	return scope
}

// Forecastable refuses metrics of which opportunities say nothing.
func Forecastable(m metric.Metric) error {
	if base := m.Base(); len(m.Scope) > 0 || base != metric.Revenue && base != metric.DealsWonValue {
		return fault.New(fault.Invalid, "%s has no forecast by opportunities, whose amounts are what a customer will pay; use %s or %s", m.Name, metric.Revenue, metric.DealsWonValue)
	}
	return nil
}

// prepare checks that the reader sees the node, and reads what every answer
// needs.
func (s *Service) prepare(ctx context.Context, scope access.Scope, q Query) (set setting, node org.Node, err error) {
	if err := Forecastable(q.Metric); err != nil {
		return set, node, err
	}
	if q.Period.IsOpen() {
		return set, node, fault.New(fault.Invalid, "a forecast is of a period with an end; choose a month, a quarter or a year")
	}
	set = setting{Query: q, all: access.System(scope.OrgID)}
	if set.org, set.book, set.teams, err = s.store.Company(ctx, scope.OrgID); err != nil {
		return set, node, err
	}
	if set.AsOf, err = s.figures.AsOf(set.org, q.AsOf); err != nil {
		return set, node, err
	}
	set.on = min(set.AsOf, q.Period.End-1)
	node, err = s.store.Node(ctx, Private(scope), set.AsOf, q.Node)
	return set, node, err
}

// lineage returns the node and what it belongs to.
func (set setting) lineage(id org.NodeID) []org.NodeID {
	return set.book.Tree.Lineage(id, set.on, set.AsOf)
}

// reading is what nodes have won and what is open there.
type reading struct {
	figures       map[org.NodeID]Figures
	uncategorised map[org.NodeID]money.Amount // the part of Upside that nobody put there
	attained      map[org.NodeID]attain.Figures
}

// computed is the forecast of a node before anybody said something.
func (r reading) computed(id org.NodeID) money.Amount { return r.figures[id].CommitForecast() }

// read reads the nodes, as known on a day.
func (s *Service) read(ctx context.Context, set setting, ids []org.NodeID, asOf period.Date) (r reading, err error) {
	r.attained, err = s.figures.Each(ctx, set.all, attain.Query{Metric: set.Metric, Period: set.Period, AsOf: asOf}, ids)
	if err != nil {
		return r, err
	}
	if r.figures, r.uncategorised, err = s.open(ctx, set, ids, set.Period.Range, asOf); err != nil {
		return r, err
	}
	for id, f := range r.attained {
		if f.Filling != nil { // no actual is known: that is not 0
			return r, fault.New(fault.Conflict, "%s is still being counted, so there is no forecast of it yet; ask again in a moment", set.Metric.Name)
		}
		if f.Actual != nil {
			sum := r.figures[id]
			sum.Closed = *f.Actual
			r.figures[id] = sum
		}
	}
	return r, nil
}

// open reads what is open at nodes and expected on the days.
func (s *Service) open(ctx context.Context, set setting, ids []org.NodeID, days period.Range, asOf period.Date) (map[org.NodeID]Figures, map[org.NodeID]money.Amount, error) {
	sums := func(series metric.Series) (map[org.NodeID]money.Amount, error) {
		return s.store.Sums(ctx, set.all, metric.SumFilter{Series: series, IDs: ids, Days: days, AsOf: asOf})
	}
	figures := make(map[org.NodeID]Figures, len(ids))
	left, err := sums(metric.PipelineOpen)
	if err != nil {
		return nil, nil, err
	}
	for _, part := range parts {
		some, err := sums(part.series)
		if err != nil {
			return nil, nil, err
		}
		for id, amount := range some {
			f := figures[id]
			*part.of(&f) = amount
			figures[id] = f
			left[id] -= amount
		}
	}
	said, err := sums(metric.OpenUpside)
	if err != nil {
		return nil, nil, err
	}
	nobody := map[org.NodeID]money.Amount{}
	for id, amount := range left {
		f := figures[id]
		f.Upside = amount
		figures[id], nobody[id] = f, amount-said[id]
	}
	return figures, nobody, nil
}

// said reads what was said at the node and below it, of which nodes, as it
// counts on the as-of day.
func (s *Service) said(ctx context.Context, set setting) (Entries, error) {
	entries, err := s.store.CallEntries(ctx, set.all, set.AsOf, EntryFilter{Metric: set.Metric.ID, Period: set.Period.Range})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(entries, func(e Entry) bool { return !slices.Contains(set.lineage(e.Node), set.Node) }), nil
}

// nodesOf returns the nodes of which something was said.
func nodesOf(said map[org.NodeID]Said, more ...org.NodeID) []org.NodeID {
	ids := more
	for id := range said {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
