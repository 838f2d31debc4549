package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/training"
	"github.com/attainhq/attain/internal/fault"
)

// TestTraining: programmes come back as they were kept, and who takes them to
// those who see the person.
func TestTraining(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx, id := t.Context(), b.org.ID
		p := training.Programme{ID: "p1", Name: "Negotiation", What: "Two days", Course: "NEG", Metric: "win_rate", MadeBy: "Kim", ChangedAt: 7, Revision: 1}
		next := p
		next.Archived, next.Revision = true, 2
		for _, one := range []training.Programme{p, next} {
			if err := b.SaveProgramme(ctx, id, one); err != nil {
				t.Fatal(err)
			}
		}
		wantFault(t, "changed twice", b.SaveProgramme(ctx, id, next), fault.Conflict)
		all, err := b.Programmes(ctx, id)
		if diff := cmp.Diff([]training.Programme{next}, all); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		hers := training.Assignment{Programme: "p1", Person: "person:ana", Due: day("2026-12-01"), AssignedOn: day("2026-11-01"), AssignedBy: "Ben"}
		his := training.Assignment{Programme: "p1", Person: "person:ben", Due: day("2026-12-01"), AssignedOn: day("2026-11-01"), CompletedOn: day("2026-11-03"), CompletedBy: "Ben"}
		done := hers
		done.CompletedOn, done.CompletedBy = day("2026-11-09"), "Ana"
		for _, list := range [][]training.Assignment{{hers, his}, {done}} {
			if err := b.SaveAssignments(ctx, id, list); err != nil {
				t.Fatal(err)
			}
		}
		sees := func(scope access.Scope, want ...training.Assignment) {
			t.Helper()
			got, err := b.Assignments(ctx, scope, day("2026-11-10"), "p1")
			if diff := cmp.Diff(append([]training.Assignment{}, want...), got); diff != "" || err != nil {
				t.Errorf("%+v: %v (-want +got):\n%s", scope, err, diff)
			}
		}
		sees(access.System(id), done, his)
		sees(access.Scope{OrgID: id, Roots: []string{"team:west"}}, done)
		sees(access.Scope{OrgID: id, Roots: []string{"person:ben"}}, his)
		sees(access.Scope{OrgID: id})
	})
}
