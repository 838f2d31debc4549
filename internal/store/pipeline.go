package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Write implements pipeline.Store.
func (db *DB) Write(ctx context.Context, orgID string, run func(pipeline.Tx) error) error {
	facts := 0
	return db.writing(ctx, &facts, func(ctx context.Context) error {
		return db.inBulk(ctx, func(ctx context.Context, tx conn) error {
			if err := db.lock(ctx, tx, orgID); err != nil {
				return fmt.Errorf("waiting to write: %w", err)
			}
			w := &writer{ctx: ctx, db: db, tx: tx, orgID: orgID}
			err := run(w)
			facts = w.facts
			return err
		})
	})
}

// writer is one transaction of the pipeline.
type writer struct {
	ctx   context.Context //nolint:containedctx // it lives for one transaction
	db    *DB
	tx    conn
	orgID string

	restructured bool         // there is another book than others see
	facts        int          // versions of facts that were saved
	state        *writerState // nil: it has to be read
}

func (w *writer) Names() (map[org.NodeID]org.Node, map[org.NodeID]org.NodeID, error) {
	return names(w.ctx, w.tx, w.orgID)
}

func (w *writer) Nodes(ids []org.NodeID) (map[org.NodeID]org.Node, error) {
	return nodesByID(w.ctx, w.tx, w.orgID, ids)
}

func (w *writer) Sales(keys []fact.Key) (map[fact.Key]fact.Version, error) {
	return salesByKey(w.ctx, w.tx, w.orgID, keys)
}

func (w *writer) SaleVersions(keys []fact.Key) (map[fact.Key][]fact.Version, error) {
	return versionsByKey(w.ctx, w.tx, w.orgID, keys)
}

func (w *writer) Deals(ids []fact.DealID) (map[fact.DealID]fact.Deal, error) {
	return deals(w.ctx, w.tx, w.orgID, ids)
}

func (w *writer) DealIDs(f fact.Filter) ([]fact.DealID, error) {
	return dealIDs(w.ctx, w.tx, w.orgID, f)
}

func (w *writer) Events(keys []fact.EventKey) (map[fact.EventKey]fact.EventVersion, error) {
	return eventsByKey(w.ctx, w.tx, w.orgID, keys)
}

func (w *writer) EventVersions(keys []fact.EventKey) (map[fact.EventKey][]fact.EventVersion, error) {
	return eventVersionsByKey(w.ctx, w.tx, w.orgID, keys)
}

func (w *writer) Cases(ids []fact.CaseID) (map[fact.CaseID]fact.Case, error) {
	return cases(w.ctx, w.tx, w.orgID, ids)
}

func (w *writer) CaseIDs(f fact.EventFilter) ([]fact.CaseID, error) {
	return caseIDs(w.ctx, w.tx, w.orgID, f)
}

func (w *writer) Customs(id metric.Series) ([]pipeline.CustomVersion, error) {
	return customVersions(w.ctx, w.tx, w.orgID, id)
}

func (w *writer) Firsts(customers []org.NodeID) (map[org.NodeID]metric.First, error) {
	return firsts(w.ctx, w.tx, w.orgID, customers)
}

func (w *writer) Targets(keys []goal.Key) (map[goal.Key]goal.Target, error) {
	return targetsByKey(w.ctx, w.tx, w.orgID, keys)
}

func (w *writer) Goals(ids []goal.ID) (map[goal.ID]goal.Goal, error) {
	return goals(w.ctx, w.tx, w.orgID, ids)
}

func (w *writer) Covers(people []org.NodeID) ([]pipeline.Cover, error) {
	return covers(w.ctx, w.tx, w.orgID, people)
}

