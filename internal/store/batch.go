package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/pipeline"
)

// batchBody is the part of a batch that no query looks into.
type batchBody struct {
	Name       string               `json:"name"`
	DryRun     bool                 `json:"dry_run,omitempty"`
	BytesRead  int64                `json:"bytes_read"`
	BytesTotal int64                `json:"bytes_total"`
	RowsRead   int                  `json:"rows_read"`
	Kinds      []pipeline.KindCount `json:"kinds"`
	Message    string               `json:"message"`
}

// saveBatch writes how an import stands, its quarantine and what undoing it
// must turn back.
func saveBatch(ctx context.Context, c conn, orgID string, changes pipeline.Changes) error {
	if b := changes.Batch; b != nil {
		body, err := json.Marshal(batchBody{b.Name, b.DryRun, b.BytesRead, b.BytesTotal, b.RowsRead, b.Kinds, b.Message})
		if err != nil {
			return err
		}
		if err := saveState(ctx, c, orgID, *b, string(body)); err != nil {
			return err
		}
		if changes.Loaded != "" {
			_, err = c.ExecContext(ctx, `INSERT INTO loaded_source (org_id, source, batch, finished) VALUES ($1,$2,$3,$4)
				ON CONFLICT (org_id, source) DO NOTHING`, orgID, changes.Loaded, b.ID, changes.At.UnixMicro())
			if err != nil {
				return fmt.Errorf("noting that %s is loaded: %w", changes.Loaded, err)
			}
		}
		if err := saveUndoable(ctx, c, orgID, b.ID, changes.Undoable); err != nil {
			return err
		}
	}
	return saveQuarantine(ctx, c, orgID, changes.Quarantine)
}

// saveState writes how an import stands. One that was marked as interrupted is
// over; it can only be undone.
func saveState(ctx context.Context, c conn, orgID string, b pipeline.Batch, body string) error {
	var stopAt int64
	err := c.QueryRowContext(ctx, `INSERT INTO batch (org_id, id, source, state, started_at, finished_at, alive_to, posted_by, body, profile)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)
		ON CONFLICT (org_id, id) DO UPDATE SET state = excluded.state, finished_at = excluded.finished_at, alive_to = excluded.alive_to, body = excluded.body
		WHERE batch.state <> $11 OR excluded.state = $12 RETURNING stop_at`,
		orgID, b.ID, b.Source, string(b.State), b.StartedAt, b.FinishedAt, b.AliveTo, b.By, body, b.Profile, string(pipeline.Interrupted), string(pipeline.Undone)).Scan(&stopAt)
	switch {
	case isMissing(err):
		return pipeline.ErrTakenForDead
	case err != nil:
		return fmt.Errorf("saving import %s: %w", b.ID, err)
	case stopAt != 0 && b.State == pipeline.Running:
		return pipeline.ErrStopAsked
	}
	return nil
}

func saveUndoable(ctx context.Context, c conn, orgID, batch string, notes []pipeline.Undo) error {
	if len(notes) == 0 {
		return nil
	}
	var last int64
	err := c.QueryRowContext(ctx, "SELECT COALESCE(MAX(seq), 0) FROM batch_change WHERE org_id = $1 AND batch = $2", orgID, batch).Scan(&last)
	if err != nil {
		return fmt.Errorf("counting the changes of import %s: %w", batch, err)
	}
	rows := make([][]any, 0, len(notes))
	for i, note := range notes {
		body, err := json.Marshal(note)
		if err != nil {
			return err
		}
		rows = append(rows, []any{orgID, batch, last + int64(i) + 1, string(body)})
	}
	if err := insertMany(ctx, c, "INSERT INTO batch_change (org_id, batch, seq, body)", 4, rows, ""); err != nil {
		return fmt.Errorf("noting the changes of import %s: %w", batch, err)
	}
	return nil
}

