package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// script reads a series a line and writes, for each method, a line of forecasts
// per series and the CPU time of all.
const script = `suppressMessages(library(forecast))
lines <- readLines(file("stdin"))
series <- lapply(strsplit(lines, " "), function(x) ts(as.numeric(x), frequency = 12))
methods <- list(thetaf = function(y) thetaf(y, h = 18)$mean, ets = function(y) forecast(ets(y), h = 18)$mean)
for (name in names(methods)) {
  used <- proc.time()
  forecasts <- lapply(series, methods[[name]])
  took <- sum((proc.time() - used)[1:2])
  cat("cpu", name, took, "\n")
  for (f in forecasts) cat("forecast", name, format(as.numeric(f), digits = 12), "\n")
}
`

// inR forecasts the series by R's thetaf and ets. What R needs to start is not
// counted.
func (c competition) inR(ctx context.Context) ([]result, error) {
	var in, out, problems bytes.Buffer
	for _, s := range c.series {
		for i, v := range s.Values {
			if i > 0 {
				in.WriteByte(' ')
			}
			in.WriteString(strconv.FormatFloat(v, 'g', -1, 64))
		}
		in.WriteByte('\n')
	}
	cmd := exec.CommandContext(ctx, "Rscript", "--vanilla", "-e", script)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = &in, &out, &problems
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%w %s", err, strings.TrimSpace(problems.String()))
	}
	forecasts := map[string][][]float64{}
	seconds := map[string]float64{}
	for line := range strings.Lines(out.String()) {
		words := strings.Fields(line)
		if len(words) < 3 {
			continue
		}
		values, err := numbers(strings.Join(words[2:], " "))
		if err != nil {
			return nil, err
		}
		if words[0] == "cpu" {
			seconds[words[1]] = values[0]
		} else {
			forecasts[words[1]] = append(forecasts[words[1]], values)
		}
	}
	var results []result
	for _, name := range []string{"thetaf", "ets"} {
		theirs := forecasts[name]
		if len(theirs) != len(c.series) {
			return nil, fmt.Errorf("%s of R gave %d forecasts of %d", name, len(theirs), len(c.series))
		}
		one := c.score(func(i int) []float64 { return theirs[i] })
		one.Name, one.CPU = "R, forecast::"+name, 1e3*seconds[name]/float64(len(c.series))
		results = append(results, one)
	}
	return results, nil
}
