package scorecard

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// mostPeople bounds whose earlier periods are added up for a trend of the same
// organisation.
const mostPeople = 300

// trend holds the period against those before it.
func (s *Service) trend(ctx context.Context, scope access.Scope, set setting, main metric.Metric, c *Card) error {
	t := &Trend{Metric: main.ID, Name: main.Name, Unit: main.Unit, Lower: main.Direction == metric.Lower, PerDay: main.Shape == metric.Sum, Points: []Point{}}
	if main.Unit == metric.Money {
		t.Currency = set.org.Currency
	}
	spans := set.alike(t)
	values, err := s.Figures.Spans(ctx, scope, attain.SpanQuery{Metric: main, Node: c.Node.ID, Spans: spans, AsOf: set.asOf})
	if err != nil {
		return err
	}
	for i := range t.Points {
		t.Points[i].Value = values[i].Value
	}
	if c.Node.Kind == org.Team && main.Additive && main.Shape == metric.Sum {
		if err := s.samePeople(ctx, scope, set, main, c, t, spans); err != nil {
			return err
		}
	}
	// Before anything happened there is nothing to compare with: those are not
	// periods in which nothing was sold.
	first := slices.IndexFunc(t.Points, func(p Point) bool { return p.Value != nil && *p.Value != 0 || p.Now != nil && *p.Now != 0 })
	if first < 0 {
		return nil
	}
	for i := range first {
		t.Points[i].Value, t.Points[i].Now = nil, nil
	}
	t.compare()
	c.Trend = t
	return nil
}

// alike makes the points of a trend and returns the days that each looks at: of
// a period that runs as many working days of each.
func (set setting) alike(t *Trend) []period.Range {
	periods := []period.Period{set.period}
	for len(periods) < points {
		before, ok := set.org.Calendar.Previous(periods[len(periods)-1])
		if !ok {
			break
		}
		periods = append(periods, before)
	}
	slices.Reverse(periods)
	days := set.days()
	elapsed, _ := set.org.Calendar.CountWorkingDays(days)
	if !set.over() {
		t.Elapsed = &elapsed
	}
	spans := make([]period.Range, len(periods))
	for i, p := range periods {
		switch {
		case p.Range == set.period.Range:
			spans[i] = days
		case set.over():
			spans[i] = p.Range
		default:
			spans[i] = Alike(set.org.Calendar, p.Range, elapsed)
		}
		n, _ := set.org.Calendar.CountWorkingDays(spans[i])
		t.Points = append(t.Points, Point{Period: span(p), End: spans[i].End, Days: n})
	}
	return spans
}

// samePeople adds to each point what those brought who belong to the node now.
func (s *Service) samePeople(ctx context.Context, scope access.Scope, set setting, main metric.Metric, c *Card, t *Trend, spans []period.Range) error {
	people, err := s.people(ctx, scope, set, c.Node.ID)
	if err != nil {
		return err
	}
	day := set.last()
	people = slices.DeleteFunc(people, func(n org.Node) bool { return !n.Member.Contains(day) })
	t.People = len(people)
	if len(people) == 0 || len(people) > mostPeople {
		return nil
	}
	sums := make([]money.Amount, len(spans))
	for _, n := range people {
		values, err := s.Figures.Spans(ctx, scope, attain.SpanQuery{Metric: main, Node: n.ID, Spans: spans, AsOf: set.asOf})
		if err != nil {
			return err
		}
		for i, v := range values {
			if v.Value != nil {
				sums[i] += *v.Value
			}
		}
	}
	for i := range t.Points {
		t.Points[i].Now = &sums[i]
	}
	return nil
}
