package store

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// explain returns how SQLite answers the query, a line for each step.
func explain(t *testing.T, db *DB, query string, args ...any) string {
	t.Helper()
	rows, err := db.query(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
	steps, err := collect(rows, err, func(rows *sql.Rows) (text string, err error) {
		var id, parent, unused int
		err = rows.Scan(&id, &parent, &unused, &text)
		return text, err
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return strings.Join(steps, "\n")
}

// explaining explains each query before it runs.
type explaining struct {
	conn
	t     *testing.T
	db    *DB
	plans map[string]string
}

func (e explaining) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	e.plans[query] = explain(e.t, e.db, query, args...)
	return e.conn.QueryContext(ctx, query, args...)
}

// TestPlans: in a database in which nobody has counted anything, what is read
// for a fact is found by an index and not by reading the organisation's table.
func TestPlans(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), t.TempDir()+"/attain.db")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	ctx, c := t.Context(), explaining{db.reader, t, db, map[string]string{}}
	day := period.MustDate("2026-11-22")
	for what, read := range map[string]func() error{
		"deals":    func() error { _, err := deals(ctx, c, "o", []fact.DealID{"a/1", "a/2"}); return err },
		"sales":    func() error { _, err := salesByKey(ctx, c, "o", []fact.Key{{Source: "a", ID: "1"}}); return err },
		"versions": func() error { _, err := versionsByKey(ctx, c, "o", []fact.Key{{Source: "a", ID: "1"}}); return err },
		"events": func() error {
			_, err := eventVersionsByKey(ctx, c, "o", []fact.EventKey{{Kind: fact.Lead, Key: fact.Key{Source: "a", ID: "1"}}})
			return err
		},
		"cases":  func() error { _, err := cases(ctx, c, "o", []fact.CaseID{"a"}); return err },
		"firsts": func() error { _, err := firsts(ctx, c, "o", []org.NodeID{"customer:a"}); return err },
		"covers": func() error { _, err := covers(ctx, c, "o", []org.NodeID{"person:a"}); return err },
		"targets": func() error {
			_, err := targetsByKey(ctx, c, "o", []goal.Key{{Node: "person:a", Period: period.Range{Start: day, End: day + 1}}})
			return err
		},
		"goals": func() error { _, err := goals(ctx, c, "o", []goal.ID{"g"}); return err },
		"nodes": func() error { _, err := nodesByID(ctx, c, "o", []org.NodeID{"person:a"}); return err },
	} {
		if err := read(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if len(c.plans) < 10 {
		t.Fatalf("%d queries were explained", len(c.plans))
	}
	for query, plan := range c.plans {
		for step := range strings.Lines(plan) {
			if strings.Contains(step, "(org_id=?)") || strings.HasPrefix(step, "SCAN") {
				t.Errorf("%s\nreads a whole table: %s", query, plan)
			}
		}
	}
}

// TestStatisticsFollow: another index gets its statistics when the database is
// opened, and those that somebody counted do not stay.
func TestStatisticsFollow(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/attain.db"
	kept := func(change string) string {
		db, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		one, err := db.writer.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = one.Close() }()
		text, err := keptStatistics(t.Context(), one)
		if err == nil {
			_, err = one.ExecContext(t.Context(), change)
		}
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	first := kept("CREATE INDEX node_by_all ON node (org_id, name)")
	for _, want := range []string{"sale sale 1000000 1000000 1000 1\n", "sale sale_by_deal 1000000 1000000 10\n"} {
		if !strings.Contains(first, want) {
			t.Errorf("there is no %q in\n%s", want, first)
		}
	}
	second := kept("ANALYZE")
	const added = "node node_by_all 1000000 1000000 10\n"
	if !strings.Contains(second, added) || strings.Replace(second, added, "", 1) != first {
		t.Errorf("with another index there are\n%s", second)
	}
	if third := kept("SELECT 1"); third != second {
		t.Errorf("after counting there are\n%s", third)
	}
}
