package ui

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func testFiles() fstest.MapFS {
	return fstest.MapFS{
		"index.html": {Data: []byte(
			`<html><meta property="csp-nonce" nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__"></script></html>`)},
		"placeholder.html":       {Data: []byte(`<html>The page was not built: make build</html>`)},
		"assets/index-abc123.js": {Data: []byte(`console.log(1)`)},
	}
}

func request(t *testing.T, h http.Handler, method, target string) *httptest.ResponseRecorder {
	t.Helper()
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, httptest.NewRequest(method, target, nil))
	return recorder
}

func TestAssetsAreImmutable(t *testing.T) {
	t.Parallel()
	got := request(t, handler(testFiles()), http.MethodGet, "/assets/index-abc123.js")
	if got.Code != http.StatusOK {
		t.Fatalf("status %d, want 200", got.Code)
	}
	if cache := got.Header().Get("Cache-Control"); cache != "public, max-age=31536000, immutable" {
		t.Errorf("Cache-Control %q", cache)
	}
	if kind := got.Header().Get("Content-Type"); !strings.Contains(kind, "javascript") {
		t.Errorf("Content-Type %q", kind)
	}
	if got.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Error("X-Content-Type-Options is missing")
	}
}

func TestUnknownAssetIsNotFound(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"/assets/index-old.js", "/assets/", "/assets/../assets/none.css"} {
		got := request(t, handler(testFiles()), http.MethodGet, target)
		if got.Code != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", target, got.Code)
		}
		if cache := got.Header().Get("Cache-Control"); strings.Contains(cache, "immutable") {
			t.Errorf("%s: a missing asset is cached: %q", target, cache)
		}
	}
}

func TestPageHasFreshNonce(t *testing.T) {
	t.Parallel()
	h := handler(testFiles())
	inPage := regexp.MustCompile(`nonce="([A-Za-z0-9_-]{24})"`)
	seen := map[string]bool{}
	for range 3 {
		got := request(t, h, http.MethodGet, "/")
		match := inPage.FindStringSubmatch(got.Body.String())
		if match == nil {
			t.Fatalf("no nonce in %q", got.Body.String())
		}
		if strings.Contains(got.Body.String(), noncePlace) {
			t.Error("a place for the nonce is left unfilled")
		}
		if want := policy(match[1]); got.Header().Get("Content-Security-Policy") != want {
			t.Errorf("policy %q, want %q", got.Header().Get("Content-Security-Policy"), want)
		}
		if got.Header().Get("Cache-Control") != "no-cache" {
			t.Errorf("Cache-Control %q", got.Header().Get("Cache-Control"))
		}
		if seen[match[1]] {
			t.Error("two responses have the same nonce")
		}
		seen[match[1]] = true
	}
}

func TestPolicyText(t *testing.T) {
	t.Parallel()
	want := "default-src 'self'; script-src 'self' 'nonce-N'; style-src 'self' 'nonce-N'; img-src 'self' data: blob:; " +
		"connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; " +
		"frame-ancestors 'none'"
	if got := policy("N"); got != want {
		t.Errorf("policy\n got %s\nwant %s", got, want)
	}
}

func TestFallback(t *testing.T) {
	t.Parallel()
	h := handler(testFiles())
	tests := []struct {
		name, method, target string
		status               int
		page                 bool
	}{
		{"the first page", http.MethodGet, "/", http.StatusOK, true},
		{"an address of the page", http.MethodGet, "/n/person:275?metric=revenue", http.StatusOK, true},
		{"an encoded node id with a slash", http.MethodGet, "/n/product%3Aa%2Fb", http.StatusOK, true},
		{"the index by name", http.MethodGet, "/index.html", http.StatusOK, true},
		{"an address that climbs out", http.MethodGet, "/../../etc/passwd", http.StatusOK, true},
		{"an address that only looks like the interface", http.MethodGet, "/apiary", http.StatusOK, true},
		{"head", http.MethodHead, "/ranking", http.StatusOK, false},
		{"post", http.MethodPost, "/ranking", http.StatusMethodNotAllowed, false},
		{"delete", http.MethodDelete, "/", http.StatusMethodNotAllowed, false},
		{"the interface", http.MethodGet, "/api", http.StatusNotFound, false},
		{"an unknown resource", http.MethodGet, "/api/v1/none", http.StatusNotFound, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := request(t, h, test.method, test.target)
			if got.Code != test.status {
				t.Errorf("status %d, want %d", got.Code, test.status)
			}
			if page := strings.Contains(got.Body.String(), "csp-nonce"); page != test.page {
				t.Errorf("page in the answer: %t, want %t", page, test.page)
			}
		})
	}
}

func TestPlaceholder(t *testing.T) {
	t.Parallel()
	files := testFiles()
	if !built(files) {
		t.Error("a page with an index counts as not built")
	}
	delete(files, "index.html")
	if built(files) {
		t.Error("the placeholder alone counts as built")
	}
	got := request(t, handler(files), http.MethodGet, "/ranking")
	if got.Code != http.StatusOK || !strings.Contains(got.Body.String(), "make build") {
		t.Errorf("status %d, body %q", got.Code, got.Body.String())
	}
}

func TestEmbedded(t *testing.T) {
	t.Parallel()
	got := request(t, Handler(), http.MethodGet, "/")
	if got.Code != http.StatusOK || got.Header().Get("Content-Security-Policy") == "" {
		t.Errorf("status %d, headers %v", got.Code, got.Header())
	}
	if Built() == strings.Contains(got.Body.String(), "The page was not built") {
		t.Error("Built disagrees with the page that is served")
	}
}
