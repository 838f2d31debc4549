package forecast //nolint:testpackage // the worked checks are of steps that are not exported

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func near(t *testing.T, name string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %v, want %v", name, got, want)
	}
}

// methods.md 1.4.3: A = 0.04, V = 0.01, m = 12.
func TestJamesStein(t *testing.T) {
	t.Parallel()
	w := jamesStein(0.04, 0.01, 12)
	near(t, "the weight", w, 0.795, 0.0005)
	near(t, "an index of 1.30", 1+w*0.30, 1.239, 0.0005)
	near(t, "the weight of no difference", jamesStein(0, 0, 12), 0, 0)
	near(t, "the weight of noise", jamesStein(0.01, 0.04, 12), 0, 0)
}

// methods.md 1.4.4, by hand: y = (10, 12), α = 0.5, ℓ₀ = 10, θ = 2.
func TestTheta(t *testing.T) {
	t.Parallel()
	m := theta{level: 10, alpha: 0.5, share: 0.5}
	var l trend
	l.add(10)
	near(t, "the second value expected", m.next(0.5*10+0.5*10, 0.5, l.line), 12.5, 0)
}

// The search of α with the other two solved must not be worse than one of all
// three.
func TestThetaIsSolved(t *testing.T) {
	t.Parallel()
	y := []float64{3, 5, 4, 6, 7, 6, 8, 9, 9, 11, 10, 12}
	lines := trendLines(y)
	best := fitTheta(y, lines, 0.4)
	for _, level := range []float64{-1, 0, 1} {
		for _, share := range []float64{-0.1, 0, 0.1} {
			m := theta{level: best.level + level/10, alpha: 0.4, share: best.share + share}
			if got := m.squares(y); m.share >= 0 && m.share < 1 && got < best.errors-1e-4 {
				t.Errorf("ℓ₀ %v and c %v have %v, the solved ones %v", m.level, m.share, got, best.errors)
			}
		}
	}
	near(t, "the squares as solved", best.errors, best.squares(y), 1e-4)
}

// squares sums the squares of the errors one by one.
func (m theta) squares(y []float64) float64 {
	level, p, sum := m.level, 1.0, 0.0
	var t trend
	for i, v := range y {
		if i >= skipped {
			e := v - m.next(level, p, t.line)
			sum += e * e
		}
		level = m.alpha*v + (1-m.alpha)*level
		p *= 1 - m.alpha
		t.add(v)
	}
	return sum
}

// The line through the values so far is that of least squares.
func TestTrendLine(t *testing.T) {
	t.Parallel()
	var l trend
	for i := range 20 {
		l.add(3 + 2*float64(i+1))
	}
	near(t, "the slope", l.b, 2, 1e-12)
	near(t, "the intercept", l.a, 3, 1e-12)
}

// methods.md 1.4.6
func TestTSB(t *testing.T) {
	t.Parallel()
	m := tsb{chance: 1.0 / 3, size: 4, alpha: 0.2, beta: 0.1}
	for _, v := range []float64{0, 5, 0, 0, 3, 0} {
		m.add(v)
	}
	near(t, "the chance", m.chance, 0.33276, 0.000005)
	near(t, "the size", m.size, 3.96, 1e-12)
	near(t, "the forecast", m.forecast(), 1.3177, 0.00005)
}

// The first level and slope are solved: a line is followed exactly.
func TestSlopeFollowsALine(t *testing.T) {
	t.Parallel()
	y := make([]float64, 24)
	for i := range y {
		y[i] = 0.2 + 0.01*float64(i)
	}
	for i, v := range fitHolt(y).run(y, 3) {
		near(t, "the step", v, 0.44+0.01*float64(i), 1e-4)
	}
}

// k misses support the level k ÷ (k + 1) and none above it: 4 for 80 %, 9 for
// 90 %, 19 for 95 %.
func TestSupportedLevels(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		misses int
		level  float64
		want   bool
	}{{4, 0.8, true}, {3, 0.8, false}, {9, 0.9, true}, {8, 0.9, false}, {19, 0.95, true}, {18, 0.95, false}} {
		var paths [][]float64
		for i := range test.misses {
			paths = append(paths, []float64{float64(i) - float64(test.misses-1)/2})
		}
		s := spread(100, calibrated(paths, 1, false).step(0), 1, false)
		_, low := s.Quantile((1 - test.level) / 2)
		_, high := s.Quantile((1 + test.level) / 2)
		if low != test.want || high != test.want {
			t.Errorf("%d misses: %v is supported below %v and above %v, want %v", test.misses, test.level, low, high, test.want)
		}
	}
}

// Where all missed on one side, a forecast may miss as far on the other, and no
// level is supported that k misses do not support.
func TestOneSidedMissesAreMirrored(t *testing.T) {
	t.Parallel()
	for _, n := range []int{4, 9, 19, 20, 500} {
		var paths [][]float64
		for i := range n {
			paths = append(paths, []float64{float64(i + 1)})
		}
		got := calibrated(paths, 1, false).step(0)
		if len(got) != min(n, seats) || !slices.IsSorted(got) {
			t.Fatalf("%d misses became %v", n, got)
		}
		for i, v := range got {
			near(t, "the other side", got[len(got)-1-i], -v, 0)
		}
		s := spread(0, got, 1, false)
		// At least four fifths of them, and no more than a seat beyond that.
		least := 0.8 * float64(n+1)
		if high, ok := s.Quantile(0.9); !ok || high < least-1e-9 || high > least+float64(n+1)/float64(len(got)+1)+1 {
			t.Errorf("80 %% of misses of 1 … %d reach to %v (%v), want about %v", n, high, ok, least)
		}
		if low := calibrated(paths, 1, true).step(0)[0]; low != 1 && n <= seats {
			t.Errorf("misses that are skewed by nature begin at %v", low)
		}
	}
}

