package app_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	"github.com/attainhq/attain/internal/config"
)

// lockedBuffer is written by a server while a test reads it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// traces is a collector on this machine that speaks OTLP over HTTP.
type traces struct {
	lockedBuffer
	names sync.Map // of spans
	owner sync.Map // span id → trace id and parent
}

func (c *traces) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		unzipped, err := gzip.NewReader(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		body = unzipped
	}
	text, err := io.ReadAll(body)
	var sent collector.ExportTraceServiceRequest
	if err != nil || r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" || proto.Unmarshal(text, &sent) != nil {
		http.Error(w, "this is no OTLP", http.StatusBadRequest)
		return
	}
	_, _ = c.Write([]byte(prototext.Format(&sent)))
	for _, of := range sent.ResourceSpans {
		for _, in := range of.ScopeSpans {
			for _, span := range in.Spans {
				c.names.Store(span.Name, span)
				c.owner.Store(string(span.SpanId), [2]string{string(span.TraceId), string(span.ParentSpanId)})
			}
		}
	}
	answer, err := proto.Marshal(&collector.ExportTraceServiceResponse{})
	if err == nil {
		w.Header().Set("Content-Type", "application/x-protobuf")
		_, _ = w.Write(answer)
	}
}

// TestObserved runs a day of a company through a server that is watched in every
// way: its metrics and traces say what happened, and neither they nor its log say
// anything of anybody. It is not parallel: the collector is named by the
// environment.
func TestObserved(t *testing.T) { //nolint:paralleltest // see above
	sent := &traces{}
	receiver := httptest.NewServer(sent)
	t.Cleanup(receiver.Close)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.URL)
	log := &lockedBuffer{}
	r := startServer(t, config.Serve{Metrics: "127.0.0.1:0"}, slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+/metrics`).FindString(log.String())
	if address == "" {
		t.Fatalf("the log does not say where the metrics are: %s", log)
	}
	secrets := r.day(t)
	metrics := get(t, address)
	for _, want := range []string{
		`attain_http_request_seconds_count{code="200",method="POST",route="/api/v1/sales"} 1`,
		`attain_http_request_seconds_count{code="401",method="POST",route="/api/v1/session"} 1`,
		`attain_http_request_seconds_count{code="404",method="GET",route="none"} 1`,
		`attain_http_request_seconds_count{code="200",method="GET",route="/api/v1/nodes"}`,
		`attain_query_seconds_count{query="Sums"}`, `attain_query_seconds_count{query="Nodes"}`,
		`attain_transaction_seconds_count{transaction="Write"}`,
		"attain_facts_total 3\n", "attain_fact_to_number_seconds_count 2\n",
		`attain_imports{state="done"} 1`, "attain_import_oldest_running_seconds 0\n",
		"attain_event_streams 0\n", "attain_writes_refused 0\n", "attain_http_requests_in_flight 0\n",
		`attain_database_connections_max{pool="read"} 8`, `attain_database_connections_max{pool="write"} 1`,
		"go_goroutines ", "process_open_fds ",
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics do not hold %q", want)
		}
	}
	if t.Failed() {
		t.Log(grepped(metrics, "attain_"))
	}
	r.stop()
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
	r.ended <- nil // for the cleanup
	sent.check(t)
	for name, text := range map[string]string{"log": log.String(), "metrics": metrics, "traces": sent.String()} {
		for _, secret := range secrets {
			if i := strings.Index(strings.ToLower(text), strings.ToLower(secret)); i >= 0 {
				t.Errorf("the %s says %q: …%s…", name, secret, text[max(0, i-200):min(len(text), i+100)])
			}
		}
	}
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Errorf("a line of the log is no JSON: %s", line)
		}
	}
	const atLeast = 10
	if len(lines) < atLeast {
		t.Errorf("the log has only %d lines", len(lines))
	}
}

// check looks for the spans of a posted sale: the request goes on with its
// caller's trace, and the transaction belongs to the request.
func (c *traces) check(t *testing.T) {
	t.Helper()
	for _, name := range []string{"POST /api/v1/sales", "GET /api/v1/nodes", "transaction Write", "query Sums"} {
		if _, ok := c.names.Load(name); !ok {
			t.Errorf("no span is called %q", name)
		}
	}
	found := false
	c.owner.Range(func(_, of any) bool {
		pair, _ := of.([2]string)
		parent, known := c.owner.Load(pair[1])
		if known {
			above, _ := parent.([2]string)
			found = found || above[1] == "\x00\xf0\x67\xaa\x0b\xa9\x02\xb7" && pair[0] == "\x4b\xf9\x2f\x35\x77\xb3\x4d\xa6\xa3\xce\x92\x9d\x0e\x0e\x47\x36"
		}
		return true
	})
	if !found {
		t.Error("no query or transaction belongs to the trace that the caller began")
	}
}

// day is what people do; it returns what nobody may read in a log.
func (r *running) day(t *testing.T) []string {
	t.Helper()
	const wrong = "hunter2-is-wrong"
	r.do(http.MethodPost, "/api/v1/session", `{"email":"zebulon@acme.example","password":"`+wrong+`"}`, http.StatusUnauthorized)
	r.do(http.MethodPost, "/api/v1/session", `{"email":"ana@acme.example","password":"`+adminPassword+`"}`, http.StatusOK)
	r.do(http.MethodPost, "/api/v1/session", `{"email":"zebulon@acme.example","password":{`, http.StatusBadRequest)
	r.do(http.MethodPost, "/api/v1/users", `{"email":"quentin@acme.example","name":"Quentin Quibble","role":"viewer","person_id":null,"password":"`+adminPassword+`2"}`, http.StatusOK)
	r.do(http.MethodPost, "/api/v1/users", `{"email":"quentin@acme.example","name":"Quentin Quibble","role":"viewer","person_id":null,"password":"`+adminPassword+`2"}`, http.StatusConflict)
	b := r.importText("profile: 1\nname: People of Zebulon\nsource: crm\nfiles: {people: people.csv, sale: sale.csv}\nrecords:\n"+
		"  - {kind: person, from: people, id: id, name: name, aliases: mail}\n"+
		"  - {kind: sale, from: sale, id: id, occurred_at: day, amount: amount, owner: owner, currency: {value: EUR}}\n",
		map[string]string{"people.csv": "id,name,mail\n7,Zebulon Zander,zebulon@acme.example\n", "sale.csv": "id,day,amount,owner\n1,2026-02-01,5,7\n2,2026-02-01,6,7\n3,2026-02-01,Zebulon,7\n"})
	deadline := time.Now().Add(20 * time.Second)
	for !strings.Contains(r.do(http.MethodGet, "/api/v1/imports/"+b, "", http.StatusOK), `"state":"done"`) {
		if time.Now().After(deadline) {
			t.Fatal(r.do(http.MethodGet, "/api/v1/imports/"+b, "", http.StatusOK))
		}
		time.Sleep(20 * time.Millisecond)
	}
	req := r.request(http.MethodPost, "/api/v1/sales", strings.NewReader(`{"items":[{"source":"crm","id":"9","occurred_at":"2026-02-01T10:00:00Z","quantity":"1","amount":"12.50","currency":"EUR","owner":"7"}]}`))
	req.Header.Set("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	resp, err := http.DefaultClient.Do(req)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal(resp, err)
	}
	_ = resp.Body.Close()
	r.do(http.MethodGet, "/api/v1/nodes?q=Zebulon", "", http.StatusOK)
	r.do(http.MethodGet, "/api/v1/nodes/person:Zebulon", "", http.StatusNotFound)
	r.do(http.MethodGet, "/api/v1/Zebulon", "", http.StatusNotFound)
	r.do(http.MethodGet, "/api/v1/attainment?by=person&metric=revenue&period=2026-Q1", "", http.StatusOK)
	return []string{"zebulon", "zander", "quentin", "quibble", "ana@", "acme.example", wrong, adminPassword, r.token, "hunter2", "correct horse"}
}

func get(t *testing.T, address string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// grepped returns the lines that begin with the text, without buckets.
func grepped(text, begin string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, begin) && !strings.Contains(line, "_bucket") {
			b.WriteString(line)
		}
	}
	return b.String()
}
