package org

import (
	"slices"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Published says which totals the organisation shows to all its users.
type Published string

// The settings.
const (
	PublishNone     Published = "none"
	PublishCompany  Published = "company"  // the company's
	PublishTeams    Published = "teams"    // and the teams'
	PublishEveryone Published = "everyone" // and each person's
)

// Valid reports whether the setting is one of the four.
func (p Published) Valid() bool {
	return slices.Contains([]Published{PublishNone, PublishCompany, PublishTeams, PublishEveryone}, p)
}

// Kinds returns the kinds of node whose totals are published; an unknown
// setting publishes none.
func (p Published) Kinds() []string {
	switch p {
	case PublishCompany:
		return []string{string(Company)}
	case PublishTeams:
		return []string{string(Company), string(Team)}
	case PublishEveryone:
		return []string{string(Company), string(Team), string(Person)}
	default:
		return nil
	}
}

// Denominator says which version of a target attainment is held against when
// the target changed within its period.
type Denominator string

// The policies.
const (
	DenominatorLatest      Denominator = "latest"       // the version in force on the as-of day, for the whole period
	DenominatorCreditDate  Denominator = "credit_date"  // each credit by the version in force on its day, added up
	DenominatorDayWeighted Denominator = "day_weighted" // the versions' mean, weighted by their calendar days
)

// Valid reports whether the policy is one of the three.
func (d Denominator) Valid() bool {
	return slices.Contains([]Denominator{DenominatorLatest, DenominatorCreditDate, DenominatorDayWeighted}, d)
}

// Or returns the policy, or the other one when it is not set.
func (d Denominator) Or(other Denominator) Denominator {
	if d == "" {
		return other
	}
	return d
}

// Organisation is a company that the server keeps numbers for, with what it
// counts by.
type Organisation struct {
	ID             string // key of every row; never changes
	SourceID       string // the id of the company's node, as the source gave it
	Name           string
	Place          *time.Location
	Currency       money.Currency
	Calendar       period.Calendar
	Pinned         period.Date // its "today" when it does not follow the clock; 0 when it does
	Published      Published
	PublishRanking bool        // everybody sees names, ranks and attainment of colleagues
	Denominator    Denominator // "": DenominatorLatest
	LastAt         time.Time   // when something of it changed last, by the clock of whichever server changed it
}

// Root returns the company's node.
func (o Organisation) Root() NodeID { return ID(Company, o.SourceID) }

// Followed is how far a clock may be behind the organisation's last change to
// take that for the present. The change of a clock that was further ahead than
// that was a mistake, and must not stop the time of everything that comes after.
const Followed = 24 * time.Hour

// Clock returns what counts as now when a server's clock shows this instant. It
// never goes back behind the last change: of the clocks of several servers one
// is always behind, and a clock may be set back. What was known yesterday would
// not stay what was known yesterday.
func (o Organisation) Clock(now time.Time) time.Time {
	if behind := o.LastAt.Sub(now); behind > 0 && behind <= Followed {
		return o.LastAt
	}
	return now
}

// Today returns the organisation's current day: the pinned one, else the day
// that its clock shows at its place.
func (o Organisation) Today(now time.Time) period.Date {
	if o.Pinned != 0 {
		return o.Pinned
	}
	return period.DateOf(o.Clock(now), o.Place)
}

// Validate returns what is wrong with the settings, all fields at once.
func (o Organisation) Validate() error {
	var wrong fault.Fields
	if strings.TrimSpace(o.Name) == "" {
		wrong.Add("name", "is missing")
	}
	if o.Place == nil {
		wrong.Add("time_zone", "is missing; use an IANA name such as Europe/Brussels")
	}
	if _, err := money.ParseCurrency(string(o.Currency)); err != nil {
		wrong.Add("currency", "%v", err)
	}
	if !o.Published.Valid() {
		wrong.Add("published", "is %q; use none, company, teams or everyone", o.Published)
	}
	if o.Denominator != "" && !o.Denominator.Valid() {
		wrong.Add("denominator", "is %q; use latest, credit_date or day_weighted", o.Denominator)
	}
	if err := o.Calendar.Validate(); err != nil {
		wrong.Add("calendar", "%v", err)
	}
	return wrong.Err("these settings cannot be used")
}

// ParsePlace reads an IANA time zone name.
func ParsePlace(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fault.New(fault.Invalid, "the time zone is missing; use an IANA name such as Europe/Brussels")
	}
	place, err := time.LoadLocation(name)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "%q is not a time zone; use an IANA name such as Europe/Brussels", name)
	}
	return place, nil
}
