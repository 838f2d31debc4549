package ingest_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/connector/csvfile"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

const adventureWorks = "../../examples/adventureworks"

// mapFolder maps a folder by the profile.yaml in it.
func mapFolder(tb testing.TB, folder string, emit func(ingest.Mapped) error) {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "profile.yaml"))
	if err != nil {
		tb.Fatal(err)
	}
	p, err := ingest.ParseProfile(text)
	if err != nil {
		tb.Fatal(err)
	}
	src, err := csvfile.OpenFolder(folder)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		tb.Fatal(err)
	}
	if err := p.Map(tb.Context(), src, zone, emit); err != nil {
		tb.Fatal(err)
	}
}

func TestAdventureWorks(t *testing.T) {
	t.Parallel()
	counts := map[ingest.Kind]int{}
	orders := map[string]money.Amount{}
	people := map[string]ingest.Person{}
	owned := map[string]bool{}
	var total, cost, units money.Amount
	targets := map[string]ingest.Target{}
	kindsSeen := []ingest.Kind{}
	mapFolder(t, adventureWorks, func(m ingest.Mapped) error {
		if !m.Ok() {
			t.Errorf("%s line %d: %+v", m.File, m.Line, m.Faults)
			return nil
		}
		counts[m.Kind]++
		if n := len(kindsSeen); n == 0 || kindsSeen[n-1] != m.Kind {
			kindsSeen = append(kindsSeen, m.Kind)
		}
		switch v := m.Record.(type) {
		case ingest.Person:
			people[v.ID] = v
		case ingest.Target:
			targets[v.Of+" "+v.Period.Start.String()] = v
		case ingest.Sale:
			orders[v.Order] += v.Amount
			total += v.Amount
			cost += *v.Cost
			units += v.Quantity
			if v.Owner != "" {
				owned[v.Order] = true
			}
		}
		return nil
	})
	want := map[ingest.Kind]int{
		ingest.KindRegion: 3, ingest.KindTerritory: 10, ingest.KindTeam: 4, ingest.KindPerson: 18, ingest.KindAssignment: 17,
		ingest.KindCategory: 4, ingest.KindSubcategory: 37, ingest.KindProduct: 504, ingest.KindCustomer: 19_820,
		ingest.KindTarget: 163, ingest.KindSale: 121_317,
	}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("records by kind (-want +got):\n%s", diff)
	}
	if len(orders) != 31_465 || len(owned) != 3_806 {
		t.Errorf("%d orders, %d with a sales person; want 31465 and 3806", len(orders), len(owned))
	}
	if got := total.String(); got != "109846381.4039" {
		t.Errorf("total %s, want 109846381.4039", got)
	}
	if got := units.String(); got != "274914" {
		t.Errorf("units %s, want 274914", got)
	}
	if got := orders["43659"].String(); got != "20565.6206" {
		t.Errorf("order 43659: %s, want 20565.6206", got)
	}
	checkPeople(t, people)
	checkTargets(t, targets)
	wantKinds := []ingest.Kind{ingest.KindRegion, ingest.KindTerritory, ingest.KindTeam, ingest.KindPerson, ingest.KindAssignment,
		ingest.KindCategory, ingest.KindSubcategory, ingest.KindProduct, ingest.KindCustomer, ingest.KindTarget, ingest.KindSale}
	if diff := cmp.Diff(wantKinds, kindsSeen); diff != "" {
		t.Errorf("order of kinds (-want +got):\n%s", diff)
	}
	t.Logf("cost %s", cost)
}

func checkPeople(t *testing.T, people map[string]ingest.Person) {
	t.Helper()
	managers := map[string]string{"273": ""}
	for _, id := range []string{"274", "285", "287"} {
		managers[id] = "273"
	}
	for _, id := range []string{"275", "276", "277", "278", "279", "280", "281", "282", "283", "284"} {
		managers[id] = "274"
	}
	for id, boss := range map[string]string{"286": "285", "288": "287", "289": "287", "290": "287"} {
		managers[id] = boss
	}
	got := map[string]string{}
	for id, p := range people {
		got[id] = p.Manager
	}
	if diff := cmp.Diff(managers, got); diff != "" {
		t.Errorf("managers (-want +got):\n%s", diff)
	}
	want := ingest.Person{ID: "278", Name: "Garrett Vargas", Title: "Sales Representative", Manager: "274", Groups: []string{"North America"},
		During: period.Range{Start: period.MustDate("2011-05-31"), End: period.Never}}
	if diff := cmp.Diff(want, people["278"]); diff != "" {
		t.Errorf("person 278 (-want +got):\n%s", diff)
	}
	if g := people["285"].Groups; !cmp.Equal(g, []string{"No territory"}) {
		t.Errorf("groups of 285: %v", g)
	}
	if g := people["273"].Groups; len(g) != 0 {
		t.Errorf("groups of 273: %v", g)
	}
}

func checkTargets(t *testing.T, targets map[string]ingest.Target) {
	t.Helper()
	for key, want := range map[string]string{
		"274 2011-05-31": "2011-05-31..2011-08-31 28000",
		"274 2014-03-01": "2014-03-01.. 187000",
		"286 2013-05-30": "2013-05-30..2013-08-30 478000",
	} {
		v := targets[key]
		if got := v.Period.String() + " " + v.Value.String(); got != want {
			t.Errorf("target %s: %s, want %s", key, got, want)
		}
	}
}

func BenchmarkAdventureWorks(b *testing.B) {
	rows := 0
	for b.Loop() {
		mapFolder(b, adventureWorks, func(ingest.Mapped) error { rows++; return nil })
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}
