package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/foresee"
)

// projectionBody is the part of a projection that no query looks into.
type projectionBody struct {
	Aim       goal.Aim          `json:"aim"`
	Value     money.Amount      `json:"value"`
	Upper     *money.Amount     `json:"upper,omitempty"`
	Actual    *money.Amount     `json:"actual,omitempty"`
	Past      money.Amount      `json:"past"`
	Chance    *money.Amount     `json:"chance,omitempty"`
	Mean      *money.Amount     `json:"mean,omitempty"`
	Quantiles []*money.Amount   `json:"quantiles,omitempty"`
	Parts     []foresee.Part    `json:"parts,omitempty"`
	Deals     []foresee.Deal    `json:"deals,omitempty"`
	Pipeline  *foresee.Pipeline `json:"pipeline,omitempty"`
	Method    foresee.Method    `json:"method"`
	Why       string            `json:"why"`
	Again     bool              `json:"again,omitempty"`
}

const projectionColumns = "subject, as_of, made_at, goal, node, metric, first_day, end_day, inputs, body"

func scanProjection(rows *sql.Rows) (p foresee.Projection, err error) {
	var subject, body string
	if err := rows.Scan(&subject, &p.AsOf, &p.MadeAt, &p.Goal, &p.Node, &p.Metric, &p.Window.Start, &p.Window.End, &p.Inputs, &body); err != nil {
		return p, err
	}
	var b projectionBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return p, fmt.Errorf("the projection of %s on %s cannot be read: %w", subject, p.AsOf, err)
	}
	p.Aim, p.Value, p.Upper, p.Actual, p.Past = b.Aim, b.Value, b.Upper, b.Actual, b.Past
	p.Chance, p.Mean, p.Quantiles, p.Parts, p.Deals, p.Pipeline, p.Method, p.Why, p.Again = b.Chance, b.Mean, b.Quantiles, b.Parts, b.Deals, b.Pipeline, b.Method, b.Why, b.Again
	return p, nil
}

// SaveProjections keeps projections; of one subject and day the later wins.
func (db *DB) SaveProjections(ctx context.Context, orgID string, list []foresee.Projection) error {
	type key struct {
		subject string
		asOf    period.Date
	}
	list = lastOf(list, func(p foresee.Projection) key { return key{p.Key(), p.AsOf} })
	rows := make([][]any, 0, len(list))
	for _, p := range list {
		body, err := json.Marshal(projectionBody{p.Aim, p.Value, p.Upper, p.Actual, p.Past, p.Chance, p.Mean, p.Quantiles, p.Parts, p.Deals, p.Pipeline, p.Method, p.Why, p.Again})
		if err != nil {
			return err
		}
		rows = append(rows, []any{orgID, p.Key(), p.AsOf, p.MadeAt, string(p.Goal), string(p.Node), string(p.Metric), p.Window.Start, p.Window.End, p.Inputs, string(body)})
	}
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		err := insertMany(ctx, tx, "INSERT INTO projection (org_id, "+projectionColumns+")", 11, rows,
			`ON CONFLICT (org_id, subject, as_of) DO UPDATE SET made_at = excluded.made_at, goal = excluded.goal, node = excluded.node, metric = excluded.metric,
				first_day = excluded.first_day, end_day = excluded.end_day, inputs = excluded.inputs, body = excluded.body`)
		if err != nil {
			return fmt.Errorf("saving %d projections: %w", len(rows), err)
		}
		return nil
	})
}

// Projections returns of each of the subjects the projection that was made last
// by what was known on the day, in no order. Those that were never projected
// are not among them.
func (db *DB) Projections(ctx context.Context, orgID string, subjects []string, asOf period.Date) ([]foresee.Projection, error) {
	var all []foresee.Projection
	err := chunks(subjects, listSize, func(some []string) error {
		list, args := in("p.subject", []any{orgID, asOf}, some)
		rows, err := db.query(ctx, `SELECT `+projectionColumns+` FROM projection p WHERE p.org_id = $1 AND `+list+` AND p.as_of =
			(SELECT MAX(l.as_of) FROM projection l WHERE l.org_id = $1 AND l.subject = p.subject AND l.as_of <= $2)`, args...)
		found, err := collect(rows, err, scanProjection)
		all = append(all, found...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading projections: %w", err)
	}
	return all, nil
}

// ProjectionInputs returns of what the projections of the day were made, by the
// keys of their subjects.
func (db *DB) ProjectionInputs(ctx context.Context, orgID string, asOf period.Date) (map[string]string, error) {
	type made struct{ subject, inputs string }
	rows, err := db.query(ctx, "SELECT subject, inputs FROM projection WHERE org_id = $1 AND as_of = $2", orgID, asOf)
	list, err := collect(rows, err, func(rows *sql.Rows) (m made, err error) { return m, rows.Scan(&m.subject, &m.inputs) })
	if err != nil {
		return nil, fmt.Errorf("reading of what projections were made: %w", err)
	}
	inputs := make(map[string]string, len(list))
	for _, m := range list {
		inputs[m.subject] = m.inputs
	}
	return inputs, nil
}

// ProjectionsOf returns every projection that is kept of the subject, the
// earliest first.
func (db *DB) ProjectionsOf(ctx context.Context, orgID, subject string) ([]foresee.Projection, error) {
	rows, err := db.query(ctx, `SELECT `+projectionColumns+` FROM projection WHERE org_id = $1 AND subject = $2 ORDER BY as_of`, orgID, subject)
	list, err := collect(rows, err, scanProjection)
	if err != nil {
		return nil, fmt.Errorf("reading what was projected for %s: %w", subject, err)
	}
	return list, nil
}

// ProjectionsEnded returns the projections of what ended on the days, in the
// order of their keys: those that can be held against what came.
func (db *DB) ProjectionsEnded(ctx context.Context, orgID string, ended period.Range) ([]foresee.Projection, error) {
	rows, err := db.query(ctx, `SELECT `+projectionColumns+` FROM projection WHERE org_id = $1 AND end_day >= $2 AND end_day < $3 ORDER BY subject, as_of`,
		orgID, ended.Start, ended.End)
	list, err := collect(rows, err, scanProjection)
	if err != nil {
		return nil, fmt.Errorf("reading projections of periods that are over: %w", err)
	}
	return list, nil
}

// DropProjections forgets the projections of the days.
func (db *DB) DropProjections(ctx context.Context, orgID string, days []period.Date) error {
	texts := make([]string, len(days))
	for i, d := range days {
		texts[i] = d.String()
	}
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return chunks(texts, listSize, func(some []string) error {
			list, args := in("as_of", []any{orgID}, some)
			if _, err := tx.ExecContext(ctx, "DELETE FROM projection WHERE org_id = $1 AND "+list, args...); err != nil {
				return fmt.Errorf("forgetting the projections of %d days: %w", len(days), err)
			}
			return nil
		})
	})
}
