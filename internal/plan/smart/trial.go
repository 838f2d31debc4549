package smart

import (
	"math"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// crude is the spread of months around their mean, for histories that are too
// short to have tried a forecast.
func crude(values []money.Amount, months float64) errors {
	n := float64(len(values))
	mean := total(values) / n
	squares := 0.0
	for _, v := range values {
		squares += (toFloat(v) - mean) * (toFloat(v) - mean)
	}
	variance := squares / max(1, n-1)
	e := errors{absolute: math.Sqrt(variance * months), effective: n}
	if mean > 0 {
		e.relative = math.Sqrt(variance/months) / mean
		e.excess = max(0, variance-mean) / (mean * mean) / months
	}
	e.effective = max(2, e.effective)
	return e
}

// crudeRatio is the spread of the months' own ratios around the mean.
func crudeRatio(points []Point, months int) errors {
	var ratios []money.Amount
	for _, p := range points {
		if ratio, ok := money.Ratio(p.Num, p.Den); ok {
			ratios = append(ratios, ratio)
		}
	}
	if len(ratios) == 0 {
		return errors{effective: 2}
	}
	e := crude(ratios, 1)
	e.relative /= math.Sqrt(float64(months))
	e.absolute /= math.Sqrt(float64(months))
	return e
}

// crudeLevel is the spread of the steps from month to month, of so many steps.
func crudeLevel(values []money.Amount, months int) errors {
	steps := make([]money.Amount, 0, len(values))
	for i := 1; i < len(values); i++ {
		steps = append(steps, values[i]-values[i-1])
	}
	if len(steps) == 0 {
		return errors{effective: 2}
	}
	e := errors{effective: float64(len(steps)) + 1, absolute: crude(steps, float64(months)).absolute}
	if last := toFloat(values[len(values)-1]); last != 0 {
		e.relative = e.absolute / math.Abs(last)
	}
	return e
}

// ratioTrials compares the ratio of the year before each moment with that of
// the months after it. Points that span several months are one trial each.
func ratioTrials(points []Point, months, span int) (list []trial, got int) {
	months = min(max(1, months), yearMonths)
	const least = 6
	for ; months >= 1; months-- {
		list = nil
		for origin := least; origin+months+span-1 <= len(points); origin++ {
			num, den := sums(points[max(0, origin-yearMonths):origin])
			laterNum, laterDen := sums(points[origin+span-1 : origin+span-1+months])
			if den > 0 && laterDen > 0 {
				list = append(list, trial{num / den, laterNum / laterDen})
			}
		}
		if len(list) >= minTrials {
			return list, months * span
		}
	}
	return list, span
}

// levelTrials compares each level with the one so many months later.
func levelTrials(points []Point, months int) (list []trial, got int) {
	months = min(months, yearMonths)
	for ; months >= 1; months-- {
		list = nil
		for i := 0; i+months < len(points); i++ {
			list = append(list, trial{toFloat(points[i].Value), toFloat(points[i+months].Value)})
		}
		if len(list) >= minTrials {
			return list, months
		}
	}
	return list, 1
}

func sums(points []Point) (num, den float64) {
	for _, p := range points {
		num, den = num+toFloat(p.Num), den+toFloat(p.Den)
	}
	return num, den
}

func valuesOf(points []Point) []money.Amount {
	values := make([]money.Amount, len(points))
	for i, p := range points {
		values[i] = p.Value
	}
	return values
}

func denominators(points []Point) []money.Amount {
	values := make([]money.Amount, len(points))
	for i, p := range points {
		values[i] = p.Den
	}
	return values
}

// monthsBetween counts months, half of one or more as one.
func monthsBetween(from, to period.Date) int {
	const month = 30.4375
	return int(math.Round(float64(to-from) / month))
}
