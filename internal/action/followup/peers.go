package followup

import (
	"math"
	"slices"

	"github.com/attainhq/attain/internal/action/practice"
)

// LeastComparable is how many people of one kind of work it takes to compare
// with them alone; with fewer, everybody is compared with.
const LeastComparable = 5

// company is people who are compared with one another, counted once for all of
// them: of what it holds of everybody, each one's own part is taken off again.
type company struct {
	people  int     // who have a period that counts
	means   float64 // the sum of their means of ln attainment
	spread  Prior   // how much people and periods differ; Mean is nobody's
	periods []field
}

// field is how everybody did in a period that counts for them.
type field struct {
	logs  []float64 // of attainment, ascending
	short int       // of them below good
}

// together counts the records. All of them hold the same periods.
func together(all []Record) company {
	var c company
	var within, free, periods float64
	var means []float64
	for _, r := range all {
		mean, n := meanLog(r)
		if n == 0 {
			continue
		}
		means, periods, free = append(means, mean), periods+n, free+n-1
		c.means += mean
		for t, p := range r.Periods {
			if !p.counts() {
				continue
			}
			for len(c.periods) <= t {
				c.periods = append(c.periods, field{})
			}
			log := math.Log(p.attainment())
			within += (log - mean) * (log - mean)
			f := &c.periods[t]
			f.logs = append(f.logs, log)
			if p.attainment() < good {
				f.short++
			}
		}
	}
	for _, f := range c.periods {
		slices.Sort(f.logs)
	}
	c.people, c.spread = len(means), Prior{Apart: leastApart, Noise: leastNoise}
	if free > 0 {
		c.spread.Noise = max(leastNoise, math.Sqrt(within/free))
	}
	if c.people > 1 {
		// Means of people differ by themselves, and by the noise that is left in them.
		if apart := variance(means) - c.spread.Noise*c.spread.Noise*float64(c.people)/periods; apart > 0 {
			c.spread.Apart = max(leastApart, math.Sqrt(apart))
		}
	}
	return c
}

// without is how many there are besides him.
func (c company) without(own Record) int {
	if slices.ContainsFunc(own.Periods, Result.counts) {
		return c.people - 1
	}
	return c.people
}

// prior is what is known of him before his own periods are looked at: how much
// periods and people differ, himself among them, and where the others usually
// are.
func (c company) prior(own Record) Prior {
	p := c.spread
	if others := c.without(own); others >= practice.LeastPeers {
		mean, _ := meanLog(own) // 0 when he is none of them
		p.Mean = (c.means - mean) / float64(others)
	}
	return p
}

// shocks returns what moved everybody in each of his periods: by how much the
// middle of the others lay off where it is in the long run, shrunk by half.
func (c company) shocks(own Record) []float64 {
	middle, known := make([]float64, len(own.Periods)), make([]bool, len(own.Periods))
	mean, n := 0.0, 0.0
	for t, p := range own.Periods {
		if t >= len(c.periods) {
			break
		}
		logs, out := c.periods[t].logs, -1
		if p.counts() {
			out, _ = slices.BinarySearch(logs, math.Log(p.attainment()))
		}
		if middle[t], known[t] = middleWithout(logs, out); known[t] {
			mean, n = mean+middle[t], n+1
		}
	}
	shocks := make([]float64, len(own.Periods))
	for t := range shocks {
		if known[t] {
			shocks[t] = halfOfShock * (middle[t] - mean/n)
		}
	}
	return shocks
}

// middleWithout returns the median of ascending values without the one at a
// place, of all when that is below 0; ok is false when too few are left.
func middleWithout(sorted []float64, out int) (middle float64, ok bool) {
	left := len(sorted)
	if out >= 0 {
		left--
	}
	if left < practice.LeastPeers {
		return 0, false
	}
	value := func(i int) float64 {
		if out >= 0 && i >= out {
			i++
		}
		return sorted[i]
	}
	return (value((left-1)/2) + value(left/2)) / 2, true
}

func meanLog(r Record) (mean, n float64) {
	for _, p := range r.Periods {
		if p.counts() {
			mean, n = mean+math.Log(p.attainment()), n+1
		}
	}
	if n > 0 {
		mean /= n
	}
	return mean, n
}

func variance(values []float64) float64 {
	mean, squares := 0.0, 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return squares / max(1, float64(len(values)-1))
}
