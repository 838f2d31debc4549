package foresee

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/forecast"
	"github.com/attainhq/attain/internal/plan/market"
)

// followed makes a course of so many months that moves with its market by the
// root of it, and the index, which grows by a twentieth in the months ahead.
func followed(months int, grows float64) (course, market.Index) {
	const horizon = 6
	r := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // made-up sales need no secret
	first := period.MustDate("2015-01-01")
	index, c := market.Index{}, course{}
	x := 100.0
	for i := range months {
		x *= math.Exp(0.05 * r.NormFloat64())
		at := first.AddMonths(i)
		index[at] = x
		c.months = append(c.months, period.Range{Start: at, End: at.AddMonths(1)})
		c.values = append(c.values, 1000*math.Sqrt(x/100))
	}
	for k := range horizon {
		index[first.AddMonths(months+k)] = index[first.AddMonths(months+k-12)] * grows
	}
	s := forecast.Series{ID: "a", Frequency: forecast.Monthly, Values: c.values}
	s = withMarket(s, index, metric.Metric{Shape: metric.Sum}, first, horizon)
	c.ahead = forecast.One(s, forecast.Options{Horizon: horizon})
	return c, index
}

// TestMarketEffect: 108 changes over a year give β = 0.5 · 108 ÷ 132 = 0.4091; the
// market 5 % above the year before makes 1.05^0.4091 − 1 = 2.02 % of what is
// expected.
func TestMarketEffect(t *testing.T) {
	t.Parallel()
	sums := metric.Metric{Shape: metric.Sum}
	c, index := followed(120, 1.05)
	e := c.marketOf(index, sums)
	if e == nil || e.Beta == nil || *e.Beta != 4091 || *e.Change != money.Unit/20 || *e.Effect != 202 {
		t.Fatalf("%+v", e)
	}
	if want := "Of this, market: +2.0 % (the index against the same months a year before +5.0 %, with a sensitivity of 0.41)."; e.Text != want {
		t.Errorf("%q, want %q", e.Text, want)
	}
	c, index = followed(120, 0.9)
	if e = c.marketOf(index, sums); *e.Effect >= 0 || !strings.Contains(e.Text, "market: −") {
		t.Errorf("a falling market: %+v", e)
	}
	if got := c.marketOf(market.Index{}, sums); got != nil {
		t.Errorf("without an index: %+v", got)
	}
	if got := c.marketOf(index, metric.Metric{Shape: metric.Ratio}); got != nil {
		t.Errorf("of a rate: %+v", got)
	}
}

// TestMarketNeedsData: of 35 months there are 23 changes over a year, one too few.
func TestMarketNeedsData(t *testing.T) {
	t.Parallel()
	c, index := followed(35, 1.05)
	e := c.marketOf(index, metric.Metric{Shape: metric.Sum})
	if e == nil || e.Beta != nil || e.Effect != nil || !strings.Contains(e.Text, "not enough data: 23 changes") {
		t.Errorf("%+v", e)
	}
	if c, index = followed(36, 1.05); c.marketOf(index, metric.Metric{Shape: metric.Sum}).Beta == nil {
		t.Error("24 changes are enough")
	}
}

// TestFingerprint: the same index has the same name, another has another, and
// none has none.
func TestFingerprint(t *testing.T) {
	t.Parallel()
	_, a := followed(40, 1)
	_, b := followed(40, 1)
	if fingerprint(a) != fingerprint(b) || fingerprint(nil) != "" {
		t.Error("the same index has two names")
	}
	b[period.MustDate("2015-02-01")]++
	if fingerprint(a) == fingerprint(b) {
		t.Error("another index has the same name")
	}
}
