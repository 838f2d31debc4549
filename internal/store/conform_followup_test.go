package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/org"
)

// TestFollowUps: decisions come back as they were kept, in the order in which
// they were made; the same one again replaces itself, and another
// organisation's are not there.
func TestFollowUps(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		first := followup.Kept{ID: "a", Person: "person:ana", State: followup.Accepted, Day: day("2026-11-02"), At: 5, By: "Mia", ByID: "u1", Goal: "g1",
			Label: followup.Shortfall, Below: 0.91, Median: 0.7, Proposal: followup.Proposal{Driver: practice.Win, Kind: followup.Practise, Type: "demo", Weekly: 2, Weeks: 4, Value: 8, Chance: 0.75,
				Second: &followup.Second{Driver: practice.Volume, From: 1, To: 2}, Drivers: []followup.Contribution{{Driver: practice.Win, Own: 0.2, Usual: 0.3, Value: -12.5}}}}
		declined := followup.Kept{ID: "b", Person: "person:ben", State: followup.Declined, Day: day("2026-11-03"), At: 7, Reason: "he is ill"}
		save := func(k followup.Kept) {
			t.Helper()
			if err := b.SaveFollowUp(t.Context(), b.org.ID, k); err != nil {
				t.Fatal(err)
			}
		}
		read := func(people []org.NodeID, want ...followup.Kept) {
			t.Helper()
			got, err := b.FollowUps(t.Context(), b.org.ID, people)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		}
		save(declined)
		save(first)
		if err := b.SaveFollowUp(t.Context(), "other", followup.Kept{ID: "a", Person: "person:ana", State: followup.Declined, Day: day("2026-11-02")}); err != nil {
			t.Fatal(err)
		}
		read(nil, first, declined)
		read([]org.NodeID{"person:ana", "person:nobody"}, first)
		ended := first
		ended.State, ended.EndedOn, ended.EndedBy, ended.Reason = followup.Ended, day("2026-12-01"), "Mia", "four weeks are over"
		ended.Effect = &followup.Effect{Own: 0.5, Difference: 0.4, Low: 0.1, High: 0.7, Of: 5, Enough: true, Clear: true}
		save(ended)
		read([]org.NodeID{"person:ana"}, ended)
	})
}
