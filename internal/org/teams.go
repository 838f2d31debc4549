package org

import (
	"slices"

	"github.com/attainhq/attain/internal/period"
)

// Teams is what many questions ask of all teams. It is immutable.
type Teams struct {
	Groups map[NodeID]bool   // the teams beside the tree
	Leads  map[NodeID]NodeID // by team, who leads it; "" for one that the source names itself
	// Tops are the people and teams that may hang under nothing but the company
	// on some day, sorted: few, where everybody else has had a manager as long as
	// anybody knows. Tree.Stays says of each on which days.
	Tops []NodeID
}

// NewTeams returns what is asked of the teams, in a company of so many people.
func NewTeams(teams []Node, people []NodeID, tree *Tree) *Teams {
	t := &Teams{Groups: map[NodeID]bool{}, Leads: make(map[NodeID]NodeID, len(teams))}
	for _, team := range teams {
		t.Leads[team.ID] = team.Lead
		if team.Group {
			t.Groups[team.ID] = true
		}
		if !tree.alwaysPlaced(team.ID) {
			t.Tops = append(t.Tops, team.ID)
		}
	}
	for _, person := range people {
		if !tree.alwaysPlaced(person) {
			t.Tops = append(t.Tops, person)
		}
	}
	slices.Sort(t.Tops)
	return t
}

// LedBy returns the teams that the person leads, sorted.
func (t *Teams) LedBy(person NodeID) []NodeID {
	var led []NodeID
	for team, lead := range t.Leads {
		if lead == person {
			led = append(led, team)
		}
	}
	slices.Sort(led)
	return led
}

// alwaysPlaced reports whether one edge of the tree holds on all days by all
// knowledge.
func (t *Tree) alwaysPlaced(id NodeID) bool {
	return slices.ContainsFunc(t.up[id], func(e Edge) bool {
		return !e.Group && e.Parent != t.root && e.Valid == period.Everything && e.Known == period.Everything
	})
}
