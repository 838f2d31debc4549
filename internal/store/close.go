package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/attainhq/attain/internal/closing"
)

// closes returns every close that there ever was, in the order of their days.
func closes(ctx context.Context, c conn, orgID string) (closing.Closes, error) {
	rows, err := c.QueryContext(ctx, `SELECT id, period, label, kind, first_day, end_day, as_of, known_from, known_to,
			closed_at, closed_by, note, reopened_at, reopened_by, reason
		FROM period_close WHERE org_id = $1 ORDER BY first_day, closed_at, id`, orgID)
	list, err := collect(rows, err, func(rows *sql.Rows) (m closing.Close, err error) {
		return m, rows.Scan(&m.ID, &m.Period.ID, &m.Period.Label, &m.Period.Kind, &m.Period.Start, &m.Period.End, &m.AsOf, &m.Known.Start, &m.Known.End,
			&m.ClosedAt, &m.ClosedBy, &m.Note, &m.ReopenedAt, &m.ReopenedBy, &m.Reason)
	})
	if err != nil {
		return nil, fmt.Errorf("reading closed periods: %w", err)
	}
	return list, nil
}

// saveCloses writes closes, made or opened again.
func saveCloses(ctx context.Context, c conn, orgID string, list []closing.Close) error {
	rows := make([][]any, 0, len(list))
	for _, m := range list {
		rows = append(rows, []any{orgID, string(m.ID), m.Period.ID, m.Period.Label, string(m.Period.Kind), m.Period.Start, m.Period.End, m.AsOf,
			m.Known.Start, m.Known.End, m.ClosedAt, m.ClosedBy, m.Note, m.ReopenedAt, m.ReopenedBy, m.Reason})
	}
	err := insertMany(ctx, c, `INSERT INTO period_close (org_id, id, period, label, kind, first_day, end_day, as_of, known_from, known_to,
			closed_at, closed_by, note, reopened_at, reopened_by, reason)`, 16, rows,
		`ON CONFLICT (org_id, id) DO UPDATE SET known_to = excluded.known_to, reopened_at = excluded.reopened_at,
			reopened_by = excluded.reopened_by, reason = excluded.reason`)
	if err != nil {
		return fmt.Errorf("saving closed periods: %w", err)
	}
	return nil
}
