package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// Fills returns how far the series have come that are not in the ledger as a
// whole yet, by their names.
func (db *DB) Fills(ctx context.Context, orgID string) ([]metric.Fill, error) {
	return fills(ctx, db.reader, orgID)
}

func fills(ctx context.Context, c conn, orgID string) ([]metric.Fill, error) {
	rows, err := c.QueryContext(ctx, `SELECT f.definition, f.clearing, f.dropped, f.after_id, f.done, f.total, f.begins_at,
			CASE WHEN f.seen = COALESCE(p.seq, 0) AND (f.id <> $2 OR p.mixed = p.seq) THEN 0 ELSE 1 END
		FROM series_fill f LEFT JOIN pulse p ON p.org_id = f.org_id WHERE f.org_id = $1 ORDER BY f.id`, orgID, string(metric.Mix))
	list, err := collect(rows, err, func(rows *sql.Rows) (f metric.Fill, err error) {
		var text string
		if err = rows.Scan(&text, &f.Clearing, &f.Drop, &f.After, &f.Done, &f.Total, &f.From, &f.Broken); err != nil {
			return f, err
		}
		return f, json.Unmarshal([]byte(text), &f.Definition)
	})
	if err != nil {
		return nil, fmt.Errorf("reading the series that are being filled: %w", err)
	}
	return list, nil
}

// saveFills writes how far series have come. Until they are there, nobody else
// is to take them for series that are kept.
func saveFills(ctx context.Context, c conn, orgID string, list []metric.Fill, number int64) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([][]any, 0, len(list))
	ids := make([]metric.Series, 0, len(list))
	for _, f := range list {
		text, err := json.Marshal(f.Definition)
		if err != nil {
			return err
		}
		rows = append(rows, []any{orgID, string(f.Series), string(text), f.Clearing, f.Drop, f.After, f.Done, f.Total, f.From, number})
		ids = append(ids, f.Series)
	}
	err := insertMany(ctx, c, `INSERT INTO series_fill (org_id, id, definition, clearing, dropped, after_id, done, total, begins_at, seen)`, 10, rows,
		`ON CONFLICT (org_id, id) DO UPDATE SET definition = excluded.definition, clearing = excluded.clearing, dropped = excluded.dropped,
			after_id = excluded.after_id, done = excluded.done, total = excluded.total, begins_at = excluded.begins_at, seen = excluded.seen`)
	if err != nil {
		return fmt.Errorf("saving how far series are filled: %w", err)
	}
	if err := refindMix(ctx, c, orgID, list, number); err != nil {
		return err
	}
	return without(ctx, c, "series", orgID, ids)
}

// without deletes the series from a table that names them.
func without(ctx context.Context, c conn, table, orgID string, ids []metric.Series) error {
	return chunks(ids, listSize, func(ids []metric.Series) error {
		condition, args := in("id", []any{orgID}, ids)
		if _, err := c.ExecContext(ctx, "DELETE FROM "+table+" WHERE org_id = $1 AND "+condition, args...); err != nil {
			return fmt.Errorf("dropping series: %w", err)
		}
		return nil
	})
}

// followed notes in the fills that whoever counts up the pulse to the number
// knows of them.
func followed(ctx context.Context, c conn, orgID string, number int64) error {
	_, err := c.ExecContext(ctx, "UPDATE series_fill SET seen = $2 WHERE org_id = $1 AND seen = $3", orgID, number, number-1)
	if err != nil {
		return fmt.Errorf("noting the change for the series that are being filled: %w", err)
	}
	return nil
}

