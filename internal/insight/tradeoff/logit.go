package tradeoff

import "math"

// Case is one thing that happened or did not, and how much there was of what may
// go with it.
type Case struct {
	X       float64
	Control float64 // something else that X may only stand for, such as the size; 0 when there is none
	Hit     bool
}

// Odds is by what factor the odds of a hit change when X grows by one.
type Odds struct {
	Ratio, Low, High float64 // 90 %
	Cases, Hits      int
	Clear            bool    // the interval does not hold 1
	P                float64 // two-sided: the chance of such a ratio where there is none
}

// The least that odds are measured from (methods.md 7.1).
const (
	LeastCases = 200
	LeastHits  = 20
)

// Logit measures by logistic regression how the chance of a hit goes with X,
// beside the control. ok is false with too few cases, or too few of those that
// happened or did not, and where X does not move.
func Logit(cases []Case) (o Odds, ok bool) {
	o.Cases = len(cases)
	for _, c := range cases {
		if c.Hit {
			o.Hits++
		}
	}
	if o.Cases < LeastCases || o.Hits < LeastHits || o.Cases-o.Hits < LeastHits {
		return o, false
	}
	columns := standardised(cases)
	if columns[1].scale == 0 {
		return o, false
	}
	beta, information := newton(cases, columns)
	variance, ok := firstInverse(information)
	if !ok {
		return o, false
	}
	slope, deviation := beta[1]/columns[1].scale, math.Sqrt(variance)/columns[1].scale
	const z90 = 1.6448536269514722
	o.Ratio, o.Low, o.High = math.Exp(slope), math.Exp(slope-z90*deviation), math.Exp(slope+z90*deviation)
	o.Clear = o.Low > 1 || o.High < 1
	o.P = math.Erfc(math.Abs(slope) / deviation / math.Sqrt2)
	return o, finite(o.Ratio) && finite(o.High) && finite(o.P)
}

// column says how a value is brought to mean 0 and deviation 1.
type column struct{ mean, scale float64 }

func (c column) of(v float64) float64 {
	if c.scale == 0 {
		return 0
	}
	return (v - c.mean) / c.scale
}

func standardised(cases []Case) [3]column {
	var out [3]column
	for k, value := range []func(Case) float64{1: func(c Case) float64 { return c.X }, 2: func(c Case) float64 { return c.Control }} {
		if value == nil {
			continue
		}
		sum, squares := 0.0, 0.0
		for _, c := range cases {
			sum += value(c)
		}
		mean := sum / float64(len(cases))
		for _, c := range cases {
			squares += (value(c) - mean) * (value(c) - mean)
		}
		deviation := math.Sqrt(squares / float64(len(cases)))
		if deviation < 1e-12*(1+math.Abs(mean)) {
			deviation = 0
		}
		out[k] = column{mean, deviation}
	}
	return out
}

// ridge keeps the solution finite where X divides hits from the others wholly:
// so little that it changes no result that can be measured.
const ridge = 1e-4

// newton finds the coefficients, and the information about them.
func newton(cases []Case, columns [3]column) (beta [3]float64, information [3][3]float64) {
	for range 50 {
		information = [3][3]float64{1: {1: ridge}, 2: {2: ridge}}
		gradient := [3]float64{0, -ridge * beta[1], -ridge * beta[2]}
		for _, c := range cases {
			row := [3]float64{1, columns[1].of(c.X), columns[2].of(c.Control)}
			p := 1 / (1 + math.Exp(-(beta[0] + beta[1]*row[1] + beta[2]*row[2])))
			miss := -p
			if c.Hit {
				miss++
			}
			for i := range row {
				gradient[i] += miss * row[i]
				for j := range row {
					information[i][j] += p * (1 - p) * row[i] * row[j]
				}
			}
		}
		step, ok := solve(information, gradient)
		if !ok {
			return beta, information
		}
		size := 0.0
		for i := range beta {
			beta[i] += max(-5, min(5, step[i]))
			size = max(size, math.Abs(step[i]))
		}
		if size < 1e-10 {
			break
		}
	}
	return beta, information
}

// solve solves three equations; ok is false where they do not tell.
func solve(m [3][3]float64, b [3]float64) (x [3]float64, ok bool) {
	for i := range m {
		pivot := i
		for j := i + 1; j < len(m); j++ {
			if math.Abs(m[j][i]) > math.Abs(m[pivot][i]) {
				pivot = j
			}
		}
		m[i], m[pivot], b[i], b[pivot] = m[pivot], m[i], b[pivot], b[i]
		if math.Abs(m[i][i]) < 1e-14 {
			return x, false
		}
		for j := i + 1; j < len(m); j++ {
			factor := m[j][i] / m[i][i]
			for k := i; k < len(m); k++ {
				m[j][k] -= factor * m[i][k]
			}
			b[j] -= factor * b[i]
		}
	}
	for i := len(m) - 1; i >= 0; i-- {
		x[i] = b[i]
		for k := i + 1; k < len(m); k++ {
			x[i] -= m[i][k] * x[k]
		}
		x[i] /= m[i][i]
	}
	return x, true
}

// firstInverse returns the variance of the coefficient of X.
func firstInverse(information [3][3]float64) (float64, bool) {
	column, ok := solve(information, [3]float64{0, 1, 0})
	return column[1], ok && column[1] > 0
}
