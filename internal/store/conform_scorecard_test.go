package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/scorecard"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

var october = scorecard.Span{ID: "2026-10", Label: "October 2026", Kind: period.Month, Start: day("2026-10-01"), End: day("2026-11-01")}

func givenCard(node org.NodeID, asOf string, score *money.Amount) scorecard.Given {
	target := 100 * money.Unit
	return scorecard.Given{MadeAt: 7, Card: scorecard.Card{Node: scorecard.Who{ID: node, Kind: node.Kind(), Name: "Ana"}, Period: october, AsOf: day(asOf), Over: true,
		Score: scorecard.Score{Value: score, Lines: 1, Equal: true}, Lines: []scorecard.Line{{Key: "k", Metric: "revenue", Start: october.Start, End: october.End, Factor: money.Unit, Target: &target}},
		Drivers: []scorecard.Driver{{Key: "win_rate", Own: &target}}, Awards: []scorecard.Award{}, Proposals: []scorecard.Proposal{}, Notes: []string{"so"}}}
}

// TestScorecards: a scorecard comes back as it was given, whatever is given of
// the same day later, and only to those who see its node.
func TestScorecards(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx, id := t.Context(), b.org.ID
		half, whole := money.Unit/2, money.Unit
		first, second, his := givenCard("person:ana", "2026-11-04", &half), givenCard("person:ana", "2026-11-20", &whole), givenCard("person:ben", "2026-11-04", nil)
		overwrite := givenCard("person:ana", "2026-11-04", &whole)
		for _, list := range [][]scorecard.Given{{first, his}, {second, overwrite}} {
			if err := b.SaveScorecards(ctx, id, list); err != nil {
				t.Fatal(err)
			}
		}
		all := access.System(id)
		is := func(scope access.Scope, asOf string, node org.NodeID, want *scorecard.Given) {
			t.Helper()
			got, ok, err := b.Scorecard(ctx, scope, day(asOf), "2026-10", node)
			if err != nil || ok != (want != nil) {
				t.Fatalf("%s as of %s: %v, %v", node, asOf, ok, err)
			}
			if want != nil {
				if diff := cmp.Diff(*want, got); diff != "" {
					t.Errorf("%s as of %s (-want +got):\n%s", node, asOf, diff)
				}
			}
		}
		is(all, "2026-11-03", "person:ana", nil)
		is(all, "2026-11-04", "person:ana", &first)
		is(all, "2026-11-30", "person:ana", &second)
		is(access.Scope{OrgID: id, Roots: []string{"person:ben"}}, "2026-11-30", "person:ana", nil)
		is(access.Scope{OrgID: id, Roots: []string{"person:ben"}}, "2026-11-30", "person:ben", &his)
		is(access.Scope{OrgID: "other", All: true}, "2026-11-30", "person:ana", nil)
		stamps := func(scope access.Scope, asOf string, want map[org.NodeID]scorecard.Stamp) {
			t.Helper()
			got, err := b.ScorecardStamps(ctx, scope, day(asOf), "2026-10")
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		}
		stamps(all, "2026-11-30", map[org.NodeID]scorecard.Stamp{"person:ana": {AsOf: day("2026-11-20"), MadeAt: 7, Score: &whole}, "person:ben": {AsOf: day("2026-11-04"), MadeAt: 7}})
		stamps(access.Scope{OrgID: id, Roots: []string{"team:west"}}, "2026-11-10", map[org.NodeID]scorecard.Stamp{"person:ana": {AsOf: day("2026-11-04"), MadeAt: 7, Score: &half}})
		stamps(access.Scope{OrgID: id}, "2026-11-30", map[org.NodeID]scorecard.Stamp{})
	})
}

// TestScorecardRuns: one comes first and keeps the run until its lease is over;
// what is done is done again only when somebody asks for it.
func TestScorecardRuns(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx, id, at := t.Context(), b.org.ID, time.UnixMicro(1_000_000_000)
		lease := func(at time.Time, again, want bool) {
			t.Helper()
			if ok, err := b.LeaseScorecards(ctx, id, october, at, at.Add(time.Minute), again); err != nil || ok != want {
				t.Errorf("%v, %v, want %v", ok, err, want)
			}
		}
		lease(at, false, true)
		lease(at.Add(time.Second), false, false)
		lease(at.Add(time.Second), true, false)
		lease(at.Add(2*time.Minute), false, true) // whoever had it is gone
		run := scorecard.Run{Period: october, State: scorecard.Done, Begun: 5, Ended: 9, AsOf: day("2026-11-04"), Of: 3, Done: 2, Failed: []scorecard.Failure{{Node: "person:ana", Why: "so"}}}
		if err := b.SaveScorecardRun(ctx, id, run); err != nil {
			t.Fatal(err)
		}
		got, err := b.ScorecardRuns(ctx, id)
		if diff := cmp.Diff([]scorecard.Run{run}, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		lease(at.Add(time.Hour), false, false)
		lease(at.Add(time.Hour), true, true)
		weights := map[metric.Series]money.Amount{"revenue": 3 * money.Unit, "demos": 0}
		for _, w := range []map[metric.Series]money.Amount{{"orders": money.Unit}, weights} {
			if err := b.SaveScorecardWeights(ctx, id, w); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := b.ScorecardWeights(ctx, id)
		if diff := cmp.Diff(weights, kept); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}
