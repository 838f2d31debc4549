package api_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/attainhq/attain/internal/access"
)

// TestBadInput sends what no program should: each is refused with a problem
// that says where the fault is, and nothing is logged as our own.
func TestBadInput(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 10_000)
	target := func(change map[string]any) map[string]any {
		m := map[string]any{"node_id": "person:2", "metric": "revenue", "start": "2026-01-01", "end": "2026-04-01", "value": "95000", "reason": ""}
		for k, v := range change {
			m[k] = v
		}
		return m
	}
	tests := []struct {
		name, method, path string
		body               any
		status             int
		location           string // of one of the errors; "" for any
	}{
		{"malformed JSON", "POST", "/targets", strings.NewReader(`{"node_id":`), 400, "body"},
		{"no JSON at all", "POST", "/targets", strings.NewReader("node_id=person:2"), 400, "body"},
		{"no body", "POST", "/targets", nil, 400, ""},
		{"a list for an object", "POST", "/targets", []int{1}, 422, "body"},
		{"unknown field", "POST", "/targets", target(map[string]any{"amount": "1"}), 422, "body.amount"},
		{"number for a decimal text", "POST", "/targets", target(map[string]any{"value": 95000}), 422, "body.value"},
		{"no number", "POST", "/targets", target(map[string]any{"value": "12,5"}), 422, "body.value"},
		{"exponent", "POST", "/targets", target(map[string]any{"value": "1e9"}), 422, "body.value"},
		{"huge number", "POST", "/targets", target(map[string]any{"value": strings.Repeat("9", 60)}), 422, "body.value"},
		{"negative target", "POST", "/targets", target(map[string]any{"value": "-1"}), 422, "body.value"},
		{"no such day", "POST", "/targets", target(map[string]any{"start": "2026-02-30"}), 422, "body.start"},
		{"end before start", "POST", "/targets", target(map[string]any{"end": "2025-01-01"}), 422, "body.end"},
		{"no such metric", "POST", "/targets", target(map[string]any{"metric": "fame"}), 422, "body.metric"},
		{"no such node", "POST", "/targets", target(map[string]any{"node_id": "person:99"}), 404, ""},
		{"lowered without a reason", "POST", "/targets", target(map[string]any{"value": "1"}), 422, ""},
		{"NUL in a text", "POST", "/targets", target(map[string]any{"reason": "a\x00b"}), 400, "body"},
		{"NUL in an address", "GET", "/nodes/person%3A2%00", nil, 404, ""},
		{"NUL in a query", "GET", "/nodes?q=%00", nil, 422, ""},
		{"bad escape in a query", "GET", "/nodes?q=%zz", nil, 422, ""},
		{"not UTF-8 in an address", "GET", "/nodes/%ff%fe", nil, 404, ""},
		{"not UTF-8 in a query", "GET", "/attainment?by=person&q=%ff", nil, 422, ""},
		{"unknown parameter", "GET", "/nodes?knd=person", nil, 422, "query.knd"},
		{"no such kind", "GET", "/nodes?kind=planet", nil, 422, "query.kind"},
		{"limit 0", "GET", "/nodes?limit=0", nil, 422, "query.limit"},
		{"limit too high", "GET", "/nodes?limit=501", nil, 422, "query.limit"},
		{"limit no number", "GET", "/nodes?limit=many", nil, 422, "query.limit"},
		{"invented cursor", "GET", "/nodes?cursor=abc", nil, 422, "query.cursor"},
		{"cursor that is no base64", "GET", "/attainment?by=person&cursor=%21%21", nil, 422, "query.cursor"},
		{"as_of after today", "GET", "/nodes?as_of=2026-02-16", nil, 422, "query.as_of"},
		{"as_of in the far future", "GET", "/nodes/person:2/attainment?as_of=9999-12-31", nil, 422, "query.as_of"},
		{"as_of no date", "GET", "/periods?as_of=yesterday", nil, 422, "query.as_of"},
		{"as_of no such day", "GET", "/periods?as_of=2026-02-29", nil, 422, "query.as_of"},
		{"no such period", "GET", "/nodes/person:2/attainment?period=2026-Q5", nil, 422, "query.period"},
		{"period of another calendar", "GET", "/nodes/person:2/attainment?period=2026-P05", nil, 422, "query.period"},
		{"empty period", "GET", "/nodes/person:2/attainment?period=2026-02-01..2026-02-01", nil, 422, "query.period"},
		{"from after to", "GET", "/nodes/person:2/attainment?from=2026-02-01&to=2026-01-01", nil, 422, "query.from"},
		{"to without from", "GET", "/nodes/person:2/attainment?to=2026-01-01", nil, 422, "query.from"},
		{"no such metric asked", "GET", "/nodes/person:2/attainment?metric=fame", nil, 422, "query.metric"},
		{"burn-up of ages", "GET", "/nodes/person:2/burnup?period=0001-01-01..9999-01-01", nil, 422, "query.period"},
		{"burn-up since ever", "GET", "/nodes/person:2/burnup?period=0001-01-01..", nil, 422, "query.period"},
		{"no such curve", "GET", "/nodes/person:2/burnup?curve=moon", nil, 422, "query.curve"},
		{"breakdown by nothing", "GET", "/nodes/person:2/breakdown", nil, 422, "query.by"},
		{"breakdown by no kind", "GET", "/nodes/person:2/breakdown?by=planet", nil, 422, "query.by"},
		{"list of nothing", "GET", "/attainment", nil, 422, "query.by"},
		{"children of nobody", "GET", "/attainment?direct=true", nil, 422, "query.under"},
		{"no such order", "GET", "/attainment?by=person&sort=luck", nil, 422, "query.sort"},
		{"sort neither way", "GET", "/attainment?by=person&order=up", nil, 422, "query.order"},
		{"id of 10,000 letters", "GET", "/nodes/person:" + long, nil, 404, ""},
		{"receipt of 10,000 letters", "GET", "/nodes/" + long + "/receipt.json", nil, 404, ""},
		{"search for 10,000 letters", "GET", "/nodes?q=" + long, nil, 422, "query.q"},
		{"climbing out", "GET", "/nodes/" + url.PathEscape("../../etc/passwd"), nil, 404, ""},
		{"dots", "GET", "/nodes/%2e%2e", nil, 404, ""},
		{"slashes in an id", "GET", "/nodes/" + url.PathEscape("customer:a/b//c"), nil, 404, ""},
		{"per cent in an id", "GET", "/nodes/" + url.PathEscape("customer:100%25"), nil, 404, ""},
		{"other letters in an id", "GET", "/nodes/" + url.PathEscape("person:Zoë 🙂 李"), nil, 404, ""},
		{"SQL in an id", "GET", "/nodes/" + url.PathEscape("person:2' OR '1'='1"), nil, 404, ""},
		{"wildcards in a search", "GET", "/sales/erp/" + url.PathEscape("%"), nil, 404, ""},
		{"no such address", "GET", "/planets", nil, 404, ""},
		{"no address", "GET", "/api", nil, 404, ""},
		{"another version", "GET", "/api/v2/nodes", nil, 404, ""},
		{"wrong method", "PUT", "/nodes", nil, 405, ""},
		{"wrong method of a thing", "DELETE", "/nodes/person:2", nil, 405, ""},
		{"no items", "POST", "/sales", map[string]any{"items": []any{}}, 422, "body.items"},
		{"fiscal month 13", "PATCH", "/organisation", map[string]any{"fiscal_year_starts": 13}, 422, "body.fiscal_year_starts"},
		{"no working day", "PATCH", "/organisation", map[string]any{"working_days": []string{}}, 422, "body.calendar"},
		{"no weekday", "PATCH", "/organisation", map[string]any{"working_days": []string{"freeday"}}, 422, "body.working_days"},
		{"no time zone", "PATCH", "/organisation", map[string]any{"time_zone": "Mars/Olympus"}, 422, "body.time_zone"},
		{"file for a time zone", "PATCH", "/organisation", map[string]any{"time_zone": "../../etc/passwd"}, 422, "body.time_zone"},
		{"currency changed", "PATCH", "/organisation", map[string]any{"currency": "USD"}, 422, "body.currency"},
		{"pinned to no day", "PATCH", "/organisation", map[string]any{"today": "soon"}, 422, "body.today"},
		{"empty name", "PATCH", "/organisation", map[string]any{"name": " "}, 422, "body.name"},
		{"no e-mail", "POST", "/users", map[string]any{"email": "x", "name": "X", "role": "rep", "password": "correct horse battery"}, 422, "body.email"},
		{"no role", "POST", "/users", map[string]any{"email": "x@example.com", "name": "X", "role": "boss", "password": "correct horse battery"}, 422, "body.role"},
		{"short password", "POST", "/users", map[string]any{"email": "x@example.com", "name": "X", "role": "rep", "password": "secret1"}, 422, "body.password"},
		{"token that is over", "POST", "/tokens", map[string]any{"name": "x", "role": "rep", "expires_at": "2020-01-01T00:00:00Z"}, 422, "body.expires_at"},
		{"token until no time", "POST", "/tokens", map[string]any{"name": "x", "role": "rep", "expires_at": "tomorrow"}, 422, "body.expires_at"},
		{"split that is no whole", "PUT", "/orders/erp/O2/split", map[string]any{"shares": []any{share("2", "60", "revenue"), share("3", "39.999", "revenue")}}, 422, "body.shares"},
		{"split among strangers", "PUT", "/orders/erp/O2/split", map[string]any{"shares": []any{share("99", "100", "revenue")}}, 422, "body.shares[0].person"},
		{"split too fine", "PUT", "/orders/erp/O2/split", map[string]any{"shares": []any{share("2", "99.99999", "revenue")}}, 422, "body.shares[0].percent"},
		{"split of no order", "PUT", "/orders/erp/O99/split", map[string]any{"shares": []any{share("2", "100", "revenue")}}, 404, ""},
	}
	w := setup(t)
	admin := w.as(access.Admin, "")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := admin.do(test.method, test.path, test.body)
			r.t = t
			r.want(test.status).without("secret1", "goroutine", "sql", "SQL logic")
			p := r.problem()
			if len(r.body) > 3000 {
				t.Errorf("the problem has %d bytes", len(r.body))
			}
			found := test.location == ""
			for _, e := range p.Errors {
				found = found || e.Location == test.location
			}
			if !found {
				t.Errorf("no error at %s: %s", test.location, r.body)
			}
		})
	}
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Errorf("logged as our own fault: %s", w.log.String())
	}
}

