package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/attainhq/attain/internal/fault"
)

// A backup is one SQLite file, whatever engine the database has: it can be
// restored on either, opened by itself, and looked into with any SQLite tool.
//
// What is written stands under another name until it has been checked and is
// durable, so that a file with the name that was asked for is a whole one.

// Check looks into a finished copy before it gets its name. An error other than
// ErrDiffer throws the copy away.
type Check func(ctx context.Context, copied *DB) error

// ErrDiffer says that a copy is sound and that its numbers are not what its
// facts say, as they were not in the original.
var ErrDiffer = errors.New("the numbers differ from the facts")

// Backup writes a consistent copy of the database to a new file while it is in
// use. The database itself is not changed, not even brought up to date. check is
// not called for a schema that this program does not know.
func Backup(ctx context.Context, location, path string, check Check) error {
	if err := absent(path); err != nil {
		return err
	}
	from, err := openExisting(ctx, location)
	if err != nil {
		return err
	}
	defer from.Close() //nolint:errcheck // it was only read from
	current, newest, err := from.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	return newFile(path, func(part string) error {
		if err := from.writeTo(ctx, part, current); err != nil {
			return fault.Wrap(err, fault.Unavailable, "the backup to %s failed: %v; check the folder and the free space", path, err)
		}
		copied, err := openSound(ctx, part)
		if err != nil {
			return err
		}
		defer copied.Close() //nolint:errcheck // it was only read from
		if current != newest {
			return nil
		}
		return check(ctx, copied)
	})
}

// Restore puts a backup in a place where there is no database yet, brings its
// schema up to date and checks it. What is in the way is never overwritten.
func Restore(ctx context.Context, path, location string, check Check) error {
	if _, err := os.Stat(path); err != nil {
		return fault.Wrap(err, fault.NotFound, "the backup %s cannot be read: %v", path, err)
	}
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		return fault.New(fault.Invalid, "%s is a database in use and not a backup; make one with attain backup", path)
	}
	if !isPostgres(location) {
		if err := absent(location); err != nil {
			return err
		}
		return newFile(location, func(part string) error { return restoreFile(ctx, path, part, check) })
	}
	if err := emptyPostgres(ctx, location); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "attain-restore-")
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "the backup cannot be unpacked: %v", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // it is in the place for such files
	part := filepath.Join(dir, "attain.db")
	result := restoreFile(ctx, path, part, check)
	if result != nil && !errors.Is(result, ErrDiffer) {
		return result
	}
	return errors.Join(result, transferFile(ctx, part, location))
}

// restoreFile copies a backup, brings the copy up to date and checks it.
func restoreFile(ctx context.Context, path, part string, check Check) error {
	if err := copyFile(path, part); err != nil {
		return fault.Wrap(err, fault.Unavailable, "the backup %s cannot be copied: %v; check the folder and the free space", path, err)
	}
	sound, err := openSound(ctx, part)
	if err != nil {
		return err
	}
	if err := sound.Close(); err != nil {
		return err
	}
	db, err := Open(ctx, part) // brings it up to date
	if err != nil {
		return err
	}
	// The last connection takes the log into the file and removes it.
	return errors.Join(check(ctx, db), db.Close())
}

// SchemaOf returns the version of the schema of a database that must be there,
// and the newest that this program knows, without changing it.
func SchemaOf(ctx context.Context, location string) (current, newest int64, err error) {
	db, err := openExisting(ctx, location)
	if err != nil {
		return 0, 0, err
	}
	defer db.Close() //nolint:errcheck // it was only read from
	return db.SchemaVersion(ctx)
}

// openExisting opens a database that must be there, without changing it.
func openExisting(ctx context.Context, location string) (*DB, error) {
	if isPostgres(location) {
		return connect(location)
	}
	if _, err := os.Stat(location); err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "there is no database at %s; say with --db where it is", location)
	}
	return openReadOnly(ctx, location, url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(10000)"}})
}

func openReadOnly(ctx context.Context, path string, how url.Values) (*DB, error) {
	pool, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+how.Encode())
	if err != nil {
		return nil, err
	}
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fault.Wrap(err, fault.Invalid, "the file is damaged or no database: %v", err), pool.Close())
	}
	return &DB{dialect: sqlite, reader: &readPool{DB: pool}, writer: pool, path: path}, nil
}

// openSound opens a file that nobody writes to and looks for damage in it.
func openSound(ctx context.Context, path string) (*DB, error) {
	db, err := openReadOnly(ctx, path, url.Values{"mode": {"ro"}, "immutable": {"1"}})
	if err != nil {
		return nil, err
	}
	if err := db.sound(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *DB) sound(ctx context.Context) error {
	rows, err := db.reader.QueryContext(ctx, "PRAGMA integrity_check(5)")
	found, err := collect(rows, err, func(rows *sql.Rows) (line string, err error) { return line, rows.Scan(&line) })
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "the file is damaged or no database: %v", err)
	}
	if len(found) != 1 || found[0] != "ok" {
		return fault.New(fault.Invalid, "the file is damaged: %s", strings.Join(found, "; "))
	}
	var tables int
	err = db.reader.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_schema WHERE name IN ('goose_db_version', 'organisation', 'node_day')").Scan(&tables)
	if err == nil && tables != 3 {
		return fault.New(fault.Invalid, "the file is a database, and none of Attain's")
	}
	return err
}

// writeTo writes everything to an empty file, as one moment saw it.
func (db *DB) writeTo(ctx context.Context, path string, version int64) error {
	if db.dialect == sqlite {
		_, err := db.writer.ExecContext(ctx, "VACUUM INTO $1", path)
		return err
	}
	to, err := connect(path)
	if err != nil {
		return err
	}
	provider, err := to.provider()
	if err == nil {
		_, err = provider.UpTo(ctx, version)
	}
	if err == nil {
		err = transfer(ctx, db, to)
	}
	if err == nil {
		err = to.log.end() // only one connection may be there
	}
	if err == nil {
		// A copy must be one file, also on a medium that can only be read.
		_, err = to.writer.ExecContext(ctx, "PRAGMA journal_mode(DELETE)")
	}
	return errors.Join(err, to.Close())
}

// transferFile copies a database file into an empty PostgreSQL database.
func transferFile(ctx context.Context, path, location string) error {
	from, err := openSound(ctx, path)
	if err != nil {
		return err
	}
	defer from.Close() //nolint:errcheck // it was only read from
	to, err := Open(ctx, location)
	if err != nil {
		return err
	}
	return errors.Join(transfer(ctx, from, to), to.Close())
}

// emptyPostgres refuses a database that holds anything. It makes no table, so
// that a slip of the pen does not touch somebody else's database.
func emptyPostgres(ctx context.Context, location string) error {
	db, err := connect(location)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // it was only read from
	var tables int
	// An extension may have put views there.
	err = db.reader.QueryRowContext(ctx, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'").Scan(&tables)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "the database %s does not answer: %v", shown(location), err)
	}
	if tables > 0 {
		return fault.New(fault.Conflict, "the database %s has tables already; restore into a new one (CREATE DATABASE)", shown(location))
	}
	return nil
}

// shown is the location without a password.
func shown(location string) string {
	at, err := url.Parse(location)
	if err != nil || !isPostgres(location) {
		return location
	}
	return at.Redacted()
}
