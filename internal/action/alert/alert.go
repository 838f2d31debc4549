// Package alert says what to tell whom, when, and on which channel: that a goal
// or target changed its status or passed a milestone, that a deal stands still,
// that a source has gone silent, that a forecast or a commitment is due.
//
// It finds what is new by holding what is known now against what it found the
// last time, tells each thing once to those whom it concerns, and hands over
// mails in a number that a person can bear. How a mail travels is known by who
// implements Sender; who may see what, by package access.
package alert

import (
	"time"

	"github.com/attainhq/attain/internal/org"
)

// Kind says what an alert is about. People choose for each how they want it.
type Kind string

// The kinds.
const (
	Status     Kind = "status"     // a goal or target is at risk, behind, or well again
	Milestone  Kind = "milestone"  // a part of a target, or the whole, is reached
	Stuck      Kind = "stuck"      // a deal stands in its stage longer than deals usually do
	Stale      Kind = "stale"      // a source has not delivered in its rhythm
	Call       Kind = "call"       // a period ends soon, and its forecast is missing
	Commitment Kind = "commitment" // something that was promised is due
)

// Kinds returns all kinds, in the order in which they are shown.
func Kinds() []Kind { return []Kind{Status, Milestone, Stuck, Call, Commitment, Stale} }

// Words of a kind, for people.
type Words struct{ Name, What string }

// Words returns how the kind is called and what it tells.
func (k Kind) Words() Words {
	return map[Kind]Words{
		Status:     {"Status changes", "A goal or target comes to be at risk or behind, or is well again."},
		Milestone:  {"Milestones", "25, 50, 75 and 100% of a target are reached."},
		Stuck:      {"Deals that stand still", "A deal has been in its stage longer than 9 of 10 deals before it."},
		Stale:      {"Silent sources", "Data that came regularly has not come."},
		Call:       {"Missing forecasts", "A period ends soon and you have made no forecast for it."},
		Commitment: {"Commitments", "What was promised at a check-in is due."},
	}[k]
}

// Tone says how an alert is meant; it is shown beside a word, never alone.
type Tone string

// The tones.
const (
	Good   Tone = "good"
	Bad    Tone = "bad"
	Notice Tone = "notice"
)

// Happening is something that is worth telling, before it is known whom.
type Happening struct {
	Kind    Kind
	Subject string     // what it is about: a goal, a target, a deal, a source
	What    string     // what happened to it; with kind and subject it is told once
	Node    org.NodeID // who may see it sees the node
	Tone    Tone
	Title   string // one line
	Text    string // a sentence or two with the numbers
	Link    string // the page that shows it, from the root of the site

	Self bool   // it is told to those whom it is about, and not to their managers
	To   string // a user whom it is told to whatever else holds; "" for none
}

// Alert is what one person is told.
type Alert struct {
	ID     string // grows with time
	UserID string
	Happening
	MadeAt int64  // microseconds
	SeenAt int64  // 0: not yet
	MailID string // of the mail that told it; "" for none
}

// IsSeen reports whether its reader has seen it.
func (a Alert) IsSeen() bool { return a.SeenAt != 0 }

func (a Alert) made() time.Time { return time.UnixMicro(a.MadeAt) }
