package goal_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

var (
	start   = period.MustDate("2026-01-01")
	quarter = goal.Key{Node: "person:ana", Metric: metric.Revenue, Period: period.Range{Start: start, End: start.AddMonths(3)}}
)

// TestRevise: versions are only appended; each day of knowledge has at most one
// of them; what was known stays; nothing is lowered without a reason.
func TestRevise(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		target := goal.Target{Key: quarter}
		day := start
		for range rapid.IntRange(1, 8).Draw(t, "revisions") {
			day = day.Add(rapid.IntRange(-1, 2).Draw(t, "later"))
			v := goal.Version{
				Value: money.FromInt(rapid.Int64Range(-1, 3).Draw(t, "value")), Withdrawn: rapid.IntRange(0, 5).Draw(t, "withdrawn") == 0,
				Reason: rapid.SampledFrom([]string{"", "plan"}).Draw(t, "reason"), Known: period.Range{Start: day, End: period.Never},
			}
			before := target
			latest, had := before.Latest()
			next, same, err := target.Revise(v)
			switch {
			case v.Value < 0:
				if !fault.Is(err, fault.Invalid) {
					t.Fatalf("a target below 0 is accepted: %v", err)
				}
			case had && !v.Withdrawn && v.Value == latest.Value:
				if !same || err != nil {
					t.Fatalf("the same value again is a change: %v %v", same, err)
				}
			case had && v.Reason == "" && (v.Withdrawn || v.Value < latest.Value):
				if !fault.Is(err, fault.Invalid) {
					t.Fatalf("a target was lowered from %s to %s without a reason", latest.Value, v.Value)
				}
			case err != nil || same || len(next.Versions) != len(before.Versions)+1:
				t.Fatalf("the revision is %+v, %v, %v", next, same, err)
			default:
				target = next
			}
			checkVersions(t, before, target, day)
		}
	})
}

func checkVersions(t *rapid.T, before, after goal.Target, day period.Date) {
	for i, v := range after.Versions {
		if v.Number != i+1 || v.Known.End < v.Known.Start {
			t.Fatalf("version %d is %+v", i+1, v)
		}
		if i > 0 && after.Versions[i-1].Known.End != v.Known.Start {
			t.Fatalf("the knowledge of %+v and %+v does not follow", after.Versions[i-1], v)
		}
	}
	for known := start - 10; known < day; known++ {
		a, hadA := before.At(known)
		b, hadB := after.At(known)
		if hadA != hadB || a.Value != b.Value || a.Number != b.Number {
			t.Fatalf("what was known on %s has changed from %+v to %+v", known, a, b)
		}
	}
}

func TestReviseRefusesAnEmptyPeriod(t *testing.T) {
	t.Parallel()
	key := quarter
	key.Period.End = key.Period.Start
	_, _, err := goal.Target{Key: key}.Revise(goal.Version{Value: money.Unit})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("a target for no day is accepted: %v", err)
	}
}

