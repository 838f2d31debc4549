package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/sample"
)

// spec is a goal with everything that a goal can say.
func spec(owner org.NodeID, m metric.Series, parent goal.ID) goal.Spec {
	upper := money.Amount(5_000)
	return goal.Spec{
		Title: "Growth of 100% é", Sentence: "Grow by 20 % in Q1", Owner: owner, EachOwner: true, Metric: m,
		Scope: []org.NodeID{"product:p", "segment:smb"}, Aim: goal.Between, Value: 1_234, Upper: &upper,
		Change: &goal.Change{Kind: goal.Relative, By: 2_000, Baseline: 1_000, Over: span("2026-01-01", "2026-04-01"), Measured: day("2026-11-22"), Of: metric.Churn},
		Each:   period.Month, Window: span("2027-01-01", "2027-04-01"), Currency: "USD", Rates: metric.PlanRate, Denominator: org.DenominatorDayWeighted,
		Parent: parent, Guards: []goal.Guard{{Metric: metric.Margin, Scope: []org.NodeID{"product:p"}, Aim: goal.AtLeast, Value: 3_000, Upper: &upper}},
		Why: "the plan", Actions: []string{"call", "mail"}, Checks: []period.Date{day("2027-02-01")},
	}
}

func wholeGoal(id goal.ID, s goal.Spec, at int64) goal.Goal {
	less := s
	less.Value = 1_000
	return goal.Goal{
		ID: id,
		Versions: []goal.SpecVersion{
			{Number: 1, Spec: s, Known: span("2026-11-20", "2026-11-22"), RecordedAt: at, Author: "Kim", AuthorID: "u1"},
			{Number: 2, Spec: less, From: day("2027-01-15"), Known: open("2026-11-22"), RecordedAt: at + 1, Author: "Bo", AuthorID: "u2", Reason: "the market"},
		},
		Events: []goal.Event{
			{At: at, Day: day("2026-11-20"), What: goal.WasCreated, State: goal.Draft, Version: 1, By: "Kim", ByID: "u1", Role: goal.AsAuthor},
			{At: at + 1, Day: day("2026-11-22"), What: goal.WasRevised, State: goal.Proposed, Version: 2, By: "Bo", ByID: "u2", Role: goal.AsManager, Note: "the market"},
		},
	}
}

// goals of Ana, of her team of today and of the company.
func someGoals() []goal.Goal {
	anas := wholeGoal("a", spec("person:ana", metric.Revenue, "c"), 3)
	team := wholeGoal("t", spec("team:west", "conversion:lead>won", "c"), 2)
	company := wholeGoal("c", goal.Spec{Title: "All", Owner: sample.Root, Metric: metric.Revenue, Aim: goal.AtLeast, Value: 9, Window: span("2027-01-01", "2028-01-01")}, 1)
	return []goal.Goal{anas, team, company}
}

func TestGoals(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		given := someGoals()
		b.save(t, pipeline.Changes{Goals: given})
		all := access.System(b.org.ID)
		got, err := b.Goals(t.Context(), all, day("2026-11-22"), goal.Filter{})
		want := []goal.Goal{given[2], given[1], given[0]} // in the order in which they were set
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("the goals (%v) (-want +got):\n%s", err, diff)
		}
		roots := func(ids ...string) access.Scope { return access.Scope{OrgID: b.org.ID, Roots: ids} }
		for name, c := range map[string]struct {
			scope  access.Scope
			day    string
			filter goal.Filter
			want   string
		}{
			"of a node":                 {all, "2026-11-22", goal.Filter{Owner: "person:ana"}, "a"},
			"under a team, today":       {all, "2026-11-22", goal.Filter{Under: "team:west"}, "t a"},
			"under a team, as it stood": {all, "2026-05-31", goal.Filter{Under: "team:west"}, "t"},
			"under the company":         {all, "2026-11-22", goal.Filter{Under: sample.Root}, "c t a"},
			"of a metric":               {all, "2026-11-22", goal.Filter{Metric: metric.Revenue}, "c a"},
			"of a family of metrics":    {all, "2026-11-22", goal.Filter{Metric: "conversion"}, "t"},
			"not of a longer name":      {all, "2026-11-22", goal.Filter{Metric: "conv"}, ""},
			"by id":                     {all, "2026-11-22", goal.Filter{IDs: []goal.ID{"t", "c", "none"}}, "c t"},
			"by no id":                  {all, "2026-11-22", goal.Filter{IDs: []goal.ID{}}, ""},
			"parts of another":          {all, "2026-11-22", goal.Filter{Parents: []goal.ID{"c"}}, "t a"},
			"by words of the title":     {all, "2026-11-22", goal.Filter{Search: "100% É"}, "t a"},
			"by words, as they stand":   {all, "2026-11-22", goal.Filter{Search: "GROWTH of 100%"}, "t a"},
			"by the owner's name":       {all, "2026-11-22", goal.Filter{Search: "west"}, "t"},
			"a joker is a letter":       {all, "2026-11-22", goal.Filter{Search: "grow%"}, ""},
			"one's own":                 {roots("person:ana"), "2026-11-22", goal.Filter{}, "a"},
			"one's team's, today":       {roots("team:west"), "2026-11-22", goal.Filter{}, "t a"},
			"one's team's, as it stood": {roots("team:west"), "2026-05-31", goal.Filter{}, "t"},
			"what is published":         {access.Scope{OrgID: b.org.ID, PublishedKinds: []string{"company"}}, "2026-11-22", goal.Filter{}, "c"},
			"by id, unseen":             {roots("person:ben"), "2026-11-22", goal.Filter{IDs: []goal.ID{"a"}}, ""},
			"nothing":                   {access.Scope{OrgID: b.org.ID}, "2026-11-22", goal.Filter{}, ""},
			"another organisation":      {access.System("nobody"), "2026-11-22", goal.Filter{}, ""},
		} {
			goals, err := b.Goals(t.Context(), c.scope, day(c.day), c.filter)
			ids := make([]string, len(goals))
			for i, g := range goals {
				ids[i] = string(g.ID)
			}
			if got := strings.Join(ids, " "); err != nil || got != c.want {
				t.Errorf("%s: %q (%v), want %q", name, got, err, c.want)
			}
		}
	})
}

