package demo

import (
	"fmt"

	"github.com/attainhq/attain/internal/period"
)

// source is where leads come from.
type source struct {
	name      string
	share     float64 // of the leads
	qualified float64 // how many of them can become customers
	luck      float64 // odds of winning them, 1 on average
}

func sourceTable() []source {
	return []source{
		{"Web site", 0.34, 0.40, 1.00},
		{"Trade fair", 0.14, 0.34, 0.92},
		{"Webinar", 0.13, 0.42, 0.95},
		{"Referral", 0.11, 0.66, 1.30},
		{"Partner", 0.10, 0.55, 1.12},
		{"Outbound", 0.18, 0.30, 0.88},
	}
}

// leads tells what becomes of the leads that a seat is given on a day.
func (r *run) leads(c chance, n int, d period.Date) {
	const (
		field, inside = 68.0, 120.0 // a year
		growth        = 0.14
		troubles      = 0.45
		slowStart     = 0.15 // what is left at least in the first days on ramp
	)
	perYear := field
	if r.seats[n].inside {
		perYear = inside
	}
	mean := perYear / workdaysYear * interest(d) * r.places[r.seats[n].place].pull * r.growth(d, growth)
	mean *= 1 - troubles*r.trouble(r.seats[n].place, d)
	if who, vacant := r.holder(n, d); vacant {
		mean /= 2
	} else {
		mean *= max(slowStart, ramp(r.people[who].tenure(d)))
	}
	for range c.count(mean) {
		r.lead(n, d)
	}
}

// ramp returns how much of his full work a new hire does.
func ramp(tenure int) float64 {
	const months = 30.4
	switch at := float64(tenure) / months; {
	case at < 1:
		return 0.25
	case at < 2:
		return 0.5
	case at < 3:
		return 0.75
	}
	return 1
}

// lead tells the life of one lead.
func (r *run) lead(n int, d period.Date) {
	r.leadCount++
	c := newChance(r.Seed, "lead", r.leadCount)
	shares := make([]float64, len(sourceTable()))
	for i, s := range sourceTable() {
		shares[i] = s.share
	}
	from := sourceTable()[c.pick(shares)]
	l := journey{World: r.World, created: d, qualified: period.Never, converted: period.Never, disqualified: period.Never}
	l.walk(c, from)
	who, _ := r.holder(n, min(l.last(), r.Today))
	channel := "Direct"
	if from.name == "Partner" {
		channel = "Partner"
	}
	id := fmt.Sprintf("L%06d", r.leadCount)
	var customer, company string
	if l.converted <= r.Today {
		a := r.account(c, n)
		customer, company = a.id(), a.name
		defer r.deal(deal{seat: n, account: a, created: l.converted, lead: id, source: from.name, channel: channel, luck: from.luck})
	} else {
		company = r.names.company(c, r.places[r.seats[n].place].region)
	}
	status, since := l.status()
	r.out.leads.row(id, company, d, from.name, channel, r.products[r.wanted(c, hardware, d)].id, r.places[r.seats[n].place].id, r.people[who].id,
		l.known(l.qualified), l.known(l.converted), l.known(l.disqualified), status, since, customer)
}

// journey is the way of a lead. A day after today has not come yet.
type journey struct {
	*World
	created, contacted, qualified, converted, disqualified period.Date
}

// walk decides how far the lead comes.
func (l *journey) walk(c chance, from source) {
	const converts, lost = 0.68, 0.6
	l.contacted = l.workday(l.created.Add(c.IntN(4)))
	if !c.yes(from.qualified) {
		l.disqualified = l.workday(l.contacted.Add(c.days(9)))
		return
	}
	l.qualified = l.workday(l.contacted.Add(c.days(4) - 1))
	switch {
	case c.yes(converts):
		l.converted = l.workday(l.qualified.Add(c.days(6) - 1))
	case c.yes(lost):
		l.disqualified = l.workday(l.qualified.Add(c.days(20)))
	}
}

// known returns the day if it has come.
func (l *journey) known(d period.Date) period.Date {
	if d > l.Today {
		return period.Never
	}
	return d
}

// status returns where the lead stands today, and since when.
func (l *journey) status() (name string, since period.Date) {
	switch {
	case l.disqualified <= l.Today:
		return "Disqualified", l.disqualified
	case l.converted <= l.Today:
		return "Converted", l.converted
	case l.qualified <= l.Today:
		return "Qualified", l.qualified
	case l.contacted <= l.Today:
		return "Contacted", l.contacted
	}
	return "New", l.created
}

// last returns the day on which the lead changed last.
func (l *journey) last() period.Date {
	_, since := l.status()
	return since
}
