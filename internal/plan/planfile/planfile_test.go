package planfile_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/planfile"
)

var update = flag.Bool("update", false, "write the golden files")

// lines are not part of what a plan says.
var withoutLines = cmpopts.IgnoreFields(planfile.Goal{}, "Line")

var compareFiles = cmp.Options{
	withoutLines, cmpopts.IgnoreFields(planfile.Rate{}, "Line"), cmpopts.IgnoreFields(planfile.Stage{}, "Line"),
	cmpopts.IgnoreFields(planfile.Metric{}, "Line"), cmpopts.IgnoreFields(planfile.Target{}, "Line"), cmpopts.EquateEmpty(),
}

func example(t *testing.T) (text []byte, f planfile.File) {
	t.Helper()
	text, err := os.ReadFile("testdata/plan.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if f, err = planfile.Parse(text, period.DefaultCalendar()); err != nil {
		t.Fatal(err)
	}
	return text, f
}

// TestRead holds what the example says.
func TestRead(t *testing.T) {
	t.Parallel()
	_, f := example(t)
	if f.Organisation != "acme" || len(f.Rates) != 1 || len(f.Stages) != 3 || len(f.Metrics) != 2 || len(f.Targets) != 3 || len(f.Goals) != 4 {
		t.Fatalf("%+v", f)
	}
	if r := f.Rates[0]; r.Text != "0.92" || r.Valid.End != period.MustDate("2028-01-01") {
		t.Errorf("%+v", r)
	}
	if s := f.Stages[2].Stage; s != (fact.Stage{Object: fact.Opportunity, Name: "Closed won", Position: 2, Means: fact.StageWon}) {
		t.Errorf("%+v", s)
	}
	if m := f.Metrics[1]; m.DivideBy == nil || m.DivideBy.Value != "1" || m.DivideBy.Where != "outcome != ''" {
		t.Errorf("%+v", m)
	}
	if q1 := f.Targets[0]; q1.Days.String() != "2027-01-01..2027-04-01" || *q1.Value != money.FromInt(100_000) {
		t.Errorf("%+v", q1)
	}
	if none := f.Targets[1]; none.Value != nil {
		t.Errorf("null is a target of %v", none.Value)
	}
	spec, wrong := f.Goals[0].Spec()
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	upper := spec.Guards[1].Upper
	if spec.Value != money.FromInt(500_000) || spec.Aim != "" || spec.Window.String() != "2027-01-01..2027-04-01" ||
		len(spec.Guards) != 2 || upper == nil || *upper != money.Unit*3/10 || spec.Scope[0] != "product:X 1" || f.Goals[0].State != "active" {
		t.Errorf("%+v", spec)
	}
	kept, wrong := f.Goals[1].Spec()
	if len(wrong) > 0 || kept.Change == nil || !kept.Change.ToMeasure() || kept.Change.By != money.Unit/10 {
		t.Errorf("%+v, %v", kept.Change, wrong)
	}
	if said := f.Goals[2]; said.Structured() || said.Answers["change.kind"] != "points" || said.State != "proposed" {
		t.Errorf("%+v", said)
	}
}

