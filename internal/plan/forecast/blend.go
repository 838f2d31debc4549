package forecast

import (
	"math"
	"slices"
)

// The members of a blend. Each errs in its own way; their mean errs less than
// the best of them does (docs/adr/0029).
const (
	memberTheta  = iota // dynamic optimised theta
	memberLog           // the same of the logarithms: growth in percent
	memberDamped        // a trend that dies out
	memberBlocks        // theta of the means of two periods
	memberETS           // exponential smoothing with a season that may change
	memberNaive         // what was a cycle ago
	members
)

// memberNames are what users read.
func memberName(member int) string {
	return [members]string{"theta", "theta of logarithms", "damped trend", "theta of pairs", "exponential smoothing", "seasonal naive"}[member]
}

// fitted is what the members of a method expect of the coming periods, with
// season, in the scale of the shape; nil where one is not used.
type fitted struct {
	method   Method
	members  [members][]float64
	n        int // known values
	profile  Profile
	outliers []Outlier
	clamped  [members]bool
}

// fit forecasts h steps after the values by the method that suits them. It
// looks at nothing but the values, and at what is borrowed.
func (x shape) fit(h int, b borrowed) fitted {
	f := fitted{method: x.route(), n: x.known()}
	f.profile = x.profile(f.method, b)
	switch f.method {
	case Nothing:
		f.members[memberTheta] = make([]float64, h)
		return f
	case Average:
		f.members[memberTheta] = repeat(b.level.drawn(mean(x.present())*x.scale, f.n)/x.scale, h)
		return f
	case Sporadic:
		f.members[memberTheta] = repeat(intermittent(x.values), h)
		return f
	}
	past, coming := x.seasons[:len(x.values)], x.seasons[len(x.values):len(x.values)+h]
	clean := x.tidy(&f, past, b)
	if f.method == Level {
		level := fitLevel(clean).run(clean, 1)[0]
		f.members[memberTheta] = each(f.profile.in, repeat(b.level.drawn(level*x.scale, f.n)/x.scale, h), coming)
		f.clamp(x)
		return f
	}
	x.fitMembers(&f, clean, past, coming, h)
	f.clamp(x)
	return f
}

// tidy takes the season and the gaps out of the values and draws in what is far
// off. The season is measured again without that: one large deal would be a part
// of its month for ever.
func (x shape) tidy(f *fitted, past []int, b borrowed) []float64 {
	y := filled(each(f.profile.out, x.values, past))
	clean, at := cleaned(y)
	again := false
	for _, i := range at {
		unit, last := x.scale*x.days[i], i == len(y)-1
		drawn := f.profile.in(clean[i], past[i])
		f.outliers = append(f.outliers, Outlier{At: x.start + i, Value: f.profile.in(y[i], past[i]) * unit, Fitted: drawn * unit, Last: last})
		if last || math.IsNaN(x.values[i]) {
			continue
		}
		if !again {
			x.values = slices.Clone(x.values)
		}
		x.values[i], again = drawn, true
	}
	if !again || f.method != Blend {
		return clean
	}
	f.profile = x.profile(f.method, b)
	return filled(each(f.profile.out, x.values, past))
}

// fitMembers runs the members of a blend on values without season and gaps.
func (x shape) fitMembers(f *fitted, clean []float64, past, coming []int, h int) {
	const pair, leastPairs = 2, 12
	in := func(values []float64) []float64 { return each(f.profile.in, values, coming) }
	f.members[memberTheta] = in(dotm(clean, h))
	f.members[memberDamped] = in(damped(clean, h))
	if allPositive(clean) {
		f.members[memberLog] = in(mapped(math.Exp, dotm(mapped(math.Log, clean), h)))
	}
	if len(clean) >= pair*leastPairs {
		f.members[memberBlocks] = in(blocks(clean, pair, h, dotm))
	}
	if f.method != Blend {
		return
	}
	m, own := x.m, clean
	if x.freq == Weekly || x.freq == Daily {
		m = 1 // too many seasons to have first states of their own
	} else {
		own = each(f.profile.in, clean, past)
	}
	if e, ok := ets(own, m, h); ok {
		if m == 1 {
			e = in(e)
		}
		f.members[memberETS] = e
	}
	f.members[memberNaive] = x.naive(h)
}

func mapped(f func(float64) float64, values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = f(v)
	}
	return out
}

// naive says the last cycle again.
func (x shape) naive(h int) []float64 {
	y := filled(x.values)
	n, m := len(y), x.m
	if n == 0 {
		return make([]float64, h)
	}
	if n < m {
		m = 1
	}
	out := make([]float64, h)
	for i := range out {
		out[i] = y[n-m+i%m]
	}
	return out
}

// clamp keeps a member that explodes within what the last two cycles make
// believable.
func (f *fitted) clamp(x shape) {
	const belowLeast, aboveMost, shortest = 0.2, 5, 6
	y := filled(x.values)
	y = y[max(0, len(y)-max(2*x.m, shortest)):]
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range y {
		low, high = min(low, v), max(high, v)
	}
	span := high - low
	if x.signed {
		low, high = low-aboveMost*span, high+aboveMost*span
	} else {
		low, high = belowLeast*low, aboveMost*high
	}
	for i, values := range f.members {
		for j, v := range values {
			if math.IsNaN(v) {
				v = y[len(y)-1]
			}
			if held := min(high, max(low, v)); held != values[j] {
				f.members[i][j] = held
				f.clamped[i] = true
			}
		}
	}
}

// blend is the mean of the members that there are, by their weights.
func (f fitted) blend(w weights, h int) []float64 {
	out := make([]float64, h)
	whole := 0.0
	for i, values := range f.members {
		if values == nil || w[i] <= 0 {
			continue
		}
		whole += w[i]
		for j := range out {
			out[j] += w[i] * values[j]
		}
	}
	for j := range out {
		if whole > 0 {
			out[j] /= whole
		}
	}
	return out
}
