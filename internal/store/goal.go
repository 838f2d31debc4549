package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Goals returns the goals whose owner the scope sees on the day, whole, in the
// order in which they were set. States are for the caller: they depend on what
// was known when.
func (db *DB) Goals(ctx context.Context, scope access.Scope, day period.Date, f goal.Filter) ([]goal.Goal, error) {
	seen, args := visible(scope, day, []any{scope.OrgID})
	where := []string{seen}
	add := func(condition string, values ...any) {
		numbers := make([]any, len(values))
		for i, value := range values {
			args = append(args, value)
			numbers[i] = len(args)
		}
		where = append(where, fmt.Sprintf(condition, numbers...))
	}
	if f.Owner != "" {
		add("g.owner = $%d", string(f.Owner))
	}
	if f.Under != "" {
		add(`EXISTS (SELECT 1 FROM closure u WHERE u.org_id = g.org_id AND u.descendant = g.owner AND u.ancestor = $%d
			AND u.valid_from <= $%[2]d AND u.valid_to > $%[2]d)`, string(f.Under), day)
	}
	if f.Metric != "" { // with or without parameters: conversion, conversion:lead>won
		add("(g.metric = $%d OR g.metric >= $%d AND g.metric < $%d)", string(f.Metric), string(f.Metric)+":", string(f.Metric)+";")
	}
	if f.Search != "" {
		pattern := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(f.Search)) + "%"
		add(`(g.words LIKE $%[1]d ESCAPE '\' OR LOWER(n.name) LIKE $%[1]d ESCAPE '\')`, pattern)
	}
	if f.After != (goal.Mark{}) {
		add("(g.created_at, g.id) > ($%d, $%d)", f.After.At, string(f.After.ID))
	}
	limit := ""
	if f.Limit > 0 {
		limit = fmt.Sprintf(" LIMIT %d", f.Limit)
	}
	query := func(condition string, args []any) ([]goal.ID, error) {
		rows, err := db.query(ctx, "SELECT g.id FROM goal g CROSS JOIN node n WHERE g.org_id = $1 AND n.org_id = g.org_id AND n.id = g.owner AND "+
			strings.Join(append(where, condition), " AND ")+" ORDER BY g.created_at, g.id"+limit, args...)
		return collect(rows, err, func(rows *sql.Rows) (id goal.ID, err error) { return id, rows.Scan(&id) })
	}
	ids, err := idsIn(f, args, query)
	if err != nil {
		return nil, fmt.Errorf("reading goals: %w", err)
	}
	found, err := goals(ctx, db.reader, scope.OrgID, ids)
	list := make([]goal.Goal, 0, len(ids))
	for _, id := range ids {
		if g, ok := found[id]; ok {
			list = append(list, g)
		}
	}
	return list, err
}

// idsIn runs the query for the lists of the filter, in pieces where they are
// long.
func idsIn(f goal.Filter, args []any, query func(condition string, args []any) ([]goal.ID, error)) ([]goal.ID, error) {
	column, list := "g.id", f.IDs
	if f.Parents != nil {
		column, list = "g.parent", f.Parents
	}
	if list == nil {
		return query("1 = 1", args)
	}
	var all []goal.ID
	err := chunks(list, listSize, func(some []goal.ID) error {
		condition, args := in(column, args[:len(args):len(args)], some)
		ids, err := query(condition, args)
		all = append(all, ids...)
		return err
	})
	return all, err
}

// goals reads whole goals.
func goals(ctx context.Context, c conn, orgID string, ids []goal.ID) (map[goal.ID]goal.Goal, error) {
	found := make(map[goal.ID]goal.Goal, len(ids))
	err := chunks(ids, listSize, func(some []goal.ID) error {
		if err := goalVersions(ctx, c, orgID, some, found); err != nil {
			return err
		}
		return goalEvents(ctx, c, orgID, some, found)
	})
	if err != nil {
		return nil, fmt.Errorf("reading goals: %w", err)
	}
	return found, nil
}

