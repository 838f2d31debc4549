package rollout_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// whole is a file with everything in it, each thing before what it needs.
const whole = `plan: 1
organisation: acme
goals:
  - {key: demos, owner: "person:ana", state: draft, parent: q1, metric: x_big, value: 3, start: 2027-01-01, end: 2027-04-01}
  - {key: q1, owner: "team:east", state: active, metric: revenue, value: 50000, start: 2027-01-01, end: 2027-04-01, why: The board's plan}
  - {key: said, sentence: "Achieve €9,000 in revenue next quarter", owner: "person:ben", state: proposed}
targets:
  - {node: "person:ana", metric: revenue, period: 2027-Q1, value: 30000}
  - {node: "person:ben", metric: orders, period: 2027-Q1, value: 12}
metrics:
  - {id: x_big, name: Big sales, definition: Sales over 500., unit: count, facts: sale, where: sale.amount > 500.0, value: "1"}
stages:
  - {object: opportunity, name: Demo, position: 1}
  - {object: opportunity, name: Won, position: 2, means: won}
rates:
  - {from: USD, to: EUR, rate: 0.92, start: 2027-01-01, end: 2028-01-01}
`

var created = []string{
	"create rate USD to EUR from 2027-01-01", "create stage opportunity Demo", "create stage opportunity Won", "create metric x_big",
	"create target person:ana revenue 2027-01-01..2027-04-01", "create target person:ben orders 2027-01-01..2027-04-01",
	"create goal demos", "create goal q1", "create goal said",
}

// TestApply: what a file says is done once, in the order in which it can be
// done; a difference writes nothing; what is exported says what is there.
func TestApply(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	empty := w.export()
	if d := cmp.Diff(created, w.diff(whole)); d != "" {
		t.Errorf("a difference (-want +got):\n%s", d)
	}
	if now := w.export(); now != empty {
		t.Errorf("a difference has written:\n%s", now)
	}
	if d := cmp.Diff(created, w.apply(whole, "")); d != "" {
		t.Errorf("applied (-want +got):\n%s", d)
	}
	for id, want := range map[goal.ID]struct {
		state goal.State
		value string
		end   string
	}{"demos": {goal.Draft, "3", "2027-04-01"}, "q1": {goal.Active, "50000", "2027-04-01"}, "said": {goal.Proposed, "9000", "2027-04-01"}} {
		g := w.goal(id)
		if g.State() != want.state || g.Spec().Value.String() != want.value || g.Spec().Window.End.String() != want.end || len(g.Versions) != 1 {
			t.Errorf("%s is %s with %s until %s in %d versions", id, g.State(), g.Spec().Value, g.Spec().Window.End, len(g.Versions))
		}
	}
	if parent := w.goal("demos").Spec().Parent; parent != "q1" {
		t.Errorf("the parent is %q", parent)
	}
	targets, err := w.db.Targets(t.Context(), orgID, metric.Revenue)
	if err != nil || len(targets) != 1 || targets[0].Versions[0].Value != money.FromInt(30000) {
		t.Errorf("the targets are %+v (%v)", targets, err)
	}
	book, err := w.db.Book(t.Context(), orgID)
	if err != nil || len(book.PlanRates) != 1 || book.PlanRates[0].Rate.Num*100 != book.PlanRates[0].Rate.Den*92 || len(book.Funnel) != 2 {
		t.Errorf("the book has %+v and %+v (%v)", book.PlanRates, book.Funnel, err)
	}
	exported := w.export()
	for name, text := range map[string]string{"the same file": whole, "what was exported": exported} {
		if again := w.apply(text, ""); len(again) != 0 {
			t.Errorf("%s changes %q", name, again)
		}
	}
	if now := w.export(); now != exported {
		t.Errorf("applying the same again changed it (-was +is):\n%s", cmp.Diff(exported, now))
	}
}

// TestExportElsewhere: what one organisation exports, another can be made from.
func TestExportElsewhere(t *testing.T) {
	t.Parallel()
	first, second := newWorld(t), newWorld(t)
	first.apply(whole, "")
	text := first.export()
	second.apply(text, "")
	if d := cmp.Diff(text, second.export()); d != "" {
		t.Errorf("(-first +second):\n%s", d)
	}
}

