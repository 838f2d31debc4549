package funnel_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/insight/funnel"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

var (
	never = period.Never
	first = period.MustDate("2026-01-01")
)

// unit returns one that reached its steps so many days after the first; −1 for
// never.
func unit(source string, days ...int) funnel.Unit {
	u := funnel.Unit{Source: source, Ended: never}
	for _, d := range days {
		day := never
		if d >= 0 {
			day = first.Add(d)
		}
		u.Reached, u.Stood = append(u.Reached, day), append(u.Stood, true)
	}
	return u
}

func units(n int, u funnel.Unit) []funnel.Unit { return slices.Repeat([]funnel.Unit{u}, n) }

// TestShrink is the worked check of methods.md 9.1.
func TestShrink(t *testing.T) {
	t.Parallel()
	p := funnel.Prior{Mean: 54.0 / 237, Strength: 20}
	for _, c := range []struct {
		some, all int
		want      float64
	}{{3, 20, 0.189}, {12, 40, 0.276}, {1, 2, 0.253}, {30, 150, 0.203}, {8, 25, 0.279}} {
		if got := p.Shrink(c.some, c.all); math.Abs(got-c.want) > 0.0005 {
			t.Errorf("%d of %d shrinks to %.4f, want %.3f", c.some, c.all, got, c.want)
		}
	}
	usual := funnel.Usual([]funnel.Count{{3, 20}, {12, 40}, {1, 2}, {30, 150}, {8, 25}})
	if math.Abs(usual.Mean-0.228) > 0.0005 || usual.Strength < 5 || usual.Strength > 200 || usual.Groups != 5 {
		t.Errorf("usual is %+v", usual)
	}
	// Groups that differ widely are worth few cases, those that do not, many.
	wide := funnel.Usual([]funnel.Count{{10, 100}, {50, 100}, {90, 100}})
	same := funnel.Usual([]funnel.Count{{50, 100}, {50, 100}, {50, 100}})
	if wide.Strength != 5 || same.Strength != 200 || same.Spread != 0 {
		t.Errorf("strengths %v and %v", wide.Strength, same.Strength)
	}
}

// TestWilson is the worked check of methods.md 5.2.
func TestWilson(t *testing.T) {
	t.Parallel()
	r := funnel.RateOf(18, 80)
	if r.Value.String() != "0.225" || r.Low.String() != "0.1473" || r.High.String() != "0.3279" { // [14.7, 32.8] %
		t.Errorf("18 of 80 is %s [%s, %s]", r.Value, r.Low, r.High)
	}
	if none := funnel.RateOf(0, 0); none.Value != nil || none.Low != nil {
		t.Errorf("nothing of nothing is %v", none)
	}
}

// TestGrowth is the check of methods.md 5.1: leads double, and convert by 20 %
// after 60 days as they always did. Won ÷ created says 10 %.
func TestGrowth(t *testing.T) {
	t.Parallel()
	all := slices.Concat(units(20, unit("", 0, 60)), units(80, unit("", 0, -1)), units(40, unit("", 60, 120)), units(160, unit("", 60, -1)))
	asOf := first.Add(121)
	window := funnel.WindowOf(all, 0, 1)
	if window != 63 {
		t.Fatalf("the window is %d days", window)
	}
	c := funnel.Follow(all, 0, 1, period.Range{Start: first, End: asOf + 1}, asOf, window)
	if c.Passed != 20 || c.Entered != 100 || c.Young != 200 {
		t.Errorf("%d of %d, %d too young; want the 20 of 100 that had the time", c.Passed, c.Entered, c.Young)
	}
	later := funnel.Follow(all, 0, 1, period.Range{Start: first, End: asOf + 1}, first.Add(130), window)
	if later.Passed != 60 || later.Entered != 300 {
		t.Errorf("a week later %d of %d", later.Passed, later.Entered)
	}
}

// TestMix: each source is as good as before, but there are more of the bad one.
func TestMix(t *testing.T) {
	t.Parallel()
	leads := func(source string, day, good, bad int) []funnel.Unit {
		return append(units(good, unit(source, day, day+1)), units(bad, unit(source, day, -1))...)
	}
	all := slices.Concat(leads("good", 0, 50, 50), leads("bad", 0, 10, 90), leads("good", 100, 10, 10), leads("bad", 100, 18, 162))
	s := funnel.Slice{Units: all, Now: days(90, 200), Earlier: days(0, 90), AsOf: first.Add(300), Windows: []int{7}, Enough: 3}
	step := s.Measure(0)
	if step.Rate.Value.String() != "0.14" || step.Before.Value.String() != "0.3" {
		t.Fatalf("the rates are %s and %s", step.Rate.Value, step.Before.Value)
	}
	if step.Adjusted == nil || math.Abs(*step.Adjusted-0.3) > 1e-9 {
		t.Errorf("with the sources of before it is %v, want 0.3: nothing has become worse", step.Adjusted)
	}
	if step.AgainstBefore != funnel.Worse {
		t.Errorf("the raw rate is %s", step.AgainstBefore)
	}
}

