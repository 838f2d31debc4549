package baseline

import (
	"context"
	"errors"
	"strings"
)

// Dashboard asks a database of Attain what a dashboard of a business
// intelligence tool would: sums over its sales, prepared once, with covering
// indexes for the company (by day) and for people (by owner), and a table of who
// stands below whom.
type Dashboard struct{ statements }

// Page is what a dashboard shows of a node in a period.
type Page struct {
	Total    int64
	Days     map[string]int64
	Children map[string]int64
	Products map[string]int64
	Target   int64 // of the people at or below the node
}

// sold is the part of the sales that counts.
const sold = "org_id = 'load' AND withdrawn = 0 AND cancelled = 0"

// The parts of a page, by whose they are. $1 and $2 are the period, $3 the node.
var dashboard = map[string]string{
	"company total":    "SELECT CAST(SUM(amount) AS BIGINT) FROM sale WHERE " + sold + " AND day >= $1 AND day < $2 AND $3 <> ''",
	"company days":     "SELECT day, CAST(SUM(amount) AS BIGINT) FROM sale WHERE " + sold + " AND day >= $1 AND day < $2 AND $3 <> '' GROUP BY day",
	"company products": "SELECT product, CAST(SUM(amount) AS BIGINT) FROM sale WHERE " + sold + " AND day >= $1 AND day < $2 AND $3 <> '' GROUP BY product",

	"team total":    "SELECT CAST(SUM(amount) AS BIGINT) FROM sale WHERE " + sold + " AND day >= $1 AND day < $2 AND " + belowNode,
	"team days":     "SELECT day, CAST(SUM(amount) AS BIGINT) FROM sale WHERE " + sold + " AND day >= $1 AND day < $2 AND " + belowNode + " GROUP BY day",
	"team products": "SELECT product, CAST(SUM(amount) AS BIGINT) FROM sale WHERE " + sold + " AND day >= $1 AND day < $2 AND " + belowNode + " GROUP BY product",

	"person total":    "SELECT CAST(SUM(amount) AS BIGINT) FROM sale WHERE " + sold + " AND day >= $1 AND day < $2 AND owner = $3",
	"person days":     "SELECT day, CAST(SUM(amount) AS BIGINT) FROM sale WHERE " + sold + " AND day >= $1 AND day < $2 AND owner = $3 GROUP BY day",
	"person products": "SELECT product, CAST(SUM(amount) AS BIGINT) FROM sale WHERE " + sold + " AND day >= $1 AND day < $2 AND owner = $3 GROUP BY product",

	"children": `SELECT c.child, CAST(SUM(s.amount) AS BIGINT) FROM bench_child c JOIN bench_member m ON m.node = c.child
		JOIN sale s ON s.owner = m.person WHERE s.org_id = 'load' AND s.withdrawn = 0 AND s.cancelled = 0
		AND s.day >= $1 AND s.day < $2 AND c.parent = $3 GROUP BY c.child`,
	"target": `SELECT CAST(SUM(t.value) AS BIGINT) FROM bench_member m JOIN target t ON t.node = m.person
		WHERE t.org_id = 'load' AND t.metric = 'revenue' AND t.period_start = $1 AND t.period_end = $2 AND m.node = $3`,
}

const belowNode = "owner IN (SELECT person FROM bench_member WHERE node = $3)"

// Members makes the table of the people at or below each node. It changes no
// table of Attain.
func (e *Engine) Members(ctx context.Context) error {
	err := e.all(ctx,
		"CREATE TABLE bench_member (node TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (node, person))"+e.packed(),
		"INSERT INTO bench_member SELECT ancestor, descendant FROM closure WHERE descendant LIKE 'person:%'")
	return errors.Join(err, e.settle(ctx, "bench_member"))
}

// Dashboard prepares the questions of a dashboard. The covering indexes that it
// adds would slow Attain's own writing: measure that first.
func (e *Engine) Dashboard(ctx context.Context) (*Dashboard, error) {
	err := e.all(ctx,
		"CREATE TABLE bench_child (parent TEXT NOT NULL, child TEXT NOT NULL, PRIMARY KEY (parent, child))"+e.packed(),
		"INSERT INTO bench_child SELECT DISTINCT parent, child FROM edge",
		`INSERT INTO bench_child SELECT 'company:load', n.id FROM node n
			WHERE (n.id LIKE 'team:%' OR n.id LIKE 'person:%') AND NOT EXISTS (SELECT 1 FROM edge g WHERE g.child = n.id)`,
		"CREATE INDEX bench_sale_day ON sale (org_id, day, owner, product, amount) WHERE withdrawn = 0 AND cancelled = 0",
		"CREATE INDEX bench_sale_owner ON sale (org_id, owner, day, product, amount) WHERE withdrawn = 0 AND cancelled = 0",
		"CREATE INDEX bench_target ON target (org_id, metric, period_start, period_end, node, value)")
	if err == nil {
		err = e.settle(ctx, "sale", "target", "bench_child")
	}
	if err != nil {
		return nil, err
	}
	prepared, err := e.prepare(ctx, dashboard)
	if err != nil {
		return nil, err
	}
	return &Dashboard{prepared}, nil
}

// Page asks everything that one page shows, one question after the other. The
// period is half-open.
func (d *Dashboard) Page(ctx context.Context, node, start, end string) (Page, error) {
	kind, _, _ := strings.Cut(node, ":")
	var p Page
	var err error
	if p.Total, err = d.sum(ctx, kind+" total", start, end, node); err != nil {
		return p, err
	}
	if p.Days, err = d.sums(ctx, kind+" days", start, end, node); err != nil {
		return p, err
	}
	if p.Products, err = d.sums(ctx, kind+" products", start, end, node); err != nil {
		return p, err
	}
	if kind != "person" {
		if p.Children, err = d.sums(ctx, "children", start, end, node); err != nil {
			return p, err
		}
	}
	p.Target, err = d.sum(ctx, "target", start, end, node)
	return p, err
}
