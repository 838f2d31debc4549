package call

import (
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
)

// Actor is who says something of a forecast.
type Actor struct {
	Name   string     // for the history
	Person org.NodeID // "" for nobody
	All    bool       // may set all targets, and so speaks for everybody
	Leads  bool       // his teams are his
}

// Position is where a node stands on the day: who answers for it, and for what
// it belongs directly to.
type Position struct {
	Node  org.Node
	Above org.Node // what it hangs under in the tree; zero for the company
}

// answers reports whether the actor answers for the node: he is the person, or
// leads the team.
func (a Actor) answers(n org.Node) bool {
	if a.Person == "" {
		return false
	}
	return n.ID == a.Person || a.Leads && n.Lead == a.Person
}

// MaySubmit reports whether the actor can commit to a number for the node.
func (a Actor) MaySubmit(p Position) bool { return a.All || a.answers(p.Node) }

// MayOverride reports whether the actor can put another number in the place of
// the node's: its direct manager, and nobody for himself.
func (a Actor) MayOverride(p Position) bool {
	if a.All {
		return p.Node.ID.Kind() != org.Company
	}
	return p.Above.ID.Kind() == org.Team && a.answers(p.Above) && !a.answers(p.Node)
}

// MayLock reports whether the actor can lock the forecasts of the node and all
// below it.
func (a Actor) MayLock(p Position) bool {
	return a.All || p.Node.ID.Kind() == org.Team && a.answers(p.Node)
}

// Allow refuses what the actor may not do.
func (a Actor) Allow(k Kind, p Position) error {
	switch {
	case k == Submission && !a.MaySubmit(p):
		return fault.New(fault.Forbidden, "only who answers for %s submits its forecast; its manager can override it", p.Node.Name)
	case k != Submission && a.answers(p.Node) && !a.All:
		return fault.New(fault.Forbidden, "you answer for %s yourself; submit another number instead of overriding your own", p.Node.Name)
	case k != Submission && !a.MayOverride(p):
		return fault.New(fault.Forbidden, "only the direct manager of %s overrides its forecast; further up, override the team's", p.Node.Name)
	default:
		return nil
	}
}

// AllowLock refuses locks of others.
func (a Actor) AllowLock(p Position) error {
	if !a.MayLock(p) {
		return fault.New(fault.Forbidden, "only who leads %s, or who sets targets, locks and unlocks its forecast", p.Node.Name)
	}
	return nil
}
