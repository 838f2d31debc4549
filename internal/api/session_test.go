package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/api"
)

const password = "correct horse battery staple"

func cookieOf(t *testing.T, r reply) *http.Cookie {
	t.Helper()
	resp := http.Response{Header: r.header}
	for _, c := range resp.Cookies() {
		if c.Name == "attain_session" {
			return c
		}
	}
	t.Fatalf("%s: no session cookie in %v", r.what, r.header)
	return nil
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	w := setup(t)
	if _, err := w.access.AddUser(t.Context(), orgID, access.NewUser{Email: "Ana@example.com", Name: "Ana", Role: access.Rep, PersonID: "2", Password: password}); err != nil {
		t.Fatal(err)
	}
	body := map[string]any{"email": "ana@EXAMPLE.com", "password": password}
	r := w.nobody().do(http.MethodPost, "/session", body).want(http.StatusOK).with(`"person_id":"2"`, `"role":"rep"`, `"node_id":"company:small"`).without(password)
	c := cookieOf(t, r)
	if !c.HttpOnly || c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != int(access.SessionLifetime.Seconds()) {
		t.Errorf("the cookie is %v", c)
	}
	ana := &who{w: w, cookie: c.Value}
	ana.get("/session").want(http.StatusOK).with("Ana@example.com")
	if cookie := cookieOf(t, ana.do(http.MethodDelete, "/session", nil).want(http.StatusNoContent)); cookie.MaxAge >= 0 {
		t.Errorf("signing out leaves the cookie %v", cookie)
	}
	ana.get("/session").want(http.StatusUnauthorized)
	w.nobody().do(http.MethodDelete, "/session", nil).want(http.StatusNoContent)

	// Wrong e-mail and wrong password are answered alike.
	wrong := w.nobody().do(http.MethodPost, "/session", map[string]any{"email": "ana@example.com", "password": "wrong"}).want(http.StatusUnauthorized)
	unknown := w.nobody().do(http.MethodPost, "/session", map[string]any{"email": "nobody@example.com", "password": "wrong"}).want(http.StatusUnauthorized)
	if wrong.body != unknown.body {
		t.Errorf("answers differ: %s, %s", wrong.body, unknown.body)
	}
	for range 10 {
		if r = w.nobody().do(http.MethodPost, "/session", map[string]any{"email": "ana@example.com", "password": "wrong"}); r.status == http.StatusTooManyRequests {
			break
		}
	}
	r.want(http.StatusTooManyRequests)
	if wait, err := strconv.Atoi(r.header.Get("Retry-After")); err != nil || wait < 1 {
		t.Errorf("Retry-After %q", r.header.Get("Retry-After"))
	}
	w.nobody().do(http.MethodPost, "/session", map[string]any{"email": "x", "password": password, "extra": 1}).want(http.StatusUnprocessableEntity).without(password)
}

func TestSecureCookie(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*api.Deps)
		header http.Header
		secure bool
	}{
		{"plain", func(*api.Deps) {}, nil, false},
		{"header from anybody", func(*api.Deps) {}, http.Header{"X-Forwarded-Proto": {"https"}}, false},
		{"header from the proxy", func(d *api.Deps) { d.TrustProxy = true }, http.Header{"X-Forwarded-Proto": {"https"}}, true},
		{"proxy without https", func(d *api.Deps) { d.TrustProxy = true }, http.Header{"X-Forwarded-Proto": {"http"}}, false},
		{"base URL", func(d *api.Deps) { d.BaseURL = "https://attain.example.com" }, nil, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := setup(t, test.change)
			u := w.user(access.Viewer, "")
			secret, err := w.access.NewSignInLink(t.Context(), orgID, u.ID, time.Hour, false)
			if err != nil {
				t.Fatal(err)
			}
			p := &who{w: w, header: test.header}
			if c := cookieOf(t, p.get("/enter?token="+secret)); c.Secure != test.secure {
				t.Errorf("Secure is %t", c.Secure)
			}
		})
	}
}

