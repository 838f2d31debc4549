package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
)

func firsts(ctx context.Context, c conn, orgID string, customers []org.NodeID) (map[org.NodeID]metric.First, error) {
	found := make(map[org.NodeID]metric.First, len(customers))
	err := chunks(customers, listSize, func(ids []org.NodeID) error {
		condition, args := in("customer", []any{orgID}, ids)
		rows, err := c.QueryContext(ctx, "SELECT customer, first_deal, first_at, since FROM customer_state WHERE org_id = $1 AND "+condition, args...)
		list, err := collect(rows, err, func(rows *sql.Rows) (f metric.First, err error) {
			return f, rows.Scan(&f.Customer, &f.Deal, &f.At, &f.Since)
		})
		for _, f := range list {
			found[f.Customer] = f
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading customers' first orders: %w", err)
	}
	return found, nil
}

func saveFirsts(ctx context.Context, c conn, orgID string, firsts []metric.First) error {
	latest := map[org.NodeID]int{}
	for i, f := range firsts {
		latest[f.Customer] = i
	}
	rows := make([][]any, 0, len(firsts))
	for i, f := range firsts {
		if latest[f.Customer] == i {
			rows = append(rows, []any{orgID, string(f.Customer), string(f.Deal), f.At, f.Since})
		}
	}
	err := insertMany(ctx, c, "INSERT INTO customer_state (org_id, customer, first_deal, first_at, since)", 5, rows,
		"ON CONFLICT (org_id, customer) DO UPDATE SET first_deal = excluded.first_deal, first_at = excluded.first_at, since = excluded.since")
	if err != nil {
		return fmt.Errorf("saving customers' first orders: %w", err)
	}
	return nil
}
