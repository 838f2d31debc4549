package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/api"
	"github.com/attainhq/attain/internal/org"
)

// checkinAnswer is what tests read of a check-in.
type checkinAnswer struct {
	ID          string
	Day, State  string
	Revision    int64
	Items       []struct{ ID, Kind, Text string }
	Lines       []struct{ Section, Kind, Text, Metric, Period, Goal, Deal string }
	Commitments []struct {
		ID, State, Text, Measured string
		Revision                  int64
	}
}

func (r reply) checkin(status int) (c checkinAnswer) {
	r.t.Helper()
	r.want(status).into(&c)
	return c
}

// The words of a talk, which nobody else may ever read.
const (
	topicWords   = "topic-of-ana-and-bo"
	noteWords    = "note-of-ana-and-bo"
	anasOwnWords = "own-note-of-ana"
	bosOwnWords  = "own-note-of-bo"
	promiseWords = "promise-of-ana"
	outcomeWords = "outcome-of-ana-and-bo"
)

var pairWords = []string{topicWords, noteWords, promiseWords, outcomeWords}

// talked lets Ana and her manager Bo hold a check-in.
func talked(ana, bo *who) checkinAnswer {
	m := ana.do("POST", "/check-ins", map[string]any{"with": "person:1"}).checkin(http.StatusCreated)
	at := "/check-ins/" + m.ID
	ana.do("POST", at+"/items", map[string]any{"kind": "topic", "text": topicWords}).want(http.StatusCreated)
	bo.do("POST", at+"/items", map[string]any{"kind": "note", "text": noteWords}).want(http.StatusCreated)
	ana.do("POST", at+"/items", map[string]any{"kind": "own", "text": anasOwnWords}).want(http.StatusCreated)
	bo.do("POST", at+"/items", map[string]any{"kind": "own", "text": bosOwnWords}).want(http.StatusCreated)
	ana.do("POST", at+"/commitments", map[string]any{"owner": "person:2", "text": promiseWords, "due": "2026-06-30"}).want(http.StatusCreated)
	return bo.do("POST", at+"/settle", map[string]any{"revision": m.Revision, "state": "held", "note": outcomeWords}).checkin(http.StatusOK)
}

// TestCheckin: two people prepare a check-in, hold it, and find next time what
// was promised.
func TestCheckin(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ana, bo := w.as(access.Rep, "2"), w.as(access.Manager, "1")
	bo.do("PUT", "/check-in-rhythms/team:1", map[string]any{"every": "weekly", "weekday": "friday"}).want(http.StatusOK).with(`"every":"weekly"`)
	ana.get("/check-ins").want(http.StatusOK).with(`"with":{"id":"person:1"`, `"leads":false`, `"every":"weekly"`, `"next":"2026-`).without("person:3")
	bo.get("/check-ins").want(http.StatusOK).with(`"id":"person:2"`, `"id":"person:3"`, `"team":{"id":"team:1"`).without("person:5")

	first := talked(ana, bo)
	if first.State != "held" || len(first.Lines) == 0 {
		t.Fatalf("%+v", first)
	}
	at := "/check-ins/" + first.ID
	ana.get(at).want(http.StatusOK).with(append(pairWords, anasOwnWords, "Revenue, 2026 Q1", "40,500.55")...).without(bosOwnWords)
	bo.get(at).want(http.StatusOK).with(append(pairWords, bosOwnWords)...).without(anasOwnWords)
	ana.do("POST", at+"/settle", map[string]any{"revision": first.Revision, "state": "skipped", "note": "x"}).want(http.StatusConflict)
	ana.do("POST", at+"/items", map[string]any{"kind": "topic", "text": "too late"}).want(http.StatusConflict)

	next := bo.do("POST", "/check-ins", map[string]any{"with": "person:2"}).checkin(http.StatusCreated)
	if next.ID == first.ID || next.Day <= first.Day || next.State != "planned" {
		t.Errorf("the next one is %+v after %+v", next, first)
	}
	again := ana.do("POST", "/check-ins", map[string]any{"with": "person:1"}).checkin(http.StatusCreated)
	if again.ID != next.ID {
		t.Error("each of the two opens one of his own")
	}
	ana.get("/check-ins/"+next.ID).want(http.StatusOK).with(`"section":"promised"`, promiseWords)
	ana.do("POST", "/check-ins/"+next.ID+"/agenda", map[string]any{"revision": next.Revision + 5}).want(http.StatusConflict)
	ana.do("POST", "/check-ins/"+next.ID+"/settle", map[string]any{"revision": next.Revision, "state": "skipped"}).want(http.StatusUnprocessableEntity)
	ana.do("POST", "/check-ins/"+next.ID+"/move", map[string]any{"revision": next.Revision, "day": "2020-01-01"}).want(http.StatusUnprocessableEntity)
}

