package measure_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/attainhq/attain/bench/measure"
)

func TestQuantile(t *testing.T) {
	t.Parallel()
	hundred := measure.Series{}
	for i := 100; i > 0; i-- {
		hundred.Add(float64(i))
	}
	for _, test := range []struct {
		of    measure.Series
		share float64
		want  float64
	}{
		{measure.Series{}, 0.99, 0},
		{measure.Of(7), measure.Median, 7},
		{measure.Of(7), 0.99, 7},
		{measure.Series{Values: []float64{3, 1, 2}}, measure.Median, 2},
		{measure.Series{Values: []float64{4, 1, 2, 10}}, measure.Median, 3},
		{hundred, 0.99, 99},
		{hundred, 0.95, 95},
		{hundred, 1, 100},
		{hundred, measure.Median, 50.5},
	} {
		if got := test.of.Quantile(test.share); got != test.want {
			t.Errorf("the %v-quantile of %v is %v, want %v", test.share, test.of.Values, got, test.want)
		}
	}
	if hundred.Values[0] != 100 {
		t.Error("a quantile must not sort the series itself")
	}
}

// A ratio above 1 is better, whichever way the unit counts.
func TestRatio(t *testing.T) {
	t.Parallel()
	m := measure.Measure{Name: "x", Unit: "ms", Quantile: measure.Median, Of: measure.Of(2), Baseline: "SQL", Against: measure.Of(10)}
	if got := m.Result().Ratio; got != 5 {
		t.Errorf("2 ms against 10 ms is %v times better, want 5", got)
	}
	m.HigherIsBetter, m.Unit = true, "facts/s"
	if got := m.Result().Ratio; got != 0.2 {
		t.Errorf("2 facts/s against 10 facts/s is %v times better, want 0.2", got)
	}
	m.Baseline = ""
	if r := m.Result(); r.Ratio != 0 || r.BaselineValue != 0 {
		t.Errorf("without a baseline there is %+v", r)
	}
	m.Baseline, m.Of = "SQL", measure.Of(0)
	if _, err := measure.JSON([]measure.Result{m.Result()}); err != nil {
		t.Errorf("a value of 0 cannot be written: %v", err)
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	r := measure.Measure{Section: "Import", Name: "ascending ids", Engine: "sqlite", Unit: "facts/s", Facts: 1000, Quantile: measure.Median,
		HigherIsBetter: true, Of: measure.Series{Values: []float64{30, 10, 20}, CPU: 3}, Baseline: "plain insert", Against: measure.Of(40)}.Result()
	r.Machine, r.Date, r.Load = "two cores", "2026-11-22", 1.5
	text, err := measure.JSON([]measure.Result{r})
	if err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"section": "Import", "name": "ascending ids", "engine": "sqlite", "facts": 1000.0, "unit": "facts/s", "value": 20.0,
		"low": 10.0, "high": 30.0, "samples": 3.0, "cpu_seconds": 3.0, "baseline_name": "plain insert", "baseline_value": 40.0,
		"baseline_low": 40.0, "baseline_high": 40.0, "ratio": 0.5, "load_average": 1.5, "machine": "two cores", "date": "2026-11-22"}
	if len(got) != 1 || len(got[0]) != len(want) {
		t.Fatalf("written: %s", text)
	}
	for key, value := range want {
		if got[0][key] != value {
			t.Errorf("%s is %v, want %v", key, got[0][key], value)
		}
	}
}

func TestPlace(t *testing.T) {
	t.Parallel()
	const begin, end = "<!-- bench: the lines below are written by make bench -->", "<!-- bench: end -->"
	first, err := measure.Place("# Speed\n"+begin+"\nold\n"+end+"\nmore\n", "one")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(first, "old") || !strings.HasPrefix(first, "# Speed\n") || !strings.HasSuffix(first, end+"\nmore\n") {
		t.Errorf("the document is now:\n%s", first)
	}
	again, err := measure.Place(first, "one")
	if err != nil || again != first {
		t.Errorf("placing the same tables again changed the document: %v\n%s", err, again)
	}
	if _, err := measure.Place("# Speed\n", "one"); err == nil {
		t.Error("a document without markers was taken")
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	results := []measure.Result{
		measure.Measure{Section: "Import", Name: "CSV", Engine: "sqlite", Facts: 1_000_000, Unit: "facts/s", Quantile: measure.Median, HigherIsBetter: true,
			Of: measure.Series{Values: []float64{70_000, 71_234, 80_000}, CPU: 12.25}, Baseline: "plain insert", Against: measure.Of(600_000)}.Result(),
		measure.Measure{Section: "Size", Name: "program", Unit: "MB", Quantile: measure.Median, Of: measure.Of(64.6), Note: "with the page"}.Result(),
	}
	text := measure.Tables(results)
	for _, want := range []string{
		"### Import\n", "| CSV | sqlite | 1,000,000 | **71,234** facts/s (70,000 to 80,000; 12.2 CPU-s) | plain insert | **600,000** facts/s",
		"| 0.119× |", "### Size\n", "| program (with the page) |  |  | **64.6** MB |  |  |  |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the tables do not hold %q:\n%s", want, text)
		}
	}
}
