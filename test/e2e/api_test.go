package e2e_test

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"maps"
	"math/big"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// testAPI asks a few questions of each kind. That every figure is right, and who may see it, is the business of the
// packages' own tests; here the parts must work together in the program that is shipped.
func testAPI(t *testing.T, server *server, token string) {
	t.Helper()
	api := &caller{base: server.url, token: token, http: newHTTPClient(t)}

	t.Run("Health", func(t *testing.T) {
		var health struct{ Status string }
		api.anonymous().get(t, "/health", &health)
		if health.Status != "ok" {
			t.Errorf("status %q, want ok", health.Status)
		}
	})
	t.Run("NothingWithoutSignIn", func(t *testing.T) {
		for _, path := range []string{
			"/session", "/organisation", "/metrics", "/periods", "/nodes", "/attainment?metric=revenue",
			"/attainment.csv?metric=revenue", "/users", "/tokens", "/imports", "/events",
		} {
			api.anonymous().problem(t, http.MethodGet, path, nil, http.StatusUnauthorized)
		}
	})
	t.Run("SignInLink", func(t *testing.T) { testSignInLink(t, server) })
	t.Run("Page", func(t *testing.T) { testPage(t, server) })

	var organisation organisation
	api.get(t, "/organisation", &organisation)
	if !organisation.HasData {
		t.Fatal("the demo company has no data")
	}
	company := url.PathEscape(organisation.NodeID)
	var periods struct {
		Items   []struct{ ID string }
		Current string
	}
	api.get(t, "/periods", &periods)
	if periods.Current == "" || len(periods.Items) == 0 {
		t.Fatalf("no current period among %d", len(periods.Items))
	}
	question := "metric=revenue&period=" + url.QueryEscape(periods.Current)

	t.Run("PartsSumToTheWhole", func(t *testing.T) { // teams stand inside one another, so they are left out
		for _, by := range []string{"person", "territory", "category", "customer"} {
			testBreakdown(t, api, company, question+"&by="+by+"&limit=5")
		}
	})
	t.Run("ListAndExportAgree", func(t *testing.T) { testExport(t, api, question+"&by=person") })
	t.Run("ReceiptExplainsTheFigure", func(t *testing.T) { testReceipt(t, api, company, question) })
	t.Run("SaleMovesTheFigure", func(t *testing.T) { testSale(t, api, organisation, question) })
	t.Run("Refusals", func(t *testing.T) {
		api.problem(t, http.MethodGet, "/nodes/person:no-such-person", nil, http.StatusNotFound)
		api.problem(t, http.MethodGet, "/nodes/"+company+"/attainment?"+question+"&as_of=9999-01-01", nil,
			http.StatusUnprocessableEntity)
		api.problem(t, http.MethodPost, "/users", strings.NewReader(
			`{"email":"x@example.com","name":"X","role":"admin","person_id":null,"password":"correct horse battery"}`),
			http.StatusForbidden) // the token is RevOps', and users are the admin's
	})
}

type organisation struct {
	Currency string
	Today    string
	HasData  bool   `json:"has_data"`
	NodeID   string `json:"node_id"`
}

// testSignInLink enters by the link that the program printed, as the first user does.
func testSignInLink(t *testing.T, server *server) {
	t.Helper()
	browser := &caller{base: server.url, http: newHTTPClient(t)}
	resp := browser.do(t, http.MethodGet, server.signIn, nil)
	if resp.status != http.StatusOK || resp.url.Path != "/" {
		t.Fatalf("the sign-in link ended at %s with %d", resp.url.Path, resp.status)
	}
	if strings.Contains(resp.url.String(), "token") {
		t.Error("the token is still in the address")
	}
	address, err := url.Parse(server.url)
	if err != nil {
		t.Fatal(err)
	}
	if len(browser.http.Jar.Cookies(address)) == 0 {
		t.Fatal("the sign-in link set no cookie")
	}
	var session struct{ User struct{ Email string } }
	browser.get(t, "/session", &session)
	if session.User.Email == "" {
		t.Error("the session has no user")
	}

	// The cookie alone must not be enough for another site's page to write with.
	browser.header = http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://elsewhere.example"}}
	browser.problem(t, http.MethodDelete, "/session", nil, http.StatusForbidden)
	browser.header = nil
	browser.get(t, "/session", &session)
}

var nonce = regexp.MustCompile(`'nonce-([^']+)'`)

