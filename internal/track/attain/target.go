package attain

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Source says where a node's target comes from.
type Source string

// Where a target can come from.
const (
	Own      Source = "own"  // set for the node itself
	FromGoal Source = "goal" // a goal of the node stands for it
	Sum      Source = "sum"  // the targets below it, added up
	None     Source = "none" // there is none
)

// Target is what a node should reach in a period, and where that number comes
// from.
type Target struct {
	Value  *money.Amount // nil when there is none
	Source Source
	Rule   string // in words
	Parts  []*TargetPart
}

// TargetPart is a target that the number is made of. It is shared by all nodes
// above its own, and must not be changed.
type TargetPart struct {
	Node      org.NodeID
	Period    period.Range
	Value     money.Amount   // what it adds
	Version   goal.Version   // in force on the as-of day
	Stretches []goal.Stretch // which versions were in force when; those without a target left out
	Goal      goal.ID        // the goal that stands for it; "" for a target that was set
}

// Counting says how targets of one metric come to a number.
type Counting struct {
	Policy org.Denominator // "" for the latest version
	// Apart says that values do not add up, as those of ratios: a node's target
	// is only what was set for it and for exactly the period.
	Apart bool
	// Closes are those in force: of closed days counts what was known of their
	// targets, and of who stood where, when they were closed.
	Closes closing.Closes
}

// Targets finds what any node should reach, from all targets of one metric.
type Targets struct {
	Counting
	tree   *org.Tree
	groups map[org.NodeID]bool
	own    map[org.NodeID][]goal.Target           // ascending by start, end
	beside map[org.NodeID]map[period.Range]string // goals that another target stands before, in words
	known  period.Date

	mu    sync.Mutex
	sums  map[period.Range]*periodSums // what was asked before
	parts int                          // that they are made of
}

// periodSums are the targets of one period that others add up to.
type periodSums struct {
	own   map[org.NodeID][]*TargetPart // of those who have one
	below map[org.NodeID][]org.NodeID  // by node: whose targets add up to its own, sorted
	of    map[org.NodeID]Target
}

// NewTargets prepares the targets of one metric as known on the day. Those that
// were set stand before those that goals stand for; of two goals for one number
// the one further down the list.
func NewTargets(tree *org.Tree, groups map[org.NodeID]bool, targets []goal.Target, known period.Date, how Counting) *Targets {
	t := &Targets{Counting: how, tree: tree, groups: groups, own: map[org.NodeID][]goal.Target{}, beside: map[org.NodeID]map[period.Range]string{}, known: known}
	at := map[goal.Key]goal.Target{}
	for _, target := range targets {
		if _, ok := target.At(t.knows(target.Period)); !ok {
			continue
		}
		first, second := target, at[target.Key]
		if second.Goal == "" && len(second.Versions) > 0 {
			first, second = second, first
		}
		at[target.Key] = first
		if len(second.Versions) > 0 {
			version, _ := second.At(t.knows(second.Period))
			if t.beside[target.Node] == nil {
				t.beside[target.Node] = map[period.Range]string{}
			}
			t.beside[target.Node][target.Period] = fmt.Sprintf("the goal %q of %s stands beside it and does not count here", second.Title, version.Value.Readable())
		}
	}
	for _, target := range at {
		t.own[target.Node] = append(t.own[target.Node], target)
	}
	for _, list := range t.own {
		slices.SortFunc(list, func(a, b goal.Target) int {
			return cmp.Or(cmp.Compare(a.Period.Start, b.Period.Start), cmp.Compare(a.Period.End, b.Period.End))
		})
	}
	return t
}

// knows returns the day by whose knowledge the days count.
func (t *Targets) knows(days period.Range) period.Date {
	if asOf, closed := t.Closes.Holds(days); closed {
		return min(asOf, t.known)
	}
	return t.known
}

// Of returns the node's target for the period: its own, else the sum of the
// targets below it. Who stands below it is read on the period's first day. The
// parts of what it returns must not be changed.
func (t *Targets) Of(node org.NodeID, p period.Range) Target {
	if parts := t.ownParts(node, p); parts != nil {
		source := Own
		if len(parts) == 1 && parts[0].Goal != "" {
			source = FromGoal
		}
		return t.sum(source, t.ownRule(node, parts, p), parts)
	}
	if !t.Apart {
		if sum := t.sumBelow(node, p); sum.Value != nil {
			return sum
		}
	}
	return Target{Source: None, Rule: t.whyNone(node, p)}
}

