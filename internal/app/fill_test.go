package app_test

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/config"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/sample"
)

// TestServerFills: what another program has begun to fill is filled by the server
// that runs, and what nobody has ended, a change of rates too, by the one that
// starts.
func TestServerFills(t *testing.T) {
	t.Parallel()
	location := filepath.Join(t.TempDir(), "attain.db")
	r := startServerAt(t, location, config.Serve{}, slog.DiscardHandler)
	sell := func(from, to int) {
		t.Helper()
		for i := from; i < to; i++ {
			sale := fact.Sale{Key: fact.Key{Source: "crm", ID: fmt.Sprint(i)}, Order: fmt.Sprint(i), Day: period.MustDate("2026-11-02"),
				Channel: "channel:web", Amount: money.FromInt(10), Quantity: money.Unit, Currency: "EUR"}
			if _, err := r.Pipeline.Post(t.Context(), "main", "tester", []fact.Sale{sale}); err != nil {
				t.Fatal(err)
			}
		}
	}
	sell(0, 5)
	other, err := app.Open(t.Context(), location, "main", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	begin := func(base metric.Series) {
		t.Helper()
		d, err := metric.Define(base, []org.NodeID{"channel:web"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := other.Pipeline.Filling(0, 2, 0).Register(t.Context(), "main", []metric.Definition{d}); err != nil {
			t.Fatal(err)
		}
	}
	filled := func() {
		t.Helper()
		for range 200 {
			fills, err := other.DB.Fills(t.Context(), "main")
			if err != nil {
				t.Fatal(err)
			}
			recounts, err := other.DB.Recounts(t.Context(), "main")
			if err != nil {
				t.Fatal(err)
			}
			if len(fills)+len(recounts) == 0 {
				report, err := pipeline.Verify(t.Context(), other.DB, "main")
				if err != nil || report.Wrong > 0 {
					t.Errorf("%v (%v)", report.Differences, err)
				}
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Fatal("nobody fills")
	}
	begin(metric.Revenue)
	sell(5, 6)
	filled()

	r.stop()
	if err := <-r.ended; err != nil {
		t.Fatal(err)
	}
	r.ended <- nil
	begin(metric.Orders)
	changeRates(t, other)
	serveAt(t, location, config.Serve{}, slog.DiscardHandler)
	filled()
}

// changeRates gives a currency that something was sold in a rate, to be followed by
// steps.
func changeRates(t *testing.T, a *app.App) {
	t.Helper()
	profile, err := sample.Profile("rates", ingest.KnownArrival)
	if err != nil {
		t.Fatal(err)
	}
	sold := fact.Sale{Key: fact.Key{Source: "crm", ID: "dollars"}, Order: "dollars", Day: period.MustDate("2026-11-02"), Channel: "channel:web",
		Amount: money.FromInt(10), Quantity: money.Unit, Currency: "USD"}
	if _, err := a.Pipeline.Post(t.Context(), "main", "tester", []fact.Sale{sold}); err != nil {
		t.Fatal(err)
	}
	rate := ingest.Rate{Day: period.MustDate("2026-01-01"), Rate: money.Rate{From: "USD", To: "EUR", Num: 9, Den: 10}}
	_, err = a.Pipeline.Filling(0, 2, 0).Import(t.Context(), pipeline.Import{OrgID: "main", By: "tester", Profile: profile, Source: sample.Feed{rate}})
	if err != nil {
		t.Fatal(err)
	}
	if list, err := a.DB.Recounts(t.Context(), "main"); err != nil || len(list) != 1 {
		t.Fatalf("what is being counted anew: %v (%v)", list, err)
	}
}
