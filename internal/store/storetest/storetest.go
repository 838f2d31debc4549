// Package storetest gives tests real databases: SQLite always, PostgreSQL where
// ATTAIN_TEST_POSTGRES names a server on which databases may be made. In CI, and
// with ATTAIN_REQUIRE_POSTGRES=1, a missing PostgreSQL is a failure. Citus is the
// third engine where there is one, see citus.go; where there is none its tests
// are skipped.
//
// Every database is a copy of one that was migrated once per package. The
// database of a failed test is kept, and its test says how to open it.
//
// The package does not import store, so that store's own tests can use it: they
// pass the function that opens a database.
package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver that makes the databases
	"go.uber.org/goleak"
)

// The engines, as subtests are called.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
	Citus    = "citus"
)

// Engines returns all of them. A subtest of one that is not there is skipped.
func Engines() []string { return []string{SQLite, Postgres, Citus} }

// Main runs the tests of a package, looks for goroutines that they left behind
// and removes what the package made. Call it from TestMain.
func Main(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if err := errors.Join(templates.drop(), theCluster.drop()); err != nil {
			_, _ = fmt.Fprintln(os.Stderr, "removing the databases of the package:", err)
			code = 1
		}
		os.Exit(code)
	}))
}

// Each runs the test on a new database of every engine. open is store.Open.
func Each[DB io.Closer](t *testing.T, open func(context.Context, string) (DB, error), test func(*testing.T, DB)) {
	t.Helper()
	for _, engine := range Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			test(t, Open(t, engine, open))
		})
	}
}

// Open returns a new migrated database of the engine, closed and removed when
// the test ends.
func Open[DB io.Closer](t *testing.T, engine string, open func(context.Context, string) (DB, error)) DB {
	t.Helper()
	location := Location(t, engine, func(ctx context.Context, location string) error {
		db, err := open(ctx, location)
		if err != nil {
			return err
		}
		return db.Close()
	})
	db, err := open(t.Context(), location)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// Location returns the location of a new database that migrate was applied to,
// of an empty one when migrate is nil.
func Location(t *testing.T, engine string, migrate func(ctx context.Context, location string) error) string {
	t.Helper()
	switch engine {
	case SQLite:
		return sqliteFile(t, migrate)
	case Citus:
		return citusSchema(t, migrate)
	default:
		return postgresDatabase(t, migrate)
	}
}

func sqliteFile(t *testing.T, migrate func(context.Context, string) error) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "attain-test-") //nolint:usetesting // kept when the test fails
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "attain.db")
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the database of this test is kept: sqlite3 %s", path)
			return
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if migrate == nil {
		return path
	}
	text, err := templates.sqlite(t.Context(), migrate)
	if err != nil {
		t.Fatal("making the template database:", err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// server returns the address of the test server; the test is skipped when there
// is none, and fails where one is required.
func server(t *testing.T) *url.URL {
	t.Helper()
	text := os.Getenv("ATTAIN_TEST_POSTGRES")
	if text == "" {
		const how = `no PostgreSQL to test on; start one with: eval "$(scripts/setup-postgres)"; export ATTAIN_TEST_POSTGRES`
		if os.Getenv("CI") == "true" || os.Getenv("ATTAIN_REQUIRE_POSTGRES") == "1" {
			t.Fatal(how)
		}
		t.Skip(how)
	}
	at, err := url.Parse(text)
	if err != nil {
		t.Fatalf("ATTAIN_TEST_POSTGRES is no URL: %v", err)
	}
	return at
}

func postgresDatabase(t *testing.T, migrate func(context.Context, string) error) string {
	t.Helper()
	at := server(t)
	template := "template0"
	if migrate != nil {
		var err error
		if template, err = templates.postgres(t.Context(), at, migrate); err != nil {
			t.Fatal("making the template database:", err)
		}
	}
	name := newName()
	if err := templates.copy(t.Context(), at, name, template); err != nil {
		t.Fatal(err)
	}
	location := database(at, name)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the database of this test is kept: psql '%s'", location)
			return
		}
		if err := run(context.WithoutCancel(t.Context()), at, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return location
}

func newName() string { return "attain_" + strings.ReplaceAll(uuid.NewString(), "-", "") }

func database(at *url.URL, name string) string {
	other := *at
	other.Path = "/" + name
	return other.String()
}

// run runs one statement on the server.
func run(ctx context.Context, at *url.URL, statement string) error {
	db, err := sql.Open("pgx", at.String())
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, statement); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", statement, err), db.Close())
	}
	return db.Close()
}

// made holds the migrated databases that others are copied from.
type made struct {
	mu     sync.Mutex
	file   []byte   // of SQLite
	name   string   // of PostgreSQL
	server *url.URL // that name is on
}

// templates are shared by the tests of a package: migrating each database by
// itself would take most of their time.
var templates made

func (m *made) sqlite(ctx context.Context, migrate func(context.Context, string) error) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.file != nil {
		return m.file, nil
	}
	dir, err := os.MkdirTemp("", "attain-template-")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "attain.db")
	if err := migrate(ctx, path); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	m.file, err = os.ReadFile(path)
	return m.file, errors.Join(err, os.RemoveAll(dir))
}

func (m *made) postgres(ctx context.Context, at *url.URL, migrate func(context.Context, string) error) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.name != "" {
		return m.name, nil
	}
	name := newName()
	if err := run(ctx, at, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	m.name, m.server = name, at
	return name, migrate(ctx, database(at, name))
}

// copy makes a database from a template. Only one copy at a time: PostgreSQL
// wants the template to itself.
func (m *made) copy(ctx context.Context, at *url.URL, name, template string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for {
		err := run(ctx, at, "CREATE DATABASE "+name+" TEMPLATE "+template)
		// A connection that was closed a moment ago may still be seen, and other
		// packages may be copying template0.
		if err == nil || !strings.Contains(err.Error(), "is being accessed by other users") {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (m *made) drop() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.name == "" {
		return nil
	}
	return run(context.Background(), m.server, "DROP DATABASE "+m.name+" WITH (FORCE)")
}
