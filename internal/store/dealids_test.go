package store_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/pipeline"
)

// TestDealsOfFewAndMany: few people on few days are looked up one by one, many
// by the range of days; both find the same deals, those in which somebody only
// had a share and those that were somebody's in an older version too.
func TestDealsOfFewAndMany(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		of := func(id string, number int, on string, owner org.NodeID) fact.Version {
			return version(id, number, open("2026-11-20"), func(s *fact.Sale) { s.Day, s.Owner = day(on), owner })
		}
		moved := of("14", 1, "2026-11-10", "person:ana")
		moved.Known.End = day("2026-11-21")
		b.save(t, pipeline.Changes{
			Current: []fact.Version{of("10", 1, "2026-11-10", "person:ana"), of("11", 1, "2026-11-11", "person:ben"), of("12", 1, "2026-11-12", "person:ben"),
				of("13", 1, "2026-12-01", "person:ana"), of("14", 2, "2026-11-10", "person:ben")},
			Ended: []fact.Version{moved},
			Splits: []fact.Split{{Deal: "crm/o12", Ledger: fact.Overlay, Shares: []fact.Share{{Person: "person:ana", Millis: 1_000}},
				Known: open("2026-11-20"), Batch: "b1", By: "kim", At: 5}},
		})
		var strangers []org.NodeID
		for i := range 600 {
			strangers = append(strangers, org.ID(org.Person, fmt.Sprint(i)))
		}
		for _, c := range []struct {
			from, to string
			person   org.NodeID
			want     []fact.DealID
		}{
			{"2026-11-10", "2026-12-01", "person:ana", []fact.DealID{"crm/o10", "crm/o12", "crm/o14"}},
			{"2026-11-10", "2026-12-01", "person:ben", []fact.DealID{"crm/o11", "crm/o12", "crm/o14"}},
			{"2026-11-12", "2026-12-02", "person:ana", []fact.DealID{"crm/o12", "crm/o13"}},
			{"2026-11-11", "2026-11-12", "person:ana", nil},
			{"2026-11-12", "2026-11-12", "person:ana", nil},
		} {
			for _, people := range [][]org.NodeID{{c.person}, append([]org.NodeID{c.person}, strangers...)} {
				deals, err := b.Deals(t.Context(), b.org.ID, fact.Filter{Days: span(c.from, c.to), People: people})
				var got []fact.DealID
				for _, d := range deals {
					got = append(got, d.ID)
				}
				if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
					t.Errorf("deals of %s and %d others, %s to %s (%v) (-want +got):\n%s", c.person, len(people)-1, c.from, c.to, err, diff)
				}
			}
		}
	})
}
