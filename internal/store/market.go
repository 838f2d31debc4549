package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/market"
)

// MarketIndex returns everything that was ever known of the market index, by
// month and day of knowledge.
func (db *DB) MarketIndex(ctx context.Context, orgID string) ([]market.Month, error) {
	return marketIndex(ctx, db.reader, orgID)
}

func marketIndex(ctx context.Context, c conn, orgID string) ([]market.Month, error) {
	rows, err := c.QueryContext(ctx, "SELECT month, value, known_from, known_to FROM market_month WHERE org_id = $1 ORDER BY month, known_from", orgID)
	list, err := collect(rows, err, func(rows *sql.Rows) (m market.Month, err error) {
		return m, rows.Scan(&m.Start, &m.Value, &m.Known.Start, &m.Known.End)
	})
	if err != nil {
		return nil, fmt.Errorf("reading the market index: %w", err)
	}
	return list, nil
}

// SaveMarketIndex takes over what is said of the index on the day, and returns how
// many months are another than before.
func (db *DB) SaveMarketIndex(ctx context.Context, orgID string, said []market.Said, today period.Date, by string, at time.Time) (changed int, err error) {
	err = db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := db.lock(ctx, tx, orgID); err != nil {
			return err
		}
		known, err := marketIndex(ctx, tx, orgID)
		if err != nil {
			return err
		}
		ended, begun := market.Revise(known, said, today)
		for _, m := range ended {
			statement, args := "UPDATE market_month SET known_to = $4 WHERE org_id = $1 AND month = $2 AND known_from = $3", []any{orgID, m.Start, m.Known.Start, m.Known.End}
			if m.Known.Empty() { // it was said on the same day
				statement, args = "DELETE FROM market_month WHERE org_id = $1 AND month = $2 AND known_from = $3", args[:3]
			}
			if _, err := tx.ExecContext(ctx, statement, bind(args)...); err != nil {
				return fmt.Errorf("ending what was known of the market index: %w", err)
			}
		}
		rows := make([][]any, len(begun))
		for i, m := range begun {
			rows[i] = []any{orgID, m.Start, m.Known.Start, m.Known.End, int64(m.Value), at.UnixMicro(), by}
		}
		if err := insertMany(ctx, tx, "INSERT INTO market_month (org_id, month, known_from, known_to, value, at, by_name)", 7, rows, ""); err != nil {
			return fmt.Errorf("saving the market index: %w", err)
		}
		changed = len(changedMonths(ended, begun))
		if changed == 0 {
			return nil
		}
		_, err = db.beat(ctx, tx, orgID)
		return err
	})
	return changed, err
}

func changedMonths(lists ...[]market.Month) map[period.Date]bool {
	months := map[period.Date]bool{}
	for _, list := range lists {
		for _, m := range list {
			months[m.Start] = true
		}
	}
	return months
}
