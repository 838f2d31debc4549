package sentence

import (
	"slices"

	"github.com/attainhq/attain/internal/org"
)

// resolveOwner finds out whose goal it is, from all that the sentence says.
func (r *reader) resolveOwner(clauses []*clause) {
	for _, c := range clauses {
		pieces, list := all[who](c)
		for i, w := range list {
			r.addOwner(w, pieces[i])
		}
	}
	if r.owner == "" {
		r.owner = r.Owner
	}
	if r.owner == "" {
		r.owner = r.Root
	}
	if r.each && r.owner.Kind() == org.Person { // those who are below him
		r.owner = r.teamOf(r.owner)
	}
	for i := range r.pieces {
		if w, ok := r.pieces[i].part.(who); ok && w.each {
			r.pieces[i].means("each_owner", "each person in %s for himself", r.nodeText(r.owner))
		}
	}
}

func (r *reader) addOwner(w who, p *piece) {
	switch {
	case w.each:
		r.each = true
	case w.own:
		r.ownTeam(p)
	case w.ask:
		r.askEachOwner(w, p)
	case len(w.nodes) == 1 && (r.owner == "" || r.owner == w.nodes[0]):
		r.owner = w.nodes[0]
		p.means("owner", "%s", r.nodeText(r.owner))
	default:
		nodes := w.nodes
		if r.owner != "" {
			nodes = append([]org.NodeID{r.owner}, nodes...)
		}
		r.askOwner(nodes, "More than one can be meant.", p)
	}
}

// askOwner asks whose goal it is.
func (r *reader) askOwner(nodes []org.NodeID, why string, p *piece) {
	q := Question{ID: "owner", Field: "owner", Text: "Whose goal is it?", Why: why}
	for _, n := range nodes[:min(len(nodes), 8)] {
		q.Choices = append(q.Choices, r.nodeChoice(n))
	}
	choice, ok := r.ask(q)
	if !ok {
		p.means("owner", "whose goal it is; see the question")
		return
	}
	r.owner = org.NodeID(choice)
	p.means("owner", "%s", r.nodeText(r.owner))
}

// teamOf returns the team that the person leads, else the whole company.
func (r *reader) teamOf(person org.NodeID) org.NodeID {
	if team := org.Led(person); r.names.has(team) {
		return team
	}
	return r.Root
}

// ownTeam takes "my team".
func (r *reader) ownTeam(p *piece) {
	owner := r.Owner
	switch {
	case owner.Kind() == org.Team:
	case owner.Kind() == org.Person && r.names.has(org.Led(owner)):
		owner = org.Led(owner)
	default:
		var teams []org.NodeID
		for _, n := range r.names.all {
			if n.Node.Kind() == org.Team {
				teams = append(teams, n.Node)
			}
		}
		slices.Sort(teams)
		r.askOwner(append(teams[:min(len(teams), 7)], r.Root), "Which team is yours is not known here.", p)
		return
	}
	r.owner = owner
	p.means("owner", "%s", r.nodeText(owner))
}

// askEachOwner asks whether all people have one goal together or each his own.
func (r *reader) askEachOwner(w who, p *piece) {
	q := Question{ID: "each_owner", Field: "each_owner", Text: "Each by himself, or all together?", Why: "“" + r.said(p.from, p.to) + "” can mean either.",
		Choices: []Choice{
			{"each", "each person by himself", "Everybody has this goal.", ""},
			{"together", "all together", "Their numbers add up to one goal.", ""},
		}}
	if w.teams {
		q.Why = "A goal is for one team, or for each person in it. For every team by itself, write a goal for each."
	}
	choice, ok := r.ask(q)
	switch {
	case !ok:
		p.means("each_owner", "whose goal it is; see the question")
	case choice == "each":
		r.each = true
		p.part = who{each: true}
	default:
		p.means("owner", "all together")
	}
}
