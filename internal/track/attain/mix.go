package attain

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// mixed divides a node's number by what the ledger keeps it made of: rows of
// days, however many deals there are. ok is false where that is not kept, or not
// as a whole yet; then the deals say it.
func (s *Service) mixed(ctx context.Context, orgID string, set setting, id org.NodeID, m metric.Metric, by org.Kind) (values map[org.NodeID]money.Amount, ok bool, err error) {
	_, kept := metric.MixOf(m.ID)
	filling := slices.ContainsFunc(set.fills, func(f metric.Fill) bool { return f.Series == metric.Mix })
	if !kept || filling || !metric.Mixes(id, by) {
		return nil, false, nil
	}
	values = map[org.NodeID]money.Amount{}
	for _, slab := range set.closes.Whole(set.days, set.asOf).Own {
		parts, ok, err := s.store.Mix(ctx, orgID, metric.MixFilter{Series: m.ID, Node: id, Days: slab.Days, Known: slab.Known})
		if err != nil || !ok {
			return nil, false, err
		}
		for _, p := range parts {
			for _, node := range set.book.Holders(p.Place, by, p.Day, slab.Known) {
				values[node] += p.Value
			}
		}
	}
	return values, true, nil
}
