package api_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/api"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/store"
)

// ailing is a database that is as a test wants it.
type ailing struct {
	*store.DB
	ready, refusing error
}

func (a *ailing) Ready(ctx context.Context) error {
	if a.ready != nil {
		return a.ready
	}
	return a.DB.Ready(ctx)
}

func (a *ailing) Refusing() error { return a.refusing }

// probe asks outside the API.
func (w *world) probe(path string) reply {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.server.URL+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.nobody().send(req)
}

func (r reply) is(status int, body string) {
	r.t.Helper()
	if r.status != status || r.body != body+"\n" {
		r.t.Errorf("%s: %d %s, want %d %s", r.what, r.status, r.body, status, body)
	}
}

func TestProbes(t *testing.T) {
	t.Parallel()
	db := &ailing{}
	w := setup(t, func(d *api.Deps) {
		db.DB, _ = d.Store.(*store.DB)
		d.Store = db
	})
	w.probe("/healthz").is(http.StatusOK, `{"status":"alive"}`)
	w.probe("/readyz").is(http.StatusOK, `{"status":"ready"}`)

	db.refusing = fault.New(fault.Full, "the disk is full; make room")
	w.probe("/readyz").is(http.StatusOK, `{"status":"degraded","reason":"the disk is full; make room"}`)
	db.ready = errors.New("dial tcp 10.1.2.3:5432: connection refused") // no word for strangers
	r := w.probe("/readyz")
	r.is(http.StatusServiceUnavailable, `{"status":"not ready","reason":"the database does not answer"}`)
	if r.header.Get("Retry-After") != "1" || r.header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", r.header)
	}
	w.probe("/healthz").is(http.StatusOK, `{"status":"alive"}`)
	db.ready, db.refusing = nil, nil
	w.probe("/readyz").is(http.StatusOK, `{"status":"ready"}`)

	// A server that stops says so, and still answers what comes.
	w.api.Drain()
	w.probe("/readyz").is(http.StatusServiceUnavailable, `{"status":"not ready","reason":"the server is stopping"}`)
	w.as(access.Admin, "").get("/session").want(http.StatusOK)
	post, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.server.URL+"/readyz", nil)
	if err != nil {
		t.Fatal(err)
	}
	if r := w.nobody().send(post); r.status != http.StatusMethodNotAllowed {
		t.Errorf("a POST is answered with %d", r.status)
	}
}

// TestReadySchema: readiness looks at the tables, not only at the line.
func TestReadySchema(t *testing.T) {
	t.Parallel()
	w := setup(t)
	if err := w.db.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.db.Close(); err != nil {
		t.Fatal(err)
	}
	w.probe("/readyz").is(http.StatusServiceUnavailable, `{"status":"not ready","reason":"the database does not answer"}`)
}
