package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
)

const eventColumns = `kind, source, id, case_id, name, occurred_at, day, until_day, owner, customer, product, territory, channel,
	lead_source, place, type, amount, currency, quantity, scale, steps, outcome, closed, categories, withdrawn, version, known_from,
	known_to, recorded_at, batch, posted_by`

func scanEvent(rows *sql.Rows) (v fact.EventVersion, err error) {
	var amount sql.NullInt64
	var withdrawn int64
	var steps, categories string
	err = rows.Scan(&v.Kind, &v.Source, &v.ID, &v.Case, &v.Name, &v.OccurredAt, &v.Day, &v.Until, &v.Owner, &v.Customer, &v.Product,
		&v.Territory, &v.Channel, &v.LeadSource, &v.Place, &v.Type, &amount, &v.Currency, &v.Quantity, &v.Scale, &steps, &v.Outcome,
		&v.Closed, &categories, &withdrawn, &v.Number, &v.Known.Start, &v.Known.End, &v.RecordedAt, &v.Batch, &v.By)
	if err != nil {
		return v, err
	}
	v.Amount, v.Withdrawn = amountOf(amount), withdrawn != 0
	if steps != "" {
		err = json.Unmarshal([]byte(steps), &v.Steps)
	}
	if categories != "" && err == nil {
		err = json.Unmarshal([]byte(categories), &v.Categories)
	}
	return v, err
}

func eventRow(orgID string, v fact.EventVersion) ([]any, error) {
	steps, err := listText(v.Steps)
	if err != nil {
		return nil, err
	}
	categories, err := listText(v.Categories)
	if err != nil {
		return nil, err
	}
	return []any{
		orgID, string(v.Kind), v.Source, v.ID, string(v.Case), v.Name, v.OccurredAt, v.Day, v.Last(), v.Until, string(v.Owner),
		string(v.Customer), string(v.Product), string(v.Territory), string(v.Channel), string(v.LeadSource), string(v.Place), v.Type,
		columnOf(v.Amount), string(v.Currency), int64(v.Quantity), int64(v.Scale), steps, string(v.Outcome), v.Closed, categories, v.Withdrawn,
		int64(v.Number), v.Known.Start, v.Known.End, v.RecordedAt, v.Batch, v.By,
	}, nil
}

// listText writes a list as JSON, an empty one as nothing.
func listText[T any](list []T) (string, error) {
	if len(list) == 0 {
		return "", nil
	}
	text, err := json.Marshal(list)
	return string(text), err
}

const eventRowColumns = `(org_id, kind, source, id, case_id, name, occurred_at, day, last_day, until_day, owner, customer, product,
	territory, channel, lead_source, place, type, amount, currency, quantity, scale, steps, outcome, closed, categories,
	withdrawn, version, known_from, known_to, recorded_at, batch, posted_by)`
const eventRowWidth = 33

