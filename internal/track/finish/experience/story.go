package experience

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
)

// Story is one opportunity: what it was from which day on, and how it ended.
type Story struct {
	ID         string
	Owner      string // who has it
	Segment    string // of which its odds may depend; "" for none
	Created    period.Date
	Stages     []Mark[string]      // ascending; the stages that end it are not among them
	Amounts    []Mark[float64]     // in whole units; none while nobody has said it
	Closes     []Mark[period.Date] // when it was expected to close; none when nobody said it
	Categories []Mark[string]      // of forecasts; none when nobody gave one
	Outcome    fact.Outcome
	Closed     period.Date // day of the outcome; means nothing while it is open
}

// Mark is a value with the day from which it held.
type Mark[T any] struct {
	Day   period.Date
	Value T
}

// Known returns the story as it was known at the end of the day; ok is false
// when nobody knew of it.
func (s Story) Known(day period.Date) (known Story, ok bool) {
	if s.Created > day {
		return Story{}, false
	}
	s.Stages, s.Amounts, s.Closes, s.Categories = until(s.Stages, day), until(s.Amounts, day), until(s.Closes, day), until(s.Categories, day)
	if s.Outcome != fact.Open && s.Closed > day {
		s.Outcome, s.Closed = fact.Open, period.Never
	}
	return s, true
}

// IsOpen reports whether it has not ended by the end of the day.
func (s Story) IsOpen(day period.Date) bool {
	return s.Created <= day && (s.Outcome == fact.Open || s.Closed > day)
}

// end returns the day on which it ended, Never while it is open.
func (s Story) end() period.Date {
	if s.Outcome == fact.Open {
		return period.Never
	}
	return s.Closed
}

// valid reports whether the story can be true: it did not end before it began.
func (s Story) valid() bool { return s.Created != 0 && s.end() >= s.Created }

// until returns the marks up to the end of the day.
func until[T any](marks []Mark[T], day period.Date) []Mark[T] {
	n, _ := slices.BinarySearchFunc(marks, day+1, func(m Mark[T], d period.Date) int { return cmp.Compare(m.Day, d) })
	return marks[:n:n]
}

// at returns the value that held at the end of the day, and since when.
func at[T any](marks []Mark[T], day period.Date) (value T, since period.Date, ok bool) {
	if held := until(marks, day); len(held) > 0 {
		last := held[len(held)-1]
		return last.Value, last.Day, true
	}
	return value, 0, false
}

// Amount returns what it was worth at the end of the day; ok is false when
// nobody had said it.
func (s Story) Amount(day period.Date) (amount float64, ok bool) {
	amount, _, ok = at(s.Amounts, day)
	return amount, ok
}

// final returns the last amount that is known; of what was won, what it was won
// for, even where the source was told a few days later.
func (s Story) final() (amount float64, ok bool) {
	if n := len(s.Amounts); n > 0 {
		return s.Amounts[n-1].Value, true
	}
	return 0, false
}

// Expected returns the day on which it was expected to close, as of a day.
func (s Story) Expected(day period.Date) (expected period.Date, ok bool) {
	expected, _, ok = at(s.Closes, day)
	return expected, ok && expected != period.Never
}

// pushes counts how often the expected close was moved to a later day.
func (s Story) pushes(day period.Date) int {
	n := 0
	held := until(s.Closes, day)
	for i := 1; i < len(held); i++ {
		if held[i].Value > held[i-1].Value {
			n++
		}
	}
	return n
}

// place returns the stage at the end of the day and the whole weeks in it.
func (s Story) place(day period.Date) (stage string, weeks int) {
	stage, since, ok := at(s.Stages, day)
	if !ok {
		since = s.Created // it has not come to a stage yet: that is one of its own
	}
	const week = 7
	return stage, max(0, int(day-since)) / week
}
