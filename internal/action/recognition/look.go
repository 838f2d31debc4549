package recognition

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// remembered is how far back badges are held against the numbers.
const remembered = 400

// Run awards what is to be awarded by now, and notes which badges later data
// undid. It returns how many are new. Several servers may do so at once: each
// badge is kept once.
func (s *Service) Run(ctx context.Context, orgID string) (int, error) {
	set, err := s.setting(ctx, orgID, 0)
	if err != nil {
		return 0, err
	}
	races, err := s.races(ctx, set)
	if err != nil || len(races) == 0 {
		return 0, err
	}
	kept, err := s.store.Badges(ctx, access.System(orgID), set.asOf, Filter{Since: set.asOf - remembered})
	if err != nil {
		return 0, err
	}
	all, known := Settled{}, daysOf(kept)
	for _, r := range races {
		some, err := s.race(ctx, set, r, kept, known)
		if err != nil {
			return 0, err
		}
		all = all.and(some)
	}
	s.mu.Lock()
	isSlow := s.slow[orgID] != set.asOf
	s.mu.Unlock()
	if isSlow {
		some, err := s.slowly(ctx, set, races, kept)
		if err != nil {
			return 0, err
		}
		all = all.and(some)
	}
	at := s.now().UnixMicro()
	for i := range all.Award {
		all.Award[i].ID, all.Award[i].AwardedAt = uuid.Must(uuid.NewV7()).String(), at
	}
	n, err := s.store.SettleBadges(ctx, orgID, all, at)
	if err == nil && isSlow {
		s.mu.Lock()
		s.slow[orgID] = set.asOf
		s.mu.Unlock()
	}
	return n, err
}

func (s Settled) and(o Settled) Settled {
	return Settled{slices.Concat(s.Award, o.Award), slices.Concat(s.Correct, o.Correct), slices.Concat(s.Restore, o.Restore)}
}

// race is a metric and a running period that people have targets for.
type race struct {
	metric   metric.Metric
	window   period.Range
	pursuits []Pursuit
}

// races returns what runs, by where it was projected today that targets end: each
// projection says what there is by now, too.
func (s *Service) races(ctx context.Context, set setting) ([]race, error) {
	catalogue, err := s.store.Catalogue(ctx, set.org.ID)
	if err != nil {
		return nil, err
	}
	var races []race
	err = foresee.Each(ctx, s.store, set.org.ID, set.asOf, func(some []foresee.Projection) error {
		for _, p := range some {
			m, err := catalogue.Find(string(p.Metric))
			if err != nil || !isRace(p, m) {
				continue
			}
			i := slices.IndexFunc(races, func(r race) bool { return r.metric.ID == m.ID && r.window == p.Window })
			if i < 0 {
				i = len(races)
				races = append(races, race{metric: m, window: p.Window})
			}
			races[i].pursuits = append(races[i].pursuits, Pursuit{Person: p.Node, Metric: m.ID, Period: p.Window, Actual: p.Actual, Target: p.Value})
		}
		return nil
	})
	return races, err
}

// isRace: only of what adds up has a part come for good, as long as nothing is
// cancelled.
func isRace(p foresee.Projection, m metric.Metric) bool {
	return p.Goal == "" && p.Node.Kind() == org.Person && p.Aim == goal.AtLeast && p.Value > 0 && m.Shape == metric.Sum
}

// race settles the milestones of a race.
func (s *Service) race(ctx context.Context, set setting, r race, kept []Badge, known map[string]period.Date) (Settled, error) {
	runs := map[org.NodeID]bool{}
	var hold []Badge
	for _, p := range r.pursuits {
		runs[p.Person] = true
		reached, err := s.dated(ctx, set, r, Milestones(p), known)
		if err != nil {
			return Settled{}, err
		}
		hold = append(hold, reached...)
	}
	if len(runs) >= Least {
		hold = append(hold, Firsts(hold)...)
	}
	kept = kindsOf(kept, r.metric.ID, r.window, Milestone, First)
	kept = slices.DeleteFunc(kept, func(b Badge) bool { return !runs[b.Person] })
	out, err := s.broken(ctx, set, r.window)
	return Settle(kept, hold, out), err
}

// kindsOf returns the badges of the kinds that were done by the metric in the
// days.
func kindsOf(list []Badge, m metric.Series, days period.Range, kinds ...Kind) []Badge {
	var some []Badge
	for _, b := range list {
		if b.Metric == m && b.Period == days && slices.Contains(kinds, b.Kind) {
			some = append(some, b)
		}
	}
	return some
}

// daysOf returns on which days badges were earned, by their keys.
func daysOf(badges []Badge) map[string]period.Date {
	days := make(map[string]period.Date, len(badges))
	for _, b := range badges {
		days[b.key()] = b.Day
	}
	return days
}

// dated finds the days on which milestones of one person were reached. Of those
// that are kept it is known.
func (s *Service) dated(ctx context.Context, set setting, r race, list []Badge, known map[string]period.Date) ([]Badge, error) {
	var days []attain.Point
	for i, b := range list {
		list[i].Day = set.asOf
		if day, ok := known[b.key()]; ok {
			list[i].Day = day
			continue
		}
		if days == nil {
			q := attain.Query{Metric: r.metric, Period: period.NewCustom(r.window), AsOf: set.asOf}
			up, err := s.figures.BurnUp(ctx, access.System(set.org.ID), b.Person, q, attain.WorkingDays)
			if err != nil {
				return nil, err
			}
			days = up.Points
		}
		if day, ok := DayReached(days, *b.Evidence.Target, b.Evidence.Percent); ok {
			list[i].Day = day
		}
	}
	return list, nil
}