// endless is a body that says how long it is, and counts what was read of it.
type endless struct {
	left int64
	read atomic.Int64 // the sender may still be at it when the answer is there
}

func (e *endless) Read(p []byte) (int, error) {
	n := min(int64(len(p)), e.left)
	if n == 0 {
		return 0, io.EOF
	}
	for i := range p[:n] {
		p[i] = ' '
	}
	e.left -= n
	e.read.Add(n)
	return int(n), nil
}

func TestHugeBodies(t *testing.T) {
	t.Parallel()
	const huge = 100 << 20
	w := setup(t)
	admin := w.as(access.Admin, "")
	for name, length := range map[string]int64{"announced": huge, "in chunks": -1} {
		t.Run(name, func(t *testing.T) {
			e := &endless{left: huge}
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.server.URL+"/api/v1/sales", e)
			if err != nil {
				t.Fatal(err)
			}
			req.ContentLength = length
			req.Header.Set("Content-Type", "application/json")
			r := admin.send(req)
			r.t = t
			r.want(http.StatusRequestEntityTooLarge)
			if sent := e.read.Load(); sent > 10<<20 {
				t.Errorf("%d bytes were sent of it", sent)
			}
		})
	}
	// Nobody's body is read either.
	w.nobody().do(http.MethodPost, "/sales", strings.NewReader(strings.Repeat(" ", 2<<20))).want(http.StatusRequestEntityTooLarge)
	w.nobody().do(http.MethodPost, "/sales", strings.NewReader("{")).want(http.StatusUnauthorized)
}

