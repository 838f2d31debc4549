package foresee

import (
	"context"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/calibrate"
)

// Trial is a projection with what came.
type Trial struct {
	Projection
	Came money.Amount // where it ended, as it is known now
}

// Hit reports whether the aim was met.
func (t Trial) Hit() bool { return goal.Holds(t.Aim, t.Value, t.Upper, t.Came) }

// Scores say how good projections were. A score that means nothing yet is nil.
type Scores struct {
	Subjects    int // goals and targets that have ended
	Projections int // that were made of them
	Chances     int // that were given with them
	Again       int // of Projections, those that were foreseen afterwards
	Since       period.Date
	Brier       *float64 // mean (chance − outcome)²
	Skill       *float64 // against always saying the share that was met
	PaceSkill   *float64 // against the pace rule: met when the pace is kept
	CRPS        *float64 // mean distance of what was foreseen from what came, as a part of the target
	PaceCRPS    *float64 // the same of drawing the pace on
	Bins        []calibrate.Bin
	Range       calibrate.Coverage // of the ranges of 8 in 10 cases
	ByPast      []PastScore        // by how much of the time was over
	Words       []string
}

// PastScore are the scores of projections that were made when about so much of
// the working days was over.
type PastScore struct {
	Past      float64 // from this part on, up to a tenth more
	Count     int
	Brier     float64
	Skill     *float64
	PaceSkill *float64
}

// Scored compares projections with what came.
func Scored(trials []Trial) Scores {
	s := Scores{Projections: len(trials), Bins: []calibrate.Bin{}}
	subjects := map[string]bool{}
	var all, pace []calibrate.Outcome
	var ranges []calibrate.Ranged
	own, drawn := mean{}, mean{}
	tenths := map[int][]int{}
	for _, t := range trials {
		subjects[t.Key()] = true
		if t.Again {
			s.Again++
		}
		if s.Since == 0 || t.AsOf < s.Since {
			s.Since = t.AsOf
		}
		if low, high := t.Quantile(10), t.Quantile(90); low != nil && high != nil {
			ranges = append(ranges, calibrate.Ranged{Low: number(*low), High: number(*high), Actual: number(t.Came)})
		}
		byPace, paced := paceOf(t)
		if paced && t.Value > 0 {
			drawn.add(math.Abs(byPace.end-number(t.Came)) / number(t.Value))
			if d, ok := distance(t); ok {
				own.add(d / number(t.Value))
			}
		}
		if t.Chance == nil || !paced {
			continue
		}
		const tenth = 10
		at := min(tenth-1, int(number(t.Past)*tenth+1e-9))
		tenths[at] = append(tenths[at], len(all))
		all = append(all, calibrate.Outcome{Chance: number(*t.Chance), Hit: t.Hit()})
		pace = append(pace, calibrate.Outcome{Chance: byPace.chance, Hit: t.Hit()})
	}
	s.Subjects, s.Chances, s.Range = len(subjects), len(all), calibrate.Cover(ranges)
	s.CRPS, s.PaceCRPS = own.value(), drawn.value()
	if len(all) == 0 {
		return s
	}
	s.Brier, s.Skill, s.PaceSkill = valued(calibrate.Brier(all)), valued(calibrate.Skill(all)), valued(calibrate.SkillAgainst(all, pace))
	s.Bins = calibrate.Reliability(all)
	s.Words = append(s.Words, calibrate.Verdict(all))
	for _, b := range s.Bins {
		if b.Count > 0 {
			s.Words = append(s.Words, b.Words())
		}
	}
	s.ByPast = byPast(tenths, all, pace)
	return s
}

func byPast(tenths map[int][]int, all, pace []calibrate.Outcome) []PastScore {
	var list []PastScore
	for at := range 10 {
		if len(tenths[at]) == 0 {
			continue
		}
		pick := func(from []calibrate.Outcome) []calibrate.Outcome {
			some := make([]calibrate.Outcome, len(tenths[at]))
			for i, place := range tenths[at] {
				some[i] = from[place]
			}
			return some
		}
		some := pick(all)
		score := PastScore{Past: float64(at) / 10, Count: len(some), Skill: valued(calibrate.Skill(some)), PaceSkill: valued(calibrate.SkillAgainst(some, pick(pace)))}
		score.Brier, _ = calibrate.Brier(some)
		list = append(list, score)
	}
	return list
}

