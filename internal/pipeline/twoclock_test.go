package pipeline_test

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
	"pgregory.net/rapid"

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
	"github.com/attainhq/attain/internal/store/storetest"
	"github.com/attainhq/attain/internal/track/attain"
)

// TestTwoClocks is the promise of ADR 0001: whatever happens, in whatever
// order, every stored number is what the facts say; no figure of a day that is
// over ever changes; and each is what straight loops over the facts known on
// that day give.
func TestTwoClocks(t *testing.T) {
	t.Parallel()
	for engine, steps := range map[string]int{storetest.SQLite: 30, storetest.Postgres: 8, storetest.Citus: 4} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			db := storetest.Open(t, engine, store.Open)
			rapid.Check(t, func(t *rapid.T) { twoClocks(t, db, steps) })
		})
	}
}

// TestRestless is TestTwoClocks with what may change earlier answers: a clock
// that goes back (a pinned day), and imports whose facts count as known when
// they happened. Every stored number must still be what the facts say, and what
// straight loops give.
func TestRestless(t *testing.T) {
	t.Parallel()
	for engine, steps := range map[string]int{storetest.SQLite: 20, storetest.Postgres: 6, storetest.Citus: 4} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			db := storetest.Open(t, engine, store.Open)
			rapid.Check(t, func(t *rapid.T) {
				h := newHistory(t, db)
				h.restless = true
				for range rapid.IntRange(1, few(steps)).Draw(t, "steps") {
					h.step()
					h.check()
				}
			})
		})
	}
}

// few lets a property of -short take fewer steps: there the race detector makes
// SQLite ten times slower.
func few(steps int) int {
	if testing.Short() {
		return max(1, steps/3)
	}
	return steps
}

func twoClocks(t *rapid.T, db *store.DB, most int) {
	h := newHistory(t, db)
	for range rapid.IntRange(1, few(most)).Draw(t, "steps") {
		h.step()
		h.check()
	}
	h.again(len(h.told))
}

// history is a world to which random things happen, with what was told of it.
type history struct {
	*world
	rt     *rapid.T
	model  *oracle // sales and rates kept by the test itself; edges and splits read anew
	undone map[string]bool
	batch  []pipeline.Batch // that may be undone
	asks   []ask            // without as-of days
	told   []told
	whole  map[period.Date]map[string]money.Amount // the ledger of each day that is over

	restless bool // earlier answers may change
	closing  bool // periods are closed and opened again
	closes   []closed
}

// told is an answer that was given.
type told struct {
	ask
	answer answer
}

// answer is what must not change.
type answer struct {
	Result      attain.Result
	Unconverted []attain.Foreign
	Notes       []string
}

func newHistory(t *rapid.T, db *store.DB) *history {
	start := period.MustDate("2026-03-10")
	w := newWorld(t, db, uuid.NewString(), start)
	h := &history{world: w, rt: t, undone: map[string]bool{}, whole: map[period.Date]map[string]money.Amount{},
		model: &oracle{root: sample.Root, home: "EUR", sales: map[fact.Key][]saleVersion{}, rates: map[rateKey][]rateVersion{},
			events: map[fact.EventKey][]eventVersion{}, funnel: funnels[0]}}
	for _, object := range []fact.EventKind{fact.Lead, fact.Opportunity} {
		stages := slices.DeleteFunc(slices.Clone(funnels[0]), func(s fact.Stage) bool { return s.Object != object })
		w.must(w.flow.SetStages(t.Context(), w.org.ID, "tester", object, stages))
	}
	for _, m := range eventMetrics { // what is kept from the first day on must not change
		w.metric(m)
	}
	known := rapid.SampledFrom([]ingest.Known{ingest.KnownFirstLoad, ingest.KnownArrival}).Draw(t, "first load")
	sales := h.sales(6)
	feed := append(h.structure(), h.records(sales)...)
	h.loaded(w.loadAll(known, feed), feed, known == ingest.KnownFirstLoad)
	h.asks = append(rapid.SliceOfN(rapid.Custom(h.drawAsk), 6, 6).Draw(t, "questions"), rapid.SliceOfN(rapid.Custom(h.drawEventAsk), 4, 4).Draw(t, "of events")...)
	h.check()
	return h
}

