package store_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
)

// TestOlderServerGoesOn: while a server runs, a newer program brings the schema
// further, by everything that a migration may do. The server reads and writes on
// and stays ready; started anew, it says why it cannot.
func TestOlderServerGoesOn(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{storetest.SQLite, storetest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			location := storetest.Location(t, engine, nil)
			older, err := store.Open(t.Context(), location)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = older.Close() })
			before := newBundle(t, older) // so that its connections know the old tables
			before.saveMany(t)
			migrateFurther(t, engine, location)

			if err := older.Ready(t.Context()); err != nil {
				t.Errorf("it is not ready: %v", err)
			}
			for _, b := range []*bundle{before, newBundle(t, older)} {
				b.saveMany(t)
				history, err := older.SaleHistory(t.Context(), b.org.ID, fact.Key{Source: "crm", ID: "1"})
				if err != nil || len(history) != 2 {
					t.Errorf("sale 1 has %d versions (%v)", len(history), err)
				}
				b.read(t, func(tx pipeline.Tx) error {
					found, err := tx.Deals([]fact.DealID{"crm/omany-299"})
					if len(found["crm/omany-299"].Lines) != 1 {
						t.Errorf("the last of many sales is not there: %v", found)
					}
					return err
				})
			}
			if again, err := store.Open(t.Context(), location); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "newer") {
				t.Errorf("started anew, the older program says %v %v", again, err)
			}
		})
	}
}

// saveMany stores as many sales as are copied in bulk.
func (b *bundle) saveMany(t *testing.T) {
	t.Helper()
	var many []fact.Version
	for i := range 300 {
		many = append(many, version(fmt.Sprint("many-", i), 1, open("2026-11-05"), as))
	}
	b.save(t, pipeline.Changes{Current: many})
}

// migrateFurther does to every table what TestMigrationsAreAdditive lets a
// migration do.
func migrateFurther(t *testing.T, engine, location string) {
	t.Helper()
	driver, tables, applied := "sqlite", "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'", "1"
	if engine == storetest.Postgres {
		driver, tables, applied = "pgx", "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'", "TRUE"
	}
	db, err := sql.Open(driver, location)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(t.Context(), tables)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	statements := []string{"CREATE TABLE newer (org_id TEXT NOT NULL, PRIMARY KEY (org_id))", "CREATE INDEX newer_sale ON sale (org_id, day)"}
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			t.Fatal(err)
		}
		if table == "goose_db_version" {
			continue
		}
		statements = append(statements, "ALTER TABLE "+table+" ADD COLUMN newer BIGINT NOT NULL DEFAULT 7")
	}
	const atLeast = 30
	if err := rows.Err(); err != nil || len(statements) < atLeast {
		t.Fatal(len(statements), err)
	}
	for _, statement := range append(statements, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, "+applied+")") {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(statement, err)
		}
	}
}
