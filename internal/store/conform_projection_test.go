package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/foresee"
)

// projected is a projection for a person's quarter, made on a day.
func projected(asOf string, chance money.Amount) foresee.Projection {
	mean := 90 * money.Unit
	p := foresee.Projection{Subject: foresee.Subject{Node: "person:ana", Metric: "revenue", Window: period.Range{Start: day("2026-10-01"), End: day("2027-01-01")}},
		AsOf: day(asOf), MadeAt: 7, Aim: goal.AtLeast, Value: 100 * money.Unit, Actual: &mean, Past: money.Unit / 2, Chance: &chance, Mean: &mean,
		Parts: []foresee.Part{{Kind: foresee.Won, Mean: mean, P10: &mean, Deals: 4}}, Deals: []foresee.Deal{{ID: "crm/1", Owner: "person:ana", Without: &chance}},
		Pipeline: &foresee.Pipeline{Open: 3, Latest: &[]period.Date{day("2026-12-01")}[0]}, Method: foresee.ByDeals, Why: "of 4 deals", Inputs: "x"}
	p.Quantiles = append(p.Quantiles, nil) // further out than the data can say
	for i := range foresee.Levels - 1 {
		at := money.Amount(i) * money.Unit
		p.Quantiles = append(p.Quantiles, &at)
	}
	return p
}

// TestProjections: projections come back as they were saved. What is asked for
// is the last one that was made by a day, never a later one.
func TestProjections(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		first, second := projected("2026-11-02", 3000), projected("2026-11-09", 4000)
		ofGoal := foresee.Projection{Subject: foresee.Subject{Goal: "g1", Node: "person:ana", Metric: "demos", Window: first.Window}, AsOf: day("2026-11-02"),
			Aim: goal.AtMost, Method: foresee.NoEvidence, Why: "there is no history", Inputs: "y", Again: true}
		save := func(list ...foresee.Projection) {
			t.Helper()
			if err := b.SaveProjections(t.Context(), b.org.ID, list); err != nil {
				t.Fatal(err)
			}
		}
		save(first, ofGoal)
		save(second)
		again := second
		again.Value, again.Inputs = 120*money.Unit, "z"
		save(second, again)
		sorted := cmpopts.SortSlices(func(a, b foresee.Projection) bool { return a.Key() < b.Key() })
		latest := func(asOf string, want ...foresee.Projection) {
			t.Helper()
			got, err := b.Projections(t.Context(), b.org.ID, []string{first.Key(), ofGoal.Key(), "goal nobody"}, day(asOf))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, sorted, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("as of %s (-want +got):\n%s", asOf, diff)
			}
		}
		latest("2026-11-01")
		latest("2026-11-08", first, ofGoal)
		latest("2026-11-30", again, ofGoal)
		all, err := b.ProjectionsOf(t.Context(), b.org.ID, first.Key())
		if diff := cmp.Diff([]foresee.Projection{first, again}, all); diff != "" || err != nil {
			t.Errorf("of one subject: %v (-want +got):\n%s", err, diff)
		}
		ended, err := b.ProjectionsEnded(t.Context(), b.org.ID, period.Range{Start: day("2027-01-01"), End: day("2027-01-02")})
		if err != nil || len(ended) != 3 || !slices.IsSortedFunc(ended, func(a, b foresee.Projection) int { return int(a.AsOf - b.AsOf) }) && ended[0].Key() == ended[1].Key() {
			t.Errorf("%d projections of what is over, %v", len(ended), err)
		}
		if err := b.DropProjections(t.Context(), b.org.ID, []period.Date{day("2026-11-02"), day("2026-11-03")}); err != nil {
			t.Fatal(err)
		}
		latest("2026-11-30", again)
	})
}

// TestEachProjection: all projections of a day come once, in the order of their
// keys, some at a time; those of other days do not.
func TestEachProjection(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		const many = 1203
		var list, others []foresee.Projection
		want := map[string]string{}
		for i := range many {
			p := projected("2026-11-09", money.Amount(i))
			p.Node, p.Inputs = org.NodeID(fmt.Sprintf("person:%d", i)), strconv.Itoa(i)
			list, want[p.Key()] = append(list, p), p.Inputs
			p.AsOf += period.Date(1 - 2*(i%2))
			others = append(others, p)
		}
		if err := errors.Join(b.SaveProjections(t.Context(), b.org.ID, others), b.SaveProjections(t.Context(), b.org.ID, list)); err != nil {
			t.Fatal(err)
		}
		inputs, err := b.ProjectionInputs(t.Context(), b.org.ID, day("2026-11-09"))
		if diff := cmp.Diff(want, inputs); diff != "" || err != nil {
			t.Errorf("inputs: %v (-want +got):\n%s", err, diff)
		}
		slices.SortFunc(list, func(a, b foresee.Projection) int { return strings.Compare(a.Key(), b.Key()) })
		var got []foresee.Projection
		calls := 0
		err = foresee.Each(t.Context(), b, b.org.ID, day("2026-11-09"), func(some []foresee.Projection) error {
			calls++
			got = append(got, some...)
			return nil
		})
		if diff := cmp.Diff(list, got); diff != "" || err != nil || calls < 2 {
			t.Errorf("in %d calls, %v (-want +got):\n%s", calls, err, diff)
		}
		stop := errors.New("stop")
		if err := foresee.Each(t.Context(), b, b.org.ID, day("2026-11-09"), func([]foresee.Projection) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("what stops it is not returned: %v", err)
		}
	})
}
