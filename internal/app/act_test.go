package app_test

import (
	"fmt"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/demo"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
)

// TestFollowUpsFound: in companies that do not exist, the person who falls
// short again and again is found without being told, and nobody else is called
// that.
func TestFollowUpsFound(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("imports thousands of events")
	}
	for _, seed := range []uint64{1, 2, 3} {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			a := openApp(t, "lark")
			made := demo.Options{People: 45, Years: 2, Seed: seed}
			today := period.MustDate("2026-11-22")
			if _, err := a.Demo(t.Context(), app.Company{Name: app.MadeUp, Made: made, Today: today}, nil); err != nil {
				t.Fatal(err)
			}
			made.Today = today
			m, err := metric.Find(string(metric.Revenue))
			if err != nil {
				t.Fatal(err)
			}
			cases, err := a.Follow.People(t.Context(), access.System(a.OrgID), "", followup.Ask{Metric: m, AsOf: today})
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range cases[:min(12, len(cases))] {
				t.Logf("%s %s %s below %.2f median %.2f short %d of %d peers %.2f (%d) noise %.2f offer %s", c.Person.ID, c.Person.Title, c.Label, c.Below, c.Median, c.Short, c.Of, c.PeersShort, c.Peers, c.Noise, c.Offer)
				if c.Proposal != nil {
					t.Logf("   %+v", *c.Proposal)
				}
			}
		})
	}
}
