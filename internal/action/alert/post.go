package alert

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
)

// Sender sends a mail. An Invalid fault says that it will never be taken; any
// other error that it may be later. The same message may come twice, when a
// server was killed before it could note that it was sent: its ID is the same.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Message is a mail as it goes out.
type Message struct {
	ID          string // unique, without brackets and host
	To          string // address
	Name        string // of the reader
	Subject     string
	Text        string
	HTML        string
	Unsubscribe string // address that ends the mails when it is posted to; "" for none
}

// How sending is tried again.
const (
	lease    = 10 * time.Minute // longer than a server takes that is about to answer
	atOnce   = 20               // mails that are claimed together
	mostTry  = 8
	sendTime = 2 * time.Minute // for one mail
)

// waits are the times between the tries; after the last try it is given up.
func waits() []time.Duration {
	return []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 8 * time.Hour, 16 * time.Hour}
}

// Post makes mails of the alerts that are to go out now, sends what is due, and
// returns when there is something to do again: the zero time when nothing waits.
// Without a sender it does nothing. Any number of servers may do it at once.
func (s *Service) Post(ctx context.Context, orgID string) (next time.Time, err error) {
	if s.sender == nil {
		return time.Time{}, nil
	}
	if next, err = s.collect(ctx, orgID); err != nil {
		return next, err
	}
	for {
		sent, err := s.deliver(ctx, orgID)
		if err != nil || sent < atOnce {
			return next, err
		}
	}
}

// collect puts the mails into the outbox that are to go out now.
func (s *Service) collect(ctx context.Context, orgID string) (next time.Time, err error) {
	now := s.now()
	pending, err := s.store.Unmailed(ctx, orgID, now.Add(-oldest))
	if err != nil || len(pending) == 0 {
		return next, err
	}
	set, err := s.setting(ctx, orgID)
	if err != nil {
		return next, err
	}
	sent, err := s.store.Mailed(ctx, orgID, now.Add(-storm))
	if err != nil {
		return next, err
	}
	for _, u := range set.Users {
		if u.Disabled {
			continue
		}
		list, again := Collect(Clockwork{u.Preferences, set.org.Place, set.org.Calendar}, pending[u.ID], sent[u.ID], now)
		if !again.IsZero() && (next.IsZero() || again.Before(next)) {
			next = again
		}
		if len(list) == 0 {
			continue
		}
		ids := make([]string, len(list))
		for i, a := range list {
			ids[i] = a.ID
		}
		m := Letter{ID: uuid.Must(uuid.NewV7()).String(), UserID: u.ID, State: Waiting, MadeAt: now.UnixMicro(), DueAt: now.UnixMicro()}
		if err := s.store.AddMail(ctx, orgID, m, ids); err != nil {
			return next, err
		}
	}
	return next, nil
}

// deliver sends some of the mails that are due and returns how many were tried.
func (s *Service) deliver(ctx context.Context, orgID string) (tried int, err error) {
	claimed, err := s.store.ClaimMails(ctx, orgID, s.now(), s.now().Add(lease), atOnce)
	if err != nil || len(claimed) == 0 {
		return 0, err
	}
	set, err := s.setting(ctx, orgID)
	if err != nil {
		return 0, err
	}
	look, err := s.store.AlertLook(ctx, orgID)
	if err != nil {
		return 0, err
	}
	for i, m := range claimed {
		if s.now().UnixMicro() > m.LeaseTo-sendTime.Microseconds() {
			return i, nil // the lease may end while it is sent: another claims what is left
		}
		if err := s.send(ctx, set, look.Key, &m); err != nil {
			return i, err
		}
		if err := s.store.SaveMail(ctx, orgID, m); err != nil {
			return i, err
		}
	}
	return len(claimed), nil
}

