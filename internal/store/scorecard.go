package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/scorecard"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// SaveScorecards implements scorecard.Shelf.
func (db *DB) SaveScorecards(ctx context.Context, orgID string, list []scorecard.Given) error {
	type key struct {
		period string
		node   org.NodeID
		asOf   period.Date
	}
	list = lastOf(list, func(g scorecard.Given) key { return key{g.Period.ID, g.Node.ID, g.AsOf} })
	rows := make([][]any, 0, len(list))
	for _, g := range list {
		body, err := json.Marshal(g.Card)
		if err != nil {
			return err
		}
		var score sql.NullInt64
		if g.Score.Value != nil {
			score = sql.NullInt64{Int64: int64(*g.Score.Value), Valid: true}
		}
		rows = append(rows, []any{orgID, g.Period.ID, string(g.Node.ID), g.AsOf, g.MadeAt, score, string(body)})
	}
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		err := insertMany(ctx, tx, "INSERT INTO scorecard (org_id, period, node, as_of, made_at, score, body)", 7, rows, "ON CONFLICT (org_id, period, node, as_of) DO NOTHING")
		if err != nil {
			return fmt.Errorf("keeping %d scorecards: %w", len(rows), err)
		}
		return nil
	})
}

// Scorecard implements scorecard.Shelf.
func (db *DB) Scorecard(ctx context.Context, scope access.Scope, day period.Date, of string, node org.NodeID) (g scorecard.Given, ok bool, err error) {
	seen, args := visible(scope, day, []any{scope.OrgID, of, string(node), day.String()})
	rows, err := db.query(ctx, `SELECT s.made_at, s.body FROM scorecard s JOIN node n ON n.org_id = s.org_id AND n.id = s.node
		WHERE s.org_id = $1 AND s.period = $2 AND s.node = $3 AND s.as_of <= $4 AND `+seen+" ORDER BY s.as_of DESC LIMIT 1", args...)
	list, err := collect(rows, err, func(rows *sql.Rows) (g scorecard.Given, err error) {
		var body string
		if err := rows.Scan(&g.MadeAt, &body); err != nil {
			return g, err
		}
		return g, json.Unmarshal([]byte(body), &g.Card)
	})
	if err != nil {
		return g, false, fmt.Errorf("reading the scorecard of %s for %s: %w", node, of, err)
	}
	if len(list) == 0 {
		return g, false, nil
	}
	return list[0], true, nil
}

// ScorecardStamps implements scorecard.Shelf.
func (db *DB) ScorecardStamps(ctx context.Context, scope access.Scope, day period.Date, of string) (map[org.NodeID]scorecard.Stamp, error) {
	type row struct {
		node org.NodeID
		scorecard.Stamp
	}
	seen, args := visible(scope, day, []any{scope.OrgID, of, day.String()})
	rows, err := db.query(ctx, `SELECT s.node, s.as_of, s.made_at, s.score FROM scorecard s JOIN node n ON n.org_id = s.org_id AND n.id = s.node
		WHERE s.org_id = $1 AND s.period = $2 AND s.as_of <= $3 AND `+seen+" ORDER BY s.node, s.as_of", args...)
	list, err := collect(rows, err, func(rows *sql.Rows) (r row, err error) {
		var score sql.NullInt64
		err = rows.Scan(&r.node, &r.AsOf, &r.MadeAt, &score)
		if score.Valid {
			value := money.Amount(score.Int64)
			r.Score = &value
		}
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading which scorecards were given for %s: %w", of, err)
	}
	stamps := make(map[org.NodeID]scorecard.Stamp, len(list))
	for _, r := range list {
		stamps[r.node] = r.Stamp
	}
	return stamps, nil
}

// ScorecardWeights implements scorecard.Shelf.
func (db *DB) ScorecardWeights(ctx context.Context, orgID string) (map[metric.Series]money.Amount, error) {
	type row struct {
		metric metric.Series
		factor money.Amount
	}
	rows, err := db.query(ctx, "SELECT metric, factor FROM scorecard_weight WHERE org_id = $1", orgID)
	list, err := collect(rows, err, func(rows *sql.Rows) (r row, err error) { return r, rows.Scan(&r.metric, &r.factor) })
	if err != nil {
		return nil, fmt.Errorf("reading weights of scorecards: %w", err)
	}
	weights := make(map[metric.Series]money.Amount, len(list))
	for _, r := range list {
		weights[r.metric] = r.factor
	}
	return weights, nil
}

// SaveScorecardWeights implements scorecard.Shelf: these weights and no others.
func (db *DB) SaveScorecardWeights(ctx context.Context, orgID string, weights map[metric.Series]money.Amount) error {
	var rows [][]any
	for _, m := range slices.Sorted(maps.Keys(weights)) {
		rows = append(rows, []any{orgID, string(m), int64(weights[m])})
	}
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM scorecard_weight WHERE org_id = $1", orgID)
		if err == nil && len(rows) > 0 {
			err = insertMany(ctx, tx, "INSERT INTO scorecard_weight (org_id, metric, factor)", 3, rows, "")
		}
		if err != nil {
			return fmt.Errorf("keeping weights of scorecards: %w", err)
		}
		return nil
	})
}

