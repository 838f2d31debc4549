package foresee

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// Outlook is where a node ends in a period, with how it stands.
type Outlook struct {
	Figures attain.Figures
	Status  Status
	Pace    *attain.CurvePace // on the curve by which such periods fill up; nil where there is none
	Projection
}

// Outlook returns where a node ends; NotFound when the scope does not see it. Of
// a total that is only published it tells no part. What was projected already is
// told as it was; what was not, such as a node without a target, is projected
// now.
func (s *Service) Outlook(ctx context.Context, scope access.Scope, id org.NodeID, q attain.Query) (Outlook, error) {
	o, err := s.outlook(ctx, scope, id, q)
	if err != nil {
		return o, err
	}
	if err := s.hide(ctx, scope, &o.Projection); err != nil {
		return o, err
	}
	set, err := s.setting(ctx, scope.OrgID, q.AsOf)
	if err == nil {
		o.Pace, err = s.pace(ctx, set, o.Figures, q)
	}
	return o, err
}

// hide takes the parts out of a projection for who does not see inside its node.
func (s *Service) hide(ctx context.Context, scope access.Scope, p *Projection) error {
	scope.PublishedKinds = nil
	seen, err := s.store.Nodes(ctx, scope, p.AsOf, org.Filter{IDs: []org.NodeID{p.Node}})
	if err == nil && len(seen) == 0 {
		p.Parts, p.Deals, p.Pipeline = nil, nil, nil
	}
	return err
}

func (s *Service) outlook(ctx context.Context, scope access.Scope, id org.NodeID, q attain.Query) (Outlook, error) {
	f, err := s.figures.Node(ctx, scope, id, q)
	if err != nil {
		return Outlook{}, err
	}
	o := Outlook{Figures: f}
	a := askOf(f, &f.Metric, q.Period.Range)
	a.rates = q.Rates
	if q.Period.Range.IsOpen() {
		o.Status, o.Projection = Unsaid, Projection{Subject: a.Subject, AsOf: f.AsOf, Method: NoEvidence, Why: "The period has no end, so there is nothing to foresee."}
		return o, nil
	}
	if q.Rates == "" && q.Policy == "" {
		kept, err := s.store.Projections(ctx, scope.OrgID, []string{a.Key()}, f.AsOf)
		if err != nil {
			return o, err
		}
		if len(kept) == 1 && kept[0].AsOf == f.AsOf {
			o.Projection = kept[0]
			o.Status = StatusOf(f.Metric, OutcomeOf(f), o.Chance)
			return o, nil
		}
	}
	if o.Projection, err = s.fresh(ctx, scope.OrgID, a, f.AsOf); err != nil {
		return o, err
	}
	o.Status = StatusOf(f.Metric, OutcomeOf(f), o.Chance)
	return o, nil
}

// fresh projects one ask, beside the others of its kind, by whose errors it is
// known how far a forecast may be off.
func (s *Service) fresh(ctx context.Context, orgID string, a ask, asOf period.Date) (Projection, error) {
	set, err := s.setting(ctx, orgID, asOf)
	if err != nil {
		return Projection{}, err
	}
	if !a.summed() {
		return s.judged(ctx, set, a)
	}
	group := []ask{a}
	kin, _, err := s.kin(ctx, set, a.at, *a.metric)
	if err != nil {
		return Projection{}, err
	}
	var peers []org.NodeID
	if len(kin) == 0 { // else its circle tells how far a forecast may be off
		if peers, err = s.peers(ctx, set, a); err != nil {
			return Projection{}, err
		}
	}
	for _, id := range peers {
		other := a
		other.Node, other.at = id, id
		group = append(group, other)
	}
	list, err := s.project(ctx, set, group, func(o ask) bool { return o.at == a.at })
	if err != nil {
		return Projection{}, err
	}
	return list[0], nil
}

// peers returns other nodes of the kind, some of them, in the order of their
// ids.
func (s *Service) peers(ctx context.Context, set setting, a ask) ([]org.NodeID, error) {
	const most = 40
	if a.at.Kind() == org.Company || a.at.Kind() == org.Credited {
		return nil, nil
	}
	nodes, err := s.store.Nodes(ctx, set.system(), set.asOf, org.Filter{Kind: a.at.Kind()})
	if err != nil {
		return nil, err
	}
	var list []org.NodeID
	for _, n := range nodes {
		if n.ID != a.at && n.Member.Contains(set.asOf) && len(list) < most {
			list = append(list, n.ID)
		}
	}
	return list, nil
}

// Kept returns the last projections of the subjects by what was known on the
// day, by key. Who may see a subject may see its projection.
func (s *Service) Kept(ctx context.Context, orgID string, subjects []Subject, asOf period.Date) (map[string]Projection, error) {
	keys := make([]string, len(subjects))
	for i, subject := range subjects {
		keys[i] = subject.Key()
	}
	list, err := s.store.Projections(ctx, orgID, keys, asOf)
	return Latest(list), err
}

// Said returns what was projected for a subject on earlier days, the earliest
// first, up to the day.
func (s *Service) Said(ctx context.Context, orgID string, subject Subject, asOf period.Date) ([]Projection, error) {
	all, err := s.store.ProjectionsOf(ctx, orgID, subject.Key())
	if err != nil {
		return nil, err
	}
	for i, p := range all {
		if p.AsOf > asOf {
			return all[:i], nil
		}
	}
	return all, nil
}

// SubjectOf returns what the figures' target is as a subject.
func SubjectOf(f attain.Figures) Subject { return askOf(f, &f.Metric, f.Period.Range).Subject }

// GoalOutlook returns where a goal ends that its reader sees: as it was
// projected by the day or, when that was not done on it, as it is projected now.
// Who does not see inside its owner is told no part.
func (s *Service) GoalOutlook(ctx context.Context, scope access.Scope, view attain.GoalView, asOf period.Date) (Projection, error) {
	p, err := s.goalOutlook(ctx, scope.OrgID, view, asOf)
	if err == nil {
		err = s.hide(ctx, scope, &p)
	}
	return p, err
}

func (s *Service) goalOutlook(ctx context.Context, orgID string, view attain.GoalView, asOf period.Date) (Projection, error) {
	a := askOfGoal(view)
	kept, err := s.store.Projections(ctx, orgID, []string{a.Key()}, asOf)
	if err != nil || len(kept) == 1 && kept[0].AsOf == asOf {
		return append(kept, Projection{})[0], err
	}
	if a.several() {
		set, err := s.setting(ctx, orgID, asOf)
		if err != nil {
			return Projection{}, err
		}
		return s.judged(ctx, set, a)
	}
	return s.fresh(ctx, orgID, a, asOf)
}
