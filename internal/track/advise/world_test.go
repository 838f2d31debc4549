package advise_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
	"github.com/attainhq/attain/internal/track/advise"
	"github.com/attainhq/attain/internal/track/attain"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// world is a company of which everything is known from January 2025 to October
// 2026; it is 22 November 2026. On the 15th of each month Ana sells 1,000 euros
// for each month of the year that has begun (January 1,000, December 12,000),
// Ben 500, Cem 2,000, each in one order, bikes to the customer c. All are in the
// team east but Dee, in west, who sells 7 each month. Ana holds 10 demos a month
// until August 2026; then nobody noted any more.
type world struct {
	*advise.Service
	t     *testing.T
	db    *store.DB
	flow  *pipeline.Pipeline
	orgID string
}

const orgID = "acme"

func newWorld(t *testing.T) *world {
	t.Helper()
	db := storetest.Open(t, storetest.SQLite, store.Open)
	now := period.MustDate("2026-11-22").Start(sample.Organisation(orgID).Place).Add(10 * time.Hour)
	clock := func() time.Time { return now }
	w := &world{t: t, db: db, orgID: orgID, flow: pipeline.New(db, clock, func(pipeline.Beat) {})}
	w.Service = advise.NewService(db, attain.NewService(db, clock).WithPreview(w.flow), clock)
	w.must(db.SaveOrganisation(t.Context(), sample.Organisation(orgID)))
	profile, err := sample.Profile("crm", ingest.KnownFirstLoad)
	w.must(err)
	batch, err := w.flow.Import(t.Context(), pipeline.Import{OrgID: orgID, By: "tester", Profile: profile, Source: company()})
	w.must(err)
	if totals := batch.Totals(); totals.Quarantined != 0 {
		held, err := db.Quarantine(t.Context(), orgID, batch.ID, false)
		t.Fatalf("rows are in quarantine: %v %v", held, err)
	}
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func company() sample.Feed {
	feed := sample.Feed{ingest.Team{ID: "east", Name: "East"}, ingest.Team{ID: "west", Name: "West"}, ingest.Category{ID: "goods", Name: "Goods"},
		ingest.Product{ID: "bike", Name: "Bike", Category: "goods"}, ingest.Product{ID: "bell", Name: "Bell", Category: "goods"}, ingest.Customer{ID: "c", Name: "Cargo"}}
	names := map[string]string{"ana": "Ana Able", "ben": "Ben Best", "cem": "Cem Can", "dee": "Dee Deal"}
	for _, p := range [][2]string{{"ana", "east"}, {"ben", "east"}, {"cem", "east"}, {"dee", "west"}} {
		feed = append(feed, ingest.Person{ID: p[0], Name: names[p[0]], Team: p[1], During: period.Everything})
	}
	for month := period.MustDate("2025-01-15"); month < period.MustDate("2026-11-01"); month = month.AddMonths(1) {
		for owner, amount := range map[string]int64{"ana": 1000 * int64(month.Month()), "ben": 500, "cem": 2000, "dee": 7} {
			id := fmt.Sprint(owner, " ", month)
			feed = append(feed, ingest.Sale{ID: id, Order: id, OccurredAt: noon(month), Day: month, Owner: owner, Customer: "c", Product: "bike", Quantity: money.Unit,
				Amount: money.FromInt(amount), Currency: "EUR"})
		}
		if month < period.MustDate("2026-09-01") {
			feed = append(feed, ingest.Activity{ID: "demo " + month.String(), Type: "demo", About: ingest.About{Owner: "ana"}, Moment: ingest.Moment{OccurredAt: noon(month), Day: month}, Quantity: 10 * money.Unit})
		}
	}
	return feed
}

func noon(day period.Date) int64 {
	return day.Start(sample.Organisation(orgID).Place).Add(12 * time.Hour).UnixMicro()
}

// everybody sees all; ana sees herself, and what is published.
func everybody() advise.Asker { return advise.Asker{Scope: access.System(orgID)} }

func ana(published ...string) advise.Asker {
	return advise.Asker{Scope: access.Scope{OrgID: orgID, Roots: []string{"person:ana"}, PublishedKinds: published}, Person: "person:ana"}
}

func days(from, to string) period.Range {
	return period.Range{Start: period.MustDate(from), End: period.MustDate(to)}
}

func amount(text string) money.Amount {
	a, err := money.Parse(text)
	if err != nil {
		panic(err)
	}
	return a
}

func find(t *testing.T, id metric.Series) metric.Metric {
	t.Helper()
	m, err := metric.Find(string(id))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// revenue is a goal of so much in the first quarter of 2027.
func revenue(owner org.NodeID, value string) goal.Spec {
	return goal.Spec{Owner: owner, Metric: metric.Revenue, Value: amount(value), Aim: goal.AtLeast, Window: days("2027-01-01", "2027-04-01")}
}

// more is a goal of 10 % more than what was measured on the days.
func more(owner org.NodeID, m metric.Series, over period.Range) goal.Spec {
	spec := revenue(owner, "0")
	spec.Metric, spec.Change = m, &goal.Change{Kind: goal.Relative, By: amount("0.1"), Over: over}
	return spec
}
