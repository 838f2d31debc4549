package metric_test

import (
	"fmt"
	"testing"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

func BenchmarkPostDeal(b *testing.B) {
	e := func(c, p org.NodeID) org.Edge {
		return org.Edge{Child: c, Parent: p, Valid: period.Everything, Known: period.Everything}
	}
	tree := org.NewTree(root, []org.Edge{e("person:ana", "team:a"), e("team:a", "team:b"), e("team:b", "team:c"), e("product:1", "subcategory:1"), e("subcategory:1", "category:1"), e("territory:1", "region:1")})
	bk := &metric.Book{Tree: tree, Rates: metric.NewRates("EUR", nil), Currency: "EUR"}
	cost := 3 * money.Unit
	d := fact.Deal{ID: "crm/o"}
	for i := range 4 {
		d.Lines = append(d.Lines, fact.Version{Sale: fact.Sale{Key: fact.Key{Source: "crm", ID: fmt.Sprint(i)}, Order: "o", Day: day, Owner: "person:ana", Customer: "customer:c", Product: "product:1", Territory: "territory:1", Currency: "EUR", Quantity: money.Unit, Amount: 10 * money.Unit, Cost: &cost}, Number: 1, Known: period.Range{Start: day, End: period.Never}})
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := bk.PostDeal(metric.Ledger{}, d); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPostCase posts a lead and the opportunity that came of it, with
// their histories.
func BenchmarkPostCase(b *testing.B) {
	e := func(c, p org.NodeID) org.Edge {
		return org.Edge{Child: c, Parent: p, Valid: period.Everything, Known: period.Everything}
	}
	tree := org.NewTree(root, []org.Edge{e("person:ana", "team:a"), e("team:a", "team:b"), e("team:b", "team:c"), e("customer:c", "segment:s"), e("territory:1", "region:1")})
	book, err := (&metric.Book{Tree: tree, Rates: metric.NewRates("EUR", nil), Currency: "EUR", Funnel: stages()}).Indexed()
	if err != nil {
		b.Fatal(err)
	}
	value := 1000 * money.Unit
	known := period.Range{Start: day, End: period.Never}
	lead := fact.Event{EventKey: fact.EventKey{Kind: fact.Lead, Key: fact.Key{Source: "crm", ID: "1"}}, Day: day, Owner: "person:ana", Customer: "customer:c", LeadSource: "lead_source:web",
		Steps: []fact.Step{{Stage: "New", Day: day}, {Stage: "SQL", Day: day + 3}}}.Settled()
	deal := fact.Event{EventKey: fact.EventKey{Kind: fact.Opportunity, Key: fact.Key{Source: "crm", ID: "1"}}, Case: lead.Case, Day: day + 5, Until: day + 60, Owner: "person:ana", Customer: "customer:c",
		Territory: "territory:1", LeadSource: "lead_source:web", Amount: &value, Currency: "EUR", Outcome: fact.Won, Closed: day + 50,
		Steps: []fact.Step{{Stage: "Demo", Day: day + 10}, {Stage: "Offer", Day: day + 20}, {Stage: "Yes", Day: day + 50}}}.Settled()
	c := fact.Case{ID: lead.Case, Events: []fact.EventVersion{{Event: lead, Known: known}, {Event: deal, Known: period.Range{Start: day + 5, End: period.Never}}}}
	b.ReportAllocs()
	for b.Loop() {
		if err := book.PostCase(metric.Ledger{}, c); err != nil {
			b.Fatal(err)
		}
	}
}
