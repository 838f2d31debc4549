package access

import (
	"fmt"
	"strings"

	"github.com/attainhq/attain/internal/fault"
)

// Role says what a user may do. The order of Roles is from least to most, and
// each may do all that the ones before it may.
type Role string

// The roles.
const (
	Viewer  Role = "viewer"  // sees what the organisation publishes
	Rep     Role = "rep"     // sees himself as well
	Manager Role = "manager" // sees the teams he leads as well
	RevOps  Role = "revops"  // sees and changes everything but the users
	Admin   Role = "admin"   // does everything
)

// Roles returns the roles from least to most.
func Roles() []Role { return []Role{Viewer, Rep, Manager, RevOps, Admin} }

// Permission is something that only some roles may do.
type Permission string

// The permissions. Seeing oneself or one's teams is not among them: Actor.Scope
// decides it.
const (
	SeeAll         Permission = "see everything"
	ImportFacts    Permission = "import or change sales"
	SetTargets     Permission = "set targets"
	ChangeSettings Permission = "change the settings of the organisation"
	ManageUsers    Permission = "manage users"
)

var permissions = map[Role][]Permission{
	Viewer:  nil,
	Rep:     nil,
	Manager: nil,
	RevOps:  {SeeAll, ImportFacts, SetTargets, ChangeSettings},
	Admin:   {SeeAll, ImportFacts, SetTargets, ChangeSettings, ManageUsers},
}

// ParseRole reads a role.
func ParseRole(text string) (Role, error) {
	if r := Role(text); r.Valid() {
		return r, nil
	}
	names := make([]string, 0, len(permissions))
	for _, r := range Roles() {
		names = append(names, string(r))
	}
	return "", fault.New(fault.Invalid, "%q is not a role; use one of %s", text, strings.Join(names, ", "))
}

// Valid reports whether the role is one of Roles.
func (r Role) Valid() bool { return r.rank() >= 0 }

// May reports whether the role has the permission. An unknown role has none.
func (r Role) May(p Permission) bool {
	for _, has := range permissions[r] {
		if has == p {
			return true
		}
	}
	return false
}

// AtMost returns the lesser of the two roles; an unknown role is the least.
func (r Role) AtMost(limit Role) Role {
	if limit.rank() < r.rank() {
		return limit
	}
	return r
}

// rank returns the place among Roles, -1 for an unknown role.
func (r Role) rank() int {
	for i, known := range Roles() {
		if r == known {
			return i
		}
	}
	return -1
}

// withArticle writes the role for a sentence: an admin, a rep.
func (r Role) withArticle() string {
	if r == Admin {
		return "an admin"
	}
	return fmt.Sprintf("a %s", string(r))
}
