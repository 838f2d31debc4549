package api_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/api"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/pipeline"
)

// limits are short, so that a slow client is found out soon.
func limits(d *api.Deps) {
	d.Limits = api.Limits{Requests: 3, PerClient: 2, Body: 300 * time.Millisecond, Chunk: 300 * time.Millisecond, Write: 300 * time.Millisecond}
}

// raw sends bytes and returns the answer.
func (p *who) raw(head, body string) (net.Conn, *bufio.Reader) {
	p.w.t.Helper()
	conn, err := net.Dial("tcp", p.w.server.Listener.Addr().String()) //nolint:noctx // it lasts as long as the test
	if err != nil {
		p.w.t.Fatal(err)
	}
	p.w.t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.WriteString(conn, head+"\r\nHost: x\r\nCookie: attain_session="+p.cookie+"\r\n\r\n"+body); err != nil {
		p.w.t.Fatal(err)
	}
	return conn, bufio.NewReader(conn)
}

func answerOf(t *testing.T, from *bufio.Reader) reply {
	t.Helper()
	resp, err := http.ReadResponse(from, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{t: t, what: "raw", status: resp.StatusCode, header: resp.Header, body: string(text)}
}

// TestSlowSenders: a body that does not come, and an upload that stands still,
// are answered with 408 and let the connection go.
func TestSlowSenders(t *testing.T) {
	t.Parallel()
	w := setup(t, limits)
	admin := w.as(access.Admin, "")
	_, body := admin.raw("POST /api/v1/sales HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 1000", `{"items":[`)
	answerOf(t, body).want(http.StatusRequestTimeout).with("too slowly")
	_, part := admin.raw("POST /api/v1/imports HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000",
		"--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.csv\"\r\n\r\nid")
	answerOf(t, part).want(http.StatusRequestTimeout).with("stood still")
	noUploads(w)
	// Who is refused for his headers is not waited for either.
	_, stranger := w.nobody().raw("POST /api/v1/sales HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 1000", `{`)
	answerOf(t, stranger).want(http.StatusUnauthorized)
	// A page takes no body, and does not wait for one.
	began := time.Now()
	conn, page := admin.raw("POST / HTTP/1.1\r\nContent-Length: 1000", "x")
	_, _ = http.ReadResponse(page, nil) //nolint:bodyclose // the connection is what counts
	if _, err := io.Copy(io.Discard, conn); err != nil || time.Since(began) > 10*time.Second {
		t.Errorf("the connection was held for %v: %v", time.Since(began), err)
	}
}

// TestSlowWork: the time for a body ends with the body, and not the work on it.
func TestSlowWork(t *testing.T) {
	t.Parallel()
	w := setup(t, limits, func(d *api.Deps) {
		open := d.OpenFolder
		d.OpenFolder = func(dir string) (ingest.Source, error) {
			time.Sleep(time.Second)
			return open(dir)
		}
	})
	w.as(access.Admin, "").do(http.MethodPost, "/imports", small(t, nil)).want(http.StatusAccepted)
}

// TestSlowReader: an answer that nobody takes ends, and its request is not
// counted any more.
func TestSlowReader(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	w := setup(t, limits, func(d *api.Deps) {
		d.Page = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, err := w.Write(make([]byte, 64<<20)) // more than the system holds for him
			ended <- err
		})
	})
	w.nobody().raw("GET /big HTTP/1.1", "")
	select {
	case err := <-ended:
		if err == nil {
			t.Error("all of it was written, although nobody read it")
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the server waits for ever")
	}
	// The same answer to somebody who takes it slowly, but does, is whole.
	_, slow := w.nobody().raw("GET /big HTTP/1.1", "")
	resp, err := http.ReadResponse(slow, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got := int64(0)
	for {
		n, err := io.CopyN(io.Discard, resp.Body, 8<<20)
		got += n
		if err != nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err := <-ended; err != nil || got != 64<<20 {
		t.Errorf("somebody who reads gets %d bytes: %v", got, err)
	}
}

// TestSlowFollower: a page that does not read its events is dropped; the others
// hear everything.
func TestSlowFollower(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	_, stream := admin.raw("GET /api/v1/events HTTP/1.1", "")
	if resp, err := http.ReadResponse(stream, nil); err != nil || resp.StatusCode != http.StatusOK { //nolint:bodyclose // it is never read
		t.Fatal(resp, err)
	}
	if n := w.api.Streams(); n != 1 {
		t.Fatalf("%d streams", n)
	}
	deadline := time.Now().Add(20 * time.Second)
	for w.api.Streams() > 0 {
		if time.Now().After(deadline) {
			t.Fatal("who does not read is not dropped")
		}
		for range 100 {
			w.api.Publish(pipeline.Beat{OrgID: orgID, Batch: &pipeline.Batch{ID: "b", Message: strings.Repeat("x", 64<<10)}})
		}
	}
}

// TestAtOnce: who sends too much at once is told to wait; the probes and event
// streams are not counted.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	w := setup(t, limits, func(d *api.Deps) { d.Limits.Body, d.TrustProxy = 10*time.Second, true })
	admin := w.as(access.Admin, "")
	from := func(address string) string {
		return "POST /api/v1/sales HTTP/1.1\r\nX-Forwarded-For: " + address + "\r\nContent-Type: application/json\r\nContent-Length: 20"
	}
	// The server asks for a body when its request is under way.
	begin := func(address string) (net.Conn, *bufio.Reader) {
		conn, from := admin.raw(from(address)+"\r\nExpect: 100-continue", "{")
		if line, err := from.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
			t.Fatalf("%q %v", line, err)
		}
		_, _ = from.ReadString('\n')
		return conn, from
	}
	conn1, one := begin("1.1.1.1")
	conn2, two := begin("1.1.1.1")
	deadline := time.Now().Add(10 * time.Second)
	for {
		_, three := admin.raw(from("1.1.1.1"), `{"items":[        ]}`)
		r := answerOf(t, three)
		if r.status == http.StatusTooManyRequests {
			r.with("requests of yours")
			if r.header.Get("Retry-After") != "1" {
				t.Errorf("headers %v", r.header)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("nobody is told to wait: ", r.status)
		}
	}
	begin("2.2.2.2")
	for {
		_, four := admin.raw(from("3.3.3.3"), `{"items":[        ]}`)
		if r := answerOf(t, four); r.status == http.StatusServiceUnavailable {
			r.with("as many requests as it can")
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("there is no end of requests")
		}
	}
	w.probe("/readyz").is(http.StatusOK, `{"status":"ready"}`)
	for conn, from := range map[net.Conn]*bufio.Reader{conn1: one, conn2: two} {
		if _, err := io.WriteString(conn, `"items":[        ]}`); err != nil {
			t.Fatal(err)
		}
		answerOf(t, from).want(http.StatusUnprocessableEntity)
	}
	admin.get("/session").want(http.StatusOK)
}

// TestTooLong: an address, a header and JSON have an end.
func TestTooLong(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	admin.get("/nodes?q=" + strings.Repeat("x", 17_000)).want(http.StatusRequestURITooLong)
	deep := strings.Repeat(`{"items":[`, 40) + strings.Repeat("]}", 40)
	admin.do(http.MethodPost, "/sales", strings.NewReader(deep)).want(http.StatusBadRequest).with("deeper than 64")
	quoted, err := json.Marshal(map[string]string{"email": strings.Repeat(`[{"\`, 60), "password": "x"})
	if err != nil {
		t.Fatal(err)
	}
	w.nobody().do(http.MethodPost, "/session", strings.NewReader(string(quoted))).want(http.StatusUnauthorized)
	admin.do(http.MethodPost, "/sales", strings.NewReader(`{"items":[`+strings.Repeat(`{},`, 400_000)+`{}]}`)).want(http.StatusRequestEntityTooLarge)
	var many strings.Builder
	for i := range 1001 {
		fmt.Fprintf(&many, `{"source":"a","id":"%d","day":"2026-01-01","quantity":"1","amount":"1","currency":"EUR"},`, i)
	}
	admin.do(http.MethodPost, "/sales", strings.NewReader(`{"items":[`+strings.TrimSuffix(many.String(), ",")+`]}`)).want(http.StatusUnprocessableEntity).with("1000")
}

// TestArraysAreBounded: no array of any request is without an end.
func TestArraysAreBounded(t *testing.T) {
	t.Parallel()
	text, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Paths      map[string]map[string]map[string]any
		Components struct{ Schemas map[string]any }
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	seen, arrays := map[string]bool{}, 0
	var visit func(at string, schema any)
	visit = func(at string, schema any) {
		switch s := schema.(type) {
		case map[string]any:
			if ref, ok := s["$ref"].(string); ok && !seen[ref] {
				seen[ref] = true
				visit(ref, all.Components.Schemas[ref[strings.LastIndex(ref, "/")+1:]])
			}
			if s["type"] == "array" {
				if arrays++; s["maxItems"] == nil && s["items"].(map[string]any)["format"] != "binary" { //nolint:errcheck // items is a schema
					t.Errorf("%s has no maxItems", at)
				}
			}
			for name, below := range s {
				visit(at+"."+name, below)
			}
		case []any:
			for _, below := range s {
				visit(at, below)
			}
		}
	}
	for path, methods := range all.Paths {
		for method, operation := range methods {
			visit(method+" "+path, operation["requestBody"])
		}
	}
	if arrays < 10 {
		t.Errorf("only %d arrays were found; the search has gone wrong", arrays)
	}
}

// TestManyClients: what is counted is given back, whatever becomes of a request.
func TestManyClients(t *testing.T) {
	t.Parallel()
	w := setup(t, func(d *api.Deps) { d.Limits = api.Limits{Requests: 100, PerClient: 100} })
	admin := w.as(access.Admin, "")
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			for range 5 {
				if r := admin.get("/session"); r.status != http.StatusOK {
					t.Error(r.status, r.body)
				}
				rec := httptest.NewRecorder()
				w.api.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/api/v1/nothing", nil))
			}
		})
	}
	all.Wait()
	for range 100 {
		admin.get("/session").want(http.StatusOK)
	}
}
