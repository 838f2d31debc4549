package baseline

import (
	"context"
	"errors"
	"fmt"

	"github.com/attainhq/attain/bench/load"
)

// Goals recomputes goals by SQL after each sale: the sums of the sale's owner
// and of everybody above him, over facts with covering indexes.
type Goals struct {
	engine *Engine
	statements
}

// Fact is a sale as the table of Goals has it.
type Fact struct {
	ID, Owner, Day string
	Amount         int64
}

// Goals makes the table of facts from the sales that were imported, in a
// database that has Members.
func (e *Engine) Goals(ctx context.Context) (*Goals, error) {
	err := e.all(ctx, "CREATE TABLE bench_fact (id TEXT PRIMARY KEY, owner TEXT NOT NULL, day TEXT NOT NULL, amount BIGINT NOT NULL)"+e.packed())
	if err != nil {
		return nil, err
	}
	if _, err := e.ExecContext(ctx, "INSERT INTO bench_fact SELECT id, owner, day, amount FROM sale WHERE source = $1", load.SalesSource); err != nil {
		return nil, err
	}
	err = e.all(ctx,
		"CREATE INDEX bench_fact_owner ON bench_fact (owner, day, amount)",
		"CREATE INDEX bench_fact_day ON bench_fact (day, owner, amount)")
	if err == nil {
		err = e.settle(ctx, "bench_fact")
	}
	if err != nil {
		return nil, err
	}
	g := &Goals{engine: e}
	if g.statements, err = e.prepare(ctx, goalStatements); err != nil {
		return nil, err
	}
	return g, nil
}

var goalStatements = map[string]string{
	"insert":    "INSERT INTO bench_fact (id, owner, day, amount) VALUES ($1, $2, $3, $4)",
	"everybody": "SELECT CAST(SUM(amount) AS BIGINT) FROM bench_fact WHERE day >= $1 AND day < $2",
	"members": `SELECT CAST(SUM(f.amount) AS BIGINT) FROM bench_member m JOIN bench_fact f ON f.owner = m.person
		WHERE f.day >= $1 AND f.day < $2 AND m.node = $3`,
	"person": "SELECT CAST(SUM(amount) AS BIGINT) FROM bench_fact WHERE day >= $1 AND day < $2 AND owner = $3",
}

// Post stores the fact durably and returns the sums of the nodes over the
// period: of people, teams and the company.
func (g *Goals) Post(ctx context.Context, f Fact, nodes []string, start, end string) ([]int64, error) {
	if _, err := g.statements["insert"].ExecContext(ctx, f.ID, f.Owner, f.Day, f.Amount); err != nil {
		return nil, err
	}
	sums := make([]int64, len(nodes))
	for i, node := range nodes {
		var err error
		switch node {
		case "company:load":
			sums[i], err = g.sum(ctx, "everybody", start, end)
		case f.Owner:
			sums[i], err = g.sum(ctx, "person", start, end, node)
		default:
			sums[i], err = g.sum(ctx, "members", start, end, node)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", node, err)
		}
	}
	return sums, nil
}

// Close ends the statements and removes the facts.
func (g *Goals) Close(ctx context.Context) error {
	return errors.Join(g.statements.Close(), g.engine.all(ctx, "DROP TABLE bench_fact"))
}
