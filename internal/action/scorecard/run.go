package scorecard

import (
	"context"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Run is how far the scorecards of a period are.
type Run struct {
	Period  Span
	State   RunState
	LeaseTo int64 // microseconds: until then somebody is at it
	Begun   int64
	Ended   int64 // 0: not yet
	AsOf    period.Date
	Of      int // scorecards that are due
	Done    int // of them given, in this run or before
	Failed  []Failure
}

// RunState says how a run stands.
type RunState string

// The states.
const (
	Running RunState = "running"
	Done    RunState = "done"
)

// Failure is a scorecard that could not be made.
type Failure struct {
	Node org.NodeID `json:"node"`
	Why  string     `json:"why"`
}

// Grace is how many days after the end of a period its scorecards are given:
// what was invoiced on the last day has come by then.
const Grace = 3

// Due returns the last month that is over for so many days.
func Due(c period.Calendar, today period.Date) (p period.Period, ok bool) {
	return c.Previous(c.Containing(period.Month, today-Grace))
}

// Give makes the scorecards of a period that is over, of all people and teams
// and the company, and keeps them. What was given before stays; with again new
// ones are given beside them, as known today. One that fails is told of and
// stops no other. ok is false when somebody else is at it, or it is done.
func (s *Service) Give(ctx context.Context, orgID string, p period.Period, again bool, report func(Run)) (r Run, ok bool, err error) {
	set, err := s.setting(ctx, orgID, p, 0)
	if err != nil {
		return r, false, err
	}
	if !set.over() {
		return r, false, fault.New(fault.Invalid, "%s is not over before %s; the scorecards of a period are given after it", p.Label, p.End)
	}
	at := s.Now()
	if ok, err = s.Store.LeaseScorecards(ctx, orgID, span(p), at, at.Add(lease), again); err != nil || !ok {
		return r, false, err
	}
	r = Run{Period: span(p), State: Running, Begun: at.UnixMicro(), AsOf: set.asOf}
	nodes, err := s.due(ctx, set)
	if err != nil {
		return r, true, err
	}
	given, err := s.Store.ScorecardStamps(ctx, access.System(orgID), set.asOf, p.ID)
	if err != nil {
		return r, true, err
	}
	r.Of = len(nodes)
	for _, id := range nodes {
		if stamp, there := given[id]; there && (!again || stamp.AsOf == set.asOf) {
			r.Done++
			continue
		}
		if err := ctx.Err(); err != nil {
			return r, true, err
		}
		if err := s.give(ctx, set, id); err != nil {
			if ctx.Err() != nil {
				return r, true, err
			}
			r.Failed = append(r.Failed, Failure{id, err.Error()})
		} else {
			r.Done++
		}
		r.LeaseTo = s.Now().Add(lease).UnixMicro()
		if err := s.Store.SaveScorecardRun(ctx, orgID, r); err != nil {
			return r, true, err
		}
		if report != nil {
			report(r)
		}
	}
	r.State, r.Ended, r.LeaseTo = Done, s.Now().UnixMicro(), 0
	return r, true, s.Store.SaveScorecardRun(ctx, orgID, r)
}

// give makes one scorecard and keeps it. A bug in one must not take the others
// with it.
func (s *Service) give(ctx context.Context, set setting, id org.NodeID) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("making the scorecard of %s: %v", id, p)
		}
	}()
	c, err := s.make(ctx, set, id)
	if err != nil {
		return err
	}
	return s.Store.SaveScorecards(ctx, set.org.ID, []Given{{c, s.Now().UnixMicro()}})
}

// due returns who gets a scorecard: the people who were there in the period,
// the teams that held some of them, and the company.
func (s *Service) due(ctx context.Context, set setting) ([]org.NodeID, error) {
	people, err := s.people(ctx, access.System(set.org.ID), set, "")
	if err != nil {
		return nil, err
	}
	var ids, teams []org.NodeID
	for _, n := range people {
		ids = append(ids, n.ID)
		for _, above := range set.book.Tree.Lineage(n.ID, set.last(), set.asOf) {
			if above.Kind() == org.Team && !slices.Contains(teams, above) {
				teams = append(teams, above)
			}
		}
	}
	slices.Sort(teams)
	return append(append(ids, teams...), set.org.Root()), nil
}

// Runs returns how far the scorecards of each period are, the latest first.
func (s *Service) Runs(ctx context.Context, orgID string) ([]Run, error) {
	return s.Store.ScorecardRuns(ctx, orgID)
}

// Weigh sets how much metrics weigh; one of which nothing is said weighs 1.
func (s *Service) Weigh(ctx context.Context, orgID string, weights map[metric.Series]money.Amount) error {
	const most = 100 * money.Unit
	catalogue, err := s.Store.Catalogue(ctx, orgID)
	if err != nil {
		return err
	}
	for m, w := range weights {
		if _, err := catalogue.Find(string(m)); err != nil {
			return err
		}
		if w < 0 || w > most {
			return fault.New(fault.Invalid, "%s is no weight; a weight is a factor from 0 to 100, and 1 is usual", w)
		}
	}
	return s.Store.SaveScorecardWeights(ctx, orgID, weights)
}
