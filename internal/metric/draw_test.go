package metric_test

import (
	"fmt"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// base is the day around which everything that is drawn happens.
var base = period.MustDate("2026-01-01")

func drawDay(t *rapid.T, from, to int, name string) period.Date {
	return base.Add(rapid.IntRange(from, to).Draw(t, name))
}

func stages() []fact.Stage {
	return []fact.Stage{
		{Object: fact.Lead, Name: "New", Position: 1}, {Object: fact.Lead, Name: "SQL", Position: 2, Means: fact.Qualified},
		{Object: fact.Opportunity, Name: "Demo", Position: 1}, {Object: fact.Opportunity, Name: "Offer", Position: 2},
		{Object: fact.Opportunity, Name: "Yes", Position: 3, Means: fact.StageWon}, {Object: fact.Opportunity, Name: "No", Position: 3, Means: fact.StageLost},
	}
}

// drawWorld draws a company: two teams that people move between, segments,
// rates that become known late, and a funnel.
func drawWorld(t *rapid.T) world {
	w := newWorld()
	w.funnel = stages()
	for _, name := range []string{"a", "b", "c"} {
		moved, known := drawDay(t, 0, 60, "moved"), drawDay(t, 0, 90, "learned")
		w.edges = append(w.edges,
			org.Edge{Child: person(name), Parent: "team:east", Valid: period.Everything, Known: period.Range{Start: period.Always, End: known}},
			org.Edge{Child: person(name), Parent: "team:east", Valid: period.Range{Start: period.Always, End: moved}, Known: period.Range{Start: known, End: period.Never}},
			org.Edge{Child: person(name), Parent: "team:west", Valid: period.Range{Start: moved, End: period.Never}, Known: period.Range{Start: known, End: period.Never}},
			org.Edge{Child: node(org.Customer, name), Parent: "segment:s" + org.NodeID(name), Valid: period.Everything, Known: period.Everything})
	}
	for i, day := range []int{0, 30} {
		w.rates = append(w.rates, metric.DatedRate{Rate: money.Rate{From: "USD", To: "EUR", Num: int64(80 + i), Den: 97}, Day: base.Add(day),
			Known: period.Range{Start: drawDay(t, -10, 60, "rate known"), End: period.Never}})
	}
	return w
}

func drawName(t *rapid.T, what string) string {
	return rapid.SampledFrom([]string{"a", "b", "c", ""}).Draw(t, what)
}

func drawAmount(t *rapid.T) (*money.Amount, money.Currency) {
	if rapid.IntRange(0, 4).Draw(t, "unknown") == 0 {
		return nil, ""
	}
	a := money.Amount(rapid.Int64Range(-5_000_000, 50_000_000).Draw(t, "amount"))
	return &a, rapid.SampledFrom([]money.Currency{"EUR", "USD", "GBP"}).Draw(t, "currency")
}

// drawEvent draws an event of any kind; its id is one of a few, so that later
// ones correct earlier ones.
func drawEvent(t *rapid.T) fact.Event {
	kind := rapid.SampledFrom([]fact.EventKind{fact.Lead, fact.Opportunity, fact.Opportunity, fact.Activity, fact.Feedback, fact.Contract, fact.Market, fact.Training}).Draw(t, "kind")
	e := fact.Event{EventKey: fact.EventKey{Kind: kind, Key: fact.Key{Source: "crm", ID: fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "id"))}},
		Day: drawDay(t, 0, 60, "day"), Until: period.Never, Closed: period.Never, Quantity: money.Unit, Owner: person(drawName(t, "owner")),
		Customer: node(org.Customer, drawName(t, "customer")), Product: node(org.Product, drawName(t, "product")),
		Channel: node(org.Channel, drawName(t, "channel")), Withdrawn: rapid.IntRange(0, 9).Draw(t, "withdrawn") == 0}
	if e.Owner == "person:" {
		e.Owner = ""
	}
	e.Amount, e.Currency = drawAmount(t)
	switch kind {
	case fact.Lead, fact.Opportunity:
		drawSteps(t, &e)
	case fact.Activity:
		e.Type = rapid.SampledFrom([]string{"demo", "call"}).Draw(t, "type")
	case fact.Feedback:
		e.Type, e.Scale, e.Quantity = fact.NPS, 10*money.Unit, money.FromInt(rapid.Int64Range(0, 10).Draw(t, "score"))
	case fact.Contract:
		e.Until = e.Day.Add(rapid.IntRange(1, 60).Draw(t, "long"))
	case fact.Market:
		e.Until = e.Day.Add(rapid.IntRange(1, 10).Draw(t, "long"))
		e.Type = rapid.SampledFrom([]string{fact.Accounts, fact.Value}).Draw(t, "type")
		e.Place = rapid.SampledFrom([]org.NodeID{"segment:sa", root}).Draw(t, "place")
	}
	return e.Settled()
}

