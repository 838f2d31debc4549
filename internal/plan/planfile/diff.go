package planfile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
)

// Kind says what becomes of something.
type Kind string

// The kinds of change. What a file does not mention stays as it is.
const (
	Create Kind = "create"
	Update Kind = "update"
	Close  Kind = "close" // it ends: a target is withdrawn, a stage removed, a goal closed
)

// What is changed.
const (
	AGoal   = "goal"
	ATarget = "target"
	AMetric = "metric"
	AStage  = "stage"
	ARate   = "rate"
)

// Difference is one thing that a file says otherwise than it is.
type Difference struct {
	Of    string // AGoal, …
	Name  string // of that: the key of the goal
	Kind  Kind
	Line  int           // in the file; 0 for what it does not hold
	Parts []FieldChange // of an Update or Close by field; of a Create one without a path
	Index int           // in the file's list; of a removed stage in the stored one
}

// FieldChange is the change of one field; nil where there is nothing.
type FieldChange struct {
	Path     string
	From, To *string
}

// Diff says what must change so that what is stored says what the file says.
// Goals of the file must be structured (see Goal.Structured); values that are
// to be measured are those that were measured before, if the question is the
// same. Nothing is left to do when it is empty.
func Diff(stored, file File) []Difference {
	var list []Difference
	list = append(list, diffRates(stored.Rates, file.Rates)...)
	list = append(list, diffStages(stored.Stages, file.Stages)...)
	list = append(list, diffMetrics(stored.Metrics, file.Metrics)...)
	list = append(list, diffTargets(stored.Targets, file.Targets)...)
	list = append(list, diffGoals(stored.Goals, file.Goals)...)
	return list
}

// entries are the fields of something, in order.
type entries []entry

type entry struct {
	path string
	text *string
}

func (e *entries) add(path, text string) {
	if text != "" {
		*e = append(*e, entry{path, &text})
	}
}

func (e *entries) maybe(path string, text *string) {
	if text != nil {
		*e = append(*e, entry{path, text})
	}
}

func (e entries) get(path string) *string {
	for _, x := range e {
		if x.path == path {
			return x.text
		}
	}
	return nil
}

// compare returns the fields in which two differ, in the order of their first
// appearance.
func compare(from, to entries) []FieldChange {
	var changes []FieldChange
	for _, e := range append(slices.Clone(to), from...) {
		a, b := from.get(e.path), to.get(e.path)
		same := a == nil && b == nil || a != nil && b != nil && *a == *b
		if same || slices.ContainsFunc(changes, func(c FieldChange) bool { return c.Path == e.path }) {
			continue
		}
		changes = append(changes, FieldChange{Path: e.path, From: a, To: b})
	}
	return changes
}

func created(of, name, text string, line, index int) Difference {
	return Difference{Of: of, Name: name, Kind: Create, Line: line, Index: index, Parts: []FieldChange{{To: &text}}}
}

func diffRates(stored, file []Rate) []Difference {
	var list []Difference
	for i, r := range file {
		name := fmt.Sprintf("%s to %s from %s", r.From, r.To, r.Valid.Start)
		at := slices.IndexFunc(stored, func(o Rate) bool { return o.From == r.From && o.To == r.To && o.Valid.Start == r.Valid.Start })
		if at < 0 {
			list = append(list, created(ARate, name, r.Text, r.Line, i))
			continue
		}
		var from, to entries
		from.add("rate", plainDecimal(stored[at].Text))
		from.add("end", stored[at].Valid.End.String())
		to.add("rate", plainDecimal(r.Text))
		to.add("end", r.Valid.End.String())
		if parts := compare(from, to); len(parts) > 0 {
			list = append(list, Difference{Of: ARate, Name: name, Kind: Update, Line: r.Line, Parts: parts, Index: i})
		}
	}
	return list
}

