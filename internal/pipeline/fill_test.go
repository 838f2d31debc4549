package pipeline_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
	"github.com/attainhq/attain/internal/track/attain"
)

// The metrics that series are filled for while a world changes: of each queue,
// with one scope and two, with money of other currencies and with customers.
var filledMetrics = []metric.Series{"revenue|product:bike", "orders|segment:big", "new_customers|segment:smb", "units|channel:web|segment:smb",
	"leads|lead_source:fair", "pipeline_open|segment:smb", "conversion:lead>won@30"}

// TestFillBetween: whatever happens between the steps in which series are filled,
// every stored cell is what the facts that they have passed say, no figure is
// told of one that is not there, and in the end all of it is there.
func TestFillBetween(t *testing.T) {
	t.Parallel()
	for engine, steps := range map[string]int{storetest.SQLite: 12, storetest.Postgres: 4, storetest.Citus: 4} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			db := storetest.Open(t, engine, store.Open)
			rapid.Check(t, func(t *rapid.T) {
				f := newFilled(t, db)
				for range rapid.IntRange(1, few(steps)).Draw(t, "steps") {
					f.change()
					f.verify()
					f.told()
					f.ofFunnel()
				}
				f.finish()
			})
		})
	}
}

// filled is a history in which series are filled by the smallest steps.
type filled struct {
	*history
	wanted map[metric.Series]bool
	custom metric.Custom
}

func newFilled(t *rapid.T, db *store.DB) *filled {
	f := &filled{history: newHistory(t, db), wanted: map[metric.Series]bool{}}
	f.restless, f.closing = true, true // cells are added to days that are over
	few := rapid.IntRange(0, 2).Draw(t, "at once")
	f.flow = f.flow.Filling(few, rapid.IntRange(1, 3).Draw(t, "per step"), time.Duration(rapid.IntRange(0, 1).Draw(t, "settle"))*time.Hour)
	return f
}

func (f *filled) change() {
	switch rapid.IntRange(0, 9).Draw(f.rt, "of the fill") {
	case 0, 1:
		f.want()
	case 2:
		f.define()
	case 3, 4, 5, 6:
		_, _, err := f.flow.Fill(f.t.Context(), f.org.ID)
		f.must(err)
	default:
		f.step()
	}
}

// want registers a metric, perhaps one that is there.
func (f *filled) want() {
	id := rapid.SampledFrom(filledMetrics).Draw(f.rt, "wanted")
	f.rt.Logf("register %s", id)
	f.wanted[id] = true
	f.metric(id)
}

// define defines a metric of a user, or defines it anew, with another divisor or
// none.
func (f *filled) define() {
	c := metric.Custom{ID: "x_ours", Name: "Ours", Unit: metric.Count, Direction: metric.Higher, Definition: "A metric of ours.", Facts: "sale",
		Value: rapid.SampledFrom([]string{"1", "sale.quantity", "2"}).Draw(f.rt, "value"),
		Where: rapid.SampledFrom([]string{"", "sale.amount > 3"}).Draw(f.rt, "where")}
	if rapid.Bool().Draw(f.rt, "divided") {
		c.DivideBy = &metric.Formula{Value: "1"}
	}
	f.rt.Logf("define %+v", c)
	_, err := f.flow.SaveMetric(f.t.Context(), f.org.ID, "tester", c, "")
	f.must(err)
	f.custom = c
	for _, id := range []metric.Series{"x_ours", "x_ours|segment:smb"} {
		f.wanted[id] = true
		if rapid.Bool().Draw(f.rt, "with a scope") {
			f.metric(id)
		}
	}
}