// testPage checks what the browser's tests would not notice: that each answer has a nonce of its own, and that the page
// is the built one.
func testPage(t *testing.T, server *server) {
	t.Helper()
	visitor := &caller{base: server.url, http: newHTTPClient(t)}
	seen := map[string]bool{}
	for _, path := range []string{"/", "/some/route/of/the/page"} {
		resp := visitor.do(t, http.MethodGet, server.url+path, nil)
		if resp.status != http.StatusOK || !strings.HasPrefix(resp.header.Get("Content-Type"), "text/html") {
			t.Fatalf("GET %s: %d, %s", path, resp.status, resp.header.Get("Content-Type"))
		}
		policy := resp.header.Get("Content-Security-Policy")
		found := nonce.FindStringSubmatch(policy)
		if found == nil {
			t.Fatalf("GET %s: no nonce in the policy %q", path, policy)
		}
		if seen[found[1]] {
			t.Errorf("GET %s: the nonce of an earlier answer", path)
		}
		seen[found[1]] = true
		if strings.Contains(resp.body, "__CSP_NONCE__") || !strings.Contains(resp.body, found[1]) {
			t.Errorf("GET %s: the page does not carry the nonce of its policy", path)
		}
		if !strings.Contains(resp.body, "/assets/") {
			t.Errorf("GET %s: not the built page; run make page", path)
		}
	}
}

func testBreakdown(t *testing.T, api *caller, node, query string) {
	t.Helper()
	var parts struct {
		Items []struct{ Value string }
		Other struct {
			Count int
			Value string
		}
		Unassigned, Total string
	}
	api.get(t, "/nodes/"+node+"/breakdown?"+query, &parts)
	sum := number(t, parts.Other.Value)
	sum.Add(sum, number(t, parts.Unassigned))
	for _, item := range parts.Items {
		sum.Add(sum, number(t, item.Value))
	}
	if total := number(t, parts.Total); sum.Cmp(total) != 0 || total.Sign() == 0 {
		t.Errorf("%s: the parts sum to %s, the total is %s", query, sum.FloatString(4), parts.Total)
	}
}

func testExport(t *testing.T, api *caller, query string) {
	t.Helper()
	rows := 0
	for cursor := ""; ; {
		var page struct {
			Items      []struct{ Node struct{ ID string } }
			NextCursor string `json:"next_cursor"`
		}
		api.get(t, "/attainment?limit=7&"+query+cursor, &page)
		rows += len(page.Items)
		if page.NextCursor == "" {
			break
		}
		cursor = "&cursor=" + url.QueryEscape(page.NextCursor)
	}
	resp := api.do(t, http.MethodGet, api.url("/attainment.csv?"+query), nil)
	if got := resp.header.Get("Content-Type"); !strings.HasPrefix(got, "text/csv") {
		t.Errorf("Content-Type %q, want text/csv", got)
	}
	records, err := csv.NewReader(strings.NewReader(resp.body)).ReadAll()
	if err != nil {
		t.Fatalf("read the CSV: %v", err)
	}
	if rows == 0 || len(records) != rows+1 {
		t.Errorf("the list has %d rows, the CSV %d lines; want a heading and as many", rows, len(records))
	}
}

func testReceipt(t *testing.T, api *caller, node, query string) {
	t.Helper()
	var figures struct{ Actual string }
	api.get(t, "/nodes/"+node+"/attainment?"+query, &figures)
	var receipt struct {
		Format      string
		Figures     struct{ Actual string }
		Credits     []struct{ Value string }
		CreditCount int `json:"credit_count"`
		Hash        string
	}
	api.get(t, "/nodes/"+node+"/receipt.json?"+query, &receipt)
	if receipt.Format != "attain-receipt/1" || len(receipt.Hash) != 64 {
		t.Errorf("format %q, hash %q", receipt.Format, receipt.Hash)
	}
	if len(receipt.Credits) != receipt.CreditCount {
		t.Errorf("%d credits, but credit_count is %d", len(receipt.Credits), receipt.CreditCount)
	}
	sum := new(big.Rat)
	for _, credit := range receipt.Credits {
		sum.Add(sum, number(t, credit.Value))
	}
	if actual := number(t, figures.Actual); sum.Cmp(actual) != 0 || number(t, receipt.Figures.Actual).Cmp(actual) != 0 {
		t.Errorf("the credits sum to %s, the receipt says %s, the figure %s",
			sum.FloatString(4), receipt.Figures.Actual, figures.Actual)
	}
}

