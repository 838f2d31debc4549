package telemetry

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Request is told that a request begins, and by the function that it returns how
// it was answered: by which route, "" for none, and with which status. A trace
// that the caller began goes on.
func (t *Telemetry) Request(r *http.Request) (ctx context.Context, done func(route string, status int, stream bool)) {
	began := t.now()
	t.inFlight.Inc()
	ctx = propagation.TraceContext{}.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	method := known(r.Method)
	ctx, span := t.tracer.Start(ctx, method, trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(attribute.String("http.request.method", method)))
	return ctx, func(route string, status int, stream bool) {
		t.inFlight.Dec()
		code := strconv.Itoa(status)
		if stream {
			t.streams.WithLabelValues(code).Inc()
		} else {
			t.requests.WithLabelValues(method, route, code).Observe(t.now().Sub(began).Seconds())
		}
		span.SetName(method + " " + route)
		span.SetAttributes(attribute.String("http.route", route), attribute.Int("http.response.status_code", status))
		if status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

// known keeps invented methods from becoming labels.
func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	default:
		return "other"
	}
}

// Query implements store.Watch.
func (t *Telemetry) Query(ctx context.Context, method string) (context.Context, func(error)) {
	began := t.now()
	ctx, span := t.tracer.Start(ctx, "query "+method, trace.WithSpanKind(trace.SpanKindClient))
	return ctx, func(err error) {
		t.queries.WithLabelValues(method).Observe(t.now().Sub(began).Seconds())
		t.failed("query", err)
		end(span, err)
	}
}

// Write implements store.Watch.
func (t *Telemetry) Write(ctx context.Context, method string) (context.Context, func(int, error)) {
	began := t.now()
	ctx, span := t.tracer.Start(ctx, "transaction "+method, trace.WithSpanKind(trace.SpanKindClient))
	return ctx, func(facts int, err error) {
		took := t.now().Sub(began).Seconds()
		t.writes.WithLabelValues(method).Observe(took)
		if err == nil && facts > 0 {
			t.facts.Add(float64(facts))
			t.freshness.Observe(took)
			span.SetAttributes(attribute.Int("attain.facts", facts))
		}
		t.failed("transaction", err)
		end(span, err)
	}
}

// end ends a span. Of an error it says only that there was one: its words may
// name somebody.
func end(span trace.Span, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		span.SetStatus(codes.Error, "failed; see the log")
	}
	span.End()
}
