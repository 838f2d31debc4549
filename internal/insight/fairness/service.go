package fairness

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/quota"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// Store is what a report is made from, besides figures and chances. Reads that
// take a scope return only what it sees on the day.
type Store interface {
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	PlanHeads(ctx context.Context, orgID string) ([]quota.Plan, error)
	Plan(ctx context.Context, orgID string, id quota.ID) (quota.Plan, error)
}

// Service answers how the targets in force treat those who carry them.
type Service struct {
	store   Store
	figures *attain.Service
	ahead   *foresee.Service
}

// NewService returns a service that reads from the store, and takes figures and
// chances from where every page has them from.
func NewService(store Store, figures *attain.Service, ahead *foresee.Service) *Service {
	return &Service{store: store, figures: figures, ahead: ahead}
}

// View is the report on who carries targets below a node.
type View struct {
	Report
	Node   org.Node
	Metric metric.Metric
	Period period.Period
	AsOf   period.Date
	Kind   org.Kind // of the holders
	Over   bool     // the period is: attainment is what was reached, else what is expected at the end
	Plan   string   // the plan that the potentials are from; "" when none is known
	Why    string   // why nobody is there; "" when somebody is
}

// Look reports on the targets below the node in the query's period. It is
// NotFound for who does not see inside the node, whatever is published of it.
func (s *Service) Look(ctx context.Context, scope access.Scope, id org.NodeID, q attain.Query) (View, error) {
	scope.PublishedKinds, scope.Ranking = nil, false
	f, err := s.figures.Node(ctx, scope, id, q)
	if err != nil {
		return View{}, err
	}
	v := View{Node: f.Node, Metric: f.Metric, Period: f.Period, AsOf: f.AsOf, Kind: holds(id.Kind()), Over: !f.Period.IsOpen() && f.Period.End <= f.AsOf+1}
	inside, err := s.store.Nodes(ctx, scope, f.AsOf, org.Filter{IDs: []org.NodeID{id}})
	if err != nil {
		return v, err
	}
	if len(inside) == 0 {
		return v, fault.New(fault.NotFound, "there is no such node here, or you may not see it")
	}
	if v.Kind == "" || v.Kind == id.Kind() {
		v.Why = "Nobody stands below it. Choose a team, a region or the company."
		return v, nil
	}
	if f.Metric.Direction == metric.Lower {
		v.Why = "Less of it is better, so that attainment says nothing of how hard a target is. Choose another metric."
		return v, nil
	}
	return v, s.fill(ctx, scope, q, f, &v)
}

// holds is the kind of those who carry targets below a node of the kind; "" for
// what is divided among nobody.
func holds(kind org.Kind) org.Kind {
	switch kind {
	case org.Company, org.Team, org.Person:
		return org.Person
	case org.Region, org.Territory:
		return org.Territory
	case org.Category, org.Subcategory, org.Product:
		return org.Product
	default:
		return ""
	}
}

func (s *Service) fill(ctx context.Context, scope access.Scope, q attain.Query, whole attain.Figures, v *View) error {
	o, book, _, err := s.store.Company(ctx, scope.OrgID)
	if err != nil {
		return err
	}
	under := v.Node.ID
	if under == o.Root() {
		under = ""
	}
	list, err := s.figures.List(ctx, scope, q, attain.Selection{By: v.Kind, Under: under})
	if err != nil {
		return err
	}
	all, err := s.store.Nodes(ctx, scope, v.AsOf, org.Filter{})
	if err != nil {
		return err
	}
	names := map[org.NodeID]org.Node{}
	for _, n := range all {
		names[n.ID] = n
	}
	holders, err := s.holders(ctx, scope.OrgID, list.Rows, v.Over)
	if err != nil {
		return err
	}
	for i := range holders {
		holders[i].Group = names[book.Tree.Parent(holders[i].Node.ID, v.AsOf, v.AsOf)]
	}
	if v.Plan, err = s.potentials(ctx, scope.OrgID, v, holders); err != nil {
		return err
	}
	steps, err := s.steps(ctx, scope, q, book.Tree, whole, list.Rows, under)
	if err != nil {
		return err
	}
	v.Report = Measure(holders, steps)
	if len(holders) == 0 {
		v.Why = "Nobody below it carries a target of this metric in this period. Set targets, or choose another period."
	}
	return nil
}

