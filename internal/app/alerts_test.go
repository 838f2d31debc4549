package app_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/sample"
)

// postman notes the mails that he takes; next is what he answers.
type postman struct {
	mu   sync.Mutex
	got  []alert.Message
	next func(m alert.Message) error
}

func (p *postman) Send(_ context.Context, m alert.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next != nil {
		if err := p.next(m); err != nil {
			return err
		}
	}
	p.got = append(p.got, m)
	return nil
}

// clocked is a service at a moment that the test moves.
type clocked struct {
	*alert.Service
	now *time.Time
}

func (a clocked) at(now time.Time) { *a.now = now }

// alerting is an app whose users want everything by mail at once, day and night.
func alerting(t *testing.T, a *app.App, sender alert.Sender, start time.Time) clocked {
	t.Helper()
	now := start
	s := alert.NewService(a.DB, a.Attain, func() time.Time { return now }, slog.New(slog.DiscardHandler)).WithMail(sender, "https://attain.test")
	users, err := a.DB.Users(t.Context(), a.OrgID)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		p := alert.Preferences{Channels: map[alert.Kind]alert.Channel{}, FreeDays: true}
		for _, k := range alert.Kinds() {
			p.Channels[k] = alert.Mail
		}
		if err := s.SetPreferences(t.Context(), a.OrgID, u.ID, p); err != nil {
			t.Fatal(err)
		}
	}
	return clocked{s, &now}
}

// TestAlertsOfACompany: the first look at a company of years tells nobody
// anything. A great sale is told to the seller, once, however many servers look,
// and in one mail.
func TestAlertsOfACompany(t *testing.T) {
	t.Parallel()
	f := openForeseen(t)
	_, all := f.run(t)
	person := seller(t, all)
	_, id := person.Node.Split()
	seller, err := f.Access.AddUser(t.Context(), f.OrgID, access.NewUser{Email: "seller@example.com", Name: "Seller", Role: access.Rep, PersonID: id})
	if err != nil {
		t.Fatal(err)
	}
	post := &postman{}
	noon := time.Date(2026, 9, 10, 12, 0, 0, 0, time.UTC)
	s := alerting(t, f.App, post, noon)
	run := func() []string {
		t.Helper()
		told, err := s.Run(t.Context(), f.OrgID)
		if err != nil {
			t.Fatal(err)
		}
		return told
	}
	if told := run(); len(told) != 0 {
		t.Errorf("the first look tells %d users of the past", len(told))
	}
	if told := run(); len(told) != 0 {
		t.Errorf("nothing happened, and %d users are told", len(told))
	}
	f.sell(t, person, 9_000_000)
	f.run(t)
	if told := strings.Join(run(), " "); !strings.Contains(told, seller.ID) {
		t.Fatalf("the seller is not told; %q are", told)
	}
	if told := run(); len(told) != 0 {
		t.Errorf("the same is told again to %d", len(told))
	}
	view := alert.View{Actor: access.Actor{OrgID: f.OrgID, UserID: seller.ID}, Scope: access.Scope{OrgID: f.OrgID, Roots: []string{string(person.Node)}}, Day: f.today}
	mine, unseen, err := s.Mine(t.Context(), view, alert.Filter{})
	if err != nil || unseen == 0 || unseen != len(mine) {
		t.Fatalf("%d alerts, %d unseen, %v", len(mine), unseen, err)
	}
	for _, a := range mine {
		if a.Node != person.Node || !strings.Contains(a.Text, "of the working days over") {
			t.Errorf("told %+v", a)
		}
	}
	for minute := range 10 {
		s.at(noon.Add(time.Duration(minute) * time.Minute))
		if _, err := s.Post(t.Context(), f.OrgID); err != nil {
			t.Fatal(err)
		}
	}
	mails := map[string]int{}
	for _, m := range post.got {
		mails[m.To]++
		if mails[m.To] > 1 {
			t.Errorf("%s gets a second mail %q", m.To, m.Subject)
		}
	}
	if mails["seller@example.com"] != 1 {
		t.Errorf("mails to %v", mails)
	}
}

