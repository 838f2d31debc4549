package metric

import (
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// PostDeal adds everything a deal ever counted for to the ledger, new
// customers apart.
func (b *Book) PostDeal(to Poster, deal fact.Deal) error {
	b = b.side(OfDeals, string(deal.ID))
	ix, err := b.indexed()
	if err != nil {
		return err
	}
	breaks, ahead := b.breaks(deal), b.ahead(OfDeals, string(deal.ID))
	if len(breaks) == 1 { // nearly every new deal: nothing to compare with
		lines, err := b.Lines(deal, breaks[0])
		if err != nil {
			return err
		}
		return writer{b, ix, knownFrom{to, breaks[0]}, ahead}.deal(lines, breaks[0])
	}
	var last, next snapshot
	for _, known := range breaks {
		lines, err := b.Lines(deal, known)
		if err != nil {
			return err
		}
		next = next.emptied()
		if err := (writer{b, ix, next, ahead}).deal(lines, known); err != nil {
			return err
		}
		post(to, last, next, known)
		last, next = next, last
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
	settled := b.Tree.SettledBy(first)
	node := func(id org.NodeID) {
		if id != "" && !settled && !seen[id] {
			seen[id] = true
			days = append(days, b.Tree.Breaks(id)...)
		}
	}
	for _, v := range deal.Lines {
		node(v.Owner)
		node(v.Territory)
		node(v.Product)
		node(v.Customer)
		node(v.Channel)
		node(v.LeadSource)
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

// deal adds what the lines of one deal add.
func (w writer) deal(lines []Line, known period.Date) error {
	spots := make([][]spot, len(lines))
	for i, l := range lines {
		spots[i] = w.spots(l, known)
		w.line(l, spots[i])
		if err := w.formulas(l, spots[i]); err != nil {
			return err
		}
	}
	w.orders(lines, spots)
	return nil
}

// spots returns where the parts of a line count, in the order of the parts.
func (b *Book) spots(l Line, known period.Date) []spot {
	places := b.Places(l, known)
	spots := make([]spot, len(l.Parts))
	for i, part := range l.Parts {
		spots[i] = spot{b.lineage(part.Person, l.Day, known), places}
	}
	return spots
}

// line adds one line: whole at its places, in parts to people.
func (w writer) line(l Line, spots []spot) {
	w.mix(l, spots)
	for i, at := range spots {
		w.values(l, l.Parts[i].Values, l.own.parts[i].Values, func(s Series, put put) { w.part(s, at, put) })
	}
	w.values(l, l.Worth, l.own.worth, func(s Series, put put) { w.whole(s, spots[0], put) })
	for i, part := range l.Overlay {
		at := spot{w.lineage(part.Person, l.Day, l.known), spots[0].places}
		w.part(OverlayRevenue, at, w.pay(l.Day, l.coin(part.Revenue, l.own.overlay[i].Revenue)))
	}
	if !l.Costed {
		for series, nodes := range w.distinct(Uncosted, spots) {
			w.count(l.Day, "", money.Unit)(series, nodes)
		}
	}
}

// values adds what a line, or a part of it, is worth in each series.
func (w writer) values(l Line, worth, own Values, to func(Series, put)) {
	pay := func(s Series, value, inOwn money.Amount) { to(s, w.pay(l.Day, l.coin(value, inOwn))) }
	pay(Revenue, worth.Revenue, own.Revenue)
	to(Units, w.count(l.Day, "", worth.Units))
	if l.Costed {
		pay(Profit, worth.Profit, own.Profit)
	} else {
		pay(UncostedRevenue, worth.Revenue, own.Revenue)
	}
	if l.Listed {
		pay(ListAmount, worth.List, own.List)
		pay(DiscountGiven, worth.List-worth.Revenue, own.List-own.Revenue)
	}
}

// orders counts the deal once at each node, and once for each customer at each
// node that his lines come to.
func (w writer) orders(lines []Line, spots [][]spot) {
	once := func(lines []Line, spots []spot, customer org.NodeID) {
		day := firstDay(lines)
		for series, nodes := range w.distinct(Orders, spots) {
			w.count(day, customer, money.Unit)(series, nodes)
		}
	}
	if len(lines) > 0 {
		once(lines, slices.Concat(spots...), "")
	}
	var done []org.NodeID
	for _, l := range lines {
		if l.Customer == "" || slices.Contains(done, l.Customer) {
			continue
		}
		done = append(done, l.Customer)
		var own []Line
		var at []spot
		for i, other := range lines {
			if other.Customer == l.Customer {
				own, at = append(own, other), append(at, spots[i]...)
			}
		}
		once(own, at, l.Customer)
	}
}

func firstDay(lines []Line) period.Date {
	day := period.Never
	for _, l := range lines {
		day = min(day, l.Day)
	}
	return day
}
