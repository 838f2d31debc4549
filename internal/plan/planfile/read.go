package planfile

import (
	"strconv"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Parse reads a plan file. Periods are those of the calendar. Everything that
// is wrong comes at once, each with its line.
func Parse(text []byte, calendar period.Calendar) (File, error) {
	root, err := parse(text)
	if err != nil {
		return File{}, err
	}
	r := &fileReader{calendar: calendar}
	f := r.file(root)
	return f, r.wrong.Err("the plan cannot be used as it is")
}

// fileReader turns checked mappings into a File.
type fileReader struct {
	yamlReader
	calendar period.Calendar
}

func (r *fileReader) file(m *mapping) File {
	if v := m.values["plan"]; v.text != "1" {
		r.add(v.line, "plan", "is %q; this program reads version 1", v.text)
	}
	f := File{Organisation: m.text("organisation")}
	seen := map[string]int{}
	once := func(item *mapping, name string) {
		if first, twice := seen[name]; twice {
			r.add(item.line, item.path, "%s is there twice; the first is on line %d", name, first)
			return
		}
		seen[name] = item.line
	}
	for _, item := range m.values["rates"].items {
		rate := r.rate(item)
		once(item, "the rate of "+string(rate.From)+" from "+rate.Valid.Start.String())
		f.Rates = append(f.Rates, rate)
	}
	for _, item := range m.values["stages"].items {
		once(item, "the stage "+item.text("name")+" of "+item.text("object"))
		f.Stages = append(f.Stages, r.stage(item))
	}
	for _, item := range m.values["metrics"].items {
		once(item, "the metric "+item.text("id"))
		f.Metrics = append(f.Metrics, readMetric(item))
	}
	for _, item := range m.values["targets"].items {
		target := r.target(item)
		once(item, "the target "+target.name())
		f.Targets = append(f.Targets, target)
	}
	for _, item := range m.values["goals"].items {
		once(item, "the goal "+item.text("key"))
		f.Goals = append(f.Goals, r.goal(item))
	}
	return f
}

func (r *fileReader) rate(m *mapping) Rate {
	rate := Rate{Line: m.line, From: money.Currency(m.text("from")), To: money.Currency(m.text("to")), Text: plainDecimal(m.text("rate"))}
	rate.Valid = r.span(m)
	if _, err := money.ParseRate(rate.From, rate.To, rate.Text); err != nil {
		r.add(m.line, child(m.path, "rate"), "%v", err)
	}
	if rate.From == rate.To {
		r.add(m.line, child(m.path, "to"), "is %s as well; a rate needs two currencies", rate.To)
	}
	return rate
}

// span reads start and end.
func (r *fileReader) span(m *mapping) period.Range {
	start, _ := period.ParseDate(m.text("start")) // what is no date was noted before
	end, _ := period.ParseDate(m.text("end"))
	w := period.Range{Start: start, End: end}
	if w.Empty() {
		r.add(m.line, child(m.path, "end"), "must come after the start; the end itself is not part of the span")
	}
	return w
}

func (r *fileReader) stage(m *mapping) Stage {
	position, err := strconv.Atoi(m.text("position"))
	if err != nil || position < 0 {
		r.add(m.line, child(m.path, "position"), "is %q; use a whole number from 0 on", m.text("position"))
	}
	return Stage{Line: m.line, Stage: fact.Stage{Object: fact.EventKind(m.text("object")), Name: m.text("name"), Position: position, Means: fact.Milestone(m.text("means"))}}
}

func readMetric(m *mapping) Metric {
	c := metric.Custom{
		ID: metric.Series(m.text("id")), Name: m.text("name"), Unit: metric.Unit(m.text("unit")), Direction: metric.Direction(m.text("direction")),
		Definition: m.text("definition"), Facts: m.text("facts"), Day: m.text("day"), Where: m.text("where"), Value: m.text("value"),
	}
	if c.Direction == "" {
		c.Direction = metric.Higher
	}
	if c.Value == "" {
		c.Value = "1"
	}
	if by := m.object("divide_by"); by != nil {
		c.DivideBy = &metric.Formula{Where: by.text("where"), Value: by.text("value")}
		if c.DivideBy.Value == "" {
			c.DivideBy.Value = "1"
		}
	}
	return Metric{Line: m.line, Custom: c}
}

func (r *fileReader) target(m *mapping) Target {
	t := Target{Line: m.line, Node: org.NodeID(m.text("node")), Metric: metric.Series(m.text("metric")), Reason: m.text("reason")}
	_, start := m.values["start"]
	_, end := m.values["end"]
	switch name := m.text("period"); {
	case name != "" && (start || end):
		r.add(m.line, child(m.path, "period"), "and start or end say the same; use one of them")
	case name != "":
		p, err := r.calendar.Parse(name)
		if err != nil {
			r.add(m.line, child(m.path, "period"), "%v", err)
		}
		t.Days = p.Range
	case !start:
		r.add(m.line, child(m.path, "period"), "is missing; give the period, or start and end")
	case !end:
		day, _ := period.ParseDate(m.text("start"))
		t.Days = period.Range{Start: day, End: period.Never}
	default:
		t.Days = r.span(m)
	}
	if text := m.maybe("value"); text != nil {
		value, err := money.Parse(*text)
		switch {
		case err != nil:
			r.add(m.line, child(m.path, "value"), "%v", err)
		case value < 0:
			r.add(m.line, child(m.path, "value"), "is below 0; targets are 0 or more")
		}
		t.Value = &value
	}
	if text := m.text("effective_on"); text != "" {
		day, _ := period.ParseDate(text)
		t.From = &day
	}
	return t
}

func (r *fileReader) goal(m *mapping) Goal {
	g := Goal{
		Line: m.line, Key: m.text("key"), State: m.text("state"), Answers: m.values["answers"].words,
		Title: m.text("title"), Sentence: m.text("sentence"), Owner: m.text("owner"), EachOwner: m.text("each_owner") == "true",
		Metric: m.text("metric"), Scope: m.values["scope"].texts, Aim: m.text("aim"), Value: m.maybe("value"), Upper: m.maybe("upper"),
		Each: m.text("each"), Start: m.text("start"), End: m.text("end"), Currency: m.text("currency"), Rates: m.text("rates"),
		Denominator: m.text("denominator"), Parent: m.text("parent"), Why: m.text("why"), Actions: m.values["actions"].texts, Checks: m.values["checks"].texts,
	}
	if c := m.object("change"); c != nil {
		g.Change = &Change{Kind: c.text("kind"), By: c.text("by"), Baseline: c.maybe("baseline"), Of: c.text("of"), Measured: c.text("measured")}
		if over := c.object("over"); over != nil {
			g.Change.Start, g.Change.End = over.text("start"), over.text("end")
		}
	}
	for _, item := range m.values["guards"].items {
		g.Guards = append(g.Guards, Guard{Metric: item.text("metric"), Scope: item.values["scope"].texts, Aim: item.text("aim"), Value: item.maybe("value"), Upper: item.maybe("upper")})
	}
	if g.State == "" {
		g.State = stateProposed
	}
	r.checkGoal(m, g)
	return g
}

// checkGoal reads the goal's texts, so that a slip is told with its line.
func (r *fileReader) checkGoal(m *mapping, g Goal) {
	if !g.Structured() {
		if g.Sentence == "" {
			r.add(m.line, m.path, "says nothing; give it a metric with value, start and end, or a sentence")
		}
		for _, key := range []string{"value", "upper", "change", "start", "end", "guards", "scope", "aim", "each"} {
			if v, there := m.values[key]; there {
				r.add(v.line, child(m.path, key), "needs the metric; a goal is given either by its sentence or by its parts")
			}
		}
		return
	}
	if len(g.Answers) > 0 {
		r.add(m.values["answers"].line, child(m.path, "answers"), "mean nothing beside the goal's parts; leave them out")
	}
	_, wrong := g.Spec()
	for _, w := range wrong {
		r.add(m.lineOf(w), child(m.path, w.Name), "%s", w.Message)
	}
}

// lineOf returns the line of the field, of the whole where it is not written.
func (m *mapping) lineOf(f fault.Field) int {
	for key, v := range m.values {
		if f.Name == key || len(f.Name) > len(key) && f.Name[:len(key)] == key && (f.Name[len(key)] == '.' || f.Name[len(key)] == '[') {
			return v.line
		}
	}
	return m.line
}

// plainDecimal writes a number in its one form: 1.0830 is 1.083.
func plainDecimal(text string) string {
	rat, err := money.ParseRat(text)
	if err != nil {
		return text
	}
	const decimals = 30 // more than a written rate has
	out := rat.FloatString(decimals)
	for len(out) > 1 && out[len(out)-1] == '0' {
		out = out[:len(out)-1]
	}
	if out[len(out)-1] == '.' {
		out = out[:len(out)-1]
	}
	return out
}

// name names a target in messages and changes.
func (t Target) name() string {
	return string(t.Node) + " " + string(t.Metric) + " " + t.Days.String()
}
