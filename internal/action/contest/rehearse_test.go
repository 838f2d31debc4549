package contest_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/contest"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// window is the n-th month with 20 working days, all over.
func window(n int, people ...contest.Doing) contest.Window {
	start := period.MustDate("2024-01-01").AddMonths(n)
	return contest.Window{Days: period.Range{Start: start, End: start.AddMonths(1)}, Workdays: 20, Worked: 20, People: people}
}

// doing is somebody who did value of a target of 100.
func doing(id string, value float64) contest.Doing {
	target := whole(100)
	return contest.Doing{Person: org.NodeID("person:" + id), Value: practice.Amount(value), Target: &target}
}

// equals are n people who differ by luck alone: noise 0.25 about their targets.
func equals(n, windows int) contest.Plan {
	random := rand.New(rand.NewPCG(7, 11))
	p := contest.Plan{ID: "equals"}
	for t := range windows {
		w := window(t)
		for i := range n {
			w.People = append(w.People, doing(fmt.Sprintf("%02d", i), 100*math.Exp(0.25*random.NormFloat64())))
		}
		p.Past = append(p.Past, w)
	}
	p.Coming = window(windows)
	p.Coming.Worked = 0
	for i := range n {
		p.Coming.People = append(p.Coming.People, doing(fmt.Sprintf("%02d", i), 0))
	}
	return p
}

// TestEqualsHaveEqualChances: among ten who differ by luck alone, three prizes
// are worth 3 ÷ 10 of a prize to each, whoever was lucky before, and the whole
// is paid each time.
func TestEqualsHaveEqualChances(t *testing.T) {
	t.Parallel()
	const people, places = 10, 3
	p := equals(people, 12)
	p.Rules = rules(contest.Top, places, 0, whole(1000), false)
	r := contest.Rehearse(p)
	if !r.Known || len(r.Odds) != people || r.Real != 1 {
		t.Fatalf("known %v, %d odds, real %v", r.Known, len(r.Odds), r.Real)
	}
	sum := 0.0
	for _, o := range r.Odds {
		mean := practice.Number(o.Mean)
		sum += mean
		if o.Chance < 0.3 || o.Chance > 0.8 {
			t.Errorf("%s wins something with %v, want more than three in ten, for ties share, and not always", o.Person, o.Chance)
		}
		// Luck in the past moves what is taken for usual: by 0.1 at most here, which
		// moves three in ten to between 1.6 and 4.6 in ten.
		if math.Abs(mean-1000*places/people) > 160 {
			t.Errorf("%s wins %.0f on average, want about 300", o.Person, mean)
		}
	}
	if math.Abs(sum-1000*places) > 0.1 || r.Mean != whole(1000*places) || r.Largest != whole(1000*places) || r.Expected != whole(1000*places) {
		t.Errorf("the means sum to %v; %s on average, %s at most, %s expected", sum, r.Mean, r.Largest, r.Expected)
	}
}

// TestBetterOnesHaveBetterChances: who usually does 130 % has more than who does
// 60 %, and a threshold of one's own makes no difference between those who are
// held against their own usual.
func TestBetterOnesHaveBetterChances(t *testing.T) {
	t.Parallel()
	p := equals(8, 12)
	for t := range p.Past {
		p.Past[t].People[0].Value = practice.Amount(practice.Number(p.Past[t].People[0].Value) * 1.3)
		p.Past[t].People[1].Value = practice.Amount(practice.Number(p.Past[t].People[1].Value) * 0.6)
	}
	chances := func(r contest.Rehearsal) map[org.NodeID]float64 {
		all := map[org.NodeID]float64{}
		for _, o := range r.Odds {
			all[o.Person] = o.Chance
		}
		return all
	}
	p.Rules = rules(contest.Reach, 0, 10_500, whole(100), false)
	by := chances(contest.Rehearse(p))
	if by["person:00"] < 0.6 || by["person:01"] > 0.2 {
		t.Errorf("against the target: %v and %v", by["person:00"], by["person:01"])
	}
	p.Rules.Measure = contest.Improvement
	own := chances(contest.Rehearse(p))
	if math.Abs(own["person:00"]-own["person:01"]) > 0.1 {
		t.Errorf("against their own usual: %v and %v", own["person:00"], own["person:01"])
	}
}

