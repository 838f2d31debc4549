package demo

import (
	"github.com/attainhq/attain/internal/period"
)

// World is a company before anything has happened: its people, territories and
// products, and the stories that will be told. It is not changed once made.
type World struct {
	Options
	days     period.Range // of the history; the last day is Today
	opening  period.Date  // the first lead: some months before, so that deals are under way when the history begins
	first    period.Date  // the first order
	calendar period.Calendar
	names    namer
	places   []place
	people   []person
	experts  []int // specialists: overlay credit
	seats    []seat
	products []product
	turns    lifespan
	Stories  Stories
}

// Stories are what is there to find in the company. Ids are those of the files;
// empty where the company is too small for the story.
type Stories struct {
	Laggard     string      // the person who falls short again and again
	Newcomer    string      // the new hire on ramp
	Hired       period.Date // the newcomer
	Mover       string      // the person who changed team and territory
	Moved       period.Date
	Leavers     []string
	Joiners     []string // who came for them
	Territory   string   // in trouble
	TroubleFrom period.Date
	Dying       string // product
	Heir        string // product that takes its place
}

// New makes up a company.
func New(options Options) (*World, error) {
	if err := options.Validate(); err != nil {
		return nil, err
	}
	w := &World{Options: options.normal(), names: namer{map[string]bool{}}, products: catalogue()}
	start := w.Today.AddMonths(-12 * w.Years)
	w.days = period.Range{Start: start.FirstOfMonth(), End: w.Today + 1}
	w.opening = w.days.Start.AddMonths(-4)
	w.first = w.days.Start.AddMonths(-14)
	w.calendar = newCalendar(period.Range{Start: w.first.AddMonths(-24), End: w.days.End.AddMonths(24)})
	w.turns = lifespan{decline: w.ago(420), end: w.ago(90), launch: w.ago(400), novelty: w.ago(240)}
	w.build()
	w.turnover()
	w.stories()
	return w, nil
}

// ago returns a day so many days before today, of a history of two years;
// longer ones do not stretch it, shorter ones shorten it.
func (w *World) ago(days int) period.Date {
	const usual = 2
	if w.Years < usual {
		days /= usual
	}
	return w.workday(w.Today.Add(-days))
}

// turnover lets people leave, and others come for them. One of the first seats
// that falls vacant is taken by somebody of another team.
func (w *World) turnover() {
	const perLeaver = 12 // seats
	leavers := len(w.seats) / perLeaver
	c := newChance(w.Seed, "turnover")
	left := w.spread(leavers)
	for i, n := range left {
		day := w.ago(660 - (560*i)/max(1, leavers) - c.between(0, 40))
		w.Stories.Leavers = append(w.Stories.Leavers, w.people[w.leave(n, day, true)].id)
		if i == 1 && w.move(c, n, day) {
			continue
		}
		w.join(n, day.Add(c.between(15, 60)))
	}
}

// spread returns the places of n seats far from each other.
func (w *World) spread(n int) []int {
	out := make([]int, 0, n)
	for i := range n {
		out = append(out, (2*i+1)*len(w.seats)/(2*n))
	}
	return out
}

// join hires somebody for a seat, if the day has come.
func (w *World) join(n int, day period.Date) {
	day = w.workday(day)
	if day > w.Today {
		return
	}
	who := w.seller(n, day)
	w.sit(who, n, period.Range{Start: day, End: period.Never})
	w.Stories.Joiners = append(w.Stories.Joiners, w.people[who].id)
}

// move fills a seat with somebody of another team and territory, whose own seat
// is filled by a joiner.
func (w *World) move(c chance, n int, vacant period.Date) bool {
	day := w.workday(vacant.Add(c.between(10, 30)))
	for other := range w.seats {
		here, there := w.seats[n], w.seats[other]
		if there.manager == here.manager || there.place == here.place || there.inside != here.inside || len(there.holders) > 1 ||
			w.places[there.place].region != w.places[here.place].region || w.places[there.place].id == troubled {
			continue
		}
		who := w.leave(other, day, false)
		w.sit(who, n, period.Range{Start: day, End: period.Never})
		w.Stories.Mover, w.Stories.Moved = w.people[who].id, day
		w.join(other, day.Add(c.between(20, 50)))
		return true
	}
	return false
}

// stories chooses who and what the stories are about.
func (w *World) stories() {
	s := &w.Stories
	for _, p := range w.places {
		if p.id == troubled {
			s.Territory, s.TroubleFrom = p.id, w.ago(230)
		}
	}
	for _, p := range w.products {
		switch p.life {
		case dying:
			s.Dying = p.id
		case heir:
			s.Heir = p.id
		}
	}
	laggard, newcomer := -1, -1
	for n, seat := range w.seats {
		if len(seat.holders) > 1 || seat.inside || w.places[seat.place].id == troubled {
			continue
		}
		if laggard < 0 {
			laggard = n
		}
		newcomer = n
	}
	if laggard < 0 || newcomer == laggard {
		return
	}
	p := &w.people[w.seats[laggard].holders[0]]
	p.skill, p.zeal, p.thrift = 0.5, 0.74, -4
	p.hired = min(p.hired, w.days.Start.AddMonths(-30))
	s.Laggard = p.id
	// Nobody sat in the newcomer's seat before him.
	n := &w.people[w.seats[newcomer].holders[0]]
	n.hired = w.ago(78)
	n.stints[0].during.Start = n.hired
	n.skill, n.zeal = 1, 1.1
	s.Newcomer, s.Hired = n.id, n.hired
}

// Strength returns what a person does of what is usual, 1 for an average seller:
// the odds of winning and the effort. It is the truth that judgements of people
// are held against; 0 for nobody who is known.
func (w *World) Strength(person string) float64 {
	for _, p := range w.people {
		if p.id == person {
			return p.skill * p.zeal
		}
	}
	return 0
}

// trouble returns how bad things are in a place on a day, from 0 to 1.
func (w *World) trouble(place int, d period.Date) float64 {
	const grows = 75 // days until it is as bad as it gets
	if w.places[place].id != w.Stories.Territory || w.Stories.Territory == "" {
		return 0
	}
	return fade(d, w.Stories.TroubleFrom, grows)
}

// currency returns the currency of a place.
func (w *World) currency(place int) string { return regionTable()[w.places[place].region].currency }
