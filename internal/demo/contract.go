package demo

import (
	"fmt"

	"github.com/attainhq/attain/internal/period"
)

// contract tells the life of a subscription: years of it, with renewals at new
// prices and sizes, until the customer leaves or today comes.
func (r *run) contract(c chance, a *account, x wish, from period.Date) {
	const (
		leaves, worse = 0.10, 0.45 // each year; in a territory in trouble
		unhappy       = 0.08       // more for each point of satisfaction below what is usual
		grows         = 0.24       // within a year
		usual         = 4.2
	)
	r.contracts++
	number, part := r.contracts, 0
	for start := from; ; {
		end := start.AddMonths(yearly)
		who, _ := r.holder(a.seat, min(start, r.Today))
		write := func(from, to period.Date) {
			part++
			_, year := r.worth(x, start, r.currency(r.seats[a.seat].place), yearly)
			r.out.contracts.row(fmt.Sprintf("K%05d-%d", number, part), a.id(), r.products[x.product].id, r.places[r.seats[a.seat].place].id,
				r.people[who].id, from, to, year/yearly, r.currency(r.seats[a.seat].place))
		}
		grown := start.AddMonths(c.between(3, 9))
		if c.yes(grows) && grown <= r.Today {
			write(start, grown)
			more := max(1, x.quantity*c.between(10, 45)/100)
			r.billed(c, a, wish{product: x.product, quantity: more, discount: x.discount}, grown, int(end.Month()-grown.Month()+yearly)%yearly)
			x.quantity += more
			write(grown, end)
		} else {
			write(start, end)
		}
		if end > r.Today {
			return
		}
		risk := leaves + worse*r.trouble(r.seats[a.seat].place, end) + unhappy*(usual-r.satisfaction(a, end))
		if c.yes(risk) {
			a.gone = min(a.gone, end)
			return
		}
		x = renewed(c, x)
		r.billed(c, a, x, end, yearly)
		start = end
	}
}

// renewed returns a subscription as it goes on.
func renewed(c chance, x wish) wish {
	const smaller, larger = 0.14, 0.34
	switch at := c.Float64(); {
	case at < smaller:
		x.quantity = max(1, x.quantity*c.between(60, 90)/100)
	case at < smaller+larger:
		x.quantity += max(1, x.quantity*c.between(5, 30)/100)
	}
	return x
}

// billed writes the order for some months of a subscription.
func (r *run) billed(c chance, a *account, x wish, d period.Date, months int) {
	d = r.workday(d)
	if d < r.first || months == 0 {
		return
	}
	who, _ := r.holder(a.seat, min(d, r.Today))
	r.order(c, order{day: d, account: a, owner: r.people[who].id, place: r.seats[a.seat].place, channel: "Direct", source: "Existing customer",
		wishes: []wish{x}, months: months})
}
