package contest_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/contest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// whole is an amount of whole units.
func whole(n int64) money.Amount { return money.FromInt(n) }

// entry is somebody who did value of reference, with the noise.
func entry(id string, value, reference int64, noise float64) contest.Entry {
	return contest.Entry{Person: org.NodeID("person:" + id), Value: whole(value), Reference: whole(reference), ToDate: whole(reference), Noise: noise, Deviation: 0.3}
}

// TestBands works methods.md 9.4 by hand. With noise 0.15 on both sides one is
// ahead with a chance of 70 % from a difference of 0.5244 × √(2 × 0.15²) =
// 0.1112 in the logarithm on, which is 11.8 %: 130 % is ahead of 116 %, and not
// of 117 %.
func TestBands(t *testing.T) {
	t.Parallel()
	placed := contest.Rank(contest.Attainment, []contest.Entry{
		entry("d", 100, 100, 0.15), entry("a", 130, 100, 0.15), entry("c", 116, 100, 0.15), entry("b", 117, 100, 0.15), entry("e", 260, 200, 0.15),
	})
	got := map[string]int{}
	for _, p := range placed {
		got[string(p.Person)] = p.Band
	}
	want := map[string]int{"person:a": 1, "person:e": 1, "person:b": 1, "person:c": 2, "person:d": 3}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// Who needs what to come to the band above: 116 needs more than 130 ÷ e^0.1112.
	at := slices.IndexFunc(placed, func(p contest.Placed) bool { return p.Person == "person:c" })
	if need, ok := contest.Needed(contest.Attainment, placed, at); !ok || need != whole(1) {
		t.Errorf("116 needs %s more to come to the first band, want 1", need)
	}
	if _, ok := contest.Needed(contest.Attainment, placed, 0); ok {
		t.Error("the first band needs nothing")
	}
}

func rules(to contest.Winners, places int, threshold, amount money.Amount, pot bool) contest.Rules {
	return contest.Rules{Metric: metric.Revenue, Measure: contest.Attainment, Prize: contest.Prize{To: to, Places: places, Threshold: threshold, Amount: amount, Pot: pot}}
}

func wonBy(o contest.Outcome) map[org.NodeID]money.Amount {
	won := map[org.NodeID]money.Amount{}
	for _, p := range o.Placed {
		if p.Won != 0 {
			won[p.Person] = p.Won
		}
	}
	return won
}

// TestTiesShare: three in the second band share what two places have left, by
// cents, and it sums.
func TestTiesShare(t *testing.T) {
	t.Parallel()
	out := contest.Award(rules(contest.Top, 3, 0, whole(500), false), []contest.Entry{
		entry("a", 200, 100, 0.1), entry("b", 121, 100, 0.1), entry("c", 120, 100, 0.1), entry("d", 119, 100, 0.1), entry("e", 60, 100, 0.1),
	})
	want := map[org.NodeID]money.Amount{"person:a": whole(500), "person:b": 3_333_400, "person:c": 3_333_300, "person:d": 3_333_300}
	if diff := cmp.Diff(want, wonBy(out)); diff != "" || out.Paid != whole(1500) || out.Winners != 4 {
		t.Errorf("paid %s to %d:\n%s", out.Paid, out.Winners, diff)
	}
}

// TestReach: 105 % of one's own is exactly 105 %, not what rounds to it; who
// breaks a guardrail wins nothing, and who does not take part neither.
func TestReach(t *testing.T) {
	t.Parallel()
	entries := []contest.Entry{entry("a", 105, 100, 0.2), entry("b", 210, 200, 0.2), entry("c", 300, 100, 0.2), entry("d", 500, 100, 0.2), entry("e", 10, 100, 0.2), entry("f", 900, 300, 0.2)}
	entries[1].Value-- // 1/10,000 short
	entries[2].Breaches = []contest.Breach{{Metric: metric.Discount, Actual: 2000}}
	entries[3].Out = contest.Moved
	got := contest.Award(rules(contest.Reach, 0, 10_500, whole(100), false), entries)
	if diff := cmp.Diff(map[org.NodeID]money.Amount{"person:a": whole(100), "person:f": whole(100)}, wonBy(got)); diff != "" {
		t.Error(diff)
	}
	if got.Took != 5 || got.Excluded != 1 || got.Paid != whole(200) {
		t.Errorf("%d took part, %d excluded, %s paid", got.Took, got.Excluded, got.Paid)
	}
	few := contest.Award(rules(contest.Reach, 0, 10_500, whole(100), false), entries[:4])
	if !few.Few || few.Paid != 0 {
		t.Errorf("three can be compared, and %s was paid", few.Paid)
	}
}