func eventRows(orgID string, versions []fact.EventVersion) ([][]any, error) {
	rows := make([][]any, 0, len(versions))
	for _, v := range versions {
		row, err := eventRow(orgID, v)
		if err != nil {
			return nil, fmt.Errorf("writing %s: %w", v.EventKey, err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// saveEvents writes current versions and moves ended ones to the history.
func saveEvents(ctx context.Context, c conn, orgID string, current, ended []fact.EventVersion) error {
	rows, err := eventRows(orgID, ended)
	if err != nil {
		return err
	}
	if err := insertMany(ctx, c, "INSERT INTO event_history "+eventRowColumns, eventRowWidth, rows, ""); err != nil {
		return fmt.Errorf("keeping %d old versions: %w", len(ended), err)
	}
	if rows, err = eventRows(orgID, current); err != nil {
		return err
	}
	err = insertMany(ctx, c, "INSERT INTO event "+eventRowColumns, eventRowWidth, rows,
		`ON CONFLICT (org_id, kind, source, id) DO UPDATE SET case_id = excluded.case_id, name = excluded.name,
		occurred_at = excluded.occurred_at, day = excluded.day, last_day = excluded.last_day, until_day = excluded.until_day,
		owner = excluded.owner, customer = excluded.customer, product = excluded.product, territory = excluded.territory,
		channel = excluded.channel, lead_source = excluded.lead_source, place = excluded.place, type = excluded.type,
		amount = excluded.amount, currency = excluded.currency, quantity = excluded.quantity, scale = excluded.scale,
		steps = excluded.steps, outcome = excluded.outcome, closed = excluded.closed,
		categories = excluded.categories, withdrawn = excluded.withdrawn,
		version = excluded.version, known_from = excluded.known_from, known_to = excluded.known_to,
		recorded_at = excluded.recorded_at, batch = excluded.batch, posted_by = excluded.posted_by`)
	if err != nil {
		return fmt.Errorf("saving %d events: %w", len(current), err)
	}
	return nil
}

// byKindAndSource calls the function with the ids of one kind and source at a
// time, at most listSize of them.
func byKindAndSource(keys []fact.EventKey, each func(kind fact.EventKind, source string, ids []string) error) error {
	type group struct {
		kind   fact.EventKind
		source string
	}
	groups := map[group][]string{}
	for _, k := range keys {
		g := group{k.Kind, k.Source}
		groups[g] = append(groups[g], k.ID)
	}
	for g, ids := range groups {
		if err := chunks(ids, listSize, func(ids []string) error { return each(g.kind, g.source, ids) }); err != nil {
			return fmt.Errorf("reading %s events of %s: %w", g.kind, g.source, err)
		}
	}
	return nil
}

// eventsByKey returns the current version of each event that exists.
func eventsByKey(ctx context.Context, c conn, orgID string, keys []fact.EventKey) (map[fact.EventKey]fact.EventVersion, error) {
	found := make(map[fact.EventKey]fact.EventVersion, len(keys))
	err := byKindAndSource(keys, func(kind fact.EventKind, source string, ids []string) error {
		condition, args := in("id", []any{orgID, string(kind), source}, ids)
		rows, err := c.QueryContext(ctx, "SELECT "+eventColumns+" FROM event WHERE org_id = $1 AND kind = $2 AND source = $3 AND "+condition, args...)
		versions, err := collect(rows, err, scanEvent)
		for _, v := range versions {
			found[v.EventKey] = v
		}
		return err
	})
	return found, err
}

// eventVersionsByKey returns every version of each event that exists.
func eventVersionsByKey(ctx context.Context, c conn, orgID string, keys []fact.EventKey) (map[fact.EventKey][]fact.EventVersion, error) {
	found := make(map[fact.EventKey][]fact.EventVersion, len(keys))
	err := byKindAndSource(keys, func(kind fact.EventKind, source string, ids []string) error {
		condition, args := in("id", []any{orgID, string(kind), source}, ids)
		list, err := eventVersions(ctx, c, "kind = $2 AND source = $3 AND "+condition, args)
		for _, v := range list {
			found[v.EventKey] = append(found[v.EventKey], v)
		}
		return err
	})
	return found, err
}

// eventVersions returns current and past versions that meet a condition on the
// columns that event and event_history share; $1 is the organisation.
func eventVersions(ctx context.Context, c conn, condition string, args []any) ([]fact.EventVersion, error) {
	rows, err := c.QueryContext(ctx, "SELECT "+eventColumns+" FROM event WHERE org_id = $1 AND "+condition+
		" UNION ALL SELECT "+eventColumns+" FROM event_history WHERE org_id = $1 AND "+condition, args...)
	return collect(rows, err, scanEvent)
}

// cases returns the cases with everything ever known of them.
func cases(ctx context.Context, c conn, orgID string, ids []fact.CaseID) (map[fact.CaseID]fact.Case, error) {
	found := make(map[fact.CaseID]fact.Case, len(ids))
	err := chunks(ids, listSize, func(ids []fact.CaseID) error {
		condition, args := in("case_id", []any{orgID}, ids)
		versions, err := eventVersions(ctx, c, condition, args)
		if err != nil {
			return fmt.Errorf("reading %d cases: %w", len(ids), err)
		}
		for _, v := range versions {
			one := found[v.Case]
			one.ID = v.Case
			one.Events = append(one.Events, v)
			found[v.Case] = one
		}
		return nil
	})
	return found, err
}

// caseIDs returns the cases that the filter finds, in order: those of an event
// that meets it, while the case reaches to its days. A lead counts on the day on
// which an opportunity of its case was won, however long its own days are over.
func caseIDs(ctx context.Context, c conn, orgID string, f fact.EventFilter) ([]fact.CaseID, error) {
	args := []any{orgID, f.Days.Start, f.Days.End}
	condition := "day < $3 AND case_id IN (SELECT case_id FROM event WHERE org_id = $1 AND last_day >= $2" +
		" UNION SELECT case_id FROM event_history WHERE org_id = $1 AND last_day >= $2)"
	add := func(list string, next []any) { condition, args = condition+" AND "+list, next }
	if f.Kinds != nil {
		add(in("kind", args, f.Kinds))
	}
	for _, by := range []struct {
		column string
		ids    []org.NodeID
	}{{"owner", f.People}, {"product", f.Products}, {"customer", f.Customers}} {
		if by.ids != nil {
			add(in(by.column, args, by.ids))
		}
	}
	if f.Places != nil {
		sold, next := in("territory", args, f.Places)
		about, next := in("place", next, f.Places)
		add("("+sold+" OR "+about+")", next)
	}
	if f.Currencies != nil {
		add(in("currency", args, f.Currencies))
	}
	query, args := unionOf("case_id", []string{"SELECT case_id FROM event WHERE org_id = $1 AND " + condition,
		"SELECT case_id FROM event_history WHERE org_id = $1 AND " + condition}, f.Most, args)
	rows, err := c.QueryContext(ctx, query, bind(args)...)
	ids, err := collect(rows, err, func(rows *sql.Rows) (id fact.CaseID, err error) { return id, rows.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("finding cases of %s: %w", f.Days, err)
	}
	slices.Sort(ids)
	return ids, nil
}

// Cases returns the cases that the filter finds, with every version of every
// event. It is a superset: what counts on which day is for package metric to
// say.
func (db *DB) Cases(ctx context.Context, orgID string, f fact.EventFilter) ([]fact.Case, error) {
	ids, err := caseIDs(ctx, db.reader, orgID, f)
	if err != nil {
		return nil, err
	}
	found, err := cases(ctx, db.reader, orgID, ids)
	return inOrder(ids, found), err
}

// EventHistory returns all versions of an event, oldest first; NotFound when it
// was never known. Only a scope that sees everything may ask.
func (db *DB) EventHistory(ctx context.Context, orgID string, key fact.EventKey) ([]fact.EventVersion, error) {
	list, err := eventVersions(ctx, db.reader, "kind = $2 AND source = $3 AND id = $4", []any{orgID, string(key.Kind), key.Source, key.ID})
	if err != nil {
		return nil, fmt.Errorf("reading the history of %s: %w", key, err)
	}
	if len(list) == 0 {
		return nil, fault.New(fault.NotFound, "there is no %s", key)
	}
	slices.SortFunc(list, func(a, b fact.EventVersion) int { return cmp.Compare(a.Number, b.Number) })
	return list, nil
}