// TestCommitmentByNumber: a number settles a commitment by itself, and the
// numbers of who leads are not promised.
func TestCommitmentByNumber(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ops, ana, bo := w.as(access.RevOps, ""), w.as(access.Rep, "2"), w.as(access.Manager, "1")
	m := ana.do("POST", "/check-ins", map[string]any{"with": "person:1"}).checkin(http.StatusCreated)
	at := "/check-ins/" + m.ID + "/commitments"
	promise := func(owner string) map[string]any {
		return map[string]any{"owner": owner, "text": "Sell for a hundred", "due": "2026-12-30", "metric": "revenue", "value": "100"}
	}
	bo.do("POST", at, promise("person:1")).want(http.StatusUnprocessableEntity)
	ana.do("POST", at, promise("person:5")).want(http.StatusUnprocessableEntity)
	made := ana.do("POST", at, promise("person:2")).checkin(http.StatusCreated).Commitments
	if len(made) != 1 || made[0].State != "open" || made[0].Measured != "0" {
		t.Fatalf("%+v", made)
	}
	settle := "/commitments/" + made[0].ID + "/settle"
	ana.do("POST", settle, map[string]any{"revision": 1, "state": "done"}).want(http.StatusConflict)
	today := ana.today()
	ops.do("POST", "/sales", map[string]any{"items": []any{sale("N1", map[string]any{"owner": "2", "day": today, "amount": "100"})}}).want(http.StatusOK)
	if now := bo.get("/check-ins/" + m.ID).checkin(http.StatusOK).Commitments; now[0].State != "done" || now[0].Measured != "100" {
		t.Errorf("%+v", now)
	}
	bo.do("POST", settle, map[string]any{"revision": 1, "state": "dropped", "reason": "agreed otherwise"}).want(http.StatusOK).with(`"state":"dropped"`)
	ana.do("POST", settle, map[string]any{"revision": 1, "state": "open"}).want(http.StatusConflict)
}

func (p *who) today() string {
	p.w.t.Helper()
	var page struct{ Today string }
	p.get("/check-ins").want(http.StatusOK).into(&page)
	return page.Today
}

