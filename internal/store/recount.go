package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/attainhq/attain/internal/metric"
)

// Recounts returns how far the ledger has followed what changed of who belongs
// where and of the rates, the oldest first. What each change replaced is with the
// book.
func (db *DB) Recounts(ctx context.Context, orgID string) ([]metric.Recount, error) {
	return recounts(ctx, db.reader, orgID)
}

func recounts(ctx context.Context, c conn, orgID string) ([]metric.Recount, error) {
	rows, err := c.QueryContext(ctx, `SELECT r.number, r.queue, r.after_id, r.done, r.total, r.begins_at,
			CASE WHEN r.seen = COALESCE(p.seq, 0) THEN 0 ELSE 1 END
		FROM recount r LEFT JOIN pulse p ON p.org_id = r.org_id WHERE r.org_id = $1 ORDER BY r.number`, orgID)
	list, err := collect(rows, err, func(rows *sql.Rows) (r metric.Recount, err error) {
		return r, rows.Scan(&r.Number, &r.Queue, &r.After, &r.Done, &r.Total, &r.From, &r.Broken)
	})
	if err != nil {
		return nil, fmt.Errorf("reading what is being counted anew: %w", err)
	}
	return list, nil
}

// wholeRecounts is recounts with what each change replaced.
func wholeRecounts(ctx context.Context, c conn, orgID string) ([]metric.Recount, error) {
	list, err := recounts(ctx, c, orgID)
	for i := range list {
		if err == nil {
			list[i].Back, err = back(ctx, c, orgID, list[i].Number)
		}
	}
	return list, err
}

func back(ctx context.Context, c conn, orgID string, number int64) (back metric.Back, err error) {
	rows, err := c.QueryContext(ctx, `SELECT child, parent, is_group, valid_from, valid_to, known_from, known_to, there
		FROM recount_edge WHERE org_id = $1 AND number = $2 ORDER BY child, parent, valid_from, known_from, is_group`, orgID, number)
	back.Edges, err = collect(rows, err, func(rows *sql.Rows) (e metric.EdgeBack, err error) {
		return e, rows.Scan(&e.Child, &e.Parent, &e.Group, &e.Valid.Start, &e.Valid.End, &e.Known.Start, &e.Known.End, &e.There)
	})
	if err != nil {
		return back, fmt.Errorf("reading the edges that were changed: %w", err)
	}
	rows, err = c.QueryContext(ctx, `SELECT from_currency, to_currency, num, den, day, known_from, known_to, there
		FROM recount_rate WHERE org_id = $1 AND number = $2 ORDER BY from_currency, to_currency, day, known_from`, orgID, number)
	back.Rates, err = collect(rows, err, func(rows *sql.Rows) (r metric.RateBack, err error) {
		return r, rows.Scan(&r.Rate.From, &r.Rate.To, &r.Rate.Num, &r.Rate.Den, &r.Day, &r.Known.Start, &r.Known.End, &r.There)
	})
	if err != nil {
		return back, fmt.Errorf("reading the rates that were changed: %w", err)
	}
	return back, nil
}

// saveRecounts writes how far recounts have come, and what changes replaced: of
// an edge or a rate that was changed before stays what stood there first.
func saveRecounts(ctx context.Context, c conn, orgID string, list []metric.Recount, number int64) error {
	var heads, edges, rates [][]any
	for _, r := range list {
		heads = append(heads, []any{orgID, r.Number, string(r.Queue), r.After, r.Done, r.Total, r.From, number})
		for _, e := range r.Back.Edges {
			edges = append(edges, []any{orgID, r.Number, string(e.Child), string(e.Parent), e.Group, e.Valid.Start, e.Known.Start, e.There, e.Valid.End, e.Known.End})
		}
		for _, d := range r.Back.Rates {
			rates = append(rates, []any{orgID, r.Number, string(d.Rate.From), string(d.Rate.To), d.Day, d.Known.Start, d.There, d.Known.End, d.Rate.Num, d.Rate.Den})
		}
	}
	for _, of := range []struct {
		head    string
		columns int
		rows    [][]any
		tail    string
	}{
		{"INSERT INTO recount (org_id, number, queue, after_id, done, total, begins_at, seen)", 8, heads,
			`ON CONFLICT (org_id, number) DO UPDATE SET queue = excluded.queue, after_id = excluded.after_id, done = excluded.done,
				total = excluded.total, begins_at = excluded.begins_at, seen = excluded.seen`},
		{"INSERT INTO recount_edge (org_id, number, child, parent, is_group, valid_from, known_from, there, valid_to, known_to)", 10, edges,
			"ON CONFLICT (org_id, number, child, parent, is_group, valid_from, known_from) DO NOTHING"},
		{"INSERT INTO recount_rate (org_id, number, from_currency, to_currency, day, known_from, there, known_to, num, den)", 10, rates,
			"ON CONFLICT (org_id, number, from_currency, to_currency, day, known_from) DO NOTHING"},
	} {
		if err := insertMany(ctx, c, of.head, of.columns, of.rows, of.tail); err != nil {
			return fmt.Errorf("saving what is being counted anew: %w", err)
		}
	}
	return nil
}

// endRecounts forgets recounts that are through.
func endRecounts(ctx context.Context, c conn, orgID string, numbers []int64) error {
	for _, number := range numbers {
		for _, table := range []string{"recount_edge", "recount_rate", "recount"} {
			if _, err := c.ExecContext(ctx, "DELETE FROM "+table+" WHERE org_id = $1 AND number = $2", orgID, number); err != nil {
				return fmt.Errorf("ending what was counted anew: %w", err)
			}
		}
	}
	return nil
}

// recountsFollow is followed for recounts.
func recountsFollow(ctx context.Context, c conn, orgID string, number int64) error {
	if _, err := c.ExecContext(ctx, "UPDATE recount SET seen = $2 WHERE org_id = $1 AND seen = $3", orgID, number, number-1); err != nil {
		return fmt.Errorf("noting the change for what is being counted anew: %w", err)
	}
	return nil
}

// recountsMended notes that the ledger is what the facts say at the number,
// whoever has written to it before.
func recountsMended(ctx context.Context, c conn, orgID string, number int64) error {
	if _, err := c.ExecContext(ctx, "UPDATE recount SET seen = $2 WHERE org_id = $1", orgID, number); err != nil {
		return fmt.Errorf("noting that the ledger was made anew: %w", err)
	}
	return nil
}
