package checkin

import (
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// CommitmentID names a commitment.
type CommitmentID string

// Promise says how a commitment stands.
type Promise string

// The states. Overdue follows from the day, and of a commitment with a number
// Done and Missed follow from the number: they are never stored as such.
const (
	Open    Promise = "open"
	Overdue Promise = "overdue" // open, and its day is over
	Done    Promise = "done"
	Missed  Promise = "missed"
	Dropped Promise = "dropped" // with a reason
)

// Commitment is what one of the two promised the other.
type Commitment struct {
	ID CommitmentID
	Pair
	Meeting   MeetingID // in which it was made
	Owner     org.NodeID
	Text      string
	MadeOn    period.Date
	Due       period.Date   // the last day
	Metric    metric.Series // "" for one that people settle by hand
	Value     *money.Amount // to be reached from MadeOn to Due; nil without a metric
	State     Promise       // as somebody put it: open, done, missed or dropped
	Reason    string        // why it was dropped or missed
	SettledOn period.Date   // 0 while it is open
	SettledBy string
	Revision  int64
}

// Counted reports whether a number settles it.
func (c Commitment) Counted() bool { return c.Metric != "" }

// Days are those that count.
func (c Commitment) Days() period.Range { return period.Range{Start: c.MadeOn, End: c.Due + 1} }

// Validate returns what is wrong with a new commitment.
func (c Commitment) Validate() error {
	var wrong fault.Fields
	const most = 2000
	switch text := strings.TrimSpace(c.Text); {
	case text == "":
		wrong.Add("text", "is empty; say what will be done")
	case len(text) > most:
		wrong.Add("text", "is longer than %d characters", most)
	}
	if !c.Has(c.Owner) {
		wrong.Add("owner", "is neither of the two")
	}
	if c.Due < c.MadeOn {
		wrong.Add("due", "is over already; choose today or a later day")
	}
	if c.Due > c.MadeOn.AddMonths(24) {
		wrong.Add("due", "is more than two years away; set a goal for that")
	}
	switch {
	case c.Counted() != (c.Value != nil):
		wrong.Add("value", "a number needs a metric and a value")
	case c.Value != nil && *c.Value <= 0:
		wrong.Add("value", "is not above 0")
	case c.Counted() && c.Owner != c.Report:
		wrong.Add("metric", "only who reports promises a number here: the numbers of who leads are not for both to see")
	}
	return wrong.Err("this commitment cannot be kept")
}

// Settle returns the commitment as done, missed, dropped, or open again.
func (c Commitment) Settle(to Promise, reason, by string, today period.Date) (Commitment, error) {
	reason = strings.TrimSpace(reason)
	switch to {
	case Open:
		c.State, c.Reason, c.SettledOn, c.SettledBy = Open, "", 0, ""
		return c, nil
	case Done, Missed:
		if c.Counted() {
			return c, fault.New(fault.Conflict, "the number settles this commitment by itself; it can only be dropped")
		}
	case Dropped:
		if reason == "" {
			return c, fault.New(fault.Invalid, "say why the commitment is dropped, so that both know it")
		}
	default:
		return c, fault.New(fault.Invalid, "a commitment is open, done, missed or dropped")
	}
	c.State, c.Reason, c.SettledOn, c.SettledBy = to, reason, today, by
	return c, nil
}

// Standing says how the commitment stands on the day. Measured is what its
// metric came to by then, nil when it is not known or there is none; less says
// that less of the metric is better.
func (c Commitment) Standing(measured *money.Amount, less bool, today period.Date) Promise {
	over := today > c.Due
	switch {
	case c.State != Open:
		return c.State
	case !c.Counted() || measured == nil:
		if over {
			return Overdue
		}
		return Open
	case less && over && *measured <= *c.Value, !less && *measured >= *c.Value:
		return Done
	case over:
		return Missed
	default:
		return Open
	}
}
