package api_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/api"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/track/attain"
)

type alertPage struct {
	Items  []struct{ ID, Title, Kind string }
	Next   string `json:"next_cursor"`
	Unseen int
}

// tell plants alerts, each with the user's id and its node; their titles are
// their ids.
func (w *world) tell(list ...alert.Alert) {
	w.t.Helper()
	look, err := w.db.AlertLook(w.t.Context(), orgID)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := range list {
		list[i].Kind, list[i].Subject, list[i].What, list[i].MadeAt, list[i].Title, list[i].Link = alert.Status, "goal 1", list[i].ID, w.now().UnixMicro(), list[i].ID, "/goals/1"
	}
	look.Number, look.Key = look.Number+1, []byte("key")
	if _, err := w.db.SaveLook(w.t.Context(), orgID, look, alert.Found{Alerts: list}); err != nil {
		w.t.Fatal(err)
	}
}

func to(who *who, id string, node org.NodeID) alert.Alert {
	return alert.Alert{ID: id, UserID: who.userID, Happening: alert.Happening{Node: node}}
}

func (p *who) alerts(query string, want ...string) alertPage {
	p.w.t.Helper()
	var page alertPage
	p.do("GET", "/alerts"+query, nil).into(&page)
	var got []string
	for _, item := range page.Items {
		got = append(got, item.Title)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		p.w.t.Errorf("alerts%s are %q, want %q", query, got, want)
	}
	return page
}

// TestAlerts: everybody reads his own alerts, of what he sees now, page by page,
// and can say of no other's that he has seen them.
func TestAlerts(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.publish(org.PublishEveryone, false)
	rep, manager := w.as(access.Rep, "2"), w.as(access.Manager, "1")
	w.tell(to(rep, "a", "person:2"), to(rep, "b", "person:3"), to(rep, "c", "person:2"), to(manager, "d", "person:3"), to(manager, "e", "person:5"))
	if page := rep.alerts("", "c", "a"); page.Unseen != 2 { // what is published is not what one is told of
		t.Errorf("%d unseen", page.Unseen)
	}
	manager.alerts("", "d")
	page := rep.alerts("?limit=1", "c")
	rep.alerts("?limit=1&cursor="+url.QueryEscape(page.Next), "a")
	if r := manager.do("GET", "/alerts?limit=1&cursor="+url.QueryEscape(page.Next), nil); r.status != http.StatusUnprocessableEntity {
		t.Errorf("another's cursor is taken: %d", r.status)
	}
	if r := manager.do("POST", "/alerts/seen", map[string]any{"ids": []string{"a", "d"}}); r.status != http.StatusNoContent {
		t.Fatalf("%d: %s", r.status, r.body)
	}
	if page := rep.alerts("?unseen=true", "c", "a"); page.Unseen != 2 {
		t.Errorf("a manager has seen his rep's alerts: %d unseen", page.Unseen)
	}
	manager.alerts("?unseen=true")
	rep.do("POST", "/alerts/seen", map[string]any{})
	if page := rep.alerts("", "c", "a"); page.Unseen != 0 {
		t.Errorf("%d unseen after all were seen", page.Unseen)
	}
}

type preferences struct {
	Kinds  []struct{ Kind, Name, Channel string }
	From   string `json:"quiet_from"`
	NoMail bool   `json:"no_mail"`
	Can    bool   `json:"can_mail"`
}

// letters notes the mails that go out.
type letters struct{ got []alert.Message }

func (l *letters) Send(_ context.Context, m alert.Message) error {
	l.got = append(l.got, m)
	return nil
}

// TestAlertMail: a mail goes to who wants it, tells what he sees, and its link
// ends the mails without a sign-in.
func TestAlertMail(t *testing.T) {
	t.Parallel()
	sent := &letters{}
	var alerts *alert.Service
	w := setup(t, func(d *api.Deps) {
		db, ok := d.Store.(*store.DB)
		if !ok {
			t.Fatalf("the store is a %T", d.Store)
		}
		alerts = alert.NewService(db, attain.NewService(db, d.Now), d.Now, d.Log).WithMail(sent, "https://attain.test/")
		d.Alerts = alerts
	})
	rep, admin := w.as(access.Rep, "2"), w.as(access.Admin, "")
	set := func(who *who, status int, change map[string]any) {
		t.Helper()
		body := map[string]any{"channels": map[string]any{"status": "mail"}, "quiet_from": "00:00", "quiet_to": "00:00", "free_days": true, "zone": "", "no_mail": false}
		for k, v := range change {
			body[k] = v
		}
		if r := who.do("PUT", "/alerts/preferences", body); r.status != status {
			t.Errorf("%d: %s", r.status, r.body)
		}
	}
	set(rep, http.StatusUnprocessableEntity, map[string]any{"zone": "Mars"})
	set(rep, http.StatusUnprocessableEntity, map[string]any{"quiet_from": "25:00"})
	set(rep, http.StatusUnprocessableEntity, map[string]any{"channels": map[string]any{"status": "pigeon"}})
	set(rep, http.StatusOK, nil)
	read := func(who *who) (p preferences) {
		who.do("GET", "/alerts/preferences", nil).into(&p)
		return p
	}
	if p := read(rep); p.From != "00:00" || len(p.Kinds) != 4 || p.Kinds[0].Channel != "mail" || !p.Can {
		t.Errorf("%+v", p)
	}
	if p := read(admin); len(p.Kinds) != 5 || p.From != "19:00" {
		t.Errorf("an admin's are %+v", p)
	}
	w.tell(to(rep, "a", "person:2"), to(rep, "b", "person:3"))
	post := func() {
		t.Helper()
		w.clock.Add(int64((3 * time.Minute).Seconds()))
		if _, err := alerts.Post(t.Context(), orgID); err != nil {
			t.Fatal(err)
		}
	}
	post()
	post()
	if len(sent.got) != 1 || sent.got[0].Subject != "a" || strings.Contains(sent.got[0].Text, ": b") {
		t.Fatalf("sent %+v", sent.got)
	}
	var mail struct{ Sent, Waiting int }
	admin.do("GET", "/mail", nil).into(&mail)
	if mail.Sent != 1 || mail.Waiting != 0 {
		t.Errorf("%+v", mail)
	}
	if r := admin.do("POST", "/mail/test", nil); r.status != http.StatusNoContent || len(sent.got) != 2 {
		t.Errorf("%d: %s", r.status, r.body)
	}
	link, err := url.Parse(sent.got[0].Unsubscribe)
	if err != nil {
		t.Fatal(err)
	}
	token := link.Query().Get("token")
	for bad, status := range map[string]int{"": http.StatusUnprocessableEntity, "x": http.StatusNotFound, token[:len(token)-2]: http.StatusNotFound, "." + token: http.StatusNotFound} {
		if r := w.nobody().do("POST", "/mail/unsubscribe?token="+url.QueryEscape(bad), nil); r.status != status {
			t.Errorf("with %q: %d, want %d", bad, r.status, status)
		}
	}
	if read(rep).NoMail {
		t.Error("a wrong link ends the mails")
	}
	for range 2 {
		if r := w.nobody().do("POST", strings.TrimPrefix(link.RequestURI(), "/api/v1"), nil); r.status != http.StatusNoContent {
			t.Errorf("%d: %s", r.status, r.body)
		}
	}
	if !read(rep).NoMail {
		t.Error("the link does not end the mails")
	}
	w.tell(to(rep, "c", "person:2"))
	post()
	if len(sent.got) != 2 {
		t.Error("a mail goes out to who wants none")
	}
}
