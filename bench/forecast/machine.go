package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"

	"github.com/attainhq/attain/internal/plan/forecast"
)

// machine says what the figures were taken on.
func machine() string {
	model := runtime.GOARCH
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d cores, %s, %s", model, runtime.NumCPU(), runtime.GOOS, runtime.Version())
}

// load is the load average of the last minute; 0 where it is not told.
func load() float64 {
	var last float64
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		_, _ = fmt.Sscan(string(text), &last)
	}
	return last
}

// madeUp makes up monthly series: a level that wanders, a season, noise.
func madeUp(count, months int) []forecast.Series {
	const year = 12
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // made-up sales need no secret
	out := make([]forecast.Series, count)
	for i := range out {
		level, values := 100+900*r.Float64(), make([]float64, months)
		for t := range values {
			level *= 1 + 0.03*r.NormFloat64()
			values[t] = level * (1 + 0.2*math.Sin(2*math.Pi*float64(t)/year)) * math.Exp(0.1*r.NormFloat64())
		}
		out[i] = forecast.Series{ID: fmt.Sprint(i), Frequency: forecast.Monthly, Values: values}
	}
	return out
}
