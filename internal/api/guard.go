package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/attainhq/attain/internal/fault"
)

// Handler answers every request of the server: the interface under /api, the
// sign-in link /enter, the probes /healthz and /readyz, and the page everywhere
// else.
func (a *API) Handler() http.Handler {
	page := a.Page
	if page == nil {
		page = http.NotFoundHandler()
	}
	return a.guarded(a.measured(a.limited(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/api" || strings.HasPrefix(r.URL.Path, "/api/"):
			a.serveAPI(w, r)
		case r.URL.Path == "/enter":
			a.enter(w, r)
		case r.URL.Path == livePath || r.URL.Path == readyPath:
			a.probes(w, r)
		default:
			page.ServeHTTP(w, r)
		}
	}))))
}

// guarded gives every request an id and turns a panic into an answer.
func (a *API) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(plain http.ResponseWriter, r *http.Request) {
		w := &begunWriter{ResponseWriter: plain, control: http.NewResponseController(plain), patience: a.limits.Write}
		_ = w.control.SetWriteDeadline(time.Time{}) // what the request before left on the connection
		c := &caller{id: newRequestID(), w: w}
		w.Header().Set("X-Request-Id", c.id)
		defer func() {
			reason := recover()
			if reason == nil {
				return
			}
			if err, ok := reason.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(reason)
			}
			a.Log.LogAttrs(r.Context(), slog.LevelError, "a request panicked", slog.String("request", c.id),
				slog.String("route", c.r.Pattern), slog.Any("reason", reason), slog.String("stack", string(debug.Stack())))
			if w.begun {
				panic(http.ErrAbortHandler) // a half answer must not look whole
			}
			writeProblem(w, http.StatusInternalServerError, "something went wrong in the server; tell its operator the request id "+c.id)
		}()
		c.r = r.WithContext(contextWithCaller(r.Context(), c))
		next.ServeHTTP(w, c.r)
	})
}

// measured tells how each request was answered: to whoever measures, and to the
// log when somebody looks for it. Neither gets the address as it was asked for,
// which may name people.
func (a *API) measured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := a.Now()
		done := func(string, int, bool) {}
		if a.Watch != nil {
			var ctx context.Context
			ctx, done = a.Watch.Request(r)
			r = r.WithContext(ctx)
		}
		c := callerOf(r.Context())
		c.r = r
		status := http.StatusInternalServerError // of a panic
		defer func() {
			route := routeOf(r, c.r)
			done(route, status, w.Header().Get("Content-Type") == eventStream)
			a.Log.LogAttrs(r.Context(), slog.LevelDebug, "request", slog.String("request", c.id), slog.String("method", r.Method),
				slog.String("route", route), slog.Int("status", status), slog.Duration("took", a.Now().Sub(began)))
		}()
		next.ServeHTTP(w, r)
		status = http.StatusOK
		if begun, ok := w.(*begunWriter); ok && begun.status != 0 {
			status = begun.status
		}
	})
}

// routeOf names what answered a request, of a few: the pattern of an operation,
// or what stands outside the API.
func routeOf(r, inner *http.Request) string {
	for _, one := range []*http.Request{inner, r} {
		if _, path, found := strings.Cut(one.Pattern, " "); found {
			return path
		}
	}
	switch path := r.URL.Path; {
	case path == livePath, path == readyPath, path == "/enter":
		return path
	case strings.HasPrefix(path, "/api"):
		return "none"
	default:
		return "page"
	}
}

// begunWriter knows whether the answer has begun, and lets go of a client who does
// not take it.
type begunWriter struct {
	http.ResponseWriter
	control  *http.ResponseController
	patience time.Duration // for each piece of an answer
	body     *hurried      // of the request; nil when it has none
	begun    bool
	status   int // 0 until the answer has begun
}

