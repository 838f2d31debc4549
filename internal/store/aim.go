package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// aims keeps the targets and goals of metrics in memory. A page needs those of
// everybody below its node: of a company ten thousand, of which one changes now
// and then.
//
// What is kept is never stale: every change of a target or goal is written with
// a number that grows with each of the organisation's changes, under its lock.
// The highest number is read from the database for every question, and what has
// a higher number than is kept is read anew, in one transaction with the number.
// So it does not matter which of several servers made the change.
type aims struct {
	mu      sync.Mutex
	kept    map[aimKey]*keptAims
	periods map[string]keptPeriods // by organisation
}

// keptPeriods are those that had a target by what was known on a day.
type keptPeriods struct {
	seq    int64
	known  period.Date
	ranges []period.Range
}

func (a *aims) periodsAt(orgID string, seq int64, known period.Date) ([]period.Range, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	kept, ok := a.periods[orgID]
	return slices.Clone(kept.ranges), ok && kept.seq >= seq && kept.known == known
}

func (a *aims) keepPeriods(orgID string, kept keptPeriods) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.periods == nil {
		a.periods = map[string]keptPeriods{}
	}
	a.periods[orgID] = kept
}

type aimKey struct {
	orgID  string
	metric metric.Series
}

// keptAims are the aims of one metric. Its lock is held while they are read, so
// that many questions after a change read them once.
type keptAims struct {
	mu   sync.Mutex
	upTo int64 // the change of the organisation up to which they were read; -1 before
	aims goal.Aims
}

// of returns what is kept of the metric. Users can name more metrics than there
// are, by their parameters: when there are too many, all begin anew.
func (a *aims) of(key aimKey) *keptAims {
	const most = 1_000
	a.mu.Lock()
	defer a.mu.Unlock()
	kept := a.kept[key]
	if kept == nil {
		if a.kept == nil || len(a.kept) >= most {
			a.kept = map[aimKey]*keptAims{}
		}
		kept = &keptAims{upTo: -1}
		a.kept[key] = kept
	}
	return kept
}

// Aims returns the targets of the metric and its goals, in no more detail than
// numbers need. What it returns must not be changed.
func (db *DB) Aims(ctx context.Context, orgID string, m metric.Series) (goal.Aims, error) {
	newest, err := newestAim(ctx, db.reader, orgID)
	if err != nil {
		return goal.Aims{}, err
	}
	of := aimKey{orgID, m}
	kept := db.aims.of(of)
	kept.mu.Lock()
	defer kept.mu.Unlock()
	if kept.upTo >= newest {
		return kept.aims, nil
	}
	err = db.snapshotTx(ctx, func(tx *sql.Tx) error { return kept.follow(ctx, tx, of) })
	return kept.aims, err
}

// newestAim returns the number of the last change of any target or goal.
func newestAim(ctx context.Context, c conn, orgID string) (newest int64, err error) {
	var targets, goals int64
	err = c.QueryRowContext(ctx, `SELECT COALESCE((SELECT MAX(seq) FROM target WHERE org_id = $1), 0),
		COALESCE((SELECT MAX(seq) FROM goal WHERE org_id = $1), 0)`, orgID).Scan(&targets, &goals)
	if err != nil {
		return 0, fmt.Errorf("reading the number of the last change of aims: %w", err)
	}
	return max(targets, goals), nil
}

// follow reads what has changed since the aims were read. Those who read them
// before keep what they have.
func (k *keptAims) follow(ctx context.Context, tx conn, of aimKey) error {
	newest, err := newestAim(ctx, tx, of.orgID)
	if err != nil {
		return err
	}
	changed, err := targetsSince(ctx, tx, of, k.upTo)
	if err != nil {
		return err
	}
	goals, gone, err := goalsSince(ctx, tx, of, k.upTo)
	if err != nil {
		return err
	}
	leaves := func(g goal.Goal) bool { return gone[g.ID] }
	if len(changed)+len(goals) > 0 || slices.ContainsFunc(k.aims.Goals, leaves) {
		k.aims = goal.Aims{
			Seq: newest,
			Targets: merged(k.aims.Targets, changed, func(t goal.Target) goal.Key { return t.Key }, func(a, b goal.Target) int {
				return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Period.Start, b.Period.Start), cmp.Compare(a.Period.End, b.Period.End))
			}),
			Goals: merged(slices.DeleteFunc(slices.Clone(k.aims.Goals), leaves), goals, func(g goal.Goal) goal.ID { return g.ID }, inOrderOfSetting),
		}
	}
	k.upTo = newest
	return nil
}

