package finish_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/calibrate"
	"github.com/attainhq/attain/internal/track/finish"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// TestTruth learns from a company whose chances are known, projects people and
// teams on many days, and holds the chances against the true ones. The goals
// are those of methods.md 2.6: a mean error of 0.02 at most, and bins within
// their limits.
func TestTruth(t *testing.T) {
	t.Parallel()
	lucks, quarters := []float64{0, 0.25}, []string{"2025-07-01", "2025-10-01", "2026-01-01", "2026-04-01"}
	if testing.Short() {
		lucks, quarters = lucks[:1], quarters[2:]
	}
	for _, luck := range lucks {
		w := newWorld(11, 40, luck)
		stories := w.stories()
		r := rand.New(rand.NewPCG(12, uint64(luck*100)))
		var given []calibrate.Outcome
		var off, offTeam, n, teams, noise float64
		for _, q := range quarters {
			start := period.MustDate(q)
			end := start.AddMonths(3)
			for _, day := range []int{10, 30, 50, 70} {
				asOf := start.Add(day)
				e := experience.Learn(stories, experience.Setting{AsOf: asOf, Calendar: w.calendar, Stages: w.stageNames()})
				project := func(people []seller, aim float64) float64 {
					in := finish.Input{Won: wonBy(stories, people, start, asOf), Aim: atLeast(aim), Luck: luck}
					for _, p := range e.Prospects(stories, end) {
						if owns(people, p.Owner) {
							in.Open = append(in.Open, p)
						}
					}
					for _, p := range people {
						in.New = append(in.New, e.Arrivals(p.name, end))
					}
					return *finish.Project(in).Finish.Chance
				}
				for i := 0; i < len(w.people); i += 5 {
					for _, people := range [][]seller{w.people[i : i+1], w.people[i : i+5]} {
						truth := w.truth(r, people, stories, wonBy(stories, people, start, asOf), asOf, end, 4000)
						aim := truth[200+r.IntN(3600)] // so that every chance occurs
						right := 1 - float64(sortedBelow(truth, aim))/float64(len(truth))
						said := project(people, aim)
						noise += right * (1 - right) / float64(len(truth))
						if len(people) == 1 {
							off, n = off+math.Abs(said-right), n+1
						} else {
							offTeam, teams = offTeam+math.Abs(said-right), teams+1
						}
						given = append(given, calibrate.Outcome{Chance: said, Hit: r.Float64() < right})
					}
				}
			}
		}
		// The truth is drawn, and is off itself: by 0.8 standard deviations on average.
		drawn := 0.64 * noise / (n + teams)
		off, offTeam = n*math.Sqrt(max(0, off*off/n/n-drawn)), teams*math.Sqrt(max(0, offTeam*offTeam/teams/teams-drawn))
		t.Logf("luck %v: people are off by %.4f, teams by %.4f", luck, off/n, offTeam/teams)
		// The luck of a dozen quarters is all that says how likely wins are in an
		// average one: of a team, which has little other chance, that shows.
		if off/n > 0.02 || luck == 0 && offTeam/teams > 0.02 || offTeam/teams > 0.03 {
			t.Errorf("luck %v: the chances of people are off by %v, of teams by %v", luck, off/n, offTeam/teams)
		}
		outside := 0
		for _, b := range calibrate.Reliability(given) {
			if !b.Within {
				outside++
				t.Logf("luck %v: %s", luck, b.Words())
			}
		}
		if outside > 1 { // of ten bins, one outside its limits of 95 % is no wonder
			t.Errorf("luck %v: %d bins are outside their limits", luck, outside)
		}
	}
}

func sortedBelow(sorted []float64, x float64) int {
	i, _ := slices.BinarySearch(sorted, x)
	return i
}

