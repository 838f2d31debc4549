package forecast

import "math"

// weights say how much each member counts; they need not sum to 1.
type weights [members]float64

// shares returns how much each member counts before any back-test: alike, but
// for the seasonal naive, which helps most where the history is short and only
// where the level does not wander from day to day (methods.md 1.3).
func shares(f Frequency, n int) weights {
	w := weights{1, 1, 1, 1, 1, 0}
	switch f {
	case Yearly, Quarterly, Monthly:
		w[memberNaive] = min(1, 2*float64(f.Season())/float64(n))
	}
	return w
}

// times multiplies two sets of weights.
func (w weights) times(by weights) weights {
	for i := range w {
		w[i] *= by[i]
	}
	return w
}

// learned returns by how much to change the weights of the members after the
// trials of a group: by the inverse square of their errors, and half of that,
// because few trials say little (methods.md 1.4.9).
func learned(histories []history) weights {
	const least, kept = 30, 0.5
	var sums weights
	n := 0
	for _, h := range histories {
		for _, t := range h.trials {
			errors, ok := t.errors()
			if !ok {
				continue
			}
			n++
			for i, e := range errors {
				sums[i] += e
			}
		}
	}
	out := weights{1, 1, 1, 1, 1, 1}
	if n < least {
		return out
	}
	whole, counted := 0.0, 0.0
	for i, sum := range sums {
		if i != memberNaive && sum > 0 {
			whole += 1 / (sum * sum)
			counted++
		}
	}
	for i, sum := range sums {
		if i != memberNaive && sum > 0 {
			out[i] = 1 - kept + kept*counted/(sum*sum)/whole
		}
	}
	return out
}

// errors are the mean absolute errors of the members in the scale of the trial;
// false when not all of them were used, so that they cannot be compared. The
// seasonal naive has its share for another reason and is not among them.
func (t trial) errors() (out weights, ok bool) {
	if t.scales.cycle <= 0 || t.method != Blend {
		return out, false
	}
	for i, values := range t.members {
		if i == memberNaive {
			continue
		}
		if values == nil {
			return out, false
		}
		n := 0.0
		for j, y := range t.actual {
			if !math.IsNaN(y) {
				out[i] += math.Abs(y-values[j]) / t.scales.cycle
				n++
			}
		}
		if n == 0 {
			return out, false
		}
		out[i] /= n
	}
	return out, true
}
