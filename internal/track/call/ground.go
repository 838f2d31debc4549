package call

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// Ground is what somebody stands on who says something of a forecast.
type Ground struct {
	Place
	Position
	Lineage []org.NodeID // the node and all that it belongs to: a lock of any of them holds
	Said    Said
	Was     Figures
	Before  money.Amount // what the forecast of the node is until now
}

// Ground reads what is there of the forecast now, for who sees the node.
func (s *Service) Ground(ctx context.Context, scope access.Scope, p Place) (Ground, error) {
	set, node, err := s.prepare(ctx, scope, Query{Place: p})
	if err != nil {
		return Ground{}, err
	}
	entries, err := s.said(ctx, set)
	if err != nil {
		return Ground{}, err
	}
	said := entries.On(set.AsOf)
	read, err := s.read(ctx, set, nodesOf(said, node.ID), set.AsOf)
	if err != nil {
		return Ground{}, err
	}
	above, err := s.above(ctx, set, []org.NodeID{node.ID})
	if err != nil {
		return Ground{}, err
	}
	standing := Fold([]org.NodeID{node.ID}, said, read.computed, set.lineage)[node.ID]
	return Ground{Place: p, Position: Position{node, above[node.ID]}, Lineage: set.lineage(node.ID), Said: standing.Said, Was: read.figures[node.ID], Before: standing.Value}, nil
}

// Picture returns the snapshot of a period as it was at the end of a day: every
// person, every team and the company, as far as there is anything.
func (s *Service) Picture(ctx context.Context, orgID string, q Query) (Snapshot, error) {
	all := access.System(orgID)
	o, _, _, err := s.store.Company(ctx, orgID)
	if err != nil {
		return Snapshot{}, err
	}
	q.Node = o.Root()
	set, _, err := s.prepare(ctx, all, q)
	if err != nil {
		return Snapshot{}, err
	}
	ids := []org.NodeID{q.Node}
	for _, kind := range []org.Kind{org.Team, org.Person} {
		nodes, err := s.store.Nodes(ctx, all, set.AsOf, org.Filter{Kind: kind})
		if err != nil {
			return Snapshot{}, err
		}
		for _, n := range nodes {
			ids = append(ids, n.ID)
		}
	}
	entries, err := s.said(ctx, set)
	if err != nil {
		return Snapshot{}, err
	}
	read, err := s.read(ctx, set, ids, set.AsOf)
	if err != nil {
		return Snapshot{}, err
	}
	picture := Snapshot{Metric: q.Metric.ID, Period: q.Period, AsOf: set.AsOf}
	standings := Fold(ids, entries.On(set.AsOf), read.computed, set.lineage)
	for _, id := range ids {
		if row := (Row{id, read.figures[id], standings[id].Value}); row != (Row{Node: id}) {
			picture.Rows = append(picture.Rows, row)
		}
	}
	return picture, nil
}

// Pictures returns the snapshots that were taken of the node's forecast, the
// latest first.
func (s *Service) Pictures(ctx context.Context, scope access.Scope, q Query) ([]Snapshot, error) {
	set, node, err := s.prepare(ctx, scope, q)
	if err != nil {
		return nil, err
	}
	return s.store.CallSnapshots(ctx, Private(scope), set.AsOf, SnapshotFilter{Metric: set.Metric.ID, Period: set.Period.Range, Nodes: []org.NodeID{node.ID}})
}

// Pictured reports whether the weekly snapshot as of the query's day is there.
func (s *Service) Pictured(ctx context.Context, orgID string, q Query) (bool, error) {
	o, _, _, err := s.store.Company(ctx, orgID)
	if err != nil {
		return false, err
	}
	list, err := s.store.CallSnapshots(ctx, access.System(orgID), q.AsOf, SnapshotFilter{Metric: q.Metric.ID, Period: q.Period.Range, Nodes: []org.NodeID{o.Root()}})
	return slices.ContainsFunc(list, func(one Snapshot) bool { return one.AsOf == q.AsOf && one.TakenBy == "" }), err
}
