package advise_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/smart"
	"github.com/attainhq/attain/internal/track/advise"
)

// TestBaseline: what a goal starts from is measured in the same way as its value
// is counted: in all, for each period, for each person.
func TestBaseline(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	quarter := days("2026-07-01", "2026-10-01") // Ana: 7,000 + 8,000 + 9,000; Ben 1,500; Cem 6,000
	spec := func(owner org.NodeID, m metric.Series, change func(*goal.Spec)) goal.Spec {
		s := more(owner, m, quarter)
		change(&s)
		return s
	}
	as := func(*goal.Spec) {}
	for name, c := range map[string]struct {
		spec            goal.Spec
		baseline, value string
	}{
		"a sum":                   {spec("person:ana", metric.Revenue, as), "24000", "26400"},
		"a team's":                {spec("team:east", metric.Revenue, as), "31500", "34650"},
		"of a product":            {spec("person:ana", metric.Revenue, func(s *goal.Spec) { s.Scope = []org.NodeID{"product:bike"} }), "24000", "26400"},
		"of one nobody sold":      {spec("person:ana", metric.Revenue, func(s *goal.Spec) { s.Scope = []org.NodeID{"product:bell"} }), "0", "0"},
		"for each month":          {spec("person:ana", metric.Revenue, func(s *goal.Spec) { s.Each = period.Month }), "8000", "8800"},
		"for each person":         {spec("team:east", metric.Revenue, func(s *goal.Spec) { s.EachOwner = true }), "10500", "11550"},
		"for each, each month":    {spec("team:east", metric.Revenue, func(s *goal.Spec) { s.EachOwner, s.Each = true, period.Month }), "3500", "3850"},
		"a ratio, in all":         {spec("team:east", metric.AverageOrder, as), "3500", "3850"},
		"a ratio, for each month": {spec("team:east", metric.AverageOrder, func(s *goal.Spec) { s.Each = period.Month }), "3500", "3850"},
		"a count":                 {spec("team:east", metric.Orders, as), "9", "9.9"},
		"fewer":                   {spec("person:ana", metric.Revenue, func(s *goal.Spec) { s.Change.By, s.Aim = amount("-0.1"), goal.AtMost }), "24000", "21600"},
		"by an amount": {spec("person:ana", metric.Revenue, func(s *goal.Spec) { s.Change.Kind, s.Change.By = goal.Amount, amount("1") }),
			"24000", "24001"},
	} {
		a, err := w.Check(t.Context(), everybody(), "", c.spec, nil)
		if err != nil || a.Spec.Change == nil {
			t.Errorf("%s: %+v (%v)", name, a, err)
			continue
		}
		if got := a.Spec.Change; got.Baseline != amount(c.baseline) || a.Spec.Value != amount(c.value) || got.Measured != period.MustDate("2026-11-22") {
			t.Errorf("%s: %s from %s, measured on %s; want %s from %s", name, a.Spec.Value, got.Baseline, got.Measured, c.value, c.baseline)
		}
	}
}

// TestNoBaseline: what cannot be measured is said, and is no value.
func TestNoBaseline(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, err := w.Check(t.Context(), everybody(), "", more("person:ana", metric.Margin, days("2026-07-01", "2026-10-01")), nil)
	want := "change.baseline: cannot be measured from 1 July to 30 September 2026: there is nothing that margin could be made of on those days"
	if err != nil || a.Sound() || !a.NoValue || len(a.Wrong) == 0 || a.Wrong[0].Name+": "+a.Wrong[0].Message != want {
		t.Errorf("%+v (%v)", a.Wrong, err)
	}
	if _, err := w.Prepare(t.Context(), everybody(), more("person:ana", metric.Margin, days("2026-07-01", "2026-10-01")), nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("a goal without a baseline is prepared: %v", err)
	}
}

