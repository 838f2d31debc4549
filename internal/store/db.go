// Package store keeps everything in SQLite or PostgreSQL: one SQL text for
// both, one file per noun. It implements the small Store interfaces that the
// domain packages declare, and holds no rule of theirs.
//
// SQLite has one writer and a pool of readers. On PostgreSQL one writer per
// organisation is kept by an advisory lock, because differences are computed
// from what was read in the same transaction.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the driver

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
)

// dialect is what differs between the engines. Every use is a branch that one
// SQL text could not avoid.
type dialect string

const (
	sqlite   dialect = "sqlite"
	postgres dialect = "postgres"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect  dialect
	reader   *readPool
	writer   *sql.DB         // the same pool as reader on PostgreSQL
	path     string          // of the SQLite file
	address  *pgx.ConnConfig // of PostgreSQL
	writes   *writes         // of SQLite
	log      *checkpoints    // of SQLite
	standing standing
	aims     aims
	secrets  secrets
	watch    Watch // nil: nobody measures

	refusing atomic.Pointer[fault.Error] // why the last transaction could not write; nil when it could
	probing  atomic.Bool
}

// Open opens the database at a file path (SQLite, made when missing) or a
// postgres:// URL, and brings its schema up to date. A schema newer than this
// program is refused.
func Open(ctx context.Context, location string) (*DB, error) {
	db, err := connect(location)
	if err != nil {
		return nil, err
	}
	if err := db.migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func isPostgres(location string) bool {
	return strings.HasPrefix(location, "postgres://") || strings.HasPrefix(location, "postgresql://")
}

func connect(location string) (*DB, error) {
	if isPostgres(location) {
		config, err := pgx.ParseConfig(location)
		if err != nil {
			// Its text would repeat the password.
			return nil, fault.New(fault.Invalid, "the PostgreSQL address cannot be used; write it as postgres://user:password@host:5432/database")
		}
		// A plan that was made while a table was empty must not be kept while an
		// import fills it: lists of ids were then read by whole scans.
		config.RuntimeParams["plan_cache_mode"] = "force_custom_plan"
		pool := sql.OpenDB(patient{stdlib.GetConnector(*config)})
		const connections = 16 // within PostgreSQL's usual 100, with room for other nodes
		pool.SetMaxOpenConns(connections)
		pool.SetMaxIdleConns(connections)
		return &DB{dialect: postgres, reader: &readPool{DB: pool}, writer: pool, address: config}, nil
	}
	if location == "" || strings.Contains(location, "://") {
		return nil, fault.New(fault.Invalid, "%q is not a database; give the path of a file or a postgres:// URL", location)
	}
	if err := os.MkdirAll(filepath.Dir(location), 0o700); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "the folder of the database %s cannot be made: %v", location, err)
	}
	writer, err := openSQLite(location, "immediate", []string{fmt.Sprintf("wal_autocheckpoint(%d)", writersPages)})
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	// What a reader has read is thrown away with every write of others, and the
	// system keeps the file: large caches would only be memory, times readers.
	reader, err := openSQLite(location, "deferred", []string{"query_only(1)", "cache_size(-2048)"})
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	mover, err := openSQLite(location, "deferred", []string{"cache_size(-1024)"})
	if err != nil {
		return nil, errors.Join(err, writer.Close(), reader.Close())
	}
	const readers = 8
	reader.SetMaxOpenConns(readers)
	reader.SetMaxIdleConns(readers)
	return &DB{dialect: sqlite, reader: &readPool{DB: reader, prepared: &prepared{}}, writer: writer, writes: &writes{}, log: checkpointing(mover), path: location}, nil
}

// writersCache is the cache of the writer, in KiB, as SQLite counts it. What it
// takes is more than twice as much: a page with what SQLite notes of it is a
// little larger than 4 KiB, and memory is given in powers of two. 64 MiB made
// imports no faster; at 8 MiB more is written.
const writersCache = 16 << 10

// openSQLite opens a pool. The order of the pragmas matters: waiting for a
// lock must be on before the first statement that can meet one.
func openSQLite(path, txlock string, extra []string) (*sql.DB, error) {
	query := url.Values{"_txlock": {txlock}}
	for _, pragma := range append([]string{
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"temp_store(MEMORY)", fmt.Sprintf("cache_size(-%d)", writersCache),
	}, extra...) {
		query.Add("_pragma", pragma)
	}
	pool, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+query.Encode())
	if err != nil {
		return nil, fmt.Errorf("opening SQLite file %s: %w", path, err)
	}
	return pool, nil
}

