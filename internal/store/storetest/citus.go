package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
)

// Citus is a PostgreSQL with an extension that Debian does not have, so it is
// nowhere required. ATTAIN_CITUS_DSN names a database on the coordinator of a
// cluster that is ready: it has the extension, and its workers are registered.
// Without it the PostgreSQL of the tests is used when it offers the extension, as
// a cluster of one machine.
//
// A database on a cluster cannot be copied from another, and making tables takes
// seconds there. So each test gets a schema in one database, with few shards, and
// when it has passed another gets it, emptied.
const fewShards = "4"

// cluster is the database in which the schemas are made.
type cluster struct {
	once   sync.Once
	at     *url.URL // nil when there is none
	why    string   // there is none
	err    error
	server *url.URL // on which the database name was made
	name   string

	mu    sync.Mutex // schemas are made one at a time: they are in each other's way otherwise
	clean []schema   // migrated and empty
}

// schema is a place for the tables of a test.
type schema struct {
	name    string
	version string // of what is in it, "" before it was migrated
}

// theCluster is shared by the tests of a package.
var theCluster cluster

func (c *cluster) find(ctx context.Context) {
	if text := os.Getenv("ATTAIN_CITUS_DSN"); text != "" {
		if c.at, c.err = url.Parse(text); c.err == nil {
			c.err = run(ctx, c.at, "CREATE EXTENSION IF NOT EXISTS citus")
		}
		return
	}
	text := os.Getenv("ATTAIN_TEST_POSTGRES")
	if text == "" {
		c.why = "no PostgreSQL to test on"
		return
	}
	var offered, loaded bool
	if c.server, c.err = url.Parse(text); c.err != nil {
		return
	}
	offered, loaded, c.err = offers(ctx, c.server)
	switch {
	case c.err != nil:
	case !offered:
		c.why = "the PostgreSQL of the tests does not have the extension citus"
	case !loaded:
		c.why = "the PostgreSQL of the tests has the extension citus but was started without shared_preload_libraries = 'citus'"
	default:
		c.name = newName()
		at, err := url.Parse(database(c.server, c.name))
		c.at = at
		c.err = errors.Join(err, run(ctx, c.server, "CREATE DATABASE "+c.name), run(ctx, at, "CREATE EXTENSION citus"))
	}
}

// offers reports whether a server has the extension, and has loaded it.
func offers(ctx context.Context, at *url.URL) (offered, loaded bool, err error) {
	db, err := sql.Open("pgx", at.String())
	if err != nil {
		return false, false, err
	}
	var libraries string
	err = db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'citus'), current_setting('shared_preload_libraries')").Scan(&offered, &libraries)
	return offered, strings.Contains(libraries, "citus"), errors.Join(err, db.Close())
}

func (c *cluster) drop() error {
	var errs []error
	if c.name != "" {
		return run(context.Background(), c.server, "DROP DATABASE "+c.name+" WITH (FORCE)")
	}
	for _, s := range c.clean {
		errs = append(errs, run(context.Background(), c.at, "DROP SCHEMA "+s.name+" CASCADE"))
	}
	return errors.Join(errs...)
}

// citusSchema returns the location of a schema on the cluster; the test is
// skipped when there is none.
func citusSchema(t *testing.T, migrate func(context.Context, string) error) string {
	t.Helper()
	c := &theCluster
	c.once.Do(func() { c.find(context.WithoutCancel(t.Context())) })
	switch {
	case c.err != nil:
		t.Fatal("preparing Citus:", c.err)
	case c.at == nil:
		t.Skipf("no Citus to test on: %s; name a cluster with ATTAIN_CITUS_DSN=postgres://…", c.why)
	}
	of, err := c.take(t.Context(), migrate)
	if err != nil {
		t.Fatal("making a schema on Citus:", err)
	}
	location := inSchema(c.at, of.name)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the schema of this test is kept: psql '%s'", location)
			return
		}
		if err := c.giveBack(context.WithoutCancel(t.Context()), of); err != nil {
			t.Error(err)
		}
	})
	return location
}

// take returns a schema that migrate was applied to, an empty one when it is nil.
func (c *cluster) take(ctx context.Context, migrate func(context.Context, string) error) (schema, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if last := len(c.clean) - 1; migrate != nil && last >= 0 {
		of := c.clean[last]
		c.clean = c.clean[:last]
		return of, nil
	}
	of := schema{name: newName()}
	if err := run(ctx, c.at, "CREATE SCHEMA "+of.name); err != nil || migrate == nil {
		return of, err
	}
	err := migrate(ctx, inSchema(c.at, of.name))
	if err == nil {
		of.version, err = c.empty(ctx, of)
	}
	return of, err
}

// giveBack empties a schema for the next test. One whose test made the tables, or
// changed their version, is dropped.
func (c *cluster) giveBack(ctx context.Context, of schema) error {
	version := ""
	if of.version != "" {
		var err error
		if version, err = c.empty(ctx, of); err != nil {
			return err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if version == "" || version != of.version {
		return run(ctx, c.at, "DROP SCHEMA "+of.name+" CASCADE")
	}
	c.clean = append(c.clean, of)
	return nil
}

// empty deletes all rows but those of the migrations, and returns what these say.
func (c *cluster) empty(ctx context.Context, of schema) (version string, err error) {
	db, err := sql.Open("pgx", inSchema(c.at, of.name))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var tables string
	err = db.QueryRowContext(ctx, `SELECT COALESCE(string_agg(tablename, ' '), ''), (SELECT string_agg(version_id::text, ' ' ORDER BY id) FROM goose_db_version)
		FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'goose_db_version'`).Scan(&tables, &version)
	if err != nil {
		return "", err
	}
	for _, table := range strings.Fields(tables) {
		if _, err := db.ExecContext(ctx, "DELETE FROM "+table); err != nil {
			return "", fmt.Errorf("emptying %s: %w", table, err)
		}
	}
	return version, nil
}

// inSchema returns the address with the schema as the place of its tables.
func inSchema(at *url.URL, name string) string {
	other := *at
	query := other.Query()
	query.Set("search_path", name)
	query.Set("citus.shard_count", fewShards)
	other.RawQuery = query.Encode()
	return other.String()
}