// TestTeamGoal: all win when all of them together come to it; what an excluded
// one did is not counted.
func TestTeamGoal(t *testing.T) {
	t.Parallel()
	entries := []contest.Entry{entry("a", 150, 100, 0.2), entry("b", 60, 100, 0.2), entry("c", 900, 100, 0.2)}
	r := rules(contest.Team, 0, 10_500, whole(100), true)
	if out := contest.Award(r, entries[:2]); !out.Together.Reached || out.Winners != 2 || out.Paid != whole(100) {
		t.Errorf("210 of 200 is 105 %%: %+v", out.Together)
	}
	entries[0].Value--
	if out := contest.Award(r, entries[:2]); out.Together.Reached || out.Paid != 0 {
		t.Errorf("a little less is not: %+v", out.Together)
	}
	entries[2].Breaches = []contest.Breach{{Metric: metric.Discount}}
	if out := contest.Award(r, entries); out.Together.Reached || out.Together.Value != entries[0].Value+entries[1].Value {
		t.Errorf("what was done against the rules counted: %+v", out.Together)
	}
}

// drawn returns rules and entries at random.
func drawn(t *rapid.T) (contest.Rules, []contest.Entry) {
	r := rules(rapid.SampledFrom([]contest.Winners{contest.Top, contest.Reach, contest.Team}).Draw(t, "to"), rapid.IntRange(1, 8).Draw(t, "places"),
		money.Amount(rapid.Int64Range(0, 20_000).Draw(t, "threshold")), money.Amount(rapid.Int64Range(1, 1e9).Draw(t, "amount")), rapid.Bool().Draw(t, "pot"))
	r.Measure = rapid.SampledFrom([]contest.Measure{contest.Attainment, contest.Improvement, contest.Surprise}).Draw(t, "measure")
	n := rapid.IntRange(0, 14).Draw(t, "people")
	entries := make([]contest.Entry, n)
	for i := range entries {
		e := entry(string(rune('a'+i)), 0, 1, rapid.Float64Range(0.01, 1).Draw(t, "noise"))
		e.Value = money.Amount(rapid.Int64Range(-100, 1e8).Draw(t, "value"))
		e.Reference = money.Amount(rapid.Int64Range(1, 1e8).Draw(t, "reference"))
		e.ToDate = e.Reference
		if rapid.IntRange(0, 4).Draw(t, "breach") == 0 {
			e.Breaches = []contest.Breach{{Metric: metric.Discount}}
		}
		if rapid.IntRange(0, 5).Draw(t, "out") == 0 {
			e.Out = contest.OnRamp
		}
		entries[i] = e
	}
	return r, entries
}

// TestAwardHolds: the order of the entries does not matter; what is paid is what
// is won, and never more than was offered; nobody wins who is excluded or takes
// no part; bands go down without a gap and never rise against the score.
func TestAwardHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, entries := drawn(t)
		out := contest.Award(r, entries)
		shuffled := slices.Clone(entries)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if diff := cmp.Diff(out, contest.Award(r, shuffled)); diff != "" {
			t.Fatalf("another order, another outcome:\n%s", diff)
		}
		sum, winners := money.Amount(0), 0
		for i, p := range out.Placed {
			sum += p.Won
			if p.Won != 0 {
				winners++
			}
			if p.Won < 0 || p.Won > 0 && (p.Out != "" || len(p.Breaches) > 0 || p.Value <= 0 && r.Prize.To != contest.Team) {
				t.Fatalf("%s won %s", p.Person, p.Won)
			}
			if math.IsNaN(p.Score) || math.IsInf(p.Score, 0) {
				t.Fatalf("%s has score %v", p.Person, p.Score)
			}
			if i > 0 && p.Band > 0 {
				before := out.Placed[i-1]
				if p.Band < before.Band || p.Band > before.Band+1 || p.Score > before.Score {
					t.Fatalf("band %d with %v after band %d with %v", p.Band, p.Score, before.Band, before.Score)
				}
			}
		}
		if sum != out.Paid || winners != out.Winners {
			t.Fatalf("%s won by %d, and %s paid to %d", sum, winners, out.Paid, out.Winners)
		}
		most := r.Prize.Amount
		switch {
		case r.Prize.To == contest.Top:
			most *= money.Amount(min(r.Prize.Places, out.Took))
		case !r.Prize.Pot:
			most *= money.Amount(out.Took)
		case out.Winners > 0 && sum != most:
			t.Fatalf("of a pot of %s %s was paid", most, sum)
		}
		if sum > most || out.Few && sum != 0 {
			t.Fatalf("%s was paid of at most %s", sum, most)
		}
	})
}

// TestEqualScoresTie: whoever did the same stands in the same band, whatever the
// noise.
func TestEqualScoresTie(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		_, entries := drawn(t)
		for _, by := range []contest.Measure{contest.Attainment, contest.Improvement} {
			bands := map[float64]int{}
			for _, p := range contest.Rank(by, entries) {
				if p.Band == 0 {
					continue
				}
				if band, ok := bands[p.Score]; ok && band != p.Band {
					t.Fatalf("%v stands in band %d and in band %d", p.Score, band, p.Band)
				}
				bands[p.Score] = p.Band
			}
		}
	})
}
