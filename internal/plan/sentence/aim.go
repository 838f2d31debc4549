package sentence

import (
	"fmt"

	"github.com/attainhq/attain/internal/plan/goal"
)

// aimOf finds out on which side of a value the goal lies, or asks.
func (r *reader) aimOf(c *clause, f *figure, p *piece) (goal.Aim, bool) {
	b := f.bound
	if pieces, lone := all[loneBound](c); len(lone) > 0 && b == noBound {
		b = lone[0].bound
		pieces[0].field = "used"
	}
	if c.negated {
		b = map[bound]bound{atLeast: atMost, atMost: atLeast, noBound: atMost, exact: exact}[b]
	}
	natural := goal.AtLeast
	if c.m.lower {
		natural = goal.AtMost
	}
	v, _ := c.verb()
	if c.negated { // what must not happen says nothing about the way
		v.way = noWay
	}
	said := b == atLeast || b == atMost
	switch {
	case b == exact:
		return r.askAim(c, f, p)
	case said && aimFor(b) != natural, v.way == up && c.m.lower, v.way == down && !c.m.lower:
		return r.against(c, opposite(natural), p)
	}
	return natural, true
}

func aimFor(b bound) goal.Aim {
	if b == atMost {
		return goal.AtMost
	}
	return goal.AtLeast
}

func opposite(a goal.Aim) goal.Aim {
	if a == goal.AtMost {
		return goal.AtLeast
	}
	return goal.AtMost
}

// askAim asks what "exactly" or "about" a value demands.
func (r *reader) askAim(c *clause, f *figure, p *piece) (goal.Aim, bool) {
	said := f.low.said
	choice, ok := r.ask(Question{ID: c.id("aim"), Field: c.field("aim"), Text: "Is " + said + " the least or the most?", Why: "A goal needs a side on which it is reached.",
		Choices: []Choice{
			{string(goal.AtLeast), "at least " + said, "More is as good.", ""},
			{string(goal.AtMost), "at most " + said, "Less is as good.", ""},
		}})
	if !ok {
		p.means(c.field("value"), "the value; on which side of it is asked")
		return "", false
	}
	c.deliberate = (goal.Aim(choice) == goal.AtMost) != c.m.lower
	return goal.Aim(choice), true
}

// against asks whether a metric should really move the wrong way.
func (r *reader) against(c *clause, written goal.Aim, p *piece) (goal.Aim, bool) {
	if _, ok := c.hint("as_written"); ok {
		c.deliberate = true
		return written, true
	}
	lower, higher := "lower", "higher"
	if c.m.lower {
		lower, higher = higher, lower
	}
	side := map[goal.Aim]string{goal.AtLeast: "at least so much", goal.AtMost: "at most so much"}
	choice, ok := r.ask(Question{ID: c.id("direction"), Field: c.field("aim"), Text: fmt.Sprintf("Should %s really be %s?", c.m.name, lower), Why: fmt.Sprintf("%s is usually better when it is %s.", sentenceCase(c.m.name), higher),
		Choices: []Choice{
			{"as_written", "yes, as it is written", side[written], ""},
			{"opposite", "no, the other way", side[opposite(written)], ""},
		}})
	switch {
	case !ok:
		p.means(c.field("value"), "how much; the direction is asked")
		return "", false
	case choice == "as_written":
		c.deliberate = true
		return written, true
	default:
		return opposite(written), true
	}
}
