package metric

import (
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Book holds what deals are counted by: the trees and the exchange rates. It
// is immutable.
type Book struct {
	Tree     *org.Tree
	Rates    *Rates
	Currency money.Currency // the organisation's
}

// Line is a line of a deal with what it is worth and who is credited for it.
type Line struct {
	fact.Version
	Rate    *DatedRate   // how it was converted; nil when it needed no rate
	Lacking bool         // it needs a rate and there is none: Worth is in its own currency and is never added to others
	Worth   Values       // in the organisation's currency, but for Lacking
	Costed  bool         // its cost is known, so Worth.Profit counts
	Parts   []Part       // revenue credit; the parts sum to Worth exactly
	Overlay []Part       // overlay credit
	Shares  []fact.Share // the revenue split that made the parts; nil for the owner alone

	OverlayShares []fact.Share // the split that made Overlay
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
type Values struct{ Revenue, Profit, Units money.Amount }

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
	line := Line{Version: v, Shares: revenue, OverlayShares: overlay}
	var rate *money.Rate
	if v.Currency != b.Currency {
		if dated, ok := b.Rates.On(v.Currency, v.Day, known); ok {
			line.Rate, rate = &dated, &dated.Rate
		} else {
			line.Lacking = true
		}
	}
	var err error
	if line.Worth, line.Costed, err = worthOf(v.Amount, v.Quantity, v.Cost, rate); err != nil {
		return Line{}, err
	}
	owner := []fact.Share{{Person: v.Owner, Millis: fact.Whole}}
	if len(revenue) > 0 {
		owner = revenue
	}
	if line.Parts, err = divide(line.Worth, owner, fact.Whole); err != nil {
		return Line{}, err
	}
	if line.Overlay, err = divide(line.Worth, overlay, fact.Whole); err != nil {
		return Line{}, err
	}
	return line, nil
}

// divide gives each share its part of the worth. Shares that total the whole
// divide it without remainder (largest remainder); others are rounded each.
func divide(worth Values, shares []fact.Share, whole int64) ([]Part, error) {
	if len(shares) == 1 && shares[0].Millis == whole {
		return []Part{{Person: shares[0].Person, Values: worth}}, nil
	}
	weights := make([]int64, len(shares))
	var total int64
	for i, s := range shares {
		weights[i] = s.Millis
		total += s.Millis
	}
	parts := make([]Part, len(shares))
	for i, s := range shares {
		parts[i].Person = s.Person
	}
	for _, of := range []func(*Values) *money.Amount{
		func(v *Values) *money.Amount { return &v.Revenue },
		func(v *Values) *money.Amount { return &v.Profit },
		func(v *Values) *money.Amount { return &v.Units },
	} {
		amounts := make([]money.Amount, len(shares))
		var err error
		if total == whole {
			if amounts, err = money.Allocate(*of(&worth), weights); err != nil {
				return nil, err
			}
		} else {
			for i, w := range weights {
				if amounts[i], err = money.MulDiv(*of(&worth), w, whole); err != nil {
					return nil, err
				}
			}
		}
		for i := range parts {
			*of(&parts[i].Values) = amounts[i]
		}
	}
	return parts, nil
}

// value returns what a part of the line adds to a series; ok is false when it
// adds nothing: the series is not one of amounts, the line has no rate, or its
// cost is unknown.
func (l Line) value(p Part, s Series) (value money.Amount, ok bool) {
	switch s {
	case Revenue, OverlayRevenue:
		return p.Revenue, !l.Lacking
	case Profit:
		return p.Profit, !l.Lacking && l.Costed
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
// territory, product and customer with what they belong to.
func (b *Book) Places(l Line, known period.Date) []org.NodeID {
	var places []org.NodeID
	for _, id := range []org.NodeID{l.Territory, l.Product, l.Customer} {
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
