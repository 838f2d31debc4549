package pipeline

import (
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// newOrganisation returns the organisation that a profile describes.
func newOrganisation(orgID string, profile *ingest.Profile) (org.Organisation, error) {
	if profile.Organisation == nil {
		return org.Organisation{}, fault.New(fault.Conflict,
			"this database holds no organisation yet; add an organisation section to the profile, or set one up on the page first")
	}
	said := *profile.Organisation
	o := org.Organisation{ID: orgID, SourceID: said.ID, Name: said.Name, Place: said.TimeZone, Currency: said.Currency,
		Published: org.PublishCompany, Calendar: period.DefaultCalendar()}
	if said.FiscalYearStarts != 0 {
		o.Calendar.YearStarts = said.FiscalYearStarts
	}
	if said.WeekStarts != nil {
		o.Calendar.WeekStarts = *said.WeekStarts
	}
	if layout, ok := layouts[said.Calendar]; ok {
		o.Calendar.Layout = layout
	}
	if len(said.WorkingDays) > 0 {
		o.Calendar.WorkingDays = [7]bool{}
		for _, day := range said.WorkingDays {
			o.Calendar.WorkingDays[day] = true
		}
	}
	for _, day := range said.Holidays {
		if o.Calendar.Holidays == nil {
			o.Calendar.Holidays = map[period.Date]bool{}
		}
		o.Calendar.Holidays[day] = true
	}
	return o, o.Validate()
}

// layouts are the words of a profile for how a year is divided.
var layouts = map[string]period.Layout{
	"month": period.Months, "4-4-5": period.FourFourFive, "4-5-4": period.FourFiveFour, "5-4-4": period.FiveFourFour,
}
