package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
)

func aTarget(node org.NodeID, from, to string, values ...money.Amount) goal.Target {
	t := goal.Target{Key: goal.Key{Node: node, Metric: metric.Revenue, Period: span(from, to)}}
	for i, v := range values {
		known := open("2026-11-22")
		if i > 0 {
			known = open("2026-11-24")
		}
		if i+1 < len(values) {
			known.End = day("2026-11-24")
		}
		t.Versions = append(t.Versions, goal.Version{Number: i + 1, Value: v, Known: known, RecordedAt: int64(i), Author: "Kim"})
	}
	return t
}

// TestAimsFollow: what a server keeps of targets and goals is what a server
// reads that has kept nothing, after each of a series of changes that a third
// one made; and what was returned before stays as it was.
func TestAimsFollow(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{storetest.SQLite, storetest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			location := storetest.Location(t, engine, nil)
			open := func() *store.DB {
				db, err := store.Open(t.Context(), location)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = db.Close() })
				return db
			}
			writer, keeper := newBundle(t, open()), open()
			plain := goal.Spec{Title: "All", Owner: sample.Root, Metric: metric.Revenue, Aim: goal.AtLeast, Value: 9, Window: span("2027-01-01", "2028-01-01")}
			moved := plain
			moved.Metric = metric.Units
			series := []metric.Series{metric.Revenue, metric.Units, "conversion"}
			var units goal.Aims
			for i, change := range []pipeline.Changes{
				{},
				{Targets: []goal.Target{aTarget("person:ana", "2027-01-01", "2027-02-01", 1), aTarget("person:ben", "2027-01-01", "2027-02-01", 2)}},
				{Goals: someGoals()},
				{Targets: []goal.Target{aTarget("person:ana", "2026-12-01", "2027-01-01", 5), aTarget("person:ana", "2027-01-01", "2027-02-01", 1, 3)}},
				{Goals: []goal.Goal{wholeGoal("a", moved, 3)}}, // is one of units now
				{Goals: []goal.Goal{wholeGoal("b", plain, 0)}, Targets: []goal.Target{aTarget("team:west", "2027-01-01", "2027-02-01", 7)}},
				{Goals: []goal.Goal{wholeGoal("a", plain, 3)}}, // and of revenue again
			} {
				old := aimsOf(t, keeper, writer.org.ID, metric.Revenue)
				targets, goals := len(old.Targets), len(old.Goals)
				writer.save(t, change)
				fresh := open()
				for _, m := range series {
					if diff := cmp.Diff(aimsOf(t, fresh, writer.org.ID, m), aimsOf(t, keeper, writer.org.ID, m), cmpopts.EquateEmpty(), cmpopts.IgnoreFields(goal.Aims{}, "Seq")); diff != "" {
						t.Errorf("the aims of %s after change %d (-read +kept):\n%s", m, i, diff)
					}
				}
				now, ofUnits := aimsOf(t, keeper, writer.org.ID, metric.Revenue), aimsOf(t, keeper, writer.org.ID, metric.Units)
				if changed := len(change.Targets)+len(change.Goals) > 0; changed != (now.Seq > old.Seq) {
					t.Errorf("change %d took the aims from %d to %d", i, old.Seq, now.Seq)
				}
				if changed := i == 4 || i == 6; i > 0 && changed != (ofUnits.Seq > units.Seq) {
					t.Errorf("change %d took the aims of units from %d to %d", i, units.Seq, ofUnits.Seq)
				}
				units = ofUnits
				if len(old.Targets) != targets || len(old.Goals) != goals {
					t.Errorf("change %d reached what was read before", i)
				}
			}
			got := aimsOf(t, keeper, writer.org.ID, metric.Revenue)
			var names []string
			for _, target := range got.Targets {
				names = append(names, string(target.Node)+" "+target.Period.String())
			}
			for _, g := range got.Goals {
				names = append(names, string(g.ID))
			}
			want := []string{"person:ana 2026-10-01..2027-01-01", "person:ana 2026-12-01..2027-01-01", "person:ana 2027-01-01..2027-02-01",
				"person:ben 2027-01-01..2027-02-01", "team:west 2027-01-01..2027-02-01", "b", "c", "a"}
			if diff := cmp.Diff(want, names); diff != "" {
				t.Errorf("in the end (-want +got):\n%s", diff)
			}
			if versions := got.Targets[2].Versions; len(versions) != 2 || versions[0].Known.IsOpen() || versions[1].Value != 3 {
				t.Errorf("the changed target has the versions %+v", versions)
			}
		})
	}
}

func aimsOf(t *testing.T, db *store.DB, orgID string, m metric.Series) goal.Aims {
	t.Helper()
	aims, err := db.Aims(t.Context(), orgID, m)
	if err != nil {
		t.Fatal(err)
	}
	return aims
}

