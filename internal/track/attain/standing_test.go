package attain_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
)

func amount(text string) money.Amount {
	a, err := money.Parse(text)
	if err != nil {
		panic(err)
	}
	return a
}

// at returns an amount that may not be there: "" is none.
func at(text string) *money.Amount {
	if text == "" {
		return nil
	}
	a := amount(text)
	return &a
}

func find(t testing.TB, id metric.Series) metric.Metric {
	t.Helper()
	m, err := metric.Find(string(id))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// november is a goal of 1,000 of revenue in November 2026, of which something
// was read.
func november(t testing.TB, actual string) attain.Pursuit {
	return attain.Pursuit{
		Spec:   goal.Spec{Owner: "person:ana", Metric: metric.Revenue, Aim: goal.AtLeast, Value: amount("1000"), Window: span("2026-11-01", "2026-12-01")},
		Metric: find(t, metric.Revenue), Currency: "EUR", AsOf: today, Own: attain.Pursued{Read: attain.Reading{Value: at(actual)}},
	}
}

// say writes a standing in one line.
func say(s attain.Standing) string {
	write := func(a *money.Amount) string {
		if a == nil {
			return "none"
		}
		return a.String()
	}
	reached := "unknown"
	if s.Reached != nil {
		reached = fmt.Sprint(*s.Reached)
	}
	return fmt.Sprintf("%s %s of %s att %s gap %s reached %s: %s", s.Outcome, write(s.Actual), write(s.Target), write(s.Attainment), write(s.Gap), reached, s.Text)
}

func check(t testing.TB, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

// TestField holds the cases S1 to S4 of field.md 7.1 on goals: what a goal's
// state is follows from the value and the day, and goes back with them.
func TestField(t *testing.T) {
	t.Parallel()
	october := func(actual string) attain.Pursuit {
		p := november(t, actual)
		p.Spec.Window = span("2026-10-01", "2026-11-01")
		return p
	}
	for name, c := range map[string]struct {
		p    attain.Pursuit
		want string
	}{
		"S1 the only order":                  {november(t, "500"), "open 500 of 1000 att 0.5 gap 500 reached false: €500 of €1,000 (50%), €500 missing; 8 days are left."},
		"S1 is cancelled":                    {november(t, "0"), "open 0 of 1000 att 0 gap 1000 reached false: €0 of €1,000 (0%), €1,000 missing; 8 days are left."},
		"S2 reached":                         {november(t, "1200"), "reached 1200 of 1000 att 1.2 gap -200 reached true: Reached: €1,200 of €1,000 (120%); 8 days are left."},
		"S2 then reversed":                   {november(t, "300"), "open 300 of 1000 att 0.3 gap 700 reached false: €300 of €1,000 (30%), €700 missing; 8 days are left."},
		"S3 ended, the value did not change": {october("400"), "missed 400 of 1000 att 0.4 gap 600 reached false: Missed: €400 of €1,000 (40%), €600 missing."},
		"S4 ended, nothing was sold":         {october("0"), "missed 0 of 1000 att 0 gap 1000 reached false: Missed: €0 of €1,000 (0%), €1,000 missing."},
		"ended, and achieved":                {october("1000"), "achieved 1000 of 1000 att 1 gap 0 reached true: Achieved: €1,000 of €1,000 (100%)."},
	} {
		check(t, name, say(attain.Stand(c.p)), c.want)
	}
}

func TestStand(t *testing.T) {
	t.Parallel()
	limit := func(actual string) attain.Pursuit {
		p := november(t, actual)
		p.Metric, p.Spec.Metric, p.Spec.Aim, p.Spec.Value = find(t, metric.Discount), metric.Discount, goal.AtMost, amount("0.08")
		return p
	}
	between := func(actual string) attain.Pursuit {
		p := november(t, actual)
		p.Spec.Aim, p.Spec.Upper = goal.Between, at("1200")
		return p
	}
	on := func(day string, p attain.Pursuit) attain.Pursuit {
		p.AsOf = period.MustDate(day)
		return p
	}
	guarded := func(p attain.Pursuit, holds string) attain.Pursuit {
		p.Own.Guards = []attain.GuardStanding{{Guard: goal.Guard{Metric: metric.Margin, Aim: goal.AtLeast, Value: amount("0.3")}, Actual: at(holds), Text: "margin is " + holds}}
		return p
	}
	closed := func(p attain.Pursuit) attain.Pursuit { p.Closed = true; return p }
	rate := func(actual string) attain.Pursuit {
		p := november(t, actual)
		p.Metric, p.Spec.Metric, p.Spec.Value = find(t, metric.LeadConversion), metric.LeadConversion, amount("0.25")
		p.Spec.Change = &goal.Change{Kind: goal.FromTo, By: amount("0.1"), Baseline: amount("0.15")}
		return p
	}
	for name, c := range map[string]struct {
		p    attain.Pursuit
		want string
	}{
		"before it starts":                      {on("2026-10-31", november(t, "0")), "not_started 0 of 1000 att 0 gap 1000 reached false: It starts on 1 November 2026."},
		"on the last day":                       {on("2026-11-30", november(t, "999")), "open 999 of 1000 att 0.999 gap 1 reached false: €999 of €1,000 (99.9%), €1 missing; today is the last day."},
		"on the day after":                      {on("2026-12-01", november(t, "999")), "missed 999 of 1000 att 0.999 gap 1 reached false: Missed: €999 of €1,000 (99.9%), €1 missing."},
		"closed before its time":                {closed(november(t, "1000")), "achieved 1000 of 1000 att 1 gap 0 reached true: Achieved: €1,000 of €1,000 (100%)."},
		"within a limit, open":                  {limit("0.074"), "open 0.074 of 0.08 att 1.0811 gap -0.006 reached true: 7.4% with a limit of 8%; 8 days are left."},
		"above a limit, open":                   {limit("0.092"), "open 0.092 of 0.08 att 0.8696 gap 0.012 reached false: 9.2% with a limit of 8%, 1.2 percentage points too much; 8 days are left."},
		"within a limit, over":                  {on("2026-12-01", limit("0.08")), "achieved 0.08 of 0.08 att 1 gap 0 reached true: Achieved: 8% with a limit of 8%."},
		"above a limit, over":                   {on("2026-12-01", limit("0.09")), "missed 0.09 of 0.08 att 0.8889 gap 0.01 reached false: Missed: 9% with a limit of 8%, 1 percentage point too much."},
		"a limit that nothing was held against": {limit("0"), "open 0 of 0.08 att none gap -0.08 reached true: 0% with a limit of 8%; 8 days are left."},
		"between":                               {between("1100"), "open 1100 of 1000 att 1 gap -100 reached true: €1,100, to be between €1,000 and €1,200; 8 days are left."},
		"below both":                            {between("900"), "open 900 of 1000 att 0.9 gap 100 reached false: €900, to be between €1,000 and €1,200, €100 missing; 8 days are left."},
		"above both, over":                      {on("2026-12-01", between("1500")), "missed 1500 of 1000 att 0.8 gap 300 reached false: Missed: €1,500, to be between €1,000 and €1,200, €300 too much."},
		"nothing to divide by":                  {rate(""), "open none of 0.25 att none gap none reached unknown: Nothing has happened yet that it could be measured by; 8 days are left."},
		"nothing to divide by, over":            {on("2026-12-01", rate("")), "unknown none of 0.25 att none gap none reached unknown: Nothing happened that it could be measured by, so nobody knows whether it was reached."},
		"a rate on its way":                     {rate("0.2"), "open 0.2 of 0.25 att 0.8 gap 0.05 reached false: 20% with a goal of 25%, 5 percentage points missing; 8 days are left."},
		"achieved with a guard":                 {on("2026-12-01", guarded(november(t, "1000"), "0.3")), "achieved 1000 of 1000 att 1 gap 0 reached true: Achieved: €1,000 of €1,000 (100%)."},
		"met with breach":                       {on("2026-12-01", guarded(november(t, "1000"), "0.29")), "met_with_breach 1000 of 1000 att 1 gap 0 reached true: Met with breach: €1,000 of €1,000 (100%). But margin is 0.29."},
		"a guard without a value":               {on("2026-12-01", guarded(november(t, "1000"), "")), "achieved 1000 of 1000 att 1 gap 0 reached true: Achieved: €1,000 of €1,000 (100%)."},
		"a breach so far":                       {guarded(november(t, "1000"), "0.29"), "reached 1000 of 1000 att 1 gap 0 reached true: Reached: €1,000 of €1,000 (100%); 8 days are left. But margin is 0.29."},
		"missed with a breach":                  {on("2026-12-01", guarded(november(t, "900"), "0.29")), "missed 900 of 1000 att 0.9 gap 100 reached false: Missed: €900 of €1,000 (90%), €100 missing. But margin is 0.29."},
	} {
		check(t, name, say(attain.Stand(c.p)), c.want)
	}
	for actual, want := range map[string]string{"0.2": "0.5", "0.15": "0", "0.1": "-0.5", "0.3": "1.5"} {
		check(t, "the way from 15 % at "+actual, attain.Stand(rate(actual)).Progress.String(), want)
	}
	down := rate("40")
	down.Metric, down.Spec.Metric, down.Spec.Aim, down.Spec.Value = find(t, metric.SalesCycle), metric.SalesCycle, goal.AtMost, amount("35")
	down.Spec.Change = &goal.Change{Kind: goal.Amount, By: amount("-10"), Baseline: amount("45")}
	check(t, "the way down", attain.Stand(down).Progress.String(), "0.5")
}

// steps are the weeks of November 2026 with what was done in each.
func steps(actuals ...string) []attain.Step {
	var list []attain.Step
	for i, p := range (goal.Spec{Each: period.Week, Window: span("2026-11-02", "2026-11-30")}).Steps(period.DefaultCalendar()) {
		step := attain.Step{Period: p, Target: amount("12")}
		if i < len(actuals) {
			step.Actual = at(actuals[i])
		}
		list = append(list, step)
	}
	return list
}

// TestEach: a goal for each week is met when every week was; the week that runs
// is told apart, and a week without anything to measure counts neither way.
func TestEach(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		asOf    string
		actuals []string
		want    string
	}{
		"the first week":    {"2026-11-04", []string{"5"}, "open 0/0: 5 of 12 in this week; 25 days are left."},
		"the third week":    {"2026-11-18", []string{"12", "13", "5"}, "open 2/2: 2 of 2 weeks met so far, 5 of 12 in this week; 11 days are left."},
		"one was missed":    {"2026-11-18", []string{"12", "11", "12"}, "open 1/2: 1 of 2 weeks met so far, 12 of 12 in this week; 11 days are left."},
		"all were met":      {"2026-11-30", []string{"12", "12", "12", "14"}, "achieved 4/4: Achieved: 4 of 4 weeks met."},
		"one was not":       {"2026-11-30", []string{"12", "12", "12", "11"}, "missed 3/4: Missed: 3 of 4 weeks met."},
		"a week of nothing": {"2026-11-30", []string{"12", "", "12", "12"}, "achieved 3/3: Achieved: 3 of 3 weeks met."},
		"never anything":    {"2026-11-30", nil, "unknown 0/0: Nothing happened that it could be measured by, so nobody knows whether it was reached."},
	} {
		p := november(t, "0")
		p.Spec.Metric, p.Metric = "activities:demo", find(t, "activities:demo")
		p.Spec.Each, p.Spec.Value, p.Spec.Window, p.AsOf = period.Week, amount("12"), span("2026-11-02", "2026-11-30"), period.MustDate(c.asOf)
		p.Own.Steps = steps(c.actuals...)
		s := attain.Stand(p)
		check(t, name, fmt.Sprintf("%s %d/%d: %s", s.Outcome, s.MetSteps, s.DueSteps, s.Text), c.want)
		for i, step := range s.Steps {
			if over := p.AsOf >= step.Period.End; (step.Met != nil) != (over && step.Actual != nil) {
				t.Errorf("%s: week %d is met: %v", name, i+1, step.Met)
			}
		}
	}
}

// TestEachOwner: one standing per person, and how many have reached it.
func TestEachOwner(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		asOf    string
		actuals []string
		want    string
	}{
		"some so far":  {"2026-11-22", []string{"1000", "900", "1200"}, "open 2 0.6667 false: 2 of 3 people have reached it so far; 8 days are left."},
		"all so far":   {"2026-11-22", []string{"1000", "1200"}, "reached 2 1 true: 2 of 2 people have reached it so far; 8 days are left."},
		"not all":      {"2026-12-01", []string{"1000", "900"}, "missed 1 0.5 false: Missed: 1 of 2 people reached it."},
		"all":          {"2026-12-01", []string{"1000", "1000"}, "achieved 2 1 true: Achieved: 2 of 2 people reached it."},
		"nobody there": {"2026-11-22", nil, "open 0 none unknown: There is nobody who has this goal."},
	} {
		p := november(t, "0")
		p.Spec.Owner, p.Spec.EachOwner, p.AsOf = "team:east", true, period.MustDate(c.asOf)
		for i, a := range c.actuals {
			p.Owners = append(p.Owners, attain.Pursued{Node: org.Node{ID: org.ID(org.Person, fmt.Sprint(i))}, Read: attain.Reading{Value: at(a)}})
		}
		s := attain.Stand(p)
		reached, attainment := "unknown", "none"
		if s.Reached != nil {
			reached = fmt.Sprint(*s.Reached)
		}
		if s.Attainment != nil {
			attainment = s.Attainment.String()
		}
		check(t, name, fmt.Sprintf("%s %d %s %s: %s", s.Outcome, s.MetOwners, attainment, reached, s.Text), c.want)
	}
	p := november(t, "0")
	p.Spec.EachOwner, p.AsOf = true, period.MustDate("2026-12-01")
	p.Owners = []attain.Pursued{{Read: attain.Reading{Value: at("1000")},
		Guards: []attain.GuardStanding{{Guard: goal.Guard{Aim: goal.AtMost, Value: amount("0.08")}, Actual: at("0.1"), Text: "discount is 10%"}}}}
	check(t, "a guard of one", attain.Stand(p).Text, "Met with breach: 1 of 1 people reached it, some with a guard broken.")
}

