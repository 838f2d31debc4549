package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/pipeline"
)

func covers(ctx context.Context, c conn, orgID string, people []org.NodeID) ([]pipeline.Cover, error) {
	var all []pipeline.Cover
	err := chunks(people, listSize, func(ids []org.NodeID) error {
		condition, args := in("person", []any{orgID}, ids)
		rows, err := c.QueryContext(ctx, `SELECT person, territory, valid_from, valid_to, known_from, known_to
			FROM assignment WHERE org_id = $1 AND `+condition+" ORDER BY person, valid_from, territory, known_from", args...)
		list, err := collect(rows, err, func(rows *sql.Rows) (v pipeline.Cover, err error) {
			return v, rows.Scan(&v.Person, &v.Territory, &v.Valid.Start, &v.Valid.End, &v.Known.Start, &v.Known.End)
		})
		all = append(all, list...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading assignments: %w", err)
	}
	return all, nil
}

func saveCovers(ctx context.Context, c conn, orgID string, covers []pipeline.Cover) error {
	for _, v := range covers {
		_, err := c.ExecContext(ctx, `INSERT INTO assignment (org_id, person, territory, valid_from, valid_to, known_from, known_to)
			VALUES ($1,$2,$3,$4,$5,$6,$7)
			ON CONFLICT (org_id, person, territory, valid_from, known_from) DO UPDATE SET valid_to = excluded.valid_to, known_to = excluded.known_to`,
			bind([]any{orgID, string(v.Person), string(v.Territory), v.Valid.Start, v.Valid.End, v.Known.Start, v.Known.End})...)
		if err != nil {
			return fmt.Errorf("saving assignments: %w", err)
		}
	}
	return nil
}
