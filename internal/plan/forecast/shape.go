package forecast

import "math"

// shape is a series made comparable: scaled so that its largest value is 1 or
// −1, divided by working days, from its first activity to its last known value.
type shape struct {
	values  []float64 // NaN where missing
	seasons []int     // of the past and the coming periods
	days    []float64 // working days against the usual ones times the market's effect, past and coming; 0 where closed
	m       int       // seasons of a cycle
	scale   float64   // what 1 stands for
	gap     int       // coming periods that are over and not known
	start   int       // where the values begin in the series
	signed  bool      // some value is below 0
	freq    Frequency
}

// longest is how many values back a forecast looks: where the level wanders, old
// values tell of another business (methods.md 1.4.8).
func (f Frequency) longest() int {
	switch f {
	case Weekly:
		return 260
	case Daily:
		return 3 * 364
	default:
		return 480
	}
}

// shapeOf prepares the series for a forecast of h steps. The market's share is
// taken out like that of working days.
func shapeOf(s Series, h int, beta float64) shape {
	begin, end := active(s.Values)
	begin = max(begin, end-s.Frequency.longest())
	x := shape{m: s.Frequency.Season(), gap: len(s.Values) - end, start: begin, freq: s.Frequency}
	if begin >= end {
		x.gap, x.start = 0, len(s.Values)
		begin = x.start
		end = begin
	}
	x.seasons = seasonsOf(s, begin, h)
	x.days = daysOf(s, begin, h)
	if effects := s.Market.effects(len(s.Values), h, beta); effects != nil {
		for i := range x.days {
			x.days[i] *= effects[begin+i]
		}
	}
	x.values = make([]float64, end-begin)
	for i := range x.values {
		v := s.Values[begin+i]
		switch {
		case IsMissing(v) || x.days[i] == 0:
			x.values[i] = math.NaN()
		default:
			x.values[i] = v / x.days[i]
			x.scale = max(x.scale, math.Abs(x.values[i]))
			x.signed = x.signed || v < 0
		}
	}
	if x.scale == 0 || math.IsInf(x.scale, 0) {
		x.scale = 1
	}
	x.round()
	x.close()
	return x
}

// round scales the values to fractions of the largest with 40 binary digits, so
// that thousandfold amounts take the same way through every comparison.
func (x *shape) round() {
	const digits = 1 << 40
	for i, v := range x.values {
		x.values[i] = math.Round(v/x.scale*digits) / digits
	}
}

// active returns where the values begin and end: from the first that is neither
// missing nor 0 to the last that is known. Before its first sale a product or a
// person sold not nothing: they were not there.
func active(values []float64) (begin, end int) {
	for begin < len(values) && (IsMissing(values[begin]) || values[begin] == 0) {
		begin++
	}
	end = len(values)
	for end > begin && IsMissing(values[end-1]) {
		end--
	}
	return begin, end
}

// seasonsOf returns the season of each period from begin to h after the last.
func seasonsOf(s Series, begin, h int) []int {
	m := s.Frequency.Season()
	out := make([]int, len(s.Values)-begin+h)
	for i := range out {
		if at := begin + i; at < len(s.Seasons) {
			out[i] = mod(s.Seasons[at], m)
		} else if n := len(s.Seasons); n > 0 {
			out[i] = mod(s.Seasons[n-1]+at-n+1, m)
		} else {
			out[i] = mod(s.First+at, m)
		}
	}
	return out
}

// daysOf returns the working days of each period against the usual ones.
func daysOf(s Series, begin, h int) []float64 {
	out := repeat(1, len(s.Values)-begin+h)
	var known []float64
	for i, d := range s.Days {
		if i >= begin && i < len(s.Values) && !IsMissing(d) && d > 0 {
			known = append(known, d)
		}
	}
	const most = 1000.0
	usual := mean(known)
	if usual <= 0 {
		return out
	}
	for i := range out {
		if at := begin + i; at < len(s.Days) && !IsMissing(s.Days[at]) {
			if out[i] = min(most, max(0, s.Days[at]/usual)); out[i] < 1/most {
				out[i] = 0 // nobody works a thousandth of a period
			}
		}
	}
	if steadier(s.Values[begin:], out) {
		for i := range out {
			out[i] = math.Ceil(min(1, out[i])) // open or closed is all that counts
		}
	}
	return out
}

// steadier reports whether the values move less than half as much as they are as
// they do by working day: rents and subscriptions come whole, however many days
// a month has.
func steadier(values, days []float64) bool {
	const enough = 6
	var plain, daily float64
	pairs := 0
	for i := 1; i < len(values); i++ {
		before, now := values[i-1], values[i]
		if IsMissing(before) || IsMissing(now) || days[i-1] == 0 || days[i] == 0 {
			continue
		}
		plain += math.Abs(now - before)
		daily += math.Abs(now/days[i] - before/days[i-1])
		pairs++
	}
	return pairs >= enough && 2*plain < daily
}

// close finds seasons in which nothing is ever sold although the others sell
// nearly always, such as Sundays: there is no work in them.
func (x *shape) close() {
	if x.m < 2 || x.signed {
		return
	}
	counts, sold := make([]float64, x.m), make([]float64, x.m)
	for i, v := range x.values {
		if !math.IsNaN(v) {
			counts[x.seasons[i]]++
			if v != 0 {
				sold[x.seasons[i]]++
			}
		}
	}
	all, open := 0.0, 0.0
	for s, n := range counts {
		if sold[s] > 0 {
			all += n
			open += sold[s]
		}
	}
	if all == 0 {
		return
	}
	closed := make([]bool, x.m)
	for s, n := range counts {
		const chance = 0.001 // that an open season would look like this
		closed[s] = n >= 2 && sold[s] == 0 && open/all > 0.75 && math.Pow(1-open/all+0.01, n) < chance
	}
	for i, s := range x.seasons {
		if closed[s] {
			x.days[i] = 0
			if i < len(x.values) {
				x.values[i] = math.NaN()
			}
		}
	}
}

// before returns what was known k periods earlier.
func (x shape) before(k int) shape {
	x.values = x.values[:len(x.values)-k]
	for n := len(x.values); n > 0 && math.IsNaN(x.values[n-1]); n = len(x.values) {
		x.values = x.values[:n-1]
	}
	x.gap = 0
	return x
}

// known is how many values there are.
func (x shape) known() int {
	n := 0
	for _, v := range x.values {
		if !math.IsNaN(v) {
			n++
		}
	}
	return n
}

// present are the values that there are.
func (x shape) present() []float64 {
	out := make([]float64, 0, len(x.values))
	for _, v := range x.values {
		if !math.IsNaN(v) {
			out = append(out, v)
		}
	}
	return out
}
