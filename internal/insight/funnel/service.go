package funnel

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/insight/kept"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Store is what the funnel is read from. Reads that take a scope return only
// what it sees on the day.
type Store interface {
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Node(ctx context.Context, scope access.Scope, day period.Date, id org.NodeID) (org.Node, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Cases(ctx context.Context, orgID string, f fact.EventFilter) ([]fact.Case, error)
	// Pulse counts the changes of the organisation.
	Pulse(ctx context.Context, orgID string) (int64, error)
}

// Service answers where deals get stuck.
type Service struct {
	store Store

	studies *kept.Of[period.Date, *study]
	usual   *kept.Of[period.Date, Patience]
}

// NewService returns a service that reads from the store.
func NewService(store Store) *Service {
	const agendas = 8 // of how many days what was usual is kept: check-ins are held on some
	return &Service{store: store, studies: kept.New[period.Date, *study](store, 1), usual: kept.New[period.Date, Patience](store, agendas)}
}

// Query says which funnel is wanted.
type Query struct {
	AsOf   period.Date
	Months int // that are looked at, up to the as-of day
}

// View is the funnel of a node.
type View struct {
	Node         org.Node
	Currency     money.Currency
	AsOf         period.Date
	Now, Earlier period.Range // cohorts that came in on these days are compared
	Steps        []Step
	Worst        int // place in Steps; −1 when nothing stands out
	Won          Won
	WhyNoPeers   string // "" when there are enough

	Standstill
	Speeds   []Speed
	WhySpeed string // why nothing is known of speed; "" when it is
	Handover Handover
	Waiting  []WaitingLead
	Sources  []Source
	Names    map[org.NodeID]org.Node // of sources
}

// Won is how many of the leads that came in were won within the window.
type Won struct {
	Window   int
	Now      Rate
	Before   Rate
	Adjusted *float64 // as Step.Adjusted
	Against  Verdict
}

// Standstill is what of the open opportunities of a node stands still.
type Standstill struct {
	Stuck      []StuckDeal // the largest first
	StuckCount int
	StuckWorth money.Amount
	OpenCount  int // of all that are open
}

// StuckDeal is an open opportunity that stands for longer than is usual.
type StuckDeal struct {
	ID, Name string
	Owner    org.NodeID
	Stage    string
	Since    period.Date
	Days     int
	Usual    float64
	Amount   *money.Amount
	Expected period.Date // Never when nobody says it
}

// WaitingLead is a qualified lead that nobody has touched.
type WaitingLead struct {
	ID, Name string
	Owner    org.NodeID
	Source   org.NodeID
	Since    period.Date
	Days     int
}

// Longest lists that are answered; how many there are is said beside them.
const longest = 200

// Funnel returns the funnel of a node; NotFound when the scope does not see what
// its number is made of.
func (s *Service) Funnel(ctx context.Context, scope access.Scope, id org.NodeID, q Query) (View, error) {
	scope.PublishedKinds = nil // a published total tells nothing of its funnel
	o, book, _, err := s.store.Company(ctx, scope.OrgID)
	if err != nil {
		return View{}, err
	}
	node, err := s.store.Node(ctx, scope, q.AsOf, id)
	if err != nil {
		return View{}, err
	}
	st, err := s.studies.Now(ctx, scope.OrgID, q.AsOf, s.study(scope.OrgID, book, q.AsOf))
	if err != nil {
		return View{}, err
	}
	v := View{Node: node, Currency: o.Currency, AsOf: q.AsOf}
	v.Now, v.Earlier = spansOf(q)
	peers, err := s.peers(ctx, scope.OrgID, book, node, q.AsOf)
	if err != nil {
		return View{}, err
	}
	st.steps(&v, peers)
	v.Standstill = st.stuck(node.ID)
	st.fromLeads(&v)
	return v, s.name(ctx, scope.OrgID, &v)
}

// Prepare finds what Lately takes long for the first time on a day.
func (s *Service) Prepare(ctx context.Context, orgID string, asOf period.Date) error {
	_, book, _, err := s.store.Company(ctx, orgID)
	if err == nil {
		_, err = s.studies.Lately(ctx, orgID, asOf, s.study(orgID, book, asOf))
	}
	return err
}

// Lately returns what stands still at a node, as it was a moment ago (kept.Of);
// NotFound as Funnel.
func (s *Service) Lately(ctx context.Context, scope access.Scope, id org.NodeID, asOf period.Date) (Standstill, error) {
	scope.PublishedKinds = nil
	_, book, _, err := s.store.Company(ctx, scope.OrgID)
	if err != nil {
		return Standstill{}, err
	}
	if _, err := s.store.Node(ctx, scope, asOf, id); err != nil {
		return Standstill{}, err
	}
	st, err := s.studies.Lately(ctx, scope.OrgID, asOf, s.study(scope.OrgID, book, asOf))
	if err != nil {
		return Standstill{}, err
	}
	return st.stuck(id), nil
}

// spansOf returns the months up to the as-of day, and as many of the same
// season before.
func spansOf(q Query) (now, earlier period.Range) {
	const year = 12
	back := max(q.Months, year)
	now = period.Range{Start: (q.AsOf + 1).AddMonths(-q.Months), End: q.AsOf + 1}
	return now, period.Range{Start: now.Start.AddMonths(-back), End: now.End.AddMonths(-back)}
}

// peers returns others of the node's kind that neither hold it nor are held by
// it.
func (s *Service) peers(ctx context.Context, orgID string, book *metric.Book, node org.Node, asOf period.Date) ([]org.NodeID, error) {
	kind := node.ID.Kind()
	if kind == org.Company || kind == org.Customer || kind == org.Credited {
		return nil, nil
	}
	nodes, err := s.store.Nodes(ctx, access.System(orgID), asOf, org.Filter{Kind: kind})
	if err != nil {
		return nil, err
	}
	related := map[org.NodeID]bool{node.ID: true}
	for _, id := range append(book.Tree.Lineage(node.ID, asOf, asOf), book.Tree.Below(node.ID)...) {
		related[id] = true
	}
	var ids []org.NodeID
	for _, n := range nodes {
		if !related[n.ID] && n.Member.Contains(asOf) {
			ids = append(ids, n.ID)
		}
	}
	return ids, nil
}

// name reads what sources are called: what belongs to a node that is seen may be
// told of any source.
func (s *Service) name(ctx context.Context, orgID string, v *View) error {
	ids := []org.NodeID{}
	for _, source := range v.Sources {
		if source.Source != "" {
			ids = append(ids, org.NodeID(source.Source))
		}
	}
	nodes, err := s.store.Nodes(ctx, access.System(orgID), v.AsOf, org.Filter{IDs: ids})
	v.Names = map[org.NodeID]org.Node{}
	for _, n := range nodes {
		v.Names[n.ID] = n
	}
	return err
}
