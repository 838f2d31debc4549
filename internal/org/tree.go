package org

import (
	"cmp"
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/period"
)

// Edge says that Child belonged to Parent during Valid, and that this was
// known during Known. Both ranges are days, half-open.
type Edge struct {
	Child, Parent NodeID
	Group         bool // a membership beside the tree
	Valid         period.Range
	Known         period.Range
}

// Tree answers what belonged to what, on which day, as known on which day. It
// is immutable and safe for concurrent use.
type Tree struct {
	root NodeID
	up   map[NodeID][]Edge // by child
	down map[NodeID][]Edge // by parent
	news period.Date       // the last day on which something became known
}

// NewTree builds a tree over all edges, superseded ones included. Every
// person and team belongs to the root, whatever the edges say.
func NewTree(root NodeID, edges []Edge) *Tree {
	t := &Tree{root: root, up: map[NodeID][]Edge{}, down: map[NodeID][]Edge{}, news: period.Always}
	for _, e := range edges {
		t.news = max(t.news, e.Known.Start)
		if !e.Known.IsOpen() {
			t.news = max(t.news, e.Known.End)
		}
		t.up[e.Child] = append(t.up[e.Child], e)
		t.down[e.Parent] = append(t.down[e.Parent], e)
	}
	return t
}

// Root returns the company's node.
func (t *Tree) Root() NodeID { return t.root }

// Edges returns all edges of a child, superseded ones included.
func (t *Tree) Edges(child NodeID) []Edge { return t.up[child] }

// All returns every edge, in the order of its child.
func (t *Tree) All() []Edge {
	var all []Edge
	for _, child := range slices.Sorted(maps.Keys(t.up)) {
		all = append(all, t.up[child]...)
	}
	return all
}

// SameLine reports whether two edges are the same but for when their validity
// or knowledge ends.
func (e Edge) SameLine(o Edge) bool {
	return e.Child == o.Child && e.Parent == o.Parent && e.Group == o.Group &&
		e.Valid.Start == o.Valid.Start && e.Known.Start == o.Known.Start
}

func (e Edge) holds(day, known period.Date) bool {
	return e.Valid.Contains(day) && e.Known.Contains(known)
}

// Lineage returns the node and everything it belonged to on the day, each
// once, nearest first. People and teams end at the root.
func (t *Tree) Lineage(id NodeID, day, known period.Date) []NodeID {
	line := append(make([]NodeID, 0, 6), id)
	for i := 0; i < len(line); i++ {
		for _, e := range t.up[line[i]] {
			if e.holds(day, known) && !slices.Contains(line, e.Parent) {
				line = append(line, e.Parent)
			}
		}
	}
	if kind := id.Kind(); (kind == Person || kind == Team) && !slices.Contains(line, t.root) {
		line = append(line, t.root)
	}
	return line
}

// Parent returns what the node hung under in the tree on the day, groups left
// out; the root when a person or team hung under nothing; "" for other kinds.
func (t *Tree) Parent(id NodeID, day, known period.Date) NodeID {
	for _, e := range t.up[id] {
		if !e.Group && e.holds(day, known) {
			return e.Parent
		}
	}
	if kind := id.Kind(); kind == Person || kind == Team {
		return t.root
	}
	return ""
}

// Path returns the nodes from the top down to the node's parent on the day.
func (t *Tree) Path(id NodeID, day, known period.Date) []NodeID {
	var path []NodeID
	for at := t.Parent(id, day, known); at != "" && !slices.Contains(path, at); at = t.Parent(at, day, known) {
		path = append(path, at)
	}
	slices.Reverse(path)
	return path
}

// Children returns what belonged directly to the node on the day, sorted. Of a
// group these are its members. The root's children are found by the caller,
// who knows every node: those whose Parent is the root.
func (t *Tree) Children(id NodeID, day, known period.Date) []NodeID {
	var children []NodeID
	for _, e := range t.down[id] {
		if e.holds(day, known) {
			children = append(children, e.Child)
		}
	}
	slices.Sort(children)
	return slices.Compact(children)
}

// Below returns every node that belonged to the node, directly or not, at any
// time and by any knowledge, the node included. It is a superset for queries:
// who counts on which day is decided by Lineage.
func (t *Tree) Below(id NodeID) []NodeID {
	seen := map[NodeID]bool{id: true}
	below := []NodeID{id}
	for i := 0; i < len(below); i++ {
		for _, e := range t.down[below[i]] {
			if !seen[e.Child] {
				seen[e.Child] = true
				below = append(below, e.Child)
			}
		}
	}
	return below
}

