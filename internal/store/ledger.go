package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// post adds differences to the ledger: to the tables sale_day, mix_day,
// customer_day and, what is in none of them, node_day. Rows go in the order of
// their key, which avoids deadlocks and keeps pages warm. The number tells this
// write's part of customer_day from those of others.
func post(ctx context.Context, c conn, orgID string, tally *metric.Tally, number int64) error {
	// The rows of one table are made while those of another are written.
	sales := soon(func() [][]any { return saleRows(orgID, tally.SaleDays()) })
	customers := soon(func() [][]any { return customerRows(orgID, tally.CustomerCells(), number) })
	// It reads what is there, and so comes before what can wait (staging.later).
	if err := postMix(ctx, c, orgID, tally.MixDays()); err != nil {
		return err
	}
	if err := postSales(ctx, c, sales()); err != nil {
		return err
	}
	if err := postCustomers(ctx, c, customers()); err != nil {
		return err
	}
	if err := postOthers(ctx, c, orgID, tally.Others()); err != nil {
		return err
	}
	return saveMonths(ctx, c, orgID, tally)
}

// postOthers adds cells to node_day.
func postOthers(ctx context.Context, c conn, orgID string, others metric.Ledger) error {
	cells := others.Cells()
	slices.SortStableFunc(cells, func(a, b metric.Cell) int { // by month and, as they come, node, day and known
		return cmp.Or(cmp.Compare(a.Series, b.Series), cmp.Compare(a.Day.FirstOfMonth(), b.Day.FirstOfMonth()))
	})
	rows := make([][]any, 0, len(cells))
	for _, cell := range cells {
		rows = append(rows, []any{orgID, string(cell.Series), monthOf(cell.Day), string(cell.Node), cell.Day, cell.Known, int64(others[cell])})
	}
	err := insertMany(ctx, c, "INSERT INTO node_day (org_id, series, month, node, day, known, value)", 7, rows,
		"ON CONFLICT (org_id, series, month, node, day, known) DO UPDATE SET value = node_day.value + excluded.value")
	if err != nil {
		return fmt.Errorf("posting %d cells: %w", len(rows), err)
	}
	return nil
}

// Sums returns the value of each visible node that has one. A node without
// facts is missing from the map, and stands at 0. What counts late is for Late.
func (db *DB) Sums(ctx context.Context, scope access.Scope, f metric.SumFilter) (map[org.NodeID]money.Amount, error) {
	if len(f.Cut().Own) == 0 {
		return map[org.NodeID]money.Amount{}, nil
	}
	kind, err := db.nearlyAll(ctx, scope, f)
	if err != nil {
		return nil, err
	}
	var sums map[org.NodeID]money.Amount
	if kind != "" {
		sums, err = db.sumsOfKind(ctx, scope.OrgID, kind, f)
	} else {
		sums, err = db.sumsOfNodes(ctx, scope, f)
	}
	if err != nil {
		return nil, fmt.Errorf("summing %s over %s: %w", f.Series, f.Days, err)
	}
	return sums, nil
}

// nearlyAll returns the kind of which the filter asks for all nodes, or for so
// many that they are found fastest among all of it; "" when there is none, or
// when not all of it may be seen.
func (db *DB) nearlyAll(ctx context.Context, scope access.Scope, f metric.SumFilter) (kind org.Kind, err error) {
	const many = 100
	switch {
	case !scope.All:
		return "", nil
	case f.Kind != "":
		return f.Kind, nil
	case len(f.IDs) < many:
		return "", nil
	}
	kind = f.IDs[0].Kind()
	if slices.ContainsFunc(f.IDs, func(id org.NodeID) bool { return id.Kind() != kind }) {
		return "", nil
	}
	var all int
	err = db.queryRow(ctx, "SELECT COUNT(*) FROM node WHERE org_id = $1 AND kind = $2", scope.OrgID, string(kind)).Scan(&all)
	if err != nil || all > 2*len(f.IDs) {
		return "", err
	}
	return kind, nil
}

