package goal_test

import (
	"slices"
	"testing"

	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/goal"
)

// TestRelate: Ana and Ben are in East, East is a part of North.
func TestRelate(t *testing.T) {
	t.Parallel()
	tree := setting().Tree
	for name, c := range map[string]struct {
		person, owner org.NodeID
		leads         []org.NodeID
		want          goal.Who
	}{
		"her own":                     {"person:ana", "person:ana", nil, goal.Who{Owner: true}},
		"a colleague's":               {"person:ben", "person:ana", nil, goal.Who{}},
		"her team's":                  {"person:ana", "team:east", nil, goal.Who{}},
		"of the team that he leads":   {"person:cem", "team:east", []org.NodeID{"team:east"}, goal.Who{Owner: true}},
		"of somebody in it":           {"person:cem", "person:ana", []org.NodeID{"team:east"}, goal.Who{Above: true}},
		"further up":                  {"person:dora", "person:ana", []org.NodeID{"team:north"}, goal.Who{Above: true}},
		"of a team further down":      {"person:dora", "team:east", []org.NodeID{"team:north"}, goal.Who{Above: true}},
		"the lead's own, in his team": {"person:ana", "person:ana", []org.NodeID{"team:east"}, goal.Who{Owner: true}},
		"the company's, by its head":  {"person:dora", "company:acme", []org.NodeID{"team:north"}, goal.Who{Owner: true}},
		"the company's, by another":   {"person:cem", "company:acme", []org.NodeID{"team:east"}, goal.Who{}},
		"nobody's: a product":         {"person:dora", "product:red", []org.NodeID{"team:north"}, goal.Who{}},
		"a user who is no person":     {"", "person:ana", []org.NodeID{"team:east"}, goal.Who{}},
	} {
		c.want.ID, c.want.Author, c.want.Office = "u1", true, true
		actor := goal.Actor{ID: "u1", Person: c.person, Office: true}
		got := actor.To(c.owner, "u1", tree, func(team org.NodeID) bool { return slices.Contains(c.leads, team) }, today)
		if got != c.want {
			t.Errorf("%s: %+v, not %+v", name, got, c.want)
		}
	}
}