// TestGoalsAreAppended: saving a goal again adds what is new; what is there
// stays, but that the knowledge of a version ends.
func TestGoalsAreAppended(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		first := someGoals()[0]
		b.save(t, pipeline.Changes{Goals: []goal.Goal{first}})
		next := first
		next.Versions = slices.Clone(first.Versions)
		next.Versions[1].Known.End = day("2026-12-01")
		next.Versions = append(next.Versions, goal.SpecVersion{Number: 3, Spec: spec("team:east", metric.Leads, ""), Known: open("2026-12-01"), RecordedAt: 9, Author: "Kim"})
		next.Events = append(slices.Clone(first.Events), goal.Event{At: 9, Day: day("2026-12-01"), What: goal.WasWithdrawn, State: goal.Withdrawn, Version: 3, By: "Kim", Note: "no"})
		b.save(t, pipeline.Changes{Goals: []goal.Goal{next}})
		forged := next
		forged.Events = slices.Clone(next.Events)
		forged.Events[0].By, forged.Versions = "Eve", slices.Clone(next.Versions)
		forged.Versions[0].Reason, forged.Versions[0].Spec.Value = "forged", 1
		b.save(t, pipeline.Changes{Goals: []goal.Goal{forged}})
		b.read(t, func(tx pipeline.Tx) error {
			found, err := tx.Goals([]goal.ID{first.ID, "none"})
			if diff := cmp.Diff(map[goal.ID]goal.Goal{first.ID: next}, found); err != nil || diff != "" {
				t.Errorf("the goal (%v) (-want +got):\n%s", err, diff)
			}
			return nil
		})
		for owner, want := range map[org.NodeID]int{"person:ana": 0, "team:east": 1} {
			goals, err := b.Goals(t.Context(), access.System(b.org.ID), day("2026-12-02"), goal.Filter{Owner: owner})
			if err != nil || len(goals) != want {
				t.Errorf("%d goals of %s (%v)", len(goals), owner, err)
			}
		}
	})
}

// TestTargetsFrom: the day from which a version counts is kept, and so is that
// there is none.
func TestTargetsFrom(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		key := goal.Key{Node: "person:ben", Metric: metric.Orders, Period: span("2026-10-01", "2027-01-01")}
		given := goal.Target{Key: key, Versions: []goal.Version{
			{Number: 1, Value: 9, Known: span("2026-10-01", "2026-11-01"), Author: "kim"},
			{Number: 2, Value: 8, From: day("2026-11-15"), Known: open("2026-11-01"), Author: "kim"},
		}}
		b.save(t, pipeline.Changes{Targets: []goal.Target{given}})
		got, err := b.Targets(t.Context(), b.org.ID, metric.Orders)
		if diff := cmp.Diff([]goal.Target{given}, got); err != nil || diff != "" {
			t.Errorf("the target (%v) (-want +got):\n%s", err, diff)
		}
		all, err := b.Targets(t.Context(), b.org.ID, "")
		if err != nil || len(all) != 2 || all[0].Metric != metric.Orders || all[1].Metric != metric.Revenue {
			t.Errorf("all targets are %v (%v)", all, err)
		}
	})
}

func TestCurrencies(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		cell := func(series metric.Series) metric.Cell {
			return metric.Cell{Series: series, Node: sample.Root, Day: day("2026-11-05"), Known: day("2026-11-05")}
		}
		b.save(t, pipeline.Changes{Ledger: metric.Ledger{
			cell(metric.Own(metric.Revenue, "USD")): 1, cell(metric.Own(metric.Profit, "USD")): 1, cell(metric.Own(metric.DealsWonValue, "CHF")): 1,
			cell(metric.Lacking(metric.DealsWonValue, "CHF")): 1, cell("ownership"): 1,
		}})
		all, lacking, err := b.Currencies(t.Context(), b.org.ID)
		if err != nil || !slices.Equal(all, []money.Currency{"CHF", "USD"}) || !slices.Equal(lacking, []money.Currency{"CHF", "GBP", "USD"}) {
			t.Errorf("the currencies are %v, without a rate %v (%v)", all, lacking, err)
		}
		if all, lacking, err := b.Currencies(t.Context(), "nobody"); err != nil || len(all)+len(lacking) != 0 {
			t.Errorf("the currencies of nobody are %v %v (%v)", all, lacking, err)
		}
	})
}
