package finish_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/finish"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

func TestStatus(t *testing.T) {
	t.Parallel()
	for p, want := range map[float64]finish.Status{1: finish.Ahead, 0.85: finish.Ahead, 0.8499: finish.OnTrack, 0.6: finish.OnTrack, 0.5999: finish.AtRisk,
		0.3: finish.AtRisk, 0.2999: finish.Behind, 0: finish.Behind, math.NaN(): finish.Unsaid} {
		if got := finish.StatusOf(p); got != want {
			t.Errorf("%v is %q, not %q", p, got, want)
		}
	}
	if finish.OnTrack.Words() != "on track" || finish.Unsaid.Words() != "not known" {
		t.Error("the words are others")
	}
}

// TestLevels holds the check of methods.md 3.2: N(100, 12).
func TestLevels(t *testing.T) {
	t.Parallel()
	var values []chance.Weighted
	const n = 20_001
	for i := range n {
		values = append(values, chance.Weighted{Value: 100 + 12*chance.NormalQuantile((float64(i)+0.5)/n), Weight: 1})
	}
	s := chance.Of(values)
	for p, want := range map[float64]float64{0.7: 93.7, 0.5: 100, 0.3: 106.3} {
		got, _ := s.Quantile(1 - p)
		near(t, "the level", got, want, 0.05)
	}
	for value, want := range map[float64]float64{90: 0.798, 100: 0.5, 110: 0.202, 120: 0.048, 130: 0.006} {
		near(t, "the chance", s.AtLeast(value), want, 0.0005)
	}
}

// TestOverAssigned holds the check of methods.md 3.2: ten people N(100, 30)
// with 950 to reach, each on his own.
func TestOverAssigned(t *testing.T) {
	t.Parallel()
	var open []experience.Prospect
	var values []chance.Weighted
	const n = 201
	for i := range n {
		values = append(values, chance.Weighted{Value: 100 + 30*chance.NormalQuantile((float64(i)+0.5)/n), Weight: 1.0 / n})
	}
	for i := range 10 {
		open = append(open, experience.Prospect{ID: string(rune('a' + i)), Chance: 1, Amount: 100, Values: values})
	}
	near(t, "the chance", *finish.Project(finish.Input{Open: open, Aim: atLeast(950)}).Finish.Chance, 0.701, 0.003)
}

// TestRate holds the checks of methods.md 4.4 and 5.2 as outlooks.
func TestRate(t *testing.T) {
	t.Parallel()
	kept := finish.Look(finish.Kept(200, 0, 0, 171, 31), &finish.Aim{Value: 0.9})
	near(t, "the chance to keep 90 %", *kept.Chance, 0.069, 0.0005)
	if kept.Status != finish.Behind {
		t.Errorf("the status is %s", kept.Status)
	}
	churn := finish.Look(finish.Rate{Coming: chance.Known(200), A: 31, B: 171}.Spread(), &finish.Aim{Side: goal.AtMost, Value: 0.1})
	near(t, "the chance to lose 10 % at most", *churn.Chance, *kept.Chance, 1e-9)
	conversion := finish.Rate{Coming: chance.Known(150), A: 19, B: 103}.Spread()
	near(t, "38 of 150", conversion.AtLeast(38.0/150), 0.024, 0.0005)
	// 20 of 100 so far and ten to come: 22 % of all are 24.2, so five of them.
	half := finish.Rate{Hits: 20, Cases: 100, Coming: chance.Known(10), A: 1, B: 1}.Spread()
	near(t, "the chance of 22 %", half.AtLeast(0.22), 6.0/11, 1e-9)
	over := finish.Rate{Hits: 3, Cases: 10}.Spread()
	near(t, "what is over", over.AtLeast(0.3), 1, 0)
	if !(finish.Rate{}).Spread().IsZero() {
		t.Error("a rate of nothing is known")
	}
	bound := finish.Kept(100, 60, 10, 1, 1)
	near(t, "at least those who are bound", bound.AtLeast(0.6), 1, 1e-12)
	near(t, "at most those who have not gone", bound.AtMost(0.9), 1, 1e-12)
}

// TestBlend: a margin of two streams, and means.
func TestBlend(t *testing.T) {
	t.Parallel()
	margin := finish.Blend{Num: 300, Den: 1000, Coming: chance.Known(1000), Ratio: chance.Of([]chance.Weighted{{Value: 0.2, Weight: 1}, {Value: 0.3, Weight: 3}})}
	near(t, "the mean", margin.Spread().Mean(), (300+275)/2000.0, 1e-12)
	near(t, "the chance of 30 %", margin.Spread().AtLeast(0.3), 0.75, 1e-12)
	near(t, "what is over", finish.Blend{Num: 300, Den: 1000}.Spread().AtLeast(0.3), 1, 0)
	if !(finish.Blend{}).Spread().IsZero() {
		t.Error("a quotient of nothing is known")
	}
	mean := finish.Mean(4.2, 0.8, 50, 25)
	near(t, "the mean score", mean.Mean(), 4.2, 1e-9)
	want := 0.8 * math.Sqrt(1.0/25+1.0/50) * math.Sqrt(49.0/47)
	near(t, "its deviation", mean.Deviation(), want, 0.02*want)
	near(t, "of one score nothing but itself", finish.Mean(4.2, 0.8, 1, 25).Deviation(), 0, 0)
}

