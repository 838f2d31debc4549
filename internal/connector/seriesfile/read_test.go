package seriesfile_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/connector/seriesfile"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/plan/forecast"
)

var missing = forecast.Missing()

func TestRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text   string
		freq   forecast.Frequency
		zero   bool
		first  int
		values []float64
		next   string
	}{
		"months":               {"id,period,value\na,2024-11,1\na,2024-12,2.5\na,2025-01,-3\n", forecast.Monthly, false, 10, []float64{1, 2.5, -3}, "2025-02"},
		"a gap is missing":     {"id,period,value\na,2024-01,1\na,2024-03,3\n", forecast.Monthly, false, 0, []float64{1, missing, 3}, "2024-04"},
		"a gap is zero":        {"id,period,value\na,2024-01,1\na,2024-03,\n", forecast.Monthly, true, 0, []float64{1, 0, missing}, "2024-04"},
		"any order of rows":    {"value,extra,ID,Period\n2,x,a,2024-Q2\n1,y,a,2024Q1\n", forecast.Quarterly, false, 0, []float64{1, 2}, "2024-Q3"},
		"semicolons and a BOM": {"\ufeffid;period;value\na;2024-12-31;1\na;2025-01-02 10:00;2\n", forecast.Daily, false, 1, []float64{1, missing, 2}, "2025-01-03"},
		"weeks":                {"id,period,value\na,2020-W52,1\na,2020-W53,2\na,2021-W01,3\n", forecast.Weekly, false, 51, []float64{1, 2, 3}, "2021-W02"},
		"weeks by date":        {"id,period,value\na,2010-02-05,1\na,2010-02-12,2\n", forecast.Weekly, false, 4, []float64{1, 2}, "2010-W07"},
		"years":                {"id,period,value\na,2023,1\na,2024-06-30,2\n", forecast.Yearly, false, 0, []float64{1, 2}, "2025"},
		"plain numbers":        {"id,period,value\na,13,1\na,14,NA\na,15,1e3\n", forecast.Monthly, false, 0, []float64{1, missing, 1000}, "16"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := seriesfile.Read(strings.NewReader(test.text), seriesfile.Options{Frequency: test.freq, Horizon: 2, ZeroGaps: test.zero})
			if err != nil {
				t.Fatal(err)
			}
			s := got[0]
			if len(got) != 1 || s.ID != "a" || s.First != test.first || !slices.EqualFunc(s.Values, test.values, equal) || s.Period(0) != test.next {
				t.Errorf("%d series; %s from %d: %v, then %s; want from %d: %v, then %s", len(got), s.ID, s.First, s.Values, s.Period(0), test.first, test.values, test.next)
			}
		})
	}
}

func equal(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// The 53rd week takes the season of the 52nd, and the year after begins anew.
func TestWeeks53(t *testing.T) {
	t.Parallel()
	got, err := seriesfile.Read(strings.NewReader("id,period,value\na,2020-W51,1\na,2020-W53,2\n"), seriesfile.Options{Frequency: forecast.Weekly, Horizon: 2})
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{50, 51, 51, 0, 1}; !slices.Equal(got[0].Seasons, want) {
		t.Errorf("seasons are %v, want %v", got[0].Seasons, want)
	}
}

func TestSeriesAreInTheOrderOfTheirFirstRows(t *testing.T) {
	t.Parallel()
	got, err := seriesfile.Read(strings.NewReader("id,period,value\nb,2,1\na,1,1\nb,1,5\n"), seriesfile.Options{Frequency: forecast.Monthly})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].ID != "b" || got[1].ID != "a" || !slices.Equal(got[0].Values, []float64{5, 1}) {
		t.Errorf("got %+v", got)
	}
}

func TestErrorsNameTheLineAndTheFix(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want []string
	}{
		{"", []string{"empty", "id,period,value"}},
		{"id,period,value\n", []string{"no rows"}},
		{"a,b\n1,2\n", []string{"line 1", "id, period and value"}},
		{"id,period,value\na,2024-13,1\n", []string{"line 2", `"2024-13"`, "monthly", "2024-01"}},
		{"id,period,value\na,2024-01,1\na,2024-02,1.234,5\n", []string{"line 3", "a cell too few"}},
		{"id,period,value\na,2024-01,\"1,5\"\n", []string{"line 2", `"1,5"`, "with a point"}},
		{"id,period,value\n,2024-01,1\n", []string{"line 2", "no id"}},
		{"id,period,value\na,2024-01-02,1\na,2024-01-03,1\n", []string{"line 3", "second value for 2024-01", "line 2", "--freq"}},
		{"id,period,value\na,2024-01,1\na,5,1\n", []string{"line 3", "both dates and plain numbers"}},
		{"id,period,value\na,1,1\na,900000000,1\n", []string{"line 3", "mistyped"}},
		{"id,period,value\na,1,inf\n", []string{"line 2", "no number"}},
	} {
		_, err := seriesfile.Read(strings.NewReader(test.text), seriesfile.Options{Frequency: forecast.Monthly})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v is no fault", test.text, err)
			continue
		}
		for _, part := range test.want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%q: %q does not say %q", test.text, err, part)
			}
		}
	}
}

// FuzzRead checks that whatever is read is either understood, with a value for
// each period from the first to the last, or refused with a fault.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"id,period,value\na,2024-01,1\n", "id;period;value\n\"a\nb\";2024-W53;\n", "value\tid\tperiod\n1\t2\t3\n", "id,period,value\na,0001-01-01,1\na,0000-01-01,1e400\n", "\ufeffid,period,value\na,2024Q1,NA",
	} {
		for freq := range 5 {
			f.Add(seed, freq)
		}
	}
	f.Fuzz(func(t *testing.T, text string, freq int) {
		o := seriesfile.Options{Frequency: forecast.Frequency(((freq % 5) + 5) % 5), Horizon: 3}
		series, err := seriesfile.Read(strings.NewReader(text), o)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		for _, s := range series {
			if s.ID == "" || len(s.Values) == 0 || s.First < 0 || s.First >= o.Frequency.Season() || s.Period(0) == "" {
				t.Fatalf("%+v", s)
			}
			if s.Seasons != nil && len(s.Seasons) != len(s.Values)+o.Horizon {
				t.Fatalf("%d seasons of %d values", len(s.Seasons), len(s.Values))
			}
		}
	})
}