func TestEnter(t *testing.T) {
	t.Parallel()
	w := setup(t)
	u := w.user(access.Viewer, "")
	link := func(reusable bool) string {
		secret, err := w.access.NewSignInLink(t.Context(), orgID, u.ID, time.Hour, reusable)
		if err != nil {
			t.Fatal(err)
		}
		return "/enter?token=" + secret
	}
	once := link(false)
	w.nobody().do(http.MethodHead, once, nil).want2(http.StatusMethodNotAllowed) // a preview does not use it up
	r := w.nobody().get(once).want2(http.StatusSeeOther)
	if r.header.Get("Location") != "/" || r.header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("headers %v", r.header)
	}
	(&who{w: w, cookie: cookieOf(t, r).Value}).get("/session").want(http.StatusOK)
	for _, path := range []string{once, "/enter", "/enter?token=", "/enter?token=rubbish", "/enter?token=" + strings.Repeat("A", 43)} {
		r := w.nobody().get(path).want2(http.StatusNotFound)
		if !strings.Contains(r.body, "not valid any more") || len(r.header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s: %s", r.what, r.body)
		}
	}
	again := link(true)
	w.nobody().get(again).want2(http.StatusSeeOther)
	w.nobody().get(again).want2(http.StatusSeeOther)
	w.clock.Add(int64((2 * time.Hour).Seconds()))
	w.nobody().get(again).want2(http.StatusNotFound)
}

// want2 checks the status of an answer that is for people, not a problem
// document.
func (r reply) want2(status int) reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("%s: %d, want %d: %.300s", r.what, r.status, status, r.body)
	}
	return r
}

// TestCrossSite holds that another site's page cannot write with the reader's
// cookie, and that programs with a token need no such check.
func TestCrossSite(t *testing.T) {
	t.Parallel()
	w := setup(t, func(d *api.Deps) { d.BaseURL = "https://attain.example.com" })
	admin := w.as(access.Admin, "")
	token := admin.withToken(access.Admin)
	change := map[string]any{"name": "Small & Co"}
	tests := []struct {
		name   string
		header http.Header
		status int
	}{
		{"no browser", nil, 200},
		{"same origin", http.Header{"Sec-Fetch-Site": {"same-origin"}}, 200},
		{"another site", http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}}, 403},
		{"a sister site", http.Header{"Sec-Fetch-Site": {"same-site"}, "Origin": {"https://evil.example.com"}}, 403},
		{"an old browser on another site", http.Header{"Origin": {"https://evil.example"}}, 403},
		{"the page behind a proxy", http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://attain.example.com"}}, 200},
		{"no origin", http.Header{"Origin": {"null"}}, 403},
	}
	for _, test := range tests {
		admin.header = test.header
		admin.do(http.MethodPatch, "/organisation", change).want(test.status)
		admin.get("/organisation").want(http.StatusOK)
		token.header = test.header
		token.do(http.MethodPatch, "/organisation", change).want(http.StatusOK)
		stranger := &who{w: w, header: test.header}
		if r := stranger.do(http.MethodPost, "/session", map[string]any{"email": "a@b.example", "password": "x"}); (r.status == http.StatusForbidden) != (test.status == 403) {
			t.Errorf("%s: signing in: %d", test.name, r.status)
		}
	}
}

func TestSetup(t *testing.T) {
	t.Parallel()
	w := setupEmpty(t)
	nobody := w.nobody()
	nobody.get("/setup").want(http.StatusOK).with(`"open":true`)
	secret, err := w.access.NewSetupToken(t.Context(), orgID)
	if err != nil {
		t.Fatal(err)
	}
	body := func(change map[string]any) map[string]any {
		b := map[string]any{"token": secret, "organisation_name": "Société Générale S.A.", "time_zone": "Europe/Paris", "currency": "eur", "name": "Ana", "email": "ana@example.com", "password": password}
		for k, v := range change {
			b[k] = v
		}
		return b
	}
	nobody.do(http.MethodPost, "/setup", body(map[string]any{"token": "wrong"})).want(http.StatusNotFound)
	for field, value := range map[string]string{"organisation_name": " ", "time_zone": "Nowhere", "currency": "euro", "email": "ana", "password": "short", "name": ""} {
		r := nobody.do(http.MethodPost, "/setup", body(map[string]any{field: value})).want(http.StatusUnprocessableEntity)
		if p := r.problem(); len(p.Errors) != 1 || p.Errors[0].Location != "body."+field {
			t.Errorf("%s: %s", field, r.body)
		}
	}
	r := nobody.do(http.MethodPost, "/setup", body(nil)).want(http.StatusOK).
		with(`"currency":"EUR"`, `"node_id":"company:societe-generale-s-a"`, `"role":"admin"`, `"has_data":false`).without(password, secret)
	admin := &who{w: w, cookie: cookieOf(t, r).Value}
	admin.get("/session").want(http.StatusOK)
	admin.get("/periods").want(http.StatusOK)
	admin.get("/attainment?by=person").want(http.StatusOK).with(`"items":[]`)
	admin.get("/nodes/company:societe-generale-s-a/attainment").want(http.StatusOK)
	nobody.get("/setup").with(`"open":false`)
	nobody.do(http.MethodPost, "/setup", body(nil)).want(http.StatusNotFound)
}

