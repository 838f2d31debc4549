// Package goal knows what should be reached: targets of nodes for periods, as
// dated versions that are only ever appended, with who set them and why.
//
// What has been reached, and what follows from the two, is for package attain.
package goal

import (
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Key names a target: whose, of what, and for when. A target of 0 and no
// target are different things.
type Key struct {
	Node   org.NodeID
	Metric metric.Series
	Period period.Range
}

// Target is a number that a node should reach, with everything it ever was.
type Target struct {
	Key
	Versions []Version // by Number
}

// Version is what the target was, as known during Known.
type Version struct {
	Number     int          // from 1
	Value      money.Amount // in the metric's unit; money in the organisation's currency
	Withdrawn  bool         // there is no target any more
	Known      period.Range
	RecordedAt int64 // microseconds; when it was stored
	Author     string
	Reason     string
	Batch      string // the import that brought it; "" when set singly
}

// At returns the version known on the day; ok is false when there was none, or
// the target had been withdrawn.
func (t Target) At(known period.Date) (v Version, ok bool) {
	for _, v := range t.Versions {
		if v.Known.Contains(known) && !v.Withdrawn {
			return v, true
		}
	}
	return Version{}, false
}

// Latest returns the newest version; ok is false when there is none or the
// target is withdrawn.
func (t Target) Latest() (v Version, ok bool) {
	if len(t.Versions) == 0 {
		return Version{}, false
	}
	v = t.Versions[len(t.Versions)-1]
	return v, !v.Withdrawn
}

// Revise returns the target with the version appended and the one before
// ended. A target is never silently lowered: that needs a reason. same is true
// when the version says nothing new, and then nothing changes.
func (t Target) Revise(v Version) (revised Target, same bool, err error) {
	if v.Value < 0 {
		return t, false, fault.New(fault.Invalid, "a target of %s is not possible; targets are 0 or more", v.Value)
	}
	if t.Period.Empty() {
		return t, false, fault.New(fault.Invalid, "the period %s holds no day; its end must come after its start", t.Period)
	}
	latest, exists := t.Latest()
	if exists && latest.Value == v.Value && !v.Withdrawn {
		return t, true, nil
	}
	if lowered := exists && (v.Withdrawn || v.Value < latest.Value); lowered && v.Reason == "" {
		return t, false, fault.New(fault.Invalid, "lowering a target from %s needs a reason; say why, so that everyone can see it", latest.Value)
	}
	t.Versions = slices.Clone(t.Versions)
	if n := len(t.Versions); n > 0 { // knowledge does not go back behind the version before
		v.Known.Start = max(v.Known.Start, t.Versions[n-1].Known.Start)
		t.Versions[n-1].Known.End = v.Known.Start
	}
	v.Number = len(t.Versions) + 1
	t.Versions = append(t.Versions, v)
	return t, false, nil
}
