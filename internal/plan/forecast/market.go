package forecast

import "math"

// Sensitivity is how a series follows its market.
type Sensitivity struct {
	Beta   float64   // percent that the series moves by when the market moves by one
	Effect []float64 // by step, what the market's way multiplies the forecast with
}

// Factor returns what a market does to the series when it moves by the share:
// 0.05 for 5 %.
func (s Sensitivity) Factor(share float64) float64 { return math.Pow(1+share, s.Beta) }

// A market says something when so many changes over a cycle are seen together,
// and never more than that it moves the series twice as much as itself.
const (
	leastOverlap        = 24
	marketPrior         = 24
	leastBeta, mostBeta = -0.5, 2
)

// sensitivity is measured over all series of a group: from how their changes
// over a cycle go with those of their markets, shrunk to 0 by how few there
// are. 0 is that of a market that tells nothing.
func sensitivity(series []Series) float64 {
	var xx, xy, overlap, counted float64
	for _, s := range series {
		if s.Market == nil {
			continue
		}
		x, y := changes(s)
		if len(x) < leastOverlap {
			continue
		}
		mx, my := mean(x), mean(y)
		for i := range x {
			xx += (x[i] - mx) * (x[i] - mx)
			xy += (x[i] - mx) * (y[i] - my)
		}
		overlap += float64(len(x))
		counted++
	}
	if xx <= 0 || counted == 0 {
		return 0
	}
	n := overlap / counted
	return min(mostBeta, max(leastBeta, xy/xx*n/(n+marketPrior)))
}

// changes are those of the logarithms of market and series over a cycle, where
// both are known.
func changes(s Series) (market, series []float64) {
	m := s.Frequency.Season()
	for t := m; t < min(len(s.Values), len(s.Market.Past)); t++ {
		x := math.Log(s.Market.Past[t] / s.Market.Past[t-m])
		y := math.Log(s.Values[t] / s.Values[t-m])
		if !IsMissing(x) && !IsMissing(y) {
			market, series = append(market, x), append(series, y)
		}
	}
	return market, series
}

// effects are what the market makes of each past and coming period against
// today's market; nil without a market or where it tells nothing.
func (m *Market) effects(past, h int, beta float64) []float64 {
	if m == nil || beta == 0 || len(m.Past) < past || past == 0 || !(m.Past[past-1] > 0) {
		return nil
	}
	now := m.Past[past-1]
	out := repeat(1, past+h)
	last := now
	for i := range out {
		x := last
		switch {
		case i < past:
			x = m.Past[i]
		case i-past < len(m.Future):
			x = m.Future[i-past]
		}
		if !(x > 0) || IsMissing(x) {
			x = now
		}
		last = x
		out[i] = math.Pow(x/now, beta)
	}
	return out
}