// TestSlips: each slip is told with its line and its place.
func TestSlips(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, field, want string }{
		"UnknownKey":   {"plan: 1\ngoal:\n  - key: a\n", "goal", "line 2: a plan has no key \"goal\"; there are: plan, organisation, rates"},
		"Version":      {"plan: 2\n", "plan", "line 1: is \"2\"; this program reads version 1"},
		"NoPlan":       {"organisation: x\n", "plan", "line 1: a plan needs plan"},
		"NotYAML":      {"plan: [1\n", "", "not valid YAML"},
		"Empty":        {"", "", "begin with \"plan: 1\""},
		"NoList":       {"plan: 1\ngoals: 3\n", "goals", "line 2: must be a list"},
		"Key":          {"plan: 1\ngoals:\n  - key: Q1 Revenue\n    sentence: x\n", "goals[0].key", "line 3: is \"Q1 Revenue\"; a key is made of lower-case letters"},
		"Twice":        {"plan: 1\ngoals:\n  - key: a\n    sentence: x\n  - key: a\n    sentence: y\n", "goals[1]", "line 5: the goal a is there twice; the first is on line 3"},
		"SameKeyTwice": {"plan: 1\nplan: 1\n", "", "already defined"},
		"Nothing":      {"plan: 1\ngoals:\n  - key: a\n", "goals[0]", "line 3: says nothing"},
		"NoNumber":     {"plan: 1\ngoals:\n  - key: a\n    metric: revenue\n    value: 5k\n    start: 2027-01-01\n    end: 2027-04-01\n", "goals[0].value", "line 5: \"5k\" is not a plain number"},
		"NoDate":       {"plan: 1\ngoals:\n  - key: a\n    metric: revenue\n    value: 5\n    start: 1.1.2027\n    end: 2027-04-01\n", "goals[0].start", "line 6: \"1.1.2027\" is not a date"},
		"Enum":         {"plan: 1\ngoals:\n  - key: a\n    metric: revenue\n    value: 5\n    aim: more\n", "goals[0].aim", "line 6: is \"more\"; use one of: at_least, at_most, between"},
		"ValueAlone":   {"plan: 1\ngoals:\n  - key: a\n    sentence: x\n    value: 5\n", "goals[0].value", "line 5: needs the metric"},
		"NoValue":      {"plan: 1\ngoals:\n  - key: a\n    metric: revenue\n    end: 2027-04-01\n", "goals[0].value", "line 3: is missing; say how much"},
		"Period":       {"plan: 1\ntargets:\n  - {node: 'person:1', metric: revenue, period: 2027-Q5, value: 1}\n", "targets[0].period", "line 3: \"2027-Q5\" is not a period"},
		"Both":         {"plan: 1\ntargets:\n  - {node: 'person:1', metric: revenue, period: 2027-Q1, start: 2027-01-01, value: 1}\n", "targets[0].period", "use one of them"},
		"Below0":       {"plan: 1\ntargets:\n  - {node: 'person:1', metric: revenue, period: 2027-Q1, value: -1}\n", "targets[0].value", "below 0"},
		"NoTarget":     {"plan: 1\ntargets:\n  - {node: 'person:1', metric: revenue, period: 2027-Q1}\n", "targets[0].value", "line 3: a target needs value"},
		"Rate":         {"plan: 1\nrates:\n  - {from: USD, to: USD, rate: 1, start: 2027-01-01, end: 2027-01-01}\n", "rates[0].to", "needs two currencies"},
		"Position":     {"plan: 1\nstages:\n  - {object: lead, name: New, position: 1.5}\n", "stages[0].position", "whole number"},
		"Nested":       {"plan: 1\ngoals: " + strings.Repeat("[", 100) + "\n", "", "nested deeper"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := planfile.Parse([]byte(test.text), period.DefaultCalendar())
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("%v", err)
			}
			if test.field != "" && !strings.Contains(err.Error(), test.field+": ") {
				t.Errorf("the field %s is not named: %v", test.field, err)
			}
		})
	}
}

// TestRoundTrip: what is written is read as it was, whatever the texts hold.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	_, f := example(t)
	again, err := planfile.Parse(f.Write(), period.DefaultCalendar())
	if err != nil {
		t.Fatalf("%v\n%s", err, f.Write())
	}
	if d := cmp.Diff(f, again, compareFiles...); d != "" {
		t.Error(d)
	}
	rapid.Check(t, func(t *rapid.T) {
		f := planfile.File{Organisation: rapid.String().Draw(t, "organisation")}
		words := rapid.OneOf(rapid.SampledFrom([]string{"true", "null", "~", "1.50", "2027-01-01", "a: b", "- x", "#x", "'", `"`, "\n", "é…", "{", "0x1f", "1e3", "*a", "&b", "!t", " lead", "trail ", "person:1", "y"}), rapid.String())
		for i := range rapid.IntRange(0, 3).Draw(t, "goals") {
			value := money.Amount(rapid.Int64().Draw(t, "value"))
			f.Goals = append(f.Goals, planfile.Goal{Key: "g" + string(rune('a'+i)), State: "draft", Title: words.Draw(t, "title"), Owner: words.Draw(t, "owner"),
				Metric: "revenue", Value: planfile.Number(value), Why: words.Draw(t, "why"), Actions: rapid.SliceOfN(words, 0, 3).Draw(t, "actions"),
				Scope: rapid.SliceOfN(words, 0, 2).Draw(t, "scope"), Start: "2027-01-01", End: "2027-04-01"})
		}
		for _, g := range append(f.Goals, planfile.Goal{}) {
			if strings.ContainsRune(f.Organisation+g.Title+g.Owner+g.Why+strings.Join(g.Actions, "")+strings.Join(g.Scope, ""), 0) {
				t.Skip("U+0000")
			}
		}
		again, err := planfile.Parse(f.Write(), period.DefaultCalendar())
		if err != nil {
			t.Fatalf("%v\n%s", err, f.Write())
		}
		if d := cmp.Diff(f, again, compareFiles...); d != "" {
			t.Errorf("%s\n%s", d, f.Write())
		}
	})
}

