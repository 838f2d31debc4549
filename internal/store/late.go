package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
)

// own returns the condition for the cells of a table d, joined with the months m,
// that are the cut's own. There is at least one slab; without closes there is one.
func own(cut closing.Cut, args []any) (condition string, _ []any) {
	// One range of the index, whatever is of it.
	condition, args = ofDays(period.Range{Start: cut.Own[0].Days.Start, End: cut.Own[len(cut.Own)-1].Days.End}, args)
	if len(cut.Own) == 1 {
		args = append(args, cut.Own[0].Known)
		return fmt.Sprintf("%s AND d.known <= $%d", condition, len(args)), args
	}
	var either []string
	for _, s := range cut.Own {
		args = append(args, s.Days.Start, s.Days.End, s.Known)
		k := len(args)
		either = append(either, fmt.Sprintf("d.day >= $%d AND d.day < $%d AND d.known <= $%d", k-2, k-1, k))
	}
	return fmt.Sprintf("%s AND (%s)", condition, strings.Join(either, " OR ")), args
}

// late returns the condition for the cells of a table d that count late, of
// which there are some. It is for the index of cells that became known after
// their day, which are few: the days are written so that no engine takes them
// for a reason to read all days that were ever closed.
func late(cut closing.Cut, args []any) (condition string, _ []any) {
	var either []string
	first, end := cut.Late[0].Known.Start, cut.Late[0].Known.End
	for _, s := range cut.Late {
		first, end = min(first, s.Known.Start), max(end, s.Known.End)
		args = append(args, s.Days.Start, s.Days.End, s.Known.Start, s.Known.End)
		k := len(args)
		either = append(either, fmt.Sprintf("d.day || '' >= $%d AND d.day || '' < $%d AND d.known >= $%d AND d.known < $%d", k-3, k-2, k-1, k))
	}
	args = append(args, first, end)
	k := len(args)
	return fmt.Sprintf("d.known > d.day AND d.known >= $%d AND d.known < $%d AND (%s)", k-1, k, strings.Join(either, " OR ")), args
}

// Late returns what counts on the days of the filter and happened on closed
// ones, by node, day and the day on which it became known.
func (db *DB) Late(ctx context.Context, scope access.Scope, f metric.SumFilter) ([]metric.LateValue, error) {
	var all []metric.LateValue
	cut := f.Cut()
	if len(cut.Late) == 0 {
		return nil, nil
	}
	err := eachNodes(scope.OrgID, f, func(nodes string, args []any) error {
		of, args := shelfOf(f.Series, args)
		counts, args := late(cut, args)
		seen, args := visible(scope, f.AsOf, args)
		rows, err := db.query(ctx, fmt.Sprintf(`SELECT d.node, d.day, d.known, %s FROM node n
			JOIN %s d ON d.org_id = n.org_id AND d.node = n.id
			WHERE n.org_id = $1 AND %s AND %s AND %s <> 0 AND %s AND %s`, of.value, of.table, nodes, of.condition, of.value, counts, seen), args...)
		some, err := collect(rows, err, func(rows *sql.Rows) (v metric.LateValue, err error) {
			return v, rows.Scan(&v.Node, &v.Day, &v.Known, &v.Value)
		})
		all = append(all, some...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading what counts late of %s: %w", f.Series, err)
	}
	slices.SortFunc(all, func(a, b metric.LateValue) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Known, b.Known))
	})
	return all, nil
}

// byDay adds up the values of each day, in order.
func byDay(values []metric.DayValue) []metric.DayValue {
	slices.SortStableFunc(values, func(a, b metric.DayValue) int { return cmp.Compare(a.Day, b.Day) })
	sums := values[:0]
	for _, v := range values {
		if n := len(sums); n > 0 && sums[n-1].Day == v.Day {
			sums[n-1].Value += v.Value
		} else {
			sums = append(sums, v)
		}
	}
	return sums
}

// knownSales finds what became known on a day of sales before it, node by node
// in the index of what became known late.
const knownSales = `SELECT 1 FROM node n CROSS JOIN sale_day d WHERE n.org_id = $1 AND d.org_id = n.org_id AND d.node = n.id
	AND d.known = $4 AND d.known > d.day AND d.day >= $2 AND d.day < $3 LIMIT 1`

// KnownOn implements pipeline.View.
func (v *view) KnownOn(days period.Range, day period.Date) (bool, error) {
	for _, found := range []string{
		"SELECT 1 FROM target WHERE org_id = $1 AND period_start < $3 AND period_end > $2 AND known_from = $4 LIMIT 1",
		knownSales,
		"SELECT 1 FROM node_day WHERE org_id = $1 AND day >= $2 AND day < $3 AND known = $4 LIMIT 1",
	} {
		var one int
		err := v.tx.QueryRowContext(v.ctx, found, bind([]any{v.orgID, days.Start, days.End, day})...).Scan(&one)
		switch {
		case err == nil:
			return true, nil
		case !isMissing(err):
			return false, fmt.Errorf("looking for what became known on %s: %w", day, err)
		}
	}
	return false, nil
}
