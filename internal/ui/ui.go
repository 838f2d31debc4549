// Package ui holds the web page of Attain, embedded into the binary, and serves it.
//
// It knows how a single-page application must be delivered: hashed assets that never change, an index that
// is never cached, a content security policy with a fresh nonce for every response, and the index as the
// answer to every address that the page itself understands. It knows nothing of what the page shows; the
// page asks the REST interface like every other client.
//
// The page is built from web/ into dist. Without that build the package still compiles and serves a
// placeholder that says how to build it.
package ui

import (
	"bytes"
	"crypto/rand"
	"embed"
	"encoding/base64"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed all:dist
var embedded embed.FS

const (
	indexName       = "index.html"
	placeholderName = "placeholder.html"
	assetsPrefix    = "assets/"
	noncePlace      = "__CSP_NONCE__"
	// 18 bytes are 24 characters of base64 without padding, and more than the 128 bits the policy asks for.
	nonceBytes = 18
)

// Built reports whether the binary holds the built page, not only the placeholder.
func Built() bool {
	return built(dist())
}

// Handler serves the page on every path outside /api.
func Handler() http.Handler {
	return handler(dist())
}

func dist() fs.FS {
	sub, err := fs.Sub(embedded, "dist")
	if err != nil {
		// The folder is named in the embed directive above, so this is a mistake in this file.
		panic(err)
	}
	return sub
}

func built(files fs.FS) bool {
	_, err := fs.Stat(files, indexName)
	return err == nil
}

func handler(files fs.FS) http.Handler {
	page, pageErr := readPage(files)
	static := http.FileServerFS(files)

	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		if name == "api" || strings.HasPrefix(name, "api/") {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "This address can only be read.", http.StatusMethodNotAllowed)
			return
		}
		setCommonHeaders(w.Header())
		if strings.HasPrefix(name+"/", assetsPrefix) {
			serveAsset(w, r, files, static, name)
			return
		}
		if pageErr != nil {
			http.Error(w, "The page is missing from this binary.", http.StatusInternalServerError)
			return
		}
		servePage(w, r, page)
	})
}

func readPage(files fs.FS) ([]byte, error) {
	page, err := fs.ReadFile(files, indexName)
	if errors.Is(err, fs.ErrNotExist) {
		return fs.ReadFile(files, placeholderName)
	}
	return page, err
}

// serveAsset answers with one of the hashed files. An unknown name is not found: the page in its place
// would reach the browser as a script and hide that the binary and the open page are of different versions.
func serveAsset(w http.ResponseWriter, r *http.Request, files fs.FS, static http.Handler, name string) {
	if info, err := fs.Stat(files, name); err != nil || info.IsDir() {
		w.Header().Set("Cache-Control", "no-cache")
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	static.ServeHTTP(w, r)
}

func servePage(w http.ResponseWriter, r *http.Request, page []byte) {
	nonce := newNonce()
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-cache")
	header.Set("Content-Security-Policy", policy(nonce))
	body := bytes.ReplaceAll(page, []byte(noncePlace), []byte(nonce))
	if r.Method == http.MethodHead {
		return
	}
	// A failed write means that the reader has gone; there is nobody left to tell.
	_, _ = w.Write(body)
}

func setCommonHeaders(header http.Header) {
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
}

func policy(nonce string) string {
	return "default-src 'self'; " +
		"script-src 'self' 'nonce-" + nonce + "'; " +
		"style-src 'self' 'nonce-" + nonce + "'; " +
		"img-src 'self' data: blob:; " +
		"connect-src 'self'; " +
		"font-src 'self'; " +
		"object-src 'none'; " +
		"base-uri 'none'; " +
		"form-action 'self'; " +
		"frame-ancestors 'none'"
}

func newNonce() string {
	var random [nonceBytes]byte
	// crypto/rand.Read never fails: it ends the program when the system has no randomness.
	_, _ = rand.Read(random[:])
	return base64.RawURLEncoding.EncodeToString(random[:])
}
