package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

const targetColumns = `node, metric, period_start, period_end, version, value, withdrawn, effective_from, known_from, known_to,
	recorded_at, author, reason, batch`

// targets reads versions in order and gathers them into targets.
func targets(rows *sql.Rows, err error) ([]goal.Target, error) {
	var all []goal.Target
	_, err = collect(rows, err, func(rows *sql.Rows) (_ struct{}, err error) {
		var key goal.Key
		var v goal.Version
		var withdrawn int64
		var from string
		err = rows.Scan(&key.Node, &key.Metric, &key.Period.Start, &key.Period.End, &v.Number, &v.Value, &withdrawn, &from,
			&v.Known.Start, &v.Known.End, &v.RecordedAt, &v.Author, &v.Reason, &v.Batch)
		if err != nil {
			return struct{}{}, err
		}
		v.Withdrawn = withdrawn != 0
		if v.From, err = readFrom(from); err != nil {
			return struct{}{}, err
		}
		if n := len(all); n > 0 { // of tens of thousands hardly a text is not that of the one before
			key.Node, key.Metric = sameText(all[n-1].Node, key.Node), sameText(all[n-1].Metric, key.Metric)
			before := all[n-1].Versions[0]
			v.Author, v.Reason, v.Batch = sameText(before.Author, v.Author), sameText(before.Reason, v.Reason), sameText(before.Batch, v.Batch)
		}
		if n := len(all); n == 0 || all[n-1].Key != key {
			all = append(all, goal.Target{Key: key, Versions: make([]goal.Version, 0, 1)})
		}
		last := &all[len(all)-1]
		last.Versions = append(last.Versions, v)
		return struct{}{}, nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading targets: %w", err)
	}
	return all, nil
}

// sameText returns the text, in the memory of the one before where they are equal.
func sameText[T ~string](before, text T) T {
	if before == text {
		return before
	}
	return text
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

// NodeTargets returns the targets of a node: of the metric, of any metric when
// it is "", with all versions.
func (db *DB) NodeTargets(ctx context.Context, orgID string, node org.NodeID, m metric.Series) ([]goal.Target, error) {
	if m == "" {
		return targets(db.query(ctx, "SELECT "+targetColumns+` FROM target WHERE org_id = $1 AND node = $2
			ORDER BY metric, node, period_start, period_end, version`, orgID, string(node)))
	}
	return targets(db.query(ctx, "SELECT "+targetColumns+` FROM target WHERE org_id = $1 AND metric = $2 AND node = $3
		ORDER BY node, period_start, period_end, version`, orgID, string(m), string(node)))
}

// TargetPeriods returns the periods for which any target of any metric is set,
// as known on the day, ascending.
func (db *DB) TargetPeriods(ctx context.Context, orgID string, known period.Date) ([]period.Range, error) {
	newest, err := newestAim(ctx, db.reader, orgID)
	if err != nil {
		return nil, err
	}
	if kept, ok := db.aims.periodsAt(orgID, newest, known); ok {
		return kept, nil
	}
	var found []period.Range
	err = db.snapshotTx(ctx, func(tx *sql.Tx) error {
		if newest, err = newestAim(ctx, tx, orgID); err != nil {
			return err
		}
		if found, err = targetPeriods(ctx, tx, orgID, known); err == nil {
			db.aims.keepPeriods(orgID, keptPeriods{newest, known, slices.Clone(found)})
		}
		return err
	})
	return found, err
}

func targetPeriods(ctx context.Context, tx conn, orgID string, known period.Date) ([]period.Range, error) {
	scan := func(rows *sql.Rows) (r period.Range, err error) { return r, rows.Scan(&r.Start, &r.End) }
	rows, err := tx.QueryContext(ctx, `SELECT DISTINCT period_start, period_end FROM target
		WHERE org_id = $1 AND known_from <= $2 ORDER BY period_start, period_end`, bind([]any{orgID, known})...)
	set, err := collect(rows, err, scan)
	if err != nil {
		return nil, fmt.Errorf("reading the periods of targets: %w", err)
	}
	// A target that was taken back may be the only one of its period.
	rows, err = tx.QueryContext(ctx, "SELECT DISTINCT period_start, period_end FROM target WHERE org_id = $1 AND withdrawn <> 0", orgID)
	doubtful, err := collect(rows, err, scan)
	if err != nil {
		return nil, fmt.Errorf("reading the periods of targets that were taken back: %w", err)
	}
	for _, p := range doubtful {
		list, err := targets(tx.QueryContext(ctx, "SELECT "+targetColumns+` FROM target WHERE org_id = $1 AND period_start = $2 AND period_end = $3
			ORDER BY metric, node, period_start, period_end, version`, bind([]any{orgID, p.Start, p.End})...))
		if err != nil {
			return nil, err
		}
		holds := func(t goal.Target) bool {
			_, ok := t.At(known)
			return ok
		}
		if !slices.ContainsFunc(list, holds) {
			set = slices.DeleteFunc(set, func(o period.Range) bool { return o == p })
		}
	}
	return set, nil
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

func saveTargets(ctx context.Context, c conn, orgID string, seq int64, list []goal.Target) error {
	var rows [][]any
	for _, t := range list {
		for _, v := range t.Versions {
			rows = append(rows, []any{orgID, string(t.Metric), string(t.Node), t.Period.Start, t.Period.End, int64(v.Number), int64(v.Value),
				v.Withdrawn, writeFrom(v.From), v.Known.Start, v.Known.End, v.RecordedAt, v.Author, v.Reason, v.Batch, seq})
		}
	}
	err := insertMany(ctx, c, `INSERT INTO target (org_id, metric, node, period_start, period_end, version, value, withdrawn,
		effective_from, known_from, known_to, recorded_at, author, reason, batch, seq)`, 16, rows,
		"ON CONFLICT (org_id, metric, node, period_start, period_end, version) DO UPDATE SET known_to = excluded.known_to, seq = excluded.seq")
	if err != nil {
		return fmt.Errorf("saving targets: %w", err)
	}
	return nil
}
