package metric

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Cell is one place of the ledger: a series at a node, for the day on which
// something happened and the day from which that was known. What was known on
// day K about day D is the sum of D's cells with Known ≤ K, so every figure of
// the past can still be told as it was told then.
type Cell struct {
	Series Series
	Node   org.NodeID
	Day    period.Date
	Known  period.Date
}

// Compare orders cells by series, node, day, known: the order of the table.
func (c Cell) Compare(o Cell) int {
	return cmp.Or(cmp.Compare(c.Series, o.Series), cmp.Compare(c.Node, o.Node),
		cmp.Compare(c.Day, o.Day), cmp.Compare(c.Known, o.Known))
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
	series Series
	node   org.NodeID
	day    period.Date
}

// snapshot is what a deal is worth as known on one day.
type snapshot map[place]money.Amount

// post writes into the ledger, with the day of knowledge, what changes from
// one snapshot to the next.
func (l Ledger) post(from, to snapshot, known period.Date) {
	for at, value := range to {
		if diff := value - from[at]; diff != 0 {
			l.add(Cell{at.series, at.node, at.day, known}, diff)
		}
	}
	for at, value := range from {
		if _, stays := to[at]; !stays {
			l.add(Cell{at.series, at.node, at.day, known}, -value)
		}
	}
}

// PostDeal adds everything a deal ever counted for to the ledger, new
// customers apart.
func (b *Book) PostDeal(ledger Ledger, deal fact.Deal) error {
	var last snapshot
	for _, known := range b.breaks(deal) {
		lines, err := b.Lines(deal, known)
		if err != nil {
			return err
		}
		next := b.worth(lines, known)
		ledger.post(last, next, known)
		last = next
	}
	return nil
}

