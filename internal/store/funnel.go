package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/fact"
)

// Funnel returns the stages of leads, then those of opportunities, in order.
func (db *DB) Funnel(ctx context.Context, orgID string) ([]fact.Stage, error) {
	return funnel(ctx, db.reader, orgID)
}

func funnel(ctx context.Context, c conn, orgID string) ([]fact.Stage, error) {
	rows, err := c.QueryContext(ctx, "SELECT object, name, position, means FROM stage WHERE org_id = $1 ORDER BY object, position, name", orgID)
	stages, err := collect(rows, err, func(rows *sql.Rows) (s fact.Stage, err error) {
		return s, rows.Scan(&s.Object, &s.Name, &s.Position, &s.Means)
	})
	if err != nil {
		return nil, fmt.Errorf("reading the stages: %w", err)
	}
	return stages, nil
}

// saveFunnels writes whole funnels in place of what they were.
func saveFunnels(ctx context.Context, c conn, orgID string, funnels map[fact.EventKind][]fact.Stage) error {
	for _, object := range slices.Sorted(maps.Keys(funnels)) {
		if _, err := c.ExecContext(ctx, "DELETE FROM stage WHERE org_id = $1 AND object = $2", orgID, string(object)); err != nil {
			return fmt.Errorf("clearing the stages of a %s: %w", object, err)
		}
		var rows [][]any
		for _, s := range funnels[object] {
			rows = append(rows, []any{orgID, string(object), s.Name, int64(s.Position), string(s.Means)})
		}
		if err := insertMany(ctx, c, "INSERT INTO stage (org_id, object, name, position, means)", 5, rows, ""); err != nil {
			return fmt.Errorf("saving the stages of a %s: %w", object, err)
		}
	}
	return nil
}
