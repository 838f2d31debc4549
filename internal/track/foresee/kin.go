package foresee

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// Below says which part of a node's forecast comes from whom. The children and
// the rest sum to the node's own mean in every month, to the last unit.
type Below struct {
	Children []Share // that the reader sees, by node
	Rest     []money.Amount
	Unseen   bool // the rest holds some of whom the reader knows nothing
}

// Share is what a child is expected to bring, by month.
type Share struct {
	Node  org.NodeID
	Means []money.Amount
}

// kin returns the nodes whose forecasts decide that of the node, from the company
// down: its circle, and its own children. It is empty where they are too many, or
// the metric does not add up over them.
func (s *Service) kin(ctx context.Context, set setting, id org.NodeID, m metric.Metric) (nodes, children []org.NodeID, err error) {
	root := set.org.Root()
	if !m.Additive || id.Kind() == org.Customer || id.Kind() == org.Credited || id != root && isGroup(set, id) {
		return nil, nil, nil
	}
	below, err := s.households(ctx, set)
	if err != nil {
		return nil, nil, err
	}
	along := lineOf(set, id)
	nodes = []org.NodeID{root}
	if id != root {
		for _, at := range append([]org.NodeID{root}, set.book.Tree.Path(id, set.asOf, set.asOf)...) {
			list := familyOf(set, below, at, along)
			if len(list) > mostKin {
				return nil, nil, nil
			}
			nodes = append(nodes, list...)
		}
		if !slices.Contains(nodes, id) {
			return nil, nil, nil
		}
	}
	children = slices.DeleteFunc(familyOf(set, below, id, along), func(child org.NodeID) bool { return line(child.Kind()) != along })
	if len(children) > mostKin {
		children = nil
	}
	nodes = append(nodes, children...)
	slices.Sort(nodes)
	return slices.Compact(nodes), children, nil
}

// below divides a course among the children that the scope sees; nil where there
// is nothing to divide or the reader does not see inside the node.
func (s *Service) below(ctx context.Context, set setting, scope access.Scope, id org.NodeID, children []org.NodeID, list map[org.NodeID]course, told Course) (*Below, error) {
	if len(children) == 0 || len(told.Ahead) == 0 {
		return nil, nil //nolint:nilnil // it is made of nobody
	}
	visible, err := s.inside(ctx, set, scope, append([]org.NodeID{id}, children...))
	if err != nil {
		return nil, err
	}
	if !visible[id] {
		return nil, nil //nolint:nilnil // of a total that is only published no part is told
	}
	b := &Below{}
	for _, month := range told.Ahead {
		if month.Mean == nil {
			return nil, nil //nolint:nilnil // beyond any amount
		}
		b.Rest = append(b.Rest, *month.Mean)
	}
	for _, child := range children {
		if !visible[child] {
			b.Unseen = true
			continue
		}
		share := Share{Node: child, Means: make([]money.Amount, len(b.Rest))}
		for k, mean := range list[child].ahead.Mean {
			if a, ok := amount(mean); ok && k < len(b.Rest) {
				share.Means[k] = a
				b.Rest[k] -= a
			}
		}
		if slices.ContainsFunc(share.Means, func(a money.Amount) bool { return a != 0 }) {
			b.Children = append(b.Children, share)
		}
	}
	b.polish()
	return b, nil
}

// polish gives what rounding left in a month, where nothing else is left, to the
// child with the largest part of it.
func (b *Below) polish() {
	for k, rest := range b.Rest {
		most := money.Amount(len(b.Children) + 1)
		if rest == 0 || rest > most || rest < -most || len(b.Children) == 0 || b.Unseen {
			continue
		}
		at := 0
		for i, c := range b.Children {
			if c.Means[k] > b.Children[at].Means[k] {
				at = i
			}
		}
		b.Children[at].Means[k] += rest
		b.Rest[k] = 0
	}
}
