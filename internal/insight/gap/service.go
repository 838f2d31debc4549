package gap

import (
	"context"
	"fmt"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// Store is what gaps are found in, besides figures.
type Store interface {
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Catalogue(ctx context.Context, orgID string) (metric.Catalogue, error)
	Deals(ctx context.Context, orgID string, f fact.Filter) ([]fact.Deal, error)
}

// Service divides gaps.
type Service struct {
	store   Store
	figures *attain.Service
	foresee *foresee.Service
}

// NewService returns a service that reads from the store, and takes figures and
// projections from where everybody's come from.
func NewService(store Store, figures *attain.Service, foresee *foresee.Service) *Service {
	return &Service{store, figures, foresee}
}

// Limits bound an answer.
type Limits struct {
	Rows int // of each dimension
}

// ask is one question while it is answered.
type ask struct {
	*Service
	ctx       context.Context
	scope     access.Scope
	org       org.Organisation
	book      *metric.Book
	teams     *org.Teams
	catalogue metric.Catalogue
	id        org.NodeID
	query     attain.Query
	asOf      period.Date
	limits    Limits
	*Gap
}

// Explain divides the gap of a node, as the query asks for it; NotFound when
// the scope does not see the node. A published total is not divided for those
// who do not see the node itself. An empty basis is to date while the period
// runs, and the whole target once it is over.
func (s *Service) Explain(ctx context.Context, scope access.Scope, id org.NodeID, q attain.Query, basis Basis, limits Limits) (Gap, error) {
	scope.PublishedKinds = nil
	f, err := s.figures.Node(ctx, scope, id, q)
	if err != nil {
		return Gap{}, err
	}
	g := Gap{Figures: f, Basis: basis, Days: q.Period.Through(f.AsOf), Chains: []Chain{}, Dimensions: []Dimension{}, Sentences: []Sentence{}, Notes: []string{}}
	a := ask{Service: s, ctx: ctx, scope: scope, id: id, query: q, asOf: f.AsOf, limits: limits, Gap: &g}
	if a.org, a.book, a.teams, err = s.store.Company(ctx, scope.OrgID); err != nil {
		return g, err
	}
	if a.catalogue, err = s.store.Catalogue(ctx, scope.OrgID); err != nil {
		return g, err
	}
	if why := a.undivided(); why != "" {
		g.Notes = append(g.Notes, why)
		return g, nil
	}
	a.plan()
	if g.Outlook, err = s.foresee.Outlook(ctx, scope, id, q); err != nil {
		return g, err
	}
	if err := a.divide(); err != nil {
		return g, err
	}
	a.tell()
	return g, nil
}

// undivided says why there is nothing to divide; "" when there is.
func (a *ask) undivided() string {
	f := a.Figures
	switch {
	case f.Filling != nil:
		return fmt.Sprintf("%s is still being counted. Ask again in a moment.", f.Metric.Name)
	case f.Metric.Shape != metric.Sum || !f.Metric.Additive || f.Metric.Direction == metric.Lower:
		return fmt.Sprintf("%s does not add up from its parts, so its gap cannot be divided. Ask for the totals that it is made of.", f.Metric.Name)
	case f.Target == nil || f.Actual == nil:
		return "There is no gap without a target: " + f.TargetNote + "."
	case a.Days.Empty():
		return fmt.Sprintf("%s begins on %s, after the day of this view.", f.Period.Label, f.Period.Start)
	case f.Period.IsOpen():
		return "A period without an end has no plan to date."
	default:
		return ""
	}
}

// plan fixes what the actual is held against.
func (a *ask) plan() {
	f := a.Figures
	over := f.Period.End <= a.asOf+1
	if a.Basis == "" {
		a.Basis = ToDate
	}
	if over {
		a.Basis = Whole
	}
	a.Planned = *f.Target
	if a.Basis == ToDate {
		a.Planned = attain.Expected(*f.Target, f.Period.Range, attain.WorkingDays, a.org.Calendar, a.asOf)
	}
	a.Counted = *f.Actual
	if f.Covered != nil {
		a.Counted = *f.Covered
	}
	a.Gap.Gap = a.Planned - a.Counted
	if a.Basis == Whole && !over {
		a.Notes = append(a.Notes, "The period is not over: the rest of its days is part of this gap.")
	}
}

// divide finds the baseline and divides by all that there is.
func (a *ask) divide() error {
	if err := a.baseline(); err != nil {
		return err
	}
	if err := a.chains(); err != nil {
		return err
	}
	if err := a.bridge(); err != nil {
		return err
	}
	for _, by := range a.kinds() {
		if err := a.dimension(by); err != nil {
			return err
		}
	}
	return nil
}

// baseline chooses the days that plans of parts are taken from.
func (a *ask) baseline() error {
	const year = 12
	last := period.Range{Start: a.Days.Start.AddMonths(-year), End: a.Days.End.AddMonths(-year)}
	if a.Basis == Whole {
		last.End = a.Figures.Period.End.AddMonths(-year)
	}
	trailing := period.Range{Start: a.Figures.Period.Start.AddMonths(-year), End: a.Figures.Period.Start}
	for _, b := range []Baseline{{Against: LastYear, Days: last}, {Against: Trailing, Days: trailing}} {
		value, err := a.measure(a.Figures.Metric, b.Days)
		if err != nil {
			return err
		}
		if value > 0 {
			b.Value = value
			a.Baseline = b
			return nil
		}
	}
	a.Baseline = Baseline{Against: Nothing}
	a.Notes = append(a.Notes, fmt.Sprintf("There was no %s at %s in the same days of the year before, nor in the twelve months before, so there is nothing that its parts could be held against.",
		strings.ToLower(a.Figures.Metric.Name), a.Figures.Node.Name))
	return nil
}

// measure returns what a metric was at the node over days, as known on the day
// of the view.
func (a *ask) measure(m metric.Metric, days period.Range) (money.Amount, error) {
	read, err := a.figures.Measure(a.ctx, a.scope, m, a.id, days, a.asOf)
	if err != nil || read.Value == nil {
		return 0, err
	}
	return *read.Value, nil
}

// kinds returns by which nodes the gap is divided.
func (a *ask) kinds() []org.Kind {
	kind := a.id.Kind()
	var kinds []org.Kind
	for _, by := range []org.Kind{org.Territory, org.Product, org.Segment, org.Person} {
		if by == kind {
			continue
		}
		kinds = append(kinds, by)
	}
	return kinds
}
