package access

import (
	"context"
	"log/slog"
	"time"
)

// Store keeps what the Service works with. Every method is one transaction. A
// row that is not there is a NotFound fault.
type Store interface {
	UserStore
	SessionStore
	TokenStore
	LinkStore
	WallKeyStore
	TryStore
}

// Tries are the tries of one key to sign in.
type Tries struct {
	Count int
	Last  time.Time // the zero time before the first
}

// TryStore counts tries.
type TryStore interface {
	// ChangeTries lets change alter the tries of the keys, in their order, while
	// nobody else, on whatever server, is at them. A key without any has none.
	ChangeTries(ctx context.Context, orgID string, keys []string, change func(of []*Tries)) error
}

// UserStore keeps users.
type UserStore interface {
	// Users returns all users of the organisation by name, then id.
	Users(ctx context.Context, orgID string) ([]User, error)
	User(ctx context.Context, orgID, id string) (User, error)
	// UserByEmail finds a user by User.EmailKey.
	UserByEmail(ctx context.Context, orgID, emailKey string) (User, error)
	// InsertUser returns a Conflict when the organisation has a user with the
	// same EmailKey.
	InsertUser(ctx context.Context, u User) error
	// ChangeUser loads the user, lets change alter it and stores it again; an
	// error of change stores nothing. otherAdmins counts the enabled admins
	// besides the user, and stays true until the transaction ends. When change
	// returns ends, the user's sessions and links are deleted. It returns the
	// changed user.
	ChangeUser(ctx context.Context, orgID, id string, change func(u *User, otherAdmins int) (ends bool, err error)) (User, error)
}

// SessionStore keeps the sessions of browsers.
type SessionStore interface {
	// InsertSession stores a new session and notes that its user was seen.
	InsertSession(ctx context.Context, s Session) error
	// SessionByHash returns a session, of whatever age, and its user.
	SessionByHash(ctx context.Context, hash string) (Session, User, error)
	// TouchSession notes that the session, and so its user, was seen.
	TouchSession(ctx context.Context, s Session, at time.Time) error
	// DeleteSession deletes a session; one that is not there is no error.
	DeleteSession(ctx context.Context, orgID, hash string) error
}

// TokenStore keeps API tokens.
type TokenStore interface {
	// Tokens returns the tokens of a user, of all users when userID is "",
	// newest first.
	Tokens(ctx context.Context, orgID, userID string) ([]Token, error)
	InsertToken(ctx context.Context, t Token) error
	// TokenByHash returns a token, of whatever age, and its user.
	TokenByHash(ctx context.Context, hash string) (Token, User, error)
	// TouchToken notes that the token was used.
	TouchToken(ctx context.Context, orgID, id string, at time.Time) error
	// DeleteToken deletes a token of the user, of any user when userID is "".
	DeleteToken(ctx context.Context, orgID, userID, id string) error
}

// LinkStore keeps the links that open the first account or sign a user in.
type LinkStore interface {
	// HasUsers reports whether the organisation has any user.
	HasUsers(ctx context.Context, orgID string) (bool, error)
	// ReplaceSetupLink stores a setup link in place of all earlier ones of the
	// organisation.
	ReplaceSetupLink(ctx context.Context, l Link) error
	InsertLink(ctx context.Context, l Link) error
	// LinkByHash returns a link, of whatever age and state.
	LinkByHash(ctx context.Context, hash string) (Link, error)
	// UseLink marks a link used; NotFound when it is used already, or gone.
	UseLink(ctx context.Context, l Link, at time.Time) error
	// CompleteSetup marks the setup link used and stores the first user;
	// NotFound when the link is used already, Conflict when there is a user.
	CompleteSetup(ctx context.Context, l Link, u User, at time.Time) error
	// DeleteStale deletes the sessions and links that nobody can use any more:
	// past their expiry, used, or, for sessions, not seen since idleSince; and the
	// tries that were last made at triedBefore or earlier. It returns how many.
	DeleteStale(ctx context.Context, now, idleSince, triedBefore time.Time) (int64, error)
}

// Service signs people and programs in and keeps their accounts.
type Service struct {
	store     Store
	now       func() time.Time
	log       *slog.Logger
	hasher    *hasher
	byEmail   limiter
	byAddress limiter
	byWall    limiter
}

// How many tries are free before waits begin. An address may stand for an
// office full of people.
const (
	freePerEmail   = 5
	freePerAddress = 30
)

// New returns a Service. log receives failed sign-ins, without e-mails,
// addresses or any other personal data.
func New(store Store, now func() time.Time, log *slog.Logger) (*Service, error) {
	h, err := newHasher(strength)
	if err != nil {
		return nil, err
	}
	return newService(store, now, log, h), nil
}

func newService(store Store, clock func() time.Time, log *slog.Logger, h *hasher) *Service {
	// What is returned equals what is stored: microseconds.
	now := func() time.Time { return clock().UTC().Truncate(time.Microsecond) }
	return &Service{
		store: store, now: now, log: log, hasher: h,
		byEmail: newLimiter("account", freePerEmail), byAddress: newLimiter("address", freePerAddress), byWall: newLimiter("wall", freePerAddress),
	}
}

// Sweep deletes the sessions, links and tries that are of no use any more and
// returns how many. Correctness does not need it; call it now and then, on any
// number of servers.
func (s *Service) Sweep(ctx context.Context) (int64, error) {
	now := s.now()
	return s.store.DeleteStale(ctx, now, now.Add(-idleExpiry), now.Add(-forget))
}

// refused notes a failed attempt.
func (s *Service) refused(ctx context.Context, orgID, what, why string) {
	s.log.LogAttrs(ctx, slog.LevelWarn, "sign-in refused",
		slog.String("org", orgID), slog.String("with", what), slog.String("reason", why))
}

// noted logs a note of use that could not be stored: the request goes on.
func (s *Service) noted(ctx context.Context, what string, err error) {
	if err != nil {
		s.log.LogAttrs(ctx, slog.LevelWarn, "could not note the use of a "+what, slog.Any("error", err))
	}
}
