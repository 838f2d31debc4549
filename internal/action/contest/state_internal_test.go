package contest

import (
	"testing"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// written is a contest of January that was rehearsed.
func written() Contest {
	return Contest{Name: "Sprint", Reason: "Start strongly", Node: "team:1", Days: period.Range{Start: period.MustDate("2026-01-01"), End: period.MustDate("2026-02-01")}, State: Rehearsed,
		Rehearsal: &Rehearsal{Known: true}, RehearsedOn: period.MustDate("2025-12-20"),
		Rules: Rules{Metric: metric.Revenue, Measure: Attainment, Prize: Prize{To: Reach, Threshold: 10_500, Amount: money.Unit}, Guards: []goal.Guard{{Metric: metric.Discount, Aim: goal.AtMost, Value: 1500}}}}
}

func refused(t *testing.T, what string, err error) {
	t.Helper()
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("%s: %v, want a conflict", what, err)
	}
}

// TestStart: only what was rehearsed starts, up to its first day.
func TestStart(t *testing.T) {
	t.Parallel()
	first := period.MustDate("2026-01-01")
	c, err := written().start(first, "Kim")
	if err != nil || c.State != Running || len(c.Steps) != 1 || c.Steps[0].By != "Kim" {
		t.Errorf("%+v: %v", c, err)
	}
	_, err = written().start(first+1, "Kim")
	refused(t, "after its first day", err)
	for _, state := range []State{Draft, Running, Ended, Withdrawn} {
		c := written()
		c.State = state
		_, err := c.start(first, "Kim")
		refused(t, string(state), err)
	}
}

// TestEditForgetsTheRehearsal: other words leave it, other rules, days or people
// do not; what runs is not changed.
func TestEditForgetsTheRehearsal(t *testing.T) {
	t.Parallel()
	words := written()
	words.Name, words.Reason = " Other ", "because"
	if c, err := written().edit(words); err != nil || c.State != Rehearsed || c.Rehearsal == nil || c.Name != "Other" {
		t.Errorf("%+v: %v", c, err)
	}
	for name, change := range map[string]func(*Contest){
		"node":    func(c *Contest) { c.Node = "team:2" },
		"days":    func(c *Contest) { c.Days.End++ },
		"metric":  func(c *Contest) { c.Rules.Metric = metric.Profit },
		"measure": func(c *Contest) { c.Rules.Measure = Improvement },
		"prize":   func(c *Contest) { c.Rules.Prize.Amount++ },
		"guardrail": func(c *Contest) {
			c.Rules.Guards = []goal.Guard{{Metric: metric.Discount, Aim: goal.AtMost, Value: 1600}}
		},
		"no guard": func(c *Contest) { c.Rules.Guards = nil },
	} {
		next := written()
		change(&next)
		if c, err := written().edit(next); err != nil || c.State != Draft || c.Rehearsal != nil || c.RehearsedOn != 0 {
			t.Errorf("%s: %+v: %v", name, c, err)
		}
	}
	running := written()
	running.State = Running
	_, err := running.edit(words)
	refused(t, "of one that runs", err)
}

// TestEndAndWithdraw: a contest ends after its last day, once; it is given up
// with a reason until then.
func TestEndAndWithdraw(t *testing.T) {
	t.Parallel()
	c := written()
	_, err := c.end(c.Days.End, "Kim", Result{})
	refused(t, "one that does not run", err)
	c.State = Running
	_, err = c.end(c.Days.End-1, "Kim", Result{})
	refused(t, "on its last day", err)
	ended, err := c.end(c.Days.End, "Kim", Result{AsOf: c.Days.End})
	if err != nil || ended.State != Ended || ended.Result == nil {
		t.Errorf("%+v: %v", ended, err)
	}
	_, err = ended.withdraw(c.Days.End, "Kim", "why")
	refused(t, "after the end", err)
	if _, err := c.withdraw(c.Days.Start, "Kim", " "); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a reason: %v", err)
	}
	if gone, err := c.withdraw(c.Days.Start, "Kim", " ill "); err != nil || gone.State != Withdrawn || gone.Steps[0].Reason != "ill" {
		t.Errorf("%+v: %v", gone, err)
	}
}

// TestFormByHand: three periods of 0.1 and one of 0.5 by one person. With the
// noise, the mean of the newest counts most: w = 0.85³, 0.85², 0.85, 1.
func TestFormByHand(t *testing.T) {
	t.Parallel()
	x := func(v float64) *float64 { return &v }
	forms, shocks := Forms([]Past{{"person:a", []*float64{x(0.1), x(0.1), x(0.1), x(0.5)}}, {"person:b", []*float64{x(0), nil, nil, nil}}})
	f := forms["person:a"]
	// Squares about the mean of 0.2: 0.01 × 3 + 0.09 = 0.12, three degrees: pooled and own noise 0.2. The prior is
	// the mean of the means, 0.1, with a deviation of 0.1 at least.
	// variance of the means 0.02 − 0.04 × 2 ÷ 5 = 0.004, so 0.1² stands.
	// precision 1 ÷ 0.01 + 3.186625 ÷ 0.04 = 179.67, mean (10 + 0.1 × 54.67 + 0.5 × 25) ÷ 179.67.
	if f.Periods != 4 || !near(f.Noise, 0.2) || !near(f.Apart, 0.07461) || !near(f.Mean, 0.15566) {
		t.Errorf("%+v", f)
	}
	if shocks[0] != 0 || shocks[3] != 0 {
		t.Errorf("two people do not tell what moved everybody: %v", shocks)
	}
	if b := forms["person:b"]; b.Periods != 1 || b.Mean <= 0 || b.Mean >= 0.1 {
		t.Errorf("one period of 0 is drawn to the others: %+v", b)
	}
}

// TestShocks: what moved everybody alike is nobody's doing.
func TestShocks(t *testing.T) {
	t.Parallel()
	x := func(v float64) *float64 { return &v }
	pasts := []Past{{"person:a", []*float64{x(-0.5), x(0.5)}}, {"person:b", []*float64{x(-0.3), x(0.7)}}, {"person:c", []*float64{x(-0.7), x(0.3)}}}
	forms, shocks := Forms(pasts)
	if !near(shocks[0], -0.5) || !near(shocks[1], 0.5) {
		t.Errorf("%v", shocks)
	}
	for id, f := range forms {
		if f.Noise > leastNoise+1e-9 {
			t.Errorf("%s has noise %v of its own", id, f.Noise)
		}
	}
}

func near(a, b float64) bool { return a-b < 5e-5 && b-a < 5e-5 }
