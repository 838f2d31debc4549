package goal

import (
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
)

// Goal is a spec with a life: everything it ever demanded, and who did what
// with it. Both lists are only ever appended.
type Goal struct {
	ID       ID
	Versions []SpecVersion // by Number; at least one
	Events   []Event       // in order; at least one
}

// SpecVersion is what a goal demanded, as known during Known.
type SpecVersion struct {
	Number     int // from 1
	Spec       Spec
	From       period.Date // the day from which it counts; 0: the whole of the goal's days
	Known      period.Range
	RecordedAt int64 // microseconds
	Author     string
	AuthorID   string // of the user; "" for none
	Reason     string
}

// State says where a goal is in its life.
type State string

// The states. A goal is measured in all of them; it stands as a target of its
// node from when it is active.
const (
	Draft     State = "draft"     // somebody is writing it
	Proposed  State = "proposed"  // it waits for its owner, his manager or both
	Accepted  State = "accepted"  // the owner has taken it on; it waits for his manager
	Active    State = "active"    // accepted and approved
	Closed    State = "closed"    // its time is over; nothing changes any more
	Withdrawn State = "withdrawn" // it does not hold any more
)

// Valid reports whether the state is one of the six.
func (s State) Valid() bool {
	return slices.Contains([]State{Draft, Proposed, Accepted, Active, Closed, Withdrawn}, s)
}

// Event is one thing that somebody did with a goal.
type Event struct {
	At      int64       // microseconds
	Day     period.Date // the organisation's
	What    What
	State   State // after it
	Version int   // the goal's, then
	By      string
	ByID    string // of the user; "" for none
	Role    Role   // what he was to the goal
	Note    string
}

// What names an event.
type What string

// The events.
const (
	WasCreated   What = "created"
	WasRevised   What = "revised" // what it demands changed
	WasEdited    What = "edited"  // its words changed, or its place in the tree of goals
	WasProposed  What = "proposed"
	WasAccepted  What = "accepted"
	WasApproved  What = "approved"
	WasActivated What = "activated"
	WasReturned  What = "returned"
	WasClosed    What = "closed"
	WasReopened  What = "reopened"
	WasWithdrawn What = "withdrawn"
)

// Latest returns the newest version.
func (g Goal) Latest() SpecVersion { return g.Versions[len(g.Versions)-1] }

// Spec returns what the goal demands now.
func (g Goal) Spec() Spec { return g.Latest().Spec }

// State returns where the goal is in its life now.
func (g Goal) State() State { return g.Events[len(g.Events)-1].State }

// Author returns who set the goal at first.
func (g Goal) Author() Event { return g.Events[0] }

// At returns the version and the state that were known at the end of the day;
// ok is false when nobody knew of the goal yet.
func (g Goal) At(known period.Date) (v SpecVersion, state State, ok bool) {
	for _, e := range g.Events {
		if e.Day <= known {
			state, ok = e.State, true
		}
	}
	if !ok {
		return v, state, false
	}
	for _, version := range g.Versions {
		if version.Known.Contains(known) {
			return version, state, true
		}
	}
	return v, state, false
}

// ClosedOn returns the day on which the goal was closed; ok is false while it
// was not, as known on the day.
func (g Goal) ClosedOn(known period.Date) (day period.Date, ok bool) {
	for _, e := range g.Events {
		if e.Day <= known {
			day, ok = e.Day, e.State == Closed
		}
	}
	return day, ok
}

// Approval is what somebody said to the goal as it now stands.
type Approval struct {
	Event
	Verdict What // WasAccepted, WasApproved or WasReturned
}

// Approvals returns what was said since the goal was last proposed or its
// demands changed; a return stays until it is proposed again.
func (g Goal) Approvals() []Approval {
	var list []Approval
	for _, e := range g.Events {
		switch e.What {
		case WasProposed, WasRevised:
			list = nil
		case WasAccepted, WasApproved, WasReturned:
			list = append(list, Approval{e, e.What})
		}
	}
	return list
}

// has reports whether the goal as it now stands was accepted, or approved.
func (g Goal) has(verdict What) bool {
	return slices.ContainsFunc(g.Approvals(), func(a Approval) bool { return a.Verdict == verdict })
}

