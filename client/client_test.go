package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/attainhq/attain/client"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve returns a client of a server that answers with the handler.
func serve(t *testing.T, handle http.HandlerFunc) *client.Client {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	c, err := client.New(server.URL+"/", client.WithToken("attain_x"), client.WithHTTPClient(server.Client()))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "attain.example.com", "ftp://attain.example.com", "http://", "://"} {
		if _, err := client.New(address); err == nil {
			t.Errorf("%q was taken", address)
		}
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer attain_x" {
			t.Errorf("Authorization %q", r.Header.Get("Authorization"))
		}
		w.Header().Set("Retry-After", "7")
		w.Header().Set("X-Request-Id", "abc")
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprint(w, `{"title":"Too Many Requests","status":429,"detail":"wait","errors":[{"location":"body.email","message":"again"}]}`)
	})
	_, err := c.Session(t.Context())
	p, ok := errors.AsType[*client.Problem](err)
	if !ok || p.Status != 429 || p.RetryAfter != 7*time.Second || p.RequestID != "abc" || p.Error() != "wait; body.email: again" {
		t.Errorf("%#v", err)
	}
	c = serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		fmt.Fprint(w, "<html>bad gateway</html>")
	})
	if _, err = c.Session(t.Context()); client.StatusOf(err) != http.StatusBadGateway || !strings.Contains(err.Error(), "502") {
		t.Errorf("%v", err)
	}
	c = serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "no JSON") })
	if _, err = c.Session(t.Context()); err == nil || client.StatusOf(err) != 0 {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = c.Session(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestIteration(t *testing.T) {
	t.Parallel()
	asked := 0
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		switch r.URL.Query().Get("cursor") {
		case "":
			fmt.Fprint(w, `{"items":[{"id":"person:1"},{"id":"person:2"}],"next_cursor":"b"}`)
		case "b":
			fmt.Fprint(w, `{"items":[{"id":"person:3"}],"next_cursor":"c"}`)
		default:
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprint(w, `{"title":"Service Unavailable","status":503}`)
		}
	})
	var ids []string
	var failure error
	for n, err := range c.Nodes(t.Context(), client.NodeFilter{Kind: "person"}) {
		if err != nil {
			failure = err
			continue
		}
		ids = append(ids, n.ID)
	}
	if len(ids) != 3 || client.StatusOf(failure) != http.StatusServiceUnavailable || asked != 3 {
		t.Errorf("%v, %v, %d requests", ids, failure, asked)
	}
	for _, err := range c.Nodes(t.Context(), client.NodeFilter{}) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if asked != 4 {
		t.Errorf("leaving early asked %d times", asked)
	}
}

func TestIDsAreEncoded(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if want := "/api/v1/sales/a%2Fb/%2E%2E%2Fc%20%25"; r.URL.EscapedPath() != want {
			t.Errorf("%s, want %s", r.URL.EscapedPath(), want)
		}
		fmt.Fprint(w, "{}")
	})
	if _, err := c.Sale(t.Context(), "a/b", "../c %"); err != nil {
		t.Error(err)
	}
}

func TestImportThatIsRefusedEarly(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"title":"Forbidden","status":403}`)
	})
	files := []client.File{{Name: "a.csv", Content: strings.NewReader(strings.Repeat("x", 10<<20))}}
	if _, err := c.Import(t.Context(), "profile: 1", files, true); err == nil {
		t.Error("no error")
	}
}