// told demands that a figure is told of exactly the metrics that are there.
func (f *filled) told() {
	fills, err := f.db.Fills(f.t.Context(), f.org.ID)
	f.must(err)
	catalogue, err := f.db.Catalogue(f.t.Context(), f.org.ID)
	f.must(err)
	for _, id := range slices.Sorted(maps.Keys(f.wanted)) {
		m, err := catalogue.Find(string(id))
		f.must(err)
		filling := f.counted(m, fills)
		q := attain.Query{Metric: m, Period: period.NewCustom(dayPeriod), AsOf: f.today()}
		got, err := f.tell.Node(f.t.Context(), access.System(f.org.ID), sample.Root, q)
		f.must(err)
		if filling != (got.Filling != nil) || filling && got.Actual != nil {
			f.rt.Fatalf("%s, of which %v is being filled, has the value %v (%v)", id, fills, got.Actual, got.Filling)
		}
		_, err = f.tell.Receipt(f.t.Context(), access.System(f.org.ID), sample.Root, q)
		if filling != fault.Is(err, fault.Conflict) || !filling && err != nil {
			f.rt.Fatalf("the receipt of %s, of which %v is being filled: %v", id, fills, err)
		}
	}
}

// counted reports whether the metric is being filled, or counted anew for the
// whole company.
func (f *filled) counted(m metric.Metric, fills []metric.Fill) bool {
	book, err := f.db.Book(f.t.Context(), f.org.ID)
	f.must(err)
	_, filling := m.Filling(fills)
	return filling || book.Recounting(m, sample.Root)
}

// ofFunnel demands the same of what counts by stages.
func (f *filled) ofFunnel() {
	fills, err := f.db.Fills(f.t.Context(), f.org.ID)
	f.must(err)
	for _, id := range funnelMetrics {
		m := f.query(ask{metric: id, node: sample.Root, period: dayPeriod}).Metric
		filling := f.counted(m, fills)
		if got := f.figures(ask{metric: id, node: sample.Root, period: dayPeriod}); filling != (got.Filling != nil) || filling && got.Actual != nil {
			f.rt.Fatalf("%s, of which %v is being filled, has the value %v (%v)", id, fills, got.Actual, got.Filling)
		}
	}
}

// finish fills all there is, and compares with the same company where everything
// was counted at once.
func (f *filled) finish() {
	for left := 1; left > 0; f.now = f.now.Add(time.Minute) {
		var err error
		left, _, err = f.flow.Fill(f.t.Context(), f.org.ID)
		f.must(err)
	}
	if fills, err := f.db.Fills(f.t.Context(), f.org.ID); err != nil || len(fills) != 0 {
		f.rt.Fatalf("%v is left (%v)", fills, err)
	}
	f.verify()
	f.told()
	before := cellsOf(f.world)
	f.must(f.db.Rebuild(f.t.Context(), f.org.ID, func(v pipeline.View) (metric.Ledger, error) {
		ledger, _, err := pipeline.Recompute(v)
		return ledger, err
	}))
	if diff := cmp.Diff(before, cellsOf(f.world)); diff != "" {
		f.rt.Fatalf("what was filled is not what is recomputed (-filled +recomputed):\n%s", diff)
	}
	f.read()
	for _, id := range []metric.Series{"revenue|product:bike", "orders|segment:big"} {
		if f.wanted[id] {
			f.compare(ask{node: sample.Root, metric: id, period: dayPeriod, asOf: f.today()})
		}
	}
	for _, id := range funnelMetrics {
		f.compare(ask{node: sample.Root, metric: id, period: dayPeriod, asOf: f.today()})
	}
}

// many posts so many orders of two customers.
func (w *world) many(n int) {
	w.t.Helper()
	w.postEach(n, fact.Sale{Customer: "customer:c1"})
}

// postEach posts so many orders of today, of 10 each, that are alike.
func (w *world) postEach(n int, s fact.Sale) {
	w.t.Helper()
	s.Day, s.OccurredAt, s.Amount, s.Quantity, s.Currency = w.today(), w.now.UnixMicro(), money.FromInt(10), money.Unit, "EUR"
	var sales []fact.Sale
	for range n {
		s.Order = uuid.NewString() // not in the order in which they come
		s.Key = fact.Key{Source: source, ID: s.Order}
		sales = append(sales, s)
	}
	_, err := w.flow.Post(w.t.Context(), w.org.ID, "tester", sales)
	w.must(err)
}

