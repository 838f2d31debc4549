package sentence

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/sentence/dates"
)

// resolveEach finds out what "per month" means: each month by itself, or so
// much on average and a total for the whole time.
func (r *reader) resolveEach(c *clause, fr frame) {
	pieces, list := all[dates.Rhythm](c)
	if len(list) == 0 && c.shared != nil {
		pieces, list = all[dates.Rhythm](c.shared)
	}
	if len(list) == 0 {
		pieces, list = eachOf(c)
	}
	if len(list) == 0 {
		return
	}
	p, how := pieces[0], list[0]
	for i, again := range pieces[1:] {
		if o := list[i+1]; o.Kind != how.Kind || o.Every != how.Every || o.Either != how.Either || o.Weekday != how.Weekday {
			c.aside = append(c.aside, again)
			continue
		}
		again.field = "used" // "200 a month, each month"
		how.Plain = how.Plain || list[i+1].Plain
	}
	word := how.Word()
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
	if how.Irregular() {
		r.spread(c, fr, how, p)
		return
	}
	each, ok := r.chooseEach(c, fr, how, p)
	if !ok {
		return
	}
	if each == "each" {
		r.align(&c.draft.Window, fr, how.Kind)
		switch n := r.steps(c.draft.Window, how.Kind); {
		case n == 0:
			r.u.problem("each", "There is no whole %s in the time from %s. Take a longer time, or leave out the %s.", word, dates.Days(c.draft.Window), word)
		case n == 1 && c.draft.Window == r.Calendar.Containing(how.Kind, c.draft.Window.Start).Range:
			p.means("each", "the %s is the whole time", word)
		default:
			c.draft.Each = how.Kind
			p.means("each", "in each %s by itself (%d of them)", word, n)
		}
		return
	}
	r.add(c, fr, how.Kind, p)
}

// eachOf takes "in each of the next three months" for a rhythm.
func eachOf(c *clause) (pieces []*piece, list []dates.Rhythm) {
	times, whens := all[dates.When](c)
	for i, w := range whens {
		if w.EachOf {
			pieces, list = append(pieces, times[i]), append(list, dates.Rhythm{Kind: w.Unit, Plain: true})
		}
	}
	return pieces, list
}

// chooseEach returns each or total; a rate, a rhythm of work and a word such as
// "every" leave nothing open.
func (r *reader) chooseEach(c *clause, fr frame, how dates.Rhythm, p *piece) (string, bool) {
	key, _ := c.hint("total", "average", "each")
	if f := c.mainFigure(); key == "" && f != nil && f.average {
		key = "average"
	}
	whole := c.draft.Window == r.Calendar.Containing(how.Kind, c.draft.Window.Start).Range && how.Kind != dates.Day
	switch {
	case !c.m.adds, whole, how.Plain && key == "", key == "each":
		return "each", true
	case key == "total", key == "average":
		return "total", true
	case strings.HasPrefix(string(c.metric), "activities"):
		return "each", true
	}
	word := goal.StepWord(how.Kind)
	value := r.write(c.m, *c.draft.Value, c.draft.Currency)
	sum, ok := r.multiplied(c, r.periods(c.draft.Window, fr, how.Kind))
	if !ok {
		return "", false
	}
	aligned := c.draft.Window
	r.align(&aligned, fr, how.Kind)
	q := Question{ID: c.id("each"), Field: "each", Text: fmt.Sprintf("%s in each %s, or on average over the whole time?", sentenceCase(value), word),
		Why: "A weak " + word + " can be made good in total, but not when each one counts.",
		Choices: []Choice{
			{"each", fmt.Sprintf("in each %s: %d targets of %s", word, r.steps(aligned, how.Kind), value), "Every " + word + " must reach it by itself.", ""},
			{"total", fmt.Sprintf("%s in total", r.write(c.m, sum, c.draft.Currency)), "A good " + word + " makes up for a weak one.", ""},
		}}
	choice, ok := r.ask(q)
	if !ok {
		p.means("each", "per %s: each of them or on average; see the question", word)
	}
	return choice, ok
}

// add turns a value per period into the value of the whole time.
func (r *reader) add(c *clause, fr frame, kind period.Kind, p *piece) {
	stated := *c.draft.Value
	if r.multiply(c, r.periods(c.draft.Window, fr, kind)) {
		d := c.draft
		p.means("each", "%s in total, %s on average per %s", r.write(c.m, *d.Value, d.Currency), r.write(c.m, stated, d.Currency), goal.StepWord(kind))
	}
}

// multiply makes so many times what it is of the value and all that belongs to
// it.
func (r *reader) multiply(c *clause, by *big.Rat) bool {
	d := &c.draft
	value, ok := r.multiplied(c, by)
	if !ok {
		return false
	}
	d.Value = &value
	if d.Upper != nil {
		upper, ok := r.times(c, *d.Upper, by)
		if !ok {
			return false
		}
		d.Upper = &upper
	}
	if d.Change != nil { // from 10 to 15 a week: the way is that of the whole
		start, ok := r.times(c, *d.Change.Baseline, by)
		if !ok {
			return false
		}
		d.Change.Baseline, d.Change.By = &start, value-start
	}
	return true
}

// multiplied is the value so many times; what must be passed each time must be
// passed once by the whole.
func (r *reader) multiplied(c *clause, by *big.Rat) (money.Amount, bool) {
	if c.passed.side == noBound || c.draft.Upper != nil {
		return r.times(c, *c.draft.Value, by)
	}
	product := new(big.Rat).Mul(c.passed.value.Rat(), by)
	below := new(big.Int).Quo(product.Num(), product.Denom())
	if c.passed.side == atLeast || product.IsInt() {
		below.Add(below, big.NewInt(map[bound]int64{atLeast: 1, atMost: -1}[c.passed.side]))
	}
	return r.total(c, product.SetInt(below))
}

// times multiplies a value of the clause's metric.
func (r *reader) times(c *clause, value money.Amount, by *big.Rat) (money.Amount, bool) {
	product := new(big.Rat).Mul(value.Rat(), by)
	if c.m.unit == metric.Count { // whole things
		n := new(big.Rat).Add(product, big.NewRat(1, 2))
		product.SetInt(new(big.Int).Quo(n.Num(), n.Denom()))
	}
	return r.total(c, product)
}

func (r *reader) total(c *clause, product *big.Rat) (money.Amount, bool) {
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
	monthly := func(k period.Kind) bool { return k != dates.Day && k != period.Week && k != period.Custom }
	switch {
	case kind == dates.Day:
		worked, _ := r.Calendar.CountWorkingDays(window)
		return big.NewRat(int64(worked), 1)
	case kind == period.Week:
		return big.NewRat(int64(n), 7)
	case fr.count > 0 && monthly(fr.unit) && monthly(kind):
		return big.NewRat(int64(fr.count*dates.MonthsIn(fr.unit)), int64(dates.MonthsIn(kind)))
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
	if !fr.implied || kind == dates.Day || p.Start == window.Start {
		return
	}
	moved := period.Range{Start: p.End, End: window.End}
	if fr.count > 0 {
		moved.End = dates.Ahead(p.End, fr.count, fr.unit)
	}
	if r.steps(moved, kind) > 0 {
		*window = moved
	}
}
