package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// nodeView is a node with its place in the tree.
type nodeView struct {
	ID          org.NodeID   `json:"id" example:"person:275"`
	Kind        org.Kind     `json:"kind" enum:"company,team,person,region,territory,category,subcategory,product,segment,customer,channel,lead_source"`
	SourceID    string       `json:"source_id" example:"275"`
	Name        string       `json:"name"`
	Title       *string      `json:"title" doc:"Of a person; segment of a customer."`
	Path        []nodeRef    `json:"path" doc:"From the root to the parent; what the caller may not see is left out."`
	ChildKinds  []org.Kind   `json:"child_kinds"`
	MemberSince *period.Date `json:"member_since" format:"date"`
	MemberUntil *period.Date `json:"member_until" format:"date" doc:"Exclusive."`
}

func nodeRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/nodes", name: "list-nodes", summary: "People, teams, places, products and customers", tag: "nodes"}, a.listNodes)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}", name: "get-node", summary: "One node", tag: "nodes"}, a.getNode)
}

// Node names the node in the path.
type Node struct {
	ID string `path:"id" example:"person:275" doc:"kind:source id, percent-encoded."`
}

// nodeID returns the id of the path. An id that no source could have given is
// not found, like any other that is not there.
func (n Node) nodeID() (org.NodeID, error) {
	const longest = 1000
	if len(n.ID) > longest {
		return "", fault.New(fault.NotFound, "there is no such node here, or you may not see it")
	}
	return org.NodeID(n.ID), nil
}

type nodesInput struct {
	Kind   string `query:"kind" doc:"Only nodes of this kind."`
	Search string `query:"q" maxLength:"200" doc:"Part of the name or of the source id, in any case."`
	Parent string `query:"parent" maxLength:"1000" doc:"Only what belongs directly to this node."`
	AsOf   string `query:"as_of" format:"date"`
	Page
}

func (a *API) listNodes(ctx context.Context, c *caller, in *nodesInput) (*body[list[nodeView]], error) {
	v, err := a.view(ctx, c, in.AsOf)
	if err != nil {
		return nil, err
	}
	filter := org.Filter{Search: in.Search}
	if in.Kind != "" {
		if filter.Kind, err = org.ParseKind(in.Kind); err != nil {
			return nil, invalid("query.kind", err)
		}
	}
	if filter.After, err = in.position(c); err != nil {
		return nil, err
	}
	t, err := a.tree(ctx, c, v)
	if err != nil {
		return nil, err
	}
	var found []org.Node
	if in.Parent == "" {
		filter.Limit = in.Limit + 1
		found, err = a.Store.Nodes(ctx, v.scope, v.asOf, filter)
	} else {
		found, err = t.children(ctx, org.NodeID(in.Parent), filter)
	}
	if err != nil {
		return nil, err
	}
	var next string
	if len(found) > in.Limit {
		found = found[:in.Limit]
		last := found[in.Limit-1]
		next = newCursor(c, last.Name+"\n"+string(last.ID))
	}
	items, err := t.views(ctx, found)
	return answer(list[nodeView]{Items: items, NextCursor: next}), err
}

type nodeInput struct {
	Node
	AsOf string `query:"as_of" format:"date"`
}

func (a *API) getNode(ctx context.Context, c *caller, in *nodeInput) (*body[nodeView], error) {
	v, err := a.view(ctx, c, in.AsOf)
	if err != nil {
		return nil, err
	}
	id, err := in.nodeID()
	if err != nil {
		return nil, err
	}
	node, err := a.Store.Node(ctx, v.scope, v.asOf, id)
	if err != nil {
		return nil, err
	}
	t, err := a.tree(ctx, c, v)
	if err != nil {
		return nil, err
	}
	views, err := t.views(ctx, []org.Node{node})
	if err != nil {
		return nil, err
	}
	return answer(views[0]), nil
}

// treeView answers where nodes stand, as far as the caller sees them.
type treeView struct {
	view
	*org.Tree
	teams *org.Teams
	store Directory
}

