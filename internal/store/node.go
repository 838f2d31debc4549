package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

const nodeColumns = "n.id, n.name, n.title, n.is_group, n.lead, n.member_from, n.member_to"

func scanNode(rows *sql.Rows) (n org.Node, err error) {
	var group int64
	err = rows.Scan(&n.ID, &n.Name, &n.Title, &group, &n.Lead, &n.Member.Start, &n.Member.End)
	n.Group = group != 0
	return n, err
}

// visible returns the condition that the scope sets on node n, as the
// organisation stood on the day.
func visible(scope access.Scope, day period.Date, args []any) (condition string, _ []any) {
	if scope.All {
		return "1 = 1", args
	}
	var either []string
	if len(scope.PublishedKinds) > 0 {
		var kinds string
		kinds, args = in("n.kind", args, scope.PublishedKinds)
		either = append(either, kinds)
	}
	if len(scope.Roots) > 0 {
		var roots string
		roots, args = in("c.ancestor", args, scope.Roots)
		args = append(args, day.String())
		either = append(either, fmt.Sprintf(`EXISTS (SELECT 1 FROM closure c WHERE c.org_id = n.org_id AND c.descendant = n.id
			AND %s AND c.valid_from <= $%d AND c.valid_to > $%d)`, roots, len(args), len(args)))
	}
	if len(either) == 0 {
		return "1 = 0", args
	}
	return "(" + strings.Join(either, " OR ") + ")", args
}

// Nodes returns the nodes that the scope sees on the day, by name.
func (db *DB) Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error) {
	args := []any{scope.OrgID}
	seen, args := visible(scope, day, args)
	where := []string{seen}
	add := func(condition string, value any) {
		args = append(args, value)
		where = append(where, fmt.Sprintf(condition, len(args)))
	}
	switch {
	case f.Kind != "":
		add("n.kind = $%d", string(f.Kind))
	case f.IDs == nil: // a part of the company that has no place in any list
		add("n.kind <> $%d", string(org.Credited))
	}
	if f.Search != "" {
		pattern := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(f.Search)) + "%"
		add(`(LOWER(n.name) LIKE $%[1]d ESCAPE '\' OR LOWER(n.id) LIKE $%[1]d ESCAPE '\')`, pattern)
	}
	if name, id, ok := strings.Cut(f.After, "\n"); ok {
		args = append(args, name, id)
		where = append(where, fmt.Sprintf("(n.name, n.id) > ($%d, $%d)", len(args)-1, len(args)))
	}
	query := func(condition string, args []any) ([]org.Node, error) {
		text := "SELECT " + nodeColumns + " FROM node n WHERE n.org_id = $1 AND " + strings.Join(append(where, condition), " AND ") + " ORDER BY n.name, n.id"
		if f.Limit > 0 {
			text += fmt.Sprintf(" LIMIT %d", f.Limit)
		}
		rows, err := db.query(ctx, text, args...)
		return collect(rows, err, scanNode)
	}
	if f.IDs == nil {
		return query("1 = 1", args)
	}
	var nodes []org.Node
	err := chunks(f.IDs, listSize, func(ids []org.NodeID) error {
		condition, args := in("n.id", args[:len(args):len(args)], ids)
		some, err := query(condition, args)
		nodes = append(nodes, some...)
		return err
	})
	return nodes, err
}

// Node returns one node; NotFound when it is not there or the scope does not
// see it on the day.
func (db *DB) Node(ctx context.Context, scope access.Scope, day period.Date, id org.NodeID) (org.Node, error) {
	nodes, err := db.Nodes(ctx, scope, day, org.Filter{IDs: []org.NodeID{id}})
	if err != nil {
		return org.Node{}, err
	}
	if len(nodes) == 0 {
		return org.Node{}, fault.New(fault.NotFound, "there is no %s here, or you may not see it", id)
	}
	return nodes[0], nil
}

