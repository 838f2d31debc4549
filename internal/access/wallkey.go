package access

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/fault"
)

// WallPrefix begins every key of a wall, so that people and secret scanners
// recognise one. A key is no API token.
const WallPrefix = "attain_wall_"

// WallKey lets a screen on a wall show one node, and nothing else. It shows no
// more than who made it may see at the time.
type WallKey struct {
	OrgID      string
	ID         string
	Hash       string `json:"-"` // of the key, which is stored nowhere
	UserID     string // who made it
	Node       string
	Name       string // where the screen hangs
	CreatedAt  time.Time
	LastUsedAt time.Time // zero when never; precise to a minute
}

// WallKeyStore keeps the keys of walls.
type WallKeyStore interface {
	// WallKeys returns the keys that a user made, of all users when userID is "",
	// newest first.
	WallKeys(ctx context.Context, orgID, userID string) ([]WallKey, error)
	InsertWallKey(ctx context.Context, k WallKey) error
	// WallKeyByHash returns a key and who made it.
	WallKeyByHash(ctx context.Context, hash string) (WallKey, User, error)
	// TouchWallKey notes that the key was used.
	TouchWallKey(ctx context.Context, orgID, id string, at time.Time) error
	// DeleteWallKey deletes a key of the user, of any user when userID is "".
	DeleteWallKey(ctx context.Context, orgID, userID, id string) error
}

// mayHang refuses who may not make keys: a program, and who leads nobody.
func mayHang(actor Actor) error {
	switch {
	case actor.UserID == "":
		return fault.New(fault.Unauthenticated, "sign in first")
	case actor.TokenID != "":
		return fault.New(fault.Forbidden, "a token cannot manage links of walls; sign in to do it")
	case actor.Role.AtMost(Manager) != Manager:
		return fault.New(fault.Forbidden, "%s may not make links for walls; ask who leads the team", actor.Role.withArticle())
	default:
		return nil
	}
}

// WallKeys returns the keys that the actor made, those of everybody to an actor
// with ManageUsers.
func (s *Service) WallKeys(ctx context.Context, actor Actor) ([]WallKey, error) {
	if err := mayHang(actor); err != nil {
		return nil, err
	}
	return s.store.WallKeys(ctx, actor.OrgID, tokensOf(actor))
}

// CreateWallKey makes a key for the node, which the caller has found that the
// actor sees inside. The key cannot be shown again.
func (s *Service) CreateWallKey(ctx context.Context, actor Actor, node, name string) (secret string, k WallKey, err error) {
	if err := mayHang(actor); err != nil {
		return "", WallKey{}, err
	}
	name = strings.TrimSpace(name)
	var fields fault.Fields
	if wrong := checkName(name); wrong != "" {
		fields.Add("name", "%s", wrong)
	}
	if err := fields.Err("the link cannot be made"); err != nil {
		return "", WallKey{}, err
	}
	secret = WallPrefix + newSecret()
	k = WallKey{OrgID: actor.OrgID, ID: uuid.Must(uuid.NewV7()).String(), Hash: hashSecret(secret), UserID: actor.UserID, Node: node, Name: name, CreatedAt: s.now()}
	return secret, k, s.store.InsertWallKey(ctx, k)
}

// RevokeWallKey ends one of the actor's own keys, anybody's for an actor with
// ManageUsers. A key he may not see is NotFound.
func (s *Service) RevokeWallKey(ctx context.Context, actor Actor, id string) error {
	if err := mayHang(actor); err != nil {
		return err
	}
	return s.store.DeleteWallKey(ctx, actor.OrgID, tokensOf(actor), id)
}

// AuthenticateWall returns the key and who made it, with the role that he has
// now. It returns Unauthenticated for a key that is unknown or revoked, or whose
// maker is disabled or leads nobody any more. The address, when it is known,
// waits after some wrong ones; the tries are kept with the organisation.
func (s *Service) AuthenticateWall(ctx context.Context, orgID, secret, address string) (WallKey, Actor, error) {
	rest, ok := strings.CutPrefix(secret, WallPrefix)
	if !ok || !isSecret(rest) {
		return s.noWall(ctx, orgID, address, "not the form of a wall's key")
	}
	k, u, err := s.store.WallKeyByHash(ctx, hashSecret(secret))
	switch {
	case fault.Is(err, fault.NotFound):
		return s.noWall(ctx, orgID, address, "unknown or revoked")
	case err != nil:
		return WallKey{}, Actor{}, err
	}
	maker := Actor{OrgID: u.OrgID, UserID: u.ID, Role: u.Role, PersonID: u.PersonID}
	if u.Disabled || mayHang(maker) != nil {
		return s.noWall(ctx, orgID, address, "its maker is disabled, or may not make one any more")
	}
	if now := s.now(); now.Sub(k.LastUsedAt) >= touchEvery {
		s.noted(ctx, "wall key", s.store.TouchWallKey(ctx, k.OrgID, k.ID, now))
	}
	return k, maker, nil
}

// noWall counts a wrong key, and refuses it.
func (s *Service) noWall(ctx context.Context, orgID, address, why string) (WallKey, Actor, error) {
	s.refused(ctx, orgID, "wall key", why)
	refused := error(fault.New(fault.Unauthenticated, "this link does not work any more; ask who leads the team for a new one"))
	if address == "" {
		return WallKey{}, Actor{}, refused
	}
	err := s.store.ChangeTries(ctx, orgID, []string{s.byWall.key(address)}, func(of []*Tries) {
		if wait := s.byWall.take(of[0], s.now()); wait != nil {
			refused = wait
		}
	})
	if err != nil {
		return WallKey{}, Actor{}, err
	}
	return WallKey{}, Actor{}, refused
}