func (a *API) tree(ctx context.Context, c *caller, v view) (treeView, error) {
	book, err := a.Store.Book(ctx, c.OrgID)
	if err != nil {
		return treeView{}, err
	}
	teams, err := a.Store.Teams(ctx, c.OrgID)
	return treeView{view: v, Tree: book.Tree, teams: teams, store: a.Store}, err
}

// children returns what belongs directly to the parent and meets the filter,
// by name.
func (t treeView) children(ctx context.Context, parent org.NodeID, f org.Filter) ([]org.Node, error) {
	if _, err := t.store.Node(ctx, t.scope, t.asOf, parent); err != nil {
		return nil, err
	}
	after := f.After
	f.After = ""
	f.IDs = t.below(parent)
	found, err := t.store.Nodes(ctx, t.scope, t.asOf, f)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(n org.Node) bool { return after != "" && n.Name+"\n"+string(n.ID) <= after })
	slices.SortFunc(found, func(x, y org.Node) int {
		return cmp.Or(strings.Compare(x.Name, y.Name), cmp.Compare(x.ID, y.ID))
	})
	return found, nil
}

// below returns what belongs directly to the node, seen or not.
func (t treeView) below(id org.NodeID) []org.NodeID {
	children := append([]org.NodeID{}, t.Children(id, t.asOf, t.asOf)...)
	if id == t.Root() {
		children = slices.DeleteFunc(append(children, t.teams.Tops...), func(id org.NodeID) bool {
			return t.Parent(id, t.asOf, t.asOf) != t.Root()
		})
		slices.Sort(children)
	}
	return slices.Compact(children)
}

// views completes nodes with their place. What stands above a node is named
// only as far as the caller sees it.
func (t treeView) views(ctx context.Context, nodes []org.Node) ([]nodeView, error) {
	above := map[org.NodeID]org.Node{}
	for _, n := range nodes {
		for _, id := range t.Path(n.ID, t.asOf, t.asOf) {
			above[id] = org.Node{}
		}
	}
	ids := make([]org.NodeID, 0, len(above))
	for id := range above {
		ids = append(ids, id)
	}
	seen, err := t.store.Nodes(ctx, t.scope, t.asOf, org.Filter{IDs: ids})
	if err != nil {
		return nil, err
	}
	for _, n := range seen {
		above[n.ID] = n
	}
	views := make([]nodeView, 0, len(nodes))
	for _, n := range nodes {
		ref := refOf(n)
		v := nodeView{ID: ref.ID, Kind: ref.Kind, SourceID: ref.SourceID, Name: ref.Name, Title: text(n.Title), Path: []nodeRef{},
			MemberSince: startOf(n.Member.Start), MemberUntil: endOf(n.Member.End)}
		for _, id := range t.Path(n.ID, t.asOf, t.asOf) {
			if above[id].ID != "" {
				v.Path = append(v.Path, refOf(above[id]))
			}
		}
		if v.ChildKinds, err = t.childKinds(ctx, n.ID); err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}

// childKinds returns the kinds of what belongs directly to the node, teams
// before people.
func (t treeView) childKinds(ctx context.Context, id org.NodeID) ([]org.Kind, error) {
	children := t.Children(id, t.asOf, t.asOf)
	if id == t.Root() { // people who are not with the company on the day hang under nothing else either
		found, err := t.store.Nodes(ctx, access.System(t.scope.OrgID), t.asOf, org.Filter{IDs: t.below(id)})
		if err != nil {
			return nil, err
		}
		for _, n := range found {
			if !n.Group && n.Member.Contains(t.asOf) {
				children = append(children, n.ID)
			}
		}
	}
	there := map[org.Kind]bool{}
	for _, child := range children {
		there[child.Kind()] = true
	}
	kinds := []org.Kind{}
	for _, kind := range []org.Kind{org.Team, org.Person, org.Region, org.Territory, org.Category, org.Subcategory, org.Product, org.Segment, org.Customer, org.Channel, org.LeadSource} {
		if there[kind] {
			kinds = append(kinds, kind)
		}
	}
	return kinds, nil
}
