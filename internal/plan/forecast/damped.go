package forecast

import "math"

// Bounds of the damping of a trend.
const leastPhi, mostPhi = 0.8, 0.98

// slope is a level with a slope that may die out, with additive errors (Holt;
// Gardner & McKenzie 1985): first level and slope, smoothing of both (β is that
// of the slope on the error), damping φ.
type slope struct {
	level, rise      float64
	alpha, beta, phi float64
	errors           float64 // sum of squares
}

// fitLevel finds the best level without a slope, fitHolt that with a lasting
// one, fitDamped that with one that dies out. The errors are linear in the
// first level and slope, so these are solved exactly and only the smoothing is
// searched. The values are scaled, without season and complete.
func fitLevel(y []float64) slope {
	var s search
	s.add(0.3, 0.3, 1e-4, 0.9999)
	p := s.least(15, func(p *point) float64 { return solveSlope(y, p[0], 0, 0).errors })
	return solveSlope(y, p[0], 0, 0)
}

func fitHolt(y []float64) slope {
	var s search
	s.add(0.3, 0.3, 1e-4, 0.9999)
	s.add(0.2, 0.3, 0, 1) // β ≤ α
	p := s.least(30, func(p *point) float64 { return solveSlope(y, p[0], p[0]*p[1], 1).errors })
	return solveSlope(y, p[0], p[0]*p[1], 1)
}

func fitDamped(y []float64) slope {
	var s search
	s.add(0.3, 0.3, 1e-4, 0.9999)
	s.add(0.2, 0.3, 0, 1) // β ≤ α
	s.add(0.95, -0.08, leastPhi, mostPhi)
	p := s.least(60, func(p *point) float64 { return solveSlope(y, p[0], p[0]*p[1], p[2]).errors })
	return solveSlope(y, p[0], p[0]*p[1], p[2])
}

// solveSlope solves the first level and slope; φ = 0 stands for no slope. The
// states are kept as what they are with both 0, and what a first level, or a
// first slope, of 1 adds to them.
func solveSlope(y []float64, alpha, beta, phi float64) slope {
	var l0, b0, b1, l2 float64
	l1, b2 := 1.0, 1.0
	const pull = 1e-4 // towards a first level of y₀ and a first slope of 0
	ll, lb, bb := pull, 0.0, pull*float64(len(y))
	lr, br, rr := pull*y[0], 0.0, pull*y[0]*y[0]
	for _, v := range y {
		b0, b1, b2 = phi*b0, phi*b1, phi*b2
		q0, q1, q2 := l0+b0, l1+b1, l2+b2
		r := v - q0
		ll += q1 * q1
		lb += q1 * q2
		bb += q2 * q2
		lr += q1 * r
		br += q2 * r
		rr += r * r
		l0, l1, l2 = q0+alpha*r, q1-alpha*q1, q2-alpha*q2
		b0, b1, b2 = b0+beta*r, b1-beta*q1, b2-beta*q2
	}
	fit := slope{alpha: alpha, beta: beta, phi: phi}
	if det := ll*bb - lb*lb; det > 1e-14*ll*bb && phi > 0 {
		fit.level = (bb*lr - lb*br) / det
		fit.rise = (ll*br - lb*lr) / det
	} else {
		fit.level = lr / ll
	}
	fit.errors = math.Max(0, rr-2*fit.level*lr-2*fit.rise*br+
		fit.level*fit.level*ll+2*fit.level*fit.rise*lb+fit.rise*fit.rise*bb)
	return fit
}

// run goes through the values and on for h steps.
func (m slope) run(y []float64, h int) []float64 {
	l, b := m.level, m.rise
	for _, v := range y {
		b *= m.phi
		q := l + b
		e := v - q
		l, b = q+m.alpha*e, b+m.beta*e
	}
	out := make([]float64, h)
	for i := range out {
		b *= m.phi
		l += b
		out[i] = l
	}
	return out
}

// damped forecasts with a trend that dies out.
func damped(y []float64, h int) []float64 {
	if len(y) < 4 {
		return repeat(mean(y), h)
	}
	return fitDamped(y).run(y, h)
}
