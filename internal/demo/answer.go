package demo

import (
	"fmt"
	"math"

	"github.com/attainhq/attain/internal/period"
)

// asked writes what a customer answers when he is asked after an order.
func (r *run) asked(c chance, o order) {
	const satisfied, recommends, points = 0.24, 0.16, 4
	if day := r.workday(o.day.Add(c.between(8, 30))); c.yes(satisfied) {
		score := math.Round(r.satisfaction(o.account, day) + 0.55*c.NormFloat64())
		r.answer(o.account, day, "How satisfied are you with us?", int(min(max(score, 1), 5)))
	}
	if day := r.workday(o.day.Add(c.between(40, 120))); c.yes(recommends) {
		score := math.Round(8.4 + points*(r.satisfaction(o.account, day)-4.2) + 1.1*c.NormFloat64())
		r.answer(o.account, day, "Would you recommend us?", int(min(max(score, 0), 10)))
	}
}

func (r *run) answer(a *account, d period.Date, survey string, score int) {
	if d > r.Today {
		return
	}
	r.answers++
	who, _ := r.holder(a.seat, d)
	r.out.answers.row(fmt.Sprintf("F%05d", r.answers), d, survey, score, a.id(), r.people[who].id, r.places[r.seats[a.seat].place].id)
}
