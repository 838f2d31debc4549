package smart

import (
	"math"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/target"
)

// trend is what a series of months does if nothing changes: the level of the
// last year, drawn on by a cautious growth, times the season of the month.
// It is small on purpose: a package of forecasts will take its place.
type trend struct {
	level  float64 // of the middle of the months that it was taken from
	age    float64 // months from there to the first month after the history
	growth float64 // per year
	season target.Indices
	next   int // the first month after the history: 0 is January
}

const yearMonths = 12

// fit reads the trend of values of whole months, the first of which is of the
// month first (0 is January).
func fit(values []money.Amount, first int) trend {
	n := len(values)
	t := trend{season: target.Seasonal(values, first), next: (first + n) % yearMonths}
	recent := yearMonths
	if n < yearMonths {
		recent = min(n, yearMonths/2)
	}
	sum := 0.0
	for i := n - recent; i < n; i++ {
		sum += toFloat(values[i]) / t.season.Index[(first+i)%yearMonths]
	}
	t.level = sum / float64(recent)
	t.age = float64(recent+1) / 2
	t.growth = growth(values)
	return t
}

// growth is the yearly growth of the last twelve months, drawn towards 0 by how
// few years it comes from; 0 with less than two.
func growth(values []money.Amount) float64 {
	n := len(values)
	years := min(n/yearMonths-1, 2)
	if years < 1 {
		return 0
	}
	now, before := total(values[n-yearMonths:]), total(values[n-yearMonths*(years+1):n-yearMonths*years])
	if now <= 0 || before <= 0 {
		return 0
	}
	raw := math.Pow(now/before, 1/float64(years)) - 1
	const least, most = -0.5, 1
	return min(most, max(least, raw*float64(years)/float64(years+1)))
}

// month returns what the month brings, 0 being the first after the history.
func (t trend) month(k int) float64 {
	return t.level * math.Pow(1+t.growth, (t.age+float64(k))/yearMonths) * t.season.Index[(t.next+k)%yearMonths]
}

// months sums so many months.
func (t trend) months(ahead, n int) float64 {
	sum := 0.0
	for k := ahead; k < ahead+n; k++ {
		sum += t.month(k)
	}
	return sum
}

// days sums the days of the range, each an equal part of its month. from is the
// first day after the history.
func (t trend) days(from period.Date, r period.Range) float64 {
	sum := 0.0
	month := period.NewDate(from.Year(), from.Month(), 1)
	for k := 0; month < r.End; k++ {
		next := month.AddMonths(1)
		if part := r.Intersect(period.Range{Start: month, End: next}); !part.Empty() {
			sum += t.month(k) * float64(part.End-part.Start) / float64(next-month)
		}
		month = next
	}
	return sum
}

// trial is one earlier forecast with what then came.
type trial struct{ forecast, actual float64 }

// minTrials is the least number of trials that says something of the spread.
const minTrials = 4

// trials forecasts so many months, as far ahead as the goal is, from every
// earlier moment from which it could have been done. Where the history is too
// short for that, the span is shortened: months tells how long it is.
func trials(values []money.Amount, first, ahead, months int) (list []trial, span int) {
	const least = 6
	for span = months; span >= 1; span-- {
		from := least
		if len(values)-ahead-span-yearMonths >= minTrials {
			from = yearMonths
		}
		list = nil
		for origin := from; origin+ahead+span <= len(values); origin++ {
			list = append(list, trial{fit(values[:origin], first).months(ahead, span), total(values[origin+ahead : origin+ahead+span])})
		}
		if len(list) >= minTrials {
			return list, span
		}
	}
	if ahead > 0 {
		return trials(values, first, 0, months)
	}
	return nil, 1
}

// errors are what the trials tell of the next forecast.
type errors struct {
	relative  float64 // spread of ln(actual ÷ forecast), or of the difference ÷ the mean forecast
	absolute  float64 // spread of actual − forecast
	logs      bool    // relative is of logarithms
	effective float64 // independent trials: those of overlapping spans are fewer than they are many
	excess    float64 // variance above Poisson's, ÷ forecast²
}

func errorsOf(list []trial, span int) errors {
	e := errors{logs: true, effective: math.Max(2, float64(len(list)-1)/float64(span)+1)}
	var mean, squares, over, weight float64
	for _, t := range list {
		e.logs = e.logs && t.forecast > 0 && t.actual > 0
		mean += math.Abs(t.forecast) / float64(len(list))
		d := t.actual - t.forecast
		squares += d * d
		over += d*d - t.forecast
		weight += t.forecast * t.forecast
	}
	n := float64(len(list))
	if n == 0 {
		return errors{effective: e.effective}
	}
	e.absolute = math.Sqrt(squares / n)
	if weight > 0 {
		e.excess = math.Max(0, over/weight)
	}
	if e.logs {
		logs := 0.0
		for _, t := range list {
			l := math.Log(t.actual / t.forecast)
			logs += l * l
		}
		e.relative = math.Sqrt(logs / n)
	} else if mean > 0 {
		e.relative = e.absolute / mean
	}
	return e
}

// together is the correlation of the errors of neighbouring months, read from
// how much less a span errs than a month does.
func together(values []money.Amount, first int) float64 {
	const unknown, span, most = 0.2, 3, 0.9
	one, _ := trials(values, first, 0, 1)
	many, got := trials(values, first, 0, span)
	if len(one) < minTrials || len(many) < minTrials || got != span {
		return unknown
	}
	short, long := errorsOf(one, 1), errorsOf(many, span)
	if short.relative == 0 || short.logs != long.logs {
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
