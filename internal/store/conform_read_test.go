package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/sample"
)

func ids(nodes []org.Node) string {
	var names []string
	for _, n := range nodes {
		names = append(names, string(n.ID))
	}
	return strings.Join(names, " ")
}

func TestNodes(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		all := access.System(b.org.ID)
		roots := func(roots ...string) access.Scope { return access.Scope{OrgID: b.org.ID, Roots: roots} }
		const today, may = "2026-11-22", "2026-05-31"
		for name, c := range map[string]struct {
			scope  access.Scope
			day    string
			filter org.Filter
			want   string
		}{
			"all, by name":               {all, today, org.Filter{}, "company:acme team:all person:ana person:ben team:east team:west team:wide"},
			"one kind":                   {all, today, org.Filter{Kind: org.Person}, "person:ana person:ben"},
			"by id":                      {all, today, org.Filter{IDs: []org.NodeID{"team:west", "person:ana", "person:nobody"}}, "person:ana team:west"},
			"no ids":                     {all, today, org.Filter{IDs: []org.NodeID{}}, ""},
			"a part of the name":         {all, today, org.Filter{Search: "ES"}, "team:west team:wide"},
			"a part of the id":           {all, today, org.Filter{Search: "person:B"}, "person:ben"},
			"no wildcards":               {all, today, org.Filter{Search: "100%_"}, "person:ben"},
			"a percent sign is itself":   {all, today, org.Filter{Search: "1%0"}, ""},
			"the first two":              {all, today, org.Filter{Limit: 2}, "company:acme team:all"},
			"and after them":             {all, today, org.Filter{After: "All\nteam:all", Limit: 2}, "person:ana person:ben"},
			"of one name, after the id":  {all, today, org.Filter{After: "West\nteam:west"}, "team:wide"},
			"nothing":                    {access.Scope{OrgID: b.org.ID}, today, org.Filter{}, ""},
			"the zero scope":             {access.Scope{}, today, org.Filter{}, ""},
			"another organisation":       {access.System("nobody"), today, org.Filter{}, ""},
			"oneself":                    {roots("person:ana"), today, org.Filter{}, "person:ana"},
			"a team, as it stands":       {roots("team:west"), today, org.Filter{}, "person:ana team:west"},
			"a team, as it stood":        {roots("team:west"), may, org.Filter{}, "team:west"},
			"teams in teams, as stood":   {roots("team:all"), may, org.Filter{}, "team:all person:ana team:east"},
			"several roots":              {roots("team:east", "person:ben"), today, org.Filter{}, "person:ben team:east"},
			"what is published":          {access.Scope{OrgID: b.org.ID, PublishedKinds: []string{"team", "company"}}, today, org.Filter{}, "company:acme team:all team:east team:west team:wide"},
			"published and one's own":    {access.Scope{OrgID: b.org.ID, PublishedKinds: []string{"company"}, Roots: []string{"person:ana"}}, today, org.Filter{}, "company:acme person:ana"},
			"a scope and a filter":       {roots("team:west"), today, org.Filter{Kind: org.Team}, "team:west"},
			"a scope and ids":            {roots("person:ana"), today, org.Filter{IDs: []org.NodeID{"person:ben", "person:ana"}}, "person:ana"},
			"a scope, a search, a limit": {roots("team:west", "person:ben"), today, org.Filter{Search: "e", Limit: 1}, "person:ana"},
		} {
			nodes, err := b.Nodes(t.Context(), c.scope, day(c.day), c.filter)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			} else if got := ids(nodes); got != c.want {
				t.Errorf("%s: %s\nwant %s", name, got, c.want)
			}
		}
		n, err := b.Node(t.Context(), all, day(today), "team:west")
		if want := (org.Node{ID: "team:west", Name: "West", Lead: "person:ben", Member: period.Everything}); err != nil || n != want {
			t.Errorf("a node is %+v (%v)", n, err)
		}
		if _, err := b.Node(t.Context(), roots("person:ana"), day(today), "person:ben"); !fault.Is(err, fault.NotFound) {
			t.Errorf("what one may not see must not be found: %v", err)
		}
	})
}

