package goal_test

import (
	"testing"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

func TestCircle(t *testing.T) {
	t.Parallel()
	parents := map[goal.ID]goal.ID{"c": "b", "b": "a", "x": "y", "y": "x"}
	parentOf := func(id goal.ID) goal.ID { return parents[id] }
	for _, c := range []struct {
		id, parent goal.ID
		circle     bool
	}{{"d", "c", false}, {"d", "", false}, {"a", "c", true}, {"a", "a", true}, {"b", "c", true}, {"d", "x", false}} {
		if err := goal.Circle(c.id, c.parent, parentOf); fault.Is(err, fault.Invalid) != c.circle {
			t.Errorf("%s under %s: %v", c.id, c.parent, err)
		}
	}
}

func TestContributes(t *testing.T) {
	t.Parallel()
	in := setting()
	for name, c := range map[string]struct {
		parent, child func(*goal.Spec)
		people        int
		want          string
	}{
		"a quarter of it":   {nil, func(s *goal.Spec) { s.Value = amount("125000") }, 0, "0.25"},
		"within its time":   {nil, func(s *goal.Spec) { s.Value, s.Window.End = amount("50000"), period.MustDate("2027-02-01") }, 0, "0.1"},
		"each month":        {nil, func(s *goal.Spec) { s.Value, s.Each = amount("100000"), period.Month }, 0, "0.6"},
		"each of four":      {nil, func(s *goal.Spec) { s.Value, s.Owner, s.EachOwner = amount("100000"), "team:east", true }, 4, "0.8"},
		"a product of all":  {nil, func(s *goal.Spec) { s.Value, s.Scope = amount("500000"), []org.NodeID{"product:red"} }, 0, "1"},
		"all of a product":  {func(s *goal.Spec) { s.Scope = []org.NodeID{"product:red"} }, func(*goal.Spec) {}, 0, "the goal above counts only Red bike"},
		"leads for revenue": {nil, func(s *goal.Spec) { s.Metric = metric.Leads }, 0, "it counts leads, the goal above counts revenue"},
		"a rate for a rate": {func(s *goal.Spec) { s.Metric, s.Value = metric.WinRate, amount("0.2") }, func(s *goal.Spec) { s.Metric, s.Value = metric.WinRate, amount("0.2") }, 0, "values of win rate do not add up"},
		"orders":            {func(s *goal.Spec) { s.Metric = metric.Orders }, func(s *goal.Spec) { s.Metric = metric.Orders }, 0, "values of orders do not add up"},
		"a limit":           {nil, func(s *goal.Spec) { s.Aim = goal.AtMost }, 0, "limits do not add up"},
		"dollars for euros": {nil, func(s *goal.Spec) { s.Currency = "USD" }, 0, "it is counted in USD, the goal above in EUR"},
		"longer than it":    {nil, func(s *goal.Spec) { s.Window.End++ }, 0, "its days, from 1 January to 1 April 2027, are not all within those of the goal above"},
		"a part of nothing": {func(s *goal.Spec) { s.Value = 0 }, func(*goal.Spec) {}, 0, "the goal above has no total"},
	} {
		parent, child := plain(), plain()
		if c.parent != nil {
			c.parent(&parent)
		}
		c.child(&child)
		got := goal.Contributes(child, parent, in, c.people)
		text := got.Why
		if got.Share != nil {
			text = got.Share.String()
		}
		check(t, name, text, c.want)
	}
}