// The small worlds that ids are drawn from, so that things collide.
var (
	people    = []string{"ana", "ben", "cem", "dir", "eve"}
	teams     = []string{"east", "west"}
	groups    = []string{"g1", "g2"}
	buyers    = []string{"", "c1", "c2", "c3"}
	products  = []string{"", "bike", "helmet", "wheel"}
	subs      = []string{"road", "town"}
	places    = []string{"", "be", "us"}
	regions   = []string{"eu", "world"}
	amounts   = []money.Amount{0, 10_000, 33_333, 1_000_000, -250_000, 1}
	dayPeriod = period.Range{Start: period.MustDate("2026-02-20"), End: period.MustDate("2026-04-20")}
)

// structure is what the first load brings besides sales.
func (h *history) structure() sample.Feed {
	feed := sample.Feed{ingest.Category{ID: "goods"}, ingest.Category{ID: "parts"}}
	for i, id := range subs {
		feed = append(feed, ingest.Subcategory{ID: id, Category: []string{"goods", "parts"}[i]})
	}
	for _, id := range regions {
		feed = append(feed, ingest.Region{ID: id})
	}
	for _, id := range places[1:] {
		feed = append(feed, ingest.Territory{ID: id, Region: "eu"})
	}
	for _, id := range teams {
		feed = append(feed, ingest.Team{ID: id})
	}
	for _, id := range groups {
		feed = append(feed, ingest.Team{ID: id, Group: true})
	}
	for _, id := range products[1:] {
		feed = append(feed, ingest.Product{ID: id, Subcategory: "road"})
	}
	for i, id := range buyers[1:] {
		feed = append(feed, ingest.Customer{ID: id, Segment: []string{"smb", "big", ""}[i]})
	}
	feed = append(feed, ingest.Person{ID: "dir"}, ingest.Person{ID: "ana", Team: "east", Groups: []string{"g1"}},
		ingest.Person{ID: "ben", Manager: "dir"}, ingest.Person{ID: "cem", Manager: "ben"}, ingest.Person{ID: "eve"})
	return append(feed, ingest.Rate{Day: period.MustDate("2026-01-01"), Rate: money.Rate{From: "USD", To: "EUR", Num: 9, Den: 10}})
}

func (h *history) pick(label string, from []string) string {
	return rapid.SampledFrom(from).Draw(h.rt, label)
}

func (h *history) day(label string) period.Date {
	const back, ahead = 25, 2
	return h.today().Add(rapid.IntRange(-back, ahead).Draw(h.rt, label))
}

// sales draws sales with distinct ids.
func (h *history) sales(most int) []fact.Sale {
	ids := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"1", "2", "3", "4", "5", "6", "7", "8"}), 1, most, rapid.ID[string]).Draw(h.rt, "sale ids")
	sales := make([]fact.Sale, 0, len(ids))
	for _, id := range ids {
		sales = append(sales, sale(h.sale(id)))
	}
	return sales
}

func (h *history) sale(id string) ingest.Sale {
	day := h.day("sold on")
	hour := rapid.IntRange(0, 2).Draw(h.rt, "hour")
	s := ingest.Sale{
		ID: id, Order: h.pick("order", []string{"A", "B", "C", "D"}), Day: day, OccurredAt: day.Start(h.org.Place).UnixMicro() + int64(hour)*3_600_000_000,
		Owner: h.pick("owner", append([]string{""}, people...)), Customer: h.pick("customer", buyers), Product: h.pick("product", products),
		Territory: h.pick("territory", places), Channel: h.pick("channel", []string{"", "web"}), LeadSource: h.pick("lead source", []string{"", "fair"}), Quantity: rapid.SampledFrom(amounts).Draw(h.rt, "quantity"),
		Amount: rapid.SampledFrom(amounts).Draw(h.rt, "amount"), Currency: money.Currency(h.pick("currency", []string{"EUR", "EUR", "USD", "GBP"})),
		Cancelled: rapid.IntRange(0, 5).Draw(h.rt, "cancelled") == 0,
	}
	if rapid.Bool().Draw(h.rt, "costed") {
		cost := rapid.SampledFrom(amounts).Draw(h.rt, "cost")
		s.Cost = &cost
	}
	return s
}

