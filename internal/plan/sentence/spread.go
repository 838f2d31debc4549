package sentence

import (
	"fmt"
	"math/big"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/sentence/dates"
)

// spread asks what a rhythm that no goal can hold to comes to: in total, or in
// each of the periods that a goal knows, where that is the same.
func (r *reader) spread(c *clause, fr frame, how dates.Rhythm, p *piece) {
	said := r.said(p.from, p.to)
	p.means("each", "“%s”; no goal can hold in that", said)
	if how.Weekday || !c.m.adds {
		r.u.problem("each", "A goal can hold in each working day, week, month, quarter, half-year or year, and “%s” is none of these. Say one of them, or leave it out.", said)
		return
	}
	often := how.Every
	if how.Either {
		often = 2
	}
	times := r.often(c.draft.Window, fr, how.Kind, often)
	if times.Sign() == 0 {
		r.u.problem("each", "The time from %s is shorter than “%s”. Take a longer time, or leave that out.", dates.Days(c.draft.Window), said)
		return
	}
	q := Question{ID: c.id("each"), Field: "each", Text: fmt.Sprintf("How is “%s” meant?", said),
		Why: "A goal can hold in each working day, week, month, quarter, half-year or year, or for the whole time."}
	offers := r.offers(c, how, often, times)
	if len(offers) == 0 { // all of them are too large, which was said
		return
	}
	for _, o := range offers {
		q.Choices = append(q.Choices, o.Choice)
	}
	choice := "total"
	_, ok := c.hint("total", "average")
	if !ok || how.Either {
		choice, ok = r.ask(q)
	}
	for _, o := range offers {
		if ok && o.ID == choice && r.multiply(c, o.by) {
			r.hold(c, fr, o)
			p.means("each", "%s", o.Label)
		}
	}
}

// offer is one of the ways in which an irregular rhythm can be held to.
type offer struct {
	Choice
	by   *big.Rat    // so many times the value
	kind period.Kind // in each of these; "" for the whole time
}

// offers lists them, the whole time first.
func (r *reader) offers(c *clause, how dates.Rhythm, often int, times *big.Rat) []offer {
	value := r.write(c.m, *c.draft.Value, c.draft.Currency)
	var list []offer
	add := func(o offer) {
		sum, ok := r.multiplied(c, o.by)
		if !ok {
			return
		}
		size := r.write(c.m, sum, c.draft.Currency)
		o.ID, o.Label = "each_"+string(o.kind), size+" in each "+goal.StepWord(o.kind)
		o.Meaning = "Every " + goal.StepWord(o.kind) + " must reach it by itself."
		if o.kind == "" {
			o.ID, o.Label = "total", size+" in total"
			o.Meaning = fmt.Sprintf("%s times %s, as often as the time holds %d %ss.", plainNumber(times), value, often, goal.StepWord(how.Kind))
		}
		list = append(list, o)
	}
	add(offer{by: times})
	if how.Either {
		add(offer{by: big.NewRat(2, 1), kind: how.Kind})
		return list
	}
	part := big.NewRat(1, int64(often))
	if exact := new(big.Rat).Mul(c.draft.Value.Rat(), part); !c.whole() || exact.IsInt() {
		if v, err := money.FromRat(exact); err == nil && v.Rat().Cmp(exact) == 0 {
			add(offer{by: part, kind: how.Kind})
		}
	}
	for _, longer := range []struct {
		of    period.Kind
		every int
		times int64
		kind  period.Kind
	}{{period.Month, 2, 3, period.Half}, {period.Month, 4, 3, period.Year}, {period.Week, 2, 26, period.Year}, {period.Week, 4, 13, period.Year}} {
		if longer.of == how.Kind && longer.every == often && r.steps(c.draft.Window, longer.kind) > 1 {
			add(offer{by: big.NewRat(longer.times, 1), kind: longer.kind})
		}
	}
	return list
}

// hold sets the periods in which the goal holds.
func (r *reader) hold(c *clause, fr frame, o offer) {
	if o.kind == "" {
		return
	}
	r.align(&c.draft.Window, fr, o.kind)
	if r.steps(c.draft.Window, o.kind) == 0 {
		word := goal.StepWord(o.kind)
		r.u.problem("each", "There is no whole %s in the time from %s. Take a longer time, or leave out the %s.", word, dates.Days(c.draft.Window), word)
		return
	}
	c.draft.Each = o.kind
}

// often returns how many times the window holds so many periods in full.
func (r *reader) often(window period.Range, fr frame, kind period.Kind, every int) *big.Rat {
	n := new(big.Rat).Quo(r.periods(window, fr, kind), big.NewRat(int64(every), 1))
	return n.SetInt(new(big.Int).Quo(n.Num(), n.Denom()))
}
