package calibrate_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/track/calibrate"
)

func near(t *testing.T, name string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s is %v, want %v", name, got, want)
	}
}

// TestChecks holds the checks of methods.md 2.6 and 5.2.
func TestChecks(t *testing.T) {
	t.Parallel()
	list := []calibrate.Outcome{{Chance: 0.8, Hit: true}, {Chance: 0.3}, {Chance: 0.6}}
	score, _ := calibrate.Brier(list)
	near(t, "the Brier score", score, 0.1633, 0.00005)
	skill, _ := calibrate.Skill(list)
	near(t, "the skill", skill, 1-(0.49/3)/(2.0/9), 1e-12)
	logs, _ := calibrate.LogScore([]calibrate.Outcome{{Chance: 1}, {Chance: 0.5, Hit: true}})
	near(t, "the log score", logs, -(math.Log(0.01)+math.Log(0.5))/2, 1e-12)
	crps, _ := calibrate.CRPS(chance.Of([]chance.Weighted{{Value: 80, Weight: 1}, {Value: 100, Weight: 1}, {Value: 120, Weight: 1}, {Value: 140, Weight: 1}}), 110)
	near(t, "the CRPS", crps, 7.5, 1e-12)
	crps, _ = calibrate.CRPS(chance.Known(100), 110)
	near(t, "the CRPS of a certain number", crps, 10, 1e-12)
	crps, _ = calibrate.CRPSQuantiles([]float64{0.25, 0.5, 0.75}, []float64{90, 100, 110}, 104)
	near(t, "the CRPS of quantiles", crps, 2*(0.25*14+0.5*4+0.25*6)/3, 1e-12)
	low, high := calibrate.Wilson(18, 80)
	near(t, "the low end", low, 0.147, 0.0005)
	near(t, "the high end", high, 0.328, 0.0005)
	place, _ := calibrate.PIT(chance.Of([]chance.Weighted{{Value: 1, Weight: 1}, {Value: 2, Weight: 2}, {Value: 3, Weight: 1}}), 2, 0.5)
	near(t, "the place", place, 0.5, 1e-12)
	for _, test := range []struct {
		actual, share, target, want float64
	}{{50, 0.5, 100, 1}, {49, 0.5, 100, 0}} {
		got, ok := calibrate.ByPace(test.actual, test.share, test.target)
		if got != test.want || !ok {
			t.Errorf("by pace %v gives %v", test, got)
		}
	}
	if _, ok := calibrate.ByPace(1, 0, 10); ok {
		t.Error("there is a pace before anything is expected")
	}
}