// TestGoesBack: whatever was reached before, the standing is a function of the
// value and the day; a goal that is over is never open, and one that is not
// over is never missed.
func TestGoesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		p := november(t, "0")
		p.AsOf = p.Spec.Window.Start.Add(rapid.IntRange(-5, 40).Draw(rt, "day"))
		p.Spec.Aim = rapid.SampledFrom([]goal.Aim{goal.AtLeast, goal.AtMost, goal.Between}).Draw(rt, "aim")
		if p.Spec.Aim == goal.Between {
			p.Spec.Upper = at("2000")
		}
		if rapid.IntRange(0, 5).Draw(rt, "nothing") == 0 {
			p.Own.Read.Value = nil
		} else {
			v := money.FromInt(rapid.Int64Range(-10, 3000).Draw(rt, "value"))
			p.Own.Read.Value = &v
		}
		s := attain.Stand(p)
		over := p.AsOf >= p.Spec.Window.End
		final := s.Outcome == attain.Achieved || s.Outcome == attain.Missed || s.Outcome == attain.Unknown
		switch {
		case over != final:
			rt.Fatalf("%s on %s", s.Outcome, p.AsOf)
		case (s.Reached == nil) != (p.Own.Read.Value == nil):
			rt.Fatalf("reached is %v of %v", s.Reached, p.Own.Read.Value)
		case s.Reached != nil && *s.Reached != (*s.Gap <= 0):
			rt.Fatalf("reached %v with %s missing", *s.Reached, *s.Gap)
		case s.Reached != nil && *s.Reached != goal.Holds(p.Spec.Aim, p.Spec.Value, p.Spec.Upper, *s.Actual):
			rt.Fatalf("reached %v: %s", *s.Reached, say(s))
		case over && s.Reached != nil && *s.Reached != (s.Outcome == attain.Achieved):
			rt.Fatalf("%s, reached %v", s.Outcome, *s.Reached)
		case strings.Contains(s.Text, "%!"):
			rt.Fatalf("the text is %q", s.Text)
		}
	})
}