// sumBelow returns the sum of the targets below the node; its value is nil when
// there are none. What it has found is remembered, up to a bound.
func (t *Targets) sumBelow(node org.NodeID, p period.Range) Target {
	const mostPeriods, mostParts = 32, 60_000
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.sums == nil || len(t.sums) > mostPeriods || t.parts > mostParts {
		t.sums, t.parts = map[period.Range]*periodSums{}, 0
	}
	if t.sums[p] == nil {
		own := t.owners(p)
		t.sums[p] = &periodSums{own: own, below: t.below(p, own), of: map[org.NodeID]Target{}}
		for _, parts := range own {
			t.parts += len(parts)
		}
	}
	sums := t.sums[p]
	target, ok := sums.of[node]
	if count := len(sums.below[node]); !ok && count > 0 {
		parts := make([]*TargetPart, 0, count)
		for _, id := range sums.below[node] {
			parts = append(parts, sums.own[id]...)
		}
		target = t.sum(Sum, fmt.Sprintf("the sum of the targets of the %d below it on %s, the period's first day", count, p.Start), parts)
		sums.of[node] = target
	}
	return target
}

// owners returns what everybody's own targets are made of whose targets add up to
// those of others.
func (t *Targets) owners(p period.Range) map[org.NodeID][]*TargetPart {
	own := map[org.NodeID][]*TargetPart{}
	for id := range t.own {
		if !t.groups[id] {
			if parts := t.ownParts(id, p); parts != nil {
				own[id] = parts
			}
		}
	}
	return own
}

// below returns for every node whose targets for the period add up to its own:
// those of the nodes below it that have one, and of a line of them the highest
// alone, for it already stands for the others. Everybody is looked at once, not
// once for each node that is asked for.
func (t *Targets) below(p period.Range, own map[org.NodeID][]*TargetPart) map[org.NodeID][]org.NodeID {
	known := t.knows(p)
	lines := make(map[org.NodeID][]org.NodeID, len(own)) // the nodes and what they belonged to
	for id := range own {
		lines[id] = t.tree.Lineage(id, p.Start, known)
	}
	below := map[org.NodeID][]org.NodeID{}
	for _, id := range slices.Sorted(maps.Keys(lines)) {
		path := t.tree.Path(id, p.Start, known)
		for _, above := range lines[id] {
			between := func(o org.NodeID) bool { return o != id && o != above && slices.Contains(lines[o], above) }
			if above != id && !slices.ContainsFunc(path, between) {
				below[above] = append(below[above], id)
			}
		}
	}
	return below
}

// ownParts returns the node's target for exactly the period, else its targets
// that tile the period without gap or overlap; nil when there are none. Where
// several do, the longest from the start on are taken: a quarter before its
// months.
func (t *Targets) ownParts(node org.NodeID, p period.Range) []*TargetPart {
	own := t.own[node]
	next := map[period.Date]int{} // by a day: the target that starts a tiling of the rest of the period
	for i, target := range slices.Backward(own) {
		if target.Period == p {
			return []*TargetPart{t.part(target)}
		}
		if t.Apart || target.Period.Start < p.Start || target.Period.End > p.End {
			continue
		}
		_, goesOn := next[target.Period.End]
		if _, longer := next[target.Period.Start]; !longer && (goesOn || target.Period.End == p.End) {
			next[target.Period.Start] = i
		}
	}
	var tiles []*TargetPart
	for at := p.Start; at != p.End; at = tiles[len(tiles)-1].Period.End {
		i, ok := next[at]
		if !ok {
			return nil
		}
		tiles = append(tiles, t.part(own[i]))
	}
	return tiles
}

// part returns what a target adds by the policy.
func (t *Targets) part(target goal.Target) *TargetPart {
	known := t.knows(target.Period)
	version, _ := target.At(known)
	part := &TargetPart{Node: target.Node, Period: target.Period, Version: version, Value: version.Value, Goal: target.Goal, Stretches: held(target.Stretches(known))}
	if t.Policy == org.DenominatorDayWeighted {
		part.Value = dayWeighted(part.Stretches, version.Value)
	}
	return part
}

func (t *Targets) ownRule(node org.NodeID, parts []*TargetPart, p period.Range) string {
	if len(parts) > 1 {
		return fmt.Sprintf("the sum of %d targets that make up %s", len(parts), p)
	}
	rule := "the target set for the period"
	if parts[0].Goal != "" {
		rule = "the goal " + quoted(t.title(parts[0]))
	}
	if beside := t.beside[node]; beside[parts[0].Period] != "" {
		rule += "; " + beside[parts[0].Period]
	}
	return rule
}

func (t *Targets) title(part *TargetPart) string {
	for _, target := range t.own[part.Node] {
		if target.Period == part.Period {
			return target.Title
		}
	}
	return ""
}

func quoted(title string) string {
	if title == "" {
		return "of the node"
	}
	return `"` + title + `"`
}

// sum adds the parts up and says by which of their versions.
func (t *Targets) sum(source Source, rule string, parts []*TargetPart) Target {
	var value money.Amount
	changed := false
	for _, part := range parts {
		value += part.Value
		changed = changed || len(part.Stretches) > 1
	}
	if changed {
		rule = strings.Join([]string{rule, policyWords(t.Policy)}, "; ")
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