// TestDiff: each kind of change, and none when nothing changed.
func TestDiff(t *testing.T) {
	t.Parallel()
	_, f := example(t)
	f.Goals = f.Goals[:2]
	stored, _ := planfile.Parse(f.Write(), period.DefaultCalendar())
	for i, g := range stored.Goals { // as it is stored
		spec, wrong := g.Spec()
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		if spec.Change != nil {
			spec = spec.Measure(money.Unit*85/100, period.MustDate("2027-01-01"))
			spec.Value = money.Unit * 935 / 1000
		}
		stored.Goals[i] = planfile.GoalOf(spec)
		stored.Goals[i].Key, stored.Goals[i].State = g.Key, "active"
	}
	if d := planfile.Diff(stored, f); len(d) > 0 {
		t.Fatalf("nothing changed, yet: %+v", d)
	}
	changed, _ := planfile.Parse(f.Write(), period.DefaultCalendar())
	changed.Rates[0].Text = "0.93"
	changed.Stages = changed.Stages[1:]
	changed.Metrics[0].Where = "amount > 20000.0"
	*changed.Targets[0].Value -= money.Unit
	changed.Targets[2].Value = nil
	changed.Goals[0].Value = planfile.Number(money.FromInt(600_000))
	changed.Goals[1].State = "closed"
	changed.Goals = append(changed.Goals, planfile.Goal{Key: "new", State: "draft", Metric: "orders", Value: planfile.Number(money.Unit), Start: "2027-01-01", End: "2028-01-01", Owner: "company:acme"})
	var got []string
	list := planfile.Diff(stored, changed)
	for _, d := range list {
		line := string(d.Kind) + " " + d.Of + " " + d.Name
		for _, p := range d.Parts {
			line += " " + p.Path + " " + orNone(p.From) + "→" + orNone(p.To)
		}
		got = append(got, line)
	}
	want := []string{
		"update rate USD to EUR from 2027-01-01 rate 0.92→0.93",
		"close stage opportunity Prospecting  0→–",
		"update metric x_big_deals where amount > 10000.0→amount > 20000.0",
		"update target person:1 revenue 2027-01-01..2027-04-01 value 100000→99999",
		"close target team:1 orders 2027-01-01.. value 12→–",
		"update goal q1-revenue value 500000→600000",
		"close goal keep-them state active→closed",
		"create goal new  –→orders 1 of company:acme by 2028-01-01",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if err := planfile.CheckDifferences(list, changed, ""); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "targets[2].reason: line 53: lowering the target of team:1 orders") {
		t.Errorf("what needs a reason: %v", err)
	}
	if err := planfile.CheckDifferences(list, changed, "plan of March"); err != nil {
		t.Error(err)
	}
}

func orNone(text *string) string {
	if text == nil {
		return "–"
	}
	return *text
}

// TestReaches: a file asks for the least, and what people have done since stays.
func TestReaches(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		state, wanted string
		want          bool
	}{{"draft", "draft", true}, {"draft", "proposed", false}, {"accepted", "proposed", true}, {"active", "proposed", true}, {"proposed", "active", false},
		{"closed", "active", true}, {"active", "closed", false}, {"withdrawn", "draft", false}} {
		if got := planfile.Reaches(test.state, test.wanted); got != test.want {
			t.Errorf("%s for %s: %v", test.state, test.wanted, got)
		}
	}
}

