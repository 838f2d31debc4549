package forecast

import "math"

// borrowed is what the series of a group tell one of them that it cannot tell
// itself: how seasons usually differ, how much of a measured difference is
// usually worth keeping, and how high the others are.
type borrowed struct {
	factors  []float64 // expected indices; nil: none
	believed float64
	level    level
}

// level is what the means of the series of a group are like, in their own unit.
type level struct {
	mean, between, within float64 // variances between the series, and of the values of one
	series                int
}

// nothingBorrowed is for a series that stands alone.
func nothingBorrowed() borrowed { return borrowed{believed: halfBelieved} }

// expected returns the indices to which a series of m seasons is shrunk.
func (b borrowed) expected(m int, multiplicative bool) []float64 {
	if multiplicative && b.factors != nil {
		return b.factors
	}
	return flat(m, multiplicative).Index
}

// borrow looks at what was known of the series of a group, all of one
// frequency, so many periods before each ended.
func borrow(shapes []shape, before int) borrowed {
	b := nothingBorrowed()
	var indices [][]float64
	believed, counted := 0.0, 0.0
	m := 0
	for _, x := range shapes {
		m = x.m
		if len(x.values)-before < m || m < 2 || x.signed {
			continue
		}
		x = x.before(before)
		if !factors(x.values) {
			continue
		}
		if len(x.values) < 2*m {
			if index := x.firstCycle(); index != nil {
				indices = append(indices, index)
			}
			continue
		}
		p, ratios := measured(x.values, x.seasons, m, true)
		if p.Index == nil {
			continue
		}
		indices = append(indices, append([]float64(nil), p.Index...))
		if p = p.shrunk(ratios, repeat(1, m), halfBelieved); p.Measured {
			believed += p.Believed
			counted++
		}
	}
	if counted > 0 {
		b.believed = believed / counted
	}
	b.factors = common(indices, m)
	b.level = levelOf(shapes, before)
	return b
}

// firstCycle returns raw indices of a history of more than one cycle and less
// than two: what is left when it has grown as much as the periods that were
// seen twice say. Alone they would be mostly noise. Nil where they cannot be.
func (x shape) firstCycle() []float64 {
	const leastTwice = 3
	var growth []float64
	for t := x.m; t < len(x.values); t++ {
		if g := math.Log(x.values[t] / x.values[t-x.m]); !IsMissing(g) {
			growth = append(growth, g)
		}
	}
	if len(growth) < leastTwice {
		return nil
	}
	each := medianOf(growth) / float64(x.m)
	sums, counts := make([]float64, x.m), make([]float64, x.m)
	for t, v := range x.values {
		if !math.IsNaN(v) {
			sums[x.seasons[t]] += v * math.Exp(-each*float64(t))
			counts[x.seasons[t]]++
		}
	}
	p := Profile{Index: sums, Multiplicative: true}
	for i, n := range counts {
		if n == 0 {
			return nil
		}
		p.Index[i] /= n
	}
	return p.normal().Index
}

// common returns the season that the series share: the mean of their indices,
// shrunk to 1 by how uncertain it is and by how much they disagree.
func common(indices [][]float64, m int) []float64 {
	const least = 3
	n := float64(len(indices))
	if len(indices) < least || m < 4 {
		return nil
	}
	out := make([]float64, m)
	for _, index := range indices {
		for i, v := range index {
			out[i] += v / n
		}
	}
	within, between := 0.0, 0.0
	for _, index := range indices {
		for i, v := range index {
			within += (v - out[i]) * (v - out[i]) / ((n - 1) * float64(m))
		}
	}
	for _, v := range out {
		between += (v - 1) * (v - 1) / float64(m-1)
	}
	if between+within == 0 {
		return out
	}
	// A season that explains little of how the series differ is not theirs.
	keep := jamesStein(between, within/n, m) * between / (between + within)
	for i, v := range out {
		out[i] = max(leastIndex, 1+keep*(v-1))
	}
	return out
}

// levelOf compares the means of the series.
func levelOf(shapes []shape, before int) level {
	var means []float64
	var l level
	for _, x := range shapes {
		if len(x.values) <= before {
			continue
		}
		present := x.before(before).present()
		if len(present) < 2 {
			continue
		}
		average := mean(present)
		variance := 0.0
		for _, v := range present {
			variance += (v - average) * (v - average) / float64(len(present)-1)
		}
		means = append(means, average*x.scale)
		l.within += variance * x.scale * x.scale
	}
	l.series = len(means)
	if l.series < 3 {
		return level{}
	}
	l.within /= float64(l.series)
	l.mean = mean(means)
	for _, v := range means {
		l.between += (v - l.mean) * (v - l.mean) / float64(l.series-1)
	}
	return l
}

// drawn draws the mean of n values to that of the group by how uncertain it is
// (empirical Bayes, methods.md 9.1).
func (l level) drawn(average float64, n int) float64 {
	if l.series < 3 || l.between+l.within <= 0 || math.IsInf(l.between+l.within, 0) {
		return average
	}
	doubt := l.within / float64(max(n, 1))
	own := max(0, l.between-doubt) // the means differ by chance too
	if own+doubt == 0 {
		return average
	}
	return l.mean + own/(own+doubt)*(average-l.mean)
}
