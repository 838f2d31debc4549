package attain

import (
	"context"
	"fmt"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// HistoryPoint is a metric's value in one period.
type HistoryPoint struct {
	Period   period.Period
	Value    *money.Amount // nil when there was nothing to make it of
	Num, Den money.Amount  // its parts: of a rate how many of how many
}

// History returns what a metric was at a node in each whole period of the kind
// within the days, as known on the day. A period that is not over is left out.
func (s *Service) History(ctx context.Context, scope access.Scope, m metric.Metric, node org.NodeID, kind period.Kind, days period.Range, asOf period.Date) ([]HistoryPoint, error) {
	set, err := s.whole(ctx, scope.OrgID, asOf)
	if err != nil {
		return nil, err
	}
	if err := set.countAnew(m, node); err != nil {
		return nil, err
	}
	if _, err := s.store.Node(ctx, scope, set.asOf, node); err != nil {
		return nil, err
	}
	periods, err := set.org.Calendar.Between(kind, days.Intersect(period.Range{Start: days.Start, End: set.asOf + 1}))
	if err != nil {
		return nil, err
	}
	q := question{metric: m, period: days}
	if q.cells, err = s.cellsFor(ctx, set, node, m); err != nil {
		return nil, err
	}
	points := []HistoryPoint{}
	for _, p := range periods {
		if p.Start < days.Start || p.End > days.End || p.End > set.asOf+1 {
			continue
		}
		q.period = p.Range
		read, err := s.readings(ctx, systemOf(set), set, q, []org.NodeID{node})
		if err != nil {
			return nil, err
		}
		points = append(points, HistoryPoint{p, read[node].Value, read[node].Num, read[node].Den})
	}
	return points, nil
}

// Measure returns what a metric is at a node over the days, as known on the
// day; scoped metrics too, whether the ledger keeps them or not.
func (s *Service) Measure(ctx context.Context, scope access.Scope, m metric.Metric, node org.NodeID, days period.Range, asOf period.Date) (Reading, error) {
	set, err := s.whole(ctx, scope.OrgID, asOf)
	if err != nil {
		return Reading{}, err
	}
	return s.measure(ctx, scope, set, question{metric: m, period: days}, node)
}

func (s *Service) measure(ctx context.Context, scope access.Scope, set setting, q question, node org.NodeID) (Reading, error) {
	if err := set.countAnew(q.metric, node); err != nil {
		return Reading{}, err
	}
	if _, err := s.store.Node(ctx, scope, set.asOf, node); err != nil {
		return Reading{}, err
	}
	var err error
	if q.cells, err = s.cellsFor(ctx, set, node, q.metric); err != nil {
		return Reading{}, err
	}
	read, err := s.readings(ctx, systemOf(set), set, q, []org.NodeID{node})
	return read[node], err
}

// Baseline measures what a goal's change starts from: its metric at its owner
// over the days that the change names, in the goal's currency. Of a goal that
// each person has for himself a total is divided by the people there are.
func (s *Service) Baseline(ctx context.Context, scope access.Scope, spec goal.Spec, asOf period.Date) (Reading, period.Date, error) {
	set, err := s.whole(ctx, scope.OrgID, asOf)
	if err != nil {
		return Reading{}, 0, err
	}
	if spec.Change == nil || spec.Change.Over.Empty() {
		return Reading{}, 0, fault.New(fault.Invalid, "the goal names no days in which its baseline could be measured")
	}
	m, err := set.find(spec.Metric)
	if err != nil {
		return Reading{}, 0, err
	}
	if len(spec.Scope) > 0 {
		m = m.In(spec.Scope)
	}
	q := question{metric: m, period: spec.Change.Over}
	if m.Unit == metric.Money {
		q.rates, q.currency = spec.Rates, spec.Currency
	}
	read, err := s.measure(ctx, scope, set, q, spec.Owner)
	if err != nil || !spec.EachOwner || m.Shape != metric.Sum || read.Value == nil {
		return read, set.asOf, err
	}
	people, err := s.peopleOf(ctx, chase{setting: set, spec: spec, days: spec.Window})
	if n := int64(len(people)); err == nil && n > 0 {
		mean, err := money.MulDiv(*read.Value, 1, n)
		read.Value = &mean
		read.Notes = append(read.Notes, fmt.Sprintf("The mean of %d people.", n))
		return read, set.asOf, err
	}
	return read, set.asOf, err
}
