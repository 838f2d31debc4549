package forecast

// dotm fits the dynamic optimised theta method (Fiorucci et al. 2016) and runs
// it on for h steps. The values are scaled, seasonally adjusted and complete.
//
// For a given smoothing α the errors are linear in the first level ℓ₀ and in
// the weight c = 1 − 1/θ of the trend line, so these two are solved exactly and
// only α is searched.
func dotm(y []float64, h int) []float64 {
	n := len(y)
	if n < 4 {
		return repeat(mean(y), h)
	}
	lines := trendLines(y)
	const least, most, cells = 0.1, 0.99, 12
	best := theta{errors: -1}
	at := 0
	for i := range cells + 1 {
		if fit := fitTheta(y, lines, least+(most-least)*float64(i)/cells); best.errors < 0 || fit.errors < best.errors {
			best, at = fit, i
		}
	}
	step := (most - least) / cells
	low, high := least+step*float64(max(at-1, 0)), least+step*float64(min(at+1, cells))
	best = golden(low, high, best, func(alpha float64) theta { return fitTheta(y, lines, alpha) })
	return best.run(y, h)
}

// theta is a fitted model: level ℓ₀, smoothing α, and c, the share of the trend.
type theta struct {
	level, alpha, share float64
	errors              float64 // sum of squares; negative for none
}

// line is the straight line through the values so far: intercept A and slope B.
type line struct{ a, b float64 }

// trend follows the line through the values as they come.
type trend struct {
	line
	mean float64
	n    int
}

func (t *trend) add(y float64) {
	if t.n == 0 {
		t.mean, t.a, t.b, t.n = y, y, 0, 1
		return
	}
	i := float64(t.n)
	t.b = ((i-1)*t.b + 6*(y-t.mean)/(i+1)) / (i + 2)
	t.mean = (i*t.mean + y) / (i + 1)
	t.a = t.mean - t.b*(i+2)/2
	t.n++
}

// trendLines returns for each value the line through those before it.
func trendLines(y []float64) []line {
	lines := make([]line, len(y))
	var t trend
	for i, v := range y {
		lines[i] = t.line
		t.add(v)
	}
	return lines
}

// skipped is how many first errors are not counted: the lines through so few
// values say nothing.
const skipped = 3

func fitTheta(y []float64, lines []line, alpha float64) theta {
	// Least squares of y − a = ℓ₀·p + c·g, where a is the level without ℓ₀.
	var pp, pg, gg, pr, gr, rr float64
	keep, p := 1-alpha, 1.0
	a := 0.0
	for i, v := range y {
		if i >= skipped {
			g := lines[i].a*p + lines[i].b*(1-p*keep)/alpha
			r := v - a
			pp += p * p
			pg += p * g
			gg += g * g
			pr += p * r
			gr += g * r
			rr += r * r
		}
		a = alpha*v + keep*a
		p *= keep
	}
	// ℓ₀ and the line overlap by design: a light pull to y₀ ÷ 2 keeps them apart.
	const pull = 1e-6
	pp += pull
	pr += pull * y[0] / 2
	rr += pull * y[0] * y[0] / 4
	const most = 1 - 1e-6 // θ ≥ 1 has no upper end
	fit := theta{alpha: alpha}
	if det := pp*gg - pg*pg; det > 1e-12*pp*gg {
		fit.share = min(most, max(0, (pp*gr-pg*pr)/det))
	}
	fit.level = (pr - fit.share*pg) / pp
	fit.errors = max(0, rr-2*fit.level*pr-2*fit.share*gr+
		fit.level*fit.level*pp+2*fit.level*fit.share*pg+fit.share*fit.share*gg)
	return fit
}

// next returns what the model expects after i values.
func (m theta) next(level, p float64, l line) float64 {
	return level + m.share*(l.a*p+l.b*(1-p*(1-m.alpha))/m.alpha)
}

// run goes through the values, and then on with what it expects itself.
func (m theta) run(y []float64, h int) []float64 {
	level, p := m.level, 1.0
	var t trend
	out := make([]float64, 0, h)
	for i := range len(y) + h {
		var v float64
		if i < len(y) {
			v = y[i]
		} else {
			v = m.next(level, p, t.line)
			out = append(out, v)
		}
		level = m.alpha*v + (1-m.alpha)*level
		p *= 1 - m.alpha
		t.add(v)
	}
	return out
}

// golden narrows the bracket to the α of the least errors.
func golden(low, high float64, best theta, at func(float64) theta) theta {
	const ratio, rounds = 0.6180339887498949, 12
	left, right := at(high-ratio*(high-low)), at(low+ratio*(high-low))
	for range rounds {
		if left.errors <= right.errors {
			high, right = right.alpha, left
			left = at(high - ratio*(high-low))
		} else {
			low, left = left.alpha, right
			right = at(low + ratio*(high-low))
		}
	}
	for _, fit := range []theta{left, right} {
		if fit.errors < best.errors {
			best = fit
		}
	}
	return best
}