// TestReplayByHand: three months, two of five reach 105 %, one of them with a
// discount that is too large in the last.
func TestReplayByHand(t *testing.T) {
	t.Parallel()
	month := func(n int, values ...float64) contest.Window {
		w := window(n)
		for i, v := range values {
			w.People = append(w.People, doing(string(rune('a'+i)), v))
		}
		return w
	}
	p := contest.Plan{ID: "hand", Rules: rules(contest.Reach, 0, 10_500, whole(50), false), Coming: month(3, 0, 0, 0, 0, 0)}
	p.Rules.Guards = []goal.Guard{{Metric: metric.Discount, Aim: goal.AtMost, Value: 1500}}
	p.Past = []contest.Window{month(0, 105, 90, 120, 80, 70), month(1, 104, 90, 130, 110, 70), month(2, 106, 90, 140, 80, 70)}
	p.Past[2].People[2].Breaches = []contest.Breach{{Metric: metric.Discount, Actual: 2500}}
	p.Past[0].People[1].Next, p.Past[0].People[3].Next = whole(15), whole(20) // b would have come to 105 %
	r := contest.Rehearse(p)
	var got []string
	for _, run := range r.Runs {
		line := fmt.Sprintf("%s %d/%d %s", run.Days.Start, run.Took, run.Excluded, run.Paid)
		for _, w := range run.Winners {
			line += " " + string(w.Person)
		}
		got = append(got, line)
	}
	want := []string{"2024-01-01 5/0 100 person:c person:a", "2024-02-01 5/0 100 person:c person:d", "2024-03-01 5/1 50 person:a"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if r.Largest != whole(100) || r.Mean != 833_333 || r.Took != 5 || r.Won != 3 || math.Abs(r.Breached-1.0/15) > 1e-9 {
		t.Errorf("mean %s, largest %s, %d of %d won, %v excluded", r.Mean, r.Largest, r.Won, r.Took, r.Breached)
	}
	// Of the nine who won nothing and were not excluded, one would have by booking early.
	if r.Pull.Looked != 9 || math.Abs(r.Pull.Movable-1.0/9) > 1e-9 || r.Pull.Days != 2 || math.Abs(r.Pull.Even-0.1) > 1e-9 {
		t.Errorf("%+v", r.Pull)
	}
}

// TestTooLittleHistory: two periods tell nothing, and that is said.
func TestTooLittleHistory(t *testing.T) {
	t.Parallel()
	p := equals(6, 2)
	p.Rules = rules(contest.Top, 2, 0, whole(10), false)
	r := contest.Rehearse(p)
	if r.Known || r.Odds != nil || r.Mean != 0 || len(r.Findings) != 1 || r.Findings[0].Kind != contest.FewData {
		t.Errorf("%+v", r)
	}
	// Nobody's usual is known before three periods of it.
	p = equals(6, 5)
	p.Rules = rules(contest.Reach, 0, 10_000, whole(10), false)
	p.Rules.Measure = contest.Improvement
	if r := contest.Rehearse(p); r.Known || len(r.Runs) != 2 {
		t.Errorf("known %v after %d runs", r.Known, len(r.Runs))
	}
}

// TestRehearsalHolds: the same plan rehearses the same way in whatever order its
// people stand, all shares are shares, and it can be kept.
func TestRehearsalHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, _ := drawn(t)
		p := contest.Plan{ID: contest.ID(rapid.String().Draw(t, "id")), Rules: r}
		n := rapid.IntRange(0, 6).Draw(t, "people")
		for w := range rapid.IntRange(0, 5).Draw(t, "windows") {
			month := window(w)
			for i := range n {
				d := doing(string(rune('a'+i)), rapid.Float64Range(-10, 300).Draw(t, "value"))
				if rapid.IntRange(0, 5).Draw(t, "no target") == 0 {
					d.Target = nil
				}
				if rapid.IntRange(0, 5).Draw(t, "breach") == 0 {
					d.Breaches = []contest.Breach{{Metric: metric.Discount, Actual: money.Unit}}
				}
				d.Late, d.Next = d.Value/10, d.Value/20
				month.People = append(month.People, d)
			}
			p.Past = append(p.Past, month)
		}
		p.Coming = window(6)
		p.Coming.Worked = 0
		for i := range n {
			p.Coming.People = append(p.Coming.People, doing(string(rune('a'+i)), 0))
		}
		first := contest.Rehearse(p)
		for i := range p.Past {
			slices.Reverse(p.Past[i].People)
		}
		slices.Reverse(p.Coming.People)
		if diff := cmp.Diff(first, contest.Rehearse(p)); diff != "" {
			t.Fatalf("another order, another rehearsal:\n%s", diff)
		}
		for _, share := range []float64{first.Real, first.Breached, first.FirstBand, first.TopFifth, first.Pull.Movable, first.Pull.Even} {
			if !(share >= 0 && share <= 1) {
				t.Fatalf("%v is no share: %+v", share, first)
			}
		}
		if _, err := json.Marshal(first); err != nil {
			t.Fatal(err)
		}
	})
}
