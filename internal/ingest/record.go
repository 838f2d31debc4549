package ingest

import (
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Kind names what a record is about.
type Kind string

// The kinds, in the order in which they are applied: a kind refers only to
// kinds before it.
const (
	KindRegion      Kind = "region"      // a group of territories
	KindTerritory   Kind = "territory"   // where something is sold
	KindTeam        Kind = "team"        // a named team, or a group of people across teams
	KindPerson      Kind = "person"      // somebody who sells or leads
	KindReporting   Kind = "reporting"   // who somebody reported to, dated
	KindAssignment  Kind = "assignment"  // which territory somebody covered, dated
	KindCategory    Kind = "category"    // a top product group
	KindSubcategory Kind = "subcategory" // a product group inside a category
	KindProduct     Kind = "product"     //
	KindSegment     Kind = "segment"     // a group of customers
	KindCustomer    Kind = "customer"    //
	KindChannel     Kind = "channel"     // the way on which something is sold
	KindLeadSource  Kind = "lead_source" // where a lead came from
	KindStage       Kind = "stage"       // a step of the funnel of leads or of opportunities
	KindRate        Kind = "rate"        // what one currency was worth in another, from a day on
	KindPlanRate    Kind = "plan_rate"   // what it counts as in the plans of a period
	KindTarget      Kind = "target"      // a quota or target for a period
	KindLead        Kind = "lead"        // somebody who may buy
	KindOpportunity Kind = "opportunity" // a deal that may be won
	KindStageChange Kind = "stage_change"
	KindActivity    Kind = "activity" // a call, a demo, a proposal
	KindFeedback    Kind = "feedback" // an answer of a customer: CSAT or NPS
	KindContract    Kind = "contract" // what a customer pays per month, dated
	KindTraining    Kind = "training" // a course that somebody takes
	KindMarket      Kind = "market"   // how large a market is, dated
	KindSale        Kind = "sale"     // one line of an order
	KindSplit       Kind = "split"    // a person's share of an order
)

// Kinds lists every kind in the order of application.
func Kinds() []Kind {
	return []Kind{
		KindRegion, KindTerritory, KindTeam, KindPerson, KindReporting, KindAssignment,
		KindCategory, KindSubcategory, KindProduct, KindSegment, KindCustomer, KindChannel, KindLeadSource, KindStage,
		KindRate, KindPlanRate, KindTarget, KindLead, KindOpportunity, KindStageChange, KindActivity, KindFeedback,
		KindContract, KindTraining, KindMarket, KindSale, KindSplit,
	}
}

// Record is one thing that a source says, in our words but with the source's
// ids. It is one of the struct types of this file and of record_event.go.
// References (an owner, a
// parent, a product) are the source's ids too; an empty reference means none.
// Whether they exist is decided where the record is applied.
type Record interface{ Kind() Kind }

// Region is a group of territories.
type Region struct{ ID, Name string }

// Territory is a place that is sold to; Region may be empty.
type Territory struct{ ID, Name, Region string }

// Team is a set of people. A team with Group true stands beside the tree: its
// numbers add up its members', but drill-down does not pass through it, so a
// person may belong to several groups and to one team.
type Team struct {
	ID, Name string
	Parent   string // a team; empty means directly under the company
	Group    bool
}

// Person is somebody who sells or leads. Either Manager or Team says where the
// person stands in the tree from During.Start on; both empty means directly
// under the company. Dated changes come as Reporting records.
type Person struct {
	ID      string
	Aliases []string // other ids that the source uses for the same person
	Name    string
	Title   string
	Manager string       // a person; the people who report to one manager form that manager's team
	Team    string       // a team
	Groups  []string     // teams with Group true
	During  period.Range // employment; Always..Never when the source does not say
}

// Reporting says who a person reported to (Manager) or which team the person
// was in (Team) during a time. Exactly one of the two is set.
type Reporting struct {
	Person, Manager, Team string
	During                period.Range
}

// Assignment says which territory a person covered during a time.
type Assignment struct {
	Person, Territory string
	During            period.Range
}

// Category is a top product group.
type Category struct{ ID, Name string }

// Subcategory is a product group inside a category; Category may be empty.
type Subcategory struct{ ID, Name, Category string }

// Product is what is sold. Subcategory or Category may be set, not both.
type Product struct{ ID, Name, Subcategory, Category string }

// Segment is a group of customers. Like a channel and a lead source it is made
// from its id where a record names it, so a profile need not describe it.
type Segment struct{ ID, Name string }

// Customer is an account or a consumer; Segment is the id of its segment, and
// may be empty.
type Customer struct{ ID, Name, Segment string }

// Channel is a way on which something is sold: direct, partner, web.
type Channel struct{ ID, Name string }

// LeadSource is where leads come from: a fair, a campaign, a referral.
type LeadSource struct{ ID, Name string }

// Stage is a step of the funnel of leads or of opportunities (Object is
// KindLead or KindOpportunity). Its name is what leads and opportunities say.
type Stage struct {
	Object   Kind
	Name     string
	Position int    // who comes to a stage has passed those of smaller position
	Means    string // qualified, converted, won, lost or empty
}

// Rate says that from Day on one unit of From is worth Rate of To.
type Rate struct {
	Day  period.Date
	Rate money.Rate
}

// PlanRate says that in the plans of a period one unit of From counts as Rate
// of To, whatever the rates of the days are.
type PlanRate struct {
	Period period.Range
	Rate   money.Rate
}

// Target is what Of should reach in the period. Of is an id of kind OfKind
// (one of NodeKinds, or "company", whose id may be empty).
type Target struct {
	OfKind   Kind
	Of       string
	Metric   string // id of a metric, "revenue" when the source does not say
	Period   period.Range
	Value    money.Amount
	Currency money.Currency // empty: the organisation's, or not money
	Author   string
	Reason   string
	KnownOn  period.Date // 0: known from the beginning on first load, else on arrival
}

// KindCompany is what a Target may be of besides the importable kinds.
const KindCompany Kind = "company"

// NodeKinds lists the kinds that numbers are kept for: what a target or a
// market may be of.
func NodeKinds() []Kind {
	return []Kind{
		KindPerson, KindTeam, KindRegion, KindTerritory, KindCategory, KindSubcategory, KindProduct,
		KindSegment, KindCustomer, KindChannel, KindLeadSource,
	}
}

// Sale is one line of an order. Order groups the lines that are one deal; it
// equals ID when the source has no orders.
type Sale struct {
	ID         string // unique within the source
	Order      string
	OccurredAt int64       // microseconds since 1970-01-01 UTC; orders the sales of a day
	Day        period.Date // in the organisation's time zone
	Owner      string      // a person; empty: nobody's (a web shop)
	Customer   string
	Product    string
	Territory  string
	Channel    string
	LeadSource string
	Quantity   money.Amount
	Amount     money.Amount
	List       *money.Amount // of the line, before discounts; nil: unknown
	Cost       *money.Amount // nil: unknown
	Currency   money.Currency
	Cancelled  bool
}

// Split is a person's share of an order. All shares of an order in one ledger
// come together; revenue shares total exactly 100 %.
type Split struct {
	Order   string
	Person  string
	Percent money.Amount // 60 % is 60.0000
	Overlay bool         // credited in the overlay ledger instead
}

// Kind implements Record.
func (Region) Kind() Kind      { return KindRegion }
func (Territory) Kind() Kind   { return KindTerritory }
func (Team) Kind() Kind        { return KindTeam }
func (Person) Kind() Kind      { return KindPerson }
func (Reporting) Kind() Kind   { return KindReporting }
func (Assignment) Kind() Kind  { return KindAssignment }
func (Category) Kind() Kind    { return KindCategory }
func (Subcategory) Kind() Kind { return KindSubcategory }
func (Product) Kind() Kind     { return KindProduct }
func (Segment) Kind() Kind     { return KindSegment }
func (Customer) Kind() Kind    { return KindCustomer }
func (Channel) Kind() Kind     { return KindChannel }
func (LeadSource) Kind() Kind  { return KindLeadSource }
func (Stage) Kind() Kind       { return KindStage }
func (Rate) Kind() Kind        { return KindRate }
func (PlanRate) Kind() Kind    { return KindPlanRate }
func (Target) Kind() Kind      { return KindTarget }
func (Sale) Kind() Kind        { return KindSale }
func (Split) Kind() Kind       { return KindSplit }