func TestContentTypes(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	body := `{"name":"Small & Co"}`
	for kind, status := range map[string]int{"application/json": 200, "application/json; charset=utf-8": 200, "text/xml": 415, "application/x-www-form-urlencoded": 415, "multipart/form-data": 415, "": 200} {
		admin.header = http.Header{"Content-Type": {kind}}
		admin.do(http.MethodPatch, "/organisation", strings.NewReader(body)).want(status)
	}
}

func TestIDsWithAnything(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	// The customer's own name has a slash and a per cent sign; so may ids.
	for _, id := range []string{"a/b", "100%", "a b", "ü/李", "..", "x?y#z", `"q"`, "a..b/../c", "+", "%2F"} {
		posted := admin.do(http.MethodPost, "/sales", map[string]any{"items": []any{sale(id, map[string]any{"source": "s/" + id})}}).want(http.StatusOK)
		posted.with(`"inserted":1`)
		admin.get("/sales/" + escape("s/"+id) + "/" + escape(id)).want(http.StatusOK).with(`"amount":"10.5"`)
		admin.do(http.MethodDelete, "/sales/"+escape("s/"+id)+"/"+escape(id), nil).want(http.StatusNoContent)
		admin.get("/sales/" + escape("s/"+id) + "/" + escape(id)).with(`"state":"withdrawn"`)
	}
}
