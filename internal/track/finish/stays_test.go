package finish_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/calibrate"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// lingering makes up opportunities that remember: how long they stay at a stage
// follows no constant chance, what will be lost lies about, and large ones take
// longer, are pushed and are won less.
func lingering(seed uint64, first, last period.Date, perDay float64) []experience.Story {
	r := rand.New(rand.NewPCG(seed, 7))
	stages := []struct {
		name         string
		pass, median float64
	}{{"Discovery", 0.74, 10}, {"Demo", 0.72, 13}, {"Proposal", 0.74, 14}, {"Negotiation", 0.8, 9}}
	var list []experience.Story
	for d := first; d <= last; d++ {
		for range poisson(r, perDay) {
			amount := math.Exp(9 + 0.8*r.NormFloat64())
			size := math.Pow(amount/8100, 0.25)
			s := experience.Story{ID: fmt.Sprint(len(list)), Owner: "all", Created: d, Closed: period.Never, Amounts: []experience.Mark[float64]{{Day: d, Value: amount}}}
			expected := d.Add(int(50 * size * math.Exp(0.3*r.NormFloat64())))
			s.Closes = append(s.Closes, experience.Mark[period.Date]{Day: d, Value: expected})
			at := d
			for i, stage := range stages {
				s.Stages = append(s.Stages, experience.Mark[string]{Day: at, Value: stage.name})
				stay := stage.median * size * math.Exp(0.7*r.NormFloat64())
				lost := r.Float64() > math.Pow(stage.pass, size)
				if lost {
					stay *= 1.3
				}
				at = at.Add(max(1, int(stay)))
				if lost {
					s.Outcome, s.Closed = fact.Lost, at
					break
				}
				if i == len(stages)-1 {
					s.Outcome, s.Closed = fact.Won, at
				}
			}
			for expected < s.Closed {
				s.Closes = append(s.Closes, experience.Mark[period.Date]{Day: expected, Value: expected.Add(21)})
				expected = expected.Add(21)
			}
			list = append(list, s)
		}
	}
	return list
}

// TestLingering: of opportunities that are not as the model has them, what is
// said comes true about as often as it is said, and better than by stage alone.
func TestLingering(t *testing.T) {
	t.Parallel()
	first, last := period.MustDate("2023-01-01"), period.MustDate("2026-06-30")
	stories := lingering(1, first, last, 4)
	var given, plain []calibrate.Outcome
	for asOf := period.MustDate("2025-02-01"); asOf < last-100; asOf += 17 {
		e := experience.Learn(stories, experience.Setting{AsOf: asOf, Calendar: workdays()})
		for i, days := range []int{12, 28, 45, 75} {
			end := asOf.Add(days + 1)
			reach := e.Hazards.Within(days)
			byID := map[string]experience.Story{}
			for _, s := range stories {
				byID[s.ID] = s
			}
			for n, p := range e.Prospects(stories, end) {
				if n%4 != i { // each once, so that outcomes know little of each other
					continue
				}
				s := byID[p.ID]
				hit := s.Outcome == fact.Won && s.Closed < end
				given = append(given, calibrate.Outcome{Chance: p.Chance, Hit: hit})
				plain = append(plain, calibrate.Outcome{Chance: reach.Win(p.Stage, 0), Hit: hit})
			}
		}
	}
	for _, b := range calibrate.Reliability(given) {
		t.Log(b.Words())
		if b.Count >= 150 && math.Abs(float64(b.Hits)/float64(b.Count)-b.Mean) > 0.08 {
			t.Errorf("what is said is not what happens: %s", b.Words())
		}
	}
	skill, _ := calibrate.Skill(given)
	better, _ := calibrate.SkillAgainst(given, plain)
	t.Logf("skill %.3f, against stages alone %.3f", skill, better)
	if skill < 0.2 || better < 0 {
		t.Errorf("skill %v, against stages alone %v", skill, better)
	}
}
