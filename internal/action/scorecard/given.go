package scorecard

import (
	"context"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Given is a scorecard as it was given. It is never changed: what became known
// later is told beside it.
type Given struct {
	Card
	MadeAt int64 // microseconds
}

// Stamp says when a scorecard was given, and what it said.
type Stamp struct {
	AsOf   period.Date
	MadeAt int64
	Score  *money.Amount
}

func (g Given) stamp() *Stamp { return &Stamp{g.AsOf, g.MadeAt, g.Score.Value} }

// View is a scorecard for a reader.
type View struct {
	Card    Card
	Given   *Stamp // when it was given; nil: never, and Card is as known now
	Now     *money.Amount
	Changes []Change // from what was given to what is known now
}

// Change is a line that is another now than it was given.
type Change struct {
	Key    string        `json:"key"`
	Name   string        `json:"name"`
	What   string        `json:"what" enum:"actual,target,attainment,new,gone"`
	Before *money.Amount `json:"before"`
	After  *money.Amount `json:"after"`
}

// View returns the scorecard of a node: of a period that is over the one that
// was given, with what is another by now, or with fresh the one as known now.
// NotFound when the scope does not see inside the node.
func (s *Service) View(ctx context.Context, scope access.Scope, id org.NodeID, p period.Period, asOf period.Date, fresh bool) (View, error) {
	set, err := s.setting(ctx, scope.OrgID, p, asOf)
	if err != nil {
		return View{}, err
	}
	if err := s.seen(ctx, scope, set, id); err != nil {
		return View{}, err
	}
	given, ok, err := s.Store.Scorecard(ctx, unpublished(scope), set.asOf, p.ID, id)
	if err != nil {
		return View{}, err
	}
	if !ok || fresh {
		v := View{Changes: []Change{}}
		if v.Card, err = s.make(ctx, set, id); err != nil {
			return v, err
		}
		if ok {
			v.Given, v.Now = given.stamp(), v.Card.Score.Value
			v.Changes = changes(given.Lines, v.Card.Lines)
		}
		return v, nil
	}
	v := View{Card: given.Card, Given: given.stamp()}
	if err := s.hide(ctx, scope, set, &v.Card); err != nil {
		return v, err
	}
	lines, err := s.lines(ctx, set, []org.NodeID{id})
	if err != nil {
		return v, err
	}
	now := lines[id]
	v.Now = Weigh(now, v.Card.Period, set.over()).Value
	v.Changes = changes(v.Card.Lines, now)
	return v, nil
}

func unpublished(scope access.Scope) access.Scope {
	scope.PublishedKinds, scope.Ranking = nil, false
	return scope
}

// hide takes out of a card that was kept whom its reader does not see any more;
// what they brought stays in the sum.
func (s *Service) hide(ctx context.Context, scope access.Scope, set setting, c *Card) error {
	if c.Members == nil || scope.All {
		return nil
	}
	ids := make([]org.NodeID, len(c.Members.Rows))
	for i, row := range c.Members.Rows {
		ids[i] = row.Node.ID
	}
	nodes, err := s.Store.Nodes(ctx, unpublished(scope), set.asOf, org.Filter{IDs: ids})
	if err != nil {
		return err
	}
	seen := map[org.NodeID]bool{}
	for _, n := range nodes {
		seen[n.ID] = true
	}
	c.Members.keep(func(id org.NodeID) bool { return seen[id] })
	return nil
}

// changes says what differs between the lines that count of two days. What runs
// on is no correction: it is left out.
func changes(before, after []Line) []Change {
	list := []Change{}
	then, now := map[string]Line{}, map[string]Line{}
	for _, l := range before {
		then[l.Key] = l
	}
	for _, l := range after {
		now[l.Key] = l
	}
	for _, l := range before {
		next, ok := now[l.Key]
		switch {
		case l.Share == nil && (!ok || next.Share == nil):
		case !ok:
			list = append(list, Change{l.Key, l.Name, "gone", l.Attainment, nil})
		default:
			for _, of := range []struct {
				what string
				a, b *money.Amount
			}{{"target", l.Target, next.Target}, {"actual", l.Actual, next.Actual}, {"attainment", l.Attainment, next.Attainment}} {
				if !same(of.a, of.b) {
					list = append(list, Change{l.Key, l.Name, of.what, of.a, of.b})
				}
			}
		}
	}
	for _, l := range after {
		if _, ok := then[l.Key]; !ok && l.Share != nil {
			list = append(list, Change{l.Key, l.Name, "new", nil, l.Attainment})
		}
	}
	return list
}

func same(a, b *money.Amount) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// Weights returns how much metrics weigh of which somebody said so; the others
// weigh 1.
func (s *Service) Weights(ctx context.Context, orgID string) (map[string]money.Amount, error) {
	weights, err := s.Store.ScorecardWeights(ctx, orgID)
	out := map[string]money.Amount{}
	for m, w := range weights {
		out[string(m)] = w
	}
	return out, err
}

const lease = 2 * time.Minute
