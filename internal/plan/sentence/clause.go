package sentence

import (
	"slices"
	"strconv"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/plan/sentence/dates"
)

// clause is the pieces that state one number: a metric with what it should
// become.
type clause struct {
	n       int // from 0, in the order of the sentence
	joint   joint
	joined  string // the word before it: and, while, …
	pieces  []*piece
	negated bool

	metric     metric.Series
	m          measure
	before     *clause // the clause before it, whose verb it goes on with
	shared     *clause // whose figure it shares
	fields     string  // "guards" for a guardrail: where its phrases belong
	draft      Draft
	key        baselineKey // with what a change is compared
	changes    bool        // it states a change, even if how it is counted is still open
	guard      int         // its place among the guardrails
	passed     passed      // the stated value when it must be passed, not only reached
	deliberate bool        // that it moves the wrong way was confirmed
	aside      []*piece    // what has no place in the goal
}

// all returns the pieces of the clause whose part is of the type.
func all[T any](c *clause) (pieces []*piece, parts []T) {
	for _, p := range c.pieces {
		if part, ok := p.part.(T); ok {
			pieces, parts = append(pieces, p), append(parts, part)
		}
	}
	return pieces, parts
}

func has[T any](c *clause) bool {
	pieces, _ := all[T](c)
	return len(pieces) > 0
}

func (c *clause) names() bool   { return has[noun](c) || has[path](c) }
func (c *clause) figures() bool { return has[figure](c) }
func (c *clause) hasVerb() bool { return has[verb](c) }
func (c *clause) isEmpty() bool { return !c.names() && !c.figures() }
func (c *clause) isWhole() bool { return c.names() && c.figures() }
func (c *clause) add(o *clause) { c.pieces = append(c.pieces, o.pieces...) }
func (c *clause) isGuard() bool { return c.fields == "guards" }
func (c *clause) hint(keys ...string) (key string, ok bool) {
	pieces, hints := all[hint](c)
	for i, h := range hints {
		if slices.Contains(keys, h.key) {
			pieces[i].field = "used"
			return h.key, true
		}
	}
	return "", false
}

// clauses divides the pieces. A new clause begins where a word or a sign
// divides and both sides state something of their own.
func (r *reader) clauses() []*clause {
	var list []*clause
	cur := &clause{}
	for _, s := range r.segments() {
		switch {
		case joins(cur, s):
			if cur.isEmpty() && !s.joint.stop {
				cur.joint, cur.joined = s.joint, s.joined
			}
			cur.add(s)
		default:
			list = append(list, cur)
			cur = s
		}
	}
	list = append(list, cur)
	for i, c := range list {
		c.n = i
		c.negated = c.joint.negative
		if pieces, _ := all[negation](c); len(pieces)%2 == 1 {
			c.negated = !c.negated
		}
	}
	for i, c := range list {
		if i > 0 && !c.joint.guard && !c.joint.stop {
			c.before = list[i-1]
		}
	}
	share(list)
	shareRhythm(list)
	r.shareNoun(list)
	return list
}

// shareNoun gives a clause that says only a number and a time the metric of the
// one before: "500k revenue in Q1 and 600k in Q2".
func (r *reader) shareNoun(list []*clause) {
	for i, c := range list {
		if i == 0 || c.names() || !c.figures() || c.hasVerb() || len(timed(c)) == 0 && !has[place](c) || has[unknown](c) {
			continue
		}
		_, own := all[figure](c)
		_, others := list[i-1].figurePieces()
		if len(others) == 0 || own[0].low.unit != others[0].low.unit {
			continue
		}
		for _, p := range list[i-1].pieces {
			switch p.part.(type) {
			case noun, path:
				c.pieces = append(c.pieces, p)
			}
		}
	}
}

// shareRhythm gives "a week" of "50 calls and 10 demos a week" to both.
func shareRhythm(list []*clause) {
	for i := len(list) - 2; i >= 0; i-- {
		c, next := list[i], list[i+1]
		if has[dates.Rhythm](c) || next.hasVerb() || next.joint.guard || next.joint.stop && next.joined != "," {
			continue
		}
		pieces, _ := all[dates.Rhythm](next)
		c.pieces = append(c.pieces, pieces...)
	}
}

