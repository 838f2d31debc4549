package forecast_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/plan/forecast"
)

var frequencies = []forecast.Frequency{forecast.Yearly, forecast.Quarterly, forecast.Monthly, forecast.Weekly, forecast.Daily}

// anySeries draws a series as odd as they come: empty, constant, missing,
// negative, in amounts of 9e15.
func anySeries(t *rapid.T, i int) forecast.Series {
	value := rapid.OneOf(
		rapid.Float64Range(0, 1000), rapid.Just(0.0), rapid.Just(7.0), rapid.Just(9e15),
		rapid.Float64Range(-9e15, 9e15), rapid.Just(forecast.Missing()), rapid.Just(math.Inf(1)), rapid.Just(1e-300))
	if kind := rapid.IntRange(0, 5).Draw(t, "kind"); kind < 4 {
		value = []*rapid.Generator[float64]{rapid.Just(0.0), rapid.Just(7.0), rapid.Float64Range(1, 1000), rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(1, 9))}[kind]
	}
	s := forecast.Series{ID: fmt.Sprint(i), Frequency: rapid.SampledFrom(frequencies).Draw(t, "frequency"),
		First: rapid.IntRange(-3, 60).Draw(t, "first"), Values: rapid.SliceOfN(value, 0, 70).Draw(t, "values")}
	if rapid.Bool().Draw(t, "with days") {
		s.Days = rapid.SliceOfN(rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 31)), 0, 80).Draw(t, "days")
	}
	if rapid.Bool().Draw(t, "with market") {
		s.Market = &forecast.Market{Past: rapid.SliceOfN(rapid.Float64Range(-1, 100), 0, 70).Draw(t, "market"),
			Future: rapid.SliceOfN(rapid.Float64Range(0, 100), 0, 5).Draw(t, "coming market")}
	}
	return s
}

var levels = []float64{0.025, 0.1, 0.3, 0.5, 0.7, 0.9, 0.975}

// checkFinite looks that a forecast says only numbers, and in order.
func checkFinite(t *rapid.T, f forecast.Forecast, h int) {
	if len(f.Mean) != h || len(f.Naive) != h || f.Method == "" || f.Why == "" {
		t.Fatalf("%d and %d steps of %d by %q because %q", len(f.Mean), len(f.Naive), h, f.Method, f.Why)
	}
	numbers := slices.Concat(f.Mean, f.Naive, f.Season.Index, []float64{f.Skill.Value, f.Activity.Interval, f.Activity.Spread, f.Total(0, h)})
	for k := range h {
		s := f.Step(k)
		last := math.Inf(-1)
		for _, level := range levels {
			q, ok := s.Quantile(level)
			if limit, same := f.Limit(k, level); same != ok || math.Abs(limit-q) > 1e-9*math.Abs(q) {
				t.Fatalf("step %d: quantile %v is %v (%v), the limit %v (%v)", k, level, q, ok, limit, same)
			}
			if !ok {
				continue
			}
			if q < last {
				t.Fatalf("step %d: quantile %v is %v, below %v", k, level, q, last)
			}
			last = q
			numbers = append(numbers, q)
		}
	}
	if q, ok := f.Sum(0, h).Quantile(0.5); ok {
		numbers = append(numbers, q)
	}
	for i, v := range numbers {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Fatalf("number %d of %+v is %v", i, f, v)
		}
	}
}

func TestNeverOtherThanNumbers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, h := rapid.IntRange(0, 6).Draw(t, "series"), rapid.IntRange(1, 14).Draw(t, "steps")
		series := make([]forecast.Series, n)
		for i := range series {
			series[i] = anySeries(t, i)
		}
		for i, f := range forecast.All(series, forecast.Options{Horizon: h, Workers: 1}) {
			if f.ID != series[i].ID {
				t.Fatalf("forecast %d is of %s", i, f.ID)
			}
			checkFinite(t, f, h)
		}
	})
}