// breaks returns the days on which the deal's worth may have changed.
func (b *Book) breaks(deal fact.Deal) []period.Date {
	days := deal.Breaks()
	if len(days) == 0 {
		return nil
	}
	first := days[0]
	seen := map[org.NodeID]bool{}
	currencies := map[money.Currency]bool{b.Currency: true}
	node := func(id org.NodeID) {
		if id != "" && !seen[id] {
			seen[id] = true
			days = append(days, b.Tree.Breaks(id)...)
		}
	}
	for _, v := range deal.Lines {
		node(v.Owner)
		node(v.Territory)
		node(v.Product)
		node(v.Customer)
		if !currencies[v.Currency] {
			currencies[v.Currency] = true
			days = append(days, b.Rates.breaks(v.Currency)...)
		}
	}
	for _, s := range deal.Splits {
		for _, share := range s.Shares {
			node(share.Person)
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	from, _ := slices.BinarySearch(days, first)
	return days[from:]
}

// worth sums the lines of one deal into its places.
func (b *Book) worth(lines []Line, known period.Date) snapshot {
	snap := snapshot{}
	for _, l := range lines {
		for _, part := range l.Parts {
			for _, node := range b.lineage(part.Person, l.Day, known) {
				snap.part(l, node, part)
			}
		}
		for _, node := range b.Places(l, known) {
			snap.part(l, node, Part{Values: l.Worth})
		}
		for _, part := range l.Overlay {
			if l.Lacking {
				break
			}
			for _, node := range b.lineage(part.Person, l.Day, known) {
				snap.add(OverlayRevenue, node, l.Day, part.Revenue)
			}
		}
		if !l.Costed {
			for _, node := range b.Nodes(l, known) {
				snap.add(Uncosted, node, l.Day, money.Unit)
			}
		}
	}
	day := firstDay(lines)
	for _, node := range b.distinctNodes(lines, known) {
		snap[place{Orders, node, day}] = money.Unit
	}
	return snap
}

// part adds one line, or one person's part of it, at a node.
func (s snapshot) part(l Line, node org.NodeID, part Part) {
	for _, series := range []Series{Revenue, Profit, Units} {
		if value, ok := l.value(part, series); ok {
			s.add(series, node, l.Day, value)
		}
	}
	if l.Lacking {
		s.add(Unconverted(l.Currency), node, l.Day, part.Revenue)
	}
}

func (s snapshot) add(series Series, node org.NodeID, day period.Date, value money.Amount) {
	if value != 0 {
		s[place{series, node, day}] += value
	}
}

// distinctNodes returns every node at which some line counts, each once.
func (b *Book) distinctNodes(lines []Line, known period.Date) []org.NodeID {
	seen := map[org.NodeID]bool{}
	var nodes []org.NodeID
	for _, l := range lines {
		for _, id := range b.Nodes(l, known) {
			if !seen[id] {
				seen[id] = true
				nodes = append(nodes, id)
			}
		}
	}
	return nodes
}

func firstDay(lines []Line) period.Date {
	day := period.Never
	for _, l := range lines {
		day = min(day, l.Day)
	}
	return day
}

// PostCustomer adds the customer's place among the new customers to the
// ledger: one at each node of the first order, on its day. All deals with a
// line of the customer must be given.
//
// Which order was first can change with what is known: an order that arrives
// late but happened earlier takes the place, from the day it became known.
func (b *Book) PostCustomer(ledger Ledger, customer org.NodeID, deals []fact.Deal) error {
	history := make(map[period.Date][]int) // known day → deals that changed on it
	for i, d := range deals {
		for _, known := range b.breaks(d) {
			history[known] = append(history[known], i)
		}
	}
	days := make([]period.Date, 0, len(history))
	for known := range history {
		days = append(days, known)
	}
	slices.Sort(days)

	current := make(map[int]purchase, len(deals)) // deals that count, as known so far
	first := -1
	var last snapshot
	for _, known := range days {
		changed := false
		for _, i := range history[known] {
			p, ok, err := b.purchase(deals[i], customer, known)
			if err != nil {
				return err
			}
			if ok {
				current[i] = p
			} else {
				delete(current, i)
			}
			changed = changed || i == first || (ok && (first < 0 || p.before(current[first])))
		}
		if !changed {
			continue
		}
		next := snapshot{}
		if first = earliest(current); first >= 0 {
			for _, node := range b.distinctNodes(current[first].lines, known) {
				next[place{NewCustomers, node, current[first].day}] = money.Unit
			}
		}
		ledger.post(last, next, known)
		last = next
	}
	return nil
}

// Order returns the day on which the deal counts as an order and the lines that
// make it one, as known on the day; there are none when it does not count.
func (b *Book) Order(deal fact.Deal, known period.Date) (day period.Date, lines []Line, err error) {
	lines, err = b.Lines(deal, known)
	return firstDay(lines), lines, err
}

// FirstOrder returns the lines of the customer's first order as known on the
// day, and the day on which the customer counts as new; there are none when no
// order counts.
func (b *Book) FirstOrder(customer org.NodeID, deals []fact.Deal, known period.Date) (day period.Date, lines []Line, err error) {
	current := map[int]purchase{}
	for i, d := range deals {
		p, ok, err := b.purchase(d, customer, known)
		if err != nil {
			return 0, nil, err
		}
		if ok {
			current[i] = p
		}
	}
	first := earliest(current)
	if first < 0 {
		return period.Never, nil, nil
	}
	return current[first].day, current[first].lines, nil
}

// purchase is a deal as one customer's order.
type purchase struct {
	at    int64
	deal  fact.DealID
	day   period.Date
	lines []Line // of the customer
}

func (p purchase) before(o purchase) bool {
	return cmp.Or(cmp.Compare(p.at, o.at), cmp.Compare(p.deal, o.deal)) < 0
}

// purchase returns the deal as the customer's order; ok is false when no line
// of the customer counted, as known on the day.
func (b *Book) purchase(d fact.Deal, customer org.NodeID, known period.Date) (p purchase, ok bool, err error) {
	lines, err := b.Lines(d, known)
	if err != nil {
		return purchase{}, false, err
	}
	p.deal = d.ID
	for _, l := range lines {
		if l.Customer != customer {
			continue
		}
		if len(p.lines) == 0 || l.OccurredAt < p.at {
			p.at = l.OccurredAt
		}
		p.lines = append(p.lines, l)
	}
	p.day = firstDay(p.lines)
	return p, len(p.lines) > 0, nil
}

func earliest(current map[int]purchase) int {
	first := -1
	for i, p := range current {
		if first < 0 || p.before(current[first]) {
			first = i
		}
	}
	return first
}

// First says which deal was a customer's first, as known from Since until now.
type First struct {
	Customer org.NodeID
	Deal     fact.DealID // "" while none counts
	At       int64       // microseconds; when it happened
	Since    period.Date // the day from which it has been the first
}

// Keeps reports whether the deal, whose earliest version is given, leaves the
// customer's first order as it is: it is another deal, it happened later, and
// nobody knew of it before the first was the first.
func (f First) Keeps(deal fact.DealID, occurredAt int64, known period.Date) bool {
	later := cmp.Or(cmp.Compare(occurredAt, f.At), cmp.Compare(deal, f.Deal)) > 0
	return f.Deal != "" && deal != f.Deal && later && known >= f.Since
}

// FirstOf returns the customer's first deal as known now.
func (b *Book) FirstOf(customer org.NodeID, deals []fact.Deal) (First, error) {
	f := First{Customer: customer, Since: period.Always}
	known := period.Never - 1
	current := map[int]purchase{}
	for i, d := range deals {
		p, ok, err := b.purchase(d, customer, known)
		if err != nil {
			return First{}, err
		}
		if ok {
			current[i] = p
		}
		for _, day := range d.Breaks() {
			f.Since = max(f.Since, day)
		}
	}
	if i := earliest(current); i >= 0 {
		f.Deal, f.At = current[i].deal, current[i].at
	}
	return f, nil
}

// SumFilter says which part of the ledger is summed.
type SumFilter struct {
	Series Series
	Kind   org.Kind     // nodes of this kind; or, when empty,
	IDs    []org.NodeID // these nodes
	Days   period.Range
	AsOf   period.Date // what was known at the end of this day, by the nodes that the reader saw on it
}

// DayValue is what happened at a node on one day.
type DayValue struct {
	Day   period.Date
	Value money.Amount
}
