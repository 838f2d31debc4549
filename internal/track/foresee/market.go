package foresee

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/forecast"
	"github.com/attainhq/attain/internal/plan/market"
)

// MarketEffect says what the market index does to a forecast: against the same
// months a year before, as those are what a reader compares with.
type MarketEffect struct {
	Change *money.Amount // of the index; nil: not known a year before
	Beta   *money.Amount // percent that the metric moves by when the index moves by one; nil: not enough data
	Effect *money.Amount // of the forecast, that part which the market makes; nil with either
	Until  period.Date   // the first day of the last month with an index
	Text   string
}

// What sensitivity needs: so many months whose change over a year is known of
// both (methods.md 1.4.10), which takes a year more of history.
const marketOverlap = 24

// withMarket gives a series the index of its months and of those ahead. Only
// what adds up month by month follows it.
func withMarket(s forecast.Series, index market.Index, m metric.Metric, first period.Date, horizon int) forecast.Series {
	if len(index) == 0 || m.Shape != metric.Sum || len(s.Values) == 0 {
		return s
	}
	n := len(s.Values)
	s.Market = &forecast.Market{Past: index.Of(first, n), Future: index.Of(first.AddMonths(n), horizon)}
	return s
}

// marketOf says what the index does to the course; nil where there is none, or no
// forecast.
func (c course) marketOf(index market.Index, m metric.Metric) *MarketEffect {
	if len(index) == 0 || m.Shape != metric.Sum || len(c.ahead.Mean) == 0 {
		return nil
	}
	e := &MarketEffect{Until: period.Always}
	for at := range index {
		e.Until = max(e.Until, at)
	}
	start, n := c.after(0).Start, len(c.ahead.Mean)
	now, before := average(index.Of(start, n)), average(index.Of(start.AddMonths(-12), n))
	if now > 0 && before > 0 {
		e.Change = amountOrNil(now/before - 1)
	}
	if c.ahead.Market != nil {
		e.Beta = amountOrNil(c.ahead.Market.Beta)
	}
	switch have := c.overlap(index); {
	case e.Beta == nil && have < marketOverlap:
		e.Text = fmt.Sprintf("How it follows the market index cannot be said, there is not enough data: %s against a year before are known of both, it needs %d.", count(have, "change", "changes"), marketOverlap)
	case e.Beta == nil:
		e.Text = "It does not follow the market index: its changes do not go with those of the index."
	case e.Change == nil:
		e.Text = fmt.Sprintf("It follows the market index with a sensitivity of %s. What the market does to these months cannot be said, as the index of a year before is not known.", decimals(*e.Beta))
	default:
		e.Effect = amountOrNil(c.ahead.Market.Factor(number(*e.Change)) - 1)
		e.Text = fmt.Sprintf("Of this, market: %s (the index against the same months a year before %s, with a sensitivity of %s).", signed(*e.Effect), signed(*e.Change), decimals(*e.Beta))
	}
	return e
}

// average is that of what is known.
func average(values []float64) float64 {
	sum, n := 0.0, 0.0
	for _, v := range values {
		if !forecast.IsMissing(v) {
			sum, n = sum+v, n+1
		}
	}
	return sum / n // NaN is above nothing
}

// overlap counts the months whose change over a year is known of course and index.
func (c course) overlap(index market.Index) int {
	const year = 12
	n := 0
	for i := year; i < len(c.values); i++ {
		both := true
		for _, at := range []int{i, i - year} {
			x, ok := index[c.months[at].Start]
			both = both && ok && x > 0 && c.values[at] > 0 && !forecast.IsMissing(c.values[at])
		}
		if both {
			n++
		}
	}
	return n
}

// signed writes a share in percent with one digit and its sign.
func signed(a money.Amount) string {
	text := fmt.Sprintf("%+.1f %%", number(a)*100)
	return strings.Replace(text, "-", "−", 1)
}

func decimals(a money.Amount) string {
	return strings.Replace(fmt.Sprintf("%.2f", number(a)), "-", "−", 1)
}

// fingerprint names an index; "" without one, as before there were any.
func fingerprint(index market.Index) string {
	if len(index) == 0 {
		return ""
	}
	var months []period.Date
	for at := range index {
		months = append(months, at)
	}
	slices.Sort(months)
	h := sha256.New()
	for _, at := range months {
		fmt.Fprintln(h, at, math.Float64bits(index[at]))
	}
	const enough = 16
	return hex.EncodeToString(h.Sum(nil)[:enough])
}