// Without back-tests the members are the same, and nothing is said of how sure
// they are.
func TestUntested(t *testing.T) {
	t.Parallel()
	series := made(3, forecast.Monthly, 40, 5) // too few for weights of their own
	for i, f := range forecast.All(series, forecast.Options{Horizon: 6, Untested: true}) {
		tested := forecast.All(series, forecast.Options{Horizon: 6})[i]
		if len(f.Mean) != 6 || f.Method != tested.Method || f.Skill.Origins != 0 || !f.Step(0).IsZero() || !f.Sum(0, 6).IsZero() {
			t.Errorf("%s: %+v", f.ID, f)
		}
		for k, v := range f.Mean {
			if math.Abs(v-tested.Mean[k]) > 0.1*tested.Mean[k] {
				t.Errorf("%s, step %d: %v untested and %v tested", f.ID, k, v, tested.Mean[k])
			}
		}
	}
}

// A thousandfold amount has a thousandfold forecast, whatever way it takes.
func TestScaleEquivariance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := rapid.IntRange(1, 8).Draw(t, "steps")
		cents := rapid.SliceOfN(rapid.Int64Range(0, 1_000_000_00), 0, 60).Draw(t, "cents")
		s := forecast.Series{Frequency: rapid.SampledFrom(frequencies).Draw(t, "frequency")}
		large := s
		for _, v := range cents {
			s.Values = append(s.Values, float64(v)/100)
			large.Values = append(large.Values, float64(v)*1000/100)
		}
		one, thousand := forecast.One(s, forecast.Options{Horizon: h}), forecast.One(large, forecast.Options{Horizon: h})
		if one.Method != thousand.Method {
			t.Fatalf("%s became %s", one.Method, thousand.Method)
		}
		for k := range h {
			same(t, "the mean", thousand.Mean[k], 1000*one.Mean[k])
			for _, level := range levels {
				q, ok := one.Step(k).Quantile(level)
				q1000, ok1000 := thousand.Step(k).Quantile(level)
				if ok != ok1000 {
					t.Fatalf("level %v is available %v and %v", level, ok, ok1000)
				}
				same(t, "the quantile", q1000, 1000*q)
			}
		}
	})
}

func same(t *rapid.T, name string, got, want float64) {
	if math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		t.Fatalf("%s is %v, want %v", name, got, want)
	}
}

// The number of cores changes no digit, nor does running it again.
func TestDeterminism(t *testing.T) {
	t.Parallel()
	series := made(120, forecast.Monthly, 40, 7)
	write := func(workers int) string {
		text := ""
		for _, f := range forecast.All(series, forecast.Options{Horizon: 12, Workers: workers}) {
			low, _ := f.Step(3).Quantile(0.1)
			sum, _ := f.Sum(0, 12).Quantile(0.9)
			text += fmt.Sprintln(f.ID, f.Mean, f.Skill, low, sum, f.Outliers, f.Clamps)
		}
		return text
	}
	first := write(1)
	for _, workers := range []int{1, 2, 5, 16} {
		if write(workers) != first {
			t.Errorf("with %d workers the forecasts are others", workers)
		}
	}
}

// Parts sum to their whole, whatever was thought of them.
func TestReconcileSums(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "nodes")
		tree := make(forecast.Tree, n)
		mean, variance := make([]float64, n), make([]float64, n)
		for i := range tree {
			tree[i] = rapid.IntRange(-1, i-1).Draw(t, "parent")
			mean[i] = rapid.Float64Range(0, 1e6).Draw(t, "mean")
			variance[i] = rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 1e9)).Draw(t, "variance")
		}
		got := forecast.Reconcile(tree, mean, variance)
		sums, children := make([]float64, n), make([]int, n)
		for i, parent := range tree {
			if parent >= 0 {
				sums[parent] += got[i]
				children[parent]++
			}
		}
		for i, v := range got {
			if math.IsNaN(v) || math.IsInf(v, 0) || v < -1e-6 {
				t.Fatalf("node %d is %v", i, v)
			}
			if children[i] > 0 && math.Abs(v-sums[i]) > 1e-9*math.Max(1, math.Abs(v)) {
				t.Fatalf("node %d is %v, its children are %v", i, v, sums[i])
			}
		}
	})
}