// fillByTwo lets two servers fill at the same time, and something happen
// meanwhile.
func (w *world) fillByTwo(atOnce, step int, meanwhile func()) {
	w.t.Helper()
	var both sync.WaitGroup
	failed := make(chan error, 2)
	for range 2 {
		server := pipeline.New(w.db, func() time.Time { return w.now }, func(pipeline.Beat) {}).Filling(atOnce, step, 0)
		both.Go(func() { failed <- server.FillAll(w.t.Context(), w.org.ID, func(int) {}) })
	}
	meanwhile()
	both.Wait()
	w.must(errors.Join(<-failed, <-failed))
	w.verify()
}

// fillKilled lets a server fill that dies after so many transactions, and then
// another.
func (w *world) fillKilled(lives, atOnce, step int) {
	w.t.Helper()
	dying := pipeline.New(&cutOff{Store: w.db, left: lives}, func() time.Time { return w.now }, func(pipeline.Beat) {}).Filling(atOnce, step, 0)
	if err := dying.FillAll(w.t.Context(), w.org.ID, func(int) {}); err != nil && !errors.Is(err, errCut) {
		w.t.Fatal(err)
	}
	w.verify()
	w.fillAll()
	w.verify()
}

func customersOfWorld(w *world) {
	feed := sample.Feed{}
	for i, id := range buyers[1:] {
		feed = append(feed, ingest.Customer{ID: id, Segment: []string{"smb", "big", ""}[i]})
	}
	w.loadAll(ingest.KnownArrival, feed)
}

// TestFillByTwo: two servers that fill at the same time, while a third posts,
// count each fact once.
func TestFillByTwo(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{storetest.SQLite, storetest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, storetest.Open(t, engine, store.Open), uuid.NewString(), period.MustDate("2026-03-10"))
			customersOfWorld(w)
			w.many(200)
			w.flow = w.flow.Filling(10, 7, 0)
			m := w.metric("revenue|segment:smb")
			w.metric("new_customers|segment:smb")
			w.fillByTwo(10, 7, func() { w.many(50) })
			f, err := w.tell.Node(t.Context(), access.System(w.org.ID), sample.Root, attain.Query{Metric: m, Period: period.NewCustom(dayPeriod)})
			if want := money.FromInt(2500); err != nil || f.Actual == nil || *f.Actual != want {
				t.Errorf("%v is counted (%v), not %s", f.Actual, err, want)
			}
		})
	}
}

// broken is a store whose transactions are cut off as they are to be durable.
type cutOff struct {
	pipeline.Store
	left int // transactions that still succeed
}

type cutTx struct {
	pipeline.Tx
	fails bool
}

var errCut = errors.New("killed")

func (c *cutOff) Write(ctx context.Context, orgID string, run func(pipeline.Tx) error) error {
	c.left--
	return c.Store.Write(ctx, orgID, func(tx pipeline.Tx) error { return run(cutTx{tx, c.left < 0}) })
}

func (tx cutTx) Save(c pipeline.Changes) error {
	if err := tx.Tx.Save(c); err != nil || !tx.fails {
		return err
	}
	return errCut
}

// TestFillKilled: a server that dies within any step loses and doubles nothing;
// another goes on where it was.
func TestFillKilled(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.SQLite, store.Open)
	for lives := range 12 {
		w := newWorld(t, db, uuid.NewString(), period.MustDate("2026-03-10"))
		customersOfWorld(w)
		w.many(20)
		w.flow = w.flow.Filling(0, 3, 0)
		w.metric("orders|segment:smb")
		w.fillKilled(lives, 0, 3)
		if got := w.actual(ask{node: sample.Root, metric: "orders|segment:smb", period: dayPeriod, asOf: w.today()}); got != money.FromInt(20) {
			t.Errorf("killed after %d steps, then filled: %s orders", lives, got)
		}
	}
}

// counting notes how many deals are held at once.
type counting struct {
	pipeline.Store
	most *int
}

type countingTx struct {
	pipeline.Tx
	most *int
}

func (c counting) Write(ctx context.Context, orgID string, run func(pipeline.Tx) error) error {
	return c.Store.Write(ctx, orgID, func(tx pipeline.Tx) error { return run(countingTx{tx, c.most}) })
}

