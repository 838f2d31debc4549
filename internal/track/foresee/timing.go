package foresee

import (
	"context"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// timing is when in a month a metric comes, in the whole company: many sell most
// of a month in its last days, and some invoice once.
type timing struct {
	calendar period.Calendar
	months   []timedMonth
	total    float64
}

// timedMonth is what each day of a month brought.
type timedMonth struct {
	at     []float64 // by day, the part of the month's working days that is over at its end
	values []float64
}

// timedMonths is how far a timing looks back.
const timedMonths = 24

// timingOf reads the days of the last months that are over. There is none for
// what has no days of its own.
func (s *Service) timingOf(ctx context.Context, set setting, m metric.Metric, q attain.SpanQuery, months []period.Range) (*timing, error) {
	t := &timing{calendar: set.org.Calendar}
	if m.Shape != metric.Sum || len(months) == 0 {
		return t, nil
	}
	months = months[max(0, len(months)-timedMonths):]
	whole := period.NewCustom(period.Range{Start: months[0].Start, End: months[len(months)-1].End})
	line, err := s.figures.BurnUp(ctx, set.system(), set.org.Root(), attain.Query{Metric: m, Period: whole, AsOf: set.asOf, Rates: q.Rates}, attain.CalendarDays)
	if err != nil {
		return t, err
	}
	for _, month := range months {
		of := timedMonth{}
		for day := month.Start; day < month.End; day++ {
			p := line.Points[day-whole.Start]
			if p.Value == nil {
				continue
			}
			of.at = append(of.at, worked(set.org.Calendar, period.Range{Start: month.Start, End: day + 1}, month))
			of.values = append(of.values, max(0, number(*p.Value)))
			t.total += max(0, number(*p.Value))
		}
		t.months = append(t.months, of)
	}
	return t, nil
}

// until returns the part of a month that usually comes before so much of its
// working days is over, drawn to that part by two months in which all days are
// alike.
func (t *timing) until(part float64) float64 {
	const alike, rounding = 2, 1e-9
	if t.total <= 0 || part <= 0 || part >= 1 {
		return min(1, max(0, part))
	}
	come := 0.0
	for _, m := range t.months {
		for i, at := range m.at {
			if at <= part+rounding {
				come += m.values[i]
			}
		}
	}
	each := t.total / float64(len(t.months))
	return (come + alike*each*part) / (t.total + alike*each)
}

// share returns the part of a month that comes on some of its days.
func (t *timing) share(days, month period.Range) float64 {
	from := t.until(worked(t.calendar, period.Range{Start: month.Start, End: days.Start}, month))
	to := t.until(worked(t.calendar, period.Range{Start: month.Start, End: days.End}, month))
	return max(0, to-from)
}

// worked returns the part of a range's working days that lies in the days; of
// its days where nobody works.
func worked(c period.Calendar, days, of period.Range) float64 {
	part, _ := c.CountWorkingDays(days)
	all, _ := c.CountWorkingDays(of)
	if all > 0 {
		return float64(part) / float64(all)
	}
	n, _ := days.Days()
	whole, _ := of.Days()
	return float64(n) / float64(max(1, whole))
}
