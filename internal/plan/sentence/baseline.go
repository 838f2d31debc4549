package sentence

import (
	"math/big"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/sentence/dates"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// baselineKey says with what a change is compared; they are the ids of the
// choices.
type baselineKey string

const (
	samePeriodLastYear baselineKey = "same_period_last_year"
	previousPeriod     baselineKey = "previous_period"
	currentLevel       baselineKey = "current"
	statedValue        baselineKey = "value"
)

// statedBaseline sets the value from which a change starts.
func (r *reader) statedBaseline(c *clause, q quantity, p *piece) {
	value, ok := r.amountOf(c, q, p)
	if !ok {
		return
	}
	p.means(c.field("change.baseline"), "the baseline: %s", r.write(c.m, value, c.draft.Currency))
	r.setBaseline(c, value)
}

// setBaseline computes what is to be reached from a baseline that is known.
func (r *reader) setBaseline(c *clause, base money.Amount) {
	ch := c.draft.Change
	if ch == nil {
		return
	}
	ch.Baseline = &base
	target := base.Rat()
	one := big.NewRat(1, 1)
	switch {
	case ch.Of != "": // retention = 1 − churn × (1 + by)
		churn := new(big.Rat).Sub(one, target)
		target = new(big.Rat).Sub(one, churn.Mul(churn, new(big.Rat).Add(one, ch.By.Rat())))
	case ch.Kind == goal.Relative:
		target = new(big.Rat).Mul(target, new(big.Rat).Add(one, ch.By.Rat()))
	default:
		target = new(big.Rat).Add(target, ch.By.Rat())
	}
	value, err := money.FromRat(target)
	if err != nil {
		r.u.problem(c.field("value"), "The value that follows from the baseline is too large. Values reach to about 922 trillion.")
		return
	}
	c.draft.Value = &value
	r.checkBounds(c, value)
}

// resolveBaseline finds out with what a change is compared, from the clause or
// from another one, or asks. The window must be known before the days can be
// told.
func (r *reader) resolveBaseline(c *clause, clauses []*clause) {
	for _, from := range append([]*clause{c}, clauses...) {
		pieces, list := all[dates.When](from)
		for i, w := range list {
			switch ch := c.draft.Change; {
			case w.Role != dates.Baseline:
			case !c.changes || ch != nil && (ch.Kind == goal.FromTo || ch.Baseline != nil):
				if pieces[i].field == "" {
					r.pastTime(w, pieces[i])
					pieces[i].means(c.field("change.baseline"), "what it is compared with")
				}
			default:
				r.namedBaseline(c, w, pieces[i])
				return
			}
		}
	}
	if ch := c.draft.Change; !c.changes || ch != nil && (ch.Baseline != nil || ch.Kind == goal.FromTo) {
		return
	}
	for _, from := range append([]*clause{c}, clauses...) {
		if key, ok := from.hint(string(samePeriodLastYear), string(previousPeriod), string(currentLevel)); ok && c.key == "" {
			c.key = baselineKey(key)
		}
	}
	r.periodOnPeriod(c, clauses)
	if c.key == "" {
		c.key = r.askBaseline(c)
	}
	if c.key != "" && c.key != statedValue {
		r.compareWith(c, r.overOf(c.draft.Window, c.key))
	}
}

// periodOnPeriod reads "month on month": of a goal for one month it is the month
// before; of a longer one it is a growth that adds up, which no goal can say.
func (r *reader) periodOnPeriod(c *clause, clauses []*clause) {
	units := map[string]period.Kind{"previous_week": period.Week, "previous_month": period.Month, "previous_quarter": period.Quarter}
	for _, from := range append([]*clause{c}, clauses...) {
		key, ok := from.hint("previous_week", "previous_month", "previous_quarter")
		if !ok || c.key != "" {
			continue
		}
		c.key = previousPeriod
		if p, one := r.KindOf(c.draft.Window); !c.draft.Window.Empty() && (!one || p.Kind != units[key]) {
			word := goal.StepWord(units[key])
			r.u.problem("each", "A change per %s adds up from one to the next, and what it comes to in the end is not said. Say the change for the whole time, or the value per %s.", word, word)
		}
	}
}

// compareWith notes the days in which the baseline is measured.
func (r *reader) compareWith(c *clause, over period.Range) {
	if !over.Empty() && c.draft.Change != nil {
		c.draft.Change.Over = over
	}
}

// pastTime refuses "last quarter" where nothing is compared with it.
func (r *reader) pastTime(w dates.When, p *piece) {
	if w.Past && w.Word == "" {
		r.u.problem("end", "“%s” is over. Say a time that is still to come.", r.said(p.from, p.to))
	}
}

// namedBaseline takes a time that was named: over last year, vs Q3.
func (r *reader) namedBaseline(c *clause, w dates.When, p *piece) {
	window := c.draft.Window
	n, _ := window.Days()
	const nearlyAYear = 300
	var over period.Range
	switch lastYear := w.Past && w.Kind == period.Year && !window.Empty(); {
	case lastYear && n < nearlyAYear: // "last year" of a quarter is the same quarter
		over = r.overOf(window, samePeriodLastYear)
	case w.Before && !window.Empty() && w.Kind != "" && w.Kind != period.Custom: // "the previous quarter" is the one before the goal
		p, _ := r.Calendar.Previous(r.Calendar.Containing(w.Kind, window.Start))
		over = p.Range
	case lastYear && r.overOf(window, samePeriodLastYear).End > r.Today:
		var ok bool
		if over, ok = r.askLastYear(c, w, p); !ok {
			return
		}
	default:
		var ok bool
		if over, ok = r.rangeOf(w, p, c.field("change.baseline")); !ok {
			return
		}
	}
	before := window.Start
	if window.Empty() {
		before = r.Today
	}
	for w.Yearless && over.End > before {
		over = r.Shifted(over, w.Kind, -1)
	}
	p.means(c.field("change.baseline"), "compared with %s", dates.Days(over))
	if !window.Empty() && c.m.adds {
		a, _ := over.Days()
		b, _ := window.Days()
		if a*10 < b*9 || b*10 < a*9 {
			r.u.problem(c.field("change.baseline"), "%s adds up over time, so %s cannot be compared with %s: one is longer than the other. Compare times of the same length.", sentenceCase(c.m.name), dates.Days(window), dates.Days(over))
			return
		}
	}
	if over.Start >= window.Start && !window.Empty() {
		r.u.problem(c.field("change.baseline"), "The goal cannot be compared with %s, which is not before it.", dates.Days(over))
		return
	}
	r.compareWith(c, over)
}

// askLastYear asks which year is the last one for a goal that starts next year:
// the one before the goal, or the one before today's.
func (r *reader) askLastYear(c *clause, w dates.When, p *piece) (period.Range, bool) {
	field := c.field("change.baseline")
	said, ok := r.rangeOf(w, p, field)
	if !ok {
		return said, false
	}
	before := r.overOf(c.draft.Window, samePeriodLastYear)
	choice, ok := r.ask(Question{ID: c.id("baseline"), Field: field, Text: "Which year is “" + r.said(p.from, p.to) + "”?", Why: "The goal is for a coming year, so it can be the year before that or the one before this.",
		Choices: []Choice{
			{string(samePeriodLastYear), "the year before the goal: " + dates.Days(before), "As people will say once the goal has begun.", ""},
			{"last_year", "the year before this one: " + dates.Days(said), "As it is said today.", ""},
		}})
	if !ok {
		p.means(field, "a year to compare with; which one is asked")
	}
	if choice == "last_year" {
		return said, ok
	}
	return before, ok
}

// askBaseline asks with what a change is compared.
func (r *reader) askBaseline(c *clause) baselineKey {
	id := c.id("baseline")
	if f, ok := r.figureIn(id); ok { // a number is the value itself
		r.statedBaseline(c, f.low, &piece{})
		return statedValue
	}
	example := ""
	if c.metric != "" {
		example = exampleOf(c.m)
	}
	label := func(key baselineKey, text string) string {
		if over := r.overOf(c.draft.Window, key); !over.Empty() {
			return text + ": " + dates.Days(over)
		}
		return text
	}
	choice, ok := r.ask(Question{ID: id, Field: c.field("change.baseline"), Text: "Compared with what?", Why: "A change needs what it starts from, and the sentence does not say it.",
		Choices: []Choice{
			{string(samePeriodLastYear), label(samePeriodLastYear, "the same days of last year"), "Seasons do not disturb the comparison.", ""},
			{string(previousPeriod), label(previousPeriod, "the time just before"), "It shows what has changed lately.", ""},
			{string(statedValue), "a value that you state", "Nothing is measured.", example},
		}})
	if !ok {
		return ""
	}
	if baselineKey(choice) == statedValue {
		r.askBaselineValue(c)
	}
	return baselineKey(choice)
}

func (r *reader) askBaselineValue(c *clause) {
	id := c.id("change.baseline")
	if f, ok := r.figureIn(id); ok {
		r.statedBaseline(c, f.low, &piece{})
		return
	}
	if r.answers[id] != "" {
		r.u.problem(c.field("change.baseline"), "“%s” is not a value. Write one such as %s.", token.Plain(r.answers[id]), exampleOf(c.m))
	}
	r.missing(id, exampleOf(c.m), "From which value does it start?")
}

// overOf returns the days in which the baseline is measured for a window; empty
// when the window is not known.
func (r *reader) overOf(window period.Range, key baselineKey) period.Range {
	if window.Empty() {
		return period.Range{}
	}
	p, isPeriod := r.KindOf(window)
	switch key {
	case samePeriodLastYear:
		if isPeriod {
			return r.Shifted(window, p.Kind, -1)
		}
		return r.Shifted(window, period.Custom, -1)
	case currentLevel:
		n, _ := window.Days()
		return period.Range{Start: r.Today.Add(-n), End: r.Today}
	}
	if isPeriod {
		if before, ok := r.Calendar.Previous(p); ok {
			return before.Range
		}
	}
	if n, whole := wholeMonths(window); whole {
		return period.Range{Start: window.Start.AddMonths(-n), End: window.Start}
	}
	n, _ := window.Days()
	return period.Range{Start: window.Start.Add(-n), End: window.Start}
}

// wholeMonths returns how many months the range is long, when it is a whole
// number of them.
func wholeMonths(rg period.Range) (n int, ok bool) {
	n = (rg.End.Year()-rg.Start.Year())*12 + int(rg.End.Month()) - int(rg.Start.Month())
	return n, n > 0 && rg.Start.AddMonths(n) == rg.End
}
