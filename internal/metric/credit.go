package metric

import (
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Line is a line of a deal with what it is worth and who is credited for it.
type Line struct {
	fact.Version
	Rate    *DatedRate   // how it was converted; nil when it needed no rate
	Lacking bool         // it needs a rate and there is none: Worth is in its own currency and is never added to others
	Worth   Values       // in the organisation's currency, but for Lacking
	Costed  bool         // its cost is known, so Worth.Profit counts
	Listed  bool         // its list value is known, so Worth.List counts
	Parts   []Part       // revenue credit; the parts sum to Worth exactly
	Overlay []Part       // overlay credit
	Shares  []fact.Share // the revenue split that made the parts; nil for the owner alone

	OverlayShares []fact.Share // the split that made Overlay

	known   period.Date
	foreign bool // it is not in the organisation's currency
	own     inOwn
}

// inOwn is what a line is worth in its own currency, divided in the same way.
type inOwn struct {
	worth          Values
	parts, overlay []Part
}

// coin returns an amount of the line as money.
func (l Line) coin(value, own money.Amount) coin {
	if !l.foreign {
		return coin{value: value}
	}
	return coin{value, own, l.Currency, l.Lacking}
}

// SharesOf returns the split that the parts of the series come from; none when
// there is no split.
func (l Line) SharesOf(s Series) []fact.Share {
	if s == OverlayRevenue {
		return l.OverlayShares
	}
	return l.Shares
}

// Values are a line's or a part's worth in the additive metrics.
type Values struct{ Revenue, Profit, Units, List money.Amount }

// Part is what one person is credited for; Person is "" when nobody is.
type Part struct {
	Person org.NodeID
	Values
}

// Lines returns the lines of a deal that counted, as known on the day.
func (b *Book) Lines(deal fact.Deal, known period.Date) ([]Line, error) {
	versions, revenue, overlay := deal.At(known)
	lines := make([]Line, 0, len(versions))
	for _, v := range versions {
		line, err := b.line(v, revenue, overlay, known)
		if err != nil {
			return nil, fmt.Errorf("crediting sale %s: %w", v.Key, err)
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func (b *Book) line(v fact.Version, revenue, overlay []fact.Share, known period.Date) (Line, error) {
	line := Line{Version: v, Shares: revenue, OverlayShares: overlay, known: known, Costed: v.Cost != nil, Listed: v.List != nil}
	var rate *money.Rate
	if line.foreign = v.Currency != b.Currency; line.foreign {
		if dated, ok := b.Rates.On(v.Currency, v.Day, known); ok {
			line.Rate, rate = &dated, &dated.Rate
		} else {
			line.Lacking = true
		}
	}
	var err error
	if line.Worth, err = worthOf(v.Sale, rate); err != nil {
		return Line{}, err
	}
	if line.Parts, line.Overlay, err = line.divided(line.Worth); err != nil {
		return Line{}, err
	}
	line.own = inOwn{line.Worth, line.Parts, line.Overlay}
	if rate != nil {
		if line.own.worth, err = worthOf(v.Sale, nil); err != nil {
			return Line{}, err
		}
		line.own.parts, line.own.overlay, err = line.divided(line.own.worth)
	}
	return line, err
}

// divided gives everybody who is credited for the line his part of the worth.
func (l Line) divided(worth Values) (parts, overlay []Part, err error) {
	if parts, err = divide(worth, l.sharers(), fact.Whole); err != nil {
		return nil, nil, err
	}
	overlay, err = divide(worth, l.OverlayShares, fact.Whole)
	return parts, overlay, err
}

// sharers returns who is credited for the line.
func (l Line) sharers() []fact.Share {
	if len(l.Shares) > 0 {
		return l.Shares
	}
	return []fact.Share{{Person: l.Owner, Millis: fact.Whole}}
}

// divide gives each share its part of the worth. Shares that total the whole
// divide it without remainder (largest remainder); others are rounded each.
func divide(worth Values, shares []fact.Share, whole int64) ([]Part, error) {
	parts := make([]Part, len(shares))
	for i, s := range shares {
		parts[i].Person = s.Person
	}
	for _, of := range []func(*Values) *money.Amount{
		func(v *Values) *money.Amount { return &v.Revenue },
		func(v *Values) *money.Amount { return &v.Profit },
		func(v *Values) *money.Amount { return &v.Units },
		func(v *Values) *money.Amount { return &v.List },
	} {
		amounts, err := divideOne(*of(&worth), shares, whole)
		if err != nil {
			return nil, err
		}
		for i := range parts {
			*of(&parts[i].Values) = amounts[i]
		}
	}
	return parts, nil
}

func divideOne(amount money.Amount, shares []fact.Share, whole int64) ([]money.Amount, error) {
	weights := make([]int64, len(shares))
	var total int64
	for i, s := range shares {
		weights[i] = s.Millis
		total += s.Millis
	}
	amounts := make([]money.Amount, len(shares))
	switch {
	case amount == 0:
		return amounts, nil
	case len(shares) == 1 && total == whole:
		amounts[0] = amount
		return amounts, nil
	case total == whole:
		return money.Allocate(amount, weights)
	}
	for i, w := range weights {
		var err error
		if amounts[i], err = money.MulDiv(amount, w, whole); err != nil {
			return nil, err
		}
	}
	return amounts, nil
}

// value returns what a part of the line adds to a series; ok is false when it
// adds nothing: the series is not one of amounts, the line has no rate, or what
// it cost or was listed at is not known.
func (l Line) value(p Part, s Series) (value money.Amount, ok bool) {
	switch s {
	case Revenue, OverlayRevenue:
		return p.Revenue, !l.Lacking
	case Profit:
		return p.Profit, !l.Lacking && l.Costed
	case UncostedRevenue:
		return p.Revenue, !l.Lacking && !l.Costed
	case ListAmount:
		return p.List, !l.Lacking && l.Listed
	case DiscountGiven:
		return p.List - p.Revenue, !l.Lacking && l.Listed
	case Units:
		return p.Units, true
	default:
		return 0, false
	}
}

// lineage returns the nodes at which a part is credited.
func (b *Book) lineage(person org.NodeID, day, known period.Date) []org.NodeID {
	if person == "" {
		return []org.NodeID{b.Tree.Root()}
	}
	return append(b.Tree.Lineage(person, day, known), org.CreditedOf(b.Tree.Root()))
}

// Places returns the nodes other than people at which a line counts whole: its
// territory, product, customer, channel and lead source, with what they belong
// to.
func (b *Book) Places(l Line, known period.Date) []org.NodeID {
	var places []org.NodeID
	for _, id := range []org.NodeID{l.Territory, l.Product, l.Customer, l.Channel, l.LeadSource} {
		if id != "" {
			places = append(places, b.Tree.Lineage(id, l.Day, known)...)
		}
	}
	return places
}

// Nodes returns every node at which the line's revenue credit counts, each
// once.
func (b *Book) Nodes(l Line, known period.Date) []org.NodeID {
	nodes := b.Places(l, known)
	for _, p := range l.Parts {
		for _, id := range b.lineage(p.Person, l.Day, known) {
			if !slices.Contains(nodes, id) {
				nodes = append(nodes, id)
			}
		}
	}
	return nodes
}

// At returns what a line adds to a series of amounts at the node, and the
// persons' parts that make it up; there are none where the line counts whole.
// ok is false when it adds nothing there.
func (b *Book) At(l Line, s Series, node org.NodeID, known period.Date) (value money.Amount, parts []Part, ok bool) {
	if s != OverlayRevenue && slices.Contains(b.Places(l, known), node) {
		value, ok = l.value(Part{Values: l.Worth}, s)
		return value, nil, ok
	}
	from := l.Parts
	if s == OverlayRevenue {
		from = l.Overlay
	}
	for _, p := range from {
		if !slices.Contains(b.lineage(p.Person, l.Day, known), node) {
			continue
		}
		if v, adds := l.value(p, s); adds {
			value += v
			parts = append(parts, p)
			ok = true
		}
	}
	return value, parts, ok
}

// Slice adds what the line gives to the node, in a series of amounts, to the
// values of the other nodes of a kind that it counts at too.
func (b *Book) Slice(values map[org.NodeID]money.Amount, l Line, s Series, node org.NodeID, by org.Kind, known period.Date) {
	value, parts, ok := b.At(l, s, node, known)
	if !ok {
		return
	}
	if kind := by; kind == org.Person || kind == org.Team || kind == org.Company {
		if parts == nil {
			parts = l.Parts // the line counts whole here, and so does everybody's part
			if s == OverlayRevenue {
				parts = l.Overlay
			}
		}
		for _, p := range parts {
			v, _ := l.value(p, s)
			for _, id := range b.lineage(p.Person, l.Day, known) {
				if id.Kind() == by {
					values[id] += v
				}
			}
		}
		return
	}
	for _, id := range b.Places(l, known) {
		if id.Kind() == by {
			values[id] += value
		}
	}
}