// Save implements pipeline.Tx.
func (w *writer) Save(c pipeline.Changes) error {
	w.facts += len(c.Current) + len(c.Events)
	filling := w.filling()
	w.state = nil
	number, err := beat(w.ctx, w.tx, w.orgID, c.At)
	if err != nil {
		return err
	}
	// What reads before it writes comes first: all that follows goes to
	// PostgreSQL in one message (staging.later).
	steps := []func() error{
		func() error { return w.post(c.Ledger, number) },
		func() error { return w.noteStructure(c) },
		func() error { return w.saveOrganisation(c.Organisation) },
		func() error { return saveNodes(w.ctx, w.tx, w.orgID, c.Nodes) },
		func() error { return saveAliases(w.ctx, w.tx, w.orgID, c.Aliases) },
		func() error { return saveEdges(w.ctx, w.tx, w.orgID, c.Edges) },
		func() error { return replaceClosure(w.ctx, w.tx, w.orgID, c.Reclosed, c.Closure) },
		func() error { return saveCovers(w.ctx, w.tx, w.orgID, c.Covers) },
		func() error { return saveRates(w.ctx, w.tx, w.orgID, c.Rates) },
		func() error { return saveTargets(w.ctx, w.tx, w.orgID, number, c.Targets) },
		func() error { return saveGoals(w.ctx, w.tx, w.orgID, number, c.Goals) },
		func() error { return saveSales(w.ctx, w.tx, w.orgID, c.Current, c.Ended) },
		func() error { return saveSplits(w.ctx, w.tx, w.orgID, c.Splits) },
		func() error { return saveEvents(w.ctx, w.tx, w.orgID, c.Events, c.EndedEvents) },
		func() error { return saveFunnels(w.ctx, w.tx, w.orgID, c.Funnel) },
		func() error { return savePlanRates(w.ctx, w.tx, w.orgID, c.PlanRates) },
		func() error { return saveCloses(w.ctx, w.tx, w.orgID, c.Closes) },
		func() error { return saveCalls(w.ctx, w.tx, w.orgID, c.Calls) },
		func() error { return saveCallLocks(w.ctx, w.tx, w.orgID, c.CallLocks) },
		func() error { return saveSnapshots(w.ctx, w.tx, w.orgID, c.Snapshots) },
		func() error { return saveDefinitions(w.ctx, w.tx, w.orgID, c.Series, c.Dropped) },
		func() error { return saveFills(w.ctx, w.tx, w.orgID, slices.Concat(c.Fills, c.Moved), number) },
		func() error { return saveRecounts(w.ctx, w.tx, w.orgID, c.Recounts, number) },
		func() error { return endRecounts(w.ctx, w.tx, w.orgID, c.Recounted) },
		func() error { return saveCustoms(w.ctx, w.tx, w.orgID, c.Customs) },
		func() error { return saveFirsts(w.ctx, w.tx, w.orgID, c.Firsts) },
		func() error { return saveBatch(w.ctx, w.tx, w.orgID, c) },
		func() error { return w.follow(filling, number) },
		func() error { return w.db.announce(w.ctx, w.tx, w.orgID, number) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// follow tells the fills and the recounts of the write, when there may be any.
func (w *writer) follow(filling bool, number int64) error {
	if !filling {
		return nil
	}
	if err := followed(w.ctx, w.tx, w.orgID, number); err != nil {
		return err
	}
	return recountsFollow(w.ctx, w.tx, w.orgID, number)
}

func (w *writer) post(differences metric.Poster, number int64) error {
	if differences == nil {
		return nil
	}
	return post(w.ctx, w.tx, w.orgID, differences.Tally(), number)
}

func (w *writer) noteStructure(c pipeline.Changes) error {
	if !restructures(c) {
		return nil
	}
	w.restructured = true
	return noteStructure(w.ctx, w.tx, w.orgID)
}

func (w *writer) saveOrganisation(o *org.Organisation) error {
	if o == nil {
		return nil
	}
	return saveOrganisation(w.ctx, w.tx, *o)
}

func rates(ctx context.Context, c conn, orgID string) ([]metric.DatedRate, error) {
	rows, err := c.QueryContext(ctx, `SELECT from_currency, to_currency, num, den, day, known_from, known_to
		FROM rate WHERE org_id = $1 ORDER BY from_currency, to_currency, day, known_from`, orgID)
	return collect(rows, err, func(rows *sql.Rows) (r metric.DatedRate, err error) {
		return r, rows.Scan(&r.Rate.From, &r.Rate.To, &r.Rate.Num, &r.Rate.Den, &r.Day, &r.Known.Start, &r.Known.End)
	})
}

func saveRates(ctx context.Context, c conn, orgID string, rates []metric.DatedRate) error {
	// One at a time where a key repeats: PostgreSQL refuses a key twice in one
	// statement, and the later row must win.
	for _, r := range rates {
		_, err := c.ExecContext(ctx, `INSERT INTO rate (org_id, from_currency, to_currency, day, known_from, known_to, num, den)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8)
			ON CONFLICT (org_id, from_currency, to_currency, day, known_from) DO UPDATE SET known_to = excluded.known_to, num = excluded.num, den = excluded.den`,
			bind([]any{orgID, string(r.Rate.From), string(r.Rate.To), r.Day, r.Known.Start, r.Known.End, r.Rate.Num, r.Rate.Den})...)
		if err != nil {
			return fmt.Errorf("saving rates: %w", err)
		}
	}
	return nil
}

func firsts(ctx context.Context, c conn, orgID string, customers []org.NodeID) (map[org.NodeID]metric.First, error) {
	found := make(map[org.NodeID]metric.First, len(customers))
	err := chunks(customers, listSize, func(ids []org.NodeID) error {
		condition, args := in("customer", []any{orgID}, ids)
		rows, err := c.QueryContext(ctx, "SELECT customer, first_deal, first_at, since FROM customer_state WHERE org_id = $1 AND "+condition, args...)
		list, err := collect(rows, err, func(rows *sql.Rows) (f metric.First, err error) {
			return f, rows.Scan(&f.Customer, &f.Deal, &f.At, &f.Since)
		})
		for _, f := range list {
			found[f.Customer] = f
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading customers' first orders: %w", err)
	}
	return found, nil
}

func saveFirsts(ctx context.Context, c conn, orgID string, firsts []metric.First) error {
	latest := map[org.NodeID]int{}
	for i, f := range firsts {
		latest[f.Customer] = i
	}
	rows := make([][]any, 0, len(firsts))
	for i, f := range firsts {
		if latest[f.Customer] == i {
			rows = append(rows, []any{orgID, string(f.Customer), string(f.Deal), f.At, f.Since})
		}
	}
	err := insertMany(ctx, c, "INSERT INTO customer_state (org_id, customer, first_deal, first_at, since)", 5, rows,
		"ON CONFLICT (org_id, customer) DO UPDATE SET first_deal = excluded.first_deal, first_at = excluded.first_at, since = excluded.since")
	if err != nil {
		return fmt.Errorf("saving customers' first orders: %w", err)
	}
	return nil
}

func covers(ctx context.Context, c conn, orgID string, people []org.NodeID) ([]pipeline.Cover, error) {
	var all []pipeline.Cover
	err := chunks(people, listSize, func(ids []org.NodeID) error {
		condition, args := in("person", []any{orgID}, ids)
		rows, err := c.QueryContext(ctx, `SELECT person, territory, valid_from, valid_to, known_from, known_to
			FROM assignment WHERE org_id = $1 AND `+condition+" ORDER BY person, valid_from, territory, known_from", args...)
		list, err := collect(rows, err, func(rows *sql.Rows) (v pipeline.Cover, err error) {
			return v, rows.Scan(&v.Person, &v.Territory, &v.Valid.Start, &v.Valid.End, &v.Known.Start, &v.Known.End)
		})
		all = append(all, list...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading assignments: %w", err)
	}
	return all, nil
}

func saveCovers(ctx context.Context, c conn, orgID string, covers []pipeline.Cover) error {
	for _, v := range covers {
		_, err := c.ExecContext(ctx, `INSERT INTO assignment (org_id, person, territory, valid_from, valid_to, known_from, known_to)
			VALUES ($1,$2,$3,$4,$5,$6,$7)
			ON CONFLICT (org_id, person, territory, valid_from, known_from) DO UPDATE SET valid_to = excluded.valid_to, known_to = excluded.known_to`,
			bind([]any{orgID, string(v.Person), string(v.Territory), v.Valid.Start, v.Valid.End, v.Known.Start, v.Known.End})...)
		if err != nil {
			return fmt.Errorf("saving assignments: %w", err)
		}
	}
	return nil
}

// beat counts up the organisation's pulse and tells everybody of it: the fills,
// the recounts, and other processes. When the change was is not known.
func (db *DB) beat(ctx context.Context, c conn, orgID string) (number int64, err error) {
	if number, err = beat(ctx, c, orgID, time.Time{}); err != nil {
		return 0, err
	}
	if err := followed(ctx, c, orgID, number); err != nil {
		return 0, err
	}
	if err := recountsFollow(ctx, c, orgID, number); err != nil {
		return 0, err
	}
	return number, db.announce(ctx, c, orgID, number)
}

// beat counts up the organisation's pulse, which other processes watch, and
// returns it. It notes the instant of the change, unless that is not known, by
// the rule of org.Organisation.Clock.
func beat(ctx context.Context, c conn, orgID string, at time.Time) (number int64, err error) {
	err = c.QueryRowContext(ctx, `INSERT INTO pulse (org_id, seq, last_at, mixed) VALUES ($1, 1, $2, 1)
		ON CONFLICT (org_id) DO UPDATE SET seq = pulse.seq + 1,
			mixed = CASE WHEN pulse.mixed = pulse.seq THEN pulse.seq + 1 ELSE pulse.mixed END, last_at =
			CASE WHEN excluded.last_at > pulse.last_at OR excluded.last_at > 0 AND pulse.last_at - excluded.last_at > $3 THEN excluded.last_at ELSE pulse.last_at END
		RETURNING seq`, orgID, instant(at), org.Followed.Microseconds()).Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("noting the change: %w", err)
	}
	return number, nil
}

// Pulse returns a number that grows with every change of the organisation, 0
// before the first.
func (db *DB) Pulse(ctx context.Context, orgID string) (int64, error) {
	var seq int64
	err := db.queryRow(ctx, "SELECT seq FROM pulse WHERE org_id = $1", orgID).Scan(&seq)
	if isMissing(err) {
		return 0, nil
	}
	return seq, err
}

// View implements pipeline.Ledgers: everything is read in one transaction, so
// imports that run meanwhile do not show.
func (db *DB) View(ctx context.Context, orgID string, read func(pipeline.View) error) error {
	return db.snapshotTx(ctx, func(tx *sql.Tx) error { return read(&view{ctx: ctx, db: db, tx: tx, orgID: orgID}) })
}

// snapshotTx runs the function in a transaction that reads one state.
func (db *DB) snapshotTx(ctx context.Context, read func(*sql.Tx) error) error {
	tx, err := db.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: db.snapshot()})
	if err != nil {
		return fmt.Errorf("beginning to read: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return read(tx)
}

// snapshot is the level at which a transaction reads one state: SQLite's only
// one, and one that PostgreSQL must be asked for.
func (db *DB) snapshot() sql.IsolationLevel {
	if db.dialect == postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

type view struct {
	ctx   context.Context //nolint:containedctx // it lives for one transaction
	db    *DB
	tx    conn
	orgID string
}

func (v *view) Organisation() (org.Organisation, error) {
	return organisation(v.ctx, v.tx, v.orgID)
}

func (v *view) Book() (*metric.Book, error) {
	book, err := v.db.standing.books.read(v.ctx, v.tx, v.orgID, readBook)
	if err != nil {
		return nil, err
	}
	if book, err = bookNow(v.ctx, v.tx, v.orgID, book); err != nil || book.Mixing() {
		return book, err
	}
	lost, err := lostMix(v.ctx, v.tx, v.orgID)
	if lost {
		book = book.WithoutMix()
	}
	return book, err
}

func (v *view) Deals(ids []fact.DealID) (map[fact.DealID]fact.Deal, error) {
	return deals(v.ctx, v.tx, v.orgID, ids)
}

func (v *view) DealIDs(f fact.Filter) ([]fact.DealID, error) {
	return dealIDs(v.ctx, v.tx, v.orgID, f)
}

func (v *view) Cases(ids []fact.CaseID) (map[fact.CaseID]fact.Case, error) {
	return cases(v.ctx, v.tx, v.orgID, ids)
}

func (v *view) CaseIDs(f fact.EventFilter) ([]fact.CaseID, error) {
	return caseIDs(v.ctx, v.tx, v.orgID, f)
}

// EachDeal reads the deals in pieces of whole deals, in the order of their ids.
func (v *view) EachDeal(each func(fact.Deal) error) error {
	return eachOf(func(last fact.DealID, most int) ([]fact.DealID, error) {
		return dealsAfter(v.ctx, v.tx, v.orgID, last, most)
	}, v.Deals, each)
}

// EachCase reads the cases in pieces of whole cases, in the order of their ids.
func (v *view) EachCase(each func(fact.Case) error) error {
	return eachOf(func(last fact.CaseID, most int) ([]fact.CaseID, error) {
		return casesAfter(v.ctx, v.tx, v.orgID, last, most)
	}, v.Cases, each)
}

// eachOf reads things in the order of their ids, some at a time.
func eachOf[ID ~string, T any](next func(after ID, limit int) ([]ID, error), read func([]ID) (map[ID]T, error), each func(T) error) error {
	const perRead = 2000
	last := ID("")
	for {
		ids, err := next(last, perRead)
		if err != nil {
			return fmt.Errorf("reading what comes after %q: %w", last, err)
		}
		if len(ids) == 0 {
			return nil
		}
		found, err := read(ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := each(found[id]); err != nil {
				return err
			}
		}
		last = ids[len(ids)-1]
	}
}

func (v *view) EachCell(each func(metric.Cell, money.Amount) error) error {
	return eachCell(v.ctx, v.tx, v.orgID, each)
}

func (v *view) Closure() ([]org.Ancestry, error) {
	rows, err := v.tx.QueryContext(v.ctx, `SELECT ancestor, descendant, valid_from, valid_to FROM closure
		WHERE org_id = $1 ORDER BY ancestor, descendant, valid_from`, v.orgID)
	return collect(rows, err, func(rows *sql.Rows) (a org.Ancestry, err error) {
		return a, rows.Scan(&a.Ancestor, &a.Descendant, &a.Valid.Start, &a.Valid.End)
	})
}

func (v *view) Nodes() ([]org.NodeID, error) {
	rows, err := v.tx.QueryContext(v.ctx, "SELECT id FROM node WHERE org_id = $1 ORDER BY id", v.orgID)
	return collect(rows, err, func(rows *sql.Rows) (id org.NodeID, err error) { return id, rows.Scan(&id) })
}

// Rebuild throws the ledger away and makes it anew from facts. It changes no
// number: a snapshot affects cost, never meaning.
func (db *DB) Rebuild(ctx context.Context, orgID string, recompute func(pipeline.View) (metric.Ledger, error)) error {
	return db.inBulk(ctx, func(ctx context.Context, tx conn) error {
		if err := db.lock(ctx, tx, orgID); err != nil {
			return err
		}
		ledger, err := recompute(&view{ctx: ctx, db: db, tx: tx, orgID: orgID})
		if err != nil {
			return err
		}
		for _, clear := range []string{"DELETE FROM node_day WHERE org_id = $1", "DELETE FROM sale_day WHERE org_id = $1",
			"DELETE FROM mix_day WHERE org_id = $1", "DELETE FROM customer_day WHERE org_id = $1"} {
			if _, err := tx.ExecContext(ctx, clear, orgID); err != nil {
				return fmt.Errorf("clearing the ledger: %w", err)
			}
		}
		number, err := db.beat(ctx, tx, orgID)
		if err != nil {
			return err
		}
		if err := recountsMended(ctx, tx, orgID, number); err != nil {
			return err
		}
		return post(ctx, tx, orgID, ledger.Tally(), number)
	})
}
