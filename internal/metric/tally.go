package metric

import (
	"cmp"
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Poster is what facts are posted to: a Ledger, which can be looked into, or a
// Tally, which is many times faster for many facts.
type Poster interface {
	// Add adds the sign-fold of every cell of the ledger.
	Add(o Ledger, sign money.Amount)
	// Tally returns the same cells in the form in which they are stored.
	Tally() *Tally

	add(cell Cell, value money.Amount)
}

// SaleSeries are the series that every sale adds to. They are kept side by side.
var SaleSeries = [...]Series{Revenue, Units, Profit, Orders, Uncosted, UncostedRevenue, ListAmount, DiscountGiven}

// saleColumn returns the place of a series in SaleSeries, -1 for others.
func saleColumn(s Series) int {
	switch s {
	case Revenue:
		return 0
	case Units:
		return 1
	case Profit:
		return 2
	case Orders:
		return 3
	case Uncosted, UncostedRevenue, ListAmount, DiscountGiven:
		return slices.Index(SaleSeries[:], s)
	}
	return -1
}

// SaleDay is what sales of a day add to a node, as known from a day on, by the
// place of the series in SaleSeries. What is 0 adds nothing.
type SaleDay struct {
	Node       org.NodeID
	Day, Known period.Date
	Values     [len(SaleSeries)]money.Amount
}

// CustomerCells are the cells of customers that have everything else in common.
type CustomerCells struct {
	At     Cell // Customer is ""
	Values []CustomerValue
}

// CustomerValue is one customer's part of CustomerCells.
type CustomerValue struct {
	Customer org.NodeID
	Value    money.Amount
}

// Tally is a Ledger that is only added to and then stored as a whole. It is
// grouped as the tables are: most cells of many facts differ in the series or
// the customer alone, and a map of them all costs more than everything else that
// an import does.
type Tally struct {
	numbers map[org.NodeID]int32 // of the nodes, so that they are compared once
	nodes   []org.NodeID
	sales   map[tallySpot]int32
	values  [][len(SaleSeries)]money.Amount // by the numbers in sales

	customers map[tallyCell]*[]CustomerValue
	mixes     map[tallySpot]*[]MixPart
	mixAt     tallySpot  // where the last part was noted,
	mix       *[]MixPart // and its list; nil before the first
	others    Ledger
}

type tallySpot struct {
	node       int32
	day, known period.Date
}

type tallyCell struct {
	series Series
	tallySpot
}

// NewTally returns a tally with nothing in it.
func NewTally() *Tally {
	return &Tally{numbers: map[org.NodeID]int32{}, sales: map[tallySpot]int32{}, customers: map[tallyCell]*[]CustomerValue{},
		mixes: map[tallySpot]*[]MixPart{}, others: Ledger{}}
}

// Tally implements Poster.
func (l Ledger) Tally() *Tally {
	t := NewTally()
	t.Add(l, 1)
	return t
}

// Tally implements Poster.
func (t *Tally) Tally() *Tally { return t }

// Add implements Poster.
func (t *Tally) Add(o Ledger, sign money.Amount) {
	for cell, value := range o {
		t.add(cell, sign*value)
	}
}

func (t *Tally) add(cell Cell, value money.Amount) {
	column := saleColumn(cell.Series)
	if column < 0 && cell.Customer == "" {
		t.others.add(cell, value)
		return
	}
	node, known := t.numbers[cell.Node]
	if !known {
		node = int32(len(t.nodes)) //nolint:gosec // there are not so many nodes
		t.numbers[cell.Node] = node
		t.nodes = append(t.nodes, cell.Node)
	}
	at := tallySpot{node, cell.Day, cell.Known}
	if mix := mixColumn(cell.Series); mix >= 0 {
		t.addMix(at, cell.Customer, mix, value)
		return
	}
	if cell.Customer != "" {
		list := t.customers[tallyCell{cell.Series, at}]
		if list == nil {
			list = new([]CustomerValue)
			t.customers[tallyCell{cell.Series, at}] = list
		}
		*list = append(*list, CustomerValue{cell.Customer, value})
		return
	}
	row, there := t.sales[at]
	if !there {
		row = int32(len(t.values)) //nolint:gosec // there are not so many cells
		t.sales[at] = row
		t.values = append(t.values, [len(SaleSeries)]money.Amount{})
	}
	t.values[row][column] += value
}

// addMix notes a part. Those of one line at a node come one after the other, and
// of these what is of one place.
func (t *Tally) addMix(at tallySpot, of org.NodeID, column int, value money.Amount) {
	if t.mix == nil || t.mixAt != at {
		list := t.mixes[at]
		if list == nil {
			list = new([]MixPart)
			t.mixes[at] = list
		}
		t.mix, t.mixAt = list, at
	}
	if last := len(*t.mix) - 1; last >= 0 && (*t.mix)[last].Place == of {
		(*t.mix)[last].Values[column] += value
		return
	}
	part := MixPart{Place: of}
	part.Values[column] = value
	*t.mix = append(*t.mix, part)
}

// MixDays returns the parts, by month, node, day and known.
func (t *Tally) MixDays() []MixDay {
	spots := make([]tallySpot, 0, len(t.mixes))
	for at, list := range t.mixes {
		if *list = mixed(*list); len(*list) > 0 {
			spots = append(spots, at)
		}
	}
	sortSpots(t, spots, func(at tallySpot) (Series, tallySpot) { return "", at })
	days := make([]MixDay, len(spots))
	for i, at := range spots {
		days[i] = MixDay{t.nodes[at.node], at.day, at.known, *t.mixes[at]}
	}
	return days
}

// ranks returns the place of each node in the order of their ids, by number.
func (t *Tally) ranks() []int32 {
	order := make([]int32, len(t.nodes))
	for i := range order {
		order[i] = int32(i) //nolint:gosec // there are not so many nodes
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(t.nodes[a], t.nodes[b]) })
	ranks := make([]int32, len(order))
	for rank, node := range order {
		ranks[node] = int32(rank) //nolint:gosec // as above
	}
	return ranks
}

