package metric

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// PostCustomer adds the customer's place among the new customers to the
// ledger: one at each node of the first order, on its day. All deals with a
// line of the customer must be given.
//
// Which order was first can change with what is known: an order that arrives
// late but happened earlier takes the place, from the day it became known.
func (b *Book) PostCustomer(to Poster, customer org.NodeID, deals []fact.Deal) error {
	b = b.side(OfCustomers, string(customer))
	ix, err := b.indexed()
	if err != nil {
		return err
	}
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

	ahead := b.ahead(OfCustomers, string(customer))
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
			writer{b, ix, next, ahead}.first(current[first], known)
		}
		post(to, last, next, known)
		last = next
	}
	return nil
}

// first counts a customer whose first order it is.
func (w writer) first(p purchase, known period.Date) {
	var spots []spot
	for _, l := range p.lines {
		spots = append(spots, w.spots(l, known)...)
	}
	for series, nodes := range w.distinct(NewCustomers, spots) {
		w.count(p.day, "", money.Unit)(series, nodes)
	}
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
