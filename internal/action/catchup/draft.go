package catchup

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/foresee"
)

// drafts returns the goals that the plan becomes: so many activities, where it
// asks for more of them, and so many deals.
func (s *Service) drafts(ctx context.Context, orgID string, t Told) ([]goal.Spec, error) {
	f := t.Outlook.Figures
	window := period.Range{Start: f.AsOf + 1, End: f.Period.End}
	parent, err := s.parent(ctx, orgID, f.Node.ID, f.Metric.ID, window, f.AsOf)
	if err != nil {
		return nil, err
	}
	base := goal.Spec{Owner: f.Node.ID, Aim: goal.AtLeast, Window: window, Parent: parent, Checks: weekly(window),
		Why: fmt.Sprintf("To catch up with the target of %s.", f.Period.Label)}
	var specs []goal.Spec
	deals, actions := 0.0, []string{}
	for _, step := range t.Steps {
		switch step.Kind {
		case Activities:
			perDay := math.Ceil(step.To - 1e-9)
			spec := base
			spec.Metric, spec.Value = metric.Activities, money.FromInt(int64(perDay)*int64(t.Days))
			spec.Title = fmt.Sprintf("%.0f activities per working day until %s", perDay, goal.SayDay(window.End-1))
			specs = append(specs, spec)
		case Earlier:
			actions = append(actions, "Bring forward: "+names(t, int(math.Ceil(step.To-1e-9)))+".")
		case WinRate:
			actions = append(actions, fmt.Sprintf("Prepare every open deal better: win %.0f %% instead of %.0f %%.", 100*step.To, 100*step.From))
		case DealSize:
			actions = append(actions, fmt.Sprintf("Sell more in each new deal: %.0f instead of %.0f.", step.To, step.From))
		}
		if t.Size > 0 {
			deals += step.Gain / t.Size
		}
	}
	if len(actions) > 0 {
		spec := base
		spec.Metric, spec.Actions = metric.DealsWon, actions
		spec.Value = money.FromInt(max(1, int64(math.Round(deals+t.expected()))))
		spec.Title = fmt.Sprintf("Deals won by %[2]s: %[1]s", spec.Value.Readable(), goal.SayDay(window.End-1))
		specs = append(specs, spec)
	}
	return specs, nil
}

// expected is how many deals the projection counts on from tomorrow.
func (t Told) expected() float64 {
	if t.Size <= 0 {
		return 0
	}
	p := pipelineOf(t.Outlook, foresee.Deals{})
	return (p.Open + p.New) / t.Size
}

func names(t Told, n int) string {
	list := make([]string, 0, n)
	for _, d := range t.Deals[:min(n, len(t.Deals))] {
		name := d.Name
		if name == "" {
			name = d.ID
		}
		list = append(list, name)
	}
	return strings.Join(list, ", ")
}

// weekly returns the last working days of the weeks of the window, and its last
// day: the days on which the goal is looked at.
func weekly(window period.Range) []period.Date {
	const week = 7
	var days []period.Date
	for d := window.Start + week - 1; d < window.End-1; d += week {
		days = append(days, d)
	}
	return append(days, window.End-1)
}

// parent finds the larger goal: the node's own, or the nearest above it, for the
// same metric over these days.
func (s *Service) parent(ctx context.Context, orgID string, node org.NodeID, m metric.Series, window period.Range, asOf period.Date) (goal.ID, error) {
	_, book, _, err := s.store.Company(ctx, orgID)
	if err != nil {
		return "", err
	}
	return Parent(ctx, s.store, orgID, book.Tree, node, m, window, asOf)
}

// Parent finds the larger goal that a small one of the node serves: its own
// goal for the metric over the days, or that of the nearest node above it; ""
// when there is none.
func Parent(ctx context.Context, store interface {
	Goals(ctx context.Context, scope access.Scope, day period.Date, f goal.Filter) ([]goal.Goal, error)
}, orgID string, tree *org.Tree, node org.NodeID, m metric.Series, window period.Range, asOf period.Date) (goal.ID, error) {
	for _, owner := range tree.Lineage(node, asOf, asOf) {
		found, err := store.Goals(ctx, access.System(orgID), asOf, goal.Filter{Owner: owner, Metric: m, States: []goal.State{goal.Accepted, goal.Active}})
		if err != nil {
			return "", err
		}
		for _, g := range found {
			if spec := g.Spec(); spec.Window.Overlaps(window) && len(spec.Scope) == 0 && !spec.EachOwner {
				return g.ID, nil
			}
		}
	}
	return "", nil
}
