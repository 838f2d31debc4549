package smart

import (
	"fmt"
	"math"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// outlook is where the goal's value ends if nothing changes: what there is
// already with what the days to come bring.
type outlook struct {
	model    Model
	spread   chance.Spread // of the whole
	slack    float64       // how far the centre of the spread may be off: its standard error
	mean     float64       // of the days to come: a sum, or a ratio or level at their end
	relative float64       // standard deviation of what is to come ÷ its mean
	cases    float64       // of Rate and Average: the denominator to come
	had      Point         // what there is already
	trials   []trial
	span     int // months of a trial
	months   int // of history used
}

// remaining are the days of the window still to come.
func (in Input) remaining() period.Range {
	w := in.Goal.Window
	if in.History.span() > 1 {
		return w // such a metric has no part of a window
	}
	return period.Range{Start: max(w.Start, in.Today), End: w.End}
}

// points returns the history that is long enough, the own or that of peers.
func (in Input) points() (points []Point, peers bool) {
	if len(in.History.Points) < MinPoints && len(in.History.Peers) >= MinPoints {
		return in.History.Peers, true
	}
	return in.History.Points, false
}

func (h History) span() int { return max(1, h.Span) }

// outlook foresees the days; nil when there is nothing to foresee them from.
func (in Input) outlook(r period.Range) *outlook {
	points, _ := in.points()
	if len(points) < 2 && in.Metric.Model != Rate || len(points) == 0 || r.Empty() || r.IsOpen() {
		return nil
	}
	if _, den := sums(points); den <= 0 && (in.Metric.Model == Rate || in.Metric.Model == Average) {
		return nil
	}
	o := &outlook{model: in.Metric.Model, months: len(points)}
	for _, p := range in.History.SoFar {
		if p.Days.Overlaps(in.soFarOf(r)) {
			o.had.Value += p.Value
			o.had.Num += p.Num
			o.had.Den += p.Den
		}
	}
	from := points[len(points)-1].Days.End
	if in.History.span() > 1 {
		from = points[len(points)-1].Days.Start.AddMonths(1)
	}
	length := max(1, monthsBetween(r.Start, r.End))
	switch o.model {
	case Rate:
		in.foreseeRate(o, points, r)
		o.trials, o.span = ratioTrials(points, length/in.History.span(), in.History.span())
	case Average:
		in.foreseeAverage(o, points, r, length)
	case Level:
		o.foreseeLevel(points, max(1, monthsBetween(from, r.End)))
	default:
		in.foreseeSum(o, points, r, length)
	}
	return o
}

// foreseeSum adds what the days to come bring to what there is.
func (in Input) foreseeSum(o *outlook, points []Point, r period.Range, length int) {
	c := in.course(points, valuesOf)
	had := toFloat(o.had.Value)
	coming := c.spread(r, o.model == Counts)
	o.mean, o.spread = c.mean(r), coming.Moved(had)
	o.trials, o.span = c.trials(min(max(0, monthsBetween(c.next, r.Start)), yearMonths), min(length, yearMonths))
	o.slack = coming.Deviation() / math.Sqrt(c.independent(length))
	if o.mean > 0 {
		o.relative = coming.Deviation() / o.mean
	}
}

// course is courseOf of the points up to the end of the goal, made once.
func (in Input) course(points []Point, of func([]Point) []money.Amount) course {
	key := fmt.Sprint(in.Metric.Model, len(points), points[0].Days.Start)
	if kept, ok := in.courses[key]; ok {
		return kept
	}
	c := in.courseOf(of(points), points[0].Days.Start, in.Goal.Window.End)
	if in.courses != nil {
		in.courses[key] = c
	}
	return c
}

// soFarOf returns the days whose result counts together with the range: the
// window, or the period of a goal with Each that the range is in.
func (in Input) soFarOf(r period.Range) period.Range {
	if in.Goal.Each == "" {
		return in.Goal.Window
	}
	return in.step(r.Start)
}

// foreseeRate takes the rate of the last twelve months; where months differ by
// more than chance explains, less is known of it than their number says.
func (in Input) foreseeRate(o *outlook, points []Point, r period.Range) {
	recent := points[max(0, len(points)-yearMonths*in.History.span()):]
	hits, cases := sums(recent)
	weight := 1 / (dispersion(recent) * float64(in.History.span()))
	a, b := hits*weight+1, max(0, cases-hits)*weight+1
	o.mean = a / (a + b)
	if cases > 0 {
		o.mean = hits / cases
	}
	switch {
	case in.History.Expected != nil:
		o.cases = toFloat(*in.History.Expected)
	case in.History.span() > 1:
		o.cases = toFloat(points[len(points)-1].Den)
	default:
		o.cases = in.course(points, denominators).mean(r)
	}
	o.cases = math.Round(max(0, o.cases))
	had := chance.Rate{Hits: float64(whole(o.had.Num)), Cases: float64(whole(o.had.Den)), Coming: chance.Known(o.cases), A: a, B: b}
	o.spread = had.Spread()
	if all := had.Cases + o.cases; all > 0 {
		o.slack = math.Sqrt(a*b/(a+b+1)) / (a + b) * o.cases / all
	}
}

// dispersion compares how months differ with how chance alone would have it; 1
// or more.
func dispersion(points []Point) float64 {
	var hits, cases float64
	n := 0
	for _, p := range points {
		if p.Den > 0 {
			hits, cases, n = hits+toFloat(p.Num), cases+toFloat(p.Den), n+1
		}
	}
	rate := hits / max(cases, 1)
	if n < MinPoints || rate <= 0 || rate >= 1 {
		return 1
	}
	sum := 0.0
	for _, p := range points {
		if p.Den > 0 {
			d := toFloat(p.Num) - rate*toFloat(p.Den)
			sum += d * d / (rate * (1 - rate) * toFloat(p.Den))
		}
	}
	return max(1, sum/float64(n-1))
}

// foreseeAverage takes the quotient of the last twelve months, with how far such
// a one was off before.
func (in Input) foreseeAverage(o *outlook, points []Point, r period.Range, length int) {
	num, den := sums(points[max(0, len(points)-yearMonths):])
	if den != 0 {
		o.mean = num / den
	}
	if in.History.span() > 1 {
		o.cases = toFloat(points[len(points)-1].Den)
	} else {
		o.cases = max(0, in.course(points, denominators).mean(r))
	}
	o.trials, o.span = ratioTrials(points, length, 1)
	e := errorsOf(o.trials, o.span)
	if len(o.trials) < minTrials {
		e = crudeRatio(points, length)
	}
	if days, _ := r.Days(); days < 28 { // a part of a month errs more than a month
		e.absolute, e.relative = e.absolute*math.Sqrt(30/float64(days)), e.relative*math.Sqrt(30/float64(days))
	}
	ratio := chance.Student(o.mean, e.absolute, max(3, e.effective-1))
	had := toFloat(o.had.Den)
	o.spread = chance.Blend{Num: toFloat(o.had.Num), Den: had, Coming: chance.Known(o.cases), Ratio: ratio}.Spread()
	if o.cases+had <= 0 {
		o.spread = ratio
	}
	o.slack, o.relative = e.absolute/math.Sqrt(e.effective), e.relative
	if had > 0 {
		o.slack *= o.cases / (had + o.cases)
	}
}

// foreseeLevel takes the level as it is, and how it moved in so many months.
func (o *outlook) foreseeLevel(points []Point, months int) {
	o.trials, o.span = levelTrials(points, months)
	o.mean = toFloat(points[len(points)-1].Value)
	e := errorsOf(o.trials, o.span)
	if len(o.trials) < minTrials {
		e = crudeLevel(valuesOf(points), months)
	}
	o.spread = chance.Student(o.mean, e.absolute, max(3, e.effective-1))
	o.slack, o.relative = e.absolute/math.Sqrt(e.effective), e.relative
}

// needed is what the days to come must bring so that the whole is the value.
func (o *outlook) needed(value float64) float64 {
	switch {
	case o.model == Level:
		return value
	case o.model == Total || o.model == Counts:
		return value - toFloat(o.had.Value)
	case o.cases <= 0:
		return value
	default:
		return (value*(toFloat(o.had.Den)+o.cases) - toFloat(o.had.Num)) / o.cases
	}
}

// median is what the whole comes to if nothing changes.
func (o *outlook) median() float64 {
	switch o.model {
	case Rate, Average:
		if all := toFloat(o.had.Den) + o.cases; all > 0 {
			return (toFloat(o.had.Num) + o.mean*o.cases) / all
		}
		return o.mean
	case Level:
		return o.mean
	default:
		if v, ok := o.spread.Quantile(0.5); ok {
			return v
		}
		return toFloat(o.had.Value) + o.mean
	}
}

// chance returns the chance that the goal's value is met. shift moves where it
// ends by so many of its standard errors.
func (o *outlook) chance(g goal.Spec, shift float64) float64 {
	s := o.spread
	if shift != 0 && o.slack > 0 {
		s = s.Moved(shift * o.slack)
	}
	value := toFloat(g.Value)
	switch {
	case g.Aim == goal.AtMost:
		return s.AtMost(value)
	case g.Aim == goal.Between && g.Upper != nil:
		return min(1, max(0, s.AtLeast(value)+s.AtMost(toFloat(*g.Upper))-1))
	default:
		return s.AtLeast(value)
	}
}

// occurred counts the trials that beat what history led to expect by at least
// as much as is asked for (or stayed below it as much).
func occurred(trials []trial, uplift float64) (times, of int) {
	for _, t := range trials {
		if t.forecast <= 0 {
			continue
		}
		of++
		if change := t.actual/t.forecast - 1; uplift >= 0 && change >= uplift || uplift < 0 && change <= uplift {
			times++
		}
	}
	return times, of
}

// basis says what the chance comes from.
func (o *outlook) basis() string {
	switch o.model {
	case Rate:
		return fmt.Sprintf("the rate of the last %s, and %.0f cases to come", plural(min(o.months, yearMonths), "month", "months"), o.cases)
	case Level:
		return fmt.Sprintf("where it stands, and how it moved in %s", plural(o.months, "month", "months"))
	}
	switch {
	case len(o.trials) < minTrials:
		return fmt.Sprintf("%s of history, and how much its months differ", plural(o.months, "month", "months"))
	case o.model == Average:
		return fmt.Sprintf("its value over the last %s, and how far that was off at %d earlier moments", plural(min(o.months, yearMonths), "month", "months"), len(o.trials))
	default:
		return fmt.Sprintf("a forecast from %s of history, and how far such a forecast was off at %d earlier moments", plural(o.months, "month", "months"), len(o.trials))
	}
}