func saveNodes(ctx context.Context, c conn, orgID string, nodes []org.Node) error {
	rows := make([][]any, 0, len(nodes))
	for _, n := range nodes {
		rows = append(rows, []any{orgID, string(n.ID), string(n.ID.Kind()), n.Name, n.Title, n.Group, string(n.Lead), n.Member.Start, n.Member.End})
	}
	err := insertMany(ctx, c, "INSERT INTO node (org_id, id, kind, name, title, is_group, lead, member_from, member_to)", 9, rows,
		`ON CONFLICT (org_id, id) DO UPDATE SET name = excluded.name, title = excluded.title, is_group = excluded.is_group, lead = excluded.lead,
			member_from = excluded.member_from, member_to = excluded.member_to`)
	if err != nil {
		return fmt.Errorf("saving %d nodes: %w", len(nodes), err)
	}
	return nil
}

// Teams returns what many questions ask of all teams.
func (db *DB) Teams(ctx context.Context, orgID string) (*org.Teams, error) {
	return latest(ctx, db, &db.standing.teams, orgID, db.readTeams)
}

func (db *DB) readTeams(ctx context.Context, c conn, orgID string) (*org.Teams, error) {
	book, err := db.standing.books.read(ctx, c, orgID, readBook)
	if err != nil {
		return nil, err
	}
	rows, err := c.QueryContext(ctx, "SELECT "+nodeColumns+" FROM node n WHERE n.org_id = $1 AND n.kind = $2", orgID, string(org.Team))
	teams, err := collect(rows, err, scanNode)
	if err != nil {
		return nil, fmt.Errorf("reading teams: %w", err)
	}
	rows, err = c.QueryContext(ctx, "SELECT id FROM node WHERE org_id = $1 AND kind = $2", orgID, string(org.Person))
	people, err := collect(rows, err, func(rows *sql.Rows) (id org.NodeID, err error) { return id, rows.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("reading people: %w", err)
	}
	return org.NewTeams(teams, people, book.Tree), nil
}

// Edges returns every edge of the organisation, superseded ones included.
func (db *DB) Edges(ctx context.Context, orgID string) ([]org.Edge, error) {
	return edges(ctx, db.reader, orgID)
}

func edges(ctx context.Context, c conn, orgID string) ([]org.Edge, error) {
	rows, err := c.QueryContext(ctx, `SELECT child, parent, is_group, valid_from, valid_to, known_from, known_to
		FROM edge WHERE org_id = $1 ORDER BY child, parent, valid_from, known_from`, orgID)
	return collect(rows, err, func(rows *sql.Rows) (e org.Edge, err error) {
		var group int64
		err = rows.Scan(&e.Child, &e.Parent, &group, &e.Valid.Start, &e.Valid.End, &e.Known.Start, &e.Known.End)
		e.Group = group != 0
		return e, err
	})
}

// saveEdges writes new and ended edges. An edge that was made and ended on one
// day was never known; the one that takes its place has the same key and stands
// further down the list.
func saveEdges(ctx context.Context, c conn, orgID string, edges []org.Edge) error {
	edges = lastOf(edges, func(e org.Edge) org.Edge {
		e.Valid.End, e.Known.End = 0, 0 // what is left is the key
		return e
	})
	rows := make([][]any, 0, len(edges))
	for _, e := range edges {
		rows = append(rows, []any{orgID, string(e.Child), string(e.Parent), e.Group, e.Valid.Start, e.Valid.End, e.Known.Start, e.Known.End})
	}
	err := insertMany(ctx, c, "INSERT INTO edge (org_id, child, parent, is_group, valid_from, valid_to, known_from, known_to)", 8, rows,
		`ON CONFLICT (org_id, child, parent, is_group, valid_from, known_from) DO UPDATE SET valid_to = excluded.valid_to, known_to = excluded.known_to`)
	if err != nil {
		return fmt.Errorf("saving %d edges: %w", len(edges), err)
	}
	return nil
}

func saveClosure(ctx context.Context, c conn, orgID string, closure []org.Ancestry) error {
	rows := make([][]any, 0, len(closure))
	for _, a := range closure {
		rows = append(rows, []any{orgID, string(a.Ancestor), string(a.Descendant), a.Valid.Start, a.Valid.End})
	}
	err := insertMany(ctx, c, "INSERT INTO closure (org_id, ancestor, descendant, valid_from, valid_to)", 5, rows,
		"ON CONFLICT (org_id, descendant, ancestor, valid_from) DO UPDATE SET valid_to = excluded.valid_to")
	if err != nil {
		return fmt.Errorf("saving the closure: %w", err)
	}
	return nil
}

// replaceClosure writes the closure of the nodes anew.
func replaceClosure(ctx context.Context, c conn, orgID string, nodes []org.NodeID, closure []org.Ancestry) error {
	err := chunks(nodes, listSize, func(ids []org.NodeID) error {
		condition, args := in("descendant", []any{orgID}, ids)
		_, err := c.ExecContext(ctx, "DELETE FROM closure WHERE org_id = $1 AND "+condition, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("clearing the closure: %w", err)
	}
	return saveClosure(ctx, c, orgID, closure)
}

// nodesByID returns those of the nodes that exist.
func nodesByID(ctx context.Context, c conn, orgID string, ids []org.NodeID) (map[org.NodeID]org.Node, error) {
	found := make(map[org.NodeID]org.Node, len(ids))
	err := chunks(ids, listSize, func(ids []org.NodeID) error {
		condition, args := in("n.id", []any{orgID}, ids)
		rows, err := c.QueryContext(ctx, "SELECT "+nodeColumns+" FROM node n WHERE n.org_id = $1 AND "+condition, args...)
		nodes, err := collect(rows, err, scanNode)
		for _, n := range nodes {
			found[n.ID] = n
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading nodes: %w", err)
	}
	return found, nil
}

// names finds nodes by what a source calls them: its ids and aliases.
func names(ctx context.Context, c conn, orgID string) (nodes map[org.NodeID]org.Node, aliases map[org.NodeID]org.NodeID, err error) {
	rows, err := c.QueryContext(ctx, "SELECT "+nodeColumns+" FROM node n WHERE n.org_id = $1", orgID)
	list, err := collect(rows, err, scanNode)
	if err != nil {
		return nil, nil, fmt.Errorf("reading nodes: %w", err)
	}
	nodes = make(map[org.NodeID]org.Node, len(list))
	for _, n := range list {
		nodes[n.ID] = n
	}
	aliases, err = readAliases(ctx, c, orgID)
	return nodes, aliases, err
}

// Aliases returns what else sources call nodes: alias to node.
func (db *DB) Aliases(ctx context.Context, orgID string) (map[org.NodeID]org.NodeID, error) {
	return readAliases(ctx, db.reader, orgID)
}

func readAliases(ctx context.Context, c conn, orgID string) (map[org.NodeID]org.NodeID, error) {
	rows, err := c.QueryContext(ctx, "SELECT alias, node FROM alias WHERE org_id = $1", orgID)
	pairs, err := collect(rows, err, func(rows *sql.Rows) (p [2]org.NodeID, err error) {
		return p, rows.Scan(&p[0], &p[1])
	})
	if err != nil {
		return nil, fmt.Errorf("reading aliases: %w", err)
	}
	aliases := make(map[org.NodeID]org.NodeID, len(pairs))
	for _, p := range pairs {
		aliases[p[0]] = p[1]
	}
	return aliases, nil
}

func saveAliases(ctx context.Context, c conn, orgID string, aliases map[org.NodeID]org.NodeID) error {
	rows := make([][]any, 0, len(aliases))
	for alias, node := range aliases {
		rows = append(rows, []any{orgID, string(alias), string(node)})
	}
	err := insertMany(ctx, c, "INSERT INTO alias (org_id, alias, node)", 3, rows,
		"ON CONFLICT (org_id, alias) DO UPDATE SET node = excluded.node")
	if err != nil {
		return fmt.Errorf("saving aliases: %w", err)
	}
	return nil
}

// isMissing reports whether a row was not found.
func isMissing(err error) bool { return errors.Is(err, sql.ErrNoRows) }