// records turns sales back into what a file says.
func (h *history) records(sales []fact.Sale) sample.Feed {
	name := func(id org.NodeID) string { _, s := id.Split(); return s }
	var feed sample.Feed
	for _, s := range sales {
		feed = append(feed, ingest.Sale{ID: s.ID, Order: s.Order, OccurredAt: s.OccurredAt, Day: s.Day, Owner: name(s.Owner), Customer: name(s.Customer),
			Product: name(s.Product), Territory: name(s.Territory), Channel: name(s.Channel), LeadSource: name(s.LeadSource),
			Quantity: s.Quantity, Amount: s.Amount, Cost: s.Cost, List: s.List, Currency: s.Currency, Cancelled: s.Cancelled})
	}
	return feed
}

// posted notes sales that were accepted. A sale of a first load counts as known
// on its day, or today when it is still to come.
func (h *history) posted(sales []fact.Sale, batch string, backfill bool) {
	for _, s := range sales {
		versions := h.model.sales[s.Key]
		next := saleVersion{Sale: s, from: h.today(), batch: batch}
		if backfill {
			next.from = min(s.Day, next.from)
		}
		if n := len(versions); n > 0 {
			if versions[n-1].Same(s) {
				continue
			}
			next.from = max(next.from, versions[n-1].from)
		}
		h.model.sales[s.Key] = append(versions, next)
	}
}

// loaded notes an import.
func (h *history) loaded(batch pipeline.Batch, feed sample.Feed, backfill bool) {
	h.batch = append(h.batch, batch)
	for _, record := range feed {
		switch r := record.(type) {
		case ingest.Sale:
			h.posted([]fact.Sale{sale(r)}, batch.ID, backfill)
		case ingest.Rate:
			key, next := rateKey{r.Rate.From, r.Rate.To, r.Day}, rateVersion{big.NewRat(r.Rate.Num, r.Rate.Den), h.today(), batch.ID}
			if backfill {
				next.from = period.Always
			}
			versions := h.model.rates[key]
			if n := len(versions); n > 0 {
				next.from = max(next.from, versions[n-1].from)
				if last := versions[n-1].value; last != nil && last.Cmp(next.value) == 0 {
					continue
				}
			}
			h.model.rates[key] = append(versions, next)
		}
	}
}

// check demands the promise.
func (h *history) check() {
	h.verify()
	h.read()
	h.oneParent()
	if !h.restless {
		h.unchangedLedger()
		h.again(6)
	}
	asks := slices.Clone(h.asks)
	for _, draw := range []func(*rapid.T) ask{h.drawAsk, h.drawEventAsk} {
		a := draw(h.rt)
		a.asOf = h.today().Add(-rapid.IntRange(0, 6).Draw(h.rt, "as of"))
		asks = append(asks, a)
	}
	for _, a := range asks {
		if a.asOf == 0 {
			a.asOf = h.today()
		}
		h.compare(a)
	}
}

// compare demands that a figure, or the parts of a rate, is what straight loops
// over the facts give.
func (h *history) compare(a ask) {
	if h.query(a).Metric.Shape == metric.Sum || h.query(a).Metric.Shape == metric.Stock {
		if got, want := h.actual(a), h.expected(a).num; got != want {
			h.rt.Fatalf("%s is %s; straight loops over the facts give %s", a, got, want)
		}
		return
	}
	f, want := h.figures(a), h.expected(a)
	if got := (tally{f.Num, f.Den}); got != want {
		h.rt.Fatalf("%s is %s of %s; straight loops over the facts give %s of %s", a, got.num, got.den, want.num, want.den)
	}
}

// read gives the oracle the edges and splits as they are stored.
func (h *history) read() {
	edges, err := h.db.Edges(h.t.Context(), h.org.ID)
	h.must(err)
	h.model.edges = edges
	deals, err := h.db.Deals(h.t.Context(), h.org.ID, fact.Filter{Days: period.Everything})
	h.must(err)
	h.checkEventVersions()
	h.model.split = nil
	for _, d := range deals {
		h.model.split = append(h.model.split, d.Splits...)
	}
	h.checkVersions()
}

// checkVersions compares the stored versions of every sale with the test's own.
func (h *history) checkVersions() {
	type seen struct {
		Sale fact.Sale
		From period.Date
	}
	for key, versions := range h.model.sales {
		stored, err := h.db.SaleHistory(h.t.Context(), h.org.ID, key)
		h.must(err)
		var got, want []seen
		for _, v := range stored {
			got = append(got, seen{v.Sale, v.Known.Start})
		}
		for _, v := range versions {
			want = append(want, seen{v.Sale, v.from})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			h.rt.Fatalf("the versions of %s (-want +got):\n%s", key, diff)
		}
	}
}

