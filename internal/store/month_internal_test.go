package store

import (
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
)

// TestByMonths: a question of days goes through the months that are there, and in
// each straight to its node and days, or through all nodes of a kind, in the order
// of the key.
func TestByMonths(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), t.TempDir()+"/attain.db")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const (
		months = " FROM ledger_month m CROSS JOIN "
		joined = " d WHERE m.org_id = $1 AND d.org_id = m.org_id AND d.month = m.month AND "
		spot   = "(org_id=? AND month=? AND node=? AND day>? AND day<?)"
		series = "(org_id=? AND series=? AND month=? AND node=? AND day>? AND day<?)"
	)
	for what, c := range map[string]struct{ begin, condition, end, key string }{
		"a node's sales":      {"SELECT d.day, SUM(d.revenue)" + months + "sale_day" + joined, "d.node = $2", "GROUP BY m.month, d.day ORDER BY m.month, d.day", spot},
		"a node's parts":      {"SELECT d.parts" + months + "mix_day" + joined, "d.node = $2", "", spot},
		"a node's series":     {"SELECT d.value" + months + "node_day" + joined, "d.series = 'leads' AND d.node = $2", "", series},
		"customers of a node": {"SELECT d.customers" + months + "customer_day" + joined, "d.series = 'orders' AND d.node = $2", "ORDER BY m.month, d.day", series},
		"some nodes":          {"SELECT SUM(d.revenue)" + months + "node n CROSS JOIN sale_day" + joined, "n.org_id = m.org_id AND d.node = n.id AND n.id IN ($2, 'person:a')", "GROUP BY m.month, n.id", spot},
		"all of a kind":       {"SELECT SUM(d.revenue)" + months + "sale_day" + joined, "d.node >= $2 AND d.node < 'person;'", "GROUP BY m.month, d.node", "(org_id=? AND month=? AND node>? AND node<?)"},
		"the newest day":      {"SELECT d.day" + months + "sale_day" + joined, "d.node = $2", "ORDER BY m.month DESC, d.day DESC LIMIT 1", spot},
	} {
		days, args := ofDays(period.Range{Start: period.MustDate("2026-10-01"), End: period.MustDate("2027-01-01")}, []any{"o", "person:"})
		plan := explain(t, db, c.begin+c.condition+" AND "+days+" "+c.end, bind(args)...)
		steps := strings.Split(plan, "\n")
		if !strings.HasSuffix(steps[0], "m USING PRIMARY KEY (org_id=? AND month>? AND month<?)") || !strings.HasSuffix(steps[len(steps)-1], c.key) {
			t.Errorf("%s: is found by\n%s", what, plan)
		}
	}
}

// TestLiesByMonths: cells come to the tables in the order of their keys.
func TestLiesByMonths(t *testing.T) {
	t.Parallel()
	day := period.MustDate
	ledger := metric.Ledger{}
	for _, cell := range []metric.Cell{
		{Series: metric.Revenue, Node: "person:b", Day: day("2026-10-31"), Known: day("2026-10-31")},
		{Series: metric.Revenue, Node: "person:a", Day: day("2026-11-01"), Known: day("2026-11-01")},
		{Series: metric.Revenue, Node: "person:a", Day: day("2026-10-02"), Known: day("2026-10-02")},
		{Series: metric.Revenue, Node: "person:a", Day: day("2025-12-02"), Known: day("2026-10-02")},
	} {
		ledger[cell] = 1
	}
	tally := ledger.Tally()
	var got []string
	for _, d := range tally.SaleDays() {
		got = append(got, monthOf(d.Day)+" "+string(d.Node)+" "+d.Day.String())
	}
	want := "2025-12 person:a 2025-12-02\n2026-10 person:a 2026-10-02\n2026-10 person:b 2026-10-31\n2026-11 person:a 2026-11-01"
	if all := strings.Join(got, "\n"); all != want {
		t.Errorf("they come as\n%s", all)
	}
	if months := tally.Months(); len(months) != 3 || monthOf(months[0]) != "2025-12" || monthOf(months[2]) != "2026-11" {
		t.Errorf("the months are %v", months)
	}
}
