package sentence

import (
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/sentence/dates"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// frame is the time of a goal while its parts are put together.
type frame struct {
	window  period.Range
	start   *period.Date
	end     *period.Date
	natural *period.Date // the start of the period whose end is the deadline
	count   int          // so many units from the start
	unit    period.Kind
	implied bool // the start was not said: it is today
	open    bool // something about it is asked or wrong
	pieces  []*piece
}

// resolveWindow finds out in which days the goal is to be reached, from what
// the clause says or, when it says nothing, from what the sentence says.
func (r *reader) resolveWindow(c *clause, clauses []*clause) frame {
	fr := frame{}
	own := timed(c)
	if len(own) == 0 {
		for _, o := range clauses {
			if o != c && len(own) == 0 {
				own = timed(o)
			}
		}
	}
	for _, p := range own {
		if w, ok := p.part.(dates.When); ok {
			r.addTime(&fr, w, p)
		}
	}
	if len(own) == 0 || fr.start != nil && fr.end == nil && fr.window.Empty() && fr.count == 0 && !fr.open {
		r.timeInWords(&fr, c)
	}
	r.finish(&fr)
	if !fr.open {
		c.draft.Window = fr.window
	}
	return fr
}

// timed returns the pieces of the clause that say when. "Over this quarter"
// beside "next quarter" is what it is compared with.
func timed(c *clause) []*piece {
	pieces, list := all[dates.When](c)
	for i, w := range list {
		isBefore := func(o dates.When) bool {
			if len(o.Readings) == 0 || len(w.Readings) == 0 {
				return false
			}
			days := w.Readings[0].Range
			if w.Yearless && days.End > o.Readings[0].Start {
				days = period.Range{Start: days.Start.AddMonths(-12), End: (days.End - 1).AddMonths(-12) + 1}
			}
			return o.Role == dates.Inside && days != o.Readings[0].Range && days.End <= o.Readings[0].Start
		}
		if (w.Word == "over" || w.Word == "on" || w.Word == "from") && (w.Role == dates.Inside || w.Role == dates.Starting && w.Word == "from") && w.Second == nil && slices.ContainsFunc(list, isBefore) {
			w.Role = dates.Baseline
			pieces[i].part, list[i] = w, w
		}
	}
	var own []*piece
	for i, w := range list {
		if w.Role != dates.Baseline {
			own = append(own, pieces[i])
		}
	}
	return own
}

// timeInWords takes the answer to "by when", or notes that it is missing.
func (r *reader) timeInWords(fr *frame, c *clause) {
	id := "end"
	example := "by the end of " + r.defaultPeriod().short(r)
	if text := r.answers[id]; text != "" {
		for _, lead := range []string{"", "in ", "by "} {
			sub := newReader(lead+text, r.answers, r.Context)
			if len(sub.runes) > Longest {
				break
			}
			sub.scan()
			if r.takeTimes(fr, sub) {
				r.used(id)
				return
			}
		}
		r.u.problem(c.field("end"), "“%s” is not a time. Write one such as “%s” or 2027-03-31.", token.Plain(text), example)
	}
	if slices.ContainsFunc(r.pieces, func(p piece) bool { _, ok := p.part.(vague); return ok }) {
		r.missing(id, example, "By when? “%s” is not a date.", r.vagueWord())
		return
	}
	r.missing(id, example, "By when? Say a date or a period.")
}

// takeTimes adds the times of an answer; a bare period is the time itself.
func (r *reader) takeTimes(fr *frame, sub *reader) bool {
	taken := false
	for i := range sub.pieces {
		if w, ok := sub.pieces[i].part.(dates.When); ok && w.Role != dates.Baseline {
			r.addTime(fr, w, &piece{})
			taken = true
		}
	}
	return taken
}

func (r *reader) vagueWord() string {
	for _, p := range r.pieces {
		if _, ok := p.part.(vague); ok {
			return r.said(p.from, p.to)
		}
	}
	return ""
}

// rangeOf returns the days that a time means, or asks.
func (r *reader) rangeOf(w dates.When, p *piece, field string) (period.Range, bool) {
	first, ok := r.spellRange(w.Spell, p, field)
	if !ok || w.Second == nil {
		return first, ok
	}
	second, ok := r.spellRange(*w.Second, p, field)
	if ok && second.End <= first.Start {
		p.means(field, "no time")
		r.u.problem(field, "“%s” ends on %s, before it starts on %s. Say another start or end.", r.said(p.from, p.to), dates.LongDate(second.End-1), dates.LongDate(first.Start))
		return period.Range{}, false
	}
	return period.Range{Start: first.Start, End: second.End}, ok
}

func (r *reader) spellRange(s dates.Spell, p *piece, field string) (period.Range, bool) {
	switch {
	case s.Wrong != "":
		p.means(field, "no time")
		r.u.problem(field, "%s. Say another time.", sentenceCase(s.Wrong))
		return period.Range{}, false
	case s.Count > 0 && s.Past:
		return period.Range{Start: dates.Ahead(r.Today, -s.Count, s.Unit), End: r.Today}, true
	case s.Count > 0:
		return period.Range{Start: r.Today, End: dates.Ahead(r.Today, s.Count, s.Unit)}, true
	case len(s.Readings) == 1:
		return s.Readings[0].Range, true
	}
	q := timeQuestion(s, r.said(p.from, p.to))
	q.Field = field
	choice, ok := r.ask(q)
	for _, reading := range s.Readings {
		if ok && reading.ID == choice {
			return reading.Range, true
		}
	}
	p.means(field, "a time that can be read in two ways; see the question")
	return period.Range{}, false
}

func timeQuestion(s dates.Spell, said string) Question {
	q := Question{ID: s.Ask}
	switch s.Ask {
	case "year":
		q.Text, q.Why = "The fiscal or the calendar year?", "The fiscal year of this organisation does not start in January, and “"+said+"” can mean either."
	case "weekday":
		q.Text, q.Why = "Which day is “"+said+"”?", "Some say next for the coming one, others for the one in the week after."
	default:
		q.Text, q.Why = "Which day is “"+said+"”?", "Some write the day first, others the month."
	}
	for _, reading := range s.Readings {
		label := reading.Label
		switch reading.ID {
		case "fiscal":
			label = "the fiscal year: " + label
		case "calendar":
			label = "the calendar year: " + label
		}
		q.Choices = append(q.Choices, Choice{ID: reading.ID, Label: label, Meaning: dates.Days(reading.Range)})
	}
	return q
}

// addTime adds what one piece says to the frame.
func (r *reader) addTime(fr *frame, w dates.When, p *piece) {
	fr.pieces = append(fr.pieces, p)
	if w.Count > 0 && w.Role == dates.Inside {
		if fr.count > 0 {
			r.conflict(fr, p)
			return
		}
		fr.count, fr.unit = w.Count, w.Unit
		return
	}
	rg, ok := r.rangeOf(w, p, "end")
	if !ok {
		fr.open = true
		return
	}
	switch w.Role {
	case dates.Inside:
		switch inner := fr.window.Intersect(rg); {
		case fr.window.Empty():
			fr.window = rg
		case inner == rg || inner == fr.window:
			fr.window = inner
		default:
			r.conflict(fr, p)
		}
	case dates.Starting:
		day := rg.Start
		if w.Edge == dates.AfterEdge {
			day = rg.End
		}
		fr.start = &day
	case dates.Deadline:
		r.addDeadline(fr, w, rg, p)
	}
}

// addDeadline adds "by the end of Q1", "until June".
func (r *reader) addDeadline(fr *frame, w dates.When, rg period.Range, p *piece) {
	end := rg.End
	switch w.Edge {
	case dates.BeforeEdge:
		end = rg.Start
	case dates.OpenEdge:
		through, ok := r.askEdge(rg, p)
		if !ok {
			fr.open = true
			return
		}
		if !through {
			end = rg.Start
		}
	}
	if fr.end != nil && *fr.end != end {
		r.conflict(fr, p)
		return
	}
	fr.end = &end
	long := w.Kind == period.Quarter || w.Kind == period.Half || w.Kind == period.Year
	if end == rg.End && !w.Onward && !w.Day && (long || rg.Contains(r.Today)) {
		fr.natural = &rg.Start
	}
}

// askEdge asks whether "until June" ends before June or with it. What would be
// over is not offered.
func (r *reader) askEdge(rg period.Range, p *piece) (through, ok bool) {
	if rg.Start <= r.Today {
		return true, true
	}
	last := dates.LongDate(rg.End - 1)
	before := dates.LongDate(rg.Start - 1)
	choice, ok := r.ask(Question{ID: "deadline", Field: "end", Text: fmt.Sprintf("Is the last day %s or %s?", before, last), Why: "“" + r.said(p.from, p.to) + "” can leave the time itself out or take it in.",
		Choices: []Choice{
			{"before", "until " + before, "before it begins", ""},
			{"through", "until " + last, "to its end", ""},
		}})
	if !ok {
		p.means("end", "the deadline; the day is asked")
	}
	return choice == "through", ok
}

// conflict notes a second time that contradicts the first.
func (r *reader) conflict(fr *frame, p *piece) {
	fr.open = true
	p.means("end", "a second time that contradicts the first")
	r.u.problem("end", "The sentence says two times that do not fit together; “%s” is one of them. Leave one out.", r.said(p.from, p.to))
}

// finish puts the parts together.
func (r *reader) finish(fr *frame) {
	if fr.open {
		return
	}
	switch {
	case !fr.window.Empty():
		if fr.end != nil {
			if *fr.end <= fr.window.Start || *fr.end > fr.window.End {
				r.conflict(fr, fr.pieces[len(fr.pieces)-1])
				return
			}
			fr.window.End = *fr.end
		}
		if fr.start != nil && fr.window.Contains(*fr.start) {
			fr.window.Start = *fr.start
		}
	case fr.count > 0:
		start := r.Today
		fr.implied = fr.start == nil
		if fr.start != nil {
			start = *fr.start
		}
		fr.window = period.Range{Start: start, End: dates.Ahead(start, fr.count, fr.unit)}
		if fr.end != nil && *fr.end != fr.window.End {
			r.conflict(fr, fr.pieces[len(fr.pieces)-1])
			return
		}
	case fr.end != nil:
		switch {
		case fr.start != nil:
			fr.window = period.Range{Start: *fr.start, End: *fr.end}
		case fr.natural != nil:
			fr.window = period.Range{Start: *fr.natural, End: *fr.end}
		default:
			fr.window = period.Range{Start: r.Today, End: *fr.end}
			fr.implied = true
		}
	default:
		fr.open = true
		return
	}
	r.checkWindow(fr)
}

// checkWindow refuses times that are over or hold no day.
func (r *reader) checkWindow(fr *frame) {
	end := fr.window.End
	if fr.end != nil {
		end = *fr.end
	}
	switch {
	case end <= r.Today:
		fr.open = true
		r.u.problem("end", "The last day would be %s, which is over. Say a time that is still to come.", dates.LongDate(end-1))
	case fr.window.Empty():
		fr.open = true
		r.u.problem("end", "The time ends on %s, before it starts on %s. Say another start or end.", dates.LongDate(end-1), dates.LongDate(fr.window.Start))
	case fr.window.End > period.Never:
		fr.open = true
		r.u.problem("end", "This is beyond the calendar. Say an earlier time.")
	}
}

// resolveMeasured asks over which time a rate of customers is measured, when
// only its deadline or its length is said: retention over six months is not
// the yearly one by then.
func (r *reader) resolveMeasured(c *clause, fr frame) {
	const nearlyAYear = 360
	window := c.draft.Window
	n, _ := window.Days()
	rate := slices.Contains([]metric.Series{"retention", "churn", "nrr", "grr", "repeat_rate"}, c.metric)
	if spoken := fr.count > 0 || fr.end != nil && fr.start == nil; !rate || !spoken || window.Empty() || n >= nearlyAYear || c.draft.Each != "" {
		return
	}
	year := period.Range{Start: window.End.AddMonths(-12), End: window.End}
	choice, _ := r.ask(Question{ID: c.id("measured"), Field: "start", Text: "Over which time is " + c.m.name + " measured?", Why: "The share of customers who stay over a few months is higher than over a year.",
		Choices: []Choice{
			{"window", "over the time of the goal: " + dates.Days(window), "How many of those at its start are there at its end.", ""},
			{"year", "over the twelve months that end then: " + dates.Days(year), "The yearly rate, as it stands at the deadline.", ""},
		}})
	if choice == "year" {
		c.draft.Window = year
	}
}
