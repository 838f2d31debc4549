package foresee

import (
	"context"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// link says how a metric follows from opportunities that are won.
type link struct {
	each  bool    // every win counts as one, whatever it is worth
	yield float64 // of what they are won for, the part that the metric gets
	more  bool    // there is more of the metric than comes of them
}

// linkOf looks at how much of the metric came of opportunities in the last
// twelve months of the whole company; ok is false when it does not follow from
// them. Sales do not say which opportunity they come from, so revenue above what
// was won counts as business that needs none, and what was won and not sold as
// the part that is lost on the way.
//
// For a part of the business that is no whole tree (a goal's scope) only what
// counts opportunities follows from them: how much else is sold there is not kept.
func (s *Service) linkOf(ctx context.Context, set setting, m metric.Metric, q attain.SpanQuery) (l link, ok bool, err error) {
	switch m.Base() {
	case metric.DealsWon:
		return link{each: true}, true, nil
	case metric.DealsWonValue:
		return link{yield: 1}, true, nil
	case metric.Revenue:
		if len(m.Scope) > 0 {
			return link{}, false, nil
		}
	default:
		return link{}, false, nil
	}
	won, err := metric.Find(string(metric.DealsWonValue))
	if err != nil {
		return link{}, false, err
	}
	next := set.asOf + 1
	end := next.FirstOfMonth()
	year := []period.Range{{Start: end.AddMonths(-12), End: end}}
	revenue, err := metric.Find(string(metric.Revenue))
	if err != nil {
		return link{}, false, err
	}
	sold, err := s.monthly(ctx, set, revenue, q, set.org.Root(), year)
	if err != nil {
		return link{}, false, err
	}
	agreed, err := s.monthly(ctx, set, won, q, set.org.Root(), year)
	if err != nil {
		return link{}, false, err
	}
	// Opportunities that make up little of the business say little of it.
	const least, slack = 0.1, 0.02
	switch {
	case !(agreed[0] > 0) || !(sold[0] > 0) || agreed[0] < least*sold[0]:
		return link{}, false, nil
	case sold[0] > (1+slack)*agreed[0]:
		return link{yield: 1, more: true}, true, nil
	default:
		return link{yield: sold[0] / agreed[0]}, true, nil
	}
}
