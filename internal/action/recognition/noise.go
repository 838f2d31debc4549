package recognition

import (
	"cmp"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/org"
)

// Record is how somebody did in periods that are over and count, the oldest
// first: 0.87 for 87 % of the own target.
type Record struct {
	Node org.NodeID
	Past []float64
}

const (
	most       = 3.0  // more than 300 % of a target says nothing of what luck does in others
	leastNoise = 0.05 // nobody's numbers are free of luck
	noiseOfAll = 0.2  // while nobody has a history: as much as 20 points of a whole period's target
	weight     = 4.0  // as many own periods count as much as what is usual among all
	leastApart = 0.05 // between people
	leastOwn   = 3    // periods that make a usual level of one's own
)

// History is what earlier periods say of people.
type History struct {
	noise, apart, mean float64
	own                map[org.NodeID]Own
}

// Own is what they say of one.
type Own struct {
	Noise   float64 // the standard deviation of a whole period's attainment, drawn to that of all
	Usual   float64 // his usual attainment, drawn to that of all
	Unsure  float64 // its standard deviation
	Periods int
}

// HasUsual reports whether he has a usual level of his own.
func (o Own) HasUsual() bool { return o.Periods >= leastOwn }

// Learn learns from the past of all. What luck does to one's numbers is drawn to
// what it does to those of all, the more the fewer periods he has.
func Learn(all []Record) History {
	h := History{noise: noiseOfAll, apart: leastApart, mean: 1, own: map[org.NodeID]Own{}}
	var squares, degrees, sum, n float64
	var means []float64
	all = inOrder(slices.Clone(all))
	for _, r := range all {
		m, s := spread(r.Past)
		if len(r.Past) > 1 {
			squares, degrees = squares+s, degrees+float64(len(r.Past)-1)
		}
		if len(r.Past) > 0 {
			means = append(means, m)
			sum, n = sum+m*float64(len(r.Past)), n+float64(len(r.Past))
		}
	}
	if degrees > 0 {
		h.noise = max(leastNoise, math.Sqrt(squares/degrees))
	}
	if n > 0 {
		h.mean = sum / n
	}
	if len(means) > 1 {
		_, s := spread(means)
		perPerson := n / float64(len(means))
		h.apart = math.Sqrt(max(leastApart*leastApart, s/float64(len(means)-1)-h.noise*h.noise/perPerson))
	}
	for _, r := range all {
		h.own[r.Node] = h.learn(r)
	}
	return h
}

func (h History) learn(r Record) Own {
	_, s := spread(r.Past)
	o := Own{Periods: len(r.Past)}
	o.Noise = max(leastNoise, math.Sqrt((weight*h.noise*h.noise+s)/(weight+float64(max(0, len(r.Past)-1)))))
	o.Usual, o.Unsure = followup.Posterior(clipped(r.Past), followup.Prior{Mean: h.mean, Apart: h.apart, Noise: h.noise})
	return o
}

// Of returns what is known of one; of who has no past, what is usual.
func (h History) Of(id org.NodeID) Own {
	if o, ok := h.own[id]; ok {
		return o
	}
	return h.learn(Record{Node: id})
}

func clipped(values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = min(most, max(0, v))
	}
	return out
}

// spread returns the mean, and the sum of the squares of the distances from it.
func spread(values []float64) (mean, squares float64) {
	values = clipped(values)
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return mean, squares
}

// Moment is how far a period has come.
type Moment struct {
	Past  float64 // the part of its working days that is over, above 0 to 1
	Grows bool    // the number adds up day by day; a rate does not
}

// grown returns the part of a whole period's attainment that is there by now.
func (m Moment) grown() float64 {
	if m.Grows {
		return m.Past
	}
	return 1
}

// noise returns what luck does by now, of what it does to a whole period: luck
// adds up as the root of time, and the mean of fewer days is the less sure.
func (m Moment) noise(whole float64) float64 {
	const least = 0.05
	if m.Grows {
		return whole * math.Sqrt(m.Past)
	}
	return whole / math.Sqrt(max(least, m.Past))
}

// ByAttainment compares how far somebody is on the way to the own target.
func ByAttainment(node org.NodeID, attainment float64, own Own, at Moment) Entry {
	return Entry{Node: node, Value: attainment, Noise: at.noise(own.Noise)}
}

// ByImprovement compares by how much somebody is beyond what he usually has of
// the own target by now, in shares of the target. Who has no usual level yet is
// not compared.
func ByImprovement(node org.NodeID, attainment float64, own Own, at Moment) Entry {
	if !own.HasUsual() {
		return Entry{Node: node, Out: NoHistory}
	}
	return Entry{Node: node, Value: attainment - own.Usual*at.grown(), Noise: math.Hypot(at.noise(own.Noise), own.Unsure*at.grown())}
}

// beyondLuck reports whether a mean of n periods lies above a usual level by more
// than luck does in nine of ten cases.
func beyondLuck(difference, noise float64, n int, unsure float64) bool {
	const nineOfTen = 1.2816
	return difference > nineOfTen*math.Hypot(noise/math.Sqrt(float64(n)), unsure)
}

// inOrder puts records in an order that does not depend on how they were read:
// sums of fractions do.
func inOrder(list []Record) []Record {
	slices.SortFunc(list, func(a, b Record) int { return cmp.Compare(a.Node, b.Node) })
	return list
}
