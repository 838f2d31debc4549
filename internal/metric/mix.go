package metric

import (
	"cmp"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Mix is what the sales of people and teams are made of: for each of MixSeries
// the part of every product, territory, channel, lead source and segment, by day.
// A breakdown adds them up instead of reading deals. What these places belong to
// is looked up when it is asked for.
//
// It is filled as one series. Its cells are those of MixOf, and the place stands
// in the cell where other cells have a customer.
const Mix Series = "mix"

// MixSeries are the series whose mix is kept. Side by side they make a row.
var MixSeries = [...]Series{Revenue, Units, Profit}

const mixPrefix = "mix/"

// mixOf are the names of the cells, by the place of the series in MixSeries.
var mixOf = [len(MixSeries)]Series{mixPrefix + Revenue, mixPrefix + Units, mixPrefix + Profit}

// MixOf names the cells that hold the parts of a series; ok is false where none
// are kept.
func MixOf(s Series) (cells Series, ok bool) {
	if at := slices.Index(MixSeries[:], s); at >= 0 {
		return mixOf[at], true
	}
	return "", false
}

// mixColumn returns the place in MixSeries of the series whose parts the cells
// hold, -1 when they are no parts.
func mixColumn(cells Series) int {
	if !strings.HasPrefix(string(cells), mixPrefix) {
		return -1
	}
	return slices.Index(mixOf[:], cells)
}

// MixPart is what a place adds to each of MixSeries.
type MixPart struct {
	Place  org.NodeID
	Values [len(MixSeries)]money.Amount
}

// MixDay is the parts of what happened at a node on a day, as known from a day
// on, by place. A place at which all is 0 is not there.
type MixDay struct {
	Node       org.NodeID
	Day, Known period.Date
	Parts      []MixPart
}

// MixFilter says which parts are read: those of days, as known at the end of one.
type MixFilter struct {
	Series Series // one of MixSeries
	Node   org.NodeID
	Days   period.Range
	Known  period.Date
}

// MixValue is the part of a place on a day.
type MixValue struct {
	Day   period.Date
	Place org.NodeID
	Value money.Amount
}

// MergedMix adds two lists of parts, each by place.
func MergedMix(a, b []MixPart) []MixPart {
	sum := make([]MixPart, 0, len(a)+len(b))
	keep := func(p MixPart) {
		if p.Values != [len(MixSeries)]money.Amount{} {
			sum = append(sum, p)
		}
	}
	for len(a) > 0 && len(b) > 0 {
		switch order := cmp.Compare(a[0].Place, b[0].Place); {
		case order < 0:
			keep(a[0])
			a = a[1:]
		case order > 0:
			keep(b[0])
			b = b[1:]
		default:
			both := a[0]
			for i, value := range b[0].Values {
				both.Values[i] += value
			}
			keep(both)
			a, b = a[1:], b[1:]
		}
	}
	for _, p := range slices.Concat(a, b) {
		keep(p)
	}
	return sum
}

// mixed sorts what was noted by place and adds up what is of one place.
func mixed(list []MixPart) []MixPart {
	slices.SortFunc(list, func(a, b MixPart) int { return cmp.Compare(a.Place, b.Place) })
	kept := list[:0]
	for i := 0; i < len(list); {
		sum := list[i]
		for i++; i < len(list) && list[i].Place == sum.Place; i++ {
			for k, value := range list[i].Values {
				sum.Values[k] += value
			}
		}
		if sum.Values != [len(MixSeries)]money.Amount{} {
			kept = append(kept, sum)
		}
	}
	return kept
}

// Mixes reports whether the mix of a node is kept, by nodes of a kind.
func Mixes(node org.NodeID, by org.Kind) bool {
	if !mixedAt(node) {
		return false
	}
	switch by { //nolint:exhaustive // the others are nobody's part, or too many
	case org.Region, org.Territory, org.Category, org.Subcategory, org.Product, org.Segment, org.Channel, org.LeadSource:
		return true
	default:
		return false
	}
}

// mixedAt reports whether parts are kept at the node.
func mixedAt(node org.NodeID) bool {
	kind := node.Kind()
	return kind == org.Person || kind == org.Team
}

// Holders returns the nodes of a kind to which the place of a part belongs. What
// a segment belongs to is a part of its own.
func (b *Book) Holders(place org.NodeID, by org.Kind, day, known period.Date) []org.NodeID {
	if place.Kind() == org.Segment {
		if by == org.Segment {
			return []org.NodeID{place}
		}
		return nil
	}
	return slices.DeleteFunc(b.Tree.Lineage(place, day, known), func(id org.NodeID) bool { return id.Kind() != by })
}

// Mixing reports whether the mix is being filled, or nothing counts in it.
func (b *Book) Mixing() bool {
	return slices.ContainsFunc(b.Fills, func(f Fill) bool { return f.Series == Mix })
}

// FreshMix is the fill that makes the mix anew.
func FreshMix() Fill {
	return Fill{Definition: Definition{Series: Mix, Base: Mix}}.Restarted()
}

// WithoutMix returns the book by which nothing counts in the mix, because it has
// to be made anew.
func (b *Book) WithoutMix() *Book { return b.WithFills(append(slices.Clone(b.Fills), FreshMix())) }

// mix adds what the parts of a line are made of. spots are theirs.
func (w writer) mix(l Line, spots []spot) {
	if !w.plain(Mix) {
		return
	}
	places := make([]org.NodeID, 0, 6)
	for _, id := range []org.NodeID{l.Territory, l.Product, l.Channel, l.LeadSource} {
		if id != "" {
			places = append(places, id)
		}
	}
	for _, id := range spots[0].places {
		if id.Kind() == org.Segment {
			places = append(places, id)
		}
	}
	for i, at := range spots {
		var values [len(MixSeries)]money.Amount // what adds nothing stays 0
		for k, series := range MixSeries {
			if value, ok := l.value(l.Parts[i], series); ok {
				values[k] = value
			}
		}
		for _, node := range at.people {
			if !mixedAt(node) {
				continue
			}
			for _, id := range places { // what is of one place comes together: see Tally.addMix
				for k, value := range values {
					w.into.add(place{mixOf[k], node, l.Day, id}, value)
				}
			}
		}
	}
}
