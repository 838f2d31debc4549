package rollout_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/planfile"
	"github.com/attainhq/attain/internal/rollout"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
	"github.com/attainhq/attain/internal/track/advise"
	"github.com/attainhq/attain/internal/track/attain"
)

func TestMain(m *testing.M) { storetest.Main(m) }

const orgID = "acme"

// world is Acme on 22 November 2026: a team with Ana and Ben, and 1,000 euros
// that Ana sold in October.
type world struct {
	*rollout.Service
	t    *testing.T
	db   *store.DB
	flow *pipeline.Pipeline
	now  time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	db := storetest.Open(t, storetest.SQLite, store.Open)
	w := &world{t: t, db: db}
	w.today("2026-11-22")
	clock := func() time.Time { return w.now }
	w.flow = pipeline.New(db, clock, func(pipeline.Beat) {})
	figures := attain.NewService(db, clock).WithPreview(w.flow)
	w.Service = rollout.NewService(db, advise.NewService(db, figures, clock), w.flow, clock)
	w.must(db.SaveOrganisation(t.Context(), sample.Organisation(orgID)))
	profile, err := sample.Profile("crm", ingest.KnownFirstLoad)
	w.must(err)
	_, err = w.flow.Import(t.Context(), pipeline.Import{OrgID: orgID, By: "tester", Profile: profile, Source: sample.Feed{
		ingest.Team{ID: "east", Name: "East"}, ingest.Person{ID: "ana", Name: "Ana Able", Team: "east", During: period.Everything},
		ingest.Person{ID: "ben", Name: "Ben Best", Team: "east", During: period.Everything},
		ingest.Sale{ID: "1", Order: "1", OccurredAt: period.MustDate("2026-10-15").Start(time.UTC).Add(12 * time.Hour).UnixMicro(), Day: period.MustDate("2026-10-15"),
			Owner: "ana", Quantity: money.Unit, Amount: money.FromInt(1000), Currency: "EUR"},
	}})
	w.must(err)
	return w
}

func (w *world) today(day string) {
	w.now = period.MustDate(day).Start(sample.Organisation(orgID).Place).Add(10 * time.Hour)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

var boss = goal.Actor{Name: "tester", Office: true}

// apply applies the file, which must work, and returns what it changed in words.
func (w *world) apply(text, reason string) []string {
	w.t.Helper()
	list, err := w.Apply(w.t.Context(), orgID, boss, []byte(text), reason)
	w.must(err)
	return said(list)
}

func (w *world) diff(text string) []string {
	w.t.Helper()
	list, err := w.Diff(w.t.Context(), orgID, []byte(text))
	w.must(err)
	return said(list)
}

func (w *world) export() string {
	w.t.Helper()
	text, err := w.Export(w.t.Context(), orgID)
	w.must(err)
	return string(text)
}

// said writes differences as lines: update target …: value 1 → 2.
func said(list []planfile.Difference) []string {
	lines := []string{}
	for _, c := range rollout.Lines(list) {
		line := fmt.Sprintf("%s %s", c.Kind, c.What)
		if c.Path != "" {
			line += ": " + c.Path + " " + or(c.From) + " → " + or(c.To)
		}
		lines = append(lines, line)
	}
	return lines
}

func or(text *string) string {
	if text == nil {
		return "nothing"
	}
	return *text
}

func (w *world) goal(id goal.ID) goal.Goal {
	w.t.Helper()
	list, err := w.db.Goals(context.Background(), access.System(orgID), period.MustDate("2026-11-22"), goal.Filter{IDs: []goal.ID{id}})
	w.must(err)
	if len(list) != 1 {
		w.t.Fatalf("there are %d goals %s", len(list), id)
	}
	return list[0]
}
