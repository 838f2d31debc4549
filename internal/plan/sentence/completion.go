package sentence

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/sentence/dates"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// complete offers a sentence in which nothing is missing: the user's own words
// with defaults in brackets, or, when these cannot be put into it, the goal said
// back. Only what is really understood without a question is offered.
func complete(text string, answers map[string]string, u Understanding, c Context) string {
	r := newReader(text, answers, c)
	if strange(u) {
		return ""
	}
	if len(answers) == 0 {
		if s := r.spliced(u); fits(s) && read(s, nil, c).Complete {
			return s
		}
	}
	given := maps.Clone(answers)
	if given == nil {
		given = map[string]string{}
	}
	defaults := marks{}
	const rounds = 8 // an answer can raise another question
	for range rounds {
		if u.Complete || len(u.Problems) > 0 {
			break
		}
		for _, q := range u.Questions {
			given[q.ID] = q.Choices[0].ID
			defaults[partOf(q.ID, q.Field)] = true
		}
		for _, m := range u.Missing {
			given[m.Field] = r.defaultOf(m.Field, u)
			defaults[partOf(m.Field, m.Field)] = true
		}
		u = read(text, given, c)
	}
	if !u.Complete || len(u.Goals) != 1 {
		return ""
	}
	marked := newReader(text, given, c)
	marked.marks = defaults
	marked.scan()
	s := marked.assemble().Readback
	if !fits(s) || !read(s, nil, c).Complete {
		return ""
	}
	return s
}

// fits reports whether the text is a sentence that Understand takes.
func fits(text string) bool { return text != "" && utf8.RuneCountInString(text) <= Longest }

// strange reports whether something in the sentence is so open that no default
// can be offered for it.
func strange(u Understanding) bool {
	return slices.ContainsFunc(u.Phrases, func(p Phrase) bool { return p.Field == "unknown" && p.Meaning != noDate }) ||
		slices.ContainsFunc(u.Missing, func(m Missing) bool { return m.Field == "change.baseline" }) ||
		slices.ContainsFunc(u.Questions, func(q Question) bool {
			return q.ID == "goals" || strings.HasPrefix(q.ID, "direction") || strings.HasPrefix(q.ID, "scope")
		})
}

// partOf names the part of a read-back that a question or a missing field is
// about.
func partOf(id, field string) string {
	switch id, _, _ = strings.Cut(id, "_2"); id {
	case "metric", "each", "direction":
		return id
	case "baseline", "change.baseline":
		return "baseline"
	case "end", "deadline", "year", "date", "weekday":
		return "end"
	}
	if field == "guards" || strings.HasPrefix(id, "guards[") {
		return "guards"
	}
	return "value"
}

// spliced puts what is missing into the user's own sentence; "" when some of it
// has no place there.
func (r *reader) spliced(u Understanding) string {
	type insert struct {
		at   int
		text string
	}
	var inserts []insert
	var ends []string
	behind := func(field, text string) {
		for _, p := range u.Phrases {
			if p.Field == field {
				inserts = append(inserts, insert{p.End, " [" + text + "]"})
				return
			}
		}
		ends = append(ends, "["+text+"]")
	}
	var id metric.Series
	var d Draft
	if len(u.Goals) > 0 {
		d = u.Goals[0]
		id = d.Metric
	}
	for _, q := range u.Questions {
		switch q.ID {
		case "metric":
			id = metric.Series(q.Choices[0].ID)
			behind("metric", r.measure(id).name)
		case "change":
			behind("change", "percentage points")
		case "baseline":
			ends = append(ends, "[compared with the same period of last year]")
		case "each":
			behind("each", "each of them")
		default:
			return ""
		}
	}
	for _, m := range u.Missing {
		switch m.Field {
		case "metric":
			id = metric.Revenue
			ends = slices.Insert(ends, 0, "["+r.measure(id).name+"]")
		case "value":
			ends = append(ends, r.defaultChange(u, id)...)
		case "end":
			ends = append(ends, "[in "+r.defaultPeriod().short(r)+"]")
		default:
			return ""
		}
	}
	runes := []rune(strings.TrimRight(token.Visible(r.text), " .!?"))
	slices.SortStableFunc(inserts, func(a, b insert) int { return b.at - a.at })
	for _, in := range inserts {
		at := min(in.at, len(runes))
		runes = slices.Insert(runes, at, []rune(in.text)...)
	}
	text := strings.TrimSpace(string(runes))
	return strings.TrimSpace(text + " " + strings.Join(ends, " "))
}

// defaultChange is a change that a goal without a value is offered.
func (r *reader) defaultChange(u Understanding, id metric.Series) []string {
	m := r.measure(id)
	size := "10 %"
	switch m.unit {
	case metric.Share:
		size = "5 percentage points"
	case metric.Points:
		size = "5 points"
	}
	r.scan()
	c := clause{}
	for i := range r.pieces {
		c.pieces = append(c.pieces, &r.pieces[i])
	}
	compared := "[compared with the same period of last year]"
	for _, q := range u.Questions {
		if q.ID == "baseline" {
			compared = ""
		}
	}
	switch v, _ := c.verb(); {
	case v.way == up || v.way == down || v.way == better:
		return []string{"[by " + size + "]", compared}
	case m.lower:
		return []string{"[" + size + " less]", compared}
	default:
		return []string{"[" + size + " more]", compared}
	}
}

// defaultOf is the answer for what is missing.
func (r *reader) defaultOf(field string, u Understanding) string {
	m := measure{unit: metric.Money}
	if len(u.Goals) > 0 && u.Goals[0].Metric != "" {
		m = r.measure(u.Goals[0].Metric)
	}
	switch {
	case field == "metric":
		return string(metric.Revenue)
	case field == "end":
		return r.defaultPeriod().short(r)
	case strings.HasPrefix(field, "value") && m.unit == metric.Share:
		return "by 5 percentage points"
	case strings.HasPrefix(field, "value") && m.unit == metric.Points:
		return "by 5 points"
	case strings.HasPrefix(field, "value"):
		return "by 10 %"
	case strings.HasPrefix(field, "guard"):
		for _, g := range guardsOf(u) {
			if g.Value == nil {
				return exampleOf(r.measure(g.Metric))
			}
		}
	}
	return exampleOf(m)
}

func guardsOf(u Understanding) []Guard {
	if len(u.Goals) == 0 {
		return nil
	}
	return u.Goals[0].Guards
}

// coming is the period that is proposed to those who say none.
type coming struct{ period.Period }

// defaultPeriod is the next quarter.
func (r *reader) defaultPeriod() coming {
	p := r.Calendar.Containing(period.Quarter, r.Today)
	next, _ := r.Calendar.Next(p)
	return coming{next}
}

// short writes the quarter so that nothing is open: Q1 2027, Q1 of FY2027.
func (p coming) short(r *reader) string {
	year, quarter, _ := strings.Cut(p.ID, "-")
	if civil, ok := dates.ParsePeriod(r.Civil, "%s", p.ID); ok && civil.Range == p.Range {
		return quarter + " " + year
	}
	return quarter + " of FY" + year
}
