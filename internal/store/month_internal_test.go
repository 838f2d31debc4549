package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// TestByMonths: what the ledger is asked goes through the months that are there,
// and in each straight to its node and days, or through all nodes of a kind. SQLite
// sorts nothing anew.
func TestByMonths(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), t.TempDir()+"/attain.db")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const (
		spot   = "(org_id=? AND month=? AND node=? AND day>? AND day<?)"
		upTo   = "(org_id=? AND month=? AND node=? AND day<?)"
		ofKind = "(org_id=? AND month=? AND node>? AND node<?)"
	)
	ctx, all := t.Context(), access.System("o")
	days, day := period.Range{Start: period.MustDate("2026-10-01"), End: period.MustDate("2027-01-01")}, period.MustDate("2026-11-23")
	sums := func(f metric.SumFilter) error {
		f.Days, f.AsOf = days, day
		_, err := db.Sums(ctx, all, f)
		return err
	}
	daily := func(series metric.Series) error {
		_, err := db.Daily(ctx, "o", metric.DayFilter{Series: series, Node: "team:a", Days: days, AsOf: day})
		return err
	}
	bySeries := strings.NewReplacer("(org_id=?", "(org_id=? AND series=?")
	for what, c := range map[string]struct {
		ask func() error
		key string
	}{
		"some nodes": {func() error {
			return sums(metric.SumFilter{Series: metric.Revenue, IDs: []org.NodeID{"team:a", "team:b"}})
		}, spot},
		"a series of nodes": {func() error {
			return sums(metric.SumFilter{Series: metric.Leads, IDs: []org.NodeID{"team:a", "team:b"}})
		}, bySeries.Replace(spot)},
		"all of a kind":      {func() error { return sums(metric.SumFilter{Series: metric.Revenue, Kind: org.Person}) }, ofKind},
		"a series of a kind": {func() error { return sums(metric.SumFilter{Series: metric.Leads, Kind: org.Person}) }, bySeries.Replace(ofKind)},
		"days of a node":     {func() error { return daily(metric.Revenue) }, spot},
		"days of a series":   {func() error { return daily(metric.Leads) }, bySeries.Replace(spot)},
		"parts of a node": {func() error {
			_, _, err := db.Mix(ctx, "o", metric.MixFilter{Series: metric.Revenue, Node: "team:a", Days: days, Known: day})
			return err
		}, spot},
		"customers of a node": {func() error {
			_, err := db.CustomerDays(ctx, "o", metric.CustomerFilter{Series: metric.Orders, Node: "team:a", Days: days, AsOf: day})
			return err
		}, bySeries.Replace(spot)},
		"the first day":  {func() error { _, _, err := db.Span(ctx, "o", "company:a", day); return err }, upTo},
		"the newest day": {func() error { _, err := db.Newest(ctx, "o", "team:a", []metric.Series{metric.Units}, day); return err }, upTo},
	} {
		clear(db.reader.prepared.kept)
		if err := c.ask(); err != nil {
			t.Fatal(what, err)
		}
		asked := slices.Collect(maps.Keys(db.reader.prepared.kept))
		found := false
		for _, query := range asked {
			if !strings.Contains(query, "ledger_month") || strings.Contains(query, "FROM ledger_month m CROSS JOIN customer_day") != (what == "customers of a node") {
				continue
			}
			found = true
			args := make([]any, strings.Count(query, "$")) // as many as there may be
			for len(args) > 0 && !strings.Contains(query, fmt.Sprintf("$%d", len(args))) {
				args = args[1:]
			}
			plan := explain(t, db, query, args...)
			steps := strings.Split(plan, "\n")
			if !strings.Contains(steps[0], " m USING PRIMARY KEY (org_id=?") || !strings.HasSuffix(steps[len(steps)-1], c.key) || strings.Contains(plan, "TEMP B-TREE") {
				t.Errorf("%s: %s\nis found by\n%s", what, query, plan)
			}
		}
		if !found {
			t.Errorf("%s: the months were not asked, but %q", what, asked)
		}
	}
}

// TestSoon: the result is there for who waits, and so is a panic.
func TestSoon(t *testing.T) {
	t.Parallel()
	if got := soon(func() int { return 7 })(); got != 7 {
		t.Errorf("the result is %d", got)
	}
	wait := soon(func() int { panic("broken") })
	defer func() {
		if got := recover(); got != "broken" {
			t.Errorf("waiting ended with %v", got)
		}
	}()
	wait()
	t.Error("nothing was wrong")
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
