package access

import (
	"context"
	"time"

	"github.com/attainhq/attain/internal/fault"
)

// Purpose says what a link is for.
type Purpose string

// The purposes.
const (
	Setup Purpose = "setup" // creates the first admin
	Enter Purpose = "enter" // signs one user in
)

// Link is a secret that is handed over outside the page: printed by the server,
// or sent to somebody.
type Link struct {
	OrgID     string
	Hash      string // of the secret
	Purpose   Purpose
	UserID    string // whom it signs in; "" for Setup
	Reusable  bool   // for demonstrations: it works until it expires
	CreatedAt time.Time
	ExpiresAt time.Time // zero for a link that is valid until used
	UsedAt    time.Time // zero when it was not used
}

func (l Link) validAt(now time.Time) bool {
	return l.UsedAt.IsZero() && (l.ExpiresAt.IsZero() || now.Before(l.ExpiresAt))
}

func errLink() error {
	return fault.New(fault.NotFound, "the link is not valid any more; ask for a new one")
}

// SetupOpen reports whether the organisation still waits for its first user.
func (s *Service) SetupOpen(ctx context.Context, orgID string) (bool, error) {
	has, err := s.store.HasUsers(ctx, orgID)
	return !has && err == nil, err
}

// NewSetupToken returns a secret that creates the first admin, and ends all
// earlier ones. It is valid until it is used. With a user in the organisation it
// is a Conflict.
func (s *Service) NewSetupToken(ctx context.Context, orgID string) (secret string, err error) {
	open, err := s.SetupOpen(ctx, orgID)
	if err != nil {
		return "", err
	}
	if !open {
		return "", errSetUp()
	}
	secret = newSecret()
	link := Link{OrgID: orgID, Hash: hashSecret(secret), Purpose: Setup, CreatedAt: s.now()}
	return secret, s.store.ReplaceSetupLink(ctx, link)
}

func errSetUp() error {
	return fault.New(fault.Conflict, "the organisation has been set up already; sign in")
}

// CheckSetup returns nil when CompleteSetup would accept the token and the
// admin: call it before storing what else the setup asks for. It returns the
// organisation that the token belongs to.
func (s *Service) CheckSetup(ctx context.Context, token string, admin NewUser) (orgID string, err error) {
	link, err := s.setupLink(ctx, token)
	if err != nil {
		return "", err
	}
	return link.OrgID, checkAdmin(admin)
}

// checkAdmin is Validate for a user who must be able to sign in.
func checkAdmin(admin NewUser) error {
	admin.Role = Admin
	if admin.Password == "" {
		admin.Password = " " // too short, so that Validate names it among the other fields
	}
	return admin.Validate()
}

// setupLink finds the link and checks that nobody has been faster.
func (s *Service) setupLink(ctx context.Context, token string) (Link, error) {
	link, err := s.link(ctx, token, Setup)
	if err != nil {
		return Link{}, err
	}
	open, err := s.SetupOpen(ctx, link.OrgID)
	if err == nil && !open {
		err = errSetUp()
	}
	return link, err
}

// CompleteSetup creates the first admin, whatever the role in admin says, ends
// the setup token and signs him in. It returns NotFound for a token that is not
// valid, Conflict when there is a user, Invalid for a wrong input.
func (s *Service) CompleteSetup(ctx context.Context, token string, admin NewUser) (SignedIn, error) {
	link, err := s.setupLink(ctx, token)
	if err != nil {
		return SignedIn{}, err
	}
	if err := checkAdmin(admin); err != nil {
		return SignedIn{}, err
	}
	admin.Role = Admin
	u, err := s.newUser(ctx, link.OrgID, admin)
	if err != nil {
		return SignedIn{}, err
	}
	if err := s.store.CompleteSetup(ctx, link, u, s.now()); err != nil {
		return SignedIn{}, err
	}
	return s.open(ctx, u)
}

// NewSignInLink returns a secret that signs the user in once within lifetime, or
// any number of times when reusable (for demonstrations only). It is for the
// operator of the server; no actor may call it. A new password or role, and
// disabling the user, end it.
func (s *Service) NewSignInLink(ctx context.Context, orgID, userID string, lifetime time.Duration, reusable bool) (secret string, err error) {
	if lifetime <= 0 {
		return "", fault.New(fault.Invalid, "a sign-in link must be valid for some time")
	}
	if _, err := s.store.User(ctx, orgID, userID); err != nil {
		return "", err
	}
	secret = newSecret()
	now := s.now()
	link := Link{
		OrgID: orgID, Hash: hashSecret(secret), Purpose: Enter, UserID: userID, Reusable: reusable,
		CreatedAt: now, ExpiresAt: now.Add(lifetime),
	}
	return secret, s.store.InsertLink(ctx, link)
}

// Enter signs in with the secret of a sign-in link. A link that is unknown,
// used, expired or of a disabled user is NotFound.
func (s *Service) Enter(ctx context.Context, secret string) (SignedIn, error) {
	link, err := s.link(ctx, secret, Enter)
	if err != nil {
		return SignedIn{}, err
	}
	u, err := s.store.User(ctx, link.OrgID, link.UserID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return SignedIn{}, err
	}
	if err != nil || u.Disabled {
		s.refused(ctx, link.OrgID, "link", "its user is disabled or gone")
		return SignedIn{}, errLink()
	}
	if !link.Reusable {
		if err := s.store.UseLink(ctx, link, s.now()); err != nil {
			return SignedIn{}, err
		}
	}
	return s.open(ctx, u)
}

// link finds a link that is valid now.
func (s *Service) link(ctx context.Context, secret string, purpose Purpose) (Link, error) {
	if !isSecret(secret) {
		return Link{}, errLink()
	}
	l, err := s.store.LinkByHash(ctx, hashSecret(secret))
	switch {
	case fault.Is(err, fault.NotFound):
		s.refused(ctx, "", "link", "unknown")
		return Link{}, errLink()
	case err != nil:
		return Link{}, err
	case l.Purpose != purpose || !l.validAt(s.now()):
		s.refused(ctx, l.OrgID, "link", "used, expired or for something else")
		return Link{}, errLink()
	default:
		return l, nil
	}
}
