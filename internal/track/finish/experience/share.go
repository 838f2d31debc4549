package experience

import (
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
)

// Share is how many of the opportunities that stood in a forecast category were
// won within the quarter (91 days) that followed.
type Share struct {
	Category string
	Cases    int
	Won      int
}

// shares looks at each story once in each category: when it came to it.
func shares(stories []Story, days period.Range) []Share {
	const quarter = 91
	by := map[string]Share{}
	for _, s := range stories {
		seen := map[string]bool{}
		for _, m := range s.Categories {
			if m.Value == "" || seen[m.Value] || !days.Contains(m.Day) || m.Day+quarter >= days.End || !s.IsOpen(m.Day) {
				continue
			}
			seen[m.Value] = true
			share := by[m.Value]
			share.Category = m.Value
			share.Cases++
			if s.Outcome == fact.Won && s.Closed <= m.Day+quarter {
				share.Won++
			}
			by[m.Value] = share
		}
	}
	return slices.SortedFunc(maps.Values(by), func(a, b Share) int {
		if a.Category < b.Category {
			return -1
		}
		return 1
	})
}
