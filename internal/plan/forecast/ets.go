package forecast

import "math"

// component is how a part of exponential smoothing enters.
type component byte

const (
	absent   component = 'N'
	additive component = 'A'
	dying    component = 'D' // an additive trend that dies out
	scaling  component = 'M' // multiplicative
)

// form is a form of exponential smoothing: its errors, trend and season.
type form struct{ errors, trend, season component }

// forms are those that are tried, in this order: with a season the simplest
// first, as each starts from where the one before it ended; without one the
// richest first, as the others are hardly more than cases of it. Those left out
// differ from one of these only in the weight of the errors, cost as much time
// again, and gain nothing (docs/adr/0029).
func forms() []form {
	return []form{
		{additive, absent, additive}, {additive, additive, additive}, {additive, dying, additive},
		{scaling, absent, scaling}, {scaling, additive, scaling}, {scaling, dying, scaling},
		{additive, dying, absent}, {additive, additive, absent}, {additive, absent, absent},
	}
}

// smoothing is a fitted form. The season is that of the first cycle.
type smoothing struct {
	form   form
	trend  slope
	gamma  float64
	season []float64
	score  float64 // AICc
}

// ets fits every form and returns the mean of what they expect, each with its
// Akaike weight: of forms that are nearly equally likely none is the right one.
// The values are scaled and complete, with their season, of cycles of m; false
// when there are too few.
func ets(y []float64, m, h int) ([]float64, bool) {
	const hopeless = 25 // a weight below 1e-3, whatever fewer parameters save
	var fits []smoothing
	var before smoothing
	best := math.Inf(1)
	f := newFitter(y, m)
	for _, kind := range forms() {
		fit, ok := f.fit(kind, before)
		if !ok {
			continue
		}
		if kind.season == absent && fit.score > best+hopeless {
			break
		}
		fits, before = append(fits, fit), fit
		best = min(best, fit.score)
	}
	out, whole := make([]float64, h), 0.0
	for _, fit := range fits {
		const least = 1e-3
		weight := math.Exp((best - fit.score) / 2)
		if weight < least {
			continue
		}
		whole += weight
		for i, v := range f.run(fit, h) {
			out[i] += weight * v
		}
	}
	for i := range out {
		out[i] /= whole
	}
	return out, whole > 0
}

// fitter fits one form after the other to the same values.
type fitter struct {
	y       []float64
	m       int
	seasons map[component][]float64 // of the first cycle, as classical decomposition sees them
	state   []float64               // of the season on the way
}

func newFitter(y []float64, m int) fitter {
	f := fitter{y: y, m: m, seasons: map[component][]float64{}, state: make([]float64, m)}
	if m < 2 {
		return f
	}
	order := make([]int, len(y))
	for i := range order {
		order[i] = i % m
	}
	for _, c := range []component{additive, scaling} {
		if c == scaling && !allPositive(y) {
			continue
		}
		if p, _ := measured(y, order, m, c == scaling); p.Index != nil {
			for i, v := range p.Index {
				if c == scaling {
					p.Index[i] = max(leastIndex, v)
				}
			}
			f.seasons[c] = p.Index
		}
	}
	return f
}

// parameters counts what a form has to find, the variance of the errors among
// them.
func (k form) parameters(m int) int {
	n := 3 // α, the first level, the variance
	switch k.trend {
	case additive:
		n += 2 // β, the first slope
	case dying:
		n += 3 // and φ
	}
	if k.season != absent {
		n += m // γ, and the first seasons, which have one sum
	}
	return n
}

// fit finds the likeliest parameters of a form, after another; false when it
// does not suit the values, or there are too few of them.
func (f fitter) fit(kind form, before smoothing) (smoothing, bool) {
	n, k := float64(len(f.y)), float64(kind.parameters(f.m))
	fit := smoothing{form: kind, season: f.seasons[kind.season]}
	if n-k-1 <= 0 || kind.season != absent && fit.season == nil {
		return smoothing{}, false
	}
	if kind.season == absent {
		fit.trend = fitTrend(kind.trend, f.y)
		fit.score = n * math.Log(max(fit.trend.errors, tiny))
	} else {
		f.search(&fit, before)
	}
	fit.score += 2*k + 2*k*(k+1)/(n-k-1)
	return fit, !math.IsNaN(fit.score) && !math.IsInf(fit.score, 0)
}

// tiny is an error below which values follow their form exactly.
const tiny = 1e-14

func fitTrend(c component, y []float64) slope {
	switch c {
	case absent:
		return fitLevel(y)
	case additive:
		return fitHolt(y)
	default:
		return fitDamped(y)
	}
}

