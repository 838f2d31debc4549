package smart

import (
	"fmt"
	"math"
	"strings"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/goal"
)

// say writes a value of the goal's metric for a sentence.
func (in Input) say(a money.Amount) string { return goal.Say(a, in.Metric.Unit, in.Currency) }

// percent writes a chance or a share: 2.4%, 43%.
func percent(p float64) string {
	const few = 0.0995
	switch {
	case p > 0 && p < 0.001:
		return "less than 0.1%"
	case p < 1 && p > 0.999:
		return "more than 99.9%"
	case p > 1-few/10 && p < 1, math.Abs(p) < few && p != 0:
		return trimZero(fmt.Sprintf("%.1f", 100*p)) + "%"
	default:
		return fmt.Sprintf("%.0f%%", 100*p)
	}
}

// chanceText is percent for a chance that was rounded to four decimals: what is
// as good as impossible is not called 0.
func chanceText(p float64) string {
	if p == 0 {
		return "practically 0%"
	}
	return percent(p)
}

// signed writes a change: +17%, −4.2%.
func signed(p float64) string {
	if p < 0 {
		return "−" + percent(-p)
	}
	return "+" + percent(p)
}

func trimZero(text string) string { return strings.TrimSuffix(text, ".0") }

// demand writes what the goal asks for.
func (in Input) demand() string {
	g := in.Goal
	text := "at least " + in.say(g.Value)
	switch {
	case g.Aim == goal.AtMost:
		text = "at most " + in.say(g.Value)
	case g.Aim == goal.Between && g.Upper != nil:
		text = "between " + in.say(g.Value) + " and " + in.say(*g.Upper)
	}
	if g.Each != "" {
		text += " each " + string(g.Each)
	}
	return text
}

// spans names so many months: quarters, half-years.
func spans(months int) string {
	switch months {
	case 1:
		return "months"
	case 3:
		return "rolling quarters"
	case 6:
		return "rolling half-years"
	case 12:
		return "rolling years"
	default:
		return fmt.Sprintf("rolling spans of %d months", months)
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %s", n, many)
}

// toFloat returns the number for statistics.
func toFloat(a money.Amount) float64 { return float64(a) / float64(money.Unit) }

// readable rounds a number to something that a person would set: three
// significant digits, within the unit's own fineness.
func (in Input) readable(v float64) money.Amount {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	const digits = 3
	step := math.Pow(10, math.Floor(math.Log10(math.Abs(v)))-digits+1)
	switch in.Metric.Unit {
	case metric.Share:
		step = max(step, 0.001)
	case metric.Count, metric.Days:
		step = max(step, 1)
	}
	rounded := math.Round(v/step) * step
	if limit := float64(math.MaxInt64/2) / float64(money.Unit); math.Abs(rounded) > limit {
		return 0
	}
	return money.Amount(math.Round(rounded * float64(money.Unit)))
}