// TestTargetPeriods: a period is listed from the day on which a target of it was
// known, until the last of them is taken back.
func TestTargetPeriods(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		january, february, fourth := span("2027-01-01", "2027-02-01"), span("2027-02-01", "2027-03-01"), span("2026-10-01", "2027-01-01")
		back := aTarget("person:ben", "2027-02-01", "2027-03-01", 2, 2)
		back.Versions[1].Withdrawn = true
		b.save(t, pipeline.Changes{Targets: []goal.Target{aTarget("person:ana", "2027-01-01", "2027-02-01", 1), back}})
		for _, c := range []struct {
			known string
			want  []period.Range
		}{
			{"2026-10-31", []period.Range{fourth}}, // of which the only target was taken back in November
			{"2026-11-21", []period.Range{}},
			{"2026-11-22", []period.Range{january, february}},
			{"2026-11-24", []period.Range{january}},
			{"2026-11-23", []period.Range{january, february}},
		} {
			got, err := b.TargetPeriods(t.Context(), b.org.ID, day(c.known))
			if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
				t.Errorf("as of %s (%v) (-want +got):\n%s", c.known, err, diff)
			}
		}
		b.save(t, pipeline.Changes{Targets: []goal.Target{aTarget("person:ben", "2027-03-01", "2027-04-01", 1)}})
		got, err := b.TargetPeriods(t.Context(), b.org.ID, day("2026-11-23"))
		if err != nil || len(got) != 3 {
			t.Errorf("after another target there are %v (%v)", got, err)
		}
	})
}

// TestStandingFollows: what a server keeps of the organisation, its teams and
// metrics follows what another one changes.
func TestStandingFollows(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{storetest.SQLite, storetest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			location := storetest.Location(t, engine, nil)
			open := func() *store.DB {
				db, err := store.Open(t.Context(), location)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = db.Close() })
				return db
			}
			b, keeper := newBundle(t, open()), open()
			look := func() (org.Organisation, *org.Teams, []metric.Metric) {
				o, err := keeper.Organisation(t.Context(), b.org.ID)
				if err != nil {
					t.Fatal(err)
				}
				teams, err := keeper.Teams(t.Context(), b.org.ID)
				if err != nil {
					t.Fatal(err)
				}
				catalogue, err := keeper.Catalogue(t.Context(), b.org.ID)
				if err != nil {
					t.Fatal(err)
				}
				book, err := keeper.Book(t.Context(), b.org.ID)
				if err != nil {
					t.Fatal(err)
				}
				if whole, wholeBook, wholeTeams, err := keeper.Company(t.Context(), b.org.ID); err != nil || whole.Name != o.Name || wholeBook != book || wholeTeams != teams {
					t.Errorf("the company as a whole is called %q, with other teams or another book (%v)", whole.Name, err)
				}
				return o, teams, catalogue.All()
			}
			if _, _, wholeTeams, err := keeper.Company(t.Context(), b.org.ID); err != nil || len(wholeTeams.Groups) != 1 {
				t.Errorf("the company as a whole is read with %+v (%v)", wholeTeams, err)
			}
			_, teams, metrics := look()
			if !teams.Groups["team:wide"] || len(teams.Groups) != 1 || teams.Leads["team:west"] != "person:ben" {
				t.Errorf("the teams are %+v", teams)
			}
			// Ben's manager is not known any more; East has always hung under All.
			want := []org.NodeID{"person:ana", "person:ben", "team:all", "team:west", "team:wide"}
			if diff := cmp.Diff(want, teams.Tops); diff != "" {
				t.Errorf("who may hang under the company alone (-want +got):\n%s", diff)
			}
			if _, again, _ := look(); again != teams {
				t.Error("the teams were read twice, and nothing had changed")
			}
			changed := b.org
			changed.Name = "Acme & Sons"
			if err := b.SaveOrganisation(t.Context(), changed); err != nil {
				t.Fatal(err)
			}
			b.save(t, pipeline.Changes{Nodes: []org.Node{{ID: "team:west", Name: "West", Lead: "person:ana", Group: true}, {ID: "person:new", Name: "New"}},
				Customs: []pipeline.CustomVersion{{Custom: metric.Custom{ID: "x_own", Name: "Own", Unit: metric.Count, Facts: "sale", Value: "1", Version: 1}, Author: "kim"}}})
			o, now, more := look()
			if o.Name != "Acme & Sons" {
				t.Errorf("the organisation is still called %q", o.Name)
			}
			if now.Leads["team:west"] != "person:ana" || !now.Groups["team:west"] || len(now.Tops) != len(want)+1 {
				t.Errorf("the teams are %+v", now)
			}
			if len(more) != len(metrics)+1 {
				t.Errorf("there are %d metrics, want %d", len(more), len(metrics)+1)
			}
		})
	}
}
