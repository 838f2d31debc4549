package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/demo"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// TestMadeUp imports a small company that does not exist: every row is used,
// the numbers are those of its files, and everything can be recomputed.
func TestMadeUp(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("imports thousands of events")
	}
	a := openApp(t, "lark")
	company := app.Company{Name: app.MadeUp, Made: demo.Options{People: 14, Years: 1}, Today: period.MustDate("2026-09-24")}
	if _, err := a.Demo(t.Context(), company, nil); err != nil {
		t.Fatal(err)
	}
	batches, err := a.DB.RecentBatches(t.Context(), a.OrgID, "", 2)
	if err != nil || len(batches) != 1 {
		t.Fatalf("%d imports: %v", len(batches), err)
	}
	if totals := batches[0].Totals(); totals.Quarantined != 0 {
		held, err := a.DB.Quarantine(t.Context(), a.OrgID, batches[0].ID, false)
		if err != nil {
			t.Fatal(err)
		}
		t.Errorf("%d rows are in quarantine: %s", totals.Quarantined, fmt.Sprint(held[0].File, held[0].Faults))
	}
	dir := t.TempDir()
	company.Made.Today = company.Today
	if err := app.MakeUp(t.Context(), company.Made, filepath.Join(dir, "files")); err != nil {
		t.Fatal(err)
	}
	rows := func(name string) []map[string]string {
		file, err := os.Open(filepath.Join(dir, "files", name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		return csvRows(t, file)
	}
	quarter := period.Range{Start: period.MustDate("2026-04-01"), End: period.MustDate("2026-07-01")}
	want := madeUpTruths(t, quarter, rows)
	got := map[string]string{}
	for key := range want {
		var id, m string
		if _, err := fmt.Sscan(key, &id, &m); err != nil {
			t.Fatal(err)
		}
		got[key] = read(t, a, org.NodeID(id), metric.Series(m), quarter)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-files +attain):\n%s", diff)
	}
	verify(t, a)
	t.Run("Again", func(t *testing.T) {
		// A demo that is started again uses what is there.
		company.Today = 0
		if _, err := a.Demo(t.Context(), company, nil); err != nil {
			t.Fatal(err)
		}
		if again, err := a.DB.RecentBatches(t.Context(), a.OrgID, "", 2); err != nil || len(again) != 1 {
			t.Errorf("%d imports: %v", len(again), err)
		}
		if o, err := a.DB.Organisation(t.Context(), a.OrgID); err != nil || o.Pinned != period.MustDate("2026-09-24") {
			t.Errorf("today is %s: %v", o.Pinned, err)
		}
	})
	t.Run("Goals", func(t *testing.T) {
		goals, err := a.DB.Goals(t.Context(), access.System(a.OrgID), period.MustDate("2026-09-24"), goal.Filter{})
		if plan := plannedGoals(t, company.Made); err != nil || len(goals) != plan || plan < 40 {
			t.Errorf("%d goals are set, %d are planned: %v", len(goals), plan, err)
		}
	})
	t.Run("Second", func(t *testing.T) { testSecond(t, a) })
}

func plannedGoals(t *testing.T, made demo.Options) int {
	t.Helper()
	w, err := demo.New(made)
	if err != nil {
		t.Fatal(err)
	}
	return len(w.Plan().Goals)
}

// testSecond puts another company into the same database: its links lead into
// it, and nothing of it is seen in the first.
func testSecond(t *testing.T, a *app.App) {
	before := read(t, a, "company:larkfield", "leads", period.Everything)
	other := a.In("other")
	users, err := other.Demo(t.Context(), app.Company{Name: app.MadeUp, Made: demo.Options{People: 12, Years: 1}, Today: period.MustDate("2026-03-31")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		_, secret, _ := strings.Cut(u.Link, "token=")
		signed, err := a.Access.Enter(t.Context(), secret)
		if err != nil || signed.User.OrgID != "other" {
			t.Errorf("%s enters %q: %v", u.Who, signed.User.OrgID, err)
		}
	}
	if after := read(t, a, "company:larkfield", "leads", period.Everything); after != before {
		t.Errorf("the first company had %s leads, and has %s", before, after)
	}
	if theirs := read(t, other, "company:larkfield", "leads", period.Everything); theirs == before || theirs == "0" {
		t.Errorf("the second company has %s leads, the first %s", theirs, before)
	}
	verify(t, other)
}

// madeUpTruths computes numbers of a quarter from the files, by node and metric.
func madeUpTruths(t *testing.T, quarter period.Range, rows func(string) []map[string]string) map[string]string {
	t.Helper()
	counts := map[string]int64{}
	within := func(day string) bool { return day != "" && quarter.Contains(period.MustDate(day)) }
	const company = "company:larkfield "
	for _, l := range rows("leads") {
		if within(l["created"]) {
			counts[company+"leads"]++
			counts["territory:"+l["territory"]+" leads"]++
		}
		if within(l["qualified"]) {
			counts[company+"leads_qualified"]++
		}
	}
	territory := map[string]string{}
	for _, d := range rows("opportunities") {
		territory[d["id"]] = d["territory"]
		if within(d["created"]) {
			counts[company+"opportunities"]++
		}
	}
	for _, s := range rows("stage_history") {
		for stage, m := range map[string]string{"Closed won": "deals_won", "Closed lost": "deals_lost"} {
			if s["stage"] == stage && within(s["entered"]) {
				counts[company+m]++
				counts["territory:"+territory[s["opportunity"]]+" "+m]++
			}
		}
	}
	for _, d := range rows("activities") {
		if within(d["day"]) {
			counts[company+"activities:"+d["type"]] += whole(t, d["count"])
		}
	}
	revenue := map[string]money.Amount{}
	for _, o := range rows("orders") {
		if within(o["day"]) && o["status"] != "cancelled" && o["currency"] == "EUR" {
			revenue["territory:"+o["territory"]+" revenue"] += amount(t, o["net"])
		}
	}
	won, lost := counts[company+"deals_won"], counts[company+"deals_lost"]
	want := map[string]string{company + "win_rate": shown(won, won+lost)}
	for key, n := range counts {
		want[key] = fmt.Sprint(n)
	}
	for key, sum := range revenue {
		want[key] = sum.String()
	}
	return want
}
