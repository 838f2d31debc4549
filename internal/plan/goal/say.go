package goal

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Setting is what a goal is set in: what its names mean, and how the
// organisation counts.
type Setting struct {
	Metric   func(metric.Series) (metric.Metric, error)
	Node     func(org.NodeID) (org.Node, bool)
	Tree     *org.Tree // nil: what belongs to what is not looked at
	Currency money.Currency
	Calendar period.Calendar
	Today    period.Date
}

// name returns what people call the node.
func (in Setting) name(id org.NodeID) string {
	if n, ok := in.Node(id); ok && n.Name != "" {
		return n.Name
	}
	_, source := id.Split()
	return source
}

func (in Setting) names(ids []org.NodeID) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = in.name(id)
	}
	return And(list)
}

// And joins words to a list: a, b and c.
func And(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}

var signs = map[money.Currency]string{"USD": "$", "EUR": "€", "GBP": "£"}

// Say writes a value for a sentence: €500,000, 25%, 45 days.
func Say(value money.Amount, unit metric.Unit, currency money.Currency) string {
	switch unit {
	case metric.Money:
		sign, ok := signs[currency]
		if !ok && currency != "" {
			sign = string(currency) + " "
		}
		if text, below := strings.CutPrefix(value.Readable(), "-"); below {
			return "-" + sign + text
		}
		return sign + value.Readable()
	case metric.Share:
		percent, err := money.MulDiv(value, 100, 1)
		if err != nil {
			return value.Readable() + " times the whole"
		}
		return short(percent) + "%"
	case metric.Days:
		return counted(value, "day")
	case metric.Points:
		return counted(value, "point")
	default:
		return short(value)
	}
}

// short is Readable without a trailing zero behind the point.
func short(value money.Amount) string {
	text := value.Readable()
	if strings.Contains(text, ".") {
		text = strings.TrimRight(text, "0")
	}
	return text
}

func counted(value money.Amount, word string) string {
	if value != money.Unit && value != -money.Unit {
		word += "s"
	}
	return short(value) + " " + word
}

// percent writes a share: 10% for 0.1.
func percent(by money.Amount) string { return Say(by, metric.Share, "") }

const fullDay = "2 January 2006"

// SayDay writes a day for a sentence: 31 March 2027.
func SayDay(d period.Date) string { return d.Format(fullDay) }

// SayDays writes a range for a sentence, its last day included: from 1 January
// to 31 March 2027.
func SayDays(r period.Range) string {
	if r.IsOpen() {
		return "from " + SayDay(r.Start)
	}
	first, last := r.Start, r.End-1
	switch {
	case first >= last:
		return "on " + SayDay(first)
	case first.Year() == last.Year() && first.Month() == last.Month():
		return "from " + first.Format("2") + " to " + SayDay(last)
	case first.Year() == last.Year():
		return "from " + first.Format("2 January") + " to " + SayDay(last)
	default:
		return "from " + SayDay(first) + " to " + SayDay(last)
	}
}

// lower writes a metric's name within a sentence; NPS stays NPS.
func lower(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	second, _ := utf8.DecodeRuneInString(name[size:])
	if unicode.IsUpper(second) {
		return name
	}
	return string(unicode.ToLower(first)) + name[size:]
}

// currency returns the one that the spec's money is in.
func (s Spec) currency(in Setting) money.Currency {
	if s.Currency != "" {
		return s.Currency
	}
	return in.Currency
}

// Readback says the spec in one plain sentence.
func (s Spec) Readback(in Setting) string {
	m, err := in.Metric(s.Metric)
	if err != nil {
		m = metric.Metric{ID: s.Metric, Name: string(s.Metric), Unit: metric.Quantity}
	}
	var b strings.Builder
	if s.EachOwner {
		b.WriteString("Each person in ")
	}
	b.WriteString(in.name(s.Owner))
	b.WriteString(map[bool]string{true: " is to reach ", false: " is to keep "}[s.Aim == AtLeast || s.Aim == ""])
	b.WriteString(s.wanted(in, m))
	if len(s.Scope) > 0 {
		b.WriteString(" for " + in.names(s.Scope))
	}
	if word, ok := stepWord(s.Each); ok {
		b.WriteString(" in each " + word)
	} else if m.Shape == metric.Sum {
		b.WriteString(" in total")
	}
	b.WriteString(" " + SayDays(s.Window))
	if n := len(s.Steps(in.Calendar)); n > 0 {
		word, _ := stepWord(s.Each)
		b.WriteString(" (" + counted(money.FromInt(int64(n)), word) + ")")
	}
	if text := s.changed(in, m); text != "" {
		b.WriteString(", " + text)
	}
	if text := s.ratesSaid(); text != "" {
		b.WriteString(", " + text)
	}
	if len(s.Guards) > 0 {
		b.WriteString(", while " + s.guarded(in))
	}
	return b.String() + "."
}

