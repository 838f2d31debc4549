package fact

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
)

// Category is the forecast category of an open opportunity: how sure whoever
// works on it is that it will be won when he expects it. What is won needs none.
type Category string

// The categories, from the least sure to the surest. An opportunity that nobody
// put into one counts as Upside, and that is said.
const (
	Uncategorised Category = ""
	Omitted       Category = "omitted" // not to be counted at all
	Upside        Category = "pipeline"
	BestCase      Category = "best_case"
	Commit        Category = "commit"
)

// Categories returns the categories that an opportunity can be put into, from
// the least sure to the surest.
func Categories() []Category { return []Category{Omitted, Upside, BestCase, Commit} }

// Counted returns the category that the opportunity counts in.
func (c Category) Counted() Category {
	if c == Uncategorised {
		return Upside
	}
	return c
}

// Valid reports whether the category is one of Categories, or none.
func (c Category) Valid() bool { return c == Uncategorised || slices.Contains(Categories(), c) }

// CategoryStep says that an opportunity was put into a category on a day. Day 0
// means on whatever day that becomes known: sources that keep only the category
// of today do not say when it came about, and it must not seem to have been
// known before.
type CategoryStep struct {
	Category Category    `json:"category"`
	Day      period.Date `json:"day"`
}

// MergeCategories returns the steps of all lists by day; nil when there are
// none. Of one day the last counts, and a step that repeats the category before
// it is none.
func MergeCategories(lists ...[]CategoryStep) []CategoryStep {
	steps := slices.Concat(lists...)
	slices.SortStableFunc(steps, func(a, b CategoryStep) int { return cmp.Compare(a.Day, b.Day) })
	var merged []CategoryStep
	last := func() Category {
		if n := len(merged); n > 0 {
			return merged[n-1].Category
		}
		return Uncategorised
	}
	for i, s := range steps {
		if i+1 < len(steps) && steps[i+1].Day == s.Day || s.Category == last() {
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// settledCategories is MergeCategories for steps that may have no day yet: those
// come last.
func settledCategories(steps []CategoryStep) []CategoryStep {
	undated := slices.ContainsFunc(steps, func(s CategoryStep) bool { return s.Day == 0 })
	if undated {
		return steps
	}
	return MergeCategories(steps)
}

// Categorised returns the event with the day of a category that has none: it
// stands in it since the day that is known already, or else from today on. The
// earlier steps are those that were known before.
func (e Event) Categorised(earlier []CategoryStep, today period.Date) Event {
	var said []CategoryStep
	undated := false
	for _, s := range e.Categories {
		if s.Day == 0 {
			s.Day, undated = max(today, e.Day), true
		}
		said = append(said, s)
	}
	if undated {
		e.Categories = MergeCategories(earlier, said)
	}
	return e
}

// CategoryOn returns the category in which the opportunity stood at the end of
// the day.
func (e Event) CategoryOn(day period.Date) Category {
	category := Uncategorised
	for _, s := range e.Categories {
		if s.Day <= day {
			category = s.Category
		}
	}
	return category
}

func (e Event) checkCategories(wrong *fault.Fields) {
	for _, s := range e.Categories {
		switch {
		case e.Kind != Opportunity:
			wrong.Add("forecast_category", "is said of a %s; only an opportunity has one", e.noun())
			return
		case !s.Category.Valid():
			wrong.Add("forecast_category", "is %q; use commit, best_case, pipeline or omitted", s.Category)
		case s.Day != 0 && s.Day < e.Day:
			wrong.Add("forecast_category", "%s is of %s, before the opportunity was there (%s); correct one of the days", s.Category, s.Day, e.Day)
		case s.Day >= period.Never:
			wrong.Add("forecast_category", "%s has no day", s.Category)
		}
	}
}
