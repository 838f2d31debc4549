package forecast

// Demand is how regularly something is sold (Syntetos & Boylan).
type Demand int

// The classes of demand.
const (
	Smooth       Demand = iota
	Erratic             // always sold, in very different sizes
	Intermittent        // not sold in many periods
	Lumpy               // not sold in many periods, and in very different sizes
)

// String returns smooth, erratic, intermittent or lumpy.
func (d Demand) String() string {
	return [...]string{"smooth", "erratic", "intermittent", "lumpy"}[d]
}

// Activity are the two measures by which demand is classed.
type Activity struct {
	Interval float64 // periods ÷ those in which something was sold (ADI); 0 when nothing was
	Spread   float64 // (deviation ÷ mean)² of what was sold in those (CV²)
}

// often and even are the cut-offs.
const often, even = 1.32, 0.49

// ActivityOf measures the values that are not missing.
func ActivityOf(values []float64) Activity {
	n, sold, sum := 0.0, 0.0, 0.0
	for _, v := range values {
		if IsMissing(v) {
			continue
		}
		n++
		if v != 0 {
			sold++
			sum += v
		}
	}
	if sold == 0 {
		return Activity{}
	}
	a := Activity{Interval: n / sold}
	average := sum / sold
	if average == 0 {
		return a
	}
	for _, v := range values {
		if !IsMissing(v) && v != 0 {
			a.Spread += (v - average) * (v - average) / sold
		}
	}
	a.Spread /= average * average
	return a
}

// Demand returns the class.
func (a Activity) Demand() Demand {
	switch {
	case a.Interval < often && a.Spread < even:
		return Smooth
	case a.Interval < often:
		return Erratic
	case a.Spread < even:
		return Intermittent
	default:
		return Lumpy
	}
}