// Close closes the database. It may be called once.
func (db *DB) Close() error {
	err := errors.Join(db.log.end(), db.reader.Close())
	if db.writer != db.reader.DB {
		err = errors.Join(err, db.writer.Close())
	}
	return err
}

// conn is a pool or a transaction.
type conn interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

func (db *DB) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return db.reader.QueryContext(ctx, query, bind(args)...)
}

func (db *DB) queryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return db.reader.QueryRowContext(ctx, query, bind(args)...)
}

// inTx runs the function in one transaction, committed when it returns nil.
func (db *DB) inTx(ctx context.Context, run func(ctx context.Context, tx *sql.Tx) error) error {
	return db.writing(ctx, new(int), func(ctx context.Context) error { return db.committing(within(ctx, db.writer, run)) })
}

// committing takes what a transaction ended with, and hands it on.
func (db *DB) committing(err error) error {
	if err == nil {
		db.log.committed()
	}
	return err
}

// writing runs a transaction that counts the versions of facts that it stores,
// and tells the watch of it.
func (db *DB) writing(ctx context.Context, facts *int, run func(context.Context) error) error {
	if db.watch == nil {
		return db.noted(run(ctx))
	}
	ctx, done := db.watch.Write(ctx, method())
	err := db.noted(run(ctx))
	done(*facts, err)
	return err
}

// within is inTx on a pool or on one connection of it.
func within(ctx context.Context, from interface {
	BeginTx(ctx context.Context, options *sql.TxOptions) (*sql.Tx, error)
}, run func(ctx context.Context, tx *sql.Tx) error,
) (err error) {
	tx, err := from.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("beginning a transaction: %w", err)
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback() // the first error is the one to report
		}
	}()
	if err := run(ctx, tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		if troubleOf(err) == &gone {
			return unsure.wrap(err)
		}
		return fmt.Errorf("committing: %w", err)
	}
	return nil
}

// lock makes the transaction the organisation's only writer until it ends.
func (db *DB) lock(ctx context.Context, tx conn, orgID string) error {
	if db.dialect == sqlite {
		return nil // it has one writer, and transactions that write begin immediate
	}
	hash := fnv.New64a()
	_, _ = hash.Write([]byte("attain/" + orgID))
	_, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(hash.Sum64())) //nolint:gosec // any 64 bits will do
	return err
}

// bind turns values into what both drivers store alike.
func bind(args []any) []any {
	for i, arg := range args {
		switch v := arg.(type) {
		case period.Date:
			args[i] = v.String()
		case bool:
			args[i] = flag(v)
		}
	}
	return args
}

func flag(on bool) int64 {
	if on {
		return 1
	}
	return 0
}

// collect reads all rows and closes them.
func collect[T any](rows *sql.Rows, err error, scan func(*sql.Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := []T{}
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// lastOf keeps the last of the items that have the same key. PostgreSQL refuses
// a key twice in one statement.
func lastOf[T any, K comparable](items []T, key func(T) K) []T {
	last := make(map[K]int, len(items))
	for i, item := range items {
		last[key(item)] = i
	}
	kept := make([]T, 0, len(last))
	for i, item := range items {
		if last[key(item)] == i {
			kept = append(kept, item)
		}
	}
	return kept
}

// placeholders writes ($from,$from+1,…) for n values.
func placeholders(from, n int) string {
	var b strings.Builder
	b.WriteByte('(')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	b.WriteByte(')')
	return b.String()
}

// chunks calls the function with at most size items at a time.
func chunks[T any](items []T, size int, each func([]T) error) error {
	for len(items) > 0 {
		n := min(size, len(items))
		if err := each(items[:n]); err != nil {
			return err
		}
		items = items[n:]
	}
	return nil
}

// listSize bounds the ids in one IN list: far below both engines' limits.
const listSize = 500

// in returns "column IN ($k,…)" and the arguments with the items appended.
func in[T ~string](column string, args []any, items []T) (string, []any) {
	if len(items) == 0 {
		return "1 = 0", args
	}
	list := placeholders(len(args)+1, len(items))
	for _, item := range items {
		args = append(args, string(item))
	}
	return column + " IN " + list, args
}