// TestUpdate: only what is said otherwise changes, as a new version with the
// reason; what is left out stays.
func TestUpdate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.apply(whole, "")
	higher := "plan: 1\ntargets:\n  - {node: \"person:ana\", metric: revenue, period: 2027-Q1, value: 31000}\n" +
		"goals:\n  - {key: q1, owner: \"team:east\", metric: revenue, value: 60000, start: 2027-01-01, end: 2027-04-01, why: The board's plan}\n"
	want := []string{"update target person:ana revenue 2027-01-01..2027-04-01: value 30000 → 31000", "update goal q1: value 50000 → 60000"}
	if d := cmp.Diff(want, w.apply(higher, "the board wants more")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	g := w.goal("q1")
	if g.State() != goal.Proposed || len(g.Versions) != 2 || g.Versions[1].Reason != "the board wants more" || g.Spec().Value != money.FromInt(60000) {
		t.Errorf("%s %+v", g.State(), g.Versions)
	}
	// What demands something else is agreed anew; a file that says active does both at once.
	active := strings.Replace(higher, "key: q1,", "key: q1, state: active,", 1)
	if got := w.apply(active, ""); !slices.Equal(got, []string{"update goal q1: state proposed → active"}) || w.goal("q1").State() != goal.Active {
		t.Errorf("%q, and it is %s", got, w.goal("q1").State())
	}
	if w.apply(strings.Replace(active, "60000", "61000", 1), ""); w.goal("q1").State() != goal.Active || len(w.goal("q1").Versions) != 3 {
		t.Errorf("it is %s in %d versions", w.goal("q1").State(), len(w.goal("q1").Versions))
	}
	if g := w.goal("demos"); len(g.Versions) != 1 {
		t.Errorf("a goal that is not mentioned has %d versions", len(g.Versions))
	}
	lower := "plan: 1\ntargets:\n  - {node: \"person:ana\", metric: revenue, period: 2027-Q1, value: %}\n"
	for _, value := range []string{"30999", "null"} {
		text := strings.Replace(lower, "%", value, 1)
		if _, err := w.Apply(t.Context(), orgID, boss, []byte(text), ""); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "line 3: lowering the target of person:ana revenue") {
			t.Errorf("%s without a reason: %v", value, err)
		}
	}
	if got := w.apply(strings.Replace(lower, "%", "null", 1), "she left"); !slices.Equal(got, []string{"close target person:ana revenue 2027-01-01..2027-04-01: value 31000 → nothing"}) {
		t.Errorf("%q", got)
	}
	targets, err := w.db.Targets(t.Context(), orgID, metric.Revenue)
	if err != nil || len(targets) != 1 || len(targets[0].Versions) != 3 || !targets[0].Versions[2].Withdrawn || targets[0].Versions[2].Reason != "she left" {
		t.Errorf("%+v (%v)", targets, err)
	}
	if got := w.apply(strings.Replace(lower, "%", "null", 1), ""); len(got) != 0 {
		t.Errorf("what is withdrawn already is withdrawn again: %q", got)
	}
}

// TestStages: the stages of a file are all that there are of their kind.
func TestStages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.apply(whole+"", "")
	w.apply("plan: 1\nstages:\n  - {object: lead, name: New, position: 1}\n", "")
	got := w.apply("plan: 1\nstages:\n  - {object: opportunity, name: Won, position: 3, means: won}\n", "")
	want := []string{"update stage opportunity Won: position 2 → 3", "close stage opportunity Demo"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	book, err := w.db.Book(t.Context(), orgID)
	w.must(err)
	var names []string
	for _, s := range book.Funnel {
		names = append(names, string(s.Object)+" "+s.Name)
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"lead New", "opportunity Won"}) {
		t.Errorf("the funnel is %q", names)
	}
}

// TestLife: a file takes a goal on, never back, and never brings back what was
// withdrawn.
func TestLife(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	file := func(state string) string {
		return "plan: 1\ngoals:\n  - {key: g, owner: \"team:east\", state: " + state + ", metric: revenue, value: 5000, start: 2026-11-01, end: 2026-12-01}\n"
	}
	for _, step := range []struct {
		state string
		want  goal.State
		lines int
	}{{"draft", goal.Draft, 1}, {"proposed", goal.Proposed, 1}, {"draft", goal.Proposed, 0}, {"active", goal.Active, 1}, {"proposed", goal.Active, 0}, {"active", goal.Active, 0}} {
		if got := w.apply(file(step.state), ""); len(got) != step.lines || w.goal("g").State() != step.want {
			t.Errorf("to %s: %q, and it is %s", step.state, got, w.goal("g").State())
		}
	}
	if got := w.diff(file("closed")); !slices.Equal(got, []string{"close goal g: state active → closed"}) {
		t.Errorf("%q", got)
	}
	w.today("2026-12-02")
	if w.apply(file("closed"), "over"); w.goal("g").State() != goal.Closed {
		t.Errorf("it is %s", w.goal("g").State())
	}
	if got := w.apply(file("active"), ""); len(got) != 0 {
		t.Errorf("a closed goal is opened: %q", got)
	}
	second := strings.Replace(file("active"), "key: g", "key: h", 1)
	second = strings.NewReplacer("2026-11-01", "2027-01-01", "2026-12-01", "2027-02-01").Replace(second)
	w.apply(second, "")
	if _, err := w.flow.MoveGoal(t.Context(), orgID, boss, "h", goal.Withdraw, "a mistake"); err != nil {
		t.Fatal(err)
	}
	if text := w.export(); strings.Contains(text, "key: h") {
		t.Errorf("a withdrawn goal is exported:\n%s", text)
	}
	if _, err := w.Apply(t.Context(), orgID, boss, []byte(second), ""); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "line 3, goal h: the goal was withdrawn; give the new one another key") {
		t.Errorf("%v", err)
	}
}

