package recognition

import (
	"cmp"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/org"
)

// Entry is somebody who may be compared.
type Entry struct {
	Node  org.NodeID
	Value float64 // what is compared, such as 0.87 for 87 % of the own target
	Noise float64 // the standard deviation of what luck does to Value; 0 or more
	Out   Reason  // why he is not compared; "" when he is
}

// Reason says why somebody is not compared.
type Reason string

// The reasons.
const (
	NoTarget  Reason = "no_target"
	NoNumber  Reason = "no_number" // nothing to make one of, or it is being counted
	NotWhole  Reason = "not_whole" // he came or left within the period
	Unguarded Reason = "guardrail" // a guardrail of a goal of his is broken
	NoHistory Reason = "no_history"
)

// Sure is the chance from which one is ahead of another: below it the two are in
// one band.
const Sure = 0.7

// Least is how many it takes to compare, so that nobody is singled out.
const Least = 5

// lead is by how many deviations of the difference one must be ahead.
var lead = chance.NormalQuantile(Sure)

// ahead reports whether a is ahead of b by more than luck: P(a > b) ≥ Sure.
func ahead(a, b Entry) bool {
	return a.Value > b.Value && a.Value-b.Value >= lead*math.Hypot(a.Noise, b.Noise)
}

// Band is people of whom nobody can be told apart from all the others: a chain of
// ties, from the highest to the lowest value. Between two bands there is no tie.
type Band struct {
	Number    int          // 1 is the highest
	Members   []org.NodeID // by id: within a band there is no order
	Low, High float64
}

// Place is where somebody stands.
type Place struct {
	Band int
	// Above are those who are ahead of him, Below those whom he is ahead of; from
	// Level, the rest, luck alone may part him.
	Above, Level, Below int
}

// Board is who is ahead of whom.
type Board struct {
	Bands []Band // the highest first; none when fewer than least are compared
	Of    int    // who is compared
	Least int
	Out   map[org.NodeID]Reason

	ranked []Entry // the highest value first
	places map[org.NodeID]Place
}

// Rank divides people into bands. Two of whom one is not ahead of the other are
// in one band, and so is whoever lies between them, so that no band ends inside
// the noise. Who is out is in no band, and counts for nobody. The order of the
// entries does not matter; a value that is no number is NoNumber.
func Rank(entries []Entry, least int) Board {
	b := Board{Least: least, Out: map[org.NodeID]Reason{}, places: map[org.NodeID]Place{}}
	for _, e := range entries {
		if e.Out == "" && (math.IsNaN(e.Value) || math.IsInf(e.Value, 0) || !(e.Noise >= 0) || math.IsInf(e.Noise, 0)) {
			e.Out = NoNumber
		}
		if e.Out != "" {
			b.Out[e.Node] = e.Out
			continue
		}
		b.ranked = append(b.ranked, e)
	}
	slices.SortFunc(b.ranked, func(x, y Entry) int { return cmp.Or(cmp.Compare(y.Value, x.Value), cmp.Compare(x.Node, y.Node)) })
	if b.Of = len(b.ranked); b.Of < least {
		return b
	}
	places, reach := compared(b.ranked)
	end := 0 // the last that whoever was seen so far ties with
	first := 0
	for i, e := range b.ranked {
		end = max(end, reach[i])
		places[i].Band = len(b.Bands) + 1
		b.places[e.Node] = places[i]
		if end == i {
			b.Bands = append(b.Bands, bandOf(len(b.Bands)+1, b.ranked[first:i+1]))
			first, end = i+1, i+1
		}
	}
	return b
}

func bandOf(number int, members []Entry) Band {
	band := Band{Number: number, High: members[0].Value, Low: members[len(members)-1].Value}
	for _, e := range members {
		band.Members = append(band.Members, e.Node)
	}
	slices.Sort(band.Members)
	return band
}