// TestPrepare: what is stored is complete; what is wrong is refused, and the
// first word on each field stays.
func TestPrepare(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ready, err := w.Prepare(t.Context(), everybody(), more("", metric.Revenue, days("2026-10-01", "2026-11-01")), nil)
	if err != nil || ready.Owner != "company:acme" || ready.Value != amount("13757.7") { // 10,000 + 500 + 2,000 + 7, and a tenth more
		t.Errorf("%+v (%v)", ready, err)
	}
	lost := revenue("person:ana", "10")
	lost.Parent = "gone"
	unread := fault.Fields{{Name: "parent", Message: "is no text"}, {Name: "value", Message: "is no number"}}
	_, err = w.Prepare(t.Context(), everybody(), lost, unread)
	var refused *fault.Error
	if !errors.As(err, &refused) || len(refused.Fields) != 2 || refused.Fields[0].Message != "is no text" || refused.Fields[1].Message != "is no number" {
		t.Errorf("%v", err)
	}
	faults, err := w.Faults(t.Context(), everybody(), lost)
	if err != nil || len(faults) != 1 || faults[0].Name != "parent" || faults[0].Message != `there is no goal "gone" here` {
		t.Errorf("%+v (%v)", faults, err)
	}
	a, err := w.Check(t.Context(), everybody(), "", lost, fault.Fields{{Name: "value", Message: "is no number"}})
	if err != nil || a.Sound() || !a.NoValue {
		t.Errorf("a goal whose value could not be read has one: %+v (%v)", a, err)
	}
}

// TestDefaults: a goal is the company's and on the side on which its metric is
// better, unless it says so.
func TestDefaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range []struct {
		spec  goal.Spec
		owner org.NodeID
		aim   goal.Aim
	}{
		{goal.Spec{Metric: metric.Revenue}, "company:acme", goal.AtLeast},
		{goal.Spec{Metric: metric.Churn}, "company:acme", goal.AtMost},
		{goal.Spec{Metric: metric.Churn, Aim: goal.AtLeast, Owner: "team:east"}, "team:east", goal.AtLeast},
		{goal.Spec{}, "company:acme", goal.AtLeast},
	} {
		got, err := w.Defaults(t.Context(), everybody(), c.spec)
		if err != nil || got.Owner != c.owner || got.Aim != c.aim {
			t.Errorf("%+v becomes %+v (%v)", c.spec, got, err)
		}
	}
}

// TestUnseen: advice shows nothing that the asker does not see.
func TestUnseen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss := goal.Actor{Name: "tester", Office: true}
	secret := revenue("person:ben", "1000")
	secret.Title = "Ben's secret"
	prepared, err := w.Prepare(t.Context(), everybody(), secret, nil)
	w.must(err)
	_, err = w.flow.AddGoal(t.Context(), orgID, boss, "secret", prepared, goal.Draft)
	w.must(err)
	check := func(asker advise.Asker, spec goal.Spec) advise.Advice {
		t.Helper()
		a, err := w.Check(t.Context(), asker, "", spec, nil)
		w.must(err)
		return a
	}
	quarter := days("2026-07-01", "2026-10-01")
	for name, c := range map[string]struct {
		asker advise.Asker
		spec  goal.Spec
		seen  bool
	}{
		"her own":                                {ana(), more("person:ana", metric.Revenue, quarter), true},
		"a colleague's":                          {ana(), more("person:ben", metric.Revenue, quarter), false},
		"her team's":                             {ana(), more("team:east", metric.Revenue, quarter), false},
		"her team's, published":                  {ana("team"), more("team:east", metric.Revenue, quarter), true},
		"the company's":                          {ana(), more("company:acme", metric.Revenue, quarter), false},
		"the company's, published":               {ana("company"), more("company:acme", metric.Revenue, quarter), true},
		"a part of what is published as a whole": {ana("company"), scoped(more("company:acme", metric.Revenue, quarter)), false},
		"a guard on a part of it":                {ana("company"), guarded(more("company:acme", metric.Revenue, quarter)), false},
	} {
		a := check(c.asker, c.spec)
		measured := a.Spec.Change.Baseline != 0
		if (a.Owner != nil) != c.seen || measured != c.seen || a.Sound() != c.seen {
			t.Errorf("%s: owner %v, baseline %s, wrong %v", name, a.Owner, a.Spec.Change.Baseline, a.Wrong)
		}
	}
	part := revenue("person:ana", "10")
	part.Parent = "secret"
	if text := words(check(ana(), part)); strings.Contains(text, "Ben") || !strings.Contains(text, "the larger goal") {
		t.Errorf("a parent that she does not see: %s", text)
	}
	if text := words(check(everybody(), part)); !strings.Contains(text, "Ben's secret") {
		t.Errorf("a parent that is seen: %s", text)
	}
}

