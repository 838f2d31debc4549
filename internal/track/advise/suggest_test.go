package advise_test

import (
	"slices"
	"testing"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/target"
	"github.com/attainhq/attain/internal/track/advise"
)

func (w *world) suggest(asker advise.Asker, node org.NodeID, m metric.Series, p period.Range) (map[target.Block]money.Amount, []string) {
	w.t.Helper()
	s, err := w.Suggest(w.t.Context(), asker, node, find(w.t, m), period.NewCustom(p))
	w.must(err)
	blocks := map[target.Block]money.Amount{}
	for _, item := range s.Items {
		blocks[item.Block] = item.Value
	}
	return blocks, s.Notes
}

// TestSuggest: each block says what its own evidence comes to.
func TestSuggest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	spring := days("2027-01-01", "2027-04-01")
	const noMarket = "Without market figures there is no suggestion from the market or its potential."

	// The same months a year before: 1,000 + 2,000 + 3,000.
	blocks, notes := w.suggest(everybody(), "person:ana", metric.Revenue, spring)
	if blocks[target.LastYear] != amount("6000") || !slices.Equal(notes, []string{noMarket}) {
		t.Errorf("%v %q", blocks, notes)
	}
	// Ben is steady: as things are, a quarter is three of his months.
	if blocks, _ = w.suggest(everybody(), "person:ben", metric.Revenue, spring); blocks[target.LastYear] != amount("1500") || blocks[target.History] != amount("1500") {
		t.Errorf("%v", blocks)
	}
	// What the period itself has brought already is no evidence for it.
	if blocks, _ = w.suggest(everybody(), "person:ana", metric.Revenue, days("2026-10-01", "2027-01-01")); blocks[target.LastYear] != amount("33000") {
		t.Errorf("%v", blocks)
	}
	// Three people who are long there: the middle one brought 6,000 in the last three months.
	if blocks, _ = w.suggest(everybody(), "team:east", metric.Revenue, spring); blocks[target.Headcount] != amount("18000") || blocks[target.LastYear] != amount("13500") {
		t.Errorf("%v", blocks)
	}
	if _, ok := blocks[target.TopDown]; ok {
		t.Errorf("a number from above where there is none: %v", blocks)
	}
	_, err := w.flow.SetTarget(t.Context(), orgID, "tester", goal.TargetChange{Key: goal.Key{Node: "team:east", Metric: metric.Revenue, Period: spring}, Value: amount("20000")})
	w.must(err)
	if blocks, _ = w.suggest(everybody(), "team:east", metric.Revenue, spring); blocks[target.TopDown] != amount("20000") {
		t.Errorf("%v", blocks)
	}
}

// TestSuggestUnheard: months after the last of which anything is known are not
// months in which nothing happened.
func TestSuggestUnheard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	blocks, notes := w.suggest(everybody(), "person:ana", "activities:demo", days("2027-01-01", "2027-04-01"))
	if blocks[target.History] != amount("30") || blocks[target.LastYear] != amount("30") || len(notes) != 0 {
		t.Errorf("ten a month until August, and then silence: %v %q", blocks, notes)
	}
	if blocks, notes = w.suggest(everybody(), "person:ben", "activities:demo", days("2027-01-01", "2027-04-01")); len(blocks) != 0 || len(notes) != 1 {
		t.Errorf("of nothing: %v %q", blocks, notes)
	}
}

// TestSuggestRefused: no suggestion for what does not add up, without an end, or
// about what the asker does not see.
func TestSuggestRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	spring := days("2027-01-01", "2027-04-01")
	for name, c := range map[string]struct {
		asker  advise.Asker
		node   org.NodeID
		metric metric.Series
		period period.Range
		want   fault.Kind
	}{
		"a ratio":                         {everybody(), "person:ana", metric.AverageOrder, spring, fault.Invalid},
		"an open end":                     {everybody(), "person:ana", metric.Revenue, period.Range{Start: spring.Start, End: period.Never}, fault.Invalid},
		"a colleague":                     {ana(), "person:ben", metric.Revenue, spring, fault.NotFound},
		"a part of the published company": {ana("company"), "company:acme", "revenue|product:bike", spring, fault.NotFound},
	} {
		if _, err := w.Suggest(t.Context(), c.asker, c.node, find(t, c.metric), period.NewCustom(c.period)); !fault.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	// The company's total is published; what its people can bring is not.
	blocks, _ := w.suggest(ana("company"), "company:acme", metric.Revenue, spring)
	if _, told := blocks[target.Headcount]; told || blocks[target.LastYear] != amount("13521") { // with Dee's 21
		t.Errorf("%v", blocks)
	}
}
