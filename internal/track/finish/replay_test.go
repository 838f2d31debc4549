package finish_test

import (
	"math/rand/v2"
	"testing"

	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/calibrate"
	"github.com/attainhq/attain/internal/track/finish"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// TestReplay projects people as of days of quarters that are over, by what was
// known then, with the common luck that earlier quarters showed. The chances
// beat the pace rule at every part of the quarter (methods.md 2.6), and the
// ranges hold what they should.
func TestReplay(t *testing.T) {
	t.Parallel()
	w := newWorld(51, 20, 0.2)
	stories := w.stories()
	r := rand.New(rand.NewPCG(52, 1))
	targets := map[string]float64{}
	for _, p := range w.people {
		targets[p.name] = 190_000 * (0.7 + 0.6*r.Float64())
	}
	quarters := []string{"2024-10-01", "2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01"}
	for _, part := range []float64{0.3, 0.5, 0.8} {
		var given, pace []calibrate.Outcome
		var ranges []calibrate.Ranged
		var past []finish.Past
		for _, q := range quarters {
			start := period.MustDate(q)
			end := start.AddMonths(3)
			asOf := start.Add(int(part*float64(end-start)) - 1)
			e := experience.Learn(stories, experience.Setting{AsOf: asOf, Calendar: w.calendar, Stages: w.stageNames()})
			prospects := e.Prospects(stories, end)
			var team finish.Input
			sigma := finish.Sigma(past)
			for i, p := range w.people {
				people := w.people[i : i+1]
				in := finish.Input{Won: wonBy(stories, people, start, asOf), New: []experience.Arrivals{e.Arrivals(p.name, end)}, Aim: atLeast(targets[p.name]), Luck: sigma}
				for _, o := range prospects {
					if o.Owner == p.name {
						in.Open = append(in.Open, o)
					}
				}
				team.Won, team.Open, team.New = team.Won+in.Won, append(team.Open, in.Open...), append(team.New, in.New...)
				said := finish.Project(in)
				actual := wonBy(stories, people, start, end-1)
				hit := actual >= targets[p.name]
				rule, _ := calibrate.ByPace(in.Won, part, targets[p.name])
				given, pace = append(given, calibrate.Outcome{Chance: *said.Finish.Chance, Hit: hit}), append(pace, calibrate.Outcome{Chance: rule, Hit: hit})
				ranges = append(ranges, calibrate.Ranged{Low: *said.Finish.P10, High: *said.Finish.P90, Actual: actual})
			}
			whole := finish.Project(team)
			past = append(past, finish.Past{Mean: whole.Finish.Mean, Deviation: whole.Deviation, Sway: whole.Sway, Actual: wonBy(stories, w.people, start, end-1)})
		}
		skill, ok := calibrate.SkillAgainst(given, pace)
		usual, _ := calibrate.Skill(given)
		held := calibrate.Cover(ranges)
		t.Logf("at %v of the quarter: skill %.3f against the pace rule, %.3f against the base rate; 80 %% held %.3f; σ %.3f", part, skill, usual, held.Share, finish.Sigma(past))
		if !ok || skill <= 0 || usual <= 0 {
			t.Errorf("at %v of the quarter: skill %v against the pace rule, %v against the base rate", part, skill, usual)
		}
		// Late in a quarter a few deals decide, and a range that ends at one of their
		// sums holds more than it has to.
		if held.High < 0.8 || part < 0.8 && held.Low > 0.8 {
			t.Errorf("at %v of the quarter the ranges of 80 %% held %+v", part, held)
		}
	}
}