// send tries to send one mail and notes in it what became of it. An error says
// that nobody knows what it should say, or that the server stops.
func (s *Service) send(ctx context.Context, set setting, key []byte, m *Letter) error {
	u, ok := set.user(m.UserID)
	if !ok || u.Disabled || u.NoMail {
		m.State, m.LeaseTo = Dropped, 0
		return nil
	}
	list, err := s.store.MailAlerts(ctx, set.Scope(set.org.ID, u), set.Today, m.ID)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		m.State, m.LeaseTo = Dropped, 0
		return nil
	}
	message, err := Write(Paper{Site: s.site, Organisation: set.org.Name, Unsubscribe: token(key, set.org.ID, u.ID)}, u.User, m.ID, list)
	if err != nil {
		return err
	}
	timed, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	err = s.sender.Send(timed, message)
	if ctx.Err() != nil {
		return ctx.Err() // it is leased until another server takes it up
	}
	m.note(err, s.now())
	if err != nil {
		s.log.Warn("a mail was not taken", "mail", m.ID, "tries", m.Tries, "state", m.State, "error", err)
	}
	return nil
}

// note keeps how a try ended.
func (m *Letter) note(err error, now time.Time) {
	m.Tries, m.LeaseTo, m.LastError = m.Tries+1, 0, ""
	if err == nil {
		m.State, m.SentAt = Sent, now.UnixMicro()
		return
	}
	m.LastError = reason(err)
	if m.Tries >= mostTry || fault.Is(err, fault.Invalid) {
		m.State = Failed
		return
	}
	m.DueAt = now.Add(waits()[min(m.Tries, len(waits()))-1]).UnixMicro()
}

// reason writes an error for an admin, cut to what a list can show.
func reason(err error) string {
	const most = 500
	text := err.Error()
	if known, ok := errors.AsType[*fault.Error](err); ok {
		text = known.Message
	}
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return text
}

func (d Directory) user(id string) (User, bool) {
	for _, u := range d.Users {
		if u.ID == id {
			return u, true
		}
	}
	return User{}, false
}

// Test sends the actor a mail, at once, and returns what went wrong. Only who
// manages users may ask for it.
func (s *Service) Test(ctx context.Context, actor access.Actor) error {
	if err := actor.Require(access.ManageUsers); err != nil {
		return err
	}
	if s.sender == nil {
		return fault.New(fault.Conflict, "no mail server is set; start Attain with --mail-server and --mail-from")
	}
	set, err := s.setting(ctx, actor.OrgID)
	if err != nil {
		return err
	}
	u, ok := set.user(actor.UserID)
	if !ok {
		return fault.New(fault.NotFound, "there is no such user")
	}
	text := fmt.Sprintf("This is a test of Attain's mail for %s. It was sent at %s.\n\nWhen you read it, mail works.\n", set.org.Name, s.now().In(set.org.Place).Format("15:04 on 2 January 2006"))
	timed, cancel := context.WithTimeout(ctx, sendTime/4)
	defer cancel()
	err = s.sender.Send(timed, Message{ID: uuid.Must(uuid.NewV7()).String(), To: u.Email, Name: u.Name, Subject: "Attain: mail works", Text: text, HTML: ""})
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "the mail was not sent: %s", reason(err))
	}
	return nil
}

// Outgoing is how the outbox stands.
type Outgoing struct {
	Counts map[MailState]int
	Latest []Letter
	Names  map[string]string // of users
}

// Outgoing returns how the outbox stands, with its latest mails.
func (s *Service) Outgoing(ctx context.Context, actor access.Actor) (o Outgoing, err error) {
	if err := actor.Require(access.ManageUsers); err != nil {
		return o, err
	}
	const shown = 50
	if o.Latest, o.Counts, err = s.store.Mails(ctx, actor.OrgID, shown); err != nil {
		return o, err
	}
	users, err := s.store.Users(ctx, actor.OrgID)
	o.Names = map[string]string{}
	for _, u := range users {
		o.Names[u.ID] = u.Name
	}
	return o, err
}