// TestCheckinRoles: a check-in is there for the two and for nobody else, of
// whatever role, by no address, no token and no stream.
func TestCheckinRoles(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.publish(org.PublishEveryone, true)
	ana, bo := w.as(access.Rep, "2"), w.as(access.Manager, "1")
	before, err := w.db.Pulse(t.Context(), orgID)
	if err != nil {
		t.Fatal(err)
	}
	m := talked(ana, bo)
	if after, err := w.db.Pulse(t.Context(), orgID); err != nil || after != before {
		t.Errorf("a check-in moves the stream of events: %d, then %d, %v", before, after, err)
	}
	item, promise := m.Items[0].ID, m.Commitments[0].ID
	at := "/check-ins/" + m.ID
	changes := []struct {
		method, path string
		body         any
	}{
		{"GET", at, nil},
		{"POST", at + "/agenda", map[string]any{"revision": 2}},
		{"POST", at + "/settle", map[string]any{"revision": 2, "state": "held"}},
		{"POST", at + "/move", map[string]any{"revision": 2, "day": "2026-12-30"}},
		{"POST", at + "/items", map[string]any{"kind": "note", "text": "x"}},
		{"PUT", at + "/items/" + item, map[string]any{"text": "x"}},
		{"DELETE", at + "/items/" + item, nil},
		{"POST", at + "/commitments", map[string]any{"owner": "person:2", "text": "x", "due": "2026-12-30"}},
		{"POST", "/commitments/" + promise + "/settle", map[string]any{"revision": 1, "state": "done"}},
		{"POST", "/check-ins", map[string]any{"with": "person:2"}},
		{"PUT", "/check-in-rhythms/team:1", map[string]any{"every": "weekly", "weekday": "monday"}},
		{"PUT", "/check-in-shares/person:1", nil},
	}
	others := map[string]*who{
		"an admin": w.as(access.Admin, ""), "RevOps": w.as(access.RevOps, ""), "an admin who leads others": w.as(access.Admin, "4"),
		"another manager": w.as(access.Manager, "4"), "a colleague": w.as(access.Rep, "3"), "a colleague who may lead": w.as(access.Manager, "3"),
		"a viewer as her": w.as(access.Viewer, "2"), "her manager without the role": w.as(access.Rep, "1"),
		"her own token": ana.withToken(access.Rep), "her manager's token": bo.withToken(access.Manager),
	}
	for name, p := range others {
		for _, c := range changes {
			r := p.do(c.method, c.path, c.body)
			if r.status != http.StatusNotFound && r.status != http.StatusForbidden && r.status != http.StatusConflict {
				t.Errorf("%s: %s: %d: %.200s", name, r.what, r.status, r.body)
			}
			r.without(append(pairWords, anasOwnWords, bosOwnWords)...)
			if r.status == http.StatusConflict && c.path != "/check-in-shares/person:1" {
				t.Errorf("%s: %s tells that it is there", name, r.what)
			}
		}
		w.sweep(p, name, m.ID, promise)
	}
	ana.do("PUT", at+"/items/"+itemOf(m, noteWords), map[string]any{"text": "x"}).want(http.StatusNotFound) // Bo wrote it
	ana.do("PUT", "/check-in-rhythms/team:1", map[string]any{"every": "weekly", "weekday": "monday"}).want(http.StatusNotFound)
	bo.get(at).want(http.StatusOK).with(pairWords...).without(anasOwnWords)
	w.nobody().get(at).want(http.StatusUnauthorized)
	for _, secret := range append(pairWords, anasOwnWords, bosOwnWords) {
		if strings.Contains(w.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func itemOf(m checkinAnswer, text string) string {
	for _, i := range m.Items {
		if i.Text == text {
			return i.ID
		}
	}
	return "none"
}

// sweep asks every address that answers, with the ids of the talk and of the
// people in it, and looks for its words.
func (w *world) sweep(p *who, name string, ids ...string) {
	w.t.Helper()
	ids = append(ids, "person:2", "person:1", "team:1", "company:small")
	for _, pattern := range api.Routes() {
		method, path, _ := strings.Cut(pattern, " ")
		if method != http.MethodGet || strings.HasSuffix(path, "/events") {
			continue
		}
		path = strings.TrimPrefix(path, "/api/v1")
		for _, id := range ids {
			asked := path
			for strings.Contains(asked, "{") {
				from, to := strings.Index(asked, "{"), strings.Index(asked, "}")
				asked = asked[:from] + id + asked[to+1:]
			}
			r := p.get(asked)
			for _, secret := range append(pairWords, anasOwnWords, bosOwnWords) {
				if strings.Contains(r.body, secret) {
					w.t.Errorf("%s: %s tells %q", name, r.what, secret)
				}
			}
			if asked == path {
				break
			}
		}
	}
}
