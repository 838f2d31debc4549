package tradeoff

import (
	"cmp"
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
)

// Guard is how a guardrail of a running goal holds, for one owner.
type Guard struct {
	Goal   goal.ID
	Title  string
	Owner  org.Node
	Metric metric.Metric
	Aim    goal.Aim
	Limit  money.Amount
	Upper  *money.Amount
	Actual *money.Amount
	State  GuardState
	Room   *float64 // what is left to the limit, as a part of it; below 0 beyond it
	Text   string
}

// GuardState says how near a guardrail is to breaking.
type GuardState string

// The states.
const (
	Broken GuardState = "broken"
	AtEdge GuardState = "at_the_edge"
	Holds  GuardState = "holds"
	NoData GuardState = "unknown"
)

// nearly is the part of the limit within which a guardrail is at the edge.
const nearly = 0.1

// RoomOf returns how much is left to the nearer limit, as a part of it; ok is
// false for a limit of 0, of which nothing is a part.
func RoomOf(g goal.Guard, actual money.Amount) (room float64, ok bool) {
	part := func(left, of money.Amount) (float64, bool) {
		if of == 0 {
			return 0, false
		}
		return float64(left) / float64(max(of, -of)), true
	}
	switch g.Aim {
	case goal.AtMost:
		return part(g.Value-actual, g.Value)
	case goal.Between:
		low, okLow := part(actual-g.Value, g.Value)
		if g.Upper == nil {
			return low, okLow
		}
		high, okHigh := part(*g.Upper-actual, *g.Upper)
		if !okLow || okHigh && high < low {
			return high, okHigh
		}
		return low, okLow
	default:
		return part(actual-g.Value, g.Value)
	}
}

// guards returns the guardrails of the goals that run at the node and below, the
// broken ones first, then by what is left.
func (s *Service) guards(ctx context.Context, scope access.Scope, id org.NodeID, asOf period.Date) ([]Guard, error) {
	views, err := s.goals.Goals(ctx, scope, goal.Actor{}, goal.Filter{Under: id, States: []goal.State{goal.Active, goal.Accepted}}, asOf)
	if err != nil {
		return nil, err
	}
	list := []Guard{}
	add := func(v attain.GoalView, owner org.Node, standing attain.Standing) {
		for _, g := range standing.Guards {
			list = append(list, guardOf(v, owner, g))
		}
	}
	for _, v := range views {
		if !v.Version.Spec.Window.Contains(asOf) {
			continue
		}
		add(v, v.Owner, v.Standing)
		for _, o := range v.Standing.Owners {
			add(v, o.Node, o.Standing)
		}
	}
	rank := map[GuardState]int{Broken: 0, AtEdge: 1, Holds: 2, NoData: 3}
	slices.SortStableFunc(list, func(a, b Guard) int {
		return cmp.Or(cmp.Compare(rank[a.State], rank[b.State]), cmp.Compare(roomOrMuch(a.Room), roomOrMuch(b.Room)), cmp.Compare(a.Owner.Name, b.Owner.Name), cmp.Compare(a.Goal, b.Goal))
	})
	return list, nil
}

func guardOf(v attain.GoalView, owner org.Node, g attain.GuardStanding) Guard {
	out := Guard{Goal: v.Goal.ID, Title: cmp.Or(v.Version.Spec.Title, v.Readback), Owner: owner, Metric: g.Of, Aim: g.Aim, Limit: g.Value, Upper: g.Upper, Actual: g.Actual, State: NoData, Text: g.Text}
	if g.Actual == nil || g.Holds == nil {
		return out
	}
	if room, ok := RoomOf(g.Guard, *g.Actual); ok {
		out.Room = &room
	}
	switch {
	case !*g.Holds:
		out.State = Broken
	case out.Room != nil && *out.Room < nearly:
		out.State = AtEdge
	default:
		out.State = Holds
	}
	return out
}

func roomOrMuch(room *float64) float64 {
	if room == nil {
		return 1e9
	}
	return *room
}