func saveQuarantine(ctx context.Context, c conn, orgID string, list []pipeline.Quarantined) error {
	rows := make([][]any, 0, len(list))
	for _, q := range list {
		values, err := json.Marshal(q.Values)
		if err != nil {
			return err
		}
		faults, err := json.Marshal(q.Faults)
		if err != nil {
			return err
		}
		rows = append(rows, []any{orgID, q.Batch, int64(q.ID), string(q.Kind), q.Entry, q.File, q.Path, int64(q.Line), q.Resolved, string(values), string(faults)})
	}
	err := insertMany(ctx, c, "INSERT INTO quarantine (org_id, batch, id, kind, entry, file, path, line, resolved, vals, faults)", 11, rows,
		"ON CONFLICT (org_id, batch, id) DO UPDATE SET resolved = excluded.resolved, vals = excluded.vals, faults = excluded.faults")
	if err != nil {
		return fmt.Errorf("saving %d rows in quarantine: %w", len(list), err)
	}
	return nil
}

const batchColumns = "id, source, state, started_at, finished_at, alive_to, posted_by, body, profile"

func scanBatch(rows *sql.Rows) (b pipeline.Batch, err error) {
	var text string
	if err = rows.Scan(&b.ID, &b.Source, &b.State, &b.StartedAt, &b.FinishedAt, &b.AliveTo, &b.By, &text, &b.Profile); err != nil {
		return b, err
	}
	var body batchBody
	if err = json.Unmarshal([]byte(text), &body); err != nil {
		return b, fmt.Errorf("reading import %s: %w", b.ID, err)
	}
	b.Name, b.DryRun, b.BytesRead, b.BytesTotal = body.Name, body.DryRun, body.BytesRead, body.BytesTotal
	b.RowsRead, b.Kinds, b.Message = body.RowsRead, body.Kinds, body.Message
	return b, nil
}

// Batch returns one import.
func (db *DB) Batch(ctx context.Context, orgID, id string) (pipeline.Batch, error) {
	rows, err := db.query(ctx, "SELECT "+batchColumns+" FROM batch WHERE org_id = $1 AND id = $2", orgID, id)
	list, err := collect(rows, err, scanBatch)
	if err != nil {
		return pipeline.Batch{}, fmt.Errorf("reading import %s: %w", id, err)
	}
	if len(list) == 0 {
		return pipeline.Batch{}, fault.New(fault.NotFound, "there is no import %s", id)
	}
	return list[0], nil
}

// RecentBatches returns imports, the latest first, from before the given id.
func (db *DB) RecentBatches(ctx context.Context, orgID, before string, limit int) ([]pipeline.Batch, error) {
	rows, err := db.query(ctx, "SELECT "+batchColumns+` FROM batch WHERE org_id = $1 AND ($2 = '' OR id < $2)
		ORDER BY id DESC LIMIT $3`, orgID, before, limit)
	return collect(rows, err, scanBatch)
}

// InterruptBatches marks the running imports that nobody believes to go on at
// the instant.
func (db *DB) InterruptBatches(ctx context.Context, orgID string, now time.Time) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		marked, err := affected(tx.ExecContext(ctx, "UPDATE batch SET state = $2 WHERE org_id = $1 AND state = $3 AND alive_to < $4",
			orgID, string(pipeline.Interrupted), string(pipeline.Running), now.UnixMicro()))
		if err == nil && marked > 0 {
			_, err = db.beat(ctx, tx, orgID) // whoever looks at the imports should see it
		}
		return err
	})
}

// Prolong implements pipeline.Batches.
func (db *DB) Prolong(ctx context.Context, orgID, id string, aliveTo int64) (running bool, err error) {
	err = db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "UPDATE batch SET alive_to = $3 WHERE org_id = $1 AND id = $2 AND state = $4",
			orgID, id, aliveTo, string(pipeline.Running))
		if err != nil {
			return fmt.Errorf("prolonging import %s: %w", id, err)
		}
		n, err := result.RowsAffected()
		running = n == 1
		return err
	})
	return running, err
}

