package pipeline_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
	"github.com/attainhq/attain/internal/track/attain"
)

// sellMix posts sales of two products by two people.
func (w *world) sellMix(n int) {
	w.t.Helper()
	var sales []fact.Sale
	for i := range n {
		id := uuid.NewString()
		sales = append(sales, fact.Sale{Key: fact.Key{Source: source, ID: id}, Order: id, Day: w.today(), OccurredAt: w.now.UnixMicro(),
			Owner: []org.NodeID{"person:ana", "person:ben"}[i%2], Product: []org.NodeID{"product:red", "product:blue", ""}[i%3],
			Amount: money.FromInt(int64(10 + i)), Quantity: money.Unit, Currency: "EUR"})
	}
	_, err := w.flow.Post(w.t.Context(), w.org.ID, "tester", sales)
	w.must(err)
}

// divided says what the team's revenue is made of.
func (w *world) divided(by org.Kind) string {
	w.t.Helper()
	q := attain.Query{Metric: w.find(metric.Revenue), Period: period.NewCustom(dayPeriod)}
	b, err := w.tell.Breakdown(w.t.Context(), access.System(w.org.ID), "team:east", q, by, 10)
	w.must(err)
	var rows []string
	for _, s := range b.Slices {
		rows = append(rows, s.Node.Name+" "+s.Value.String())
	}
	return fmt.Sprintf("%s, unassigned %s of %s", strings.Join(rows, ", "), b.Unassigned, b.Total)
}

// TestMixOfOlder: after a program that does not know of the mix has stored
// something, a breakdown is what it was: of the deals, until the mix is filled
// again. What is posted between two steps of that counts once.
func TestMixOfOlder(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{storetest.SQLite, storetest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			location := storetest.Location(t, engine, nil)
			db, err := store.Open(t.Context(), location)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			w := newWorld(t, db, uuid.NewString(), period.MustDate("2026-03-10"))
			w.flow = w.flow.Filling(0, 7, 0)
			w.loadAll(ingest.KnownArrival, sample.Feed{ingest.Team{ID: "east"}, ingest.Team{ID: "west"},
				ingest.Category{ID: "warm"}, ingest.Category{ID: "cold"}, ingest.Product{ID: "red", Category: "warm"}, ingest.Product{ID: "blue", Category: "cold"},
				ingest.Person{ID: "ana", Team: "east", During: period.Everything}, ingest.Person{ID: "ben", Team: "east", During: period.Everything}})
			w.sellMix(30)
			w.whole(true)
			products, categories := w.divided(org.Product), w.divided(org.Category)
			if got, want := products+"; "+categories, "blue 245, red 235, unassigned 255 of 735; cold 245, warm 235, unassigned 255 of 735"; got != want {
				t.Errorf("it is %s, not %s", got, want)
			}
			w.older(engine, location)
			w.whole(false)
			w.verify()
			if again := w.divided(org.Product) + w.divided(org.Category); again != products+categories {
				t.Errorf("by the deals it is %s", again)
			}
			for steps := 0; ; steps++ {
				left, _, err := w.flow.Fill(t.Context(), w.org.ID)
				w.must(err)
				w.verify()
				if left == 0 {
					break
				}
				if steps > 100 {
					t.Fatal("it does not end")
				}
				if steps < 3 {
					w.sellMix(3)
				}
			}
			w.asByDeals(engine, location)
			w.now = w.now.Add(24 * time.Hour)
			w.sellMix(3)
			w.loadAll(ingest.KnownArrival, sample.Feed{ingest.Product{ID: "red", Category: "cold"}, ingest.Person{ID: "ben", Team: "west", During: period.Everything}})
			w.verify()
			w.asByDeals(engine, location)
			_, was, _ := strings.Cut(products, " of ")
			if moved := w.divided(org.Product); strings.HasSuffix(moved, " of "+was) {
				t.Errorf("nobody has moved: %s", moved)
			}
		})
	}
}

// whole demands that the mix is read, or that it is not.
func (w *world) whole(want bool) {
	w.t.Helper()
	values, ok, err := w.db.Mix(w.t.Context(), w.org.ID, metric.MixFilter{Series: metric.Revenue, Node: "team:east", Days: dayPeriod, Known: w.today()})
	w.must(err)
	if ok != want || ok && len(values) == 0 {
		w.t.Fatalf("it is whole: %t, with %d parts", ok, len(values))
	}
}

// sql runs a statement as another program would.
func (w *world) sql(engine, location, statement string) {
	w.t.Helper()
	other, err := sql.Open(map[string]string{storetest.SQLite: "sqlite", storetest.Postgres: "pgx"}[engine], location)
	w.must(err)
	defer func() { _ = other.Close() }()
	_, err = other.ExecContext(w.t.Context(), statement, w.org.ID)
	w.must(err)
}

// older counts up the pulse as a program does that knows of no mix.
func (w *world) older(engine, location string) {
	w.t.Helper()
	w.sql(engine, location, "UPDATE pulse SET seq = seq + 1 WHERE org_id = $1")
}

// asByDeals demands that the mix says what the deals say, which are asked while it
// counts as lost.
func (w *world) asByDeals(engine, location string) {
	w.t.Helper()
	for _, by := range []org.Kind{org.Product, org.Category} {
		w.whole(true)
		got := w.divided(by)
		w.sql(engine, location, "UPDATE pulse SET mixed = mixed - 1 WHERE org_id = $1")
		w.whole(false)
		want := w.divided(by)
		w.sql(engine, location, "UPDATE pulse SET mixed = seq WHERE org_id = $1")
		if got != want {
			w.t.Errorf("by the mix it is %s, by the deals %s", got, want)
		}
	}
}
