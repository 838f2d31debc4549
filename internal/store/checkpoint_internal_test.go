package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestCheckpoints: what was committed comes from SQLite's log into the file
// beside the writer, which moves anything itself only when the log has grown far.
func TestCheckpoints(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "attain.db")
	db, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	size := func(name string) int64 {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	before := size(path)
	const rows = 400
	write := func(round int) {
		t.Helper()
		err := db.inTx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			for i := range rows {
				if _, err := tx.ExecContext(ctx, "INSERT INTO structure (org_id, seq) VALUES ($1, $2)", fmt.Sprintf("%04000d-%d", round, i), int64(1)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	const rounds, page = 3, 4096
	for round := range rounds {
		write(round)
		want := before + int64(round+1)*rows*page/2
		for deadline := time.Now().Add(20 * time.Second); size(path) < want; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("after round %d the file has %d bytes, and %d are in the log", round, size(path), size(path+"-wal"))
			}
		}
	}
	var writers int
	if err := db.writer.QueryRowContext(t.Context(), "PRAGMA wal_autocheckpoint").Scan(&writers); err != nil || writers != writersPages {
		t.Errorf("the writer moves after %d pages: %v", writers, err)
	}
}
