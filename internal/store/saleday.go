package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// saleSeries are the series that every sale adds to. The table sale_day has a
// column of the same name for each, so that what a sale adds to a node is one
// row: most of what an import writes.
var saleSeries = [...]metric.Series{metric.Revenue, metric.Units, metric.Profit, metric.Orders,
	metric.Uncosted, metric.UncostedRevenue, metric.ListAmount, metric.DiscountGiven}

// shelf says where the ledger keeps a series: the table, the column of its
// values, and when a row holds one. In the last two d stands for the table.
type shelf struct{ table, value, condition string }

// shelfOf returns where the series is kept, and the arguments with what the
// condition needs appended.
func shelfOf(series metric.Series, args []any) (shelf, []any) {
	if slices.Contains(saleSeries[:], series) {
		column := "d." + string(series)
		return shelf{"sale_day", column, column + " IS NOT NULL"}, args
	}
	args = append(args, string(series))
	return shelf{"node_day", "d.value", fmt.Sprintf("d.series = $%d", len(args))}, args
}

// saleDay is a row of sale_day: what sales of a day add to a node, as known from
// a day on.
type saleDay struct {
	spot
	values [len(saleSeries)]money.Amount
	holds  [len(saleSeries)]bool // the series has a cell here; its value may be 0
}

type spot struct {
	node       org.NodeID
	day, known period.Date
}

func (s spot) compare(o spot) int {
	return cmp.Or(cmp.Compare(s.node, o.node), cmp.Compare(s.day, o.day), cmp.Compare(s.known, o.known))
}

// saleDays gathers cells into rows.
type saleDays struct {
	rows []saleDay
	at   map[spot]int
}

// take adds a cell to its row; it reports whether it has one.
func (s *saleDays) take(cell metric.Cell, value money.Amount) bool {
	column := slices.Index(saleSeries[:], cell.Series)
	if column < 0 || cell.Customer != "" {
		return false
	}
	at := spot{cell.Node, cell.Day, cell.Known}
	i, ok := s.at[at]
	if !ok {
		i = len(s.rows)
		s.at[at] = i
		s.rows = append(s.rows, saleDay{spot: at})
	}
	s.rows[i].values[column], s.rows[i].holds[column] = value, true
	return true
}

// post adds the rows to what is stored.
func (s *saleDays) post(ctx context.Context, c conn, orgID string) error {
	order := make([]*saleDay, len(s.rows))
	for i := range s.rows {
		order[i] = &s.rows[i]
	}
	slices.SortFunc(order, func(a, b *saleDay) int { return a.compare(b.spot) })
	head, tail := "INSERT INTO sale_day (org_id, node, day, known", "ON CONFLICT (org_id, node, day, known) DO UPDATE SET "
	for i, series := range saleSeries {
		column := string(series)
		head += ", " + column
		if i > 0 {
			tail += ", "
		}
		// What one of the two sides lacks is the other's.
		tail += fmt.Sprintf("%s = COALESCE(sale_day.%[1]s + excluded.%[1]s, excluded.%[1]s, sale_day.%[1]s)", column)
	}
	rows := make([][]any, len(order))
	for i, r := range order {
		row := append(make([]any, 0, 4+len(saleSeries)), orgID, string(r.node), r.day, r.known)
		for k, value := range r.values {
			if r.holds[k] {
				row = append(row, int64(value))
			} else {
				row = append(row, nil)
			}
		}
		rows[i] = row
	}
	if err := insertMany(ctx, c, head+")", 4+len(saleSeries), rows, tail); err != nil {
		return fmt.Errorf("posting what sales add to %d nodes and days: %w", len(rows), err)
	}
	return nil
}

// eachSaleCell calls the function with every cell of sale_day that is not 0.
func eachSaleCell(ctx context.Context, c conn, orgID string, each func(metric.Cell, money.Amount) error) error {
	columns := ""
	for _, series := range saleSeries {
		columns += ", COALESCE(" + string(series) + ", 0)"
	}
	rows, err := c.QueryContext(ctx, "SELECT node, day, known"+columns+" FROM sale_day WHERE org_id = $1", orgID)
	if err != nil {
		return err
	}
	defer rows.Close()
	var r saleDay
	into := []any{&r.node, &r.day, &r.known}
	for i := range r.values {
		into = append(into, &r.values[i])
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, value := range r.values {
			if value == 0 {
				continue
			}
			if err := each(metric.Cell{Series: saleSeries[i], Node: r.node, Day: r.day, Known: r.known}, value); err != nil {
				return err
			}
		}
	}
	return rows.Err()
}
