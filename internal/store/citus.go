package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/attainhq/attain/internal/fault"
)

// Citus is PostgreSQL on several machines. Where the database has its extension,
// every table is distributed by org_id, in one group: the rows of an organisation
// stand on one machine, and a statement that names the organisation runs there as
// it would on PostgreSQL. TestPortable refuses other statements.
//
// Tables are distributed after the migrations have run, whichever of them made a
// table: so a migration is written as for PostgreSQL, and a database that was
// there before the extension is spread when a server starts.

// oneByOne makes a transaction use one connection to each machine of a cluster.
// Then it can change what it has read of several organisations, also tables, and
// reads all tables as of one moment. PostgreSQL by itself takes no notice.
const oneByOne = "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'"

// placed is a table as Citus knows it.
type placed struct {
	table  string
	column string // that it is distributed by; "" while it is not
	group  int64  // of the tables whose rows stand together
}

// ours are Attain's tables, which are those whose key begins with org_id: the
// note of the migrations stays where the server connects, and what somebody else
// keeps in the database is not touched.
const ours = `SELECT c.relname, COALESCE(column_to_column_name(d.logicalrelid, d.partkey), ''), COALESCE(d.colocationid, 0)
	FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
	JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
	JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] AND a.attname = 'org_id'
	LEFT JOIN pg_dist_partition d ON d.logicalrelid = c.oid
	WHERE s.nspname = current_schema() AND c.relkind = 'r' ORDER BY c.relname`

func (db *DB) placed(ctx context.Context) ([]placed, error) {
	rows, err := db.reader.QueryContext(ctx, ours)
	tables, err := collect(rows, err, func(rows *sql.Rows) (p placed, err error) { return p, rows.Scan(&p.table, &p.column, &p.group) })
	if err != nil {
		return nil, fmt.Errorf("reading how the tables are distributed: %w", err)
	}
	return tables, nil
}

// onCitus reports whether the database has the extension.
func (db *DB) onCitus(ctx context.Context) (bool, error) {
	if db.dialect == sqlite {
		return false, nil
	}
	var n int
	err := db.reader.QueryRowContext(ctx, "SELECT COUNT(*) FROM pg_extension WHERE extname = 'citus'").Scan(&n)
	return n > 0, err
}

// distribute spreads the tables that are not spread yet, with what is in them,
// each in a transaction of its own: whatever ends it halfway, the next start goes
// on.
func (db *DB) distribute(ctx context.Context) error {
	if on, err := db.onCitus(ctx); err != nil || !on {
		return err
	}
	tables, err := db.placed(ctx)
	if err != nil {
		return err
	}
	if err := inOneGroup(tables); err != nil {
		return err
	}
	with := "none" // the first table makes the group
	for _, p := range tables {
		if p.column != "" {
			with = p.table
		}
	}
	for _, p := range tables {
		if p.column != "" {
			continue
		}
		if err := db.spread(ctx, p.table, with); err != nil {
			return fault.Wrap(err, fault.Unavailable, "the table %s cannot be distributed by org_id: %v", p.table, err)
		}
		if with == "none" {
			with = p.table
		}
	}
	return nil
}

// spread distributes a table together with another one.
func (db *DB) spread(ctx context.Context, table, with string) error {
	return within(ctx, db.writer, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "SELECT create_distributed_table(CAST(CAST($1 AS TEXT) AS REGCLASS), 'org_id', colocate_with => $2)", table, with); err != nil {
			return err
		}
		// What was in it has been copied; this frees the place.
		_, err := tx.ExecContext(ctx, "SELECT truncate_local_data_after_distributing_table(CAST(CAST($1 AS TEXT) AS REGCLASS))", table)
		return err
	})
}

// inOneGroup refuses tables that somebody distributed in another way: statements
// that join them would fail, some day and somewhere.
func inOneGroup(tables []placed) error {
	var first placed
	for _, p := range tables {
		switch {
		case p.column == "":
		case first.table == "" && p.column == "org_id":
			first = p
		case p.column != "org_id" || p.group != first.group:
			return fault.New(fault.Conflict, "the table %s is not distributed by org_id together with Attain's others; "+
				"undo what was done with SELECT undistribute_table('%s') and start again", p.table, p.table)
		}
	}
	return nil
}

// DistributedOf returns how many tables there are and how many of them are
// distributed; citus is false where the database has no such extension. The
// database must be there, and is not changed.
func DistributedOf(ctx context.Context, location string) (tables, distributed int, citus bool, err error) {
	db, err := openExisting(ctx, location)
	if err != nil {
		return 0, 0, false, err
	}
	defer db.Close() //nolint:errcheck // it was only read from
	if citus, err = db.onCitus(ctx); err != nil || !citus {
		return 0, 0, false, err
	}
	all, err := db.placed(ctx)
	for _, p := range all {
		if p.column == "org_id" {
			distributed++
		}
	}
	return len(all), distributed, true, err
}
