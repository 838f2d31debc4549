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

// post adds differences to the ledger: to the tables sale_day, mix_day,
// customer_day and, what is in none of them, node_day. Rows go in the order of their key, which avoids
// deadlocks and keeps pages warm. The number tells this write's part of
// customer_day from those of others.
func post(ctx context.Context, c conn, orgID string, tally *metric.Tally, number int64) error {
	// It reads what is there, and so comes before what can wait (staging.later).
	if err := postMix(ctx, c, orgID, tally.MixDays()); err != nil {
		return err
	}
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
// facts is missing from the map, and stands at 0. What counts late is for Late.
// The join is CROSS because SQLite then keeps its order: the nodes first, which
// are few, and of each its days by the ledger's key, instead of the series at
// all nodes.
func (db *DB) Sums(ctx context.Context, scope access.Scope, f metric.SumFilter) (map[org.NodeID]money.Amount, error) {
	sums, cut := map[org.NodeID]money.Amount{}, f.Cut()
	if len(cut.Own) == 0 {
		return sums, nil
	}
	sum := func(nodes string, args []any) error {
		of, args := shelfOf(f.Series, args)
		counts, args := own(cut, args)
		seen, args := visible(scope, f.AsOf, args)
		rows, err := db.query(ctx, fmt.Sprintf(`SELECT d.node, CAST(SUM(%s) AS BIGINT) FROM node n
			CROSS JOIN %s d
			WHERE n.org_id = $1 AND d.org_id = n.org_id AND d.node = n.id AND %s AND %s AND %s AND %s
			GROUP BY d.node`, of.value, of.table, nodes, of.condition, counts, seen), args...)
		_, err = collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
			var node org.NodeID
			var value money.Amount
			err := rows.Scan(&node, &value)
			sums[node] = value
			return struct{}{}, err
		})
		return err
	}
	if err := eachNodes(scope.OrgID, f, sum); err != nil {
		return nil, fmt.Errorf("summing %s over %s: %w", f.Series, f.Days, err)
	}
	return sums, nil
}

// eachNodes calls the function with a condition for the nodes n of the filter,
// as often as there are lists of them.
func eachNodes(orgID string, f metric.SumFilter, read func(nodes string, args []any) error) error {
	if f.Kind != "" {
		return read("n.kind = $2", []any{orgID, string(f.Kind)})
	}
	return chunks(f.IDs, listSize, func(ids []org.NodeID) error {
		condition, args := in("n.id", []any{orgID}, ids)
		return read(condition, args)
	})
}

// Daily returns the node's value of each day that has one, in order: what counts
// late stands on the day on which it became known.
func (db *DB) Daily(ctx context.Context, orgID string, f metric.DayFilter) ([]metric.DayValue, error) {
	values, err := db.ownDays(ctx, orgID, f)
	if err != nil || len(f.Closes) == 0 {
		return values, err
	}
	late, err := db.Late(ctx, access.System(orgID), metric.SumFilter{Series: f.Series, IDs: []org.NodeID{f.Node}, Days: f.Days, AsOf: f.AsOf, Closes: f.Closes, Apart: true})
	for _, v := range late {
		values = append(values, metric.DayValue{Day: v.Known, Value: v.Value})
	}
	return byDay(values), err
}

// ownDays is Daily without what counts late.
func (db *DB) ownDays(ctx context.Context, orgID string, f metric.DayFilter) ([]metric.DayValue, error) {
	cut := f.Cut()
	if len(cut.Own) == 0 {
		return []metric.DayValue{}, nil
	}
	of, args := shelfOf(f.Series, []any{orgID, string(f.Node)})
	counts, args := own(cut, args)
	rows, err := db.query(ctx, "SELECT d.day, CAST(SUM("+of.value+") AS BIGINT) FROM "+of.table+` d
		WHERE d.org_id = $1 AND d.node = $2 AND `+of.condition+" AND "+counts+`
		GROUP BY d.day ORDER BY d.day`, args...)
	values, err := collect(rows, err, func(rows *sql.Rows) (v metric.DayValue, err error) {
		return v, rows.Scan(&v.Day, &v.Value)
	})
	if err != nil {
		return nil, fmt.Errorf("reading the days of %s at %s: %w", f.Series, f.Node, err)
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
	if err := eachMixCell(ctx, c, orgID, each); err != nil {
		return fmt.Errorf("reading what the ledger is made of: %w", err)
	}
	return eachCustomerCell(ctx, c, orgID, each)
}
