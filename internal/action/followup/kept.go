package followup

import (
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// State says what became of a proposal.
type State string

// The states.
const (
	Proposed State = "proposed" // it is made anew each day until somebody decides; such a one is never kept
	Accepted State = "accepted"
	Declined State = "declined"
	Ended    State = "ended"
)

// Kept is a proposal that somebody decided on, as it was then.
type Kept struct {
	ID       string
	Person   org.NodeID
	State    State
	Day      period.Date // of the decision
	At       int64       // microseconds
	By, ByID string      // who decided; ByID is "" for no user
	Reason   string      // why it was declined or ended
	Goal     goal.ID     // that it became; "" when it was declined
	Label    Label
	Below    float64
	Median   float64
	Proposal Proposal
	EndedOn  period.Date // 0 until it is
	EndedBy  string
	Effect   *Effect // as it was when it ended
}

// decline returns the proposal as declined.
func (k Kept) decline(reason string) (Kept, error) {
	if strings.TrimSpace(reason) == "" {
		return k, needReason("say why, so that the next talk can begin there")
	}
	k.State, k.Reason = Declined, strings.TrimSpace(reason)
	return k, nil
}

// end returns an accepted one as ended.
func (k Kept) end(reason, by string, day period.Date, at int64, effect *Effect) (Kept, error) {
	if k.State != Accepted {
		return k, fault.New(fault.Conflict, "this follow-up is %s; only one that was accepted can end", k.State)
	}
	if strings.TrimSpace(reason) == "" {
		return k, needReason("say why it ends, so that the next one can learn from it")
	}
	k.State, k.Reason, k.EndedBy, k.EndedOn, k.At, k.Effect = Ended, strings.TrimSpace(reason), by, day, at, effect
	return k, nil
}

func needReason(text string) error {
	var wrong fault.Fields
	wrong.Add("reason", "%s", text)
	return wrong.Err("a reason is needed")
}
