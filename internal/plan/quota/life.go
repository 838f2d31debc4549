package quota

import (
	"maps"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
)

// State says how a plan stands. Until it is active it follows from its rows.
type State string

// The states of a plan.
const (
	Draft     State = "draft"
	Submitted State = "submitted" // every row with a number has been handed up
	Approved  State = "approved"  // and approved
	Active    State = "active"    // its numbers are targets
	Closed    State = "closed"    // it is over, or was given up
)

// RowState says how a row stands.
type RowState string

// The states of a row, in the order of its life; Returned is Open again.
const (
	Open           RowState = "open"
	Returned       RowState = "returned"
	RowSubmitted   RowState = "submitted"
	RowApproved    RowState = "approved"
	RowAccepted    RowState = "accepted"
	statesInOrder           = "open returned submitted approved accepted"
	leastToHandOut          = RowApproved // before that a number is nobody's business but the planners'
)

func (s RowState) rank() int { return strings.Index(statesInOrder, string(s)) }

func (s RowState) atLeast(o RowState) bool { return s.rank() >= o.rank() }

// Action is something that can be done with a row, or with the plan at its
// root.
type Action string

// The actions. All but MayEdit are moves.
const (
	MayEdit  Action = "edit"
	Submit   Action = "submit"
	Approve  Action = "approve"
	Return   Action = "return"
	Accept   Action = "accept"
	Activate Action = "activate"
	Close    Action = "close"
)

// Actor is who acts on a plan.
type Actor struct {
	Name   string     // as it stands in the history
	Person org.NodeID // "" for nobody of the organisation
	All    bool       // he may set every target
	Leads  bool       // leading a team opens it to him
}

// rights are what an actor may do with each row.
type rights struct {
	*draft
	Actor
	leads []bool // the row's node is a team that he leads
	above []bool // he leads something above the row
	// open: and of that some is not handed up. Who has handed up his branch has
	// no say below it until it comes back.
	open []bool
}

func (p Plan) rights(a Actor) rights {
	r := rights{draft: newDraft(p), Actor: a, leads: make([]bool, len(p.Rows)), above: make([]bool, len(p.Rows)), open: make([]bool, len(p.Rows))}
	for i, row := range p.Rows {
		r.leads[i] = a.Leads && a.Person != "" && row.Lead == a.Person
		if at := r.parent[i]; at >= 0 {
			r.above[i] = r.above[at] || r.leads[at]
			r.open[i] = r.open[at] || r.leads[at] && !p.Rows[at].State.atLeast(RowSubmitted)
		}
	}
	return r
}

func (r rights) owns(i int) bool {
	return r.Person != "" && r.Rows[i].Node == r.Person
}

// sees reports whether the actor sees the row: what he leads with everything
// below it, and his own row once it was approved.
func (r rights) sees(i int) bool {
	out := r.State == Active || r.State == Closed || r.Rows[i].State.atLeast(leastToHandOut)
	return r.All || r.leads[i] || r.above[i] || r.owns(i) && out
}

// Visible tells for each row whether the actor sees it, and whether he sees
// any.
func (p Plan) Visible(a Actor) (seen []bool, some bool) {
	r := p.rights(a)
	seen = make([]bool, len(p.Rows))
	for i := range seen {
		seen[i] = r.sees(i)
		some = some || seen[i]
	}
	return seen, some
}

// ShownParents returns for each row the parent that may be named to who sees
// those rows (nil: all): one that he sees, or that tells apart the rows of one
// node; "" otherwise.
func (p Plan) ShownParents(seen []bool) []org.NodeID {
	d := newDraft(p)
	parents := make([]org.NodeID, len(p.Rows))
	for i, r := range p.Rows {
		if at := d.parent[i]; at >= 0 && (seen == nil || seen[at] || d.several[r.Node]) {
			parents[i] = r.Parent
		}
	}
	return parents
}

// steps are the moves of rows; one at a branch concerns all rows below it for
// which the actor may take it.
var steps = []Action{Submit, Approve, Return, Accept}

// May returns what the actor may do with each row and, of the moves, with some
// row below it.
func (p Plan) May(a Actor) [][]Action {
	r := p.rights(a)
	can := make([][4]bool, len(p.Rows))
	may := make([][]Action, len(p.Rows))
	for i := len(p.Rows) - 1; i >= 0; i-- { // children first
		for n, step := range steps {
			can[i][n] = can[i][n] || r.may(step, i)
			if at := r.parent[i]; at >= 0 && can[i][n] {
				can[at][n] = true
			}
		}
		if !r.sees(i) {
			continue
		}
		if r.may(MayEdit, i) {
			may[i] = append(may[i], MayEdit)
		}
		for n, step := range steps {
			if can[i][n] {
				may[i] = append(may[i], step)
			}
		}
		for _, action := range []Action{Activate, Close} {
			if r.may(action, i) {
				may[i] = append(may[i], action)
			}
		}
	}
	return may
}

