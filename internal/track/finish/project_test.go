package finish_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/finish"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

func near(t *testing.T, name string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s is %v, want %v", name, got, want)
	}
}

// deal is an open opportunity of one value.
func deal(id string, amount, p float64) experience.Prospect {
	return experience.Prospect{ID: id, Chance: p, Amount: amount, Values: []chance.Weighted{{Value: amount, Weight: 1}}}
}

func atLeast(value float64) *finish.Aim { return &finish.Aim{Value: value} }

// four are the deals of the check in methods.md 2.4.
func four() []experience.Prospect {
	return []experience.Prospect{deal("a", 20, 0.5), deal("b", 15, 0.6), deal("c", 10, 0.3), deal("d", 30, 0.2)}
}

func two(mean float64) []experience.Arrivals {
	return []experience.Arrivals{{Mean: mean, Fano: 1, Sizes: []chance.Weighted{{Value: 5, Weight: 0.5}, {Value: 10, Weight: 0.5}}}}
}

// TestExact holds the check of methods.md 2.4.
func TestExact(t *testing.T) {
	t.Parallel()
	p := finish.Project(finish.Input{Won: 60, Open: four(), Aim: atLeast(100)})
	near(t, "what is open", p.Open.Mean, 28, 1e-12)
	near(t, "the deviation", p.Deviation, 17.861, 0.0005)
	near(t, "the chance", *p.Finish.Chance, 0.2440, 1e-12)
	near(t, "the chance by the spread", p.Finish.Spread.AtLeast(100), 0.2440, 1e-12)
	if p.Finish.Status != finish.Behind {
		t.Errorf("the status is %s", p.Finish.Status)
	}
	near(t, "the gap", p.Needed.Gap, 40, 0)
	near(t, "what new ones must bring", p.Needed.New, 12, 1e-12)

	p = finish.Project(finish.Input{Won: 60, Open: four(), New: two(2), Aim: atLeast(100)})
	near(t, "the mean with new ones", p.Finish.Mean, 103, 1e-12)
	near(t, "the mean of the spread", p.Finish.Spread.Mean(), 103, 1e-9)
	near(t, "the chance with new ones", *p.Finish.Chance, 0.5730, 0.00005)
	near(t, "the chance by the spread", p.Finish.Spread.AtLeast(100), *p.Finish.Chance, 1e-12)
	near(t, "P10", *p.Finish.P10, 75, 1e-9)
	near(t, "P50", *p.Finish.P50, 100, 1e-9)
	near(t, "P90", *p.Finish.P90, 130, 1e-9)
	near(t, "what new ones bring", p.New.Mean, 15, 1e-12)
}

// TestSwings: with and without a deal, weighted by its chance, is the whole.
func TestSwings(t *testing.T) {
	t.Parallel()
	for _, luck := range []float64{0, 0.3} {
		p := finish.Project(finish.Input{Won: 60, Open: four(), New: two(2), Aim: atLeast(100), Luck: luck})
		if len(p.Deals) != 3 || p.Deals[0].ID != "d" {
			t.Fatalf("the largest are %+v", p.Deals)
		}
		for _, d := range p.Deals {
			near(t, "the chance of both ways", d.Chance**d.With+(1-d.Chance)**d.Without, *p.Finish.Chance, 1e-12)
			if *d.With <= *d.Without {
				t.Errorf("deal %s does not help: %+v", d.ID, d)
			}
		}
	}
	// Without anything else a deal larger than the target decides alone.
	p := finish.Project(finish.Input{Open: append(four(), deal("whale", 1e6, 0.07)), Aim: atLeast(100)})
	near(t, "the chance", *p.Finish.Chance, 0.07, 1e-12)
	near(t, "with the whale", *p.Deals[0].With, 1, 1e-12)
	near(t, "without", *p.Deals[0].Without, 0, 1e-12)
}

