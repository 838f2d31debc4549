package main

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/plan/forecast"
)

// ahead and season are those of the monthly part of the competition.
const (
	ahead  = 18
	season = 12
)

// competition are series with what came after them.
type competition struct {
	series []forecast.Series
	coming [][]float64
}

// readM3 reads the monthly series: id, period, type, freq, start, n, h,
// description, train, test.
func readM3(folder string) (competition, error) {
	file, err := os.Open(filepath.Join(folder, "series.csv.gz"))
	if err != nil {
		return competition{}, err
	}
	defer file.Close()
	text, err := gzip.NewReader(file)
	if err != nil {
		return competition{}, err
	}
	rows, err := csv.NewReader(text).ReadAll()
	if err != nil {
		return competition{}, err
	}
	var c competition
	for _, row := range rows {
		if row[1] != "MONTHLY" {
			continue
		}
		training, err := numbers(row[8])
		if err != nil {
			return competition{}, err
		}
		coming, err := numbers(row[9])
		if err != nil || len(coming) != ahead {
			return competition{}, fmt.Errorf("%s has %d values to forecast, not %d: %w", row[0], len(coming), ahead, err)
		}
		c.series = append(c.series, forecast.Series{ID: row[0], Frequency: forecast.Monthly, Values: training})
		c.coming = append(c.coming, coming)
	}
	return c, nil
}

func numbers(text string) ([]float64, error) {
	var out []float64
	for field := range strings.FieldsSeq(text) {
		const bits = 64
		v, err := strconv.ParseFloat(field, bits)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// every takes one series in n.
func (c competition) every(n int) competition {
	var out competition
	for i := 0; i < len(c.series); i += n {
		out.series = append(out.series, c.series[i])
		out.coming = append(out.coming, c.coming[i])
	}
	return out
}

// measure forecasts on one core.
func (c competition) measure(name string, untested bool) result {
	used := ownCPU()
	forecasts := forecast.All(c.series, forecast.Options{Horizon: ahead, Workers: 1, Untested: untested})
	const milliseconds = 1e3
	out := c.score(func(i int) []float64 { return forecasts[i].Mean })
	out.Name, out.CPU = name, (ownCPU()-used).Seconds()*milliseconds/float64(len(c.series))
	return out
}

// score compares forecasts with what came.
func (c competition) score(of func(i int) []float64) result {
	out := result{Series: len(c.series)}
	n := float64(len(c.series))
	for i, actual := range c.coming {
		out.SMAPE += forecast.SMAPE(actual, of(i)) / n
		if scaled, ok := forecast.MASE(c.series[i].Values, actual, of(i), season); ok {
			out.MASE += scaled / n
		}
	}
	return out
}