// Above returns every node that one of the nodes belonged to, directly or not,
// at any time and by any knowledge, the nodes included.
func (t *Tree) Above(ids []NodeID) []NodeID {
	seen := make(map[NodeID]bool, len(ids))
	var above []NodeID
	add := func(id NodeID) {
		if !seen[id] {
			seen[id] = true
			above = append(above, id)
		}
	}
	for _, id := range ids {
		add(id)
	}
	for i := 0; i < len(above); i++ {
		for _, e := range t.up[above[i]] {
			add(e.Parent)
		}
	}
	return above
}

// KnownBy returns the tree as it was known at the end of the day.
func (t *Tree) KnownBy(day period.Date) *Tree {
	if t.SettledBy(day) {
		return t
	}
	var edges []Edge
	for _, e := range t.All() {
		var ok bool
		if e.Known, ok = e.Known.KnownBy(day); ok {
			edges = append(edges, e)
		}
	}
	return NewTree(t.root, edges)
}

// SettledBy reports whether nothing became known after the day.
func (t *Tree) SettledBy(day period.Date) bool { return t.news <= day }

// Breaks returns the days on which something became known that changes the
// lineage of the node on some day, ascending.
func (t *Tree) Breaks(id NodeID) []period.Date {
	var breaks []period.Date
	seen := []NodeID{id}
	for i := 0; i < len(seen); i++ {
		for _, e := range t.up[seen[i]] {
			breaks = append(breaks, e.Known.Start)
			if !e.Known.IsOpen() {
				breaks = append(breaks, e.Known.End)
			}
			if !slices.Contains(seen, e.Parent) {
				seen = append(seen, e.Parent)
			}
		}
	}
	slices.Sort(breaks)
	return slices.Compact(breaks)
}

// Cycle returns a chain of nodes by which the child would belong to itself if
// it belonged to the parent during valid, as known now; nil when there is none.
func (t *Tree) Cycle(child, parent NodeID, valid period.Range) []NodeID {
	if child == parent {
		return []NodeID{child, parent}
	}
	var climb func(at NodeID, during period.Range, path []NodeID) []NodeID
	climb = func(at NodeID, during period.Range, path []NodeID) []NodeID {
		if at == child {
			return append(path, at)
		}
		if slices.Contains(path, at) {
			return nil // a cycle above that the child is no part of
		}
		path = append(path, at)
		for _, e := range t.up[at] {
			common := e.Valid.Intersect(during)
			if !e.Known.IsOpen() || common.Empty() {
				continue
			}
			if found := climb(e.Parent, common, path); found != nil {
				return found
			}
		}
		return nil
	}
	return climb(parent, valid, []NodeID{child})
}

// Ancestry is one row of the closure: Descendant belonged to Ancestor during
// Valid, as known now. Every node is its own ancestor, always.
type Ancestry struct {
	Ancestor, Descendant NodeID
	Valid                period.Range
}

// Closure returns the ancestry of the nodes as known now, merged to the
// longest ranges and sorted.
func (t *Tree) Closure(nodes []NodeID) []Ancestry {
	spans := map[[2]NodeID][]period.Range{}
	for _, id := range nodes {
		// A circle is refused before it is stored; should one be there all the
		// same, it must not bring the server down.
		var climb func(at NodeID, during period.Range, path []NodeID)
		climb = func(at NodeID, during period.Range, path []NodeID) {
			if slices.Contains(path, at) {
				return
			}
			key := [2]NodeID{at, id}
			spans[key] = append(spans[key], during)
			for _, e := range t.up[at] {
				if common := e.Valid.Intersect(during); e.Known.IsOpen() && !common.Empty() {
					climb(e.Parent, common, append(path, at))
				}
			}
		}
		climb(id, period.Everything, nil)
		if kind := id.Kind(); kind == Person || kind == Team {
			spans[[2]NodeID{t.root, id}] = []period.Range{period.Everything}
		}
	}
	closure := make([]Ancestry, 0, len(spans))
	for key, ranges := range spans {
		for _, r := range merge(ranges) {
			closure = append(closure, Ancestry{Ancestor: key[0], Descendant: key[1], Valid: r})
		}
	}
	slices.SortFunc(closure, func(a, b Ancestry) int {
		return cmp.Or(cmp.Compare(a.Ancestor, b.Ancestor), cmp.Compare(a.Descendant, b.Descendant),
			cmp.Compare(a.Valid.Start, b.Valid.Start))
	})
	return closure
}

// merge joins ranges that touch or overlap; it returns them sorted.
func merge(ranges []period.Range) []period.Range {
	slices.SortFunc(ranges, func(a, b period.Range) int { return cmp.Compare(a.Start, b.Start) })
	merged := ranges[:1]
	for _, r := range ranges[1:] {
		last := &merged[len(merged)-1]
		if r.Start <= last.End {
			last.End = max(last.End, r.End)
		} else {
			merged = append(merged, r)
		}
	}
	return merged
}