func days(from, to int) period.Range {
	return period.Range{Start: first.Add(from), End: first.Add(to)}
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	peer := funnel.Prior{Mean: 0.5, Groups: 6}
	for _, c := range []struct {
		some, all int
		want      funnel.Verdict
	}{{50, 100, funnel.Normal}, {45, 100, funnel.Normal}, {40, 100, funnel.Worse}, {60, 100, funnel.Better}, {0, 9, funnel.Unknown}, {4, 10, funnel.Normal}} {
		if got := peer.Against(c.some, c.all); got != c.want {
			t.Errorf("%d of %d against a half is %s, want %s", c.some, c.all, got, c.want)
		}
	}
	// Where peers differ by themselves, the same rate is normal.
	peer.Spread = 0.1
	if got := peer.Against(40, 100); got != funnel.Normal {
		t.Errorf("among peers that differ, 40 %% is %s", got)
	}
	if got := (funnel.Prior{}).Against(40, 100); got != funnel.Unknown {
		t.Errorf("without peers it is %s", got)
	}
	slow := slices.Repeat([]int{20}, 12)
	if got := funnel.Slower(slow, 10); got != funnel.Worse {
		t.Errorf("twice as long is %s", got)
	}
	if got := funnel.Slower(slow, 20); got != funnel.Normal {
		t.Errorf("as long is %s", got)
	}
	if got := funnel.Slower(slow[:9], 10); got != funnel.Unknown {
		t.Errorf("nine cases are %s", got)
	}
}

// TestPeers: one node loses at a step what the others do not, and that has a
// price.
func TestPeers(t *testing.T) {
	t.Parallel()
	rate := func(passed, failed int) []funnel.Unit {
		return append(units(passed, unit("", 0, 5, 9)), units(failed, unit("", 0, -1, -1))...)
	}
	s := funnel.Slice{Units: rate(20, 80), Peers: [][]funnel.Unit{rate(50, 50), rate(48, 52), rate(52, 48)}, Enough: 3,
		Now: days(0, 10), Earlier: days(-400, -300), AsOf: first.Add(100), Windows: []int{7, 7}}
	steps := []funnel.Step{s.Measure(0), s.Measure(1)}
	funnel.Price(steps, []float64{1, 1}, money.FromInt(1000))
	if steps[0].AgainstPeers != funnel.Worse || steps[1].AgainstPeers != funnel.Normal || funnel.Worst(steps) != 0 {
		t.Fatalf("the steps are %s and %s", steps[0].AgainstPeers, steps[1].AgainstPeers)
	}
	m := steps[0].Missed // the shrunk rate, not the raw 20 %, is held against the half
	shrunk := float64(*steps[0].Rate.Shrunk) / float64(money.Unit)
	if shrunk <= 0.2 || shrunk >= 0.5 || m == nil || math.Abs(m.Deals-(0.5-shrunk)*100) > 0.02 || m.From != "peers" {
		t.Errorf("missed %+v by a shrunk rate of %v", m, shrunk)
	}
	if s.Peers = s.Peers[:2]; s.Measure(0).AgainstPeers != funnel.Unknown || s.Measure(0).Peers != nil {
		t.Error("two peers are held to be a standard")
	}
}

func lead(source string, answered int, days ...int) funnel.Lead {
	l := funnel.Lead{Unit: unit(source, days...), Answered: never}
	if answered >= 0 {
		l.Answered = first.Add(answered)
	}
	return l
}

func TestSpeed(t *testing.T) {
	t.Parallel()
	leads := []funnel.Lead{
		lead("", 0, 0, 2, 3, -1), lead("", 0, 0, -1, -1, -1), lead("", 5, 0, 6, 8, -1), lead("", 12, 0, -1, -1, -1), lead("", -1, 0, -1, -1, -1),
		lead("", -1, 0, 1, 2, 9), // its answer was not noted: it says nothing about speed
		lead("", 99, 98, -1, -1, -1),
	}
	list, ok := funnel.Speeds(leads, days(0, 100), first.Add(100), 30)
	if !ok {
		t.Fatal("nothing is known of speed")
	}
	var got []funnel.Count
	for _, s := range list {
		got = append(got, funnel.Count{Some: s.Rate.Some, All: s.Rate.All})
	}
	if diff := cmp.Diff([]funnel.Count{{1, 2}, {}, {}, {1, 1}, {0, 1}, {0, 1}}, got); diff != "" {
		t.Error(diff)
	}
	// Who keeps only the last status knows of answers just where nothing came of them.
	last := []funnel.Lead{lead("", 0, 0, -1, -1, -1), lead("", 0, 0, 1, 2, 3), lead("", -1, 0, 1, 2, 3), lead("", -1, 0, 1, 2, 3)}
	if _, ok := funnel.Speeds(last, days(0, 100), first.Add(100), 30); ok {
		t.Error("speed is known where one of three has an answer")
	}
	if _, ok := funnel.Speeds([]funnel.Lead{lead("", -1, 0, 1, 2, 3)}, days(0, 100), first.Add(100), 30); ok {
		t.Error("speed is known where no answer was noted")
	}
}

