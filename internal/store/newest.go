package store

import (
	"context"
	"database/sql"
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
			var day sql.NullString
			err := db.queryRow(ctx, "SELECT MAX(d.day) FROM "+kept.table+" d WHERE d.org_id = $1 AND d.node = $2 AND d.day <= $3 AND "+kept.condition,
				args...).Scan(&day)
			if err != nil {
				return nil, fmt.Errorf("looking for the newest day of %s: %w", s, err)
			}
			if !day.Valid {
				continue
			}
			if newest[s], err = period.ParseDate(day.String); err != nil {
				return nil, err
			}
			break
		}
	}
	return newest, nil
}
