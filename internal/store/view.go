package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/pipeline"
)

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
			"DELETE FROM mix_day WHERE org_id = $1", "DELETE FROM customer_day WHERE org_id = $1", "DELETE FROM ledger_month WHERE org_id = $1"} {
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
