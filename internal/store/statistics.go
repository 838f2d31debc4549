package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// statistic is what SQLite holds an index for: a row of sqlite_stat1. stat is
// the number of rows, then for each column how many share what it and the
// columns before it say.
type statistic struct{ table, index, stat string }

// setStatistics tells SQLite what to think of its indexes. Left alone it takes
// org_id, with which every key begins, for a column that tells rows apart, and
// reads a whole table to find ten of its rows. Counting (ANALYZE) helps only
// where there is something to count: a server that began empty would have the
// plans of an empty database. So the numbers are the same at any size, and with
// them the plans: those that SQLite assumes by itself, but that all rows have one
// org_id. PostgreSQL counts while it works.
func (db *DB) setStatistics(ctx context.Context) error {
	if db.dialect != sqlite {
		return nil
	}
	wanted, err := indexStatistics(ctx, db.writer)
	if err != nil {
		return fmt.Errorf("reading the indexes: %w", err)
	}
	there, err := statistics(ctx, db.writer)
	if err != nil {
		return fmt.Errorf("reading the statistics: %w", err)
	}
	if slices.Equal(there, wanted) {
		return nil
	}
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "ANALYZE structure"); err != nil { // makes the table, by counting one of the smallest
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM sqlite_stat1"); err != nil {
			return err
		}
		values := make([][]any, len(wanted))
		for i, s := range wanted {
			values[i] = []any{s.table, s.index, s.stat}
		}
		if err := insertMany(ctx, tx, "INSERT INTO sqlite_stat1 (tbl, idx, stat)", 3, values, ""); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "ANALYZE sqlite_schema") // loads them
		return err
	})
}

// statistics returns what SQLite holds the indexes for, by table and name.
func statistics(ctx context.Context, c conn) ([]statistic, error) {
	var tables int
	err := c.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'").Scan(&tables)
	if err != nil || tables == 0 {
		return nil, err
	}
	rows, err := c.QueryContext(ctx, "SELECT tbl, idx, stat FROM sqlite_stat1 WHERE idx IS NOT NULL ORDER BY tbl, idx")
	return collect(rows, err, func(rows *sql.Rows) (s statistic, err error) {
		return s, rows.Scan(&s.table, &s.index, &s.stat)
	})
}

// indexStatistics returns what to think of every index that begins with org_id,
// by table and name. A table that is kept in the order of its key goes by its own
// name as an index.
func indexStatistics(ctx context.Context, c conn) ([]statistic, error) {
	type index struct {
		statistic
		unique, partial bool
		columns         int
	}
	rows, err := c.QueryContext(ctx, `SELECT t.name AS tbl, CASE WHEN t.wr = 1 AND i.origin = 'pk' THEN t.name ELSE i.name END AS idx, i."unique", i.partial,
			(SELECT COUNT(*) FROM pragma_index_info(i.name))
		FROM pragma_table_list t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) f
		WHERE t.schema = 'main' AND t.type = 'table' AND f.seqno = 0 AND f.name = 'org_id' ORDER BY tbl, idx`)
	list, err := collect(rows, err, func(rows *sql.Rows) (i index, err error) {
		return i, rows.Scan(&i.table, &i.index, &i.unique, &i.partial, &i.columns)
	})
	all := make([]statistic, len(list))
	for k, i := range list {
		const table = 1_000_000_000_000
		rows := 1_000_000 // of the organisation
		if i.partial {
			rows = 10_000
		}
		stat := []string{fmt.Sprint(table), fmt.Sprint(rows)}
		const first, least = 10, 5 // that share a second column, and any number of them: what SQLite assumes
		for column := 2; column <= i.columns; column++ {
			stat = append(stat, fmt.Sprint(max(least, first+2-column)))
		}
		if i.unique {
			stat[len(stat)-1] = "1"
		}
		i.stat = strings.Join(stat, " ")
		all[k] = i.statistic
	}
	return all, err
}
