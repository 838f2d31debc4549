package experience

import (
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
)

// Reader makes stories of opportunities as metrics read them.
type Reader struct {
	// Worth is what a version says the opportunity is worth, in whole units of
	// one currency; ok is false when it says nothing or there is no rate.
	Worth func(fact.EventVersion) (amount float64, ok bool)
	// Owner names whose experience it is; nil is the owner's id.
	Owner func(fact.EventVersion) string
	// Segment names what its odds may depend on besides; nil is nothing.
	Segment func(fact.EventVersion) string
	// Category is the forecast category that a version says; nil is none.
	Category func(fact.EventVersion) string
}

// Story returns the story of the course; ok is false for one that nothing can
// be learned from: it is over, and nobody says since when.
func (r Reader) Story(c metric.Course) (s Story, ok bool) {
	if c.Over {
		return Story{}, false
	}
	s = Story{ID: c.Key.String(), Owner: string(c.Owner), Created: c.Day, Outcome: c.Outcome, Closed: c.Closed}
	if r.Owner != nil {
		s.Owner = r.Owner(c.EventVersion)
	}
	if r.Segment != nil {
		s.Segment = r.Segment(c.EventVersion)
	}
	for _, step := range c.Steps {
		s.Stages = append(s.Stages, Mark[string]{max(step.Day, c.Day), step.Stage})
	}
	slices.SortStableFunc(s.Stages, func(a, b Mark[string]) int { return int(a.Day) - int(b.Day) })
	for i, v := range c.Past {
		day := max(v.Known.Start, c.Day)
		if i == 0 {
			day = c.Day // the first load counts as known when it happened
		}
		if amount, ok := r.Worth(v); ok {
			s.Amounts = remember(s.Amounts, day, amount)
		}
		if v.Until != 0 && v.Until != period.Never {
			s.Closes = remember(s.Closes, day, v.Until)
		}
		if r.Category != nil {
			if category := r.Category(v); category != "" {
				s.Categories = remember(s.Categories, day, category)
			}
		}
	}
	return s, true
}

// remember adds a value from a day on, unless it is the one that holds.
func remember[T comparable](marks []Mark[T], day period.Date, value T) []Mark[T] {
	if n := len(marks); n > 0 {
		if marks[n-1].Value == value {
			return marks
		}
		if marks[n-1].Day >= day {
			marks[n-1].Value = value
			return marks
		}
	}
	return append(marks, Mark[T]{day, value})
}
