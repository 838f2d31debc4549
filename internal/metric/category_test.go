package metric_test

import (
	"testing"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// TestOpenByCategory: the parts of the open pipeline stand where it stands, each
// from the day on which the opportunity was put into the category; what is in
// none of them is uncategorised.
func TestOpenByCategory(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.funnel = stages()
	value := 100 * money.Unit
	e := fact.Event{EventKey: fact.EventKey{Kind: fact.Opportunity, Key: fact.Key{Source: "crm", ID: "1"}}, Day: base, Until: base.Add(90),
		Amount: &value, Currency: "EUR", Outcome: fact.Won, Closed: base.Add(40), Categories: []fact.CategoryStep{
			{Category: fact.Upside, Day: base.Add(5)}, {Category: fact.Commit, Day: base.Add(9)}, {Category: fact.Omitted, Day: base.Add(20)},
			{Category: fact.BestCase, Day: base.Add(30)},
		}}
	w.addEvent(fact.EventVersion{Event: e.Settled(), Known: period.Range{Start: base, End: period.Never}})
	if err := w.post(nil); err != nil {
		t.Fatal(err)
	}
	all := []metric.Series{metric.PipelineOpen, metric.OpenUpside, metric.OpenCommit, metric.OpenOmitted, metric.OpenBestCase}
	for day, want := range map[int][]int64{
		0: {100, 0, 0, 0, 0}, 5: {100, 100, 0, 0, 0}, 9: {100, 0, 100, 0, 0}, 19: {100, 0, 100, 0, 0}, 20: {100, 0, 0, 100, 0},
		30: {100, 0, 0, 0, 100}, 40: {0, 0, 0, 0, 0},
	} {
		for i, s := range all {
			if got := w.sum(s, root, period.Range{Start: base.Add(90), End: base.Add(91)}, base.Add(day)); got != money.FromInt(want[i]) {
				t.Errorf("on day %d %s is %s, want %d", day, s, got, want[i])
			}
		}
	}
}
