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

var firstQuarter = span("2026-01-01", "2026-04-01")

// revised is a target that was changed: each version with the day from which it
// counts and is known.
func revised(node org.NodeID, p period.Range, versions ...goal.Version) goal.Target {
	t := goal.Target{Key: goal.Key{Node: node, Metric: metric.Revenue, Period: p}}
	for _, v := range versions {
		v.Reason, v.Known = "plan", period.Range{Start: max(p.Start-30, v.From), End: period.Never}
		next, _, err := t.Revise(v)
		if err != nil {
			panic(err)
		}
		t = next
	}
	return t
}

// credit is what was won on a day.
type credit struct {
	day    string
	amount int64
}

// held holds credits against the node's target by a policy.
func held(targets []goal.Target, node org.NodeID, policy org.Denominator, asOf period.Date, credits []credit) attain.Result {
	edges := []org.Edge{edge("person:ana", "team:east", period.Everything), edge("person:ben", "team:east", period.Everything)}
	target := attain.NewTargets(org.NewTree("company:acme", edges), nil, targets, asOf, attain.Counting{Policy: policy}).Of(node, firstQuarter)
	sum := func(days period.Range) (total money.Amount) {
		for _, c := range credits {
			if days.Contains(period.MustDate(c.day)) {
				total += money.FromInt(c.amount)
			}
		}
		return total
	}
	days := firstQuarter.Through(asOf)
	actual := sum(days)
	in := attain.Input{Target: target.Value, Actual: &actual, Period: firstQuarter, AsOf: asOf, Calendar: period.DefaultCalendar()}
	if policy == org.DenominatorCreditDate {
		for _, p := range target.Portions(days) {
			p.Actual = sum(p.Days)
			in.Portions = append(in.Portions, p)
		}
	}
	return attain.Attain(in)
}

var (
	feb15 = period.MustDate("2026-02-15")
	mar31 = period.MustDate("2026-03-31")
	rv9   = []goal.Target{revised("person:ana", firstQuarter, goal.Version{Value: money.FromInt(90_000)}, goal.Version{Value: money.FromInt(63_000), From: feb15})}
	won   = []credit{{"2026-02-10", 40_000}, {"2026-03-02", 35_000}}
)

// TestRV9 is the worked example of field.md 7.5: a quota that changed in
// mid-period, by all three policies.
func TestRV9(t *testing.T) {
	t.Parallel()
	for policy, want := range map[org.Denominator][3]string{
		"":                         {"63000", "1.1905", "-12000"},
		org.DenominatorLatest:      {"63000", "1.1905", "-12000"},
		org.DenominatorDayWeighted: {"76500", "0.9804", "1500"},
		org.DenominatorCreditDate:  {"63000", "1", "0"},
	} {
		r := held(rv9, "person:ana", policy, mar31, won)
		check(t, string(policy)+" target", r.Target.String(), want[0])
		check(t, string(policy)+" attainment", rounded(r.Attainment, 4), want[1])
		check(t, string(policy)+" gap", r.Gap.String(), want[2])
	}
	r := held(rv9, "person:ana", org.DenominatorCreditDate, mar31, won)
	if len(r.Portions) != 2 || r.Portions[0] != (attain.Portion{Days: span("2026-01-01", "2026-02-15"), Actual: money.FromInt(40_000), Target: money.FromInt(90_000)}) {
		t.Errorf("the portions are %v", r.Portions)
	}
	if pace := r.Pace[0]; pace.Index == nil || *pace.Index != money.Unit || *pace.Required != 0 {
		t.Errorf("all of it is there, and the pace is %+v", pace)
	}
	// Before the change counts, nothing has changed.
	before := held(rv9, "person:ana", org.DenominatorCreditDate, feb15-1, won)
	check(t, "before the change", rounded(before.Attainment, 4)+" of "+before.Target.String(), "0.4444 of 90000")
}

// TestPoliciesOfSums: Ben's quota did not change; the team's is the sum of what
// was in force on each day.
func TestPoliciesOfSums(t *testing.T) {
	t.Parallel()
	targets := append([]goal.Target{revised("person:ben", firstQuarter, goal.Version{Value: money.FromInt(10_000)})}, rv9...)
	for policy, want := range map[org.Denominator]string{
		org.DenominatorLatest:      "73000 1.0274",
		org.DenominatorDayWeighted: "86500 0.8671",
		org.DenominatorCreditDate:  "73000 0.8795", // 40,000 ÷ 100,000 + 35,000 ÷ 73,000
	} {
		r := held(targets, "team:east", policy, mar31, won)
		check(t, string(policy), r.Target.String()+" "+rounded(r.Attainment, 4), want)
	}
}

