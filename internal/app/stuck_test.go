package app_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/checkin"
	insight "github.com/attainhq/attain/internal/insight/funnel"
	"github.com/attainhq/attain/internal/org"
)

// TestStuckEverywhere: the page of the funnel, the alerts and the agendas of
// check-ins call the same deals stuck.
func TestStuckEverywhere(t *testing.T) {
	t.Parallel()
	f := foreseen{openMadeUp(t, largeStory), largeStory.Today}
	o, err := f.DB.Organisation(t.Context(), f.OrgID)
	if err != nil {
		t.Fatal(err)
	}
	view, err := f.Funnel.Funnel(t.Context(), access.System(f.OrgID), o.Root(), insight.Query{AsOf: f.today, Months: 6})
	if err != nil {
		t.Fatal(err)
	}
	deals := map[string]insight.StuckDeal{}
	for _, d := range view.Stuck {
		deals[d.ID] = d
	}
	if len(deals) < 5 || len(deals) != view.StuckCount || len(deals) > view.OpenCount/2 {
		t.Fatalf("%d of %d open deals are stuck", len(deals), view.OpenCount)
	}
	if _, err := f.Alerts.Run(t.Context(), f.OrgID); err != nil {
		t.Fatal(err)
	}
	seen, err := f.DB.AlertSeen(t.Context(), f.OrgID)
	if err != nil {
		t.Fatal(err)
	}
	watched := map[string]string{}
	for subject, s := range seen {
		if id, ok := strings.CutPrefix(subject, "deal "); ok {
			watched[id] = s.Stage
		}
	}
	want := map[string]string{}
	for id, d := range deals {
		want[id] = d.Stage
	}
	if diff := cmp.Diff(want, watched); diff != "" {
		t.Errorf("the alerts know others (-funnel +alerts):\n%s", diff)
	}
	f.stuckInAgendas(t, deals)
}

// stuckInAgendas writes agendas with the people of the first manager who leads
// some that have stuck deals. An agenda names a deal whose close is past as
// that, and of many the largest.
func (f foreseen) stuckInAgendas(t *testing.T, deals map[string]insight.StuckDeal) {
	t.Helper()
	const named = 5
	teams, err := f.DB.Teams(t.Context(), f.OrgID)
	if err != nil {
		t.Fatal(err)
	}
	written := 0
	for _, lead := range slices.Compact(slices.Sorted(maps.Values(teams.Leads))) {
		reader := checkin.Reader{Person: lead, Name: "Lead", Leads: true}
		pairs, err := f.Checkins.Pairs(t.Context(), f.OrgID, reader)
		if err != nil {
			t.Fatal(err)
		}
		for _, pair := range pairs {
			want := []string{}
			for id, d := range deals {
				if d.Owner == pair.Report && d.Expected >= f.today {
					want = append(want, id)
				}
			}
			slices.Sort(want)
			if pair.Manager != lead || len(teams.LedBy(pair.Report)) > 0 || len(want) > named {
				continue
			}
			got := f.stuckOf(t, reader, pair.Report)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the agenda with %s names others (-funnel +agenda):\n%s", pair.Report, diff)
			}
			written += len(got)
		}
	}
	if written == 0 {
		t.Error("no agenda names a stuck deal")
	}
}

// stuckOf returns what the agenda of a check-in with the person calls stuck.
func (f foreseen) stuckOf(t *testing.T, reader checkin.Reader, person org.NodeID) []string {
	t.Helper()
	m, err := f.Checkins.Open(t.Context(), f.OrgID, reader, person)
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, l := range m.Agenda.Lines {
		if l.Kind == "stuck" {
			ids = append(ids, l.Of.Deal)
		}
	}
	slices.Sort(ids)
	return ids
}
