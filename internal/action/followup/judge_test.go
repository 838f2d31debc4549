package followup_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// TestPosterior is the worked check of methods.md 9.2: four of six missed, and
// yet not flagged, because the noise decides.
func TestPosterior(t *testing.T) {
	t.Parallel()
	var logs []float64
	short := 0
	for _, a := range []float64{0.82, 0.95, 0.70, 0.88, 0.78, 0.91} {
		logs = append(logs, math.Log(a))
		if a < 0.9 {
			short++
		}
	}
	mean, deviation := followup.Posterior(logs, followup.Prior{Apart: 0.2, Noise: 0.25})
	under := func(x float64) float64 { return chance.NormalBelow((math.Log(x) - mean) / deviation) }
	for what, c := range map[string][3]float64{
		"median": {math.Exp(mean), 0.880, 0.0005}, "deviation": {deviation, 0.1046, 0.00005}, "P(< 0.9)": {under(0.9), 0.586, 0.0005}, "P(< 1)": {under(1), 0.890, 0.0005},
	} {
		if math.Abs(c[0]-c[1]) > c[2] {
			t.Errorf("%s: %.4f, want %v", what, c[0], c[1])
		}
	}
	if label := followup.LabelOf(under(0.9), short, len(logs)); short != 4 || label != followup.Fine {
		t.Errorf("%d of 6 missed: %s", short, label)
	}
	clearer, narrow := followup.Posterior(logs, followup.Prior{Apart: 0.2, Noise: 0.15})
	if p := chance.NormalBelow((math.Log(0.9) - clearer) / narrow); p <= under(0.9) {
		t.Errorf("with less noise P(< 0.9) is %.3f, not above %.3f", p, under(0.9))
	}
}

// TestFlagRates reproduces the table of methods.md 9.2 with people whose truth
// is known: who is on target is hardly ever flagged, whatever the noise.
func TestFlagRates(t *testing.T) {
	t.Parallel()
	const people = 40_000
	for _, c := range []struct{ noise, truth, want float64 }{
		{0.2, 1, 0.004}, {0.2, 0.8, 0.501}, {0.2, 0.7, 0.944},
		{0.3, 1, 0.006}, {0.3, 0.8, 0.230}, {0.3, 0.7, 0.627}, {0.3, 0.6, 0.936},
		{0.5, 1, 0.003}, {0.5, 0.7, 0.135}, {0.5, 0.6, 0.354},
	} {
		source := rand.New(rand.NewPCG(7, uint64(1000*c.noise+c.truth)))
		flagged := 0
		for range people {
			var logs []float64
			short := 0
			for range 6 {
				x := math.Log(c.truth) + c.noise*source.NormFloat64()
				logs = append(logs, x)
				if math.Exp(x) < 0.9 {
					short++
				}
			}
			mean, deviation := followup.Posterior(logs, followup.Prior{Apart: 0.2, Noise: c.noise})
			if followup.LabelOf(chance.NormalBelow((math.Log(0.9)-mean)/deviation), short, 6) == followup.Shortfall {
				flagged++
			}
		}
		got := float64(flagged) / people
		if slack := 0.002 + 4*math.Sqrt(c.want*(1-c.want)/people); math.Abs(got-c.want) > slack {
			t.Errorf("noise %v, truth %v: %.4f are flagged, want %.3f", c.noise, c.truth, got, c.want)
		}
		if c.truth == 1 && got > 0.01 {
			t.Errorf("noise %v: %.4f of those who are on target are flagged", c.noise, got)
		}
	}
}

// company draws people around their truths, in quarters that end in 2026.
func company(source *rand.Rand, noise float64, truths ...float64) []followup.Record {
	var all []followup.Record
	for i, truth := range truths {
		r := followup.Record{Node: org.NodeID(fmt.Sprintf("person:%03d", i)), Group: "field"}
		for q := range 8 {
			start := period.MustDate("2024-10-01").AddMonths(3 * q)
			r.Periods = append(r.Periods, followup.Result{Days: period.Range{Start: start, End: start.AddMonths(3)}, Target: 100, Actual: 100 * truth * math.Exp(noise*source.NormFloat64())})
		}
		all = append(all, r)
	}
	return all
}

func repeat(truth float64, n int) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = truth
	}
	return list
}

