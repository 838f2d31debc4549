package sentence

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/sentence/dates"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// figures are the figures of a clause by the part they play.
type figures struct {
	at   map[role]*piece
	of   map[role]*figure
	rest []*piece // that have no place
}

// sortFigures gives each figure its role in the clause.
func (r *reader) sortFigures(c *clause) figures {
	fs := figures{at: map[role]*piece{}, of: map[role]*figure{}}
	pieces, list := c.figurePieces()
	if len(list) == 0 {
		pieces, list = r.timeAsValue(c)
	}
	multiples := 0
	for i := range list {
		f := list[i]
		r.settleRole(c, &f, pieces[i])
		if f.multiple && len(list) > 1 { // "double revenue to 2m": the 2m says it
			multiples++
			pieces[i].means(c.field("aim"), "the value says how much")
			continue
		}
		key := f.role
		if key == to {
			key = level
		}
		switch other := fs.of[key]; {
		case other == nil:
			fs.of[key], fs.at[key] = &f, pieces[i]
		case key == level && other.high == nil && other.bound == atLeast && f.bound == atMost:
			other.bound, other.high = between, &f.low
			pieces[i].means(c.field("value"), "the upper end")
		case key == level && other.high == nil && other.bound == atMost && f.bound == atLeast:
			low := f.low
			other.bound, other.high, other.low = between, &other.low, low
			pieces[i].means(c.field("value"), "the lower end")
		default:
			fs.rest = append(fs.rest, pieces[i])
		}
	}
	if f := fs.of[from]; f != nil && fs.of[level] != nil { // from 15, to 25
		whole := *fs.of[level]
		target := whole.low
		inherit(&f.low, &target)
		whole.role, whole.low, whole.to = fromTo, f.low, &target
		if fs.of[fromTo] == nil {
			fs.of[fromTo], fs.at[fromTo] = &whole, fs.at[level]
			fs.at[from].means(c.field("change"), "where it starts")
			delete(fs.of, from)
			delete(fs.of, level)
		}
	}
	return fs
}

// settleRole decides whether a figure without "by" or "to" is a change.
func (r *reader) settleRole(c *clause, f *figure, p *piece) {
	v, at := c.verb()
	grows := v.way == up || v.way == down || v.way == better
	if f.low.unit == times && f.role != by && c.m.id != "coverage" { // three times what it was
		f.low.value = new(big.Rat).Sub(f.low.value, big.NewRat(1, 1))
		f.low.unit, f.role, f.multiple, f.sign = percent, by, true, 1
	}
	if v.sort == "lose" && c.metric == "active_customers" { // five lost are five less
		f.role, f.sign = by, -1
	}
	if f.ofWhat && f.low.unit == percent && c.m.unit != metric.Share && r.ofThePast(c) { // 120 % of last year's
		f.low.value = new(big.Rat).Sub(f.low.value, big.NewRat(1, 1))
		f.role, f.sign, f.bound = by, f.low.value.Sign(), noBound
		f.low.value = new(big.Rat).Abs(f.low.value)
	}
	if f.role == level && f.bound != exact && f.high == nil && grows && f.low.unit == percent && c.m.unit != metric.Share {
		f.role = by
	}
	if f.role != level || f.bound != noBound && f.bound != exact && !f.ofLead || f.high != nil {
		return
	}
	noun := at != nil && r.At(at.from).Is("growth", "reduction", "improvement", "uplift", "expansion", "gain")
	before := at != nil && r.At(at.from).Is("increase", "decrease", "rise", "drop", "decline", "cut", "growth", "reduction", "improvement", "uplift")
	switch {
	case f.extra && c.metric != metric.NewCustomers && !(v.way == reach && v.sort == "win"):
		f.role, f.sign = by, 1
	case f.ofWhat, c.isGuard() && c.negated:
	case f.ofLead && before && at.to == p.from, noun:
		f.role = by
	case grows && f.low.unit == percent && c.m.unit != metric.Share, grows && (f.low.unit == points || f.low.unit == percentagePoints):
		f.role = by
	case grows && c.metric != "":
		if key, ok := c.hint("relative", "points", "churn"); ok { // only a change is relative
			f.role, f.relative = by, key == "relative"
			return
		}
		r.askByOrTo(c, f, p)
	}
}

// ofThePast reports whether the clause names a time that is over.
func (r *reader) ofThePast(c *clause) bool {
	_, list := all[dates.When](c)
	return slices.ContainsFunc(list, func(w dates.When) bool { return w.Role == dates.Baseline && w.Past })
}

// askByOrTo asks whether "reduce churn 3 %" is a change or a level.
func (r *reader) askByOrTo(c *clause, f *figure, p *piece) {
	said := f.low.said
	q := Question{ID: c.id("by_to"), Field: c.field("change"), Text: fmt.Sprintf("By %s or to %s?", said, said), Why: "The sentence says how much, but not whether that is the change or the result.",
		Choices: []Choice{
			{"by", "by " + said, "It changes by so much from what it was.", ""},
			{"to", "to " + said, "It becomes so much, whatever it was.", ""},
		}}
	switch choice, ok := r.ask(q); {
	case !ok:
		f.role = -1
		p.means(c.field("value"), "a change or a result; see the question")
	case choice == "by":
		f.role = by
	}
}

