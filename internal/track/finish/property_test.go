package finish_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/finish"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// drawInput makes up what a finish could be made of, the absurd included.
func drawInput(t *rapid.T, deals int) finish.Input {
	amount := rapid.OneOf(rapid.Float64Range(-1e5, 1e6), rapid.Float64Range(0, 100), rapid.Just(0.0), rapid.Just(9e11), rapid.Map(rapid.IntRange(-5, 200), func(n int) float64 { return 500 * float64(n) }))
	p := rapid.OneOf(rapid.Float64Range(0, 1), rapid.Just(0.0), rapid.Just(1.0), rapid.Just(1e-9))
	in := finish.Input{Won: amount.Draw(t, "won"), Luck: rapid.SampledFrom([]float64{0, 0.15, 0.6, 5}).Draw(t, "luck")}
	for i := range rapid.IntRange(0, deals).Draw(t, "deals") {
		d := experience.Prospect{ID: fmt.Sprint(i), Chance: p.Draw(t, "chance"), Amount: amount.Draw(t, "amount")}
		parts := rapid.IntRange(1, 3).Draw(t, "values")
		for v := range parts {
			d.Values = append(d.Values, chance.Weighted{Value: d.Amount * (1 - 0.1*float64(v)), Weight: 1 / float64(parts)})
		}
		in.Open = append(in.Open, d)
	}
	for range rapid.IntRange(0, 3).Draw(t, "owners") {
		size := math.Abs(amount.Draw(t, "size"))
		in.New = append(in.New, experience.Arrivals{Mean: rapid.SampledFrom([]float64{0, 1e-6, 0.5, 8, 60}).Draw(t, "mean"), Fano: rapid.Float64Range(1, 4).Draw(t, "fano"),
			Sizes: []chance.Weighted{{Value: size, Weight: 0.4}, {Value: 1.7 * size, Weight: 0.6}}})
	}
	if rapid.Bool().Draw(t, "rest") {
		in.Rest = chance.Seen(rapid.SliceOfN(amount, 1, 12).Draw(t, "rests"))
	}
	in.Aim = &finish.Aim{Side: rapid.SampledFrom([]goal.Aim{"", goal.AtLeast, goal.AtMost}).Draw(t, "side"), Value: amount.Draw(t, "target")}
	return in
}

// TestProjectProperties: chances are chances and fall with the target, quantiles
// are in order, means are those of the parts, and nothing is ever NaN.
func TestProjectProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 40)
		p := finish.Project(in)
		if path := bad(reflect.ValueOf(p), "projection"); path != "" {
			t.Fatalf("%s is no number", path)
		}
		if p.Finish.Chance == nil || *p.Finish.Chance < 0 || *p.Finish.Chance > 1 || p.Finish.Status != finish.StatusOf(*p.Finish.Chance) {
			t.Fatalf("%+v", p.Finish)
		}
		parts := p.Won + p.Open.Mean + p.New.Mean + p.Rest.Mean
		scale := 1e-9 * (math.Abs(p.Won) + math.Abs(p.Open.Mean) + math.Abs(p.New.Mean) + math.Abs(p.Rest.Mean) + p.Deviation)
		if math.Abs(p.Finish.Mean-parts) > scale {
			t.Fatalf("the mean is %v, and its parts sum to %v", p.Finish.Mean, parts)
		}
		if got := p.Finish.Spread.Mean(); math.Abs(got-parts) > 1e3*scale+1e-9 {
			t.Fatalf("the mean of the spread is %v, not %v", got, parts)
		}
		for _, part := range []finish.Part{p.Open, p.New, p.Finish.Part} {
			if part.P10 != nil && part.P50 != nil && *part.P10 > *part.P50 || part.P50 != nil && part.P90 != nil && *part.P50 > *part.P90 {
				t.Fatalf("the quantiles are %v, %v, %v", *part.P10, *part.P50, *part.P90)
			}
		}
		higher := in
		higher.Aim = &finish.Aim{Side: in.Aim.Side, Value: in.Aim.Value + rapid.Float64Range(0, 1e6).Draw(t, "more")}
		more := *finish.Project(higher).Finish.Chance
		if up := in.Aim.Side == goal.AtMost; up && more < *p.Finish.Chance-1e-9 || !up && more > *p.Finish.Chance+1e-9 {
			t.Fatalf("the chance goes from %v to %v", *p.Finish.Chance, more)
		}
		if again := finish.Project(in); !reflect.DeepEqual(p, again) {
			t.Fatal("the same input gives something else")
		}
	})
}

// bad returns where a value is NaN or infinite.
func bad(v reflect.Value, path string) string {
	switch v.Kind() { //nolint:exhaustive // other kinds hold no numbers
	case reflect.Float64:
		if math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0) {
			return path
		}
	case reflect.Pointer:
		if !v.IsNil() {
			return bad(v.Elem(), path)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if at := bad(v.Index(i), fmt.Sprintf("%s[%d]", path, i)); at != "" {
				return at
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if at := bad(v.Field(i), path+"."+v.Type().Field(i).Name); at != "" {
				return at
			}
		}
	}
	return ""
}

