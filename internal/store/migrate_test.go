package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/store/storetest"
)

// schema describes every table of the database in words that both engines have
// in common: columns with their types and whether they may be missing, keys.
func (db *DB) schema(t *testing.T) map[string][]string {
	t.Helper()
	query := `SELECT m.name, p.name || ' ' || lower(p.type) || CASE WHEN p."notnull" = 1 THEN '' ELSE ' null' END
		FROM sqlite_schema m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> 'goose_db_version'
		UNION ALL SELECT m.name, 'key ' || (SELECT group_concat(name, ' ') FROM (SELECT p.name FROM pragma_table_info(m.name) p WHERE p.pk > 0 ORDER BY p.pk))
		FROM sqlite_schema m WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> 'goose_db_version'`
	if db.dialect == postgres {
		query = `SELECT table_name, column_name || ' ' || data_type || CASE is_nullable WHEN 'NO' THEN '' ELSE ' null' END
			FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'goose_db_version'
			UNION ALL SELECT c.relname, 'key ' || (SELECT string_agg(a.attname, ' ' ORDER BY k.place)
				FROM unnest(i.indkey) WITH ORDINALITY AS k(column_number, place) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.column_number)
			FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE i.indisprimary AND n.nspname = current_schema() AND c.relname <> 'goose_db_version'`
	}
	rows, err := db.reader.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	tables := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		tables[table] = append(tables[table], column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, columns := range tables {
		slices.Sort(columns)
	}
	return tables
}

// TestMigrations: migrating step by step gives the schema that a fresh
// database has, and migrating again does nothing.
func TestMigrations(t *testing.T) {
	t.Parallel()
	for _, engine := range storetest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			fresh := storetest.Open(t, engine, Open).schema(t)
			db, err := connect(storetest.Location(t, engine, nil))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			provider, err := db.provider()
			if err != nil {
				t.Fatal(err)
			}
			for _, source := range provider.ListSources() {
				if _, err := provider.UpTo(t.Context(), source.Version); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(fresh, db.schema(t)); diff != "" {
				t.Errorf("step by step the schema differs (-fresh +migrated):\n%s", diff)
			}
			for range 2 {
				if err := db.migrate(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			current, newest, err := db.SchemaVersion(t.Context())
			if err != nil || current != newest || newest == 0 {
				t.Errorf("the schema has version %d of %d (%v)", current, newest, err)
			}
			if diff := cmp.Diff(fresh, db.schema(t)); diff != "" {
				t.Errorf("migrating again changed the schema:\n%s", diff)
			}
		})
	}
}

// TestSameSchema: both engines have the same tables, columns, types and keys.
func TestSameSchema(t *testing.T) {
	t.Parallel()
	one := storetest.Open(t, storetest.SQLite, Open).schema(t)
	other := storetest.Open(t, storetest.Postgres, Open).schema(t)
	if diff := cmp.Diff(one, other); diff != "" {
		t.Errorf("the schemas differ (-SQLite +PostgreSQL):\n%s", diff)
	}
	for table, columns := range one {
		if i := slices.IndexFunc(columns, func(c string) bool { return strings.HasPrefix(c, "key ") }); i < 0 || !strings.HasPrefix(columns[i], "key org_id") {
			t.Errorf("the key of %s does not begin with org_id: %v", table, columns)
		}
	}
}

// TestNewerSchema: a program must not touch what a newer one has made.
func TestNewerSchema(t *testing.T) {
	t.Parallel()
	for _, engine := range storetest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			location := storetest.Location(t, engine, func(ctx context.Context, location string) error {
				db, err := Open(ctx, location)
				if err != nil {
					return err
				}
				return db.Close()
			})
			db, err := connect(location)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			_, err = db.writer.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, "+map[dialect]string{sqlite: "1", postgres: "TRUE"}[db.dialect]+")", 99_999)
			if err != nil {
				t.Fatal(err)
			}
			again, err := Open(t.Context(), location)
			if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "99999") {
				t.Errorf("a newer schema is opened: %v %v", again, err)
			}
		})
	}
}

// TestMissingStep: a schema that lacks a step before its last was made by no
// release. It is refused, and the error says which step that is.
func TestMissingStep(t *testing.T) {
	t.Parallel()
	location := storetest.Location(t, "sqlite", nil)
	first, err := Open(t.Context(), location)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.writer.ExecContext(t.Context(), "DELETE FROM goose_db_version WHERE version_id = 7"); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), location)
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "version 7") {
		t.Errorf("a schema that lacks step 7 is opened: %v %v", again, err)
	}
}

// TestMigrateTogether: servers that start together on an empty database all find
// it up to date.
func TestMigrateTogether(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{storetest.SQLite, storetest.Postgres, storetest.Citus} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			location := storetest.Location(t, engine, nil)
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					db, err := Open(t.Context(), location)
					if err != nil {
						t.Error(err)
						return
					}
					if err := errors.Join(db.Ready(t.Context()), db.Close()); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		})
	}
}

// TestMigrationNumbers: the numbers follow one another, so two branches cannot
// both bring a number five.
func TestMigrationNumbers(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(migrations, "migration/*.sql")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for i, name := range names {
		if want := fmt.Sprintf("%05d_", i+1); !strings.HasPrefix(filepath.Base(name), want) {
			t.Errorf("%s should begin with %s", name, want)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for _, location := range []string{"", "mysql://localhost/attain", "postgres://%zz"} {
		if db, err := Open(t.Context(), location); err == nil {
			_ = db.Close()
			t.Errorf("%q is opened", location)
		} else if fault.KindOf(err) == fault.Internal {
			t.Errorf("opening %q fails without a word for the user: %v", location, err)
		}
	}
}

// TestBackupOfOlder: a backup leaves the schema as it is, and a restore brings it
// up to date before it is checked.
func TestBackupOfOlder(t *testing.T) {
	t.Parallel()
	for _, engine := range storetest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			location := storetest.Location(t, engine, nil)
			db, err := connect(location)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			provider, err := db.provider()
			if err != nil {
				t.Fatal(err)
			}
			const older = 2
			if _, err := provider.UpTo(t.Context(), older); err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			path, restored := filepath.Join(dir, "copy.db"), filepath.Join(dir, "restored.db")
			err = Backup(t.Context(), location, path, func(context.Context, *DB) error { return errors.New("an older schema cannot be recomputed") })
			if err != nil {
				t.Fatal(err)
			}
			checked := int64(0)
			err = Restore(t.Context(), path, restored, func(ctx context.Context, copied *DB) (err error) {
				checked, _, err = copied.SchemaVersion(ctx)
				return err
			})
			if err != nil || checked <= older {
				t.Errorf("restored, the schema has version %d: %v", checked, err)
			}
			if current, _, err := db.SchemaVersion(t.Context()); err != nil || current != older {
				t.Errorf("the backup brought the database to version %d: %v", current, err)
			}
		})
	}
}
