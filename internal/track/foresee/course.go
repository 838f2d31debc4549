package foresee

import (
	"context"
	"math"
	"runtime"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/forecast"
	"github.com/attainhq/attain/internal/track/attain"
)

// course is a metric's past months at a node, and where they go.
type course struct {
	months []period.Range // calendar months that are over and of which data came, the oldest first
	values []float64      // of each; forecast.Missing where there was nothing to make it of
	ahead  forecast.Forecast
	timing *timing       // of the metric
	market *MarketEffect // nil without an index
}

// How far a course looks back: five years show how a season moves, and are as
// much as a market remembers.
const pastMonths = 60

// after returns the month so many after the last that is over.
func (c course) after(k int) period.Range {
	last := c.months[len(c.months)-1]
	return period.Range{Start: last.Start.AddMonths(k + 1), End: last.Start.AddMonths(k + 2)}
}

// question says of which courses are wanted.
type question struct {
	metric metric.Metric
	spec   attain.SpanQuery // rates and currency
	nodes  []org.NodeID
	until  period.Date  // the forecasts reach to the day before it
	less   *metricTimes // what is taken off each month; nil for nothing
	kin    bool         // who stands beside each other tells of each other, and nobody else
}

// metricTimes is a metric, times a factor.
type metricTimes struct {
	metric metric.Metric
	factor float64
}

// courses reads the months of the nodes and forecasts them together: what one
// node's history cannot tell of the errors, those of its kind do. Where the
// metric adds up over nodes, so do the forecasts. A node of which nothing is
// known has no months.
func (s *Service) courses(ctx context.Context, set setting, q question) (map[org.NodeID]course, error) {
	months, err := s.months(ctx, set, q.metric)
	if err != nil || len(months) == 0 {
		return nil, err
	}
	horizon := 1
	for months[len(months)-1].Start.AddMonths(horizon+1) < q.until {
		horizon++
	}
	timing, err := s.timingOf(ctx, set, q.metric, q.spec, months)
	if err != nil {
		return nil, err
	}
	values := map[org.NodeID][]float64{}
	for _, id := range q.nodes {
		if values[id], err = s.values(ctx, set, q, id, months); err != nil {
			return nil, err
		}
	}
	var families []family
	if q.metric.Additive {
		families = familiesOf(set, q.nodes)
	}
	var all []forecast.Series
	list := make(map[org.NodeID]course, len(q.nodes))
	group := groupsOf(q, families)
	worked := workingDays(set.org.Calendar, months[0].Start, len(months)+horizon)
	for _, id := range q.nodes {
		series, own := seriesOf(string(id), group[id], months, values[id], worked)
		list[id] = course{months: own, values: series.Values, timing: timing}
		if len(own) > 0 {
			all = append(all, withMarket(series, set.index, q.metric, own[0].Start, horizon))
		}
	}
	for i, f := range families {
		rest, ok := f.remainder(values)
		of := "rest"
		if q.kin {
			of = "below " + string(f.parent)
		}
		series, own := seriesOf("rest of "+string(f.parent)+" "+line(f.children[0].Kind()), of, months, rest, worked)
		if ok && len(own) > 0 {
			families[i].rest = series.ID
			all = append(all, withMarket(series, set.index, q.metric, own[0].Start, horizon))
		}
	}
	ahead := map[string]forecast.Forecast{}
	workers := max(1, runtime.GOMAXPROCS(0)/4) // the rest is for whoever waits for an answer
	for _, f := range forecast.All(all, forecast.Options{Horizon: horizon, Workers: workers}) {
		ahead[f.ID] = f
	}
	settle(families, ahead)
	for id, c := range list {
		c.ahead = ahead[string(id)]
		c.market = c.marketOf(set.index, q.metric)
		list[id] = c
	}
	return list, nil
}

// groupsOf says whose past tells of whose: nodes of a kind or, where every page
// must come to the same number, those that stand beside each other.
func groupsOf(q question, families []family) map[org.NodeID]string {
	group := map[org.NodeID]string{}
	for _, id := range q.nodes {
		group[id] = string(id.Kind())
	}
	if q.kin {
		for _, f := range families {
			for _, child := range f.children {
				group[child] = "below " + string(f.parent)
			}
		}
	}
	return group
}

