package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// SQLite chooses between indexes by statistics that only ANALYZE makes. Without
// any it takes the organisation for a column that tells rows apart, and reads a
// whole table to find one deal. So each database gets the same statistics, of a
// large company that is alone in it: plans are right from the first row on, do
// not depend on when somebody counted, and are those that were tested. See "Fixed
// results of ANALYZE" in SQLite's documentation. PostgreSQL counts by itself.

// telling is how many rows of a large table share all columns of an index that
// is not unique.
const telling = 10

// assumed returns the statistics of an index by its number of columns: how many
// rows there are, and how many share the first, the first two, … columns. The
// first is the organisation, which all rows share; the others tell rows apart
// alike.
func assumed(columns int, unique bool) string {
	const rows = 1_000_000
	last := float64(telling)
	if unique {
		last = 1
	}
	words := []string{strconv.Itoa(rows)}
	for i := range columns {
		left := 0.0
		if columns > 1 {
			left = float64(columns-1-i) / float64(columns-1)
		}
		words = append(words, strconv.Itoa(int(math.Round(last*math.Pow(rows/last, left)))))
	}
	return strings.Join(words, " ")
}

// assumeStatistics writes the statistics of all indexes when others are there.
func (db *DB) assumeStatistics(ctx context.Context) error {
	if db.dialect != sqlite {
		return nil
	}
	one, err := db.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("waiting for a connection: %w", err)
	}
	defer func() { _ = one.Close() }() // it goes back to the pool
	wanted, err := assumedStatistics(ctx, one)
	if err != nil {
		return fmt.Errorf("reading the indexes: %w", err)
	}
	if kept, err := keptStatistics(ctx, one); err != nil || kept == wanted.String() {
		return err
	}
	_, err = one.ExecContext(ctx, "ANALYZE sqlite_schema") // makes the table when it is not there
	if err != nil {
		return fmt.Errorf("making the statistics: %w", err)
	}
	err = within(ctx, one, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM sqlite_stat1")
		for _, s := range wanted {
			if err == nil {
				_, err = tx.ExecContext(ctx, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)", s.table, s.index, s.counts)
			}
		}
		return err
	})
	if err == nil {
		_, err = one.ExecContext(ctx, "ANALYZE sqlite_schema") // reads the table
	}
	return err
}

// statistic is a row of SQLite's statistics.
type statistic struct{ table, index, counts string }

type statistics []statistic

func (list statistics) String() string {
	var b strings.Builder
	for _, s := range list {
		fmt.Fprintln(&b, s.table, s.index, s.counts)
	}
	return b.String()
}

// assumedStatistics returns what is assumed of each index that there is, in the
// order of their names. The primary key of a table without rowids goes by the
// table's name.
func assumedStatistics(ctx context.Context, one *sql.Conn) (statistics, error) {
	rows, err := one.QueryContext(ctx, `SELECT t.name, CASE WHEN i.origin = 'pk' AND t.wr THEN t.name ELSE i.name END AS name, i."unique", COUNT(*)
		FROM pragma_table_list t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
		WHERE t.schema = 'main' AND t.type = 'table' GROUP BY t.name, i.name ORDER BY 1, 2`)
	return collect(rows, err, func(rows *sql.Rows) (s statistic, err error) {
		var unique bool
		var columns int
		err = rows.Scan(&s.table, &s.index, &unique, &columns)
		s.counts = assumed(columns, unique)
		return s, err
	})
}

// keptStatistics returns those that are there, in the same order.
func keptStatistics(ctx context.Context, one *sql.Conn) (string, error) {
	var name string
	err := one.QueryRowContext(ctx, "SELECT name FROM sqlite_schema WHERE name IN ('sqlite_stat1')").Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("looking for statistics: %w", err)
	}
	rows, err := one.QueryContext(ctx, "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY 1, 2")
	list, err := collect(rows, err, func(rows *sql.Rows) (s statistic, err error) {
		var index sql.NullString
		err = rows.Scan(&s.table, &index, &s.counts)
		s.index = index.String
		return s, err
	})
	return statistics(list).String(), err
}
