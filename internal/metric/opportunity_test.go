package metric_test

import (
	"testing"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// TestOpportunities: an opportunity is told as it was known on a day. What came
// later, a step, an outcome or a version, is not in it.
func TestOpportunities(t *testing.T) {
	t.Parallel()
	b, err := book().WithFunnel(stages())
	if err != nil {
		t.Fatal(err)
	}
	amount, more := 100*money.Unit, 250*money.Unit
	first := fact.Event{EventKey: fact.EventKey{Kind: fact.Opportunity, Key: fact.Key{Source: "crm", ID: "1"}}, Day: base, Amount: &amount, Currency: "EUR",
		Steps: []fact.Step{{Stage: "Demo", Day: base.Add(2)}, {Stage: "Offer", Day: base.Add(9)}, {Stage: "Yes", Day: base.Add(20)}}}.Settled()
	second := first
	second.Amount = &more
	c := fact.Case{ID: first.Case, Events: []fact.EventVersion{
		{Event: first, Number: 1, Known: period.Range{Start: base, End: base.Add(15)}},
		{Event: second, Number: 2, Known: period.Range{Start: base.Add(15), End: period.Never}},
	}}
	for _, want := range []struct {
		day    int
		stages int
		open   bool
		won    bool
		worth  money.Amount
	}{{0, 0, true, false, amount}, {2, 1, true, false, amount}, {14, 2, true, false, amount}, {15, 2, true, false, more}, {19, 2, true, false, more}, {20, 2, false, true, more}} {
		list, err := b.Opportunities(c, base.Add(want.day))
		if err != nil || len(list) != 1 {
			t.Fatalf("day %d: %d opportunities, %v", want.day, len(list), err)
		}
		o := list[0]
		if len(o.Stays) != want.stages || o.IsOpen() != want.open || (o.Outcome == fact.Won) != want.won || o.Worth == nil || *o.Worth != want.worth {
			t.Errorf("day %d: %d stages, open %v, %q, worth %v; want %+v", want.day, len(o.Stays), o.IsOpen(), o.Outcome, o.Worth, want)
		}
		if want := 1 + want.day/15; len(o.Past) != want || o.Past[0].Number != 1 {
			t.Errorf("%d versions, want %d", len(o.Past), want)
		}
		if len(o.Nodes) == 0 {
			t.Errorf("day %d: it counts nowhere", want.day)
		}
	}
	if list, err := b.Opportunities(c, base.Add(-1)); err != nil || len(list) != 0 {
		t.Errorf("the day before it was there: %v, %v", list, err)
	}
	foreign := first
	foreign.Currency = "XXX"
	lacking := fact.Case{ID: first.Case, Events: []fact.EventVersion{{Event: foreign, Number: 1, Known: period.Range{Start: base, End: period.Never}}}}
	if list, err := b.Opportunities(lacking, base); err != nil || len(list) != 1 || list[0].Worth != nil {
		t.Errorf("an amount that no rate converts: %+v, %v", list, err)
	}
}
