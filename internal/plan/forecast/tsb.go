package forecast

import "math"

// tsb follows how often something is sold and how much, one by one, so that
// what is not sold any more fades (Teunter, Syntetos & Babai 2011).
type tsb struct {
	chance, size float64
	alpha, beta  float64 // smoothing of the size and of the chance
}

// add learns a value; one that is missing teaches nothing.
func (t *tsb) add(v float64) {
	if math.IsNaN(v) {
		return
	}
	if v == 0 {
		t.chance -= t.beta * t.chance
		return
	}
	t.chance += t.beta * (1 - t.chance)
	t.size += t.alpha * (v - t.size)
}

func (t *tsb) forecast() float64 { return t.chance * t.size }

// tsbSmoothing did best of those tried on made-up demand (methods.md 1.4.6).
const tsbSmoothing = 0.1

// intermittent forecasts what is not sold in every period: by TSB, and where
// selling has become neither rarer nor more frequent by the mean of that and of
// the plain average, which is steadier.
func intermittent(values []float64) float64 {
	present := shape{values: values}.present()
	a := ActivityOf(present)
	if a.Interval == 0 {
		return 0
	}
	average := mean(present)
	t := tsb{chance: 1 / a.Interval, size: average * a.Interval, alpha: tsbSmoothing, beta: tsbSmoothing}
	for _, v := range present {
		t.add(v)
	}
	if changed(present) {
		return t.forecast()
	}
	return (t.forecast() + average) / 2
}

// changed reports whether the second half sold clearly more or less often than
// the first.
func changed(values []float64) bool {
	half := len(values) / 2
	if half < 3 {
		return false
	}
	first, second := soldShare(values[:half]), soldShare(values[len(values)-half:])
	both := (first + second) / 2
	deviation := math.Sqrt(2 * both * (1 - both) / float64(half))
	return deviation > 0 && math.Abs(second-first) > 2*deviation
}

func soldShare(values []float64) float64 {
	sold := 0.0
	for _, v := range values {
		if v != 0 {
			sold++
		}
	}
	return sold / float64(len(values))
}
