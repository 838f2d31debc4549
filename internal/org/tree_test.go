package org_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// What random trees are made of. The days of all moves lie in span.
var (
	root   = org.ID(org.Company, "acme")
	people = []org.NodeID{"person:ana", "person:ben", "person:cem"}
	teams  = []org.NodeID{"team:east", "team:west", "team:all"}
	groups = []org.NodeID{"team:g1", "team:g2"}
	first  = period.MustDate("2026-01-01")
	span   = period.Range{Start: first, End: first.Add(20)}
)

// wish is one move, as a list of what was said tells it.
type wish struct {
	child, parent org.NodeID
	group         bool
	leave         bool // it does not belong to the group
	valid         period.Range
	known         period.Date
}

// said is everything that was ever said, in order.
type said []wish

// parents returns where the child belonged on the day, by going through what
// had been said by then: the last word on a day counts. Group memberships add
// up until one word ends them all.
func (s said) parents(child org.NodeID, group bool, day, known period.Date) []org.NodeID {
	var in []org.NodeID
	for _, w := range s {
		if w.child != child || w.group != group || w.known > known || !w.valid.Contains(day) {
			continue
		}
		switch {
		case w.leave:
			in = slices.DeleteFunc(in, func(p org.NodeID) bool { return p == w.parent })
			continue
		case !group || w.parent == "":
			in = nil
		}
		if w.parent != "" && !slices.Contains(in, w.parent) {
			in = append(in, w.parent)
		}
	}
	slices.Sort(in)
	return in
}

func drawRange(t *rapid.T) period.Range {
	r := period.Range{Start: span.Start.Add(rapid.IntRange(0, 19).Draw(t, "from")), End: period.Never}
	if rapid.Bool().Draw(t, "always") {
		r.Start = period.Always
	}
	if rapid.Bool().Draw(t, "ends") {
		r.End = max(r.Start, span.Start).Add(rapid.IntRange(1, 20).Draw(t, "days"))
	}
	return r
}

// history draws moves and applies them; moves that would make a cycle are left
// out, as the pipeline does.
func history(t *rapid.T) (said, []org.Edge) {
	var all said
	var edges []org.Edge
	known := first
	for range rapid.IntRange(1, 12).Draw(t, "moves") {
		known = known.Add(rapid.IntRange(0, 2).Draw(t, "later"))
		w := wish{known: known, valid: drawRange(t), group: rapid.IntRange(0, 3).Draw(t, "group") == 0}
		if w.group {
			w.child, w.parent = rapid.SampledFrom(people).Draw(t, "member"), rapid.SampledFrom(append([]org.NodeID{""}, groups...)).Draw(t, "of")
			w.leave = w.parent != "" && rapid.Bool().Draw(t, "leave")
		} else {
			w.child = rapid.SampledFrom(slices.Concat(people, teams)).Draw(t, "child")
			w.parent = rapid.SampledFrom(append([]org.NodeID{""}, teams...)).Draw(t, "parent")
		}
		next := apply(edges, w)
		if cyclic(next, known) {
			if w.parent == "" || org.NewTree(root, next).Cycle(w.child, w.parent, w.valid) == nil {
				t.Fatalf("moving %s under %s in %s makes a circle that Cycle does not find", w.child, w.parent, w.valid)
			}
			continue
		}
		if w.parent != "" && !w.leave {
			if chain := org.NewTree(root, next).Cycle(w.child, w.parent, w.valid); chain != nil {
				t.Fatalf("Cycle finds %v where there is none", chain)
			}
		}
		edges = next
		all = append(all, w)
	}
	return all, edges
}

func apply(edges []org.Edge, w wish) []org.Edge {
	ended, added := org.Move(edges, w.child, w.parent, w.group, w.valid, w.known)
	if w.leave {
		ended, added = org.Leave(edges, w.child, w.parent, w.valid, w.known)
	}
	next := slices.Clone(edges)
	for _, e := range ended {
		i := slices.IndexFunc(next, func(o org.Edge) bool { return o.SameLine(e) && o.Valid == e.Valid && o.Known.IsOpen() })
		next[i] = e
	}
	return append(next, added...)
}

// cyclic reports whether some node belongs to itself on some day, as known.
func cyclic(edges []org.Edge, known period.Date) bool {
	for day := span.Start - 1; day <= span.End.Add(20); day++ {
		for _, from := range slices.Concat(people, teams) {
			at, seen := []org.NodeID{from}, map[org.NodeID]bool{}
			for len(at) > 0 {
				id := at[0]
				at = at[1:]
				for _, e := range edges {
					if e.Child != id || !e.Valid.Contains(day) || !e.Known.Contains(known) {
						continue
					}
					if e.Parent == from {
						return true
					}
					if !seen[e.Parent] {
						seen[e.Parent] = true
						at = append(at, e.Parent)
					}
				}
			}
		}
	}
	return false
}

