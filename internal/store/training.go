package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/training"
	"github.com/attainhq/attain/internal/period"
)

// Programmes returns all training programmes, in the order of their ids.
func (db *DB) Programmes(ctx context.Context, orgID string) ([]training.Programme, error) {
	rows, err := db.query(ctx, "SELECT id, name, what, course, metric, archived, made_by, changed_at, revision FROM training_programme WHERE org_id = $1 ORDER BY id", orgID)
	list, err := collect(rows, err, func(rows *sql.Rows) (p training.Programme, err error) {
		var archived int64
		err = rows.Scan(&p.ID, &p.Name, &p.What, &p.Course, &p.Metric, &archived, &p.MadeBy, &p.ChangedAt, &p.Revision)
		p.Archived = archived != 0
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading training programmes: %w", err)
	}
	return list, nil
}

// SaveProgramme stores a new programme, or the next revision of one.
func (db *DB) SaveProgramme(ctx context.Context, orgID string, p training.Programme) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		args := bind([]any{orgID, string(p.ID), p.Name, p.What, p.Course, string(p.Metric), p.Archived, p.MadeBy, p.ChangedAt, p.Revision})
		if p.Revision == 1 {
			_, err := tx.ExecContext(ctx, `INSERT INTO training_programme (org_id, id, name, what, course, metric, archived, made_by, changed_at, revision)
				VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`, args...)
			if err != nil {
				return fmt.Errorf("keeping a training programme: %w", err)
			}
			return nil
		}
		return changedOne(tx.ExecContext(ctx, `UPDATE training_programme SET name = $3, what = $4, course = $5, metric = $6, archived = $7, made_by = $8, changed_at = $9, revision = $10
			WHERE org_id = $1 AND id = $2 AND revision = $10 - 1`, args...))
	})
}

// Assignments returns who was asked to take the programme, of the people whom
// the scope sees on the day.
func (db *DB) Assignments(ctx context.Context, scope access.Scope, day period.Date, id training.ID) ([]training.Assignment, error) {
	seen, args := visible(scope, day, []any{scope.OrgID, string(id)})
	rows, err := db.query(ctx, `SELECT t.programme, t.person, t.due, t.assigned_on, t.assigned_by, t.completed_on, t.completed_by
		FROM training_assignment t JOIN node n ON n.org_id = t.org_id AND n.id = t.person
		WHERE t.org_id = $1 AND t.programme = $2 AND `+seen+" ORDER BY t.person", args...)
	list, err := collect(rows, err, func(rows *sql.Rows) (a training.Assignment, err error) {
		var completed string
		err = rows.Scan(&a.Programme, &a.Person, &a.Due, &a.AssignedOn, &a.AssignedBy, &completed, &a.CompletedBy)
		if err == nil && completed != "" {
			a.CompletedOn, err = period.ParseDate(completed)
		}
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading who takes a programme: %w", err)
	}
	return list, nil
}

// SaveAssignments stores what people are asked to take; of one person and
// programme the later wins.
func (db *DB) SaveAssignments(ctx context.Context, orgID string, list []training.Assignment) error {
	type key struct{ programme, person string }
	list = lastOf(list, func(a training.Assignment) key { return key{string(a.Programme), string(a.Person)} })
	rows := make([][]any, 0, len(list))
	for _, a := range list {
		completed := ""
		if a.CompletedOn != 0 {
			completed = a.CompletedOn.String()
		}
		rows = append(rows, []any{orgID, string(a.Programme), string(a.Person), a.Due, a.AssignedOn, a.AssignedBy, completed, a.CompletedBy})
	}
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		err := insertMany(ctx, tx, "INSERT INTO training_assignment (org_id, programme, person, due, assigned_on, assigned_by, completed_on, completed_by)", 8, rows,
			`ON CONFLICT (org_id, programme, person) DO UPDATE SET due = excluded.due, assigned_on = excluded.assigned_on, assigned_by = excluded.assigned_by,
				completed_on = excluded.completed_on, completed_by = excluded.completed_by`)
		if err != nil {
			return fmt.Errorf("asking %d people to take a programme: %w", len(list), err)
		}
		return nil
	})
}
