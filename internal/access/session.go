package access

import (
	"context"
	"time"

	"github.com/attainhq/attain/internal/fault"
)

// How long a session lasts: until it is not used for idleExpiry, and at most
// SessionLifetime.
const (
	idleExpiry      = 12 * time.Hour
	SessionLifetime = 30 * 24 * time.Hour
)

// touchEvery is how often the use of a session or token is noted.
const touchEvery = time.Minute

// Session is a signed-in browser.
type Session struct {
	OrgID      string
	Hash       string // of the secret that the browser holds
	UserID     string
	CreatedAt  time.Time
	LastSeenAt time.Time // precise to a minute
	ExpiresAt  time.Time
}

func (s Session) validAt(now time.Time) bool {
	return now.Before(s.ExpiresAt) && now.Before(s.LastSeenAt.Add(idleExpiry))
}

// SignedIn is a new session.
type SignedIn struct {
	Secret  string // for the cookie; it is stored nowhere
	Session Session
	User    User
}

// errSignIn is the one answer to a wrong e-mail, a wrong password and a disabled
// account.
func errSignIn() error {
	return fault.New(fault.Unauthenticated, "the e-mail or the password is not right")
}

// SignIn opens a session with e-mail and password. address is where the try
// comes from, "" when unknown. Wrong credentials are Unauthenticated; too many
// tries for the e-mail or from the address are TooMany with the wait in
// fault.RetryAfter. Unknown e-mails cost the same work and the same waits as
// known ones.
func (s *Service) SignIn(ctx context.Context, orgID, email, password, address string) (SignedIn, error) {
	if who, err := s.tries(ctx, orgID, email, address); err != nil {
		if who != "" {
			s.refused(ctx, orgID, "password", "too many tries for the "+who)
		}
		return SignedIn{}, err
	}
	u, err := s.store.UserByEmail(ctx, orgID, emailKey(email))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return SignedIn{}, err
	}
	stored := u.PasswordHash
	if err != nil || u.Disabled {
		stored = ""
	}
	ok, err := s.hasher.matches(ctx, password, stored)
	if err != nil {
		return SignedIn{}, err
	}
	if !ok {
		s.refused(ctx, orgID, "password", "wrong e-mail or password")
		return SignedIn{}, errSignIn()
	}
	if err := s.honest(ctx, orgID, email, address); err != nil {
		return SignedIn{}, err
	}
	return s.open(ctx, u)
}

// open starts a session for the user.
func (s *Service) open(ctx context.Context, u User) (SignedIn, error) {
	secret, now := newSecret(), s.now()
	session := Session{
		OrgID: u.OrgID, Hash: hashSecret(secret), UserID: u.ID,
		CreatedAt: now, LastSeenAt: now, ExpiresAt: now.Add(SessionLifetime),
	}
	if err := s.store.InsertSession(ctx, session); err != nil {
		return SignedIn{}, err
	}
	return SignedIn{Secret: secret, Session: session, User: u}, nil
}

func errSession() error {
	return fault.New(fault.Unauthenticated, "you are not signed in; sign in again")
}

// Authenticate returns who holds the session secret, Unauthenticated when
// nobody does any more.
func (s *Service) Authenticate(ctx context.Context, secret string) (Actor, error) {
	if !isSecret(secret) {
		return Actor{}, errSession()
	}
	session, u, err := s.store.SessionByHash(ctx, hashSecret(secret))
	if fault.Is(err, fault.NotFound) {
		return Actor{}, errSession()
	}
	if err != nil {
		return Actor{}, err
	}
	now := s.now()
	if u.Disabled || !session.validAt(now) {
		return Actor{}, errSession()
	}
	if now.Sub(session.LastSeenAt) >= touchEvery {
		s.noted(ctx, "session", s.store.TouchSession(ctx, session, now))
	}
	return Actor{OrgID: u.OrgID, UserID: u.ID, Role: u.Role, PersonID: u.PersonID}, nil
}

// SignOut ends the session; a secret that opens nothing is no error.
func (s *Service) SignOut(ctx context.Context, secret string) error {
	if !isSecret(secret) {
		return nil
	}
	session, _, err := s.store.SessionByHash(ctx, hashSecret(secret))
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.store.DeleteSession(ctx, session.OrgID, session.Hash)
}