// TestWords: what a sales leader reads.
func TestWords(t *testing.T) {
	t.Parallel()
	said := func(n, hits int, chance float64) (list []calibrate.Outcome) {
		for i := range n {
			list = append(list, calibrate.Outcome{Chance: chance, Hit: i < hits})
		}
		return list
	}
	for _, test := range []struct {
		n, hits int
		want    string
	}{
		{40, 29, "Of 40 times we said about 70 %, 29 came true."},
		{40, 15, "Of 40 times we said about 70 %, 15 came true: fewer than the 22 to 33 that chance explains. We were too hopeful."},
		{40, 40, "Of 40 times we said about 70 %, 40 came true: more than the 22 to 33 that chance explains. We were too careful."},
		{1, 1, "The one time we said about 70 %, it came true."},
		{1, 0, "The one time we said about 70 %, it did not come true."},
	} {
		if got := calibrate.Reliability(said(test.n, test.hits, 0.7))[7].Words(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
	if got := calibrate.Reliability(nil)[2].Words(); got != "We never said between 20 and 30 %." {
		t.Errorf("%q", got)
	}
	if got := calibrate.Verdict(said(3, 1, 0.5)); got != "3 chances have been put to the test; 20 are needed to say how good they are." {
		t.Errorf("%q", got)
	}
	mixed := append(said(50, 10, 0.2), said(50, 40, 0.8)...)
	if got := calibrate.Verdict(mixed); got != "Of 100 chances, what we said came true as often as we said. They are 36 % better than always saying the usual share (Brier score 0.160)." {
		t.Errorf("%q", got)
	}
}

// TestReliability: right chances stay within their limits, as often as limits
// of 95 % say; wrong ones do not.
func TestReliability(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	within, all := 0, 0
	for range 200 {
		var list []calibrate.Outcome
		for range 500 {
			p := r.Float64()
			list = append(list, calibrate.Outcome{Chance: p, Hit: r.Float64() < p})
		}
		for _, b := range calibrate.Reliability(list) {
			if all++; b.Within {
				within++
			}
		}
	}
	if share := float64(within) / float64(all); share < 0.94 || share > 0.99 {
		t.Errorf("%v of the bins are within their limits", share)
	}
	off := 0
	var bold []calibrate.Outcome
	for range 2000 {
		p := r.Float64()
		bold = append(bold, calibrate.Outcome{Chance: p, Hit: r.Float64() < 0.25+p/2})
	}
	for _, b := range calibrate.Reliability(bold) {
		if !b.Within {
			off++
		}
	}
	if off < 5 {
		t.Errorf("chances that are too bold are off in %d bins only", off)
	}
}

// TestPlaces: places of what was drawn from the distribution are equally
// frequent, and those of a distribution that is too narrow are not; ranges of
// 80 % hold 80 %.
func TestPlaces(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	var values []chance.Weighted
	for i := range 999 {
		values = append(values, chance.Weighted{Value: 100 + 10*chance.NormalQuantile((float64(i)+0.5)/999), Weight: 1})
	}
	s := chance.Of(values)
	var good, narrow []float64
	var ranges []calibrate.Ranged
	quantiles, ok := calibrate.Quantiles(s)
	if !ok || len(quantiles) != 19 {
		t.Fatal("no quantiles")
	}
	for range 3000 {
		y := 100 + 10*r.NormFloat64()
		a, _ := calibrate.PIT(s, y, r.Float64())
		b, _ := calibrate.PIT(s, 100+1.4*(y-100), r.Float64())
		good, narrow = append(good, a), append(narrow, b)
		ranges = append(ranges, calibrate.Ranged{Low: quantiles[1], High: quantiles[17], Actual: y})
	}
	if p, _ := calibrate.Uniform(good); p < 0.01 {
		t.Errorf("good places have a chance of %v", p)
	}
	if p, _ := calibrate.Uniform(narrow); p > 1e-6 {
		t.Errorf("places of a narrow distribution have a chance of %v", p)
	}
	if c := calibrate.Cover(ranges); c.Low > 0.8 || c.High < 0.8 {
		t.Errorf("%+v", c)
	}
}

// TestProper: no chance scores better than the right one, and no distribution
// better than the one that was drawn from.
func TestProper(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		truth, said := rapid.Float64Range(0, 1).Draw(t, "truth"), rapid.Float64Range(0, 1).Draw(t, "said")
		score := func(p float64) float64 {
			hit, _ := calibrate.Brier([]calibrate.Outcome{{Chance: p, Hit: true}})
			miss, _ := calibrate.Brier([]calibrate.Outcome{{Chance: p}})
			return truth*hit + (1-truth)*miss
		}
		if score(said) < score(truth)-1e-12 {
			t.Fatalf("%v scores better than %v", said, truth)
		}
		values := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 20).Draw(t, "values")
		other := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 20).Draw(t, "other")
		crps := func(of []float64) (sum float64) {
			for _, y := range values {
				score, ok := calibrate.CRPS(chance.Of(equally(of)), y)
				if !ok || math.IsNaN(score) || score < -1e-6 {
					t.Fatalf("the CRPS is %v", score)
				}
				sum += score
			}
			return sum
		}
		if crps(other) < crps(values)-1e-3 {
			t.Fatalf("%v scores better than %v", other, values)
		}
	})
}

func equally(values []float64) (list []chance.Weighted) {
	for _, v := range values {
		list = append(list, chance.Weighted{Value: v, Weight: 1})
	}
	return list
}

// TestNothing: without outcomes nothing is said, and nothing is no number.
func TestNothing(t *testing.T) {
	t.Parallel()
	if _, ok := calibrate.Brier(nil); ok {
		t.Error("a score of nothing")
	}
	if _, ok := calibrate.Skill([]calibrate.Outcome{{Chance: 1, Hit: true}}); ok {
		t.Error("a skill where all came out the same way")
	}
	if _, ok := calibrate.CRPS(chance.Spread{}, 1); ok {
		t.Error("a CRPS of nothing")
	}
	if _, ok := calibrate.PIT(chance.Spread{}, 1, 0.5); ok {
		t.Error("a place in nothing")
	}
	if c := calibrate.Cover(nil); c.Count != 0 || c.Low != 0 || c.High != 1 {
		t.Errorf("%+v", c)
	}
	if _, ok := calibrate.SkillAgainst([]calibrate.Outcome{{}}, nil); ok {
		t.Error("a skill against other outcomes")
	}
}
