package fact

import (
	"cmp"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// String writes kind source/id, for messages.
func (k EventKey) String() string { return string(k.Kind) + " " + k.Key.String() }

// Own returns the id of the case that the event is by itself.
func (k EventKey) Own() CaseID { return CaseID(string(k.Kind) + ":" + k.Key.String()) }

// Lead returns the lead that the case began with; ok is false for a case of
// anything else.
func (id CaseID) Lead() (key EventKey, ok bool) {
	text, isLead := strings.CutPrefix(string(id), string(Lead)+":")
	source, of, isKey := strings.Cut(text, "/")
	return EventKey{Kind: Lead, Key: Key{Source: source, ID: of}}, isLead && isKey
}

// Case is everything ever known of the events of one story. A version belongs
// to the case that it names itself, so an event that went from one case to
// another has versions in both.
type Case struct {
	ID     CaseID
	Events []EventVersion // any order; all versions of all events
}

// At returns the events that count as known on the day, in the order of their
// kinds and keys. Steps of later days are among them: a step is known on its
// own day at the earliest.
func (c Case) At(known period.Date) []EventVersion {
	var events []EventVersion
	for _, v := range c.Events {
		if v.Known.Contains(known) && !v.Withdrawn {
			events = append(events, v)
		}
	}
	slices.SortFunc(events, func(a, b EventVersion) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID))
	})
	return events
}

// KnownBy returns what was known of the case at the end of the day.
func (c Case) KnownBy(day period.Date) Case {
	known := Case{ID: c.ID}
	for _, v := range c.Events {
		var ok bool
		if v.Known, ok = v.Known.KnownBy(day); ok {
			known.Events = append(known.Events, v)
		}
	}
	return known
}

// Breaks returns the days on which something became known of the case itself,
// ascending.
func (c Case) Breaks() []period.Date {
	var breaks []period.Date
	for _, v := range c.Events {
		if v.Known.Empty() {
			continue
		}
		breaks = append(breaks, v.Known.Start)
		if !v.Known.IsOpen() {
			breaks = append(breaks, v.Known.End)
		}
	}
	slices.Sort(breaks)
	return slices.Compact(breaks)
}

// EventFilter says which cases are wanted: those with an event, in any version,
// that says something about one of the days, by all of the fields that are set.
// nil sets no condition, an empty list finds nothing. It is a superset: what
// counts on which day is for package metric to say.
type EventFilter struct {
	Days       period.Range
	Kinds      []EventKind
	People     []org.NodeID // owners
	Places     []org.NodeID // territories, and what market figures are about
	Products   []org.NodeID
	Customers  []org.NodeID
	Currencies []money.Currency
	Most       int // how many are wanted of them, whichever; 0: all
}