// compared returns of each who is ahead, level and behind, and the last with whom
// he ties. Beyond the distance that the largest noise can bridge all are behind,
// so that not every pair has to be looked at.
func compared(ranked []Entry) (places []Place, reach []int) {
	n, most := len(ranked), 0.0
	for _, e := range ranked {
		most = max(most, e.Noise)
	}
	places, reach = make([]Place, n), make([]int, n)
	surely := make([]int, n+1) // from here on so many more are ahead
	for i, e := range ranked {
		reach[i] = i
		k := i + 1
		for ; k < n && (e.Value == ranked[k].Value || e.Value-ranked[k].Value < lead*math.Hypot(e.Noise, most)); k++ {
			if ahead(e, ranked[k]) {
				places[i].Below++
				places[k].Above++
			} else {
				reach[i] = k
			}
		}
		places[i].Below += n - k
		surely[k]++
	}
	more := 0
	for i := range places {
		more += surely[i]
		places[i].Above += more
		places[i].Level = n - 1 - places[i].Above - places[i].Below
	}
	return places, reach
}

// Place returns where somebody stands; ok is false when he is not compared, or
// nobody is.
func (b Board) Place(id org.NodeID) (p Place, ok bool) {
	p, ok = b.places[id]
	return p, ok
}

// Value returns what somebody is compared by.
func (b Board) Value(id org.NodeID) (float64, bool) {
	i := slices.IndexFunc(b.ranked, func(e Entry) bool { return e.Node == id })
	if i < 0 {
		return 0, false
	}
	return b.ranked[i].Value, true
}

// Leading are those of whom nobody is ahead, by id.
func (b Board) Leading() []org.NodeID {
	var ids []org.NodeID
	for _, e := range b.ranked {
		if p, ok := b.places[e.Node]; ok && p.Above == 0 {
			ids = append(ids, e.Node)
		}
	}
	slices.Sort(ids)
	return ids
}

// topBands is how many bands are shown at most.
const topBands = 3

// Top is what is shown to colleagues: the highest bands as far as they hold no
// more than half of the people, so that it never becomes a list of the bottom.
type Top struct {
	Bands []Band
	// Leading is set where even the first band holds more than half: then its
	// only band are those of whom nobody is ahead. Others of them may be as good.
	Leading bool
	// Close is set where even those are more than half: nobody is named yet.
	Close bool
}

// Top returns what is shown to colleagues.
func (b Board) Top() Top {
	half, shown := b.Of/2, 0
	var t Top
	for _, band := range b.Bands[:min(topBands, len(b.Bands))] {
		if shown += len(band.Members); shown > half {
			break
		}
		t.Bands = append(t.Bands, band)
	}
	if len(t.Bands) > 0 || len(b.Bands) == 0 {
		return t
	}
	leading := b.Leading()
	if len(leading) > half {
		t.Close = true
		return t
	}
	t.Leading = true
	band := Band{Number: 1, Members: leading, High: b.Bands[0].High, Low: math.Inf(1)}
	for _, id := range leading {
		v, _ := b.Value(id)
		band.Low = min(band.Low, v)
	}
	t.Bands = []Band{band}
	return t
}

// Step returns by how much somebody's value must rise until he ties with somebody
// of the band above, as far as that is shown to colleagues or is next to his; from
// the first band, until nobody is ahead of him. ok is false when there is nothing
// above him.
func (b Board) Step(id org.NodeID) (up float64, band int, ok bool) {
	p, ok := b.places[id]
	if !ok || p.Above == 0 {
		return 0, 0, false
	}
	own := b.ranked[slices.IndexFunc(b.ranked, func(e Entry) bool { return e.Node == id })]
	missing := func(other Entry) float64 { return other.Value - lead*math.Hypot(other.Noise, own.Noise) - own.Value }
	if p.Band == 1 { // up to those of whom nobody is ahead
		for _, other := range b.ranked {
			if ahead(other, own) {
				up = max(up, missing(other))
			}
		}
		return up, 1, true
	}
	up = math.Inf(1)
	for _, other := range b.ranked {
		if b.places[other.Node].Band == p.Band-1 {
			up = min(up, missing(other))
		}
	}
	return max(0, up), p.Band - 1, true
}