// timeAsValue takes "within 45 days" for the value of a metric that is a time,
// when the clause has no other.
func (r *reader) timeAsValue(c *clause) ([]*piece, []figure) {
	if c.m.unit != metric.Days {
		return nil, nil
	}
	pieces, list := all[dates.When](c)
	for i, w := range list {
		bound, ok := map[string]bound{"within": atMost, "under": atMost, "over": atLeast, "inside": atMost, "in": atMost}[w.Word]
		if w.Count == 0 || !ok || w.Past {
			continue
		}
		days := int64(w.Count)
		switch w.Unit {
		case dates.Day:
		case "week":
			days *= 7
		default:
			days *= int64(30 * dates.MonthsIn(w.Unit))
		}
		f := figure{bound: bound, low: quantity{value: new(big.Rat).SetInt64(days), unit: daysUnit, said: r.said(pieces[i].from, pieces[i].to)}}
		pieces[i].part = f
		return []*piece{pieces[i]}, []figure{f}
	}
	return nil, nil
}

// resolveValue finds out what is to be reached.
func (r *reader) resolveValue(c *clause) {
	if c.metric == "" {
		r.noteFigures(c)
		return
	}
	fs := r.sortFigures(c)
	c.changes = fs.of[by] != nil && fs.of[from] == nil && fs.of[fromTo] == nil && fs.of[level] == nil
	for _, p := range fs.rest {
		if p.field == "" {
			c.aside = append(c.aside, p)
		}
	}
	switch {
	case fs.of[-1] != nil:
	case fs.of[fromTo] != nil:
		r.fromTo(c, fs.of[fromTo], fs.at[fromTo])
		if p := fs.at[by]; p != nil {
			p.means(c.field("change"), "the way from the one to the other")
		}
	case fs.of[level] != nil:
		if p := fs.at[by]; p != nil {
			p.means(c.field("change"), "the value says how much")
			if r.byTo(c, fs.of[by], fs.of[level], fs.at[level]) {
				return
			}
		}
		r.level(c, fs.of[level], fs.at[level])
	case fs.of[by] != nil:
		r.change(c, fs.of[by], fs.at[by], fs.of[from], fs.at[from])
	default:
		r.noValue(c, fs)
	}
}

// noteFigures says what the figures are while the metric is not known.
func (r *reader) noteFigures(c *clause) {
	pieces, list := c.figurePieces()
	c.changes = len(list) == 1 && (list[0].role == by || list[0].ofWhat && r.ofThePast(c))
	for i, f := range list {
		if pieces[i].field == "" {
			pieces[i].means(c.field("value"), "%s", map[role]string{level: "how much", by: "the change", from: "where it starts", to: "where it ends", fromTo: "from where to where"}[f.role])
		}
	}
	if len(list) == 0 && c.n == 0 {
		r.noAmount(c)
	}
}

// noValue notes that the sentence does not say how much, or takes the answer.
func (r *reader) noValue(c *clause, fs figures) {
	if p := fs.at[from]; p != nil {
		p.means(c.field("change"), "where it starts")
	}
	id := c.valueID()
	if f, ok := r.figureIn(id); ok && f.role != from {
		c.pieces = append(c.pieces, &piece{part: f})
		r.resolveValue(c)
		return
	}
	if p := r.none(c); p != nil {
		zero := money.Amount(0)
		c.draft.Aim, c.draft.Value = goal.AtMost, &zero
		p.means(c.field("value"), "none: %s", r.demand(c))
		return
	}
	if r.answers[id] != "" {
		r.u.problem(c.field("value"), "“%s” does not say how much. Write a value such as %s.", token.Plain(r.answers[id]), exampleOf(c.m))
	}
	if c.isGuard() {
		r.missing(id, exampleOf(c.m), "Where is the limit of %s? Say the value that it must keep to.", c.m.name)
		return
	}
	r.noAmount(c)
}

// none returns the word that says that there must be none of it at all: "no
// discounts", "without lost deals"; nil when nothing does.
func (r *reader) none(c *clause) *piece {
	v, _ := c.verb()
	if !c.m.lower || !c.negated || v.way == up || v.way == down || v.way == better {
		return nil
	}
	for i := range r.pieces {
		p := &r.pieces[i]
		for _, own := range c.pieces {
			if first := own == c.pieces[0]; own == p && r.At(p.from).Is("no", "any", "single") || first && p.to == own.from && r.At(p.from).Is("without") {
				return p
			}
		}
	}
	return nil
}

