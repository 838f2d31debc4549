package attain

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Source says where a node's target comes from.
type Source string

// Where a target can come from.
const (
	Own  Source = "own"  // set for the node itself
	Sum  Source = "sum"  // the targets below it, added up
	None Source = "none" // there is none
)

// Target is what a node should reach in a period, and where that number comes
// from.
type Target struct {
	Value  *money.Amount // nil when there is none
	Source Source
	Rule   string // in words
	Parts  []TargetPart
}

// TargetPart is a target version that the number is made of.
type TargetPart struct {
	Node    org.NodeID
	Period  period.Range
	Version goal.Version
}

// Targets finds what any node should reach, from all targets of one metric.
type Targets struct {
	tree   *org.Tree
	groups map[org.NodeID]bool
	own    map[org.NodeID][]goal.Target // ascending by start, end
	known  period.Date
}

// NewTargets prepares the targets of one metric as known on the day.
func NewTargets(tree *org.Tree, groups map[org.NodeID]bool, targets []goal.Target, known period.Date) *Targets {
	t := &Targets{tree: tree, groups: groups, own: map[org.NodeID][]goal.Target{}, known: known}
	for _, target := range targets {
		if _, ok := target.At(known); ok {
			t.own[target.Node] = append(t.own[target.Node], target)
		}
	}
	for _, list := range t.own {
		slices.SortFunc(list, func(a, b goal.Target) int {
			return cmp.Or(cmp.Compare(a.Period.Start, b.Period.Start), cmp.Compare(a.Period.End, b.Period.End))
		})
	}
	return t
}

// Of returns the node's target for the period: its own, else the sum of the
// targets below it. Who stands below it is read on the period's first day.
func (t *Targets) Of(node org.NodeID, p period.Range) Target {
	if parts := t.ownParts(node, p); parts != nil {
		return sum(Own, ownRule(parts, p), parts)
	}
	var holders []org.NodeID
	for id := range t.own {
		if id != node && !t.groups[id] && t.ownParts(id, p) != nil && slices.Contains(t.tree.Lineage(id, p.Start, t.known), node) {
			holders = append(holders, id)
		}
	}
	slices.Sort(holders)
	var parts []TargetPart
	count := 0
	for _, id := range holders {
		above := t.tree.Path(id, p.Start, t.known)
		if slices.ContainsFunc(holders, func(o org.NodeID) bool { return o != id && slices.Contains(above, o) }) {
			continue // a target between it and the node already stands for it
		}
		parts = append(parts, t.ownParts(id, p)...)
		count++
	}
	if count > 0 {
		return sum(Sum, fmt.Sprintf("the sum of the targets of the %d below it on %s, the period's first day", count, p.Start), parts)
	}
	return Target{Source: None, Rule: t.whyNone(node, p)}
}

// ownParts returns the node's target for exactly the period, else its targets
// that tile the period without gap or overlap; nil when there are none. Where
// several do, the longest from the start on are taken: a quarter before its
// months.
func (t *Targets) ownParts(node org.NodeID, p period.Range) []TargetPart {
	own := t.own[node]
	next := map[period.Date]int{} // by a day: the target that starts a tiling of the rest of the period
	for i, target := range slices.Backward(own) {
		if target.Period == p {
			return []TargetPart{t.part(target)}
		}
		if target.Period.Start < p.Start || target.Period.End > p.End {
			continue
		}
		_, goesOn := next[target.Period.End]
		if _, longer := next[target.Period.Start]; !longer && (goesOn || target.Period.End == p.End) {
			next[target.Period.Start] = i
		}
	}
	var tiles []TargetPart
	for at := p.Start; at != p.End; at = tiles[len(tiles)-1].Period.End {
		i, ok := next[at]
		if !ok {
			return nil
		}
		tiles = append(tiles, t.part(own[i]))
	}
	return tiles
}

func (t *Targets) part(target goal.Target) TargetPart {
	version, _ := target.At(t.known)
	return TargetPart{Node: target.Node, Period: target.Period, Version: version}
}

func ownRule(parts []TargetPart, p period.Range) string {
	if len(parts) == 1 {
		return "the target set for the period"
	}
	return fmt.Sprintf("the sum of %d targets that make up %s", len(parts), p)
}

func sum(source Source, rule string, parts []TargetPart) Target {
	var value money.Amount
	for _, part := range parts {
		value += part.Version.Value
	}
	return Target{Value: &value, Source: source, Rule: rule, Parts: parts}
}

func (t *Targets) whyNone(node org.NodeID, p period.Range) string {
	for _, target := range t.own[node] {
		if target.Period.Overlaps(p) {
			return fmt.Sprintf("no target is set for this period; there is one for %s, which does not fit into it", target.Period)
		}
	}
	return "no target is set for this period"
}