func TestCount(t *testing.T) {
	t.Parallel()
	near(t, "three more at a mean of 2", finish.Count(7, 2, 0).AtLeast(10), 1-5*math.Exp(-2), 1e-9)
	near(t, "what is there already", finish.Count(7, 2, 0.5).AtLeast(7), 1, 1e-12)
	near(t, "the excess", finish.Excess([]float64{2, 18, 2, 18}, []float64{10, 10, 10, 10}), 0.54, 1e-12)
	near(t, "no excess", finish.Excess([]float64{10, 11}, []float64{10, 11}), 0, 0)
	each := finish.Each{Met: 2, Chances: []float64{0.6, 0.6, 0.6}}
	near(t, "all three", each.All(), 0.216, 1e-12)
	near(t, "the number", each.Number().Mean(), 3.8, 1e-12)
	each.Together = 0.9
	if p := each.All(); p < 0.4 || p > 0.6 {
		t.Errorf("together %v", p)
	}
	each.Missed = 1
	near(t, "after a miss", each.All(), 0, 0)
}

// TestGoalsNeverNaN: whatever comes in, chances are chances.
func TestGoalsNeverNaN(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]float64{0, 0.4, 1, 30, 2500})
		some := rapid.Float64Range(0, 300)
		coming := chance.Counts(n.Draw(t, "coming"), rapid.Float64Range(0, 1).Draw(t, "excess"))
		cases := some.Draw(t, "cases")
		spreads := []chance.Spread{
			finish.Rate{Hits: cases * rapid.Float64Range(0, 1).Draw(t, "part"), Cases: cases, Coming: coming, A: some.Draw(t, "a"), B: some.Draw(t, "b")}.Spread(),
			finish.Blend{Num: some.Draw(t, "num"), Den: some.Draw(t, "den"), Coming: coming, Ratio: finish.Mean(1, some.Draw(t, "deviation"), n.Draw(t, "known"), n.Draw(t, "n"))}.Spread(),
			finish.Count(cases, n.Draw(t, "mean"), some.Draw(t, "excess")),
		}
		for i, s := range spreads {
			aim := finish.Aim{Side: rapid.SampledFrom([]goal.Aim{goal.AtLeast, goal.AtMost, goal.Between}).Draw(t, "side"), Value: some.Draw(t, "value"), Upper: 400}
			o := finish.Look(s, &aim)
			if o.Chance != nil && !(*o.Chance >= 0 && *o.Chance <= 1) || math.IsNaN(o.Mean) || math.IsInf(o.Mean, 0) {
				t.Fatalf("spread %d: %+v", i, o)
			}
			if i == 0 && !s.IsZero() && (s.AtLeast(0) < 1-1e-9 || s.AtMost(1) < 1-1e-9) {
				t.Fatal("a rate is beyond 0 and 1")
			}
		}
	})
}

// TestCover: ten stories that were begun half a year ago, four of which were
// won, one in each of the first four weeks.
func TestCover(t *testing.T) {
	t.Parallel()
	asOf := period.MustDate("2026-05-15")
	var stories []experience.Story
	for i := range 10 {
		s := experience.Story{ID: string(rune('a' + i)), Created: asOf - 180, Outcome: fact.Lost, Closed: asOf - 180 + 7*4,
			Amounts: []experience.Mark[float64]{{Day: asOf - 180, Value: 100}}}
		if i < 4 {
			s.Outcome, s.Closed = fact.Won, asOf-180+period.Date(7*(i+1))
		}
		stories = append(stories, s)
	}
	e := experience.Learn(stories, experience.Setting{AsOf: asOf, Calendar: workdays()})
	c := finish.Cover(1000, 400, []experience.Prospect{deal("x", 300, 0.5), deal("y", 600, 0.25)}, 300, e, asOf+1+28)
	near(t, "what remains", c.Remaining, 600, 0)
	near(t, "the pipeline", c.Pipeline, 900, 0)
	near(t, "the coverage", *c.Ratio, 1.5, 1e-12)
	near(t, "the win rate of four weeks", c.WinRate, 0.4, 1e-12)
	near(t, "what is needed", *c.Needed, (600-300)/0.4, 1e-9)
	if want := asOf + 28 - 14; *c.Latest != want || c.Passed { // two of the four take two weeks
		t.Errorf("the latest day is %s, want %s", c.Latest, want)
	}
	if c := finish.Cover(1000, 1200, nil, 0, e, asOf+29); c.Ratio != nil || *c.Needed != 0 || c.Remaining != 0 {
		t.Errorf("reached: %+v", c)
	}
	if c := finish.Cover(1000, 0, nil, 0, experience.Learn(nil, experience.Setting{AsOf: asOf}), asOf+29); c.Needed != nil || c.Latest != nil || c.WinRate != 0 {
		t.Errorf("nothing was ever won: %+v", c)
	}
	if c := finish.Cover(1000, 0, nil, 0, e, asOf+7); !c.Passed {
		t.Errorf("a week is left: %+v", c)
	}
}
