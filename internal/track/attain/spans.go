package attain

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// SpanQuery says of what, where and over which spans of days values are wanted.
type SpanQuery struct {
	Metric   metric.Metric
	Node     org.NodeID
	Spans    []period.Range // in any order; they may overlap
	AsOf     period.Date    // 0: the organisation's today
	Rates    metric.RatePolicy
	Currency money.Currency // "" for the organisation's
}

// SpanValue is a metric's value over one span.
type SpanValue struct {
	Value    *money.Amount // nil when there was nothing to make it of
	Num, Den money.Amount  // its parts: of a rate how many of how many
}

// Spans returns what a metric was at a node over each span, whether the ledger
// keeps it or not. Sums and ratios are
// added up from their days, which are read once; all else is read span by span.
func (s *Service) Spans(ctx context.Context, scope access.Scope, q SpanQuery) ([]SpanValue, error) {
	set, err := s.setting(ctx, scope.OrgID, q.AsOf)
	if err != nil {
		return nil, err
	}
	if err := set.countAnew(q.Metric, q.Node); err != nil {
		return nil, err
	}
	seen := q.Node
	if seen.Kind() == org.Credited {
		seen = set.org.Root() // a line of the company's number
	}
	if _, err := s.store.Node(ctx, scope, set.asOf, seen); err != nil {
		return nil, err
	}
	ask := question{metric: q.Metric, rates: q.Rates, currency: q.Currency}
	if ask.cells, err = s.cellsFor(ctx, set, q.Node, q.Metric); err != nil {
		return nil, err
	}
	values := make([]SpanValue, len(q.Spans))
	if done, err := s.spansOfDays(ctx, set, ask, q, values); done || err != nil {
		return values, err
	}
	for i, span := range q.Spans {
		ask.period = span
		read, err := s.readings(ctx, systemOf(set), set, ask, []org.NodeID{q.Node})
		if err != nil {
			return nil, err
		}
		r := read[q.Node]
		values[i] = SpanValue{Value: r.Value, Num: r.Num, Den: r.Den}
	}
	return values, nil
}

// spansOfDays adds the spans up from days; done is false for metrics that are
// more than the sum of their days.
func (s *Service) spansOfDays(ctx context.Context, set setting, ask question, q SpanQuery, values []SpanValue) (done bool, err error) {
	if len(set.closes) > 0 && !ask.metric.Posts() {
		return false, nil // a closed span is told as it was known then
	}
	if ask.metric.Window > 0 || ask.currency != "" && ask.currency != set.org.Currency || (chase{metric: ask.metric}).levelled() {
		return false, nil // a cohort's own days end before the span does
	}
	ask.period = period.Range{Start: period.Never, End: period.Always}
	for _, span := range q.Spans {
		ask.period = period.Range{Start: min(ask.period.Start, span.Start), End: max(ask.period.End, span.End)}
	}
	days, err := s.daily(ctx, set, ask, q.Node)
	if err != nil || days.still {
		return false, err
	}
	for i, span := range q.Spans {
		for day := span.Start; day < span.End; day++ {
			values[i].Num, values[i].Den = values[i].Num+days.num[day], values[i].Den+days.den[day]
		}
		values[i].Value = ask.metric.Value(values[i].Num, values[i].Den)
	}
	return true, nil
}
