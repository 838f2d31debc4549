package practice_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/org"
)

// TestShrinkage is the worked check of methods.md 9.1.
func TestShrinkage(t *testing.T) {
	t.Parallel()
	shares := []practice.Share{{Num: 3, Den: 20}, {Num: 12, Den: 40}, {Num: 1, Den: 2}, {Num: 30, Den: 150}, {Num: 8, Den: 25}}
	pooled, ok := practice.Pool(shares)
	if !ok || math.Abs(pooled.Rate-0.228) > 0.0005 {
		t.Fatalf("the pooled rate is %v", pooled)
	}
	pooled.Weight = 20
	for i, want := range []float64{0.189, 0.276, 0.253, 0.203, 0.279} {
		if got := pooled.Of(shares[i]); math.Abs(got-want) > 0.0005 {
			t.Errorf("%v is drawn to %.4f, want %.3f", shares[i], got, want)
		}
	}
}

// TestPoolWeight: who do not differ beyond chance are one; who differ much are
// believed for themselves.
func TestPoolWeight(t *testing.T) {
	t.Parallel()
	same, _ := practice.Pool([]practice.Share{{Num: 20, Den: 100}, {Num: 21, Den: 100}, {Num: 19, Den: 100}})
	apart, _ := practice.Pool([]practice.Share{{Num: 5, Den: 100}, {Num: 50, Den: 100}, {Num: 90, Den: 100}})
	if same.Weight != 200 || apart.Weight != 5 {
		t.Errorf("the priors weigh %v and %v", same.Weight, apart.Weight)
	}
	if _, ok := practice.Pool([]practice.Share{{}, {Num: 1}}); ok {
		t.Error("there are no cases, and yet a rate")
	}
}

// TestRates draws a rate no further than between the own and the pooled one,
// and never to what is no number.
func TestRates(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var all []practice.Counts
		count := func(name string, most float64) float64 { return math.Floor(rapid.Float64Range(0, most).Draw(t, name)) }
		for i := range rapid.IntRange(1, 8).Draw(t, "people") {
			c := practice.Counts{Node: org.NodeID(fmt.Sprint("person:", i)), Days: count("days", 90), Activities: count("activities", 900), Leads: count("leads", 90),
				Opportunities: count("opportunities", 60), Won: count("won", 20), Lost: count("lost", 40)}
			c.Value = c.Won * count("size", 9e9)
			all = append(all, c)
		}
		g := practice.NewGroup(all)
		for _, c := range all {
			r, ok := g.Rates(c.Node)
			if ok != (c.Days > 0) {
				t.Fatalf("%s was there on %v days and is in the group: %v", c.Node, c.Days, ok)
			}
			for d, v := range r.Of {
				if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
					t.Fatalf("%s of %s is %v", d, c.Node, v)
				}
			}
			if won, has := (practice.Share{Num: c.Won, Den: c.Won + c.Lost}).Raw(); has && r.Of[practice.Win] > 0 && ok {
				prior, _ := practice.Pool(winShares(all))
				if low, high := min(won, prior.Rate), max(won, prior.Rate); r.Of[practice.Win] < low-1e-9 || r.Of[practice.Win] > high+1e-9 {
					t.Fatalf("%v is not between %v and %v", r.Of[practice.Win], low, high)
				}
			}
		}
	})
}

func winShares(all []practice.Counts) []practice.Share {
	var list []practice.Share
	for _, c := range all {
		if c.Days > 0 {
			list = append(list, practice.Share{Num: c.Won, Den: c.Won + c.Lost})
		}
	}
	return list
}

// TestChain follows what is kept: without leads an activity leads to an
// opportunity, without activities the chain begins with what is there.
func TestChain(t *testing.T) {
	t.Parallel()
	full := practice.Counts{Node: "person:a", Days: 10, Activities: 100, Leads: 20, Opportunities: 10, Won: 2, Lost: 3, Value: 100}
	for name, test := range map[string]struct {
		change func(*practice.Counts)
		want   string
	}{
		"all":           {func(*practice.Counts) {}, "[activities connect qualification win_rate deal_size]"},
		"no leads":      {func(c *practice.Counts) { c.Leads = 0 }, "[activities connect win_rate deal_size]"},
		"no activities": {func(c *practice.Counts) { c.Activities = 0 }, "[activities qualification win_rate deal_size]"},
		"neither":       {func(c *practice.Counts) { c.Leads, c.Activities = 0, 0 }, "[activities win_rate deal_size]"},
		"nothing won":   {func(c *practice.Counts) { c.Won, c.Value = 0, 0 }, "[activities connect qualification]"},
	} {
		c := full
		test.change(&c)
		if got := fmt.Sprint(practice.NewGroup([]practice.Counts{c}).Drivers()); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// TestMiddle: the middle half is of the others, and five of them are needed.
func TestMiddle(t *testing.T) {
	t.Parallel()
	var all []practice.Counts
	for i := range 6 {
		all = append(all, practice.Counts{Node: org.NodeID("person:" + string(rune('a'+i))), Days: 200, Activities: float64(1000 * (i + 1)), Opportunities: 50, Won: 10, Lost: 10, Value: 1000})
	}
	low, high, ok := practice.NewGroup(all).Middle("person:f")
	if !ok || low.Of[practice.Volume] >= high.Of[practice.Volume] {
		t.Errorf("%v to %v, %v", low, high, ok)
	}
	usual, _ := practice.NewGroup(all).Usual("person:f")
	if m := usual.Of[practice.Volume]; m <= low.Of[practice.Volume] || m >= high.Of[practice.Volume] {
		t.Errorf("the middle one, %v, is not within the middle half, %v to %v", m, low, high)
	}
	if _, _, ok := practice.NewGroup(all[:5]).Middle("person:a"); ok {
		t.Error("quarters of four people are single people")
	}
	if raw := practice.NewGroup(all).Raw(practice.Counts{Days: 20, Activities: 300, Won: 1}); raw[practice.Volume] != 15 || raw[practice.Win] != 1 {
		t.Errorf("%v, want 15 a day and a win rate of 1", raw)
	}
	if _, there := practice.NewGroup(all).Raw(practice.Counts{Days: 20})[practice.Win]; there {
		t.Error("there is no win rate without a closed deal")
	}
	if volume, connect := practice.NewGroup(all).Begins(); volume != "activities" || connect != "opportunities" {
		t.Errorf("it begins with %s and %s", volume, connect)
	}
}
