// Package baseline does by plain SQL what Attain does, as well as the engine can:
// it is what the benchmarks compare with. It knows the tables of Attain that a
// dashboard would ask, and stand-ins for the tables of a peer; it uses none of
// Attain's code.
package baseline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the driver
)

// Engine is an open database.
type Engine struct {
	*sql.DB
	postgres bool
}

// Open opens the SQLite file or the postgres:// URL, with the settings that
// Attain writes with: what is committed is on the disk.
func Open(location string) (*Engine, error) {
	if strings.HasPrefix(location, "postgres") {
		config, err := pgx.ParseConfig(location)
		if err != nil {
			return nil, err
		}
		return &Engine{DB: stdlib.OpenDB(*config), postgres: true}, nil
	}
	query := url.Values{"_txlock": {"immediate"}}
	for _, pragma := range []string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "temp_store(MEMORY)", "cache_size(-262144)"} {
		query.Add("_pragma", pragma)
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: location}).EscapedPath()+"?"+query.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &Engine{DB: db}, nil
}

// all runs statements one after the other.
func (e *Engine) all(ctx context.Context, statements ...string) error {
	for _, text := range statements {
		if _, err := e.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

// packed keeps a table in the order of its key, where the engine can.
func (e *Engine) packed() string {
	if e.postgres {
		return ""
	}
	return " WITHOUT ROWID"
}

// settle brings the planner's statistics up to date and, where the engine needs
// it, lets an index answer without its table.
func (e *Engine) settle(ctx context.Context, tables ...string) error {
	verb := "ANALYZE "
	if e.postgres {
		verb = "VACUUM ANALYZE "
	}
	for _, table := range tables {
		if err := e.all(ctx, verb+table); err != nil {
			return err
		}
	}
	return nil
}

// rowsPerTransaction is large: nobody waits for what a bare load writes.
const rowsPerTransaction = 50_000

// Load writes rows into a table, durably, as fast as the engine takes them: COPY
// on PostgreSQL, prepared statements of 50 rows on SQLite. What the rows cost to
// make is not in the time that it returns.
func (e *Engine) Load(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) (time.Duration, error) {
	var took time.Duration
	waiting := make([][]any, 0, rowsPerTransaction)
	write := func() error {
		if len(waiting) == 0 {
			return nil
		}
		start := time.Now()
		var err error
		if e.postgres {
			err = e.copy(ctx, table, columns, waiting)
		} else {
			err = e.insert(ctx, table, columns, waiting)
		}
		took += time.Since(start)
		waiting = waiting[:0]
		return err
	}
	for row := range rows {
		if waiting = append(waiting, row); len(waiting) == rowsPerTransaction {
			if err := write(); err != nil {
				return took, err
			}
		}
	}
	return took, write()
}

func (e *Engine) copy(ctx context.Context, table string, columns []string, rows [][]any) error {
	conn, err := e.Conn(ctx)
	if err != nil {
		return err
	}
	err = conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("%T is no connection to PostgreSQL", driver)
		}
		_, err := c.Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
		return err
	})
	return errors.Join(err, conn.Close())
}

func (e *Engine) insert(ctx context.Context, table string, columns []string, rows [][]any) (err error) {
	const rowsPerStatement = 50
	tx, err := e.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback() // the first error is the one to report
		}
	}()
	statement := func(n int) string {
		row := "(" + strings.Repeat("?,", len(columns)-1) + "?)"
		return "INSERT INTO " + table + " (" + strings.Join(columns, ",") + ") VALUES " + strings.Repeat(row+",", n-1) + row
	}
	full, err := tx.PrepareContext(ctx, statement(rowsPerStatement))
	if err != nil {
		return err
	}
	defer full.Close()
	args := make([]any, 0, rowsPerStatement*len(columns))
	for len(rows) > 0 {
		n := min(rowsPerStatement, len(rows))
		args = args[:0]
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		if n == rowsPerStatement {
			_, err = full.ExecContext(ctx, args...)
		} else {
			_, err = tx.ExecContext(ctx, statement(n), args...)
		}
		if err != nil {
			return err
		}
		rows = rows[n:]
	}
	return tx.Commit()
}

// Total returns a sum that a statement selects, 0 where there is nothing.
func (e *Engine) Total(ctx context.Context, query string, args ...any) (int64, error) {
	var sum sql.NullInt64
	if err := e.QueryRowContext(ctx, query, args...).Scan(&sum); err != nil {
		return 0, fmt.Errorf("%s: %w", query, err)
	}
	return sum.Int64, nil
}

// Size returns the bytes that the database takes on the disk.
func (e *Engine) Size(ctx context.Context) (int64, error) {
	if e.postgres {
		return e.Total(ctx, "SELECT pg_database_size(current_database())")
	}
	if err := e.all(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return 0, err
	}
	return e.Total(ctx, "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
}
