package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/attainhq/attain/internal/fault"
)

// inBulk is inTx for writing many rows: the transaction that the function gets
// takes them in the way that is fastest on the engine.
func (db *DB) inBulk(ctx context.Context, run func(ctx context.Context, tx conn) error) error {
	if db.writes != nil {
		db.writes.ready(ctx, db.writer)
	}
	one, err := db.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("waiting for a connection: %w", err)
	}
	defer func() { _ = one.Close() }() // it goes back to the pool
	return db.committing(within(ctx, one, func(ctx context.Context, tx *sql.Tx) error {
		if db.dialect == sqlite {
			return run(ctx, positional{tx, db.writes})
		}
		s := &staging{Tx: tx, on: one}
		return s.ended(ctx, run(ctx, s))
	}))
}

// positional is a transaction in which parameters go without names. The SQLite
// driver looks each name up from the first one on, so that the cost of a
// statement with names grows with the square of their number: a quarter of the
// time of an import.
type positional struct {
	*sql.Tx
	texts *writes
}

// ExecContext implements conn.
func (p positional) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if s := p.texts.of(query, len(args)); s != nil {
		return p.Tx.StmtContext(ctx, s).ExecContext(ctx, args...) //nolint:sqlclosecheck // the transaction closes it
	}
	return p.Tx.ExecContext(ctx, query, args...)
}

// QueryRowContext implements conn.
func (p positional) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s := p.texts.of(query, len(args)); s != nil { //nolint:sqlclosecheck // it is kept
		return p.Tx.StmtContext(ctx, s).QueryRowContext(ctx, args...)
	}
	return p.Tx.QueryRowContext(ctx, query, args...)
}

// QueryContext writes ? for each $n, with the arguments in the order of their
// use.
func (p positional) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	var text strings.Builder
	ordered := make([]any, 0, len(args))
	for {
		before, after, found := strings.Cut(query, "$")
		text.WriteString(before)
		if !found {
			if s := p.texts.of(text.String(), len(ordered)); s != nil {
				return p.Tx.StmtContext(ctx, s).QueryContext(ctx, ordered...) //nolint:sqlclosecheck // the transaction closes it
			}
			return p.Tx.QueryContext(ctx, text.String(), ordered...)
		}
		text.WriteByte('?')
		n := 0
		for after != "" && after[0] >= '0' && after[0] <= '9' {
			n, after = 10*n+int(after[0]-'0'), after[1:]
		}
		ordered, query = append(ordered, args[n-1]), after
	}
}

// staging is a transaction on PostgreSQL that copies many rows to a temporary
// table and writes them from there: several times as fast as statements with
// many parameters. What writes a few rows waits until something is asked or the
// transaction ends, and then goes there together: each statement by itself would
// wait for the server.
type staging struct {
	*sql.Tx
	on      *sql.Conn
	waiting *pgx.Batch // nil: nothing
	failed  error      // what waited and could not be done
}

// later lets a statement be run before anything else is.
func (s *staging) later(query string, args []any) {
	if s.waiting == nil {
		s.waiting = &pgx.Batch{}
	}
	s.waiting.Queue(query, args...)
}

// execLater runs a statement whose result nobody asks for, now or later.
func execLater(ctx context.Context, c conn, query string, args ...any) error {
	if s, ok := c.(*staging); ok {
		s.later(query, args)
		return nil
	}
	_, err := c.ExecContext(ctx, query, args...)
	return err
}

// flush runs what waits.
func (s *staging) flush(ctx context.Context) error {
	if s.waiting == nil {
		return s.failed
	}
	batch := s.waiting
	s.waiting = nil
	err := s.on.Raw(func(driver any) error {
		direct, ok := driver.(*stdlib.Conn)
		if !ok {
			return fault.New(fault.Internal, "the driver is a %T", driver)
		}
		return direct.Conn().SendBatch(ctx, batch).Close()
	})
	if err != nil && s.failed == nil {
		s.failed = fmt.Errorf("writing: %w", err)
	}
	return s.failed
}

// ended runs what waits at the end of the transaction; err is how it ended.
func (s *staging) ended(ctx context.Context, err error) error {
	if s.failed != nil {
		return s.failed // whatever came of it
	}
	if err != nil {
		return err
	}
	return s.flush(ctx)
}

