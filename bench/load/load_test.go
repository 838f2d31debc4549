package load_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/attainhq/attain/bench/load"
)

// The files are the same each time, and hold as many rows as asked for.
func TestSameFiles(t *testing.T) {
	t.Parallel()
	c := load.Sized(1000)
	c.UUIDs, c.Lines, c.Shuffled, c.Targets = true, 3, true, 12_000
	a, b := t.TempDir(), t.TempDir()
	for _, folder := range []string{a, b} {
		if err := c.Write(folder); err != nil {
			t.Fatal(err)
		}
	}
	rows := map[string]int{"sale.csv": 1000, "target.csv": 12_000, "person.csv": 10_000, "customer.csv": 20_000, "product.csv": 50, "territory.csv": 50}
	for _, name := range load.Files {
		one, err := os.ReadFile(filepath.Join(a, name))
		if err != nil {
			t.Fatal(err)
		}
		two, err := os.ReadFile(filepath.Join(b, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(one, two) {
			t.Errorf("%s differs from one run to the next", name)
		}
		if want, ok := rows[name]; ok && bytes.Count(one, []byte("\n")) != want+1 {
			t.Errorf("%s has %d lines, want %d", name, bytes.Count(one, []byte("\n")), want+1)
		}
	}
}

// Every id is there once, days do not go back unless they are shuffled, and the
// last sale is of the last day.
func TestSales(t *testing.T) {
	t.Parallel()
	for _, uuids := range []bool{false, true} {
		c := load.Sized(5000)
		c.UUIDs = uuids
		ids := map[string]bool{}
		last := load.First()
		for s := range c.AllSales() {
			if ids[s.ID] {
				t.Fatalf("%s is there twice", s.ID)
			}
			ids[s.ID] = true
			if s.Day.Before(last) || s.Owner >= c.People || s.Cost <= 0 || s.Cost >= s.Cents {
				t.Fatalf("after %v comes %+v", last, s)
			}
			last = s.Day
		}
		if len(ids) != c.Sales || !last.Equal(c.Today()) {
			t.Errorf("%d sales until %v, want %d until %v", len(ids), last, c.Sales, c.Today())
		}
	}
}

// A revised file has the same rows but for the amount of every tenth.
func TestRevised(t *testing.T) {
	t.Parallel()
	c := load.Sized(1000)
	first := slices.Collect(c.AllSales())
	c.Revised = true
	changed := 0
	for i, s := range slices.Collect(c.AllSales()) {
		if s != first[i] {
			changed++
			s.Cents--
		}
		if s != first[i] {
			t.Fatalf("row %d is %+v, was %+v", i, s, first[i])
		}
	}
	if changed != 100 {
		t.Errorf("%d rows changed, want 100", changed)
	}
}

func TestTargets(t *testing.T) {
	t.Parallel()
	c := load.Company{People: 10, Days: 730, Targets: 25}
	months := map[time.Time]int{}
	for target := range c.AllTargets() {
		months[target.Month]++
	}
	month := func(m time.Month) time.Time { return time.Date(2025, m, 1, 0, 0, 0, 0, time.UTC) }
	want := map[time.Time]int{month(time.December): 10, month(time.November): 10, month(time.October): 5}
	if !maps.Equal(months, want) {
		t.Errorf("targets by month: %v, want %v", months, want)
	}
}

func TestChain(t *testing.T) {
	t.Parallel()
	c := load.Company{People: 500, Span: 6}
	if got, want := c.Chain(300), []int{300, 49, 8, 1, 0}; !slices.Equal(got, want) {
		t.Errorf("above person 300 stand %v, want %v", got, want)
	}
	reports := 0
	for i := range c.People {
		reports += c.Reports(i)
	}
	if reports != c.People-1 {
		t.Errorf("%d people report to somebody, want all but one of %d", reports, c.People)
	}
	if c.Reports(0) != 6 || c.Reports(83) != 1 || c.Reports(84) != 0 {
		t.Errorf("reports of 0, 83, 84: %d, %d, %d", c.Reports(0), c.Reports(83), c.Reports(84))
	}
}
