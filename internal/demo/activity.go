package demo

import (
	"fmt"
	"math"
	"time"

	"github.com/attainhq/attain/internal/period"
)

// activity writes something that a seller did.
func (r *run) activity(d period.Date, what string, count, who int, customer string, place int) {
	if d > r.Today || count == 0 {
		return
	}
	r.activities++
	r.out.activities.row(fmt.Sprintf("T%07d", r.activities), d, what, count, r.people[who].id, customer, r.places[place].id)
}

// efforts writes the activities that belong to the stages of a deal.
func (r *run) efforts(c chance, d deal, steps []step) {
	for i, s := range steps {
		if s.day > r.Today {
			return
		}
		next := r.Today
		if i+1 < len(steps) {
			next = min(next, steps[i+1].day)
		}
		who, _ := r.holder(d.seat, s.day)
		zeal := r.people[who].zeal
		within := func() period.Date { return r.workday(s.day.Add(c.IntN(int(max(1, next-s.day))))) }
		held := func(what string, mean float64) {
			for range c.count(mean * zeal) {
				r.activity(within(), what, 1, who, d.account.id(), r.seats[d.seat].place)
			}
		}
		switch s.stage {
		case discovery:
			held("meeting", 0.5)
		case demonstration:
			r.activity(s.day, "demo", 1, who, d.account.id(), r.seats[d.seat].place)
			held("demo", 0.4)
			held("meeting", 0.2)
		case proposal:
			r.activity(s.day, "proposal", 1, who, d.account.id(), r.seats[d.seat].place)
			held("meeting", 0.2)
		case negotiation:
			held("negotiation", 0.8)
		case won:
			r.activity(s.day, "closing", 1, who, d.account.id(), r.seats[d.seat].place)
		}
	}
}

// routine writes what is not kept one by one: the calls of a seller's week, as
// the telephone counts them every Friday, and what he mailed and prospected in
// the four weeks before.
func (r *run) routine(c chance, n int, d period.Date) {
	if d.Weekday() != time.Friday {
		return
	}
	who, vacant := r.holder(n, d)
	if vacant {
		return
	}
	calls, mails, prospects := 34.0, 180.0, 24.0
	if r.seats[n].inside {
		calls, mails, prospects = 85, 240, 44
	}
	busy := r.people[who].zeal * max(0.4, ramp(r.people[who].tenure(d))) * math.Sqrt(interest(d))
	const weeks = 4
	for _, a := range []struct {
		what string
		mean float64
	}{{"call", calls}, {"email", mails}, {"prospecting", prospects}} {
		if a.what != "call" && (int(d)/7+n)%weeks != 0 {
			continue
		}
		r.activity(d, a.what, int(math.Round(c.around(a.mean*busy, 0.15))), who, "", r.seats[n].place)
	}
}
