package goal_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// names is the list of all metrics in a message.
var names = regexp.MustCompile("use one of .*")

// TestRefused: what has no meaning is refused, each with its reason.
func TestRefused(t *testing.T) {
	t.Parallel()
	in := setting()
	share := func(s *goal.Spec, m metric.Series, value string) { s.Metric, s.Value = m, amount(value) }
	for name, c := range map[string]struct {
		change func(*goal.Spec)
		want   string
	}{
		"retention of 102 %": {func(s *goal.Spec) { share(s, metric.Retention, "1.02") },
			"value: a customer retention of 102% is not possible: it cannot be above 100%"},
		"a retention that rises beyond 100 %": {func(s *goal.Spec) {
			share(s, metric.Retention, "1.02")
			s.Change = &goal.Change{Kind: goal.Points, By: amount("0.1"), Baseline: amount("0.92")}
		}, "value: a customer retention of 102% is not possible: it cannot be above 100%"},
		"a negative target": {func(s *goal.Spec) { s.Value = amount("-1") },
			"value: -€1 as a goal for revenue is below 0; goals are 0 or more"},
		"at most everything": {func(s *goal.Spec) { share(s, metric.Churn, "1"); s.Aim = goal.AtMost },
			"value: at most 100% always holds; choose a lower value"},
		"at least nothing": {func(s *goal.Spec) { share(s, metric.WinRate, "0") },
			"value: at least 0% always holds; say how much is to be reached"},
		"between the wrong way round": {func(s *goal.Spec) { s.Aim, s.Upper = goal.Between, at("400000") },
			"upper: is €400,000, not above the lower end of €500,000"},
		"between with one end": {func(s *goal.Spec) { s.Aim = goal.Between },
			"upper: is missing; a goal between two values needs both"},
		"an upper end of at least": {func(s *goal.Spec) { s.Upper = at("600000") },
			"upper: has a meaning only for a goal between two values"},
		"no day": {func(s *goal.Spec) { s.Window.End = s.Window.Start },
			"end: must come after the start, 2027-01-01; the end itself is not part of the goal"},
		"no deadline":  {func(s *goal.Spec) { s.Window.End = period.Never }, "end: is missing; a goal needs a deadline"},
		"no time":      {func(s *goal.Spec) { s.Window = period.Range{} }, "end: must come after the start, 1970-01-01; the end itself is not part of the goal"},
		"nobody":       {func(s *goal.Spec) { s.Owner = "" }, "owner: is missing; say who is to reach this: a person, a team or the company"},
		"a stranger":   {func(s *goal.Spec) { s.Owner = "person:zoe" }, "owner: there is no person:zoe here"},
		"no metric":    {func(s *goal.Spec) { s.Metric = "" }, "metric: is missing; say what is counted, for example revenue"},
		"each of one":  {func(s *goal.Spec) { s.Owner, s.EachOwner = "person:ana", true }, "each_owner: means nothing for one person; leave it out, or choose a team"},
		"each of none": {func(s *goal.Spec) { s.Owner, s.EachOwner = "segment:smb", true }, "each_owner: needs people; SMB is a segment"},
		"a year in a quarter": {func(s *goal.Spec) { s.Each = period.Year },
			"each: there is no whole year from 1 January to 31 March 2027; take a shorter one, or leave it out for the whole time"},
		"each decade": {func(s *goal.Spec) { s.Each = "decade" },
			`each: is "decade"; use day, week, month, quarter or year, or leave it out for the whole time`},
		"two products": {func(s *goal.Spec) { s.Scope = []org.NodeID{"product:red", "product:blue"} },
			"scope: nothing belongs to both Blue bike and Red bike: it has one product; make two goals, or choose what both are a part of"},
		"a product of another category": {func(s *goal.Spec) { s.Scope = []org.NodeID{"product:bell", "category:bikes"} },
			"scope: nothing belongs to both Bikes and Bell: it has one product; make two goals, or choose what both are a part of"},
		"a person of another": {func(s *goal.Spec) { s.Owner, s.Scope = "person:ana", []org.NodeID{"person:ben"} },
			"scope: nothing belongs to both Ana and Ben: it has one person; make two goals, or choose what both are a part of"},
		"a percentage of a share, which way?": {func(s *goal.Spec) {
			share(s, metric.Retention, "0.9")
			s.Change = &goal.Change{By: amount("0.1"), Baseline: amount("0.8")}
		}, "change.kind: 10% can mean a percentage of what it is or percentage points; say relative or points"},
		"an amount of a share": {func(s *goal.Spec) {
			share(s, metric.Retention, "0.9")
			s.Change = &goal.Change{Kind: goal.Amount, By: amount("0.1"), Baseline: amount("0.8")}
		}, "change.kind: 10% of a share can mean a percentage of it or percentage points; say relative or points"},
		"points of money": {func(s *goal.Spec) {
			s.Change = &goal.Change{Kind: goal.Points, By: amount("100000"), Baseline: amount("400000")}
		}, "change.kind: percentage points are of shares; revenue is none: use relative or amount"},
		"twenty percent of nothing": {func(s *goal.Spec) {
			s.Value, s.Change = 0, &goal.Change{Kind: goal.Relative, By: amount("0.2"), Over: span("2026-01-01", "2026-04-01"), Measured: today}
		}, "change.baseline: is €0, and a percentage of that means nothing; give the value itself"},
		"against what?": {func(s *goal.Spec) { s.Change = &goal.Change{Kind: goal.Amount, By: amount("500000")} },
			"change.baseline: is missing; say from which value it changes, or over which days that is measured"},
		"a value beside the change": {func(s *goal.Spec) {
			s.Change = &goal.Change{Kind: goal.Relative, By: amount("0.2"), Baseline: amount("400000")}
		}, "value: is €500,000, but the change comes to €480,000; leave one of them out"},
		"from here to here": {func(s *goal.Spec) { s.Change = &goal.Change{Kind: goal.FromTo, Baseline: amount("500000")} },
			"value: is €500,000, which is where the goal starts from"},
		"down by everything": {func(s *goal.Spec) {
			s.Value, s.Change = 0, &goal.Change{Kind: goal.Relative, By: amount("-1"), Baseline: amount("400000")}
		}, "change.by: is -100%, which leaves nothing; say less, or give the value itself"},
		"so much less churn of revenue": {func(s *goal.Spec) {
			s.Value, s.Change = amount("2"), &goal.Change{Kind: goal.Relative, By: amount("1"), Baseline: amount("1"), Of: metric.Churn}
		}, "change.baseline: is €0, and a percentage of that means nothing; give the value itself\nchange.of: is \"churn\", which is not the rest of revenue\nvalue: is €2, but the change comes to €1; leave one of them out"},
		"dollars of leads": {func(s *goal.Spec) { share(s, metric.Leads, "300"); s.Currency, s.Rates = "USD", metric.PlanRate },
			"currency: is USD, but leads is not counted in money; leave it out\nrates: say at which exchange rates money counts, but leads is not counted in money; leave it out"},
		"no policy": {func(s *goal.Spec) { s.Rates, s.Denominator = "best", "mean" },
			"rates: is \"best\"; use deal_date, plan, period_average or latest\ndenominator: is \"mean\"; use latest, credit_date or day_weighted"},
		"a guard that excludes the goal": {func(s *goal.Spec) {
			s.Guards = []goal.Guard{{Metric: metric.Revenue, Aim: goal.AtMost, Value: amount("400000")}}
		}, "guards[0].value: cannot hold together with the goal itself: revenue stays at or below €400,000, yet revenue stays at or above €500,000"},
		"guards of all sorts": {func(s *goal.Spec) {
			s.Guards = []goal.Guard{
				{Metric: metric.CSAT, Aim: goal.AtLeast, Value: amount("1.2")}, {Metric: "joy"}, {Metric: metric.NPS, Aim: goal.Between, Value: amount("-10")},
				{Metric: metric.Margin, Aim: "around", Value: amount("0.2"), Scope: []org.NodeID{"product:none"}},
			}
		}, "guards[0].value: a customer satisfaction of 120% is not possible: it cannot be above 100%\n" +
			"guards[1].metric: there is no metric \"joy\"; use one of …\n" +
			"guards[2].upper: is missing; a guard between two values needs both\n" +
			"guards[3].scope: there is no product:none here\n" +
			"guards[3].aim: is \"around\"; use at_least, at_most or between"},
		"too much text": {func(s *goal.Spec) { s.Title = strings.Repeat("é", 201) }, "title: has 201 characters; at most 200 are kept"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := plain()
			c.change(&s)
			got := fieldsOf(s.Validate(in))
			got = names.ReplaceAllString(got, "use one of …")
			check(t, name, got, c.want)
		})
	}
}