// testSale posts a sale twice and withdraws it: the seller's figure moves by its amount, once, and back.
func testSale(t *testing.T, api *caller, org organisation, query string) {
	t.Helper()
	first := func(kind string) string {
		var nodes struct {
			Items []struct {
				SourceID string `json:"source_id"`
			}
		}
		api.get(t, "/nodes?limit=1&kind="+kind, &nodes)
		if len(nodes.Items) == 0 {
			t.Fatalf("the demo company has no %s", kind)
		}
		return nodes.Items[0].SourceID
	}
	var sellers struct {
		Items []struct {
			Node struct {
				ID       string
				SourceID string `json:"source_id"`
			}
		}
	}
	api.get(t, "/attainment?limit=1&by=person&sort=actual&order=desc&"+query, &sellers)
	if len(sellers.Items) == 0 {
		t.Fatal("nobody sold anything")
	}
	seller := sellers.Items[0].Node
	actual := func() *big.Rat {
		var figures struct{ Actual string }
		api.get(t, "/nodes/"+url.PathEscape(seller.ID)+"/attainment?"+query, &figures)
		return number(t, figures.Actual)
	}
	post := func() (inserted, unchanged int) {
		body, err := json.Marshal(map[string]any{"items": []any{map[string]any{
			"source": "e2e", "id": "line-1", "order_id": "order-1", "day": org.Today, "owner": seller.SourceID,
			"customer": first("customer"), "product": first("product"), "territory": first("territory"),
			"quantity": "1", "amount": "1234.5678", "cost": nil, "currency": org.Currency, "state": "won",
		}}})
		if err != nil {
			t.Fatal(err)
		}
		resp := api.do(t, http.MethodPost, api.url("/sales"), strings.NewReader(string(body)))
		var counts struct {
			Inserted, Unchanged int
			Rejected            []any
		}
		decode(t, resp, &counts)
		if len(counts.Rejected) > 0 {
			t.Fatalf("the sale was rejected: %v", counts.Rejected)
		}
		return counts.Inserted, counts.Unchanged
	}

	before := actual()
	want := new(big.Rat).Add(before, big.NewRat(12345678, 10000))
	if inserted, _ := post(); inserted != 1 {
		t.Errorf("posted once: %d inserted, want 1", inserted)
	}
	if got := actual(); got.Cmp(want) != 0 {
		t.Errorf("after the sale the figure is %s, want %s", got.FloatString(4), want.FloatString(4))
	}
	if inserted, unchanged := post(); inserted != 0 || unchanged != 1 {
		t.Errorf("posted again: %d inserted and %d unchanged, want 0 and 1", inserted, unchanged)
	}
	if got := actual(); got.Cmp(want) != 0 {
		t.Errorf("the same sale again moved the figure to %s", got.FloatString(4))
	}
	if resp := api.do(t, http.MethodDelete, api.url("/sales/e2e/line-1"), nil); resp.status/100 != 2 {
		t.Fatalf("withdraw the sale: %d: %s", resp.status, resp.body)
	}
	if got := actual(); got.Cmp(before) != 0 {
		t.Errorf("after the withdrawal the figure is %s, want %s", got.FloatString(4), before.FloatString(4))
	}
}

// caller speaks to the API as somebody: with a token, with the cookies of its client, or as nobody.
type caller struct {
	base, token string
	header      http.Header
	http        *http.Client
}

func newHTTPClient(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: time.Minute}
}

func (c *caller) anonymous() *caller {
	return &caller{base: c.base, http: &http.Client{Timeout: c.http.Timeout}}
}

func (c *caller) url(path string) string { return c.base + "/api/v1" + path }

// answer is a response that was read to its end.
type answer struct {
	status int
	header http.Header
	body   string
	url    *url.URL // where redirects led to
}

func (c *caller) do(t *testing.T, method, address string, body io.Reader) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(req.Header, c.header)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, address, err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s %s: read the answer: %v", method, address, err)
	}
	return answer{status: resp.StatusCode, header: resp.Header, body: string(text), url: resp.Request.URL}
}

// get reads the answer, which must be 200, into v.
func (c *caller) get(t *testing.T, path string, v any) {
	t.Helper()
	decode(t, c.do(t, http.MethodGet, c.url(path), nil), v)
}

// problem checks that the answer is an error of this status, told in the one form that all errors have.
func (c *caller) problem(t *testing.T, method, path string, body io.Reader, status int) {
	t.Helper()
	resp := c.do(t, method, c.url(path), body)
	if resp.status != status {
		t.Errorf("%s %s: %d, want %d: %.300s", method, path, resp.status, status, resp.body)
		return
	}
	if got := resp.header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("%s %s: Content-Type %q", method, path, got)
	}
	var problem struct {
		Status int
		Title  string
	}
	if err := json.Unmarshal([]byte(resp.body), &problem); err != nil || problem.Status != status || problem.Title == "" {
		t.Errorf("%s %s: not a problem document (%v): %.300s", method, path, err, resp.body)
	}
}

func decode(t *testing.T, resp answer, v any) {
	t.Helper()
	if resp.status != http.StatusOK {
		t.Fatalf("%s: %d: %.500s", resp.url.RequestURI(), resp.status, resp.body)
	}
	if err := json.Unmarshal([]byte(resp.body), v); err != nil {
		t.Fatalf("%s: %v: %.500s", resp.url.RequestURI(), err, resp.body)
	}
}

// number reads a decimal as it is; a float would hide a cent that is missing.
func number(t *testing.T, decimal string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(decimal)
	if !ok {
		t.Fatalf("%q is not a decimal number", decimal)
	}
	return r
}
