package finish

import "math"

// span returns how far the sums of the deals, of what arrives and of the rest
// lie apart, what is next to impossible left out.
func (w *work) span(deals []deal) float64 {
	least, largest, biggest := 0.0, 0.0, 0.0
	for _, d := range deals {
		low, high := 0.0, 0.0
		for _, v := range d.Values {
			low, high = min(low, v.Value), max(high, v.Value)
		}
		least, largest, biggest = least+low, largest+high, max(biggest, high, -low)
	}
	if w.new.mean > 0 {
		largest, biggest = math.Inf(1), max(biggest, w.new.sizes[len(w.new.sizes)-1].Value)
	}
	if n := len(w.rest); n > 0 {
		largest, biggest = largest+w.rest[n-1].Value, max(biggest, w.rest[n-1].Value)
	}
	from, to := math.Inf(1), math.Inf(-1)
	for z := range w.luck.factors {
		m, v := w.moments(deals, z)
		const wide = 8
		reach := wide*math.Sqrt(max(0, v)) + 2*biggest
		from, to = min(from, m-reach), max(to, m+reach)
	}
	return min(largest-least, to-from)
}

// lattice returns the lattice for the deals and all that arrives besides.
func (w *work) lattice(deals []deal) lattice {
	span := w.span(deals)
	points, three := w.points(deals, span)
	return latticeOf(w.amounts(deals), span, points, three)
}

// amounts are all values of the deals, of what arrives and of the rest.
func (w *work) amounts(deals []deal) []float64 {
	var list []float64
	for _, d := range deals {
		for _, v := range d.Values {
			list = append(list, v.Value)
		}
	}
	for _, s := range w.new.sizes {
		list = append(list, s.Value)
	}
	for _, v := range w.rest {
		list = append(list, v.Value)
	}
	return list
}

// points returns how fine a lattice is that spans so much, and whether it keeps
// the variance. Where it does not, an amount between two points adds a sixth of
// a step squared: the more deals, the finer the step has to be for that to be a
// hundredth of all.
func (w *work) points(deals []deal, span float64) (points int, three bool) {
	switch {
	case len(deals) > multitude && !w.two && len(w.luck.shares) == 1:
		return fewestPoints, true
	case len(deals) > crowd:
		expected := 0.0
		for _, d := range deals {
			expected += d.Chance
		}
		step := math.Sqrt(0.01 * 6 * w.variance(deals) / expected)
		return int(min(mostPoints, max(fewestPoints, span/step))), false
	case w.new.mean > 0 || len(w.rest) > 0:
		return mixedPoints, false
	default:
		return mostPoints, false
	}
}
