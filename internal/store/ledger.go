package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// post adds differences to the ledger: to the tables sale_day, customer_day and,
// what is in neither, node_day. Rows go in the order of their key, which avoids
// deadlocks and keeps pages warm. The number tells this write's part of
// customer_day from those of others.
func post(ctx context.Context, c conn, orgID string, tally *metric.Tally, number int64) error {
	if err := postSales(ctx, c, orgID, tally.SaleDays()); err != nil {
		return err
	}
	if err := postCustomers(ctx, c, orgID, tally.CustomerCells(), number); err != nil {
		return err
	}
	others := tally.Others()
	rows := make([][]any, 0, len(others))
	for _, cell := range others.Cells() {
		rows = append(rows, []any{orgID, string(cell.Series), string(cell.Node), cell.Day, cell.Known, int64(others[cell])})
	}
	err := insertMany(ctx, c, "INSERT INTO node_day (org_id, series, node, day, known, value)", 6, rows,
		"ON CONFLICT (org_id, series, node, day, known) DO UPDATE SET value = node_day.value + excluded.value")
	if err != nil {
		return fmt.Errorf("posting %d cells: %w", len(rows), err)
	}
	return nil
}

// Sums returns the value of each visible node that has one. A node without
// facts is missing from the map, and stands at 0.
func (db *DB) Sums(ctx context.Context, scope access.Scope, f metric.SumFilter) (map[org.NodeID]money.Amount, error) {
	sums := map[org.NodeID]money.Amount{}
	sum := func(nodes string, args []any) error {
		args = append(args, f.Days.Start, f.Days.End, f.AsOf)
		k := len(args)
		of, args := shelfOf(f.Series, args)
		seen, args := visible(scope, f.AsOf, args)
		rows, err := db.query(ctx, fmt.Sprintf(`SELECT d.node, CAST(SUM(%s) AS BIGINT) FROM node n
			JOIN %s d ON d.org_id = n.org_id AND d.node = n.id
			WHERE n.org_id = $1 AND %s AND %s AND d.day >= $%d AND d.day < $%d AND d.known <= $%d AND %s
			GROUP BY d.node`, of.value, of.table, nodes, of.condition, k-2, k-1, k, seen), args...)
		_, err = collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
			var node org.NodeID
			var value money.Amount
			err := rows.Scan(&node, &value)
			sums[node] = value
			return struct{}{}, err
		})
		return err
	}
	var err error
	if f.Kind != "" {
		err = sum("n.kind = $2", []any{scope.OrgID, string(f.Kind)})
	} else {
		err = chunks(f.IDs, listSize, func(ids []org.NodeID) error {
			condition, args := in("n.id", []any{scope.OrgID}, ids)
			return sum(condition, args)
		})
	}
	if err != nil {
		return nil, fmt.Errorf("summing %s over %s: %w", f.Series, f.Days, err)
	}
	return sums, nil
}

// Daily returns the node's value of each day that has one, in order.
func (db *DB) Daily(ctx context.Context, orgID string, node org.NodeID, series metric.Series, days period.Range, asOf period.Date) ([]metric.DayValue, error) {
	of, args := shelfOf(series, []any{orgID, string(node), days.Start, days.End, asOf})
	rows, err := db.query(ctx, "SELECT d.day, CAST(SUM("+of.value+") AS BIGINT) FROM "+of.table+` d
		WHERE d.org_id = $1 AND d.node = $2 AND d.day >= $3 AND d.day < $4 AND d.known <= $5 AND `+of.condition+`
		GROUP BY d.day ORDER BY d.day`, args...)
	values, err := collect(rows, err, func(rows *sql.Rows) (v metric.DayValue, err error) {
		return v, rows.Scan(&v.Day, &v.Value)
	})
	if err != nil {
		return nil, fmt.Errorf("reading the days of %s at %s: %w", series, node, err)
	}
	return values, nil
}

// Span returns the first and last day (exclusive) with anything in the ledger
// of the company, known by the day; ok is false while it is empty.
func (db *DB) Span(ctx context.Context, orgID string, root org.NodeID, asOf period.Date) (span period.Range, ok bool, err error) {
	var first, last sql.NullString
	err = db.queryRow(ctx, `SELECT MIN(day), MAX(day) FROM sale_day
		WHERE org_id = $1 AND node = $2 AND orders IS NOT NULL AND day <= $3 AND known <= $3`,
		orgID, string(root), asOf).Scan(&first, &last)
	if err != nil || !first.Valid {
		return span, false, err
	}
	if span.Start, err = period.ParseDate(first.String); err != nil {
		return span, false, err
	}
	end, err := period.ParseDate(last.String)
	span.End = end.Add(1)
	return span, true, err
}

// Foreign returns the series of amounts that no rate converts.
func (db *DB) Foreign(ctx context.Context, orgID string) ([]metric.Series, error) {
	rows, err := db.query(ctx, `SELECT DISTINCT series FROM node_day
		WHERE org_id = $1 AND series >= 'unconverted/' AND series < 'unconverted0' ORDER BY series`, orgID)
	return collect(rows, err, func(rows *sql.Rows) (s metric.Series, err error) {
		return s, rows.Scan(&s)
	})
}

// eachCell calls the function with every cell of the ledger that is not 0.
func eachCell(ctx context.Context, c conn, orgID string, each func(metric.Cell, money.Amount) error) error {
	rows, err := c.QueryContext(ctx, "SELECT series, node, day, known, value FROM node_day WHERE org_id = $1 AND value <> 0", orgID)
	if err != nil {
		return fmt.Errorf("reading the ledger: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var cell metric.Cell
		var value money.Amount
		if err := rows.Scan(&cell.Series, &cell.Node, &cell.Day, &cell.Known, &value); err != nil {
			return fmt.Errorf("reading the ledger: %w", err)
		}
		if err := each(cell, value); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("reading the ledger: %w", err)
	}
	if err := eachSaleCell(ctx, c, orgID, each); err != nil {
		return fmt.Errorf("reading what sales added to the ledger: %w", err)
	}
	return eachCustomerCell(ctx, c, orgID, each)
}
