package calibrate

import "math"

// Recalibration corrects chances that were too bold or too careful: p′ = σ(A +
// B·logit p). The zero value is no correction.
type Recalibration struct {
	A, B float64
}

// LeastOutcomes is how many outcomes a correction needs.
const LeastOutcomes = 200

// Recalibrate fits the correction to outcomes. ok is false below 200 of them, or
// when all came out the same way. It never turns chances round: B is 0.1 at
// least.
func Recalibrate(list []Outcome) (r Recalibration, ok bool) {
	hits := 0
	for _, o := range list {
		if o.Hit {
			hits++
		}
	}
	if len(list) < LeastOutcomes || hits == 0 || hits == len(list) {
		return Recalibration{}, false
	}
	// Newton's method, with a prior of no correction that is worth little.
	const rounds, prior = 50, 0.5
	r = Recalibration{A: 0, B: 1}
	for range rounds {
		ga, gb := -prior*r.A, -prior*(r.B-1)
		aa, ab, bb := prior, 0.0, prior
		for _, o := range list {
			x := logit(o.Chance)
			p := 1 / (1 + math.Exp(-(r.A + r.B*x)))
			w := p * (1 - p)
			ga, gb = ga+o.happened()-p, gb+x*(o.happened()-p)
			aa, ab, bb = aa+w, ab+w*x, bb+w*x*x
		}
		det := aa*bb - ab*ab
		if det <= 0 {
			break
		}
		da, db := (ga*bb-gb*ab)/det, (aa*gb-ab*ga)/det
		// A step that is too long is shortened, so that it cannot run away.
		if long := max(math.Abs(da), math.Abs(db)); long > 1 {
			da, db = da/long, db/long
		}
		r.A, r.B = r.A+da, r.B+db
		if math.Abs(da)+math.Abs(db) < 1e-12 {
			break
		}
	}
	r.B = max(0.1, r.B)
	return r, true
}

// Chance returns the corrected chance. What is certain stays certain.
func (r Recalibration) Chance(p float64) float64 {
	if r == (Recalibration{}) || p <= 0 || p >= 1 {
		return p
	}
	return 1 / (1 + math.Exp(-(r.A + r.B*logit(p))))
}

func logit(p float64) float64 {
	const least = 0.001
	p = min(1-least, max(least, p))
	return math.Log(p / (1 - p))
}
