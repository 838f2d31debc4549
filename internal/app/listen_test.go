package app_test

import (
	"bufio"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/config"
)

// TestConnections: more connections than the server takes are told to wait; when
// one ends, the next is let in.
func TestConnections(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options config.Serve
		status  int
	}{
		"of all":         {config.Serve{Connections: 8, TrustProxy: true}, http.StatusServiceUnavailable},
		"of one address": {config.Serve{Connections: 32}, http.StatusTooManyRequests}, // a quarter of all
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := startServer(t, test.options, slog.DiscardHandler)
			http.DefaultClient.CloseIdleConnections()
			var held []net.Conn
			ask := func() (net.Conn, *http.Response) {
				conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://")) //nolint:noctx // it lasts as long as the test
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = conn.Close() })
				_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
				_, _ = io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") // it may be refused before it has asked
				resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
				if err != nil {
					t.Fatal(err)
				}
				_ = resp.Body.Close()
				return conn, resp
			}
			for {
				conn, resp := ask() //nolint:bodyclose // ask closes it
				if resp.StatusCode != http.StatusOK {
					if resp.StatusCode != test.status || resp.Header.Get("Retry-After") != "1" {
						t.Errorf("refused with %d %v", resp.StatusCode, resp.Header)
					}
					break
				}
				if held = append(held, conn); len(held) > 8 {
					t.Fatal("there is no end of connections")
				}
			}
			if len(held) < 6 { // the test's own client may hold some
				t.Errorf("refused after %d connections", len(held))
			}
			for _, conn := range held {
				_ = conn.Close()
			}
			deadline := time.Now().Add(10 * time.Second)
			for {
				if _, resp := ask(); resp.StatusCode == http.StatusOK { //nolint:bodyclose // ask closes it
					return
				}
				if time.Now().After(deadline) {
					t.Fatal("nobody is let in again")
				}
			}
		})
	}
}
