package metric_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// TestCourses: an opportunity whose amount was corrected, looked at before and
// after it was won.
func TestCourses(t *testing.T) {
	t.Parallel()
	day := period.MustDate
	stages := []fact.Stage{{Object: fact.Opportunity, Name: "Offer", Position: 2}, {Object: fact.Opportunity, Name: "Demo", Position: 1},
		{Object: fact.Opportunity, Name: "Yes", Position: 3, Means: fact.StageWon}}
	event := fact.Event{EventKey: fact.EventKey{Kind: fact.Opportunity, Key: fact.Key{Source: "crm", ID: "1"}}, Day: day("2026-01-05"),
		Steps: []fact.Step{{Stage: "Demo", Day: day("2026-01-05")}, {Stage: "Offer", Day: day("2026-02-02")}, {Stage: "Yes", Day: day("2026-03-02")}}}
	first, second := event, event
	small, large := money.FromInt(10), money.FromInt(12)
	first.Amount, second.Amount = &small, &large
	c := fact.Case{Events: []fact.EventVersion{
		{Event: second, Number: 2, Known: period.Range{Start: day("2026-02-10"), End: period.Never}},
		{Event: first, Number: 1, Known: period.Range{Start: day("2026-01-05"), End: day("2026-02-10")}},
	}}
	for _, test := range []struct {
		on      string
		steps   int
		past    int
		outcome fact.Outcome
		closed  period.Date
	}{{"2026-01-20", 1, 1, fact.Open, period.Never}, {"2026-02-15", 2, 2, fact.Open, period.Never}, {"2026-03-02", 2, 2, fact.Won, day("2026-03-02")}} {
		list := metric.Courses(stages, c, day(test.on))
		if len(list) != 1 {
			t.Fatalf("%s: %d courses", test.on, len(list))
		}
		got := list[0]
		if len(got.Steps) != test.steps || len(got.Past) != test.past || got.Outcome != test.outcome || got.Closed != test.closed || got.Over {
			t.Errorf("%s: %+v", test.on, got)
		}
	}
	if list := metric.Courses(stages, c, day("2026-01-04")); len(list) != 0 {
		t.Errorf("before it began: %+v", list)
	}
	if diff := cmp.Diff([]string{"Demo", "Offer"}, metric.StagesOf(stages)); diff != "" {
		t.Error(diff)
	}
}
