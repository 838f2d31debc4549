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
	one, err := db.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("waiting for a connection: %w", err)
	}
	defer func() { _ = one.Close() }() // it goes back to the pool
	return within(ctx, one, func(ctx context.Context, tx *sql.Tx) error {
		if db.dialect == sqlite {
			return run(ctx, positional{tx})
		}
		return run(ctx, staging{tx, one})
	})
}

// positional is a transaction in which parameters go without names. The SQLite
// driver looks each name up from the first one on, so that the cost of a
// statement with names grows with the square of their number: a quarter of the
// time of an import.
type positional struct{ *sql.Tx }

// QueryContext writes ? for each $n, with the arguments in the order of their
// use.
func (p positional) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	var text strings.Builder
	ordered := make([]any, 0, len(args))
	for {
		before, after, found := strings.Cut(query, "$")
		text.WriteString(before)
		if !found {
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
// many parameters.
type staging struct {
	*sql.Tx
	on *sql.Conn
}

// worthCopying is how many rows pay for the two statements more.
const worthCopying = 200

// copy writes rows as insertMany does.
func (s staging) copy(ctx context.Context, head string, rows [][]any, tail string) error {
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

// insertMany writes rows with multi-row statements: head names the table and
// columns, tail is what follows the values (ON CONFLICT …).
func insertMany(ctx context.Context, c conn, head string, columns int, rows [][]any, tail string) error {
	if staged, ok := c.(staging); ok && len(rows) >= worthCopying {
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
			if _, err := c.ExecContext(ctx, statement(n), bind(args)...); err != nil {
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
