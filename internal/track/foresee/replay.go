package foresee

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
)

// Replay foresees the targets of the past again: as of each week of the days, by
// what was known then and nothing else, and holds it against what came. It
// stores nothing; see Keep. report may be nil; it is told each day that is done.
//
// Only what adds up over time is replayed: what is judged as a goal is judged by
// what is known today.
func (s *Service) Replay(ctx context.Context, orgID string, days period.Range, report func(period.Date)) ([]Trial, error) {
	today, err := s.setting(ctx, orgID, 0)
	if err != nil {
		return nil, err
	}
	const week = 7
	days.End = min(days.End, today.asOf+1)
	if days.Empty() {
		return nil, fault.New(fault.Invalid, "%s has no days that are over; choose days before %s", days, today.asOf)
	}
	var made []Projection
	for day := days.Start; day < days.End; day += week {
		list, err := s.replayed(ctx, orgID, day, today.asOf)
		if err != nil {
			return nil, err
		}
		made = append(made, list...)
		if report != nil {
			report(day)
		}
	}
	return s.tried(ctx, access.System(orgID), today, made)
}

// replayed foresees the targets as of one day, of periods that are over by
// today.
func (s *Service) replayed(ctx context.Context, orgID string, day, today period.Date) ([]Projection, error) {
	set, err := s.setting(ctx, orgID, day)
	if err != nil {
		return nil, err
	}
	asks, err := s.targets(ctx, set)
	if err != nil {
		return nil, err
	}
	var list []Projection
	for _, group := range grouped(asks) {
		if !group[0].summed() || group[0].Window.End > today+1 {
			continue
		}
		some, err := s.project(ctx, set, group, func(ask) bool { return true })
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

// Keep stores what was foreseen again, so that pages tell how good chances are
// before the first period of real ones has ended. What was said on the day
// itself stays as it was given. It returns how many it has stored.
func (s *Service) Keep(ctx context.Context, orgID string, trials []Trial) (int, error) {
	said := map[string]map[period.Date]bool{}
	var list []Projection
	for _, t := range trials {
		key := t.Key()
		if said[key] == nil {
			kept, err := s.store.ProjectionsOf(ctx, orgID, key)
			if err != nil {
				return 0, err
			}
			said[key] = map[period.Date]bool{}
			for _, p := range kept {
				said[key][p.AsOf] = !p.Again
			}
		}
		if !said[key][t.AsOf] {
			p := t.Projection
			p.Again = true
			list = append(list, p)
		}
	}
	return len(list), s.store.SaveProjections(ctx, orgID, list)
}