// targetsSince returns the targets of the metric with a change above the number,
// whole; all of them for -1.
func targetsSince(ctx context.Context, tx conn, of aimKey, upTo int64) ([]goal.Target, error) {
	changed, err := targets(tx.QueryContext(ctx, "SELECT "+targetColumns+` FROM target WHERE org_id = $1 AND metric = $2 AND seq > $3
		ORDER BY node, period_start, period_end, version`, of.orgID, string(of.metric), upTo))
	if err != nil || upTo < 0 || len(changed) == 0 {
		return changed, err
	}
	keys := make([]goal.Key, len(changed)) // a changed version does not come alone
	for i, t := range changed {
		keys[i] = t.Key
	}
	whole, err := targetsByKey(ctx, tx, of.orgID, keys)
	for i, t := range changed {
		changed[i] = whole[t.Key]
	}
	return changed, err
}

// goalsSince returns the goals of the metric, with parameters or without, that
// have a change above the number, in the order in which they were set, and which
// goals with a change are of another metric now.
func goalsSince(ctx context.Context, tx conn, of aimKey, upTo int64) (changed []goal.Goal, gone map[goal.ID]bool, err error) {
	type head struct {
		id     goal.ID
		metric string
	}
	orgID, m := of.orgID, of.metric
	where, args := "seq > $2", []any{orgID, upTo}
	if upTo < 0 { // there is none that has become one of another metric
		where, args = "(metric = $2 OR metric >= $3 AND metric < $4)", []any{orgID, string(m), string(m) + ":", string(m) + ";"}
	}
	rows, err := tx.QueryContext(ctx, "SELECT id, metric FROM goal WHERE org_id = $1 AND "+where, args...)
	heads, err := collect(rows, err, func(rows *sql.Rows) (h head, err error) { return h, rows.Scan(&h.id, &h.metric) })
	if err != nil {
		return nil, nil, fmt.Errorf("reading which goals have changed: %w", err)
	}
	var ids []goal.ID
	gone = map[goal.ID]bool{}
	for _, h := range heads {
		if h.metric == string(m) || strings.HasPrefix(h.metric, string(m)+":") {
			ids = append(ids, h.id)
		} else {
			gone[h.id] = true
		}
	}
	found, err := goals(ctx, tx, orgID, ids)
	for _, id := range ids {
		if g, ok := found[id]; ok {
			changed = append(changed, g.Bare())
		}
	}
	slices.SortFunc(changed, inOrderOfSetting)
	return changed, gone, err
}

func inOrderOfSetting(a, b goal.Goal) int {
	return cmp.Or(cmp.Compare(a.Mark().At, b.Mark().At), cmp.Compare(a.ID, b.ID))
}

// merged returns the old items with the changed ones in their places; both are
// in order, and so is what comes out.
func merged[T any, K comparable](old, changed []T, key func(T) K, order func(a, b T) int) []T {
	if len(changed) == 0 {
		return old
	}
	fresh := make(map[K]bool, len(changed))
	for _, item := range changed {
		fresh[key(item)] = true
	}
	all := make([]T, 0, len(old)+len(changed))
	for _, item := range old {
		if fresh[key(item)] {
			continue
		}
		for len(changed) > 0 && order(changed[0], item) < 0 {
			all, changed = append(all, changed[0]), changed[1:]
		}
		all = append(all, item)
	}
	return append(all, changed...)
}
