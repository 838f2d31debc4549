package foresee

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/forecast"
	"github.com/attainhq/attain/internal/track/finish"
)

// TestSettle: in every month the children and what belongs to none of them sum to
// their parent; what was settled beside its siblings stays above its children.
func TestSettle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"company:x", "team:a", "team:b", "rest of company:x people", "person:1", "person:2", "region:n", "region:s"}
		var series []forecast.Series
		for _, id := range names {
			s := forecast.Series{ID: id, Group: string(org.NodeID(id).Kind()), Frequency: forecast.Monthly}
			n := rapid.IntRange(1, 30).Draw(t, "months")
			for range n {
				s.Values = append(s.Values, rapid.Float64Range(0, 1000).Draw(t, "value"))
			}
			series = append(series, s)
		}
		const horizon = 4
		ahead := map[string]forecast.Forecast{}
		for _, f := range forecast.All(series, forecast.Options{Horizon: horizon}) {
			ahead[f.ID] = f
		}
		families := []family{
			{parent: "company:x", children: []org.NodeID{"team:a", "team:b"}, rest: "rest of company:x people"},
			{parent: "company:x", children: []org.NodeID{"region:n", "region:s"}},
			{parent: "team:a", children: []org.NodeID{"person:1", "person:2"}},
		}
		settle(families, ahead)
		for _, f := range families {
			for k := range horizon {
				sum, spread := 0.0, 0.0
				for _, id := range append(append([]org.NodeID{}, f.children...), org.NodeID(f.rest)) {
					if known, ok := ahead[string(id)]; ok {
						sum, spread = sum+known.Mean[k], spread+known.Variance(k)
					}
				}
				whole := ahead[string(f.parent)].Mean[k]
				if spread > 0 && math.Abs(sum-whole) > 1e-6*(1+math.Abs(whole)) {
					t.Fatalf("month %d: the parts of %s sum to %v, it is %v", k, f.parent, sum, whole)
				}
			}
		}
	})
}

// TestEndsSum: whatever the histories, days and opportunities are, the means of
// where people end and of what belongs to none of them sum to that of their team,
// and those of teams to that of the company.
func TestEndsSum(t *testing.T) {
	t.Parallel()
	const horizon = 4
	first := period.MustDate("2026-06-01")
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"company:x", "team:a", "team:b", "rest of company:x people", "person:1", "person:2"}
		var series []forecast.Series
		for _, id := range names {
			s := forecast.Series{ID: id, Group: string(org.NodeID(id).Kind()), Frequency: forecast.Monthly}
			for range rapid.IntRange(6, 30).Draw(t, "months") {
				s.Values = append(s.Values, rapid.Float64Range(0, 1000).Draw(t, "value"))
			}
			series = append(series, s)
		}
		ahead := map[string]forecast.Forecast{}
		for _, f := range forecast.All(series, forecast.Options{Horizon: horizon}) {
			ahead[f.ID] = f
		}
		families := []family{
			{parent: "company:x", children: []org.NodeID{"team:a", "team:b"}, rest: "rest of company:x people"},
			{parent: "team:a", children: []org.NodeID{"person:1", "person:2"}},
		}
		settle(families, ahead)
		days := period.Range{Start: first.Add(rapid.IntRange(0, 40).Draw(t, "from"))}
		days.End = days.Start.Add(rapid.IntRange(1, 60).Draw(t, "days"))
		end := func(id string) (mean float64, known bool) {
			c := course{months: []period.Range{{Start: first.AddMonths(-1), End: first}}, ahead: ahead[id], timing: &timing{}}
			rest := c.rest(days)
			return finish.Project(finish.Input{Rest: rest}).Finish.Mean, !rest.IsZero()
		}
		for _, f := range families {
			whole, known := end(string(f.parent))
			sum := 0.0
			for _, id := range append(append([]org.NodeID{}, f.children...), org.NodeID(f.rest)) {
				if id == "" {
					continue
				}
				mean, some := end(string(id))
				sum, known = sum+mean, known && some
			}
			if known && math.Abs(sum-whole) > 1e-6*(1+math.Abs(whole)) {
				t.Fatalf("the parts of %s end at %v, it ends at %v", f.parent, sum, whole)
			}
		}
	})
}

