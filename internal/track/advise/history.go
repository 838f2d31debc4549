package advise

import (
	"context"
	"fmt"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/smart"
	"github.com/attainhq/attain/internal/track/attain"
)

// How far the history goes back: three years show a season and a growth.
const (
	historyMonths = 36
	windowPoints  = 12 // of metrics that are about customers over a span
)

// history returns what the metric has been for the goal's owner and scope.
func (s *Service) history(ctx context.Context, set setting, spec goal.Spec, m metric.Metric) (smart.History, error) {
	there, err := s.available(ctx, set.org, set.today, []metric.Metric{m})
	if err != nil {
		return smart.History{}, err
	}
	set.newest = there[0].Newest
	m = m.In(spec.Scope)
	h, err := s.historyAt(ctx, set, set.Scope, spec, m, spec.Owner)
	if err != nil {
		return h, err
	}
	if spec.EachOwner {
		n, err := s.people(ctx, set, spec.Owner)
		if err != nil {
			return h, err
		}
		h.Points, h.SoFar = shared(h.Points, n), nil
		return h, nil
	}
	if spec.Owner.Kind() == org.Person && len(h.Points) < smart.MinPoints && h.Span <= 1 {
		h.Peers, err = s.peers(ctx, set, spec, m)
	}
	return h, err
}

// historyAt reads the months before today at a node, and the part of the
// goal's window that is over.
func (s *Service) historyAt(ctx context.Context, set setting, scope access.Scope, spec goal.Spec, m metric.Metric, node org.NodeID) (smart.History, error) {
	h := smart.History{Span: 1}
	spans := months(set.today, historyMonths)
	perWindow := m.Shape == metric.Customers && modelOf(m) != smart.Level
	if perWindow {
		h.Span = spanMonths(spec.Window)
		spans = windows(set.today, h.Span, windowPoints)
	}
	points, err := s.points(ctx, scope, spec, m, node, heard(spans, set.newest), set.today)
	if err != nil {
		return h, err
	}
	h.Points = trimmed(points)
	if err := s.mature(ctx, set, m, node, &h); err != nil {
		return h, err
	}
	if begun := soFar(spec, set); len(begun) > 0 && !perWindow && modelOf(m) != smart.Level {
		h.SoFar, err = s.points(ctx, scope, spec, m, node, begun, set.today)
	}
	return h, err
}

// points reads the metric over spans. A stock is read as it stood at the end of
// each.
func (s *Service) points(ctx context.Context, scope access.Scope, spec goal.Spec, m metric.Metric, node org.NodeID, spans []period.Range, today period.Date) ([]smart.Point, error) {
	read, err := s.spans(ctx, scope, spec, m, node, spans, today)
	if err != nil {
		return nil, err
	}
	points := make([]smart.Point, len(read))
	for i, p := range read {
		points[i] = smart.Point{Days: spans[i], Num: p.Num, Den: p.Den}
		if p.Value != nil {
			points[i].Value = *p.Value
		}
		if m.Scale > 1 {
			points[i].Num *= money.Amount(m.Scale) // the parts of a score are counted, the score is of 100
		}
	}
	return points, nil
}

func (s *Service) spans(ctx context.Context, scope access.Scope, spec goal.Spec, m metric.Metric, node org.NodeID, spans []period.Range, today period.Date) ([]attain.SpanValue, error) {
	q := attain.SpanQuery{Metric: m, Node: node, Spans: spans, AsOf: today}
	if m.Unit == metric.Money {
		q.Rates, q.Currency = spec.Rates, spec.Currency
	}
	if m.Shape != metric.Stock {
		return s.figures.Spans(ctx, scope, q)
	}
	var read []attain.SpanValue
	for _, span := range spans {
		q.Spans, q.AsOf = []period.Range{span}, min(today, span.End-1)
		one, err := s.figures.Spans(ctx, scope, q)
		if err != nil {
			return nil, err
		}
		read = append(read, one...)
	}
	return read, nil
}

// months returns so many whole calendar months before the day.
func months(today period.Date, n int) []period.Range {
	first := today.FirstOfMonth()
	list := make([]period.Range, n)
	for i := range list {
		list[i] = period.Range{Start: first.AddMonths(i - n), End: first.AddMonths(i - n + 1)}
	}
	return list
}

// heard leaves out the spans at the end of which nothing had come in any more,
// from anybody: they are not months in which nothing happened, but months of
// which nothing is known.
func heard(spans []period.Range, newest *period.Date) []period.Range {
	if newest == nil {
		return spans
	}
	const slack = 7 // the last days of a month may well be quiet
	for len(spans) > 0 && spans[len(spans)-1].End-1-slack > *newest {
		spans = spans[:len(spans)-1]
	}
	return spans
}

