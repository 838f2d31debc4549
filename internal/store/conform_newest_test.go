package store_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/sample"
)

// TestNewest: the last day of each series at one node, up to a day; the cells of
// customers speak where there are no others.
func TestNewest(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.save(t, pipeline.Changes{Ledger: metric.Ledger{
			{Series: metric.Contracts, Node: sample.Root, Customer: "customer:c", Day: day("2026-10-01"), Known: day("2026-10-01")}: money.Unit,
			{Series: metric.Contracts, Node: sample.Root, Customer: "customer:d", Day: day("2026-11-03"), Known: day("2026-11-03")}: money.Unit,
			// Orders stand at nodes and at customers: the node's cells are the ones that count.
			{Series: metric.Orders, Node: sample.Root, Customer: "customer:c", Day: day("2026-11-20"), Known: day("2026-11-20")}: money.Unit,
		}})
		series := []metric.Series{metric.Revenue, metric.Orders, metric.Contracts, metric.Leads, "unconverted/USD"}
		for name, c := range map[string]struct {
			node org.NodeID
			asOf string
			want map[metric.Series]period.Date
		}{
			"the company": {sample.Root, "2026-11-22", map[metric.Series]period.Date{metric.Revenue: day("2026-11-09"), metric.Orders: day("2026-11-09"),
				metric.Contracts: day("2026-11-03"), "unconverted/USD": day("2026-11-05")}},
			"on the day itself": {sample.Root, "2026-11-09", map[metric.Series]period.Date{metric.Revenue: day("2026-11-09"), metric.Orders: day("2026-11-09"),
				metric.Contracts: day("2026-11-03"), "unconverted/USD": day("2026-11-05")}},
			"the day before": {sample.Root, "2026-11-08", map[metric.Series]period.Date{metric.Revenue: day("2026-11-05"), metric.Orders: day("2026-11-05"),
				metric.Contracts: day("2026-11-03"), "unconverted/USD": day("2026-11-05")}},
			"long before":  {sample.Root, "2026-10-31", map[metric.Series]period.Date{metric.Contracts: day("2026-10-01")}},
			"before all":   {sample.Root, "2026-01-01", map[metric.Series]period.Date{}},
			"another node": {"team:west", "2026-11-22", map[metric.Series]period.Date{metric.Revenue: day("2026-11-05")}},
			"no such node": {"team:none", "2026-11-22", map[metric.Series]period.Date{}},
		} {
			got, err := b.Newest(t.Context(), b.org.ID, c.node, series, day(c.asOf))
			if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
				t.Errorf("%s (%v) (-want +got):\n%s", name, err, diff)
			}
		}
		if got, err := b.Newest(t.Context(), b.org.ID, sample.Root, nil, day("2026-11-22")); err != nil || len(got) != 0 {
			t.Errorf("of no series: %v (%v)", got, err)
		}
		if got, err := b.Newest(t.Context(), "nobody", sample.Root, series, day("2026-11-22")); err != nil || len(got) != 0 {
			t.Errorf("of another organisation: %v (%v)", got, err)
		}
	})
}

// TestOrganisationIDs: every organisation of the database once, in order.
func TestOrganisationIDs(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		list, err := b.OrganisationIDs(t.Context())
		if err != nil || len(list) != 2 || !slices.IsSorted(list) || !slices.Contains(list, b.org.ID) {
			t.Fatalf("the organisations are %v (%v)", list, err)
		}
		if err := b.SaveOrganisation(t.Context(), b.org); err != nil { // said again, it is no other one
			t.Fatal(err)
		}
		if err := b.SaveOrganisation(t.Context(), sample.Organisation("0 first")); err != nil {
			t.Fatal(err)
		}
		again, err := b.OrganisationIDs(t.Context())
		if want := append([]string{"0 first"}, list...); err != nil || !slices.Equal(again, want) {
			t.Errorf("the organisations are %v (%v), want %v", again, err, want)
		}
	})
}

// TestAliases: an alias names one node, the last that was given.
func TestAliases(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.save(t, pipeline.Changes{Aliases: map[org.NodeID]org.NodeID{"person:a1": "person:ben", "customer:x": "customer:c"}})
		want := map[org.NodeID]org.NodeID{"person:a1": "person:ben", "customer:x": "customer:c"}
		if got, err := b.Aliases(t.Context(), b.org.ID); err != nil || !maps.Equal(got, want) {
			t.Errorf("the aliases are %v (%v)", got, err)
		}
		if got, err := b.Aliases(t.Context(), "nobody"); err != nil || len(got) != 0 {
			t.Errorf("another organisation's aliases are %v (%v)", got, err)
		}
	})
}