func drawSteps(t *rapid.T, e *fact.Event) {
	stages := []string{"New", "SQL", "won", "other"}
	if e.Kind == fact.Opportunity {
		stages = []string{"Demo", "Offer", "Yes", "No", "other"}
		e.Until = e.Day.Add(rapid.IntRange(0, 60).Draw(t, "expected"))
		if rapid.Bool().Draw(t, "of a lead") {
			e.Case = fact.EventKey{Kind: fact.Lead, Key: fact.Key{Source: "crm", ID: "1"}}.Own()
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "categories") {
		if e.Kind == fact.Opportunity {
			category := rapid.SampledFrom(append(fact.Categories(), fact.Uncategorised)).Draw(t, "category")
			e.Categories = append(e.Categories, fact.CategoryStep{Category: category, Day: e.Day.Add(rapid.IntRange(0, 60).Draw(t, "put"))})
		}
	}
	for range rapid.IntRange(0, 4).Draw(t, "steps") {
		e.Steps = append(e.Steps, fact.Step{Stage: rapid.SampledFrom(stages).Draw(t, "stage"), Day: e.Day.Add(rapid.IntRange(0, 60).Draw(t, "step"))})
	}
	if e.Outcome = rapid.SampledFrom([]fact.Outcome{fact.Open, fact.Open, fact.Won, fact.Lost}).Draw(t, "outcome"); e.Outcome != fact.Open && rapid.Bool().Draw(t, "dated") {
		e.Closed = e.Day.Add(rapid.IntRange(0, 60).Draw(t, "closed"))
	}
}

// drawSale draws a line of one of a few orders.
func drawSale(t *rapid.T) fact.Sale {
	s := fact.Sale{Key: fact.Key{Source: "crm", ID: fmt.Sprint(rapid.IntRange(1, 4).Draw(t, "id"))}, Order: fmt.Sprint(rapid.IntRange(1, 2).Draw(t, "order")),
		Day: drawDay(t, 0, 60, "day"), Owner: person(rapid.SampledFrom([]string{"a", "b", "-"}).Draw(t, "owner")),
		Customer: node(org.Customer, drawName(t, "customer")), Product: node(org.Product, drawName(t, "product")), Channel: node(org.Channel, drawName(t, "channel")),
		Quantity: money.Unit, Cancelled: rapid.IntRange(0, 9).Draw(t, "cancelled") == 0, Currency: rapid.SampledFrom([]money.Currency{"EUR", "USD", "GBP"}).Draw(t, "currency"),
		Amount: money.Amount(rapid.Int64Range(-5_000_000, 50_000_000).Draw(t, "amount"))}
	s.OccurredAt = int64(s.Day) * 1000
	for _, to := range []**money.Amount{&s.Cost, &s.List} {
		if rapid.Bool().Draw(t, "known") {
			a := money.Amount(rapid.Int64Range(0, 50_000_000).Draw(t, "value"))
			*to = &a
		}
	}
	return s
}

// arrive lets some facts arrive, on days that go up from the given one.
func (w *world) arrive(t *rapid.T, from period.Date) (last period.Date) {
	for range rapid.IntRange(1, 5).Draw(t, "arrivals") {
		from = from.Add(rapid.IntRange(0, 20).Draw(t, "later"))
		known := period.Range{Start: from, End: period.Never}
		if rapid.Bool().Draw(t, "sale") {
			s := drawSale(t)
			w.add(fact.Version{Sale: s, Number: 1, Known: known})
			if rapid.Bool().Draw(t, "split") {
				w.share(fact.Split{Deal: s.Deal(), Ledger: fact.Revenue, Known: known, Shares: []fact.Share{{Person: "person:a", Millis: 33_333}, {Person: "person:c", Millis: 66_667}}})
			}
			continue
		}
		w.addEvent(fact.EventVersion{Event: drawEvent(t), Number: 1, Known: known})
	}
	return from
}

// extra are definitions of every sort.
func extra(t *rapid.T) []metric.Definition {
	custom := &metric.Custom{ID: "x_test", Name: "Test", Unit: metric.Quantity, Direction: metric.Higher, Definition: "for the test", Facts: "sale",
		Where: "sale.amount > 10", Value: "sale.amount - sale.cost", DivideBy: &metric.Formula{Value: "1"}}
	deals := &metric.Custom{ID: "x_deals", Name: "Test", Unit: metric.Quantity, Direction: metric.Higher, Definition: "for the test", Facts: "opportunity",
		Day: "closed", Value: "opportunity.amount"}
	if err := custom.Validate(); err != nil {
		t.Fatal(err)
	}
	var all []metric.Definition
	catalogue := metric.NewCatalogue([]metric.Custom{*custom, *deals}, stages(), nil)
	for _, id := range []string{"revenue|product:a", "orders|segment:sa", "new_customers|product:b", "margin|channel:a|team:east", "conversion:lead>won@20", "conversion:Demo>Offer|team:west",
		"conversion_period:SQL>opportunity", "retention|product:a", "nrr|segment:sa", "x_test", "x_test|product:a", "x_deals|team:east", "penetration|segment:sa", "pipeline_open|product:a", "activities:demo|customer:a"} {
		m, err := catalogue.Find(id)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m.Needs()...)
	}
	return all
}
