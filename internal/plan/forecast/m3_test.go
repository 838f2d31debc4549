package forecast_test

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/plan/forecast"
)

// competition is a part of the M3 competition (Makridakis & Hibon 2000). Its
// package is GPL-3, so it is beside the checkout and not in it.
type competition struct {
	series []forecast.Series
	coming [][]float64
	ids    map[string]int
	h, m   int
}

// m3 is where the competition is: $ATTAIN_M3, or shared/data/m3 beside the
// checkout.
func m3(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("thousands of series; left out with -short")
	}
	folder := os.Getenv("ATTAIN_M3")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "..", "shared", "data", "m3")
	}
	if _, err := os.Stat(filepath.Join(folder, "series.csv.gz")); err != nil {
		t.Skipf("SKIPPED: the M3 competition is not there (%v); set ATTAIN_M3 to its folder", err)
	}
	return folder
}

func records(t *testing.T, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	text, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(text).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func numbers(t *testing.T, text string) []float64 {
	t.Helper()
	var out []float64
	for field := range strings.FieldsSeq(text) {
		v, err := strconv.ParseFloat(field, 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// part reads the series of a period: id, period, type, freq, start, n, h,
// description, train, test.
func part(t *testing.T, folder, period string, f forecast.Frequency) competition {
	t.Helper()
	c := competition{ids: map[string]int{}, m: f.Season()}
	for _, row := range records(t, filepath.Join(folder, "series.csv.gz")) {
		if row[1] != period {
			continue
		}
		_, season, _ := strings.Cut(row[4], "-")
		first, _ := strconv.Atoi(season)
		c.ids[row[0]] = len(c.series)
		c.series = append(c.series, forecast.Series{ID: row[0], Frequency: f, First: max(0, first-1), Values: numbers(t, row[8])})
		c.coming = append(c.coming, numbers(t, row[9]))
		c.h = len(c.coming[0])
	}
	return c
}

// last keeps the last n values of each history.
func (c competition) last(n int) []forecast.Series {
	out := make([]forecast.Series, len(c.series))
	for i, s := range c.series {
		cut := max(0, len(s.Values)-n)
		s.First, s.Values = s.First+cut, s.Values[cut:]
		out[i] = s
	}
	return out
}

// scores are means over the series; MASE by the whole history.
func (c competition) scores(of func(i int) []float64) (smape, mase float64) {
	n := float64(len(c.series))
	for i, actual := range c.coming {
		smape += forecast.SMAPE(actual, of(i)) / n
		scaled, _ := forecast.MASE(c.series[i].Values, actual, of(i), c.m)
		mase += scaled / n
	}
	return smape, mase
}

// entrant reads the original forecasts of a method of the competition.
func (c competition) entrant(t *testing.T, folder, method string) [][]float64 {
	t.Helper()
	out := make([][]float64, len(c.series))
	for _, row := range records(t, filepath.Join(folder, "forecasts.csv.gz")) {
		if i, ok := c.ids[row[0]]; ok && row[1] == method {
			out[i] = numbers(t, row[2])
		}
	}
	return out
}

// covered is the share of the coming values within the limits of the level.
func (c competition) covered(forecasts []forecast.Forecast, level float64) (within, of float64) {
	for i, f := range forecasts {
		for k, y := range c.coming[i] {
			low, ok := f.Limit(k, (1-level)/2)
			high, also := f.Limit(k, (1+level)/2)
			if !ok || !also {
				continue
			}
			of++
			if low <= y && y <= high {
				within++
			}
		}
	}
	return within, of
}

// TestM3 holds one fixed configuration against the goals of accuracy, against
// the winner of the competition scored with the same code, and its limits
// against what came.
func TestM3(t *testing.T) {
	t.Parallel()
	folder := m3(t)
	var within80, within95, of80, of95 float64
	for _, test := range []struct {
		period      string
		frequency   forecast.Frequency
		smape, mase float64 // goals; 0: those of Theta
	}{
		{"MONTHLY", forecast.Monthly, 13.5, 0.835},
		{"QUARTERLY", forecast.Quarterly, 0, 0},
		{"YEARLY", forecast.Yearly, 0, 0},
	} {
		c := part(t, folder, test.period, test.frequency)
		forecasts := forecast.All(c.series, forecast.Options{Horizon: c.h})
		smape, mase := c.scores(func(i int) []float64 { return forecasts[i].Mean })
		theta := c.entrant(t, folder, "THETA")
		thetaSMAPE, thetaMASE := c.scores(func(i int) []float64 { return theta[i] })
		t.Logf("%s: %d series, sMAPE %.3f, MASE %.4f (Theta %.3f, %.4f)", test.period, len(c.series), smape, mase, thetaSMAPE, thetaMASE)
		if test.smape == 0 {
			test.smape, test.mase = thetaSMAPE, thetaMASE
		}
		if smape > test.smape || mase > test.mase {
			t.Errorf("%s: sMAPE %.3f and MASE %.4f, wanted at most %.3f and %.4f", test.period, smape, mase, test.smape, test.mase)
		}
		within, of := c.covered(forecasts, 0.8)
		more, all := c.covered(forecasts, 0.95)
		t.Logf("%s: %.1f %% lie within 80 %%, %.1f %% within 95 %%", test.period, 100*within/of, 100*more/all)
		within80, of80, within95, of95 = within80+within, of80+of, within95+more, of95+all
	}
	near(t, "what lies within 80 %", within80/of80, 0.80, 0.02)
	near(t, "what lies within 95 %", within95/of95, 0.95, 0.015)
}

// TestM3ShortHistories keeps only the last two to four years: better than last
// year's numbers said again, and than a season that is not shrunk (figures of
// that in methods.md 1.3, of 12 months ahead).
func TestM3ShortHistories(t *testing.T) {
	t.Parallel()
	folder := m3(t)
	const ahead = 12
	c := part(t, folder, "MONTHLY", forecast.Monthly)
	for i := range c.coming {
		c.coming[i] = c.coming[i][:ahead]
	}
	for _, test := range []struct {
		months      int
		smape, mase float64 // with full seasonal indices
	}{{24, 16.19, 0.955}, {36, 14.61, 0.887}, {48, 13.59, 0.825}} {
		forecasts := forecast.All(c.last(test.months), forecast.Options{Horizon: ahead})
		smape, mase := c.scores(func(i int) []float64 { return forecasts[i].Mean })
		naive, naiveScaled := c.scores(func(i int) []float64 { return forecasts[i].Naive })
		t.Logf("%d months: sMAPE %.3f, MASE %.4f; seasonal naive %.3f, %.4f", test.months, smape, mase, naive, naiveScaled)
		if smape >= min(naive, test.smape) || mase >= min(naiveScaled, test.mase) {
			t.Errorf("%d months: sMAPE %.3f and MASE %.4f are not better than the seasonal naive (%.3f, %.4f) and full indices (%.3f, %.4f)",
				test.months, smape, mase, naive, naiveScaled, test.smape, test.mase)
		}
	}
}

// TestMadeUp needs no data: on sales made up by a seed the forecasts beat last
// cycle's numbers, and as many values as were said lie within their limits.
func TestMadeUp(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		frequency    forecast.Frequency
		n, h         int
		most         float64 // error against that of the seasonal naive
		low80, low95 float64
	}{
		{forecast.Monthly, 60, 12, 0.85, 0.75, 0.92},
		{forecast.Monthly, 30, 6, 0.85, 0.75, 0.90},
		{forecast.Quarterly, 28, 4, 0.85, 0.75, 0.92},
		{forecast.Weekly, 150, 13, 0.85, 0.75, 0.92},
		{forecast.Daily, 120, 14, 0.85, 0.75, 0.92},
	} {
		c := competition{m: test.frequency.Season(), h: test.h}
		for _, s := range made(60, test.frequency, test.n+test.h, 3) {
			c.coming = append(c.coming, s.Values[test.n:])
			s.Values = s.Values[:test.n]
			c.series = append(c.series, s)
		}
		forecasts := forecast.All(c.series, forecast.Options{Horizon: test.h})
		_, own := c.scores(func(i int) []float64 { return forecasts[i].Mean })
		_, naive := c.scores(func(i int) []float64 { return forecasts[i].Naive })
		within, of := c.covered(forecasts, 0.8)
		more, all := c.covered(forecasts, 0.95)
		t.Logf("%s, %d values: %.3f of the seasonal naive's error; %.3f within 80 %%, %.3f within 95 %%", test.frequency, test.n, own/naive, within/of, more/all)
		if own > test.most*naive {
			t.Errorf("%s, %d values: the error is %.3f of that of the seasonal naive, wanted %.2f", test.frequency, test.n, own/naive, test.most)
		}
		if within/of < test.low80 || more/all < test.low95 {
			t.Errorf("%s, %d values: %.3f lie within 80 %%, %.3f within 95 %%", test.frequency, test.n, within/of, more/all)
		}
	}
}
