package smart_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/smart"
)

// TestSampleSize is the second example of methods.md 4.4: 90.6, so 91.
func TestSampleSize(t *testing.T) {
	t.Parallel()
	if n, ok := smart.SampleSize(0.15, 0.25); !ok || n != 91 {
		t.Errorf("15 %% → 25 %% needs %d cases", n)
	}
	if _, ok := smart.SampleSize(0.2, 0.2); ok {
		t.Error("no change can be detected")
	}
}

// TestScore holds the score of a chance: 100 from 0.4 to 0.7, 40 at 0.2 and
// 0.85, 0 at 0.02 and below; and the bands with their names.
func TestBands(t *testing.T) {
	t.Parallel()
	seen := map[smart.Band]bool{}
	last := money.Unit
	for value := 300_000; value <= 800_000; value += 5_000 {
		in := input()
		in.Goal.Value = money.FromInt(int64(value))
		v := smart.Check(in)
		a, c := v.Achievable, criterion(v, "A")
		p := *a.Probability
		if p > last {
			t.Fatalf("the chance of %d is %s, more than that of less", value, p)
		}
		last = p
		seen[a.Band] = true
		want := map[smart.Band][2]money.Amount{smart.TooEasy: {8500, 10000}, smart.Comfortable: {6000, 8500}, smart.Challenging: {4000, 6000},
			smart.Stretch: {2000, 4000}, smart.VeryUnlikely: {500, 2000}, smart.Unrealistic: {0, 500}}[a.Band]
		if p < want[0] || p > want[1] {
			t.Errorf("%s is called %s", p, a.Band)
		}
		if *a.Low > p || *a.High < p {
			t.Errorf("%s is not within %s and %s", p, *a.Low, *a.High)
		}
		if strings.Contains(a.Label, "borderline") != a.Borderline {
			t.Errorf("%+v", a)
		}
		switch {
		case p >= 4001 && p <= 6999 && c.Score != 100, p > 8501 && c.Score != 40, p <= 200 && c.Score != 0:
			t.Errorf("a chance of %s scores %d", p, c.Score)
		}
	}
	if len(seen) != 6 {
		t.Errorf("the bands met are %v", seen)
	}
}

// TestUplift: what is asked for beyond the median, and how often it occurred.
func TestUplift(t *testing.T) {
	t.Parallel()
	in := input()
	in.Today = q1.Start
	in.Goal.Value = money.FromInt(600_000)
	a := smart.Check(in).Achievable
	if a.Uplift == nil || *a.Uplift < amount(0.15) || *a.Uplift > amount(0.3) {
		t.Fatalf("%+v", a)
	}
	if !strings.HasSuffix(a.Frequency, "or more occurred in 0 of 6 rolling quarters") {
		t.Errorf("%q", a.Frequency)
	}
	if c := criterion(smart.Check(in), "A"); c.Fix == nil || c.Fix.Field != "value" {
		t.Errorf("nothing is offered: %+v", c)
	}
}

// TestOffered: the value that is offered has about an even chance.
func TestOffered(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*smart.Input){
		"Total": func(*smart.Input) {},
		"Each":  func(in *smart.Input) { in.Goal.Each = period.Month },
		"Count": func(in *smart.Input) { in.Metric.Model, in.Metric.Unit = smart.Counts, metric.Count },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := input()
			change(&in)
			in.Goal.Value = money.FromInt(2_000_000)
			fix := criterion(smart.Check(in), "A").Fix
			if fix == nil {
				t.Fatal("nothing is offered")
			}
			text, _ := fix.Value.(string)
			value, err := money.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			in.Goal.Value = value
			if p := smart.Check(in).Achievable.Probability; *p < amount(0.4) || *p > amount(0.6) {
				t.Errorf("%s has a chance of %s", text, *p)
			}
		})
	}
}

// TestAims: at most and at least are each other's rest; between is what is left
// of both.
func TestAims(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := input()
		in.Metric.Model = rapid.SampledFrom([]smart.Model{smart.Total, smart.Counts, smart.Level, smart.Rate, smart.Average}).Draw(t, "model")
		n := rapid.IntRange(6, 40).Draw(t, "months")
		in.History = smart.History{Points: months(n, func(i int) smart.Point {
			den := rapid.Int64Range(0, 60).Draw(t, "den")
			return smart.Point{Value: money.FromInt(rapid.Int64Range(-5, 50).Draw(t, "value")), Den: money.FromInt(den), Num: money.FromInt(rapid.Int64Range(0, den).Draw(t, "num"))}
		})}
		low := money.Amount(rapid.Int64Range(0, 200*int64(money.Unit)).Draw(t, "low"))
		if in.Metric.Model == smart.Rate {
			low %= money.Unit
		}
		high := low + money.Amount(rapid.Int64Range(1, 5*int64(money.Unit)).Draw(t, "more"))
		chance := func(aim goal.Aim, value money.Amount, upper *money.Amount) float64 {
			in.Goal.Aim, in.Goal.Value, in.Goal.Upper = aim, value, upper
			a := smart.Check(in).Achievable
			if a.Probability == nil {
				t.Skip("no cases in the history")
			}
			if *a.Low < 0 || *a.High > money.Unit || *a.Low > *a.Probability || *a.High < *a.Probability {
				t.Fatalf("%+v", a)
			}
			return float64(*a.Probability) / float64(money.Unit)
		}
		atLeast, atMost := chance(goal.AtLeast, low, nil), chance(goal.AtMost, high, nil)
		between := chance(goal.Between, low, &high)
		if math.Abs(atLeast+atMost-1-between) > 0.0003 {
			t.Errorf("at least %v, at most %v, between %v", atLeast, atMost, between)
		}
		if more := chance(goal.AtLeast, high, nil); more > atLeast {
			t.Errorf("more is likelier: %v, %v", more, atLeast)
		}
	})
}

// TestSoFar: what is there already counts, and the closer the more certain.
func TestSoFar(t *testing.T) {
	t.Parallel()
	in := input()
	in.Today = period.MustDate("2027-03-15")
	in.Goal.Value = money.FromInt(500_000)
	in.History.SoFar = []smart.Point{{Days: period.Range{Start: q1.Start, End: in.Today}, Value: money.FromInt(500_001)}}
	if a := smart.Check(in).Achievable; *a.Probability != money.Unit || a.Band != smart.TooEasy {
		t.Errorf("what is reached already: %+v", a)
	}
	in.History.SoFar[0].Value = money.FromInt(100_000)
	if a := smart.Check(in).Achievable; *a.Probability > amount(0.01) {
		t.Errorf("400,000 in two weeks: %+v", a)
	}
}

// TestSpread: months that differ by more than chance make a rate less certain.
func TestSpread(t *testing.T) {
	t.Parallel()
	steady := conversion()
	uneven := conversion()
	uneven.History.Points = months(6, func(i int) smart.Point {
		return smart.Point{Num: money.FromInt(int64(6 * (i % 2))), Den: money.FromInt(20)}
	})
	if a, b := smart.Check(steady).Achievable, smart.Check(uneven).Achievable; *a.Probability >= *b.Probability {
		t.Errorf("steady %s, uneven %s", *a.Probability, *b.Probability)
	}
}
