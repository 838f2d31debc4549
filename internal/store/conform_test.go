package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
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

// bundle is one organisation in a database that several tests share.
type bundle struct {
	*store.DB
	org org.Organisation
}

var at = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// each runs the test on every engine, in an organisation of its own. Another
// organisation with the same ids stands beside it: none of its rows may show.
func each(t *testing.T, test func(*testing.T, *bundle)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, store.Open, func(t *testing.T, db *store.DB) {
		b := newBundle(t, db)
		newBundle(t, db)
		test(t, b)
	})
}

func newBundle(t *testing.T, db *store.DB) *bundle {
	t.Helper()
	b := &bundle{db, sample.Organisation(uuid.NewString())}
	if err := db.SaveOrganisation(t.Context(), b.org); err != nil {
		t.Fatal(err)
	}
	b.save(t, changes())
	return b
}

func (b *bundle) save(t *testing.T, c pipeline.Changes) {
	t.Helper()
	if c.At.IsZero() {
		c.At = at
	}
	if err := b.Write(t.Context(), b.org.ID, func(tx pipeline.Tx) error { return tx.Save(c) }); err != nil {
		t.Fatal(err)
	}
}

// read runs the function in a transaction that writes nothing.
func (b *bundle) read(t *testing.T, run func(tx pipeline.Tx) error) {
	t.Helper()
	if err := b.Write(t.Context(), b.org.ID, run); err != nil {
		t.Fatal(err)
	}
}

func day(text string) period.Date { return period.MustDate(text) }

func open(from string) period.Range { return period.Range{Start: day(from), End: period.Never} }

func span(from, to string) period.Range { return period.Range{Start: day(from), End: day(to)} }

func edge(child, parent org.NodeID, valid, known period.Range) org.Edge {
	return org.Edge{Child: child, Parent: parent, Valid: valid, Known: known}
}

func version(id string, number int, known period.Range, change func(*fact.Sale)) fact.Version {
	s := fact.Sale{Key: fact.Key{Source: "crm", ID: id}, Order: "o" + id, OccurredAt: 1_762_300_800_000_001, Day: day("2026-11-05"), Owner: "person:ana",
		Customer: "customer:c", Product: "product:p", Territory: "territory:t", Quantity: 15_000, Amount: -12_345, Currency: "EUR"}
	change(&s)
	return fact.Version{Sale: s, Number: number, Known: known, RecordedAt: 1_763_802_000_000_002, Batch: "b1", By: "kim"}
}

func as(*fact.Sale) {}

var quarter = goal.Key{Node: "person:ana", Metric: metric.Revenue, Period: span("2026-10-01", "2027-01-01")}

