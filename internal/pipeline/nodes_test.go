package pipeline_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
	"github.com/attainhq/attain/internal/track/attain"
)

// eachNodes runs the test on a new database of every engine that two servers
// have open: two worlds of one organisation, with a person ana.
func eachNodes(t *testing.T, test func(*testing.T, [2]*world)) {
	t.Helper()
	t.Parallel()
	for _, engine := range []string{storetest.SQLite, storetest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			location := storetest.Location(t, engine, nil)
			var nodes [2]*world
			for i := range nodes {
				db, err := store.Open(t.Context(), location)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = db.Close() })
				if i == 0 {
					nodes[i] = newWorld(t, db, "acme", period.MustDate("2026-11-22"))
					continue
				}
				w := *nodes[0]
				w.db, w.flow = db, pipeline.New(db, func() time.Time { return w.now }, func(pipeline.Beat) {})
				w.tell = attain.NewService(db, func() time.Time { return w.now }).WithPreview(w.flow)
				nodes[i] = &w
			}
			nodes[0].loadAll(ingest.KnownFirstLoad, sample.Feed{ingest.Person{ID: "ana"}})
			test(t, nodes)
		})
	}
}

// both runs the function on both servers at once.
func both(nodes [2]*world, run func(node int, w *world) error) error {
	var wait sync.WaitGroup
	var failed [2]error
	for i, w := range nodes {
		wait.Go(func() { failed[i] = run(i, w) })
	}
	wait.Wait()
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}

// TestSameFactsAtOnce: two servers write the same sales at once, in different
// orders and with different amounts. Each is there once, as one of them said it
// last, its versions follow one another, and every number recomputes.
func TestSameFactsAtOnce(t *testing.T) {
	eachNodes(t, func(t *testing.T, nodes [2]*world) {
		const sales, rounds = 12, 15
		w := nodes[0]
		w.must(both(nodes, func(node int, w *world) error {
			random := rand.New(rand.NewPCG(uint64(node), 7)) //nolint:gosec // the same every time
			for round := range rounds {
				var posted []fact.Sale
				for _, i := range random.Perm(sales) {
					posted = append(posted, sale(deal(fmt.Sprint(i), "ana", "2026-11-05", int64(1000*(node+1)+round))))
				}
				if _, err := w.flow.Post(t.Context(), w.org.ID, fmt.Sprint("node ", node), posted); err != nil {
					return err
				}
			}
			return nil
		}))
		total := money.Amount(0)
		for i := range sales {
			versions, err := w.db.SaleHistory(t.Context(), w.org.ID, fact.Key{Source: source, ID: fmt.Sprint(i)})
			w.must(err)
			slices.SortFunc(versions, func(a, b fact.Version) int { return a.Number - b.Number })
			if len(versions) != 2*rounds {
				t.Errorf("sale %d has %d versions, want %d", i, len(versions), 2*rounds)
			}
			for n, v := range versions {
				if v.Number != n+1 || v.Known.IsOpen() != (n == len(versions)-1) {
					t.Errorf("sale %d: version %d is number %d, known in %s", i, n+1, v.Number, v.Known)
				}
			}
			last := versions[len(versions)-1]
			if node := last.Amount / money.FromInt(1000); last.Amount != money.FromInt(int64(node)*1000+rounds-1) {
				t.Errorf("sale %d ends with %s, which is nobody's last word", i, last.Amount)
			}
			total += last.Amount
		}
		for _, w := range nodes {
			if got := w.revenue(org.ID(org.Person, "ana")); got != total {
				t.Errorf("revenue is %s, its sales sum to %s", got, total)
			}
		}
		w.verify()
	})
}

// TestSameFileAtOnce: two servers import the same file at once; each row is
// inserted by one of them, and unchanged for the other.
func TestSameFileAtOnce(t *testing.T) {
	eachNodes(t, func(t *testing.T, nodes [2]*world) {
		const perWrite = 1000
		const sales = 2*perWrite + 200
		feed := sample.Feed{}
		for i := range sales {
			feed = append(feed, deal(fmt.Sprint(i), "ana", "2026-11-05", 2))
		}
		profile, err := sample.Profile(source, ingest.KnownArrival)
		nodes[0].must(err)
		var totals [2]pipeline.KindCount
		nodes[0].must(both(nodes, func(node int, w *world) error {
			batch, err := w.flow.Writing(perWrite).Import(t.Context(), pipeline.Import{OrgID: w.org.ID, By: "tester", Profile: profile, Source: feed})
			totals[node] = batch.Totals()
			return err
		}))
		if a, b := totals[0], totals[1]; a.Inserted+b.Inserted != sales || a.Unchanged+b.Unchanged != sales || a.Corrected+b.Corrected+a.Quarantined+b.Quarantined != 0 {
			t.Errorf("the imports say %+v and %+v", a, b)
		}
		if got := nodes[0].revenue(org.ID(org.Person, "ana")); got != money.FromInt(2*sales) {
			t.Errorf("revenue is %s", got)
		}
		nodes[0].verify()
	})
}

// TestWebhooks: messages that come twice, in any order and at any server end in
// the same ledger, to the cell.
func TestWebhooks(t *testing.T) {
	eachNodes(t, func(t *testing.T, nodes [2]*world) {
		const messages = 40
		want := money.Amount(0)
		var sent []fact.Sale
		for i := range messages {
			s := sale(deal(fmt.Sprint(i), "ana", "2026-11-05", int64(1+i)))
			want += s.Amount
			sent = append(sent, s, s, s) // three times
		}
		first := cellsOf(nodes[0])
		for round := range 3 {
			w := nodes[0]
			if round > 0 {
				var keys []fact.Key
				for i := range messages {
					keys = append(keys, fact.Key{Source: fmt.Sprint("round", round-1), ID: fmt.Sprint(i)})
				}
				_, err := w.flow.Withdraw(t.Context(), w.org.ID, "tester", keys)
				w.must(err)
			}
			w.must(both(nodes, func(node int, w *world) error { return deliver(t.Context(), w, sent, round, node) }))
			if got := w.revenue(org.ID(org.Person, "ana")); got != want {
				t.Errorf("round %d: revenue is %s, want %s", round, got, want)
			}
			if now := cellsOf(w); round == 0 {
				first = now
			} else if diff := cmp.Diff(first, now); diff != "" {
				t.Errorf("round %d gives another ledger (-first +now):\n%s", round, diff)
			}
		}
		nodes[0].verify()
	})
}

// deliver posts all messages in an order of its own, one at a time.
func deliver(ctx context.Context, w *world, sent []fact.Sale, round, node int) error {
	random := rand.New(rand.NewPCG(uint64(round), uint64(node))) //nolint:gosec // the same every time
	for _, i := range random.Perm(len(sent)) {
		s := sent[i]
		s.Source = fmt.Sprint("round", round)
		if _, err := w.flow.Post(ctx, w.org.ID, "tester", []fact.Sale{s}); err != nil {
			return err
		}
	}
	return nil
}