// TestManyIDs: lists longer than one statement takes are read in pieces.
func TestManyIDs(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		var many []org.NodeID
		var nodes []org.Node
		ledger := metric.Ledger{}
		for i := range 1203 {
			id := org.ID(org.Customer, fmt.Sprint(i))
			many = append(many, id)
			nodes = append(nodes, org.Node{ID: id, Name: fmt.Sprint(i), Member: period.Everything})
			for _, on := range []period.Date{day("2026-10-31"), day("2026-11-05")} { // in two months of the ledger
				ledger[metric.Cell{Series: metric.Units, Node: id, Day: on, Known: on}] = 1
			}
		}
		b.save(t, pipeline.Changes{Nodes: nodes, Ledger: ledger})
		found, err := b.Nodes(t.Context(), access.System(b.org.ID), day("2026-11-22"), org.Filter{IDs: many})
		if err != nil || len(found) != len(many) {
			t.Errorf("%d of %d nodes (%v)", len(found), len(many), err)
		}
		for _, n := range []int{1203, 602, 601, 1} { // found among all of the kind, and one by one
			want := map[org.NodeID]money.Amount{}
			for _, id := range many[:n] {
				want[id] = 2
			}
			sums, err := b.Sums(t.Context(), access.System(b.org.ID), metric.SumFilter{Series: metric.Units, IDs: many[:n], Days: period.Everything, AsOf: day("2026-11-22")})
			if diff := cmp.Diff(want, sums); diff != "" || err != nil {
				t.Errorf("%d sums (-want +got, %v):\n%s", n, err, diff)
			}
		}
	})
}

func TestStructure(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		given := changes()
		edges, err := b.Edges(t.Context(), b.org.ID)
		if err != nil {
			t.Fatal(err)
		}
		byLine := cmpopts.SortSlices(func(a, b org.Edge) bool { return fmt.Sprint(a) < fmt.Sprint(b) })
		if diff := cmp.Diff(given.Edges, edges, byLine); diff != "" {
			t.Errorf("the edges (-want +got):\n%s", diff)
		}
		b.read(t, func(tx pipeline.Tx) error {
			nodes, aliases, err := tx.Names()
			if err != nil || len(nodes) != len(given.Nodes)+2 || aliases["person:a1"] != "person:ana" {
				t.Errorf("the names are %v %v (%v)", nodes, aliases, err)
			}
			covers, err := tx.Covers([]org.NodeID{"person:ana", "person:ben"})
			if err != nil || !slices.Equal(covers, given.Covers) {
				t.Errorf("the assignments are %v (%v)", covers, err)
			}
			book, err := tx.Book()
			if err != nil || book.Currency != "EUR" || book.Tree.Root() != sample.Root {
				t.Fatalf("the book is %+v (%v)", book, err)
			}
			for known, num := range map[string]int64{"2026-11-09": 9, "2026-11-10": 8} {
				if r, ok := book.Rates.On("USD", day("2026-06-01"), day(known)); !ok || r.Rate.Num != num {
					t.Errorf("the rate known on %s is %+v", known, r)
				}
			}
			if line := book.Tree.Lineage("person:ana", day("2026-11-05"), day("2026-11-05")); !slices.Contains(line, "team:west") || slices.Contains(line, "team:all") {
				t.Errorf("the lineage is %v", line)
			}
			return nil
		})
		// An edge that is ended and the one that takes its place may have one key.
		ended := edge("person:ana", "team:west", open("2026-06-01"), span("0001-01-01", "0001-01-01"))
		instead := edge("person:ana", "team:west", span("2026-06-01", "2026-12-01"), period.Everything)
		b.save(t, pipeline.Changes{Edges: []org.Edge{ended, instead}})
		edges, err = b.Edges(t.Context(), b.org.ID)
		if err != nil || !slices.Contains(edges, instead) || slices.Contains(edges, ended) {
			t.Errorf("the edges are %v (%v)", edges, err)
		}
	})
}

