package checkin

import (
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// MeetingID names a check-in.
type MeetingID string

// State says what became of a check-in.
type State string

// The states.
const (
	Planned State = "planned"
	Held    State = "held"
	Skipped State = "skipped"
)

// Meeting is one check-in.
type Meeting struct {
	ID MeetingID
	Pair
	Day      period.Date // on which it is, or was planned
	State    State
	Note     string // why it was skipped, or what came of it; both read it
	Agenda   Agenda // the lines as they were written, and never after it was held
	Revision int64  // grows with every change
}

// settled reports whether it is over.
func (m Meeting) settled() bool { return m.State != Planned }

// Settle returns the check-in as held or skipped.
func (m Meeting) Settle(to State, note string) (Meeting, error) {
	note = strings.TrimSpace(note)
	switch {
	case m.settled():
		return m, fault.New(fault.Conflict, "the check-in of %s is over already; open the next one", m.Day)
	case to != Held && to != Skipped:
		return m, fault.New(fault.Invalid, "a check-in is held or skipped")
	case to == Skipped && note == "":
		return m, fault.New(fault.Invalid, "say why the check-in is skipped, so that both know it")
	}
	m.State, m.Note = to, note
	return m, nil
}

// ItemID names a topic or a note.
type ItemID string

// ItemKind says who reads an item.
type ItemKind string

// The kinds.
const (
	Topic ItemKind = "topic" // what somebody wants to talk about
	Note  ItemKind = "note"  // what was said; for the two
	Own   ItemKind = "own"   // for its author alone, and never shared
)

// Item is a topic or a note of a check-in.
type Item struct {
	ID      ItemID
	Meeting MeetingID
	Kind    ItemKind
	Author  org.NodeID
	Text    string
	At      int64 // microseconds, of the last change
}

// Validate returns what is wrong with the item.
func (i Item) Validate() error {
	var wrong fault.Fields
	switch i.Kind {
	case Topic, Note, Own:
	default:
		wrong.Add("kind", "is %q; use topic, note or own", i.Kind)
	}
	const most = 10_000
	if text := strings.TrimSpace(i.Text); text == "" {
		wrong.Add("text", "is empty")
	} else if len(text) > most {
		wrong.Add("text", "is longer than %d characters", most)
	}
	return wrong.Err("this cannot be kept")
}
