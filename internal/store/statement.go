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
	const most, many = 200, 12
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
