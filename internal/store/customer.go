package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
)

// postCustomers adds differences to the ledger's cells of customers.
func postCustomers(ctx context.Context, c conn, orgID string, ledger metric.Ledger, cells []metric.Cell) error {
	rows := make([][]any, 0, len(cells))
	for _, cell := range cells {
		rows = append(rows, []any{orgID, string(cell.Series), string(cell.Node), cell.Day, string(cell.Customer), cell.Known, int64(ledger[cell])})
	}
	err := insertMany(ctx, c, "INSERT INTO customer_day (org_id, series, node, day, customer, known, value)", 7, rows,
		"ON CONFLICT (org_id, series, node, day, customer, known) DO UPDATE SET value = customer_day.value + excluded.value")
	if err != nil {
		return fmt.Errorf("posting %d cells of customers: %w", len(cells), err)
	}
	return nil
}

// CustomerDays returns what the cells of each customer and day sum to, by
// customer and day. What sums to 0 is left out.
func (db *DB) CustomerDays(ctx context.Context, orgID string, f metric.CustomerFilter) ([]metric.CustomerDay, error) {
	rows, err := db.query(ctx, `SELECT customer, day, CAST(SUM(value) AS BIGINT) FROM customer_day
		WHERE org_id = $1 AND series = $2 AND node = $3 AND day >= $4 AND day < $5 AND known <= $6
		GROUP BY customer, day HAVING CAST(SUM(value) AS BIGINT) <> 0 ORDER BY customer, day`,
		orgID, string(f.Series), string(f.Node), f.Days.Start, f.Days.End, f.AsOf)
	days, err := collect(rows, err, func(rows *sql.Rows) (d metric.CustomerDay, err error) {
		return d, rows.Scan(&d.Customer, &d.Day, &d.Value)
	})
	if err != nil {
		return nil, fmt.Errorf("reading customers of %s at %s: %w", f.Series, f.Node, err)
	}
	return days, nil
}

// eachCustomerCell calls the function with every cell of a customer that is
// not 0.
func eachCustomerCell(ctx context.Context, c conn, orgID string, each func(metric.Cell, money.Amount) error) error {
	rows, err := c.QueryContext(ctx, "SELECT series, node, day, customer, known, value FROM customer_day WHERE org_id = $1 AND value <> 0", orgID)
	if err != nil {
		return fmt.Errorf("reading the customers of the ledger: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var cell metric.Cell
		var value money.Amount
		if err := rows.Scan(&cell.Series, &cell.Node, &cell.Day, &cell.Customer, &cell.Known, &value); err != nil {
			return fmt.Errorf("reading the customers of the ledger: %w", err)
		}
		if err := each(cell, value); err != nil {
			return err
		}
	}
	return rows.Err()
}
