package recognition_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/action/recognition"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

var quarter = period.Range{Start: period.MustDate("2026-01-01"), End: period.MustDate("2026-04-01")}

func units(n int64) *money.Amount {
	a := money.FromInt(n)
	return &a
}

// TestMilestones: parts are reached exactly, and on the day by whose end they are
// there.
func TestMilestones(t *testing.T) {
	t.Parallel()
	p := recognition.Pursuit{Person: "person:1", Metric: "revenue", Period: quarter, Actual: units(1000), Target: money.FromInt(1000)}
	var got []int
	for _, b := range recognition.Milestones(p) {
		got = append(got, b.Evidence.Percent)
	}
	if !slices.Equal(got, []int{50, 80, 100}) {
		t.Errorf("1,000 of 1,000 are %v", got)
	}
	short := money.FromInt(1000) - 1
	p.Actual = &short
	if n := len(recognition.Milestones(p)); n != 2 {
		t.Errorf("0.0001 less than the target are %d milestones", n)
	}
	p.Actual = nil
	if n := len(recognition.Milestones(p)); n != 0 {
		t.Errorf("nothing is %d milestones", n)
	}
	if h := recognition.Highest(units(790), money.FromInt(1000), []int{25, 50, 75, 100}); h != 75 {
		t.Errorf("the highest is %d", h)
	}
	days := []attain.Point{{Day: 10, Actual: units(400)}, {Day: 11, Actual: units(850)}, {Day: 12, Actual: units(700)}, {Day: 13}}
	if day, ok := recognition.DayReached(days, money.FromInt(1000), 80); !ok || day != 11 {
		t.Errorf("80%% were there on day %d", day)
	}
	if _, ok := recognition.DayReached(days, money.FromInt(1000), 100); ok {
		t.Error("100% were never there")
	}
}

func reached(person string, day period.Date, percent int) recognition.Badge {
	return recognition.Badge{ID: person, Person: org.ID(org.Person, person), Kind: recognition.Milestone, What: "x", Metric: "revenue", Period: quarter, Day: day,
		Evidence: recognition.Evidence{Percent: percent}}
}

// TestFirsts: the first is who was there on the earliest day, and so is who was
// there on the same.
func TestFirsts(t *testing.T) {
	t.Parallel()
	list := recognition.Firsts([]recognition.Badge{reached("a", 20, 100), reached("b", 19, 100), reached("c", 19, 100), reached("a", 5, 50)})
	var got []string
	for _, b := range list {
		if b.Kind != recognition.First || b.ID != "" {
			t.Errorf("%+v", b)
		}
		got = append(got, string(b.Person))
	}
	if want := []string{"person:b", "person:c", "person:a"}; !slices.Equal(got, want) {
		t.Errorf("first are %v, want %v", got, want)
	}
}

func TestBest(t *testing.T) {
	t.Parallel()
	months := []money.Amount{1, 5, 2, 3, 4, 1, 6}
	if before, ok := recognition.Best(months); !ok || before != 5 {
		t.Errorf("6 after 5: %v %v", before, ok)
	}
	if _, ok := recognition.Best(months[1:]); ok {
		t.Error("five months before are too few")
	}
	if _, ok := recognition.Best([]money.Amount{1, 5, 2, 3, 4, 1, 5}); ok {
		t.Error("as good as before is not better")
	}
	if _, ok := recognition.Best([]money.Amount{-1, -1, -1, -1, -1, -1, 0}); ok {
		t.Error("nothing is no best month")
	}
}

func results(attainments ...float64) []followup.Result {
	list := make([]followup.Result, len(attainments))
	for i, a := range attainments {
		list[i] = followup.Result{Days: period.Range{Start: period.Date(100 * i), End: period.Date(100*i + 90)}, Target: 1, Actual: a}
		if math.IsNaN(a) {
			list[i] = followup.Result{Days: list[i].Days, Not: followup.Absent}
		}
	}
	return list
}

// TestAtTarget: a period of leave neither breaks a row nor lengthens it.
func TestAtTarget(t *testing.T) {
	t.Parallel()
	if n := recognition.AtTarget(results(1.2, 0.8, 1, math.NaN(), 1.1)); n != 2 {
		t.Errorf("%d in a row", n)
	}
	if n := recognition.AtTarget(results(1, 1, 0.999)); n != 0 {
		t.Errorf("%d in a row", n)
	}
}

