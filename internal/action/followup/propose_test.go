package followup_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/action/practice"
)

func rates(volume, connect, win, size float64) practice.Rates {
	return practice.Rates{Of: map[practice.Driver]float64{practice.Volume: volume, practice.Connect: connect, practice.Win: win, practice.Size: size}}
}

var chain = []practice.Driver{practice.Volume, practice.Connect, practice.Win, practice.Size}

// caller is the case of methods.md 9.3: 30,000 are missing, a deal brings 5,000,
// one of five is won, 12 calls make an opportunity, 14 calls a day.
func caller() followup.Situation {
	s := followup.Situation{Gap: 30_000, Days: 45, Drivers: chain, Own: rates(14, 1.0/12, 0.2, 5000), Usual: rates(20, 1.0/12, 0.25, 5000), Good: rates(25, 0.1, 0.3, 6000), Week: 5}
	for range 8 {
		s.Weeks = append(s.Weeks, 70)
	}
	return s
}

// TestProposal is the worked check of methods.md 9.3.
func TestProposal(t *testing.T) {
	t.Parallel()
	p, ok := followup.Propose(caller())
	if !ok || p.Driver != practice.Volume || p.Kind != followup.More || p.Limit != followup.ByStep || p.Usually != 70 || p.Weekly != 5*18 {
		t.Fatalf("%+v", p)
	}
	if math.Abs(p.Brings-15_000) > 1e-6 || math.Abs(p.Remains-15_000) > 1e-6 {
		t.Errorf("it brings %v and %v remain, want 15,000 each", p.Brings, p.Remains)
	}
	if p.Second == nil || p.Second.Driver != practice.Win || p.Second.From != 0.2 || p.Second.To != 0.25 {
		t.Errorf("the second lever is %+v", p.Second)
	}
	if p.Chance < 0.7 || p.Stays >= 0.5 || p.Weeks < 2 || p.Weeks > 4 || p.Value <= 70*float64(p.Weeks) {
		t.Errorf("%+v", p)
	}
}

// TestProposalLimits: no more than good peers do, nor than was ever kept up, nor
// than is needed.
func TestProposalLimits(t *testing.T) {
	t.Parallel()
	for want, change := range map[followup.Limit]func(*followup.Situation){
		followup.ByPeers:    func(s *followup.Situation) { s.Good = rates(16, 0.1, 0.3, 6000) },
		followup.ByCapacity: func(s *followup.Situation) { s.Most = 17 },
		followup.ByNeed:     func(s *followup.Situation) { s.Gap = 9000 },
	} {
		s := caller()
		change(&s)
		p, _ := followup.Propose(s)
		if p.Limit != want || p.Weekly > 5*17 {
			t.Errorf("%s: %v a week, limited by %s", want, p.Weekly, p.Limit)
		}
	}
}

// TestSkill: who wins too little practises what he does too little of; where
// nobody notes that, the rate itself is the goal.
func TestSkill(t *testing.T) {
	t.Parallel()
	s := caller()
	s.Own, s.Usual = rates(20, 1.0/12, 0.15, 5000), rates(20, 1.0/12, 0.3, 5000)
	s.Types = []practice.TypeUse{{Type: "call", Own: 12, Usual: 12, Begun: 1.7}, {Type: "demo", Own: 0.4, Usual: 1, Begun: 0.5}}
	s.OfType = map[string][]float64{"demo": {1, 1, 1, 1, 1, 1, 1, 1}}
	p, ok := followup.Propose(s)
	if !ok || p.Driver != practice.Win || p.Kind != followup.Practise || p.Type != "demo" || p.Usually != 1 || p.Weekly != 2 || p.Chance < 0.7 {
		t.Errorf("%+v", p)
	}
	s.Types = nil
	p, ok = followup.Propose(s)
	if !ok || p.Kind != followup.Rate || math.Abs(p.Value-0.195) > 1e-12 || p.Limit != followup.ByStep || p.Chance != 0 {
		t.Errorf("%+v", p)
	}
	s.Own = rates(20, 1.0/20, 0.29, 5000) // leads come from elsewhere: the next weakest is what he can work on
	if p, ok := followup.Propose(s); !ok || p.Driver != practice.Win || p.Value != 0.3 {
		t.Errorf("%+v", p)
	}
	s.Own = s.Usual
	if p, ok := followup.Propose(s); ok {
		t.Errorf("nothing is weak, and yet %+v", p)
	}
}

