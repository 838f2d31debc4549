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
		for _, table := range []string{"node_day", "customer_day"} {
			var day sql.NullString
			err := db.queryRow(ctx, "SELECT MAX(day) FROM "+table+" WHERE org_id = $1 AND series = $2 AND node = $3 AND day <= $4",
				orgID, string(s), string(node), asOf).Scan(&day)
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