// changes is a small company as one transaction stores it.
func changes() pipeline.Changes {
	edges := []org.Edge{
		edge("person:ana", "team:east", span("0001-01-01", "2026-06-01"), period.Everything),
		edge("person:ana", "team:west", open("2026-06-01"), period.Everything),
		edge("person:ben", "team:east", period.Everything, span("0001-01-01", "2026-11-01")),
		edge("team:east", "team:all", period.Everything, period.Everything),
		{Child: "person:ana", Parent: "team:wide", Group: true, Valid: period.Everything, Known: period.Everything},
	}
	ids := []org.NodeID{"person:ana", "person:ben", "team:all", "team:east", "team:west", "team:wide"}
	cost := money.Amount(7)
	return pipeline.Changes{
		Nodes: []org.Node{
			{ID: "person:ana", Name: "Ana Öz", Title: "Rep", Member: period.Everything},
			{ID: "person:ben", Name: "Ben 100%_x", Member: span("2020-01-01", "2026-11-01")},
			{ID: "team:all", Name: "All", Member: period.Everything}, {ID: "team:east", Name: "East", Member: period.Everything},
			{ID: "team:west", Name: "West", Lead: "person:ben", Member: period.Everything},
			{ID: "team:wide", Name: "West", Group: true, Member: period.Everything},
		},
		Aliases: map[org.NodeID]org.NodeID{"person:a1": "person:ana"},
		Edges:   edges, Reclosed: ids, Closure: org.NewTree(sample.Root, edges).Closure(ids),
		Covers: []pipeline.Cover{{Person: "person:ana", Territory: "territory:t", Valid: open("2026-01-01"), Known: period.Everything}},
		Rates: []metric.DatedRate{
			{Rate: money.Rate{From: "USD", To: "EUR", Num: 9, Den: 10}, Day: day("2026-01-01"), Known: span("0001-01-01", "2026-11-10")},
			{Rate: money.Rate{From: "USD", To: "EUR", Num: 8, Den: 10}, Day: day("2026-01-01"), Known: open("2026-11-10")},
		},
		Targets: []goal.Target{{Key: quarter, Versions: []goal.Version{
			{Number: 1, Value: 90_000, Known: span("0001-01-01", "2026-11-01"), RecordedAt: 1, Author: "kim", Reason: "plan"},
			{Number: 2, Value: 63_000, Withdrawn: true, Known: open("2026-11-01"), RecordedAt: 2, Author: "kim", Reason: "leave", Batch: "b1"},
		}}},
		Current: []fact.Version{version("1", 2, open("2026-11-07"), func(s *fact.Sale) { s.Cost = &cost; s.Order = "moved" }),
			version("2", 1, open("2026-11-05"), func(s *fact.Sale) { s.Owner, s.Withdrawn, s.Cancelled = "", true, true })},
		Ended:  []fact.Version{version("1", 1, span("2026-11-05", "2026-11-07"), as)},
		Splits: []fact.Split{{Deal: "crm/o2", Ledger: fact.Overlay, Shares: []fact.Share{{Person: "person:ben", Millis: 120_000}}, Known: open("2026-11-06"), Batch: "b1", By: "kim", At: 5}},
		Ledger: metric.Ledger{
			{Series: metric.Revenue, Node: sample.Root, Day: day("2026-11-05"), Known: day("2026-11-05")}:         100,
			{Series: metric.Revenue, Node: sample.Root, Day: day("2026-11-05"), Known: day("2026-11-07")}:         -30,
			{Series: metric.Revenue, Node: sample.Root, Day: day("2026-11-09"), Known: day("2026-11-09")}:         5,
			{Series: metric.Revenue, Node: "person:ana", Day: day("2026-11-05"), Known: day("2026-11-05")}:        70,
			{Series: metric.Revenue, Node: "person:ben", Day: day("2026-11-05"), Known: day("2026-11-05")}:        30,
			{Series: metric.Revenue, Node: "team:west", Day: day("2026-11-05"), Known: day("2026-11-05")}:         70,
			{Series: metric.Orders, Node: sample.Root, Day: day("2026-11-05"), Known: day("2026-11-05")}:          10_000,
			{Series: metric.Orders, Node: sample.Root, Day: day("2026-11-09"), Known: day("2026-11-10")}:          10_000,
			{Series: "unconverted/USD", Node: sample.Root, Day: day("2026-11-05"), Known: day("2026-11-05")}:      1,
			{Series: "unconverted/GBP", Node: "person:ana", Day: day("2026-11-05"), Known: day("2026-11-05")}:     1,
			{Series: metric.NewCustomers, Node: "person:ana", Day: day("2026-11-05"), Known: day("2026-11-05")}:   10_000,
			{Series: metric.OverlayRevenue, Node: "person:ben", Day: day("2026-11-05"), Known: day("2026-11-06")}: 9,
		},
		Firsts: []metric.First{{Customer: "customer:c", Deal: "crm/o2", At: 17, Since: day("2026-11-05")}},
	}
}