// TestOdd: what may be a mistake is said, and allowed.
func TestOdd(t *testing.T) {
	t.Parallel()
	in := setting()
	for name, c := range map[string]struct {
		change func(*goal.Spec)
		want   string
	}{
		"nothing": {func(*goal.Spec) {}, ""},
		"at most, with growth upwards": {func(s *goal.Spec) {
			s.Aim, s.Change = goal.AtMost, &goal.Change{Kind: goal.Relative, By: amount("0.25"), Baseline: amount("400000")}
		}, "change.by: the change is for the better, yet the goal sets it as a limit; was the opposite meant?\naim: more revenue is better, yet this goal limits it to €500,000"},
		"at least so much churn": {func(s *goal.Spec) { s.Metric, s.Value = metric.Churn, amount("0.1") },
			"aim: less customer churn is better, yet this goal demands at least 10%"},
		"for the worse": {func(s *goal.Spec) {
			s.Change = &goal.Change{Kind: goal.Amount, By: amount("-100000"), Baseline: amount("600000")}
		}, "change.by: the change makes revenue worse"},
		"less churn makes retention better": {func(s *goal.Spec) {
			s.Metric, s.Value = metric.Retention, amount("0.865")
			s.Change = &goal.Change{Kind: goal.Relative, By: amount("-0.1"), Baseline: amount("0.85"), Of: metric.Churn}
		}, ""},
		"a quarter against a year": {func(s *goal.Spec) {
			s.Value, s.Change = 0, &goal.Change{Kind: goal.Relative, By: amount("0.2"), Over: span("2025-01-01", "2026-01-01")}
		}, "change.over: the baseline has 365 days and the goal has 90; a total of one is not like a total of the other"},
		"a baseline within the goal": {func(s *goal.Spec) {
			s.Value, s.Change = 0, &goal.Change{Kind: goal.Relative, By: amount("0.2"), Over: span("2026-10-10", "2027-01-08")}
		}, "change.over: the baseline is measured from 10 October 2026 to 7 January 2027, which are days of the goal itself"},
		"a product and its category": {func(s *goal.Spec) { s.Scope = []org.NodeID{"product:red", "category:bikes"} },
			"scope: Red bike is a part of Bikes, so naming both says no more than naming Red bike"},
		"a check after the end": {func(s *goal.Spec) { s.Checks = []period.Date{period.MustDate("2027-05-01")} },
			"checks[0]: 1 May 2027 is not within the goal's time"},
		"over already": {func(s *goal.Spec) { s.Window = span("2026-07-01", "2026-10-01") },
			"end: the goal is over already: its last day was 30 September 2026"},
	} {
		s := plain()
		c.change(&s)
		wrong, odd := s.Check(in)
		check(t, name+", wrong", lines(wrong), "")
		check(t, name, lines(odd), c.want)
	}
}