// diffStages compares the funnels of which the file says anything.
func diffStages(stored, file []Stage) []Difference {
	var list []Difference
	same := func(s fact.Stage) func(Stage) bool {
		return func(o Stage) bool { return o.Object == s.Object && o.Name == s.Name }
	}
	for i, s := range file {
		name := string(s.Object) + " " + s.Name
		at := slices.IndexFunc(stored, same(s.Stage))
		if at < 0 {
			list = append(list, created(AStage, name, fmt.Sprint(s.Position), s.Line, i))
			continue
		}
		var from, to entries
		from.add("position", fmt.Sprint(stored[at].Position))
		from.add("means", string(stored[at].Means))
		to.add("position", fmt.Sprint(s.Position))
		to.add("means", string(s.Means))
		if parts := compare(from, to); len(parts) > 0 {
			list = append(list, Difference{Of: AStage, Name: name, Kind: Update, Line: s.Line, Parts: parts, Index: i})
		}
	}
	for i, s := range stored {
		about := slices.ContainsFunc(file, func(o Stage) bool { return o.Object == s.Object })
		if about && !slices.ContainsFunc(file, same(s.Stage)) {
			position := fmt.Sprint(s.Position)
			list = append(list, Difference{Of: AStage, Name: string(s.Object) + " " + s.Name, Kind: Close, Index: i, Parts: []FieldChange{{From: &position}}})
		}
	}
	return list
}

func (m Metric) entries() entries {
	var e entries
	for _, pair := range [][2]string{{"name", m.Name}, {"unit", string(m.Unit)}, {"direction", string(m.Direction)}, {"definition", m.Definition},
		{"facts", m.Facts}, {"day", m.Day}, {"where", m.Where}, {"value", m.Value}} {
		e.add(pair[0], pair[1])
	}
	if by := m.DivideBy; by != nil {
		e.maybe("divide_by.where", &by.Where)
		e.maybe("divide_by.value", &by.Value)
	}
	return e
}

func diffMetrics(stored, file []Metric) []Difference {
	var list []Difference
	for i, m := range file {
		at := slices.IndexFunc(stored, func(o Metric) bool { return o.ID == m.ID })
		if at < 0 {
			list = append(list, created(AMetric, string(m.ID), m.Name, m.Line, i))
			continue
		}
		if parts := compare(stored[at].entries(), m.entries()); len(parts) > 0 {
			list = append(list, Difference{Of: AMetric, Name: string(m.ID), Kind: Update, Line: m.Line, Parts: parts, Index: i})
		}
	}
	return list
}

func diffTargets(stored, file []Target) []Difference {
	var list []Difference
	there := map[string]*money.Amount{}
	for _, t := range stored {
		there[t.name()] = t.Value
	}
	for i, t := range file {
		was := there[t.name()]
		switch {
		case was == nil && t.Value == nil:
		case was == nil:
			list = append(list, created(ATarget, t.name(), t.Value.String(), t.Line, i))
		case t.Value == nil:
			list = append(list, Difference{Of: ATarget, Name: t.name(), Kind: Close, Line: t.Line, Index: i, Parts: []FieldChange{{Path: "value", From: Number(*was)}}})
		case *was != *t.Value:
			list = append(list, Difference{Of: ATarget, Name: t.name(), Kind: Update, Line: t.Line, Index: i,
				Parts: []FieldChange{{Path: "value", From: Number(*was), To: Number(*t.Value)}}})
		}
	}
	return list
}

// entries are what the goal demands and says. Its state is compared apart.
func (g Goal) entries() entries {
	var e entries
	for _, pair := range [][2]string{{"title", g.Title}, {"sentence", g.Sentence}, {"owner", g.Owner}} {
		e.add(pair[0], pair[1])
	}
	if g.EachOwner {
		e.add("each_owner", "true")
	}
	e.add("metric", g.Metric)
	e.add("scope", strings.Join(g.Scope, ", "))
	e.add("aim", g.Aim)
	e.maybe("value", g.Value)
	e.maybe("upper", g.Upper)
	if c := g.Change; c != nil {
		e.add("change.kind", c.Kind)
		e.add("change.by", c.By)
		e.maybe("change.baseline", c.Baseline)
		if c.Start != "" {
			e.add("change.over", c.Start+".."+c.End)
		}
		e.add("change.of", c.Of)
	}
	for _, pair := range [][2]string{{"each", g.Each}, {"start", g.Start}, {"end", g.End}, {"currency", g.Currency}, {"rates", g.Rates},
		{"denominator", g.Denominator}, {"parent", g.Parent}} {
		e.add(pair[0], pair[1])
	}
	for i, guard := range g.Guards {
		at := fmt.Sprintf("guards[%d].", i)
		e.add(at+"metric", guard.Metric)
		e.add(at+"scope", strings.Join(guard.Scope, ", "))
		e.add(at+"aim", guard.Aim)
		e.maybe(at+"value", guard.Value)
		e.maybe(at+"upper", guard.Upper)
	}
	e.add("why", g.Why)
	e.add("actions", strings.Join(g.Actions, "\n"))
	e.add("checks", strings.Join(g.Checks, ", "))
	return e
}

