package store

import (
	"context"
	"database/sql"
	"sync"
)

// prepared keeps what SQLite has made of the texts of short queries: for them
// that is as much work as the query itself. The driver for PostgreSQL does it by
// itself. What is kept is bounded; no statement is ever given up, so that none is
// closed under somebody who uses it.
type prepared struct {
	mu   sync.Mutex
	kept map[string]*sql.Stmt
}

// of returns the statement of the query, nil when it is not kept: texts with
// many arguments are lists, of which hardly one is like another.
func (s *prepared) of(ctx context.Context, pool *sql.DB, query string, args int) *sql.Stmt {
	const most, many = 200, 16
	if args > many {
		return nil
	}
	s.mu.Lock()
	kept, full := s.kept[query], len(s.kept) >= most
	s.mu.Unlock()
	if kept != nil || full {
		return kept
	}
	made, err := pool.PrepareContext(ctx, query)
	if err != nil {
		return nil // what is wrong shows when it is asked without
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if kept := s.kept[query]; kept != nil {
		_ = made.Close() //nolint:sqlclosecheck // only here: another was first, and nobody uses this one
		return kept
	}
	if s.kept == nil {
		s.kept = map[string]*sql.Stmt{}
	}
	s.kept[query] = made
	return made
}

// rows asks the pool, by a kept statement where there is one.
func (r *readPool) rows(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if r.prepared != nil {
		if s := r.prepared.of(ctx, r.DB, query, len(args)); s != nil { //nolint:sqlclosecheck // it is kept
			return s.QueryContext(ctx, args...)
		}
	}
	return r.DB.QueryContext(ctx, query, args...)
}

// row is rows for one row.
func (r *readPool) row(ctx context.Context, query string, args []any) *sql.Row {
	if r.prepared != nil {
		if s := r.prepared.of(ctx, r.DB, query, len(args)); s != nil { //nolint:sqlclosecheck // it is kept
			return s.QueryRowContext(ctx, args...)
		}
	}
	return r.DB.QueryRowContext(ctx, query, args...)
}

// writes keeps what SQLite has made of the texts with which single sales are
// stored: that is a quarter of the work of storing one. A text cannot be prepared
// within a transaction so that it stays, so those that come again are noted, and
// prepared before the next one. They stay: there are not many.
type writes struct {
	mu    sync.Mutex
	times map[string]int // how often a text was met that is not kept
	due   []string
	kept  map[string]*sql.Stmt
}

// of returns the statement of the text, nil when it is not kept.
func (w *writes) of(text string, args int) *sql.Stmt {
	const most, many, often = 300, 250, 3 // texts; arguments, of which more are an import's; times
	if args > many {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if s := w.kept[text]; s != nil || len(w.times) >= most {
		return s
	}
	if w.times == nil {
		w.times = map[string]int{}
	}
	if w.times[text]++; w.times[text] == often {
		w.due = append(w.due, text)
	}
	return nil
}

// ready prepares the texts that have come often enough. It must not be called
// within a transaction, which has the pool's only connection.
func (w *writes) ready(ctx context.Context, pool *sql.DB) {
	w.mu.Lock()
	due := w.due
	w.due = nil
	w.mu.Unlock()
	for _, text := range due {
		made, err := pool.PrepareContext(ctx, text) //nolint:sqlclosecheck // it is kept until the pool closes
		if err != nil {
			continue // what is wrong shows when it is run without
		}
		w.mu.Lock()
		if w.kept == nil {
			w.kept = map[string]*sql.Stmt{}
		}
		w.kept[text] = made
		w.mu.Unlock()
	}
}
