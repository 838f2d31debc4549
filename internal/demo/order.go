package demo

import (
	"fmt"
	"math"

	"github.com/attainhq/attain/internal/period"
)

// wish is a product that somebody wants, and how many of it.
type wish struct {
	product  int // place in World.products
	quantity int // of a subscription: users
	discount int // per cent
}

// order is what somebody bought.
type order struct {
	day      period.Date
	account  *account
	owner    string // "" for nobody: the web shop
	place    int
	channel  string
	source   string
	wishes   []wish
	months   int // for which subscriptions are billed; 0: a year
	returned bool
}

// worth returns what a wish is worth at list price, and net.
func (w *World) worth(x wish, d period.Date, currency string, months int) (list, net cents) {
	p := w.products[x.product]
	list = w.price(p, d, currency) * cents(x.quantity)
	if p.sort == subscription {
		list *= cents(months)
	}
	return list, list * cents(100-x.discount) / 100
}

// yearly is for how many months a subscription is billed.
const yearly = 12

// order writes an order and notes what follows of it. It returns its id, "" when
// its day has not come or it came back, so that nothing follows.
func (r *run) order(c chance, o order) string {
	if o.day > r.Today {
		return ""
	}
	r.orders++
	id := fmt.Sprintf("O%06d", r.orders)
	currency := r.currency(o.place)
	status := "delivered"
	o.returned = o.returned || r.regretted(o.wishes)
	if o.returned {
		status = "cancelled"
	}
	for i, x := range o.wishes {
		p := r.products[x.product]
		months := o.months
		if months == 0 {
			months = yearly
		}
		list, net := r.worth(x, o.day, currency, months)
		cost := list * cents(p.cost) / 100
		r.out.orders.row(fmt.Sprintf("%s-%d", id, i+1), id, o.day, o.account.id(), p.id, r.places[o.place].id, o.channel, o.source, o.owner,
			x.quantity, list, net, cost, currency, status)
	}
	if o.returned {
		return ""
	}
	r.bought(o.account, o.day)
	r.asked(c, o)
	return id
}

// regretted reports whether a customer who was won by a high discount does not
// want what was ordered after all. It has luck of its own, so that it changes
// nothing else.
func (r *run) regretted(wishes []wish) bool {
	const (
		few, steep = 0.003, 0.22 // without discount; 9 times as many for each 10 points
		most       = 0.3
	)
	percent := 0
	for _, x := range wishes {
		percent = max(percent, x.discount)
	}
	return percent > 0 && newChance(r.Seed, "regret", r.orders).yes(min(most, few*math.Exp(steep*float64(percent))))
}

// basket returns what a new deal is about: hardware for about the worth of a
// deal of that kind, and often a subscription and a service.
func (w *World) basket(c chance, a *account, d period.Date) []wish {
	const (
		fieldDeal, insideDeal = 15_500, 9_000 // EUR, in the middle of the market
		spread                = 0.35
		software, days        = 0.42, 0.35
		ambition              = 0.4 // how much larger the deals of a better seller are
	)
	s := w.seats[a.seat]
	median := float64(fieldDeal)
	if s.inside {
		median = insideDeal
	}
	size := segmentTable()[a.segment].size
	who, _ := w.holder(a.seat, d)
	value := c.around(median*math.Pow(size, 0.65)*math.Pow(w.people[who].skill, ambition), spread)
	parts := 1 + c.count(0.6)
	var wishes []wish
	for range min(parts, 3) {
		p := w.wanted(c, hardware, d)
		quantity := max(1, int(math.Round(value/float64(parts)/float64(w.products[p].price))))
		wishes = append(wishes, wish{product: p, quantity: quantity})
	}
	if c.yes(software) {
		wishes = append(wishes, wish{product: w.wanted(c, subscription, d), quantity: max(2, int(c.around(5*math.Sqrt(size), 0.4)))})
	}
	if c.yes(days) {
		wishes = append(wishes, wish{product: w.wanted(c, service, d), quantity: c.between(1, 3)})
	}
	return merged(wishes)
}

// merged returns the wishes with one for each product.
func merged(wishes []wish) []wish {
	var out []wish
	for _, x := range wishes {
		found := false
		for i := range out {
			if out[i].product == x.product {
				out[i].quantity += x.quantity
				found = true
			}
		}
		if !found {
			out = append(out, x)
		}
	}
	return out
}

// wanted returns a product of a sort, as the demand of the day is.
func (w *World) wanted(c chance, s sort, d period.Date) int {
	weights := make([]float64, len(w.products))
	for i, p := range w.products {
		if p.sort == s {
			weights[i] = w.turns.demand(p, d)
		}
	}
	return c.pick(weights)
}

// discounted gives the wishes the discount that a seller gives a customer; at
// the end of a quarter it is more.
func (w *World) discounted(c chance, wishes []wish, who int, a *account, d period.Date) []wish {
	const most, hurry, hurried = 32, 10, 4
	percent := segmentTable()[a.segment].discount - w.people[who].thrift + c.between(-2, 5)
	if quarter(d).End-d <= hurry {
		percent += hurried
	}
	percent += int(math.Round(5 * w.trouble(w.seats[a.seat].place, d)))
	percent = min(max(percent, 0), most)
	out := make([]wish, len(wishes))
	for i, x := range wishes {
		if out[i] = x; w.products[x.product].sort != service {
			out[i].discount = percent
		}
	}
	return out
}

// again writes the orders that customers place of themselves on a day: parts,
// probes and services.
func (r *run) again(c chance, n int, d period.Date) {
	const (
		perYear         = 1.25 // orders of a customer
		shop, partner   = 0.42, 0.15
		cancelled, more = 0.012, 0.8
		visit           = 0.25
		troubles        = 0.5
	)
	mean := perYear * float64(len(r.customers[n])) / workdaysYear * season(d) * (1 - troubles*r.trouble(r.seats[n].place, d))
	for range c.count(mean) {
		a := r.customer(c, n, d)
		if a == nil {
			continue
		}
		o := order{day: d, account: a, place: r.seats[n].place, channel: "Direct", source: "Existing customer", returned: c.yes(cancelled)}
		who, _ := r.holder(n, d)
		o.owner = r.people[who].id
		switch at := c.Float64(); {
		case at < shop:
			o.channel, o.owner = "Web shop", ""
		case at < shop+partner:
			o.channel = "Partner"
		}
		size := segmentTable()[a.segment].size
		for range 1 + c.count(more) {
			x := wish{product: r.wanted(c, consumable, d), quantity: max(1, int(c.around(6*size, 0.7)))}
			if o.owner != "" && c.yes(visit) {
				x = wish{product: r.wanted(c, service, d), quantity: c.between(1, 3)}
			}
			o.wishes = append(o.wishes, x)
		}
		o.wishes = merged(o.wishes)
		if o.owner != "" {
			o.wishes = r.discounted(c, o.wishes, who, a, d)
		}
		r.order(c, o)
	}
}
