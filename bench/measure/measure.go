// Package measure knows what a benchmark found: values with their spread, what
// they stand against, and how that is written down (results.json, the tables of
// docs/PERFORMANCE.md). It measures nothing itself.
package measure

import (
	"encoding/json"
	"math"
	"slices"
	"time"
)

// Result is one measure.
type Result struct {
	Section       string  `json:"section"`
	Name          string  `json:"name"`
	Engine        string  `json:"engine,omitempty"`
	Facts         int     `json:"facts,omitempty"` // in the database, or imported
	Unit          string  `json:"unit"`
	Value         float64 `json:"value"` // the median of the repeats, or a quantile of the samples
	Low           float64 `json:"low"`   // of the repeats or samples
	High          float64 `json:"high"`
	Samples       int     `json:"samples"`
	CPU           float64 `json:"cpu_seconds,omitempty"` // user and system, all processes, of all samples together
	Baseline      string  `json:"baseline_name,omitempty"`
	BaselineValue float64 `json:"baseline_value,omitempty"`
	BaselineLow   float64 `json:"baseline_low,omitempty"`
	BaselineHigh  float64 `json:"baseline_high,omitempty"`
	BaselineCPU   float64 `json:"baseline_cpu_seconds,omitempty"`
	Ratio         float64 `json:"ratio,omitempty"` // how many times better than the baseline; below 1: worse
	Note          string  `json:"note,omitempty"`
	Load          float64 `json:"load_average"` // of the last minute, when it was noted
	Machine       string  `json:"machine"`
	Date          string  `json:"date"`
}

// Series is what several repeats, or many samples, of one thing took.
type Series struct {
	Values []float64
	CPU    float64 // seconds, of all together
}

// Add notes a value.
func (s *Series) Add(value float64) { s.Values = append(s.Values, value) }

// AddTime notes a time in milliseconds.
func (s *Series) AddTime(took time.Duration) { s.Add(Millis(took)) }

// Millis returns a time in milliseconds.
func Millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// Of returns the series of one value.
func Of(value float64) Series { return Series{Values: []float64{value}} }

// Median is the quantile that repeats are told by.
const Median = 0.5

// Quantile returns the value below or at which the share of the values lies: of
// 100 values the 0.99-quantile is the 99th. There is none of no values: 0.
func (s Series) Quantile(share float64) float64 {
	if len(s.Values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s.Values))
	if share == Median && len(sorted)%2 == 0 {
		return (sorted[len(sorted)/2-1] + sorted[len(sorted)/2]) / 2
	}
	at := int(math.Ceil(share*float64(len(sorted)))) - 1
	return sorted[min(max(at, 0), len(sorted)-1)]
}

// Measure is a series that stands against another.
type Measure struct {
	Section, Name, Engine, Unit string
	Facts                       int
	Quantile                    float64
	HigherIsBetter              bool
	Of                          Series
	Baseline                    string // "" for none
	Against                     Series
	Note                        string
}

// Result makes the result of the measure.
func (m Measure) Result() Result {
	r := Result{Section: m.Section, Name: m.Name, Engine: m.Engine, Facts: m.Facts, Unit: m.Unit, Note: m.Note,
		Value: m.Of.Quantile(m.Quantile), Samples: len(m.Of.Values), CPU: m.Of.CPU}
	r.Low, r.High = spread(m.Of.Values)
	if m.Baseline == "" || len(m.Against.Values) == 0 {
		return r
	}
	r.Baseline, r.BaselineValue, r.BaselineCPU = m.Baseline, m.Against.Quantile(m.Quantile), m.Against.CPU
	r.BaselineLow, r.BaselineHigh = spread(m.Against.Values)
	switch {
	case r.Value == 0 || r.BaselineValue == 0: // a ratio would be no number
	case m.HigherIsBetter:
		r.Ratio = r.Value / r.BaselineValue
	default:
		r.Ratio = r.BaselineValue / r.Value
	}
	return r
}

func spread(values []float64) (low, high float64) {
	if len(values) == 0 {
		return 0, 0
	}
	return slices.Min(values), slices.Max(values)
}

// JSON writes the results as an array of objects.
func JSON(results []Result) ([]byte, error) {
	text, err := json.MarshalIndent(results, "", "  ")
	return append(text, '\n'), err
}