// Settled takes over from the stored goal what a file need not say: its title
// and sentence, and the baseline that was measured for the same question.
func (g Goal) Settled(stored Goal) Goal {
	if g.Title == "" {
		g.Title = stored.Title
	}
	if g.Sentence == "" {
		g.Sentence = stored.Sentence
	}
	if a, b := g.Change, stored.Change; a != nil && b != nil && a.Baseline == nil && a.Kind == b.Kind && a.Start == b.Start && a.End == b.End && a.Of == b.Of {
		measured := *a
		measured.Baseline = b.Baseline
		if a.Kind == "from_to" {
			measured.By = b.By
		}
		g.Change = &measured
		if a.By == b.By && g.Value == nil {
			g.Value = stored.Value
		}
	}
	return g
}

// Demands reports whether the difference is about more than a goal's state.
func (d Difference) Demands() bool {
	for _, p := range d.Parts {
		if p.Path != "state" {
			return true
		}
	}
	return false
}

// canonical writes the goal as it would be stored; ok is false when it cannot
// be read.
func (g Goal) canonical() (Goal, bool) {
	spec, wrong := g.Spec()
	if len(wrong) > 0 {
		return g, false
	}
	out := GoalOf(spec)
	out.Key, out.State, out.Line = g.Key, g.State, g.Line
	if g.Value == nil {
		out.Value = nil
	}
	return out, true
}

// Reaches reports whether a goal whose life is as far as the state needs
// nothing more for a file that asks for wanted.
func Reaches(state, wanted string) bool {
	const accepted, withdrawn = "accepted", "withdrawn"
	order := map[string]int{stateDraft: 0, stateProposed: 1, accepted: 2, stateActive: 3, stateClosed: 4}
	return state != withdrawn && order[state] >= order[wanted]
}

func diffGoals(stored, file []Goal) []Difference {
	var list []Difference
	for i, g := range file {
		at := slices.IndexFunc(stored, func(o Goal) bool { return o.Key == g.Key })
		if at < 0 {
			list = append(list, created(AGoal, g.Key, g.summary(), g.Line, i))
			continue
		}
		old := stored[at]
		wanted, ok := g.canonical()
		if !ok {
			wanted = g
		}
		parts := compare(old.entries(), wanted.Settled(old).entries())
		d := Difference{Of: AGoal, Name: g.Key, Kind: Update, Line: g.Line, Parts: parts, Index: i}
		if !Reaches(old.State, g.State) {
			d.Parts = append(d.Parts, FieldChange{Path: "state", From: &old.State, To: &g.State})
			if g.State == stateClosed {
				d.Kind = Close
			}
		}
		if len(d.Parts) > 0 {
			list = append(list, d)
		}
	}
	return list
}

// summary names a goal that is new.
func (g Goal) summary() string {
	for _, text := range []string{g.Title, g.Sentence} {
		if text != "" {
			return text
		}
	}
	value := "?"
	if g.Value != nil {
		value = *g.Value
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s of %s by %s", g.Metric, value, g.Owner, g.End))
}

// CheckDifferences refuses changes that need a reason without one: a target
// lowered or withdrawn. Goals are checked when they are revised.
func CheckDifferences(list []Difference, file File, reason string) error {
	var wrong fault.Fields
	for _, d := range list {
		if d.Of != ATarget || reason != "" || file.Targets[d.Index].Reason != "" || d.Kind == Create {
			continue
		}
		was, err := money.Parse(*d.Parts[0].From)
		if now := file.Targets[d.Index].Value; err == nil && (now == nil || *now < was) {
			wrong.Add(fmt.Sprintf("targets[%d].reason", d.Index), "line %d: lowering the target of %s needs a reason", d.Line, d.Name)
		}
	}
	return wrong.Err("the plan cannot be applied without a reason")
}