// TestSchema holds the schema against the golden one and the example against
// the schema: what the program reads, editors accept.
func TestSchema(t *testing.T) {
	t.Parallel()
	golden := filepath.Join("testdata", "schema.json")
	if *update {
		if err := os.WriteFile(golden, planfile.Schema(), 0o644); err != nil { //nolint:gosec // it is committed, for everybody to read
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(planfile.Schema())); d != "" {
		t.Errorf("the schema is not testdata/schema.json; run the test with -update: %s", d)
	}
	var schema huma.Schema
	if err := json.Unmarshal(want, &schema); err != nil {
		t.Fatal(err)
	}
	precompute(&schema)
	text, f := example(t)
	for name, text := range map[string][]byte{"example": text, "written": f.Write()} {
		if errs := validate(t, &schema, text); len(errs) > 0 {
			t.Errorf("%s: %v", name, errs)
		}
	}
	for _, bad := range []string{"plan: 1\ngoal: []\n", "plan: 1\ngoals: [{key: A}]\n", "goals: []\n", "plan: 1\nrates: [{from: USD}]\n"} {
		if errs := validate(t, &schema, []byte(bad)); len(errs) == 0 {
			t.Errorf("editors accept %q", bad)
		}
	}
}

func precompute(s *huma.Schema) {
	s.PrecomputeMessages()
	for _, p := range s.Properties {
		precompute(p)
	}
	if s.Items != nil {
		precompute(s.Items)
	}
	for _, a := range s.AnyOf {
		precompute(a)
	}
}

func validate(t *testing.T, schema *huma.Schema, text []byte) []error {
	t.Helper()
	asJSON, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(asJSON, &doc); err != nil {
		t.Fatal(err)
	}
	var result huma.ValidateResult
	huma.Validate(huma.NewMapRegistry("#/", huma.DefaultSchemaNamer), schema, huma.NewPathBuffer([]byte{}, 0), huma.ModeWriteToServer, doc, &result)
	return result.Errors
}

// FuzzParse: no text makes the reader panic, and what it reads it writes so
// that it reads the same again.
func FuzzParse(f *testing.F) {
	text, err := os.ReadFile("testdata/plan.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Add("plan: 1\ngoals:\n- {key: a, metric: m, value: 1, start: 2027-01-01, end: 2027-01-02}\n")
	f.Add("plan: 1\nrates: [{from: USD, to: EUR, rate: '0.9200', start: 2027-01-01, end: 2028-01-01}]")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := planfile.Parse([]byte(text), period.DefaultCalendar())
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
			return
		}
		again, err := planfile.Parse(file.Write(), period.DefaultCalendar())
		if err != nil {
			t.Fatalf("%v\n%s", err, file.Write())
		}
		if d := cmp.Diff(file, again, compareFiles...); d != "" {
			t.Errorf("%s\n%s", d, file.Write())
		}
	})
}

// TestSpec: a spec as text and back is the same spec.
func TestSpec(t *testing.T) {
	t.Parallel()
	upper := money.FromInt(7)
	spec := goal.Spec{
		Title: "T", Sentence: "S", Owner: "team:1", EachOwner: true, Metric: "lead_conversion", Scope: []org.NodeID{"channel:web", "product:1"}, Aim: goal.Between,
		Value: money.Unit / 4, Upper: &upper, Each: period.Month, Window: period.Range{Start: period.MustDate("2027-01-01"), End: period.MustDate("2027-07-01")},
		Change:   &goal.Change{Kind: goal.Points, By: money.Unit / 10, Baseline: 1500, Over: period.Range{Start: period.MustDate("2026-01-01"), End: period.MustDate("2026-07-01")}, Measured: period.MustDate("2027-01-02")},
		Currency: "USD", Rates: metric.PlanRate, Denominator: org.DenominatorLatest, Parent: "p", Guards: []goal.Guard{{Metric: "margin", Aim: goal.AtLeast, Value: 3000}},
		Why: "W", Actions: []string{"a"}, Checks: []period.Date{period.MustDate("2027-02-01")},
	}.Normal()
	got, wrong := planfile.GoalOf(spec).Spec()
	if d := cmp.Diff(spec, got); d != "" || len(wrong) > 0 {
		t.Errorf("%v %s", wrong, d)
	}
}
