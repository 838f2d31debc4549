package finish_test

import (
	"math"
	"testing"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
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
