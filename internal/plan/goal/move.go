package goal

import (
	"slices"

	"github.com/attainhq/attain/internal/fault"
)

// Move is a step in the life of a goal, named by where it leads.
type Move string

// The moves.
const (
	Propose  Move = "proposed"
	Accept   Move = "accepted"  // by the owner: he takes it on
	Approve  Move = "approved"  // by somebody up the tree
	Activate Move = "active"    // by the office, for both
	Close    Move = "closed"    // its time is over
	Return   Move = "draft"     // to be written again, with a note why
	Withdraw Move = "withdrawn" // with a reason
)

// Moves returns all moves, in the order of a goal's life.
func Moves() []Move { return []Move{Propose, Accept, Approve, Activate, Return, Close, Withdraw} }

// May returns the moves that are open to somebody, as the goal stands.
func (g Goal) May(who Who) []Move {
	return slices.DeleteFunc(Moves(), func(m Move) bool { return g.may(m, who) != nil })
}

// rule says from which states a move leads on, and for whom.
type rule struct {
	from []State
	who  func(Who) bool
	need string // who may, in words
}

func anybody(w Who) bool { return w.Author || w.Owner || w.Above || w.Office }

var rules = map[Move]rule{
	Propose:  {[]State{Draft}, anybody, "whoever wrote it, its owner or his managers"},
	Accept:   {[]State{Proposed}, func(w Who) bool { return w.Owner || w.Office }, "its owner"},
	Approve:  {[]State{Proposed, Accepted}, func(w Who) bool { return w.Above || w.Office }, "a manager of its owner"},
	Activate: {[]State{Proposed, Accepted, Closed}, func(w Who) bool { return w.Office }, "whoever sets targets for the whole organisation"},
	Return:   {[]State{Proposed, Accepted}, anybody, "whoever wrote it, its owner or his managers"},
	Close:    {[]State{Active}, anybody, "whoever wrote it, its owner or his managers"},
	Withdraw: {[]State{Draft, Proposed, Accepted, Active}, func(w Who) bool { return w.Author || w.Above || w.Office }, "whoever wrote it or a manager of its owner"},
}

// may returns why a move is not open; nil when it is.
func (g Goal) may(m Move, who Who) error {
	r, ok := rules[m]
	switch {
	case !ok:
		return fault.New(fault.Invalid, "%q is no move of a goal; use proposed, accepted, approved, active, closed, draft or withdrawn", m)
	case !slices.Contains(r.from, g.State()):
		return fault.New(fault.Conflict, "the goal is %s, so it cannot become %s", g.State(), m)
	case m == Accept && g.has(WasAccepted), m == Approve && g.has(WasApproved):
		return fault.New(fault.Conflict, "the goal is %s already", m)
	case !r.who(who):
		return fault.New(fault.Forbidden, "only %s can do this", r.need)
	default:
		return nil
	}
}

// Move takes the goal a step on. Who proposes his own goal takes it on with
// that, and who proposes one for his people approves it; a goal that is
// accepted and approved is active at once.
func (g Goal) Move(m Move, who Who, when When, note string) (Goal, error) {
	if err := g.may(m, who); err != nil {
		return g, err
	}
	if err := g.needsNote(m, who, when, note); err != nil {
		return g, err
	}
	switch m {
	case Propose:
		g.note(WasProposed, Proposed, who, when, note)
		g.implied(who, when)
	case Accept:
		g.note(WasAccepted, Accepted, who, when, note)
	case Approve:
		g.note(WasApproved, g.State(), who, when, note)
	case Activate:
		if g.State() == Closed {
			g.note(WasReopened, Active, who, when, note)
			return g, nil
		}
		g.agree(who, when, note, true, true)
	case Return:
		g.note(WasReturned, Draft, who, when, note)
	case Close:
		g.note(WasClosed, Closed, who, when, note)
	case Withdraw:
		g.note(WasWithdrawn, Withdrawn, who, when, note)
	}
	g.settle(who, when)
	return g, nil
}

// needsNote refuses moves that others must be told the reason of.
func (g Goal) needsNote(m Move, who Who, when When, note string) error {
	early := m == Close && when.Day < g.Spec().Window.End
	switch {
	case note != "":
		return nil
	case m == Withdraw:
		return needNote("a goal is withdrawn with a reason; say why, so that everyone can see it")
	case m == Return && !(who.Author && g.Author().ByID == who.ID && who.ID != ""):
		return needNote("say what should change, so that it can be written again")
	case early:
		return needNote("the goal's last day is %s; say why it is closed before", SayDay(g.Spec().Window.End-1))
	case m == Activate && g.State() == Closed:
		return needNote("a closed goal is opened again with a reason; say why")
	default:
		return nil
	}
}

func needNote(format string, args ...any) error {
	var wrong fault.Fields
	wrong.Add("note", format, args...)
	return wrong.Err("a reason is needed")
}

// implied notes what follows from who proposes.
func (g *Goal) implied(who Who, when When) {
	g.agree(who, when, "", who.Owner, who.Above || who.Office)
}

// agree notes an acceptance and an approval that are not there yet.
func (g *Goal) agree(who Who, when When, note string, accepted, approved bool) {
	if accepted && !g.has(WasAccepted) {
		g.note(WasAccepted, Accepted, who, when, note)
	}
	if approved && !g.has(WasApproved) {
		g.note(WasApproved, g.State(), who, when, note)
	}
}

// settle makes a goal active when both have agreed.
func (g *Goal) settle(who Who, when When) {
	if (g.State() == Proposed || g.State() == Accepted) && g.has(WasAccepted) && g.has(WasApproved) {
		g.note(WasActivated, Active, who, when, "")
	}
}