// TestCompanies lets the whole rule, which learns the noise and the prior from
// the company, judge companies with known truths: hardly anybody who is on
// target is flagged, and those who are far below are found.
func TestCompanies(t *testing.T) {
	t.Parallel()
	source := rand.New(rand.NewPCG(11, 3))
	false1, fine, found, weak := 0, 0, 0, 0
	for range 300 {
		for _, j := range followup.Judge(company(source, 0.25, append(repeat(1, 18), 0.6, 0.62)...)) {
			isWeak := j.Node >= "person:018"
			flagged := j.Label == followup.Shortfall
			switch {
			case isWeak && flagged:
				found++
			case flagged:
				false1++
			}
			if isWeak {
				weak++
			} else {
				fine++
			}
		}
	}
	if rate := float64(false1) / float64(fine); rate > 0.01 {
		t.Errorf("%.4f of those who are on target are flagged", rate)
	}
	if rate := float64(found) / float64(weak); rate < 0.85 {
		t.Errorf("only %.2f of those who are far below are found", rate)
	}
}

// TestQuotaProblem: where most fall short, or the target had no chance when it
// was set, nobody is to blame.
func TestQuotaProblem(t *testing.T) {
	t.Parallel()
	source := rand.New(rand.NewPCG(5, 5))
	for _, j := range followup.Judge(company(source, 0.15, append(repeat(0.6, 9), 0.5)...)) {
		if j.Label != followup.QuotaProblem || j.PeersShort <= 0.6 {
			t.Errorf("%s is %s, though %.2f of the others fall short as well", j.Node, j.Label, j.PeersShort)
		}
	}
	all := company(source, 0.15, append(repeat(1, 9), 0.6)...)
	if j := followup.Judge(all)[9]; j.Label != followup.Shortfall {
		t.Fatalf("%+v", j)
	}
	poor := 0.2
	for i := range all[9].Periods {
		all[9].Periods[i].Chance = &poor
	}
	if j := followup.Judge(all)[9]; j.Label != followup.QuotaProblem || j.Hard != j.Short {
		t.Errorf("%s, though %d of %d targets had no chance", j.Label, j.Hard, j.Short)
	}
}

// TestEligible: what is exempt does not count, and too little is too early.
func TestEligible(t *testing.T) {
	t.Parallel()
	all := company(rand.New(rand.NewPCG(5, 5)), 0.15, append(repeat(1, 9), 0.5)...)
	for i, why := range []followup.Exempt{followup.NoQuota, followup.OnRamp, followup.Absent, followup.Moved, followup.Running} {
		all[9].Periods[i].Not = why
	}
	if j := followup.Judge(all)[9]; j.Label != followup.TooEarly || j.Of != 3 {
		t.Errorf("%s by %d periods", j.Label, j.Of)
	}
}

// TestShock: a quarter that was bad for everybody counts half against one.
func TestShock(t *testing.T) {
	t.Parallel()
	all := company(rand.New(rand.NewPCG(1, 2)), 0, repeat(1, 10)...)
	for i := range all {
		all[i].Periods[7].Actual = 50
	}
	last := followup.Judge(all)[0].Periods[5]
	if want := 0.5 * (math.Log(0.5) - math.Log(0.5)/8); math.Abs(last.Shock-want) > 1e-12 || last.Attainment != 0.5 || last.Weight != 1 {
		t.Errorf("%+v, want a shock of %v", last, want)
	}
}

// TestJudgeProperties: no number that is none, the same in another order, and
// somebody who sold more is never more likely to fall short.
func TestJudgeProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		source := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		all := company(source, rapid.Float64Range(0, 0.6).Draw(t, "noise"), rapid.SliceOfN(rapid.Float64Range(0, 2), 1, 12).Draw(t, "truths")...)
		for i := range all {
			for q := range all[i].Periods {
				if rapid.IntRange(0, 5).Draw(t, "gap") == 0 {
					all[i].Periods[q].Target = 0
				}
			}
		}
		list := followup.Judge(all)
		for _, j := range list {
			if math.IsNaN(j.Below) || j.Below < 0 || j.Below > 1 || math.IsNaN(j.Median) || math.IsInf(j.Median, 0) || j.Short > j.Of || j.Of > 6 {
				t.Fatalf("%+v", j)
			}
		}
		backwards := append([]followup.Record{}, all...)
		for i, j := 0, len(backwards)-1; i < j; i, j = i+1, j-1 {
			backwards[i], backwards[j] = backwards[j], backwards[i]
		}
		if diff := cmp.Diff(list, followup.Judge(backwards)); diff != "" {
			t.Fatalf("in another order it is something else: %s", diff)
		}
	})
}

// BenchmarkJudge10000 judges everybody of a large company, as on each morning.
func BenchmarkJudge10000(b *testing.B) {
	truths := make([]float64, 10_000)
	for i := range truths {
		truths[i] = 0.7 + 0.6*float64(i)/float64(len(truths))
	}
	all := company(rand.New(rand.NewPCG(1, 1)), 0.2, truths...)
	b.ReportAllocs()
	for b.Loop() {
		followup.Judge(all)
	}
}