func (tx countingTx) Deals(ids []fact.DealID) (map[fact.DealID]fact.Deal, error) {
	*tx.most = max(*tx.most, len(ids))
	return tx.Tx.Deals(ids)
}

func (tx countingTx) DealsAfter(last fact.DealID, n int) ([]fact.DealID, error) {
	*tx.most = max(*tx.most, n)
	return tx.Tx.DealsAfter(last, n)
}

func (tx countingTx) DealIDs(f fact.Filter) ([]fact.DealID, error) {
	ids, err := tx.Tx.DealIDs(f)
	*tx.most = max(*tx.most, len(ids))
	return ids, err
}

// TestFillHoldsLittle: a step holds as many deals as it is to take, however many
// there are.
func TestFillHoldsLittle(t *testing.T) {
	t.Parallel()
	db, most := storetest.Open(t, storetest.SQLite, store.Open), 0
	w := newWorld(t, db, uuid.NewString(), period.MustDate("2026-03-10"))
	customersOfWorld(w)
	w.many(300)
	w.flow = pipeline.New(counting{db, &most}, func() time.Time { return w.now }, func(pipeline.Beat) {}).Filling(20, 15, 0)
	w.metric("revenue|segment:smb")
	w.fillAll()
	if most > 21 { // as many as there may be to be counted at once, and one to see that there are more
		t.Errorf("%d deals were held at once", most)
	}
	w.verify()
}

// TestFillSays: who asks meanwhile is told how much is done, everywhere that the
// number would stand, and nothing is there twice when it is asked for twice.
func TestFillSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.Open(t, storetest.SQLite, store.Open), uuid.NewString(), period.MustDate("2026-03-10"))
	customersOfWorld(w)
	w.many(8)
	w.flow = w.flow.Filling(7, 2, 0)
	m := w.metric("revenue|segment:smb")
	for _, want := range []string{"0.0000", "0.2500", "0.5000", "0.7500", "0.9900"} {
		w.metric("revenue|segment:smb") // changes nothing
		f := w.figures(ask{node: sample.Root, metric: m.ID, period: dayPeriod})
		if f.Filling == nil || *f.Filling != must(money.Parse(want)) {
			t.Errorf("the share is %v, not %s", f.Filling, want)
		}
		if f.Actual != nil || f.Attainment != nil || f.Gap != nil || len(f.Notes) == 0 {
			t.Errorf("there is a number: %+v", f)
		}
		q := w.query(ask{node: sample.Root, metric: m.ID, period: dayPeriod})
		burnUp, err := w.tell.BurnUp(t.Context(), access.System(w.org.ID), sample.Root, q, attain.CalendarDays)
		w.must(err)
		for _, p := range burnUp.Points {
			if p.Actual != nil || p.Value != nil {
				t.Fatalf("the line has %+v", p)
			}
		}
		parts, err := w.tell.Breakdown(t.Context(), access.System(w.org.ID), sample.Root, q, "customer", 0)
		if err != nil || parts.Filling == nil || parts.Total != nil || len(parts.Slices) > 0 {
			t.Errorf("the breakdown is %+v (%v)", parts, err)
		}
		spans, err := w.tell.Spans(t.Context(), access.System(w.org.ID), attain.SpanQuery{Metric: m, Node: sample.Root, Spans: []period.Range{dayPeriod}, AsOf: w.today()})
		if err != nil || spans[0].Value == nil || *spans[0].Value != money.FromInt(80) {
			t.Errorf("who types a goal is told %+v (%v)", spans, err)
		}
		_, _, err = w.flow.Fill(t.Context(), w.org.ID)
		w.must(err)
	}
	if got := w.actual(ask{node: sample.Root, metric: m.ID, period: dayPeriod}); got != money.FromInt(80) {
		t.Errorf("in the end it is %s", got)
	}
	if left, moved, err := w.flow.Fill(t.Context(), w.org.ID); left != 0 || moved || err != nil {
		t.Errorf("there is nothing to do, and it says %d, %v, %v", left, moved, err)
	}
}

func must(a money.Amount, err error) money.Amount {
	if err != nil {
		panic(err)
	}
	return a
}
