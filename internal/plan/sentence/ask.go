package sentence

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// ask returns the answer to the question; without one it is noted as open and
// ok is false. A question is asked once, however many places depend on it.
func (r *reader) ask(q Question) (choice string, ok bool) {
	given := strings.TrimSpace(r.answers[q.ID])
	known := slices.ContainsFunc(q.Choices, func(c Choice) bool { return c.ID == given })
	first := !r.asked[q.ID]
	r.asked[q.ID] = true
	if known {
		if first {
			r.u.Answered = append(r.u.Answered, Answer{q.ID, given})
		}
		return given, true
	}
	if first {
		r.u.Questions = append(r.u.Questions, q)
	}
	return "", false
}

// id names a question of the clause: change, change_2, …
func (c *clause) id(name string) string {
	if c.n == 0 {
		return name
	}
	return name + "_" + strconv.Itoa(c.n+1)
}

// field is where the phrases of the clause belong: those of a guardrail all to
// the guards.
func (c *clause) field(name string) string {
	if c.fields != "" {
		return c.fields
	}
	return name
}

// free returns words that answer what was missing, read like a sentence of its
// own.
func (r *reader) free(id string) (sub *reader, ok bool) {
	text := strings.TrimSpace(r.answers[id])
	if text == "" || utf8.RuneCountInString(text) > Longest {
		return nil, false
	}
	sub = newReader(text, r.answers, r.Context)
	sub.scan()
	return sub, true
}

// figureIn returns the figure of a free answer.
func (r *reader) figureIn(id string) (f figure, ok bool) {
	sub, ok := r.free(id)
	if !ok {
		return figure{}, false
	}
	for i := range sub.pieces {
		if f, isFigure := sub.pieces[i].part.(figure); isFigure {
			r.used(id)
			return f, true
		}
	}
	return figure{}, false
}

// used notes that a free answer was understood.
func (r *reader) used(id string) {
	if !r.asked[id] {
		r.asked[id] = true
		r.u.Answered = append(r.u.Answered, Answer{id, token.Plain(r.answers[id])})
	}
}

// missing notes that something is not said.
func (r *reader) missing(field, example, format string, args ...any) {
	if slices.ContainsFunc(r.u.Missing, func(m Missing) bool { return m.Field == field }) {
		return
	}
	r.u.Missing = append(r.u.Missing, Missing{Field: field, Text: fmt.Sprintf(format, args...), Example: example})
}

// means notes what a piece was taken for.
func (p *piece) means(field, format string, args ...any) {
	p.field = field
	p.meaning = fmt.Sprintf(format, args...)
}
