package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/action/catchup"
	"github.com/attainhq/attain/internal/action/checkin"
	"github.com/attainhq/attain/internal/action/contest"
	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/action/recognition"
	"github.com/attainhq/attain/internal/action/scorecard"
	"github.com/attainhq/attain/internal/action/training"
	"github.com/attainhq/attain/internal/api"
	"github.com/attainhq/attain/internal/connector/csvfile"
	"github.com/attainhq/attain/internal/connector/xlsx"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/insight/fairness"
	"github.com/attainhq/attain/internal/insight/funnel"
	"github.com/attainhq/attain/internal/insight/gap"
	"github.com/attainhq/attain/internal/insight/movement"
	"github.com/attainhq/attain/internal/insight/pattern"
	"github.com/attainhq/attain/internal/insight/shadow"
	"github.com/attainhq/attain/internal/insight/tradeoff"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/rollout"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/track/advise"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/call"
	"github.com/attainhq/attain/internal/track/foresee"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const orgID = "main"

// world is a server over a database of its own.
type world struct {
	t        *testing.T
	db       *store.DB
	access   *access.Service
	pipeline *pipeline.Pipeline
	api      *api.API
	server   *httptest.Server
	uploads  string
	dir      string // of the database
	log      *lockedBuffer
	clock    *atomic.Int64 // unix seconds
	now      func() time.Time
}

// lockedBuffer is a log that a test can read while it is written.
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

// template is a database with the small company in it, made once and copied
// for each test.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "attain-api-test-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "attain.db")
	db, err := store.Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile("testdata/small/profile.yaml")
	if err != nil {
		return nil, err
	}
	profile, err := ingest.ParseProfile(text)
	if err != nil {
		return nil, err
	}
	folder, err := csvfile.OpenFolder("testdata/small")
	if err != nil {
		return nil, err
	}
	pipe := pipeline.New(db, start, func(pipeline.Beat) {})
	batch, err := pipe.Import(context.Background(), pipeline.Import{OrgID: orgID, By: "test", Profile: profile, Text: string(text), Source: folder})
	if err == nil && batch.Totals().Quarantined > 0 {
		rows, _ := db.Quarantine(context.Background(), orgID, batch.ID, true)
		err = fmt.Errorf("the small company has rows in quarantine: %+v", rows)
	}
	if err := errors.Join(err, folder.Close(), db.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// start is where the clocks of the tests begin: noon in Brussels on a Sunday.
func start() time.Time { return time.Date(2026, 2, 15, 11, 0, 0, 0, time.UTC) }

// setup returns a server with the small company.
func setup(t *testing.T, change ...func(*api.Deps)) *world {
	t.Helper()
	data, err := template()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "attain.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return serve(t, path, change...)
}

// setupEmpty returns a server without an organisation.
func setupEmpty(t *testing.T, change ...func(*api.Deps)) *world {
	t.Helper()
	return serve(t, filepath.Join(t.TempDir(), "attain.db"), change...)
}

func serve(t *testing.T, path string, change ...func(*api.Deps)) *world {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: db, dir: filepath.Dir(path), log: &lockedBuffer{}, clock: &atomic.Int64{}, uploads: filepath.Join(t.TempDir(), "uploads")}
	w.clock.Store(start().Unix())
	w.now = func() time.Time { return time.Unix(w.clock.Load(), 0) }
	log := slog.New(slog.NewTextHandler(w.log, nil))
	if w.access, err = access.New(db, w.now, log); err != nil {
		t.Fatal(err)
	}
	w.pipeline = pipeline.New(db, w.now, func(b pipeline.Beat) { w.api.Publish(b) })
	figures := attain.NewService(db, w.now).WithPreview(w.pipeline)
	advice := advise.NewService(db, figures, w.now)
	foresight := foresee.NewService(db, figures, advice, w.now)
	advice.Trust(foresight)
	trades, habits := tradeoff.NewService(db, figures), practice.NewReader(db, figures)
	deps := api.Deps{OrgID: orgID, Store: db, Access: w.access, Attain: figures, Advise: advice, Calls: call.NewService(db, figures, w.now), Foresee: foresight,
		Shadow: shadow.NewService(db, figures), Gap: gap.NewService(db, figures, foresight), Movement: movement.NewService(db, figures), Pipeline: w.pipeline,
		Funnel: funnel.NewService(db), Trades: trades, Fairness: fairness.NewService(db, figures, foresight), Patterns: pattern.NewService(db, trades),
		CatchUp: catchup.NewService(db, foresight, habits, advice, w.pipeline),
		Follow:  followup.NewService(followup.Deps{Store: db, Figures: figures, Foresee: foresight, Habits: habits, Advice: advice, Goals: w.pipeline, Now: w.now}),
		Alerts:  alert.NewService(db, figures, w.now, log),
		Rollout: rollout.NewService(db, advice, w.pipeline, w.now), Plans: pipeline.NewPlans(w.pipeline, db), Workbooks: xlsx.Workbooks{},
		OpenFolder: func(dir string) (ingest.Source, error) { return csvfile.OpenFolder(dir) },
		Now:        w.now, Log: log, UploadDir: w.uploads}
	deps.Honours = recognition.NewService(db, figures, foresight, w.now)
	deps.Cards = scorecard.NewService(scorecard.Deps{Store: db, Figures: figures, Foresee: foresight, Habits: practice.NewReader(db, figures), Advice: advice, Follow: deps.Follow, CatchUp: deps.CatchUp, Now: w.now})
	deps.Training = training.NewService(db, figures, w.now)
	deps.Checkins = checkin.NewService(db, figures, deps.Foresee, deps.Funnel, w.now)
	deps.Contests = contest.NewService(db, figures, w.now)
	for _, c := range change {
		c(&deps)
	}
	if w.api, err = api.New(deps); err != nil {
		t.Fatal(err)
	}
	w.api.Start(context.WithoutCancel(t.Context()))
	w.server = httptest.NewServer(w.api.Handler())
	t.Cleanup(func() {
		w.api.CloseStreams()
		w.server.Close()
		w.api.Stop()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if strings.Contains(w.log.String(), "a request panicked") {
			t.Error(w.log.String())
		}
	})
	return w
}

