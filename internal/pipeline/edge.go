package pipeline

import (
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/org"
)

// allMoves are the wished moves, and those of the teams whose leaders move.
func (s *structurePlan) allMoves() []move {
	all := slices.Clone(s.moves)
	for _, m := range s.moves {
		if m.child.Kind() != org.Person || m.group {
			continue
		}
		if led, _ := s.dir.node(org.Led(m.child)); led.Lead == m.child {
			all = append(all, move{row: m.row, child: org.Led(m.child), parent: m.parent, valid: m.valid})
		}
	}
	return all
}

// edges turns the moves into ended and added edges.
func (s *structurePlan) edges() (ended, added []org.Edge) {
	current := map[org.NodeID][]org.Edge{}
	for _, m := range s.allMoves() {
		own, ok := current[m.child]
		if !ok {
			own = slices.Clone(s.tree.Edges(m.child))
		}
		since := org.Since(own, org.Edge{Child: m.child, Parent: m.parent, Group: m.group, Valid: m.valid}, s.stamp.since())
		gone, come := org.Move(own, m.child, m.parent, m.group, m.valid, since)
		if m.leave {
			gone, come = org.Leave(own, m.child, m.parent, m.valid, since)
		}
		for _, e := range gone {
			for i := range own {
				if own[i].Child == e.Child && own[i].Parent == e.Parent && own[i].Group == e.Group && own[i].Valid == e.Valid && own[i].Known.IsOpen() {
					own[i] = e
				}
			}
		}
		current[m.child] = append(own, come...)
	}
	for _, child := range slices.Sorted(maps.Keys(current)) {
		for _, e := range current[child] {
			switch stored := slices.Contains(s.tree.Edges(child), e); {
			case stored:
			case e.Known.IsOpen():
				added = append(added, e)
			case slices.ContainsFunc(s.tree.Edges(child), func(o org.Edge) bool {
				return o.Parent == e.Parent && o.Group == e.Group && o.Valid == e.Valid && o.Known.Start == e.Known.Start
			}):
				ended = append(ended, e)
			}
		}
	}
	return ended, added
}

// merged returns all edges with the changes put in.
func merged(tree *org.Tree, ended, added []org.Edge) []org.Edge {
	line := func(e org.Edge) org.Edge { // what SameLine compares
		e.Valid.End, e.Known.End = 0, 0
		return e
	}
	replaced := make(map[org.Edge]bool, len(ended))
	for _, e := range ended {
		replaced[line(e)] = true
	}
	all := tree.All()
	edges := make([]org.Edge, 0, len(all)+len(added))
	for _, e := range all {
		if !replaced[line(e)] {
			edges = append(edges, e)
		}
	}
	edges = append(edges, ended...)
	return append(edges, added...)
}

// moved counts the ended edges of nodes that were counted as unchanged.
func (s *structurePlan) moved(ended []org.Edge) int {
	children := map[org.NodeID]bool{}
	for _, e := range ended {
		if !s.dir.changed[e.Child] && e.Child.Kind() != org.Team {
			children[e.Child] = true
		}
	}
	s.outcome.Unchanged -= len(children)
	return len(children)
}
