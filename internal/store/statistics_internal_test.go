package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/store/storetest"
)

// TestKeysAreUsed: SQLite finds rows by as much of a key as a query gives, in a
// database that is still empty as in any other, and after somebody has had it
// counted. Org_id alone is the whole table, and so is a Bloom filter.
func TestKeysAreUsed(t *testing.T) {
	t.Parallel()
	location := storetest.Location(t, storetest.SQLite, nil)
	open := func() *DB {
		db, err := Open(t.Context(), location)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	ids := "(" + strings.TrimSuffix(strings.Repeat("'x',", listSize), ",") + ")"
	for _, when := range []string{"new", "opened again", "counted"} {
		db := open()
		for query, key := range map[string]string{
			"SELECT * FROM sale WHERE org_id = $1 AND deal IN " + ids:                                                   "sale_by_deal (org_id=? AND deal=?)",
			"SELECT * FROM sale_history WHERE org_id = $1 AND deal IN " + ids:                                           "sale_history_by_deal (org_id=? AND deal=?)",
			"SELECT * FROM sale_history WHERE org_id = $1 AND source = 'a' AND id IN " + ids:                            "PRIMARY KEY (org_id=? AND source=? AND id=?)",
			"SELECT * FROM event WHERE org_id = $1 AND case_id IN " + ids:                                               "event_by_case (org_id=? AND case_id=?)",
			"SELECT * FROM split WHERE org_id = $1 AND deal IN " + ids:                                                  "(org_id=? AND deal=?)",
			"SELECT * FROM goal_version WHERE org_id = $1 AND goal IN " + ids:                                           "(org_id=? AND goal=?)",
			"SELECT * FROM node WHERE org_id = $1 AND id IN " + ids:                                                     "(org_id=? AND id=?)",
			"SELECT MAX(seq) FROM target WHERE org_id = $1":                                                             "target_by_seq (org_id=?)",
			"SELECT * FROM target WHERE org_id = $1 AND node = 'x'":                                                     "target_by_node (org_id=? AND node=?)",
			"SELECT * FROM sale_day WHERE org_id = $1 AND month = 'x' AND node IN " + ids + "  AND day >= '2026-01-01'": "PRIMARY KEY (org_id=? AND month=? AND node=? AND day>?)",
			`SELECT * FROM ledger_month m CROSS JOIN node n CROSS JOIN sale_day d WHERE m.org_id = $1 AND n.org_id = m.org_id AND n.id IN ` + ids + `
				AND d.org_id = m.org_id AND d.month = m.month AND d.node = n.id`: "d USING PRIMARY KEY (org_id=? AND month=? AND node=?)",
		} {
			if plan := strings.Split(explain(t, db, query, "acme"), "\n"); !slices.ContainsFunc(plan, func(step string) bool { return strings.HasSuffix(step, key) }) {
				t.Errorf("%s: %.90s… is planned as %q, want %s", when, query, plan, key)
			} else if slices.ContainsFunc(plan, func(step string) bool { return strings.HasPrefix(step, "BLOOM FILTER") }) {
				t.Errorf("%s: %.90s… reads a whole table first: %q", when, query, plan)
			}
		}
		if when == "opened again" {
			if _, err := db.writer.ExecContext(t.Context(), "ANALYZE"); err != nil {
				t.Fatal(err)
			}
		}
	}
}

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