// ExecContext implements conn.
func (s *staging) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := s.flush(ctx); err != nil {
		return nil, err
	}
	return s.Tx.ExecContext(ctx, query, args...)
}

// QueryContext implements conn.
func (s *staging) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := s.flush(ctx); err != nil {
		return nil, err
	}
	return s.Tx.QueryContext(ctx, query, args...)
}

// QueryRowContext implements conn. When what waited fails, so does the query: the
// transaction is broken. ended says why.
func (s *staging) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	_ = s.flush(ctx)
	return s.Tx.QueryRowContext(ctx, query, args...)
}

// PrepareContext implements conn.
func (s *staging) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := s.flush(ctx); err != nil {
		return nil, err
	}
	return s.Tx.PrepareContext(ctx, query)
}

// worthCopying is how many rows pay for the two statements more.
const worthCopying = 200

// copy writes rows as insertMany does.
func (s *staging) copy(ctx context.Context, head string, rows [][]any, tail string) error {
	table, columns, ok := strings.Cut(strings.TrimPrefix(head, "INSERT INTO "), " (")
	if !ok {
		return fault.New(fault.Internal, "%q names no columns", head)
	}
	columns = strings.TrimSuffix(columns, ")")
	stage := "stage_" + table
	_, err := s.ExecContext(ctx, "CREATE TEMPORARY TABLE IF NOT EXISTS "+stage+" ON COMMIT DELETE ROWS AS SELECT "+columns+" FROM "+table+" WITH NO DATA")
	if err != nil {
		return err
	}
	names := strings.FieldsFunc(columns, func(r rune) bool { return strings.ContainsRune(", \n\t", r) })
	err = s.on.Raw(func(driver any) error {
		direct, ok := driver.(*stdlib.Conn)
		if !ok {
			return fault.New(fault.Internal, "the driver is a %T", driver)
		}
		_, err := direct.Conn().CopyFrom(ctx, pgx.Identifier{stage}, names, pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) { return bind(rows[i]), nil }))
		return err
	})
	if err != nil {
		return err
	}
	if _, err := s.ExecContext(ctx, "INSERT INTO "+table+" ("+columns+") SELECT "+columns+" FROM "+stage+" "+tail); err != nil {
		return err
	}
	_, err = s.ExecContext(ctx, "TRUNCATE "+stage)
	return err
}

// soon does some work beside what its caller does; what it returns waits for the
// result, and panics where the work did: a request that fails must not end the
// server. Nobody need wait.
func soon[T any](work func() T) func() T {
	var result T
	var panicked any
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { panicked = recover() }()
		result = work()
	}()
	return func() T {
		<-done
		if panicked != nil {
			panic(panicked)
		}
		return result
	}
}

// insertMany writes rows with multi-row statements: head names the table and
// columns, tail is what follows the values (ON CONFLICT …).
func insertMany(ctx context.Context, c conn, head string, columns int, rows [][]any, tail string) error {
	if staged, ok := c.(*staging); ok && len(rows) >= worthCopying {
		return staged.copy(ctx, head, rows, tail)
	}
	// 20 rows and more in one statement gain nothing (storage.md section 6).
	const most = 400
	perStatement := max(1, most/columns)
	values := placeholders
	if _, ok := c.(positional); ok {
		perStatement = max(perStatement, 20)
		values = func(_, n int) string { return "(" + strings.Repeat("?,", n-1) + "?)" }
	}
	statement := func(n int) string {
		var b strings.Builder
		b.WriteString(head)
		b.WriteString(" VALUES ")
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(values(i*columns+1, columns))
		}
		b.WriteByte(' ')
		b.WriteString(tail)
		return b.String()
	}
	var full *sql.Stmt
	for len(rows) > 0 {
		n := min(perStatement, len(rows))
		args := make([]any, 0, n*columns)
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		rows = rows[n:]
		if n < perStatement {
			if err := execLater(ctx, c, statement(n), bind(args)...); err != nil {
				return err
			}
			continue
		}
		if full == nil {
			var err error
			if full, err = c.PrepareContext(ctx, statement(n)); err != nil {
				return err
			}
			defer full.Close()
		}
		if _, err := full.ExecContext(ctx, bind(args)...); err != nil {
			return err
		}
	}
	return nil
}
