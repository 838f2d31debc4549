package baseline

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/attainhq/attain/bench/load"
)

// Plain is the bare engine: the facts of a company in one table with a primary
// key, without checks, versions or anything that is kept fresh.
func (e *Engine) Plain(ctx context.Context, c load.Company) (time.Duration, error) {
	err := e.all(ctx, `CREATE TABLE plain (id TEXT PRIMARY KEY, order_id TEXT NOT NULL, day TEXT NOT NULL, owner TEXT NOT NULL, customer TEXT NOT NULL,
		product TEXT NOT NULL, territory TEXT NOT NULL, quantity BIGINT NOT NULL, amount BIGINT NOT NULL, cost BIGINT NOT NULL)`+e.packed())
	if err != nil {
		return 0, err
	}
	return e.Load(ctx, "plain", []string{"id", "order_id", "day", "owner", "customer", "product", "territory", "quantity", "amount", "cost"}, plainRows(c))
}

// Amounts are kept as Attain keeps them, in 1/10,000.
const (
	perUnit = 10_000
	perCent = 100
)

func plainRows(c load.Company) iter.Seq[[]any] {
	// The names of nodes are made once, as a program that imports keeps them.
	people, customers := names("person:P", c.People), names("customer:C", c.Customers)
	products, territories := names("product:A", c.Products), names("territory:T", c.Territories)
	return func(yield func([]any) bool) {
		for s := range c.AllSales() {
			row := []any{s.ID, s.Order, s.Day.Format(time.DateOnly), people[s.Owner], customers[s.Customer], products[s.Product], territories[s.Territory],
				int64(s.Quantity) * perUnit, int64(s.Cents) * perCent, int64(s.Cost) * perCent}
			if !yield(row) {
				return
			}
		}
	}
}

// PlainTotal returns the sum of the plain table's amounts, and how many rows it
// has.
func (e *Engine) PlainTotal(ctx context.Context) (sum, rows int64, err error) {
	if sum, err = e.Total(ctx, "SELECT CAST(SUM(amount) AS BIGINT) FROM plain"); err != nil {
		return 0, 0, err
	}
	rows, err = e.Total(ctx, "SELECT COUNT(*) FROM plain")
	return sum, rows, err
}

func names(prefix string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprint(prefix, i)
	}
	return all
}