func TestClosureIsReplaced(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		next := []org.Ancestry{{Ancestor: "person:ana", Descendant: "person:ana", Valid: period.Everything}}
		b.save(t, pipeline.Changes{Reclosed: []org.NodeID{"person:ana"}, Closure: next})
		err := b.View(t.Context(), b.org.ID, func(v pipeline.View) error {
			closure, err := v.Closure()
			if err != nil {
				return err
			}
			of := func(id org.NodeID) (rows []org.Ancestry) {
				for _, a := range closure {
					if a.Descendant == id {
						rows = append(rows, a)
					}
				}
				return rows
			}
			if got := of("person:ana"); !slices.Equal(got, next) {
				t.Errorf("above ana stand %v", got)
			}
			if got := of("team:east"); len(got) != 3 {
				t.Errorf("above east stand %v", got)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestSales(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		given := changes()
		history, err := b.SaleHistory(t.Context(), b.org.ID, fact.Key{Source: "crm", ID: "1"})
		if diff := cmp.Diff([]fact.Version{given.Ended[0], given.Current[0]}, history); err != nil || diff != "" {
			t.Errorf("the history (%v) (-want +got):\n%s", err, diff)
		}
		b.read(t, func(tx pipeline.Tx) error {
			keys := []fact.Key{{Source: "crm", ID: "1"}, {Source: "crm", ID: "2"}, {Source: "crm", ID: "9"}, {Source: "erp", ID: "1"}}
			sales, err := tx.Sales(keys)
			want := map[fact.Key]fact.Version{keys[0]: given.Current[0], keys[1]: given.Current[1]}
			if diff := cmp.Diff(want, sales); err != nil || diff != "" {
				t.Errorf("the sales (%v) (-want +got):\n%s", err, diff)
			}
			versions, err := tx.SaleVersions(keys)
			if err != nil || len(versions[keys[0]]) != 2 || len(versions[keys[1]]) != 1 || len(versions) != 2 {
				t.Errorf("the versions are %v (%v)", versions, err)
			}
			deals, err := tx.Deals([]fact.DealID{"crm/o1", "crm/moved", "crm/o2", "crm/none"})
			if err != nil || len(deals) != 3 || len(deals["crm/o1"].Lines) != 1 || len(deals["crm/moved"].Lines) != 1 {
				t.Errorf("the deals are %v (%v)", deals, err)
			}
			if diff := cmp.Diff(given.Splits, deals["crm/o2"].Splits); diff != "" {
				t.Errorf("the splits (-want +got):\n%s", diff)
			}
			firsts, err := tx.Firsts([]org.NodeID{"customer:c", "customer:none"})
			if err != nil || len(firsts) != 1 || firsts["customer:c"] != given.Firsts[0] {
				t.Errorf("the first orders are %v (%v)", firsts, err)
			}
			return nil
		})
	})
}

func TestDealsWhere(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		november := span("2026-11-01", "2026-12-01")
		for name, c := range map[string]struct {
			filter fact.Filter
			want   string
		}{
			"all of the days":         {fact.Filter{Days: november}, "crm/moved crm/o1 crm/o2"},
			"none of other days":      {fact.Filter{Days: span("2026-11-06", "2026-12-01")}, ""},
			"an owner, now or before": {fact.Filter{Days: november, People: []org.NodeID{"person:ana"}}, "crm/moved crm/o1"},
			"a sharer":                {fact.Filter{Days: november, People: []org.NodeID{"person:ben"}}, "crm/o2"},
			"a product":               {fact.Filter{Days: november, Products: []org.NodeID{"product:p"}}, "crm/moved crm/o1 crm/o2"},
			"another product":         {fact.Filter{Days: november, Products: []org.NodeID{"product:q"}}, ""},
			"a territory":             {fact.Filter{Days: november, Places: []org.NodeID{"territory:t"}}, "crm/moved crm/o1 crm/o2"},
			"a customer":              {fact.Filter{Days: november, Customers: []org.NodeID{"customer:c", "customer:d"}}, "crm/moved crm/o1 crm/o2"},
			"a currency":              {fact.Filter{Days: november, Currencies: []money.Currency{"USD"}}, ""},
			"two conditions":          {fact.Filter{Days: november, People: []org.NodeID{"person:ben"}, Products: []org.NodeID{"product:p"}}, "crm/o2"},
			"an empty list":           {fact.Filter{Days: november, People: []org.NodeID{}}, ""},
		} {
			deals, err := b.Deals(t.Context(), b.org.ID, c.filter)
			var found []string
			for _, d := range deals {
				found = append(found, string(d.ID))
			}
			slices.Sort(found)
			if got := strings.Join(found, " "); err != nil || got != c.want {
				t.Errorf("%s: %s (%v), want %s", name, got, err, c.want)
			}
		}
	})
}