// TestResolve holds the checks of methods.md 5.2 and the forms of a change.
func TestResolve(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		metric metric.Series
		change goal.Change
		value  string
		want   string
		by     string
	}{
		"retention +10 % relative":         {metric.Retention, goal.Change{Kind: goal.Relative, By: amount("0.1"), Baseline: amount("0.85")}, "0", "0.935", "0.1"},
		"retention +10 points":             {metric.Retention, goal.Change{Kind: goal.Points, By: amount("0.1"), Baseline: amount("0.85")}, "0", "0.95", "0.1"},
		"retention by churn −10 %":         {metric.Retention, goal.Change{Kind: goal.Relative, By: amount("-0.1"), Baseline: amount("0.85"), Of: metric.Churn}, "0", "0.865", "-0.1"},
		"retention by churn −10 points":    {metric.Retention, goal.Change{Kind: goal.Points, By: amount("-0.1"), Baseline: amount("0.85"), Of: metric.Churn}, "0", "0.95", "-0.1"},
		"churn of itself":                  {metric.Churn, goal.Change{Kind: goal.Relative, By: amount("-0.1"), Baseline: amount("0.15"), Of: metric.Churn}, "0", "0.135", "-0.1"},
		"92 % +10 points is left as it is": {metric.Retention, goal.Change{Kind: goal.Points, By: amount("0.1"), Baseline: amount("0.92")}, "0", "1.02", "0.1"},
		"15 % to 25 %":                     {metric.LeadConversion, goal.Change{Kind: goal.FromTo, Baseline: amount("0.15")}, "0.25", "0.25", "0.1"},
		"sales +20 %":                      {metric.Revenue, goal.Change{Kind: goal.Relative, By: amount("0.2"), Baseline: amount("416666.6667")}, "0", "500000", "0.2"},
		"a third more, rounded once":       {metric.Revenue, goal.Change{Kind: goal.Relative, By: amount("0.3333"), Baseline: amount("0.0001")}, "0", "0.0001", "0.3333"},
		"€50,000 more":                     {metric.Revenue, goal.Change{Kind: goal.Amount, By: amount("50000"), Baseline: amount("450000")}, "0", "500000", "50000"},
		"five days less":                   {metric.SalesCycle, goal.Change{Kind: goal.Amount, By: amount("-5"), Baseline: amount("45")}, "0", "40", "-5"},
		"the baseline is to be measured":   {metric.Revenue, goal.Change{Kind: goal.Relative, By: amount("0.2"), Over: q1}, "0", "0", "0.2"},
	} {
		s := plain()
		s.Metric, s.Value, s.Change = c.metric, amount(c.value), &c.change
		got, err := s.Resolve()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		check(t, name, got.Value.String(), c.want)
		check(t, name+", by", got.Change.By.String(), c.by)
	}
	s := plain()
	if got, err := s.Resolve(); err != nil || !got.Same(s) {
		t.Errorf("a plain goal is changed to %+v (%v)", got, err)
	}
	s.Change = &goal.Change{Kind: goal.Relative, By: money.Unit * 9, Baseline: 1 << 62}
	if _, err := s.Resolve(); err == nil {
		t.Error("a value that fits no amount is made up")
	}
}

// TestMeasure: a measured baseline says when it was measured, and then has a
// value.
func TestMeasure(t *testing.T) {
	t.Parallel()
	s := plain()
	s.Value, s.Change = 0, &goal.Change{Kind: goal.Relative, By: amount("0.2"), Over: span("2026-01-01", "2026-04-01")}
	if !s.Change.ToMeasure() {
		t.Fatal("there is nothing to measure")
	}
	measured, err := s.Measure(amount("400000"), today).Resolve()
	if err != nil || measured.Value != amount("480000") || measured.Change.Measured != today || s.Change.Baseline != 0 {
		t.Errorf("%+v %+v (%v)", measured, measured.Change, err)
	}
}