// StopBatch asks a running import to stop, on whatever server it runs: it ends
// before it stores anything more.
func (db *DB) StopBatch(ctx context.Context, orgID, id string, at time.Time) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE batch SET stop_at = $3 WHERE org_id = $1 AND id = $2 AND state = $4",
			orgID, id, at.UnixMicro(), string(pipeline.Running))
		if err != nil {
			return fmt.Errorf("asking import %s to stop: %w", id, err)
		}
		return nil
	})
}

// StopAsked implements pipeline.Batches.
func (db *DB) StopAsked(ctx context.Context, orgID, id string) (bool, error) {
	var n int64
	err := db.queryRow(ctx, "SELECT COUNT(*) FROM batch WHERE org_id = $1 AND id = $2 AND stop_at > 0", orgID, id).Scan(&n)
	return n > 0, err
}

// Loaded implements pipeline.Batches.
func (db *DB) Loaded(ctx context.Context, orgID, source string) (bool, error) {
	var n int64
	err := db.queryRow(ctx, "SELECT COUNT(*) FROM loaded_source WHERE org_id = $1 AND source = $2", orgID, source).Scan(&n)
	return n > 0, err
}

// UndoneBatches implements pipeline.Batches.
func (db *DB) UndoneBatches(ctx context.Context, orgID string) (map[string]bool, error) {
	undone := map[string]bool{}
	rows, err := db.query(ctx, "SELECT id FROM batch WHERE org_id = $1 AND state = $2", orgID, string(pipeline.Undone))
	_, err = collect(rows, err, func(rows *sql.Rows) (id string, err error) {
		err = rows.Scan(&id)
		undone[id] = true
		return id, err
	})
	return undone, err
}

// Undoable implements pipeline.Batches.
func (db *DB) Undoable(ctx context.Context, orgID, batch string) ([]pipeline.Undo, error) {
	rows, err := db.query(ctx, "SELECT body FROM batch_change WHERE org_id = $1 AND batch = $2 ORDER BY seq", orgID, batch)
	return collect(rows, err, func(rows *sql.Rows) (u pipeline.Undo, err error) {
		var text string
		if err = rows.Scan(&text); err != nil {
			return u, err
		}
		return u, json.Unmarshal([]byte(text), &u)
	})
}

// BatchSales implements pipeline.Batches.
func (db *DB) BatchSales(ctx context.Context, orgID, batch string, after fact.Key, limit int) ([]fact.Key, error) {
	const of = " WHERE org_id = $1 AND batch = $2 AND (source, id) > ($3, $4)"
	rows, err := db.query(ctx, "SELECT source, id FROM sale"+of+" UNION SELECT source, id FROM sale_history"+of+" ORDER BY source, id LIMIT $5",
		orgID, batch, after.Source, after.ID, limit)
	return collect(rows, err, func(rows *sql.Rows) (k fact.Key, err error) { return k, rows.Scan(&k.Source, &k.ID) })
}

// BatchEvents implements pipeline.Batches.
func (db *DB) BatchEvents(ctx context.Context, orgID, batch string, after fact.EventKey, limit int) ([]fact.EventKey, error) {
	const of = " WHERE org_id = $1 AND batch = $2 AND (kind, source, id) > ($3, $4, $5)"
	rows, err := db.query(ctx, "SELECT kind, source, id FROM event"+of+" UNION SELECT kind, source, id FROM event_history"+of+" ORDER BY kind, source, id LIMIT $6",
		orgID, batch, string(after.Kind), after.Source, after.ID, limit)
	return collect(rows, err, func(rows *sql.Rows) (k fact.EventKey, err error) { return k, rows.Scan(&k.Kind, &k.Source, &k.ID) })
}

