package store

import (
	"context"
	"database/sql"
	"runtime"
	"strings"
	"time"
)

// Watch is told what a database does, for those who measure it. Its methods are
// called from many goroutines.
type Watch interface {
	// Query is called before a query, with the name of the method of DB that asks
	// it; first is called when its first row is there.
	Query(ctx context.Context, method string) (watched context.Context, first func(error))
	// Write is called before a transaction that writes; done is called after it,
	// with the number of versions of facts that it made durable.
	Write(ctx context.Context, method string) (watched context.Context, done func(facts int, err error))
}

// Watched lets the watch see everything from now on. Call it before the database
// is used.
func (db *DB) Watched(w Watch) {
	db.watch, db.reader.watch = w, w
}

// readPool is the pool for reading.
type readPool struct {
	*sql.DB
	watch    Watch     // nil: nobody measures
	prepared *prepared // nil: the driver keeps them
}

// QueryContext implements conn.
func (r *readPool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if r.watch == nil {
		return r.rows(ctx, query, args)
	}
	ctx, first := r.watch.Query(ctx, method())
	rows, err := r.rows(ctx, query, args)
	first(err)
	return rows, err
}

// QueryRowContext implements conn.
func (r *readPool) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if r.watch == nil {
		return r.row(ctx, query, args)
	}
	ctx, first := r.watch.Query(ctx, method())
	row := r.row(ctx, query, args)
	first(row.Err())
	return row
}

// method returns the name of the method of DB through which the package was
// entered. It walks the stack so that queries need no second name beside the one
// that their method has.
func method() string {
	const deep = 24
	var pcs [deep]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	name := "other"
	for {
		frame, more := frames.Next()
		_, local, ours := strings.Cut(frame.Function, "/internal/store.")
		if !ours {
			return name
		}
		if rest, of := strings.CutPrefix(local, "(*DB)."); of {
			name, _, _ = strings.Cut(rest, ".")
		}
		if !more {
			return name
		}
	}
}

// Pool says how busy a pool of connections is.
type Pool struct {
	Name              string
	Most, Open, InUse int
	Waited            int64 // how often somebody had to wait for a connection
	WaitTime          time.Duration
}

// Pools returns how busy the pools of the database are.
func (db *DB) Pools() []Pool {
	of := func(name string, pool *sql.DB) Pool {
		s := pool.Stats()
		return Pool{Name: name, Most: s.MaxOpenConnections, Open: s.OpenConnections, InUse: s.InUse, Waited: s.WaitCount, WaitTime: s.WaitDuration}
	}
	if db.writer == db.reader.DB {
		return []Pool{of("all", db.writer)}
	}
	return []Pool{of("read", db.reader.DB), of("write", db.writer)}
}
