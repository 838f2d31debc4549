package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/attainhq/attain/internal/fault"
)

//go:embed migration/*.sql
var migrations embed.FS

// migrate brings the schema up to date, one transaction per step, and refuses
// a schema that is newer than this program. On Citus it then distributes the
// tables that are new. Of servers that start together one does it, and the others
// wait.
func (db *DB) migrate(ctx context.Context) error {
	provider, err := db.provider()
	if err != nil {
		return err
	}
	return db.alone(ctx, func() error {
		if err := db.up(ctx, provider); err != nil {
			return err
		}
		if err := db.setStatistics(ctx); err != nil {
			return err
		}
		return db.distribute(ctx)
	})
}

// up takes all steps that have not been taken.
func (db *DB) up(ctx context.Context, provider *goose.Provider) error {
	for before := int64(-1); ; {
		if err := db.refuseNewer(ctx, provider); err != nil {
			return err
		}
		_, err := provider.Up(ctx)
		if err == nil {
			return nil
		}
		// Another program may have taken the same step a moment earlier.
		current, _, unknown := db.SchemaVersion(ctx)
		if db.dialect == postgres || unknown != nil || current <= before {
			return fault.Wrap(err, fault.Unavailable, "the database cannot be brought up to date: %v", cmp.Or(errors.Unwrap(err), err))
		}
		before = current
	}
}

// alone lets one program at a time migrate a PostgreSQL: several servers may be
// started at once.
func (db *DB) alone(ctx context.Context, migrate func() error) error {
	if db.dialect == sqlite {
		return migrate() // it locks its file for each step
	}
	// A transaction that does nothing else holds the lock: a pooler may give the
	// statements of a session to several connections, those of a transaction not.
	return within(ctx, db.writer, func(ctx context.Context, tx *sql.Tx) error {
		const schema = "\x00schema" // is no organisation's id
		if err := db.lock(ctx, tx, schema); err != nil {
			return fault.Wrap(err, fault.Unavailable, "the database does not answer: %v", err)
		}
		return migrate()
	})
}

func (db *DB) refuseNewer(ctx context.Context, provider *goose.Provider) error {
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "the database does not answer: %v", err)
	}
	if current > target {
		return fault.New(fault.Conflict,
			"the database has schema version %d, which is newer than the %d that this program knows; start the newer program, or restore a backup of that time", current, target)
	}
	return nil
}

func (db *DB) provider() (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migration")
	if err != nil {
		return nil, err
	}
	engine := goose.DialectSQLite3
	words := strings.NewReplacer("{{text}}", "TEXT", "{{packed}}", " WITHOUT ROWID")
	if db.dialect == postgres {
		engine = goose.DialectPostgres
		words = strings.NewReplacer("{{text}}", `TEXT COLLATE "C"`, "{{packed}}", "", "-- +goose Up", "-- +goose Up\n"+oneByOne+";")
	}
	provider, err := goose.NewProvider(engine, db.writer, wordedFS{folder, words}, goose.WithVerbose(false))
	if err != nil {
		return nil, fmt.Errorf("reading the migrations: %w", err)
	}
	return provider, nil
}

// SchemaVersion returns the version of the database's schema and the newest
// that this program knows. It only reads, so that it may be asked of any
// database.
func (db *DB) SchemaVersion(ctx context.Context) (current, newest int64, err error) {
	provider, err := db.provider()
	if err != nil {
		return 0, 0, err
	}
	for _, source := range provider.ListSources() {
		newest = max(newest, source.Version)
	}
	err = db.reader.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version").Scan(&current)
	if err != nil {
		return 0, newest, fault.Wrap(err, fault.Unavailable, "the database does not answer, or is none of Attain's: %v", err)
	}
	return current, newest, nil
}

// Ready returns why the database cannot be used, nil when it answers and has the
// tables that this program needs. A schema that a newer program brought up to
// date meanwhile is no reason: migrations leave room for the program before.
func (db *DB) Ready(ctx context.Context) error {
	current, newest, err := db.SchemaVersion(ctx)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "the database does not answer") // what it said may name machines
	}
	if current < newest {
		return fault.New(fault.Unavailable, "the database has schema version %d and this program needs %d; start it anew, which brings it up to date", current, newest)
	}
	return nil
}

// wordedFS replaces the engine's words in each migration as it is read.
type wordedFS struct {
	fs.FS
	words *strings.Replacer
}

func (w wordedFS) Open(name string) (fs.File, error) {
	file, err := w.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil || info.IsDir() {
		return file, err
	}
	defer file.Close()
	text, err := fs.ReadFile(w.FS, name)
	if err != nil {
		return nil, err
	}
	worded := []byte(w.words.Replace(string(text)))
	return &wordedFile{bytes.NewReader(worded), wordedInfo{info, int64(len(worded))}}, nil
}

// ReadFile lets fs.ReadFile go through Open.
func (w wordedFS) ReadFile(name string) ([]byte, error) {
	text, err := fs.ReadFile(w.FS, name)
	return []byte(w.words.Replace(string(text))), err
}

type wordedFile struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *wordedFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *wordedFile) Close() error               { return nil }

type wordedInfo struct {
	fs.FileInfo
	size int64
}

func (i wordedInfo) Size() int64        { return i.size }
func (i wordedInfo) ModTime() time.Time { return time.Time{} }
