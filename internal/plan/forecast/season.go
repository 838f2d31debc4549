package forecast

import "math"

// Profile says how the seasons of a cycle differ: the months of a year, the days
// of a week.
type Profile struct {
	Index          []float64 // by season: 1 is an average one, or 0 where they are differences
	Multiplicative bool
	Believed       float64 // how much of the measured difference was kept, 0 to 1
	Measured       bool    // some season was seen twice, so that Believed comes from the values
}

// leastIndex keeps an adjusted value from exploding.
const leastIndex = 0.05

// halfBelieved is kept where two cycles hold nothing to choose it from.
const halfBelieved = 0.5

// Seasonal measures how the m seasons differ in values of which the first is of
// season first, and shrinks the difference by how uncertain it is (James–Stein,
// after Miller & Williams 2003). The indices are factors where the values are
// above 0 but for a few, otherwise differences. With less than two full cycles
// there is none.
func Seasonal(values []float64, first, m int) Profile {
	return seasonal(values, first, m, factors(values))
}

// Factors is Seasonal where the indices must be factors, whatever the values.
func Factors(values []float64, first, m int) Profile { return seasonal(values, first, m, true) }

func seasonal(values []float64, first, m int, multiplicative bool) Profile {
	seasons := make([]int, len(values))
	for i := range seasons {
		seasons[i] = mod(first+i, max(m, 1))
	}
	p, ratios := measured(values, seasons, m, multiplicative)
	if p.Index == nil {
		return flat(m, multiplicative)
	}
	return p.shrunk(ratios, flat(m, multiplicative).Index, halfBelieved)
}

// factors reports whether seasons are better told as factors: nothing below 0,
// and hardly anything 0.
func factors(values []float64) bool {
	const few = 0.1
	zeros, n := 0.0, 0.0
	for _, v := range values {
		if v < 0 {
			return false
		}
		if v == 0 {
			zeros++
		}
		if !math.IsNaN(v) {
			n++
		}
	}
	return zeros <= few*n && n > zeros
}

func flat(m int, multiplicative bool) Profile {
	p := Profile{Multiplicative: multiplicative}
	p.Index = repeat(p.neutral(), max(m, 1))
	return p
}

func (p Profile) neutral() float64 {
	if p.Multiplicative {
		return 1
	}
	return 0
}

// ratio is a value against the trend around it.
type ratio struct {
	season int
	value  float64
}

// measured returns the raw indices and the ratios that they are means of; no
// indices where some season was never seen.
func measured(values []float64, seasons []int, m int, multiplicative bool) (Profile, []ratio) {
	if m < 2 || len(values) < 2*m {
		return Profile{}, nil
	}
	p := Profile{Index: make([]float64, m), Multiplicative: multiplicative}
	var ratios []ratio
	counts := make([]int, m)
	for t, trend := range movingAverage(filled(values), m) {
		if math.IsNaN(trend) || math.IsNaN(values[t]) || multiplicative && trend <= 0 {
			continue
		}
		r := ratio{season: seasons[t], value: values[t] - trend}
		if multiplicative {
			r.value = values[t] / trend
		}
		ratios = append(ratios, r)
		p.Index[r.season] += r.value
		counts[r.season]++
	}
	for i, n := range counts {
		if n > 0 {
			p.Index[i] /= float64(n)
		} else {
			p.Index[i] = p.neutral() // never open, or always missing
		}
	}
	return p.normal(), ratios
}

// normal makes the indices average the neutral one; none where they cannot.
func (p Profile) normal() Profile {
	average := mean(p.Index)
	if p.Multiplicative && average <= 0 {
		return Profile{}
	}
	for i := range p.Index {
		if p.Multiplicative {
			p.Index[i] /= average
		} else {
			p.Index[i] -= average
		}
	}
	return p
}

// movingAverage returns the centred average of m values, both ends half where m
// is even; NaN where it does not fit.
func movingAverage(y []float64, m int) []float64 {
	out := repeat(math.NaN(), len(y))
	half := m / 2
	sum := 0.0
	for t, v := range y {
		sum += v
		from := t - 2*half // of the window that ends here
		if from < 0 {
			continue
		}
		whole := sum
		if m%2 == 0 {
			whole -= (y[from] + v) / 2
		}
		out[t-half] = whole / float64(m)
		sum -= y[from]
	}
	return out
}

// shrunk draws the indices to those that were expected; unknown is what is kept
// where the values do not tell.
func (p Profile) shrunk(ratios []ratio, expected []float64, unknown float64) Profile {
	m := len(p.Index)
	means, counts := make([]float64, m), make([]float64, m)
	for _, r := range ratios {
		means[r.season] += r.value
		counts[r.season]++
	}
	seen := 0.0
	for i := range means {
		if counts[i] > 0 {
			means[i] /= counts[i]
			seen++
		}
	}
	within, between := 0.0, 0.0
	for _, r := range ratios {
		within += (r.value - means[r.season]) * (r.value - means[r.season])
	}
	for i, v := range p.Index {
		between += (v - expected[i]) * (v - expected[i])
	}
	between /= float64(m - 1)
	count := float64(len(ratios))
	freedom := count - seen
	p.Measured = freedom > 0
	if m >= manySeasons {
		// So many seasons are hardly seen twice. Neighbouring weeks are alike, so
		// that what they differ by is noise too.
		noise, worth := neighbours(ratios), float64(m)/4
		within, freedom = within+noise*worth, freedom+worth
	}
	p.Believed = unknown
	if freedom > 0 {
		p.Believed = jamesStein(between, within/freedom/(count/seen), m)
	}
	if between == 0 {
		p.Believed = 0
	}
	for i, v := range p.Index {
		p.Index[i] = expected[i] + p.Believed*(v-expected[i])
		if p.Multiplicative {
			p.Index[i] = max(leastIndex, p.Index[i])
		}
	}
	return p
}

// manySeasons are more than can be told apart one by one.
const manySeasons = 26

// neighbours is the variance of ratios of one season, guessed from how they
// differ from those before them.
func neighbours(ratios []ratio) float64 {
	sum := 0.0
	for i := 1; i < len(ratios); i++ {
		d := ratios[i].value - ratios[i-1].value
		sum += d * d / 2
	}
	return sum / float64(max(1, len(ratios)-1))
}

// jamesStein returns how much to keep of m indices whose spread is a and whose
// uncertainty is v.
func jamesStein(a, v float64, m int) float64 {
	if a <= 0 {
		return 0
	}
	return min(1, max(0, 1-float64(m-3)/float64(m-1)*v/a))
}

// out takes the season out of a value.
func (p Profile) out(v float64, season int) float64 {
	if p.Multiplicative {
		return v / p.Index[season]
	}
	return v - p.Index[season]
}

// in puts the season into a value.
func (p Profile) in(v float64, season int) float64 {
	if p.Multiplicative {
		return v * p.Index[season]
	}
	return v + p.Index[season]
}

// each applies out or in to values with their seasons.
func each(apply func(float64, int) float64, values []float64, seasons []int) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = apply(v, seasons[i])
	}
	return out
}
