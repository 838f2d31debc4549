package demo

import (
	"context"
	"math"

	"github.com/attainhq/attain/internal/period"
)

// run tells the history of a company, once. What happens on a day is written
// with all that follows of it, so little is held in memory: the accounts of the
// seats.
type run struct {
	*World
	names     namer // of customers
	out       *sheets
	customers [][]*account // by seat, who has bought

	accounts, leadCount, deals, orders, contracts, activities, answers int
	overlaid                                                           string // the last order with overlay credit
}

// Write writes the files of the company. It can be called again, and writes the
// same.
func (w *World) Write(ctx context.Context, create Create) error {
	r := &run{World: w, names: namer{map[string]bool{}}, out: newSheets(create), customers: make([][]*account, len(w.seats))}
	r.company()
	r.money()
	r.quotas()
	r.market()
	r.training()
	r.before()
	for d := w.opening; d < w.days.End && r.out.err == nil; d++ {
		if err := ctx.Err(); err != nil {
			r.out.err = err
		}
		if w.calendar.IsWorkingDay(d) {
			r.day(d)
		}
	}
	err := r.out.close()
	if err != nil {
		return err
	}
	return w.texts(create)
}

// day tells what begins on a working day.
func (r *run) day(d period.Date) {
	for n := range r.seats {
		c := newChance(r.Seed, "day", int(d-r.opening), n)
		r.leads(c, n, d)
		r.farming(c, n, d)
		r.again(c, n, d)
		r.routine(c, n, d)
	}
}

// before tells of the customers that the company had when the history begins:
// each has ordered once in the year before, and most have a contract.
func (r *run) before() {
	const (
		each       = 10 // customers of a seat
		contracted = 0.62
		neglected  = 0.2 // of the customers of who falls short
	)
	year := int(r.opening - r.first)
	for n := range r.seats {
		c := newChance(r.Seed, "before", n)
		for range each {
			a := r.account(c, n)
			day := r.workday(r.first.Add(c.IntN(year - 7)))
			who, _ := r.holder(n, day)
			wishes := []wish{{product: r.wanted(c, hardware, day), quantity: c.between(2, 12)}}
			r.order(c, order{day: day, account: a, owner: r.people[who].id, place: r.seats[n].place, channel: "Direct", source: "Existing customer",
				wishes: r.discounted(c, wishes, who, a, day)})
			signed := contracted
			if r.people[who].id == r.Stories.Laggard {
				signed = neglected
			}
			if c.yes(signed) {
				x := wish{product: r.wanted(c, subscription, day), quantity: max(2, int(c.around(5*math.Sqrt(segmentTable()[a.segment].size), 0.4))), discount: c.between(0, 12)}
				first := r.opening.AddMonths(-c.between(1, 22))
				r.contract(c, a, x, first.FirstOfMonth())
			}
		}
	}
}
