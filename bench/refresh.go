package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/attainhq/attain/bench/baseline"
	"github.com/attainhq/attain/bench/measure"
	"github.com/attainhq/attain/internal/money"
)

// peers refreshes every person's goals as the peer does, after one more order,
// and holds them against Attain's ledger. In Attain the goals are right when
// the order is stored: what storing took is what its refresh costs.
func (w *world) peers(ctx context.Context, posted []post) error {
	w.say("%s: %d goals refreshed as the peer does", w.engine, w.targets)
	peer, err := w.sql.Peer(ctx)
	if err != nil {
		return err
	}
	if _, err := peer.Batch(ctx); err != nil { // the first pass, which writes every goal
		return err
	}
	if err := w.sameGoals(ctx, peer); err != nil {
		return err
	}
	var own measure.Series
	for n, p := range posted {
		if n >= warm {
			own.AddTime(p.took)
		}
	}
	ways := []struct {
		name   string
		index  bool
		repeat int
		run    func() (time.Duration, string, error)
	}{
		{"one SUM per period with a list of people, the peer's own indexes", false, w.repeats, w.inBatch(ctx, peer)},
		{"one SUM per goal, the peer's own indexes", false, 1, w.perGoal(ctx, peer)},
		{"one SUM per period with a list of people, the best index", true, w.repeats, w.inBatch(ctx, peer)},
		{"one SUM per goal, the best index", true, w.repeats, w.perGoal(ctx, peer)},
	}
	indexed := false
	for _, way := range ways {
		if way.index && !indexed {
			indexed = true
			if err := peer.Index(ctx); err != nil {
				return err
			}
		}
		var took measure.Series
		note := ""
		cpu := w.clock(ctx, w.sql)
		for range way.repeat {
			if err := w.order(ctx, peer); err != nil {
				return err
			}
			t, said, err := way.run()
			if err != nil {
				return err
			}
			note = said
			took.AddTime(t)
		}
		took.CPU = cpu().Seconds()
		w.measured(measure.Measure{Section: refresh, Name: fmt.Sprintf("%d goals", w.targets), Unit: "ms", Quantile: measure.Median,
			Of: own, Baseline: way.name + note, Against: took})
	}
	return nil
}

// order adds an order of the last day to the peer's.
func (w *world) order(ctx context.Context, peer *baseline.Peer) error {
	return peer.Order(ctx, int64(w.draw.IntN(w.people)), w.company.Today().Format(time.DateOnly), int64(money.FromInt(100)))
}

func (w *world) inBatch(ctx context.Context, peer *baseline.Peer) func() (time.Duration, string, error) {
	return func() (time.Duration, string, error) {
		took, err := peer.Batch(ctx)
		return took, "", err
	}
}

// perGoal refreshes goal by goal. Where that takes too long, the rest is worked
// out from those it got through, and the measure says so.
func (w *world) perGoal(ctx context.Context, peer *baseline.Peer) func() (time.Duration, string, error) {
	return func() (time.Duration, string, error) {
		done, took, err := peer.PerGoal(ctx, w.peer)
		if err != nil || done == w.targets {
			return took, "", err
		}
		return took * time.Duration(w.targets) / time.Duration(done), fmt.Sprintf(" (extrapolated from %d goals)", done), nil
	}
}

// sameGoals fails when a goal of the peer stands otherwise than the person's
// revenue of the month in the ledger.
func (w *world) sameGoals(ctx context.Context, peer *baseline.Peer) error {
	rows, err := w.sql.QueryContext(ctx, `SELECT node, SUBSTR(day, 1, 7), CAST(SUM(revenue) AS BIGINT) FROM sale_day
		WHERE org_id = 'load' AND revenue IS NOT NULL AND node LIKE 'person:P%' GROUP BY node, SUBSTR(day, 1, 7)`)
	if err != nil {
		return err
	}
	defer rows.Close()
	sums := map[string]int64{} // by person and month
	for rows.Next() {
		var node, month string
		var sum int64
		if err := rows.Scan(&node, &month, &sum); err != nil {
			return err
		}
		sums[strings.TrimPrefix(node, "person:P")+" "+month] = sum
	}
	if err := rows.Err(); err != nil {
		return err
	}
	goals, err := peer.Goals(ctx)
	if err != nil {
		return err
	}
	if len(goals) != w.targets {
		return fmt.Errorf("the peer has %d goals of %d", len(goals), w.targets)
	}
	for _, g := range goals {
		if sum := sums[strconv.FormatInt(g.Owner, 10)+" "+g.Start[:7]]; sum != g.Current {
			return fmt.Errorf("the goal of person %d from %s stands at %d, Attain's at %d", g.Owner, g.Start, g.Current, sum)
		}
	}
	return nil
}
