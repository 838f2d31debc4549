package finish_test

import (
	"fmt"
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

// TestTruth learns from companies whose chances are known, projects people and
// teams on many days, and holds the chances against the true ones. The goals
// are those of methods.md 2.6: a mean error of 0.02 at most, and bins within
// their limits.
//
// The luck of a dozen quarters is all that says how likely wins are in an average
// one. Of teams, which have little other chance, that shows: whoever knew all else
// would be off by nearly as much.
func TestTruth(t *testing.T) {
	t.Parallel()
	seeds, quarters, lucks := []uint64{11, 21}, []string{"2025-07-01", "2025-10-01", "2026-01-01", "2026-04-01"}, []float64{0, 0.25}
	if testing.Short() {
		seeds, quarters, lucks = seeds[:1], quarters[2:], lucks[:1] // one world tells little of luck
	}
	for _, luck := range lucks {
		t.Run(fmt.Sprint("luck ", luck), func(t *testing.T) {
			t.Parallel()
			var people, teams errors
			var given []calibrate.Outcome
			for _, seed := range seeds {
				for _, p := range newWorld(seed, 120, luck).project(quarters) {
					if p.team {
						teams.add(p)
					} else {
						people.add(p)
					}
					given = append(given, calibrate.Outcome{Chance: p.said, Hit: p.hit})
				}
			}
			t.Logf("people are off by %.4f, teams by %.4f; nobody can avoid %.4f and %.4f",
				people.mean(), teams.mean(), people.unavoidable(), teams.unavoidable())
			const most, mostOfTeams = 0.02, 0.03 // the second under a common luck
			if people.mean() > most || luck == 0 && teams.mean() > most || teams.mean() > mostOfTeams {
				t.Errorf("the chances of people are off by %v, of teams by %v", people.mean(), teams.mean())
			}
			outside := 0
			for _, b := range calibrate.Reliability(given) {
				if !b.Within {
					outside++
					t.Log(b.Words())
				}
			}
			if outside > 1 { // of ten bins, one outside its limits of 95 % is no wonder
				t.Errorf("%d bins are outside their limits", outside)
			}
		})
	}
}

// projected is a chance that was said, beside the true one and what somebody would
// have said who sees more than any company can.
type projected struct {
	team              bool
	said, right, best float64
	hit               bool // drawn by the true chance
	draws             float64
}

// project says chances of people and teams of the world, as of several days of
// the quarters that begin on the days.
func (w world) project(quarters []string) (list []projected) {
	const draws, groups = 4000, 8
	stories := w.stories()
	r := rand.New(rand.NewPCG(w.seed+1, uint64(w.luck*100)))
	for _, q := range quarters {
		start := period.MustDate(q)
		end := start.AddMonths(3)
		for _, day := range []int{10, 30, 50, 70} {
			asOf := start.Add(day)
			e := experience.Learn(stories, experience.Setting{AsOf: asOf, Calendar: w.calendar, Stages: w.stageNames()})
			seen, prospects := w.asSeen(stories, asOf), e.Prospects(stories, end)
			for i := 0; i < len(w.people); i += len(w.people) / groups {
				for _, people := range [][]seller{w.people[i : i+1], w.people[i : i+5]} {
					won := wonBy(stories, people, start, asOf)
					truth := w.truth(r, people, stories, won, asOf, end, draws)
					aim := truth[draws/20+r.IntN(draws-draws/10)] // so that every chance occurs
					right := reaching(truth, aim)
					in := finish.Input{Won: won, Aim: atLeast(aim), Luck: w.luck}
					for _, p := range prospects {
						if owns(people, p.Owner) {
							in.Open = append(in.Open, p)
						}
					}
					for _, p := range people {
						in.New = append(in.New, e.Arrivals(p.name, end))
					}
					list = append(list, projected{team: len(people) > 1, said: *finish.Project(in).Finish.Chance, right: right,
						best: reaching(seen.truth(r, seen.those(people), stories, won, asOf, end, draws), aim), hit: r.Float64() < right, draws: draws})
				}
			}
		}
	}
	return list
}

// reaching is the share of sorted finishes that reach the aim.
func reaching(sorted []float64, aim float64) float64 {
	i, _ := slices.BinarySearch(sorted, aim)
	return 1 - float64(i)/float64(len(sorted))
}

// errors sums how far chances are from the true ones.
type errors struct{ off, least, noise, n float64 }

func (e *errors) add(p projected) {
	e.off += math.Abs(p.said - p.right)
	e.least += math.Abs(p.best - p.right)
	e.noise += p.right * (1 - p.right) / p.draws
	e.n++
}

func (e *errors) mean() float64 { return e.without(e.off, 1) }

// unavoidable is what is off who sees more than any company can; it is drawn too.
func (e *errors) unavoidable() float64 { return e.without(e.least, 2) }

// without takes from a sum what drawing adds: what is drawn is off itself, by 0.8
// standard deviations on average.
func (e *errors) without(sum, drawn float64) float64 {
	return math.Sqrt(max(0, sum*sum/e.n/e.n-drawn*0.64*e.noise/e.n))
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