func scoped(s goal.Spec) goal.Spec {
	s.Scope = []org.NodeID{"product:bike"}
	return s
}

func guarded(s goal.Spec) goal.Spec {
	s.Guards = []goal.Guard{{Metric: metric.Revenue, Scope: []org.NodeID{"product:bike"}, Aim: goal.AtLeast, Value: money.Unit}}
	return s
}

// words is all that a verdict says.
func words(a advise.Advice) string {
	var b strings.Builder
	for _, c := range a.Verdict.Criteria {
		b.WriteString(strings.Join(c.Facts, "\n") + "\n" + c.Repair + "\n")
	}
	return b.String()
}

// TestAvailable: a metric has data when something of its facts was ever counted;
// the newest day of it is told, and else what to bring.
func TestAvailable(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sold, noted := period.MustDate("2026-10-15"), period.MustDate("2026-08-15")
	const bring = "There is no data for it yet: it is counted from %. Import them, or post them."
	for m, want := range map[metric.Series]advise.Availability{
		metric.Revenue: {Is: true, Newest: &sold}, metric.AverageOrder: {Is: true, Newest: &sold}, metric.Retention: {Is: true, Newest: &sold},
		"revenue|product:bike": {Is: true, Newest: &sold}, metric.Activities: {Is: true, Newest: &noted}, "activities:demo": {Is: true, Newest: &noted},
		"activities:call":  {Why: "activities"},
		metric.Margin:      {Why: "sales whose cost is known"},
		metric.Discount:    {Why: "sales whose list price is known"},
		metric.Leads:       {Why: "leads and opportunities"},
		metric.WinRate:     {Why: "opportunities"},
		metric.NRR:         {Why: "contracts"},
		metric.CSAT:        {Why: "answers of customers"},
		metric.Penetration: {Why: "sales, contracts and market figures"},
	} {
		if want.Why != "" {
			want.Why = strings.Replace(bring, "%", want.Why, 1)
		}
		got, err := w.Available(t.Context(), orgID, []metric.Metric{find(t, m)})
		if diff := cmp.Diff([]advise.Availability{want}, got); err != nil || diff != "" {
			t.Errorf("%s (%v) (-want +got):\n%s", m, err, diff)
		}
	}
}

// TestVerdict: a goal is judged by what its owner's months were, and a goal that
// is there already is not held against itself.
func TestVerdict(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	easy, err := w.Check(t.Context(), everybody(), "", revenue("person:ben", "100"), nil)
	w.must(err)
	hard, err := w.Check(t.Context(), everybody(), "", revenue("person:ben", "100000"), nil)
	w.must(err)
	if e, h := easy.Verdict.Criteria[2], hard.Verdict.Criteria[2]; e.Grade != smart.Warn || h.Grade != smart.Fail {
		t.Errorf("100 of usually 1,500: %+v; 100,000: %+v", e, h)
	}
	for _, a := range []advise.Advice{easy, hard} { // October, of which no day after the 15th is known, is not over for him
		if text := words(a); !strings.Contains(text, "If nothing changes it ends at about €1,500.") || !strings.Contains(text, "21 months of history") {
			t.Errorf("what he usually brings: %s", text)
		}
	}
	// Without any fact of its kind nothing is foreseen, and the verdict says what to bring.
	leads := revenue("person:ben", "10")
	leads.Metric = metric.Leads
	none, err := w.Check(t.Context(), everybody(), "", leads, nil)
	if err != nil || none.Verdict.Criteria[1].Grade == smart.Pass || !strings.Contains(words(none), "leads and opportunities") {
		t.Errorf("without data: %+v (%v)", none.Verdict.Criteria[1], err)
	}
}
