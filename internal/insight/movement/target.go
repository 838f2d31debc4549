package movement

import (
	"slices"

	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
)

// Aimed is what the target of a node follows from.
type Aimed struct {
	Aims   goal.Aims
	Tree   *org.Tree
	Groups map[org.NodeID]bool
	Closes closing.Closes // all that there ever were
	Policy org.Denominator
	Metric metric.Metric
	Node   org.NodeID
	Period period.Range
}

// on returns the target by the targets as known on one day, by where everybody
// stood as known on another, and by the closes in force on a third.
func (a Aimed) on(targets, tree, closes period.Date) attain.Target {
	inForce, known := a.Closes.InForce(closes), targets
	if asOf, closed := inForce.Holds(a.Period); closed {
		known = asOf
	}
	list := attain.TargetsOf(a.Aims, a.Metric, known)
	return attain.NewTargets(a.Tree.KnownBy(tree), a.Groups, list, targets,
		attain.Counting{Policy: a.Policy, Apart: a.Metric.Shape != metric.Sum, Closes: inForce}).Of(a.Node, a.Period)
}

// Move returns the target at the ends of two days, and what changed it.
func (a Aimed) Move(from, to period.Date) (before, after attain.Target, changes []Change) {
	before = a.on(from, from, from)
	after = a.on(to, to, to)
	now := before
	for _, next := range []struct {
		cause  Cause
		target attain.Target
	}{{Target, a.on(to, from, from)}, {Organisation, a.on(to, to, from)}, {Closes, after}} {
		changes = append(changes, compare(next.cause, now, next.target, from)...)
		now = next.target
	}
	return before, after, changes
}

// compare returns at whose targets two sums of them differ.
func compare(cause Cause, before, after attain.Target, from period.Date) []Change {
	parts := map[org.NodeID]*Change{}
	var order []org.NodeID
	add := func(t attain.Target, sign money.Amount) {
		for _, part := range t.Parts {
			k := part.Node
			if parts[k] == nil {
				parts[k] = &Change{Cause: cause, Kind: "target", ID: string(part.Node), Owner: part.Node, Day: part.Period.Start}
				order = append(order, k)
			}
			parts[k].Value += sign * part.Value
			if sign > 0 && part.Version.Known.Start > from {
				parts[k].Known, parts[k].By, parts[k].Why = part.Version.Known.Start, part.Version.Author, part.Version.Reason
			}
		}
	}
	add(before, -1)
	add(after, 1)
	var changes []Change
	for _, k := range order {
		if parts[k].Value != 0 {
			changes = append(changes, *parts[k])
		}
	}
	return slices.Clip(changes)
}
