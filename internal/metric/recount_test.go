package metric_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// moved is a book in which ana was in team north, then in east, then in west,
// each of them below team all; the ledger has followed to the places.
func moved(second, third metric.Recount) *metric.Book {
	lives := period.Range{Start: period.Always, End: period.Never}
	in := func(child, parent org.NodeID) org.Edge {
		return org.Edge{Child: child, Parent: parent, Valid: lives, Known: lives}
	}
	tops := []org.Edge{in("team:north", "team:all"), in("team:east", "team:all"), in("team:west", "team:all")}
	rates := metric.NewRates("EUR", nil)
	at := func(parent org.NodeID) *metric.Book {
		return &metric.Book{Tree: org.NewTree("company:acme", append(slices.Clone(tops), in("person:ana", parent))), Rates: rates, Currency: "EUR"}
	}
	gone := func(parent org.NodeID) org.Edge {
		e := in("person:ana", parent)
		e.Known.End = period.Always
		return e
	}
	second.Number, second.Back = 1, at("team:north").Back([]org.Edge{gone("team:north"), in("person:ana", "team:east")}, nil)
	third.Number, third.Back = 2, at("team:east").Back([]org.Edge{gone("team:east"), in("person:ana", "team:west")}, nil)
	now := &metric.Book{Tree: org.NewTree("company:acme", append(slices.Clone(tops), gone("team:north"), gone("team:east"), in("person:ana", "team:west"))), Rates: rates, Currency: "EUR"}
	return now.WithRecounts([]metric.Recount{second, third})
}

// TestRecountSides: what the newest recount has passed counts by the book as it
// stands, what only the one before has by what that made, all else as it was.
func TestRecountSides(t *testing.T) {
	t.Parallel()
	book := moved(metric.Recount{Queue: metric.OfDeals, After: "crm/6"}, metric.Recount{Queue: metric.OfDeals, After: "crm/3"})
	for id, want := range map[string]org.NodeID{"1": "team:west", "3": "team:west", "4": "team:east", "6": "team:east", "7": "team:north"} {
		deal := fact.Deal{ID: fact.DealID("crm/" + id), Lines: []fact.Version{{Sale: fact.Sale{Key: fact.Key{Source: "crm", ID: id}, Order: id, Owner: "person:ana",
			Day: period.MustDate("2026-11-05"), Amount: money.Unit, Quantity: money.Unit, Currency: "EUR"}, Number: 1,
			Known: period.Range{Start: period.MustDate("2026-11-05"), End: period.Never}}}}
		ledger := metric.Ledger{}
		if err := book.PostDeal(ledger, deal); err != nil {
			t.Fatal(err)
		}
		var teams []org.NodeID
		for cell := range ledger {
			if cell.Series == metric.Units && cell.Node.Kind() == org.Team && cell.Node != "team:all" {
				teams = append(teams, cell.Node)
			}
		}
		if d := cmp.Diff([]org.NodeID{want}, teams); d != "" {
			t.Errorf("order %s (-want +got):\n%s", id, d)
		}
		followed := metric.Ledger{}
		if err := book.Followed().PostDeal(followed, deal); err != nil {
			t.Fatal(err)
		}
		if _, ok := followed[metric.Cell{Series: metric.Units, Node: "team:west", Day: deal.Lines[0].Day, Known: deal.Lines[0].Known.Start}]; !ok {
			t.Errorf("order %s is not in team west when all is followed: %v", id, followed)
		}
	}
}

// TestRecountQueues: a queue that is done counts by the change, one that comes
// later does not.
func TestRecountQueues(t *testing.T) {
	t.Parallel()
	r := metric.NewRecount(1, metric.Back{}, 0)
	if !r.Untouched() {
		t.Error("it is not at its beginning")
	}
	var went []metric.Queue
	for whole := false; !whole; r, whole = r.Ended() {
		went = append(went, r.Queue)
		r.After = "z"
		if r.Untouched() {
			t.Errorf("within %s nothing is done", r.Queue)
		}
	}
	if d := cmp.Diff([]metric.Queue{metric.OfDeals, metric.OfCustomers, metric.OfCases}, went); d != "" {
		t.Errorf("the queues (-want +got):\n%s", d)
	}
}

// TestRecounting: only what stands above a change in any of the trees may be half
// before and half after, and what counts within it.
func TestRecounting(t *testing.T) {
	t.Parallel()
	book := moved(metric.NewRecount(1, metric.Back{}, 0), metric.NewRecount(2, metric.Back{}, 0))
	find := func(id string) metric.Metric {
		m, err := metric.Find(id)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	custom := metric.Custom{ID: "x_a", Name: "A", Unit: metric.Quantity, Direction: metric.Higher, Definition: "A.", Facts: "sale", Value: "1"}
	revenue := find("revenue")
	for _, c := range []struct {
		m    metric.Metric
		node org.NodeID
		want bool
	}{
		{revenue, "team:north", true}, {revenue, "team:east", true}, {revenue, "team:west", true}, {revenue, "team:all", true},
		{revenue, "person:ana", false}, {revenue, "company:acme", false}, {revenue, "credited:acme", false}, {revenue, "team:south", false},
		{revenue.In([]org.NodeID{"team:east"}), "company:acme", true}, {revenue.In([]org.NodeID{"product:p"}), "company:acme", false},
		{custom.Metric(), "person:ana", true},
	} {
		if got := book.Recounting(c.m, c.node); got != c.want {
			t.Errorf("%s at %s: %t", c.m.ID, c.node, got)
		}
		if book.Followed().Recounting(c.m, c.node) {
			t.Errorf("%s at %s is counted anew although all is followed", c.m.ID, c.node)
		}
	}
	rate := metric.DatedRate{Rate: money.Rate{From: "USD", To: "EUR", Num: 9, Den: 10}, Day: period.MustDate("2026-01-01"), Known: period.Range{Start: period.Always, End: period.Never}}
	rates, _ := metric.NewRates("EUR", nil).With([]metric.DatedRate{rate})
	before := book.Followed()
	changed := before.With(book.Tree, rates).WithRecounts([]metric.Recount{metric.NewRecount(1, before.Back(nil, []metric.DatedRate{rate}), 0)})
	if !changed.Recounting(revenue, "person:ana") {
		t.Error("by another rate nobody's number changes")
	}
}
