package store_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
)

// besideOlder runs the test with a server of an older program beside it, which
// write lets change the organisation: it counts that in the pulse, and knows of
// nothing that was added to it since.
func besideOlder(t *testing.T, test func(t *testing.T, b *bundle, write func())) {
	t.Helper()
	t.Parallel()
	for engine, driver := range map[string]string{storetest.SQLite: "sqlite", storetest.Postgres: "pgx"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			location := storetest.Location(t, engine, func(ctx context.Context, location string) error {
				db, err := store.Open(ctx, location)
				if err != nil {
					return err
				}
				return db.Close()
			})
			db, err := store.Open(t.Context(), location)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			older, err := sql.Open(driver, location)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = older.Close() })
			b := newBundle(t, db)
			test(t, b, func() {
				if _, err := older.ExecContext(t.Context(), "UPDATE pulse SET seq = seq + 1 WHERE org_id = $1", b.org.ID); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
}
