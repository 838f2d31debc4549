package baseline

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"
)

// Refill is the same schema refreshed by one grouped recompute: it writes the
// sales of another database of Attain into this one, plainly, and then makes
// the ledger from them. New customers are left out, to its advantage.
func (e *Engine) Refill(ctx context.Context, from *Engine) (time.Duration, error) {
	columns, err := from.columns(ctx, "sale")
	if err != nil {
		return 0, err
	}
	var failed error
	took, err := e.Load(ctx, "sale", columns, from.rows(ctx, "SELECT "+strings.Join(columns, ",")+" FROM sale", &failed))
	if err == nil {
		err = failed
	}
	if err != nil {
		return 0, err
	}
	start := time.Now()
	err = e.Recompute(ctx)
	return took + time.Since(start), err
}

// recompute makes the cells of the ledger that a sale counts in: at its people
// and everything above them, and at its places and what those belong to. All
// cells of a node and day come from one pass. Every sale is taken for an order
// of its own, as these are: to count the distinct ones would take longer.
var recompute = []string{
	`CREATE TEMPORARY TABLE spot AS
		SELECT descendant, ancestor FROM closure
		UNION ALL SELECT descendant, 'credited:load' FROM closure WHERE ancestor = 'company:load' AND descendant LIKE 'person:%'`,
	`CREATE INDEX spot_descendant ON spot (descendant, ancestor)`,
	`CREATE TEMPORARY TABLE sold AS
		SELECT owner, customer, product, territory, day, amount, amount - cost AS profit, quantity,
			octet_length(customer) || ':' || customer || ' 10000,' AS ordered
		FROM sale WHERE withdrawn = 0 AND cancelled = 0`,
	`CREATE TEMPORARY TABLE grouped AS
		SELECT p.ancestor AS node, s.day AS day, CAST(SUM(s.amount) AS BIGINT) AS revenue, CAST(SUM(s.profit) AS BIGINT) AS profit,
			CAST(SUM(s.quantity) AS BIGINT) AS units, 10000 * COUNT(*) AS orders, string_agg(s.ordered, '') AS customers
		FROM (
			SELECT owner AS node, day, amount, profit, quantity, ordered FROM sold
			UNION ALL SELECT customer, day, amount, profit, quantity, ordered FROM sold
			UNION ALL SELECT product, day, amount, profit, quantity, ordered FROM sold
			UNION ALL SELECT territory, day, amount, profit, quantity, ordered FROM sold) s
		JOIN spot p ON p.descendant = s.node GROUP BY p.ancestor, s.day`,
	`INSERT INTO ledger_month (org_id, month) SELECT DISTINCT 'load', SUBSTR(day, 1, 7) FROM sale`,
	`INSERT INTO sale_day (org_id, month, node, day, known, revenue, units, profit, orders)
		SELECT 'load', SUBSTR(day, 1, 7), node, day, day, NULLIF(revenue, 0), NULLIF(units, 0), NULLIF(profit, 0), orders FROM grouped ORDER BY SUBSTR(day, 1, 7), node, day`,
	`INSERT INTO customer_day (org_id, series, month, node, day, known, part, customers)
		SELECT 'load', 'orders', SUBSTR(day, 1, 7), node, day, day, 0, customers FROM grouped ORDER BY SUBSTR(day, 1, 7), node, day`,
}

// Recompute makes the ledger anew from the sales, in one transaction. The
// ledger must be empty.
func (e *Engine) Recompute(ctx context.Context) (err error) {
	tx, err := e.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback() // the first error is the one to report
		}
	}()
	for _, text := range recompute {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%.60s…: %w", text, err)
		}
	}
	return tx.Commit()
}

// columns returns the names of a table's columns.
func (e *Engine) columns(ctx context.Context, table string) ([]string, error) {
	rows, err := e.QueryContext(ctx, "SELECT * FROM "+table+" LIMIT 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	return names, rows.Err()
}

// rows returns what a query finds; why it ended early is left in failed.
func (e *Engine) rows(ctx context.Context, query string, failed *error) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		rows, err := e.QueryContext(ctx, query)
		if err != nil {
			*failed = fmt.Errorf("%.60s…: %w", query, err)
			return
		}
		defer rows.Close()
		names, err := rows.Columns()
		for err == nil && rows.Next() {
			row := make([]any, len(names))
			to := make([]any, len(names))
			for i := range row {
				to[i] = &row[i]
			}
			if err = rows.Scan(to...); err == nil && !yield(row) {
				return
			}
		}
		if err == nil {
			err = rows.Err()
		}
		*failed = err
	}
}