// TestEdges holds the edge cases of methods.md 2.4.
func TestEdges(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		in   finish.Input
		want float64
	}{
		{"reached", finish.Input{Won: 100, Open: four(), Aim: atLeast(100)}, 1},
		{"beyond", finish.Input{Won: 150, New: two(3), Aim: atLeast(100)}, 1},
		{"target 0", finish.Input{Aim: atLeast(0)}, 1},
		{"nothing left", finish.Input{Won: 99, Aim: atLeast(100)}, 0},
		{"a certain deal", finish.Input{Won: 90, Open: []experience.Prospect{deal("a", 10, 1)}, Aim: atLeast(100)}, 1},
		{"an impossible deal", finish.Input{Won: 90, Open: []experience.Prospect{deal("a", 10, 0)}, Aim: atLeast(100)}, 0},
		{"a credit that may come", finish.Input{Won: 100, Open: []experience.Prospect{deal("a", -10, 0.4)}, Aim: atLeast(100)}, 0.6},
		{"a credit and a deal", finish.Input{Won: 100, Open: []experience.Prospect{deal("a", -10, 0.4), deal("b", 25, 0.5)}, Aim: atLeast(100)}, 0.8},
		{"at most", finish.Input{Won: 60, Open: four(), Aim: &finish.Aim{Side: goal.AtMost, Value: 99}}, 0.756},
		{"at most what it is", finish.Input{Won: 60, Open: four(), Aim: &finish.Aim{Side: goal.AtMost, Value: 60}}, 0.5 * 0.4 * 0.7 * 0.8},
		{"between", finish.Input{Won: 60, Open: four(), Aim: &finish.Aim{Side: goal.Between, Value: 60, Upper: 99}}, 0.756},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			near(t, "the chance", *finish.Project(test.in).Finish.Chance, test.want, 1e-12)
		})
	}
	if p := finish.Project(finish.Input{Won: 5}); p.Finish.Chance != nil || p.Finish.Status != finish.Unsaid || p.Needed != nil {
		t.Errorf("without a target: %+v", p.Finish)
	}
}

// TestArrivals: what comes has the mean and the variance of a compound count,
// few or many, Poisson's or wider.
func TestArrivals(t *testing.T) {
	t.Parallel()
	sizes := []chance.Weighted{{Value: 5, Weight: 0.5}, {Value: 10, Weight: 0.5}}
	for _, test := range []struct{ mean, fano float64 }{{0.2, 1}, {2, 1}, {900, 1}, {2000, 1}, {3, 2.5}, {40, 1.4}, {1500, 3}} {
		t.Run(fmt.Sprint(test), func(t *testing.T) {
			t.Parallel()
			p := finish.Project(finish.Input{New: []experience.Arrivals{{Mean: test.mean, Fano: test.fano, Sizes: sizes}}, Aim: atLeast(1)})
			near(t, "the mean", p.Finish.Spread.Mean(), 7.5*test.mean, 1e-9*test.mean)
			want := math.Sqrt(test.mean * (62.5 + (test.fano-1)*7.5*7.5))
			near(t, "the deviation of the spread", p.Finish.Spread.Deviation(), want, 1e-6*want)
			near(t, "the deviation", p.Deviation, want, 1e-9*want)
			none := math.Exp(-test.mean)
			if test.fano > 1 {
				none = math.Pow(test.fano, -test.mean/(test.fano-1))
			}
			near(t, "the chance that any comes", *p.Finish.Chance, 1-none, 1e-9)
		})
	}
}

// TestAgainstSampling compares the sums with half a million draws, where
// amounts share no step, values are spread, and luck is common.
func TestAgainstSampling(t *testing.T) {
	t.Parallel()
	for _, luck := range []float64{0, 0.4} {
		r := rand.New(rand.NewPCG(1, 2))
		in := finish.Input{Won: 1000, Luck: luck, New: []experience.Arrivals{{Mean: 3, Fano: 1, Sizes: []chance.Weighted{{Value: 801.7, Weight: 1}, {Value: 313.3, Weight: 1}}}}}
		for i := range 30 {
			amount := math.Exp(5 + 1.2*r.NormFloat64())
			in.Open = append(in.Open, experience.Prospect{ID: fmt.Sprint(i), Chance: 0.05 + 0.6*r.Float64(), Amount: amount,
				Values: []chance.Weighted{{Value: amount * 0.8, Weight: 0.3}, {Value: amount, Weight: 0.5}, {Value: amount * 1.13, Weight: 0.2}}})
		}
		in.New[0].Sizes[0].Weight, in.New[0].Sizes[1].Weight = 0.5, 0.5
		p := finish.Project(in)
		for _, level := range []float64{0.1, 0.3, 0.5, 0.8, 0.95} {
			target, _ := p.Finish.Spread.Quantile(1 - level)
			in.Aim = atLeast(target)
			got := *finish.Project(in).Finish.Chance
			want := sampled(in, target)
			near(t, fmt.Sprintf("luck %v, level %v", luck, level), got, want, 0.006)
		}
	}
}