// sortSpots sorts a list by the series of each and by month, node, day and known:
// as the ledger lies, so that what is written one after the other lies side by
// side.
func sortSpots[T any](t *Tally, list []T, of func(T) (Series, tallySpot)) {
	type placed struct {
		series Series
		month  period.Date // its first day
		rank   int32
		tallySpot
		item T
	}
	ranks := t.ranks()
	order := make([]placed, len(list))
	for i, item := range list {
		series, at := of(item)
		order[i] = placed{series, at.day.FirstOfMonth(), ranks[at.node], at, item}
	}
	slices.SortFunc(order, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.series, b.series), cmp.Compare(a.month, b.month), cmp.Compare(a.rank, b.rank),
			cmp.Compare(a.day, b.day), cmp.Compare(a.known, b.known))
	})
	for i, at := range order {
		list[i] = at.item
	}
}

// SaleDays returns what sales add, by month, node, day and known.
func (t *Tally) SaleDays() []SaleDay {
	spots := make([]tallySpot, 0, len(t.sales))
	for at, row := range t.sales {
		if t.values[row] != [len(SaleSeries)]money.Amount{} {
			spots = append(spots, at)
		}
	}
	sortSpots(t, spots, func(at tallySpot) (Series, tallySpot) { return "", at })
	days := make([]SaleDay, len(spots))
	for i, at := range spots {
		days[i] = SaleDay{t.nodes[at.node], at.day, at.known, t.values[t.sales[at]]}
	}
	return days
}

// CustomerCells returns the cells of customers, by series, month, node, day and
// known, and each list by customer.
func (t *Tally) CustomerCells() []CustomerCells {
	places := make([]tallyCell, 0, len(t.customers))
	for at, list := range t.customers {
		if *list = netted(*list); len(*list) > 0 {
			places = append(places, at)
		}
	}
	sortSpots(t, places, func(at tallyCell) (Series, tallySpot) { return at.series, at.tallySpot })
	cells := make([]CustomerCells, len(places))
	for i, at := range places {
		cells[i] = CustomerCells{Cell{Series: at.series, Node: t.nodes[at.node], Day: at.day, Known: at.known}, *t.customers[at]}
	}
	return cells
}

// Months returns the first day of each month in which there is anything, in
// order.
func (t *Tally) Months() []period.Date {
	months := map[period.Date]bool{}
	for at := range t.sales {
		months[at.day.FirstOfMonth()] = true
	}
	for at := range t.customers {
		months[at.day.FirstOfMonth()] = true
	}
	for at := range t.mixes {
		months[at.day.FirstOfMonth()] = true
	}
	for at := range t.others {
		months[at.Day.FirstOfMonth()] = true
	}
	return slices.Sorted(maps.Keys(months))
}

// Others returns the cells that are neither sales' nor customers' nor parts.
func (t *Tally) Others() Ledger { return t.others }

// netted sorts the list by customer, adds up what is of one customer and drops
// what becomes 0.
func netted(list []CustomerValue) []CustomerValue {
	slices.SortFunc(list, func(a, b CustomerValue) int { return cmp.Compare(a.Customer, b.Customer) })
	kept := list[:0]
	for i := 0; i < len(list); {
		sum := list[i]
		for i++; i < len(list) && list[i].Customer == sum.Customer; i++ {
			sum.Value += list[i].Value
		}
		if sum.Value != 0 {
			kept = append(kept, sum)
		}
	}
	return kept
}
