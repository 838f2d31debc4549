package attain

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/org"
)

// Each returns the figures of those of the nodes that the scope sees.
func (s *Service) Each(ctx context.Context, scope access.Scope, q Query, ids []org.NodeID) (map[org.NodeID]Figures, error) {
	set, err := s.prepare(ctx, scope, "", q)
	if err != nil {
		return nil, err
	}
	nodes, err := s.store.Nodes(ctx, scope, set.asOf, org.Filter{IDs: ids})
	if err != nil || len(nodes) == 0 {
		return nil, err
	}
	rows, err := s.rows(ctx, scope, set, q, nodes)
	if err != nil {
		return nil, err
	}
	each := make(map[org.NodeID]Figures, len(rows))
	for _, f := range rows {
		each[f.Node.ID] = f
	}
	return each, nil
}