func (w *begunWriter) WriteHeader(status int) {
	if !w.begun && status >= http.StatusOK { // before that the answer is only announced
		w.begin(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *begunWriter) begin(status int) {
	w.begun, w.status = true, status
	if w.Header().Get("Content-Type") == eventStream {
		w.patience = 0 // it gives its events their own time
	}
	if w.body != nil && !w.body.ended {
		w.Header().Set("Connection", "close") // else the answer would wait for the rest of the body
	}
	w.hold()
}

func (w *begunWriter) hold() {
	if w.patience > 0 {
		_ = w.control.SetWriteDeadline(soon(w.patience)) // a writer without deadlines writes all the same
	}
}

// Write gives the client time for each piece, so that a long answer may take as
// long as it must, and one that nobody takes does not.
func (w *begunWriter) Write(b []byte) (n int, err error) {
	if !w.begun {
		w.begin(http.StatusOK)
	}
	const piece = 64 << 10
	for {
		w.hold()
		some, err := w.ResponseWriter.Write(b[n:min(len(b), n+piece)])
		if n += some; err != nil || n == len(b) {
			return n, err
		}
	}
}

// Unwrap lets http.ResponseController reach deadlines and flushing.
func (w *begunWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func newRequestID() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // it never fails: without randomness it ends the program
	return hex.EncodeToString(b)
}

// serveAPI checks what holds for every operation before one is chosen.
func (a *API) serveAPI(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	if status, detail := a.check(r); status != 0 {
		if status == http.StatusRequestEntityTooLarge {
			w.Header().Set("Connection", "close") // the body is not read
		}
		writeProblem(w, status, detail)
		return
	}
	if _, pattern := a.mux.Handler(r); pattern == "" {
		a.noRoute(w, r)
		return
	}
	a.mux.ServeHTTP(w, r)
}

// check refuses what no operation takes; status is 0 when there is nothing to
// refuse.
func (a *API) check(r *http.Request) (status int, detail string) {
	if !clean(r.URL.Path) {
		return http.StatusNotFound, "there is nothing at this address"
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return http.StatusUnprocessableEntity, "the query of the address cannot be read; percent-encode its values"
	}
	for name, values := range query {
		if !clean(name) || slices.ContainsFunc(values, func(v string) bool { return !clean(v) }) {
			return http.StatusUnprocessableEntity, "the query of the address holds characters that no text has"
		}
	}
	if !hasBearer(r) {
		if err := a.origins.Check(r); err != nil {
			return http.StatusForbidden, "the request comes from another site's page; open Attain itself to do this"
		}
	}
	limit := int64(maxBody)
	if isUpload(r) {
		limit = a.MaxUpload
	}
	if r.ContentLength > limit {
		if isUpload(r) {
			return http.StatusRequestEntityTooLarge, a.uploadTooLarge()
		}
		return http.StatusRequestEntityTooLarge, tooLarge
	}
	return 0, ""
}

// clean reports whether both databases can take the text.
func clean(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }

func isUpload(r *http.Request) bool {
	plan := strings.HasPrefix(r.URL.Path, prefix+plansPath+"/") && strings.HasSuffix(r.URL.Path, "/import")
	return r.Method == http.MethodPost && (r.URL.Path == prefix+importsPath || plan)
}

// noRoute tells an address that does not exist from a method that it does not
// have.
func (a *API) noRoute(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := a.mux.Handler(other); pattern != "" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		writeProblem(w, http.StatusNotFound, "there is nothing at this address")
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	writeProblem(w, http.StatusMethodNotAllowed, "this address takes "+strings.Join(allowed, ", "))
}

// unmarshal reads JSON and refuses the one character that PostgreSQL cannot
// keep in a text.
func unmarshal(data []byte, v any) error {
	if tooDeep(data) {
		return fault.New(fault.Invalid, "the JSON is nested deeper than %d levels", deepest)
	}
	if err := json.Unmarshal(data, v); err != nil {
		return readable(err)
	}
	if whole, ok := v.(*any); ok && holdsNUL(*whole) {
		return fault.New(fault.Invalid, "a text holds the character U+0000, which no text has")
	}
	return nil
}

func readable(err error) error {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("this is not JSON: at byte %d, %w", syntax.Offset, err)
	}
	return err
}

func holdsNUL(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.ContainsRune(v, 0)
	case []any:
		return slices.ContainsFunc(v, holdsNUL)
	case map[string]any:
		for name, item := range v {
			if strings.ContainsRune(name, 0) || holdsNUL(item) {
				return true
			}
		}
	}
	return false
}
