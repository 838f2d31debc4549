package goal_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
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
