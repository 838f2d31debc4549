package app_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/attainhq/attain/examples"
	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/track/attain"
)

// TestAdventureWorks imports the example as a newcomer does and holds every
// figure against truths that were computed without Attain
// (testdata/adventureworks). It takes half a minute, so -short leaves it out.
func TestAdventureWorks(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("imports 121,317 order lines")
	}
	w := &works{App: openApp(t, "aw")}
	batch := w.load(t)
	const lines = 121_317
	if sales := countOf(batch, "sale"); sales.Inserted != lines || batch.Totals().Quarantined != 0 {
		t.Fatalf("the import brought %+v: %s", sales, batch.Message)
	}
	for name, test := range map[string]func(*testing.T, *works){
		"People": testPeople, "Managers": testManagers, "Groups": testGroups, "Months": testMonths, "Grand totals": testGrandTotals,
		"As of the past": testPast, "Unassigned": testUnassigned, "Receipts": testReceipts, "Customers": testCustomers,
	} {
		t.Run(name, func(t *testing.T) { test(t, w) }) // one after the other: they share two cores with everything else
	}
	t.Run("Import again", func(t *testing.T) {
		again := w.load(t).Totals()
		if again.Inserted+again.Corrected+again.Withdrawn+again.Quarantined != 0 || again.Unchanged == 0 {
			t.Errorf("the same files again should change nothing, but: %+v", again)
		}
		w.verify(t) // of both: the second changed nothing
	})
}

type works struct{ *app.App }

func (w *works) load(t *testing.T) pipeline.Batch {
	t.Helper()
	batch, err := w.ImportFS(t.Context(), examples.Files, "adventureworks", "tester", nil)
	if err != nil {
		t.Fatal(err)
	}
	return batch
}

func (w *works) verify(t *testing.T) {
	t.Helper()
	report, err := pipeline.Verify(t.Context(), w.DB, w.OrgID)
	if err != nil || report.Wrong != 0 {
		t.Errorf("verify found %d differences (%v): %v", report.Wrong, err, report.Differences)
	}
}

func countOf(batch pipeline.Batch, kind string) pipeline.KindCount {
	for _, k := range batch.Kinds {
		if string(k.Kind) == kind {
			return k
		}
	}
	return pipeline.KindCount{}
}

// truth is a file of testdata/adventureworks.
type truth []map[string]string

func readTruth(t *testing.T, name string) truth {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "adventureworks", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all truth
	for _, row := range rows[1:] {
		values := map[string]string{}
		for i, column := range rows[0] {
			values[column] = row[i]
		}
		all = append(all, values)
	}
	return all
}

