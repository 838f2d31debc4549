// Package goal knows what should be reached. A Target is the number of a node
// for a period; a Goal is any demand on a metric, with a life of its own: who
// set it, who agreed to it, and everything it ever demanded. Versions of both
// are dated and only ever appended, and nothing is lowered without a reason.
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
	Goal     ID        // the goal that it stands for; "" when it was set itself
	Title    string    // of that goal
}

// Version is what the target was, as known during Known.
type Version struct {
	Number     int          // from 1
	Value      money.Amount // in the metric's unit; money in the organisation's currency
	Withdrawn  bool         // there is no target any more
	From       period.Date  // the day from which it is in force; 0: the start of the period
	Known      period.Range
	RecordedAt int64 // microseconds; when it was stored
	Author     string
	Reason     string
	Batch      string // the import that brought it; "" when set singly
}

// TargetChange is a value that somebody sets for a target.
type TargetChange struct {
	Key
	Value  money.Amount
	From   *period.Date // nil: today while the period runs, else its start
	Reason string
	// Withdraw says that there is to be no target any more; Value is of no
	// meaning then.
	Withdraw bool
}

// Since returns the day from which the change counts, 0 for the start of the
// period.
func (c TargetChange) Since(today period.Date) period.Date {
	switch {
	case c.From != nil:
		return *c.From
	case c.Period.Contains(today):
		return today
	default:
		return 0
	}
}

// since returns the day of the period from which the version is in force.
func (v Version) since(p period.Range) period.Date {
	if v.From == 0 {
		return p.Start
	}
	return max(p.Start, v.From)
}

// Stretch is a time during which one version of a target was in force.
type Stretch struct {
	Days    period.Range
	Version Version
}

// Stretches returns which version was in force when, as known on the day: they
// fill the period in order. A version is in force from its From on, whatever
// stood there before. There are none before anything was known.
func (t Target) Stretches(known period.Date) []Stretch {
	var list []Stretch
	for _, v := range t.Versions {
		if v.Known.Start > known {
			continue
		}
		days := period.Range{Start: v.since(t.Period), End: t.Period.End}
		list = slices.DeleteFunc(list, func(s Stretch) bool { return s.Days.Start >= days.Start })
		if n := len(list); n > 0 {
			list[n-1].Days.End = days.Start
		} else {
			days.Start = t.Period.Start // there is nothing that it could follow
		}
		list = append(list, Stretch{days, v})
	}
	return list
}

// On returns the version that was in force on the day, as known then; a day
// outside the period asks for its first or last. ok is false when there was
// none, or the target had been withdrawn.
func (t Target) On(day, known period.Date) (v Version, ok bool) {
	for _, s := range t.Stretches(known) {
		if s.Days.Start <= day || s.Days.Start == t.Period.Start {
			v, ok = s.Version, !s.Version.Withdrawn
		}
	}
	if !ok {
		return Version{}, false
	}
	return v, true
}

// At returns the version in force on the day as known on it; ok is false when
// there was none, or the target had been withdrawn.
func (t Target) At(known period.Date) (v Version, ok bool) { return t.On(known, known) }

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
	switch {
	case v.Value < 0:
		return t, false, fault.New(fault.Invalid, "a target of %s is not possible; targets are 0 or more", v.Value)
	case t.Period.Empty():
		return t, false, fault.New(fault.Invalid, "the period %s holds no day; its end must come after its start", t.Period)
	case v.since(t.Period) >= t.Period.End:
		return t, false, fault.New(fault.Invalid, "the target would count from %s, but its period ends before; choose a day up to %s", v.From, t.Period.End-1)
	}
	if v.since(t.Period) == t.Period.Start {
		v.From = 0
	}
	lowered, changed := t.compare(v)
	if !changed {
		return t, true, nil
	}
	if lowered != nil && v.Reason == "" {
		return t, false, fault.New(fault.Invalid, "lowering a target from %s needs a reason; say why, so that everyone can see it", *lowered)
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

// compare says what the version would change from its day on: the value that it
// is lower than, nil when it lowers nothing, and whether it changes anything.
func (t Target) compare(v Version) (lowered *money.Amount, changed bool) {
	stretches := t.Stretches(period.Never - 1)
	changed = len(stretches) == 0 || v.Withdrawn
	for _, s := range stretches {
		if s.Days.End <= v.since(t.Period) {
			continue
		}
		if s.Version.Withdrawn {
			changed = true
			continue
		}
		if s.Version.Value != v.Value {
			changed = true
		}
		if v.Withdrawn || v.Value < s.Version.Value {
			value := s.Version.Value
			lowered = &value
		}
	}
	return lowered, changed
}
