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
// A database on a cluster cannot be copied from another. Each test gets a schema
// of its own in one database, migrated by itself; its tables have few shards,
// because making them is what takes the time.
const fewShards = "4"

// cluster is the database in which the schemas are made.
type cluster struct {
	once     sync.Once
	at       *url.URL // nil when there is none
	why      string   // there is none
	err      error
	server   *url.URL // on which the database name was made
	name     string
	migrates sync.Mutex // one schema at a time: they are in each other's way otherwise
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
		at, _ := url.Parse(database(c.server, c.name)) //nolint:errcheck // it was made from one
		c.at = at
		c.err = errors.Join(run(ctx, c.server, "CREATE DATABASE "+c.name), run(ctx, at, "CREATE EXTENSION citus"))
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
	if c.name == "" {
		return nil
	}
	return run(context.Background(), c.server, "DROP DATABASE "+c.name+" WITH (FORCE)")
}

// citusSchema returns the location of a new schema on the cluster; the test is
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
	name := newName()
	if err := run(t.Context(), c.at, "CREATE SCHEMA "+name); err != nil {
		t.Fatal(err)
	}
	location := inSchema(c.at, name)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the schema of this test is kept: psql '%s'", location)
			return
		}
		c.migrates.Lock()
		defer c.migrates.Unlock()
		if err := run(context.WithoutCancel(t.Context()), c.at, "DROP SCHEMA "+name+" CASCADE"); err != nil {
			t.Error(err)
		}
	})
	if migrate == nil {
		return location
	}
	c.migrates.Lock()
	defer c.migrates.Unlock()
	if err := migrate(t.Context(), location); err != nil {
		t.Fatal(fmt.Errorf("making the schema: %w", err))
	}
	return location
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
