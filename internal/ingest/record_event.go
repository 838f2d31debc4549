package ingest

import (
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// About says who and what an event is about. Each is an id of the source, or
// empty.
type About struct{ Owner, Customer, Product, Territory, Channel, LeadSource string }

// Moment is when an event happened.
type Moment struct {
	OccurredAt int64       // microseconds since 1970-01-01 UTC; orders the events of a day
	Day        period.Date // in the organisation's time zone
}

// Lead is somebody who may buy. A day that the source does not say is
// period.Never.
//
// Sources tell how far a lead came in two ways, and may do both: by days of
// milestones (QualifiedOn and so on), or by its current status. A status
// without a StatusOn is taken to have come on the latest of the milestones'
// days, or else on the day the lead was created.
type Lead struct {
	ID, Name string
	About
	Moment      // created
	QualifiedOn period.Date
	ConvertedOn period.Date
	WonOn       period.Date
	LostOn      period.Date
	Status      string // the name of a stage of leads, empty when not said
	StatusOn    period.Date
}

// Opportunity is a deal that may be won. A day that the source does not say is
// period.Never.
//
// Sources come in two ways. In one, a row says the current stage (Stage,
// StageOn); a stage without StageOn is taken to have come on the day of the
// close, or else on the day the opportunity was created. In the other, the
// history comes as StageChange records and Stage is empty.
//
// The outcome is Outcome or, when that is empty, what the last stage means. The
// close is ClosedOn or, when that is Never, the day of the won or lost stage.
// ClosedOn means nothing for an opportunity that is open: many systems keep one
// column for the close, expected or not.
type Opportunity struct {
	ID, Name string
	Lead     string // the lead that it came of, may be empty
	About
	Moment                      // created
	Amount        *money.Amount // nil: unknown
	Currency      money.Currency
	ExpectedClose period.Date
	Stage         string
	StageOn       period.Date
	Outcome       string // won, lost, open, or empty when the stage says it
	ClosedOn      period.Date
	Forecast
	CategoryOn period.Date // since when it stands in the category
}

// Forecast is the forecast category that a source has for an opportunity:
// commit, best_case, pipeline, omitted, or "" when it says that there is none.
// It means something only when Categorised is true. What a source calls closed
// says nothing: whether an opportunity is won is for its outcome to say.
type Forecast struct {
	Category    string
	Categorised bool
}

// StageChange says that a lead or an opportunity (Object is KindLead or
// KindOpportunity) came to a stage, or an opportunity to a forecast category,
// or both.
type StageChange struct {
	Object Kind
	Of     string // id of the lead or opportunity
	Stage  string // empty when only the category changed
	Forecast
	Moment
}

// Activity is something that somebody did to sell: a call, a meeting, a demo.
type Activity struct {
	ID, Type string
	About
	Moment                // held
	Quantity money.Amount // how many; 1 when the source does not say
}

// Feedback is one answer of a customer. Type is csat or nps, Score lies between
// 0 and Scale, the best one.
type Feedback struct {
	ID, Type string
	About
	Moment // given
	Score  money.Amount
	Scale  money.Amount
}

// Contract is what a customer pays per month during a time; a new price is a new
// contract.
type Contract struct {
	ID string
	About
	During   period.Range // End is Never when it is open
	Monthly  money.Amount
	Currency money.Currency
}

// Training is a course that a person takes. Day is period.Never, and OccurredAt
// 0, until it is completed.
type Training struct {
	ID, Course, Person string
	Moment             // completed
}

// Market is how large a market is: the accounts in it, or what is sold in it in
// all. Exactly one of Accounts and Value is set. Of is an id of kind OfKind (one
// of NodeKinds, or "company", whose id is empty).
type Market struct {
	ID       string
	OfKind   Kind
	Of       string
	During   period.Range
	Accounts *money.Amount
	Value    *money.Amount
	Currency money.Currency // of Value
}

// Kind implements Record.
func (Lead) Kind() Kind        { return KindLead }
func (Opportunity) Kind() Kind { return KindOpportunity }
func (StageChange) Kind() Kind { return KindStageChange }
func (Activity) Kind() Kind    { return KindActivity }
func (Feedback) Kind() Kind    { return KindFeedback }
func (Contract) Kind() Kind    { return KindContract }
func (Training) Kind() Kind    { return KindTraining }
func (Market) Kind() Kind      { return KindMarket }