// TestStretches: a version is in force from its day on, whatever stood there.
func TestStretches(t *testing.T) {
	t.Parallel()
	feb15, mar1 := period.MustDate("2026-02-15"), period.MustDate("2026-03-01")
	type set struct {
		value   int64
		from    period.Date
		known   string
		dropped bool
	}
	for name, c := range map[string]struct {
		sets  []set
		known string
		want  string
	}{
		"one":                                     {[]set{{90, 0, "2026-01-01", false}}, "2026-03-31", "2026-01-01..2026-04-01 90"},
		"nobody knew of it":                       {[]set{{90, 0, "2026-01-01", false}}, "2025-12-31", ""},
		"lowered from a day on":                   {[]set{{90, 0, "2026-01-01", false}, {63, feb15, "2026-02-10", false}}, "2026-03-31", "2026-01-01..2026-02-15 90, 2026-02-15..2026-04-01 63"},
		"before that was known":                   {[]set{{90, 0, "2026-01-01", false}, {63, feb15, "2026-02-10", false}}, "2026-02-09", "2026-01-01..2026-04-01 90"},
		"corrected from the start":                {[]set{{90, 0, "2026-01-01", false}, {63, feb15, "2026-02-10", false}, {80, 0, "2026-02-20", false}}, "2026-03-31", "2026-01-01..2026-04-01 80"},
		"a later one from an earlier day":         {[]set{{90, 0, "2026-01-01", false}, {63, mar1, "2026-02-10", false}, {70, feb15, "2026-02-12", false}}, "2026-03-31", "2026-01-01..2026-02-15 90, 2026-02-15..2026-04-01 70"},
		"all told on one day":                     {[]set{{90, 0, "2026-01-01", false}, {80, feb15, "2026-01-01", false}, {63, mar1, "2026-01-01", false}}, "2026-01-01", "2026-01-01..2026-02-15 90, 2026-02-15..2026-03-01 80, 2026-03-01..2026-04-01 63"},
		"mended on the same day":                  {[]set{{90, 0, "2026-01-01", false}, {36, feb15, "2026-02-10", false}, {63, feb15, "2026-02-10", false}}, "2026-03-31", "2026-01-01..2026-02-15 90, 2026-02-15..2026-04-01 63"},
		"the first of them counts from the start": {[]set{{63, feb15, "2026-02-10", false}}, "2026-03-31", "2026-01-01..2026-04-01 63"},
		"withdrawn":                               {[]set{{90, 0, "2026-01-01", false}, {0, mar1, "2026-02-10", true}}, "2026-03-31", "2026-01-01..2026-03-01 90, 2026-03-01..2026-04-01 none"},
	} {
		target := goal.Target{Key: quarter}
		for _, s := range c.sets {
			var err error
			target, _, err = target.Revise(goal.Version{Value: money.FromInt(s.value), From: s.from, Withdrawn: s.dropped, Reason: "plan",
				Known: period.Range{Start: period.MustDate(s.known), End: period.Never}})
			if err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		for _, s := range target.Stretches(period.MustDate(c.known)) {
			value := s.Version.Value.String()
			if s.Version.Withdrawn {
				value = "none"
			}
			got = append(got, s.Days.String()+" "+value)
		}
		check(t, name, strings.Join(got, ", "), c.want)
	}
}

// TestReviseFrom: what changes nothing from its day on says nothing new, and
// lowering is found wherever it happens.
func TestReviseFrom(t *testing.T) {
	t.Parallel()
	feb15, mar1 := period.MustDate("2026-02-15"), period.MustDate("2026-03-01")
	target := goal.Target{Key: quarter}
	for _, v := range []goal.Version{{Value: 90}, {Value: 63, From: feb15, Reason: "leave"}} {
		v.Known = period.Range{Start: start, End: period.Never}
		target, _, _ = target.Revise(v)
		start := v.Known.Start
		target.Versions[len(target.Versions)-1].Known.Start = start + period.Date(len(target.Versions))
		if n := len(target.Versions); n > 1 {
			target.Versions[n-2].Known.End = target.Versions[n-1].Known.Start
		}
	}
	for name, c := range map[string]struct {
		v       goal.Version
		same    bool
		refused bool
	}{
		"the same from then on":        {goal.Version{Value: 63, From: mar1}, true, false},
		"the same for all of it":       {goal.Version{Value: 63}, false, true},
		"back to what it was":          {goal.Version{Value: 90, From: mar1}, false, false},
		"raised, but not for January":  {goal.Version{Value: 80}, false, true},
		"lowered again":                {goal.Version{Value: 60, From: mar1}, false, true},
		"lowered with a reason":        {goal.Version{Value: 60, From: mar1, Reason: "plan"}, false, false},
		"from after the end":           {goal.Version{Value: 99, From: quarter.Period.End}, false, true},
		"from before the start is all": {goal.Version{Value: 99, From: start - 9}, false, false},
	} {
		v := c.v
		v.Known = period.Range{Start: start + 9, End: period.Never}
		next, same, err := target.Revise(v)
		if same != c.same || fault.Is(err, fault.Invalid) != c.refused {
			t.Errorf("%s: same %v, %v", name, same, err)
		}
		if last := next.Versions[len(next.Versions)-1]; last.From != 0 && last.From <= quarter.Period.Start {
			t.Errorf("%s counts from %s", name, last.From)
		}
	}
}

// TestStandsAsTarget: a goal for a plain value of one node is that node's
// target while it holds, with everything it ever was.
func TestStandsAsTarget(t *testing.T) {
	t.Parallel()
	in := setting()
	active, err := newGoal(t, goal.Proposed, boss).Move(goal.Accept, ana, on("2026-11-23"), "")
	if err != nil {
		t.Fatal(err)
	}
	less := active.Spec()
	less.Value = amount("400000")
	lowered, _, err := active.Revise(less, office, on("2027-02-15"), "the market shrank", in)
	if err != nil {
		t.Fatal(err)
	}
	lowered, err = lowered.Move(goal.Accept, ana, on("2027-02-16"), "")
	if err != nil {
		t.Fatal(err)
	}
	for known, want := range map[string]string{"2026-11-21": "", "2026-11-22": "", "2026-11-23": "500000", "2027-02-15": "500000", "2027-02-16": "500000 400000"} {
		target, ok := lowered.Target(in.Metric, period.MustDate(known))
		var got []string
		for _, v := range target.Versions {
			got = append(got, v.Value.String())
		}
		if ok != (want != "") {
			t.Errorf("%s: %v", known, ok)
		}
		check(t, known, strings.Join(got, " "), want)
		if ok && (target.Key != goal.Key{Node: "person:ana", Metric: metric.Revenue, Period: q1} || target.Goal != "g1") {
			t.Errorf("the target is %+v", target)
		}
	}
	for name, change := range map[string]func(*goal.Spec){
		"with a scope":   func(s *goal.Spec) { s.Scope = []org.NodeID{"product:red"} },
		"each month":     func(s *goal.Spec) { s.Each = period.Month },
		"each person":    func(s *goal.Spec) { s.Owner, s.EachOwner = "team:east", true },
		"at most":        func(s *goal.Spec) { s.Aim = goal.AtMost },
		"in dollars":     func(s *goal.Spec) { s.Currency = "USD" },
		"at other rates": func(s *goal.Spec) { s.Rates = metric.PlanRate },
	} {
		s := plain()
		s.Owner = "person:ana"
		change(&s)
		g, err := goal.New("g", s, goal.Proposed, office, on("2026-11-22"))
		if err != nil {
			t.Fatal(err)
		}
		if g, err = g.Move(goal.Activate, office, on("2026-11-22"), ""); err != nil {
			t.Fatal(err)
		}
		if target, ok := g.Target(in.Metric, today); ok {
			t.Errorf("a goal %s stands as the target %+v", name, target)
		}
	}
}
