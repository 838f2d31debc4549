package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/track/attain"
)

// Curves returns the plan curves that are declared, by metric; metrics whose
// curve is chosen from the history are not among them.
func (db *DB) Curves(ctx context.Context, orgID string) (map[metric.Series]attain.Curve, error) {
	type declared struct {
		metric metric.Series
		curve  attain.Curve
	}
	rows, err := db.query(ctx, "SELECT metric, curve FROM plan_curve WHERE org_id = $1 AND curve <> ''", orgID)
	list, err := collect(rows, err, func(rows *sql.Rows) (d declared, err error) { return d, rows.Scan(&d.metric, &d.curve) })
	if err != nil {
		return nil, fmt.Errorf("reading the plan curves: %w", err)
	}
	curves := map[metric.Series]attain.Curve{}
	for _, d := range list {
		curves[d.metric] = d.curve
	}
	return curves, nil
}

// SaveCurve declares the plan curve of a metric; "" has it chosen from the
// history again.
func (db *DB) SaveCurve(ctx context.Context, orgID string, m metric.Series, curve attain.Curve, by string, at time.Time) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := db.lock(ctx, tx, orgID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO plan_curve (org_id, metric, curve, at, by_name) VALUES ($1,$2,$3,$4,$5)
			ON CONFLICT (org_id, metric) DO UPDATE SET curve = excluded.curve, at = excluded.at, by_name = excluded.by_name`,
			bind([]any{orgID, string(m), string(curve), at.UnixMicro(), by})...)
		if err != nil {
			return fmt.Errorf("saving the plan curve of %s: %w", m, err)
		}
		_, err = db.beat(ctx, tx, orgID)
		return err
	})
}