// byPace is what the simple rule says.
type byPace struct {
	end, chance float64 // where it ends, and 0 or 1
}

// paceOf draws the actual on by the working days that are over; ok is false
// before the first.
func paceOf(t Trial) (p byPace, ok bool) {
	if t.Past <= 0 || t.Actual == nil {
		return p, false
	}
	p.end = number(*t.Actual) / number(t.Past)
	end, ok := amount(p.end)
	if !ok {
		return p, false
	}
	if goal.Holds(t.Aim, t.Value, t.Upper, end) {
		p.chance = 1
	}
	return p, true
}

// distance is the CRPS of the projection; ok is false where its quantiles are
// not all known.
func distance(t Trial) (d float64, ok bool) {
	levels, values := make([]float64, 0, Levels), make([]float64, 0, Levels)
	for i, q := range t.Quantiles {
		if q == nil {
			return 0, false
		}
		levels, values = append(levels, Level(i)), append(values, number(*q))
	}
	return calibrate.CRPSQuantiles(levels, values, number(t.Came))
}

type mean struct {
	sum float64
	n   int
}

func (m *mean) add(v float64) { m.sum, m.n = m.sum+v, m.n+1 }

func (m mean) value() *float64 {
	if m.n == 0 {
		return nil
	}
	v := m.sum / float64(m.n)
	return &v
}

func valued(v float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	return &v
}

// Scores returns how good the projections were that the scope may see the
// outcome of: of goals and targets that ended in the last two years.
func (s *Service) Scores(ctx context.Context, scope access.Scope) (Scores, error) {
	set, err := s.setting(ctx, scope.OrgID, 0)
	if err != nil {
		return Scores{}, err
	}
	made, err := s.store.ProjectionsEnded(ctx, scope.OrgID, period.Range{Start: set.asOf.AddMonths(-24), End: set.asOf + 1})
	if err != nil {
		return Scores{}, err
	}
	trials, err := s.tried(ctx, scope, set, made)
	return Scored(trials), err
}

// tried adds to projections where their subjects ended; those that the scope
// does not see, and those of which nothing came, are left out.
func (s *Service) tried(ctx context.Context, scope access.Scope, set setting, made []Projection) ([]Trial, error) {
	type end struct {
		value money.Amount
		ok    bool
	}
	came := map[string]end{}
	var trials []Trial
	for _, p := range made {
		if p.Chance == nil && p.Mean == nil || p.Method == ByCertain {
			continue
		}
		key := p.Key()
		if _, known := came[key]; !known {
			value, ok, err := s.came(ctx, scope, set, p.Subject)
			if err != nil {
				return nil, err
			}
			came[key] = end{value, ok}
		}
		if came[key].ok {
			trials = append(trials, Trial{Projection: p, Came: came[key].value})
		}
	}
	slices.SortStableFunc(trials, func(a, b Trial) int { return int(a.AsOf) - int(b.AsOf) })
	return trials, nil
}

// came returns where a subject ended; ok is false when the scope does not see
// it, or there is nothing to make it of.
func (s *Service) came(ctx context.Context, scope access.Scope, set setting, subject Subject) (value money.Amount, ok bool, err error) {
	var actual *money.Amount
	if subject.Goal != "" {
		var view attain.GoalView
		view, err = s.figures.Goal(ctx, scope, goal.Actor{}, subject.Goal, set.asOf)
		actual = view.Standing.Actual
	} else {
		actual, err = s.endOfTarget(ctx, scope, set, subject)
	}
	if err != nil || actual == nil {
		if fault.Is(err, fault.NotFound) {
			err = nil
		}
		return 0, false, err
	}
	return *actual, true, nil
}

// endOfTarget reads what is held against a target; NotFound when the metric is
// there no more, or the scope does not see the node.
func (s *Service) endOfTarget(ctx context.Context, scope access.Scope, set setting, subject Subject) (*money.Amount, error) {
	catalogue, err := s.store.Catalogue(ctx, set.org.ID)
	if err != nil {
		return nil, err
	}
	m, err := catalogue.Find(string(subject.Metric))
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "the metric %s is there no more", subject.Metric)
	}
	f, err := s.figures.Node(ctx, scope, subject.Node, attain.Query{Metric: m, Period: period.NewCustom(subject.Window), AsOf: set.asOf})
	if f.Covered != nil {
		return f.Covered, err
	}
	return f.Actual, err
}