func TestTargets(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		given := changes().Targets
		targets, err := b.Targets(t.Context(), b.org.ID, metric.Revenue)
		if diff := cmp.Diff(given, targets); err != nil || diff != "" {
			t.Errorf("the targets (%v) (-want +got):\n%s", err, diff)
		}
		if none, err := b.Targets(t.Context(), b.org.ID, metric.Orders); err != nil || len(none) != 0 {
			t.Errorf("targets of another metric: %v (%v)", none, err)
		}
		b.read(t, func(tx pipeline.Tx) error {
			other := quarter
			other.Period = span("2026-10-01", "2026-11-01")
			found, err := tx.Targets([]goal.Key{quarter, other, quarter})
			if err != nil || len(found) != 1 || len(found[quarter].Versions) != 2 {
				t.Errorf("the targets are %v (%v)", found, err)
			}
			return nil
		})
	})
}

func TestLedger(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		all := access.System(b.org.ID)
		november := span("2026-11-01", "2026-12-01")
		for name, c := range map[string]struct {
			scope  access.Scope
			filter metric.SumFilter
			want   map[org.NodeID]money.Amount
		}{
			"by id":                      {all, metric.SumFilter{IDs: []org.NodeID{sample.Root, "person:ana", "team:east"}, Days: november, AsOf: day("2026-11-22")}, map[org.NodeID]money.Amount{sample.Root: 75, "person:ana": 70}},
			"by kind":                    {all, metric.SumFilter{Kind: org.Person, Days: november, AsOf: day("2026-11-22")}, map[org.NodeID]money.Amount{"person:ana": 70, "person:ben": 30}},
			"what was known":             {all, metric.SumFilter{IDs: []org.NodeID{sample.Root}, Days: november, AsOf: day("2026-11-06")}, map[org.NodeID]money.Amount{sample.Root: 100}},
			"the end is not counted":     {all, metric.SumFilter{IDs: []org.NodeID{sample.Root}, Days: span("2026-11-05", "2026-11-09"), AsOf: day("2026-11-22")}, map[org.NodeID]money.Amount{sample.Root: 70}},
			"only what is visible":       {access.Scope{OrgID: b.org.ID, Roots: []string{"team:west"}}, metric.SumFilter{Kind: org.Person, Days: november, AsOf: day("2026-11-22")}, map[org.NodeID]money.Amount{"person:ana": 70}},
			"by who stood there":         {access.Scope{OrgID: b.org.ID, Roots: []string{"team:west"}}, metric.SumFilter{Kind: org.Person, Days: november, AsOf: day("2026-05-31")}, map[org.NodeID]money.Amount{}},
			"nothing of an empty list":   {all, metric.SumFilter{IDs: []org.NodeID{}, Days: november, AsOf: day("2026-11-22")}, map[org.NodeID]money.Amount{}},
			"nothing of somebody else's": {access.System("nobody"), metric.SumFilter{Kind: org.Person, Days: november, AsOf: day("2026-11-22")}, map[org.NodeID]money.Amount{}},
		} {
			c.filter.Series = metric.Revenue
			sums, err := b.Sums(t.Context(), c.scope, c.filter)
			if diff := cmp.Diff(c.want, sums); err != nil || diff != "" {
				t.Errorf("%s (%v) (-want +got):\n%s", name, err, diff)
			}
		}
		daily, err := b.Daily(t.Context(), b.org.ID, metric.DayFilter{Series: metric.Revenue, Node: sample.Root, Days: november, AsOf: day("2026-11-08")})
		if want := []metric.DayValue{{Day: day("2026-11-05"), Value: 70}}; err != nil || !slices.Equal(daily, want) {
			t.Errorf("the days are %v (%v)", daily, err)
		}
		for asOf, want := range map[string]period.Range{"2026-11-05": span("2026-11-05", "2026-11-06"), "2026-11-09": span("2026-11-05", "2026-11-06"), "2026-11-10": span("2026-11-05", "2026-11-10")} {
			if got, ok, err := b.Span(t.Context(), b.org.ID, sample.Root, day(asOf)); err != nil || !ok || got != want {
				t.Errorf("the span known on %s is %s %v (%v), want %s", asOf, got, ok, err, want)
			}
		}
		if _, ok, err := b.Span(t.Context(), b.org.ID, sample.Root, day("2026-11-04")); err != nil || ok {
			t.Errorf("there is a span before anything was known (%v)", err)
		}
		foreign, err := b.Foreign(t.Context(), b.org.ID)
		if want := []metric.Series{"unconverted/GBP", "unconverted/USD"}; err != nil || !slices.Equal(foreign, want) {
			t.Errorf("amounts without a rate stand in %v (%v)", foreign, err)
		}
	})
}

