package forecast

import "math"

// trial is a forecast from an earlier moment, beside what then came. All is in
// the scale of its shape.
type trial struct {
	fitted
	actual []float64 // NaN where it is not known
	naive  []float64
	scales scales // as far as they were known then
}

// origins returns how many periods before the end the trials of n values begin,
// for a forecast of h steps: those from which all h steps are known where the
// history allows it, spread over a cycle or so.
func (f Frequency) origins(n, h, count int) []int {
	const leastShare, leastAhead = 2.0 / 3, 3 // of a short history that has to be there
	training := min(f.training(), int(math.Ceil(leastShare*float64(n))))
	if enough := f.lengths().blend; n-enough >= leastAhead {
		training = max(training, enough) // trials by the method that is then used
	}
	furthest := n - training
	if furthest < 1 {
		return nil
	}
	step := max(1, f.Season()/4)
	if f == Daily {
		step = 4*f.Season() + 1 // another weekday each time
	}
	last := min(furthest, h+(count-1)*step)
	first := min(h, max(1, last-count+1))
	var out []int
	for i := range count {
		at := last
		if count > 1 {
			at = first + int(math.Round(float64((last-first)*i)/float64(count-1)))
		}
		if len(out) == 0 || out[len(out)-1] != at {
			out = append(out, at)
		}
	}
	return out
}

// training is the least history of a trial where there is plenty.
func (f Frequency) training() int {
	switch f {
	case Yearly:
		return 8
	case Quarterly:
		return 12
	case Monthly:
		return 24
	case Weekly:
		return 78
	default:
		return 56
	}
}

// trials forecasts again from earlier moments, with nothing but what was known
// then.
func (x shape) trials(h, count int, lent func(before int) borrowed) []trial {
	n := len(x.values)
	var out []trial
	for _, before := range x.freq.origins(n, h, count) {
		past := x.before(before)
		ahead := min(h, before)
		lost := n - before - len(past.values) // values that were missing just then
		if len(past.values) < 2 || past.route() == Nothing {
			continue
		}
		t := trial{fitted: past.fit(lost+ahead, lent(before)), scales: past.scales()}
		t.naive = past.naive(lost + ahead)[lost:]
		for i, values := range t.members {
			if values != nil {
				t.members[i] = values[lost:]
			}
		}
		t.actual = x.values[n-before : n-before+ahead]
		out = append(out, t)
	}
	return out
}

// scales are what the errors of a series are measured in, so that those of many
// can be put together: how far it is from one value to that a cycle later, and
// to the next. The first is not known of a history of less than two cycles: 0.
type scales struct{ cycle, next float64 }

func (x shape) scales() scales {
	const unknown = 0.5 // of its size, for a single value
	var s scales
	if average, n := naiveError(x.values, x.m); n >= x.m {
		s.cycle = average
	}
	if average, n := naiveError(x.values, 1); n > 0 {
		s.next = average
	} else {
		s.next = unknown * math.Abs(mean(x.present()))
	}
	return s
}

// score is how far a forecast and the seasonal naive were off, over the same
// values.
type score struct {
	own, naive float64 // sums of absolute errors
	n          int
	trials     int
}

func (s *score) add(forecast []float64, t trial) {
	s.trials++
	for i, y := range t.actual {
		if !math.IsNaN(y) {
			s.own += math.Abs(y - forecast[i])
			s.naive += math.Abs(y - t.naive[i])
			s.n++
		}
	}
}

// Skill says whether a method was better than the seasonal naive in tests on
// the series' own past.
type Skill struct {
	Value   float64 // 1 − MAE ÷ MAE of the seasonal naive; above 0 is better
	Origins int     // from how many earlier moments it was tested; 0: not known
}

// Known reports whether so many trials say something.
func (s Skill) Known() bool {
	const least = 3
	return s.Origins >= least
}

// Beaten reports whether the seasonal naive was as good. It is then shown beside
// the forecast, not in its place: what a few trials prefer for one series is
// mostly luck, and choosing by it makes forecasts worse (docs/adr/0029).
func (s Skill) Beaten() bool { return s.Known() && s.Value <= 0 }

func (s score) skill() Skill {
	if s.n == 0 || s.naive == 0 {
		return Skill{}
	}
	return Skill{Value: 1 - s.own/s.naive, Origins: s.trials}
}
