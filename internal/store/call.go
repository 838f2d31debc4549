package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/call"
)

const callColumns = `f.id, f.kind, f.node, f.metric, f.first_day, f.end_day, f.amount, f.best, f.note, f.author, f.said_by, f.said_at, f.said_on,
	f.closed, f.commit_open, f.best_open, f.upside, f.omitted, f.forecast_before`

func scanCall(rows *sql.Rows) (e call.Entry, err error) {
	var best sql.NullInt64
	err = rows.Scan(&e.ID, &e.Kind, &e.Node, &e.Metric, &e.Period.Start, &e.Period.End, &e.Value, &best, &e.Note, &e.Author, &e.By, &e.At, &e.On,
		&e.Was.Closed, &e.Was.Commit, &e.Was.BestCase, &e.Was.Upside, &e.Was.Omitted, &e.Before)
	e.Best = amountOf(best)
	return e, err
}

// CallEntries returns what was said of forecasts of nodes that the scope sees
// on the day, in the order in which it was.
func (db *DB) CallEntries(ctx context.Context, scope access.Scope, day period.Date, f call.EntryFilter) (call.Entries, error) {
	args := []any{scope.OrgID, string(f.Metric)}
	var condition string
	if f.Before != 0 {
		args = append(args, f.Before)
		condition = fmt.Sprintf("f.end_day <= $%d", len(args))
	} else {
		args = append(args, f.Period.Start, f.Period.End)
		condition = fmt.Sprintf("f.first_day = $%d AND f.end_day = $%d", len(args)-1, len(args))
	}
	if f.Nodes != nil {
		var nodes string
		nodes, args = in("f.node", args, f.Nodes)
		condition += " AND " + nodes
	}
	seen, args := visible(scope, day, args)
	rows, err := db.query(ctx, "SELECT "+callColumns+` FROM forecast_call f JOIN node n ON n.org_id = f.org_id AND n.id = f.node
		WHERE f.org_id = $1 AND f.metric = $2 AND `+condition+" AND "+seen+" ORDER BY f.said_at, f.id", bind(args)...)
	entries, err := collect(rows, err, scanCall)
	if err != nil {
		return nil, fmt.Errorf("reading calls: %w", err)
	}
	return entries, nil
}

func saveCalls(ctx context.Context, c conn, orgID string, entries []call.Entry) error {
	rows := make([][]any, 0, len(entries))
	for _, e := range entries {
		rows = append(rows, []any{orgID, string(e.ID), string(e.Kind), string(e.Node), string(e.Metric), e.Period.Start, e.Period.End, int64(e.Value), columnOf(e.Best),
			e.Note, string(e.Author), e.By, e.At, e.On, int64(e.Was.Closed), int64(e.Was.Commit), int64(e.Was.BestCase), int64(e.Was.Upside), int64(e.Was.Omitted), int64(e.Before)})
	}
	err := insertMany(ctx, c, `INSERT INTO forecast_call (org_id, id, kind, node, metric, first_day, end_day, amount, best, note, author, said_by, said_at, said_on,
		closed, commit_open, best_open, upside, omitted, forecast_before)`, 20, rows, "")
	if err != nil {
		return fmt.Errorf("saving %d calls: %w", len(entries), err)
	}
	return nil
}

// CallLocks returns all locks of the period, those that were lifted too.
func (db *DB) CallLocks(ctx context.Context, orgID string, days period.Range) (call.Locks, error) {
	return callLocks(ctx, db.reader, orgID, days)
}

// CallLocks implements pipeline.Tx.
func (w *writer) CallLocks(days period.Range) (call.Locks, error) {
	return callLocks(w.ctx, w.tx, w.orgID, days)
}

func callLocks(ctx context.Context, c conn, orgID string, days period.Range) (call.Locks, error) {
	rows, err := c.QueryContext(ctx, `SELECT id, node, first_day, end_day, known_from, known_to, locked_at, locked_by, reason, unlocked_at, unlocked_by
		FROM forecast_lock WHERE org_id = $1 AND first_day = $2 AND end_day = $3 ORDER BY locked_at, id`, bind([]any{orgID, days.Start, days.End})...)
	locks, err := collect(rows, err, func(rows *sql.Rows) (l call.Lock, err error) {
		return l, rows.Scan(&l.ID, &l.Node, &l.Period.Start, &l.Period.End, &l.Known.Start, &l.Known.End, &l.LockedAt, &l.LockedBy, &l.Reason, &l.UnlockedAt, &l.UnlockedBy)
	})
	if err != nil {
		return nil, fmt.Errorf("reading locks of forecasts: %w", err)
	}
	return locks, nil
}

