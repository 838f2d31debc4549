package desk_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/desk"
	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/foresee"
)

func pieces(n int) money.Amount { return money.Amount(n) * money.Unit }

func days(start, end string) period.Range {
	return period.Range{Start: period.MustDate(start), End: period.MustDate(end)}
}

// TestParts: 60 calls in the three weeks from Monday 2 to Friday 20 November.
func TestParts(t *testing.T) {
	t.Parallel()
	window, week := days("2026-11-02", "2026-11-21"), days("2026-11-09", "2026-11-16")
	tests := map[string]struct {
		work      desk.Work
		today     string
		week, day desk.Share
	}{
		// 20 came in the first week as planned; of 40 in 10 days a week asks for 20.
		"OnPlan": {desk.Work{Before: pieces(20)}, "2026-11-09", desk.Share{Aim: pieces(20)}, desk.Share{Aim: pieces(4)}},
		// 5 came: 55 in 10 days are 28 a week, and after 10 on two days 45 in 8 are 6 on Wednesday.
		"Behind": {desk.Work{Before: pieces(5), Week: pieces(10), Today: pieces(2)}, "2026-11-11", desk.Share{Aim: pieces(28), Done: pieces(12)}, desk.Share{Aim: pieces(6), Done: pieces(2)}},
		// On Saturday nobody is asked for anything, but what is done counts.
		"Saturday": {desk.Work{Before: pieces(20), Week: pieces(18), Today: pieces(1)}, "2026-11-14", desk.Share{Aim: pieces(20), Done: pieces(19)}, desk.Share{Done: pieces(1)}},
		"Reached":  {desk.Work{Before: pieces(61)}, "2026-11-09", desk.Share{}, desk.Share{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.work.Value, test.work.Window = pieces(60), window
			gotWeek, gotDay := test.work.Parts(period.DefaultCalendar(), week, period.MustDate(test.today))
			if gotWeek != test.week || gotDay != test.day {
				t.Errorf("week %v, day %v; want %v, %v", gotWeek, gotDay, test.week, test.day)
			}
		})
	}
	if left := (desk.Share{Aim: pieces(3), Done: pieces(5)}).Left(); left != 0 {
		t.Errorf("more than was asked for leaves %v", left)
	}
}

// TestDailyShares: who does each day's share reaches the value on the last
// working day, never asks for more on a later day than on the first, and no day
// asks for more than what is left.
func TestDailyShares(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start := period.MustDate("2026-01-01") + period.Date(rapid.IntRange(0, 400).Draw(t, "start"))
		window := period.Range{Start: start, End: start + period.Date(rapid.IntRange(7, 120).Draw(t, "length"))}
		w := desk.Work{Value: money.Amount(rapid.Int64Range(1, int64(pieces(500))).Draw(t, "value")), Window: window}
		c := period.DefaultCalendar()
		week := c.Containing(period.Week, start).Range
		first := money.Amount(-1)
		for today := start; today < window.End; today++ {
			if !week.Contains(today) {
				week = c.Containing(period.Week, today).Range
				w.Before, w.Week = w.Before+w.Week, 0
			}
			inWeek, share := w.Parts(c, week, today)
			if first < 0 && share.Aim > 0 {
				first = share.Aim
			}
			if share.Aim > first && first >= 0 {
				t.Fatalf("%v asks for %v, the first day for %v", today, share.Aim, first)
			}
			if inWeek.Aim < share.Aim {
				t.Fatalf("the week of %v asks for %v, the day for %v", today, inWeek.Aim, share.Aim)
			}
			w.Week += share.Aim
		}
		if done := w.Before + w.Week; done < w.Value || done >= w.Value+money.Unit {
			t.Fatalf("all shares came to %v of %v", done, w.Value)
		}
	})
}

func chance(percent int) *money.Amount {
	a := money.Unit * money.Amount(percent) / 100
	return &a
}

