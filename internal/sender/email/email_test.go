package email_test

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/sender/email"
)

// server is an SMTP server on this machine, with its moods.
type server struct {
	mu       sync.Mutex
	got      []string // the mails it took, whole
	onRcpt   error
	onData   error
	after    error         // answered when the mail is there
	slow     time.Duration // before it answers the mail
	password string
	logins   int
}

func (s *server) NewSession(c *smtp.Conn) (smtp.Session, error) { return &session{s, c}, nil }

type session struct {
	*server
	conn *smtp.Conn
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.logins++
		if user != "attain" || password != s.password {
			return &smtp.SMTPError{Code: 535, Message: "wrong password"}
		}
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Rcpt(string, *smtp.RcptOptions) error { return s.onRcpt }
func (s *session) Reset()                               {}
func (s *session) Logout() error                        { return nil }

func (s *session) Data(r io.Reader) error {
	if s.onData != nil {
		return s.onData
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	time.Sleep(s.slow)
	s.mu.Lock()
	defer s.mu.Unlock()
	if errors.Is(s.after, io.ErrClosedPipe) {
		_ = s.conn.Close()
		return s.after
	}
	if s.after == nil {
		s.got = append(s.got, string(text))
	}
	return s.after
}

func start(t *testing.T, s *server) email.Options {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	web := smtp.NewServer(s)
	web.Domain, web.AllowInsecureAuth = "test", true
	go func() { _ = web.Serve(listener) }()
	t.Cleanup(func() { _ = web.Close() })
	return email.Options{Server: "smtp+plain://" + listener.Addr().String(), From: "Attain <attain@example.com>", Timeout: 2 * time.Second}
}

var message = alert.Message{ID: "0192-7", To: "ana@example.com", Name: "Ana Öz", Subject: "Ana Öz: revenue is at risk", Text: "€42\n", HTML: "<p>€42</p>",
	Unsubscribe: "https://attain.example.com/api/v1/mail/unsubscribe?token=a.b"}

func send(t *testing.T, o email.Options) error {
	t.Helper()
	s, err := email.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s.Send(t.Context(), message)
}

// TestSend: what arrives is what was meant, in both forms, with a head by which
// programs know it.
func TestSend(t *testing.T) {
	t.Parallel()
	s := &server{password: "secret"}
	o := start(t, s)
	o.User, o.Password = "attain", "secret"
	if err := send(t, o); err != nil || len(s.got) != 1 || s.logins != 1 {
		t.Fatalf("%d mails after %d sign-ins, %v", len(s.got), s.logins, err)
	}
	m, err := mail.ReadMessage(strings.NewReader(s.got[0]))
	if err != nil {
		t.Fatal(err)
	}
	subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	for name, want := range map[string]string{"Message-Id": "<0192-7@example.com>", "List-Unsubscribe": "<" + message.Unsubscribe + ">", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "Auto-Submitted": "auto-generated"} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if to, err := m.Header.AddressList("To"); err != nil || to[0].Address != message.To || to[0].Name != message.Name || subject != message.Subject {
		t.Errorf("to %v with %q, %v", to, subject, err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, want := range []string{message.Text, message.HTML} {
		part, err := parts.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(part); err != nil || strings.TrimSpace(string(text)) != strings.TrimSpace(want) {
			t.Errorf("a part is %q, %v, want %q", text, err, want)
		}
	}
}

// TestRefusals: which answers are final, and which are tried again.
func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		server *server
		change func(*email.Options)
		want   fault.Kind
	}{
		"a mailbox that does not exist": {&server{onRcpt: &smtp.SMTPError{Code: 550, Message: "no such user"}}, nil, fault.Invalid},
		"a mailbox that is full now":    {&server{onRcpt: &smtp.SMTPError{Code: 452, Message: "full"}}, nil, fault.Unavailable},
		"a mail that is refused":        {&server{after: &smtp.SMTPError{Code: 554, Message: "spam"}}, nil, fault.Invalid},
		"a server that is busy":         {&server{after: &smtp.SMTPError{Code: 451, Message: "later"}}, nil, fault.Unavailable},
		"a server that hangs up":        {&server{after: io.ErrClosedPipe}, nil, fault.Unavailable},
		"a server that does not answer": {&server{slow: 5 * time.Second}, func(o *email.Options) { o.Timeout = 200 * time.Millisecond }, fault.Unavailable},
		"a wrong password":              {&server{password: "other"}, func(o *email.Options) { o.User, o.Password = "attain", "secret" }, fault.Unavailable},
		"no encryption where it must":   {&server{}, func(o *email.Options) { o.Server = strings.Replace(o.Server, "smtp+plain", "smtp", 1) }, fault.Unavailable},
		"nobody there":                  {&server{}, func(o *email.Options) { o.Server = "smtp+plain://127.0.0.1:1" }, fault.Unavailable},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := start(t, test.server)
			if test.change != nil {
				test.change(&o)
			}
			err := send(t, o)
			if err == nil || fault.KindOf(err) != test.want || strings.Contains(err.Error(), "secret") {
				t.Errorf("%v is of kind %v, want %v", err, fault.KindOf(err), test.want)
			}
			if len(test.server.got) != 0 {
				t.Errorf("it took %d mails", len(test.server.got))
			}
		})
	}
}

// TestCancelled: a server that stops waits for nobody.
func TestCancelled(t *testing.T) {
	t.Parallel()
	s, err := email.New(start(t, &server{}))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Send(ctx, message); err == nil {
		t.Error("it was sent")
	}
}

// TestOptions: what cannot work is refused before the first mail.
func TestOptions(t *testing.T) {
	t.Parallel()
	for _, o := range []email.Options{
		{Server: "mail.example.com", From: "a@b.c"}, {Server: "http://mail.example.com", From: "a@b.c"}, {Server: "smtp://", From: "a@b.c"},
		{Server: "smtp://u:p@mail.example.com", From: "a@b.c"}, {Server: "smtp://mail.example.com:587", From: "nobody"},
		{Server: "smtp+plain://mail.example.com", From: "a@b.c", User: "u", Password: "p"},
	} {
		if _, err := email.New(o); !fault.Is(err, fault.Invalid) || strings.Contains(err.Error(), "p@mail") && o.User != "" {
			t.Errorf("%+v is taken: %v", o, err)
		}
	}
	for _, server := range []string{"smtp://mail.example.com", "smtps://mail.example.com:465/", "smtp+plain://localhost:25"} {
		if _, err := email.New(email.Options{Server: server, From: "Attain <a@b.c>", User: "u", Password: "p"}); err != nil {
			t.Errorf("%s: %v", server, err)
		}
	}
}
