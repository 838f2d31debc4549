package sentence

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/sentence/dates"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// assemble makes goals of the pieces, with everything that is missing, open or
// wrong.
func (r *reader) assemble() Understanding {
	clauses := r.clauses()
	if r.isNonsense() {
		return r.nonsense()
	}
	mains, guards := divide(clauses)
	for i, c := range guards {
		c.fields, c.guard = "guards", i
	}
	for _, c := range clauses {
		r.resolveMetric(c)
		r.resolveValue(c)
	}
	frames := map[*clause]frame{}
	for _, c := range mains {
		frames[c] = r.resolveWindow(c, clauses)
	}
	for _, c := range mains {
		r.resolveEach(c, frames[c])
		r.resolveMeasured(c, frames[c])
		r.resolveBaseline(c, clauses)
	}
	for _, c := range guards {
		c.beyondGuard(mains)
	}
	r.leftovers(clauses)
	for _, c := range clauses {
		r.resolveScope(c)
	}
	r.resolveOwner(clauses)
	r.noteRest(clauses, mains)
	mains, guards = r.settleGoals(mains, guards)
	for _, c := range mains {
		r.u.Goals = append(r.u.Goals, r.draft(c, guards))
	}
	return r.conclude()
}

// isNonsense reports whether nothing in the text is part of a goal.
func (r *reader) isNonsense() bool {
	return !slices.ContainsFunc(r.pieces, func(p piece) bool {
		switch part := p.part.(type) {
		case noun, path, figure, dates.Rhythm:
			return true
		case verb:
			return part.way != reach || part.sort != ""
		case dates.When:
			return true
		}
		return false
	})
}

// nonsense says that the text is no goal. A text that is still being typed is
// only incomplete.
func (r *reader) nonsense() Understanding {
	r.missing("metric", "revenue", "What is to be reached? Name a metric, such as revenue, new customers or win rate.")
	r.missing("value", "500,000 or 10 %", "How much? Say a value, or by how much it should change.")
	r.missing("end", "by the end of "+r.defaultPeriod().short(r), "By when? Say a date or a period.")
	if slices.ContainsFunc(r.pieces, func(p piece) bool { _, ok := p.part.(unknown); return ok }) {
		r.u.problem("sentence", "This does not read as a goal. Say what is to be reached, how much and by when, for example “Win 40 new customers by the end of %s”.", r.defaultPeriod().short(r))
	}
	for i := range r.pieces {
		if _, ok := r.pieces[i].part.(unknown); ok {
			r.pieces[i].means("unknown", "not understood")
		}
	}
	return r.conclude()
}

// divide tells the goals from what must hold besides. Keeping to something is a
// guardrail when another clause says what is to be reached.
func divide(clauses []*clause) (mains, guards []*clause) {
	for _, c := range clauses {
		v, _ := c.verb()
		strong := v.way == up || v.way == down || v.way == better || v.way == reach && v.sort != "lose"
		conditional := c.joint.negative || c.joint.guard && !strong
		if len(clauses) > 1 && (conditional || v.way == keep && !c.isActivity()) {
			guards = append(guards, c)
		} else {
			mains = append(mains, c)
		}
	}
	if len(mains) > 0 {
		return mains, guards
	}
	guards = nil
	for i, c := range clauses { // all is to be kept: what "while" does not join is a goal
		if i > 0 && c.joint.guard {
			guards = append(guards, c)
		} else {
			mains = append(mains, c)
		}
	}
	return mains, guards
}

// isActivity reports whether the clause counts what people do: holding meetings
// is no guardrail.
func (c *clause) isActivity() bool {
	_, nouns := all[noun](c)
	return slices.ContainsFunc(nouns, func(n noun) bool { base, _ := n.ids[0].Split(); return len(n.ids) == 1 && isActivityID(base) })
}

func isActivityID(id metric.Series) bool {
	return len(id) >= len("activities") && id[:len("activities")] == "activities"
}

// settleGoals asks what several goals in one sentence are to each other.
func (r *reader) settleGoals(mains, guards []*clause) (goals, besides []*clause) {
	if len(mains) < 2 {
		return mains, guards
	}
	q := Question{ID: "goals", Field: "guards", Text: fmt.Sprintf("The sentence states %d goals. How do they belong together?", len(mains)), Why: "A second number can be a goal of its own, or a condition under which the first one counts.",
		Choices: []Choice{
			{"separate", "goals of their own", "Each is followed by itself.", ""},
			{"guard", "the first is the goal, the rest must hold besides", "The goal counts as met with breach when one of them is broken.", ""},
		}}
	for i, c := range mains {
		name := c.m.name
		if name == "" {
			name = "number " + strconv.Itoa(i+1)
		}
		q.Choices = append(q.Choices, Choice{"only_" + strconv.Itoa(i+1), "only " + name, "The rest is left out.", ""})
	}
	choice, ok := r.ask(q)
	switch {
	case !ok || choice == "separate":
		return mains, guards
	case choice == "guard":
		for _, c := range mains[1:] {
			c.fields, c.guard = "guards", len(guards)
			guards = append(guards, c)
		}
		return mains[:1], guards
	default:
		for i, c := range mains {
			if choice == "only_"+strconv.Itoa(i+1) {
				return []*clause{c}, guards
			}
		}
		return mains[:1], guards
	}
}

