package funnel_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/insight/funnel"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
)

// prospect came in on a day after the first and went through Demo and Offer, by
// the days on which it came there; −1 for never.
func prospect(state metric.ProspectState, day, demo, offer, ended int) metric.Prospect {
	at := func(n int) period.Date {
		if n == -1 {
			return never
		}
		return first.Add(n)
	}
	p := metric.Prospect{State: state, Ended: at(ended)}
	p.Day = at(day)
	for i, n := range []int{demo, offer} {
		if n != -1 {
			p.Stays = append(p.Stays, metric.Stay{Stage: []string{"Demo", "Offer"}[i], Since: at(n)})
		}
	}
	return p
}

// TestPatience: it is the middle of what was won, of enough, and of late.
func TestPatience(t *testing.T) {
	t.Parallel()
	fast, slow := prospect(metric.IsWon, 0, 0, 10, 20), prospect(metric.IsWon, 0, 0, 10, 24)
	won := slices.Concat(slices.Repeat([]metric.Prospect{fast}, 6), slices.Repeat([]metric.Prospect{slow}, 6))
	others := []metric.Prospect{prospect(metric.IsLost, 0, 0, 80, 90), prospect(metric.IsOpen, 0, 0, -1, -1), prospect(metric.IsWon, -2000, -2000, -1900, -1800)}
	asOf := first.Add(100)
	for name, test := range map[string]struct {
		deals []metric.Prospect
		want  funnel.Patience
	}{
		"of all":           {slices.Concat(won, others), funnel.Patience{"demo": 10, "offer": 12}},
		"of too few":       {won[:9], funnel.Patience{}},
		"in one day":       {slices.Repeat([]metric.Prospect{prospect(metric.IsWon, 0, 0, 0, 0)}, 10), funnel.Patience{"demo": 1, "offer": 1}},
		"without stages":   {slices.Repeat([]metric.Prospect{prospect(metric.IsWon, 0, -1, -1, 30)}, 10), funnel.Patience{"opportunity": 30}},
		"ended before":     {slices.Repeat([]metric.Prospect{prospect(metric.IsWon, 5, 0, -1, 3)}, 10), funnel.Patience{"demo": 1}},
		"three years back": {slices.Repeat([]metric.Prospect{prospect(metric.IsWon, 100-3*365, -900, -1, 3)}, 10), funnel.Patience{"demo": 903}},
		"a day more":       {slices.Repeat([]metric.Prospect{prospect(metric.IsWon, 99-3*365, -900, -1, 3)}, 10), funnel.Patience{}},
	} {
		if diff := cmp.Diff(test.want, funnel.PatienceOf(test.deals, asOf)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestStuck: a deal is stuck on the day after twice the usual time, and never
// within a week.
func TestStuck(t *testing.T) {
	t.Parallel()
	usual := funnel.Patience{"demo": 10, "offer": 2, "opportunity": 10}
	twice := prospect(metric.IsOpen, 0, 0, -1, -1)
	twice.Stays = append(twice.Stays, metric.Stay{Stage: "DEMO", Since: first.Add(15)})
	lost := prospect(metric.IsLost, 0, 0, -1, 30)
	for name, test := range map[string]struct {
		deal  metric.Prospect
		stage string
		since int
		first int // day on which it is stuck
	}{
		"at a stage":            {prospect(metric.IsOpen, 0, 3, -1, -1), "Demo", 3, 24},
		"at a fast stage":       {prospect(metric.IsOpen, 0, 0, 3, -1), "Offer", 3, 11},
		"at a stage said twice": {twice, "Demo", 0, 21},
		"without stages":        {prospect(metric.IsOpen, 4, -1, -1, -1), "Opportunity", 4, 25},
	} {
		if at, ok := usual.Stuck(test.deal, first.Add(test.first-1)); ok {
			t.Errorf("%s: it is stuck too early: %+v", name, at)
		}
		want := funnel.Standing{Stage: test.stage, Since: first.Add(test.since), Days: test.first - test.since, Usual: 10, Stuck: first.Add(test.first)}
		if test.stage == "Offer" {
			want.Usual = 2
		}
		if at, ok := usual.Stuck(test.deal, first.Add(test.first)); !ok || at != want {
			t.Errorf("%s: %+v, %v, want %+v", name, at, ok, want)
		}
		if at, ok := (funnel.Patience{}).Stuck(test.deal, first.Add(1000)); ok {
			t.Errorf("%s: nobody knows what is usual, and yet it is stuck: %+v", name, at)
		}
	}
	if at, ok := usual.Stuck(lost, first.Add(100)); ok {
		t.Errorf("a lost one is stuck: %+v", at)
	}
}
