package finish

import (
	"math"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// arriving is what comes from opportunities that do not exist yet: a number of
// wins, each of a size.
type arriving struct {
	mean  float64 // of the number
	fano  float64 // its variance ÷ mean
	sizes []chance.Weighted
}

// fanoFrom is the ratio of variance and mean from which a count is taken for
// more than Poisson's (methods.md 2.3).
const fanoFrom = 1.3

// arrivingOf puts the arrivals of several owners together.
func arrivingOf(list []experience.Arrivals) arriving {
	var a arriving
	var sizes []chance.Weighted
	variance := 0.0
	for _, x := range list {
		if !(x.Mean > 0) || math.IsInf(x.Mean, 0) {
			continue
		}
		a.mean += x.Mean
		variance += x.Mean * max(1, x.Fano)
		for _, s := range x.Sizes {
			if s.Value > 0 { // a win that takes away is a credit, and not foreseen
				sizes = append(sizes, chance.Weighted{Value: s.Value, Weight: s.Weight * x.Mean})
			}
		}
	}
	const most = 24
	if a.sizes = chance.Condense(sizes, most); len(a.sizes) == 0 {
		return arriving{}
	}
	a.fano = variance / a.mean
	return a
}

// moments returns the mean and the variance of the sum under luck.
func (a arriving) moments(factor float64) (mean, variance float64) {
	first, second := 0.0, 0.0
	for _, s := range a.sizes {
		first, second = first+s.Weight*s.Value, second+s.Weight*s.Value*s.Value
	}
	count := a.mean * factor
	return count * first, count * (second + (a.spread()-1)*first*first)
}

// spread is the fano that counts.
func (a arriving) spread() float64 {
	if a.fano > fanoFrom {
		return a.fano
	}
	return 1
}

// none returns the chance that nothing comes under luck.
func (a arriving) none(factor float64) float64 {
	count := a.mean * factor
	if fano := a.spread(); fano > 1 {
		return math.Exp(-count / (fano - 1) * math.Log(fano))
	}
	return math.Exp(-count)
}

// on returns the distribution of the sum on a lattice by Panjer's recursion. A
// large number is halved until it can be counted, and the result added to
// itself as often.
func (a arriving) on(l lattice, factor float64) heap {
	count := a.mean * factor
	if count <= 0 || len(a.sizes) == 0 {
		return nothing()
	}
	const largest = 600 // beyond, e^−count is no number any more
	halves := 0
	for count > largest {
		count, halves = count/2, halves+1
	}
	share := factor / math.Pow(2, float64(halves))
	mean, variance := a.moments(share)
	top := a.sizes[len(a.sizes)-1].Value
	wins := 12.0 // beyond what is usual, that are next to impossible
	if f := a.spread(); f > 1 {
		wins += 30 / math.Log(f/(f-1)) // the number falls off by (f − 1) ÷ f a time
	}
	spread := math.Sqrt(variance + mean*l.step) // of what lies between points, too
	reach := int(math.Ceil((mean+12*spread+wins*max(top, l.step))/l.step)) + 1
	l.three = false // the recursion needs chances
	h := heap{0, panjer(count, a.spread(), l.terms(a.sizes), reach)}.trimmed()
	for range halves {
		h = together(h, h)
	}
	return h
}

// panjer returns the chances of the sums of a number of wins: Poisson's, or the
// negative binomial of the ratio of variance and mean. What lies beyond the
// reach is put at its end.
func panjer(count, fano float64, sizes []term, reach int) []float64 {
	last := 0
	for _, s := range sizes {
		last = max(last, s.shift+s.width-1)
	}
	f := make([]float64, last+1)
	for _, s := range sizes {
		for i, share := range s.shares[:s.width] {
			f[s.shift+i] += share
		}
	}
	type step struct {
		points int
		share  float64
	}
	var steps []step // those with a chance, so that the rest costs nothing
	for k := 1; k <= last; k++ {
		if f[k] > 0 {
			steps = append(steps, step{k, f[k]})
		}
	}
	a, b, g := 0.0, count, make([]float64, 1, reach+1)
	if fano > 1 {
		size := count / (fano - 1)
		a = (fano - 1) / fano
		b = (size - 1) * a
		g[0] = math.Exp(-size * math.Log1p((fano-1)*(1-f[0])))
	} else {
		g[0] = math.Exp(-count * (1 - f[0]))
	}
	sum, none := g[0], 1e-12*min(1, count)
	for i := 1; i <= reach && 1-sum > none; i++ {
		p := 0.0
		for _, s := range steps {
			if s.points > i {
				break
			}
			p += (a + b*float64(s.points)/float64(i)) * s.share * g[i-s.points]
		}
		p = max(0, p/(1-a*f[0]))
		g = append(g, p)
		sum += p
	}
	g[len(g)-1] += max(0, 1-sum)
	return g
}
