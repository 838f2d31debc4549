package store

import (
	"context"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/store/storetest"
)

// TestLater: what waits is run before anything is asked and before the end, in
// its order; when it fails nothing stays, and its own error is told.
func TestLater(t *testing.T) {
	t.Parallel()
	storetest.Each(t, Open, func(t *testing.T, db *DB) {
		count := func(ctx context.Context, c conn) (n int) {
			if err := c.QueryRowContext(ctx, "SELECT COUNT(*) FROM structure WHERE org_id = $1", "later").Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		const insert = "INSERT INTO structure (org_id, seq) VALUES ($1, $2)"
		broken := "INSERT INTO nowhere (org_id) VALUES ($1)"
		for name, run := range map[string]func(context.Context, conn) error{
			"at the end": func(ctx context.Context, c conn) error {
				if err := execLater(ctx, c, insert, "later", int64(1)); err != nil {
					return err
				}
				return execLater(ctx, c, broken, "later")
			},
			"before a query": func(ctx context.Context, c conn) error {
				if err := execLater(ctx, c, broken, "later"); err != nil {
					return err
				}
				var n int
				return c.QueryRowContext(ctx, "SELECT COUNT(*) FROM structure WHERE org_id = $1", "later").Scan(&n)
			},
			"though nobody looked": func(ctx context.Context, c conn) error {
				if err := execLater(ctx, c, broken, "later"); err != nil {
					return err
				}
				_ = c.QueryRowContext(ctx, "SELECT 1").Err()
				return nil
			},
		} {
			if err := db.inBulk(t.Context(), run); err == nil || !strings.Contains(err.Error(), "nowhere") {
				t.Errorf("%s: the error is %v", name, err)
			}
			if n := count(t.Context(), db.reader); n != 0 {
				t.Errorf("%s: %d rows stay", name, n)
			}
		}
		err := db.inBulk(t.Context(), func(ctx context.Context, c conn) error {
			if err := execLater(ctx, c, insert, "later", int64(1)); err != nil {
				return err
			}
			if n := count(ctx, c); n != 1 {
				t.Errorf("%d rows are seen", n)
			}
			return execLater(ctx, c, "UPDATE structure SET seq = $2 WHERE org_id = $1", "later", int64(7))
		})
		if err != nil {
			t.Fatal(err)
		}
		if seq, err := structure(t.Context(), db.reader, "later"); err != nil || seq != 7 {
			t.Errorf("the row has %d (%v)", seq, err)
		}
	})
}

// TestWritesAreKept: a text that comes again and again is prepared once, and does
// then what it did.
func TestWritesAreKept(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.SQLite, Open)
	const rounds = 8
	for range rounds {
		err := db.inBulk(t.Context(), func(ctx context.Context, c conn) error {
			if _, err := c.ExecContext(ctx, "INSERT INTO structure (org_id, seq) VALUES ($1, 1) ON CONFLICT (org_id) DO UPDATE SET seq = structure.seq + 1", "kept"); err != nil {
				return err
			}
			rows, err := c.QueryContext(ctx, "SELECT seq FROM structure WHERE $1 < seq AND org_id = $2", 0, "kept")
			if err != nil {
				return err
			}
			defer rows.Close()
			return rows.Err()
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := len(db.writes.kept); n != 2 {
		t.Errorf("%d texts are kept", n)
	}
	if seq, err := structure(t.Context(), db.reader, "kept"); err != nil || seq != rounds {
		t.Errorf("it was written %d times (%v)", seq, err)
	}
}