// TestPoliciesAgree: without a change within the period all policies say the
// same; with one, day-weighted lies between the versions, and a target that was
// in force for no day weighs nothing.
func TestPoliciesAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		versions := []goal.Version{{Value: money.FromInt(rapid.Int64Range(1, 1000).Draw(rt, "first"))}}
		low, high := versions[0].Value, versions[0].Value
		changed := false
		for range rapid.IntRange(0, 3).Draw(rt, "changes") {
			v := goal.Version{Value: money.FromInt(rapid.Int64Range(1, 1000).Draw(rt, "value")), From: firstQuarter.Start.Add(rapid.IntRange(0, 89).Draw(rt, "from"))}
			versions = append(versions, v)
			low, high = min(low, v.Value), max(high, v.Value)
			changed = changed || v.From > firstQuarter.Start
		}
		targets := []goal.Target{revised("person:ana", firstQuarter, versions...)}
		results := map[org.Denominator]attain.Result{}
		for _, policy := range []org.Denominator{org.DenominatorLatest, org.DenominatorDayWeighted, org.DenominatorCreditDate} {
			results[policy] = held(targets, "person:ana", policy, mar31, won)
		}
		if mean := *results[org.DenominatorDayWeighted].Target; mean < low || mean > high {
			rt.Fatalf("the mean of %v is %s", versions, mean)
		}
		if changed {
			return
		}
		for policy, r := range results {
			if *r.Target != *results[org.DenominatorLatest].Target || *r.Attainment != *results[org.DenominatorLatest].Attainment || len(r.Portions) > 0 {
				rt.Fatalf("%s: %+v", policy, r)
			}
		}
	})
}

// TestGoalsAsTargets: a goal stands for a node's target where none is set.
func TestGoalsAsTargets(t *testing.T) {
	t.Parallel()
	set := target("person:ana", firstQuarter, 100)
	stands := target("person:ana", firstQuarter, 120)
	stands.Goal, stands.Title = "g1", "Spring"
	later := stands
	later.Goal, later.Title, later.Versions = "g2", "More", []goal.Version{{Number: 1, Value: money.FromInt(130), Known: period.Everything}}
	ben := target("person:ben", firstQuarter, 50)
	tree := org.NewTree("company:acme", []org.Edge{edge("person:ana", "team:east", period.Everything), edge("person:ben", "team:east", period.Everything)})
	for name, c := range map[string]struct {
		targets []goal.Target
		node    org.NodeID
		want    string
	}{
		"a goal alone":         {[]goal.Target{stands}, "person:ana", `120 goal: the goal "Spring"`},
		"a target wins":        {[]goal.Target{set, stands}, "person:ana", `100 own: the target set for the period; the goal "Spring" of 120 stands beside it and does not count here`},
		"whatever the order":   {[]goal.Target{stands, set}, "person:ana", `100 own: the target set for the period; the goal "Spring" of 120 stands beside it and does not count here`},
		"the later goal wins":  {[]goal.Target{stands, later}, "person:ana", `130 goal: the goal "More"; the goal "Spring" of 120 stands beside it and does not count here`},
		"it counts in the sum": {[]goal.Target{stands, ben}, "team:east", "170 sum: the sum of the targets of the 2 below it on 2026-01-01, the period's first day"},
	} {
		found := attain.NewTargets(tree, nil, c.targets, today, attain.Counting{}).Of(c.node, firstQuarter)
		check(t, name, found.Value.String()+" "+string(found.Source)+": "+found.Rule, c.want)
	}
	apart := attain.NewTargets(tree, nil, []goal.Target{set, ben}, today, attain.Counting{Apart: true})
	if found := apart.Of("team:east", firstQuarter); found.Source != attain.None {
		t.Errorf("targets of ratios are added up to %+v", found)
	}
	if found := apart.Of("person:ana", firstQuarter); found.Source != attain.Own {
		t.Errorf("a ratio's own target is %+v", found)
	}
}

// TestLowerIsBetter: attainment is target ÷ actual, and the gap is what is too
// much.
func TestLowerIsBetter(t *testing.T) {
	t.Parallel()
	for actual, want := range map[string]string{"40": "0.875 5", "35": "1 0", "28": "1.25 -7", "0": "none -35", "": "none none"} {
		r := attain.Attain(attain.Input{Target: at("35"), Actual: at(actual), Direction: metric.Lower, Still: true, Period: firstQuarter})
		check(t, "a cycle of "+actual+" days", rounded(r.Attainment, 4)+" "+rounded(r.Gap, 4), want)
		if len(r.Pace) > 0 {
			t.Errorf("a cycle has the pace %+v", r.Pace)
		}
	}
}
