package demo

import (
	"fmt"

	"github.com/attainhq/attain/internal/period"
)

// person is somebody who sells or leads.
type person struct {
	id, name, title string
	group           string // the sales force that he belongs to; "" for none
	region          int
	manager         int // place in World.people; -1 for none. The first one, of who moved
	hired, left     period.Date
	skill           float64 // odds of winning a deal, 1 on average
	zeal            float64 // how much he does, 1 on average
	thrift          int     // points of discount that he gives less than others
	stints          []stint
}

// stint is the time of a person in a seat.
type stint struct {
	seat   int
	during period.Range // End is Never while he sits there
}

// seat is a seller's place in the company: a territory, a manager and the work
// that goes with it. People come and go.
type seat struct {
	place, manager int
	inside         bool  // sells by telephone: more leads, smaller deals
	holders        []int // places in World.people, in order
}

// holder returns who sits in a seat on a day; his manager when nobody does.
func (w *World) holder(s int, d period.Date) (who int, vacant bool) {
	for _, h := range w.seats[s].holders {
		for _, t := range w.people[h].stints {
			if t.seat == s && t.during.Contains(d) {
				return h, false
			}
		}
	}
	return w.seats[s].manager, true
}

// tenure returns for how many days a person has been with the company.
func (p person) tenure(d period.Date) int { return int(d - p.hired) }

// hire adds a person.
func (w *World) hire(title string, region, manager int, hired period.Date) int {
	n := len(w.people)
	c := newChance(w.Seed, "person", n)
	p := person{id: fmt.Sprintf("P%03d", n+1), name: w.names.person(c, region), title: title, region: region, manager: manager,
		hired: hired, left: period.Never, skill: c.around(1, 0.16), zeal: c.around(1, 0.14), thrift: c.between(-3, 3)}
	w.people = append(w.people, p)
	return n
}

// veteran returns a day of hire before the history begins.
func (w *World) veteran(n int) period.Date {
	const least, most = 300, 3200
	return w.workday(w.days.Start.Add(-newChance(w.Seed, "hired", n).between(least, most)))
}

// directorTitle begins the title of who leads a region.
const directorTitle = "Sales director"

// build hires the people: a head of sales, specialists, a director for each
// region, area managers where a region has many teams, managers and sellers.
func (w *World) build() {
	sellers, teams, areas := staff(w.People)
	w.places = newPlaces(sellers)
	head := w.hire("Chief revenue officer", 0, -1, w.veteran(0))
	for i := range specialists(w.People) {
		w.experts = append(w.experts, w.hire("Software specialist", 2*i%3, head, w.veteran(1+i)))
	}
	byRegion := make([]float64, len(regionTable()))
	for _, p := range w.places {
		byRegion[p.region] += float64(p.seats)
	}
	perTeam, perArea := divide(teams, byRegion), make([]int, len(byRegion))
	if areas > 0 {
		perArea = divide(areas, byRegion)
	}
	for r, region := range regionTable() {
		director := w.hire(directorTitle+" "+region.name, r, head, w.veteran(len(w.people)))
		w.region(r, director, perTeam[r], perArea[r])
	}
}

// specialists returns how many specialists a company of the size has.
func specialists(people int) int {
	const worth = 30
	if people < worth {
		return 0
	}
	return 2
}

// staff divides a number of people into sellers, teams and areas, each with a
// manager.
func staff(people int) (sellers, teams, areas int) {
	const (
		span    = 6 // sellers of a team
		wide    = 8 // teams of an area
		atLeast = 3 // one team for each region
		many    = 30
	)
	left := people - 1 - specialists(people) - len(regionTable())
	teams = max(atLeast, (left+span/2)/(span+1))
	if teams > many {
		teams = left * wide / (span*wide + wide + 1)
		areas = (teams + wide - 1) / wide
	}
	return left - teams - areas, teams, areas
}

// region hires the managers and the sellers of a region.
func (w *World) region(r, director, teams, areas int) {
	var chairs []seat
	for i, p := range w.places {
		if p.region != r {
			continue
		}
		for n := range p.seats {
			chairs = append(chairs, seat{place: i, inside: n%3 == 2})
		}
	}
	leads := []int{director}
	if areas > 0 {
		leads = nil
		for range areas {
			leads = append(leads, w.hire("Area sales manager", r, director, w.veteran(len(w.people))))
		}
	}
	for t := range teams {
		manager := w.hire("Sales manager", r, leads[t*len(leads)/teams], w.veteran(len(w.people)))
		for i := t * len(chairs) / teams; i < (t+1)*len(chairs)/teams; i++ {
			chairs[i].manager = manager
		}
	}
	for _, s := range chairs {
		w.seats = append(w.seats, s)
		n := len(w.seats) - 1
		w.sit(w.seller(n, w.veteran(len(w.people))), n, period.Range{Start: period.Always, End: period.Never})
	}
}

// seller hires a seller for a seat, who sits there from his first day.
func (w *World) seller(n int, hired period.Date) int {
	s := w.seats[n]
	title, group := "Account executive", "Field sales"
	if s.inside {
		title, group = "Inside sales representative", "Inside sales"
	}
	who := w.hire(title, w.places[s.place].region, s.manager, hired)
	w.people[who].group = group
	return who
}

// sit puts a person into a seat for a time.
func (w *World) sit(who, n int, during period.Range) {
	during.Start = max(during.Start, w.people[who].hired)
	w.people[who].stints = append(w.people[who].stints, stint{seat: n, during: during})
	w.seats[n].holders = append(w.seats[n].holders, who)
}

// leave ends the time of the last holder of a seat; who left the company and
// did not move has left it.
func (w *World) leave(n int, day period.Date, company bool) (who int) {
	holders := w.seats[n].holders
	who = holders[len(holders)-1]
	p := &w.people[who]
	p.stints[len(p.stints)-1].during.End = day
	if company {
		p.left = day
	}
	return who
}