// values reads the months of one node.
func (s *Service) values(ctx context.Context, set setting, q question, id org.NodeID, months []period.Range) ([]float64, error) {
	values, err := s.monthly(ctx, set, q.metric, q.spec, id, months)
	if err != nil || q.less == nil {
		return values, err
	}
	less, err := s.monthly(ctx, set, q.less.metric, q.spec, id, months)
	if err != nil {
		return nil, err
	}
	for i := range values {
		values[i] -= q.less.factor * less[i]
	}
	return values, nil
}

// months returns the calendar months that are over, up to the last of which
// data came.
func (s *Service) months(ctx context.Context, set setting, m metric.Metric) ([]period.Range, error) {
	var series []metric.Series
	for _, t := range append(append([]metric.Term(nil), m.Num...), m.Den...) {
		series = append(series, t.Series)
	}
	newest, err := s.store.Newest(ctx, set.org.ID, set.org.Root(), series, set.asOf)
	if err != nil {
		return nil, err
	}
	last := period.Always
	for _, day := range newest {
		last = max(last, day)
	}
	const slack = 7 // the last days of a month may well be quiet
	next := set.asOf + 1
	first := next.FirstOfMonth().AddMonths(-pastMonths)
	var months []period.Range
	for i := range pastMonths {
		month := period.Range{Start: first.AddMonths(i), End: first.AddMonths(i + 1)}
		if month.End-1-slack <= last {
			months = append(months, month)
		}
	}
	return months, nil
}

// monthly reads a metric's months at a node.
func (s *Service) monthly(ctx context.Context, set setting, m metric.Metric, q attain.SpanQuery, node org.NodeID, months []period.Range) ([]float64, error) {
	q.Metric, q.Node, q.Spans, q.AsOf = m, node, months, set.asOf
	read, err := s.figures.Spans(ctx, set.system(), q)
	if err != nil {
		return nil, err
	}
	values := make([]float64, len(read))
	for i, v := range read {
		values[i] = forecast.Missing()
		if v.Value != nil {
			values[i] = number(*v.Value)
		}
	}
	return values, nil
}

// begun leaves out the months before anything happened: they are not months in
// which nothing was sold, but months before there was a seller.
func begun(months []period.Range, values []float64) ([]period.Range, []float64) {
	for i, v := range values {
		if !forecast.IsMissing(v) && v != 0 {
			return months[i:], values[i:]
		}
	}
	return nil, nil
}

// workingDays returns the working days of so many months; 0 where it is not known
// how many a month has.
func workingDays(c period.Calendar, first period.Date, n int) []float64 {
	days := make([]float64, n)
	for i := range days {
		if worked, ok := c.CountWorkingDays(period.Range{Start: first.AddMonths(i), End: first.AddMonths(i + 1)}); ok {
			days[i] = float64(worked)
		}
	}
	return days
}

// rest returns what the days bring, which follow the as-of day: of a month of
// which a part is over, the part that usually comes after. It is the zero Spread where the history supports none.
func (c course) rest(days period.Range) chance.Spread {
	if len(c.months) == 0 || days.Empty() {
		return chance.Spread{}
	}
	shares := make([]float64, len(c.ahead.Mean))
	for k := range shares {
		month := c.after(k)
		if left := month.Intersect(days); !left.Empty() {
			shares[k] = c.timing.share(left, month)
		}
	}
	if len(shares) == 0 || c.after(len(shares)-1).End < days.End {
		return chance.Spread{}
	}
	part := c.ahead.Part(shares)
	if part.IsZero() {
		return part
	}
	expected := 0.0
	for k, share := range shares {
		expected += share * c.ahead.Mean[k]
	}
	// The months of those who make up a node sum to its own, and so do parts of
	// them. What forecasts missed by is not even around 0, and is cut off at 0 for
	// each by himself, so that the means of the spreads would not.
	return part.WithMean(expected)
}

// amount returns a number of whole units as an amount; ok is false when it is
// none.
func amount(v float64) (a money.Amount, ok bool) {
	const most = 9e14
	if math.IsNaN(v) || math.Abs(v) > most {
		return 0, false
	}
	return money.Amount(math.Round(v * float64(money.Unit))), true
}
