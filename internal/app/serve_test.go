package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/config"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/pipeline"
)

// running is a server that a test started.
type running struct {
	*app.App
	t     *testing.T
	url   string
	token string
	stop  context.CancelFunc // as a signal does
	ended chan error
}

// startServer serves an empty organisation with an admin on a free port.
func startServer(t *testing.T, options config.Serve, log slog.Handler) *running {
	t.Helper()
	return startServerAt(t, filepath.Join(t.TempDir(), "attain.db"), options, log)
}

func startServerAt(t *testing.T, location string, options config.Serve, log slog.Handler) *running {
	t.Helper()
	r := serveAt(t, location, options, log)
	secret, err := r.Access.NewSetupToken(t.Context(), r.OrgID)
	if err != nil {
		t.Fatal(err)
	}
	r.do(http.MethodPost, "/api/v1/setup", fmt.Sprintf(`{"token":%q,"organisation_name":"Acme","time_zone":"Europe/Brussels","currency":"EUR",
		"name":"Ana Admin","email":"ana@acme.example","password":%q}`, secret, adminPassword), http.StatusOK)
	user, err := r.DB.UserByEmail(t.Context(), r.OrgID, access.User{Email: "ana@acme.example"}.EmailKey())
	if err != nil {
		t.Fatal(err)
	}
	r.token, _, err = r.Access.CreateToken(t.Context(), access.Actor{OrgID: r.OrgID, UserID: user.ID, Role: access.Admin}, access.NewToken{Name: "test", Role: access.Admin})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// serveAt serves what is in the database.
func serveAt(t *testing.T, location string, options config.Serve, log slog.Handler) *running {
	t.Helper()
	a, err := app.Open(t.Context(), location, "main", slog.New(log))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	r := &running{App: a, t: t, ended: make(chan error, 1)}
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	options.Listen, options.Data = "127.0.0.1:0", t.TempDir()
	if options.Connections == 0 {
		options.Connections = 1000
	}
	if options.DrainTime == 0 {
		options.DrainTime = 20 * time.Second
	}
	ready := make(chan string, 1)
	go func() {
		r.ended <- a.Serve(ctx, options, func(url string) error { ready <- url; return nil })
	}()
	select {
	case r.url = <-ready:
	case err := <-r.ended:
		t.Fatal("the server did not start: ", err)
	}
	t.Cleanup(func() {
		stop()
		select {
		case err := <-r.ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(30 * time.Second):
			t.Error("the server does not end")
		}
	})
	return r
}

const adminPassword = "correct horse battery staple"

// request makes a request of the admin.
func (r *running) request(method, path string, body io.Reader) *http.Request {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, body)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	return req
}

// do sends a request that must be answered with the status, and returns the body.
func (r *running) do(method, path, body string, status int) string {
	r.t.Helper()
	resp, err := http.DefaultClient.Do(r.request(method, path, strings.NewReader(body)))
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		r.t.Fatalf("%s %s: %d %s (%v), want %d", method, path, resp.StatusCode, text, err, status)
	}
	return string(text)
}

