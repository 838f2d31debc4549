package contest

import (
	"slices"

	"github.com/attainhq/attain/internal/period"
)

// Result is how a contest ended, with all that it was made from: who looks later
// sees what was seen then.
type Result struct {
	AsOf    period.Date // everything known at the end of this day, and nothing later
	Outcome Outcome
}

// Same reports whether a result says the same of everybody.
func (r Result) Same(o Result) bool {
	if r.AsOf != o.AsOf || r.Outcome.Paid != o.Outcome.Paid || len(r.Outcome.Placed) != len(o.Outcome.Placed) {
		return false
	}
	return slices.EqualFunc(r.Outcome.Placed, o.Outcome.Placed, func(a, b Placed) bool {
		return a.Person == b.Person && a.Out == b.Out && a.Value == b.Value && a.Reference == b.Reference && a.Band == b.Band && a.Won == b.Won &&
			slices.Equal(a.Breaches, b.Breaches)
	})
}
