package forecast

// families are the calibrations of the methods that miss alike, in each of the
// two scales.
type families map[family]*calibration

type family struct {
	method  Method // Blend, Sporadic, or Short for all others
	byCycle bool   // the scale
}

// familyOf returns the method whose misses tell of those of m.
func familyOf(m Method) Method {
	if m == Blend || m == Sporadic {
		return m
	}
	return Short
}

func (p *pool) calibrate(sample []history) families {
	paths := map[family][][]float64{}
	for _, h := range sample {
		for _, t := range h.trials {
			for _, byCycle := range []bool{false, true} {
				if path := t.path(h.weights, byCycle); path != nil {
					k := family{familyOf(t.method), byCycle}
					paths[k] = append(paths[k], path)
				}
			}
		}
	}
	out := families{}
	for _, byCycle := range []bool{false, true} {
		var all [][]float64
		for _, m := range []Method{Blend, Short, Sporadic} {
			all = append(all, paths[family{m, byCycle}]...)
		}
		for _, m := range []Method{Blend, Short, Sporadic} {
			k := family{m, byCycle}
			if len(paths[k]) < supported {
				paths[k] = all // better the misses of other methods than none
			}
			out[k] = calibrated(paths[k], p.horizon, m == Sporadic)
		}
	}
	return out
}

// of returns the calibration for a series, and the scale of it: that by cycles
// where the past tells of it.
func (f families) of(h history) (*calibration, float64) {
	if h.fitted.method == Nothing {
		return nil, 0
	}
	s := h.shape.scales()
	method := familyOf(h.fitted.method)
	if c := f[family{method, true}]; s.cycle > 0 && c.supports() {
		return c, s.cycle
	}
	if s.next == 0 {
		return nil, 0 // what never moved says nothing of how far it may
	}
	return f[family{method, false}], s.next
}

// path is how far the trial missed by step, in its scale; nil where there is no
// scale.
func (t trial) path(w weights, byCycle bool) []float64 {
	scale := t.scales.next
	if byCycle {
		scale = t.scales.cycle
	}
	if scale <= 0 {
		return nil
	}
	blended := t.blend(w, len(t.actual))
	out := make([]float64, len(t.actual))
	for i, y := range t.actual {
		out[i] = (y - blended[i]) / scale
	}
	return out
}
