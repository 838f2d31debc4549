package baseline

import (
	"context"
	"fmt"
	"hash/fnv"
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
// and everything above them, and at its places and what those belong to.
var recompute = []string{
	`CREATE TEMPORARY TABLE spot AS
		SELECT ancestor, descendant FROM closure
		UNION ALL SELECT 'credited:load', descendant FROM closure WHERE ancestor = 'company:load' AND descendant LIKE 'person:%'`,
	`CREATE INDEX spot_descendant ON spot (descendant)`,
	`CREATE TEMPORARY TABLE grouped AS
		SELECT p.ancestor AS node, s.day AS day, CAST(SUM(s.amount) AS BIGINT) AS revenue, CAST(SUM(s.amount - s.cost) AS BIGINT) AS profit,
			CAST(SUM(s.quantity) AS BIGINT) AS units, 10000 * COUNT(DISTINCT s.deal) AS orders
		FROM (
			SELECT owner AS node, day, deal, amount, cost, quantity FROM sale WHERE withdrawn = 0 AND cancelled = 0
			UNION ALL SELECT customer, day, deal, amount, cost, quantity FROM sale WHERE withdrawn = 0 AND cancelled = 0
			UNION ALL SELECT product, day, deal, amount, cost, quantity FROM sale WHERE withdrawn = 0 AND cancelled = 0
			UNION ALL SELECT territory, day, deal, amount, cost, quantity FROM sale WHERE withdrawn = 0 AND cancelled = 0) s
		JOIN spot p ON p.descendant = s.node GROUP BY p.ancestor, s.day`,
	`INSERT INTO node_day (org_id, series, node, day, known, value)
		SELECT 'load', 'orders', node, day, day, orders FROM grouped WHERE orders <> 0 ORDER BY node, day`,
	`INSERT INTO node_day (org_id, series, node, day, known, value)
		SELECT 'load', 'profit', node, day, day, profit FROM grouped WHERE profit <> 0 ORDER BY node, day`,
	`INSERT INTO node_day (org_id, series, node, day, known, value)
		SELECT 'load', 'revenue', node, day, day, revenue FROM grouped WHERE revenue <> 0 ORDER BY node, day`,
	`INSERT INTO node_day (org_id, series, node, day, known, value)
		SELECT 'load', 'units', node, day, day, units FROM grouped WHERE units <> 0 ORDER BY node, day`,
	`INSERT INTO customer_day (org_id, series, node, day, customer, known, value)
		SELECT 'load', 'orders', p.ancestor, s.day, s.customer, s.day, 10000 * COUNT(DISTINCT s.deal)
		FROM (
			SELECT owner AS node, day, deal, customer FROM sale WHERE withdrawn = 0 AND cancelled = 0
			UNION ALL SELECT customer, day, deal, customer FROM sale WHERE withdrawn = 0 AND cancelled = 0
			UNION ALL SELECT product, day, deal, customer FROM sale WHERE withdrawn = 0 AND cancelled = 0
			UNION ALL SELECT territory, day, deal, customer FROM sale WHERE withdrawn = 0 AND cancelled = 0) s
		JOIN spot p ON p.descendant = s.node GROUP BY p.ancestor, s.day, s.customer ORDER BY p.ancestor, s.day, s.customer`,
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

// Fingerprint returns what stands in the ledger, as a number: two databases
// with the same have the same cells. The series that Recompute does not make
// are left out.
func (e *Engine) Fingerprint(ctx context.Context) (cells int, sum uint64, err error) {
	hash := fnv.New64a()
	for _, query := range []string{
		"SELECT series, node, day, known, value FROM node_day WHERE series <> 'new_customers' AND value <> 0 ORDER BY series, node, day, known",
		"SELECT series, node, day, customer, known, value FROM customer_day WHERE value <> 0 ORDER BY series, node, day, customer, known",
	} {
		for row := range e.rows(ctx, query, &err) {
			cells++
			_, _ = fmt.Fprintln(hash, row...) // a hash takes everything
		}
		if err != nil {
			return 0, 0, err
		}
	}
	return cells, hash.Sum64(), nil
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