// oneParent demands that nobody ever stood in two places of the tree at once.
func (h *history) oneParent() {
	for i, e := range h.model.edges {
		for _, o := range h.model.edges[i+1:] {
			if e.Child == o.Child && e.Group == o.Group && (!e.Group || e.Parent == o.Parent) && e.Valid.Overlaps(o.Valid) && e.Known.Overlaps(o.Known) {
				h.rt.Fatalf("%s stands in two places at once:\n%+v\n%+v", e.Child, e, o)
			}
		}
	}
}

// unchangedLedger compares the whole ledger, as every day that is over knew
// it, with what it was when first looked at.
func (h *history) unchangedLedger() {
	cells := cellsOf(h.world)
	const days = 15
	for asOf := h.today() - days; asOf < h.today(); asOf++ {
		sums := map[string]money.Amount{}
		for c, value := range cells {
			if c.Known <= asOf && c.Day <= asOf {
				sums[fmt.Sprint(c.Series, " ", c.Node, " ", c.Day)] += value
			}
		}
		maps.DeleteFunc(sums, func(_ string, v money.Amount) bool { return v == 0 })
		before, ok := h.whole[asOf]
		if !ok {
			h.whole[asOf] = sums
			continue
		}
		if diff := cmp.Diff(before, sums); diff != "" {
			h.rt.Fatalf("what was known on %s has changed (-then +now):\n%s", asOf, diff)
		}
	}
}

func (h *history) drawAsk(t *rapid.T) ask {
	nodes := []org.NodeID{
		sample.Root, org.CreditedOf(sample.Root), "team:east", "team:west", "team:dir", "team:ben", "team:g1", "team:g2",
		"person:ana", "person:ben", "person:cem", "person:dir", "person:eve", "category:goods", "category:parts", "subcategory:road",
		"product:bike", "region:eu", "region:world", "territory:be", "customer:c1", "customer:c2", "segment:smb", "channel:web", "lead_source:fair",
	}
	metrics := []metric.Series{metric.Revenue, metric.Units, metric.Orders, metric.NewCustomers, metric.Profit, metric.OverlayRevenue}
	start := dayPeriod.Start.Add(rapid.IntRange(0, 40).Draw(t, "start"))
	a := ask{
		node: rapid.SampledFrom(nodes).Draw(t, "node"), metric: rapid.SampledFrom(metrics).Draw(t, "metric"),
		period: rapid.SampledFrom([]period.Range{dayPeriod, {Start: start, End: start.Add(rapid.IntRange(1, 30).Draw(t, "days"))}}).Draw(t, "period"),
	}
	if _, err := h.db.Node(h.t.Context(), access.System(h.org.ID), h.today(), a.node); err != nil {
		a.node = sample.Root // the team that ben leads is there only while somebody reports to him
	}
	return a
}

func (h *history) answer(a ask) answer {
	f := h.figures(a)
	return answer{f.Result, f.Unconverted, f.Notes}
}

// again asks some of the questions that were answered before.
func (h *history) again(n int) {
	if len(h.told) == 0 {
		return
	}
	for range n {
		q := rapid.SampledFrom(h.told).Draw(h.rt, "again")
		if diff := cmp.Diff(q.answer, h.answer(q.ask), cmpopts.IgnoreUnexported(attain.Result{})); diff != "" {
			h.rt.Fatalf("%s has changed (-then +now):\n%s", q.ask, diff)
		}
	}
}

// known draws from when an import counts as known.
func (h *history) known() ingest.Known {
	if !h.restless || h.closing { // nothing becomes known behind a close
		return ingest.KnownArrival
	}
	return rapid.SampledFrom([]ingest.Known{ingest.KnownArrival, ingest.KnownOccurred}).Draw(h.rt, "known")
}

// wait moves the clock and asks every question of the days that went over.
func (h *history) wait(days int) {
	from := h.today()
	h.setToday(from.Add(days))
	for day := from; day < h.today(); day++ {
		for _, a := range h.asks {
			a.asOf = day
			h.told = append(h.told, told{a, h.answer(a)})
		}
	}
}
