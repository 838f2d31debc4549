package call

import (
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Yield is what became of the opportunities that stood in a category at the same
// point of periods that are over.
type Yield struct {
	Category fact.Category
	Deals    int
	DealsWon int          // in their period
	Stood    money.Amount // what they were worth at that point
	Won      money.Amount // of that the part that was won in its period
	Share    *money.Amount
}

// leastDeals is below how many opportunities the share that was won says
// nothing.
const leastDeals = 4

// Look is a period that is over, with its opportunities as they stood at the
// point and as they are known now, in the same order; nil for one that was not
// there yet.
type Look struct {
	Place Place
	Then  []*metric.Prospect
	Now   []*metric.Prospect
}

// Yields returns what became of each category, the surest first. An opportunity
// that nobody had put into one counts in the pipeline.
func Yields(looks []Look) []Yield {
	by := map[fact.Category]*Yield{}
	for _, look := range looks {
		for n, then := range look.Then {
			if then == nil || !look.Place.at(*then) || then.Worth == nil || !then.Expected(look.Place.Period.Range) {
				continue
			}
			c := then.Category.Counted()
			if by[c] == nil {
				by[c] = &Yield{Category: c}
			}
			by[c].Deals++
			by[c].Stood += *then.Worth
			if now := look.Now[n]; now != nil && now.WonIn(look.Place.Period.Range) {
				by[c].DealsWon++
				by[c].Won += *then.Worth
			}
		}
	}
	yields := make([]Yield, 0, len(by))
	for _, c := range []fact.Category{fact.Commit, fact.BestCase, fact.Upside, fact.Omitted} {
		y := by[c]
		if y == nil {
			y = &Yield{Category: c}
		}
		if share, ok := money.Ratio(y.Won, y.Stood); ok && y.Deals >= leastDeals {
			y.Share = &share
		}
		yields = append(yields, *y)
	}
	return yields
}

// at reports whether the opportunity counts at the node.
func (p Place) at(o metric.Prospect) bool { return p.view(o).here }

// before returns up to so many periods of the same kind before this one, the
// latest first. Those that are not of the calendar have none.
func before(c period.Calendar, p period.Period, n int) []period.Period {
	var list []period.Period
	for at := p; len(list) < n; {
		previous, ok := c.Previous(at)
		if !ok {
			return list
		}
		list, at = append(list, previous), previous
	}
	return list
}