// TestHasImproved: three periods above the own usual level by more than luck. With
// a noise of 10 points, a usual level of 80 % known to some points, a mean of 90 %
// is luck, and one of 120 % is not.
func TestHasImproved(t *testing.T) {
	t.Parallel()
	var all []recognition.Record
	for i, node := range people("a", "b", "c", "d", "e", "f") {
		shift := float64(i%2) / 10
		all = append(all, recognition.Record{Node: node, Past: []float64{0.7 + shift, 0.9 + shift, 0.75 + shift, 0.85 + shift, 0.8 + shift}})
	}
	h := recognition.Learn(all)
	for name, test := range map[string]struct {
		past []float64
		want bool
	}{
		"luck":          {[]float64{0.8, 0.7, 0.9, 0.8, 0.88, 0.9, 0.87}, false},
		"better":        {[]float64{0.8, 0.7, 0.9, 0.8, 1.2, 1.1, 1.3}, true},
		"one was worse": {[]float64{0.8, 0.7, 0.9, 0.8, 1.9, 0.7, 1.9}, false},
		"too early":     {[]float64{0.8, 0.7, 1.2, 1.1, 1.3}, false},
	} {
		if usual, got := recognition.HasImproved(test.past, h, "person:a"); got != test.want {
			t.Errorf("%s: %v, against a usual level of %.2f", name, got, usual)
		}
	}
}

// TestLearn: of who has no past luck is taken to do what it does to all, and what
// it does to one is drawn to that. Nothing of it is ever no number.
func TestLearn(t *testing.T) {
	t.Parallel()
	none := recognition.Learn(nil)
	if o := none.Of("person:x"); o.Noise != 0.2 || o.HasUsual() {
		t.Errorf("without any past: %+v", o)
	}
	rapid.Check(t, func(t *rapid.T) {
		var all []recognition.Record
		for i, node := range people("a", "b", "c", "d", "e") {
			past := rapid.SliceOfN(rapid.Float64Range(0, 9), 0, 8).Draw(t, "past")
			if i == 0 {
				past = nil
			}
			all = append(all, recognition.Record{Node: node, Past: past})
		}
		h := recognition.Learn(all)
		for _, r := range all {
			o := h.Of(r.Node)
			if !(o.Noise >= 0.05) || !(o.Unsure > 0) || math.IsNaN(o.Usual) || o.Usual < 0 || o.Usual > 3 {
				t.Fatalf("%v gives %+v", r, o)
			}
			for _, at := range []recognition.Moment{{Past: 0.02, Grows: true}, {Past: 1, Grows: true}, {Past: 0.3}} {
				for _, e := range []recognition.Entry{recognition.ByAttainment(r.Node, 0.7, o, at), recognition.ByImprovement(r.Node, 0.7, o, at)} {
					if math.IsNaN(e.Value) || !(e.Noise >= 0) || math.IsInf(e.Noise, 0) {
						t.Fatalf("%+v", e)
					}
				}
			}
		}
	})
}

// TestByImprovement works one through: usually 80 % of the target, half of the
// period over, 50 % there: 10 points beyond what is usual by now.
func TestByImprovement(t *testing.T) {
	t.Parallel()
	own := recognition.Own{Noise: 0.1, Usual: 0.8, Unsure: 0.06, Periods: 4}
	e := recognition.ByImprovement("person:a", 0.5, own, recognition.Moment{Past: 0.5, Grows: true})
	if math.Abs(e.Value-0.1) > 1e-9 || math.Abs(e.Noise-math.Hypot(0.1*math.Sqrt(0.5), 0.03)) > 1e-9 {
		t.Errorf("%+v", e)
	}
	own.Periods = 2
	if e := recognition.ByImprovement("person:a", 0.5, own, recognition.Moment{Past: 0.5, Grows: true}); e.Out != recognition.NoHistory {
		t.Errorf("%+v", e)
	}
}

func TestIsBack(t *testing.T) {
	t.Parallel()
	short, fine := followup.Judgement{Label: followup.Shortfall, Below: 0.9}, followup.Judgement{Label: followup.Fine, Below: 0.3}
	if !recognition.IsBack(short, fine) || recognition.IsBack(fine, fine) || recognition.IsBack(short, short) {
		t.Error("who is back is told wrongly")
	}
}

// TestSettle: a badge is awarded once; one that later data undo is corrected, not
// gone; who is out gets no new one and keeps what he has.
func TestSettle(t *testing.T) {
	t.Parallel()
	kept := []recognition.Badge{reached("a", 1, 100), reached("b", 1, 100), reached("c", 1, 100)}
	kept[2].CorrectedAt = 7
	hold := []recognition.Badge{reached("a", 1, 100), reached("c", 1, 100), reached("d", 2, 100), reached("e", 1, 100), reached("d", 2, 100)}
	got := recognition.Settle(kept, hold, map[org.NodeID]bool{"person:e": true, "person:a": true})
	want := recognition.Settled{Award: []recognition.Badge{reached("d", 2, 100)}, Correct: []string{"b"}, Restore: []string{"c"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	again := recognition.Settle(slices.Concat(kept[:1], got.Award), hold[:3], nil)
	if len(again.Correct)+len(again.Restore) != 0 || len(again.Award) != 1 {
		t.Errorf("settled twice: %+v", again)
	}
}