// TestScale: a thousand times the money is a thousand times the finish, with
// the same chances.
func TestScale(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 40)
		large := in
		large.Won *= 1000
		large.Aim = &finish.Aim{Side: in.Aim.Side, Value: 1000 * in.Aim.Value}
		large.Open, large.New = nil, nil
		for _, d := range in.Open {
			d.Amount *= 1000
			d.Values = times(d.Values)
			large.Open = append(large.Open, d)
		}
		for _, a := range in.New {
			a.Sizes = times(a.Sizes)
			large.New = append(large.New, a)
		}
		var rest []float64
		for _, v := range in.Rest.Values() {
			rest = append(rest, v.Value)
		}
		in.Rest = chance.Seen(rest)
		for i := range rest {
			rest[i] *= 1000
		}
		large.Rest = chance.Seen(rest)
		a, b := finish.Project(in), finish.Project(large)
		if math.Abs(*a.Finish.Chance-*b.Finish.Chance) > 1e-6 {
			t.Fatalf("the chance goes from %v to %v", *a.Finish.Chance, *b.Finish.Chance)
		}
		if math.Abs(1000*a.Finish.Mean-b.Finish.Mean) > 1e-9*math.Abs(b.Finish.Mean)+1e-6*b.Deviation || math.Abs(1000*a.Deviation-b.Deviation) > 1e-6*b.Deviation+1e-9*math.Abs(b.Finish.Mean) {
			t.Fatalf("%v ± %v becomes %v ± %v", a.Finish.Mean, a.Deviation, b.Finish.Mean, b.Deviation)
		}
	})
}

func times(values []chance.Weighted) (list []chance.Weighted) {
	for _, v := range values {
		list = append(list, chance.Weighted{Value: 1000 * v.Value, Weight: v.Weight})
	}
	return list
}

// TestOneMore: another deal that may be won never makes the target less likely.
func TestOneMore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := finish.Input{Aim: atLeast(rapid.Float64Range(0, 500).Draw(t, "target"))}
		for i := range rapid.IntRange(0, 6).Draw(t, "deals") {
			in.Open = append(in.Open, deal(fmt.Sprint(i), rapid.Float64Range(0, 200).Draw(t, "amount"), rapid.Float64Range(0, 1).Draw(t, "chance")))
		}
		before := *finish.Project(in).Finish.Chance
		in.Open = append(in.Open, deal("more", rapid.Float64Range(0, 200).Draw(t, "amount"), rapid.Float64Range(0, 1).Draw(t, "chance")))
		if after := *finish.Project(in).Finish.Chance; after < before-1e-12 {
			t.Fatalf("one more deal takes the chance from %v to %v", before, after)
		}
	})
}

// TestGrid compares sums on the lattice with all combinations of fourteen deals
// whose amounts share no step, at targets that are none of them.
func TestGrid(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(41, 1))
	worst := 0.0
	for range 5 {
		var in finish.Input
		values, chances := []float64{0}, []float64{1}
		for i := range 14 {
			amount, p := math.Exp(r.NormFloat64()), r.Float64()
			in.Open = append(in.Open, deal(fmt.Sprint(i), amount, p))
			for k := range len(values) {
				values, chances = append(values, values[k]+amount), append(chances, chances[k]*p)
				chances[k] *= 1 - p
			}
		}
		all := make([]chance.Weighted, len(values))
		for i := range values {
			all[i] = chance.Weighted{Value: values[i], Weight: chances[i]}
		}
		exact := chance.Of(all)
		low, _ := exact.Quantile(0.05)
		high, _ := exact.Quantile(0.95)
		for range 40 {
			target := low + (high-low)*r.Float64()
			in.Aim = atLeast(target)
			worst = max(worst, math.Abs(*finish.Project(in).Finish.Chance-exact.AtLeast(target)))
		}
	}
	t.Logf("the chance is off by %.5f at most", worst)
	if worst > 0.003 {
		t.Errorf("the chance is off by %v", worst)
	}
}

// TestDegenerate: whatever history there is, nothing panics and nothing is NaN.
func TestDegenerate(t *testing.T) {
	t.Parallel()
	asOf := period.MustDate("2026-05-10")
	one := experience.Story{ID: "1", Owner: "a", Created: asOf - 30, Closed: period.Never, Stages: []experience.Mark[string]{{Day: asOf - 30, Value: "X"}}}
	wonAtOnce := experience.Story{ID: "2", Owner: "a", Created: asOf - 30, Outcome: fact.Won, Closed: asOf - 30}
	backwards := experience.Story{ID: "3", Owner: "a", Created: asOf - 10, Outcome: fact.Won, Closed: asOf - 20}
	huge := one
	huge.Amounts = []experience.Mark[float64]{{Day: asOf - 30, Value: 9e13}}
	for name, stories := range map[string][]experience.Story{
		"nothing": nil, "one": {one}, "won at once": {wonAtOnce}, "backwards": {backwards}, "huge": {huge, wonAtOnce},
		"no stage": {{ID: "4", Created: asOf - 3, Closed: period.Never}},
	} {
		for _, calendar := range []period.Calendar{workdays(), {}} {
			for _, end := range []period.Date{asOf - 5, asOf, asOf + 1, asOf + 2, asOf + 400} {
				e := experience.Learn(stories, experience.Setting{AsOf: asOf, Calendar: calendar})
				open := e.Prospects(append(stories, experience.Story{ID: "5", Created: asOf, Closed: period.Never, Stages: []experience.Mark[string]{{Day: asOf, Value: "never seen"}}}), end)
				in := finish.Input{Open: open, New: []experience.Arrivals{e.Arrivals("a", end), e.Arrivals("nobody", end)}, Aim: atLeast(100), Luck: finish.Sigma(nil)}
				p := finish.Project(in)
				if path := bad(reflect.ValueOf(p), "projection"); path != "" {
					t.Errorf("%s: %s is no number", name, path)
				}
				if path := bad(reflect.ValueOf(finish.Cover(100, 0, open, p.Open.Mean, e, end)), "coverage"); path != "" {
					t.Errorf("%s: %s is no number", name, path)
				}
				if end <= asOf+1 && p.Finish.Mean != 0 {
					t.Errorf("%s: with no day left %v is still expected", name, p.Finish.Mean)
				}
			}
		}
	}
}
