package sentence

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/goal"
)

// fromTo sets a goal that leads from one stated value to another.
func (r *reader) fromTo(c *clause, f *figure, p *piece) {
	start, ok := r.amountOf(c, f.low, p)
	if !ok {
		return
	}
	target, ok := r.amountOf(c, *f.to, p)
	if !ok {
		return
	}
	v, _ := c.verb()
	if v.way == keep { // "keep discount from 5 to 8 %" is a range
		low, high := min(start, target), max(start, target)
		c.draft.Aim, c.draft.Value, c.draft.Upper = goal.Between, &low, &high
		p.means(c.field("value"), "%s", r.demand(c))
		r.checkBounds(c, low)
		r.checkBounds(c, high)
		return
	}
	if start == target {
		r.u.problem(c.field("change"), "The goal starts where it ends, at %s. Say another value.", r.write(c.m, start, c.draft.Currency))
		return
	}
	if rises := target > start; v.way == up && !rises || v.way == down && rises {
		r.u.problem(c.field("change"), "The verb says one way and the values the other: from %s to %s. Turn the values round, or say another verb.", r.write(c.m, start, c.draft.Currency), r.write(c.m, target, c.draft.Currency))
		return
	}
	aim := goal.AtLeast
	if target < start {
		aim = goal.AtMost
	}
	if (aim == goal.AtMost) != c.m.lower {
		if aim, ok = r.against(c, aim, p); !ok {
			return
		}
		if (aim == goal.AtMost) == (target > start) {
			r.u.problem(c.field("change"), "From %s to %s is the way that was not meant. Turn the values round.", r.write(c.m, start, c.draft.Currency), r.write(c.m, target, c.draft.Currency))
			return
		}
	}
	target = r.strictly(c, *f.to, aim, target)
	c.draft.Aim, c.draft.Value = aim, &target
	c.draft.Change = &Change{Kind: goal.FromTo, By: target - start, Baseline: &start}
	p.means(c.field("change"), "from %s to %s", r.write(c.m, start, c.draft.Currency), r.write(c.m, target, c.draft.Currency))
	r.checkBounds(c, start)
	r.checkBounds(c, target)
}

// byTo sets a goal of which both the change and the result are stated, where the
// start follows from them: "by 2 points to 14 %" starts at 12 %.
func (r *reader) byTo(c *clause, change, result *figure, p *piece) bool {
	difference, end := change.low, result.low
	if c.m.unit == metric.Share && difference.unit == points {
		difference.value, difference.unit = new(big.Rat).Quo(difference.value, hundred), percentagePoints
	}
	same := difference.unit == end.unit && difference.unit != percent && slices.Equal(difference.currencies, end.currencies)
	if v, _ := c.verb(); !same && !(difference.unit == percentagePoints && end.unit == percent) || change.high != nil || result.high != nil || difference.other != nil || end.other != nil || v.way != up && v.way != down {
		return false
	} else if v.way == up {
		difference.value = new(big.Rat).Neg(difference.value)
	}
	start := end
	start.value = new(big.Rat).Add(end.value, difference.value)
	r.fromTo(c, &figure{role: fromTo, low: start, to: &end}, p)
	return true
}

// change sets a goal that is stated as a difference from what was.
func (r *reader) change(c *clause, f *figure, p *piece, start *figure, startAt *piece) {
	if f.high != nil {
		if !r.pickChange(c, f, p) {
			return
		}
	}
	v, ok := r.reading(c, f.low, p)
	if !ok {
		return
	}
	kind, by, of, ok := r.changeKind(c, f, v, p)
	if !ok {
		return
	}
	sign, aim, ok := r.changeSign(c, f, p)
	if !ok {
		return
	}
	amount, ok := r.exactly(c, by, f.low)
	if !ok {
		return
	}
	if kind == goal.Amount && c.whole() && f.low.strict != noBound && !c.negated { // "lose fewer than 10"
		amount = neighbour(amount, f.low.strict)
	}
	ch := &Change{Kind: kind, By: amount * money.Amount(sign), Of: of}
	if of != "" {
		ch.By = -amount
	}
	if amount == 0 && !f.multiple {
		r.u.problem(c.field("change"), "A change of nothing is no goal. Say by how much.")
		return
	}
	if kind == goal.Relative && ch.By <= -money.Unit {
		r.u.problem(c.field("change"), "Nothing can fall by %s.", percentText(amount.Rat()))
		return
	}
	c.draft.Aim, c.draft.Change = aim, ch
	p.means(c.field("change"), "%s", r.changeText(c.m, *ch, c.draft.Currency))
	if start != nil {
		r.statedBaseline(c, start.low, startAt)
	}
}

