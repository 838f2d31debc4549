package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// Collected reports whether the environment names a collector of traces.
func Collected() bool {
	return os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
}

// trace begins to send traces when there is a collector. Its address, headers
// and the share of requests that is traced are OpenTelemetry's own variables.
func (t *Telemetry) trace(ctx context.Context, log *slog.Logger) error {
	if !Collected() {
		t.tracer = noop.NewTracerProvider().Tracer("attain")
		return nil
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return fmt.Errorf("opening the way to the collector of traces: %w", err)
	}
	// Without the detectors that would name the machine and who runs the program.
	about, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "attain")), resource.WithFromEnv(), resource.WithTelemetrySDK())
	if err != nil {
		return fmt.Errorf("reading OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	t.provider = sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about))
	t.tracer = t.provider.Tracer("attain")
	// The library has one place for what goes wrong in the background.
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("traces are not sent", slog.Any("error", err)) }))
	return nil
}
