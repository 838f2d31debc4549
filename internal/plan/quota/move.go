package quota

import (
	"fmt"
	"strings"

	"github.com/attainhq/attain/internal/fault"
)

// Move is a step in the life of a plan or of a branch of it.
type Move struct {
	Key    // the branch; the root for the plan
	Action Action
	Note   string
}

// Move takes the step, if the actor may. Submitting, approving, returning and
// accepting concern the row and everything below it that stands where the step
// begins; activating and closing concern the plan.
func (p Plan) Move(a Actor, m Move) (Done, error) {
	r := p.rights(a)
	i, err := r.row(m.Key)
	if err == nil && !r.sees(i) {
		err = fault.New(fault.NotFound, "there is no %s in this plan, or you may not see it", m.Node)
	}
	if err != nil {
		return Done{Plan: p}, err
	}
	to, isStep := map[Action]RowState{Submit: RowSubmitted, Approve: RowApproved, Return: Returned, Accept: RowAccepted}[m.Action]
	switch {
	case isStep:
		err = r.advance(i, m, to)
	case !r.may(m.Action, i):
		err = r.whyNot(m.Action, i)
	case m.Action == Activate:
		if err = r.ready(); err == nil {
			r.State = Active
		}
	default:
		r.State = Closed
	}
	if err != nil {
		return Done{Plan: p}, err
	}
	done := r.done()
	done.Plan.State = done.Plan.follow()
	return done, nil
}

// advance takes a step with every row of the branch that it concerns.
func (r rights) advance(root int, m Move, to RowState) error {
	var rows []int
	r.below(root, func(i int) {
		if r.may(m.Action, i) {
			rows = append(rows, i)
		}
	})
	name := r.Rows[root].called()
	switch {
	case len(rows) == 0:
		return r.whyNot(m.Action, root)
	case m.Action == Return && strings.TrimSpace(m.Note) == "":
		return fault.New(fault.Invalid, "say in a note why %s is returned, so that somebody can mend it", name)
	case m.Action == Submit && !r.hasNumbers(root):
		return fault.New(fault.Invalid, "there is no number at or below %s yet; fill it before you hand it up", name)
	}
	for _, i := range rows {
		r.Rows[i].State = to
		r.touch(i)
	}
	return nil
}

func (r rights) hasNumbers(root int) bool {
	some := false
	r.below(root, func(i int) { some = some || r.Rows[i].Total().Set })
	return some
}

// ready refuses to make a plan active while numbers are not accepted.
func (r rights) ready() error {
	if !r.hasNumbers(0) {
		return fault.New(fault.Invalid, "the plan holds no number yet")
	}
	var waiting []string
	for i, row := range r.Rows {
		if row.Total().Set && row.State != RowAccepted && (i > 0 || len(r.Rows) == 1) {
			waiting = append(waiting, fmt.Sprintf("%s (%s)", row.called(), row.State))
		}
	}
	if len(waiting) > 0 {
		return fault.New(fault.Conflict, "%d rows are not accepted yet: %s; who carries the number accepts it, or a lead for all below him", len(waiting), listed(waiting))
	}
	return nil
}

// whyNot says why a step cannot be taken.
func (r rights) whyNot(action Action, i int) error {
	row := r.Rows[i]
	mine := r.All || r.leads[i] || r.above[i] || r.owns(i)
	switch {
	case r.State == Closed:
		return fault.New(fault.Conflict, "the plan is closed; nothing in it changes any more")
	case !mine:
		return fault.New(fault.Forbidden, "you may not %s %s", action, row.called())
	case (action == Activate || action == Close) && !r.All:
		return fault.New(fault.Forbidden, "only who may set all targets can %s a plan", action)
	case action == Activate && r.State == Active:
		return fault.New(fault.Conflict, "the plan is active already")
	case (action == Activate || action == Close) && i > 0:
		return fault.New(fault.Invalid, "a plan is made active or closed as a whole; leave the branch out")
	case r.State == Active && action != Accept:
		return fault.New(fault.Conflict, "the plan is active; change its numbers with a reason instead")
	}
	needs := map[Action]string{Submit: "open or returned", Approve: "submitted", Return: "submitted, approved or accepted", Accept: "approved"}[action]
	if needs == "" {
		return fault.New(fault.Invalid, "%q is no step of a plan", string(action))
	}
	allowed := map[Action]bool{
		Submit:  r.All || r.leads[i] || r.above[i],
		Approve: r.All || r.open[i],
		Return:  r.All || r.above[i] || r.leads[i] || r.owns(i),
		Accept:  true,
	}[action]
	if !allowed {
		who := map[Action]string{Submit: "its lead", Approve: "somebody above it", Return: "somebody above it"}[action]
		return fault.New(fault.Forbidden, "you may not %s %s; %s may", action, row.called(), who)
	}
	return fault.New(fault.Conflict, "%s is %s; only what is %s can take the step %q", row.called(), row.State, needs, string(action))
}
