package demo

import (
	"cmp"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
)

// Options say which company is made up.
type Options struct {
	People int    // who sell or lead today, 60 when 0
	Years  int    // of history, 2 when 0
	Seed   uint64 // another seed is another company; 1 when 0
	Today  period.Date
}

// The bounds of what can be made up.
const (
	fewestPeople = 12
	mostPeople   = 20_000
	mostYears    = 10
)

// normal returns the options with their defaults.
func (o Options) normal() Options {
	const people, years, seed = 60, 2, 1
	o.People, o.Years, o.Seed = cmp.Or(o.People, people), cmp.Or(o.Years, years), cmp.Or(o.Seed, seed)
	return o
}

// Validate returns an Invalid fault that names every wrong option, nil when a
// company can be made up.
func (o Options) Validate() error {
	o = o.normal()
	var wrong fault.Fields
	if o.People < fewestPeople || o.People > mostPeople {
		wrong.Add("people", "must be from %d to %d, not %d", fewestPeople, mostPeople, o.People)
	}
	if o.Years < 1 || o.Years > mostYears {
		wrong.Add("years", "must be from 1 to %d, not %d", mostYears, o.Years)
	}
	if earliest, latest := period.NewDate(1950, 1, 1), period.NewDate(2150, 1, 1); o.Today < earliest || o.Today > latest {
		wrong.Add("today", "must be a day between %s and %s", earliest, latest)
	}
	return wrong.Err("such a company cannot be made up")
}
