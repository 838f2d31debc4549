package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/insight/shadow"
)

// DealsOf implements shadow.Store.
func (db *DB) DealsOf(ctx context.Context, orgID string, ids []fact.DealID) ([]fact.Deal, error) {
	found, err := deals(ctx, db.reader, orgID, ids)
	return inOrder(ids, found), err
}

// DealsCalled implements shadow.Store.
func (db *DB) DealsCalled(ctx context.Context, orgID string, sources, ids []string) ([]fact.Deal, error) {
	rows, err := db.query(ctx, "SELECT source FROM loaded_source WHERE org_id = $1", orgID)
	imported, err := collect(rows, err, func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) })
	if err != nil {
		return nil, fmt.Errorf("reading which sources were imported: %w", err)
	}
	sources = append(slices.Clone(sources), imported...)
	slices.Sort(sources)
	called := map[fact.DealID]bool{}
	for _, source := range slices.Compact(sources) {
		for _, id := range ids {
			called[fact.DealID(source+"/"+id)] = true
		}
		err := chunks(ids, listSize, func(ids []string) error {
			condition, args := in("id", []any{orgID, source}, ids)
			rows, err := db.query(ctx, "SELECT deal FROM sale WHERE org_id = $1 AND source = $2 AND "+condition, args...)
			_, err = collect(rows, err, func(rows *sql.Rows) (id fact.DealID, err error) {
				err = rows.Scan(&id)
				called[id] = true
				return id, err
			})
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("finding the deals that a sheet names: %w", err)
		}
	}
	list := make([]fact.DealID, 0, len(called))
	for id := range called {
		list = append(list, id)
	}
	slices.Sort(list)
	return db.DealsOf(ctx, orgID, list)
}

// HeldSales implements shadow.Store.
func (db *DB) HeldSales(ctx context.Context, orgID string) ([]shadow.HeldSale, error) {
	batches, err := db.Unmended(ctx, orgID)
	if err != nil {
		return nil, err
	}
	held := []shadow.HeldSale{}
	for _, batch := range slices.Sorted(maps.Keys(batches)) {
		rows, err := db.Quarantine(ctx, orgID, batch, true)
		if err != nil {
			return nil, err
		}
		for _, q := range rows {
			if q.Kind != ingest.KindSale {
				continue
			}
			var why []string
			for _, f := range q.Faults {
				why = append(why, f.Message)
			}
			held = append(held, shadow.HeldSale{Values: q.Values, Why: strings.Join(why, "; ")})
		}
	}
	return held, nil
}
