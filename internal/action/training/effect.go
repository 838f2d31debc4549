package training

import (
	"cmp"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/chance"
)

// Trial is somebody who completed a programme, with the peers whom he is held
// against: people who had not completed it by the end of the same days.
type Trial struct {
	Unit
	Peers []Unit
}

// Unit is what a driver was for one person before and after.
type Unit struct {
	Person        string
	Before, After float64 // over days of the same length; both are known
}

func (u Unit) change() float64 { return u.After - u.Before }

// The least that an effect is told from.
const (
	LeastTrials = 8  // people who completed it and have matched peers
	LeastPeers  = 8  // different people among the peers
	matches     = 3  // peers per person, the nearest by level before
	near        = .5 // a match lies within so many standard deviations of the level before
)

// Level is the chance with which the interval is meant to hold the effect.
const Level = 0.9

// Effect is what a programme did to its driver, per person.
type Effect struct {
	Trials  int     // people who completed it and could be held against peers
	Left    int     // who completed it, but had no peer at their level
	Peers   int     // different people whom they were held against
	Known   bool    // there is enough to tell it; else the following are 0
	Value   float64 // mean of (after − before) less that of the matched peers
	Low     float64 // the interval of Level
	High    float64
	Before  float64 // mean level before of those who completed it
	Plain   float64 // their mean change, before the peers' is taken off
	Drift   float64 // the peers' mean change: what would have come anyway
	Started float64 // Before less the mean level of all peers, in standard deviations: far from 0, chance alone leads back to the mean
}

// match is somebody with the peers nearest to him.
type match struct {
	Unit
	peers []Unit
}

// Measure returns the effect by difference in differences against the peers
// nearest in level before, corrected for what is left of the distance by the
// slope of the peers' change on their level. The interval counts that a peer
// may be held against several people.
func Measure(trials []Trial) Effect {
	spread, mean := level(trials)
	var list []match
	var e Effect
	for _, t := range trials {
		m := match{Unit: t.Unit}
		for _, p := range nearest(t) {
			if math.Abs(p.Before-t.Before) <= near*spread {
				m.peers = append(m.peers, p)
			}
		}
		if len(m.peers) == 0 {
			e.Left++
			continue
		}
		list = append(list, m)
	}
	uses := usesOf(list)
	e.Trials, e.Peers = len(list), len(uses)
	if e.Trials < LeastTrials || e.Peers < LeastPeers {
		return e
	}
	e.Known = true
	slope, noise := slopeOf(trials)
	effects := make([]float64, len(list))
	n := float64(len(list))
	for i, m := range list {
		expected := 0.0
		for _, p := range m.peers {
			expected += p.change() + slope*(m.Before-p.Before)
		}
		expected /= float64(len(m.peers))
		effects[i] = m.change() - expected
		e.Value += effects[i] / n
		e.Plain += m.change() / n
		e.Drift += expected / n
		e.Before += m.Before / n
	}
	if spread > 0 {
		e.Started = (e.Before - mean) / spread
	}
	half := interval(effects, e.Value, uses, noise)
	e.Low, e.High = e.Value-half, e.Value+half
	return e
}

// nearest returns the peers nearest in level before, the nearest first.
func nearest(t Trial) []Unit {
	peers := slices.Clone(t.Peers)
	slices.SortFunc(peers, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(math.Abs(a.Before-t.Before), math.Abs(b.Before-t.Before)), cmp.Compare(a.Person, b.Person))
	})
	return peers[:min(matches, len(peers))]
}

// use is with which weight a peer stands in the effect.
type use struct{ sum, squares float64 }

func usesOf(list []match) map[string]use {
	uses := map[string]use{}
	for _, m := range list {
		w := 1 / float64(len(m.peers))
		for _, p := range m.peers {
			u := uses[p.Person]
			uses[p.Person] = use{u.sum + w, u.squares + w*w}
		}
	}
	return uses
}

// level returns the standard deviation and the mean of the level before, over
// all peers.
func level(trials []Trial) (deviation, mean float64) {
	n := 0.0
	for _, t := range trials {
		for _, p := range t.Peers {
			n++
			mean += p.Before
		}
	}
	if n < 2 {
		return 0, mean
	}
	mean /= n
	for _, t := range trials {
		for _, p := range t.Peers {
			deviation += (p.Before - mean) * (p.Before - mean)
		}
	}
	return math.Sqrt(deviation / (n - 1)), mean
}

// slopeOf returns how the peers' change depends on their level before, and the
// variance of what it does not explain, each within the same days.
func slopeOf(trials []Trial) (slope, noise float64) {
	var xx, xy, yy, free float64
	for _, t := range trials {
		n := float64(len(t.Peers))
		if n < 2 {
			continue
		}
		var x, y float64
		for _, p := range t.Peers {
			x, y = x+p.Before/n, y+p.change()/n
		}
		for _, p := range t.Peers {
			dx, dy := p.Before-x, p.change()-y
			xx, xy, yy = xx+dx*dx, xy+dx*dy, yy+dy*dy
		}
		free += n - 1
	}
	if xx > 0 {
		slope = xy / xx
	}
	if free > 1 {
		noise = max(0, yy-slope*xy) / (free - 1)
	}
	return slope, noise
}

// interval returns half the width of the interval of Level. Its variance is that
// of the single effects, and for each peer what comes of being used more than
// once (Abadie and Imbens).
func interval(effects []float64, mean float64, uses map[string]use, noise float64) float64 {
	n := float64(len(effects))
	var own, again float64
	for _, e := range effects {
		own += (e - mean) * (e - mean)
	}
	for _, u := range uses {
		again += (u.sum*u.sum - u.squares) * noise
	}
	variance := own/(n*(n-1)) + max(0, again)/(n*n)
	return student(n-1) * math.Sqrt(variance)
}

// student returns the value that Student's distribution exceeds with the chance
// that is left above the interval.
func student(degrees float64) float64 {
	const above, steps = (1 - Level) / 2, 60
	low, high := 0.0, 100.0
	for range steps {
		middle := (low + high) / 2
		if chance.StudentAbove(middle, degrees) > above {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}
