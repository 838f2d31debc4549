package metric_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

var funnel = []fact.Stage{
	{Object: fact.Lead, Name: "New", Position: 1}, {Object: fact.Lead, Name: "SQL", Position: 2, Means: fact.Qualified}, {Object: fact.Lead, Name: "Demo", Position: 3},
	{Object: fact.Opportunity, Name: "Demo", Position: 1}, {Object: fact.Opportunity, Name: "Value Proposition", Position: 2},
	{Object: fact.Opportunity, Name: "Closed Won", Position: 9, Means: fact.StageWon}, {Object: fact.Opportunity, Name: "Closed Lost", Position: 9, Means: fact.StageLost},
}

// TestDefinitions: every metric can be found by its id, says all that a reader
// needs, and is made of series that somebody posts.
func TestDefinitions(t *testing.T) {
	t.Parallel()
	custom := metric.Custom{ID: "x_big", Name: "Big", Unit: metric.Share, Direction: metric.Higher, Definition: "…", Facts: "sale", Value: "1", DivideBy: &metric.Formula{}}
	catalogue := metric.NewCatalogue([]metric.Custom{custom}, funnel, []string{"Demo", "site visit", "demo"})
	all := catalogue.All()
	if len(all) != len(metric.All())+3 {
		t.Errorf("there are %d metrics", len(all))
	}
	for _, id := range []string{"conversion:lead>won", "conversion:SQL>Value Proposition@90", "conversion_period:opportunity/Demo>Closed Won", "activities:cold call",
		"revenue|product:12|segment:smb", "x_big|team:east", "retention|segment:smb"} {
		m, err := catalogue.Find(id)
		if err != nil {
			t.Errorf("%s is not found: %v", id, err)
		}
		all = append(all, m)
	}
	seen := map[metric.Series]bool{}
	for _, m := range all {
		found, err := catalogue.Find(string(m.ID))
		if err != nil || !reflect.DeepEqual(found, m) {
			t.Errorf("%s is not found as it is: %v", m.ID, err)
		}
		if seen[m.ID] {
			t.Errorf("%s is there twice", m.ID)
		}
		seen[m.ID] = true
		complete(t, m)
	}
}

func complete(t *testing.T, m metric.Metric) {
	t.Helper()
	if m.Name == "" || m.Definition == "" || m.Formula == "" || m.DateRule == "" || m.RollUp == "" {
		t.Errorf("%s lacks a word of its definition: %+v", m.ID, m)
	}
	if m.Direction != metric.Higher && m.Direction != metric.Lower {
		t.Errorf("%s has no direction", m.ID)
	}
	if m.Most != nil && m.Least != nil && *m.Most <= *m.Least {
		t.Errorf("%s has bounds that leave nothing", m.ID)
	}
	switch m.Shape {
	case metric.Sum, metric.Stock:
		if len(m.Num) == 0 || len(m.Den) > 0 {
			t.Errorf("%s is no sum: %+v", m.ID, m)
		}
	case metric.Ratio:
		if len(m.Num) == 0 || len(m.Den) == 0 || m.Scale < 1 || m.Additive {
			t.Errorf("%s is no ratio: %+v", m.ID, m)
		}
	case metric.Customers:
		if len(m.Histories) == 0 || m.Additive {
			t.Errorf("%s has no histories: %+v", m.ID, m)
		}
	default:
		t.Errorf("%s has the shape %q", m.ID, m.Shape)
	}
	for _, d := range m.Needs() {
		if err := d.Validate(); err != nil {
			t.Errorf("%s needs %s: %v", m.ID, d.Series, err)
		}
		if from := d.Sources(); !from.Sales && len(from.Events) == 0 {
			t.Errorf("%s needs %s, which is made of nothing", m.ID, d.Series)
		}
		text, err := json.Marshal(d)
		var read metric.Definition
		if err != nil || json.Unmarshal(text, &read) != nil || !reflect.DeepEqual(read, d) {
			t.Errorf("%s: the definition is %+v after JSON %s (%v)", m.ID, read, text, err)
		}
	}
	if len(m.Scope) == 0 && !m.Custom && !strings.HasPrefix(string(m.ID), "conversion") && len(m.Needs()) > 0 {
		t.Errorf("%s needs %v to be registered, although everybody has it", m.ID, m.Needs())
	}
}

func TestFindRefuses(t *testing.T) {
	t.Parallel()
	catalogue := metric.NewCatalogue(nil, funnel, nil)
	for id, want := range map[string]string{
		"turnover":                          "there is no metric",
		"x_none":                            "there is no metric",
		"conversion:":                       "is not a conversion",
		"conversion:lead":                   "is not a conversion",
		"conversion:lead>won@":              "is not a conversion",
		"conversion:lead>won@0":             "is not a conversion",
		"conversion:lead>won@99999":         "is not a conversion",
		"conversion:lead>Signed":            `no stage "Signed"; use one of lead, qualified, opportunity, won, lost, New, SQL, Demo`,
		"conversion:Demo>won":               "write lead/Demo or opportunity/Demo",
		"conversion:opportunity>qualified":  "an opportunity cannot become qualified",
		"conversion:won>won":                "goes nowhere",
		"conversion:Closed Won>opportunity": "turn it round",
		"conversion:lead/Demo>SQL":          "turn it round",
		"conversion:opportunity/SQL>won":    `no stage "SQL"`,
		"conversion_period:lead>won@90":     "has a window",
		"activities:":                       "names no type",
		"revenue|product":                   "is not a node",
		"revenue|planet:mars":               "is not a node",
	} {
		if m, err := catalogue.Find(id); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v %v, want %q", id, m.ID, err, want)
		}
	}
}