// TestHazards: the weekly chances of each stage are recovered within what the
// number of opportunities allows.
func TestHazards(t *testing.T) {
	t.Parallel()
	w := newWorld(21, 40, 0)
	stories := w.stories()
	e := experience.Learn(stories, experience.Setting{AsOf: w.last, Calendar: w.calendar, Stages: w.stageNames()})
	true7 := w.wins(7, 1)[7]
	outside := 0
	for i, s := range w.stages {
		for _, weeks := range []int{0, 2, 4, 8, 13} {
			got, ok := e.Hazards.Of(s.name, weeks)
			if !ok || got.Weeks < 50 {
				continue
			}
			// What a week holds is watched seven times, so weeks count once; and it
			// is drawn to its stage by 20 weeks.
			tolerance := 2*math.Sqrt(true7[i]*(1-true7[i])/got.Weeks) + 0.05*true7[i]*20/got.Weeks
			if math.Abs(got.Win-true7[i]) > tolerance {
				outside++
				t.Logf("stage %s after %d weeks: %v, true %v ± %v", s.name, weeks, got.Win, true7[i], tolerance)
			}
			if sum := got.Win + got.Lose + got.Stay + got.To[0] + got.To[1] + got.To[2]; math.Abs(sum-1) > 1e-9 {
				t.Errorf("the chances of stage %s sum to %v", s.name, sum)
			}
		}
	}
	if outside > 1 { // of some fifteen, one is outside two standard errors
		t.Errorf("%d hazards are outside", outside)
	}
	for _, days := range []int{5, 14, 45, 90} {
		reach, right := e.Hazards.Within(days), w.wins(days, 1)[days]
		for i, s := range w.stages {
			near(t, "the chance within days", reach.Win(s.name, 3), right[i], 0.02+0.05*right[i])
		}
		near(t, "the cohort", e.Cohort.Won(days), right[0], 0.02)
	}
	for _, p := range w.people {
		near(t, "the rate of "+p.name, e.Rate(p.name), p.rate, 4*math.Sqrt(p.rate/260))
	}
	near(t, "the dispersion", e.Dispersion(), 1, 0.25)
	for at, traits := range e.Traits() {
		for name, added := range traits {
			if math.Abs(added) > 0.2 {
				t.Errorf("trait %q adds %v at horizon %d, and means nothing", name, added, at)
			}
		}
	}
}

// TestLeakage: what happens later changes nothing that was said.
func TestLeakage(t *testing.T) {
	t.Parallel()
	w := newWorld(31, 6, 0.2)
	stories := w.stories()
	asOf := period.MustDate("2025-05-20")
	end := period.MustDate("2025-07-01")
	say := func(stories []experience.Story) (finish.Projection, finish.Coverage) {
		e := experience.Learn(stories, experience.Setting{AsOf: asOf, Calendar: w.calendar, Stages: w.stageNames()})
		p := finish.Project(finish.Input{Won: 1000, Open: e.Prospects(stories, end), New: []experience.Arrivals{e.Arrivals("p01", end)}, Aim: atLeast(500_000), Luck: 0.2})
		return p, finish.Cover(500_000, 1000, e.Prospects(stories, end), p.Open.Mean, e, end)
	}
	before, coverage := say(stories)
	changed := slices.Clone(stories)
	r := rand.New(rand.NewPCG(32, 1))
	for i := range changed {
		s := &changed[i]
		if s.Closed > asOf { // it ends otherwise, and is worth something else
			s.Outcome, s.Closed = fact.Lost, asOf+1+period.Date(r.IntN(50))
			s.Amounts = append(slices.Clone(s.Amounts), experience.Mark[float64]{Day: asOf + 1, Value: 1e9})
			s.Stages = append(slices.Clone(until(s.Stages, asOf)), experience.Mark[string]{Day: asOf + 1, Value: "C"})
			s.Closes = append(slices.Clone(s.Closes), experience.Mark[period.Date]{Day: asOf + 1, Value: asOf + 2})
			s.Categories = append(slices.Clone(s.Categories), experience.Mark[string]{Day: asOf + 1, Value: "commit"})
		}
	}
	changed = append(changed, experience.Story{ID: "new", Owner: "p01", Created: asOf + 1, Outcome: fact.Won, Closed: asOf + 2})
	after, coverageAfter := say(changed)
	if *before.Finish.Chance != *after.Finish.Chance || before.Finish.Mean != after.Finish.Mean || before.Deviation != after.Deviation {
		t.Errorf("what came later changed the finish: %+v, %+v", before.Finish, after.Finish)
	}
	if coverage.WinRate != coverageAfter.WinRate || *coverage.Latest != *coverageAfter.Latest {
		t.Errorf("what came later changed the coverage: %+v, %+v", coverage, coverageAfter)
	}
}

func until[T any](marks []experience.Mark[T], day period.Date) (list []experience.Mark[T]) {
	for _, m := range marks {
		if m.Day <= day {
			list = append(list, m)
		}
	}
	return list
}
