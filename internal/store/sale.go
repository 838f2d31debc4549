package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

const saleColumns = `source, id, order_id, occurred_at, day, owner, customer, product, territory, channel, lead_source,
	quantity, amount, cost, list_amount, currency, cancelled, withdrawn, version, known_from, known_to, recorded_at, batch, posted_by`

func scanSale(rows *sql.Rows) (v fact.Version, err error) {
	var cost, list sql.NullInt64
	var cancelled, withdrawn int64
	err = rows.Scan(&v.Source, &v.ID, &v.Order, &v.OccurredAt, &v.Day, &v.Owner, &v.Customer, &v.Product, &v.Territory,
		&v.Channel, &v.LeadSource, &v.Quantity, &v.Amount, &cost, &list, &v.Currency, &cancelled, &withdrawn, &v.Number,
		&v.Known.Start, &v.Known.End, &v.RecordedAt, &v.Batch, &v.By)
	v.Cost, v.List = amountOf(cost), amountOf(list)
	v.Cancelled, v.Withdrawn = cancelled != 0, withdrawn != 0
	return v, err
}

// amountOf returns an amount that may be missing.
func amountOf(column sql.NullInt64) *money.Amount {
	if !column.Valid {
		return nil
	}
	amount := money.Amount(column.Int64)
	return &amount
}

// columnOf is the reverse of amountOf.
func columnOf(amount *money.Amount) any {
	if amount == nil {
		return nil
	}
	return int64(*amount)
}

func saleRow(orgID string, v fact.Version) []any {
	return []any{
		orgID, v.Source, v.ID, v.Order, string(v.Deal()), v.OccurredAt, v.Day, string(v.Owner), string(v.Customer),
		string(v.Product), string(v.Territory), string(v.Channel), string(v.LeadSource), int64(v.Quantity), int64(v.Amount),
		columnOf(v.Cost), columnOf(v.List), string(v.Currency), v.Cancelled, v.Withdrawn, int64(v.Number), v.Known.Start,
		v.Known.End, v.RecordedAt, v.Batch, v.By,
	}
}

const saleRowColumns = `(org_id, source, id, order_id, deal, occurred_at, day, owner, customer, product, territory, channel,
	lead_source, quantity, amount, cost, list_amount, currency, cancelled, withdrawn, version, known_from, known_to, recorded_at,
	batch, posted_by)`
const saleRowWidth = 26

// saveSales writes current versions and moves ended ones to the history.
func saveSales(ctx context.Context, c conn, orgID string, current, ended []fact.Version) error {
	rows := make([][]any, 0, len(ended))
	for _, v := range ended {
		rows = append(rows, saleRow(orgID, v))
	}
	if err := insertMany(ctx, c, "INSERT INTO sale_history "+saleRowColumns, saleRowWidth, rows, ""); err != nil {
		return fmt.Errorf("keeping %d old versions: %w", len(ended), err)
	}
	rows = rows[:0]
	for _, v := range current {
		rows = append(rows, saleRow(orgID, v))
	}
	err := insertMany(ctx, c, "INSERT INTO sale "+saleRowColumns, saleRowWidth, rows,
		`ON CONFLICT (org_id, source, id) DO UPDATE SET order_id = excluded.order_id, deal = excluded.deal,
		occurred_at = excluded.occurred_at, day = excluded.day, owner = excluded.owner, customer = excluded.customer,
		product = excluded.product, territory = excluded.territory, channel = excluded.channel, lead_source = excluded.lead_source,
		quantity = excluded.quantity, amount = excluded.amount, cost = excluded.cost, list_amount = excluded.list_amount, currency = excluded.currency, cancelled = excluded.cancelled, withdrawn = excluded.withdrawn,
		version = excluded.version, known_from = excluded.known_from, known_to = excluded.known_to,
		recorded_at = excluded.recorded_at, batch = excluded.batch, posted_by = excluded.posted_by`)
	if err != nil {
		return fmt.Errorf("saving %d sales: %w", len(current), err)
	}
	return nil
}

// bySource calls the function with the ids of one source at a time, at most
// listSize of them.
func bySource(keys []fact.Key, each func(source string, ids []string) error) error {
	bySource := map[string][]string{}
	for _, k := range keys {
		bySource[k.Source] = append(bySource[k.Source], k.ID)
	}
	for source, ids := range bySource {
		if err := chunks(ids, listSize, func(ids []string) error { return each(source, ids) }); err != nil {
			return fmt.Errorf("reading sales of %s: %w", source, err)
		}
	}
	return nil
}

// salesByKey returns the current version of each fact that exists.
func salesByKey(ctx context.Context, c conn, orgID string, keys []fact.Key) (map[fact.Key]fact.Version, error) {
	found := make(map[fact.Key]fact.Version, len(keys))
	err := bySource(keys, func(source string, ids []string) error {
		condition, args := in("id", []any{orgID, source}, ids)
		rows, err := c.QueryContext(ctx, "SELECT "+saleColumns+" FROM sale WHERE org_id = $1 AND source = $2 AND "+condition, args...)
		versions, err := collect(rows, err, scanSale)
		for _, v := range versions {
			found[v.Key] = v
		}
		return err
	})
	return found, err
}

