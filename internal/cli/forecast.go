package cli

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"text/tabwriter"

	"github.com/attainhq/attain/internal/connector/seriesfile"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/plan/forecast"
)

// forecastCmd needs no database: it forecasts what the file holds.
type forecastCmd struct {
	In      string `required:"" placeholder:"FILE" help:"File with the columns id, period and value; - for standard input."`
	Freq    string `required:"" enum:"daily,weekly,monthly,quarterly,yearly" help:"How long a period is: daily, weekly, monthly, quarterly or yearly."`
	Horizon int    `name:"h" required:"" aliases:"horizon" placeholder:"N" help:"How many periods ahead."`
	Format  string `enum:"table,csv,json" default:"table" help:"table, csv or json."`
	Gaps    string `enum:"missing,zero" default:"missing" help:"What a period without a row is: missing or zero."`
}

// mostAhead is how far ahead may be asked for.
const mostAhead = 1000

func (c forecastCmd) Run(r *run) (err error) {
	if c.Horizon < 1 || c.Horizon > mostAhead {
		return fault.New(fault.Invalid, "--h %d: it must be from 1 to %d periods", c.Horizon, mostAhead)
	}
	in := r.In
	if c.In != "-" {
		file, err := os.Open(c.In)
		if err != nil {
			return fault.Wrap(err, fault.NotFound, "the file cannot be read: %v", err)
		}
		defer file.Close()
		in = file
	}
	series, err := seriesfile.Read(in, seriesfile.Options{Frequency: c.frequency(), Horizon: c.Horizon, ZeroGaps: c.Gaps == "zero"})
	if err != nil {
		return fault.Wrap(err, fault.KindOf(err), "%s: %v", c.In, err)
	}
	plain := make([]forecast.Series, len(series))
	for i, s := range series {
		plain[i] = s.Series
	}
	forecasts := forecast.All(plain, forecast.Options{Horizon: c.Horizon})
	out := bufio.NewWriter(r.Out)
	defer func() { err = errors.Join(err, out.Flush()) }()
	switch c.Format {
	case "csv":
		return writeForecastCSV(out, forecasts)
	case "json":
		return writeForecastJSON(out, series, forecasts)
	default:
		return writeForecastTable(out, series, forecasts)
	}
}

func (c forecastCmd) frequency() forecast.Frequency {
	for _, f := range []forecast.Frequency{forecast.Quarterly, forecast.Monthly, forecast.Weekly, forecast.Daily} {
		if f.String() == c.Freq {
			return f
		}
	}
	return forecast.Yearly
}

// quantile is a column of what is printed.
type quantile struct {
	name  string
	level float64
}

// quantiles are printed in this order.
var quantiles = []quantile{{"p10", 0.1}, {"p50", 0.5}, {"p90", 0.9}, {"lo80", 0.1}, {"hi80", 0.9}, {"lo95", 0.025}, {"hi95", 0.975}}

const floatBits = 64

// rounded keeps ten digits that count.
func rounded(v float64) float64 {
	const digits = 10
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, floatBits), floatBits)
	if err != nil {
		return v // beyond what a number can be
	}
	return short
}

func shownNumber(v float64) string { return strconv.FormatFloat(rounded(v), 'f', -1, floatBits) }

// shownLimit writes a quantile; nothing where the past does not support it.
func shownLimit(f forecast.Forecast, step int, level float64) string {
	v, ok := f.Limit(step, level)
	if !ok {
		return ""
	}
	return shownNumber(v)
}

func writeForecastCSV(out io.Writer, forecasts []forecast.Forecast) error {
	w := csv.NewWriter(out)
	row := []string{"id", "step", "mean"}
	for _, q := range quantiles {
		row = append(row, q.name)
	}
	row = append(row, "method")
	if err := w.Write(row); err != nil {
		return err
	}
	for _, f := range forecasts {
		for step, mean := range f.Mean {
			row = append(row[:0], f.ID, strconv.Itoa(step+1), shownNumber(mean))
			for _, q := range quantiles {
				row = append(row, shownLimit(f, step, q.level))
			}
			if err := w.Write(append(row, string(f.Method))); err != nil {
				return err
			}
		}
	}
	w.Flush()
	return w.Error()
}

// shownForecast is a forecast as JSON.
type shownForecast struct {
	ID       string          `json:"id"`
	Method   forecast.Method `json:"method"`
	Why      string          `json:"why"`
	Demand   string          `json:"demand"`
	Skill    *float64        `json:"skill"` // against the seasonal naive; null where it is not known
	Origins  int             `json:"origins"`
	Outliers []shownOutlier  `json:"outliers"`
	Held     []string        `json:"held"` // members that exploded
	Steps    []shownStep     `json:"steps"`
}

