package sentence_test

import (
	"cmp"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/sentence"
)

// checkSound checks what must hold for every sentence.
func checkSound(t testing.TB, text string, answers map[string]string, u sentence.Understanding, c sentence.Context) {
	t.Helper()
	if again := sentence.Understand(text, answers, c); !reflect.DeepEqual(u, again) {
		t.Errorf("%q is understood differently the second time:\n%s", text, gocmp.Diff(u, again))
	}
	if hidden := strings.IndexFunc(fmt.Sprintf("%+v", u), func(c rune) bool { return c != '\n' && (unicode.IsControl(c) || unicode.Is(unicode.Cf, c)) }); hidden >= 0 {
		t.Errorf("%q is answered with characters that do not show: %+q", text, fmt.Sprint(u))
	}
	checkFields(t, text, u)
	end := 0
	for _, p := range u.Phrases {
		if p.Start < end || p.Start >= p.End || p.End > utf8.RuneCountInString(text) || p.Field == "" || p.Meaning == "" {
			t.Errorf("%q has the phrase %+v, which is not behind %d and within it, or says nothing", text, p, end)
		}
		end = p.End
	}
	asked := map[string]bool{}
	for _, q := range u.Questions {
		if q.ID == "" || q.Text == "" || q.Why == "" || len(q.Choices) == 0 || asked[q.ID] {
			t.Errorf("%q asks %+v", text, q)
		}
		asked[q.ID] = true
		seen := map[string]bool{}
		for _, choice := range q.Choices {
			if choice.ID == "" || choice.Label == "" || seen[choice.ID] {
				t.Errorf("%q offers %+v in %s", text, choice, q.ID)
			}
			seen[choice.ID] = true
		}
	}
	if complete := len(u.Goals) > 0 && len(u.Missing)+len(u.Questions)+len(u.Problems) == 0; complete != u.Complete {
		t.Errorf("%q is complete: %v", text, u.Complete)
	}
	if u.Complete {
		checkComplete(t, text, u, c)
	}
	if u.Completion != "" {
		if v := sentence.Understand(u.Completion, nil, c); !v.Complete {
			t.Errorf("%q is completed to %q, which is not complete: %v", text, u.Completion, describe(v, c))
		}
	}
}

// fields are the paths of a goal that the API knows.
var fields = regexp.MustCompile(`^(sentence|owner|each_owner|metric|scope|aim|value|upper|change|change\.(kind|baseline|over)|each|start|end|currency|parent|guards|guards\[\d\]\.value|why|actions|unknown|(metric|value|end)_\d+|change\.baseline_\d+)$`)

func checkFields(t testing.TB, text string, u sentence.Understanding) {
	var all []string
	for _, p := range u.Phrases {
		all = append(all, p.Field)
	}
	for _, m := range u.Missing {
		all = append(all, m.Field)
	}
	for _, q := range u.Questions {
		all = append(all, q.Field)
	}
	for _, p := range u.Problems {
		all = append(all, p.Field)
	}
	for _, f := range all {
		if !fields.MatchString(f) {
			t.Errorf("%q is answered with the field %q, which no goal has", text, f)
		}
	}
}

// checkComplete checks that a complete goal can be set, and that its read-back
// is read to the same goal.
func checkComplete(t testing.TB, text string, u sentence.Understanding, c sentence.Context) {
	t.Helper()
	for _, d := range u.Goals {
		if err := d.Spec().Validate(settingOf(c)); err != nil {
			t.Errorf("%q is complete and cannot be set: %v", text, err)
		}
		v := sentence.Understand(d.Readback, nil, c)
		if !v.Complete || len(v.Goals) != 1 {
			t.Errorf("%q is read back as %q, which is not complete: %v", text, d.Readback, describe(v, c))
			continue
		}
		want, got := d, v.Goals[0]
		want.Sentence, got.Sentence = "", ""
		want.Everything, want.Why, want.Actions = false, "", nil
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%q is read back as %q, which is another goal:\n%s", text, d.Readback, diff)
		}
	}
}

// settingOf is what a goal of the company is set in.
func settingOf(c sentence.Context) goal.Setting {
	var funnel []fact.Stage
	for i, s := range c.Stages {
		object := fact.Opportunity
		if i < 2 { // the first two are stages of leads
			object = fact.Lead
		}
		funnel = append(funnel, fact.Stage{Object: object, Name: s, Position: i + 1})
	}
	var custom []metric.Custom
	for _, w := range c.Metrics {
		custom = append(custom, metric.Custom{ID: w.ID, Name: w.Name, Unit: w.Unit, Direction: cmp.Or(w.Direction, metric.Higher), Facts: "sale"})
	}
	catalogue := metric.NewCatalogue(custom, funnel, c.ActivityTypes)
	return goal.Setting{
		Metric: func(s metric.Series) (metric.Metric, error) { return catalogue.Find(string(s)) },
		Node: func(id org.NodeID) (org.Node, bool) {
			i := slices.IndexFunc(c.Names, func(n sentence.Name) bool { return n.Node == id })
			if i < 0 {
				return org.Node{}, false
			}
			return org.Node{ID: id, Name: c.Names[i].Name}, true
		},
		Currency: c.Currency, Calendar: c.Calendar, Today: c.Today,
	}
}
