package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/attainhq/attain/internal/metric"
)

func planRates(ctx context.Context, c conn, orgID string) ([]metric.PlannedRate, error) {
	rows, err := c.QueryContext(ctx, `SELECT from_currency, to_currency, num, den, valid_from, valid_to, known_from, known_to
		FROM plan_rate WHERE org_id = $1 ORDER BY from_currency, to_currency, valid_from, known_from`, orgID)
	list, err := collect(rows, err, func(rows *sql.Rows) (r metric.PlannedRate, err error) {
		return r, rows.Scan(&r.Rate.From, &r.Rate.To, &r.Rate.Num, &r.Rate.Den, &r.Valid.Start, &r.Valid.End, &r.Known.Start, &r.Known.End)
	})
	if err != nil {
		return nil, fmt.Errorf("reading plan rates: %w", err)
	}
	return list, nil
}

// savePlanRates writes new and ended plan rates; of one key the later wins.
func savePlanRates(ctx context.Context, c conn, orgID string, list []metric.PlannedRate) error {
	list = lastOf(list, func(r metric.PlannedRate) metric.PlannedRate {
		r.Rate.Num, r.Rate.Den, r.Valid.End, r.Known.End = 0, 0, 0, 0 // what is left is the key
		return r
	})
	rows := make([][]any, 0, len(list))
	for _, r := range list {
		rows = append(rows, []any{orgID, string(r.Rate.From), string(r.Rate.To), r.Valid.Start, r.Valid.End, r.Known.Start, r.Known.End, r.Rate.Num, r.Rate.Den})
	}
	err := insertMany(ctx, c, "INSERT INTO plan_rate (org_id, from_currency, to_currency, valid_from, valid_to, known_from, known_to, num, den)", 9, rows,
		`ON CONFLICT (org_id, from_currency, to_currency, valid_from, known_from) DO UPDATE SET valid_to = excluded.valid_to,
			known_to = excluded.known_to, num = excluded.num, den = excluded.den`)
	if err != nil {
		return fmt.Errorf("saving plan rates: %w", err)
	}
	return nil
}
