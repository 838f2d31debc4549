package forecast

import "math"

// dimensions is the largest number of parameters that are searched.
const dimensions = 6

// point is a set of parameters; those beyond the search's are not used.
type point [dimensions]float64

// search looks for the least value of a function in a box (the simplex of
// Nelder & Mead 1965, held in the box by projection). It is deterministic and
// allocates nothing. Its zero value searches no parameter yet.
type search struct {
	dims        int
	start, step point
	low, high   point
	points      [dimensions + 1]point
	values      [dimensions + 1]float64
}

// add adds a parameter with its start, first step and bounds.
func (s *search) add(start, step, low, high float64) (at int) {
	at = s.dims
	s.start[at], s.step[at], s.low[at], s.high[at] = min(high, max(low, start)), step, low, high
	s.dims++
	return at
}

// least walks to the least value, and ends after about so many calls of f or
// when the values hardly differ.
func (s *search) least(calls int, f func(*point) float64) point {
	const enough = 1e-8
	n := s.dims
	for i := range n + 1 {
		s.points[i] = s.start
		if d := i - 1; i > 0 {
			if s.start[d]+s.step[d] > s.high[d] || s.start[d]+s.step[d] < s.low[d] {
				s.points[i][d] -= s.step[d]
			} else {
				s.points[i][d] += s.step[d]
			}
			s.hold(&s.points[i])
		}
		s.values[i] = f(&s.points[i])
	}
	for used := n + 1; used < calls; {
		s.sort()
		if s.values[n]-s.values[0] <= enough*math.Abs(s.values[0])+math.SmallestNonzeroFloat64 {
			break
		}
		used += s.improve(f)
	}
	s.sort()
	return s.points[0]
}

// improve replaces the worst point, or draws all towards the best.
func (s *search) improve(f func(*point) float64) (calls int) {
	n := s.dims
	middle := s.middle()
	beyond := s.along(&middle, 1)
	v := f(&beyond)
	if v < s.values[0] {
		further := s.along(&middle, 2)
		if w := f(&further); w < v {
			beyond, v = further, w
		}
		s.points[n], s.values[n] = beyond, v
		return 2
	}
	if n > 1 && v < s.values[n-1] {
		s.points[n], s.values[n] = beyond, v
		return 1
	}
	nearer, limit := s.along(&middle, -0.5), s.values[n]
	if v < s.values[n] {
		nearer, limit = s.along(&middle, 0.5), v
	}
	if w := f(&nearer); w < limit {
		s.points[n], s.values[n] = nearer, w
		return 2
	}
	for i := 1; i <= n; i++ {
		for d := range n {
			s.points[i][d] = (s.points[i][d] + s.points[0][d]) / 2
		}
		s.values[i] = f(&s.points[i])
	}
	return 2 + n
}

// middle is that of all points but the worst.
func (s *search) middle() point {
	var middle point
	for d := range s.dims {
		for i := range s.dims {
			middle[d] += s.points[i][d]
		}
		middle[d] /= float64(s.dims)
	}
	return middle
}

// along is the point so far beyond the middle, seen from the worst.
func (s *search) along(middle *point, factor float64) point {
	var p point
	for d := range s.dims {
		p[d] = middle[d] + factor*(middle[d]-s.points[s.dims][d])
	}
	s.hold(&p)
	return p
}

func (s *search) hold(p *point) {
	for d := range s.dims {
		p[d] = min(s.high[d], max(s.low[d], p[d]))
	}
}

// sort orders the points by value; stable, so that the way is always the same.
func (s *search) sort() {
	for i := 1; i <= s.dims; i++ {
		p, v := s.points[i], s.values[i]
		j := i
		for ; j > 0 && v < s.values[j-1]; j-- {
			s.points[j], s.values[j] = s.points[j-1], s.values[j-1]
		}
		s.points[j], s.values[j] = p, v
	}
}
