package quota

import (
	"cmp"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Place is where a node stands in the tree of a plan, and when.
type Place struct {
	Key
	Of     org.Node
	Depth  int
	During []period.Range // within the plan's days, in order
	Leads  bool           // a person who leads somebody in this plan
	Basis  Basis
}

func (p Place) row(periods int) Row {
	r := Row{Key: p.Key, Depth: p.Depth, Cells: make([]Cell, periods), State: Open, Basis: p.Basis,
		Name: p.Of.Name, Lead: p.Of.Lead, Member: p.Of.Member, During: p.During}
	if p.Leads && p.Basis.History.Amount <= 0 {
		r.Weight = Some(0)
	}
	return r
}

// Places returns the root and everything below it during the window, as known
// on the day: what stands above before what stands below, siblings with others
// below them before people, then by name. nodes are all that may be meant.
//
// A node with others below it stands where it stood first. A leaf has a place
// under everything that it stood under. Groups, which stand beside the tree,
// are left out, and so is who was not with the company.
func Places(tree *org.Tree, nodes []org.Node, root org.NodeID, window period.Range, known period.Date) []Place {
	w := walk{tree: tree, window: window, known: known, of: make(map[org.NodeID]org.Node, len(nodes)),
		under: map[org.NodeID][]Place{}, first: map[org.NodeID]Place{}, leads: map[org.NodeID]bool{}, seen: map[org.NodeID]bool{}}
	for _, n := range nodes {
		w.of[n.ID] = n
		if kind := n.ID.Kind(); !n.Group && (kind == org.Person || kind == org.Team) {
			w.people = append(w.people, n.ID)
		}
	}
	if _, ok := w.of[root]; !ok {
		return nil
	}
	top := Place{Key: Key{Node: root}, Of: w.of[root], During: []period.Range{window}}
	w.survey(top)
	w.visit(top)
	for i := range w.places {
		w.places[i].Leads = w.leads[w.places[i].Node]
	}
	return w.places
}

// walk goes down a tree.
type walk struct {
	tree   *org.Tree
	window period.Range
	known  period.Date
	of     map[org.NodeID]org.Node
	people []org.NodeID // and teams
	under  map[org.NodeID][]Place
	first  map[org.NodeID]Place // where each node stood first
	leads  map[org.NodeID]bool
	seen   map[org.NodeID]bool // nodes with others below them
	places []Place
}

// survey finds what stands below a place, and where everything stood first.
func (w *walk) survey(at Place) {
	if _, done := w.under[at.Node]; done {
		return
	}
	below := w.below(at)
	w.under[at.Node] = below
	for _, child := range below {
		first, there := w.first[child.Node]
		if !there || cmp.Or(cmp.Compare(child.During[0].Start, first.During[0].Start), cmp.Compare(child.Parent, first.Parent)) < 0 {
			w.first[child.Node] = child
		}
		w.survey(child)
	}
}

func (w *walk) visit(at Place) {
	below := w.under[at.Node]
	if len(below) > 0 {
		if w.seen[at.Node] || at.Parent != "" && w.first[at.Node].Parent != at.Parent {
			return
		}
		w.seen[at.Node] = true
		w.leads[at.Of.Lead] = true
	}
	w.places = append(w.places, at)
	for _, child := range below {
		child.Depth = at.Depth + 1
		w.visit(child)
	}
}

// below returns the places directly below one.
func (w *walk) below(at Place) []Place {
	var below []Place
	for _, stay := range w.tree.Stays(at.Node, w.people, w.window, w.known) {
		node, ok := w.of[stay.Child]
		if !ok || node.Group || at.Of.Group || at.Node == w.tree.Root() && w.ghost(stay.Child) {
			continue
		}
		child := Place{Key: Key{Node: stay.Child, Parent: at.Node}, Of: node}
		for _, days := range stay.During {
			if stay.Child.Kind() == org.Person {
				days = days.Intersect(node.Member)
			}
			if !days.Empty() {
				child.During = append(child.During, days)
			}
		}
		if len(child.During) > 0 {
			below = append(below, child)
		}
	}
	slices.SortFunc(below, Place.compare)
	return below
}

// compare orders siblings.
func (p Place) compare(o Place) int {
	group := func(k org.Kind) int {
		if k == org.Person {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(group(p.Node.Kind()), group(o.Node.Kind())), strings.Compare(p.Of.Name, o.Of.Name), cmp.Compare(p.Node, o.Node))
}

// ghost reports whether a node would stand under the company only because
// nobody says where it was before it joined a team, or after it left one.
func (w *walk) ghost(id org.NodeID) bool {
	placed := false
	for _, e := range w.tree.Edges(id) {
		if e.Group || !e.Known.Contains(w.known) || !e.Valid.Overlaps(w.window) {
			continue
		}
		if e.Parent == w.tree.Root() {
			return false
		}
		placed = true
	}
	return placed
}