// holders are the rows with a target of their own, each with where it ends and
// how likely it is met.
func (s *Service) holders(ctx context.Context, orgID string, rows []attain.Figures, over bool) ([]Holder, error) {
	rows = slices.DeleteFunc(slices.Clone(rows), func(f attain.Figures) bool {
		last := min(f.AsOf, f.Period.End-1) // who left carries nothing any more
		return f.Target == nil || *f.Target <= 0 || f.Masked || f.Filling != nil || !f.Node.Member.Contains(last)
	})
	if len(rows) == 0 {
		return nil, nil
	}
	subjects := make([]foresee.Subject, len(rows))
	for i, f := range rows {
		subjects[i] = foresee.SubjectOf(f)
	}
	kept, err := s.ahead.Kept(ctx, orgID, subjects, rows[0].AsOf)
	if err != nil {
		return nil, err
	}
	holders := make([]Holder, len(rows))
	for i, f := range rows {
		h := Holder{Node: f.Node, Target: *f.Target, Actual: f.Actual}
		if f.Covered != nil {
			h.Actual = f.Covered
		}
		if over {
			h.End = h.Actual
		} else if p, ok := kept[subjects[i].Key()]; ok {
			h.End, h.Chance = p.Mean, p.Chance
		}
		holders[i] = h
	}
	return holders, nil
}

// potentials takes over the potentials of the newest active plan of the metric
// that holds the whole period, and names it.
func (s *Service) potentials(ctx context.Context, orgID string, v *View, holders []Holder) (string, error) {
	heads, err := s.store.PlanHeads(ctx, orgID)
	if err != nil {
		return "", err
	}
	days := v.Period.Range
	at := slices.IndexFunc(heads, func(p quota.Plan) bool {
		window := p.Window()
		return p.State == quota.Active && p.Series() == v.Metric.ID && window.Start <= days.Start && days.End <= window.End
	})
	if at < 0 {
		return "", nil
	}
	plan, err := s.store.Plan(ctx, orgID, heads[at].ID)
	if err != nil {
		return "", err
	}
	name := ""
	for i := range holders {
		var potential, number quota.Number
		for _, r := range plan.Rows {
			if r.Node == holders[i].Node.ID && r.Basis.Potential.Set && r.Total().Set {
				potential, number = r.Basis.Potential, quota.Some(number.Amount+r.Total().Amount)
			}
		}
		if potential.Set {
			holders[i].Potential, holders[i].Quota = potential.Pointer(), number.Pointer()
			name = plan.Name
		}
	}
	return name, nil
}

// steps are those who carry a number of their own and hand one on: the node and
// those below it that somebody stands below.
func (s *Service) steps(ctx context.Context, scope access.Scope, q attain.Query, tree *org.Tree, whole attain.Figures, leaves []attain.Figures, under org.NodeID) ([]Step, error) {
	rows := append([]attain.Figures{whole}, leaves...)
	for _, kind := range middle(whole.Node.ID.Kind()) {
		list, err := s.figures.List(ctx, scope, q, attain.Selection{By: kind, Under: under})
		if err != nil {
			return nil, err
		}
		rows = append(rows, list.Rows...)
	}
	below := map[org.NodeID]*Step{}
	for _, f := range rows {
		if f.Target != nil && *f.Target > 0 && (f.TargetSource == attain.Own || f.TargetSource == attain.FromGoal) && !f.Masked && !f.Node.Group {
			below[f.Node.ID] = &Step{Node: f.Node, Own: *f.Target}
		}
	}
	for _, f := range rows {
		parent := tree.Parent(f.Node.ID, f.AsOf, f.AsOf)
		if step := below[parent]; step != nil && !f.Node.Group && f.Target != nil && f.Node.ID != whole.Node.ID {
			if sum, ok := step.Below.Add(*f.Target); ok {
				step.Below, step.Count = sum, step.Count+1
			}
		}
	}
	var steps []Step
	for _, step := range below {
		if step.Count > 0 {
			steps = append(steps, *step)
		}
	}
	return steps, nil
}

// middle are the kinds between a node and those who carry targets below it.
func middle(kind org.Kind) []org.Kind {
	switch holds(kind) {
	case org.Person:
		return []org.Kind{org.Team}
	case org.Territory:
		return []org.Kind{org.Region}
	case org.Product:
		return []org.Kind{org.Category, org.Subcategory}
	default:
		return nil
	}
}
