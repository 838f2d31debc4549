package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"
)

func healthRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/health", name: "get-health", summary: "Whether the server can answer", tag: "server", open: true}, a.getHealth)
	register(a, route{method: http.MethodGet, path: "/openapi.json", name: "get-openapi", summary: "This description", tag: "server", open: true,
		responses: textResponse("application/json", "OpenAPI 3.1.")}, a.getOpenAPI)
}

// Database tells how the database is.
type Database interface {
	// Ready returns why the database cannot be used, nil when it answers and has
	// the tables that this program needs.
	Ready(ctx context.Context) error
	// Refusing returns why nothing can be written now although it can be read;
	// nil when it can be written, as far as is known.
	Refusing() error
	// Explain returns a fault for an error of a database that does not answer or
	// takes no writes, and any other error as it is.
	Explain(err error) error
}

// The words of readiness.
const (
	stateReady    = "ready"
	stateDegraded = "degraded" // reads are answered, writes are refused
	stateNotReady = "not ready"
)

// readiness is what /readyz answers: for a load balancer by its status, for a
// person by its words.
type readiness struct {
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
}

// probes answers the two addresses that a service manager asks; they stand
// outside the API, need no account and say nothing of what is stored.
func (a *API) probes(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/json")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	state := readiness{Status: "alive"}
	if r.URL.Path == readyPath {
		state = a.readiness(r.Context())
	}
	if state.Status == stateNotReady {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(state) // when the asker has gone there is nobody to tell
}

const (
	livePath  = "/healthz"
	readyPath = "/readyz"
)

// readiness asks whether requests can be answered here and now.
func (a *API) readiness(ctx context.Context) readiness {
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if a.draining.Load() {
		return readiness{stateNotReady, "the server is stopping"}
	}
	if err := a.Store.Ready(ctx); err != nil {
		return readiness{stateNotReady, spoken(err, "the database does not answer")}
	}
	if err := a.Store.Refusing(); err != nil {
		return readiness{stateDegraded, spoken(err, "nothing can be written")}
	}
	return readiness{Status: stateReady}
}

// spoken returns the words of an error that are meant for people; others may
// name machines.
func spoken(err error, otherwise string) string {
	if f, ok := faultOf(err); ok {
		return f.Message
	}
	return otherwise
}

type health struct {
	Status string `json:"status" enum:"ok"`
}

// getHealth asks the database, without which nothing works.
func (a *API) getHealth(ctx context.Context, _ *caller, _ *none) (*body[health], error) {
	_, err := a.Store.Pulse(ctx, a.OrgID)
	return answer(health{"ok"}), err
}

func (a *API) getOpenAPI(context.Context, *caller, *none) (*file, error) {
	text, err := a.description()
	return &file{ContentType: "application/json", Body: text}, err
}

// OpenAPI returns the description of the interface as indented JSON.
func OpenAPI() ([]byte, error) { return newAPI(Deps{}).description() }

func (a *API) description() ([]byte, error) {
	plain, err := json.Marshal(a.huma.OpenAPI())
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, plain, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