// pickChange asks which of two changes is meant: by 10 to 15 %.
func (r *reader) pickChange(c *clause, f *figure, p *piece) bool {
	choice, ok := r.ask(Question{ID: c.id("by"), Field: c.field("change"), Text: fmt.Sprintf("By %s or by %s?", f.low.said, f.high.said), Why: "A change is one number.",
		Choices: []Choice{{"least", "by at least " + f.low.said, "The goal is reached at the smaller change.", ""}, {"most", "by " + f.high.said, "The goal is reached at the larger change.", ""}}})
	if !ok {
		p.means(c.field("change"), "a change; how large is asked")
		return false
	}
	if choice == "most" {
		f.low = *f.high
	}
	f.high, f.bound = nil, noBound
	return true
}

// changeKind says how the change is counted and how large it is in the
// metric's unit. A percentage of a share is always asked.
func (r *reader) changeKind(c *clause, f *figure, v *big.Rat, p *piece) (kind goal.ChangeKind, by *big.Rat, of metric.Series, ok bool) {
	q := f.low
	bad := func() (goal.ChangeKind, *big.Rat, metric.Series, bool) {
		_, _ = r.mismatch(c, q, p)
		return "", nil, "", false
	}
	switch unit := c.m.unit; q.unit {
	case percentagePoints, points:
		switch {
		case unit == metric.Share && q.unit == points:
			return goal.Points, new(big.Rat).Quo(v, hundred), "", true
		case unit == metric.Share:
			return goal.Points, v, "", true
		case unit == metric.Points && q.unit == points:
			return goal.Amount, v, "", true
		}
		return bad()
	case percent:
		if f.multiple || f.relative || unit != metric.Share && unit != metric.Points {
			return goal.Relative, v, "", true
		}
		return r.askChange(c, v, p)
	case plainUnit:
		if unit == metric.Share {
			return r.askChange(c, new(big.Rat).Quo(v, hundred), p)
		}
		if unit == metric.Money && v.Cmp(hundred) <= 0 {
			return r.askPercent(c, f, v, p)
		}
		return goal.Amount, v, "", true
	case moneyUnit:
		if unit != metric.Money {
			return bad()
		}
		return goal.Amount, v, "", r.setCurrency(c, q, p)
	case daysUnit:
		if unit != metric.Days {
			return bad()
		}
		return goal.Amount, v, "", true
	}
	return bad()
}

// askPercent asks whether "increase revenue by 10" is 10 % or 10 of the
// currency.
func (r *reader) askPercent(c *clause, f *figure, v *big.Rat, p *piece) (goal.ChangeKind, *big.Rat, metric.Series, bool) {
	n := plainNumber(v)
	choice, ok := r.ask(Question{ID: c.id("percent"), Field: c.field("change.kind"), Text: fmt.Sprintf("Is “%s” a percentage or an amount?", f.low.said), Why: "No unit is said.",
		Choices: []Choice{{"percent", n + " %", "a percentage of what it was", ""}, {"amount", n + " " + string(r.Currency), "so much money", ""}}})
	switch {
	case !ok:
		p.means(c.field("change"), "a change; its unit is asked")
		return "", nil, "", false
	case choice == "percent":
		return goal.Relative, new(big.Rat).Quo(v, hundred), "", true
	default:
		return goal.Amount, v, "", true
	}
}

// askChange asks what a percentage of a share means: of 80 %, 10 % more are 88
// % or 90 %.
func (r *reader) askChange(c *clause, v *big.Rat, p *piece) (goal.ChangeKind, *big.Rat, metric.Series, bool) {
	switch key, _ := c.hint("relative", "points", "churn"); {
	case key == "relative":
		return goal.Relative, v, "", true
	case key == "points" && c.m.unit == metric.Share:
		return goal.Points, v, "", true
	case key == "churn" && c.m.id == "retention":
		return goal.Relative, v, "churn", true
	}
	q := changeQuestion(c, v)
	choice, ok := r.ask(q)
	if !ok {
		p.means(c.field("change"), "a change; how it is counted is asked")
		return "", nil, "", false
	}
	switch choice {
	case "points":
		if c.m.unit == metric.Points {
			return goal.Amount, new(big.Rat).Mul(v, hundred), "", true
		}
		return goal.Points, v, "", true
	case "churn":
		return goal.Relative, v, "churn", true
	default:
		return goal.Relative, v, "", true
	}
}

