package foresee

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
)

// mostKin is how many nodes may stand beside each other to be forecast together
// when not all of them are asked for.
const mostKin = 60

// households says who stands directly below whom on the day, in the order of
// their ids. Customers, groups and what people are credited for divide nothing.
func (s *Service) households(ctx context.Context, set setting) (map[org.NodeID][]org.NodeID, error) {
	all, err := s.store.Nodes(ctx, set.system(), set.asOf, org.Filter{})
	if err != nil {
		return nil, err
	}
	root := set.org.Root()
	below := map[org.NodeID][]org.NodeID{}
	for _, n := range all {
		if n.ID == root || !n.Member.Contains(set.asOf) || n.ID.Kind() == org.Credited || n.ID.Kind() == org.Customer || isGroup(set, n.ID) {
			continue
		}
		parent := set.book.Tree.Parent(n.ID, set.asOf, set.asOf)
		if parent == "" {
			parent = root
		}
		below[parent] = append(below[parent], n.ID)
	}
	for _, children := range below {
		slices.Sort(children)
	}
	return below, nil
}

// familyOf returns those below the node that divide it along a line. Whoever
// divides the company, its people do so first.
func familyOf(set setting, below map[org.NodeID][]org.NodeID, at org.NodeID, along string) []org.NodeID {
	var list []org.NodeID
	for _, child := range below[at] {
		if of := line(child.Kind()); of == along || at == set.org.Root() && of == "people" {
			list = append(list, child)
		}
	}
	return list
}

// lineOf is the line along which a node is divided.
func lineOf(set setting, id org.NodeID) string {
	if id == set.org.Root() {
		return "people"
	}
	return line(id.Kind())
}

// circle returns the nodes whose forecasts decide those of the asked ones, which
// are among them: who stands beside each, and beside those above it; of the
// company its people's first level. So a node
// has one forecast, whoever asks for it and beside whom. Where more stand beside
// each other than are forecast together for the sake of one, only those that are
// asked for are there.
func (s *Service) circle(ctx context.Context, set setting, m metric.Metric, asked []org.NodeID) ([]org.NodeID, error) {
	if !m.Additive {
		return asked, nil
	}
	below, err := s.households(ctx, set)
	if err != nil {
		return nil, err
	}
	root := set.org.Root()
	in := map[org.NodeID]bool{}
	for _, id := range asked {
		in[id] = true
	}
	add := func(at org.NodeID, along string) {
		if list := familyOf(set, below, at, along); len(list) <= mostKin {
			for _, child := range list {
				in[child] = true
			}
		}
	}
	for _, id := range asked {
		if id.Kind() == org.Customer || id != root && isGroup(set, id) {
			continue
		}
		in[root] = true
		if id == root || id.Kind() == org.Credited {
			add(root, "people") // with whom it is settled
			continue
		}
		for _, at := range append([]org.NodeID{root}, set.book.Tree.Path(id, set.asOf, set.asOf)...) {
			add(at, line(id.Kind()))
		}
	}
	nodes := make([]org.NodeID, 0, len(in))
	for id := range in {
		nodes = append(nodes, id)
	}
	slices.Sort(nodes)
	return nodes, nil
}