func TestRank(t *testing.T) {
	t.Parallel()
	people := []desk.Person{
		{Node: "person:fine", Status: foresee.OnTrack, Chance: chance(80)},
		{Node: "person:stuck", Status: foresee.OnTrack, Chance: chance(75), Stuck: 2, Worth: pieces(9)},
		{Node: "person:unknown", Status: foresee.Unsaid, Label: followup.Shortfall},
		{Node: "person:risk", Status: foresee.AtRisk, Chance: chance(40), Stuck: 1},
		{Node: "person:behind", Status: foresee.Behind, Chance: chance(5), Offer: followup.CheckTarget, Label: followup.QuotaProblem},
		{Node: "person:meet", Status: foresee.OnTrack, Chance: chance(75), Late: true, Worth: pieces(10)},
	}
	desk.Rank(people)
	got := make([]org.NodeID, len(people))
	for i, p := range people {
		got[i] = p.Node
	}
	want := []org.NodeID{"person:behind", "person:risk", "person:unknown", "person:meet", "person:stuck", "person:fine"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := desk.NeedHelp(people); n != 3 {
		t.Errorf("%d need help", n)
	}
}

func TestNext(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		person  desk.Person
		reasons []desk.Reason
		next    desk.Step
	}{
		"Well":     {desk.Person{Status: foresee.Ahead, Chance: chance(90)}, []desk.Reason{}, desk.NoStep},
		"Proposed": {desk.Person{Status: foresee.Behind, Label: followup.Shortfall, Offer: followup.SmallGoal, Stuck: 3}, []desk.Reason{desk.Behind, desk.Again, desk.Stuck}, desk.DecideGoal},
		"Target":   {desk.Person{Status: foresee.Behind, Label: followup.QuotaProblem, Offer: followup.CheckTarget}, []desk.Reason{desk.Behind, desk.Target}, desk.CheckTarget},
		"Coaching": {desk.Person{Status: foresee.OnTrack, Label: followup.Watch, Offer: followup.Coaching}, []desk.Reason{desk.Watch}, desk.TalkAbout},
		"MadeUp":   {desk.Person{Status: foresee.Ahead, Label: followup.QuotaProblem, Offer: followup.CheckTarget}, []desk.Reason{}, desk.NoStep},
		"Reached":  {desk.Person{Status: foresee.Achieved, Label: followup.Watch, Offer: followup.Coaching, Late: true}, []desk.Reason{desk.LateCheckin}, desk.HoldCheckin},
		"Habit":    {desk.Person{Status: foresee.Ahead, Label: followup.Shortfall, Offer: followup.SmallGoal}, []desk.Reason{desk.Again}, desk.DecideGoal},
		"Deals":    {desk.Person{Status: foresee.AtRisk, Stuck: 1, Late: true}, []desk.Reason{desk.AtRisk, desk.Stuck, desk.LateCheckin}, desk.LookAtDeals},
		"Gap":      {desk.Person{Status: foresee.AtRisk}, []desk.Reason{desk.AtRisk}, desk.PlanCatchUp},
		"Meet":     {desk.Person{Status: foresee.OnTrack, Late: true, Stuck: 1}, []desk.Reason{desk.Stuck, desk.LateCheckin}, desk.HoldCheckin},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.reasons, test.person.Reasons()); diff != "" {
				t.Error(diff)
			}
			if got := test.person.Next(); got != test.next {
				t.Errorf("next %q, want %q", got, test.next)
			}
		})
	}
}

// TestArrange: what makes every number doubtful comes first, and within a kind
// what is at stake decides, whichever way it goes.
func TestArrange(t *testing.T) {
	t.Parallel()
	ten, lost := pieces(10), -pieces(20)
	list := []desk.Decision{{Kind: desk.FoundPattern, What: "a", Amount: &ten}, {Kind: desk.Doubtful, What: "b"}, {Kind: desk.FoundPattern, What: "c", Amount: &lost},
		{Kind: desk.Doubtful, What: "d", Amount: &ten}, {Kind: desk.SilentSource, What: "e"}}
	desk.Arrange(list)
	got := ""
	for _, d := range list {
		got += d.What
	}
	if got != "edbca" {
		t.Error(got)
	}
}