// TestDrain: from the stop signal on the server says that it is not ready; what
// is under way ends well, event streams are asked to come back, an import stops
// at its last durable batch, and the address is free afterwards.
func TestDrain(t *testing.T) {
	t.Parallel()
	r := startServer(t, config.Serve{DrainDelay: 500 * time.Millisecond}, slog.DiscardHandler)
	if got := r.do(http.MethodGet, "/readyz", "", http.StatusOK); !strings.Contains(got, `"ready"`) {
		t.Error(got)
	}
	events, err := http.DefaultClient.Do(r.request(http.MethodGet, "/api/v1/events", nil)) //nolint:bodyclose // it is, below
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close()
	told := make(chan string, 1)
	go func() { text, _ := io.ReadAll(events.Body); told <- string(text) }()

	// Half a request is here when the signal comes; its other half comes later.
	const sale = `{"items":[{"source":"crm","id":"1","occurred_at":"2026-02-01T10:00:00Z","quantity":"1","amount":"12.50","currency":"EUR"}]}`
	half, rest := io.Pipe()
	answered := make(chan string, 1)
	go func() {
		resp, err := http.DefaultClient.Do(r.request(http.MethodPost, "/api/v1/sales", half))
		if err != nil {
			answered <- err.Error()
			return
		}
		defer resp.Body.Close()
		text, _ := io.ReadAll(resp.Body)
		answered <- fmt.Sprint(resp.StatusCode, " ", string(text))
	}()
	if _, err := rest.Write([]byte(sale[:20])); err != nil {
		t.Fatal(err)
	}
	batch := r.endlessImport()

	r.stop()
	deadline := time.Now().Add(5 * time.Second)
	for !strings.Contains(r.probe(), "the server is stopping") {
		if time.Now().After(deadline) {
			t.Fatal("readiness does not turn")
		}
	}
	if got := <-told; !strings.Contains(got, "event: reconnect") {
		t.Errorf("the stream ended with %q", got)
	}
	if _, err := rest.Write([]byte(sale[20:])); err != nil {
		t.Fatal(err)
	}
	_ = rest.Close()
	if got := <-answered; !strings.HasPrefix(got, "200 ") {
		t.Errorf("the request under way was answered with %s", got)
	}
	select {
	case err := <-r.ended:
		r.ended <- nil // for the cleanup
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the server does not end")
	}
	b, err := r.DB.Batch(t.Context(), r.OrgID, batch)
	if err != nil || b.State != pipeline.Interrupted || b.FinishedAt == 0 {
		t.Errorf("the import is %s: %s (%v)", b.State, b.Message, err)
	}
	if stored, err := r.DB.SaleHistory(t.Context(), r.OrgID, fact.Key{Source: "crm", ID: "1"}); err != nil || len(stored) != 1 {
		t.Errorf("the sale that was acknowledged while stopping: %v, %v", stored, err)
	}
	verify(t, r.App)
	again, err := new(net.ListenConfig).Listen(t.Context(), "tcp", strings.TrimPrefix(r.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	_ = again.Close()
}

// probe returns what /readyz says, whatever its status.
func (r *running) probe() string {
	resp, err := http.DefaultClient.Do(r.request(http.MethodGet, "/readyz", nil))
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return string(text)
}

// endlessImport starts an import that lasts longer than any test.
func (r *running) endlessImport() string {
	r.t.Helper()
	const rows = 1_000_000
	var lines strings.Builder
	fmt.Fprintln(&lines, "id,day,amount")
	for i := range rows {
		fmt.Fprintf(&lines, "%d,2026-02-01,1\n", i)
	}
	return r.importText("profile: 1\nname: Endless\nsource: endless\nfiles: {sale: sale.csv}\nrecords:\n"+
		"  - {kind: sale, from: sale, id: id, occurred_at: day, amount: amount, currency: {value: EUR}}\n", map[string]string{"sale.csv": lines.String()})
}

// importText starts an import and returns its id.
func (r *running) importText(profile string, files map[string]string) string {
	r.t.Helper()
	var body strings.Builder
	form := multipart.NewWriter(&body)
	err := form.WriteField("profile", profile)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file, made := form.CreateFormFile("files", name)
		if err = errors.Join(err, made); err == nil {
			_, err = io.WriteString(file, files[name])
		}
	}
	if err := errors.Join(err, form.Close()); err != nil {
		r.t.Fatal(err)
	}
	req := r.request(http.MethodPost, "/api/v1/imports", strings.NewReader(body.String()))
	req.Header.Set("Content-Type", form.FormDataContentType())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	var b struct{ ID string }
	if err := errors.Join(err, json.Unmarshal(text, &b)); err != nil || resp.StatusCode != http.StatusAccepted {
		r.t.Fatalf("%d %s %v", resp.StatusCode, text, err)
	}
	return b.ID
}
