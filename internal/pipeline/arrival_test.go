package pipeline_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
)

// TestOrderOfArrival is case RV11: 100 credits, many with equal times, loaded
// in 20 random orders and pieces, give the same ledger to the cell.
func TestOrderOfArrival(t *testing.T) {
	t.Parallel()
	storetest.Each(t, store.Open, func(t *testing.T, db *store.DB) {
		today := period.MustDate("2026-11-22")
		random := rand.New(rand.NewPCG(11, 11)) //nolint:gosec // the same every time
		var first map[metric.Cell]money.Amount
		for i := range 20 {
			w := newWorld(t, db, uuid.NewString(), today)
			w.loadAll(ingest.KnownFirstLoad, sample.Feed{
				ingest.Team{ID: "east"}, ingest.Person{ID: "ana", Team: "east"}, ingest.Person{ID: "ben", Team: "east"},
				ingest.Customer{ID: "c0"}, ingest.Customer{ID: "c1"}, ingest.Customer{ID: "c2"},
			})
			sales := hundred(w)
			random.Shuffle(len(sales), func(i, j int) { sales[i], sales[j] = sales[j], sales[i] })
			for len(sales) > 0 {
				n := min(len(sales), 1+random.IntN(40))
				_, err := w.flow.Post(t.Context(), w.org.ID, "tester", sales[:n])
				w.must(err)
				sales = sales[n:]
			}
			got := cellsOf(w)
			if i == 0 {
				first = got
				continue
			}
			if diff := cmp.Diff(first, got); diff != "" {
				t.Fatalf("order %d gives another ledger (-first +now):\n%s", i, diff)
			}
		}
	})
}

// hundred returns 100 sales of 30 orders at five times of two days.
func hundred(w *world) []fact.Sale {
	var sales []fact.Sale
	for i := range 100 {
		day := period.MustDate("2026-11-05").Add(i % 2)
		sales = append(sales, fact.Sale{
			Key: fact.Key{Source: source, ID: fmt.Sprint(i)}, Order: fmt.Sprint("o", i%30), Day: day,
			OccurredAt: day.Start(w.org.Place).UnixMicro() + int64(i%5), Owner: org.ID(org.Person, []string{"ana", "ben"}[i%2]),
			Customer: org.ID(org.Customer, fmt.Sprint("c", i%3)), Amount: money.Amount(i * 12_345), Quantity: money.Unit, Currency: "EUR",
		})
	}
	return sales
}

func cellsOf(w *world) map[metric.Cell]money.Amount {
	w.t.Helper()
	cells := map[metric.Cell]money.Amount{}
	w.must(w.db.View(w.t.Context(), w.org.ID, func(v pipeline.View) error {
		return v.EachCell(func(c metric.Cell, value money.Amount) error {
			cells[c] = value
			return nil
		})
	}))
	return cells
}