// Move returns what changes when a node belongs to a new parent during valid,
// learned on the day known: edges whose knowledge ends (Known.End set) and
// edges that are new. An empty parent only ends. What was known before stays
// answerable; nothing changes when the node belongs there already.
//
// Only edges of the same sort (tree or group) to other parents give way for a
// move in the tree; a group membership never ends another.
func Move(edges []Edge, child, parent NodeID, group bool, valid period.Range, known period.Date) (ended, added []Edge) {
	covered := false
	ended, added = cut(edges, valid, known, func(e Edge) bool {
		if e.Child != child || e.Group != group {
			return false
		}
		if e.Parent == parent && e.Valid.Start <= valid.Start && e.Valid.End >= valid.End {
			covered = true
			return false
		}
		return !group || parent == "" || e.Parent == parent
	})
	if !covered && parent != "" {
		added = append(added, Edge{Child: child, Parent: parent, Group: group, Valid: valid,
			Known: period.Range{Start: known, End: period.Never}})
	}
	return ended, added
}

// Since returns the day from which the edge can be known, the given day or a
// later one: when the knowledge of the edges in its place ended or, while they
// are open, began. Before it two of them would have been known at once.
func Since(edges []Edge, edge Edge, since period.Date) period.Date {
	for _, e := range edges {
		switch {
		case e.Child != edge.Child || e.Group != edge.Group || e.Group && e.Parent != edge.Parent || !e.Valid.Overlaps(edge.Valid):
		case e.Known.IsOpen():
			since = max(since, e.Known.Start)
		default:
			since = max(since, e.Known.End)
		}
	}
	return since
}

// Leave is Move for a node that does not belong to one group during valid; its
// other groups stay.
func Leave(edges []Edge, child, group NodeID, valid period.Range, known period.Date) (ended, added []Edge) {
	return cut(edges, valid, known, func(e Edge) bool { return e.Child == child && e.Parent == group && e.Group })
}

// cut takes the days out of the edges that are known now and match.
func cut(edges []Edge, valid period.Range, known period.Date, match func(Edge) bool) (ended, added []Edge) {
	for _, e := range edges {
		if !e.Known.IsOpen() || !e.Valid.Overlaps(valid) || !match(e) {
			continue
		}
		old := e
		old.Known.End = known
		ended = append(ended, old)
		for _, rest := range without([]period.Range{e.Valid}, valid) {
			kept := e
			kept.Valid, kept.Known = rest, period.Range{Start: known, End: period.Never}
			added = append(added, kept)
		}
	}
	return ended, added
}

// Stay is a time that a node belonged directly to another.
type Stay struct {
	Child  NodeID
	During []period.Range // in order, not touching
}

// Stays returns who belonged directly to the node during the days, and when,
// in the order of their ids. Of the root these are the people and teams among
// the given nodes that hung under nothing else.
func (t *Tree) Stays(id NodeID, nodes []NodeID, days period.Range, known period.Date) []Stay {
	during := map[NodeID][]period.Range{}
	if id != t.root {
		for _, e := range t.down[id] {
			if common := e.Valid.Intersect(days); e.Known.Contains(known) && !common.Empty() {
				during[e.Child] = append(during[e.Child], common)
			}
		}
	} else {
		for _, child := range nodes {
			if kind := child.Kind(); (kind != Person && kind != Team) || child == t.root {
				continue
			}
			if free := t.unplaced(child, days, known); len(free) > 0 {
				during[child] = free
			}
		}
	}
	stays := make([]Stay, 0, len(during))
	for _, child := range slices.Sorted(maps.Keys(during)) {
		stays = append(stays, Stay{Child: child, During: merge(during[child])})
	}
	return stays
}

// unplaced returns the parts of the days on which the node hung under nothing
// but the root.
func (t *Tree) unplaced(id NodeID, days period.Range, known period.Date) []period.Range {
	free := []period.Range{days}
	for _, e := range t.up[id] {
		if !e.Group && e.Known.Contains(known) && e.Parent != t.root {
			free = without(free, e.Valid)
		}
	}
	return free
}

// Free returns the parts of the edge's days on which nothing that is known now
// stands in its place: another edge of the same sort, or for a group the same
// membership.
func (t *Tree) Free(edge Edge) []period.Range {
	free := []period.Range{edge.Valid}
	for _, e := range t.up[edge.Child] {
		if e.Known.IsOpen() && e.Group == edge.Group && (!e.Group || e.Parent == edge.Parent) {
			free = without(free, e.Valid)
		}
	}
	return free
}

// without returns what is left of the ranges when the days of one are taken out.
func without(ranges []period.Range, out period.Range) []period.Range {
	var rest []period.Range
	for _, r := range ranges {
		for _, part := range []period.Range{
			{Start: r.Start, End: min(r.End, out.Start)},
			{Start: max(r.Start, out.End), End: r.End},
		} {
			if !part.Empty() {
				rest = append(rest, part)
			}
		}
	}
	return rest
}
