package baseline

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Peer refreshes goals as an open-source peer does, on PostgreSQL: a stand-in
// with tables of its own, in the two shapes that were measured of it. Per goal:
// one SUM each, filtered by state, user and an inclusive range of dates. In a
// batch: one grouped SUM for each period with a list of users, then one UPDATE
// from a list of values. Either writes only what has changed.
type Peer struct{ engine *Engine }

// Goal is a person's goal of a month, as the peer keeps it.
type Goal struct {
	ID         int64
	Owner      int64  // the number of the person
	Start, End string // inclusive
	Current    int64
}

// Peer makes the peer's orders and goals from Attain's sales and targets, with
// the peer's own indexes: one for each column that it filters by.
func (e *Engine) Peer(ctx context.Context) (*Peer, error) {
	if !e.postgres {
		return nil, fmt.Errorf("the peer runs on PostgreSQL only")
	}
	err := e.all(ctx,
		"CREATE TABLE peer_order (id BIGINT PRIMARY KEY, user_id INTEGER NOT NULL, state TEXT NOT NULL, date_order TIMESTAMP NOT NULL, amount NUMERIC NOT NULL)",
		`INSERT INTO peer_order SELECT ROW_NUMBER() OVER (ORDER BY source, id), CAST(SUBSTR(owner, 9) AS INTEGER), 'sale', CAST(day AS TIMESTAMP), amount FROM sale
			WHERE withdrawn = 0 AND cancelled = 0`,
		"CREATE TABLE peer_goal (id BIGINT PRIMARY KEY, user_id INTEGER NOT NULL, first DATE NOT NULL, last DATE NOT NULL, target BIGINT NOT NULL, current NUMERIC NOT NULL)",
		`INSERT INTO peer_goal SELECT ROW_NUMBER() OVER (ORDER BY period_start, node), CAST(SUBSTR(node, 9) AS INTEGER), CAST(period_start AS DATE), CAST(period_end AS DATE) - 1, value, 0
			FROM target WHERE metric = 'revenue' AND node LIKE 'person:P%'`,
		"CREATE INDEX peer_order_user ON peer_order (user_id)",
		"CREATE INDEX peer_order_state ON peer_order (state)",
		"CREATE INDEX peer_order_date ON peer_order (date_order)")
	if err != nil {
		return nil, err
	}
	return &Peer{e}, e.settle(ctx, "peer_order", "peer_goal")
}

// Index adds the best index for the peer's question: it answers it alone.
func (p *Peer) Index(ctx context.Context) error {
	err := p.engine.all(ctx, "CREATE INDEX peer_order_best ON peer_order (user_id, date_order) INCLUDE (amount) WHERE state = 'sale'")
	if err != nil {
		return err
	}
	return p.engine.settle(ctx, "peer_order")
}

// Order adds an order to the peer's.
func (p *Peer) Order(ctx context.Context, owner int64, day string, amount int64) error {
	_, err := p.engine.ExecContext(ctx, "INSERT INTO peer_order SELECT MAX(id) + 1, CAST($1 AS INTEGER), 'sale', CAST($2 AS TIMESTAMP), CAST($3 AS BIGINT) FROM peer_order",
		owner, day, amount)
	return err
}

// Goals returns the peer's goals as they stand.
func (p *Peer) Goals(ctx context.Context) ([]Goal, error) {
	rows, err := p.engine.QueryContext(ctx, `SELECT id, user_id, CAST(first AS TEXT), CAST(last AS TEXT), CAST(current AS BIGINT) FROM peer_goal ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var goals []Goal
	for rows.Next() {
		var g Goal
		if err := rows.Scan(&g.ID, &g.Owner, &g.Start, &g.End, &g.Current); err != nil {
			return nil, err
		}
		goals = append(goals, g)
	}
	return goals, rows.Err()
}

// counted is the peer's filter.
const counted = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM peer_order WHERE state = 'sale' AND user_id = $1 AND date_order >= CAST($2 AS DATE) AND date_order < CAST($3 AS DATE) + 1"

// PerGoal refreshes the goals one by one, until the time is over, and returns
// how many it got through.
func (p *Peer) PerGoal(ctx context.Context, most time.Duration) (done int, took time.Duration, err error) {
	goals, err := p.Goals(ctx)
	if err != nil {
		return 0, 0, err
	}
	statement, err := p.engine.PrepareContext(ctx, counted)
	if err != nil {
		return 0, 0, err
	}
	defer statement.Close()
	start := time.Now()
	var changed []Goal
	for _, g := range goals {
		if done > 0 && time.Since(start) > most {
			break
		}
		was := g.Current
		if err := statement.QueryRowContext(ctx, g.Owner, g.Start, g.End).Scan(&g.Current); err != nil {
			return done, 0, err
		}
		if done++; g.Current != was {
			changed = append(changed, g)
		}
	}
	err = p.update(ctx, changed)
	return done, time.Since(start), err
}

// Batch refreshes all goals, with one SUM for each period.
func (p *Peer) Batch(ctx context.Context) (time.Duration, error) {
	goals, err := p.Goals(ctx)
	if err != nil {
		return 0, err
	}
	start := time.Now()
	byPeriod := map[[2]string][]Goal{}
	var periods [][2]string
	for _, g := range goals {
		key := [2]string{g.Start, g.End}
		if byPeriod[key] == nil {
			periods = append(periods, key)
		}
		byPeriod[key] = append(byPeriod[key], g)
	}
	var changed []Goal
	for _, key := range periods {
		sums, err := p.sumsOf(ctx, byPeriod[key])
		if err != nil {
			return 0, err
		}
		for _, g := range byPeriod[key] {
			if sum := sums[g.Owner]; sum != g.Current {
				g.Current = sum
				changed = append(changed, g)
			}
		}
	}
	err = p.update(ctx, changed)
	return time.Since(start), err
}

// sumsOf asks for the sums of the owners of goals with one period.
func (p *Peer) sumsOf(ctx context.Context, goals []Goal) (map[int64]int64, error) {
	owners := make([]int64, 0, len(goals))
	for _, g := range goals {
		owners = append(owners, g.Owner)
	}
	rows, err := p.engine.QueryContext(ctx, `SELECT user_id, CAST(SUM(amount) AS BIGINT) FROM peer_order
		WHERE state = 'sale' AND user_id = ANY($1::int[]) AND date_order >= CAST($2 AS DATE) AND date_order < CAST($3 AS DATE) + 1 GROUP BY user_id`,
		owners, goals[0].Start, goals[0].End)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	sums := make(map[int64]int64, len(goals))
	for rows.Next() {
		var owner int64
		var sum int64
		if err := rows.Scan(&owner, &sum); err != nil {
			return nil, err
		}
		sums[owner] = sum
	}
	return sums, rows.Err()
}

// update writes goals that changed, many in one statement.
func (p *Peer) update(ctx context.Context, goals []Goal) error {
	const most = 5_000
	for part := range slices.Chunk(goals, most) {
		values := make([]string, len(part))
		for i, g := range part {
			values[i] = "(" + strconv.FormatInt(g.ID, 10) + "," + strconv.FormatInt(g.Current, 10) + ")"
		}
		err := p.engine.all(ctx, "UPDATE peer_goal SET current = v.current FROM (VALUES "+strings.Join(values, ",")+") AS v(id, current) WHERE peer_goal.id = v.id")
		if err != nil {
			return err
		}
	}
	return nil
}