// agreed returns the versions that were ever active, as known on the day: what
// was agreed holds until something else is, or the goal is withdrawn.
func (g Goal) agreed(known period.Date) (numbers map[int]bool, last int) {
	numbers = map[int]bool{}
	for _, e := range g.Events {
		switch {
		case e.Day > known:
		case e.State == Active:
			numbers[e.Version], last = true, e.Version
		case e.State == Withdrawn:
			last = 0
		}
	}
	return numbers, last
}

// Target returns the target of a node that the goal stands for: a plain value
// of one node for its whole time, on the metric's good side. Its versions are
// those of the goal that were agreed; ok is false for any other goal. It is made
// from the goal whenever it is needed and stored nowhere.
func (g Goal) Target(find func(metric.Series) (metric.Metric, error), known period.Date) (t Target, ok bool) {
	numbers, last := g.agreed(known)
	if last == 0 || !g.Versions[last-1].Spec.stands(find) {
		return Target{}, false
	}
	spec := g.Versions[last-1].Spec
	t = Target{Key: spec.key(), Goal: g.ID, Title: spec.Title}
	for _, v := range g.Versions[:last] {
		if !numbers[v.Number] || !v.Spec.stands(find) || v.Spec.key() != t.Key {
			continue
		}
		t.follow(v)
	}
	return t, len(t.Versions) > 0
}

// follow appends what a version of a goal says as a version of the target.
func (t *Target) follow(v SpecVersion) {
	if n := len(t.Versions); n > 0 {
		t.Versions[n-1].Known.End = v.Known.Start
	}
	t.Versions = append(t.Versions, Version{Number: v.Number, Value: v.Spec.Value, From: v.From,
		Known: period.Range{Start: v.Known.Start, End: period.Never}, RecordedAt: v.RecordedAt, Author: v.Author, Reason: v.Reason})
}

// Values returns what the goal's value was from which day on, as known: its
// versions that differ from the last in nothing else that is demanded, as those
// of a target for its whole time.
func (g Goal) Values(known period.Date) Target {
	last, _, _ := g.At(known)
	t := Target{Key: last.Spec.key(), Goal: g.ID, Title: last.Spec.Title}
	for _, v := range g.Versions {
		like := v.Spec
		like.Value, like.Upper, like.Change = last.Spec.Value, last.Spec.Upper, last.Spec.Change
		if v.Number > last.Number || !like.SameDemands(last.Spec) {
			continue
		}
		t.follow(v)
	}
	return t
}

// stands reports whether the spec demands a plain value of its node.
func (s Spec) stands(find func(metric.Series) (metric.Metric, error)) bool {
	m, err := find(s.Metric)
	side := AtLeast
	if m.Direction == metric.Lower {
		side = AtMost
	}
	return err == nil && s.Aim == side && s.Each == "" && !s.EachOwner && len(s.Scope) == 0 && s.Currency == "" && s.Rates == "" && s.Value >= 0
}

func (s Spec) key() Key { return Key{Node: s.Owner, Metric: s.Metric, Period: s.Window} }

// New returns a goal at the start of its life: a draft, or already proposed.
// The version's number and knowledge are set here.
func New(id ID, spec Spec, state State, who Who, when When) (Goal, error) {
	if state != Draft && state != Proposed {
		return Goal{}, fault.New(fault.Invalid, "a goal begins as a draft or as a proposal, not as %s", state)
	}
	who.Author = true
	if err := who.MaySet(); err != nil {
		return Goal{}, err
	}
	g := Goal{ID: id, Versions: []SpecVersion{{Number: 1, Spec: spec.Normal(), Known: period.Range{Start: when.Day, End: period.Never},
		RecordedAt: when.At, Author: who.Name, AuthorID: who.ID}}}
	g.note(WasCreated, Draft, who, when, "")
	if state == Proposed {
		return g.Move(Propose, who, when, "")
	}
	return g, nil
}

// When says when something is done.
type When struct {
	At  int64       // microseconds
	Day period.Date // the organisation's
}

// note appends an event.
func (g *Goal) note(what What, state State, who Who, when When, note string) {
	g.Events = append(slices.Clip(g.Events), Event{At: when.At, Day: when.Day, What: what, State: state,
		Version: len(g.Versions), By: who.Name, ByID: who.ID, Role: who.role(), Note: note})
}