// who sends requests: with a cookie, a token, or as nobody.
type who struct {
	w      *world
	cookie string
	token  string
	header http.Header
	userID string
}

func (w *world) nobody() *who { return &who{w: w} }

// as returns somebody with the role, signed in by a link. personID may be "".
func (w *world) as(role access.Role, personID string) *who {
	w.t.Helper()
	u := w.user(role, personID)
	secret, err := w.access.NewSignInLink(w.t.Context(), orgID, u.ID, time.Hour, false)
	if err != nil {
		w.t.Fatal(err)
	}
	signed, err := w.access.Enter(w.t.Context(), secret)
	if err != nil {
		w.t.Fatal(err)
	}
	return &who{w: w, cookie: signed.Secret, userID: u.ID}
}

var users atomic.Int64

func (w *world) user(role access.Role, personID string) access.User {
	w.t.Helper()
	n := users.Add(1)
	email := string(role) + string(rune('a'+n%26)) + strings.Repeat("x", int(n/26)) + "@example.com"
	u, err := w.access.AddUser(w.t.Context(), orgID, access.NewUser{Email: email, Name: "The " + string(role), Role: role, PersonID: personID})
	if err != nil {
		w.t.Fatal(err)
	}
	return u
}

// withToken returns the same user acting by a token with the role.
func (p *who) withToken(role access.Role) *who {
	p.w.t.Helper()
	got := p.do(http.MethodPost, "/tokens", map[string]any{"name": "test", "role": role})
	got.want(http.StatusOK)
	var token struct{ Token string }
	got.into(&token)
	return &who{w: p.w, token: token.Token, userID: p.userID}
}

// reply is an answer that was read to its end.
type reply struct {
	t      *testing.T
	what   string
	status int
	header http.Header
	body   string
}

// do sends a request; a body that is no reader is sent as JSON.
func (p *who) do(method, path string, body any) reply {
	p.w.t.Helper()
	var reader io.Reader
	kind := "application/json"
	switch b := body.(type) {
	case nil:
	case io.Reader:
		reader = b
	case form:
		reader, kind = bytes.NewReader(b.body), b.kind
	default:
		text, err := json.Marshal(body)
		if err != nil {
			p.w.t.Fatal(err)
		}
		reader = bytes.NewReader(text)
	}
	address := p.w.server.URL + path
	if !strings.HasPrefix(path, "/enter") && !strings.HasPrefix(path, "/api") && path != "/" {
		address = p.w.server.URL + "/api/v1" + path
	}
	req, err := http.NewRequestWithContext(p.w.t.Context(), method, address, reader)
	if err != nil {
		p.w.t.Fatalf("%s %s: %v", method, path, err)
	}
	if reader != nil {
		req.Header.Set("Content-Type", kind)
	}
	return p.send(req)
}

