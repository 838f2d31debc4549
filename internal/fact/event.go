package fact

import (
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// EventKind says what an event is.
type EventKind string

// The kinds of event: everything that happens besides sales.
const (
	Lead        EventKind = "lead"        // somebody who may buy
	Opportunity EventKind = "opportunity" // a deal that may be won
	Activity    EventKind = "activity"    // a call, a demo, a proposal
	Feedback    EventKind = "feedback"    // an answer of a customer: CSAT or NPS
	Contract    EventKind = "contract"    // what a customer pays per month, from a day to a day
	Training    EventKind = "training"    // a course that somebody completed
	Market      EventKind = "market"      // how large a market is, in accounts or in value
)

// EventKey names an event; ids are unique within a source and kind.
type EventKey struct {
	Kind EventKind
	Key
}

// CaseID names events that are one story: a lead with the opportunities that
// came of it. Any other event is a case of its own.
type CaseID string

// Event is one thing that happened, as one version tells it. Which fields mean
// something is said by the kind:
//
//	lead         Day created, Steps its statuses
//	opportunity  Day created, Steps its stages, Outcome and Closed, Amount, Until the expected close,
//	             Categories how sure it was thought to be
//	activity     Day held, Type (call, demo, …), Quantity how many
//	feedback     Day given, Type csat or nps, Quantity the score, Scale the best score
//	contract     Day the first, Until the end (exclusive), Amount per month
//	training     Day completed (Never while it is not), Type the course
//	market       Day the first, Until the end (exclusive), Type accounts or value, Quantity or Amount;
//	             Place is the node that it is about
type Event struct {
	EventKey
	Case       CaseID
	Name       string
	OccurredAt int64       // microseconds since 1970-01-01 UTC; orders the events of a day
	Day        period.Date // in the organisation's time zone
	Until      period.Date // exclusive for spans; Never when there is none
	Owner      org.NodeID  // a person; "" for nobody
	Customer   org.NodeID
	Product    org.NodeID
	Territory  org.NodeID
	Channel    org.NodeID
	LeadSource org.NodeID
	Place      org.NodeID // of a market figure
	Type       string
	Amount     *money.Amount // in Currency; nil when unknown
	Currency   money.Currency
	Quantity   money.Amount
	Scale      money.Amount
	Steps      []Step         // ascending by day; of leads and opportunities
	Outcome    Outcome        // Open also when it is for the steps to say
	Closed     period.Date    // day of the outcome; Never when it is not said; means nothing while open
	Categories []CategoryStep // ascending by day; of opportunities
	Withdrawn  bool           // the source no longer has it; counts for nothing
}

// Step says that a lead or an opportunity came to a stage on a day.
type Step struct {
	Stage string      `json:"stage"` // as the source names it
	Day   period.Date `json:"day"`
}

// Outcome says how a lead or an opportunity ended.
type Outcome string

// The outcomes.
const (
	Open Outcome = ""
	Won  Outcome = "won"
	Lost Outcome = "lost"
)

// EventVersion is what was known of an event during Known; see Version.
type EventVersion struct {
	Event
	Number     int // from 1
	Known      period.Range
	RecordedAt int64
	Batch      string
	By         string
}

// Milestone is what a stage means, whatever a source calls it.
type Milestone string

// The milestones. A stage that is none of them has only its position.
const (
	Qualified Milestone = "qualified" // a lead that sales takes on
	Converted Milestone = "converted" // a lead that became an opportunity
	StageWon  Milestone = "won"
	StageLost Milestone = "lost"
)

// Stage is a step of the funnel of leads or of opportunities. Who comes to a
// stage has passed all stages of smaller Position, skipped or not.
type Stage struct {
	Object   EventKind `json:"object"` // Lead or Opportunity
	Name     string    `json:"name"`
	Position int       `json:"position"`
	Means    Milestone `json:"means"`
}