// TestShapley: the worked check of methods.md 6.2, and the sum, whatever the
// drivers are.
func TestShapley(t *testing.T) {
	t.Parallel()
	s := followup.Situation{Drivers: []practice.Driver{practice.Volume, practice.Win, practice.Size}, Week: 5,
		Own: rates(270, 0, 0.22, 4600), Usual: rates(300, 0, 0.2, 5000), Weeks: []float64{1, 1}}
	p, _ := followup.Propose(s)
	for i, want := range []float64{-30_220, 27_380, -23_920} {
		if math.Abs(p.Drivers[i].Value-want) > 1e-6 {
			t.Errorf("%s: %v, want %v", p.Drivers[i].Driver, p.Drivers[i].Value, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		f := func(name string) float64 { return rapid.Float64Range(0, 100).Draw(t, name) }
		s := followup.Situation{Drivers: chain, Own: rates(f("a"), f("b"), f("c"), f("d")), Usual: rates(f("e"), f("f"), f("g"), f("h")), Week: 5, Days: 40,
			Gap: 1000 * f("gap"), Weeks: rapid.SliceOfN(rapid.Float64Range(0, 200), 1, 12).Draw(t, "weeks")}
		p, ok := followup.Propose(s)
		sum, own, usual := 0.0, 1.0, 1.0
		for _, c := range p.Drivers {
			sum, own, usual = sum+c.Value, own*c.Own, usual*c.Usual
		}
		if math.Abs(sum-(own-usual)) > 1e-6*max(1, own, usual) {
			t.Fatalf("the contributions add up to %v, want %v", sum, own-usual)
		}
		for name, v := range map[string]float64{"value": p.Value, "weekly": p.Weekly, "chance": p.Chance, "brings": p.Brings, "remains": p.Remains} {
			if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
				t.Fatalf("%s is %v: %+v", name, v, p)
			}
		}
		if ok && p.Kind == followup.More && (p.Chance < 0.7 || p.Weekly > max(1.3*p.Usually, p.Usually+1)+1e-6) {
			t.Fatalf("%+v", p)
		}
		again, _ := followup.Propose(s)
		if diff := cmp.Diff(p, again); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestEvaluate: an improvement that everybody had who began there is none; a
// real one is seen; and little data says that it is too little.
func TestEvaluate(t *testing.T) {
	t.Parallel()
	like := []followup.Pair{{10, 13}, {11, 13.5}, {9, 12.4}, {10, 12.6}, {12, 14.7}, {40, 40}, {50, 44}}
	same := followup.Evaluate(followup.Pair{Before: 10, After: 13}, like)
	if !same.Enough || same.Clear || same.Of != 5 || math.Abs(same.Difference) > 0.5 || same.Own != 3 {
		t.Errorf("%+v", same)
	}
	if more := followup.Evaluate(followup.Pair{Before: 10, After: 16}, like); !more.Clear || more.Low <= 0 || more.High <= more.Low {
		t.Errorf("%+v", more)
	}
	if few := followup.Evaluate(followup.Pair{Before: 10, After: 16}, like[:2]); few.Enough || few.Clear {
		t.Errorf("%+v", few)
	}
}

// TestRegression flags who was down by chance: their next period is better by
// itself, and the evaluation must not take that for an effect more often than
// its interval says.
func TestRegression(t *testing.T) {
	t.Parallel()
	source := rand.New(rand.NewPCG(3, 9))
	helped, n := 0, 0
	for range 3000 {
		var all []followup.Pair
		for range 20 {
			all = append(all, followup.Pair{Before: source.NormFloat64(), After: source.NormFloat64()})
		}
		for i, p := range all {
			if p.Before < -1.5 {
				n++
				if e := followup.Evaluate(p, append(append([]followup.Pair{}, all[:i]...), all[i+1:]...)); e.Low > 0 {
					helped++
				}
			}
		}
	}
	if rate := float64(helped) / float64(n); rate > 0.06 {
		t.Errorf("%.3f of those who were down by chance seem to have been helped", rate)
	}
}

// TestDone: the follow-up ends when the shortfall does.
func TestDone(t *testing.T) {
	t.Parallel()
	full := followup.Weighed{Attainment: 1.02}
	for _, c := range []struct {
		j    followup.Judgement
		want bool
	}{
		{followup.Judgement{Below: 0.49}, true}, {followup.Judgement{Below: 0.7}, false},
		{followup.Judgement{Below: 0.7, Periods: []followup.Weighed{full, full}}, true}, {followup.Judgement{Below: 0.7, Periods: []followup.Weighed{full, {Attainment: 0.99}}}, false},
	} {
		if followup.Done(c.j) != c.want {
			t.Errorf("%+v", c)
		}
	}
}
