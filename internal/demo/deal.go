package demo

import (
	"fmt"
	"math"

	"github.com/attainhq/attain/internal/period"
)

// The stages of an opportunity, in the order in which they are passed.
const (
	discovery = iota
	demonstration
	proposal
	negotiation
	won
	lost
)

// dealStage is a stage as the CRM of the company has it.
type dealStage struct {
	name   string
	means  string
	pass   float64 // of the deals that come to it
	median float64 // days that a deal of middling size stays
}

func dealStages() []dealStage {
	return []dealStage{
		discovery:     {"Discovery", "", 0.74, 10},
		demonstration: {"Demo", "", 0.72, 13},
		proposal:      {"Proposal", "", 0.74, 14},
		negotiation:   {"Negotiation", "", 0.80, 9},
		won:           {"Closed won", "won", 0, 0},
		lost:          {"Closed lost", "lost", 0, 0},
	}
}

// deal is an opportunity.
type deal struct {
	seat    int
	account *account
	created period.Date
	lead    string // "" when it came of a customer
	source  string
	channel string
	luck    float64 // odds of winning it, 1 on average
}

// step is a stage and the day on which it was entered.
type step struct {
	stage int
	day   period.Date
}

// farming finds new deals with the customers of a seat.
func (r *run) farming(c chance, n int, d period.Date) {
	const (
		perYear  = 15.0 // of a seat with customers enough
		enough   = 10
		troubles = 0.35
		odds     = 1.55 // who bought once buys more easily
	)
	full := min(1, float64(len(r.customers[n]))/enough)
	who, _ := r.holder(n, d)
	mean := perYear / workdaysYear * full * interest(d) * max(0.4, ramp(r.people[who].tenure(d))) * (1 - troubles*r.trouble(r.seats[n].place, d))
	for range c.count(mean) {
		if a := r.customer(c, n, d); a != nil {
			r.deal(deal{seat: n, account: a, created: d, source: "Existing customer", channel: "Direct", luck: odds})
		}
	}
}

// deal tells the life of an opportunity.
func (r *run) deal(d deal) {
	r.deals++
	c := newChance(r.Seed, "deal", r.deals)
	id := fmt.Sprintf("D%06d", r.deals)
	wishes := r.basket(c, d.account, d.created)
	place, currency := r.seats[d.seat].place, r.currency(r.seats[d.seat].place)
	var list cents
	for _, x := range wishes {
		l, _ := r.worth(x, d.created, currency, yearly)
		list += l
	}
	size := math.Pow(float64(list)/1_500_000, 0.2) // 15,000 is a deal of middling size
	steps := r.steps(c, d, size)
	end := steps[len(steps)-1]
	who, _ := r.holder(d.seat, min(end.day, r.Today))
	amount := list * 93 / 100 / 10_000 * 10_000 // to the hundred, with a discount as usual
	if end.stage == won && end.day <= r.Today {
		wishes = r.discounted(c, wishes, who, d.account, end.day)
		amount = 0
		for _, x := range wishes {
			_, net := r.worth(x, end.day, currency, yearly)
			amount += net
		}
		r.sold(c, d, wishes, who, end.day)
	}
	r.out.deals.row(id, r.title(wishes), d.created, d.lead, d.account.id(), r.products[wishes[0].product].id, r.places[place].id, d.channel, d.source,
		r.people[who].id, amount, currency, r.expected(c, d.created, end, size))
	for i, s := range steps {
		if s.day <= r.Today {
			r.out.history.row(id, dealStages()[s.stage].name, s.day, r.category(s.stage, i))
		}
	}
	r.efforts(c, d, steps)
}

// title returns what a deal is called.
func (r *run) title(wishes []wish) string {
	p := r.products[wishes[0].product]
	if len(wishes) == 1 {
		return fmt.Sprintf("%d × %s", wishes[0].quantity, p.name)
	}
	return fmt.Sprintf("%s and %d more", p.name, len(wishes)-1)
}

// steps returns the stages of a deal; those after today have not come yet.
func (r *run) steps(c chance, d deal, size float64) []step {
	const (
		skipsDemo, back = 0.10, 0.05
		lingers         = 1.3 // a deal that will be lost lies about
		troubles        = 0.65
	)
	at := d.created
	steps := []step{{discovery, at}}
	for stage := discovery; ; {
		who, vacant := r.holder(d.seat, min(at, r.Today))
		odds := d.luck * r.people[who].skill * (1 - troubles*r.trouble(r.seats[d.seat].place, at))
		if vacant {
			odds *= 0.6
		}
		s := dealStages()[stage]
		stay := c.days(s.median * size)
		if !c.yes(math.Pow(s.pass, 1/odds)) {
			return append(steps, step{lost, r.workday(at.Add(int(lingers * float64(stay))))})
		}
		earliest := at
		at = r.workday(at.Add(stay))
		switch {
		case stage == negotiation && c.yes(back):
			steps = append(steps, step{proposal, at})
			stage = proposal
			continue
		case stage == negotiation:
			return append(steps, step{won, r.signing(c, earliest, at)})
		case stage == discovery && c.yes(skipsDemo):
			stage = proposal
		default:
			stage++
		}
		steps = append(steps, step{stage, at})
	}
}

// expected returns the day on which the seller expects a deal to close. Of what
// is open, a little is overdue: nobody looked at it.
func (r *run) expected(c chance, created period.Date, end step, size float64) period.Date {
	const usual, forgotten = 52.0, 0.06
	day := created.Add(int(c.around(usual*size, 0.2)))
	if end.day <= r.Today {
		return r.workday(day)
	}
	if day <= r.Today && !c.yes(forgotten) {
		day = r.Today.Add(c.days(24))
	}
	return r.workday(day)
}

// sold writes the order of a won deal, and what follows of it.
func (r *run) sold(c chance, d deal, wishes []wish, who int, day period.Date) {
	id := r.order(c, order{day: day, account: d.account, owner: r.people[who].id, place: r.seats[d.seat].place, channel: d.channel, source: d.source, wishes: wishes})
	if id == "" {
		return
	}
	r.split(c, id, d.seat, who)
	for _, x := range wishes {
		if r.products[x.product].sort == subscription {
			r.overlay(c, id, d.seat)
			first := day.AddMonths(1)
			r.contract(c, d.account, x, first.FirstOfMonth())
		}
	}
}

// split shares a few orders between the seller and somebody of his team.
func (r *run) split(c chance, order string, n, who int) {
	const some = 0.06
	if !c.yes(some) {
		return
	}
	other := (n + 1) % len(r.seats)
	if r.seats[other].manager != r.seats[n].manager {
		other = (n + len(r.seats) - 1) % len(r.seats)
	}
	helper, vacant := r.holder(other, r.Today)
	if vacant || helper == who || r.seats[other].manager != r.seats[n].manager {
		return
	}
	part := []int{20, 30, 40, 50}[c.IntN(4)]
	r.out.splits.row(order, r.people[who].id, 100-part, "revenue")
	r.out.splits.row(order, r.people[helper].id, part, "revenue")
}

// overlay credits a specialist who helped to sell software.
func (r *run) overlay(c chance, order string, n int) {
	const helped = 0.35
	if len(r.experts) == 0 || !c.yes(helped) || r.overlaid == order {
		return
	}
	r.overlaid = order
	r.out.splits.row(order, r.people[r.experts[r.places[r.seats[n].place].region%len(r.experts)]].id, 100, "overlay")
}
