// Package email sends mails through an SMTP server. It knows how a mail travels
// and which answers are final; what it says, to whom and when, is not its
// concern.
package email

import (
	"context"
	"errors"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/fault"
)

// Options say which server takes the mails, and how.
type Options struct {
	// Server is smtp://host:587, with STARTTLS, or smtps://host:465, with TLS from
	// the beginning. smtp+plain:// encrypts nothing: for a server on the same machine.
	Server   string
	From     string // address, or Name <address>
	User     string // "" for a server that asks for no password
	Password string
	Timeout  time.Duration // for one answer of the server; 0: 30 seconds
}

// Sender sends mails. It keeps no connection open.
type Sender struct {
	host    string
	from    *mail.Address
	options []gomail.Option
}

// New returns a sender. It asks nothing of the server yet.
func New(o Options) (*Sender, error) {
	server, err := url.Parse(o.Server)
	if err != nil || server.Hostname() == "" || server.User != nil || server.Path != "" && server.Path != "/" {
		return nil, fault.New(fault.Invalid, "the mail server %q cannot be used; write it like smtp://mail.example.com:587, and user and password apart", o.Server)
	}
	from, err := mail.ParseAddress(o.From)
	if err != nil {
		return nil, fault.New(fault.Invalid, "the sender of mails %q is no address; write it like attain@example.com, or Attain <attain@example.com>", o.From)
	}
	s := &Sender{host: server.Hostname(), from: from}
	var port string
	switch server.Scheme {
	case "smtp":
		port = "587"
		s.options = append(s.options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case "smtps":
		port = "465"
		s.options = append(s.options, gomail.WithSSL())
	case "smtp+plain":
		port = "25"
		s.options = append(s.options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fault.New(fault.Invalid, "the mail server begins with %q; use smtp, smtps or smtp+plain", server.Scheme)
	}
	if server.Port() != "" {
		port = server.Port()
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, fault.New(fault.Invalid, "%q is no port of a mail server", port)
	}
	const patience = 30 * time.Second
	if o.Timeout == 0 {
		o.Timeout = patience
	}
	s.options = append(s.options, gomail.WithPort(number), gomail.WithTimeout(o.Timeout), gomail.WithoutNoop())
	if o.User != "" {
		if server.Scheme == "smtp+plain" && !local(s.host) {
			return nil, fault.New(fault.Invalid, "a password would go to %s unencrypted; use smtp or smtps", s.host)
		}
		auth := gomail.SMTPAuthAutoDiscover
		if server.Scheme == "smtp+plain" {
			auth = gomail.SMTPAuthPlainNoEnc // discovery would pass over it
		}
		s.options = append(s.options, gomail.WithSMTPAuth(auth), gomail.WithUsername(o.User), gomail.WithPassword(o.Password))
	}
	return s, nil
}

// local reports whether the host is this machine.
func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send implements alert.Sender.
func (s *Sender) Send(ctx context.Context, m alert.Message) error {
	message, err := s.compose(m)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "the mail to %s cannot be written: %v", m.To, err)
	}
	client, err := gomail.NewClient(s.host, s.options...)
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, message)
	if err == nil || message.IsDelivered() { // a server that takes the mail and then breaks off has taken it
		return nil
	}
	if refused, ok := errors.AsType[*gomail.SendError](err); ok && final(refused) {
		return fault.Wrap(err, fault.Invalid, "the mail server refuses the mail for good: %v", plain(err))
	}
	return fault.Wrap(err, fault.Unavailable, "the mail server %s did not take the mail: %v", s.host, plain(err))
}

// final reports whether the answer will be the same the next time: the server
// says so of the reader or of the mail. What it says of the sender or of the
// password an admin can mend.
func final(e *gomail.SendError) bool {
	const permanent = 500
	return e.ErrorCode() >= permanent && (e.Reason == gomail.ErrSMTPRcptTo || e.Reason == gomail.ErrSMTPData || e.Reason == gomail.ErrSMTPDataClose)
}

// plain writes an error on one line.
func plain(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

func (s *Sender) compose(m alert.Message) (*gomail.Msg, error) {
	message := gomail.NewMsg()
	message.FromMailAddress(s.from)
	if err := message.AddToFormat(m.Name, m.To); err != nil {
		return nil, err
	}
	_, host, _ := strings.Cut(s.from.Address, "@")
	message.SetMessageIDWithValue(m.ID + "@" + host)
	message.SetDate()
	message.Subject(m.Subject)
	message.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Unsubscribe != "" {
		if strings.HasPrefix(m.Unsubscribe, "https://") {
			if err := message.SetListUnsubscribeOneClick(m.Unsubscribe); err != nil {
				return nil, err
			}
		} else {
			message.SetListUnsubscribe(m.Unsubscribe)
		}
	}
	message.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		message.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return message, nil
}