// versionsByKey returns every version of each fact that exists.
func versionsByKey(ctx context.Context, c conn, orgID string, keys []fact.Key) (map[fact.Key][]fact.Version, error) {
	found := make(map[fact.Key][]fact.Version, len(keys))
	err := bySource(keys, func(source string, ids []string) error {
		condition, args := in("id", []any{orgID, source}, ids)
		list, err := versions(ctx, c, "source = $2 AND "+condition, args)
		for _, v := range list {
			found[v.Key] = append(found[v.Key], v)
		}
		return err
	})
	return found, err
}

// versions returns current and past versions that meet a condition on the
// columns that sale and sale_history share; $1 is the organisation.
func versions(ctx context.Context, c conn, condition string, args []any) ([]fact.Version, error) {
	rows, err := c.QueryContext(ctx, "SELECT "+saleColumns+" FROM sale WHERE org_id = $1 AND "+condition+
		" UNION ALL SELECT "+saleColumns+" FROM sale_history WHERE org_id = $1 AND "+condition, args...)
	return collect(rows, err, scanSale)
}

// deals returns the deals with everything ever known of them.
func deals(ctx context.Context, c conn, orgID string, ids []fact.DealID) (map[fact.DealID]fact.Deal, error) {
	found := make(map[fact.DealID]fact.Deal, len(ids))
	err := chunks(ids, listSize, func(ids []fact.DealID) error {
		condition, args := in("deal", []any{orgID}, ids)
		lines, err := versions(ctx, c, condition, args)
		if err != nil {
			return fmt.Errorf("reading the lines of %d deals: %w", len(ids), err)
		}
		for _, v := range lines {
			d := found[v.Deal()]
			d.ID = v.Deal()
			d.Lines = append(d.Lines, v)
			found[d.ID] = d
		}
		splits, err := splits(ctx, c, condition, args)
		if err != nil {
			return err
		}
		for _, s := range splits {
			d := found[s.Deal]
			d.ID = s.Deal
			d.Splits = append(d.Splits, s)
			found[d.ID] = d
		}
		return nil
	})
	return found, err
}

type shareRow struct {
	Person org.NodeID `json:"person"`
	Millis int64      `json:"millis"`
}

