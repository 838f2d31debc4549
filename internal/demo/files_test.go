package demo_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"testing"

	"github.com/attainhq/attain/internal/demo"
	"github.com/attainhq/attain/internal/period"
)

var today = period.MustDate("2026-09-24")

// folder holds files in memory.
type folder map[string]*bytes.Buffer

type closer struct{ *bytes.Buffer }

func (closer) Close() error { return nil }

func (f folder) create(name string) (io.WriteCloser, error) {
	f[name] = &bytes.Buffer{}
	return closer{f[name]}, nil
}

// row is a row by the names of its columns.
type row map[string]string

func (r row) number(t *testing.T, column string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(r[column], 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// rows reads a file.
func (f folder) rows(t *testing.T, name string) []row {
	t.Helper()
	file := f[name+".csv"]
	if file == nil {
		t.Fatalf("there is no file %s.csv", name)
	}
	records, err := csv.NewReader(bytes.NewReader(file.Bytes())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]row, 0, len(records)-1)
	for _, record := range records[1:] {
		r := row{}
		for i, value := range record {
			r[records[0][i]] = value
		}
		out = append(out, r)
	}
	return out
}

// company makes a company up.
func company(t *testing.T, options demo.Options) (*demo.World, folder) {
	t.Helper()
	options.Today = today
	w, err := demo.New(options)
	if err != nil {
		t.Fatal(err)
	}
	files := folder{}
	if err := w.Write(t.Context(), files.create); err != nil {
		t.Fatal(err)
	}
	return w, files
}

// rates are what a dollar was worth in EUR.
type rates struct {
	days   []string
	values map[string]float64
}

func (f folder) rates(t *testing.T) rates {
	r := rates{values: map[string]float64{}}
	for _, rate := range f.rows(t, "rates") {
		r.days = append(r.days, rate["day"])
		r.values[rate["day"]] = rate.number(t, "usd_in_eur")
	}
	return r
}

// eur converts an amount at the rate of its day.
func (r rates) eur(t *testing.T, of row, column, day string) float64 {
	t.Helper()
	v := of.number(t, column)
	if of["currency"] == "EUR" {
		return v
	}
	i, found := slices.BinarySearch(r.days, day)
	if !found {
		i--
	}
	return v * r.values[r.days[i]]
}

func quarterOf(day string) string {
	month, err := strconv.Atoi(day[5:7])
	if err != nil {
		return ""
	}
	return day[:4] + "-Q" + strconv.Itoa((month-1)/3+1)
}
