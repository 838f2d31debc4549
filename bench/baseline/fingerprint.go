package baseline

import (
	"context"
	"database/sql"
	"fmt"
	"hash"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Fingerprint returns what stands in the ledger, as a number: two databases with
// the same have the same cells, however many rows they are kept in. The series
// that Recompute does not make are left out.
func (e *Engine) Fingerprint(ctx context.Context) (cells int, sum uint64, err error) {
	p := fingerprint{hash: fnv.New64a()}
	for _, part := range []func(context.Context, *Engine) error{p.sales, p.customers, p.others} {
		if err := part(ctx, e); err != nil {
			return 0, 0, fmt.Errorf("reading the ledger: %w", err)
		}
	}
	return p.cells, p.hash.Sum64(), nil
}

// fingerprint is one that is being taken.
type fingerprint struct {
	hash  hash.Hash64
	cells int
}

func (p *fingerprint) cell(value int64, parts ...any) {
	if value == 0 {
		return
	}
	p.cells++
	_, _ = fmt.Fprintln(p.hash, append(parts, value)...) // a hash takes everything
}

// sales takes in what stands side by side in sale_day.
func (p *fingerprint) sales(ctx context.Context, e *Engine) error {
	series := []string{"revenue", "units", "profit", "orders", "uncosted", "uncosted_revenue", "list_amount", "discount_given"}
	rows, err := e.QueryContext(ctx, "SELECT node, day, known, "+strings.Join(series, ", ")+" FROM sale_day ORDER BY node, day, known")
	if err != nil {
		return err
	}
	defer rows.Close()
	var node, day, known string
	values := make([]sql.NullInt64, len(series))
	into := []any{&node, &day, &known}
	for i := range values {
		into = append(into, &values[i])
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, value := range values {
			p.cell(value.Int64, series[i], node, day, known)
		}
	}
	return rows.Err()
}

// customers takes in the customers of each node and day. Their value is the sum
// of what all parts say.
func (p *fingerprint) customers(ctx context.Context, e *Engine) error {
	rows, err := e.QueryContext(ctx, "SELECT series, node, day, known, customers FROM customer_day ORDER BY series, node, day, known")
	if err != nil {
		return err
	}
	defer rows.Close()
	var last [4]string // series, node, day, known
	sums := map[string]int64{}
	finish := func() {
		for _, customer := range slices.Sorted(maps.Keys(sums)) {
			p.cell(sums[customer], last[0], last[1], last[2], last[3], customer)
		}
		clear(sums)
	}
	for rows.Next() {
		var at [4]string
		var packed string
		if err := rows.Scan(&at[0], &at[1], &at[2], &at[3], &packed); err != nil {
			return err
		}
		if at != last {
			finish()
			last = at
		}
		if err := unpack(sums, packed); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
	}
	finish()
	return rows.Err()
}

// unpack adds up "length of the id in bytes:id value,", as often as it stands
// there.
func unpack(sums map[string]int64, packed string) error {
	for rest := packed; rest != ""; {
		digits, after, _ := strings.Cut(rest, ":")
		length, err := strconv.Atoi(digits)
		if err != nil || length < 0 || length >= len(after) {
			return fmt.Errorf("%.40q is no list of customers", rest)
		}
		value, more, _ := strings.Cut(after[length+1:], ",")
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return fmt.Errorf("%.40q is no list of customers", rest)
		}
		sums[after[:length]] += n
		rest = more
	}
	return nil
}

// others takes in what is in neither table.
func (p *fingerprint) others(ctx context.Context, e *Engine) error {
	rows, err := e.QueryContext(ctx, `SELECT series, node, day, known, value FROM node_day
		WHERE series <> 'new_customers' ORDER BY series, node, day, known`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var series, node, day, known string
		var value int64
		if err := rows.Scan(&series, &node, &day, &known, &value); err != nil {
			return err
		}
		p.cell(value, series, node, day, known)
	}
	return rows.Err()
}