// runBody is the part of a run that no query looks into.
type runBody struct {
	Period scorecard.Span      `json:"period"`
	Begun  int64               `json:"begun"`
	Ended  int64               `json:"ended"`
	AsOf   period.Date         `json:"as_of"`
	Of     int                 `json:"of"`
	Done   int                 `json:"done"`
	Failed []scorecard.Failure `json:"failed,omitempty"`
}

// LeaseScorecards implements scorecard.Shelf.
func (db *DB) LeaseScorecards(ctx context.Context, orgID string, of scorecard.Span, at, until time.Time, again bool) (ok bool, err error) {
	err = db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := db.lock(ctx, tx, orgID); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, "SELECT state, lease_to FROM scorecard_run WHERE org_id = $1 AND period = $2", orgID, of.ID)
		type run struct {
			state scorecard.RunState
			to    int64
		}
		list, err := collect(rows, err, func(rows *sql.Rows) (r run, err error) { return r, rows.Scan(&r.state, &r.to) })
		if err != nil {
			return err
		}
		if len(list) > 0 && (list[0].state == scorecard.Done && !again || list[0].to > at.UnixMicro()) {
			return nil
		}
		ok = true
		return saveRun(ctx, tx, orgID, scorecard.Run{Period: of, State: scorecard.Running, LeaseTo: until.UnixMicro(), Begun: at.UnixMicro()})
	})
	if err != nil {
		return false, fmt.Errorf("taking the scorecards of %s: %w", of.ID, err)
	}
	return ok, nil
}

// SaveScorecardRun implements scorecard.Shelf.
func (db *DB) SaveScorecardRun(ctx context.Context, orgID string, r scorecard.Run) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error { return saveRun(ctx, tx, orgID, r) })
}

func saveRun(ctx context.Context, tx *sql.Tx, orgID string, r scorecard.Run) error {
	body, err := json.Marshal(runBody{r.Period, r.Begun, r.Ended, r.AsOf, r.Of, r.Done, r.Failed})
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO scorecard_run (org_id, period, first_day, state, lease_to, body) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (org_id, period) DO UPDATE SET first_day = excluded.first_day, state = excluded.state, lease_to = excluded.lease_to, body = excluded.body`,
		bind([]any{orgID, r.Period.ID, r.Period.Start, string(r.State), r.LeaseTo, string(body)})...)
	if err != nil {
		return fmt.Errorf("noting how far the scorecards of %s are: %w", r.Period.ID, err)
	}
	return nil
}

// ScorecardRuns implements scorecard.Shelf.
func (db *DB) ScorecardRuns(ctx context.Context, orgID string) ([]scorecard.Run, error) {
	rows, err := db.query(ctx, "SELECT state, lease_to, body FROM scorecard_run WHERE org_id = $1 ORDER BY first_day DESC, period", orgID)
	list, err := collect(rows, err, func(rows *sql.Rows) (r scorecard.Run, err error) {
		var body string
		if err := rows.Scan(&r.State, &r.LeaseTo, &body); err != nil {
			return r, err
		}
		var b runBody
		err = json.Unmarshal([]byte(body), &b)
		r.Period, r.Begun, r.Ended, r.AsOf, r.Of, r.Done, r.Failed = b.Period, b.Begun, b.Ended, b.AsOf, b.Of, b.Done, b.Failed
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading how far scorecards are: %w", err)
	}
	return list, nil
}