func amount(t *testing.T, text string) money.Amount {
	t.Helper()
	a, err := money.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// nextQuota returns the period that starts on the day and ends at the next
// day on which anybody got a quota.
func nextQuota(t *testing.T, all truth, start string) period.Range {
	t.Helper()
	end := "9999-12-31"
	for _, row := range all {
		if day := row["QuotaDate"]; day > start && day < end {
			end = day
		}
	}
	return period.Range{Start: period.MustDate(start), End: period.MustDate(end)}
}

func (w *works) figures(ctx context.Context, t *testing.T, id org.NodeID, p period.Range, m metric.Series, asOf period.Date) attain.Figures {
	t.Helper()
	definition, err := metric.Find(string(m))
	if err != nil {
		t.Fatal(err)
	}
	f, err := w.Attain.Node(ctx, access.System(w.OrgID), id, attain.Query{Metric: definition, Period: period.NewCustom(p), AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// number returns a value, 0 where there is none.
func number(a *money.Amount) money.Amount {
	if a == nil {
		return 0
	}
	return *a
}

// expect compares a node's revenue with a truth; percent is rounded half up to
// two decimals of 1 %, as attainment is to 1/10,000.
func (w *works) expect(t *testing.T, id org.NodeID, p period.Range, target, actual, percent string) {
	t.Helper()
	f := w.figures(t.Context(), t, id, p, metric.Revenue, 0)
	name := fmt.Sprintf("%s in %s", id, p)
	if f.Target == nil || *f.Target != amount(t, target) {
		t.Errorf("%s: the target is %v, not %s", name, f.Target, target)
	}
	held := f.Actual
	if f.Covered != nil {
		held = f.Covered
	}
	if number(held) != amount(t, actual) {
		t.Errorf("%s: the actual is %s, not %s", name, number(held), actual)
	}
	const percentPoint = 100
	if f.Attainment == nil || *f.Attainment*percentPoint != amount(t, percent) {
		t.Errorf("%s: the attainment is %v, not %s %%", name, f.Attainment, percent)
	}
}

func testPeople(t *testing.T, w *works) {
	all := readTruth(t, "salesperson_quota_period.csv")
	if len(all) != 163 {
		t.Fatalf("there are %d rows of people", len(all))
	}
	for _, row := range all {
		p := period.Range{Start: period.MustDate(row["QuotaDate"]), End: period.Never}
		if end := row["period_end_excl"]; end != "" {
			p.End = period.MustDate(end)
		}
		id := org.ID(org.Person, row["SalesPersonID"])
		w.expect(t, id, p, row["quota"], row["sales"], row["attainment_pct"])
		orders := w.figures(t.Context(), t, id, p, metric.Orders, 0)
		if number(orders.Actual) != amount(t, row["orders"]) {
			t.Errorf("%s in %s: %s orders, not %s", id, p, number(orders.Actual), row["orders"])
		}
	}
	testRanks(t, w, all)
}

// testRanks compares the ranking of each period.
func testRanks(t *testing.T, w *works, all truth) {
	m, err := metric.Find(string(metric.Revenue))
	if err != nil {
		t.Fatal(err)
	}
	ranks := map[string]map[org.NodeID]string{}
	for _, row := range all {
		if ranks[row["QuotaDate"]] == nil {
			ranks[row["QuotaDate"]] = map[org.NodeID]string{}
		}
		ranks[row["QuotaDate"]][org.ID(org.Person, row["SalesPersonID"])] = row["rank_by_attainment"]
	}
	for start, want := range ranks {
		q := attain.Query{Metric: m, Period: period.NewCustom(nextQuota(t, all, start))}
		list, err := w.Attain.List(t.Context(), access.System(w.OrgID), q, attain.Selection{By: org.Person, Sort: "rank"})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list.Rows {
			if place := want[f.Node.ID]; place != "" && place != fmt.Sprint(f.Rank) || place == "" && f.Rank != 0 {
				t.Errorf("%s has rank %d in the period from %s, not %q", f.Node.ID, f.Rank, start, place)
			}
		}
	}
}

func testManagers(t *testing.T, w *works) {
	all := readTruth(t, "manager_quota_period.csv")
	for _, row := range all {
		p := nextQuota(t, all, row["QuotaDate"])
		if row["reports"] != "0" {
			w.expect(t, org.ID(org.Team, row["manager_id"]), p, row["team_quota"], row["team_sales"], row["team_attainment_pct"])
		}
		own := w.figures(t.Context(), t, org.ID(org.Person, row["manager_id"]), p, metric.Revenue, 0)
		if number(own.Actual) != amount(t, row["own_sales"]) {
			t.Errorf("manager %s in %s: own sales are %s, not %s", row["manager_id"], p, number(own.Actual), row["own_sales"])
		}
	}
}

func testGroups(t *testing.T, w *works) {
	all := readTruth(t, "team_quota_period.csv")
	for _, row := range all {
		id := org.ID(org.Team, row["Group"])
		if row["Group"] == "TOTAL" {
			id = org.ID(org.Company, "adventureworks") // attainment counts what people are credited for
		}
		w.expect(t, id, nextQuota(t, all, row["QuotaDate"]), row["quota"], row["sales"], row["attainment_pct"])
	}
}

func testMonths(t *testing.T, w *works) {
	root := org.ID(org.Company, "adventureworks")
	for _, row := range readTruth(t, "monthly_totals.csv") {
		start := period.MustDate(row["month"] + "-01")
		p := period.Range{Start: start, End: start.AddMonths(1)}
		for series, want := range map[metric.Series]string{metric.Revenue: row["sales"], metric.Orders: row["orders"]} {
			if got := number(w.figures(t.Context(), t, root, p, series, 0).Actual); got != amount(t, want) {
				t.Errorf("%s of %s is %s, not %s", series, row["month"], got, want)
			}
		}
		people := number(w.figures(t.Context(), t, org.CreditedOf(root), p, metric.Revenue, 0).Actual)
		if people != amount(t, row["reseller_sales"]) {
			t.Errorf("people are credited for %s in %s, not %s", people, row["month"], row["reseller_sales"])
		}
	}
}

func testGrandTotals(t *testing.T, w *works) {
	row := readTruth(t, "grand_totals.csv")[0]
	root := org.ID(org.Company, "adventureworks")
	for series, want := range map[metric.Series]string{
		metric.Revenue: row["subtotal"], metric.Orders: row["orders"], metric.Units: row["units"], metric.NewCustomers: row["customers"],
	} {
		if got := number(w.figures(t.Context(), t, root, period.Everything, series, 0).Actual); got != amount(t, want) {
			t.Errorf("%s is %s, not %s", series, got, want)
		}
	}
	people := number(w.figures(t.Context(), t, org.CreditedOf(root), period.Everything, metric.Orders, 0).Actual)
	if people != amount(t, row["orders_with_salesperson"]) {
		t.Errorf("people are credited for %s orders, not %s", people, row["orders_with_salesperson"])
	}
	// Every customer was new once.
	var sum money.Amount
	for _, month := range readTruth(t, "monthly_totals.csv") {
		start := period.MustDate(month["month"] + "-01")
		sum += number(w.figures(t.Context(), t, root, period.Range{Start: start, End: start.AddMonths(1)}, metric.NewCustomers, 0).Actual)
	}
	if sum != amount(t, row["customers"]) {
		t.Errorf("the new customers of all months are %s, not %s", sum, row["customers"])
	}
}

// testPast asks what was known on the last day of a month: the months up to it
// in full, and nothing after.
func testPast(t *testing.T, w *works) {
	root := org.ID(org.Company, "adventureworks")
	asOf := period.MustDate("2013-08-31")
	var want, orders money.Amount
	for _, row := range readTruth(t, "monthly_totals.csv") {
		if row["month"] <= "2013-08" {
			want += amount(t, row["sales"])
			orders += amount(t, row["orders"])
		}
	}
	if got := number(w.figures(t.Context(), t, root, period.Everything, metric.Revenue, asOf).Actual); got != want {
		t.Errorf("as of %s revenue was %s, not %s", asOf, got, want)
	}
	if got := number(w.figures(t.Context(), t, root, period.Everything, metric.Orders, asOf).Actual); got != orders {
		t.Errorf("as of %s there were %s orders, not %s", asOf, got, orders)
	}
	later := period.Range{Start: asOf + 1, End: period.Never}
	if got := number(w.figures(t.Context(), t, root, later, metric.Revenue, asOf).Actual); got != 0 {
		t.Errorf("as of %s there was already %s of later days", asOf, got)
	}
}

// testUnassigned checks that what is not in a row stands beside them: the rows
// of the company and what is credited to nobody are the whole.
func testUnassigned(t *testing.T, w *works) {
	m, err := metric.Find(string(metric.Revenue))
	if err != nil {
		t.Fatal(err)
	}
	root := org.ID(org.Company, "adventureworks")
	list, err := w.Attain.List(t.Context(), access.System(w.OrgID), attain.Query{Metric: m, Period: period.NewCustom(period.Everything)},
		attain.Selection{Under: root, Direct: true})
	if err != nil {
		t.Fatal(err)
	}
	online := amount(t, "109846381.4039")
	for _, row := range readTruth(t, "monthly_totals.csv") {
		online -= amount(t, row["reseller_sales"])
	}
	if list.Unassigned == nil || *list.Unassigned != online {
		t.Errorf("credited to nobody is %v, not the %s of the web shop", list.Unassigned, online)
	}
}

// testReceipts proves a quarter's revenue of every kind of node, and every
// metric of one team.
func testReceipts(t *testing.T, w *works) {
	quarter := period.NewCustom(period.Range{Start: period.MustDate("2013-05-30"), End: period.MustDate("2013-08-30")})
	happened := []metric.Series{metric.Revenue, metric.Profit, metric.Margin, metric.Units, metric.Orders, metric.AverageOrder, metric.NewCustomers}
	prove := func(id org.NodeID, m metric.Metric) {
		r, err := w.Attain.Receipt(t.Context(), access.System(w.OrgID), id, attain.Query{Metric: m, Period: quarter})
		if err != nil {
			t.Errorf("%s of %s: %v", m.ID, id, err)
			return
		}
		if wrong := r.Check(); len(wrong) > 0 {
			t.Errorf("%s of %s: %v", m.ID, id, wrong[:min(3, len(wrong))])
		}
		if slices.Contains(happened, m.ID) && number(r.Figures.Actual) == 0 {
			t.Errorf("%s of %s is 0: the receipt proves nothing", m.ID, id)
		}
	}
	for _, m := range metric.All() {
		prove("team:274", m)
	}
	revenue, err := metric.Find(string(metric.Revenue))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []org.NodeID{"person:275", "team:Europe", "region:Europe", "territory:4", "category:1", "subcategory:2", "product:782"} {
		prove(id, revenue)
	}
}
