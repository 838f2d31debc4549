package store

import (
	"context"
	"fmt"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Newest returns the last day up to asOf on which each of the series has
// anything at the node, in the cells of customers where it has no others. A
// series that has nothing is left out.
func (db *DB) Newest(ctx context.Context, orgID string, node org.NodeID, series []metric.Series, asOf period.Date) (map[metric.Series]period.Date, error) {
	newest := map[metric.Series]period.Date{}
	for _, s := range series {
		of, args := shelfOf(s, []any{orgID, string(node), asOf})
		ofCustomers := shelf{table: "customer_day", condition: "d.series = $4"}
		for _, kept := range []shelf{of, ofCustomers} {
			if kept == ofCustomers {
				args = []any{orgID, string(node), asOf, string(s)}
			}
			day, ok, err := db.endDay(ctx, kept, "DESC", args)
			if err != nil {
				return nil, fmt.Errorf("looking for the newest day of %s: %w", s, err)
			}
			if ok {
				newest[s] = day
				break
			}
		}
	}
	return newest, nil
}