// TestDivided: what is told of children and what is left sum to the whole, to
// the last unit, and what a reader does not see is only in what is left.
func TestDivided(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) *money.Amount {
			if rapid.IntRange(0, 5).Draw(t, name+" is missing") == 0 {
				return nil
			}
			a := money.Amount(rapid.Int64Range(-1e12, 1e12).Draw(t, name))
			return &a
		}
		mean := money.Amount(rapid.Int64Range(-1e12, 1e12).Draw(t, "whole"))
		whole := Projection{Subject: Subject{Node: "team:a"}, Mean: &mean, Actual: draw("so far")}
		var parts []Projection
		visible := map[org.NodeID]bool{}
		for i := range rapid.IntRange(0, 6).Draw(t, "children") {
			id := org.NodeID("person:" + string(rune('a'+i)))
			visible[id] = rapid.Bool().Draw(t, "seen")
			parts = append(parts, Projection{Subject: Subject{Node: id}, Mean: draw("mean"), Actual: draw("actual")})
		}
		e := divided(whole, parts, visible)
		sum, actual := *e.Rest.Mean, e.Rest.Actual
		for _, c := range e.Children {
			actual += c.Actual
			if c.Mean != nil {
				sum += *c.Mean
			}
			if !visible[c.Node] {
				t.Fatalf("%s is not seen and told", c.Node)
			}
		}
		if sum != mean || actual != e.Whole.Actual {
			t.Fatalf("the parts sum to %s and %s: %+v", sum, actual, e)
		}
	})
}

// TestPolish: what rounding left goes to the largest part; what is more stays
// with nobody.
func TestPolish(t *testing.T) {
	t.Parallel()
	b := Below{Children: []Share{{"person:1", []money.Amount{100, 50}}, {"person:2", []money.Amount{200, 50}}}, Rest: []money.Amount{2, 900}}
	b.polish()
	if b.Children[1].Means[0] != 202 || b.Rest[0] != 0 || b.Rest[1] != 900 {
		t.Errorf("%+v", b)
	}
}

// TestFamilies: teams and people hang below the company, those of other trees
// stand beside them, and a group of people who hang elsewhere divides nothing.
func TestFamilies(t *testing.T) {
	t.Parallel()
	edge := func(child, parent org.NodeID, group bool) org.Edge {
		return org.Edge{Child: child, Parent: parent, Group: group, Valid: period.Everything, Known: period.Everything}
	}
	tree := org.NewTree("company:x", []org.Edge{edge("person:1", "team:a", false), edge("person:2", "team:a", false), edge("team:a", "company:x", false),
		edge("person:1", "team:group", true), edge("person:2", "team:group", true), edge("territory:n", "region:n", false)})
	set := setting{org: org.Organisation{SourceID: "x"}, book: &metric.Book{Tree: tree}, asOf: period.MustDate("2026-06-01")}
	list := familiesOf(set, []org.NodeID{"company:x", "team:a", "team:group", "person:1", "person:2", "region:n", "territory:n"})
	want := []family{
		{parent: "company:x", children: []org.NodeID{"team:a"}},
		{parent: "company:x", children: []org.NodeID{"region:n"}},
		{parent: "team:a", children: []org.NodeID{"person:1", "person:2"}},
		{parent: "region:n", children: []org.NodeID{"territory:n"}},
	}
	same := len(list) == len(want)
	for _, w := range want {
		same = same && slices.ContainsFunc(list, func(f family) bool { return f.parent == w.parent && slices.Equal(f.children, w.children) })
	}
	if !same || list[0].children[0] != "team:a" {
		t.Errorf("%+v", list)
	}
}