// TestPosting: cells add up, and one that becomes 0 counts as none.
func TestPosting(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		cell := metric.Cell{Series: metric.Profit, Node: sample.Root, Day: day("2026-11-05"), Known: day("2026-11-05")}
		cells := func() map[metric.Cell]money.Amount {
			found := map[metric.Cell]money.Amount{}
			err := b.View(t.Context(), b.org.ID, func(v pipeline.View) error {
				return v.EachCell(func(c metric.Cell, value money.Amount) error { found[c] = value; return nil })
			})
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		before := cells()
		for _, step := range []struct{ add, want money.Amount }{{5, 5}, {7, 12}, {-12, 0}, {3, 3}} {
			b.save(t, pipeline.Changes{Ledger: metric.Ledger{cell: step.add}})
			if got := cells(); got[cell] != step.want || len(got) != len(before)+min(1, int(step.want)) {
				t.Errorf("after %s the cell is %s, want %s; %d cells, %d before", step.add, got[cell], step.want, len(got), len(before))
			}
		}
		ledger := metric.Ledger{cell: 42}
		if err := b.Rebuild(t.Context(), b.org.ID, func(pipeline.View) (metric.Ledger, error) { return ledger, nil }); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[metric.Cell]money.Amount(ledger), cells()); diff != "" {
			t.Errorf("the rebuilt ledger (-want +got):\n%s", diff)
		}
	})
}

// TestNodesByID: a transaction reads single nodes, and those that are not there
// are missing.
func TestNodesByID(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.read(t, func(tx pipeline.Tx) error {
			found, err := tx.Nodes([]org.NodeID{"person:ana", "team:west", "person:nobody"})
			if err != nil || len(found) != 2 || found["person:ana"].Name != "Ana Öz" || found["team:west"].Lead != "person:ben" {
				t.Errorf("the nodes are %v (%v)", found, err)
			}
			none, err := tx.Nodes(nil)
			if err != nil || len(none) != 0 {
				t.Errorf("no nodes are %v (%v)", none, err)
			}
			ids, err := tx.DealIDs(fact.Filter{Days: span("2026-11-01", "2026-12-01"), People: []org.NodeID{"person:ana"}})
			if err != nil || !slices.Equal(ids, []fact.DealID{"crm/moved", "crm/o1"}) {
				t.Errorf("the deals are %v (%v)", ids, err)
			}
			return nil
		})
	})
}
