package quota

import (
	"strings"

	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// What says what somebody did with a plan.
type What string

// What can be done besides the moves, which are named by their Action.
const (
	Created   What = "created"
	Edited    What = "edited"
	Allocated What = "allocated"
	RolledUp  What = "rolled_up"
	Prorated  What = "prorated"
	Imported  What = "imported"
	Refreshed What = "refreshed"
)

// Event is one line of a plan's history. Lines are only ever appended.
type Event struct {
	Seq     int   // from 1: the version of the plan after it
	At      int64 // microseconds
	By      string
	What    What
	Key     // the branch that it was done to; the zero Key for the plan
	Note    string
	Changes []Change
	Changed int // how many numbers; Changes may hold a part of them
}

// Event returns the line that tells of the operation. The note is what
// somebody said to it; what else changed is added.
func (d Done) Event(at int64, by string, what What, of Key, note string) Event {
	parts := d.Notes
	if note = strings.TrimSpace(note); note != "" {
		parts = append([]string{note}, parts...)
	}
	const most = 20
	if len(parts) > most {
		parts = append(parts[:most:most], "…")
	}
	e := Event{Seq: d.Plan.Version, At: at, By: by, What: what, Key: of, Note: strings.Join(parts, "; "), Changes: d.Changes}
	e.Changed = e.Count()
	return e
}

// Count returns how many numbers differ in the changes that it holds.
func (e Event) Count() int {
	changed := 0
	for _, c := range e.Changes {
		for j, to := range c.To {
			if c.From[j] != to {
				changed++
			}
		}
	}
	return changed
}

// Target is what a node should reach in a period by a plan.
type Target struct {
	Node   org.NodeID
	Period period.Range
	Value  Number // nothing: the plan sets no target
}

// Targets returns what the plan sets for every node, in the order of the rows.
// A person with more than one row is to reach their sum. A parent without a
// number of its own has no target, since it follows its children; but where one
// of them counts only in part there, the sum is set, for nobody else can find
// it.
func (p Plan) Targets() []Target {
	d := newDraft(p)
	split := make([]bool, len(p.Rows)) // a row below is one of several of its node
	for i := len(p.Rows) - 1; i > 0; i-- {
		if at := d.parent[i]; split[i] || d.several[p.Rows[i].Node] {
			split[at] = true
		}
	}
	var targets []Target
	for i, r := range p.Rows {
		if d.first[r.Node] != i {
			continue // told with the first
		}
		for j, at := range p.Periods {
			value := r.Cells[j].Number
			if !value.Set && split[i] {
				value = d.effective(i, j)
			}
			if d.several[r.Node] {
				value = d.together(r.Node, j)
			}
			targets = append(targets, Target{Node: r.Node, Period: at.Range, Value: value})
		}
	}
	return targets
}

// together sums the rows of one node.
func (d *draft) together(node org.NodeID, period int) Number {
	var sum Number
	for _, r := range d.Rows {
		if r.Node == node {
			sum = sum.plus(r.Cells[period].Number)
		}
	}
	return sum
}
