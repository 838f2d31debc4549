// Package telemetry lets an operator see how the server is doing: metrics that
// Prometheus reads, and traces that go to an OpenTelemetry collector.
//
// It implements the small Watch interfaces that api and store declare, and is
// the only package that knows the two libraries. What it tells are routes, names
// of methods, counts and times; never an address as it was asked for, a value, a
// name or an id of anybody.
package telemetry

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Telemetry measures a server.
type Telemetry struct {
	now      func() time.Time
	registry *prometheus.Registry
	tracer   trace.Tracer
	provider *sdktrace.TracerProvider // nil while no collector is named

	requests  *prometheus.HistogramVec
	streams   *prometheus.CounterVec
	inFlight  prometheus.Gauge
	queries   *prometheus.HistogramVec
	writes    *prometheus.HistogramVec
	failures  *prometheus.CounterVec
	facts     prometheus.Counter
	freshness prometheus.Histogram
}

// New returns a telemetry. Traces are sent when the environment names a collector
// (OTEL_EXPORTER_OTLP_ENDPOINT). Close it to send what is left.
func New(ctx context.Context, now func() time.Time, log *slog.Logger) (*Telemetry, error) {
	t := &Telemetry{now: now, registry: prometheus.NewRegistry()}
	if err := t.trace(ctx, log); err != nil {
		return nil, err
	}
	histogram := func(name, help string, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
	}
	t.requests = histogram("attain_http_request_seconds", "Time until a request was answered, by route. Event streams are left out.", "method", "route", "code")
	t.streams = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "attain_http_streams_total", Help: "Event streams that have ended, by their status."}, []string{"code"})
	t.inFlight = prometheus.NewGauge(prometheus.GaugeOpts{Name: "attain_http_requests_in_flight", Help: "Requests that are being answered, event streams too."})
	t.queries = histogram("attain_query_seconds", "Time until the first row of a query, by the store method that asks.", "query")
	t.writes = histogram("attain_transaction_seconds", "Time of a transaction that writes, waiting for its turn and making it durable included.", "transaction")
	t.failures = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "attain_database_errors_total", Help: "Queries and transactions that failed."}, []string{"of"})
	t.facts = prometheus.NewCounter(prometheus.CounterOpts{Name: "attain_facts_total", Help: "Versions of facts that were stored: its rate is the rate of ingest."})
	t.freshness = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "attain_fact_to_number_seconds",
		Help: "Time from facts reaching the database until they and every number that follows are durable.", Buckets: buckets})
	t.registry.MustRegister(t.requests, t.streams, t.inFlight, t.queries, t.writes, t.failures, t.facts, t.freshness,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return t, nil
}

// buckets reach from a cached query to an import's transaction.
var buckets = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}

// Handler answers what Prometheus asks.
func (t *Telemetry) Handler() http.Handler {
	return promhttp.HandlerFor(t.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

// Close sends the traces that are left.
func (t *Telemetry) Close(ctx context.Context) error {
	if t.provider == nil {
		return nil
	}
	return t.provider.Shutdown(ctx)
}

// Gauge shows what the function returns when it is asked for.
func (t *Telemetry) Gauge(name, help string, value func() float64) {
	t.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
}

// failed counts an error; that somebody went away is none.
func (t *Telemetry) failed(of string, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		t.failures.WithLabelValues(of).Inc()
	}
}
