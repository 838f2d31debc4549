package goal_test

import (
	"testing"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

func TestSay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value    string
		unit     metric.Unit
		currency money.Currency
		want     string
	}{
		{"500000", metric.Money, "EUR", "€500,000"},
		{"-1234.5", metric.Money, "USD", "-$1,234.50"},
		{"12", metric.Money, "CHF", "CHF 12"},
		{"0.25", metric.Share, "", "25%"},
		{"0.0833", metric.Share, "", "8.33%"},
		{"1.02", metric.Share, "", "102%"},
		{"45", metric.Days, "", "45 days"},
		{"1", metric.Days, "", "1 day"},
		{"-12", metric.Points, "", "-12 points"},
		{"1200", metric.Count, "EUR", "1,200"},
		{"922337203685477", metric.Share, "", "922,337,203,685,477 times the whole"},
	} {
		check(t, c.value, goal.Say(amount(c.value), c.unit, c.currency), c.want)
	}
}

func TestSayDays(t *testing.T) {
	t.Parallel()
	for want, r := range map[string]period.Range{
		"from 1 January to 31 March 2027":         q1,
		"from 1 November 2026 to 31 January 2027": span("2026-11-01", "2027-02-01"),
		"from 2 to 29 November 2026":              span("2026-11-02", "2026-11-30"),
		"on 5 March 2027":                         span("2027-03-05", "2027-03-06"),
		"from 5 March 2027":                       {Start: period.MustDate("2027-03-05"), End: period.Never},
	} {
		check(t, r.String(), goal.SayDays(r), want)
	}
}

// TestReadback: the sentence says everything that the goal demands.
func TestReadback(t *testing.T) {
	t.Parallel()
	in := setting()
	for _, c := range []struct {
		change func(*goal.Spec)
		want   string
	}{
		{func(*goal.Spec) {}, "Acme is to reach revenue of at least €500,000 in total from 1 January to 31 March 2027."},
		{func(s *goal.Spec) {
			s.Metric, s.Value = metric.LeadConversion, amount("0.25")
			s.Change = &goal.Change{Kind: goal.FromTo, By: amount("0.1"), Baseline: amount("0.15")}
		}, "Acme is to reach lead-to-sale conversion of at least 25% from 1 January to 31 March 2027, up from 15%."},
		{func(s *goal.Spec) {
			s.Metric, s.Value, s.Each = metric.LeadsQualified, amount("300"), period.Month
		}, "Acme is to reach at least 300 qualified leads in each month from 1 January to 31 March 2027 (3 months)."},
		{func(s *goal.Spec) {
			s.Owner, s.EachOwner, s.Metric, s.Value, s.Each = "team:east", true, "activities:demo", amount("12"), period.Week
		}, "Each person in East is to reach at least 12 demos in each week from 1 January to 31 March 2027 (12 weeks)."},
		{func(s *goal.Spec) {
			s.Scope = []org.NodeID{"segment:smb", "product:red"}
			s.Value, s.Change = amount("499999.992"), &goal.Change{Kind: goal.Relative, By: amount("0.2"), Baseline: amount("416666.66"), Over: span("2026-01-01", "2026-04-01"), Measured: today}
		}, "Acme is to reach revenue of at least €499,999.99 for Red bike and SMB in total from 1 January to 31 March 2027, 20% more than the €416,666.66 from 1 January to 31 March 2026."},
		{func(s *goal.Spec) {
			s.Metric, s.Aim, s.Value = metric.Discount, goal.AtMost, amount("0.08")
			s.Guards = []goal.Guard{{Metric: metric.Margin, Aim: goal.AtLeast, Value: amount("0.3")}, {Metric: metric.Churn, Aim: goal.AtMost, Value: amount("0.05")}}
		}, "Acme is to keep average discount at or below 8% from 1 January to 31 March 2027, while margin stays at or above 30% and customer churn stays at or below 5%."},
		{func(s *goal.Spec) {
			s.Metric, s.Value = metric.Retention, amount("0.865")
			s.Change = &goal.Change{Kind: goal.Relative, By: amount("-0.1"), Baseline: amount("0.85"), Of: metric.Churn}
		}, "Acme is to reach customer retention of at least 86.5% from 1 January to 31 March 2027, 10% less customer churn than 15%."},
		{func(s *goal.Spec) {
			s.Metric, s.Value = metric.Retention, amount("0.95")
			s.Change = &goal.Change{Kind: goal.Points, By: amount("0.1"), Baseline: amount("0.85")}
		}, "Acme is to reach customer retention of at least 95% from 1 January to 31 March 2027, 10 percentage points more than 85%."},
		{func(s *goal.Spec) { s.Aim, s.Upper = goal.Between, at("600000") },
			"Acme is to keep revenue between €500,000 and €600,000 in total from 1 January to 31 March 2027."},
		{func(s *goal.Spec) { s.Currency, s.Rates = "USD", metric.PlanRate },
			"Acme is to reach revenue of at least $500,000 in total from 1 January to 31 March 2027, counted at the plan's exchange rates."},
		{func(s *goal.Spec) {
			s.Value, s.Change = 0, &goal.Change{Kind: goal.Relative, By: amount("0.2"), Over: span("2026-01-01", "2026-04-01")}
		}, "Acme is to reach revenue of at least a value that follows from it in total from 1 January to 31 March 2027, 20% more than what was there from 1 January to 31 March 2026."},
	} {
		s := plain()
		c.change(&s)
		check(t, "the sentence", s.Normal().Readback(in), c.want)
	}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		each   period.Kind
		window period.Range
		want   int
		first  string
	}{
		{"", q1, 0, ""},
		{period.Month, q1, 3, "2027-01"},
		{period.Quarter, q1, 1, "2027-Q1"},
		{period.Year, q1, 0, ""},
		{period.Week, span("2026-11-01", "2026-12-01"), 4, "2026-W45"}, // 2 to 29 November: the rest of the month is no whole week
		{goal.EachDay, span("2026-11-21", "2026-11-26"), 3, "2026-11-23..2026-11-24"}, // Saturday to Wednesday
	} {
		s := goal.Spec{Each: c.each, Window: c.window}
		got := s.Steps(period.DefaultCalendar())
		if len(got) != c.want || c.want > 0 && got[0].ID != c.first {
			t.Errorf("each %q in %s: %v", c.each, c.window, got)
		}
	}
}
