package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/attainhq/attain/internal/api"
	"github.com/attainhq/attain/internal/config"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/telemetry"
)

// observed is what measures a server: nothing unless metrics or traces are asked
// for.
type observed struct {
	telemetry *telemetry.Telemetry // nil: nothing is measured
	web       *http.Server         // for Prometheus; nil: no metrics are shown
}

// observe begins to measure the database. Close it when the server has stopped.
func (a *App) observe(ctx context.Context, options config.Serve) (*observed, error) {
	o := &observed{}
	if options.Metrics == "" && !telemetry.Collected() {
		return o, nil
	}
	var err error
	if o.telemetry, err = telemetry.New(ctx, a.now, a.log); err != nil {
		return nil, err
	}
	a.DB.Watched(o.telemetry)
	o.telemetry.Watch(source{a.DB})
	if options.Metrics == "" {
		return o, nil
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", options.Metrics)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "the address %s cannot be used for metrics: %v; choose another with --metrics", options.Metrics, err)
	}
	const short = 10 * time.Second
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", o.telemetry.Handler())
	o.web = &http.Server{Handler: mux, ReadTimeout: short, WriteTimeout: time.Minute, IdleTimeout: time.Minute}
	go func() {
		if err := o.web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			a.log.Error("metrics are not shown any more", "error", err)
		}
	}()
	a.log.Info("metrics are shown", "address", "http://"+listener.Addr().String()+"/metrics")
	return o, nil
}

// follow shows what the server counts.
func (o *observed) follow(server *api.API) {
	if o.telemetry == nil {
		return
	}
	o.telemetry.Gauge("attain_event_streams", "Pages that follow changes.", func() float64 { return float64(server.Streams()) })
	o.telemetry.Gauge("attain_writes_refused", "1 while the database takes no writes, else 0.", func() float64 {
		if server.Refusing() {
			return 1
		}
		return 0
	})
}

// fills shows how many series are being filled.
func (o *observed) fills(f *fills) {
	if o.telemetry != nil {
		o.telemetry.Gauge("attain_series_filling", "Series that are not counted as a whole yet, at the last look.", func() float64 { return float64(f.series()) })
	}
}

// watch is what the server tells of its requests; nil when nobody measures.
func (o *observed) watch() api.Watch {
	if o.telemetry == nil {
		return nil
	}
	return o.telemetry
}

func (o *observed) close(ctx context.Context) error {
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var err error
	if o.web != nil {
		err = o.web.Close()
	}
	if o.telemetry != nil {
		err = errors.Join(err, o.telemetry.Close(ctx))
	}
	return err
}

// source is the database in the words of package telemetry.
type source struct{ db *store.DB }

// Pools implements telemetry.Source.
func (s source) Pools() []telemetry.Pool {
	var all []telemetry.Pool
	for _, p := range s.db.Pools() {
		all = append(all, telemetry.Pool(p))
	}
	return all
}

// Imports implements telemetry.Source.
func (s source) Imports(ctx context.Context) ([]telemetry.Imports, error) {
	states, err := s.db.ImportStates(ctx)
	var all []telemetry.Imports
	for _, one := range states {
		all = append(all, telemetry.Imports{State: string(one.State), Count: one.Count, Oldest: time.UnixMicro(one.Oldest)})
	}
	return all, err
}
