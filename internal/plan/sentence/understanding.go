package sentence

import (
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Understanding is what a sentence was taken for.
type Understanding struct {
	// Goals usually holds one; several when the sentence states goals that are
	// not guardrails of the first. It is empty when nothing like a goal was found.
	Goals     []Draft
	Complete  bool       // nothing is missing, asked or wrong
	Phrases   []Phrase   // what each piece of the text was taken for, in order
	Missing   []Missing  // what is not said
	Questions []Question // what is open
	Answered  []Answer   // the answers that were used, in the order of their questions
	// Completion is a sentence with everything that is missing; what is not the
	// user's stands in [brackets], which are read over. "" when there is none.
	Completion string
	Readback   string // the structure said back; Understand reads it to the same
	Problems   []Problem
}

// Draft is a goal as far as the sentence tells it. A field that is not known
// has its zero value.
type Draft struct {
	Title     string
	Sentence  string // the text without control characters and brackets
	Owner     org.NodeID
	EachOwner bool
	Metric    metric.Series
	Unit      metric.Unit  // of the metric
	Scope     []org.NodeID // sorted
	// Everything is true when the sentence says that all counts: "all products".
	Everything bool
	Aim        goal.Aim
	Value      *money.Amount // nil while it is not known, or hangs on a baseline that is to be measured
	Upper      *money.Amount
	Change     *Change
	Each       period.Kind
	Window     period.Range // the zero Range while the end is not known
	Currency   money.Currency
	Guards     []Guard
	Why        string
	Actions    []string
	Readback   string
}

// Change is a goal.Change whose baseline may still have to be measured.
type Change struct {
	Kind     goal.ChangeKind
	By       money.Amount
	Baseline *money.Amount // nil: to be measured
	Over     period.Range  // when it is measured; empty when it was stated
	Of       metric.Series
}

// Guard is a goal.Guard as far as it is known; Aim is "" while Value is not.
type Guard struct {
	Metric metric.Series
	Unit   metric.Unit
	Scope  []org.NodeID
	Aim    goal.Aim
	Value  *money.Amount
	Upper  *money.Amount
}

// Phrase is a piece of the text with what it was taken for. The offsets count
// characters (runes); End is exclusive.
type Phrase struct {
	Start, End int
	Field      string // of the goal; "unknown" when it was not understood
	Text       string
	Meaning    string
}

// Missing is something that the sentence does not say.
type Missing struct {
	Field   string // also the id under which it can be answered
	Text    string
	Example string
}

// Question is something that the sentence leaves open. Until it is answered
// the goal is not complete.
type Question struct {
	ID      string
	Field   string
	Text    string
	Why     string
	Choices []Choice
}

// Choice is one of the answers.
type Choice struct {
	ID      string
	Label   string
	Meaning string
	Example string
}

// Answer is a choice that was made.
type Answer struct{ ID, Choice string }

// Problem is something that means nothing, or that cannot be.
type Problem struct{ Field, Message string }

func (u *Understanding) problem(field, format string, args ...any) {
	u.Problems = append(u.Problems, Problem{Field: field, Message: fmt.Sprintf(format, args...)})
}

// Spec returns the draft as a goal's Spec. A Value that hangs on a baseline
// which is still to be measured is 0; see NeedsBaseline.
func (d Draft) Spec() goal.Spec {
	s := goal.Spec{
		Title: d.Title, Sentence: d.Sentence, Owner: d.Owner, EachOwner: d.EachOwner,
		Metric: d.Metric, Scope: slices.Clone(d.Scope), Aim: d.Aim, Upper: d.Upper, Each: d.Each,
		Window: d.Window, Currency: d.Currency, Why: d.Why, Actions: slices.Clone(d.Actions),
	}
	if d.Value != nil {
		s.Value = *d.Value
	}
	if c := d.Change; c != nil {
		s.Change = &goal.Change{Kind: c.Kind, By: c.By, Over: c.Over, Of: c.Of}
		if c.Baseline != nil {
			s.Change.Baseline = *c.Baseline
		}
	}
	for _, g := range d.Guards {
		guard := goal.Guard{Metric: g.Metric, Scope: slices.Clone(g.Scope), Aim: g.Aim, Upper: g.Upper}
		if g.Value != nil {
			guard.Value = *g.Value
		}
		s.Guards = append(s.Guards, guard)
	}
	return s
}

// NeedsBaseline reports whether the value follows from a baseline that is
// still to be measured, over Change.Over.
func (d Draft) NeedsBaseline() bool {
	return d.Change != nil && d.Change.Baseline == nil
}