func splits(ctx context.Context, c conn, condition string, args []any) ([]fact.Split, error) {
	rows, err := c.QueryContext(ctx, `SELECT deal, ledger, shares, known_from, known_to, recorded_at, batch, posted_by
		FROM split WHERE org_id = $1 AND `+condition+" ORDER BY deal, ledger, known_from, recorded_at", args...)
	list, err := collect(rows, err, func(rows *sql.Rows) (s fact.Split, err error) {
		var text string
		if err = rows.Scan(&s.Deal, &s.Ledger, &text, &s.Known.Start, &s.Known.End, &s.At, &s.Batch, &s.By); err != nil {
			return s, err
		}
		var shares []shareRow
		err = json.Unmarshal([]byte(text), &shares)
		for _, share := range shares {
			s.Shares = append(s.Shares, fact.Share(share))
		}
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading splits: %w", err)
	}
	return list, nil
}

// saveSplits writes new and ended splits. One that was made and ended at once
// stands twice in the list; the later is as it ended.
func saveSplits(ctx context.Context, c conn, orgID string, list []fact.Split) error {
	type key struct {
		deal   fact.DealID
		ledger fact.Ledger
		known  period.Date
		at     int64
	}
	list = lastOf(list, func(s fact.Split) key { return key{s.Deal, s.Ledger, s.Known.Start, s.At} })
	rows := make([][]any, 0, len(list))
	var sharers [][]any
	for _, s := range list {
		shares := make([]shareRow, 0, len(s.Shares))
		for _, share := range s.Shares {
			shares = append(shares, shareRow(share))
			sharers = append(sharers, []any{orgID, string(share.Person), string(s.Deal)})
		}
		text, err := json.Marshal(shares)
		if err != nil {
			return err
		}
		rows = append(rows, []any{orgID, string(s.Deal), string(s.Ledger), s.Known.Start, s.At, s.Known.End, string(text), s.Batch, s.By})
	}
	err := insertMany(ctx, c, "INSERT INTO split (org_id, deal, ledger, known_from, recorded_at, known_to, shares, batch, posted_by)", 9, rows,
		"ON CONFLICT (org_id, deal, ledger, known_from, recorded_at) DO UPDATE SET known_to = excluded.known_to, shares = excluded.shares")
	if err != nil {
		return fmt.Errorf("saving splits: %w", err)
	}
	if err := insertMany(ctx, c, "INSERT INTO sharer (org_id, person, deal)", 3, unique(sharers), "ON CONFLICT (org_id, person, deal) DO NOTHING"); err != nil {
		return fmt.Errorf("saving sharers: %w", err)
	}
	return nil
}

// unique drops repeated rows: PostgreSQL refuses one key twice in a statement.
func unique(rows [][]any) [][]any {
	seen := map[string]bool{}
	kept := rows[:0]
	for _, row := range rows {
		key := fmt.Sprint(row...)
		if !seen[key] {
			seen[key] = true
			kept = append(kept, row)
		}
	}
	return kept
}

// SaleHistory returns all versions of a fact, oldest first; NotFound when it
// was never known. Only a scope that sees everything may ask.
func (db *DB) SaleHistory(ctx context.Context, orgID string, key fact.Key) ([]fact.Version, error) {
	list, err := versions(ctx, db.reader, "source = $2 AND id = $3", []any{orgID, key.Source, key.ID})
	if err != nil {
		return nil, fmt.Errorf("reading the history of sale %s: %w", key, err)
	}
	if len(list) == 0 {
		return nil, fault.New(fault.NotFound, "there is no sale %s", key)
	}
	slices.SortFunc(list, func(a, b fact.Version) int { return cmp.Compare(a.Number, b.Number) })
	return list, nil
}

// Deals returns the deals with every version of every line. It is a superset:
// what counts on which day is for package metric to say.
func (db *DB) Deals(ctx context.Context, orgID string, f fact.Filter) ([]fact.Deal, error) {
	ids, err := dealIDs(ctx, db.reader, orgID, f)
	if err != nil {
		return nil, err
	}
	found, err := deals(ctx, db.reader, orgID, ids)
	return inOrder(ids, found), err
}

// inOrder returns what was found of the ids, in their order.
func inOrder[ID comparable, T any](ids []ID, found map[ID]T) []T {
	list := make([]T, 0, len(ids))
	for _, id := range ids {
		if one, ok := found[id]; ok {
			list = append(list, one)
		}
	}
	return list
}

// eachDay returns the days of a filter as a table d (column1) to join with, ""
// when they and the people are too many to be looked up one by one. The key of
// sales begins with the day: a range of days reads what everybody sold on them
// to find what a few did.
func eachDay(f fact.Filter, args []any) (string, []any) {
	const steps = 5_000
	days, ok := f.Days.Days()
	if !ok || days <= 0 || days >= listSize || days*len(f.People) > steps {
		return "", args
	}
	list := make([]string, 0, days)
	for day := f.Days.Start; day < f.Days.End; day++ {
		args = append(args, day)
		list = append(list, fmt.Sprintf("($%d)", len(args)))
	}
	return "(VALUES " + strings.Join(list, ",") + ") d CROSS JOIN ", args
}

// unionOf is the query for what any of the parts finds, each once: for so many of
// it, 0 for all. Each part ends by itself when it has found as many.
func unionOf(column string, parts []string, most int, args []any) (query string, with []any) {
	if most == 0 {
		return strings.Join(parts, " UNION "), args
	}
	limit := fmt.Sprintf(" LIMIT $%d", len(args)+1)
	some := make([]string, len(parts))
	for i, part := range parts {
		some[i] = "SELECT " + column + " FROM (" + strings.Replace(part, "SELECT ", "SELECT DISTINCT ", 1) + limit + ") AS p" + strconv.Itoa(i)
	}
	return strings.Join(some, " UNION ") + limit, append(args, most)
}

// dealIDs returns the deals with a line, in any version, that the filter finds,
// in order.
func dealIDs(ctx context.Context, c conn, orgID string, f fact.Filter) ([]fact.DealID, error) {
	condition, args := "day >= $2 AND day < $3", []any{orgID, f.Days.Start, f.Days.End}
	for _, by := range []struct {
		column string
		ids    []org.NodeID
	}{{"territory", f.Places}, {"product", f.Products}, {"customer", f.Customers}} {
		if by.ids != nil {
			var list string
			list, args = in(by.column, args, by.ids)
			condition += " AND " + list
		}
	}
	if f.Currencies != nil {
		var list string
		list, args = in("currency", args, f.Currencies)
		condition += " AND " + list
	}
	lists := []string{"SELECT s.deal FROM %s s WHERE org_id = $1 AND " + condition}
	if f.People != nil {
		var owners, days string
		before := args
		owners, args = in("owner", args, f.People)
		sharers, _ := in("person", before[:len(before):len(before)], f.People) // the same arguments
		if days, args = eachDay(f, args); days != "" {
			owners += " AND day = d.column1"
		}
		// Two lists instead of an OR, so that each is found by its own key; CROSS
		// keeps SQLite from turning them round.
		lists = []string{"SELECT s.deal FROM " + days + "%s s WHERE org_id = $1 AND " + owners + " AND " + condition,
			"SELECT s.deal FROM sharer h CROSS JOIN %s s WHERE h.org_id = $1 AND s.org_id = $1 AND s.deal = h.deal AND " + sharers + " AND " + condition}
	}
	var parts []string
	for _, table := range []string{"sale", "sale_history"} {
		for _, list := range lists {
			parts = append(parts, fmt.Sprintf(list, table))
		}
	}
	query, args := unionOf("deal", parts, f.Most, args)
	rows, err := c.QueryContext(ctx, query, bind(args)...)
	ids, err := collect(rows, err, func(rows *sql.Rows) (id fact.DealID, err error) { return id, rows.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("finding deals of %s: %w", f.Days, err)
	}
	slices.Sort(ids)
	return ids, nil
}
