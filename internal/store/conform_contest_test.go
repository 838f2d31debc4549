package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/contest"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// TestContests: contests come back as they were kept, to those who see the node,
// and once they were started to those who are named in them.
func TestContests(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx, id, today := t.Context(), b.org.ID, day("2026-11-10")
		draft := contest.Contest{ID: "c1", Name: "Sprint", Reason: "New customers before winter", Node: "team:west", Days: period.Range{Start: day("2026-12-01"), End: day("2027-01-01")},
			State: contest.Draft, Revision: 1, MadeBy: "Kim", ChangedAt: 7, Steps: []contest.Step{{State: contest.Draft, On: today, By: "Kim"}},
			Rules: contest.Rules{Metric: "revenue", Measure: contest.Improvement, Prize: contest.Prize{To: contest.Reach, Threshold: 10_500, Amount: 5_000_000, Pot: true},
				Guards: []goal.Guard{{Metric: "discount", Aim: goal.AtMost, Value: 1500}}}}
		save := func(c contest.Contest, parts []contest.Part) {
			t.Helper()
			if err := b.SaveContest(ctx, id, c, parts); err != nil {
				t.Fatal(err)
			}
		}
		sees := func(scope access.Scope, person org.NodeID, one contest.ID, want ...contest.Contest) {
			t.Helper()
			got, err := b.Contests(ctx, scope, today, person, one)
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
				t.Errorf("%+v as %s: %v (-want +got):\n%s", scope, person, err, diff)
			}
		}
		team, nobody := access.Scope{OrgID: id, Roots: []string{"team:west"}}, access.Scope{OrgID: id}
		save(draft, []contest.Part{{Person: "person:ana"}})
		sees(team, "", "", draft)
		sees(access.System(id), "", "c1", draft)
		sees(access.System(id), "", "c2")
		sees(nobody, "person:ana", "") // it has not begun

		next := draft
		next.State, next.Revision = contest.Running, 2
		next.Rehearsal = &contest.Rehearsal{Known: true, Mean: 5_000_000, Odds: []contest.Odds{{Person: "person:ana", Chance: 0.25, Mean: 10}}, Findings: []contest.Finding{{Kind: contest.Costs, Good: true, Text: "It costs."}}}
		next.Forms = map[org.NodeID]contest.Form{"person:ana": {Periods: 4, Mean: 0.1, Noise: 0.2}}
		save(next, []contest.Part{{Person: "person:ana"}, {Person: "person:ben", Out: contest.OnRamp}})
		wantFault(t, "changed twice", b.SaveContest(ctx, id, next, nil), fault.Conflict)
		sees(nobody, "person:ana", "", next)
		sees(nobody, "person:ben", "c1", next)
		sees(nobody, "person:none", "")
		sees(nobody, "", "")
		sees(access.Scope{OrgID: "other", All: true}, "person:ana", "")

		ended := next
		ended.State, ended.Revision = contest.Ended, 3
		ended.Result = &contest.Result{AsOf: today, Outcome: contest.Outcome{Took: 1, Winners: 1, Paid: 5_000_000,
			Placed: []contest.Placed{{Entry: contest.Entry{Person: "person:ana", Value: 3, Reference: 2, ToDate: 2, Breaches: []contest.Breach{{Metric: "discount", Actual: 9}}}, Band: 1, Won: 5_000_000}}}}
		save(ended, nil)
		later := draft
		later.ID, later.Days.Start = "c2", day("2026-12-02")
		save(later, nil)
		sees(team, "", "", later, ended)
		sees(nobody, "person:ben", "", ended) // without parts those who were named stay
	})
}
