package closing

import (
	"slices"

	"github.com/attainhq/attain/internal/period"
)

// Cut says which cells of the ledger count in some days: what happened on them
// as far as Own knows it, and what Late counts there besides. A cell is in one
// of the two at most.
type Cut struct {
	Own  []Slab
	Late []LateSlab
}

// Slab is what happened on some days and was known at the end of one.
type Slab struct {
	Days  period.Range
	Known period.Date
}

// LateSlab is what happened on closed days and became known later, on one of
// the days of Known.
type LateSlab struct {
	Days, Known period.Range
}

// Cut divides what counts on each of the days, as known at the end of one. The
// closes are those in force then. Over all days every cell is in exactly one
// cut.
func (c Closes) Cut(days period.Range, asOf period.Date) Cut {
	var cut Cut
	if days.Empty() {
		return cut
	}
	at := days.Start
	for _, one := range c {
		closed := one.Period.Range.Intersect(days)
		if !closed.Empty() {
			cut.own(period.Range{Start: at, End: closed.Start}, asOf)
			cut.own(closed, min(asOf, one.AsOf))
			at = closed.End
		}
		cut.late(one.Period.Range, period.Range{Start: max(days.Start, one.AsOf+1), End: min(days.End, asOf+1)})
	}
	cut.own(period.Range{Start: at, End: days.End}, asOf)
	return cut
}

// Whole is Cut for the days together. What became known late of closed ones
// among them, but still on one of them, is its own: mostly there is one slab,
// however many closes there are.
func (c Closes) Whole(days period.Range, asOf period.Date) Cut {
	var whole Cut
	each := c.Cut(days, asOf)
	for _, s := range each.Own {
		if _, closed := c.Of(s.Days.Start); closed {
			s.Known = max(s.Known, min(asOf, days.End-1))
		}
		whole.own(s.Days, s.Known)
	}
	for _, s := range each.Late {
		s.Days.End = min(s.Days.End, days.Start)
		if !s.Days.Empty() {
			whole.late(s.Days, s.Known)
		}
	}
	return whole
}

func (c *Cut) own(days period.Range, known period.Date) {
	if days.Empty() {
		return
	}
	if n := len(c.Own); n > 0 && c.Own[n-1].Known == known && c.Own[n-1].Days.End == days.Start {
		c.Own[n-1].Days.End = days.End
		return
	}
	c.Own = append(c.Own, Slab{days, known})
}

// late adds a slab, to the one before where that is possible: of all periods
// that were closed before the days began there is one.
func (c *Cut) late(days, known period.Range) {
	if known.Empty() {
		return
	}
	if n := len(c.Late); n > 0 && c.Late[n-1].Known == known && c.Late[n-1].Days.End == days.Start {
		c.Late[n-1].Days.End = days.End
		return
	}
	c.Late = append(c.Late, LateSlab{days, known})
}

// Contains reports whether a cell is one of the cut's own.
func (c Cut) Contains(day, known period.Date) bool {
	return slices.ContainsFunc(c.Own, func(s Slab) bool { return s.Days.Contains(day) && known <= s.Known })
}

// IsLate reports whether a cell counts late.
func (c Cut) IsLate(day, known period.Date) bool {
	return slices.ContainsFunc(c.Late, func(s LateSlab) bool { return s.Days.Contains(day) && s.Known.Contains(known) })
}
