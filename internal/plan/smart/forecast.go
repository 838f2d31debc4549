package smart

import (
	"math"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/forecast"
)

const yearMonths = 12

// course is where months go that add up: those that are over, and their
// forecast up to the end of the goal.
type course struct {
	values []money.Amount
	next   period.Date // the first day after the months
	ahead  forecast.Forecast
	days   period.Calendar
}

// courseOf forecasts values of whole months, the first of which begins on the
// day, up to the day before until.
func (in Input) courseOf(values []money.Amount, first, until period.Date) course {
	c := course{values: values, next: first.AddMonths(len(values)), days: in.Calendar}
	horizon := 1
	for c.next.AddMonths(horizon) < until {
		horizon++
	}
	s := forecast.Series{Frequency: forecast.Monthly, First: int(first.Month()) - 1}
	for i := range len(values) + horizon {
		if i < len(values) {
			s.Values = append(s.Values, toFloat(values[i]))
		}
		s.Days = append(s.Days, float64(in.worked(period.Range{Start: first.AddMonths(i), End: first.AddMonths(i + 1)})))
	}
	c.ahead = forecast.One(s, forecast.Options{Horizon: horizon})
	return c
}

// worked counts the working days; all days where none is one.
func (in Input) worked(r period.Range) int {
	if n, ok := in.Calendar.CountWorkingDays(r); ok && n > 0 {
		return n
	}
	n, _ := r.Days()
	return n
}

// shares are the parts of the coming months that lie in the days, by working
// days.
func (c course) shares(r period.Range) []float64 {
	var list []float64
	for k := range c.ahead.Mean {
		month := period.Range{Start: c.next.AddMonths(k), End: c.next.AddMonths(k + 1)}
		list = append(list, partOf(c.days, month.Intersect(r), month))
	}
	return list
}

// partOf is the part of a month's working days that lies in the days; of its
// days where nobody works.
func partOf(c period.Calendar, days, of period.Range) float64 {
	if days.Empty() {
		return 0
	}
	part, _ := c.CountWorkingDays(days)
	if all, _ := c.CountWorkingDays(of); all > 0 {
		return float64(part) / float64(all)
	}
	n, _ := days.Days()
	whole, _ := of.Days()
	return float64(n) / float64(max(1, whole))
}

// mean is what the days bring on average.
func (c course) mean(r period.Range) float64 {
	sum := 0.0
	for k, share := range c.shares(r) {
		sum += share * c.ahead.Mean[k]
	}
	return sum
}

// spread is where the days end. Of a history too short to have tried a forecast
// it is that of months that differ as those before did.
func (c course) spread(r period.Range, counts bool) chance.Spread {
	s := c.ahead.Part(c.shares(r))
	if !s.IsZero() || len(c.values) < 2 {
		return s
	}
	months := 0.0
	for _, share := range c.shares(r) {
		months += share
	}
	e := crude(c.values, max(1e-9, months))
	mean := c.mean(r)
	if counts {
		return chance.Counts(max(0, mean), e.excess)
	}
	return chance.Student(mean, e.absolute*math.Sqrt(1+months/e.effective), max(1, e.effective-1))
}

// trials are how sums of such months were forecast before.
func (c course) trials(ahead, months int) (list []trial, span int) {
	tried, span := c.ahead.Tried(ahead, ahead+months)
	for _, t := range tried {
		list = append(list, trial{t.Forecast, t.Actual})
	}
	return list, span
}

// independent is how many spans of so many months the history holds side by
// side: what is known of the centre of their spread is known from so many.
func (c course) independent(months int) float64 {
	return math.Max(2, float64(len(c.values))/float64(max(1, months)))
}

// trial is one earlier forecast with what then came.
type trial struct{ forecast, actual float64 }

// minTrials is the least number of trials that says something of the spread.
const minTrials = 4

// errors are what the trials tell of the next forecast.
type errors struct {
	relative  float64 // spread of the difference ÷ the mean forecast
	absolute  float64 // spread of actual − forecast
	effective float64 // independent trials: those of overlapping spans are fewer than they are many
	excess    float64 // variance above Poisson's, ÷ forecast²
}

func errorsOf(list []trial, span int) errors {
	e := errors{effective: math.Max(2, float64(len(list)-1)/float64(span)+1)}
	n := float64(len(list))
	if n == 0 {
		return e
	}
	var mean, squares float64
	for _, t := range list {
		mean += math.Abs(t.forecast) / n
		squares += (t.actual - t.forecast) * (t.actual - t.forecast)
	}
	e.absolute = math.Sqrt(squares / n)
	if mean > 0 {
		e.relative = e.absolute / mean
	}
	return e
}

// together is the correlation of the errors of neighbouring months, read from
// how much less a span errs than a month does.
func (c course) together() float64 {
	const unknown, span, most = 0.2, 3, 0.9
	one, _ := c.trials(0, 1)
	many, got := c.trials(0, span)
	if len(one) < minTrials || len(many) < minTrials || got != span {
		return unknown
	}
	short, long := errorsOf(one, 1), errorsOf(many, span)
	if short.relative == 0 {
		return unknown
	}
	ratio := long.relative * long.relative / (short.relative * short.relative)
	return min(most, max(0, (span*ratio-1)/(span-1)))
}

func total(values []money.Amount) float64 {
	sum := 0.0
	for _, v := range values {
		sum += toFloat(v)
	}
	return sum
}