// after returns the ids of both tables that come after one, in order, at most so
// many. Each table is asked by itself: then its index gives them one by one.
func after[ID ~string](ctx context.Context, c conn, column string, tables []string, orgID string, last ID, most int) ([]ID, error) {
	var all []ID
	for _, table := range tables {
		rows, err := c.QueryContext(ctx, "SELECT DISTINCT "+column+" FROM "+table+" WHERE org_id = $1 AND "+column+" > $2 ORDER BY "+column+" LIMIT $3",
			orgID, string(last), most)
		some, err := collect(rows, err, func(rows *sql.Rows) (id ID, err error) { return id, rows.Scan(&id) })
		if err != nil {
			return nil, fmt.Errorf("reading what comes after %s %q: %w", column, last, err)
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, cmp.Compare[ID])
	all = slices.Compact(all)
	return all[:min(len(all), most)], nil
}

func dealsAfter(ctx context.Context, c conn, orgID string, last fact.DealID, most int) ([]fact.DealID, error) {
	return after(ctx, c, "deal", []string{"sale", "sale_history"}, orgID, last, most)
}

func casesAfter(ctx context.Context, c conn, orgID string, last fact.CaseID, most int) ([]fact.CaseID, error) {
	return after(ctx, c, "case_id", []string{"event", "event_history"}, orgID, last, most)
}

func (w *writer) DealsAfter(last fact.DealID, most int) ([]fact.DealID, error) {
	return dealsAfter(w.ctx, w.tx, w.orgID, last, most)
}

func (w *writer) CasesAfter(last fact.CaseID, most int) ([]fact.CaseID, error) {
	return casesAfter(w.ctx, w.tx, w.orgID, last, most)
}

func (w *writer) CustomersAfter(last org.NodeID, most int) ([]org.NodeID, error) {
	return after(w.ctx, w.tx, "customer", []string{"customer_state"}, w.orgID, last, most)
}

// Size implements pipeline.View: it counts what a key of each row has, which is
// fast, and not how many deals and cases these make.
func (v *view) Size(of metric.Queue) (n int64, err error) {
	table, ok := map[metric.Queue]string{metric.OfDeals: "sale", metric.OfCases: "event", metric.OfCustomers: "customer_state"}[of]
	if !ok {
		return 0, fault.New(fault.Internal, "nothing is made of %q", of)
	}
	if err := v.tx.QueryRowContext(v.ctx, "SELECT COUNT(*) FROM "+table+" WHERE org_id = $1", v.orgID).Scan(&n); err != nil {
		return 0, fmt.Errorf("counting the rows of %s: %w", table, err)
	}
	return n, nil
}

// Clear implements pipeline.Tx.
func (w *writer) Clear(series metric.Series, most int) (left bool, err error) {
	if series == metric.Mix {
		return clearMix(w.ctx, w.tx, w.orgID, most)
	}
	names, err := accompanied(w.ctx, w.tx, w.orgID, series)
	if err != nil {
		return false, err
	}
	for _, table := range []string{"node_day", "customer_day"} {
		for _, name := range names {
			if left, err = clearSome(w.ctx, w.tx, w.orgID, table, name, most); err != nil || left {
				return left, err
			}
		}
	}
	return false, nil
}

// accompanied returns the series with those that may stand beside it.
func accompanied(ctx context.Context, c conn, orgID string, series metric.Series) ([]metric.Series, error) {
	names := []metric.Series{series, metric.LeftOut(series)}
	for _, beside := range []func(metric.Series, money.Currency) metric.Series{metric.Own, metric.Converted, metric.Lacking} {
		prefix, _, _ := strings.Cut(string(beside(series, "")), "/")
		currencies, err := currenciesIn(ctx, c, orgID, prefix+"/")
		if err != nil {
			return nil, err
		}
		for _, currency := range currencies {
			names = append(names, beside(series, currency))
		}
	}
	return names, nil
}

// clearSome deletes cells of a series, at most so many and what else there is of
// the last one's month and node; left says that there are more.
func clearSome(ctx context.Context, c conn, orgID, table string, series metric.Series, most int) (left bool, err error) {
	args := []any{orgID, string(series)}
	var month, node string
	err = c.QueryRowContext(ctx, "SELECT month, node FROM "+table+" WHERE org_id = $1 AND series = $2 ORDER BY month, node LIMIT 1 OFFSET $3",
		orgID, string(series), most).Scan(&month, &node)
	condition := ""
	switch {
	case err == nil:
		condition, args, left = " AND (month, node) <= ($3, $4)", append(args, month, node), true
	case !isMissing(err):
		return false, fmt.Errorf("reading where %s has cells: %w", series, err)
	}
	if _, err := c.ExecContext(ctx, "DELETE FROM "+table+" WHERE org_id = $1 AND series = $2"+condition, args...); err != nil {
		return false, fmt.Errorf("clearing %s: %w", series, err)
	}
	return left, nil
}