// search walks to the likeliest parameters of a form with season.
func (f fitter) search(fit *smoothing, before smoothing) {
	const callsEach, fewerCallsEach = 10, 6
	calls := callsEach
	from := f.start(fit)
	if before.form.season == fit.form.season {
		from.goOn(before)
		calls = fewerCallsEach
	}
	const step = 0.2
	size := math.Abs(from.trend.level) + 0.1
	var s search
	s.add(from.trend.alpha, step, 1e-4, 0.9999)
	s.add(from.gamma/(1-from.trend.alpha), step, 0, 1) // γ ≤ 1 − α
	level := s.add(from.trend.level, 0.1*size, -10, 10)
	fit.trend = slope{phi: 1}
	beta, rise, phi := -1, -1, -1
	if fit.form.trend != absent {
		beta = s.add(from.trend.beta/from.trend.alpha, step, 0, 1) // β ≤ α
		rise = s.add(from.trend.rise, 0.02*size, -10, 10)
	}
	if fit.form.trend == dying {
		phi = s.add(0.95, -0.08, leastPhi, mostPhi)
	}
	set := func(p *point) {
		fit.trend.alpha, fit.gamma, fit.trend.level = p[0], p[1]*(1-p[0]), p[level]
		if beta >= 0 {
			fit.trend.beta, fit.trend.rise = p[0]*p[beta], p[rise]
		}
		if phi >= 0 {
			fit.trend.phi = p[phi]
		}
	}
	likelihood := f.additiveSeason
	if fit.form.season == scaling {
		likelihood = f.scalingSeason
	}
	best := s.least(calls*s.dims, func(p *point) float64 {
		set(p)
		return likelihood(fit)
	})
	set(&best)
	fit.score = likelihood(fit)
}

// start is where a search begins: little smoothing, and a line through the first
// cycles.
func (f fitter) start(fit *smoothing) smoothing {
	line := f.firstLine(fit)
	return smoothing{form: fit.form, trend: slope{level: line.a, rise: line.b, alpha: 0.3, beta: 0.03}, gamma: 0.07}
}

// goOn begins where the search of a simpler form ended. The line of a form
// without a trend is another one.
func (s *smoothing) goOn(before smoothing) {
	s.gamma = before.gamma
	if before.form.trend == absent {
		s.trend.alpha, s.trend.beta = before.trend.alpha, 0.1*before.trend.alpha
	} else {
		s.trend = before.trend
	}
}

// firstLine goes through the first values without their season; a is where it
// stands before the first.
func (f fitter) firstLine(fit *smoothing) line {
	const least = 10
	var t trend
	for i, v := range f.y[:min(len(f.y), max(least, 2*f.m))] {
		if fit.form.season == scaling {
			t.add(v / fit.season[i%f.m])
		} else {
			t.add(v - fit.season[i%f.m])
		}
	}
	if fit.form.trend == absent {
		return line{a: t.mean}
	}
	return line{a: t.a - t.b, b: t.b}
}

// additiveSeason is −2 log L, up to a constant, of additive errors and season.
func (f fitter) additiveSeason(fit *smoothing) float64 {
	alpha, beta, gamma, phi := fit.trend.alpha, fit.trend.beta, fit.gamma, fit.trend.phi
	l, b := fit.trend.level, fit.trend.rise
	season := f.state
	copy(season, fit.season)
	squares, at := 0.0, 0
	for _, v := range f.y {
		b *= phi
		q := l + b
		e := v - season[at] - q
		squares += e * e
		season[at] += gamma * e
		l, b = q+alpha*e, b+beta*e
		if at++; at == len(season) {
			at = 0
		}
	}
	return float64(len(f.y)) * math.Log(max(squares, tiny))
}

// scalingSeason is −2 log L, up to a constant, of multiplicative errors and
// season; +Inf where the model breaks down.
func (f fitter) scalingSeason(fit *smoothing) float64 {
	alpha, beta, gamma, phi := fit.trend.alpha, fit.trend.beta, fit.gamma, fit.trend.phi
	l, b := fit.trend.level, fit.trend.rise
	season := f.state
	copy(season, fit.season)
	squares, logs, product, at := 0.0, 0.0, 1.0, 0
	for _, v := range f.y {
		b *= phi
		q, s := l+b, season[at]
		if q < 1e-9 || s < 1e-9 {
			return math.Inf(1)
		}
		product *= q * s
		e := v/s - q // without the season
		relative := e / q
		squares += relative * relative
		season[at] = s + gamma*s*relative
		l, b = q+alpha*e, b+beta*e
		if at++; at == len(season) {
			at = 0
			if product < 1e-50 || product > 1e50 { // after another cycle it might underflow
				logs += math.Log(product)
				product = 1
			}
		}
	}
	return float64(len(f.y))*math.Log(max(squares, tiny)) + 2*(logs+math.Log(product))
}

// run goes through the values and on for h steps.
func (f fitter) run(fit smoothing, h int) []float64 {
	if fit.form.season == absent {
		return fit.trend.run(f.y, h)
	}
	l, b := fit.trend.level, fit.trend.rise
	season := f.state
	copy(season, fit.season)
	out := make([]float64, 0, h)
	for i := range len(f.y) + h {
		at := i % f.m
		b *= fit.trend.phi
		q := l + b
		mu, per := q+season[at], 1.0
		if fit.form.season == scaling {
			mu, per = q*season[at], season[at]
		}
		if i >= len(f.y) {
			out = append(out, mu)
			l = q
			continue
		}
		e := f.y[i] - mu
		if fit.form.season == scaling {
			season[at] += fit.gamma * e / q
		} else {
			season[at] += fit.gamma * e
		}
		l, b = q+fit.trend.alpha*e/per, b+fit.trend.beta*e/per
	}
	return out
}
