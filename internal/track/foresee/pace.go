package foresee

import (
	"context"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/target"
	"github.com/attainhq/attain/internal/track/attain"
)

// How far back the shape of a period looks, and how many periods of its kind
// make its curve.
const (
	shapeMonths = 36
	mostPast    = 8
)

// pace returns how far the node is on the curve that is declared for the metric.
// Without one it goes by how such periods fill up: by the earlier ones where
// there are enough of them, else by season or working days. It is nil where there
// is no pace.
func (s *Service) pace(ctx context.Context, set setting, f attain.Figures, q attain.Query) (*attain.CurvePace, error) {
	if f.Filling != nil {
		return nil, nil //nolint:nilnil // nobody knows yet
	}
	actual := f.Actual
	if f.Covered != nil {
		actual = f.Covered
	}
	in := attain.Input{Target: f.Target, Actual: actual, Direction: f.Metric.Direction, Period: q.Period.Range, AsOf: f.AsOf, Calendar: set.org.Calendar}
	return s.paced(ctx, set, f.Node.ID, q, in)
}

// GoalPace returns how far a goal is that its reader sees, on the same curve as a
// target of its metric; nil where it has no pace: where less is better or two
// values bound it, where it is demanded of each of several people or periods, and
// where its metric does not add up day by day.
func (s *Service) GoalPace(ctx context.Context, orgID string, view attain.GoalView, asOf period.Date) (*attain.CurvePace, error) {
	spec, stands := view.Version.Spec, view.Standing
	if spec.Aim != goal.AtLeast || spec.EachOwner || spec.Each != "" || stands.Filling != nil || spec.Window.IsOpen() {
		return nil, nil //nolint:nilnil // there is no pace
	}
	set, err := s.setting(ctx, orgID, asOf)
	if err != nil {
		return nil, err
	}
	q := attain.Query{Metric: view.Metric, Period: period.NewCustom(spec.Window), AsOf: set.asOf, Rates: spec.Rates}
	in := attain.Input{Target: stands.Target, Actual: stands.Actual, Direction: view.Metric.Direction, Period: spec.Window, AsOf: set.asOf, Calendar: set.org.Calendar}
	return s.paced(ctx, set, spec.Owner, q, in)
}

// paced returns the pace of what is held against a target at a node.
func (s *Service) paced(ctx context.Context, set setting, node org.NodeID, q attain.Query, in attain.Input) (*attain.CurvePace, error) {
	if in.Target == nil || in.Actual == nil || q.Metric.Shape != metric.Sum || !in.Period.Contains(in.AsOf) {
		return nil, nil //nolint:nilnil // there is no pace
	}
	curves, err := s.store.Curves(ctx, set.org.ID)
	if err != nil {
		return nil, err
	}
	declared := curves[q.Metric.Base()]
	var shape attain.Shape
	if declared != attain.CalendarDays && declared != attain.WorkingDays {
		if shape, err = s.shape(ctx, set, node, q); err != nil {
			return nil, err
		}
	}
	p, ok := attain.OnCurve(in, shape, declared)
	if !ok {
		return nil, nil //nolint:nilnil // as above
	}
	return &p, nil
}

// shape reads how periods of the query's kind filled up at the node before it.
// Of periods that are no whole months nothing is known: they fill by working
// days.
func (s *Service) shape(ctx context.Context, set setting, node org.NodeID, q attain.Query) (attain.Shape, error) {
	days := q.Period.Range
	months := wholeMonths(days)
	if months == 0 {
		return attain.Shape{}, nil
	}
	back := shapeMonths
	for back < months*(mostPast/2) {
		back += months
	}
	q.Period = period.NewCustom(period.Range{Start: days.Start.AddMonths(-back), End: days.Start})
	line, err := s.figures.BurnUp(ctx, set.system(), node, q, attain.CalendarDays)
	if err != nil {
		return attain.Shape{}, err
	}
	return shapeOf(line.Points, days.Start, months), nil
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
