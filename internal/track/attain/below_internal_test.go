package attain

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// TestBelow: whose targets add up to a node's is what one finds by looking at
// everybody for each node: those below it, and of a line of them the highest.
func TestBelow(t *testing.T) {
	t.Parallel()
	const root = org.NodeID("company:acme")
	rapid.Check(t, func(t *rapid.T) {
		const many = 9
		nodes := []org.NodeID{root}
		var edges []org.Edge
		groups := map[org.NodeID]bool{}
		for i := range many {
			id := org.ID(rapid.SampledFrom([]org.Kind{org.Person, org.Team}).Draw(t, "kind"), fmt.Sprint(i))
			groups[id] = id.Kind() == org.Team && rapid.IntRange(0, 3).Draw(t, "group") == 0
			for range rapid.IntRange(0, 2).Draw(t, "parents") {
				above := rapid.SampledFrom(nodes).Draw(t, "parent")
				from := period.Date(rapid.IntRange(0, 40).Draw(t, "from"))
				known := period.Date(rapid.IntRange(0, 40).Draw(t, "known"))
				edges = append(edges, org.Edge{Child: id, Parent: above, Group: groups[above],
					Valid: period.Range{Start: from, End: from + 30}, Known: period.Range{Start: known, End: period.Never}})
			}
			nodes = append(nodes, id)
		}
		month := period.Range{Start: 20, End: 50}
		halves := []period.Range{month, {Start: 20, End: 35}, {Start: 35, End: 50}}
		var targets []goal.Target
		for _, id := range nodes {
			for _, p := range halves {
				if rapid.IntRange(0, 2).Draw(t, "target") == 0 {
					targets = append(targets, goal.Target{Key: goal.Key{Node: id, Period: p}, Versions: []goal.Version{
						{Number: 1, Value: money.Amount(rapid.IntRange(0, 99).Draw(t, "value")), Known: period.Everything}}})
				}
			}
		}
		set := NewTargets(org.NewTree(root, edges), groups, targets, 45, Counting{})
		for range 2 { // what was asked before is answered alike
			for _, id := range nodes {
				for _, p := range halves {
					got, parts := set.Of(id, p), set.ownParts(id, p)
					if parts == nil {
						for _, below := range set.oneByOne(id, p) {
							parts = append(parts, set.ownParts(below, p)...)
						}
					}
					if diff := cmp.Diff(parts, got.Parts); diff != "" {
						t.Fatalf("the target of %s for %s is made of (-one by one +got):\n%s", id, p, diff)
					}
					var sum money.Amount
					for _, part := range parts {
						sum += part.Value
					}
					if (got.Value != nil) != (parts != nil) || got.Value != nil && *got.Value != sum {
						t.Fatalf("the target of %s for %s is %v, want %s", id, p, got.Value, sum)
					}
				}
			}
		}
	})
}

// oneByOne is below for one node, by the plainest way.
func (t *Targets) oneByOne(node org.NodeID, p period.Range) []org.NodeID {
	var holders, highest []org.NodeID
	for id := range t.own {
		if id != node && !t.groups[id] && t.ownParts(id, p) != nil && slices.Contains(t.tree.Lineage(id, p.Start, t.knows(p)), node) {
			holders = append(holders, id)
		}
	}
	for _, id := range holders {
		above := t.tree.Path(id, p.Start, t.knows(p))
		if !slices.ContainsFunc(holders, func(o org.NodeID) bool { return o != id && slices.Contains(above, o) }) {
			highest = append(highest, id)
		}
	}
	slices.Sort(highest)
	return highest
}