func TestSeriesNames(t *testing.T) {
	t.Parallel()
	for _, scope := range [][]org.NodeID{nil, {"product:12"}, {"segment:smb", "product:12", "segment:smb"}, {"product:a|b", "product:a%7Cb", "product:100%"}} {
		s := metric.Revenue.Scoped(scope)
		base, back := s.Split()
		want := slices.Clone(scope)
		slices.Sort(want)
		if want = slices.Compact(want); base != metric.Revenue || !slices.Equal(back, want) || s.Base() != metric.Revenue {
			t.Errorf("%v becomes %s, and that %s %v", scope, s, base, back)
		}
	}
	if s := metric.Revenue.Scoped([]org.NodeID{"segment:smb", "product:12"}); s != "revenue|product:12|segment:smb" {
		t.Errorf("the series is %s", s)
	}
	if c, ok := metric.CurrencyOf(metric.Unconverted("USD")); !ok || c != "USD" {
		t.Error("the currency of an unconverted series is", c)
	}
	if _, ok := metric.CurrencyOf(metric.Lacking(metric.Profit, "USD")); ok {
		t.Error("what is lacking in profit is taken for revenue")
	}
	m, err := metric.Find("margin|product:12")
	if err != nil || m.In([]org.NodeID{"team:east"}).ID != "margin|product:12|team:east" || m.Base() != metric.Margin {
		t.Errorf("scopes do not add up: %v", err)
	}
}

// TestFamilies: every id that the parameters make can be found.
func TestFamilies(t *testing.T) {
	t.Parallel()
	catalogue := metric.NewCatalogue(nil, funnel, []string{"cold call", "demo"})
	for _, f := range catalogue.Families() {
		complete(t, f.Metric)
		for i, from := range f.Parameters[0].Choices {
			id := strings.ReplaceAll(f.Pattern, "{"+f.Parameters[0].Name+"}", from.Value)
			if len(f.Parameters) == 1 {
				if _, err := catalogue.Find(id); err != nil {
					t.Error(err)
				}
				continue
			}
			for k, to := range f.Parameters[1].Choices {
				id := strings.ReplaceAll(id, "{to}", to.Value)
				_, err := catalogue.Find(id)
				if (err == nil) != (k >= i) { // the second list begins one stage later
					t.Errorf("%s: %v", id, err)
				}
			}
		}
	}
	names := []string{}
	for _, c := range catalogue.Families()[1].Parameters[1].Choices {
		names = append(names, c.Value)
	}
	if got := strings.Join(names, ", "); got != "New, qualified, lead/Demo, opportunity, opportunity/Demo, Value Proposition, won" {
		t.Errorf("the stages are %s", got)
	}
}

// TestValue: a ratio of nothing is no value; it is not 0.
func TestValue(t *testing.T) {
	t.Parallel()
	m, _ := metric.Find("margin")
	if v := m.Value(money.Unit, 0); v != nil {
		t.Errorf("1 of 0 is %s", v)
	}
	if v := m.Value(-money.Unit, 3*money.Unit); v == nil || v.String() != "-0.3333" {
		t.Errorf("-1 of 3 is %v", v)
	}
	if v := m.Value(money.Unit, -money.Unit); v != nil {
		t.Errorf("a part of less than nothing is %s", v)
	}
	if m, _ = metric.Find("nps"); m.Value(2*money.Unit, 3*money.Unit).String() != "66.6667" {
		t.Error("points are no hundredfold")
	}
}

// FuzzFind: whatever is asked for is refused in words or found, and what is
// found is found again by its id.
func FuzzFind(f *testing.F) {
	for _, seed := range []string{"revenue", "conversion:lead>won@90|product:12|segment:smb", "conversion:opportunity/Demo>Closed%20Won", "activities:Cold Call", "revenue|a:b", "conversion:>@", "activities:%7C%25"} {
		f.Add(seed)
	}
	catalogue := metric.NewCatalogue(nil, funnel, nil)
	f.Fuzz(func(t *testing.T, id string) {
		m, err := catalogue.Find(id)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		again, err := catalogue.Find(string(m.ID))
		if err != nil || !reflect.DeepEqual(again, m) {
			t.Fatalf("%q is found as %q, and that as %q (%v)", id, m.ID, again.ID, err)
		}
		for _, d := range m.Needs() {
			if err := d.Validate(); err != nil {
				t.Fatalf("%q needs %q: %v", id, d.Series, err)
			}
		}
	})
}
