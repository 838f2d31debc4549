package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// customerRows makes the cells of customers into rows, each list under a number
// that no other write has.
func customerRows(orgID string, cells []metric.CustomerCells, number int64) [][]any {
	rows := make([][]any, 0, len(cells))
	for _, of := range cells {
		rows = append(rows, []any{orgID, string(of.At.Series), monthOf(of.At.Day), string(of.At.Node), of.At.Day.String(), of.At.Known.String(), number,
			packCustomers(of.Values)})
	}
	return rows
}

// postCustomers adds the cells of customers to what is stored: rows are only ever
// added, and what a customer's cell holds is the sum of its parts.
func postCustomers(ctx context.Context, c conn, rows [][]any) error {
	err := insertMany(ctx, c, "INSERT INTO customer_day (org_id, series, month, node, day, known, part, customers)", 8, rows, "")
	if err != nil {
		return fmt.Errorf("posting the customers of %d nodes and days: %w", len(rows), err)
	}
	return nil
}

// packCustomers writes each value as "length of the id in bytes:id value,",
// which any id can stand in.
func packCustomers(list []metric.CustomerValue) string {
	var text []byte
	for _, v := range list {
		text = strconv.AppendInt(text, int64(len(v.Customer)), 10)
		text = append(append(text, ':'), v.Customer...)
		text = strconv.AppendInt(append(text, ' '), int64(v.Value), 10)
		text = append(text, ',')
	}
	return string(text)
}

// unpackCustomers adds what packCustomers wrote to the sums.
func unpackCustomers(sums map[org.NodeID]money.Amount, text string) error {
	for text != "" {
		length, rest, _ := strings.Cut(text, ":")
		n, err := strconv.Atoi(length)
		if err != nil || n < 0 || n >= len(rest) || rest[n] != ' ' {
			return fmt.Errorf("the list of customers is broken at %.40q", text)
		}
		digits, more, _ := strings.Cut(rest[n+1:], ",")
		value, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return fmt.Errorf("the list of customers is broken at %.40q", text)
		}
		sums[org.NodeID(rest[:n])] += money.Amount(value)
		text = more
	}
	return nil
}

// customerDay is what the parts read so far say of one place.
type customerDay struct {
	at   metric.Cell // without the customer
	sums map[org.NodeID]money.Amount
}

// each calls the function with the customers whose values do not sum to 0, in
// order.
func (d customerDay) each(with func(org.NodeID, money.Amount) error) error {
	for _, customer := range slices.Sorted(maps.Keys(d.sums)) {
		if value := d.sums[customer]; value != 0 {
			if err := with(customer, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// gatherCustomers reads parts that come in the order of their places, and calls
// the function with each place.
func gatherCustomers(rows *sql.Rows, err error, scan func(*metric.Cell, *string) error, place func(customerDay) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	day := customerDay{sums: map[org.NodeID]money.Amount{}}
	for rows.Next() {
		var at metric.Cell
		var text string
		if err := scan(&at, &text); err != nil {
			return err
		}
		if at != day.at {
			if err := place(day); err != nil {
				return err
			}
			clear(day.sums)
			day.at = at
		}
		if err := unpackCustomers(day.sums, text); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return place(day)
}

// CustomerDays returns what the cells of each customer and day sum to, by
// customer and day. What sums to 0 is left out.
func (db *DB) CustomerDays(ctx context.Context, orgID string, f metric.CustomerFilter) ([]metric.CustomerDay, error) {
	in, args := ofDays(f.Days, []any{orgID, string(f.Series), string(f.Node), f.AsOf})
	rows, err := db.query(ctx, `SELECT d.day, d.customers FROM ledger_month m CROSS JOIN customer_day d
		WHERE m.org_id = $1 AND d.org_id = m.org_id AND d.month = m.month AND d.series = $2 AND d.node = $3 AND d.known <= $4
		AND `+in+" ORDER BY m.month, d.day", args...)
	days := []metric.CustomerDay{}
	scan := func(at *metric.Cell, text *string) error { return rows.Scan(&at.Day, text) }
	err = gatherCustomers(rows, err, scan, func(d customerDay) error {
		return d.each(func(customer org.NodeID, value money.Amount) error {
			days = append(days, metric.CustomerDay{Customer: customer, Day: d.at.Day, Value: value})
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("reading customers of %s at %s: %w", f.Series, f.Node, err)
	}
	slices.SortFunc(days, func(a, b metric.CustomerDay) int {
		return cmp.Or(cmp.Compare(a.Customer, b.Customer), cmp.Compare(a.Day, b.Day))
	})
	return days, nil
}

// eachCustomerCell calls the function with every cell of a customer that is
// not 0.
func eachCustomerCell(ctx context.Context, c conn, orgID string, each func(metric.Cell, money.Amount) error) error {
	rows, err := c.QueryContext(ctx, `SELECT series, node, day, known, customers FROM customer_day
		WHERE org_id = $1 ORDER BY series, month, node, day, known`, orgID)
	scan := func(at *metric.Cell, text *string) error {
		return rows.Scan(&at.Series, &at.Node, &at.Day, &at.Known, text)
	}
	err = gatherCustomers(rows, err, scan, func(d customerDay) error {
		return d.each(func(customer org.NodeID, value money.Amount) error {
			cell := d.at
			cell.Customer = customer
			return each(cell, value)
		})
	})
	if err != nil {
		return fmt.Errorf("reading the customers of the ledger: %w", err)
	}
	return nil
}
