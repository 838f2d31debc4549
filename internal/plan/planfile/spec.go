package planfile

import (
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Spec reads the goal's texts, and returns what cannot be read by field, as
// goal.Spec.Check does. What is not said stays zero: whether that is enough is
// for Check.
func (g Goal) Spec() (goal.Spec, fault.Fields) {
	r := &textReader{}
	s := goal.Spec{
		Title: g.Title, Sentence: g.Sentence, Owner: org.NodeID(g.Owner), EachOwner: g.EachOwner, Metric: metric.Series(g.Metric),
		Scope: nodesOf(g.Scope), Aim: goal.Aim(g.Aim), Each: period.Kind(g.Each), Rates: metric.RatePolicy(g.Rates),
		Denominator: org.Denominator(g.Denominator), Parent: goal.ID(g.Parent), Why: g.Why, Actions: slices.Clone(g.Actions),
	}
	if value := r.maybe("value", g.Value); value != nil {
		s.Value = *value
	}
	s.Upper = r.maybe("upper", g.Upper)
	s.Window = r.days("start", "end", g.Start, g.End)
	if g.Currency != "" {
		code, err := money.ParseCurrency(g.Currency)
		r.note("currency", err)
		s.Currency = code
	}
	if c := g.Change; c != nil {
		s.Change = r.change(*c)
	}
	for i, guard := range g.Guards {
		field := fmt.Sprintf("guards[%d].", i)
		read := goal.Guard{Metric: metric.Series(guard.Metric), Scope: nodesOf(guard.Scope), Aim: goal.Aim(guard.Aim)}
		if value := r.maybe(field+"value", guard.Value); value != nil {
			read.Value = *value
		} else if guard.Value == nil {
			r.wrong.Add(field+"value", "is missing; say what must hold")
		}
		read.Upper = r.maybe(field+"upper", guard.Upper)
		s.Guards = append(s.Guards, read)
	}
	for i, text := range g.Checks {
		s.Checks = append(s.Checks, r.day(fmt.Sprintf("checks[%d]", i), text))
	}
	if g.Value == nil && s.Change == nil {
		r.wrong.Add("value", "is missing; say how much, or by how much it is to change")
	}
	s = s.Normal()
	s.Aim = goal.Aim(g.Aim) // which side is meant by default, the metric says
	return s, r.wrong
}

// textReader collects what cannot be read.
type textReader struct{ wrong fault.Fields }

func (r *textReader) note(field string, err error) {
	if err != nil {
		r.wrong.Add(field, "%v", err)
	}
}

func (r *textReader) maybe(field string, text *string) *money.Amount {
	if text == nil || *text == "" {
		return nil
	}
	value, err := money.Parse(*text)
	r.note(field, err)
	return &value
}

func (r *textReader) day(field, text string) period.Date {
	if text == "" {
		return 0
	}
	day, err := period.ParseDate(text)
	r.note(field, err)
	return day
}

// days reads a span. What is not said is Always, which no goal begins or ends
// with.
func (r *textReader) days(startField, endField, start, end string) period.Range {
	w := period.Range{Start: period.Always, End: period.Always}
	if start != "" {
		w.Start = r.day(startField, start)
	}
	if end != "" {
		w.End = r.day(endField, end)
	}
	return w
}

func (r *textReader) change(c Change) *goal.Change {
	out := &goal.Change{Kind: goal.ChangeKind(c.Kind), Of: metric.Series(c.Of), Measured: r.day("change.measured", c.Measured)}
	if c.By != "" {
		by, err := money.Parse(c.By)
		r.note("change.by", err)
		out.By = by
	}
	if c.Start != "" || c.End != "" {
		out.Over = r.days("change.over.start", "change.over.end", c.Start, c.End)
	}
	if base := r.maybe("change.baseline", c.Baseline); base != nil {
		out.Baseline = *base
		if !out.Over.Empty() && out.Measured == 0 {
			out.Measured = out.Over.End // it says what was measured there, and so it was
		}
	} else if out.Over.Empty() {
		r.wrong.Add("change.baseline", "is missing; give the value that it starts from, or the days over which it is measured")
	}
	return out
}

// GoalOf writes a spec as text.
func GoalOf(s goal.Spec) Goal {
	s = s.Normal()
	g := Goal{
		Title: s.Title, Sentence: s.Sentence, Owner: string(s.Owner), EachOwner: s.EachOwner, Metric: string(s.Metric), Scope: textsOf(s.Scope),
		Aim: string(s.Aim), Upper: decimal(s.Upper), Each: string(s.Each), Start: dayText(s.Window.Start), End: dayText(s.Window.End),
		Currency: string(s.Currency), Rates: string(s.Rates), Denominator: string(s.Denominator), Parent: string(s.Parent),
		Why: s.Why, Actions: s.Actions,
	}
	if s.Change == nil || !s.Change.ToMeasure() {
		g.Value = decimal(&s.Value)
	}
	if c := s.Change; c != nil {
		g.Change = &Change{Kind: string(c.Kind), By: c.By.String(), Start: dayText(c.Over.Start), End: dayText(c.Over.End), Of: string(c.Of), Measured: dayText(c.Measured)}
		if !c.ToMeasure() {
			g.Change.Baseline = decimal(&c.Baseline)
		}
	}
	for _, guard := range s.Guards {
		g.Guards = append(g.Guards, Guard{Metric: string(guard.Metric), Scope: textsOf(guard.Scope), Aim: string(guard.Aim), Value: decimal(&guard.Value), Upper: decimal(guard.Upper)})
	}
	for _, day := range s.Checks {
		g.Checks = append(g.Checks, day.String())
	}
	return g
}

func decimal(a *money.Amount) *string {
	if a == nil {
		return nil
	}
	text := a.String()
	return &text
}

// dayText writes a day, "" for none.
func dayText(d period.Date) string {
	if d == 0 || d == period.Always {
		return ""
	}
	return d.String()
}

func nodesOf(texts []string) []org.NodeID {
	var ids []org.NodeID
	for _, t := range texts {
		if t != "" {
			ids = append(ids, org.NodeID(t))
		}
	}
	return ids
}

func textsOf(ids []org.NodeID) []string {
	var texts []string
	for _, id := range ids {
		texts = append(texts, string(id))
	}
	return texts
}