func TestOrganisationChange(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	admin.do(http.MethodPatch, "/organisation", map[string]any{"today": "2026-02-01", "fiscal_year_starts": 7, "week_starts": "sunday", "calendar": "445",
		"working_days": []string{"monday", "sunday"}, "holidays": []string{"2026-01-01"}, "published": "teams", "publish_ranking": true, "time_zone": "Asia/Tokyo"}).
		want(http.StatusOK).with(`"today":"2026-02-01"`, `"today_pinned":true`, `"working_days":["monday","sunday"]`, `"holidays":["2026-01-01"]`, `"calendar":"445"`, `"time_zone":"Asia/Tokyo"`)
	admin.get("/nodes?as_of=2026-02-02").want(http.StatusUnprocessableEntity)
	admin.get("/nodes/person:3/attainment?period=2026-01-01..2026-04-01").with(`"actual":"0"`)
	admin.do(http.MethodPatch, "/organisation", map[string]any{"name": "Tiny"}).want(http.StatusOK).with(`"today_pinned":true`, `"published":"teams"`)
	admin.do(http.MethodPatch, "/organisation", map[string]any{"today": nil}).want(http.StatusOK).with(`"today_pinned":false`, `"today":"2026-02-15"`)
}

func TestUsersAndTokens(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	var u struct{ ID string }
	admin.do(http.MethodPost, "/users", map[string]any{"email": "cy@example.com", "name": "Cy", "role": "manager", "person_id": "person:4", "password": password}).
		want(http.StatusOK).with(`"person_id":"4"`, `"last_seen_at":null`).without(password, "argon").into(&u)
	admin.do(http.MethodPost, "/users", map[string]any{"email": "CY@example.com", "name": "Cy", "role": "rep"}).want(http.StatusConflict)
	r := w.nobody().do(http.MethodPost, "/session", map[string]any{"email": "cy@example.com", "password": password}).want(http.StatusOK)
	cy := &who{w: w, cookie: cookieOf(t, r).Value}
	cy.do(http.MethodPost, "/tokens", map[string]any{"name": "x", "role": "admin"}).want(http.StatusUnprocessableEntity)
	token := cy.withToken(access.Rep)
	token.get("/nodes/person:5").want(http.StatusNotFound)
	cy.get("/nodes/person:5").want(http.StatusOK)
	cy.get("/tokens").with(`"name":"test"`).without(token.token)
	admin.get("/tokens").with(`"name":"test"`)

	admin.do(http.MethodPatch, "/users/"+u.ID, map[string]any{"person_id": nil}).want(http.StatusOK).with(`"person_id":null`, `"role":"manager"`)
	cy.get("/nodes/person:5").want(http.StatusNotFound)
	admin.do(http.MethodPatch, "/users/"+u.ID, map[string]any{"disabled": true}).want(http.StatusOK).with(`"disabled":true`)
	cy.get("/session").want(http.StatusUnauthorized)
	token.get("/session").want(http.StatusUnauthorized)
	admin.do(http.MethodPatch, "/users/"+admin.userID, map[string]any{"role": "rep"}).want(http.StatusConflict)

	mine := admin.withToken(access.RevOps)
	var tokens struct{ Items []struct{ ID, Prefix string } }
	admin.get("/tokens").into(&tokens)
	for _, item := range tokens.Items {
		if strings.HasPrefix(mine.token, item.Prefix) {
			admin.do(http.MethodDelete, "/tokens/"+item.ID, nil).want(http.StatusNoContent)
		}
	}
	mine.get("/session").want(http.StatusUnauthorized)
}