// Headline says what is demanded in a few words: a title for who gave none.
func (s Spec) Headline(in Setting) string {
	m, err := in.Metric(s.Metric)
	if err != nil {
		m = metric.Metric{Name: string(s.Metric), Unit: metric.Quantity}
	}
	text := s.wanted(in, m)
	if len(s.Scope) > 0 {
		text += " for " + in.names(s.Scope)
	}
	if word, ok := stepWord(s.Each); ok {
		text += " in each " + word
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// wanted writes the metric with its value.
func (s Spec) wanted(in Setting, m metric.Metric) string {
	value := Say(s.Value, m.Unit, s.currency(in))
	if s.Change != nil && s.Change.ToMeasure() && s.Value == 0 {
		value = "a value that follows from it"
	}
	name := lower(m.Name)
	switch {
	case s.Aim == AtMost:
		return name + " at or below " + value
	case s.Aim == Between && s.Upper != nil:
		return name + " between " + value + " and " + Say(*s.Upper, m.Unit, s.currency(in))
	case m.Unit == metric.Count && strings.HasSuffix(name, "s"):
		return "at least " + value + " " + name
	default:
		return name + " of at least " + value
	}
}

// changed says how the value came about.
func (s Spec) changed(in Setting, m metric.Metric) string {
	c := s.Change
	if c == nil {
		return ""
	}
	unit, word, base := m.Unit, "more", c.Baseline
	if c.Of != "" && c.Of != s.Metric {
		base = money.Unit - base
	}
	from := Say(base, unit, s.currency(in))
	switch {
	case c.ToMeasure():
		from = "what was there " + SayDays(c.Over)
	case !c.Over.Empty():
		from = "the " + from + " " + SayDays(c.Over)
	}
	by := c.By
	if by < 0 {
		by, word = -by, "less"
	}
	if c.Of != "" && c.Of != s.Metric {
		if of, err := in.Metric(c.Of); err == nil {
			word += " " + lower(of.Name)
		}
	}
	switch c.Kind {
	case FromTo:
		return map[bool]string{true: "up", false: "down"}[s.Value >= c.Baseline] + " from " + strings.TrimPrefix(from, "the ")
	case Relative:
		return percent(by) + " " + word + " than " + from
	case Points:
		return counted(by*percentPoints, "percentage point") + " " + word + " than " + from
	default:
		return Say(by, unit, s.currency(in)) + " " + word + " than " + from
	}
}

// percentPoints turns a share into percentage points.
const percentPoints = 100

// ratesSaid says at which rates other currencies count, where the goal says it.
func (s Spec) ratesSaid() string {
	switch s.Rates {
	case metric.PlanRate:
		return "counted at the plan's exchange rates"
	case metric.PeriodAverage:
		return "counted at the period's average exchange rates"
	case metric.LatestRate:
		return "counted at the latest exchange rates"
	case metric.DealDate:
		return "counted at the exchange rates of each sale's day"
	default:
		return ""
	}
}

// guarded says what must hold besides.
func (s Spec) guarded(in Setting) string {
	list := make([]string, len(s.Guards))
	for i, g := range s.Guards {
		list[i] = g.Say(in, s.currency(in))
	}
	return And(list)
}

// Say writes a guard: average discount stays at or below 8%.
func (g Guard) Say(in Setting, currency money.Currency) string {
	m, err := in.Metric(g.Metric)
	if err != nil {
		m = metric.Metric{Name: string(g.Metric), Unit: metric.Quantity}
	}
	name := lower(m.Name)
	if len(g.Scope) > 0 {
		name += fmt.Sprintf(" for %s", in.names(g.Scope))
	}
	value := Say(g.Value, m.Unit, currency)
	switch {
	case g.Aim == AtMost:
		return name + " stays at or below " + value
	case g.Aim == Between && g.Upper != nil:
		return name + " stays between " + value + " and " + Say(*g.Upper, m.Unit, currency)
	default:
		return name + " stays at or above " + value
	}
}
