package call

import (
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// Standing is the forecast of a node: the computed number, what those below it
// make of it, and what was said.
type Standing struct {
	Said
	Computed money.Amount // closed + commit
	Below    money.Amount // with what was said below the node instead of what is computed there
	Value    money.Amount // the override, else the call, else Below
}

// Fold returns the forecast of each of the nodes. Where somebody said a number,
// everything above moves by its difference to what is computed there at this
// moment, up to the next node of which somebody said one: that stands for
// itself. The lineage of a node is the node and all that it belongs to; computed
// must know every node of said, and those asked for.
func Fold(nodes []org.NodeID, said map[org.NodeID]Said, computed func(org.NodeID) money.Amount, lineage func(org.NodeID) []org.NodeID) map[org.NodeID]Standing {
	moved := map[org.NodeID]money.Amount{}
	for id, s := range said {
		value, ok := s.value()
		if !ok {
			continue
		}
		above := lineage(id)
		for _, node := range above {
			if node != id && !covered(id, node, above, said, lineage) {
				moved[node] += value - computed(id)
			}
		}
	}
	standings := make(map[org.NodeID]Standing, len(nodes))
	for _, node := range nodes {
		s := Standing{Said: said[node], Computed: computed(node)}
		s.Below = s.Computed + moved[node]
		s.Value = s.Below
		if value, ok := s.value(); ok {
			s.Value = value
		}
		standings[node] = s
	}
	return standings
}

// covered reports whether something was said of another node between the two:
// that number stands for both.
func covered(id, node org.NodeID, above []org.NodeID, said map[org.NodeID]Said, lineage func(org.NodeID) []org.NodeID) bool {
	return slices.ContainsFunc(above, func(between org.NodeID) bool {
		if _, ok := said[between]; !ok || between == id || between == node {
			return false
		}
		return slices.Contains(lineage(between), node)
	})
}