// QuarantineCounts returns how many rows of each of the imports still wait; an
// import of which none does is not in it.
func (db *DB) QuarantineCounts(ctx context.Context, orgID string, batches []string) (map[string]int, error) {
	counts := map[string]int{}
	err := chunks(batches, listSize, func(some []string) error {
		list, args := in("batch", []any{orgID}, some)
		rows, err := db.query(ctx, "SELECT batch, COUNT(*) FROM quarantine WHERE org_id = $1 AND resolved = 0 AND "+list+" GROUP BY batch", args...)
		_, err = collect(rows, err, func(rows *sql.Rows) (none struct{}, err error) {
			var id string
			var n int
			err = rows.Scan(&id, &n)
			counts[id] = n
			return none, err
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("counting what waits in quarantine: %w", err)
	}
	return counts, nil
}

// Quarantine implements pipeline.Batches.
func (db *DB) Quarantine(ctx context.Context, orgID, batch string, unresolvedOnly bool) ([]pipeline.Quarantined, error) {
	rows, err := db.query(ctx, `SELECT id, kind, entry, file, path, line, resolved, vals, faults FROM quarantine
		WHERE org_id = $1 AND batch = $2 AND ($3 = 0 OR resolved = 0) ORDER BY id`, orgID, batch, flag(unresolvedOnly))
	return collect(rows, err, func(rows *sql.Rows) (q pipeline.Quarantined, err error) {
		var resolved int64
		var values, faults string
		if err = rows.Scan(&q.ID, &q.Kind, &q.Entry, &q.File, &q.Path, &q.Line, &resolved, &values, &faults); err != nil {
			return q, err
		}
		q.Batch, q.Resolved = batch, resolved != 0
		if err = json.Unmarshal([]byte(values), &q.Values); err != nil {
			return q, err
		}
		return q, json.Unmarshal([]byte(faults), &q.Faults)
	})
}

// Unmended implements pipeline.Batches.
func (db *DB) Unmended(ctx context.Context, orgID string) (map[string]int, error) {
	rows, err := db.query(ctx, "SELECT batch, COUNT(*) FROM quarantine WHERE org_id = $1 AND resolved = 0 GROUP BY batch", orgID)
	held := map[string]int{}
	_, err = collect(rows, err, func(rows *sql.Rows) (id string, err error) {
		var n int
		err = rows.Scan(&id, &n)
		held[id] = n
		return id, err
	})
	return held, err
}

// SaveQuarantined changes a row in quarantine.
func (db *DB) SaveQuarantined(ctx context.Context, orgID string, q pipeline.Quarantined) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return saveQuarantine(ctx, tx, orgID, []pipeline.Quarantined{q})
	})
}

// ImportState counts the imports in a state.
type ImportState struct {
	State  pipeline.State
	Count  int
	Oldest int64 // when the oldest of them began, in microseconds
}

// ImportStates counts the imports of all organisations by their states, for those
// who watch the server.
func (db *DB) ImportStates(ctx context.Context) ([]ImportState, error) {
	ids, err := db.OrganisationIDs(ctx)
	if err != nil {
		return nil, err
	}
	all := []ImportState{}
	for _, id := range ids {
		rows, err := db.query(ctx, "SELECT state, COUNT(*), MIN(started_at) FROM batch WHERE org_id = $1 GROUP BY state", id)
		some, err := collect(rows, err, func(rows *sql.Rows) (s ImportState, err error) { return s, rows.Scan(&s.State, &s.Count, &s.Oldest) })
		if err != nil {
			return nil, fmt.Errorf("counting imports: %w", err)
		}
		for _, s := range some {
			i := slices.IndexFunc(all, func(other ImportState) bool { return other.State == s.State })
			if i < 0 {
				all = append(all, s)
				continue
			}
			all[i].Count += s.Count
			all[i].Oldest = min(all[i].Oldest, s.Oldest)
		}
	}
	return all, nil
}
