package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/attainhq/attain/internal/metric"
)

func rates(ctx context.Context, c conn, orgID string) ([]metric.DatedRate, error) {
	rows, err := c.QueryContext(ctx, `SELECT from_currency, to_currency, num, den, day, known_from, known_to
		FROM rate WHERE org_id = $1 ORDER BY from_currency, to_currency, day, known_from`, orgID)
	return collect(rows, err, func(rows *sql.Rows) (r metric.DatedRate, err error) {
		return r, rows.Scan(&r.Rate.From, &r.Rate.To, &r.Rate.Num, &r.Rate.Den, &r.Day, &r.Known.Start, &r.Known.End)
	})
}

func saveRates(ctx context.Context, c conn, orgID string, rates []metric.DatedRate) error {
	// One at a time where a key repeats: PostgreSQL refuses a key twice in one
	// statement, and the later row must win.
	for _, r := range rates {
		_, err := c.ExecContext(ctx, `INSERT INTO rate (org_id, from_currency, to_currency, day, known_from, known_to, num, den)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8)
			ON CONFLICT (org_id, from_currency, to_currency, day, known_from) DO UPDATE SET known_to = excluded.known_to, num = excluded.num, den = excluded.den`,
			bind([]any{orgID, string(r.Rate.From), string(r.Rate.To), r.Day, r.Known.Start, r.Known.End, r.Rate.Num, r.Rate.Den})...)
		if err != nil {
			return fmt.Errorf("saving rates: %w", err)
		}
	}
	return nil
}
