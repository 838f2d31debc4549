package sentence

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// resolveEach finds out what "per month" means: each month by itself, or so
// much on average and a total for the whole time.
func (r *reader) resolveEach(c *clause, fr frame) {
	pieces, list := all[rhythm](c)
	if len(list) == 0 && c.shared != nil {
		pieces, list = all[rhythm](c.shared)
	}
	if len(list) == 0 {
		pieces, list = eachOf(c)
	}
	if len(list) == 0 {
		return
	}
	p, how := pieces[0], list[0]
	for i, again := range pieces[1:] {
		if list[i+1].kind != how.kind {
			c.aside = append(c.aside, again)
			continue
		}
		again.field = "used" // "200 a month, each month"
		how.plain = how.plain || list[i+1].plain
	}
	word := goal.StepWord(how.kind)
	p.means("each", "per %s", word)
	if c.metric == "" || c.draft.Aim == "" {
		return
	}
	if ch := c.draft.Change; ch != nil && ch.Kind != goal.FromTo {
		r.u.problem("each", "A change per %s adds up from one to the next, and what it comes to in the end is not said. Say the change for the whole time, or the value per %s.", word, word)
		return
	}
	if c.draft.Window.Empty() {
		return
	}
	each, ok := r.chooseEach(c, fr, how, p)
	if !ok {
		return
	}
	if each == "each" {
		r.align(&c.draft.Window, fr, how.kind)
		switch n := r.steps(c.draft.Window, how.kind); {
		case n == 0:
			r.u.problem("each", "There is no whole %s in the time from %s. Take a longer time, or leave out the %s.", word, days(c.draft.Window), word)
		case n == 1 && c.draft.Window == r.Calendar.Containing(how.kind, c.draft.Window.Start).Range:
			p.means("each", "the %s is the whole time", word)
		default:
			c.draft.Each = how.kind
			p.means("each", "in each %s by itself (%d of them)", word, n)
		}
		return
	}
	r.total(c, fr, how.kind, p)
}

// eachOf takes "in each of the next three months" for a rhythm.
func eachOf(c *clause) (pieces []*piece, list []rhythm) {
	times, whens := all[when](c)
	for i, w := range whens {
		if w.eachOf {
			pieces, list = append(pieces, times[i]), append(list, rhythm{kind: w.unit, plain: true})
		}
	}
	return pieces, list
}

// chooseEach returns each or total; a rate, a rhythm of work and a word such as
// "every" leave nothing open.
func (r *reader) chooseEach(c *clause, fr frame, how rhythm, p *piece) (string, bool) {
	key, _ := c.hint("total", "average", "each")
	whole := c.draft.Window == r.Calendar.Containing(how.kind, c.draft.Window.Start).Range && how.kind != Day
	switch {
	case !c.m.adds, whole, how.plain && key == "", key == "each":
		return "each", true
	case key == "total", key == "average":
		return "total", true
	case strings.HasPrefix(string(c.metric), "activities"):
		return "each", true
	}
	word := goal.StepWord(how.kind)
	value := r.write(c.m, *c.draft.Value, c.draft.Currency)
	sum, ok := r.times(c, *c.draft.Value, fr, how.kind)
	if !ok {
		return "", false
	}
	aligned := c.draft.Window
	r.align(&aligned, fr, how.kind)
	q := Question{ID: c.id("each"), Field: "each", Text: fmt.Sprintf("%s in each %s, or on average over the whole time?", sentenceCase(value), word),
		Why: "A weak " + word + " can be made good in total, but not when each one counts.",
		Choices: []Choice{
			{"each", fmt.Sprintf("in each %s: %d targets of %s", word, r.steps(aligned, how.kind), value), "Every " + word + " must reach it by itself.", ""},
			{"total", fmt.Sprintf("%s in total", r.write(c.m, sum, c.draft.Currency)), "A good " + word + " makes up for a weak one.", ""},
		}}
	choice, ok := r.ask(q)
	if !ok {
		p.means("each", "per %s: each of them or on average; see the question", word)
	}
	return choice, ok
}

// total turns a value per period into the value of the whole time.
func (r *reader) total(c *clause, fr frame, kind period.Kind, p *piece) {
	d := &c.draft
	value, ok := r.times(c, *d.Value, fr, kind)
	if !ok {
		return
	}
	p.means("each", "%s in total, %s on average per %s", r.write(c.m, value, d.Currency), r.write(c.m, *d.Value, d.Currency), goal.StepWord(kind))
	d.Value = &value
	if d.Upper != nil {
		upper, ok := r.times(c, *d.Upper, fr, kind)
		if !ok {
			return
		}
		d.Upper = &upper
	}
	if d.Change != nil { // from 10 to 15 a week: the way is that of the whole
		start, ok := r.times(c, *d.Change.Baseline, fr, kind)
		if !ok {
			return
		}
		d.Change.Baseline, d.Change.By = &start, value-start
	}
}

// times multiplies a value per period by how many of them the window holds.
func (r *reader) times(c *clause, value money.Amount, fr frame, kind period.Kind) (money.Amount, bool) {
	product := new(big.Rat).Mul(value.Rat(), r.periods(c.draft.Window, fr, kind))
	if c.m.unit == metric.Count { // whole things
		n := new(big.Rat).Add(product, big.NewRat(1, 2))
		product.SetInt(new(big.Int).Quo(n.Num(), n.Denom()))
	}
	total, err := money.FromRat(product)
	if err != nil {
		r.u.problem(c.field("value"), "The total over the whole time is too large. Values reach to about 922 trillion.")
		return 0, false
	}
	return total, true
}

// periods returns how many periods of the kind the window holds, parts of them
// by their days; days are working days.
func (r *reader) periods(window period.Range, fr frame, kind period.Kind) *big.Rat {
	n, _ := window.Days()
	monthly := func(k period.Kind) bool { return k != Day && k != period.Week && k != period.Custom }
	switch {
	case kind == Day:
		worked, _ := r.Calendar.CountWorkingDays(window)
		return big.NewRat(int64(worked), 1)
	case kind == period.Week:
		return big.NewRat(int64(n), 7)
	case fr.count > 0 && monthly(fr.unit) && monthly(kind):
		return big.NewRat(int64(fr.count*monthsIn(fr.unit)), int64(monthsIn(kind)))
	}
	sum := new(big.Rat)
	list, err := r.Calendar.Between(kind, window)
	if err != nil {
		return sum
	}
	for _, p := range list {
		inside, _ := p.Intersect(window).Days()
		whole, _ := p.Days()
		sum.Add(sum, big.NewRat(int64(inside), int64(whole)))
	}
	return sum
}

// steps counts the whole periods of the kind within the window.
func (r *reader) steps(window period.Range, kind period.Kind) int {
	return len(goal.Spec{Window: window, Each: kind}.Steps(r.Calendar))
}

// align moves a start that nobody has said to the first whole period: a week of
// which two days are left is no week to be held against.
func (r *reader) align(window *period.Range, fr frame, kind period.Kind) {
	p := r.Calendar.Containing(kind, window.Start)
	if !fr.implied || kind == Day || p.Start == window.Start {
		return
	}
	moved := period.Range{Start: p.End, End: window.End}
	if fr.count > 0 {
		moved.End = length(p.End, fr.count, fr.unit)
	}
	if r.steps(moved, kind) > 0 {
		*window = moved
	}
}