// sumsOfKind is Sums by what lies side by side: a month's rows of a kind are one
// range.
func (db *DB) sumsOfKind(ctx context.Context, orgID string, kind org.Kind, f metric.SumFilter) (map[org.NodeID]money.Amount, error) {
	const afterColon = ";"
	of, args := shelfOf(f.Series, []any{orgID, string(kind) + ":", string(kind) + afterColon})
	counts, args := own(f.Cut(), args)
	sums := map[org.NodeID]money.Amount{}
	rows, err := db.query(ctx, fmt.Sprintf(`SELECT d.node, CAST(SUM(%s) AS BIGINT) FROM ledger_month m CROSS JOIN %s d
		WHERE m.org_id = $1 AND d.org_id = m.org_id AND d.month = m.month AND d.node >= $2 AND d.node < $3 AND %s AND %s
		GROUP BY m.month, d.node`, of.value, of.table, of.condition, counts), args...)
	if err = addSums(sums, rows, err); err != nil || f.Kind != "" {
		return sums, err
	}
	wanted := make(map[org.NodeID]money.Amount, len(f.IDs))
	for _, id := range f.IDs {
		if value, ok := sums[id]; ok {
			wanted[id] = value
		}
	}
	return wanted, nil
}

// sumsOfNodes is Sums node by node. In each month the nodes, which are few, come
// first and of each its days by the ledger's key, instead of the series at all
// nodes. They are grouped in the order in which they are found, so that SQLite
// need not sort them.
func (db *DB) sumsOfNodes(ctx context.Context, scope access.Scope, f metric.SumFilter) (map[org.NodeID]money.Amount, error) {
	sums := map[org.NodeID]money.Amount{}
	err := eachNodes(scope.OrgID, f, func(nodes string, args []any) error {
		of, args := shelfOf(f.Series, args)
		counts, args := own(f.Cut(), args)
		seen, args := visible(scope, f.AsOf, args)
		rows, err := db.query(ctx, fmt.Sprintf(`SELECT n.id, CAST(SUM(%s) AS BIGINT) FROM ledger_month m
			CROSS JOIN node n CROSS JOIN %s d
			WHERE m.org_id = $1 AND n.org_id = m.org_id AND d.org_id = m.org_id AND d.month = m.month AND d.node = n.id AND %s AND %s AND %s AND %s
			GROUP BY m.month, n.id`, of.value, of.table, nodes, of.condition, counts, seen), args...)
		return addSums(sums, rows, err)
	})
	return sums, err
}

// addSums adds the value of each node that was read to the sums.
func addSums(sums map[org.NodeID]money.Amount, rows *sql.Rows, err error) error {
	_, err = collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
		var node org.NodeID
		var value money.Amount
		err := rows.Scan(&node, &value)
		sums[node] += value
		return struct{}{}, err
	})
	return err
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
	rows, err := db.query(ctx, "SELECT d.day, CAST(SUM("+of.value+") AS BIGINT) FROM ledger_month m CROSS JOIN "+of.table+` d
		WHERE m.org_id = $1 AND d.org_id = m.org_id AND d.month = m.month AND d.node = $2 AND `+of.condition+" AND "+counts+`
		GROUP BY m.month, d.day ORDER BY m.month, d.day`, args...)
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
	orders := shelf{table: "sale_day", condition: "d.orders IS NOT NULL AND d.known <= $3"}
	args := []any{orgID, string(root), asOf}
	first, ok, err := db.endDay(ctx, orders, "ASC", args)
	if err != nil || !ok {
		return span, false, err
	}
	last, ok, err := db.endDay(ctx, orders, "DESC", args)
	return period.Range{Start: first, End: last.Add(1)}, ok, err
}

// endDay returns the first (ASC) or last (DESC) day of the organisation $1 at the
// node $2 up to the day $3 that a shelf has a row of; ok is false when it has none.
func (db *DB) endDay(ctx context.Context, of shelf, order string, args []any) (day period.Date, ok bool, err error) {
	err = db.queryRow(ctx, "SELECT d.day FROM ledger_month m CROSS JOIN "+of.table+` d
		WHERE m.org_id = $1 AND d.org_id = m.org_id AND d.month = m.month AND d.node = $2 AND d.day <= $3 AND `+of.condition+`
		ORDER BY m.month `+order+", d.day "+order+" LIMIT 1", args...).Scan(&day)
	if isMissing(err) {
		return 0, false, nil
	}
	return day, err == nil, err
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
