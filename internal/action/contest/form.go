package contest

import (
	"cmp"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/org"
)

// Past is how somebody did in the periods before, the oldest first: the
// logarithm of what he did against what it is held against. A period that says
// nothing of him is nil. All have as many.
type Past struct {
	Person org.NodeID
	Logs   []*float64
}

// Form is what somebody's past says of him.
type Form struct {
	Periods int     // that count
	Mean    float64 // of the logarithm, drawn to that of the others as far as he is little known
	Apart   float64 // deviation of that mean
	Noise   float64 // how much his periods differ by themselves, apart from what moves everybody
	// Swell is the logarithm of how much more an average period brings than the
	// middle one, of which Mean tells: a few large deals lift the average.
	Swell float64
}

// swell is by how much what somebody is held against lies above the middle of what
// he does: his usual is an average, which is what he would work out himself; a
// surprise counts from the middle.
func (f Form) swell(by Measure) float64 {
	if by == Improvement {
		return f.Swell
	}
	return 0
}

const (
	leastNoise  = 0.15 // of a logarithm, within a person
	usualNoise  = 0.3  // where nobody's past says it
	leastApart  = 0.1  // between people
	noiseWeight = 4.0  // periods that the noise of all weighs against one's own
	leastShock  = 3    // people that it takes to see what moved everybody
)

// Forms returns the form of each, and what moved everybody in each period, which
// is 0 on average. Swell is found in what is left over, as everybody's together
// says it (Duan 1983, Smearing estimate).
func Forms(pasts []Past) (forms map[org.NodeID]Form, shocks []float64) {
	pasts = slices.Clone(pasts)
	slices.SortFunc(pasts, func(a, b Past) int { return cmp.Compare(a.Person, b.Person) })
	shocks = shocksOf(pasts)
	logs := make([][]float64, len(pasts))
	for i, p := range pasts {
		for t, x := range p.Logs {
			if x != nil {
				logs[i] = append(logs[i], *x-shocks[t])
			}
		}
	}
	squares, free := 0.0, 0.0
	var means []float64
	own := make([]float64, len(pasts)) // squares of each
	periods, grown := 0.0, 0.0
	for i, list := range logs {
		if len(list) == 0 {
			continue
		}
		mean := meanOf(list)
		means, periods = append(means, mean), periods+float64(len(list))
		for _, x := range list {
			own[i] += (x - mean) * (x - mean)
			grown += math.Exp(x - mean)
		}
		squares, free = squares+own[i], free+float64(len(list)-1)
	}
	pooled := usualNoise
	if free > 0 {
		pooled = max(leastNoise, math.Sqrt(squares/free))
	}
	swell := 0.0
	if periods > 0 {
		swell = math.Log(grown/periods) + math.Log(meanOf(exponentials(shocks)))
	}
	prior := priorOf(means, pooled, periods)
	forms = make(map[org.NodeID]Form, len(pasts))
	for i, p := range pasts {
		n := float64(len(logs[i]))
		prior.Noise = max(leastNoise, math.Sqrt((own[i]+noiseWeight*pooled*pooled)/(max(0, n-1)+noiseWeight)))
		mean, apart := followup.Posterior(logs[i], prior)
		forms[p.Person] = Form{Periods: len(logs[i]), Mean: mean, Apart: apart, Noise: prior.Noise, Swell: swell}
	}
	return forms, shocks
}

func priorOf(means []float64, noise, periods float64) followup.Prior {
	p := followup.Prior{Apart: leastApart}
	if len(means) == 0 {
		return p
	}
	p.Mean = meanOf(means)
	spread := 0.0
	for _, m := range means {
		spread += (m - p.Mean) * (m - p.Mean)
	}
	spread /= float64(max(1, len(means)-1))
	// Means of people differ by themselves, and by the noise that is left in them.
	if apart := spread - noise*noise*float64(len(means))/periods; apart > 0 {
		p.Apart = max(leastApart, math.Sqrt(apart))
	}
	return p
}

func exponentials(list []float64) []float64 {
	out := make([]float64, len(list))
	for i, x := range list {
		out[i] = math.Exp(x)
	}
	return out
}

func meanOf(list []float64) float64 {
	sum := 0.0
	for _, x := range list {
		sum += x
	}
	return sum / float64(len(list))
}

// shocksOf returns what moved everybody in each period: the middle of how far
// people were off their own mean, of which all together are 0. It is 0 where too
// few tell.
func shocksOf(pasts []Past) []float64 {
	periods := 0
	for _, p := range pasts {
		periods = max(periods, len(p.Logs))
	}
	off := make([][]float64, periods)
	for _, p := range pasts {
		sum, n := 0.0, 0.0
		for _, x := range p.Logs {
			if x != nil {
				sum, n = sum+*x, n+1
			}
		}
		for t, x := range p.Logs {
			if x != nil && n > 1 {
				off[t] = append(off[t], *x-sum/n)
			}
		}
	}
	shocks := make([]float64, periods)
	sum, told := 0.0, 0.0
	for t, list := range off {
		if len(list) >= leastShock {
			shocks[t] = practice.Quantile(list, 0.5)
			sum, told = sum+shocks[t], told+1
		}
	}
	// Bad periods are worse than good ones are good, so the middles are above 0; left
	// so, everybody's usual would be that much too low.
	for t, list := range off {
		if len(list) >= leastShock {
			shocks[t] -= sum / told
		}
	}
	return shocks
}