// sampled draws finishes by the model that Project sums exactly.
func sampled(in finish.Input, target float64) float64 {
	const draws = 100_000
	r := rand.New(rand.NewPCG(3, 4))
	levels := make([]float64, len(in.Open))
	for i, d := range in.Open { // the level at which the mean over luck is the chance
		hazard := -math.Log1p(-d.Chance)
		low, high := 0.5, 3.0
		for range 40 {
			mid, sum := (low+high)/2, 0.0
			for k := range 200 {
				z := chance.NormalQuantile((float64(k) + 0.5) / 200)
				sum += 1 - math.Exp(-mid*hazard*math.Exp(in.Luck*z-in.Luck*in.Luck/2))
			}
			if sum/200 < d.Chance {
				low = mid
			} else {
				high = mid
			}
		}
		levels[i] = low * hazard
	}
	hits := 0
	for range draws {
		factor := math.Exp(in.Luck*r.NormFloat64() - in.Luck*in.Luck/2)
		sum := in.Won
		for i, d := range in.Open {
			if r.Float64() < 1-math.Exp(-levels[i]*factor) {
				sum += draw(r, d.Values)
			}
		}
		for _, a := range in.New {
			for limit, product := math.Exp(-a.Mean*factor), r.Float64(); product > limit; product *= r.Float64() {
				sum += draw(r, a.Sizes)
			}
		}
		if sum >= target {
			hits++
		}
	}
	return float64(hits) / draws
}

func draw(r *rand.Rand, values []chance.Weighted) float64 {
	u := r.Float64()
	for _, v := range values {
		if u -= v.Weight; u < 0 {
			return v.Value
		}
	}
	return values[len(values)-1].Value
}

// TestTeam: what a team shares makes its finish wider than people on their own.
func TestTeam(t *testing.T) {
	t.Parallel()
	var open []experience.Prospect
	for i := range 100 {
		open = append(open, deal(fmt.Sprint(i), 10, 0.3))
	}
	alone := finish.Project(finish.Input{Open: open, Aim: atLeast(400)})
	shared := finish.Project(finish.Input{Open: open, Aim: atLeast(400), Luck: 0.3})
	near(t, "the mean", shared.Finish.Spread.Mean(), 300, 1e-6)
	near(t, "the mean alone", alone.Finish.Spread.Mean(), 300, 1e-6)
	near(t, "the deviation alone", alone.Deviation, math.Sqrt(100*0.21)*10, 1e-9)
	near(t, "the deviation by the spread", shared.Finish.Spread.Deviation(), shared.Deviation, 1e-6)
	if *shared.Finish.Chance < 2**alone.Finish.Chance {
		t.Errorf("luck moves the tail from %v to %v only", *alone.Finish.Chance, *shared.Finish.Chance)
	}
}

// TestRest: a business without opportunities is as its series is, and one that
// has both is the sum.
func TestRest(t *testing.T) {
	t.Parallel()
	rest := chance.Seen([]float64{30, 40, 50, 60})
	p := finish.Project(finish.Input{Won: 60, Rest: rest, Aim: atLeast(100)})
	near(t, "the chance", *p.Finish.Chance, rest.AtLeast(40), 1e-12)
	near(t, "the mean", p.Finish.Mean, 105, 1e-12)
	near(t, "what the rest must bring", p.Needed.Rest, 40, 0)
	if _, ok := p.Finish.Spread.Quantile(0.95); ok {
		t.Error("four values say where 95 % end")
	}
	p = finish.Project(finish.Input{Won: 60, Open: []experience.Prospect{deal("a", 20, 0.5)}, Rest: rest, Aim: atLeast(120)})
	near(t, "the mean of both", p.Finish.Mean, 115, 1e-12)
	near(t, "the mean of the spread of both", p.Finish.Spread.Mean(), 115, 1e-9)
	near(t, "the chance of both", *p.Finish.Chance, 0.5*0.75+0.5*0.25, 1e-12)
}

func TestSigma(t *testing.T) {
	t.Parallel()
	near(t, "what is usual", finish.Sigma(nil), 0.15, 1e-12)
	r := rand.New(rand.NewPCG(5, 6))
	for _, want := range []float64{0, 0.2, 0.5} {
		var past []finish.Past
		for range 4000 {
			luck := want * r.NormFloat64()
			past = append(past, finish.Past{Mean: 100, Deviation: 10, Sway: 80, Actual: 100 + 80*luck + 10*r.NormFloat64()})
		}
		near(t, "the spread of luck", finish.Sigma(past), want, 0.02)
	}
}
