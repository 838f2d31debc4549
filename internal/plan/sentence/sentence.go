// Package sentence reads a goal that somebody typed as a plain English
// sentence: what is to be reached, how much, by when, for whom and of what.
// What the sentence leaves out is named, what it leaves open is asked, and what
// means nothing is refused. Nothing is ever guessed without being shown.
//
// The way from text to goal: tokens (package token) → pieces, each a few tokens
// with a meaning of their own (scan.go and the recognisers: figure.go, place.go,
// stage.go, and package dates for times; the words are tables in words_*.go) →
// clauses (clause.go) → drafts of goals with questions (assemble.go and the
// files named after what they find out).
//
// It is pure: it knows neither clock nor database. Whether a goal is a good one
// is for package smart; measuring a baseline is for those who have the numbers.
package sentence

import (
	"unicode/utf8"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Longest is the number of characters that a sentence may have.
const Longest = 500

// Context is what must be known to understand a sentence: when it is said, by
// whom, and the words of the company.
type Context struct {
	Today         period.Date
	Calendar      period.Calendar
	Currency      money.Currency // the organisation's
	Owner         org.NodeID     // whose goal it is when the sentence does not say; "" for the root
	Root          org.NodeID     // the whole company
	Names         []Name         // everything that a goal can be for or about
	Stages        []string       // of leads and opportunities, in their order
	ActivityTypes []string       // as they stand in the data; the usual ones are known without
	Metrics       []Word         // metrics besides those of the catalogue, or other words for these
}

// Name is how a node of the organisation is called.
type Name struct {
	Node    org.NodeID
	Name    string
	Aliases []string
}

// Word is a metric and how people call it. A zero field of a metric that the
// package knows leaves what is known.
type Word struct {
	ID        metric.Series
	Name      string
	Unit      metric.Unit
	Direction metric.Direction
	Names     []string      // besides Name
	Least     *money.Amount // bounds of meaningful values; nil for none
	Most      *money.Amount
}

// Understand reads the sentence. The answers are by the ids of the questions
// and of what was missing: the id of a choice, or words that would have been
// part of the sentence. Answers to what is not asked are of no effect.
//
// The same input always gives the same Understanding.
func Understand(text string, answers map[string]string, c Context) Understanding {
	if n := utf8.RuneCountInString(text); n > Longest {
		return refused("sentence", "A goal in one sentence has at most %d characters; this has %d. Leave out what is not part of the goal, or use the form.", Longest, n)
	}
	u := read(text, answers, c)
	if len(u.Missing) > 0 && len(u.Problems) == 0 {
		u.Completion = complete(text, answers, u, c)
	}
	return u
}

// refused is the understanding of a text that cannot be read at all.
func refused(field, format string, args ...any) Understanding {
	var u Understanding
	u.problem(field, format, args...)
	return u
}

// read is Understand without the completion.
func read(text string, answers map[string]string, c Context) Understanding {
	r := newReader(text, answers, c)
	r.scan()
	return r.assemble()
}
