package shadow

import (
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Line is a deal as the sheet has it.
type Line struct {
	Number   int // in the file, from 1
	Ref      string
	Customer string
	Day      period.Date // 0: the sheet says none
	Amount   money.Amount
}

// Place says where a deal stands for the number that is looked at.
type Place int

// The places of an entry.
const (
	Here      Place = iota // it counts in the number
	Elsewhen               // it counts for the same node, in another period
	Elsewhere              // it is credited to somebody else
	Gone                   // it is cancelled or withdrawn
	Held                   // it waits in quarantine: Attain has read it, and could not use it
)

// Entry is a deal as Attain knows it.
type Entry struct {
	Place        Place
	Source       string
	Order        string
	Refs         []string // ids under which a sheet may name it: of the order and of its lines
	Customer     org.NodeID
	CustomerName string
	Day          period.Date
	Credited     money.Amount // what of it the number contains; 0 unless it is Here
	Whole        money.Amount // all of it, in the organisation's currency
	Own          money.Amount // all of it, as the source wrote it
	Currency     money.Currency
	Foreign      bool // Currency is not the organisation's
	Late         bool // it happened in a closed period, and counts where it became known
	Earlier      []Earlier
	To           []string // Elsewhere: who has the credit, as far as the reader may know
	When         string   // Elsewhen: the days on which it counts
	Why          string   // Held: what is wrong with it
}

// Earlier is what the whole deal was before it changed, in the currency of its
// source.
type Earlier struct {
	Amount  money.Amount
	Changed period.Date // the day on which the change became known
}

// Reason says why a line and an entry differ.
type Reason string

// The reasons, in the order in which they are told.
const (
	Same        Reason = "same"
	Rounded     Reason = "rounded"      // by less than one unit of the currency
	Split       Reason = "split"        // the sheet has all of a deal that is shared
	Converted   Reason = "converted"    // the sheet has the amount in another currency
	Changed     Reason = "changed"      // the sheet has what it was before
	Differs     Reason = "differs"      // another amount, and no reason is known
	OtherPeriod Reason = "other_period" // it counts in another period
	OtherPerson Reason = "other_person" // somebody else has the credit
	Cancelled   Reason = "cancelled"
	Repeated    Reason = "repeated" // the sheet has it twice
	Quarantined Reason = "quarantined"
	Unknown     Reason = "unknown" // Attain knows no such deal
	Missing     Reason = "missing" // the sheet has not got it
)

// Reasons returns all of them in order.
func Reasons() []Reason {
	return []Reason{Same, Rounded, Split, Converted, Changed, Differs, OtherPeriod, OtherPerson, Cancelled, Repeated, Quarantined, Unknown, Missing}
}

// Match is a line of the sheet beside the deal that it is. One of the two may
// be nil.
type Match struct {
	Line       *Line
	Entry      *Entry
	Reason     Reason
	Difference money.Amount // what Attain counts, less what the sheet says
	By         string       // how the two were found to be one: its number, customer and amount, …
	// Lines is how many lines of the sheet are the deal together. The first of
	// them carries the difference, the others are its Rest.
	Lines    int
	Rest     bool
	Together money.Amount // what these lines come to
}

// Sum is what all matches of one reason come to.
type Sum struct {
	Reason     Reason
	Count      int
	Difference money.Amount
}

// Result is the whole comparison: Sheet plus all differences is Attain.
type Result struct {
	Matches []Match
	Sums    []Sum // of the reasons that occur, in their order
	Sheet   money.Amount
	Attain  money.Amount
}

// Compare holds the lines against the entries. Each is used once at most; the
// same input gives the same answer in whatever order entries come.
func Compare(lines []Line, entries []Entry) Result {
	m := newMatcher(lines, entries)
	m.run()
	return m.result()
}

// reasonOf says why what the sheet has of a deal and the deal differ.
func reasonOf(amount money.Amount, e Entry) Reason {
	switch e.Place {
	case Elsewhen:
		return OtherPeriod
	case Elsewhere:
		return OtherPerson
	case Gone:
		return Cancelled
	case Held:
		return Quarantined
	}
	switch {
	case amount == e.Credited:
		return Same
	case near(amount, e.Credited):
		return Rounded
	case e.Credited != e.Whole && near(amount, e.Whole):
		return Split
	case e.Foreign && near(amount, e.Own):
		return Converted
	case slices.ContainsFunc(e.Earlier, func(was Earlier) bool { return near(amount, was.Amount) }):
		return Changed
	}
	return Differs
}

// near reports whether two amounts are less than one unit apart: sheets round.
func near(a, b money.Amount) bool {
	apart := a - b
	return max(apart, -apart) < money.Unit
}

// key makes ids comparable: sheets change case and add marks such as #.
func key(ref string) string {
	return strings.ToLower(strings.TrimLeft(strings.TrimSpace(ref), "#"))
}