func saveCallLocks(ctx context.Context, c conn, orgID string, locks []call.Lock) error {
	rows := make([][]any, 0, len(locks))
	for _, l := range locks {
		rows = append(rows, []any{orgID, string(l.ID), string(l.Node), l.Period.Start, l.Period.End, l.Known.Start, l.Known.End, l.LockedAt, l.LockedBy, l.Reason, l.UnlockedAt, l.UnlockedBy})
	}
	err := insertMany(ctx, c, `INSERT INTO forecast_lock (org_id, id, node, first_day, end_day, known_from, known_to, locked_at, locked_by, reason, unlocked_at, unlocked_by)`, 12, rows,
		"ON CONFLICT (org_id, id) DO UPDATE SET known_to = excluded.known_to, unlocked_at = excluded.unlocked_at, unlocked_by = excluded.unlocked_by")
	if err != nil {
		return fmt.Errorf("saving locks of forecasts: %w", err)
	}
	return nil
}

// CallSnapshots returns the snapshots of a period, the latest first, with their
// rows of nodes that the scope sees on the day.
func (db *DB) CallSnapshots(ctx context.Context, scope access.Scope, day period.Date, f call.SnapshotFilter) ([]call.Snapshot, error) {
	rows, err := db.query(ctx, `SELECT id, metric, period, label, kind, first_day, end_day, as_of, taken_at, taken_by, note
		FROM forecast_snapshot WHERE org_id = $1 AND metric = $2 AND first_day = $3 AND end_day = $4 ORDER BY as_of DESC, taken_at DESC, id DESC`,
		bind([]any{scope.OrgID, string(f.Metric), f.Period.Start, f.Period.End})...)
	list, err := collect(rows, err, func(rows *sql.Rows) (s call.Snapshot, err error) {
		return s, rows.Scan(&s.ID, &s.Metric, &s.Period.ID, &s.Period.Label, &s.Period.Kind, &s.Period.Start, &s.Period.End, &s.AsOf, &s.TakenAt, &s.TakenBy, &s.Note)
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	at := make(map[call.SnapshotID]int, len(list))
	ids := make([]call.SnapshotID, len(list))
	for i, s := range list {
		at[s.ID], ids[i] = i, s.ID
	}
	err = chunks(ids, listSize, func(ids []call.SnapshotID) error {
		wanted, args := in("f.snapshot", []any{scope.OrgID}, ids)
		if f.Nodes != nil {
			var nodes string
			nodes, args = in("f.node", args, f.Nodes)
			wanted += " AND " + nodes
		}
		seen, args := visible(scope, day, args)
		rows, err := db.query(ctx, `SELECT f.snapshot, f.node, f.closed, f.commit_open, f.best_open, f.upside, f.omitted, f.forecast
			FROM forecast_snapshot_row f JOIN node n ON n.org_id = f.org_id AND n.id = f.node
			WHERE f.org_id = $1 AND `+wanted+" AND "+seen+" ORDER BY f.snapshot, f.node", args...)
		_, err = collect(rows, err, func(rows *sql.Rows) (r call.Row, err error) {
			var of call.SnapshotID
			err = rows.Scan(&of, &r.Node, &r.Figures.Closed, &r.Figures.Commit, &r.Figures.BestCase, &r.Figures.Upside, &r.Figures.Omitted, &r.Forecast)
			list[at[of]].Rows = append(list[at[of]].Rows, r)
			return r, err
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading snapshots of forecasts: %w", err)
	}
	return list, nil
}

// CallSnapshotOn reports whether there is a weekly snapshot of the period as of
// the day.
func (w *writer) CallSnapshotOn(metric string, days period.Range, asOf period.Date) (bool, error) {
	var n int64
	err := w.tx.QueryRowContext(w.ctx, `SELECT COUNT(*) FROM forecast_snapshot WHERE org_id = $1 AND metric = $2 AND as_of = $3
		AND first_day = $4 AND end_day = $5 AND taken_by = ''`, bind([]any{w.orgID, metric, asOf, days.Start, days.End})...).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("looking for a snapshot of %s: %w", asOf, err)
	}
	return n > 0, nil
}

func saveSnapshots(ctx context.Context, c conn, orgID string, list []call.Snapshot) error {
	for _, s := range list {
		_, err := c.ExecContext(ctx, `INSERT INTO forecast_snapshot (org_id, id, metric, period, label, kind, first_day, end_day, as_of, taken_at, taken_by, note)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)`, bind([]any{orgID, string(s.ID), string(s.Metric), s.Period.ID, s.Period.Label, string(s.Period.Kind),
			s.Period.Start, s.Period.End, s.AsOf, s.TakenAt, s.TakenBy, s.Note})...)
		if err != nil {
			return fmt.Errorf("saving a snapshot: %w", err)
		}
		rows := make([][]any, 0, len(s.Rows))
		for _, r := range s.Rows {
			rows = append(rows, []any{orgID, string(s.ID), string(r.Node), int64(r.Figures.Closed), int64(r.Figures.Commit), int64(r.Figures.BestCase),
				int64(r.Figures.Upside), int64(r.Figures.Omitted), int64(r.Forecast)})
		}
		if err := insertMany(ctx, c, `INSERT INTO forecast_snapshot_row (org_id, snapshot, node, closed, commit_open, best_open, upside, omitted, forecast)`, 9, rows, ""); err != nil {
			return fmt.Errorf("saving %d rows of a snapshot: %w", len(rows), err)
		}
	}
	return nil
}