func TestHandOver(t *testing.T) {
	t.Parallel()
	given := lead("", -1, 0, 3, -1, -1)
	given.Ended = first.Add(9)
	h := funnel.HandOver([]funnel.Lead{lead("", -1, 0, 3, 5, -1), lead("", -1, 0, 2, -1, -1), lead("", -1, 0, 1, 40, -1), given, lead("", -1, 0, -1, -1, -1), lead("", -1, 95, 95, -1, -1)}, days(0, 100), first.Add(100))
	if h.Qualified != 4 || h.Touched != 2 || *h.Median != 6 || !slices.Equal(h.Waiting, []int{1}) {
		t.Errorf("handover is %+v, median %v", h, *h.Median)
	}
}

func TestSources(t *testing.T) {
	t.Parallel()
	var leads []funnel.Lead
	add := func(n int, l funnel.Lead) { leads = append(leads, slices.Repeat([]funnel.Lead{l}, n)...) }
	won := lead("fair", -1, 0, 3, 5, 30)
	won.Worth = money.FromInt(500)
	add(30, won)
	add(70, lead("fair", -1, 0, -1, -1, -1))
	add(10, lead("list", -1, 0, 3, -1, -1))
	add(190, lead("list", -1, 0, -1, -1, -1))
	list := funnel.Sources(leads, days(0, 10), first.Add(200), 14, 60)
	if len(list) != 2 || list[0].Source != "list" || list[0].Against != funnel.Worse || list[1].Against != funnel.Better {
		t.Fatalf("sources are %+v", list)
	}
	if list[1].PerLead.String() != "150" || *list[1].Median != 30 || list[0].PerLead.String() != "0" || list[0].Median != nil {
		t.Errorf("worth %s and %s", list[1].PerLead, list[0].PerLead)
	}
}

// TestNoLeakage: what comes later changes nothing that was said, and no rate
// leaves [0, 1] or its interval.
func TestNoLeakage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) funnel.Unit {
			at := rapid.IntRange(0, 200).Draw(t, "created")
			u := unit(rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "source"), at, -1, -1)
			for i := 1; i < 3 && rapid.Bool().Draw(t, "goes on"); i++ {
				at += rapid.IntRange(0, 90).Draw(t, "takes")
				u.Reached[i] = first.Add(at)
			}
			return u
		}), 0, 60).Draw(t, "units")
		asOf := first.Add(rapid.IntRange(0, 250).Draw(t, "as of"))
		window := rapid.IntRange(1, 60).Draw(t, "window")
		known := make([]funnel.Unit, 0, len(all))
		for _, u := range all {
			u.Reached = slices.Clone(u.Reached)
			for i, day := range u.Reached {
				if day > asOf {
					u.Reached[i] = never
				}
			}
			known = append(known, u)
		}
		entered := period.Range{Start: first, End: asOf + 1}
		then, later := funnel.Follow(known, 0, 1, entered, asOf, window), funnel.Follow(all, 0, 1, entered, asOf, window)
		if diff := cmp.Diff(then, later); diff != "" {
			t.Fatalf("what came later changed it: %s", diff)
		}
		r := then.Rate()
		if then.Passed > then.Entered || r.Value != nil && (*r.Low > *r.Value || *r.Value > *r.High || *r.Low < 0 || *r.High > money.Unit) {
			t.Fatalf("rate %+v", r)
		}
		s := funnel.Slice{Units: known, Peers: [][]funnel.Unit{known, known, known}, Enough: 3, Now: entered, Earlier: days(-100, 50), AsOf: asOf, Windows: []int{window, window}}
		steps := []funnel.Step{s.Measure(0), s.Measure(1)}
		funnel.Price(steps, []float64{1, 1}, money.FromInt(10))
		for _, step := range steps {
			for _, v := range []*float64{step.Adjusted, step.Peers, step.Median} {
				if v != nil && (math.IsNaN(*v) || *v < 0) {
					t.Fatalf("%v in %+v", *v, step)
				}
			}
		}
	})
}
