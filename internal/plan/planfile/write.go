package planfile

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/money"
)

// Write writes a plan file. What Parse reads from it is what was written.
func (f File) Write() []byte {
	w := &writer{}
	w.line(0, "plan", "1")
	if f.Organisation != "" {
		w.scalar(0, "organisation", f.Organisation)
	}
	w.section("rates", len(f.Rates))
	for _, r := range f.Rates {
		w.item(1)
		w.scalar(2, "from", string(r.From))
		w.scalar(2, "to", string(r.To))
		w.line(2, "rate", r.Text)
		w.line(2, "start", r.Valid.Start.String())
		w.line(2, "end", r.Valid.End.String())
	}
	w.section("stages", len(f.Stages))
	for _, s := range f.Stages {
		w.item(1)
		w.scalar(2, "object", string(s.Object))
		w.scalar(2, "name", s.Name)
		w.line(2, "position", strconv.Itoa(s.Position))
		w.some(2, "means", string(s.Means))
	}
	w.section("metrics", len(f.Metrics))
	for _, m := range f.Metrics {
		w.metric(m)
	}
	w.section("targets", len(f.Targets))
	for _, t := range f.Targets {
		w.target(t)
	}
	w.section("goals", len(f.Goals))
	for _, g := range f.Goals {
		w.goal(g)
	}
	return w.b.Bytes()
}

// writer writes YAML, two spaces a level.
type writer struct {
	b    bytes.Buffer
	dash bool // the next line begins an item of a list
}

func (w *writer) indent(level int) {
	if w.dash {
		w.b.WriteString(strings.Repeat("  ", level-1) + "- ")
		w.dash = false
		return
	}
	w.b.WriteString(strings.Repeat("  ", level))
}

// item begins an item of a list that is indented so far.
func (w *writer) item(int) { w.dash = true }

func (w *writer) section(key string, n int) {
	if n > 0 {
		w.b.WriteString("\n" + key + ":\n")
	}
}

// line writes a value that needs no quotes.
func (w *writer) line(level int, key, value string) {
	w.indent(level)
	w.b.WriteString(key + ": " + value + "\n")
}

func (w *writer) scalar(level int, key, value string) { w.line(level, key, quoted(value)) }

// some writes the value unless it is empty.
func (w *writer) some(level int, key, value string) {
	if value != "" {
		w.scalar(level, key, value)
	}
}

// number writes the value unless there is none.
func (w *writer) number(level int, key string, value *string) {
	if value != nil {
		w.line(level, key, *value)
	}
}

func (w *writer) texts(level int, key string, values []string) {
	if len(values) == 0 {
		return
	}
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = quotedInList(v)
	}
	w.line(level, key, "["+strings.Join(all, ", ")+"]")
}

func (w *writer) metric(m Metric) {
	w.item(1)
	w.scalar(2, "id", string(m.ID))
	w.scalar(2, "name", m.Name)
	w.scalar(2, "unit", string(m.Unit))
	w.some(2, "direction", string(m.Direction))
	w.some(2, "definition", m.Definition)
	w.scalar(2, "facts", m.Facts)
	w.some(2, "day", m.Day)
	w.some(2, "where", m.Where)
	w.some(2, "value", m.Value)
	if m.DivideBy != nil {
		w.line(2, "divide_by", "{where: "+quotedInList(m.DivideBy.Where)+", value: "+quotedInList(m.DivideBy.Value)+"}")
	}
}

func (w *writer) target(t Target) {
	w.item(1)
	w.scalar(2, "node", string(t.Node))
	w.scalar(2, "metric", string(t.Metric))
	w.line(2, "start", t.Days.Start.String())
	if !t.Days.IsOpen() {
		w.line(2, "end", t.Days.End.String())
	}
	if t.Value == nil {
		w.line(2, "value", "null")
	} else {
		w.line(2, "value", t.Value.String())
	}
	if t.From != nil {
		w.line(2, "effective_on", t.From.String())
	}
	w.some(2, "reason", t.Reason)
}

func (w *writer) goal(g Goal) {
	w.item(1)
	w.scalar(2, "key", g.Key)
	w.some(2, "title", g.Title)
	w.some(2, "sentence", g.Sentence)
	if len(g.Answers) > 0 {
		w.indent(2)
		w.b.WriteString("answers:\n")
		for _, id := range slices.Sorted(maps.Keys(g.Answers)) {
			w.line(3, quoted(id), quoted(g.Answers[id]))
		}
	}
	w.some(2, "state", g.State)
	w.some(2, "owner", g.Owner)
	if g.EachOwner {
		w.line(2, "each_owner", "true")
	}
	w.some(2, "metric", g.Metric)
	w.texts(2, "scope", g.Scope)
	w.some(2, "aim", g.Aim)
	w.number(2, "value", g.Value)
	w.number(2, "upper", g.Upper)
	if c := g.Change; c != nil {
		w.change(*c)
	}
	for _, pair := range [][2]string{{"each", g.Each}, {"start", g.Start}, {"end", g.End}, {"currency", g.Currency}, {"rates", g.Rates},
		{"denominator", g.Denominator}, {"parent", g.Parent}} {
		w.some(2, pair[0], pair[1])
	}
	w.guards(g.Guards)
	w.some(2, "why", g.Why)
	w.texts(2, "actions", g.Actions)
	w.texts(2, "checks", g.Checks)
}

func (w *writer) change(c Change) {
	w.indent(2)
	w.b.WriteString("change:\n")
	w.scalar(3, "kind", c.Kind)
	if c.By != "" {
		w.line(3, "by", c.By)
	}
	w.number(3, "baseline", c.Baseline)
	if c.Start != "" && c.End != "" {
		w.line(3, "over", "{start: "+c.Start+", end: "+c.End+"}")
	}
	w.some(3, "of", c.Of)
	w.some(3, "measured", c.Measured)
}

func (w *writer) guards(guards []Guard) {
	if len(guards) == 0 {
		return
	}
	w.indent(2)
	w.b.WriteString("guards:\n")
	for _, g := range guards {
		w.item(3)
		w.scalar(4, "metric", g.Metric)
		w.texts(4, "scope", g.Scope)
		w.scalar(4, "aim", g.Aim)
		w.number(4, "value", g.Value)
		w.number(4, "upper", g.Upper)
	}
}

// plain are texts that mean themselves without quotes anywhere in YAML.
var plain = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$|^[0-9]{4}-[0-9]{2}-[0-9]{2}$|^[a-z_]+:[A-Za-z0-9_.-]+$`)

// special are plain texts that YAML takes for something else.
var special = regexp.MustCompile(`(?i)^(true|false|null|yes|no|on|off|y|n|inf|nan)$`)

// quoted writes a text so that YAML reads it back as it is.
func quoted(text string) string {
	if plain.MatchString(text) && !special.MatchString(text) {
		return text
	}
	return jsonText(text)
}

func quotedInList(text string) string { return quoted(text) }

// jsonText writes a JSON string, which YAML reads as the same text.
func jsonText(text string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string always can be
	return strings.TrimRight(b.String(), "\n")
}

// Number writes an amount for a file.
func Number(a money.Amount) *string { return decimal(&a) }
