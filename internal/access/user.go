package access

import (
	"context"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/fault"
)

// User is somebody who may sign in.
type User struct {
	OrgID        string
	ID           string
	Email        string // as it was written; unique in the organisation whatever its case
	Name         string
	Role         Role
	PersonID     string // source id of the person he is in the organisation; "" for none
	Disabled     bool
	PasswordHash string `json:"-"` // argon2id; "" when no password opens the account
	CreatedAt    time.Time
	LastSeenAt   time.Time // zero when never; precise to a minute
}

// EmailKey returns what makes the user's e-mail unique.
func (u User) EmailKey() string { return emailKey(u.Email) }

func (u User) isActiveAdmin() bool { return u.Role == Admin && !u.Disabled }

func emailKey(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// NewUser is what is needed to create a user.
type NewUser struct {
	Email    string
	Name     string
	Role     Role
	PersonID string // source id, or the node id; "" for none
	Password string // "" for an account that only sign-in links open
}

// normal returns the input without what people add by accident.
func (n NewUser) normal() NewUser {
	n.Email = strings.TrimSpace(n.Email)
	n.Name = strings.TrimSpace(n.Name)
	n.PersonID = normalPersonID(n.PersonID)
	return n
}

// Validate returns an Invalid fault that names every wrong field, nil when the
// user can be created.
func (n NewUser) Validate() error {
	n = n.normal()
	var fields fault.Fields
	if wrong := checkEmail(n.Email); wrong != "" {
		fields.Add("email", "%s", wrong)
	}
	if wrong := checkName(n.Name); wrong != "" {
		fields.Add("name", "%s", wrong)
	}
	if _, err := ParseRole(string(n.Role)); err != nil {
		fields.Add("role", "%s", err)
	}
	if n.Password != "" {
		if wrong := checkPassword(n.Password, n.Email); wrong != "" {
			fields.Add("password", "%s", wrong)
		}
	}
	return fields.Err("the user cannot be created")
}

func checkEmail(email string) string {
	const longest = 254
	address, err := mail.ParseAddress(email)
	if err != nil || address.Address != email || len(email) > longest {
		return "is not an e-mail address; write it like ana@example.com"
	}
	return ""
}

func checkName(name string) string {
	const longest = 200
	switch {
	case name == "":
		return "is missing"
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }):
		return "holds characters that cannot be shown"
	case utf8.RuneCountInString(name) > longest:
		return "is too long; use at most 200 characters"
	default:
		return ""
	}
}

// UserChange is what an admin changes of a user; a nil field stays as it is.
type UserChange struct {
	Name     *string
	Role     *Role
	PersonID *string // "" for none
	Disabled *bool
	Password *string // "" takes the password away
}

func (c UserChange) validate(u User) error {
	var fields fault.Fields
	if c.Name != nil {
		if wrong := checkName(strings.TrimSpace(*c.Name)); wrong != "" {
			fields.Add("name", "%s", wrong)
		}
	}
	if c.Role != nil {
		if _, err := ParseRole(string(*c.Role)); err != nil {
			fields.Add("role", "%s", err)
		}
	}
	if c.Password != nil && *c.Password != "" {
		if wrong := checkPassword(*c.Password, u.Email); wrong != "" {
			fields.Add("password", "%s", wrong)
		}
	}
	return fields.Err("the user cannot be changed")
}

// apply changes the user and reports whether what he holds (sessions, links)
// must end: when his password or role changes, or he is disabled.
func (c UserChange) apply(u *User, passwordHash string) (ends bool) {
	if c.Name != nil {
		u.Name = strings.TrimSpace(*c.Name)
	}
	if c.PersonID != nil {
		u.PersonID = normalPersonID(*c.PersonID)
	}
	if c.Role != nil && *c.Role != u.Role {
		u.Role, ends = *c.Role, true
	}
	if c.Disabled != nil {
		ends = ends || *c.Disabled && !u.Disabled
		u.Disabled = *c.Disabled
	}
	if c.Password != nil {
		u.PasswordHash, ends = passwordHash, true
	}
	return ends
}

// Users returns the users of the actor's organisation by name. It needs
// ManageUsers.
func (s *Service) Users(ctx context.Context, actor Actor) ([]User, error) {
	if err := actor.Require(ManageUsers); err != nil {
		return nil, err
	}
	return s.store.Users(ctx, actor.OrgID)
}

// User returns one user of the actor's organisation. Everybody may see himself;
// others need ManageUsers, and are otherwise NotFound.
func (s *Service) User(ctx context.Context, actor Actor, id string) (User, error) {
	if err := actor.Require(ManageUsers); err != nil && (actor.UserID == "" || actor.UserID != id) {
		if fault.Is(err, fault.Unauthenticated) {
			return User{}, err
		}
		return User{}, noUser()
	}
	return s.store.User(ctx, actor.OrgID, id)
}

func noUser() error { return fault.New(fault.NotFound, "there is no such user") }

// CreateUser creates a user in the actor's organisation. It needs ManageUsers; a
// second user with the e-mail is a Conflict.
func (s *Service) CreateUser(ctx context.Context, actor Actor, in NewUser) (User, error) {
	if err := actor.Require(ManageUsers); err != nil {
		return User{}, err
	}
	return s.AddUser(ctx, actor.OrgID, in)
}

// AddUser is CreateUser for the operator of the server, who needs no account:
// the command line and the demo.
func (s *Service) AddUser(ctx context.Context, orgID string, in NewUser) (User, error) {
	u, err := s.newUser(ctx, orgID, in)
	if err != nil {
		return User{}, err
	}
	if err := s.store.InsertUser(ctx, u); err != nil {
		return User{}, err
	}
	return u, nil
}

// newUser checks the input and makes a user of it, without storing it.
func (s *Service) newUser(ctx context.Context, orgID string, in NewUser) (User, error) {
	if err := in.Validate(); err != nil {
		return User{}, err
	}
	in = in.normal()
	u := User{
		OrgID: orgID, ID: uuid.Must(uuid.NewV7()).String(), Email: in.Email, Name: in.Name,
		Role: in.Role, PersonID: in.PersonID, CreatedAt: s.now(),
	}
	if in.Password == "" {
		return u, nil
	}
	hash, err := s.hasher.hash(ctx, in.Password)
	u.PasswordHash = hash
	return u, err
}

// ChangeUser changes a user. It needs ManageUsers. A new password or role, and
// disabling, end the user's sessions and sign-in links; his API tokens stay and
// follow his role. The last admin cannot be disabled or given another role.
func (s *Service) ChangeUser(ctx context.Context, actor Actor, id string, change UserChange) (User, error) {
	if err := actor.Require(ManageUsers); err != nil {
		return User{}, err
	}
	u, err := s.store.User(ctx, actor.OrgID, id)
	if err != nil {
		return User{}, err
	}
	if err := change.validate(u); err != nil {
		return User{}, err
	}
	hash := ""
	if change.Password != nil && *change.Password != "" {
		if hash, err = s.hasher.hash(ctx, *change.Password); err != nil {
			return User{}, err
		}
	}
	return s.store.ChangeUser(ctx, actor.OrgID, id, func(u *User, otherAdmins int) (bool, error) {
		was := u.isActiveAdmin()
		ends := change.apply(u, hash)
		if was && !u.isActiveAdmin() && otherAdmins == 0 {
			return false, fault.New(fault.Conflict, "%s is the only admin; make another user an admin first", u.Name)
		}
		return ends, nil
	})
}