// changeQuestion shows the readings with what each would make of an example.
func changeQuestion(c *clause, v *big.Rat) Question {
	example := big.NewRat(85, 100) // of a rate that is high as a rule
	switch {
	case c.m.id == "churn" || c.m.id == "discount":
		example = big.NewRat(15, 100)
	case c.m.id != "retention" && c.m.id != "csat" && c.m.id != "nrr" && c.m.id != "grr":
		example = big.NewRat(30, 100)
	}
	direction := "more"
	if w, _ := c.verb(); w.way == down || w.way == better && c.m.lower {
		direction = "less"
		v = new(big.Rat).Neg(v)
	}
	said := percentText(new(big.Rat).Abs(v))
	to := func(x *big.Rat) string { return percentText(example) + " becomes " + percentText(x) }
	relative := new(big.Rat).Mul(example, new(big.Rat).Add(big.NewRat(1, 1), v))
	q := Question{ID: c.id("change"), Field: c.field("change.kind"), Text: fmt.Sprintf("%s %s: how is that counted?", said, direction), Why: sentenceCase(c.m.name) + " is itself a percentage, so this can mean different things."}
	if c.m.unit == metric.Points {
		q.Why = sentenceCase(c.m.name) + " is a score, so this can mean different things."
		n := plainNumber(new(big.Rat).Mul(new(big.Rat).Abs(v), hundred))
		q.Choices = []Choice{
			{"relative", "relative: so many percent of what it was", "the score times " + plainNumber(new(big.Rat).Add(big.NewRat(1, 1), v)), ""},
			{"points", n + " points", "the score and " + n + " points " + direction, ""},
		}
		return q
	}
	q.Choices = []Choice{
		{"relative", "relative: × " + plainNumber(new(big.Rat).Add(big.NewRat(1, 1), v)), "so many percent of what it was", to(relative)},
		{"points", plainNumber(new(big.Rat).Mul(new(big.Rat).Abs(v), hundred)) + " percentage points", "added to or taken from the percentage", to(new(big.Rat).Add(example, v))},
	}
	if c.m.id == "retention" {
		churn := new(big.Rat).Mul(new(big.Rat).Sub(big.NewRat(1, 1), example), new(big.Rat).Sub(big.NewRat(1, 1), v))
		q.Choices = append(q.Choices, Choice{"churn", "churn reduced by " + said, "so much less of what is lost", to(new(big.Rat).Sub(big.NewRat(1, 1), churn))})
	}
	return q
}

// changeSign says whether the value should rise or fall, and the aim that
// follows; a way that makes the metric worse is asked.
func (r *reader) changeSign(c *clause, f *figure, p *piece) (sign int, aim goal.Aim, ok bool) {
	v, _ := c.verb()
	good := 1
	if c.m.lower {
		good = -1
	}
	switch {
	case v.way == up && f.sign < 0 || v.way == down && f.sign < 0 && f.low.value.Sign() < 0:
		r.u.problem(c.field("change"), "The verb says one way and the sign the other. Leave the minus out, or say another verb.")
		return 0, "", false
	case v.way == up:
		sign = 1
	case v.way == down:
		sign = -1
	case f.sign != 0:
		sign = f.sign
	default:
		sign = good
	}
	aim = goal.AtLeast
	if sign < 0 {
		aim = goal.AtMost
	}
	b := f.bound
	if c.negated {
		b = map[bound]bound{atLeast: atMost, atMost: atLeast, noBound: atMost}[b]
	}
	if b == atMost { // "up by at most 10 %", "not lose more than 5"
		aim = opposite(aim)
		if natural := (aim == goal.AtLeast) == (good > 0); natural {
			return sign, aim, true
		}
		aim, ok = r.against(c, aim, p)
		return sign, aim, ok
	}
	if sign == good || f.multiple && f.low.value.Sign() == 0 {
		if f.low.value.Sign() == 0 && c.m.lower {
			aim = goal.AtMost
		}
		return sign, aim, true
	}
	chosen, ok := r.against(c, aim, p)
	if !ok {
		return 0, "", false
	}
	if chosen != aim {
		sign = -sign
	}
	return sign, chosen, true
}

// changeText says a change so that it can be read again.
func (r *reader) changeText(m measure, ch Change, currency money.Currency) string {
	size, way := ch.By, "up by "
	if size < 0 {
		size, way = -size, "down by "
	}
	switch {
	case ch.Of != "":
		return "up by " + percentText(size.Rat()) + " as less churn"
	case ch.Kind == goal.Points:
		return way + plainNumber(new(big.Rat).Mul(size.Rat(), hundred)) + " percentage points"
	case ch.Kind == goal.Relative && (m.unit == metric.Share || m.unit == metric.Points):
		return way + percentText(size.Rat()) + " in relative terms"
	case ch.Kind == goal.Relative:
		return way + percentText(size.Rat())
	case m.unit == metric.Points:
		return way + decimal(size) + " points"
	default:
		return way + r.write(m, size, currency)
	}
}
