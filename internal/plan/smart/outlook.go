package smart

import (
	"fmt"
	"math"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// outlook is what a range of days brings if nothing changes, with what the
// goal has already.
type outlook struct {
	model  Model
	mean   float64 // of the days to come: a sum, or a ratio or level at their end
	cases  float64 // of Rate and Average: the denominator to come
	had    Point   // what there is already
	errors errors
	trials []trial
	span   int     // months of a trial
	short  float64 // how much more a part of a month errs than a month
	a, b   float64 // of Rate: what is known of it, as Beta(a, b)
	months int     // of history used
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
	o := &outlook{model: in.Metric.Model, months: len(points), short: 1}
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
	ahead := max(0, monthsBetween(from, r.Start))
	length := max(1, monthsBetween(r.Start, r.End))
	if days, _ := r.Days(); days < 28 {
		o.short = math.Sqrt(30 / float64(days))
	}
	switch o.model {
	case Rate:
		in.foreseeRate(o, points, from, r)
		o.trials, o.span = ratioTrials(points, length/in.History.span(), in.History.span())
	case Average:
		in.foreseeAverage(o, points, from, r, length)
	case Level:
		o.trials, o.span = levelTrials(points, max(1, monthsBetween(from, r.End)))
		o.mean = toFloat(points[len(points)-1].Value)
		o.errors = errorsOf(o.trials, o.span)
		if len(o.trials) < minTrials {
			o.errors = crudeLevel(valuesOf(points), max(1, monthsBetween(from, r.End)))
		}
	default:
		values, first := valuesOf(points), firstMonth(points)
		o.mean = fit(values, first).days(from, r)
		o.trials, o.span = trials(values, first, min(ahead, yearMonths), min(length, yearMonths))
		o.errors = errorsOf(o.trials, o.span)
		if len(o.trials) < minTrials {
			o.errors = crude(values, length)
		}
	}
	return o
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
func (in Input) foreseeRate(o *outlook, points []Point, from period.Date, r period.Range) {
	recent := points[max(0, len(points)-yearMonths*in.History.span()):]
	var hits, cases float64
	for _, p := range recent {
		hits += toFloat(p.Num)
		cases += toFloat(p.Den)
	}
	weight := 1 / (dispersion(recent) * float64(in.History.span()))
	o.a, o.b = hits*weight+1, max(0, cases-hits)*weight+1
	o.mean = o.a / (o.a + o.b)
	if cases > 0 {
		o.mean = hits / cases
	}
	switch {
	case in.History.Expected != nil:
		o.cases = toFloat(*in.History.Expected)
	case in.History.span() > 1:
		o.cases = toFloat(points[len(points)-1].Den)
	default:
		o.cases = fit(denominators(points), firstMonth(points)).days(from, r)
	}
	o.cases = math.Round(max(0, o.cases))
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

func (in Input) foreseeAverage(o *outlook, points []Point, from period.Date, r period.Range, length int) {
	recent := points[max(0, len(points)-yearMonths):]
	num, den := sums(recent)
	if den != 0 {
		o.mean = num / den
	}
	o.cases = max(0, fit(denominators(points), firstMonth(points)).days(from, r))
	o.trials, o.span = ratioTrials(points, length, 1)
	o.errors = errorsOf(o.trials, o.span)
	if len(o.trials) < minTrials {
		o.errors = crudeRatio(points, length)
	}
	o.errors.logs = false
	o.errors.excess = 0
}

// atLeast returns the chance that the whole comes to the value or more. shift
// moves what is assumed of the future by so many of its standard errors.
func (o *outlook) atLeast(value money.Amount, shift float64) float64 {
	switch o.model {
	case Rate:
		return o.rateAtLeast(ceilOf(value, o.had.Den, o.cases)-whole(o.had.Num), shift)
	case Counts:
		need := ceilDiv(int64(value), int64(money.Unit)) - whole(o.had.Value)
		return o.countAtLeast(need, shift)
	default:
		return o.sumAtLeast(o.needed(toFloat(value)), shift)
	}
}

// above returns the chance that the whole comes to more than the value.
func (o *outlook) above(value money.Amount, shift float64) float64 {
	switch o.model {
	case Rate:
		return o.rateAtLeast(floorOf(value, o.had.Den, o.cases)-whole(o.had.Num)+1, shift)
	case Counts:
		return o.countAtLeast(floorDiv(int64(value), int64(money.Unit))-whole(o.had.Value)+1, shift)
	default:
		return o.atLeast(value, shift)
	}
}

// needed is what the days to come must bring so that the whole is the value.
func (o *outlook) needed(value float64) float64 {
	switch {
	case o.model == Level:
		return value
	case o.model != Average:
		return value - toFloat(o.had.Value)
	case o.cases <= 0:
		return value
	default:
		return (value*(toFloat(o.had.Den)+o.cases) - toFloat(o.had.Num)) / o.cases
	}
}

func (o *outlook) sumAtLeast(need, shift float64) float64 {
	e := o.errors
	degrees := max(3, e.effective-1)
	const tiny = 1e-9
	if e.logs && o.mean > 0 {
		if need <= 0 {
			return 1
		}
		s := max(tiny, e.relative*o.short)
		return chance.StudentAbove(math.Log(need/o.mean)/s-shift/math.Sqrt(e.effective), degrees)
	}
	s := max(tiny, e.relative*math.Abs(o.mean))
	if o.mean == 0 {
		s = max(tiny, e.absolute)
	}
	s *= o.short
	return chance.StudentAbove((need-o.mean)/s-shift/math.Sqrt(e.effective), degrees)
}

func (o *outlook) countAtLeast(need int64, shift float64) float64 {
	mean := max(0, o.mean) // withdrawals can make a month negative; a count cannot be
	if o.errors.effective > 0 {
		variance := mean + o.errors.excess*mean*mean
		mean = max(0, mean+shift*math.Sqrt(variance/o.errors.effective))
	}
	return chance.NegativeBinomial(need, mean, o.errors.excess)
}

func (o *outlook) rateAtLeast(need int64, shift float64) float64 {
	n := int64(o.cases)
	if shift == 0 {
		return chance.BetaBinomial(need, n, o.a, o.b)
	}
	mean := o.a / (o.a + o.b)
	sd := math.Sqrt(mean * (1 - mean) / (o.a + o.b + 1))
	return chance.Binomial(need, n, min(1, max(0, mean+shift*sd)))
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
		return toFloat(o.had.Value) + o.mean
	}
}

// spread is the relative standard deviation of what is to come.
func (o *outlook) spread() float64 {
	if o.model == Counts && o.mean > 0 {
		return math.Sqrt(1/o.mean + o.errors.excess)
	}
	return o.errors.relative * o.short
}

// chance returns the chance that the goal's value is met.
func (o *outlook) chance(g goal.Spec, shift float64) float64 {
	var p float64
	switch {
	case g.Aim == goal.AtMost:
		p = 1 - o.above(g.Value, shift)
	case g.Aim == goal.Between && g.Upper != nil:
		p = o.atLeast(g.Value, shift) - o.above(*g.Upper, shift)
	default:
		p = o.atLeast(g.Value, shift)
	}
	return min(1, max(0, p))
}

// occurred counts the trials that beat what history led to expect by at least
// as much as is asked for (or stayed below it as much).
func (o *outlook) occurred(uplift float64) (times, of int) {
	for _, t := range o.trials {
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
		return fmt.Sprintf("%s of history with season and growth, and how far such a forecast was off at %d earlier moments", plural(o.months, "month", "months"), len(o.trials))
	}
}
