package api_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/api"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/store"
)

type batch struct {
	ID          string
	State       string
	DryRun      bool `json:"dry_run"`
	Inserted    int
	Unchanged   int
	Corrected   int
	Quarantined int
	RowsTotal   *int `json:"rows_total"`
	Message     string
}

// small returns the fields of an upload of the small company, with some files
// changed or, when "", left out.
func small(t *testing.T, change map[string]string) form {
	t.Helper()
	fields := []string{"profile", read(t, "profile.yaml")}
	for _, name := range []string{"person.csv", "territory.csv", "product.csv", "customer.csv", "target.csv", "sale.csv"} {
		text, changed := change[name]
		if !changed {
			text = read(t, name)
		}
		if text != "" {
			fields = append(fields, "files/"+name, text)
		}
	}
	return upload(t, append(fields, "dry_run", change["dry_run"])...)
}

// finished waits until an import has ended.
func finished(p *who, id string) batch {
	p.w.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		var b batch
		p.get("/imports/" + id).want(http.StatusOK).into(&b)
		if b.State != "running" {
			return b
		}
		if time.Now().After(deadline) {
			p.w.t.Fatalf("the import %s still runs", id)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// noUploads checks that nothing of an upload is left.
func noUploads(w *world) {
	w.t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for {
		entries, err := os.ReadDir(w.uploads)
		if err != nil && !os.IsNotExist(err) {
			w.t.Fatal(err)
		}
		if len(entries) == 0 {
			return
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("left: %v", entries)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestImport(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.RevOps, "")
	var b batch
	admin.do(http.MethodPost, "/imports", small(t, nil)).want(http.StatusAccepted).into(&b)
	if b = finished(admin, b.ID); b.State != "done" || b.Unchanged != 22 || b.RowsTotal == nil || *b.RowsTotal != 22 {
		t.Errorf("%+v", b)
	}
	// A dry run tells what would happen.
	more := read(t, "sale.csv") + "S6,O9,2026-02-13,2,C1,P1,T1,1,1000,10\n"
	admin.do(http.MethodPost, "/imports", small(t, map[string]string{"sale.csv": more, "dry_run": "true"})).want(http.StatusAccepted).into(&b)
	if b = finished(admin, b.ID); !b.DryRun || b.Inserted != 1 {
		t.Errorf("%+v", b)
	}
	admin.get("/sales/erp/S6").want(http.StatusNotFound)
	admin.do(http.MethodPost, "/imports/"+b.ID+"/undo", nil).want(http.StatusConflict)
	admin.do(http.MethodPost, "/imports/"+b.ID+"/retry", nil).want(http.StatusConflict)
	admin.do(http.MethodPost, "/imports/"+b.ID+"/cancel", nil).want(http.StatusConflict)

	admin.do(http.MethodPost, "/imports", small(t, map[string]string{"sale.csv": more})).want(http.StatusAccepted).into(&b)
	if b = finished(admin, b.ID); b.Inserted != 1 {
		t.Errorf("%+v", b)
	}
	admin.get("/nodes/person:2/attainment").with(`"actual":"41500.55"`)
	admin.do(http.MethodPost, "/imports/"+b.ID+"/undo", nil).want(http.StatusOK).with(`"state":"undone"`)
	admin.get("/nodes/person:2/attainment").with(`"actual":"40500.55"`)
	admin.do(http.MethodPost, "/imports/"+b.ID+"/undo", nil).want(http.StatusConflict)
	if got := walk(admin, "/imports?limit=2"); len(got) != 4 || got[0] != b.ID {
		t.Errorf("%v", got)
	}
	noUploads(w)
}

func TestQuarantine(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	bad := read(t, "sale.csv") + "S6,O9,2026-02-13,2,C1,P1,T1,1,many,10\nS7,O9,2026-02-13,77,C1,P1,T1,1,5,1\n"
	var b batch
	admin.do(http.MethodPost, "/imports", small(t, map[string]string{"sale.csv": bad})).want(http.StatusAccepted).into(&b)
	if b = finished(admin, b.ID); b.Quarantined != 2 {
		t.Fatalf("%+v", b)
	}
	var rows struct {
		Items []struct {
			ID, File, State string
			Line            int
			Values          map[string]string
			Errors          []struct{ Field, Message, Fix string }
		}
	}
	admin.get("/imports/" + b.ID + "/rows").want(http.StatusOK).into(&rows)
	if len(rows.Items) != 2 || rows.Items[0].Line != 7 || rows.Items[0].File != "sale.csv" || rows.Items[0].Values["Amount"] != "many" || rows.Items[0].Errors[0].Fix == "" {
		t.Fatalf("%+v", rows)
	}
	path := "/imports/" + b.ID + "/rows/" + rows.Items[0].ID
	admin.do(http.MethodPatch, path, map[string]any{"values": map[string]string{"Sum": "12"}}).want(http.StatusUnprocessableEntity)
	admin.do(http.MethodPatch, "/imports/"+b.ID+"/rows/99", map[string]any{"values": map[string]string{}}).want(http.StatusNotFound)
	admin.do(http.MethodPatch, path, map[string]any{"values": map[string]string{"Amount": "12"}}).want(http.StatusOK).with(`"Amount":"12"`, `"Owner":"2"`)
	var again batch
	admin.do(http.MethodPost, "/imports/"+b.ID+"/retry", nil).want(http.StatusAccepted).into(&again)
	if again = finished(admin, again.ID); again.Inserted != 1 || again.Quarantined != 1 {
		t.Errorf("%+v", again)
	}
	admin.get("/sales/erp/S6").want(http.StatusOK).with(`"amount":"12"`)
	admin.do(http.MethodPatch, path, map[string]any{"values": map[string]string{"Amount": "13"}}).want(http.StatusConflict)
	admin.do(http.MethodPost, "/imports/"+again.ID+"/retry", map[string]any{"profile": "nonsense: ["}).want(http.StatusUnprocessableEntity)
	other := strings.Replace(read(t, "profile.yaml"), "source: erp", "source: crm", 1)
	admin.do(http.MethodPost, "/imports/"+again.ID+"/retry", map[string]any{"profile": other}).want(http.StatusUnprocessableEntity)
	edited := strings.Replace(read(t, "profile.yaml"), "    owner: Owner\n", "", 1)
	admin.do(http.MethodPost, "/imports/"+again.ID+"/retry", map[string]any{"profile": edited}).want(http.StatusAccepted).into(&again)
	if again = finished(admin, again.ID); again.Inserted != 1 {
		t.Errorf("%+v", again)
	}
}

func TestBadUploads(t *testing.T) {
	t.Parallel()
	w := setup(t, func(d *api.Deps) { d.MaxUpload = 3 << 20 })
	admin := w.as(access.Admin, "")
	profile := read(t, "profile.yaml")
	tests := []struct {
		name   string
		body   form
		status int
		says   string
	}{
		{"missing files", small(t, map[string]string{"sale.csv": "", "target.csv": ""}), 422, "sale.csv is missing"},
		{"no profile", upload(t, "files/sale.csv", "ID\n1\n"), 422, "body.profile"},
		{"empty profile", upload(t, "profile", ""), 422, "body.profile"},
		{"broken profile", upload(t, "profile", "records: ["), 422, "body.profile"},
		{"unknown field", upload(t, "profile", profile, "extra", "1"), 422, "extra"},
		{"dry_run that is neither", upload(t, "profile", profile, "dry_run", "perhaps"), 422, "body.dry_run"},
		{"the same name twice", upload(t, "files/a.csv", "x", "files/a.csv", "y"), 422, "two files are called a.csv"},
		{"the same name in two folders", upload(t, "files/x/a.csv", "x", `files/c:\y\a.csv`, "y"), 422, "two files are called a.csv"},
		{"no name", upload(t, "files/..", "x"), 422, "no name"},
		{"a name with control characters", upload(t, "files/a\tb", "x"), 422, "no name"},
		{"a long name", upload(t, "files/"+strings.Repeat("n", 5000), "x"), 422, "no name"},
		{"climbing out", upload(t, "files/../../../../tmp/attain-escaped.csv", "x", "profile", strings.ReplaceAll(profile, "person.csv", "../../../attain-escaped.csv")), 422, "cannot be used as a path"},
		{"an absolute path", upload(t, "files/attain-escaped.csv", "x", "profile", strings.ReplaceAll(profile, "person.csv", "/tmp/attain-escaped.csv")), 422, "cannot be used as a path"},
		{"too large", upload(t, "files/a.csv", strings.Repeat("x", 4<<20)), 413, "MiB"},
		{"profile too large", upload(t, "profile", strings.Repeat("#", 2<<20)), 413, "1 MiB"},
		{"cut off", form{body: upload(t, "files/a.csv", "abc").body[:90], kind: upload(t, "files/a.csv", "abc").kind}, 422, ""},
		{"no multipart", form{body: []byte("profile=x"), kind: "multipart/form-data; boundary=zzz"}, 422, ""},
		{"JSON", form{body: []byte("{}"), kind: "application/json"}, 415, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := admin.do(http.MethodPost, "/imports", test.body)
			r.t = t
			r.want(test.status).with(test.says).without(w.uploads, "goroutine")
			noUploads(w)
		})
	}
	if _, err := os.Stat("/tmp/attain-escaped.csv"); err == nil {
		t.Error("a file was written outside the folder")
	}
	// In chunks, nobody says how much comes.
	big := upload(t, "files/a.csv", strings.Repeat("x", 4<<20))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.server.URL+"/api/v1/imports", io.MultiReader(strings.NewReader(string(big.body))))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", big.kind)
	admin.send(req).want(http.StatusRequestEntityTooLarge)
	noUploads(w)
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Errorf("logged as our own fault: %s", w.log.String())
	}
}

func TestUploadsInFolders(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	profile := "profile: 1\nname: Parts\nsource: parts\nfiles:\n  sale: {path: data/20*/sale_*.csv}\nrecords:\n  - kind: sale\n    from: sale\n    id: ID\n    occurred_at: Day\n    amount: Amount\n    currency: {value: EUR}\n"
	if _, err := ingest.ParseProfile([]byte(profile)); err != nil {
		t.Fatal(err)
	}
	var b batch
	admin.do(http.MethodPost, "/imports", upload(t, "files/sale_1.csv", "ID,Day,Amount\n1,2026-02-01,5\n", "profile", profile, "files/sale_2.csv", "ID,Day,Amount\n2,2026-02-01,6\n")).want(http.StatusAccepted).into(&b)
	if b = finished(admin, b.ID); b.Inserted != 2 {
		t.Errorf("%+v", b)
	}
}

// slowSource is a table that never ends.
type slowSource struct{ opened chan struct{} }

func (s slowSource) Open(ctx context.Context, _ ingest.Table) (ingest.Rows, error) {
	return &slowRows{ctx: ctx, opened: s.opened}, nil
}

type slowRows struct {
	ctx    context.Context
	opened chan struct{}
	n      int
}

func (r *slowRows) Columns() []string { return []string{"ID", "Day", "Amount"} }

func (r *slowRows) Next() (ingest.Row, error) {
	select {
	case r.opened <- struct{}{}:
	default:
	}
	if r.n++; r.n%100 == 0 {
		select {
		case <-r.ctx.Done():
			return ingest.Row{}, r.ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
	return ingest.Row{Line: r.n + 1, Values: map[string]string{"ID": strconv.Itoa(r.n), "Day": "2026-02-01", "Amount": "1"}}, nil
}

func (r *slowRows) Progress() (read, total int64) { return int64(r.n), 1 << 40 }
func (r *slowRows) Close() error                  { return nil }

const endlessProfile = "profile: 1\nname: Endless\nsource: endless\nfiles:\n  sale: sale.csv\nrecords:\n  - kind: sale\n    from: sale\n    id: ID\n    occurred_at: Day\n    amount: Amount\n    currency: {value: EUR}\n"

// TestCancelAndStop holds that an import's answer does not wait for its rows,
// that cancelling ends it, and that the server's end ends what still runs.
func TestCancelAndStop(t *testing.T) {
	t.Parallel()
	opened := make(chan struct{}, 1)
	w := setup(t, func(d *api.Deps) {
		d.OpenFolder = func(string) (ingest.Source, error) { return slowSource{opened}, nil }
	})
	admin := w.as(access.Admin, "")
	start := func() batch {
		var b batch
		admin.do(http.MethodPost, "/imports", upload(t, "profile", endlessProfile, "files/sale.csv", "x")).want(http.StatusAccepted).into(&b)
		if b.State != "running" || b.RowsTotal != nil {
			t.Errorf("%+v", b)
		}
		return b
	}
	first, second := start(), start()
	if first.ID == second.ID {
		t.Error("two imports have one id")
	}
	<-opened
	admin.do(http.MethodPost, "/imports/"+first.ID+"/undo", nil).want(http.StatusConflict)
	admin.do(http.MethodPost, "/imports/"+first.ID+"/retry", nil).want(http.StatusConflict)
	admin.do(http.MethodPost, "/imports/"+first.ID+"/cancel", nil).want(http.StatusOK).with(`"state":"cancelled"`)
	admin.get("/imports/" + second.ID).with(`"state":"running"`)
	start()
	start()
	start()
	admin.do(http.MethodPost, "/imports", upload(t, "profile", endlessProfile, "files/sale.csv", "x")).want(http.StatusTooManyRequests)
	w.api.Stop()
	admin.get("/imports/"+second.ID).with(`"state":"interrupted"`, "The server was stopped")
	admin.do(http.MethodPost, "/imports", upload(t, "profile", endlessProfile, "files/sale.csv", "x")).want(http.StatusServiceUnavailable)
	noUploads(w)
}

// stream reads server-sent events.
type stream struct {
	t     *testing.T
	body  io.ReadCloser
	lines *bufio.Reader
}

func (p *who) follow(last string) *stream {
	p.w.t.Helper()
	req, err := http.NewRequestWithContext(p.w.t.Context(), http.MethodGet, p.w.server.URL+"/api/v1/events", nil)
	if err != nil {
		p.w.t.Fatal(err)
	}
	req.AddCookie(&http.Cookie{Name: "attain_session", Value: p.cookie})
	if last != "" {
		req.Header.Set("Last-Event-ID", last)
	}
	resp, err := p.w.server.Client().Do(req)
	if err != nil {
		p.w.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "text/event-stream" {
		p.w.t.Fatalf("%d %s", resp.StatusCode, resp.Header.Get("Content-Type"))
	}
	s := &stream{t: p.w.t, body: resp.Body, lines: bufio.NewReader(resp.Body)}
	p.w.t.Cleanup(func() { resp.Body.Close() })
	if line, err := s.lines.ReadString('\n'); err != nil || line != "retry: 2000\n" {
		p.w.t.Fatalf("%q %v", line, err)
	}
	return s
}

// next returns the text of the next event, "" at the end of the stream.
func (s *stream) next() string {
	s.t.Helper()
	found := make(chan string, 1)
	go func() {
		var b strings.Builder
		for {
			line, err := s.lines.ReadString('\n')
			if err != nil {
				found <- ""
				return
			}
			if line == "\n" && b.Len() > 0 {
				found <- b.String()
				return
			}
			b.WriteString(strings.TrimPrefix(line, "\n"))
		}
	}()
	select {
	case text := <-found:
		return text
	case <-time.After(10 * time.Second):
		s.t.Fatal("no event came")
		return ""
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin, rep := w.as(access.Admin, ""), w.as(access.Rep, "2")
	own, his := admin.follow(""), rep.follow("")
	admin.do(http.MethodPost, "/sales", map[string]any{"items": []any{sale("1", nil)}}).want(http.StatusOK)
	var id string
	for _, s := range []*stream{own, his} {
		event := s.next()
		if !strings.Contains(event, "event: facts\n") || strings.Contains(event, "person") {
			t.Errorf("%q", event)
		}
		id, _, _ = strings.Cut(strings.TrimPrefix(event, "id: "), "\n")
	}
	// Another process changes the same database.
	other, err := store.Open(t.Context(), w.path())
	if err != nil {
		t.Fatal(err)
	}
	pipe := pipeline.New(other, w.now, func(pipeline.Beat) {})
	if _, err := pipe.SetTarget(t.Context(), orgID, "cli", goal.TargetChange{Key: targetKey(), Value: 1, Reason: "test"}); err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*stream{own, his} {
		if event := s.next(); !strings.Contains(event, "event: facts\n") || strings.Contains(event, "id: "+id+"\n") {
			t.Errorf("%q", event)
		}
	}
	// A lost connection learns what it missed.
	if event := rep.follow(id).next(); !strings.Contains(event, "event: facts\n") {
		t.Errorf("%q", event)
	}
	// Imports are told to those who may see them; the rep hears of facts only.
	var b batch
	admin.do(http.MethodPost, "/imports", small(t, map[string]string{"customer.csv": "ID,Name\nC1,Acme Inc\nC2,Big\n"})).want(http.StatusAccepted).into(&b)
	for {
		event := own.next()
		if strings.Contains(event, "event: import\n") && strings.Contains(event, b.ID) && strings.Contains(event, `"state":"done"`) {
			break
		}
	}
	if event := his.next(); !strings.Contains(event, "event: facts\n") {
		t.Errorf("%q", event)
	}
	admin.do(http.MethodPatch, "/organisation", map[string]any{"today": "2026-02-14"}).want(http.StatusOK)
	for {
		if event := his.next(); strings.Contains(event, "event: facts\n") {
			break
		}
	}
	w.api.CloseStreams()
	last := ""
	for event := his.next(); event != ""; event = his.next() { // it ends
		last = event
	}
	wait, _, _ := strings.Cut(strings.TrimPrefix(last, "retry: "), "\n")
	if ms, err := strconv.Atoi(wait); err != nil || ms < 500 || ms >= 3000 || !strings.Contains(last, "event: reconnect\ndata: {}") {
		t.Errorf("the last event is %q", last)
	}
	admin.get("/events").want(http.StatusServiceUnavailable)
	w.nobody().get("/events").want(http.StatusUnauthorized)
}

func (w *world) path() string { return filepath.Join(w.dir, "attain.db") }
