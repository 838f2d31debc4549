// Package sample builds valid domain values for tests: an organisation, and
// records that go through a real profile as a file's rows would. It is for
// tests only; no production code imports it.
package sample

import (
	"time"

	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Root is the company of every sample organisation.
var Root = org.ID(org.Company, "acme")

// Organisation returns a company in Brussels that counts in euros.
func Organisation(id string) org.Organisation {
	place, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		panic("sample: this system knows no time zones: " + err.Error())
	}
	_, sourceID := Root.Split()
	return org.Organisation{ID: id, SourceID: sourceID, Name: "Acme", Place: place, Currency: "EUR",
		Calendar: period.DefaultCalendar(), Published: org.PublishCompany}
}
