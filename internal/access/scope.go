package access

import (
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
)

// Actor is who acts: a user in a browser, or one of his API tokens.
type Actor struct {
	OrgID    string
	UserID   string
	TokenID  string // "" in a browser
	Role     Role   // the user's, or the token's when that is less
	PersonID string // source id of the person he is in the organisation; "" for none
}

// PersonNode returns the node id of the person the actor is, "" for none.
func (a Actor) PersonNode() string {
	if a.PersonID == "" {
		return ""
	}
	return string(org.ID(org.Person, a.PersonID))
}

// Require returns nil when the actor has the permission, an Unauthenticated
// fault for the zero Actor, a Forbidden fault otherwise.
func (a Actor) Require(p Permission) error {
	switch {
	case a.UserID == "":
		return fault.New(fault.Unauthenticated, "sign in first")
	case !a.Role.May(p):
		return fault.New(fault.Forbidden, "%s may not %s; ask an admin", a.Role.withArticle(), string(p))
	default:
		return nil
	}
}

// Visibility is what an organisation shows to all its users.
type Visibility struct {
	Published org.Published
	Ranking   bool // names, ranks and attainment of everybody, without amounts
}

// Scope is what an actor may see: an argument of every read. Its parts add up.
// The zero Scope sees nothing.
type Scope struct {
	OrgID string
	All   bool
	// Roots are the ids of the nodes that are visible with everything below
	// them on the date of the question.
	Roots []string
	// PublishedKinds are the kinds of node whose totals are visible; what the
	// totals are made of is not.
	PublishedKinds []string
	// Ranking shows the names, ranks and attainment of colleagues, and no
	// amount.
	Ranking bool
}

// System is the scope of work that no user asked for, such as recalculation.
// It sees the whole organisation.
func System(orgID string) Scope { return Scope{OrgID: orgID, All: true} }

// Scope returns what the actor may see. A manager's roots are his person and
// ledTeams, the node ids of the teams that he leads; a rep's root is his person;
// ledTeams counts for managers only, since the role says whether leading a team
// opens it. The zero Actor sees nothing.
func (a Actor) Scope(v Visibility, ledTeams []string) Scope {
	if a.UserID == "" || a.OrgID == "" || !a.Role.Valid() {
		return Scope{}
	}
	s := Scope{OrgID: a.OrgID, PublishedKinds: v.Published.Kinds(), Ranking: v.Ranking}
	if a.Role.May(SeeAll) {
		s.All = true
		return s
	}
	if a.PersonID == "" || a.Role == Viewer {
		return s
	}
	s.Roots = append(s.Roots, a.PersonNode())
	if a.Role == Manager {
		for _, team := range ledTeams {
			if !slices.Contains(s.Roots, team) {
				s.Roots = append(s.Roots, team)
			}
		}
	}
	return s
}

// Publishes reports whether the totals of nodes of the kind are visible.
func (s Scope) Publishes(kind string) bool {
	return s.OrgID != "" && (s.All || slices.Contains(s.PublishedKinds, kind))
}

// normalPersonID accepts a node id for a source id: person:275 is 275.
func normalPersonID(text string) string {
	return strings.TrimPrefix(strings.TrimSpace(text), string(org.ID(org.Person, "")))
}
