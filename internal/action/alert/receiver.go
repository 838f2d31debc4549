package alert

import (
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Directory is whom there is to tell, as the organisation stands today.
type Directory struct {
	Users []User
	Teams *org.Teams
	Tree  *org.Tree
	Today period.Date
}

// Receivers returns the ids of the users whom a happening is told to, sorted:
// those whom it is about and, unless it is for them alone, who leads them. What
// is about nobody in particular, such as a territory, goes to those who see
// everything; what is about data to those who import it. Who wants nothing of
// the kind is not among them. Whether they may see the node is not asked here.
func (d Directory) Receivers(h Happening) []string {
	var ids []string
	for _, u := range d.Users {
		if !u.Disabled && u.Channel(h.Kind) != Off && d.concerns(u, h) {
			ids = append(ids, u.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

func (d Directory) concerns(u User, h Happening) bool {
	if h.To != "" {
		return u.ID == h.To
	}
	if h.Kind == Stale {
		return u.Role.May(access.ImportFacts)
	}
	kind := h.Node.Kind()
	if kind != org.Person && kind != org.Team {
		return u.Role.May(access.SeeAll)
	}
	if u.PersonID == "" || u.Role == access.Viewer {
		return false
	}
	person := org.ID(org.Person, u.PersonID)
	about := h.Node
	if kind == org.Team {
		about = d.Teams.Leads[h.Node]
	}
	if person == about {
		return true
	}
	return !h.Self && person == d.manager(h.Node, about)
}

// manager returns who leads the people or the team: the nearest above that is
// somebody else than who it is about; "" when there is none.
func (d Directory) manager(node, about org.NodeID) org.NodeID {
	path := d.Tree.Path(node, d.Today, d.Today)
	slices.Reverse(path)
	for _, above := range path {
		if lead := d.Teams.Leads[above]; lead != "" && lead != about {
			return lead
		}
	}
	return ""
}

// Scope returns what the user sees inside, totals that are only published left
// out: an alert tells of the parts.
func (d Directory) Scope(orgID string, u User) access.Scope {
	actor := access.Actor{OrgID: orgID, UserID: u.ID, Role: u.Role, PersonID: u.PersonID}
	var led []string
	if u.PersonID != "" {
		for _, team := range d.Teams.LedBy(org.ID(org.Person, u.PersonID)) {
			led = append(led, string(team))
		}
	}
	return actor.Scope(access.Visibility{}, led)
}
