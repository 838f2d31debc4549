package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/recognition"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// TestBadges: a badge is kept once, comes back to those who see the person, and is
// corrected and restored.
func TestBadges(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx, id := t.Context(), b.org.ID
		million := money.FromInt(1_000_000)
		badge := func(badgeID string, person org.NodeID, on string) recognition.Badge {
			return recognition.Badge{ID: badgeID, Person: person, Kind: recognition.Milestone, What: "revenue 100", Metric: "revenue", Day: day(on), AwardedAt: 5,
				Period: period.Range{Start: day("2026-10-01"), End: day("2027-01-01")}, Evidence: recognition.Evidence{Percent: 100, Actual: &million, Target: &million}}
		}
		hers, his := badge("b1", "person:ana", "2026-11-01"), badge("b2", "person:ben", "2026-11-05")
		settle := func(s recognition.Settled, want int) {
			t.Helper()
			if kept, err := b.SettleBadges(ctx, id, s, 9); err != nil || kept != want {
				t.Errorf("%d are kept, want %d: %v", kept, want, err)
			}
		}
		settle(recognition.Settled{Award: []recognition.Badge{hers, his}}, 2)
		again := badge("b3", "person:ana", "2026-11-02")
		settle(recognition.Settled{Award: []recognition.Badge{again}, Correct: []string{"b2"}}, 0)
		his.CorrectedAt = 9
		sees := func(scope access.Scope, f recognition.Filter, want ...recognition.Badge) {
			t.Helper()
			got, err := b.Badges(ctx, scope, day("2026-11-10"), f)
			if diff := cmp.Diff(append([]recognition.Badge{}, want...), append([]recognition.Badge{}, got...)); diff != "" || err != nil {
				t.Errorf("%+v: %v (-want +got):\n%s", scope, err, diff)
			}
		}
		sees(access.System(id), recognition.Filter{}, his, hers)
		sees(access.System(id), recognition.Filter{Since: day("2026-11-02")}, his)
		sees(access.System(id), recognition.Filter{Person: "person:ana"}, hers)
		sees(access.Scope{OrgID: id, Roots: []string{"team:west"}}, recognition.Filter{}, hers)
		sees(access.Scope{OrgID: id, Roots: []string{"person:ben"}}, recognition.Filter{Person: "person:ana"})
		sees(access.Scope{OrgID: "other", All: true}, recognition.Filter{})
		settle(recognition.Settled{Restore: []string{"b2"}}, 0)
		his.CorrectedAt = 0
		sees(access.Scope{OrgID: id, Roots: []string{"person:ben"}}, recognition.Filter{}, his)

		if s, err := b.RecognitionSetting(ctx, id); s != (recognition.Setting{}) || err != nil {
			t.Errorf("before any: %+v, %v", s, err)
		}
		for _, want := range []recognition.Setting{{Anonymous: true}, {Amounts: true}} {
			if err := b.SaveRecognitionSetting(ctx, id, want); err != nil {
				t.Fatal(err)
			}
			if s, err := b.RecognitionSetting(ctx, id); s != want || err != nil {
				t.Errorf("%+v, %v, want %+v", s, err, want)
			}
		}
	})
}

// TestWallKeys: a key is found by its hash with who made it, and by nothing when
// it is gone.
func TestWallKeys(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx, id := t.Context(), b.org.ID
		at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
		u := access.User{OrgID: id, ID: "u1", Email: "wall@example.com", Name: "Wall", Role: access.Manager, CreatedAt: at}
		if err := b.InsertUser(ctx, u); err != nil {
			t.Fatal(err)
		}
		k := access.WallKey{OrgID: id, ID: "k1", Hash: "h1", UserID: "u1", Node: "team:west", Name: "Lobby", CreatedAt: at}
		if err := b.InsertWallKey(ctx, k); err != nil {
			t.Fatal(err)
		}
		found, maker, err := b.WallKeyByHash(ctx, "h1")
		if diff := cmp.Diff(k, found); diff != "" || err != nil || maker.ID != "u1" {
			t.Errorf("%v, made by %s (-want +got):\n%s", err, maker.ID, diff)
		}
		if err := b.TouchWallKey(ctx, id, "k1", at.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		k.LastUsedAt = at.Add(time.Minute)
		for _, whose := range []string{"", "u1"} {
			list, err := b.WallKeys(ctx, id, whose)
			if diff := cmp.Diff([]access.WallKey{k}, list); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		}
		if list, err := b.WallKeys(ctx, id, "u2"); len(list) != 0 || err != nil {
			t.Errorf("somebody else has %v, %v", list, err)
		}
		wantFault(t, "somebody else's", b.DeleteWallKey(ctx, id, "u2", "k1"), fault.NotFound)
		if err := b.DeleteWallKey(ctx, id, "u1", "k1"); err != nil {
			t.Fatal(err)
		}
		_, _, err = b.WallKeyByHash(ctx, "h1")
		wantFault(t, "revoked", err, fault.NotFound)
	})
}
