package foresee

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/forecast"
	"github.com/attainhq/attain/internal/track/attain"
)

// Course is a metric's past months at a node, and where they go.
type Course struct {
	Past     []Month
	Ahead    []MonthAhead  // empty without a forecast
	Method   string        // in a word; "" without a forecast
	Why      string        // of the method, or why there is no forecast
	Skill    *money.Amount // 1 − errors ÷ those of the seasonal naive; nil when it was not tried
	Origins  int           // earlier moments at which it was tried
	Outliers []period.Date // first days of months that were not learned from as they are
	Market   *MarketEffect // nil without an index
	Below    *Below        // whom the months ahead come from; nil where that is not told
}

// Month is what a month brought.
type Month struct {
	Days  period.Range
	Value *money.Amount // nil when there was nothing to make it of
}

// MonthAhead is where a month may land. What the history cannot say is nil.
type MonthAhead struct {
	Days              period.Range
	Mean              *money.Amount
	P2, P10, P50, P90 *money.Amount
	P97               *money.Amount
	Naive             *money.Amount // the same month of the year before
}

// Course returns the months of the query's metric at a node up to the as-of
// day, and so many ahead; NotFound when the scope does not see the node.
func (s *Service) Course(ctx context.Context, scope access.Scope, id org.NodeID, q attain.Query, ahead int) (Course, error) {
	if _, err := s.figures.Node(ctx, scope, id, q); err != nil {
		return Course{}, err
	}
	set, err := s.setting(ctx, scope.OrgID, q.AsOf)
	if err != nil {
		return Course{}, err
	}
	if q.Metric.Shape != metric.Sum && q.Metric.Shape != metric.Ratio {
		return Course{Why: "It is counted over a span of time or as it stands, not month by month, so its months cannot be forecast. Its goals are judged by how it moved before."}, nil
	}
	next := set.asOf + 1
	wanted := question{metric: q.Metric, spec: attain.SpanQuery{Rates: q.Rates}, until: next.FirstOfMonth().AddMonths(ahead)}
	var children []org.NodeID
	if wanted.nodes, children, err = s.kin(ctx, set, id, q.Metric); err != nil {
		return Course{}, err
	}
	wanted.kin = len(wanted.nodes) > 0
	if !wanted.kin {
		peers, err := s.peers(ctx, set, ask{Subject: Subject{Node: id, Metric: q.Metric.ID}, at: id})
		if err != nil {
			return Course{}, err
		}
		wanted.nodes = slices.Concat(peers, []org.NodeID{id})
	}
	list, err := s.courses(ctx, set, wanted)
	if err != nil {
		return Course{}, err
	}
	out := list[id].told()
	out.Below, err = s.below(ctx, set, scope, id, children, list, out)
	return out, err
}

// told writes a course with amounts.
func (c course) told() Course {
	if len(c.months) == 0 {
		return Course{Why: whyNone(c)}
	}
	out := Course{Market: c.market, Why: c.ahead.Why, Method: string(c.ahead.Method), Origins: c.ahead.Skill.Origins}
	for i, days := range c.months {
		m := Month{Days: days}
		if !forecast.IsMissing(c.values[i]) {
			m.Value = amountOrNil(c.values[i])
		}
		out.Past = append(out.Past, m)
	}
	if c.ahead.Skill.Origins > 0 {
		out.Skill = amountOrNil(c.ahead.Skill.Value)
	}
	for _, o := range c.ahead.Outliers {
		if !o.Last {
			out.Outliers = append(out.Outliers, c.months[o.At].Start)
		}
	}
	for k, mean := range c.ahead.Mean {
		spread := c.ahead.Step(k)
		const outer, low = 0.025, 0.1
		out.Ahead = append(out.Ahead, MonthAhead{Days: c.after(k), Mean: amountOrNil(mean), Naive: amountOrNil(c.ahead.Naive[k]),
			P2: at(spread, outer), P10: at(spread, low), P50: at(spread, 0.5), P90: at(spread, 1-low), P97: at(spread, 1-outer)})
	}
	return out
}

func at(s chance.Spread, level float64) *money.Amount {
	v, ok := s.Quantile(level)
	if !ok {
		return nil
	}
	return amountOrNil(v)
}
