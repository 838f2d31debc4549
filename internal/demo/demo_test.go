package demo_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/connector/csvfile"
	"github.com/attainhq/attain/internal/demo"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/period"
)

// The same options give the same files, byte for byte, also from the same
// world; another seed gives another company.
func TestSameAgain(t *testing.T) {
	t.Parallel()
	w, first := company(t, demo.Options{People: 15})
	_, second := company(t, demo.Options{People: 15, Years: 2, Seed: 1})
	third := folder{}
	if err := w.Write(t.Context(), third.create); err != nil {
		t.Fatal(err)
	}
	_, other := company(t, demo.Options{People: 15, Seed: 2})
	for name, file := range first {
		if file.String() != second[name].String() {
			t.Errorf("%s differs in a company of the same options", name)
		}
		if file.String() != third[name].String() {
			t.Errorf("%s differs when it is written again", name)
		}
	}
	if first["orders.csv"].String() == other["orders.csv"].String() {
		t.Error("another seed gives the same orders")
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options demo.Options
		wrong   string
	}{
		"too few people":   {demo.Options{People: 11, Today: today}, "people"},
		"too many people":  {demo.Options{People: 20_001, Today: today}, "people"},
		"too many years":   {demo.Options{Years: 11, Today: today}, "years"},
		"no years":         {demo.Options{Years: -1, Today: today}, "years"},
		"no today":         {demo.Options{Today: period.Never}, "today"},
		"as it stands":     {demo.Options{Today: today}, ""},
		"everything wrong": {demo.Options{People: 1, Years: 99, Today: period.Always}, "years"},
	} {
		_, err := demo.New(c.options)
		if (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file that cannot be written ends the whole, and a context that ends does.
func TestWriteFails(t *testing.T) {
	t.Parallel()
	w, err := demo.New(demo.Options{People: 12, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("the disk is full")
	if err := w.Write(t.Context(), func(name string) (io.WriteCloser, error) {
		if name == "leads.csv" {
			return nil, full
		}
		return folder{}.create(name)
	}); !errors.Is(err, full) {
		t.Errorf("a file that cannot be created: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.Write(ctx, folder{}.create); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
}

// A company has the people it was asked for, whoever left, and everybody but
// the first has a manager.
func TestPeople(t *testing.T) {
	t.Parallel()
	for _, people := range []int{12, 13, 17, 29, 30, 60, 61, 300, 700} {
		_, files := company(t, demo.Options{People: people, Years: 1})
		here, heads := 0, 0
		levels := map[string]int{"": 0}
		for _, p := range files.rows(t, "people") {
			if p["left"] == "" {
				here++
			}
			if p["manager"] == "" {
				heads++
			}
			if _, known := levels[p["manager"]]; !known {
				t.Errorf("%d people: %s reports to %s, who comes later", people, p["id"], p["manager"])
			}
			levels[p["id"]] = levels[p["manager"]] + 1
		}
		depth := 0
		for _, level := range levels {
			depth = max(depth, level)
		}
		if here != people && here != people-1 || heads != 1 { // a seat may be vacant
			t.Errorf("%d people: %d are there, %d have no manager", people, here, heads)
		}
		if want := 4; depth != want && (people < 300 || depth != want+1) {
			t.Errorf("%d people: %d levels, want %d", people, depth, want)
		}
	}
}

// references are the columns that name something, and where it is.
var references = []struct{ file, column, to string }{
	{"people", "manager", "people"},
	{"moves", "person", "people"}, {"moves", "manager", "people"},
	{"coverage", "person", "people"}, {"coverage", "territory", "territories"},
	{"leads", "owner", "people"}, {"leads", "customer", "customers"}, {"leads", "product", "products"}, {"leads", "territory", "territories"},
	{"opportunities", "lead", "leads"}, {"opportunities", "customer", "customers"}, {"opportunities", "product", "products"},
	{"opportunities", "owner", "people"}, {"opportunities", "territory", "territories"},
	{"stage_history", "opportunity", "opportunities"},
	{"activities", "owner", "people"}, {"activities", "customer", "customers"}, {"activities", "territory", "territories"},
	{"answers", "customer", "customers"}, {"answers", "owner", "people"},
	{"orders", "customer", "customers"}, {"orders", "product", "products"}, {"orders", "owner", "people"}, {"orders", "territory", "territories"},
	{"splits", "person", "people"},
	{"contracts", "customer", "customers"}, {"contracts", "product", "products"}, {"contracts", "owner", "people"},
	{"training", "person", "people"},
}

// Whatever a file names is there, ids are unique, no day is after today, and
// nobody sells before he came or after he left.
func TestReferences(t *testing.T) {
	t.Parallel()
	_, files := company(t, demo.Options{})
	ids := map[string]map[string]bool{}
	for name := range files {
		name, isTable := strings.CutSuffix(name, ".csv")
		if !isTable {
			continue
		}
		ids[name] = map[string]bool{}
		for _, r := range files.rows(t, name) {
			if id, ok := r["id"]; ok && name != "quotas" && name != "market" {
				if ids[name][id] || id == "" {
					t.Errorf("%s: the id %q is there twice, or empty", name, id)
				}
				ids[name][id] = true
			}
			for _, column := range []string{"created", "entered", "day", "completed", "hired", "left", "qualified", "status_since"} {
				if r[column] > today.String() {
					t.Errorf("%s: %s %s is after today", name, column, r[column])
				}
			}
		}
	}
	for _, ref := range references {
		for _, r := range files.rows(t, ref.file) {
			if id := r[ref.column]; id != "" && !ids[ref.to][id] {
				t.Fatalf("%s: there is no %s %q in %s", ref.file, ref.column, id, ref.to)
			}
		}
	}
	people := map[string]row{}
	for _, p := range files.rows(t, "people") {
		people[p["id"]] = p
	}
	for _, o := range files.rows(t, "orders") {
		if p := people[o["owner"]]; p != nil && (o["day"] < p["hired"] || p["left"] != "" && o["day"] >= p["left"]) {
			t.Errorf("order %s of %s is credited to %s, who was here from %s to %s", o["order"], o["day"], p["id"], p["hired"], p["left"])
		}
	}
}

// The shares of an order total 100 %.
func TestSplits(t *testing.T) {
	t.Parallel()
	_, files := company(t, demo.Options{})
	sums := map[string]float64{}
	overlay := 0
	for _, s := range files.rows(t, "splits") {
		if s["kind"] == "overlay" {
			overlay++
			continue
		}
		sums[s["order"]] += s.number(t, "percent")
	}
	for order, sum := range sums {
		if sum != 100 {
			t.Errorf("the shares of %s total %v", order, sum)
		}
	}
	if len(sums) < 30 || overlay < 50 {
		t.Errorf("%d orders are split, %d have overlay credit", len(sums), overlay)
	}
}

// Every row becomes a record by the profile that is written with the files.
func TestMaps(t *testing.T) {
	t.Parallel()
	_, files := company(t, demo.Options{People: 40})
	profile, err := ingest.ParseProfile(files["profile.yaml"].Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var uploads csvfile.Uploads
	for name, file := range files {
		uploads = append(uploads, csvfile.Upload{Name: name, Size: int64(file.Len()), Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(file.String())), nil
		}})
	}
	slices.SortFunc(uploads, func(a, b csvfile.Upload) int { return strings.Compare(a.Name, b.Name) })
	got := map[ingest.Kind]int{}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	if err := profile.Map(t.Context(), uploads, berlin, func(m ingest.Mapped) error {
		for _, f := range m.Faults {
			t.Errorf("%s line %d: %s: %s", m.File, m.Line, f.Field, f.Message)
		}
		got[m.Kind]++
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := map[ingest.Kind]int{ingest.KindRegion: 3, ingest.KindTeam: 2, ingest.KindCategory: 6}
	for kind, name := range map[ingest.Kind]string{
		ingest.KindTerritory: "territories", ingest.KindPerson: "people", ingest.KindReporting: "moves", ingest.KindAssignment: "coverage",
		ingest.KindProduct: "products", ingest.KindCustomer: "customers", ingest.KindStage: "stages", ingest.KindRate: "rates",
		ingest.KindPlanRate: "plan_rates", ingest.KindTarget: "quotas", ingest.KindLead: "leads", ingest.KindOpportunity: "opportunities",
		ingest.KindStageChange: "stage_history", ingest.KindActivity: "activities", ingest.KindFeedback: "answers",
		ingest.KindContract: "contracts", ingest.KindTraining: "training", ingest.KindSale: "orders", ingest.KindSplit: "splits",
	} {
		if n := len(files.rows(t, name)); n > 0 {
			want[kind] = n
		}
	}
	want[ingest.KindMarket] = 2 * len(files.rows(t, "market"))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}
