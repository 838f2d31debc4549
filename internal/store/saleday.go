package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
)

// shelf says where the ledger keeps a series: the table, the column of its
// values, and when a row holds one. In the last two d stands for the table.
type shelf struct{ table, value, condition string }

// shelfOf returns where the series is kept, and the arguments with what the
// condition needs appended.
func shelfOf(series metric.Series, args []any) (shelf, []any) {
	if slices.Contains(metric.SaleSeries[:], series) {
		column := "d." + string(series)
		return shelf{"sale_day", column, column + " IS NOT NULL"}, args
	}
	args = append(args, string(series))
	return shelf{"node_day", "d.value", fmt.Sprintf("d.series = $%d", len(args))}, args
}

// saleRows makes what sales add into rows.
func saleRows(orgID string, days []metric.SaleDay) [][]any {
	rows := make([][]any, len(days))
	for i, d := range days {
		row := append(make([]any, 0, saleWidth), orgID, monthOf(d.Day), string(d.Node), d.Day.String(), d.Known.String())
		for _, value := range d.Values {
			if value != 0 {
				row = append(row, int64(value))
			} else {
				row = append(row, nil) // the series has no cell here
			}
		}
		rows[i] = row
	}
	return rows
}

const saleWidth = 5 + len(metric.SaleSeries)

// postSales adds what sales add to what is stored.
func postSales(ctx context.Context, c conn, rows [][]any) error {
	head, tail := "INSERT INTO sale_day (org_id, month, node, day, known", "ON CONFLICT (org_id, month, node, day, known) DO UPDATE SET "
	for i, series := range metric.SaleSeries {
		column := string(series)
		head += ", " + column
		if i > 0 {
			tail += ", "
		}
		// What one of the two sides lacks is the other's.
		tail += fmt.Sprintf("%s = COALESCE(sale_day.%[1]s + excluded.%[1]s, excluded.%[1]s, sale_day.%[1]s)", column)
	}
	if err := insertMany(ctx, c, head+")", saleWidth, rows, tail); err != nil {
		return fmt.Errorf("posting what sales add to %d nodes and days: %w", len(rows), err)
	}
	return nil
}

// eachSaleCell calls the function with every cell of sale_day that is not 0.
func eachSaleCell(ctx context.Context, c conn, orgID string, each func(metric.Cell, money.Amount) error) error {
	columns := ""
	for _, series := range metric.SaleSeries {
		columns += ", COALESCE(" + string(series) + ", 0)"
	}
	rows, err := c.QueryContext(ctx, "SELECT node, day, known"+columns+" FROM sale_day WHERE org_id = $1", orgID)
	if err != nil {
		return err
	}
	defer rows.Close()
	var r metric.SaleDay
	into := []any{&r.Node, &r.Day, &r.Known}
	for i := range r.Values {
		into = append(into, &r.Values[i])
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, value := range r.Values {
			if value == 0 {
				continue
			}
			if err := each(metric.Cell{Series: metric.SaleSeries[i], Node: r.Node, Day: r.Day, Known: r.Known}, value); err != nil {
				return err
			}
		}
	}
	return rows.Err()
}