// segments cuts the pieces at every joint and at punctuation.
func (r *reader) segments() []*clause {
	var list []*clause
	cur := &clause{}
	flush := func(j joint, word string) {
		if len(cur.pieces) > 0 || cur.joined != "" {
			list = append(list, cur)
		}
		cur = &clause{joint: j, joined: word}
	}
	for i := range r.pieces {
		p := &r.pieces[i]
		j, isJoint := p.part.(joint)
		_, plain := p.part.(filler)
		t := r.At(p.from)
		switch {
		case isJoint:
			flush(j, t.Stem)
		case plain && t.Is(",", ".", ":") && !(t.Glued && t.Is(".") && i+1 < len(r.pieces) && r.At(p.to).Glued):
			flush(joint{stop: true}, t.Stem)
		default:
			cur.pieces = append(cur.pieces, p)
		}
	}
	flush(joint{}, "")
	return list
}

// joins reports whether the segment goes on with the clause.
func joins(c, s *clause) bool {
	negatives, _ := all[negation](s)
	switch {
	case s.isEmpty(), c.isEmpty():
		return true
	case s.joined == "with", s.joined == "if":
		return !s.isWhole()
	case s.joint.negative:
		return !s.names()
	case s.joint.guard:
		return !s.names() || !c.isWhole() && !s.figures()
	case c.names() && !c.figures() && !s.names():
		return true
	case c.figures() && !c.names() && s.names() && !s.figures():
		return true
	case s.joint.stop && goesOn(c, s):
		return false
	case s.joint.stop && len(negatives) == 0:
		return !s.isWhole() || !c.isWhole() && !(c.figures() && s.hasVerb())
	default:
		return false
	}
}

// goesOn reports whether the segment states another number of the same for
// another time: "500k revenue in Q1, 600k in Q2".
func goesOn(c, s *clause) bool {
	_, first := all[figure](c)
	_, other := all[figure](s)
	_, times := all[dates.When](s)
	inside := func(w dates.When) bool { return w.Role != dates.Baseline }
	return has[dates.When](c) && !s.names() && len(first) == 1 && len(other) == 1 && len(times) == 1 && inside(times[0]) && first[0].role == level && other[0].role == level && first[0].low.unit == other[0].low.unit && !s.hasVerb()
}

// share gives a clause without a figure the one of its neighbour: "revenue and
// profit by 10 %", "50 calls and emails".
func share(list []*clause) {
	for i, c := range list {
		if c.figures() || !c.names() || c.joint.guard {
			continue
		}
		switch {
		case i+1 < len(list) && list[i+1].figures() && !list[i+1].joint.guard && !list[i+1].hasVerb():
			c.shared = list[i+1]
		case i > 0 && list[i-1].figures() && !c.hasVerb():
			c.shared = list[i-1]
		}
	}
}

// figure pieces of the clause, or of the one whose figure it shares.
func (c *clause) figurePieces() ([]*piece, []figure) {
	if c.shared != nil && !c.figures() {
		return all[figure](c.shared)
	}
	return all[figure](c)
}

// way returns the direction that the verbs say and what they do, with the piece
// that said it. Growing and shrinking count more than reaching and keeping.
func (c *clause) verb() (v verb, at *piece) {
	pieces, list := all[verb](c)
	for i, w := range list {
		stronger := w.way == up || w.way == down || w.way == better
		known := v.way == up || v.way == down || v.way == better
		if at == nil || stronger && !known {
			sort := v.sort
			v, at = w, pieces[i]
			if v.sort == "" {
				v.sort = sort
			}
		} else if v.sort == "" {
			v.sort = w.sort
		}
	}
	if at == nil && c.before != nil { // "sell 100 bikes and 200 helmets"
		return c.before.verb()
	}
	return v, at
}

// guardField names the limit of a guardrail.
func (c *clause) guardField() string { return "guards[" + strconv.Itoa(c.guard) + "].value" }

// valueID is the id under which a value that is missing can be answered.
func (c *clause) valueID() string {
	if c.isGuard() {
		return c.guardField()
	}
	return c.id("value")
}

// beyondGuard puts aside what a guardrail cannot have: it holds over the time of
// the goal, and as a whole.
func (c *clause) beyondGuard(mains []*clause) {
	pieces, _ := all[dates.Rhythm](c)
	c.aside = append(c.aside, pieces...)
	for _, main := range mains {
		if len(timed(main)) > 0 {
			c.aside = append(c.aside, timed(c)...)
			return
		}
	}
}
