package call

import (
	"cmp"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// ID names an entry; later ones are greater.
type ID string

// Kind says what an entry is.
type Kind string

// The kinds of entry.
const (
	Submission Kind = "submission" // a person commits to a number
	Override   Kind = "override"   // his manager puts another in its place
	Reset      Kind = "reset"      // and takes that back
)

// Entry is something that was said of a forecast. It is never changed: of each
// kind the latest counts.
type Entry struct {
	ID     ID
	Kind   Kind
	Node   org.NodeID
	Metric metric.Series
	Period period.Range
	Value  money.Amount  // of a reset 0
	Best   *money.Amount // the best case; nil when not said
	Note   string        // of an override and its reset the reason
	Author org.NodeID    // the person who says it; "" when none is known
	By     string        // the user
	At     int64         // microseconds
	On     period.Date   // the organisation's day
	// What was computed when it was said, and what the forecast of the node was
	// until then.
	Was    Figures
	Before money.Amount
}

// Validate returns what is wrong with the entry, all fields at once.
func (e Entry) Validate() error {
	const longest, absurd = 2000, 1_000_000_000_000 * money.Unit
	var wrong fault.Fields
	if e.Value < 0 || e.Value > absurd {
		wrong.Add("value", "is %s; a forecast is 0 or more, and less than a trillion", e.Value.Readable())
	}
	if e.Best != nil && (*e.Best < e.Value || *e.Best > absurd) {
		wrong.Add("best", "is %s, less than the call of %s; the best case is at least the call", e.Best.Readable(), e.Value.Readable())
	}
	if strings.TrimSpace(e.Note) == "" && e.Kind != Submission {
		wrong.Add("note", "is missing; say why, so that who made the forecast can understand it")
	}
	if len(e.Note) > longest {
		wrong.Add("note", "has %d characters; at most %d are kept", len(e.Note), longest)
	}
	return wrong.Err("the forecast cannot be stored like this")
}

// Said is what counts of a node's entries on a day.
type Said struct {
	Call     *Entry // the latest submission
	Override *Entry // in force
}

// value returns the number that stands for the node; ok is false when nobody
// said one.
func (s Said) value() (value money.Amount, ok bool) {
	switch {
	case s.Override != nil:
		return s.Override.Value, true
	case s.Call != nil:
		return s.Call.Value, true
	default:
		return 0, false
	}
}

// Entries are what was said of the forecasts of a period, in the order in which
// it was.
type Entries []Entry

// Sort brings the entries into their order.
func (l Entries) Sort() {
	slices.SortFunc(l, func(a, b Entry) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
}

// On returns what counts for each node at the end of the day. A submission that
// comes after an override does not lift it: that is for the manager to do.
func (l Entries) On(day period.Date) map[org.NodeID]Said {
	said := map[org.NodeID]Said{}
	for i, e := range l {
		if e.On > day {
			continue
		}
		s := said[e.Node]
		switch e.Kind {
		case Submission:
			s.Call = &l[i]
		case Override:
			s.Override = &l[i]
		case Reset:
			s.Override = nil
		}
		said[e.Node] = s
	}
	for node, s := range said {
		if s == (Said{}) {
			delete(said, node)
		}
	}
	return said
}
