package foresee

import (
	"context"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/track/attain"
)

// Ends says which part of where a node ends comes from whom: what is there and
// what is expected at the end. Children and rest sum to the node's own, to the
// last unit. Ranges do not: those of a node are of its own sum.
type Ends struct {
	Children []End // that the reader sees, by node
	Rest     End   // of none of them: of who left or moved, or of nobody
	Whole    End
	Unseen   bool // the rest holds some of whom the reader knows nothing
}

// End is one part of it.
type End struct {
	Node   org.NodeID    // "" of the rest
	Actual money.Amount  // so far
	Mean   *money.Amount // of where it ends; nil: not known, and in the rest
}

// Ends divides where a node ends in a period among those below it. It is nil
// where nobody is below it, where they are too many, where the metric does not
// add up over them, and where the reader does not see inside the node.
func (s *Service) Ends(ctx context.Context, scope access.Scope, id org.NodeID, q attain.Query) (*Ends, error) {
	whole, err := s.outlook(ctx, scope, id, q)
	if err != nil {
		return nil, err
	}
	set, err := s.setting(ctx, scope.OrgID, q.AsOf)
	if err != nil {
		return nil, err
	}
	a := askOf(whole.Figures, &whole.Figures.Metric, q.Period.Range)
	_, children, err := s.kin(ctx, set, id, q.Metric)
	if err != nil || len(children) == 0 || whole.Mean == nil || !a.summed() {
		return nil, err
	}
	visible, err := s.inside(ctx, set, scope, append([]org.NodeID{id}, children...))
	if err != nil || !visible[id] {
		return nil, err
	}
	list, err := s.endsOf(ctx, set, children, q)
	if err != nil {
		return nil, err
	}
	return divided(whole.Projection, list, visible), nil
}

// inside returns those of the nodes of which the scope sees what they are made
// of: a total that is only published is not among them.
func (s *Service) inside(ctx context.Context, set setting, scope access.Scope, ids []org.NodeID) (map[org.NodeID]bool, error) {
	scope.PublishedKinds = nil
	nodes, err := s.store.Nodes(ctx, scope, set.asOf, org.Filter{IDs: ids})
	seen := map[org.NodeID]bool{}
	for _, n := range nodes {
		seen[n.ID] = true
	}
	return seen, err
}

// endsOf returns the projections of the nodes: those of the day that are kept,
// and new ones for who has no target.
func (s *Service) endsOf(ctx context.Context, set setting, nodes []org.NodeID, q attain.Query) ([]Projection, error) {
	keys := make([]string, len(nodes))
	for i, id := range nodes {
		keys[i] = Subject{Node: id, Metric: q.Metric.ID, Window: q.Period.Range}.Key()
	}
	kept := map[string]Projection{}
	if q.Rates == "" && q.Policy == "" {
		list, err := s.store.Projections(ctx, set.org.ID, keys, set.asOf)
		if err != nil {
			return nil, err
		}
		kept = Latest(list)
	}
	var list []Projection
	var asks []ask
	for i, id := range nodes {
		if p, ok := kept[keys[i]]; ok && p.AsOf == set.asOf {
			list = append(list, p)
			continue
		}
		f, err := s.figures.Node(ctx, set.system(), id, q)
		if err != nil {
			return nil, err
		}
		a := askOf(f, &q.Metric, q.Period.Range)
		a.rates = q.Rates
		asks = append(asks, a)
	}
	if len(asks) == 0 {
		return list, nil
	}
	made, err := s.project(ctx, set, asks, func(ask) bool { return true })
	return append(list, made...), err
}

// divided divides a projection among others.
func divided(whole Projection, parts []Projection, visible map[org.NodeID]bool) *Ends {
	e := &Ends{Whole: endOf(whole)}
	e.Rest = End{Actual: e.Whole.Actual, Mean: new(money.Amount)}
	*e.Rest.Mean = *whole.Mean
	known := true
	for _, p := range parts {
		if !visible[p.Node] {
			e.Unseen = true
			continue
		}
		end := endOf(p)
		if end.Actual == 0 && (end.Mean == nil || *end.Mean == 0) {
			continue // who sells nothing and is not expected to
		}
		e.Rest.Actual -= end.Actual
		if end.Mean != nil {
			*e.Rest.Mean -= *end.Mean
		}
		known = known && end.Mean != nil
		e.Children = append(e.Children, end)
	}
	slices.SortFunc(e.Children, func(a, b End) int { return strings.Compare(string(a.Node), string(b.Node)) })
	if known && !e.Unseen {
		e.polish()
	}
	return e
}

func endOf(p Projection) End {
	end := End{Node: p.Node}
	if p.Actual != nil {
		end.Actual = *p.Actual
	}
	if p.Mean != nil {
		mean := *p.Mean
		end.Mean = &mean
	}
	return end
}

// polish gives what rounding left of the parts, where nothing else is left, to
// the child with the largest.
func (e *Ends) polish() {
	const parts = 4 // of a projection, each rounded
	most := money.Amount(parts * (len(e.Children) + 1))
	rest := *e.Rest.Mean
	if rest == 0 || rest > most || rest < -most || e.Rest.Actual != 0 || len(e.Children) == 0 {
		return
	}
	at := 0
	for i, c := range e.Children {
		if *c.Mean > *e.Children[at].Mean {
			at = i
		}
	}
	*e.Children[at].Mean += rest
	*e.Rest.Mean = 0
}
