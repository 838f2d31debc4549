package foresee

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/market"
	"github.com/attainhq/attain/internal/track/advise"
	"github.com/attainhq/attain/internal/track/attain"
)

// Store is what projections are made from, and where they are kept.
type Store interface {
	Past
	Shelf
}

// Past reads what is known.
type Past interface {
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Catalogue(ctx context.Context, orgID string) (metric.Catalogue, error)
	Aims(ctx context.Context, orgID string, m metric.Series) (goal.Aims, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Cases(ctx context.Context, orgID string, f fact.EventFilter) ([]fact.Case, error)
	Newest(ctx context.Context, orgID string, node org.NodeID, series []metric.Series, asOf period.Date) (map[metric.Series]period.Date, error)
	// Curves returns the plan curves that are declared, by metric without scope.
	Curves(ctx context.Context, orgID string) (map[metric.Series]attain.Curve, error)
	// MarketIndex returns everything that was ever known of the market index.
	MarketIndex(ctx context.Context, orgID string) ([]market.Month, error)
	// Pulse counts the changes of the organisation.
	Pulse(ctx context.Context, orgID string) (int64, error)
}

// Shelf keeps projections.
type Shelf interface {
	Kept
	SaveProjections(ctx context.Context, orgID string, list []Projection) error
	ProjectionsOf(ctx context.Context, orgID, subject string) ([]Projection, error)
	ProjectionsEnded(ctx context.Context, orgID string, ended period.Range) ([]Projection, error)
	DropProjections(ctx context.Context, orgID string, days []period.Date) error
}

// Kept reads projections that are kept.
type Kept interface {
	// Projections returns of each of the subjects the projection that was made
	// last by what was known on the day, in no order. Those that were never
	// projected are not among them.
	Projections(ctx context.Context, orgID string, subjects []string, asOf period.Date) ([]Projection, error)
	// ProjectionInputs returns of what the projections of the day were made
	// (Projection.Inputs), by the keys of their subjects.
	ProjectionInputs(ctx context.Context, orgID string, asOf period.Date) (map[string]string, error)
}

// Each calls do with the projections of the day in the order of their keys, some
// at a time: a company may have more than should be held at once.
func Each(ctx context.Context, kept Kept, orgID string, asOf period.Date, do func([]Projection) error) error {
	made, err := kept.ProjectionInputs(ctx, orgID, asOf)
	if err != nil {
		return err
	}
	const some = 1000
	for keys := range slices.Chunk(slices.Sorted(maps.Keys(made)), some) {
		list, err := kept.Projections(ctx, orgID, keys, asOf)
		if err != nil {
			return err
		}
		slices.SortFunc(list, func(a, b Projection) int { return strings.Compare(a.Key(), b.Key()) })
		if err := do(list); err != nil {
			return err
		}
	}
	return nil
}

// Service makes projections, and answers what was projected.
type Service struct {
	store   Store
	figures *attain.Service
	advice  *advise.Service
	now     func() time.Time

	mu      sync.Mutex
	studies map[string]*study   // by organisation, the last that was asked for
	taught  map[string]*lessons // likewise
}

// NewService returns a service that reads from the store, and takes figures and
// verdicts from where everybody's come from.
func NewService(store Store, figures *attain.Service, advice *advise.Service, now func() time.Time) *Service {
	return &Service{store: store, figures: figures, advice: advice, now: now, studies: map[string]*study{}, taught: map[string]*lessons{}}
}

// setting is what one answer needs.
type setting struct {
	org   org.Organisation
	book  *metric.Book
	asOf  period.Date
	pulse int64
	index market.Index // of the market, as known on the day; empty: there is none
}

// system is the scope of what is made for everybody; what of it a reader may
// see is decided where it is read.
func (set setting) system() access.Scope { return access.System(set.org.ID) }

func (s *Service) setting(ctx context.Context, orgID string, asOf period.Date) (set setting, err error) {
	if set.pulse, err = s.store.Pulse(ctx, orgID); err != nil {
		return set, err
	}
	if set.org, set.book, _, err = s.store.Company(ctx, orgID); err != nil {
		return set, err
	}
	if set.asOf, err = s.figures.AsOf(set.org, asOf); err != nil {
		return set, err
	}
	months, err := s.store.MarketIndex(ctx, orgID)
	set.index = market.IndexOf(months, set.asOf)
	return set, err
}
