package pattern

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/insight/kept"
	"github.com/attainhq/attain/internal/insight/tradeoff"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Store is what patterns are found in. Reads that take a scope return only what
// it sees on the day.
type Store interface {
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Sums(ctx context.Context, scope access.Scope, f metric.SumFilter) (map[org.NodeID]money.Amount, error)
	Span(ctx context.Context, orgID string, root org.NodeID, asOf period.Date) (span period.Range, ok bool, err error)
	// Pulse counts the changes of the organisation.
	Pulse(ctx context.Context, orgID string) (int64, error)
}

// Orders tells how discount goes with orders that come back.
type Orders interface {
	Returns(ctx context.Context, orgID string, asOf period.Date) (tradeoff.Returns, bool, error)
}

// Service answers what goes wrong without anybody saying so.
type Service struct {
	store  Store
	orders Orders

	found *kept.Of[period.Date, View]
}

// NewService returns a service that reads from the store.
func NewService(store Store, orders Orders) *Service {
	return &Service{store: store, orders: orders, found: kept.New[period.Date, View](store, 1)}
}

// What is looked at. Categories hold products; both are looked at, since a whole
// category may move where none of its products does by much.
var kinds = []org.Kind{org.Territory, org.Product, org.Category, org.Channel, org.Segment}

// Topic says what a finding is about.
type Topic string

// The topics.
const (
	ByChange  Topic = "change"  // a node that left the way of the rest
	BySource  Topic = "source"  // a source of leads that is worse than the others, or better
	ByReturns Topic = "returns" // discount that goes with orders that come back
)

// Finding is something that nobody has said.
type Finding struct {
	Topic   Topic
	Node    org.Node // zero for ByReturns
	Good    bool     // it went the better way
	Since   period.Date
	Months  int           // that it has lasted; 0 for what is no change
	Effect  float64       // by which part it is more or, below 0, less
	Monthly *money.Amount // what it brings more (or, below 0, less) a month; nil where that cannot be said
	Chance  float64       // of such a thing where there is none, for this alone
	Life    Life          // of a change
	Drivers []Driver      // that moved, the most first
	Text    string
	Points  []Point // of a change: its months
}

// Point is a month beside what it would have been.
type Point struct {
	Month    period.Date
	Value    money.Amount
	Expected money.Amount // by its old part of the rest; of months before the change too
}

// View is what was found.
type View struct {
	AsOf     period.Date
	Currency money.Currency
	Months   period.Range // that were looked at; empty without a history
	Tried    int          // how much was looked at
	Findings []Finding    // the costliest first, then what went well
	Why      string       // why nothing could be found; "" when it could
}

// Patterns returns what was found of the nodes that the scope sees. What is
// significant does not depend on who asks.
func (s *Service) Patterns(ctx context.Context, scope access.Scope, asOf period.Date) (View, error) {
	found, err := s.found.Now(ctx, scope.OrgID, asOf, s.look(scope.OrgID, asOf))
	if err != nil {
		return View{}, err
	}
	return s.seen(ctx, scope, found)
}

// Lately is Patterns as they were a moment ago (kept.Of).
func (s *Service) Lately(ctx context.Context, scope access.Scope, asOf period.Date) (View, error) {
	found, err := s.found.Lately(ctx, scope.OrgID, asOf, s.look(scope.OrgID, asOf))
	if err != nil {
		return View{}, err
	}
	return s.seen(ctx, scope, found)
}

// seen leaves out what the scope does not see.
func (s *Service) seen(ctx context.Context, scope access.Scope, view View) (View, error) {
	scope.PublishedKinds = nil // a published total tells nothing of what moved it
	ids := []org.NodeID{}
	for _, f := range view.Findings {
		if f.Node.ID != "" {
			ids = append(ids, f.Node.ID)
		}
	}
	nodes, err := s.store.Nodes(ctx, scope, view.AsOf, org.Filter{IDs: ids})
	if err != nil {
		return View{}, err
	}
	view.Findings = slices.DeleteFunc(slices.Clone(view.Findings), func(f Finding) bool {
		if f.Node.ID == "" {
			return !scope.All
		}
		return !slices.ContainsFunc(nodes, func(n org.Node) bool { return n.ID == f.Node.ID })
	})
	if !scope.All && len(nodes) == 0 && view.Why == "" {
		view.Why = "Territories, products, sources and segments are looked at. You see none of them."
	}
	return view, nil
}

// look returns how to find everything there is.
func (s *Service) look(orgID string, asOf period.Date) func(context.Context) (View, error) {
	return func(ctx context.Context) (View, error) { return s.search(ctx, orgID, asOf) }
}

func (s *Service) search(ctx context.Context, orgID string, asOf period.Date) (View, error) {
	o, book, _, err := s.store.Company(ctx, orgID)
	if err != nil {
		return View{}, err
	}
	r := reader{store: s.store, orgID: orgID, asOf: asOf, root: book.Tree.Root()}
	view := View{AsOf: asOf, Currency: o.Currency, Findings: []Finding{}}
	months, err := r.months(ctx)
	if err != nil {
		return view, err
	}
	if len(months) < LeastMonths {
		view.Why = "There is too little history: at least 12 whole months are needed."
		return view, nil
	}
	view.Months = period.Range{Start: months[0].Start, End: months[len(months)-1].End}
	list, err := r.series(ctx, months)
	if err != nil {
		return view, err
	}
	sources, err := r.sources(ctx)
	if err != nil {
		return view, err
	}
	returns, measured, err := s.orders.Returns(ctx, orgID, asOf)
	if err != nil {
		return view, err
	}
	others := make([]float64, 0, len(sources)+1)
	for _, l := range sources {
		others = append(others, l.P)
	}
	if measured {
		others = append(others, returns.P)
	}
	trial := Changes(list, others...)
	view.Tried = trial.Tried
	for _, c := range trial.Changes {
		f, err := r.finding(ctx, c, list, months)
		if err != nil {
			return view, err
		}
		view.Findings = append(view.Findings, f)
	}
	for _, i := range trial.Others {
		switch {
		case i == len(sources):
			view.Findings = append(view.Findings, returnsFinding(returns)...)
		default:
			view.Findings = append(view.Findings, sources[i].finding()...)
		}
	}
	if err := r.name(ctx, &view); err != nil {
		return view, err
	}
	sortFindings(view.Findings)
	return view, nil
}
