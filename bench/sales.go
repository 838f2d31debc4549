package main

import (
	"context"
	"fmt"
	"time"

	"github.com/attainhq/attain/bench/baseline"
	"github.com/attainhq/attain/bench/load"
	"github.com/attainhq/attain/bench/measure"
	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// benchSource is the source of single sales.
const benchSource = "bench"

// warm is how many of the first sales are not in the measure, on either side: a
// server that runs has read the company's tree.
const warm = 10

// post is a single sale, with what its goals stood at after it.
type post struct {
	sale    fact.Sale
	nodes   []org.NodeID // whose goals it changes
	actuals []money.Amount
	took    time.Duration // to store it, durably, with every number that follows
	read    time.Duration // that, and to read its goals
	cpu     time.Duration // of both, with the database server's
}

// root is the node of the company.
var root = org.ID(org.Company, load.Organisation)

// single makes a sale of the day, by anybody.
func (w *world) single(source string, i int, day period.Date) fact.Sale {
	cost := money.Amount(w.draw.IntN(1_000)) * money.Unit
	id := fmt.Sprintf("%s-%06d", source, i)
	at := w.company.Today()
	return fact.Sale{Key: fact.Key{Source: source, ID: id}, Order: id, OccurredAt: at.UnixMicro(), Day: day,
		Owner: org.ID(org.Person, load.Person(w.draw.IntN(w.people))), Customer: org.NodeID(fmt.Sprintf("customer:C%d", w.draw.IntN(w.company.Customers))),
		Product:   org.NodeID(fmt.Sprintf("product:A%d", w.draw.IntN(w.company.Products))),
		Territory: org.NodeID(fmt.Sprintf("territory:T%d", w.draw.IntN(w.company.Territories))),
		Quantity:  money.FromInt(1), Amount: 2*cost + money.Unit, Cost: &cost, Currency: load.Currency}
}

// above returns the nodes whose goals a sale of the person changes: himself, the
// teams that he belongs to, and the company.
func (w *world) above(ctx context.Context, person org.NodeID) ([]org.NodeID, error) {
	rows, err := w.sql.QueryContext(ctx, "SELECT DISTINCT ancestor FROM closure WHERE org_id = 'load' AND descendant = $1 ORDER BY ancestor", string(person))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var nodes []org.NodeID
	for rows.Next() {
		var node org.NodeID
		if err := rows.Scan(&node); err != nil {
			return nil, err
		}
		nodes = append(nodes, node)
	}
	return nodes, rows.Err()
}

// postSales stores sales one by one and reads the goals that each has changed,
// within the program.
func (w *world) postSales(ctx context.Context, a *app.App, today period.Date) ([]post, error) {
	w.say("%s: %d single sales", w.engine, w.posts)
	revenue, err := metric.Find(string(metric.Revenue))
	if err != nil {
		return nil, err
	}
	question := attain.Query{Metric: revenue, Period: period.NewCustom(w.month)}
	posted := make([]post, 0, w.posts)
	cpu := w.clock(ctx, w.sql)
	for i := range w.posts {
		p := post{sale: w.single(benchSource, i, today)}
		if p.nodes, err = w.above(ctx, p.sale.Owner); err != nil {
			return nil, err
		}
		start := time.Now()
		if _, err := a.Pipeline.Post(ctx, a.OrgID, "bench", []fact.Sale{p.sale}); err != nil {
			return nil, err
		}
		p.took = time.Since(start)
		for _, node := range p.nodes {
			f, err := a.Attain.Node(ctx, access.System(a.OrgID), node, question)
			if err != nil {
				return nil, err
			}
			if f.Actual == nil {
				return nil, fmt.Errorf("%s has no actual", node)
			}
			p.actuals = append(p.actuals, *f.Actual)
		}
		p.read = time.Since(start)
		p.cpu, cpu = cpu(), w.clock(ctx, w.sql)
		posted = append(posted, p)
	}
	return posted, nil
}

// replayPosts stores the same sales in a table of facts and recomputes their
// goals by SQL, and holds each sum against what Attain said after that sale.
func (w *world) replayPosts(ctx context.Context, posted []post) error {
	w.say("%s: the same sales, their goals by SQL", w.engine)
	goals, err := w.sql.Goals(ctx)
	if err != nil {
		return err
	}
	var stored, read, against measure.Series
	cpu := w.clock(ctx, w.sql)
	for n, p := range posted {
		if n == warm {
			cpu = w.clock(ctx, w.sql)
		}
		nodes := make([]string, len(p.nodes))
		for i, node := range p.nodes {
			nodes[i] = string(node)
		}
		start := time.Now()
		sums, err := goals.Post(ctx, baseline.Fact{ID: p.sale.ID, Owner: string(p.sale.Owner), Day: p.sale.Day.String(), Amount: int64(p.sale.Amount)},
			nodes, w.month.Start.String(), w.month.End.String())
		if err != nil {
			return err
		}
		if took := time.Since(start); n >= warm {
			against.AddTime(took)
			stored.AddTime(p.took)
			read.AddTime(p.read)
			read.CPU += p.cpu.Seconds()
		}
		for i, sum := range sums {
			if money.Amount(sum) != p.actuals[i] {
				return fmt.Errorf("after sale %s, %s stands at %s by SQL and at %s in Attain", p.sale.ID, nodes[i], money.Amount(sum), p.actuals[i])
			}
		}
	}
	against.CPU = cpu().Seconds()
	const bySQL = "insert, then the goals' sums by SQL with covering indexes"
	w.quantiles(posting, "stored durably, every number right", stored, bySQL, against, "")
	w.quantiles(posting, "the same, and its goals read", read, bySQL, against, fmt.Sprintf("%d goals on average", averageGoals(posted)))
	return goals.Close(ctx)
}

func averageGoals(posted []post) int {
	n := 0
	for _, p := range posted {
		n += len(p.nodes)
	}
	return n / max(1, len(posted))
}