func (r *reader) noAmount(c *clause) {
	if c.m.id == "" {
		r.missing(c.id("value"), "500,000 or 10 %", "How much? Say a value, or by how much it should change.")
		return
	}
	r.missing(c.id("value"), exampleOf(c.m), "How much? Say a value of %s, or by how much it should change.", c.m.name)
}

// level sets a value that is to be reached or kept to.
func (r *reader) level(c *clause, f *figure, p *piece) {
	d := &c.draft
	if f.loose && f.high != nil {
		if v, _ := c.verb(); v.way == up || v.way == down || v.way == better {
			if !r.askRange(c, f, p) {
				return
			}
		}
	}
	if f.role == fromTo {
		r.fromTo(c, f, p)
		return
	}
	value, ok := r.amountOf(c, f.low, p)
	if !ok {
		return
	}
	if f.high != nil {
		upper, ok := r.amountOf(c, *f.high, p)
		if !ok {
			return
		}
		if upper < value {
			value, upper = upper, value
		}
		value, upper = r.strictly(c, f.low, goal.AtLeast, value), r.strictly(c, *f.high, goal.AtMost, upper)
		d.Aim, d.Value, d.Upper = goal.Between, &value, &upper
	} else {
		aim, ok := r.aimOf(c, f, p)
		if !ok {
			return
		}
		value = r.strictly(c, f.low, aim, value)
		d.Aim, d.Value = aim, &value
	}
	p.means(c.field("value"), "%s", r.demand(c))
	r.checkBounds(c, value)
	if d.Upper != nil {
		r.checkBounds(c, *d.Upper)
	}
}

// strictly turns a value that must be passed into one that must be reached: fewer
// than 10 deals are at most 9, more than 10 at least 11. What is not counted in
// whole things keeps its value: nothing is next to it. Where the goal lies on the
// other side ("not more than 10"), the value itself is allowed.
func (r *reader) strictly(c *clause, q quantity, aim goal.Aim, value money.Amount) money.Amount {
	if !c.whole() || q.strict == noBound || aimFor(q.strict) != aim {
		return value
	}
	c.passed = passed{q.strict, value}
	return neighbour(value, q.strict)
}

// whole reports whether the metric is counted in whole things.
func (c *clause) whole() bool { return c.m.unit == metric.Count || c.metric == metric.Units }

// passed is a value of whole things that must be passed, as it was stated.
type passed struct {
	side  bound
	value money.Amount
}

// neighbour returns the whole number that is next to the value on the side.
func neighbour(value money.Amount, side bound) money.Amount {
	below := value - (value%money.Unit+money.Unit)%money.Unit
	switch {
	case side == atLeast:
		return below + money.Unit
	case below == value:
		return value - money.Unit
	default:
		return below
	}
}

// askRange asks whether "increase … 15 % to 25 %" is a way or a range.
func (r *reader) askRange(c *clause, f *figure, p *piece) bool {
	low, high := f.low.said, f.high.said
	choice, ok := r.ask(Question{ID: c.id("range"), Field: c.field("value"), Text: fmt.Sprintf("From %s to %s, or between the two?", low, high), Why: "Two values are said, but not what each of them is.",
		Choices: []Choice{
			{"from_to", fmt.Sprintf("from %s to %s", low, high), "It starts at the one and ends at the other.", ""},
			{"between", fmt.Sprintf("between %s and %s", low, high), "It ends within the range.", ""},
		}})
	if !ok {
		p.means(c.field("value"), "a way or a range; see the question")
		return false
	}
	if choice == "from_to" {
		f.role, f.to, f.high, f.bound = fromTo, f.high, nil, noBound
	}
	return true
}

// demand says the value with its aim, as in the read-back.
func (r *reader) demand(c *clause) string {
	d := c.draft
	switch d.Aim {
	case goal.Between:
		return "between " + r.write(c.m, *d.Value, d.Currency) + " and " + r.write(c.m, *d.Upper, d.Currency)
	case goal.AtMost:
		return "at most " + r.write(c.m, *d.Value, d.Currency)
	default:
		return "at least " + r.write(c.m, *d.Value, d.Currency)
	}
}

// checkBounds refuses values that the metric cannot have.
func (r *reader) checkBounds(c *clause, value money.Amount) {
	field, m := c.field("value"), c.m
	if m.within != nil && m.within.most != nil && value > *m.within.most {
		r.u.problem(field, "%s cannot be more than %s; %s is not possible.", sentenceCase(m.name), r.write(m, *m.within.most, ""), r.write(m, value, c.draft.Currency))
	}
	if m.within != nil && m.within.least != nil && value < *m.within.least {
		r.u.problem(field, "%s cannot be less than %s; %s is not possible.", sentenceCase(m.name), r.write(m, *m.within.least, ""), r.write(m, value, c.draft.Currency))
	}
	if m.unit == metric.Count && value%money.Unit != 0 && c.draft.Each == "" {
		r.u.problem(field, "%s are counted in whole numbers; %s is none.", sentenceCase(m.name), value)
	}
}