// TestCutOff: what was changed before something fails stays, and the next run
// does the rest.
func TestCutOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.apply(whole, "")
	if _, err := w.flow.MoveGoal(t.Context(), orgID, boss, "said", goal.Withdraw, "a mistake"); err != nil {
		t.Fatal(err)
	}
	next := strings.NewReplacer("value: 12}", "value: 13}", "value: 50000", "value: 55000").Replace(whole)
	if _, err := w.Apply(t.Context(), orgID, boss, []byte(next), "more"); !fault.Is(err, fault.Conflict) {
		t.Fatalf("%v", err)
	}
	rest := strings.Replace(next, "key: said", "key: said2", 1)
	if got := w.apply(rest, "more"); !slices.Equal(got, []string{"create goal said2"}) {
		t.Errorf("the rest is %q", got)
	}
}

// TestRefused: a file that cannot be used changes nothing and says where it is
// wrong.
func TestRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.export()
	for name, c := range map[string]struct{ text, want string }{
		"of another organisation": {"plan: 1\norganisation: other\n", `the plan is for "other", and this is "acme"`},
		"a stranger":              {"plan: 1\ngoals:\n  - {key: x, owner: \"person:zoe\", metric: revenue, value: 1, start: 2027-01-01, end: 2027-02-01}\n", "goals[0].owner: line 3: there is no person:zoe here"},
		"no such parent":          {"plan: 1\ngoals:\n  - {key: x, owner: \"person:ana\", parent: y, metric: revenue, value: 1, start: 2027-01-01, end: 2027-02-01}\n", `goals[0].parent: line 3: there is no goal "y" here`},
		"a question":              {"plan: 1\ngoals:\n  - {key: x, sentence: \"Increase revenue by 20% in March\"}\n", "goals[0].answers: line 3: "},
		"a formula that cannot be used": {"plan: 1\nrates:\n  - {from: USD, to: EUR, rate: 0.9, start: 2027-01-01, end: 2028-01-01}\nmetrics:\n" +
			"  - {id: x_bad, name: Bad, definition: Bad., unit: count, facts: sale, where: amount > 1.0, value: \"1\"}\n", "metrics[0].where: line 5: "},
		"not a goal": {"plan: 1\ngoals:\n  - {key: x, sentence: Increase sales}\n", "goals[0].sentence: line 3: "},
	} {
		for verb, run := range map[string]func() error{
			"diff":  func() error { _, err := w.Diff(t.Context(), orgID, []byte(c.text)); return err },
			"apply": func() error { _, err := w.Apply(t.Context(), orgID, boss, []byte(c.text), "x"); return err },
		} {
			if err := run(); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s of %s: %v", verb, name, err)
			}
		}
	}
	if now := w.export(); now != before {
		t.Errorf("something was written:\n%s", now)
	}
}

// TestSentenceStays: a sentence is read as on the day on which it was written
// down, so that "next quarter" stays what it was.
func TestSentenceStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	text := "plan: 1\ngoals:\n  - {key: said, owner: \"person:ben\", sentence: \"Achieve €9,000 in revenue next quarter\"}\n"
	w.apply(text, "")
	w.today("2027-02-10")
	if got := w.apply(text, "again"); len(got) != 0 {
		t.Errorf("in the quarter after, it says %q", got)
	}
	if window := w.goal("said").Spec().Window; window.Start != period.MustDate("2027-01-01") || window.End != period.MustDate("2027-04-01") {
		t.Errorf("it is about %s", window)
	}
}

// TestMeasuredOnce: a baseline is measured when the goal is made and stays,
// whatever comes later.
func TestMeasuredOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	text := "plan: 1\ngoals:\n  - {key: up, owner: \"person:ana\", metric: revenue, change: {kind: relative, by: 0.1, over: {start: 2026-10-01, end: 2026-11-01}}, start: 2027-01-01, end: 2027-02-01}\n"
	w.apply(text, "")
	if s := w.goal("up").Spec(); s.Value != money.FromInt(1100) || s.Change.Baseline != money.FromInt(1000) || s.Change.Measured != period.MustDate("2026-11-22") {
		t.Errorf("%+v %+v", s, s.Change)
	}
	w.today("2026-11-25")
	if got := w.apply(text, ""); len(got) != 0 {
		t.Errorf("three days later it changes %q", got)
	}
	if goals, err := w.db.Goals(t.Context(), access.System(orgID), period.MustDate("2026-11-25"), goal.Filter{}); err != nil || len(goals) != 1 {
		t.Errorf("%d goals (%v)", len(goals), err)
	}
}