// TestMailSurvives: a mail that is refused for now is tried again and later, one
// that is refused for good is given up, and one whose server dies between
// sending and noting it goes out again with the same id, from one of two servers.
func TestMailSurvives(t *testing.T) {
	t.Parallel()
	a := openApp(t, "post")
	o := sample.Organisation(a.OrgID)
	if err := a.DB.SaveOrganisation(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	root := pipeline.Changes{At: time.Now(), Nodes: []org.Node{{ID: o.Root(), Name: o.Name, Member: period.Everything}}}
	if err := a.DB.Write(t.Context(), a.OrgID, func(tx pipeline.Tx) error { return tx.Save(root) }); err != nil {
		t.Fatal(err)
	}
	user, err := a.Access.AddUser(t.Context(), a.OrgID, access.NewUser{Email: "ana@example.com", Name: "Ana", Role: access.Admin})
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 9, 10, 12, 0, 0, 0, time.UTC)
	tell := func(what string, made time.Time) {
		t.Helper()
		look, err := a.DB.AlertLook(t.Context(), a.OrgID)
		if err != nil {
			t.Fatal(err)
		}
		look.Number, look.Key = look.Number+1, []byte("k")
		one := alert.Alert{ID: what, UserID: user.ID, MadeAt: made.UnixMicro(), Happening: alert.Happening{Kind: alert.Stale, Subject: "s", What: what, Node: o.Root(), Title: what}}
		if _, err := a.DB.SaveLook(t.Context(), a.OrgID, look, alert.Found{Alerts: []alert.Alert{one}}); err != nil {
			t.Fatal(err)
		}
	}
	post := &postman{next: func(alert.Message) error { return fault.New(fault.Unavailable, "busy") }}
	s := alerting(t, a, post, noon)
	state := func() (alert.Letter, map[alert.MailState]int) {
		t.Helper()
		list, counts, err := a.DB.Mails(t.Context(), a.OrgID, 1)
		if err != nil || len(list) != 1 {
			t.Fatalf("%v, %v", list, err)
		}
		return list[0], counts
	}
	tell("busy", noon)
	for now := noon; now.Before(noon.Add(40 * time.Hour)); now = now.Add(time.Minute) {
		s.at(now)
		if _, err := s.Post(t.Context(), a.OrgID); err != nil {
			t.Fatal(err)
		}
	}
	m, _ := state()
	if m.State != alert.Failed || m.Tries != 8 || m.LastError != "busy" {
		t.Errorf("a server that is always busy: %+v", m)
	}
	now := noon.Add(50 * time.Hour)
	post.next = func(alert.Message) error { return fault.New(fault.Invalid, "no such mailbox") }
	tell("gone", now)
	s.at(now.Add(3 * time.Minute))
	if _, err := s.Post(t.Context(), a.OrgID); err != nil {
		t.Fatal(err)
	}
	if m, _ := state(); m.State != alert.Failed || m.Tries != 1 {
		t.Errorf("a mailbox that is not there: %+v", m)
	}

	now = noon.Add(60 * time.Hour)
	tell("killed", now)
	s.at(now.Add(3 * time.Minute))
	ctx, kill := context.WithCancel(t.Context())
	var first alert.Message
	post.next = func(m alert.Message) error { first = m; kill(); return nil }
	if _, err := s.Post(ctx, a.OrgID); !errors.Is(err, context.Canceled) {
		t.Fatalf("a server that is killed says %v", err)
	}
	post.next, post.got = nil, nil
	for minute := range 30 { // two servers, of which each would send
		s.at(now.Add(time.Duration(4+minute) * time.Minute))
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if _, err := s.Post(t.Context(), a.OrgID); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
	}
	if len(post.got) != 1 || post.got[0].ID != first.ID || first.ID == "" {
		t.Errorf("after the kill %d mails went out, the first was %q: %+v", len(post.got), first.ID, post.got)
	}
	if m, counts := state(); m.State != alert.Sent || counts[alert.Sent] != 1 || counts[alert.Failed] != 2 {
		t.Errorf("%+v, %v", m, counts)
	}
}
