package store

import (
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/store/storetest"
)

// older connects to an empty database and brings it to a version of the schema,
// without distributing anything.
func older(t *testing.T, location string, version int64) *DB {
	t.Helper()
	db, err := connect(location)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	provider, err := db.provider()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	return db
}

// TestDistributed: on Citus every table with rows of an organisation is
// distributed by it and stands with the others, and only those.
func TestDistributed(t *testing.T) {
	t.Parallel()
	location := storetest.Location(t, storetest.Citus, nil)
	db := older(t, location, 4)
	if err := db.distribute(t.Context()); err != nil { // the other migrations then find tables that are distributed
		t.Fatal(err)
	}
	for range 2 {
		if err := db.migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]string{}
	for table := range db.schema(t) {
		want[table] = "org_id"
	}
	got, groups := map[string]string{}, map[int64]bool{}
	tables, err := db.placed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range tables {
		got[p.table] = p.column
		groups[p.group] = true
	}
	if diff := cmp.Diff(want, got); diff != "" || len(groups) != 1 || groups[0] {
		t.Errorf("tables and what they are distributed by, in %d groups (-want +got):\n%s", len(groups), diff)
	}
	count, distributed, citus, err := DistributedOf(t.Context(), location)
	if err != nil || !citus || count != len(want) || distributed != len(want) {
		t.Errorf("%d of %d tables are said to be distributed, on Citus %v (%v)", distributed, count, citus, err)
	}
}

// TestDistributedOtherwise: tables that somebody distributed in another way are
// refused with a word of what to do.
func TestDistributedOtherwise(t *testing.T) {
	t.Parallel()
	location := storetest.Location(t, storetest.Citus, nil)
	db := older(t, location, 4)
	if _, err := db.writer.ExecContext(t.Context(), "SELECT create_distributed_table('node', 'id')"); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), location)
	if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "undistribute_table('node')") {
		t.Errorf("a table that is distributed by something else is taken: %v %v", again, err)
	}
}

// standIns are what Attain asks of Citus, done by PostgreSQL: the functions write
// down what they were called for and refuse what Citus refuses of a table. They
// are found before PostgreSQL's own catalogue by the search path.
const standIns = `
CREATE SCHEMA standin;
CREATE TABLE standin.pg_extension (extname TEXT);
INSERT INTO standin.pg_extension VALUES ('citus');
CREATE TABLE standin.pg_dist_partition (logicalrelid REGCLASS, partkey TEXT, colocationid BIGINT);
CREATE TABLE standin.call (seq BIGSERIAL, what TEXT);
CREATE FUNCTION standin.column_to_column_name(REGCLASS, TEXT) RETURNS TEXT LANGUAGE SQL AS 'SELECT $2';
CREATE FUNCTION standin.truncate_local_data_after_distributing_table(REGCLASS) RETURNS VOID LANGUAGE SQL AS
	'INSERT INTO standin.call (what) VALUES (''clear '' || $1)';
CREATE FUNCTION standin.create_distributed_table(table_name REGCLASS, distribution_column TEXT, colocate_with TEXT) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM standin.pg_dist_partition WHERE logicalrelid = table_name) THEN
		RAISE EXCEPTION 'table % is already distributed', table_name;
	END IF;
	IF EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = table_name AND i.indisunique AND NOT EXISTS (
		SELECT 1 FROM pg_attribute a WHERE a.attrelid = table_name AND a.attname = distribution_column AND a.attnum = ANY(i.indkey))) THEN
		RAISE EXCEPTION 'a unique index of % does not hold %', table_name, distribution_column;
	END IF;
	IF EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = table_name AND contype = 'f')
		OR EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = table_name AND NOT tgisinternal) THEN
		RAISE EXCEPTION '% has foreign keys or triggers', table_name;
	END IF;
	INSERT INTO standin.pg_dist_partition VALUES (table_name, distribution_column,
		CASE colocate_with WHEN 'none' THEN 7 ELSE (SELECT colocationid FROM standin.pg_dist_partition WHERE logicalrelid = colocate_with::REGCLASS) END);
	INSERT INTO standin.call (what) VALUES (table_name || ' by ' || distribution_column || CASE colocate_with WHEN 'none' THEN ', first' ELSE '' END);
END $$;`

// TestDistributeEmulated is not Citus: it runs on PostgreSQL with stand-ins for
// Citus's functions, and shows what Attain calls them for. Each table is
// distributed once, by org_id and into one group, also one that a later migration
// makes.
func TestDistributeEmulated(t *testing.T) {
	t.Parallel()
	at, err := url.Parse(storetest.Location(t, storetest.Postgres, nil))
	if err != nil {
		t.Fatal(err)
	}
	bare, err := sql.Open("pgx", at.String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = bare.Close() }()
	if _, err := bare.ExecContext(t.Context(), standIns); err != nil {
		t.Fatal(err)
	}
	path := at.Query()
	path.Set("search_path", "public,standin,pg_catalog")
	at.RawQuery = path.Encode()
	db := older(t, at.String(), 4)
	calls := func() []string {
		rows, err := bare.QueryContext(t.Context(), "SELECT what FROM standin.call ORDER BY seq")
		list, err := collect(rows, err, func(rows *sql.Rows) (what string, err error) { return what, rows.Scan(&what) })
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	want := map[string]int{}
	check := func(when string) {
		t.Helper()
		got, list := map[string]int{}, calls()
		for _, what := range list {
			got[what]++
		}
		if diff := cmp.Diff(want, got); diff != "" || !strings.HasSuffix(list[0], ", first") {
			t.Errorf("%s, Citus was asked, beginning with %s (-want +got):\n%s", when, list[0], diff)
		}
	}
	before := db.schema(t)
	for table := range before {
		want[fmt.Sprintf("%s by org_id", table)], want["clear "+table] = 1, 1
	}
	delete(want, "alias by org_id")
	want["alias by org_id, first"] = 1
	if err := db.distribute(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("after four migrations")

	for range 2 {
		if err := db.migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	later := 0
	for table := range db.schema(t) {
		if _, there := before[table]; !there {
			want[table+" by org_id"], want["clear "+table] = 1, 1
			later++
		}
	}
	// Migrations made these anew under their old names.
	for _, table := range []string{"customer_day", "node_day"} {
		want[table+" by org_id"], want["clear "+table] = 2, 2
	}
	if later < 2 {
		t.Errorf("only %d tables came later", later)
	}
	check("after all migrations")
}