func (p *who) send(req *http.Request) reply {
	p.w.t.Helper()
	if p.cookie != "" {
		req.AddCookie(&http.Cookie{Name: "attain_session", Value: p.cookie})
	}
	if p.token != "" {
		req.Header.Set("Authorization", "Bearer "+p.token)
	}
	for name, values := range p.header {
		req.Header[name] = values
	}
	client := *p.w.server.Client() // a copy: several may ask at once
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	if err != nil {
		p.w.t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		p.w.t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	what := req.URL.RequestURI()
	if len(what) > 200 {
		what = what[:200] + "…"
	}
	return reply{t: p.w.t, what: req.Method + " " + what, status: resp.StatusCode, header: resp.Header, body: string(text)}
}

func (p *who) get(path string) reply { p.w.t.Helper(); return p.do(http.MethodGet, path, nil) }

// want checks the status, and that an error is a problem document.
func (r reply) want(status int) reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("%s: %d, want %d: %.800s", r.what, r.status, status, r.body)
	}
	if status >= 400 {
		r.problem()
	}
	if null := nullLists(r.body); len(null) > 0 {
		r.t.Errorf("%s: %q are null; a list that is empty is []", r.what, null)
	}
	return r
}

type problem struct {
	Type   string
	Title  string
	Status int
	Detail string
	Errors []struct {
		Location string
		Message  string
		Value    any
	}
}

func (r reply) problem() problem {
	r.t.Helper()
	if kind := r.header.Get("Content-Type"); kind != "application/problem+json" {
		r.t.Errorf("%s: Content-Type %q: %.300s", r.what, kind, r.body)
	}
	var p problem
	if err := json.Unmarshal([]byte(r.body), &p); err != nil || p.Status != r.status || p.Title == "" || p.Detail == "" {
		r.t.Errorf("%s: not a problem document (%v): %.300s", r.what, err, r.body)
	}
	return p
}

func (r reply) into(v any) reply {
	r.t.Helper()
	if err := json.Unmarshal([]byte(r.body), v); err != nil {
		r.t.Fatalf("%s: %v: %.500s", r.what, err, r.body)
	}
	return r
}

// without checks that none of the texts stands in the answer, headers included.
func (r reply) without(texts ...string) reply {
	r.t.Helper()
	for _, text := range texts {
		if strings.Contains(r.body, text) {
			r.t.Errorf("%s: %q must not appear: %.1500s", r.what, text, r.body)
		}
	}
	return r
}

// with checks that all of the texts stand in the answer.
func (r reply) with(texts ...string) reply {
	r.t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.body, text) {
			r.t.Errorf("%s: %q is missing: %.1500s", r.what, text, r.body)
		}
	}
	return r
}

// form is a multipart body.
type form struct {
	body []byte
	kind string
}

// upload makes a form of files and other fields; a field's name begins with
// "files/" for a file.
func upload(t *testing.T, fields ...string) form {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		var w io.Writer
		var err error
		if name, ok := strings.CutPrefix(fields[i], "files/"); ok {
			w, err = m.CreateFormFile("files", name)
		} else {
			w, err = m.CreateFormField(fields[i])
		}
		if err == nil {
			_, err = io.WriteString(w, fields[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return form{body: b.Bytes(), kind: m.FormDataContentType()}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "small", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// publish changes what the organisation shows to everybody.
func (w *world) publish(published org.Published, ranking bool) {
	w.t.Helper()
	o, err := w.db.Organisation(w.t.Context(), orgID)
	if err != nil {
		w.t.Fatal(err)
	}
	o.Published, o.PublishRanking = published, ranking
	if err := w.db.SaveOrganisation(w.t.Context(), o); err != nil {
		w.t.Fatal(err)
	}
}

// escape also encodes dots, which clients take for steps in a path.
// targetKey names a target that nobody has set.
func targetKey() goal.Key {
	return goal.Key{Node: "team:4", Metric: "orders", Period: period.Range{Start: period.MustDate("2026-01-01"), End: period.MustDate("2027-01-01")}}
}

func escape(id string) string { return strings.ReplaceAll(url.PathEscape(id), ".", "%2E") }