// may tells of one row alone.
func (r rights) may(action Action, i int) bool {
	if r.State == Closed {
		return false
	}
	state := r.Rows[i].State
	switch action {
	case MayEdit:
		return r.All || r.State != Active && r.open[i]
	case Activate:
		return i == 0 && r.All && r.State != Active
	case Close:
		return i == 0 && r.All
	case Accept:
		return state == RowApproved && (r.All || r.owns(i) || r.leads[i] || r.above[i])
	}
	if r.State == Active {
		return false
	}
	switch action {
	case Submit:
		return !state.atLeast(RowSubmitted) && (r.All || r.leads[i] || r.above[i])
	case Approve:
		return state == RowSubmitted && (r.All || r.open[i])
	case Return: // who handed up may recall it; who carries it may refuse it
		return state.atLeast(RowSubmitted) && (r.All || r.open[i]) ||
			state == RowSubmitted && (r.leads[i] || r.above[i]) || state == RowApproved && r.owns(i)
	default:
		return false
	}
}

// CheckEdit refuses an edit that wrote rows which the actor may not change. A
// manager changes what is below a team that he leads and has not handed up; a
// number of the team itself comes from above.
func (p Plan) CheckEdit(a Actor, done Done) error {
	if p.State == Closed {
		return fault.New(fault.Conflict, "the plan is closed; its numbers stay as they are")
	}
	if q := done.Plan; !a.All && (q.Name != p.Name || q.Unit != p.Unit || !maps.Equal(q.Over, p.Over) || !slices.Equal(q.Ramp, p.Ramp)) {
		return fault.New(fault.Forbidden, "only who may set all targets changes the plan itself")
	}
	r := p.rights(a)
	for _, i := range done.Touched {
		if i >= len(p.Rows) || r.may(MayEdit, i) {
			continue
		}
		row, after := p.Rows[i], done.Plan.Rows[i]
		if !r.sees(i) {
			return fault.New(fault.NotFound, "there is no %s in this plan, or you may not see it", row.Node)
		}
		if padding := row; r.leads[i] && !row.State.atLeast(RowSubmitted) {
			padding.Over = after.Over
			if same(padding, after) {
				continue // the over-assignment of his own team is his
			}
		}
		switch {
		case p.State == Active:
			return fault.New(fault.Forbidden, "the plan is active; only who may set all targets can revise %s", row.called())
		case r.leads[i]:
			return fault.New(fault.Forbidden, "the numbers of %s come from above; divide them among those below it", row.called())
		case r.above[i]:
			return fault.New(fault.Forbidden, "%s has been handed up; ask for it to be returned before you change it", row.called())
		default:
			return fault.New(fault.Forbidden, "you may not change %s", row.called())
		}
	}
	return nil
}

func same(a, b Row) bool {
	return a.Locked == b.Locked && a.Floor == b.Floor && a.Cap == b.Cap && a.Over == b.Over && a.Weight == b.Weight && slices.Equal(a.Cells, b.Cells)
}

// Unaccept returns the plan with the rows whose numbers changed no longer
// accepted, and with the state that follows. It is called after an edit.
func (d Done) Unaccept() Done {
	changed := make(map[Key]bool, len(d.Changes))
	for _, c := range d.Changes {
		changed[c.Key] = true
	}
	d.Plan.Rows = slices.Clone(d.Plan.Rows)
	for i := range d.Plan.Rows {
		if r := &d.Plan.Rows[i]; changed[r.Key] && r.State == RowAccepted {
			r.State = RowApproved
			d.Notes = append(d.Notes, r.called()+" has to accept again")
		}
	}
	d.Plan.State = d.Plan.follow()
	return d
}

// follow returns the state that follows from the rows that have a number, the
// root's left out where there are others.
func (p Plan) follow() State {
	if p.State == Active || p.State == Closed {
		return p.State
	}
	least := RowState("")
	for i, r := range p.Rows {
		if !r.Total().Set || i == 0 && len(p.Rows) > 1 {
			continue
		}
		if least == "" || least.rank() > r.State.rank() {
			least = r.State
		}
	}
	switch {
	case least == "" || !least.atLeast(RowSubmitted):
		return Draft
	case !least.atLeast(RowApproved):
		return Submitted
	default:
		return Approved
	}
}
