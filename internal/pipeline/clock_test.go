package pipeline_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/sample"
)

// post stores one sale of the company's.
func (w *world) post(id string, amount int64) {
	w.t.Helper()
	day := period.MustDate("2026-11-05")
	_, err := w.flow.Post(w.t.Context(), w.org.ID, "tester", []fact.Sale{{Key: fact.Key{Source: source, ID: id}, Order: id, Day: day,
		OccurredAt: day.Start(w.org.Place).UnixMicro(), Amount: money.FromInt(amount), Quantity: money.Unit, Currency: "EUR"}})
	w.must(err)
}

func (w *world) companyAsOf(asOf period.Date) money.Amount {
	w.t.Helper()
	return w.actual(ask{node: sample.Root, metric: metric.Revenue, period: november, asOf: asOf})
}

func (w *world) at(text string) {
	w.t.Helper()
	now, err := time.ParseInLocation("2006-01-02 15:04:05", text, w.org.Place)
	w.must(err)
	w.now = now
}

// TestClockBack: a server's clock goes back an hour, over midnight. What was
// known the day before stays what was known, the versions of a fact keep their
// order, and what was acknowledged shows at once.
func TestClockBack(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		fifth, sixth := period.MustDate("2026-11-05"), period.MustDate("2026-11-06")
		w.at("2026-11-05 20:00:00")
		w.post("1", 10)
		w.at("2026-11-06 00:30:00")
		w.post("2", 100)
		if got := w.companyAsOf(fifth); got != money.FromInt(10) {
			t.Fatalf("as of the 5th, revenue is %s", got)
		}
		w.at("2026-11-05 23:30:00")
		w.post("2", 200)
		w.post("3", 1000)
		for day, want := range map[period.Date]int64{fifth: 10, sixth: 1210} {
			if got := w.companyAsOf(day); got != money.FromInt(want) {
				t.Errorf("as of %s, revenue is %s, want %d", day, got, want)
			}
		}
		if f := w.figures(ask{node: sample.Root, metric: metric.Revenue, period: period.Range{Start: fifth, End: sixth}}); f.Actual == nil || *f.Actual != money.FromInt(1210) {
			t.Errorf("today's revenue is %v", f.Actual)
		}
		for id, want := range map[string]int{"1": 1, "2": 2, "3": 1} {
			versions, err := w.db.SaleHistory(t.Context(), w.org.ID, fact.Key{Source: source, ID: id})
			w.must(err)
			slices.SortFunc(versions, func(a, b fact.Version) int { return a.Number - b.Number })
			if len(versions) != want {
				t.Fatalf("sale %s has %d versions", id, len(versions))
			}
			for i := 1; i < len(versions); i++ {
				if a, b := versions[i-1], versions[i]; b.Known.Start < a.Known.Start || b.RecordedAt < a.RecordedAt || a.Known.End != b.Known.Start {
					t.Errorf("sale %s: version %d is known in %s from %d, version %d in %s from %d", id, a.Number, a.Known, a.RecordedAt, b.Number, b.Known, b.RecordedAt)
				}
			}
		}
		w.verify()
	})
}

// TestClockAhead: a clock that was days ahead, and was put right, does not stop
// the organisation's time.
func TestClockAhead(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.at("2027-11-05 10:00:00")
		w.post("mistaken", 1)
		w.at("2026-11-10 10:00:00")
		w.post("right", 10)
		if got := w.companyAsOf(period.MustDate("2026-11-10")); got != money.FromInt(10) {
			t.Errorf("revenue is %s, want 10: what is stored today is known today", got)
		}
		w.at("2026-11-10 09:00:00")
		w.post("again", 100)
		versions, err := w.db.SaleHistory(t.Context(), w.org.ID, fact.Key{Source: source, ID: "again"})
		w.must(err)
		if want := w.now.Add(time.Hour).UnixMicro(); versions[0].RecordedAt != want {
			t.Errorf("the sale was recorded at %d, want %d", versions[0].RecordedAt, want)
		}
		w.verify()
	})
}

// TestClocksOfServers: servers whose clocks differ by hours write in turn. No
// answer about a day that was over changes any more.
func TestClocksOfServers(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		random := rand.New(rand.NewPCG(25, 25)) //nolint:gosec // the same every time
		w.at("2026-11-06 12:00:00")
		truth, latest := w.now, w.now
		answers := map[period.Date]money.Amount{}
		for i := range 60 {
			truth = truth.Add(time.Duration(random.IntN(120)) * time.Minute)
			w.now = truth.Add(time.Duration(random.IntN(720)-360) * time.Minute)
			if w.now.After(latest) {
				latest = w.now
			}
			w.post(fmt.Sprint(random.IntN(20)), int64(1+i))
			for day, want := range answers {
				if got := w.companyAsOf(day); got != want {
					t.Fatalf("step %d: as of %s revenue was %s and is %s", i, day, want, got)
				}
			}
			over := w.org.Today(latest) - 1
			answers[over] = w.companyAsOf(over)
		}
		if len(answers) < 2 {
			t.Errorf("only %d days went by", len(answers))
		}
		w.verify()
	})
}

// TestImportOverMidnight: what an import stores after midnight is known from the
// new day on, so that the day before stays as it was told.
func TestImportOverMidnight(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		fifth := period.MustDate("2026-11-05")
		w.at("2026-11-05 23:59:00")
		w.loadAll(ingest.KnownArrival, sample.Feed{ingest.Person{ID: "ana"}})
		feed := sample.Feed{}
		const perWrite = 1000
		const sales = perWrite + 500
		w.flow = w.flow.Writing(perWrite)
		for i := range sales {
			feed = append(feed, deal(fmt.Sprint(i), "ana", "2026-11-05", 1))
		}
		profile, err := sample.Profile(source, ingest.KnownArrival)
		w.must(err)
		told := money.Amount(-1)
		batch, err := w.flow.Import(t.Context(), pipeline.Import{OrgID: w.org.ID, By: "tester", Profile: profile, Source: feed, Progress: func(b pipeline.Batch) {
			if n := b.Totals().Inserted; n > 0 && n < sales && told < 0 {
				w.at("2026-11-06 00:00:01")
				told = w.companyAsOf(fifth)
			}
			w.now = w.now.Add(time.Second) // so that the next step is reported too
		}})
		w.must(err)
		if told <= 0 || batch.Totals().Inserted != sales {
			t.Fatalf("at midnight %s were told; %+v", told, batch.Totals())
		}
		if got := w.companyAsOf(fifth); got != told {
			t.Errorf("as of the 5th, revenue was %s and is %s", told, got)
		}
		if got := w.companyAsOf(fifth + 1); got != money.FromInt(sales) {
			t.Errorf("as of the 6th, revenue is %s", got)
		}
		if got := w.revenue(org.ID(org.Person, "ana")); got != money.FromInt(sales) {
			t.Errorf("today, revenue is %s", got)
		}
		w.verify()
	})
}
