package chance_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/chance"
)

// TestRate holds the checks of methods.md 4.4 and 5.2.
func TestRate(t *testing.T) {
	t.Parallel()
	kept := chance.Rate{Coming: chance.Known(200), A: 171, B: 31}.Spread()
	within(t, "the chance to keep 90 %", kept.AtLeast(0.9), 0.069, 0.0005)
	churn := chance.Rate{Coming: chance.Known(200), A: 31, B: 171}.Spread()
	within(t, "the chance to lose 10 % at most", churn.AtMost(0.1), kept.AtLeast(0.9), 1e-9)
	conversion := chance.Rate{Coming: chance.Known(150), A: 19, B: 103}.Spread()
	within(t, "38 of 150", conversion.AtLeast(38.0/150), 0.024, 0.0005)
	// 20 of 100 so far and ten to come: 22 % of all are 24.2, so five of them.
	half := chance.Rate{Hits: 20, Cases: 100, Coming: chance.Known(10), A: 1, B: 1}.Spread()
	within(t, "the chance of 22 %", half.AtLeast(0.22), 6.0/11, 1e-9)
	within(t, "what is over", chance.Rate{Hits: 3, Cases: 10}.Spread().AtLeast(0.3), 1, 0)
	if !(chance.Rate{}).Spread().IsZero() {
		t.Error("a rate of nothing is known")
	}
}

// TestBlend: a margin of two streams.
func TestBlend(t *testing.T) {
	t.Parallel()
	margin := chance.Blend{Num: 300, Den: 1000, Coming: chance.Known(1000), Ratio: chance.Of([]chance.Weighted{{Value: 0.2, Weight: 1}, {Value: 0.3, Weight: 3}})}
	within(t, "the mean", margin.Spread().Mean(), (300+275)/2000.0, 1e-12)
	within(t, "the chance of 30 %", margin.Spread().AtLeast(0.3), 0.75, 1e-12)
	within(t, "what is over", chance.Blend{Num: 300, Den: 1000}.Spread().AtLeast(0.3), 1, 0)
	if !(chance.Blend{}).Spread().IsZero() {
		t.Error("a quotient of nothing is known")
	}
}

// TestStudent: the values have the chances of the distribution that they stand
// for.
func TestStudent(t *testing.T) {
	t.Parallel()
	for _, degrees := range []float64{3, 9, 60} {
		s := chance.Student(10, 2, degrees)
		for _, x := range []float64{-1.5, 0, 0.7, 2} {
			within(t, "the chance", s.AtLeast(10+2*x), chance.StudentAbove(x, degrees), 0.002)
		}
	}
	within(t, "without a scale", chance.Student(10, 0, 3).AtLeast(10), 1, 0)
}

// TestBeyond: the further beyond what was seen, the less likely, on both sides;
// what was seen keeps its chance.
func TestBeyond(t *testing.T) {
	t.Parallel()
	s := chance.Seen([]float64{90, 95, 100, 105, 110})
	within(t, "the largest", s.AtLeast(110), 1.5/6, 1e-12)
	within(t, "just beyond", s.AtLeast(110.000001), 0.5/6, 1e-6)
	if far := s.AtLeast(1000); far > 1e-4 || far < 0 {
		t.Errorf("ten times as much has the chance %v", far)
	}
	within(t, "as far below", s.AtMost(-800), s.AtLeast(1000), 1e-12)
	within(t, "values that never differed", chance.Seen([]float64{7, 7, 7}).AtLeast(8), 0.5/4, 1e-12)
}

// TestRatesNeverNaN: whatever comes in, chances are chances.
func TestRatesNeverNaN(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]float64{0, 0.4, 1, 30, 2500})
		some := rapid.Float64Range(0, 300)
		coming := chance.Counts(n.Draw(t, "coming"), rapid.Float64Range(0, 1).Draw(t, "excess"))
		cases := some.Draw(t, "cases")
		spreads := []chance.Spread{
			chance.Rate{Hits: cases * rapid.Float64Range(0, 1).Draw(t, "part"), Cases: cases, Coming: coming, A: some.Draw(t, "a"), B: some.Draw(t, "b")}.Spread(),
			chance.Blend{Num: some.Draw(t, "num"), Den: some.Draw(t, "den"), Coming: coming, Ratio: chance.Student(1, some.Draw(t, "scale"), 1+some.Draw(t, "degrees"))}.Spread(),
		}
		value := some.Draw(t, "value")
		for i, s := range spreads {
			if p := s.AtLeast(value); !(p >= 0 && p <= 1) || math.IsNaN(s.Mean()) || math.IsInf(s.Mean(), 0) {
				t.Fatalf("spread %d: %v %v", i, p, s.Mean())
			}
			if i == 0 && !s.IsZero() && (s.AtLeast(0) < 1-1e-9 || s.AtMost(1) < 1-1e-9) {
				t.Fatal("a rate is beyond 0 and 1")
			}
		}
	})
}

func within(t *testing.T, name string, got, want, off float64) {
	t.Helper()
	if !(math.Abs(got-want) <= off) {
		t.Errorf("%s is %v, want %v", name, got, want)
	}
}
