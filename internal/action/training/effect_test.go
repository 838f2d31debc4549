package training_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/training"
)

// TestMeasure is worked by hand: eight people at 10 who come to 15, and eight
// peers at 10 who come to 12. The plain change is 5, of which 2 would have come
// anyway.
func TestMeasure(t *testing.T) {
	t.Parallel()
	var peers []training.Unit
	for i := range 8 {
		peers = append(peers, training.Unit{Person: fmt.Sprint("peer ", i), Before: 10 + float64(i%2), After: 12 + float64(i%2)})
	}
	var trials []training.Trial
	for i := range 8 {
		own := training.Unit{Person: fmt.Sprint("trained ", i), Before: 10, After: 15}
		trials = append(trials, training.Trial{Unit: own, Peers: append(peers[i:], peers[:i]...)})
	}
	// Each is held against the three nearest: those at 10. Of those there are
	// four, which is too few different ones to tell anything.
	if e := training.Measure(trials); e.Known || e.Trials != 8 || e.Peers >= training.LeastPeers {
		t.Errorf("%+v", e)
	}
	for i := range trials {
		trials[i].Before, trials[i].After = 10+float64(i%2), 15+float64(i%2)
		trials[i].Peers = []training.Unit{peers[i], peers[(i+2)%8]}
	}
	e := training.Measure(trials)
	want := training.Effect{Trials: 8, Peers: 8, Known: true, Value: 3, Low: 3, High: 3, Before: 10.5, Plain: 5, Drift: 2}
	if e != want {
		t.Errorf("%+v, want %+v", e, want)
	}
	for i := range trials {
		trials[i].After += float64(i) - 3.5 // the effects are −0.5 … 6.5: deviation √6, and each peer is used twice with half the weight
	}
	e = training.Measure(trials)
	half := 1.894579 * math.Sqrt(6.0/8) // t(7) at 95 %
	if math.Abs(e.Value-3) > 1e-9 || math.Abs(e.High-3-half) > 1e-5 || math.Abs(e.Low-3+half) > 1e-5 {
		t.Errorf("%+v, want 3 ± %f", e, half)
	}
}

// TestMeasureNobody: without peers at the level there is nothing to tell.
func TestMeasureNobody(t *testing.T) {
	t.Parallel()
	var trials []training.Trial
	for i := range 20 {
		trials = append(trials, training.Trial{Unit: training.Unit{Before: 100, After: 120},
			Peers: []training.Unit{{Person: fmt.Sprint(i), Before: 10}, {Person: fmt.Sprint(i, "b"), Before: 12}}})
	}
	if e := training.Measure(trials); e.Known || e.Left != 20 || e.Trials != 0 {
		t.Errorf("%+v", e)
	}
	if e := training.Measure(nil); e != (training.Effect{}) {
		t.Errorf("%+v", e)
	}
}

// world makes people whose skill stays and whose luck does not. The worst by
// what was seen are sent to the programme when chosen is set, as managers do.
func world(random *rand.Rand, effect float64, chosen bool) []training.Trial {
	const people, trained, deviation, luck, drift = 90, 25, 10.0, 8.0, 3.0
	units := make([]training.Unit, people)
	for i := range units {
		skill := 100 + deviation*random.NormFloat64()
		units[i] = training.Unit{Person: fmt.Sprint(i), Before: skill + luck*random.NormFloat64(), After: skill + drift + luck*random.NormFloat64()}
	}
	var in, out []training.Unit
	for _, u := range units {
		likely := float64(trained) / people
		if chosen {
			likely = 1 / (1 + math.Exp((u.Before-92)/5))
		}
		if random.Float64() < likely {
			u.After += effect
			in = append(in, u)
		} else {
			out = append(out, u)
		}
	}
	var trials []training.Trial
	for _, u := range in {
		trials = append(trials, training.Trial{Unit: u, Peers: out})
	}
	return trials
}

// TestMeasureWorlds: in worlds whose effect is known the intervals hold it about
// as often as they say, also when those who were sent are those who had bad luck
// and would have got better by themselves.
func TestMeasureWorlds(t *testing.T) {
	t.Parallel()
	worlds := 1200
	if testing.Short() {
		worlds = 400
	}
	for name, test := range map[string]struct {
		effect float64
		chosen bool
	}{"no effect": {0, false}, "an effect": {6, false}, "the worst are sent": {0, true}, "the worst are sent, and it helps": {6, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(7, 7))
			held, told, sum, plain := 0, 0, 0.0, 0.0
			for range worlds {
				e := training.Measure(world(random, test.effect, test.chosen))
				if !e.Known {
					continue
				}
				told++
				sum, plain = sum+e.Value, plain+e.Plain
				if e.Low <= test.effect && test.effect <= e.High {
					held++
				}
			}
			share, mean := float64(held)/float64(told), sum/float64(told)
			t.Logf("%d of %d worlds; the mean is %.2f (plain change %.2f), %.1f %% of the intervals hold", told, worlds, mean, plain/float64(told), 100*share)
			if told < worlds*9/10 || math.Abs(mean-test.effect) > 0.5 || share < training.Level-0.04 || share > training.Level+0.06 {
				t.Errorf("effect %g: the mean is %.2f, and %.1f %% of %d intervals hold it", test.effect, mean, 100*share, told)
			}
			if test.chosen && plain/float64(told) < test.effect+6 {
				t.Error("the world has no regression to the mean to be misled by")
			}
		})
	}
}

// TestMeasureAlways: never a number that is none, whatever comes; the effect
// shifts with what is added to those who completed it, and the order of people
// and peers changes nothing.
func TestMeasureAlways(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Float64Range(-1000, 1000)
		var trials []training.Trial
		for i := range rapid.IntRange(0, 20).Draw(t, "trials") {
			one := training.Trial{Unit: training.Unit{Person: fmt.Sprint("t", i), Before: value.Draw(t, "before"), After: value.Draw(t, "after")}}
			for j := range rapid.IntRange(0, 12).Draw(t, "peers") {
				one.Peers = append(one.Peers, training.Unit{Person: fmt.Sprint("p", j), Before: value.Draw(t, "before"), After: value.Draw(t, "after")})
			}
			trials = append(trials, one)
		}
		e := training.Measure(trials)
		for _, v := range []float64{e.Value, e.Low, e.High, e.Before, e.Plain, e.Drift, e.Started} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%+v", e)
			}
		}
		if e.Low > e.Value || e.Value > e.High || e.Trials+e.Left != len(trials) {
			t.Fatalf("%+v", e)
		}
		if math.Abs(e.Value-(e.Plain-e.Drift)) > 1e-6 {
			t.Fatalf("%+v does not add up", e)
		}
		moved := append([]training.Trial(nil), trials...)
		for i := range moved {
			moved[i].After += 7
		}
		if m := training.Measure(moved); e.Known && math.Abs(m.Value-e.Value-7) > 1e-6 {
			t.Fatalf("%+v, moved by 7: %+v", e, m)
		}
	})
}