// TestMove: whoever asks about any day, as known on any day, gets the last word
// that had been said by then, however the edges were cut; and so what was known
// before stays as it was.
func TestMove(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all, edges := history(t)
		last := all.last()
		for known := first; known <= last; known++ {
			for day := span.Start - 1; day < span.End+20; day++ {
				for _, child := range slices.Concat(people, teams) {
					for _, group := range []bool{false, true} {
						var got []org.NodeID
						for _, e := range edges {
							if e.Child == child && e.Group == group && e.Valid.Contains(day) && e.Known.Contains(known) {
								got = append(got, e.Parent)
							}
						}
						slices.Sort(got)
						if want := all.parents(child, group, day, known); !slices.Equal(got, want) {
							t.Fatalf("%s on %s, known on %s: %v, but what was said is %v", child, day, known, got, want)
						}
					}
				}
			}
		}
	})
}

func (s said) last() period.Date {
	if len(s) == 0 {
		return first
	}
	return s[len(s)-1].known
}

// TestClosure: the closure says of every day what Lineage says, in ranges that
// neither touch nor overlap.
func TestClosure(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all, edges := history(t)
		tree := org.NewTree(root, edges)
		nodes := slices.Concat(people, teams, groups)
		closure := tree.Closure(nodes)
		for i, a := range closure {
			if i > 0 && closure[i-1].Ancestor == a.Ancestor && closure[i-1].Descendant == a.Descendant && closure[i-1].Valid.End >= a.Valid.Start {
				t.Fatalf("%v and %v should be one", closure[i-1], a)
			}
		}
		for day := span.Start - 1; day < span.End+20; day++ {
			for _, id := range nodes {
				var got []org.NodeID
				for _, a := range closure {
					if a.Descendant == id && a.Valid.Contains(day) {
						got = append(got, a.Ancestor)
					}
				}
				want := tree.Lineage(id, day, all.last())
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Fatalf("above %s on %s: the closure says %v, the lineage %v", id, day, got, want)
				}
			}
		}
	})
}

// TestStays: at any time a person or team stands in exactly one place of the
// tree, so the stays in all places tile the days.
func TestStays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all, edges := history(t)
		tree := org.NewTree(root, edges)
		nodes := slices.Concat(people, teams)
		known := all.last() - period.Date(rapid.IntRange(0, 3).Draw(t, "before"))
		spent := map[org.NodeID]map[period.Date]int{}
		for _, parent := range append(slices.Clone(teams), root) {
			for _, stay := range tree.Stays(parent, nodes, span, known) {
				for i, r := range stay.During {
					if i > 0 && stay.During[i-1].End >= r.Start {
						t.Fatalf("the stays of %s in %s touch: %v", stay.Child, parent, stay.During)
					}
					if r.Intersect(span) != r || r.Empty() {
						t.Fatalf("%s stays in %s outside the days: %s", stay.Child, parent, r)
					}
					for day := r.Start; day < r.End; day++ {
						if spent[stay.Child] == nil {
							spent[stay.Child] = map[period.Date]int{}
						}
						spent[stay.Child][day]++
						if got := tree.Parent(stay.Child, day, known); got != parent {
							t.Fatalf("%s stays in %s on %s, but its parent is %s", stay.Child, parent, day, got)
						}
					}
				}
			}
		}
		for _, id := range nodes {
			for day := span.Start; day < span.End; day++ {
				if spent[id][day] != 1 {
					t.Fatalf("%s stood in %d places on %s", id, spent[id][day], day)
				}
			}
		}
	})
}

// TestFree: what is free of an edge is what nothing else holds, and no more.
func TestFree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		_, edges := history(t)
		tree := org.NewTree(root, edges)
		e := org.Edge{Child: rapid.SampledFrom(people).Draw(t, "child"), Parent: "team:new", Valid: drawRange(t)}
		free := tree.Free(e)
		for day := span.Start - 1; day < span.End+20; day++ {
			held := slices.ContainsFunc(edges, func(o org.Edge) bool {
				return o.Child == e.Child && !o.Group && o.Known.IsOpen() && o.Valid.Contains(day)
			})
			got := slices.ContainsFunc(free, func(r period.Range) bool { return r.Contains(day) })
			if want := e.Valid.Contains(day) && !held; got != want {
				t.Fatalf("%s on %s: free %v, want %v", e.Child, day, got, want)
			}
		}
	})
}
