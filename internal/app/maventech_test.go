package app_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

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

// funnel is what the opportunities of somebody came to in a time, computed from
// the file and not by Attain.
type funnel struct {
	won, lost           int64
	wonValue, lostValue int64 // in whole dollars, as the file has them; lost ones at list prices
	days                int64 // from engagement to the close of those that were won
}

// truths reads the example's files: the funnel of each agent ("" for everybody)
// in each quarter of 2017.
func truths(t *testing.T) map[string]funnel {
	t.Helper()
	prices := map[string]int64{}
	for _, r := range exampleRows(t, "maventech/products.csv") {
		prices[r["product"]] = whole(t, r["sales_price"])
	}
	prices["GTXPro"] = prices["GTX Pro"]
	out := map[string]funnel{}
	for _, r := range exampleRows(t, "maventech/sales_pipeline.csv") {
		if r["deal_stage"] != "Won" && r["deal_stage"] != "Lost" {
			continue
		}
		closed := period.MustDate(r["close_date"])
		for _, who := range []string{"", r["sales_agent"]} {
			key := fmt.Sprintf("%s Q%d", who, (int(closed.Month())+2)/3)
			f := out[key]
			if r["deal_stage"] == "Won" {
				f.won++
				f.wonValue += whole(t, r["close_value"])
				f.days += int64(closed - period.MustDate(r["engage_date"]))
			} else {
				f.lost++
				f.lostValue += prices[r["product"]]
			}
			out[key] = f
		}
	}
	return out
}

func whole(t *testing.T, text string) int64 {
	t.Helper()
	return int64(amount(t, text) / money.Unit)
}

func exampleRows(t *testing.T, path string) []map[string]string {
	t.Helper()
	file, err := examples.Files.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	return csvRows(t, file)
}

func csvRows(t *testing.T, file io.Reader) []map[string]string {
	t.Helper()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]map[string]string, 0, len(records)-1)
	for _, record := range records[1:] {
		r := map[string]string{}
		for i, value := range record {
			r[records[0][i]] = value
		}
		out = append(out, r)
	}
	return out
}

// shown is a ratio as Attain shows it: rounded half up to four decimals; "none"
// of nothing.
func shown(num, den int64) string {
	if den == 0 {
		return "none"
	}
	a, err := money.FromRat(big.NewRat(num, den))
	if err != nil {
		return err.Error()
	}
	return a.String()
}

// numbers returns what the metrics of the funnel should be.
func (f funnel) numbers() map[metric.Series]string {
	return map[metric.Series]string{
		"deals_won": fmt.Sprint(f.won), "deals_lost": fmt.Sprint(f.lost), "deals_won_value": fmt.Sprint(f.wonValue), "deals_lost_value": fmt.Sprint(f.lostValue),
		"win_rate": shown(f.won, f.won+f.lost), "win_rate_value": shown(f.wonValue, f.wonValue+f.lostValue),
		"sales_cycle": shown(f.days, f.won), "average_deal": shown(f.wonValue, f.won), "revenue": fmt.Sprint(f.wonValue),
	}
}

// verify recomputes everything from the facts.
func verify(t *testing.T, a *app.App) {
	t.Helper()
	report, err := pipeline.Verify(t.Context(), a.DB, a.OrgID)
	if err != nil || report.Wrong != 0 {
		t.Errorf("verify found %d differences (%v): %v", report.Wrong, err, report.Differences)
	}
}

// read returns a metric of a node in a time; "none" where there is no value.
func read(t *testing.T, a *app.App, id org.NodeID, m metric.Series, days period.Range) string {
	t.Helper()
	definition, err := metric.Find(string(m))
	if err != nil {
		t.Fatal(err)
	}
	f, err := a.Attain.Node(t.Context(), access.System(a.OrgID), id, attain.Query{Metric: definition, Period: period.NewCustom(days)})
	if err != nil {
		t.Fatalf("%s of %s: %v", m, id, err)
	}
	if f.Actual == nil {
		return "none"
	}
	return f.Actual.String()
}

// TestMavenTech imports the example and holds wins, win rates and cycles of
// every agent and quarter against the file.
func TestMavenTech(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("imports 8,800 opportunities")
	}
	a := openApp(t, "mt")
	users, err := a.Demo(t.Context(), app.Company{Name: app.MavenTech}, nil)
	if err != nil {
		t.Fatal(err)
	}
	const links = 3 // besides whoever leads
	if len(users) < links {
		t.Errorf("only %d links: %v", len(users), users)
	}
	all := truths(t)
	if got, want := all[" Q1"], (funnel{won: 531, lost: 116}); got.won != want.won || got.lost != want.lost {
		t.Errorf("the test reads the first quarter as %+v", got)
	}
	for _, r := range exampleRows(t, "maventech/sales_teams.csv") {
		if key := r["sales_agent"] + " Q1"; all[key] == (funnel{}) {
			all[key] = funnel{} // five agents have no opportunity
		}
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		who, q := key[:len(key)-3], int(key[len(key)-1]-'0')
		id := org.NodeID("company:maventech")
		if who != "" {
			id = org.ID(org.Person, who)
		}
		start := period.NewDate(2017, 1, 1).AddMonths(3 * (q - 1))
		got := map[metric.Series]string{}
		want := all[key].numbers()
		for m := range want {
			got[m] = read(t, a, id, m, period.Range{Start: start, End: start.AddMonths(3)})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-file +attain):\n%s", key, diff)
		}
	}
	verify(t, a)
}
