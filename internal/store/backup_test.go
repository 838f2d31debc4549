package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
)

var engines = storetest.Engines()

func unchecked(context.Context, *store.DB) error { return nil }

// newDatabase returns the location of a database with two organisations, and
// one of them.
func newDatabase(t *testing.T, engine string) (string, *bundle) {
	t.Helper()
	location := storetest.Location(t, engine, migrated)
	db, err := store.Open(t.Context(), location)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	newBundle(t, db)
	return location, newBundle(t, db)
}

func migrated(ctx context.Context, location string) error {
	db, err := store.Open(ctx, location)
	if err != nil {
		return err
	}
	return db.Close()
}

// dump returns every row of a backup as text.
func dump(t *testing.T, path string) map[string][]string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	text := func(query string) []string {
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(query, err)
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for rows.Next() {
			row, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range row {
				into[i] = &row[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			line := make([]string, len(row))
			for i, v := range row {
				line[i] = fmt.Sprintf("%s=%T:%v", columns[i], v, v)
			}
			all = append(all, strings.Join(line, " "))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return all
	}
	all := map[string][]string{}
	for _, line := range text("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'goose_db_version'") {
		name := strings.TrimPrefix(line, "name=string:")
		all[name] = text("SELECT * FROM " + name)
		slices.Sort(all[name])
	}
	return all
}

// TestBackup: from either database to a file, to either database, and back to a
// file: every row of every table is there, and nothing else.
func TestBackup(t *testing.T) {
	t.Parallel()
	for _, from := range engines {
		for _, to := range engines {
			t.Run(from+" to "+to, func(t *testing.T) {
				t.Parallel()
				ctx, dir := t.Context(), t.TempDir()
				location, b := newDatabase(t, from)
				first, second := filepath.Join(dir, "first copy's.db"), filepath.Join(dir, "deep", "second.db")
				if err := store.Backup(ctx, location, first, unchecked); err != nil {
					t.Fatal(err)
				}
				restored := filepath.Join(dir, "new", "attain.db")
				if to != storetest.SQLite {
					restored = storetest.Location(t, to, nil)
				}
				if err := store.Restore(ctx, first, restored, unchecked); err != nil {
					t.Fatal(err)
				}
				if err := store.Backup(ctx, restored, second, unchecked); err != nil {
					t.Fatal(err)
				}
				rows := dump(t, first)
				if diff := cmp.Diff(rows, dump(t, second)); diff != "" {
					t.Errorf("the copy of the copy differs:\n%s", diff)
				}
				if len(rows["sale"]) == 0 || len(rows["node_day"]) == 0 || len(rows["edge"]) == 0 || len(rows["organisation"]) != 2 {
					t.Errorf("the test copies too little: %d sales, %d organisations", len(rows["sale"]), len(rows["organisation"]))
				}
				db, err := store.Open(ctx, restored)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = db.Close() })
				if o, err := db.Organisation(ctx, b.org.ID); err != nil || o.Name != b.org.Name {
					t.Errorf("the restored database knows %+v: %v", o, err)
				}
				nothingHalf(t, dir)
				nothingHalf(t, filepath.Dir(second))
			})
		}
	}
}

// nothingHalf looks for what an unfinished copy would leave behind.
func nothingHalf(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.Contains(e.Name(), ".part-") || e.Name() == "x.db" {
			t.Errorf("%s is left in the folder", e.Name())
		}
	}
}

// TestBackupWhileWriting: a copy is of one moment: of transactions that write a
// node and its edge there is both or neither, and what was acknowledged before
// the backup began is in it.
func TestBackupWhileWriting(t *testing.T) {
	t.Parallel()
	for _, engine := range engines {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			location, b := newDatabase(t, engine)
			stop, ended := make(chan struct{}), make(chan error, 1)
			acknowledged := make(chan int, 1)
			go func() {
				for i := 1; ; i++ {
					id := org.ID(org.Person, fmt.Sprint("new", i))
					err := b.Write(context.Background(), b.org.ID, func(tx pipeline.Tx) error {
						return tx.Save(pipeline.Changes{At: at, Nodes: []org.Node{{ID: id, Name: "N", Member: period.Everything}},
							Edges: []org.Edge{edge(id, "team:all", period.Everything, period.Everything)}})
					})
					if i == 20 {
						acknowledged <- i
					}
					select {
					case <-stop:
						ended <- err
						return
					default:
						if err != nil {
							ended <- err
							return
						}
					}
				}
			}()
			<-acknowledged
			path := filepath.Join(t.TempDir(), "copy.db")
			err := store.Backup(t.Context(), location, path, unchecked)
			close(stop)
			if err := errors.Join(err, <-ended); err != nil {
				t.Fatal(err)
			}
			nodes, edges := 0, 0
			rows := dump(t, path)
			for _, line := range rows["node"] {
				nodes += strings.Count(line, "person:new")
			}
			for _, line := range rows["edge"] {
				edges += strings.Count(line, "person:new")
			}
			if nodes != edges || nodes < 20 {
				t.Errorf("the copy has %d nodes and %d edges, and 20 were acknowledged before it", nodes, edges)
			}
		})
	}
}

