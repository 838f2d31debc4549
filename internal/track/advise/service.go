package advise

import (
	"context"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/smart"
	"github.com/attainhq/attain/internal/plan/target"
	"github.com/attainhq/attain/internal/track/attain"
)

// Store is what advice is read from.
type Store interface {
	Organisation(ctx context.Context, orgID string) (org.Organisation, error)
	Catalogue(ctx context.Context, orgID string) (metric.Catalogue, error)
	Book(ctx context.Context, orgID string) (*metric.Book, error)
	ActivityTypes(ctx context.Context, orgID string) ([]string, error)
	// Nodes and Node return only what the scope sees on the day.
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Node(ctx context.Context, scope access.Scope, day period.Date, id org.NodeID) (org.Node, error)
	// Goals returns the goals whose owner the scope sees.
	Goals(ctx context.Context, scope access.Scope, day period.Date, f goal.Filter) ([]goal.Goal, error)
	// Newest returns the last day on which each series has anything at the node.
	Newest(ctx context.Context, orgID string, node org.NodeID, series []metric.Series, asOf period.Date) (map[metric.Series]period.Date, error)
}

// Foresight says where numbers end, as it is told of goals and targets
// everywhere else.
type Foresight interface {
	// Foreseen returns where a goal on the metric (over its scope) ends; nil for
	// what is judged by its history alone. self is its id when it is there already.
	Foreseen(ctx context.Context, orgID string, self goal.ID, spec goal.Spec, m metric.Metric) (*smart.Foreseen, error)
	// Expected returns where the metric is expected to end at a node in a time that
	// has not begun; nil where nothing can be said.
	Expected(ctx context.Context, orgID string, node org.NodeID, m metric.Metric, days period.Range) (*target.Expected, error)
}

// Service gives advice.
type Service struct {
	store     Store
	figures   *attain.Service
	now       func() time.Time
	foresight Foresight // nil: history alone
}

// NewService returns a service that reads from the store, and its figures from
// where everybody's come from.
func NewService(store Store, figures *attain.Service, now func() time.Time) *Service {
	return &Service{store: store, figures: figures, now: now}
}

// Trust takes chances from where everybody's come from. Call it before the service
// is used.
func (s *Service) Trust(f Foresight) { s.foresight = f }

// Asker is who asks: what he sees, and who he is in the organisation.
type Asker struct {
	Scope  access.Scope
	Person org.NodeID // "" for nobody
}

// Advice is what a goal would mean.
type Advice struct {
	Spec     goal.Spec // resolved as far as that goes
	NoValue  bool      // Spec.Value says nothing
	Metric   *metric.Metric
	Owner    *org.Node
	Scope    []org.Node
	Readback string
	Wrong    fault.Fields // why it means nothing as it is
	Odd      fault.Fields // what somebody should look at twice
	Verdict  *smart.Verdict
}

// Sound reports whether the goal could be set as it is.
func (a Advice) Sound() bool { return len(a.Wrong) == 0 && !a.NoValue }

// setting is what one answer needs.
type setting struct {
	Asker
	self      goal.ID // the goal that is judged, when it is there already
	org       org.Organisation
	catalogue metric.Catalogue
	tree      *org.Tree
	today     period.Date
	newest    *period.Date            // the last day of which anything is known of the metric; nil: not looked at
	nodes     map[org.NodeID]org.Node // that the answer names, as far as the asker may know them
}

func (s *Service) setting(ctx context.Context, asker Asker) (setting, error) {
	set := setting{Asker: asker, nodes: map[org.NodeID]org.Node{}}
	var err error
	if set.org, err = s.store.Organisation(ctx, asker.Scope.OrgID); err != nil {
		return set, err
	}
	if set.catalogue, err = s.store.Catalogue(ctx, asker.Scope.OrgID); err != nil {
		return set, err
	}
	book, err := s.store.Book(ctx, asker.Scope.OrgID)
	if err != nil {
		return set, err
	}
	set.tree, set.today = book.Tree, set.org.Today(s.now())
	return set, nil
}

// narrowed takes away what is only published when the goal is about a part of
// the whole: a company's total may be for everybody, its parts are not.
func (set setting) narrowed(spec goal.Spec) setting {
	parts := len(spec.Scope) > 0
	for _, g := range spec.Guards {
		parts = parts || len(g.Scope) > 0
	}
	if parts {
		set.Scope.PublishedKinds = nil
	}
	return set
}

// goal is the setting as package goal takes it.
func (set setting) goal() goal.Setting {
	return goal.Setting{
		Metric:   func(id metric.Series) (metric.Metric, error) { return set.catalogue.Find(string(id)) },
		Node:     func(id org.NodeID) (org.Node, bool) { n, ok := set.nodes[id]; return n, ok },
		Tree:     set.tree,
		Currency: set.org.Currency, Calendar: set.org.Calendar, Today: set.today,
	}
}

// open reports whether everybody may know the names of such nodes: what is
// sold, where and how, as opposed to who sells it and to whom.
func open(kind org.Kind) bool {
	switch kind {
	case org.Company, org.Region, org.Territory, org.Category, org.Subcategory, org.Product, org.Segment, org.Channel, org.LeadSource:
		return true
	default:
		return false
	}
}

// learn looks up nodes that the asker may know; others stay unknown.
func (s *Service) learn(ctx context.Context, set setting, ids ...org.NodeID) error {
	for _, id := range ids {
		if _, known := set.nodes[id]; known || id == "" {
			continue
		}
		scope := set.Scope
		if open(id.Kind()) && id.Kind() != org.Company {
			scope = access.System(scope.OrgID)
		}
		n, err := s.store.Node(ctx, scope, set.today, id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		set.nodes[id] = n
	}
	return nil
}