// draft completes the goal of a main clause.
func (r *reader) draft(c *clause, guards []*clause) Draft {
	d := c.draft
	d.Sentence = token.Plain(r.text)
	d.Owner, d.EachOwner = r.owner, r.each
	for i := range r.pieces {
		p := &r.pieces[i]
		a, ok := p.part.(aside)
		if !ok {
			continue
		}
		said := strings.TrimRight(r.said(p.from, p.to), " .;,!")
		if a.action {
			d.Actions = append(d.Actions, said)
			p.means("actions", "how it will be reached")
		} else if d.Why == "" {
			d.Why = said
			p.means("why", "what it is for")
		}
	}
	for _, g := range guards {
		if g.metric == "" {
			continue
		}
		guard := Guard{Metric: g.metric, Unit: g.m.unit, Scope: g.draft.Scope, Aim: g.draft.Aim, Value: g.draft.Value, Upper: g.draft.Upper}
		if g.draft.Currency != d.Currency && g.m.unit == metric.Money && g.draft.Value != nil {
			r.u.problem("guards", "The values are in different currencies. State all in one.")
		}
		if guard.Value == nil && g.draft.Change != nil {
			r.missing(g.guardField(), exampleOf(g.m), "A condition needs a fixed limit. Which value of %s must be kept to?", g.m.name)
			guard.Aim = ""
		}
		d.Guards = append(d.Guards, guard)
	}
	r.checkDraft(c, &d)
	d.Title = r.title(c, d)
	d.Readback = r.readback(c, d, guards)
	return d
}

// checkDraft refuses what always holds.
func (r *reader) checkDraft(c *clause, d *Draft) {
	if d.Value == nil || c.m.within == nil {
		return
	}
	least, most := c.m.within.least, c.m.within.most
	switch {
	case d.Aim == goal.AtLeast && least != nil && *d.Value == *least:
		r.u.problem("value", "At least %s always holds. Say how much is to be reached.", r.write(c.m, *d.Value, d.Currency))
	case d.Aim == goal.AtMost && most != nil && *d.Value == *most:
		r.u.problem("value", "At most %s always holds. Say a lower value.", r.write(c.m, *d.Value, d.Currency))
	case d.Aim == goal.Between && d.Upper != nil && *d.Upper <= *d.Value:
		r.u.problem("upper", "The upper end must be above the lower one.")
	}
}

// noDate is the meaning of "soon".
const noDate = "no date"

// noteRest says what the remaining pieces were taken for.
func (r *reader) noteRest(clauses, mains []*clause) {
	for i := range r.pieces {
		p := &r.pieces[i]
		if p.field != "" {
			continue
		}
		switch part := p.part.(type) {
		case verb:
			if text := map[way]string{up: "it should rise", down: "it should fall", better: "it should get better", keep: "it should be kept"}[part.way]; text != "" {
				p.means("aim", "%s", text)
			}
		case unsayable:
			p.means(part.field, "%s", part.meaning)
			r.u.problem(part.field, "%s", part.reason)
		case vague:
			p.means("unknown", "%s", noDate)
		case negation:
			p.means("aim", "must not happen")
		case unknown:
			p.means("unknown", "not understood")
		}
	}
	for _, c := range clauses {
		pieces, list := all[dates.When](c)
		for i := range list {
			if pieces[i].field == "" {
				r.noteTime(pieces[i], c, mains)
			}
		}
	}
}

// noteTime says which days a time was taken for.
func (r *reader) noteTime(p *piece, c *clause, mains []*clause) {
	window := c.draft.Window
	if window.Empty() && len(mains) > 0 {
		window = mains[0].draft.Window
	}
	if window.Empty() {
		p.means("end", "when")
		return
	}
	text := dates.Days(window)
	if named, ok := r.KindOf(window); ok {
		text = named.Label + ": " + text
	}
	p.means("end", "%s", text)
}

// conclude orders the phrases and says whether the goal is complete.
func (r *reader) conclude() Understanding {
	u := &r.u
	for i := range r.pieces {
		if p := &r.pieces[i]; p.from < p.to && p.field != "" && p.field != "used" {
			u.Phrases = append(u.Phrases, r.phraseOf(p))
		}
	}
	slices.SortStableFunc(u.Phrases, func(a, b Phrase) int { return cmp.Compare(a.Start, b.Start) })
	u.Complete = len(u.Goals) > 0 && len(u.Missing) == 0 && len(u.Questions) == 0 && len(u.Problems) == 0
	for i, d := range u.Goals {
		if i > 0 {
			u.Readback += " "
		}
		u.Readback += d.Readback
	}
	return *u
}

// phraseOf shows a piece; a slip of the keyboard that was mended is said.
func (r *reader) phraseOf(p *piece) Phrase {
	for p.from < p.to-1 && r.At(p.from).Is(":", "=", ",") {
		p.from++
	}
	first, last := r.List[p.from], r.List[p.to-1]
	phrase := Phrase{Start: first.Start, End: last.End, Field: p.field, Text: r.said(p.from, p.to), Meaning: p.meaning}
	for _, t := range r.List[p.from:p.to] {
		if t.Typo {
			phrase.Meaning += fmt.Sprintf(" (“%s” read as “%s”)", t.Text, t.Stem)
		}
	}
	return phrase
}
