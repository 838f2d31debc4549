package goal

import (
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Who is what somebody is to a goal.
type Who struct {
	ID     string // of the user; "" for none
	Name   string
	Author bool // he set it
	Owner  bool // it is his own, or that of the team he leads
	Above  bool // he leads whoever owns it, directly or further up
	Office bool // he sets targets for the whole organisation
}

// Role names what somebody was to a goal when he did something with it.
type Role string

// The roles, from most to least: who has several acts in the first.
const (
	AsOffice  Role = "office"
	AsManager Role = "manager"
	AsOwner   Role = "owner"
	AsAuthor  Role = "author"
)

func (w Who) role() Role {
	switch {
	case w.Owner:
		return AsOwner
	case w.Above:
		return AsManager
	case w.Office:
		return AsOffice
	default:
		return AsAuthor
	}
}

// MaySet returns why somebody cannot set a goal for its owner; nil when he can.
func (w Who) MaySet() error {
	if w.Owner || w.Above || w.Office {
		return nil
	}
	return fault.New(fault.Forbidden, "you may set goals for yourself and for the people and teams you lead; ask a manager of theirs")
}

// Actor is somebody who does something with goals.
type Actor struct {
	ID     string // of the user
	Name   string
	Person org.NodeID // who he is in the organisation; "" for nobody
	Office bool       // he may set targets for the whole organisation
}

// To returns what the actor is to a goal with the owner and author.
func (a Actor) To(owner org.NodeID, author string, tree *org.Tree, leads func(team org.NodeID) bool, day period.Date) Who {
	who := relate(a.Person, owner, tree, leads, day)
	who.ID, who.Name, who.Office = a.ID, a.Name, a.Office
	who.Author = author != "" && author == a.ID
	return who
}

// relate returns what a person is to a goal's owner on the day: its Owner or
// Above him. leads reports whether he leads a team. Nobody is the owner of a
// territory, a product or the company: their goals are taken on by whoever sets
// targets for the whole organisation, the company's also by whoever leads all
// teams.
func relate(person, owner org.NodeID, tree *org.Tree, leads func(team org.NodeID) bool, day period.Date) Who {
	if person == "" {
		return Who{}
	}
	switch owner.Kind() {
	case org.Person, org.Team:
	case org.Company:
		return Who{Owner: leadsAll(tree, leads, day)}
	default:
		return Who{}
	}
	who := Who{Owner: person == owner || owner.Kind() == org.Team && leads(owner)}
	above := tree.Path(owner, day, day)
	who.Above = !who.Owner && slices.ContainsFunc(above, func(id org.NodeID) bool { return id.Kind() == org.Team && leads(id) })
	return who
}

// leadsAll reports whether every team that stands directly under the company is
// led by the person.
func leadsAll(tree *org.Tree, leads func(org.NodeID) bool, day period.Date) bool {
	found := false
	for _, e := range tree.All() {
		team := e.Parent
		if team.Kind() != org.Team || e.Group || !e.Valid.Contains(day) || !e.Known.Contains(day) || tree.Parent(team, day, day) != tree.Root() {
			continue
		}
		if !leads(team) {
			return false
		}
		found = true
	}
	return found
}