// windows returns spans of so many months that begin a month apart, the last
// one ending before the month of the day.
func windows(today period.Date, length, n int) []period.Range {
	first := today.FirstOfMonth()
	list := make([]period.Range, n)
	for i := range list {
		end := first.AddMonths(i - n + 1)
		list[i] = period.Range{Start: end.AddMonths(-length), End: end}
	}
	return list
}

// spanMonths returns how many months a window has, from 1 to 12.
func spanMonths(w period.Range) int {
	const perMonth, most = 30.4375, 12
	days, ok := w.Days()
	if !ok || w.Start <= period.Always {
		return 1
	}
	return min(most, max(1, int(float64(days)/perMonth+0.5)))
}

// trimmed leaves out the months before anything was counted.
func trimmed(points []smart.Point) []smart.Point {
	for i, p := range points {
		if p.Value != 0 || p.Num != 0 || p.Den != 0 {
			return points[i:]
		}
	}
	return nil
}

// mature leaves out the last cohorts of a conversion without a window: they
// have not had the time to convert that those before them had.
func (s *Service) mature(ctx context.Context, set setting, m metric.Metric, node org.NodeID, h *smart.History) error {
	base := m.Base()
	cohort := base == metric.LeadConversion || base == metric.LeadQualification || strings.HasPrefix(string(base), "conversion:") && m.Window == 0
	if !cohort {
		return nil
	}
	cycle, err := s.leadTime(ctx, set, node)
	if err != nil || cycle == nil {
		return err
	}
	const perMonth = 30
	young := min((*cycle+perMonth-1)/perMonth, max(0, len(h.Points)-smart.MinPoints))
	h.Points = h.Points[:len(h.Points)-young]
	return nil
}

// soFar returns the begun part of the goal's window, by its periods when it is
// for each of them. Today is not over.
func soFar(spec goal.Spec, set setting) []period.Range {
	over := spec.Window.Intersect(period.Range{Start: period.Always, End: set.today})
	if over.Empty() || spec.Window.Start <= period.Always {
		return nil
	}
	if spec.Each == "" {
		return []period.Range{over}
	}
	var list []period.Range
	for _, p := range spec.Steps(set.org.Calendar) {
		if begun := p.Intersect(over); !begun.Empty() {
			list = append(list, begun)
		}
	}
	return list
}

// shared divides what all bring among them.
func shared(points []smart.Point, n int) []smart.Point {
	if n < 1 {
		return nil
	}
	out := make([]smart.Point, len(points))
	for i, p := range points {
		out[i] = p
		out[i].Value = p.Value / money.Amount(n)
	}
	return out
}

// peers returns the history of a typical person of the owner's team, to those
// who see the team: from a mean one could tell what the others bring.
func (s *Service) peers(ctx context.Context, set setting, spec goal.Spec, m metric.Metric) ([]smart.Point, error) {
	team := set.tree.Parent(spec.Owner, set.today, set.today)
	if team == "" {
		return nil, nil
	}
	n, err := s.people(ctx, set, team)
	if err != nil || n < 2 {
		return nil, err
	}
	h, err := s.historyAt(ctx, set, set.Scope, spec, m, team)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return shared(h.Points, n), err
}

// baseline measures what the goal starts from; why says why there is none.
func (s *Service) baseline(ctx context.Context, set setting, spec goal.Spec, m metric.Metric) (value *money.Amount, why string, err error) {
	m = m.In(spec.Scope)
	spans := []period.Range{spec.Change.Over}
	if spec.Each != "" { // of a goal for each period: what such a period brought on average
		measured := spec
		measured.Window = spec.Change.Over
		if steps := measured.Steps(set.org.Calendar); len(steps) > 0 {
			spans = nil
			for _, p := range steps {
				spans = append(spans, p.Range)
			}
		}
	}
	points, err := s.spans(ctx, set.Scope, spec, m, spec.Owner, append(spans, spec.Change.Over), set.today)
	if err != nil {
		return nil, "", err
	}
	value = points[len(spans)].Value
	if m.Shape == metric.Sum && len(spans) > 1 {
		var sum money.Amount
		for _, p := range points[:len(spans)] {
			sum += *p.Value
		}
		mean, err := money.MulDiv(sum, 1, int64(len(spans)))
		if err != nil {
			return nil, "", err
		}
		value = &mean
	}
	if value != nil && spec.EachOwner && m.Shape == metric.Sum {
		n, err := s.people(ctx, set, spec.Owner)
		if err != nil || n == 0 {
			return nil, "nobody belongs to it today", err
		}
		one := *value / money.Amount(n)
		value = &one
	}
	if value == nil {
		return nil, fmt.Sprintf("there is nothing that %s could be made of on those days", strings.ToLower(m.Name)), nil
	}
	return value, "", nil
}