// A sum is calibrated on sums: misses that cancel each other out make it
// certain, however far each step may miss.
func TestSumsAreCalibratedOnSums(t *testing.T) {
	t.Parallel()
	var paths [][]float64
	for i := range 40 {
		e := float64(i - 20)
		paths = append(paths, []float64{e, -e})
	}
	c := calibrated(paths, 2, false)
	for _, miss := range c.sum(0, 2) {
		near(t, "a miss of the sum", miss, 0, 0)
	}
	if low := c.step(0)[0]; low != -20 {
		t.Errorf("the first step misses by %v at least, want -20", low)
	}
}

// A sum further ahead, or longer, than trials reach is told by one that is not,
// widened; and one of which nothing at all is known is not told.
func TestSumsBeyondTheTrials(t *testing.T) {
	t.Parallel()
	var paths [][]float64
	for i := range 19 {
		paths = append(paths, []float64{float64(i - 9), float64(i - 9)})
	}
	c := calibrated(paths, 8, false)
	widest := func(from, to int) float64 {
		misses := c.sum(from, to)
		return misses[len(misses)-1]
	}
	near(t, "two steps", widest(0, 2), 18, 0)
	near(t, "two steps, six ahead", widest(6, 8), 18*math.Sqrt(8.0/2), 1e-12)
	near(t, "eight steps", widest(0, 8), 18*math.Pow(4, 1.5), 1e-12)
	if misses := calibrated(paths[:3], 8, false).sum(0, 2); misses != nil {
		t.Errorf("three misses became %v", misses)
	}
}

// The seasons of a level that wanders only by noise are not believed.
func TestSeasonalShrinks(t *testing.T) {
	t.Parallel()
	strong := make([]float64, 48)
	for i := range strong {
		strong[i] = 100 * (1 + 0.3*math.Sin(2*math.Pi*float64(i)/12))
	}
	p := Seasonal(strong, 0, 12)
	if p.Believed < 0.99 || !p.Measured || !p.Multiplicative {
		t.Errorf("a clean season is believed by %v (measured %v, factors %v)", p.Believed, p.Measured, p.Multiplicative)
	}
	near(t, "the index of April", p.Index[3], 1.3, 0.01)
	if p := Seasonal(strong[:24], 0, 12); p.Believed != halfBelieved || p.Measured {
		t.Errorf("with two years %v is believed", p.Believed)
	}
	if p := Seasonal(strong[:23], 0, 12); p.Index[3] != 1 {
		t.Errorf("with less than two years April is %v", p.Index[3])
	}
	// The first value's season only turns the indices.
	turned := Seasonal(strong, 5, 12)
	near(t, "the index of September", turned.Index[8], p.Index[3], 1e-12)
}

func TestCleaning(t *testing.T) {
	t.Parallel()
	y := []float64{10, 11, 10, 9, 10, 60, 10, 11, 9, 10, 11, 10, 9, 10, 40}
	clean, at := cleaned(y)
	if len(at) != 2 || at[0] != 5 || at[1] != len(y)-1 {
		t.Fatalf("outliers are at %v, want 5 and the last", at)
	}
	if clean[5] > 20 || clean[5] < 10 {
		t.Errorf("60 was drawn in to %v", clean[5])
	}
	if clean[len(y)-1] != 40 {
		t.Errorf("the last value was changed to %v", clean[len(y)-1])
	}
	if y[5] != 60 {
		t.Error("the raw value was changed")
	}
	// A level that stays is not an error.
	for i := 7; i < len(y); i++ {
		y[i] += 50
	}
	y[5], y[6] = 60, 60
	if clean, at := cleaned(y[:14]); len(at) != 0 {
		t.Errorf("a new level was drawn in at %v: %v", at, clean)
	}
}

// What came later changes no trial from before it: two series that part ways
// have the same trials up to there, and each trial is the forecast that would
// have been made then.
func TestNoLeakage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const h, parts = 6, 12
		common := rapid.SliceOfN(rapid.Float64Range(1, 100), 30, 60).Draw(t, "values")
		common[0] = 1000 // the largest in both
		later := func(name string) []float64 {
			return append(slices.Clone(common), rapid.SliceOfN(rapid.Float64Range(1, 900), parts, parts).Draw(t, name)...)
		}
		one := shapeOf(Series{Frequency: Monthly, Values: later("one way")}, h, 0)
		other := shapeOf(Series{Frequency: Monthly, Values: later("another")}, h, 0)
		lent := func(int) borrowed { return nothingBorrowed() }
		trials, again := one.trials(h, fewTrials, lent), other.trials(h, fewTrials, lent)
		for i, before := range Monthly.origins(len(one.values), h, fewTrials) {
			if before < parts {
				continue
			}
			then := shapeOf(Series{Frequency: Monthly, Values: common[:len(one.values)-before]}, h, 0).fit(h, nothingBorrowed())
			for k, values := range trials[i].members {
				if !slices.Equal(values, again[i].members[k]) || !slices.Equal(values, then.members[k]) {
					t.Fatalf("trial %d before the end expects %v, %v and %v of member %d", before, values, again[i].members[k], then.members[k], k)
				}
			}
		}
	})
}
