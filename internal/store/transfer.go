package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fault"
)

// table is what a transfer knows of a table.
type table struct {
	name    string
	columns []string
	key     []string
}

// transfer copies every row of one database into another whose tables are empty
// and the same, in one transaction of each. One of the two is SQLite, which says
// what tables there are: names, types and values are the same on both.
func transfer(ctx context.Context, from, to *DB) error {
	described := from
	if from.dialect == postgres {
		described = to
	}
	tables, err := described.tables(ctx)
	if err != nil {
		return err
	}
	read, err := from.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: from.snapshot()})
	if err != nil {
		return err
	}
	defer func() { _ = read.Rollback() }() // nothing was written
	if from.dialect == postgres {
		if _, err := read.ExecContext(ctx, oneByOne); err != nil {
			return err
		}
	}
	return to.inBulk(ctx, func(ctx context.Context, tx conn) error {
		for _, t := range tables {
			if err := t.copy(ctx, read, tx); err != nil {
				return fmt.Errorf("copying %s: %w", t.name, err)
			}
		}
		return nil
	})
}

// tables returns the tables of a SQLite database, without the one in which the
// migrations note themselves.
func (db *DB) tables(ctx context.Context) ([]table, error) {
	rows, err := db.writer.QueryContext(ctx, `SELECT m.name, p.name, p.pk FROM sqlite_schema m JOIN pragma_table_info(m.name) p
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> 'goose_db_version' ORDER BY m.name, p.cid`)
	type column struct {
		table, name string
		key         int
	}
	columns, err := collect(rows, err, func(rows *sql.Rows) (c column, err error) { return c, rows.Scan(&c.table, &c.name, &c.key) })
	if err != nil {
		return nil, fmt.Errorf("reading the tables: %w", err)
	}
	var all []table
	for _, c := range columns {
		if len(all) == 0 || all[len(all)-1].name != c.table {
			all = append(all, table{name: c.table})
		}
		last := &all[len(all)-1]
		last.columns = append(last.columns, c.name)
	}
	slices.SortStableFunc(columns, func(a, b column) int { return a.key - b.key })
	for i := range all {
		for _, c := range columns {
			if c.table == all[i].name && c.key > 0 {
				all[i].key = append(all[i].key, c.name)
			}
		}
	}
	return all, nil
}

// copy copies the rows in the order of their key, which is the order in which
// they are stored fastest.
func (t table) copy(ctx context.Context, from, to conn) error {
	list := strings.Join(t.columns, ", ")
	rows, err := from.QueryContext(ctx, "SELECT "+list+" FROM "+t.name+" ORDER BY "+strings.Join(t.key, ", "))
	if err != nil {
		return err
	}
	defer rows.Close()
	const held = 5000
	var waiting [][]any
	read := int64(0)
	write := func() error {
		err := insertMany(ctx, to, "INSERT INTO "+t.name+" ("+list+")", len(t.columns), waiting, "")
		waiting = waiting[:0]
		return err
	}
	for rows.Next() {
		row := make([]any, len(t.columns))
		into := make([]any, len(t.columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		read++
		if waiting = append(waiting, row); len(waiting) == held {
			if err := write(); err != nil {
				return err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if err := write(); err != nil {
		return err
	}
	return t.counted(ctx, to, read)
}

// counted refuses a table that holds another number of rows than were read.
func (t table) counted(ctx context.Context, c conn, want int64) error {
	var got int64
	if err := c.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+t.name).Scan(&got); err != nil {
		return err
	}
	if got != want {
		return fault.New(fault.Internal, "%d rows were read and %d are there", want, got)
	}
	return nil
}
