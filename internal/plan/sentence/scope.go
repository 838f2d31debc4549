package sentence

import (
	"slices"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// resolveScope finds out what the clause is about, or asks.
func (r *reader) resolveScope(c *clause) {
	pieces, list := all[place](c)
	for i, p := range list {
		node, ok := r.nodeOf(p, pieces[i])
		switch {
		case !ok:
		case node == "":
			pieces[i].means("scope", "left out: everything counts")
		case isOwner(node):
			r.owner = node
			pieces[i].means("owner", "%s", r.nodeText(node))
		default:
			pieces[i].means(c.field("scope"), "only %s", r.nodeText(node))
			if !slices.Contains(c.draft.Scope, node) {
				c.draft.Scope = append(c.draft.Scope, node)
			}
		}
	}
	slices.Sort(c.draft.Scope)
	r.oneOfEach(c)
	if _, ok := c.hint("everything"); ok {
		c.draft.Everything = true
	}
}

// nodeOf returns the node that a place means; "" when everything counts.
func (r *reader) nodeOf(p place, at *piece) (org.NodeID, bool) {
	if len(p.nodes) == 1 {
		return p.nodes[0], true
	}
	r.places++
	id := "scope"
	if r.places > 1 {
		id += "_" + strconv.Itoa(r.places)
	}
	q := Question{ID: id, Field: "scope"}
	if len(p.nodes) > 1 {
		q.Text, q.Why = "Which “"+p.name+"” is meant?", "More than one thing is called so."
		for _, n := range p.nodes[:min(len(p.nodes), 8)] {
			q.Choices = append(q.Choices, r.nodeChoice(n))
		}
	} else {
		q.Text, q.Why = "What is “"+p.name+"”?", "There is "+noneOf(p.kind)+" of that name here."
		for _, n := range r.names.nearest(p.name, 4, kindsLike(p.kind)...) {
			q.Choices = append(q.Choices, r.nodeChoice(n))
		}
		q.Choices = append(q.Choices, Choice{ID: "all", Label: "Leave it out", Meaning: "Everything counts."})
	}
	choice, ok := r.ask(q)
	if !ok {
		at.means("scope", "something that the goal is about; see the question")
		return "", false
	}
	if choice == "all" {
		return "", true
	}
	return org.NodeID(choice), true
}

func noneOf(kind org.Kind) string {
	switch kind {
	case "":
		return "nothing"
	case org.LeadSource:
		return "no lead source"
	default:
		return "no " + string(kind)
	}
}

// kindsLike are the kinds among which a name of the kind is looked for.
func kindsLike(kind org.Kind) []org.Kind {
	switch kind {
	case "":
		return nil
	case org.Product, org.Category, org.Subcategory:
		return []org.Kind{org.Product, org.Category, org.Subcategory}
	case org.Region, org.Territory:
		return []org.Kind{org.Region, org.Territory}
	case org.Segment, org.Customer:
		return []org.Kind{org.Segment, org.Customer}
	default:
		return []org.Kind{kind}
	}
}

func (r *reader) nodeChoice(n org.NodeID) Choice {
	return Choice{ID: string(n), Label: r.names.title(n), Meaning: kindName(n.Kind())}
}

func nodesOf(choice string) []org.NodeID { return []org.NodeID{org.NodeID(choice)} }

func kindName(k org.Kind) string { return strings.ReplaceAll(string(k), "_", " ") }

// nodeText is how a node is written so that it can be read again: product
// Bikes; by its id when another one has the name too.
func (r *reader) nodeText(n org.NodeID) string {
	title := r.names.title(n)
	if n == r.Root && !r.names.has(n) {
		return "the company"
	}
	for _, other := range r.names.all {
		if other.Node != n && other.Node.Kind() == n.Kind() && sameName(other, title) {
			return string(n)
		}
	}
	if readable := token.Stems(title); len(readable) == 0 || !r.names.has(n) {
		return string(n)
	}
	kind := kindName(n.Kind())
	if strings.HasPrefix(strings.ToLower(title), kind+" ") { // Team East
		return title
	}
	return kind + " " + title
}

func sameName(n Name, title string) bool {
	return strings.EqualFold(n.Name, title) || slices.ContainsFunc(n.Aliases, func(s string) bool { return strings.EqualFold(s, title) })
}

// oneOfEach asks when two of a kind are named: nothing belongs to two products.
func (r *reader) oneOfEach(c *clause) {
	_, list := all[place](c)
	joined := slices.ContainsFunc(list, func(p place) bool { return p.also })
	for i, a := range c.draft.Scope {
		same := []org.NodeID{a}
		for _, b := range c.draft.Scope[i+1:] {
			if a.Kind() == b.Kind() || joined && isOf(b, a.Kind()) {
				same = append(same, b)
			}
		}
		if len(same) == 1 {
			continue
		}
		q := Question{ID: c.id("scope_one"), Field: c.field("scope"), Text: "Which one?", Why: "A goal counts what belongs to everything that it names, and nothing belongs to two of the same kind. For more than one, write a goal for each."}
		for _, n := range same {
			q.Choices = append(q.Choices, r.nodeChoice(n))
		}
		choice, ok := r.ask(q)
		if ok {
			c.draft.Scope = slices.DeleteFunc(c.draft.Scope, func(n org.NodeID) bool { return slices.Contains(same, n) && n != org.NodeID(choice) })
		}
		return
	}
}
