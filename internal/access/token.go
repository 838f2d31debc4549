package access

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/fault"
)

// Token lets a program act for a user, with the user's role or a lesser one.
type Token struct {
	OrgID      string
	ID         string
	Hash       string `json:"-"` // of the token itself, which is stored nowhere
	UserID     string
	Name       string // what it is for
	Prefix     string // how it begins, for people to tell tokens apart
	Role       Role   // the most it may do; the user's role at the time of use limits it further
	CreatedAt  time.Time
	ExpiresAt  time.Time // zero when it does not expire
	LastUsedAt time.Time // zero when never; precise to a minute
}

// NewToken is what is needed to create a token.
type NewToken struct {
	Name      string
	Role      Role      // at most the user's
	ExpiresAt time.Time // zero for a token that does not expire
}

// needBrowser refuses what a token may not do, so that a token that leaks
// cannot make others that outlive it.
func needBrowser(actor Actor) error {
	switch {
	case actor.UserID == "":
		return fault.New(fault.Unauthenticated, "sign in first")
	case actor.TokenID != "":
		return fault.New(fault.Forbidden, "a token cannot manage tokens; sign in to do it")
	default:
		return nil
	}
}

// Tokens returns the actor's own tokens, those of everybody to an actor with
// ManageUsers.
func (s *Service) Tokens(ctx context.Context, actor Actor) ([]Token, error) {
	if err := needBrowser(actor); err != nil {
		return nil, err
	}
	return s.store.Tokens(ctx, actor.OrgID, tokensOf(actor))
}

// tokensOf returns whose tokens the actor may see and revoke; "" is everybody.
func tokensOf(actor Actor) string {
	if actor.Role.May(ManageUsers) {
		return ""
	}
	return actor.UserID
}

// CreateToken creates a token for the actor himself and returns it; it cannot be
// shown again.
func (s *Service) CreateToken(ctx context.Context, actor Actor, in NewToken) (secret string, t Token, err error) {
	if err := needBrowser(actor); err != nil {
		return "", Token{}, err
	}
	now := s.now()
	in.Name = strings.TrimSpace(in.Name)
	in.ExpiresAt = in.ExpiresAt.UTC().Truncate(time.Microsecond)
	var fields fault.Fields
	if wrong := checkName(in.Name); wrong != "" {
		fields.Add("name", "%s", wrong)
	}
	if _, err := ParseRole(string(in.Role)); err != nil {
		fields.Add("role", "%s", err)
	} else if in.Role.AtMost(actor.Role) != in.Role {
		fields.Add("role", "may do more than you may; use at most %s", actor.Role)
	}
	if !in.ExpiresAt.IsZero() && !in.ExpiresAt.After(now) {
		fields.Add("expires_at", "is over already; use a later time, or none")
	}
	if err := fields.Err("the token cannot be created"); err != nil {
		return "", Token{}, err
	}
	secret = TokenPrefix + newSecret()
	t = Token{
		OrgID: actor.OrgID, ID: uuid.Must(uuid.NewV7()).String(), Hash: hashSecret(secret), UserID: actor.UserID,
		Name: in.Name, Prefix: secret[:shownOfToken], Role: in.Role, CreatedAt: now, ExpiresAt: in.ExpiresAt,
	}
	if err := s.store.InsertToken(ctx, t); err != nil {
		return "", Token{}, err
	}
	return secret, t, nil
}

// RevokeToken ends one of the actor's own tokens, anybody's for an actor with
// ManageUsers. A token he may not see is NotFound.
func (s *Service) RevokeToken(ctx context.Context, actor Actor, id string) error {
	if err := needBrowser(actor); err != nil {
		return err
	}
	return s.store.DeleteToken(ctx, actor.OrgID, tokensOf(actor), id)
}

// AuthenticateToken returns who acts with the API token: its user, with the
// lesser of the two roles as they are now. It returns Unauthenticated for a
// token that is unknown, revoked, expired, or whose user is disabled.
func (s *Service) AuthenticateToken(ctx context.Context, secret string) (Actor, error) {
	refuse := func(orgID, why string) (Actor, error) {
		s.refused(ctx, orgID, "token", why)
		return Actor{}, fault.New(fault.Unauthenticated, "the API token is not valid; create a new one")
	}
	if !isToken(secret) {
		return refuse("", "not the form of a token")
	}
	t, u, err := s.store.TokenByHash(ctx, hashSecret(secret))
	if fault.Is(err, fault.NotFound) {
		return refuse("", "unknown or revoked")
	}
	if err != nil {
		return Actor{}, err
	}
	now := s.now()
	switch {
	case !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt):
		return refuse(t.OrgID, "expired")
	case u.Disabled:
		return refuse(t.OrgID, "its user is disabled")
	}
	if now.Sub(t.LastUsedAt) >= touchEvery {
		s.noted(ctx, "token", s.store.TouchToken(ctx, t.OrgID, t.ID, now))
	}
	return Actor{OrgID: u.OrgID, UserID: u.ID, TokenID: t.ID, Role: t.Role.AtMost(u.Role), PersonID: u.PersonID}, nil
}
