package pipeline_test

import (
	"math/big"
	"slices"
	"sort"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// oracle tells figures by straight loops over what was known on a day. It was
// written from the definitions of the metrics and shares no code with the
// ledger: no cells, no differences, no closure.
type oracle struct {
	root  org.NodeID
	home  money.Currency
	sales map[fact.Key][]saleVersion // ascending
	edges []org.Edge
	split []fact.Split
	rates map[rateKey][]rateVersion // ascending

	events map[fact.EventKey][]eventVersion // ascending
	funnel []fact.Stage
}

// saleVersion is what a sale was from a day on, until the next version.
type saleVersion struct {
	fact.Sale
	from  period.Date
	batch string
}

type rateKey struct {
	from, to money.Currency
	day      period.Date
}

// rateVersion is what a rate was from a day on; a nil value takes it back.
type rateVersion struct {
	value *big.Rat
	from  period.Date
	batch string
}

// oracleDeal is the lines of an order that count on the day, by id.
type oracleDeal struct {
	id    fact.DealID
	lines []fact.Sale
}

func (o *oracle) deals(known period.Date) []oracleDeal {
	byID := map[fact.DealID]*oracleDeal{}
	for _, versions := range o.sales {
		var last *saleVersion
		for i := range versions {
			if versions[i].from <= known {
				last = &versions[i]
			}
		}
		if last == nil || last.Cancelled || last.Withdrawn {
			continue
		}
		id := fact.DealID(last.Source + "/" + last.Order)
		if byID[id] == nil {
			byID[id] = &oracleDeal{id: id}
		}
		byID[id].lines = append(byID[id].lines, last.Sale)
	}
	var deals []oracleDeal
	for _, d := range byID {
		deals = append(deals, *d)
	}
	return deals
}

// above returns everything that the node belonged to on the day, itself
// included.
func (o *oracle) above(node org.NodeID, day, known period.Date) map[org.NodeID]bool {
	found := map[org.NodeID]bool{}
	if node == "" {
		return found
	}
	found[node] = true
	for again := true; again; {
		again = false
		for _, e := range o.edges {
			if found[e.Child] && !found[e.Parent] && e.Valid.Start <= day && day < e.Valid.End && e.Known.Start <= known && known < e.Known.End {
				found[e.Parent], again = true, true
			}
		}
	}
	return found
}

// shares returns who has which part of the deal; empty means the owner alone.
func (o *oracle) shares(deal fact.DealID, ledger fact.Ledger, known period.Date) []fact.Share {
	for _, s := range o.split {
		if s.Deal == deal && s.Ledger == ledger && s.Known.Start <= known && known < s.Known.End {
			return s.Shares
		}
	}
	return nil
}

// rate returns what one unit was worth, nil when nobody knows.
func (o *oracle) rate(from money.Currency, day, known period.Date) *big.Rat {
	if from == o.home {
		return big.NewRat(1, 1)
	}
	var found *big.Rat
	var at period.Date
	for _, direct := range []bool{false, true} { // of one day, the direct rate wins
		for key, versions := range o.rates {
			pair := rateKey{from, o.home, key.day}
			if !direct {
				pair.from, pair.to = o.home, from
			}
			if key != pair || key.day > day || (found != nil && key.day < at) {
				continue
			}
			var value *big.Rat
			for _, v := range versions {
				if v.from <= known {
					value = v.value
				}
			}
			switch {
			case value == nil:
			case direct:
				found, at = value, key.day
			default:
				found, at = new(big.Rat).Inv(value), key.day
			}
		}
	}
	return found
}

// credited reports whether the node is what people are credited for, and
// somebody is.
func (o *oracle) credited(node, person org.NodeID) bool {
	return node == org.CreditedOf(o.root) && person != ""
}

// round rounds half away from zero to 1/10,000.
func round(r *big.Rat) money.Amount {
	scaled := new(big.Rat).Mul(r, big.NewRat(int64(money.Unit), 1))
	half := big.NewRat(1, 2)
	if scaled.Sign() < 0 {
		half.Neg(half)
	}
	scaled.Add(scaled, half)
	return money.Amount(new(big.Int).Quo(scaled.Num(), scaled.Denom()).Int64())
}

// parts divides an amount among shares of 100 %: each gets the whole units of
// its part, and what is left over goes to the largest remainders; of equal
// ones to the larger share, then to the first.
func parts(total money.Amount, shares []fact.Share) []money.Amount {
	sign := money.Amount(1)
	if total < 0 {
		sign = -1
	}
	given := make([]money.Amount, len(shares))
	type rest struct {
		i   int
		rem *big.Int
	}
	rests := make([]rest, len(shares))
	left := total * sign
	for i, s := range shares {
		product := new(big.Int).Mul(big.NewInt(int64(total*sign)), big.NewInt(s.Millis))
		quotient, rem := new(big.Int).QuoRem(product, big.NewInt(fact.Whole), new(big.Int))
		given[i] = money.Amount(quotient.Int64())
		left -= given[i]
		rests[i] = rest{i, rem}
	}
	sort.SliceStable(rests, func(a, b int) bool {
		if c := rests[a].rem.Cmp(rests[b].rem); c != 0 {
			return c > 0
		}
		return shares[rests[a].i].Millis > shares[rests[b].i].Millis
	})
	for i := 0; left > 0; i++ {
		given[rests[i].i]++
		left--
	}
	for i := range given {
		given[i] *= sign
	}
	return given
}

// placesOf returns what a line names besides people.
func placesOf(l fact.Sale) []org.NodeID {
	return []org.NodeID{l.Territory, l.Product, l.Customer, l.Channel, l.LeadSource}
}

// within reports whether a line belongs to everything that the question is
// limited to.
func (o *oracle) within(l fact.Sale, a ask) bool {
	_, scope := a.metric.Split()
	for _, id := range scope {
		if !slices.ContainsFunc(placesOf(l), func(place org.NodeID) bool { return o.above(place, l.Day, a.asOf)[id] }) {
			return false
		}
	}
	return true
}

// worth returns what a line adds to a metric of amounts at the node.
func (o *oracle) worth(d oracleDeal, l fact.Sale, a ask) money.Amount {
	if !o.within(l, a) {
		return 0
	}
	total := l.Quantity
	if a.metric.Base() != metric.Units {
		rate := o.rate(l.Currency, l.Day, a.asOf)
		if rate == nil || (a.metric == metric.Profit && l.Cost == nil) {
			return 0
		}
		total = round(new(big.Rat).Mul(l.Amount.Rat(), rate))
		if a.metric == metric.Profit {
			total -= round(new(big.Rat).Mul(l.Cost.Rat(), rate))
		}
	}
	if a.metric == metric.OverlayRevenue {
		return o.overlay(d, l, a, total)
	}
	for _, place := range placesOf(l) {
		if o.above(place, l.Day, a.asOf)[a.node] {
			return total
		}
	}
	shares := o.shares(d.id, fact.Revenue, a.asOf)
	if len(shares) == 0 {
		shares = []fact.Share{{Person: l.Owner, Millis: fact.Whole}}
	}
	var sum money.Amount
	for i, amount := range parts(total, shares) {
		if a.node == o.root || o.credited(a.node, shares[i].Person) || o.above(shares[i].Person, l.Day, a.asOf)[a.node] {
			sum += amount
		}
	}
	return sum
}

func (o *oracle) overlay(d oracleDeal, l fact.Sale, a ask, total money.Amount) (sum money.Amount) {
	shares := o.shares(d.id, fact.Overlay, a.asOf)
	var percent int64
	for _, s := range shares {
		percent += s.Millis
	}
	for i, s := range shares {
		if a.node != o.root && !o.credited(a.node, s.Person) && !o.above(s.Person, l.Day, a.asOf)[a.node] {
			continue
		}
		if percent == fact.Whole {
			sum += parts(total, shares)[i]
		} else {
			sum += round(new(big.Rat).Mul(total.Rat(), big.NewRat(s.Millis, fact.Whole)))
		}
	}
	return sum
}

// touches reports whether the line counts at the node at all.
func (o *oracle) touches(d oracleDeal, l fact.Sale, a ask) bool {
	if !o.within(l, a) {
		return false
	}
	if a.node == o.root {
		return true
	}
	people := []org.NodeID{l.Owner}
	if shares := o.shares(d.id, fact.Revenue, a.asOf); len(shares) > 0 {
		people = people[:0]
		for _, s := range shares {
			people = append(people, s.Person)
		}
	}
	for _, id := range people {
		if o.credited(a.node, id) {
			return true
		}
	}
	for _, id := range append(people, placesOf(l)...) {
		if o.above(id, l.Day, a.asOf)[a.node] {
			return true
		}
	}
	return false
}

// counted reports whether lines that are one thing (an order, a customer's
// first order) count at the node in the days.
func (o *oracle) counted(d oracleDeal, lines []fact.Sale, a ask, days period.Range) bool {
	first := lines[0].Day
	for _, l := range lines {
		first = min(first, l.Day)
	}
	return days.Contains(first) && slices.ContainsFunc(lines, func(l fact.Sale) bool { return o.touches(d, l, a) })
}

// parts returns what a rate is made of.
func (o *oracle) parts(a ask) tally {
	if a.metric == metric.RepeatRate {
		return o.repeats(a)
	}
	return o.funnelMetric(a)
}

// actual returns the figure.
func (o *oracle) actual(a ask) money.Amount {
	if slices.Contains(funnelMetrics, a.metric) {
		return o.funnelMetric(a).num
	}
	days := period.Range{Start: a.period.Start, End: min(a.period.End, a.asOf+1)}
	deals := o.deals(a.asOf)
	var sum money.Amount
	switch a.metric.Base() {
	case metric.Orders:
		for _, d := range deals {
			if o.counted(d, d.lines, a, days) {
				sum += money.Unit
			}
		}
	case metric.NewCustomers:
		for _, c := range customers(deals) {
			if d := firstOrder(deals, c); o.counted(d, d.lines, a, days) {
				sum += money.Unit
			}
		}
	default:
		for _, d := range deals {
			for _, l := range d.lines {
				if days.Contains(l.Day) {
					sum += o.worth(d, l, a)
				}
			}
		}
	}
	return sum
}

func customers(deals []oracleDeal) []org.NodeID {
	var all []org.NodeID
	for _, d := range deals {
		for _, l := range d.lines {
			if l.Customer != "" && !slices.Contains(all, l.Customer) {
				all = append(all, l.Customer)
			}
		}
	}
	return all
}

// firstOrder returns the customer's lines of the order that came first: by the
// time of its earliest line, then by its id.
func firstOrder(deals []oracleDeal, customer org.NodeID) oracleDeal {
	var first oracleDeal
	var at int64
	for _, d := range deals {
		of := oracleDeal{id: d.id}
		var earliest int64
		for _, l := range d.lines {
			if l.Customer != customer {
				continue
			}
			if len(of.lines) == 0 || l.OccurredAt < earliest {
				earliest = l.OccurredAt
			}
			of.lines = append(of.lines, l)
		}
		if len(of.lines) > 0 && (len(first.lines) == 0 || earliest < at || (earliest == at && d.id < first.id)) {
			first, at = of, earliest
		}
	}
	return first
}
