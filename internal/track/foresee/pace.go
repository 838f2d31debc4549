package foresee

import (
	"context"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/target"
	"github.com/attainhq/attain/internal/track/attain"
)

// How far back the shape of a period looks, and how many periods of its kind
// make its curve.
const (
	shapeMonths = 36
	mostPast    = 8
)

// pace returns how far the node is against how such periods fill up: by the
// earlier ones where there are enough of them, else by season or working days.
// It is nil where there is no pace, and of periods that are no whole months.
func (s *Service) pace(ctx context.Context, set setting, f attain.Figures, q attain.Query) (*attain.CurvePace, error) {
	days := q.Period.Range
	months := wholeMonths(days)
	if f.Target == nil || f.Actual == nil || f.Metric.Shape != metric.Sum || months == 0 || !days.Contains(f.AsOf) || f.Filling != nil {
		return nil, nil //nolint:nilnil // there is no pace
	}
	back := shapeMonths
	for back < months*(mostPast/2) {
		back += months
	}
	before := q
	before.Period = period.NewCustom(period.Range{Start: days.Start.AddMonths(-back), End: days.Start})
	line, err := s.figures.BurnUp(ctx, set.system(), f.Node.ID, before, attain.CalendarDays)
	if err != nil {
		return nil, err
	}
	actual := *f.Actual
	if f.Covered != nil {
		actual = *f.Covered
	}
	in := attain.Input{Target: f.Target, Actual: &actual, Direction: f.Metric.Direction, Period: days, AsOf: f.AsOf, Calendar: set.org.Calendar}
	p, ok := attain.OnCurve(in, shapeOf(line.Points, days.Start, months))
	if !ok {
		return nil, nil //nolint:nilnil // as above
	}
	return &p, nil
}

// shapeOf reads from the days before a period of so many months how periods of
// its kind filled up, and the season of the months.
func shapeOf(points []attain.Point, start period.Date, months int) attain.Shape {
	begun := 0
	for begun < len(points) && (points[begun].Value == nil || *points[begun].Value == 0) {
		begun++
	}
	if begun == len(points) {
		return attain.Shape{}
	}
	points = points[begun:]
	first := points[0].Day
	of := func(days period.Range) (values []float64, sum money.Amount) {
		for day := days.Start; day < days.End; day++ {
			v := points[day-first].Value
			if v == nil {
				values = append(values, 0)
				continue
			}
			values, sum = append(values, number(*v)), sum+*v
		}
		return values, sum
	}
	var shape attain.Shape
	for i := mostPast; i > 0; i-- {
		days := period.Range{Start: start.AddMonths(-months * i), End: start.AddMonths(-months * (i - 1))}
		if days.Start >= first {
			values, _ := of(days)
			shape.Past = append(shape.Past, attain.PastPeriod{Days: days, Values: values})
		}
	}
	var sums []money.Amount
	from := start
	for month := start.AddMonths(-1); month >= first; month = month.AddMonths(-1) {
		_, sum := of(period.Range{Start: month, End: month.AddMonths(1)})
		sums = append([]money.Amount{sum}, sums...)
		from = month
	}
	const years = 24
	if len(sums) >= years {
		index := target.Seasonal(sums, int(from.Month())-1).Index
		shape.Season = &index
	}
	return shape
}

// wholeMonths returns how many calendar months the days are; 0 when they are
// none.
func wholeMonths(days period.Range) int {
	const longest = 12
	if days.IsOpen() || days.Start <= period.Always || days.Start.Day() != 1 {
		return 0
	}
	for n := 1; n <= longest; n++ {
		if days.Start.AddMonths(n) == days.End {
			return n
		}
	}
	return 0
}
