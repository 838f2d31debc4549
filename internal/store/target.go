package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/goal"
)

const targetColumns = `node, metric, period_start, period_end, version, value, withdrawn, effective_from, known_from, known_to,
	recorded_at, author, reason, batch`

// targets reads versions in order and gathers them into targets.
func targets(rows *sql.Rows, err error) ([]goal.Target, error) {
	type row struct {
		goal.Key
		goal.Version
	}
	list, err := collect(rows, err, func(rows *sql.Rows) (r row, err error) {
		var withdrawn int64
		var from string
		err = rows.Scan(&r.Node, &r.Metric, &r.Period.Start, &r.Period.End, &r.Number, &r.Value, &withdrawn, &from,
			&r.Known.Start, &r.Known.End, &r.RecordedAt, &r.Author, &r.Reason, &r.Batch)
		if err != nil {
			return r, err
		}
		r.Withdrawn = withdrawn != 0
		r.From, err = readFrom(from)
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading targets: %w", err)
	}
	var all []goal.Target
	for _, r := range list {
		if n := len(all); n == 0 || all[n-1].Key != r.Key {
			all = append(all, goal.Target{Key: r.Key})
		}
		last := &all[len(all)-1]
		last.Versions = append(last.Versions, r.Version)
	}
	return all, nil
}

// Targets returns every target of the metric, of any metric when it is "", with
// all versions.
func (db *DB) Targets(ctx context.Context, orgID string, m metric.Series) ([]goal.Target, error) {
	if m == "" {
		return targets(db.query(ctx, "SELECT "+targetColumns+` FROM target WHERE org_id = $1
			ORDER BY metric, node, period_start, period_end, version`, orgID))
	}
	return targets(db.query(ctx, "SELECT "+targetColumns+` FROM target WHERE org_id = $1 AND metric = $2
		ORDER BY node, period_start, period_end, version`, orgID, string(m)))
}

func targetsByKey(ctx context.Context, c conn, orgID string, keys []goal.Key) (map[goal.Key]goal.Target, error) {
	wanted := map[goal.Key]bool{}
	byMetric := map[metric.Series][]org.NodeID{}
	for _, k := range keys {
		if !wanted[k] {
			wanted[k] = true
			byMetric[k.Metric] = append(byMetric[k.Metric], k.Node)
		}
	}
	found := map[goal.Key]goal.Target{}
	for m, nodes := range byMetric {
		err := chunks(nodes, listSize, func(nodes []org.NodeID) error {
			condition, args := in("node", []any{orgID, string(m)}, nodes)
			list, err := targets(c.QueryContext(ctx, "SELECT "+targetColumns+` FROM target WHERE org_id = $1 AND metric = $2 AND `+condition+
				" ORDER BY node, period_start, period_end, version", args...))
			for _, t := range list {
				if wanted[t.Key] {
					found[t.Key] = t
				}
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func saveTargets(ctx context.Context, c conn, orgID string, list []goal.Target) error {
	var rows [][]any
	for _, t := range list {
		for _, v := range t.Versions {
			rows = append(rows, []any{orgID, string(t.Metric), string(t.Node), t.Period.Start, t.Period.End, int64(v.Number), int64(v.Value),
				v.Withdrawn, writeFrom(v.From), v.Known.Start, v.Known.End, v.RecordedAt, v.Author, v.Reason, v.Batch})
		}
	}
	err := insertMany(ctx, c, `INSERT INTO target (org_id, metric, node, period_start, period_end, version, value, withdrawn,
		effective_from, known_from, known_to, recorded_at, author, reason, batch)`, 15, rows,
		"ON CONFLICT (org_id, metric, node, period_start, period_end, version) DO UPDATE SET known_to = excluded.known_to")
	if err != nil {
		return fmt.Errorf("saving targets: %w", err)
	}
	return nil
}