func goalVersions(ctx context.Context, c conn, orgID string, ids []goal.ID, found map[goal.ID]goal.Goal) error {
	condition, args := in("goal", []any{orgID}, ids)
	rows, err := c.QueryContext(ctx, `SELECT goal, version, effective_from, known_from, known_to, recorded_at, author, author_id, reason, spec
		FROM goal_version WHERE org_id = $1 AND `+condition+" ORDER BY goal, version", args...)
	_, err = collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
		var id goal.ID
		var v goal.SpecVersion
		var from, text string
		err := rows.Scan(&id, &v.Number, &from, &v.Known.Start, &v.Known.End, &v.RecordedAt, &v.Author, &v.AuthorID, &v.Reason, &text)
		if err != nil {
			return struct{}{}, err
		}
		if v.From, err = readFrom(from); err != nil {
			return struct{}{}, err
		}
		if v.Spec, err = readSpec(text); err != nil {
			return struct{}{}, fmt.Errorf("goal %s, version %d: %w", id, v.Number, err)
		}
		g := found[id]
		g.ID, g.Versions = id, append(g.Versions, v)
		found[id] = g
		return struct{}{}, nil
	})
	return err
}

func goalEvents(ctx context.Context, c conn, orgID string, ids []goal.ID, found map[goal.ID]goal.Goal) error {
	condition, args := in("goal", []any{orgID}, ids)
	rows, err := c.QueryContext(ctx, `SELECT goal, at, day, what, state, version, author, author_id, role, note
		FROM goal_event WHERE org_id = $1 AND `+condition+" ORDER BY goal, seq", args...)
	_, err = collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
		var id goal.ID
		var e goal.Event
		err := rows.Scan(&id, &e.At, &e.Day, &e.What, &e.State, &e.Version, &e.By, &e.ByID, &e.Role, &e.Note)
		g := found[id]
		g.Events = append(g.Events, e)
		found[id] = g
		return struct{}{}, err
	})
	return err
}

// saveGoals writes goals whole. Versions and events that are there already stay
// as they are, but that the knowledge of a version may end.
func saveGoals(ctx context.Context, c conn, orgID string, seq int64, list []goal.Goal) error {
	var heads, versions, events [][]any
	for _, g := range list {
		spec := g.Spec()
		heads = append(heads, []any{orgID, string(g.ID), string(spec.Owner), string(spec.Metric), string(spec.Parent),
			strings.ToLower(spec.Title + "\n" + spec.Sentence), g.Author().At, seq})
		for _, v := range g.Versions {
			text, err := writeSpec(v.Spec)
			if err != nil {
				return fmt.Errorf("saving goal %s: %w", g.ID, err)
			}
			versions = append(versions, []any{orgID, string(g.ID), int64(v.Number), writeFrom(v.From), v.Known.Start, v.Known.End,
				v.RecordedAt, v.Author, v.AuthorID, v.Reason, text})
		}
		for i, e := range g.Events {
			events = append(events, []any{orgID, string(g.ID), int64(i + 1), e.At, e.Day, string(e.What), string(e.State), int64(e.Version),
				e.By, e.ByID, string(e.Role), e.Note})
		}
	}
	for _, table := range []struct {
		head    string
		columns int
		rows    [][]any
		tail    string
	}{
		{"INSERT INTO goal (org_id, id, owner, metric, parent, words, created_at, seq)", 8, heads,
			"ON CONFLICT (org_id, id) DO UPDATE SET owner = excluded.owner, metric = excluded.metric, parent = excluded.parent, words = excluded.words, seq = excluded.seq"},
		{"INSERT INTO goal_version (org_id, goal, version, effective_from, known_from, known_to, recorded_at, author, author_id, reason, spec)", 11, versions,
			"ON CONFLICT (org_id, goal, version) DO UPDATE SET known_to = excluded.known_to"},
		{"INSERT INTO goal_event (org_id, goal, seq, at, day, what, state, version, author, author_id, role, note)", 12, events,
			"ON CONFLICT (org_id, goal, seq) DO NOTHING"},
	} {
		if err := insertMany(ctx, c, table.head, table.columns, table.rows, table.tail); err != nil {
			return fmt.Errorf("saving goals: %w", err)
		}
	}
	return nil
}

// readFrom reads the day from which a version counts; "" is the start.
func readFrom(text string) (period.Date, error) {
	if text == "" {
		return 0, nil
	}
	return period.ParseDate(text)
}

func writeFrom(day period.Date) string {
	if day == 0 {
		return ""
	}
	return day.String()
}