// TestBackupRefuses: nothing is overwritten, nothing half is left, and every
// refusal says why.
func TestBackupRefuses(t *testing.T) {
	t.Parallel()
	location, _ := newDatabase(t, storetest.SQLite)
	ctx, dir := t.Context(), t.TempDir()
	good := filepath.Join(dir, "good.db")
	if err := store.Backup(ctx, location, good, unchecked); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	broken := bytes.Clone(text)
	for i := len(broken) / 2; i < len(broken)/2+4096*8; i++ {
		broken[i] ^= 0xff
	}
	other := filepath.Join(dir, "other.db")
	foreign, err := sql.Open("sqlite", other)
	if err == nil {
		_, err = foreign.ExecContext(ctx, "CREATE TABLE a (b TEXT)")
	}
	if err := errors.Join(err, foreign.Close()); err != nil {
		t.Fatal(err)
	}
	inUse := file("inuse.db", text)
	file("inuse.db-wal", []byte("x"))
	file("stale.db-wal", []byte("x"))
	taken := file("taken.db", []byte("mine"))
	failing := func(context.Context, *store.DB) error { return fault.New(fault.Conflict, "no good") }
	restore := func(from, to string, check store.Check) func() error {
		return func() error { return store.Restore(ctx, from, filepath.Join(dir, to), check) }
	}
	for name, test := range map[string]struct {
		run  func() error
		kind fault.Kind
		says string
	}{
		"backup over a file": {func() error { return store.Backup(ctx, location, taken, unchecked) }, fault.Conflict, "exists already"},
		"backup of nothing": {func() error {
			return store.Backup(ctx, filepath.Join(dir, "no.db"), filepath.Join(dir, "x.db"), unchecked)
		}, fault.NotFound, "--db"},
		"backup of another":   {func() error { return store.Backup(ctx, other, filepath.Join(dir, "x.db"), unchecked) }, fault.Unavailable, "none of Attain's"},
		"backup with a check": {func() error { return store.Backup(ctx, location, filepath.Join(dir, "x.db"), failing) }, fault.Conflict, "no good"},
		"restore over a file": {restore(good, "taken.db", unchecked), fault.Conflict, "exists already"},
		"restore to a log":    {restore(good, "stale.db", unchecked), fault.Conflict, "stale.db-wal"},
		"restore of nothing":  {restore(filepath.Join(dir, "no.db"), "x.db", unchecked), fault.NotFound, "no.db"},
		"restore of text":     {restore(taken, "x.db", unchecked), fault.Invalid, "no database"},
		"restore of half":     {restore(file("half.db", text[:len(text)/2]), "x.db", unchecked), fault.Invalid, "damaged"},
		"restore of broken":   {restore(file("broken.db", broken), "x.db", unchecked), fault.Invalid, "damaged"},
		"restore of another":  {restore(other, "x.db", unchecked), fault.Invalid, "none of Attain's"},
		"restore of a live":   {restore(inUse, "x.db", unchecked), fault.Invalid, "not a backup"},
		"restore with check":  {restore(good, "x.db", failing), fault.Conflict, "no good"},
	} {
		t.Run(name, func(t *testing.T) {
			err := test.run()
			if !fault.Is(err, test.kind) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v (kind %d)", err, fault.KindOf(err))
			}
		})
	}
	if kept, err := os.ReadFile(taken); err != nil || string(kept) != "mine" {
		t.Errorf("the file that was there holds %q now: %v", kept, err)
	}
	nothingHalf(t, dir)
}

// TestBackupWithDifferences: a copy whose numbers are wrong is kept, and told of.
func TestBackupWithDifferences(t *testing.T) {
	t.Parallel()
	location, _ := newDatabase(t, storetest.SQLite)
	dir := t.TempDir()
	path, restored := filepath.Join(dir, "copy.db"), filepath.Join(dir, "restored.db")
	differ := func(context.Context, *store.DB) error { return store.ErrDiffer }
	if err := store.Backup(t.Context(), location, path, differ); !errors.Is(err, store.ErrDiffer) {
		t.Error(err)
	}
	if err := store.Restore(t.Context(), path, restored, differ); !errors.Is(err, store.ErrDiffer) {
		t.Error(err)
	}
	if diff := cmp.Diff(dump(t, path), dump(t, restored)); diff != "" {
		t.Error(diff)
	}
}

// TestRestoreIntoUsed: a PostgreSQL database with any table is left alone.
func TestRestoreIntoUsed(t *testing.T) {
	t.Parallel()
	location, _ := newDatabase(t, storetest.Postgres)
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := store.Backup(t.Context(), location, path, unchecked); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), path, location, unchecked); !fault.Is(err, fault.Conflict) {
		t.Errorf("a restore into a database in use: %v", err)
	}
}
