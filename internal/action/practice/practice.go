package practice

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/org"
)

// Counts are what a node did in some days, and what came of it.
type Counts struct {
	Node          org.NodeID
	Days          float64 // working days on which he was there
	Activities    float64
	Leads         float64
	Opportunities float64
	Won, Lost     float64
	Value         float64            // of what was won, in whole units
	Types         map[string]float64 // activities by type, of the types that anybody notes
}

// Driver is one step from work to sales.
type Driver string

// The drivers. Their product is the value that a working day brings.
const (
	Volume  Driver = "activities"    // activities on a working day
	Connect Driver = "connect"       // leads or, where none are kept, opportunities of an activity
	Qualify Driver = "qualification" // opportunities of a lead
	Win     Driver = "win_rate"      // won of those that closed
	Size    Driver = "deal_size"     // value of one that is won
)

// Rates are a node's drivers, drawn to those of the others. A driver that cannot
// be told is absent.
type Rates struct {
	Node org.NodeID
	Of   map[Driver]float64
}

// Drivers are those that the company's data can tell, in the order of the
// chain.
func (g Group) Drivers() []Driver { return g.drivers }

// Group is people of one kind of work, with what they have in common.
type Group struct {
	drivers []Driver
	rates   map[org.NodeID]Rates
	counts  map[org.NodeID]Counts
	order   []org.NodeID
	pooled  map[Driver]float64
}

// dealWeight is how many deals the pooled size of a deal is worth: sizes of
// single deals differ so much that ten of them say as much as everybody's.
const dealWeight = 10

// NewGroup compares what the nodes did. Who was there on no day is left out.
func NewGroup(all []Counts) Group {
	g := Group{rates: map[org.NodeID]Rates{}, counts: map[org.NodeID]Counts{}, pooled: map[Driver]float64{}}
	all = slices.DeleteFunc(slices.Clone(all), func(c Counts) bool { return c.Days <= 0 })
	slices.SortFunc(all, func(a, b Counts) int { return cmp.Compare(a.Node, b.Node) })
	for _, c := range all {
		g.order = append(g.order, c.Node)
		g.counts[c.Node] = c
		g.rates[c.Node] = Rates{c.Node, map[Driver]float64{}}
	}
	for _, d := range steps(all) {
		prior, ok := d.prior(all)
		if !ok || prior.Rate <= 0 {
			continue
		}
		g.drivers = append(g.drivers, d.driver)
		g.pooled[d.driver] = prior.Rate
		for _, c := range all {
			g.rates[c.Node].Of[d.driver] = prior.Of(d.share(c))
		}
	}
	return g
}

// step is a driver with what it is counted from.
type step struct {
	driver Driver
	share  func(Counts) Share
	pool   func([]Share) (Prior, bool)
}

// steps returns the chain as far as it is kept: without leads an activity leads
// to opportunities at once, without activities it begins with what is there.
func steps(all []Counts) []step {
	var acts, leads float64
	for _, c := range all {
		acts, leads = acts+c.Activities, leads+c.Leads
	}
	volume := step{Volume, func(c Counts) Share { return Share{c.Activities, c.Days} }, PoolCounts}
	from, list := func(c Counts) float64 { return c.Activities }, []step{volume}
	switch {
	case acts == 0 && leads > 0:
		from, list = nil, []step{{Volume, func(c Counts) Share { return Share{c.Leads, c.Days} }, PoolCounts}}
	case acts == 0:
		from, list = nil, []step{{Volume, func(c Counts) Share { return Share{c.Opportunities, c.Days} }, PoolCounts}}
	}
	if leads > 0 {
		if from != nil {
			list = append(list, step{Connect, func(c Counts) Share { return Share{c.Leads, c.Activities} }, PoolCounts})
		}
		list = append(list, step{Qualify, func(c Counts) Share { return Share{c.Opportunities, c.Leads} }, PoolCounts})
	} else if from != nil {
		list = append(list, step{Connect, func(c Counts) Share { return Share{c.Opportunities, c.Activities} }, PoolCounts})
	}
	return append(list,
		step{Win, func(c Counts) Share { return Share{c.Won, c.Won + c.Lost} }, Pool},
		step{Size, func(c Counts) Share { return Share{c.Value, c.Won} }, func(s []Share) (Prior, bool) {
			p, ok := PoolCounts(s)
			p.Weight = dealWeight
			return p, ok
		}})
}

func (s step) prior(all []Counts) (Prior, bool) {
	shares := make([]Share, len(all))
	for i, c := range all {
		shares[i] = s.share(c)
	}
	return s.pool(shares)
}

// Rates returns the node's drivers; ok is false for one that the group does not
// hold.
func (g Group) Rates(id org.NodeID) (r Rates, ok bool) {
	r, ok = g.rates[id]
	return r, ok
}

// Counts returns what the node did.
func (g Group) Counts(id org.NodeID) Counts { return g.counts[id] }

// LeastPeers is how many others it takes to say what is usual.
const LeastPeers = 3

// Usual returns what the middle one of the others does: the P50 of each driver;
// ok is false when there are too few others.
func (g Group) Usual(but org.NodeID) (r Rates, ok bool) { return g.level(but, 0.5) }

// Good returns the P80 of the others.
func (g Group) Good(but org.NodeID) (r Rates, ok bool) {
	const good = 0.8
	return g.level(but, good)
}

func (g Group) level(but org.NodeID, level float64) (r Rates, ok bool) {
	r = Rates{Of: map[Driver]float64{}}
	for _, d := range g.drivers {
		var values []float64
		for _, id := range g.order {
			if id != but {
				values = append(values, g.rates[id].Of[d])
			}
		}
		if len(values) < LeastPeers {
			return Rates{}, false
		}
		r.Of[d] = Quantile(values, level)
	}
	return r, len(r.Of) > 0
}

// PerOpportunity returns of each type of activity how many the node does per
// opportunity, and the middle of the others who note such; the types in order.
func (g Group) PerOpportunity(id org.NodeID) []TypeUse {
	names := map[string]bool{}
	for _, c := range g.counts {
		for name := range c.Types {
			names[name] = true
		}
	}
	var list []TypeUse
	for name := range names {
		var others []float64
		for _, other := range g.order {
			if c := g.counts[other]; other != id && c.Opportunities > 0 {
				others = append(others, c.Types[name]/c.Opportunities)
			}
		}
		own := g.counts[id]
		if len(others) < LeastPeers || own.Opportunities <= 0 {
			continue
		}
		use := TypeUse{Type: name, Own: own.Types[name] / own.Opportunities, Usual: Quantile(others, 0.5), Begun: own.Opportunities / own.Days}
		if use.Usual > 0 {
			list = append(list, use)
		}
	}
	slices.SortFunc(list, func(a, b TypeUse) int { return cmp.Compare(a.Type, b.Type) })
	return list
}

// TypeUse is how much of a type of activity goes into an opportunity.
type TypeUse struct {
	Type       string
	Own, Usual float64 // per opportunity
	Begun      float64 // opportunities on a working day
}

// Quantile returns the value at a level from 0 to 1, between two values in
// proportion; 0 without values.
func Quantile(values []float64, level float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	at := level * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// Pooled returns a driver of all together; 0 when it cannot be told.
func (g Group) Pooled(d Driver) float64 { return g.pooled[d] }
