package sentence

import (
	"strings"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/sentence/dates"
)

// marks are the parts of a read-back that stand in brackets: they are defaults,
// not the user's words.
type marks map[string]bool

func (m marks) in(field, text string) string {
	if m[field] {
		return "[" + text + "]"
	}
	return text
}

// readback says the goal in one sentence that is read to the same goal again.
// What is not known is left out.
func (r *reader) readback(c *clause, d Draft, guards []*clause) string {
	var b strings.Builder
	if d.Metric == "" {
		b.WriteString(r.marks.in("metric", "A goal"))
	} else {
		b.WriteString(r.marks.in("metric", sentenceCase(c.m.name)))
	}
	b.WriteString(r.about(d.Scope))
	if d.Owner != "" {
		b.WriteString(", " + r.whose(d))
	}
	if what := r.what(c, d); what != "" {
		field := "value"
		if r.marks["each"] && d.Each == "" { // the sum of what was said for each
			field = "each"
		}
		b.WriteString(": " + r.marks.in(field, what))
	}
	if d.Each != "" {
		b.WriteString(" " + r.marks.in("each", "each "+goal.StepWord(d.Each)))
	}
	if !d.Window.Empty() {
		b.WriteString(", " + r.marks.in("end", "from "+days2(d.Window)))
	}
	if text := r.comparison(c, d); text != "" {
		b.WriteString(", " + r.marks.in("baseline", text))
	}
	if c.deliberate {
		b.WriteString(", " + r.marks.in("direction", "deliberately"))
	}
	for _, g := range guards {
		if g.draft.Aim == "" || g.draft.Value == nil {
			continue
		}
		b.WriteString("; keep " + r.marks.in("guards", g.m.name+r.about(g.draft.Scope)+" "+r.demand(g)))
		if g.deliberate {
			b.WriteString(", deliberately")
		}
	}
	b.WriteString(".")
	return b.String()
}

// days2 is days for reading again: a single day needs both ends too.
func days2(rg period.Range) string {
	return dates.LongDate(rg.Start) + " to " + dates.LongDate(rg.End-1)
}

func (r *reader) about(scope []org.NodeID) string {
	var b strings.Builder
	for i, n := range scope {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString(" of " + r.nodeText(n))
	}
	return b.String()
}

func (r *reader) whose(d Draft) string {
	if d.EachOwner {
		return "each person in " + r.nodeText(d.Owner)
	}
	return "for " + r.nodeText(d.Owner)
}

// what says the value or the change.
func (r *reader) what(c *clause, d Draft) string {
	ch := d.Change
	switch {
	case d.Aim == "":
		return ""
	case ch == nil:
		if d.Value == nil {
			return ""
		}
		shown := *c
		shown.draft = d
		return r.demand(&shown)
	case ch.Kind == goal.FromTo:
		return "from " + r.write(c.m, *ch.Baseline, d.Currency) + " to " + side(d.Aim) + " " + r.write(c.m, *d.Value, d.Currency)
	}
	text := r.changeText(c.m, *ch, d.Currency)
	if rises := ch.By > 0 || ch.Of != ""; rises && d.Aim == goal.AtMost || !rises && d.Aim == goal.AtLeast {
		text = strings.Replace(text, " by ", " by at most ", 1)
	}
	return text
}

func side(a goal.Aim) string {
	if a == goal.AtMost {
		return "at most"
	}
	return "at least"
}

// comparison says with what a change is compared.
func (r *reader) comparison(c *clause, d Draft) string {
	ch := d.Change
	switch {
	case ch == nil || ch.Kind == goal.FromTo:
		return ""
	case ch.Baseline != nil:
		return "compared with a baseline of " + r.write(c.m, *ch.Baseline, d.Currency)
	case !ch.Over.Empty():
		return "compared with " + days2(ch.Over)
	default:
		return ""
	}
}

// title says the goal in a few words.
func (r *reader) title(c *clause, d Draft) string {
	if d.Metric == "" {
		return ""
	}
	text := sentenceCase(c.m.name)
	for _, n := range d.Scope {
		text += " " + r.names.title(n)
	}
	switch ch := d.Change; {
	case d.Value != nil:
		text += " " + r.short(c, d, *d.Value)
		if d.Upper != nil {
			text += " to " + r.short(c, d, *d.Upper)
		}
	case ch != nil:
		text += " " + r.changeText(c.m, *ch, d.Currency)
	}
	if d.Each != "" {
		text += " each " + goal.StepWord(d.Each)
	}
	if !d.Window.Empty() {
		text += " by " + dates.LongDate(d.Window.End-1)
	}
	return text
}

func (r *reader) short(c *clause, d Draft, v money.Amount) string {
	return r.write(c.m, v, d.Currency)
}
