package metric

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Cell is one place of the ledger: a series at a node, for the day on which
// something happened and the day from which that was known. What was known on
// day K about day D is the sum of D's cells with Known ≤ K, so every figure of
// the past can still be told as it was told then.
type Cell struct {
	Series   Series
	Node     org.NodeID
	Day      period.Date
	Customer org.NodeID // of a cell of one customer's history, or the place of a part (Mix); "" for ordinary ones
	Known    period.Date
}

// Compare orders cells by series, node, day, customer, known: the order of the
// tables.
func (c Cell) Compare(o Cell) int {
	return cmp.Or(cmp.Compare(c.Series, o.Series), cmp.Compare(c.Node, o.Node),
		cmp.Compare(c.Day, o.Day), cmp.Compare(c.Customer, o.Customer), cmp.Compare(c.Known, o.Known))
}

// Ledger holds the value of each cell; a missing cell is 0.
type Ledger map[Cell]money.Amount

// Add adds the sign-fold of every cell of the other ledger and drops what
// becomes 0.
func (l Ledger) Add(o Ledger, sign money.Amount) {
	for cell, value := range o {
		l.add(cell, sign*value)
	}
}

func (l Ledger) add(cell Cell, value money.Amount) {
	if sum := l[cell] + value; sum != 0 {
		l[cell] = sum
	} else {
		delete(l, cell)
	}
}

// Cells returns the ledger's cells in order.
func (l Ledger) Cells() []Cell {
	cells := make([]Cell, 0, len(l))
	for c := range l {
		cells = append(cells, c)
	}
	slices.SortFunc(cells, Cell.Compare)
	return cells
}

// place is a cell without the day of knowledge.
type place struct {
	series   Series
	node     org.NodeID
	day      period.Date
	customer org.NodeID
}

func (p place) cell(known period.Date) Cell { return Cell{p.series, p.node, p.day, p.customer, known} }

// snapshot is what facts add as known on one day.
type snapshot map[place]money.Amount

func (s snapshot) add(at place, value money.Amount) {
	if value != 0 {
		s[at] += value
	}
}

// knownFrom posts everything as known from one day on.
type knownFrom struct {
	to    Poster
	known period.Date
}

func (k knownFrom) add(at place, value money.Amount) {
	if value != 0 {
		k.to.add(at.cell(k.known), value)
	}
}

// emptied returns the snapshot with nothing in it, made when it is nil.
func (s snapshot) emptied() snapshot {
	const usual = 64 // places: growing the map costs more than the room
	if s == nil {
		return make(snapshot, usual)
	}
	clear(s)
	return s
}

// post posts, with the day of knowledge, what changes from one snapshot to the
// next.
func post(to Poster, from, next snapshot, known period.Date) {
	for at, value := range next {
		if diff := value - from[at]; diff != 0 {
			to.add(at.cell(known), diff)
		}
	}
	for at, value := range from {
		if _, stays := next[at]; !stays {
			to.add(at.cell(known), -value)
		}
	}
}

// SumFilter says which part of the ledger is summed.
type SumFilter struct {
	Series Series
	Kind   org.Kind     // nodes of this kind; or, when empty,
	IDs    []org.NodeID // these nodes
	Days   period.Range
	AsOf   period.Date // the reader sees the nodes that he saw on this day
	Known  period.Date // what was known at the end of this day counts; 0: of AsOf
	// Closes are those in force: what became known of closed days later is no
	// part of Days, but of the days on which it did (closing.Whole).
	Closes closing.Closes
	// Apart holds what became known late of the days themselves for late too
	// (closing.Cut).
	Apart bool
}

// Cut returns which cells count.
func (f SumFilter) Cut() closing.Cut {
	if f.Known == 0 {
		f.Known = f.AsOf
	}
	if f.Apart {
		return f.Closes.Cut(f.Days, f.Known)
	}
	return f.Closes.Whole(f.Days, f.Known)
}

// DayFilter says which days of a series at one node are read.
type DayFilter struct {
	Series Series
	Node   org.NodeID
	Days   period.Range
	AsOf   period.Date    // what was known at the end of this day
	Closes closing.Closes // as in SumFilter
}

// Cut returns which cells count, each on its day.
func (f DayFilter) Cut() closing.Cut { return f.Closes.Cut(f.Days, f.AsOf) }

// DayValue is what happened at a node on one day.
type DayValue struct {
	Day   period.Date
	Value money.Amount
}

// LateValue is what became known on a day of what had happened at a node on a
// closed one.
type LateValue struct {
	Node       org.NodeID
	Day, Known period.Date
	Value      money.Amount
}