// shownOutlier is a value that was drawn in for fitting, or the last one, which
// is only marked.
type shownOutlier struct {
	Period string  `json:"period"`
	Value  float64 `json:"value"`
	Fitted float64 `json:"fitted"`
}

type shownStep struct {
	Step   int      `json:"step"`
	Period string   `json:"period"`
	Mean   float64  `json:"mean"`
	Naive  float64  `json:"naive"`
	P10    *float64 `json:"p10"`
	P50    *float64 `json:"p50"`
	P90    *float64 `json:"p90"`
	Low80  *float64 `json:"lo80"`
	High80 *float64 `json:"hi80"`
	Low95  *float64 `json:"lo95"`
	High95 *float64 `json:"hi95"`
}

// writeForecastJSON writes an array of forecasts, one a line.
func writeForecastJSON(out io.Writer, series []seriesfile.Series, forecasts []forecast.Forecast) error {
	for i, f := range forecasts {
		separator := ",\n"
		if i == 0 {
			separator = "[\n"
		}
		text, err := json.Marshal(shown(series[i], f))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(out, "%s%s", separator, text); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(out, "\n]")
	return err
}

func shown(s seriesfile.Series, f forecast.Forecast) shownForecast {
	out := shownForecast{ID: f.ID, Method: f.Method, Why: f.Why, Demand: f.Activity.Demand().String(), Origins: f.Skill.Origins,
		Outliers: []shownOutlier{}, Held: append([]string{}, f.Clamps...), Steps: []shownStep{}}
	if f.Skill.Known() {
		skill := rounded(f.Skill.Value)
		out.Skill = &skill
	}
	for _, o := range f.Outliers {
		one := shownOutlier{Period: s.Period(o.At - len(s.Values)), Value: rounded(o.Value), Fitted: rounded(o.Fitted)}
		if o.Last {
			one.Fitted = one.Value
		}
		out.Outliers = append(out.Outliers, one)
	}
	for step, mean := range f.Mean {
		limit := func(level float64) *float64 {
			v, ok := f.Limit(step, level)
			if !ok {
				return nil
			}
			v = rounded(v)
			return &v
		}
		out.Steps = append(out.Steps, shownStep{Step: step + 1, Period: s.Period(step), Mean: rounded(mean), Naive: rounded(f.Naive[step]),
			P10: limit(0.1), P50: limit(0.5), P90: limit(0.9), Low80: limit(0.1), High80: limit(0.9), Low95: limit(0.025), High95: limit(0.975)})
	}
	return out
}

// writeForecastTable writes a table for each series, and what is to be known of
// it below.
func writeForecastTable(out io.Writer, series []seriesfile.Series, forecasts []forecast.Forecast) error {
	for i, f := range forecasts {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintf(out, "%s: %s\n", f.ID, f.Why)
		fmt.Fprintln(out, skillWords(f.Skill))
		for _, o := range f.Outliers {
			fmt.Fprintln(out, outlierWords(series[i], o))
		}
		w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(w, "PERIOD\tEXPECTED\t80 % FROM\tTO\t95 % FROM\tTO\tLAST CYCLE\t")
		for step, mean := range f.Mean {
			fmt.Fprintf(w, "%s\t%.2f", series[i].Period(step), mean)
			for _, level := range []float64{0.1, 0.9, 0.025, 0.975} {
				if v, ok := f.Limit(step, level); ok {
					fmt.Fprintf(w, "\t%.2f", v)
				} else {
					fmt.Fprint(w, "\tn/a")
				}
			}
			fmt.Fprintf(w, "\t%.2f\t\n", f.Naive[step])
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func skillWords(s forecast.Skill) string {
	const percent = 100
	switch {
	case !s.Known():
		return "The history is too short to test this."
	case s.Beaten():
		return fmt.Sprintf("Tested from %d earlier moments, it missed by %.0f %% more than saying the last cycle again.", s.Origins, -percent*s.Value)
	default:
		return fmt.Sprintf("Tested from %d earlier moments, it missed by %.0f %% less than saying the last cycle again.", s.Origins, percent*s.Value)
	}
}

func outlierWords(s seriesfile.Series, o forecast.Outlier) string {
	name := s.Period(o.At - len(s.Values))
	if o.Last {
		return fmt.Sprintf("%s, the last value, is far off those before it (%.2f); it counts as it is.", name, o.Value)
	}
	return fmt.Sprintf("%s is far off (%.2f); the trend was fitted as if it were %.2f.", name, o.Value, o.Fitted)
}