func TestOrganisation(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		changed := b.org
		changed.Name, changed.Pinned, changed.Published, changed.PublishRanking = "Acme & Sons", day("2014-03-31"), org.PublishTeams, true
		changed.Calendar.YearStarts, changed.Calendar.WeekStarts, changed.Calendar.Layout = time.July, time.Sunday, period.FourFourFive
		changed.Calendar.Holidays = map[period.Date]bool{day("2026-12-25"): true}
		changed.Calendar.WorkingDays[time.Saturday] = true
		if err := b.SaveOrganisation(t.Context(), changed); err != nil {
			t.Fatal(err)
		}
		got, err := b.Organisation(t.Context(), b.org.ID)
		if err != nil {
			t.Fatal(err)
		}
		changed.LastAt = at // it is for the store to say: when the bundle was written
		same := cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })
		if diff := cmp.Diff(changed, got, same); diff != "" {
			t.Errorf("the organisation (-want +got):\n%s", diff)
		}
		if _, err := b.Organisation(t.Context(), "nobody"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an organisation that is not there: %v", err)
		}
	})
}

// TestWrite: a transaction that fails leaves nothing, and what it wrote itself
// can be read in it.
func TestWrite(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		before, err := b.Pulse(t.Context(), b.org.ID)
		if err != nil || before == 0 {
			t.Fatal(before, err)
		}
		stop := errors.New("stop")
		err = b.Write(t.Context(), b.org.ID, func(tx pipeline.Tx) error {
			v := version("3", 1, open("2026-11-20"), as)
			if err := tx.Save(pipeline.Changes{At: at, Current: []fact.Version{v}, Nodes: []org.Node{{ID: "person:new", Name: "New"}}}); err != nil {
				return err
			}
			found, err := tx.Sales([]fact.Key{v.Key})
			if err != nil || len(found) != 1 {
				t.Errorf("a transaction does not see what it wrote: %v %v", found, err)
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		if _, err := b.SaleHistory(t.Context(), b.org.ID, fact.Key{Source: "crm", ID: "3"}); !fault.Is(err, fault.NotFound) {
			t.Errorf("something of the failed transaction stayed: %v", err)
		}
		if _, err := b.Node(t.Context(), access.System(b.org.ID), day("2026-11-22"), "person:new"); !fault.Is(err, fault.NotFound) {
			t.Errorf("something of the failed transaction stayed: %v", err)
		}
		after, err := b.Pulse(t.Context(), b.org.ID)
		if err != nil || after != before {
			t.Errorf("the pulse went from %d to %d (%v) by nothing", before, after, err)
		}
		b.save(t, pipeline.Changes{})
		if again, err := b.Pulse(t.Context(), b.org.ID); err != nil || again != before+1 {
			t.Errorf("the pulse is %d after a change, want %d (%v)", again, before+1, err)
		}
		if none, err := b.Pulse(t.Context(), "nobody"); err != nil || none != 0 {
			t.Errorf("the pulse of nobody is %d (%v)", none, err)
		}
	})
}

// TestOneWriter: transactions that write come one after the other, so what one
// read still holds when it writes.
func TestOneWriter(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		const writers = 8
		results := make(chan error, writers)
		key := fact.Key{Source: "crm", ID: "1"}
		for range writers {
			go func() {
				results <- b.Write(t.Context(), b.org.ID, func(tx pipeline.Tx) error {
					found, err := tx.Sales([]fact.Key{key})
					if err != nil {
						return err
					}
					last := found[key]
					next := last
					next.Number, next.Amount = last.Number+1, last.Amount+1
					return tx.Save(pipeline.Changes{At: at, Current: []fact.Version{next}, Ended: []fact.Version{last}})
				})
			}()
		}
		for range writers {
			if err := <-results; err != nil {
				t.Error(err)
			}
		}
		history, err := b.SaleHistory(t.Context(), b.org.ID, key)
		if err != nil || len(history) != 2+writers {
			t.Fatalf("%d versions (%v), want %d", len(history), err, 2+writers)
		}
		if last := history[len(history)-1]; last.Number != 2+writers || last.Amount != -12_345+writers {
			t.Errorf("a change was lost: %+v", last)
		}
	})
}
