package pipeline_test

import (
	"context"
	"fmt"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/track/attain"
)

// source is where all facts of a world come from.
const source = "crm"

// tester is a *testing.T or a *rapid.T.
type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
	Context() context.Context
}

// world is one organisation with its own clock. Several worlds share a
// database.
type world struct {
	t     tester
	db    *store.DB
	org   org.Organisation
	now   time.Time
	flow  *pipeline.Pipeline
	tell  *attain.Service
	beats int
}

func newWorld(t tester, db *store.DB, orgID string, today period.Date) *world {
	t.Helper()
	w := &world{t: t, db: db, org: sample.Organisation(orgID)}
	w.setToday(today)
	clock := func() time.Time { return w.now }
	w.flow = pipeline.New(db, clock, func(pipeline.Beat) { w.beats++ })
	w.tell = attain.NewService(db, clock).WithPreview(w.flow)
	w.must(db.SaveOrganisation(t.Context(), w.org))
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// setToday moves the clock to ten o'clock of the day.
func (w *world) setToday(day period.Date) { w.now = day.Start(w.org.Place).Add(10 * time.Hour) }

func (w *world) today() period.Date { return w.org.Today(w.now) }

// load imports the records and returns the batch, which may hold rows in
// quarantine.
func (w *world) load(known ingest.Known, feed sample.Feed) pipeline.Batch {
	w.t.Helper()
	profile, err := sample.Profile(source, known)
	w.must(err)
	batch, err := w.flow.Import(w.t.Context(), pipeline.Import{OrgID: w.org.ID, By: "tester", Profile: profile, Source: feed})
	w.must(err)
	return batch
}

// quarantined returns what is wrong with the rows of a batch.
func (w *world) quarantined(batch pipeline.Batch) []pipeline.Quarantined {
	w.t.Helper()
	rows, err := w.db.Quarantine(w.t.Context(), w.org.ID, batch.ID, false)
	w.must(err)
	return rows
}

// loadAll is load for records that must all be accepted.
func (w *world) loadAll(known ingest.Known, feed sample.Feed) pipeline.Batch {
	w.t.Helper()
	batch := w.load(known, feed)
	for _, row := range w.quarantined(batch) {
		w.t.Errorf("a row was refused: %v %v", row.Values, row.Faults)
	}
	return batch
}

// sale turns a record into the fact that an import would make of it.
func sale(r ingest.Sale) fact.Sale {
	id := func(kind org.Kind, sourceID string) org.NodeID {
		if sourceID == "" {
			return ""
		}
		return org.ID(kind, sourceID)
	}
	order := r.Order
	if order == "" {
		order = r.ID
	}
	return fact.Sale{
		Key: fact.Key{Source: source, ID: r.ID}, Order: order, OccurredAt: r.OccurredAt, Day: r.Day,
		Owner: id(org.Person, r.Owner), Customer: id(org.Customer, r.Customer), Product: id(org.Product, r.Product),
		Territory: id(org.Territory, r.Territory), Channel: id(org.Channel, r.Channel), LeadSource: id(org.LeadSource, r.LeadSource),
		Quantity: r.Quantity, Amount: r.Amount, Cost: r.Cost, List: r.List, Currency: r.Currency, Cancelled: r.Cancelled,
	}
}

// ask is one question for a figure.
type ask struct {
	node   org.NodeID
	metric metric.Series
	period period.Range
	asOf   period.Date
}

func (a ask) String() string {
	return fmt.Sprintf("%s of %s in %s as of %s", a.metric, a.node, a.period, a.asOf)
}

func (w *world) query(a ask) attain.Query {
	w.t.Helper()
	m, err := metric.Find(string(a.metric))
	if err != nil || len(m.Needs()) > 0 {
		m = w.metric(a.metric)
	}
	return attain.Query{Metric: m, Period: period.NewCustom(a.period), AsOf: a.asOf}
}

// metric returns a metric of the organisation, with its series kept.
func (w *world) metric(id metric.Series) metric.Metric {
	w.t.Helper()
	catalogue, err := w.db.Catalogue(w.t.Context(), w.org.ID)
	w.must(err)
	m, err := catalogue.Find(string(id))
	w.must(err)
	w.must(w.flow.Register(w.t.Context(), w.org.ID, m.Needs()))
	return m
}

func (w *world) figures(a ask) attain.Figures {
	w.t.Helper()
	f, err := w.tell.Node(w.t.Context(), access.System(w.org.ID), a.node, w.query(a))
	if err != nil {
		w.t.Fatalf("%s: %v", a, err)
	}
	return f
}

func (w *world) actual(a ask) money.Amount {
	w.t.Helper()
	f := w.figures(a)
	if f.Actual == nil {
		w.t.Fatalf("%s: there is none: %v", a, f.Notes)
	}
	return *f.Actual
}

// verify demands that every stored number is what the facts say.
func (w *world) verify() {
	w.t.Helper()
	report, err := pipeline.Verify(w.t.Context(), w.db, w.org.ID)
	w.must(err)
	for i, d := range report.Differences {
		const shown = 10
		if i == shown {
			break
		}
		w.t.Errorf("verify: %s", d)
	}
	if report.Wrong > 0 {
		w.t.Fatalf("verify found %d differences in %d deals", report.Wrong, report.Deals)
	}
}
