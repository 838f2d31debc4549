package attain_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
)

var (
	today = period.MustDate("2026-11-22")
	year  = period.Range{Start: period.MustDate("2026-01-01"), End: period.MustDate("2027-01-01")}
)

func target(node org.NodeID, p period.Range, value int64) goal.Target {
	return goal.Target{Key: goal.Key{Node: node, Metric: metric.Revenue, Period: p},
		Versions: []goal.Version{{Number: 1, Value: money.FromInt(value), Known: period.Everything}}}
}

func span(from, to string) period.Range {
	return period.Range{Start: period.MustDate(from), End: period.MustDate(to)}
}

func edge(child, parent org.NodeID, valid period.Range) org.Edge {
	return org.Edge{Child: child, Parent: parent, Valid: valid, Known: period.Everything}
}

// of returns the target as text: its value and source.
func of(targets *attain.Targets, node org.NodeID, p period.Range) string {
	found := targets.Of(node, p)
	if found.Value == nil {
		return string(found.Source)
	}
	return found.Value.String() + " " + string(found.Source)
}

func TestTargets(t *testing.T) {
	t.Parallel()
	root := org.NodeID("company:acme")
	q1, jan, feb, mar := span("2026-01-01", "2026-04-01"), span("2026-01-01", "2026-02-01"), span("2026-02-01", "2026-03-01"), span("2026-03-01", "2026-04-01")
	q2 := span("2026-04-01", "2026-07-01")
	h1 := span("2026-01-01", "2026-07-01")
	edges := []org.Edge{
		edge("person:ana", "team:east", period.Range{Start: period.Always, End: feb.Start}),
		edge("person:ana", "team:west", period.Range{Start: feb.Start, End: period.Never}),
		edge("person:ben", "team:east", period.Everything),
		edge("team:east", "team:all", period.Everything),
		{Child: "person:ana", Parent: "team:group", Group: true, Valid: period.Everything, Known: period.Everything},
		{Child: "person:ben", Parent: "team:group", Group: true, Valid: period.Everything, Known: period.Everything},
	}
	ana, ben := target("person:ana", q1, 100), target("person:ben", q1, 50)
	for name, c := range map[string]struct {
		targets []goal.Target
		node    org.NodeID
		period  period.Range
		want    string
	}{
		"none":                              {nil, "person:ana", q1, "none"},
		"own":                               {[]goal.Target{ana}, "person:ana", q1, "100 own"},
		"another period does not count":     {[]goal.Target{ana}, "person:ana", jan, "none"},
		"own before the sum":                {[]goal.Target{ana, ben, target("team:east", q1, 120)}, "team:east", q1, "120 own"},
		"sum of people":                     {[]goal.Target{ana, ben}, "team:east", q1, "150 sum"},
		"who stands there on the first day": {[]goal.Target{ana, ben}, "team:west", q1, "none"},
		"no double at the top":              {[]goal.Target{ana, ben, target("team:east", q1, 120)}, root, q1, "120 sum"},
		"a group sums its members":          {[]goal.Target{ana, ben}, "team:group", q1, "150 sum"},
		"a group's own target adds nothing": {[]goal.Target{ana, ben, target("team:group", q1, 1000)}, root, q1, "150 sum"},
		"an own target of 0":                {[]goal.Target{target("person:ana", q1, 0)}, "person:ana", q1, "0 own"},
		"0 and none":                        {[]goal.Target{target("person:ana", q1, 0)}, "team:east", q1, "0 sum"},
		"months make a quarter":             {[]goal.Target{target("person:ana", jan, 1), target("person:ana", feb, 2), target("person:ana", mar, 3)}, "person:ana", q1, "6 own"},
		"with a gap they do not":            {[]goal.Target{target("person:ana", jan, 1), target("person:ana", mar, 3)}, "person:ana", q1, "none"},
		"the exact one before the months":   {[]goal.Target{ana, target("person:ana", jan, 1), target("person:ana", feb, 2), target("person:ana", mar, 3)}, "person:ana", q1, "100 own"},
		"a quarter before its months":       {[]goal.Target{ana, target("person:ana", jan, 1), target("person:ana", feb, 2), target("person:ana", mar, 3), target("person:ana", q2, 7)}, "person:ana", h1, "107 own"},
		"a quarter with only one month":     {[]goal.Target{ana, target("person:ana", jan, 1), target("person:ana", q2, 7)}, "person:ana", h1, "107 own"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			targets := attain.NewTargets(org.NewTree(root, edges), map[org.NodeID]bool{"team:group": true}, c.targets, today, attain.Counting{})
			if got := of(targets, c.node, c.period); got != c.want {
				t.Errorf("the target is %s, not %s", got, c.want)
			}
		})
	}
}

// TestTiles: targets tile a period exactly when some of them, put end to end,
// fill it; tried by going through every choice.
func TestTiles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const days = 6
		p := period.Range{Start: year.Start, End: year.Start.Add(days)}
		seen := map[period.Range]bool{}
		var targets []goal.Target
		for range rapid.IntRange(0, 8).Draw(t, "targets") {
			from := rapid.IntRange(-1, days-1).Draw(t, "from")
			r := period.Range{Start: p.Start.Add(from), End: p.Start.Add(from + rapid.IntRange(1, 4).Draw(t, "days"))}
			if !seen[r] {
				seen[r] = true
				targets = append(targets, target("person:ana", r, 1+int64(len(targets))))
			}
		}
		var fills func(at period.Date) bool
		fills = func(at period.Date) bool {
			for r := range seen {
				if r.Start == at && r.End <= p.End && (r.End == p.End || fills(r.End)) {
					return true
				}
			}
			return false
		}
		found := attain.NewTargets(org.NewTree("company:acme", nil), nil, targets, today, attain.Counting{}).Of("person:ana", p)
		if want := fills(p.Start); (found.Value != nil) != want {
			t.Fatalf("targets of %v fill %s: %v, but the target is %v", targets, p, want, found)
		}
		at, sum := p.Start, money.Amount(0)
		for _, part := range found.Parts {
			if part.Period.Start != at {
				t.Fatalf("the parts leave a gap or overlap: %v", found.Parts)
			}
			at, sum = part.Period.End, sum+part.Version.Value
		}
		if found.Value != nil && (at != p.End || sum != *found.Value) {
			t.Fatalf("the parts do not sum to the target: %v", found)
		}
	})
}
