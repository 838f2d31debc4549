package finish

import "math"

// luck is what the deals of a team share: a good quarter lifts the chances of
// all. It is looked at in seven places (Gauss–Hermite), each with the factor on
// all hazards and its share; without luck there is one.
type luck struct {
	factors, shares []float64
}

// share luck: all hazards × exp(σZ − σ²/2), Z normal (methods.md 2.4).
func newLuck(sigma float64) luck {
	if !(sigma > 0) {
		return luck{[]float64{1}, []float64{1}}
	}
	const most = 2
	sigma = min(sigma, most)
	places := []float64{-2.6519613568352334, -1.6735516287674714, -0.8162878828589647, 0, 0.8162878828589647, 1.6735516287674714, 2.6519613568352334}
	shares := []float64{0.0009717812450995192, 0.05451558281912703, 0.4256072526101278, 0.8102646175568073, 0.4256072526101278, 0.05451558281912703, 0.0009717812450995192}
	l := luck{make([]float64, len(places)), make([]float64, len(places))}
	mean := 0.0
	for i, place := range places {
		l.shares[i] = shares[i] / math.Sqrt(math.Pi)
		l.factors[i] = math.Exp(sigma*math.Sqrt2*place - sigma*sigma/2)
		mean += l.shares[i] * l.factors[i]
	}
	for i := range l.factors {
		l.factors[i] /= mean // seven places leave a little out
	}
	return l
}

// chances returns the chance p under each luck. Their mean is p: luck makes
// deals come together, and none of them likelier.
func (l luck) chances(p float64, into []float64) []float64 {
	into = into[:0]
	if len(l.factors) == 1 || p <= 0 || p >= 1 {
		for range l.factors {
			into = append(into, min(1, max(0, p)))
		}
		return into
	}
	// Hazards that make p within the days are multiplied; as that bends, the
	// common level is found by Newton's method, which comes from below.
	hazard, level := -math.Log1p(-p), 1.0
	const rounds = 12
	for range rounds {
		sum, slope := 0.0, 0.0
		for i, f := range l.factors {
			stay := math.Exp(-hazard * f * level)
			sum += l.shares[i] * (1 - stay)
			slope += l.shares[i] * hazard * f * stay
		}
		if p-sum < 1e-13 || slope < 1e-300 {
			break
		}
		level += (p - sum) / slope
	}
	for _, f := range l.factors {
		into = append(into, -math.Expm1(-hazard*f*level))
	}
	return into
}

// sway is how much the chance moves with a small move of luck.
func sway(p float64) float64 {
	if p <= 0 || p >= 1 {
		return 0
	}
	return -(1 - p) * math.Log1p(-p)
}

// Past is a finish that was projected with what then came of it.
type Past struct {
	Mean, Deviation float64 // projected without luck
	Sway            float64 // Projection.Sway
	Actual          float64
}

// Sigma returns the spread of the luck that explains why finishes missed by
// more than single deals do: σ² = Σ((actual − mean)² − variance) ÷ Σ sway². It
// is drawn to what is usual (0.15), as if that had been seen eight times.
func Sigma(past []Past) float64 {
	const usual, times, most = 0.15, 8.0, 1.0
	over, weight := 0.0, 0.0
	for _, p := range past {
		if p.Sway <= 0 || math.IsNaN(p.Actual) || math.IsInf(p.Actual, 0) {
			continue
		}
		// Each counts in units of its own, so that a large team is one finish too.
		over += ((p.Actual-p.Mean)*(p.Actual-p.Mean) - p.Deviation*p.Deviation) / (p.Sway * p.Sway) * trust(p)
		weight += trust(p)
	}
	variance := (over + times*usual*usual) / (weight + times)
	return math.Sqrt(min(most, max(0, variance)))
}

// trust is how much a finish says of luck: little where single deals decide it.
func trust(p Past) float64 {
	const usual = 0.15
	luck, deals := usual*usual*p.Sway*p.Sway, p.Deviation*p.Deviation
	if luck+deals <= 0 {
		return 0
	}
	part := luck / (luck + deals)
	return part * part
}
