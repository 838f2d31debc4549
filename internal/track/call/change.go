package call

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
)

// Reason says why a forecast changed.
type Reason string

// The reasons, in the order in which several of one opportunity apply.
const (
	Created      Reason = "new"
	Withdrawn    Reason = "withdrawn" // or the other way round
	Won          Reason = "won"
	Lost         Reason = "lost"
	Reopened     Reason = "reopened"
	OwnerChanged Reason = "owner"
	Reorganised  Reason = "organisation" // its owner, or a place, belongs elsewhere
	MovedIn      Reason = "moved_in"     // it is expected in the period now
	MovedOut     Reason = "moved_out"
	CategoryUp   Reason = "category_up"
	CategoryDown Reason = "category_down"
	AmountUp     Reason = "amount_up"
	AmountDown   Reason = "amount_down"
	RateChanged  Reason = "rate"  // the amount is the same in its own currency
	Sold         Reason = "sales" // what the metric came to, where that is not counted by opportunities
)

// Change is a part of the difference between two days: one opportunity, one
// reason.
type Change struct {
	Reason Reason
	Deal   *metric.Prospect // as it is on the later day, else as it was; nil for Sold
	By     Figures
}

// Pair is one opportunity on two days; nil where it was not known.
type Pair struct{ Before, After *metric.Prospect }

// Changes explains how the figures of the place went from one day to another:
// what they changed by is the sum of all parts, exactly. The opportunities are
// all that were part of it on either day, or may have been.
func (p Place) Changes(before, after Figures, deals []Pair) []Change {
	var changes []Change
	left := after.Minus(before)
	for _, d := range deals {
		for _, c := range p.changesOf(d) {
			changes = append(changes, c)
			left = left.Minus(c.By)
		}
	}
	if !left.Nothing() {
		changes = append(changes, Change{Reason: Sold, By: left})
	}
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.key(), b.key()), cmp.Compare(b.By.size(), a.By.size()))
	})
	return changes
}

// key brings what was sold to the end.
func (c Change) key() int {
	if c.Deal == nil {
		return 1
	}
	return 0
}

// size is the largest part of the figures, whichever way it goes.
func (f Figures) size() money.Amount {
	var most money.Amount
	for _, part := range []money.Amount{f.Closed, f.Commit, f.BestCase, f.Upside, f.Omitted} {
		most = max(most, part, -part)
	}
	return most
}

// changesOf tells what became of one opportunity, step by step: each step has
// one reason, and together they lead from what it was to what it is.
func (p Place) changesOf(d Pair) []Change {
	var from, to seen
	deal := d.After
	if d.Before != nil {
		from = p.view(*d.Before)
	}
	if d.After != nil {
		to = p.view(*d.After)
	} else {
		deal = d.Before
	}
	if reason, whole := ended(from, to); whole {
		return someOf(Change{reason, deal, to.figures().Minus(from.figures())})
	}
	var changes []Change
	at := from
	for _, step := range steps {
		next, reason := step(at, to)
		changes = append(changes, someOf(Change{reason, deal, next.figures().Minus(at.figures())})...)
		at = next
	}
	return changes
}

func someOf(c Change) []Change {
	if c.By.Nothing() {
		return nil
	}
	return []Change{c}
}

// ended returns the reason of what changes an opportunity as a whole.
func ended(from, to seen) (reason Reason, whole bool) {
	switch {
	case from.known && !to.known:
		return Withdrawn, true
	case to.known && to.state == metric.IsWon && from.state != metric.IsWon:
		return Won, true
	case to.known && to.state != metric.IsOpen && to.state != metric.IsWon && from.state != to.state:
		return Lost, true
	case !from.known:
		return Created, true
	case from.state != to.state:
		return Reopened, true
	default:
		return "", false
	}
}

// steps lead from what an opportunity was to what it is, one thing at a time.
var steps = []func(at, to seen) (seen, Reason){
	func(at, to seen) (seen, Reason) {
		reason := Reorganised
		if at.owner != to.owner {
			reason = OwnerChanged
		}
		at.here, at.owner = to.here, to.owner
		return at, reason
	},
	func(at, to seen) (seen, Reason) {
		at.within = to.within
		if to.within {
			return at, MovedIn
		}
		return at, MovedOut
	},
	func(at, to seen) (seen, Reason) {
		reason := CategoryDown
		if sureness(to.category) > sureness(at.category) {
			reason = CategoryUp
		}
		at.category = to.category
		return at, reason
	},
	func(at, to seen) (seen, Reason) {
		reason := AmountDown
		switch {
		case at.own == to.own && at.currency == to.currency:
			reason = RateChanged
		case to.worth > at.worth:
			reason = AmountUp
		}
		at.worth, at.own, at.currency = to.worth, to.own, to.currency
		return at, reason
	},
}

func sureness(c fact.Category) int { return slices.Index(fact.Categories(), c.Counted()) }
