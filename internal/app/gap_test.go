package app_test

import (
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/insight/gap"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// TestGap explains the gap of a company that does not exist, at nodes of every
// kind: each division sums to the gap, every number that a sentence quotes is
// the figure that its receipt proves, and the stories that were planted are told.
func TestGap(t *testing.T) {
	t.Parallel()
	f := openForeseen(t)
	scope := access.System(f.OrgID)
	revenue, err := metric.Find(string(metric.Revenue))
	if err != nil {
		t.Fatal(err)
	}
	o, err := f.DB.Organisation(t.Context(), f.OrgID)
	if err != nil {
		t.Fatal(err)
	}
	nodes, err := f.DB.Nodes(t.Context(), scope, f.today, org.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	divided, velocity := map[org.Kind]int{}, map[org.Kind]int{}
	for _, n := range nodes {
		kind := n.ID.Kind()
		if divided[kind] >= 2 {
			continue
		}
		for _, id := range []string{"2026", "2026-Q3", "2026-Q2"} {
			p, err := o.Calendar.Parse(id)
			if err != nil {
				t.Fatal(err)
			}
			g, err := f.Gap.Explain(t.Context(), scope, n.ID, attain.Query{Metric: revenue, Period: p}, "", gap.Limits{Rows: 4})
			if err != nil {
				t.Fatalf("%s in %s: %v", n.ID, id, err)
			}
			if len(g.Sentences) == 0 {
				if len(g.Notes) == 0 {
					t.Errorf("%s in %s is not divided, and nothing says why", n.ID, id)
				}
				continue
			}
			divided[kind]++
			if checkGap(t, g) {
				velocity[kind]++
			}
			f.checkRefs(t, g)
		}
	}
	for _, kind := range []org.Kind{org.Company, org.Team, org.Person, org.Territory} {
		if divided[kind] == 0 || velocity[kind] == 0 {
			t.Errorf("%d gaps of a %s were divided, %d by velocity", divided[kind], kind, velocity[kind])
		}
	}
	f.checkStories(t, o, revenue)
	f.checkOpenDays(t, o)
}

// checkGap demands that the parts of every division sum to the gap, and returns
// whether the velocity of the pipeline is one of them.
func checkGap(t *testing.T, g gap.Gap) (byVelocity bool) {
	t.Helper()
	name := string(g.Figures.Node.ID) + " in " + g.Figures.Period.ID
	if g.Gap != g.Planned-g.Counted {
		t.Errorf("%s: the gap is %s", name, g.Gap)
	}
	for _, c := range g.Chains {
		byVelocity = byVelocity || c.Key == gap.Velocity
		var sum money.Amount
		for _, factor := range c.Factors {
			sum += factor.Effect
		}
		if sum != c.Actual-c.Plan || len(c.Factors) == 0 {
			t.Errorf("%s: the factors of %s sum to %s, not to %s", name, c.Metric.ID, sum, c.Actual-c.Plan)
		}
		if c.Metric.ID == g.Figures.Metric.ID && c.Plan-c.Actual != g.Gap {
			t.Errorf("%s: the chain divides %s, not the gap of %s", name, c.Plan-c.Actual, g.Gap)
		}
	}
	if b := g.Bridge; b != nil {
		d := b.Division
		if sum := -b.Growth + d.Volume + d.Mix + d.Price + d.New + d.Lost + d.Rest + b.Rest; sum != -g.Gap {
			t.Errorf("%s: price, volume and mix sum to %s, not to %s", name, sum, -g.Gap)
		}
	}
	for _, d := range g.Dimensions {
		sum := d.Other.Gap + d.Rest
		for _, r := range d.Rows {
			sum += r.Gap
			if r.Gap != r.Planned-r.Actual {
				t.Errorf("%s by %s: the gap of %s is %s", name, d.By, r.Node.ID, r.Gap)
			}
		}
		if sum != g.Gap {
			t.Errorf("%s by %s: the rows sum to %s, not to %s", name, d.By, sum, g.Gap)
		}
		if len(d.Rows) > 4 || d.Rest != 0 && d.RestNote == "" {
			t.Errorf("%s by %s: %d rows, the rest is %s: %q", name, d.By, len(d.Rows), d.Rest, d.RestNote)
		}
	}
	return byVelocity
}

// checkRefs demands that what sentences quote of the node itself is what its
// receipt proves.
func (f foreseen) checkRefs(t *testing.T, g gap.Gap) {
	t.Helper()
	catalogue, err := f.DB.Catalogue(t.Context(), f.OrgID)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range g.Sentences {
		for _, ref := range s.Refs {
			if ref.Node != g.Figures.Node.ID || ref.Label != g.Figures.Metric.Name && ref.Unit == metric.Money {
				continue // the part of another node within this one has no receipt of its own
			}
			m, err := catalogue.Find(string(ref.Metric))
			if err != nil {
				t.Fatal(err)
			}
			r, err := f.Attain.Receipt(t.Context(), access.System(f.OrgID), ref.Node, attain.Query{Metric: m, Period: period.NewCustom(ref.Days)})
			if err != nil {
				t.Fatal(err)
			}
			if r.Figures.Actual == nil || *r.Figures.Actual != ref.Value {
				t.Errorf("%q quotes %s of %s in %s, and its receipt proves %v", s.Text, ref.Value, ref.Metric, ref.Days, r.Figures.Actual)
			}
		}
	}
}

// checkStories demands that the territory in trouble and the product that
// nobody wants any more are told without being asked for.
func (f foreseen) checkStories(t *testing.T, o org.Organisation, revenue metric.Metric) {
	t.Helper()
	p, err := o.Calendar.Parse("2026")
	if err != nil {
		t.Fatal(err)
	}
	g, err := f.Gap.Explain(t.Context(), access.System(f.OrgID), o.Root(), attain.Query{Metric: revenue, Period: p}, "", gap.Limits{Rows: 20})
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, s := range g.Sentences {
		text = append(text, s.Text)
	}
	for _, story := range []struct{ by, name string }{{"territory", "Italy"}, {"product", "Trace 2 handheld"}} {
		found := false
		for _, d := range g.Dimensions {
			for _, r := range d.Rows {
				found = found || string(d.By) == story.by && r.Node.Name == story.name && r.Gap > 0 && r.Variation == explain.Unusual
			}
		}
		if !found {
			t.Errorf("the %s %s is not off plan beyond what is usual", story.by, story.name)
		}
		if !strings.Contains(strings.Join(text, " "), story.name) {
			t.Errorf("no sentence tells of %s:\n%s", story.name, strings.Join(text, "\n"))
		}
	}
}

// checkOpenDays demands that as many opportunities were open on each day as were
// created until then and neither won nor lost: two ways through the same facts.
func (f foreseen) checkOpenDays(t *testing.T, o org.Organisation) {
	t.Helper()
	scope := access.System(f.OrgID)
	count := func(s metric.Series, until period.Date) money.Amount {
		m, err := metric.Find(string(s))
		if err != nil {
			t.Fatal(err)
		}
		read, err := f.Attain.Measure(t.Context(), scope, m, o.Root(), period.Range{Start: f.today.AddMonths(-120), End: until + 1}, f.today)
		if err != nil || read.Value == nil {
			t.Fatal(err, read)
		}
		return *read.Value
	}
	span := period.Range{Start: f.today - 40, End: f.today + 30}
	var want money.Amount
	for d := span.Start; d <= f.today; d++ {
		want += count(metric.Opportunities, d) - count(metric.DealsWon, d) - count(metric.DealsLost, d)
	}
	got, err := f.Foresee.OpenDays(t.Context(), f.OrgID, o.Root(), f.today, []period.Range{span, {Start: f.today + 1, End: f.today + 9}})
	if err != nil {
		t.Fatal(err)
	}
	if money.FromInt(got[0]) != want || want == 0 || got[1] != 0 {
		t.Errorf("opportunities were open on %d days, and %d to come; counted by day it is %s", got[0], got[1], want)
	}
}
