package tradeoff_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/insight/tradeoff"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/goal"
)

// world makes months of people whose Y moves by the slope with X, while those
// who have much X are better anyway, and some months are better for all.
func world(seed uint64, people, months int, slope float64) []tradeoff.Row {
	r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a made-up world
	var rows []tradeoff.Row
	season := make([]float64, months)
	for m := range season {
		season[m] = r.NormFloat64()
	}
	for p := range people {
		level := r.NormFloat64() * 2
		for m := range months {
			x := 5 + level + season[m] + r.NormFloat64()
			rows = append(rows, tradeoff.Row{Unit: strconv.Itoa(p), Time: m, X: x, Y: 3*level + 2*season[m] + slope*x + 0.5*r.NormFloat64(), Weight: 1 + r.Float64()})
		}
	}
	return rows
}

// TestWithin recovers the slope, which the raw one would not even have the sign
// of, and says nothing clear where there is none.
func TestWithin(t *testing.T) {
	t.Parallel()
	covered, claimed := 0, 0
	const worlds = 200
	for seed := range uint64(worlds) {
		s, ok := tradeoff.Within(world(seed, 20, 12, -0.4))
		if !ok || s.Rows != 240 || s.Units != 20 {
			t.Fatalf("slope %+v", s)
		}
		if s.Low <= -0.4 && -0.4 <= s.High {
			covered++
		}
		if none, _ := tradeoff.Within(world(seed, 20, 12, 0)); none.Clear {
			claimed++
		}
	}
	// Of 200, 90 % is 180 with a deviation of 4.
	if covered < 165 || covered > 195 || claimed > 35 {
		t.Errorf("the interval holds the slope in %d of %d worlds; %d of %d without one are called clear", covered, worlds, claimed, worlds)
	}
}

func TestWithinTooLittle(t *testing.T) {
	t.Parallel()
	still := world(1, 20, 12, 1)
	for i := range still {
		still[i].X = 3
	}
	for name, rows := range map[string][]tradeoff.Row{"no rows": nil, "seven people": world(1, 7, 20, 1), "59 rows": world(1, 59, 1, 1), "X does not move": still} {
		if s, ok := tradeoff.Within(rows); ok {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func cases(seed uint64, n int, base, slope float64) []tradeoff.Case {
	r := rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // a made-up world
	list := make([]tradeoff.Case, n)
	for i := range list {
		size := r.NormFloat64()
		x := 10 + 5*r.NormFloat64() + 2*size
		p := 1 / (1 + math.Exp(-(base + slope*x + 0.3*size)))
		list[i] = tradeoff.Case{X: x, Control: size, Hit: r.Float64() < p}
	}
	return list
}

func TestLogit(t *testing.T) {
	t.Parallel()
	covered, claimed := 0, 0
	const worlds, slope = 100, 0.1
	for seed := range uint64(worlds) {
		o, ok := tradeoff.Logit(cases(seed, 1500, -4, slope))
		if !ok {
			t.Fatalf("odds %+v", o)
		}
		if o.Low <= math.Exp(slope) && math.Exp(slope) <= o.High {
			covered++
		}
		if none, ok := tradeoff.Logit(cases(seed, 1500, -3, 0)); ok && none.P < 0.05 {
			claimed++
		}
	}
	if covered < 80 || covered > 98 || claimed > 12 {
		t.Errorf("covered %d of %d, falsely clear %d", covered, worlds, claimed)
	}
}

// TestLogitTwoGroups: with X of two values and no control, the ratio is that of
// the table: (30/70) ÷ (10/90).
func TestLogitTwoGroups(t *testing.T) {
	t.Parallel()
	list := slices.Concat(slices.Repeat([]tradeoff.Case{{X: 1, Hit: true}}, 30), slices.Repeat([]tradeoff.Case{{X: 1}}, 70),
		slices.Repeat([]tradeoff.Case{{Hit: true}}, 10), slices.Repeat([]tradeoff.Case{{}}, 90))
	o, ok := tradeoff.Logit(list)
	want := 30.0 / 70 / (10.0 / 90)
	deviation := math.Sqrt(1.0/30 + 1.0/70 + 1.0/10 + 1.0/90)
	if !ok || math.Abs(o.Ratio/want-1) > 1e-3 || math.Abs(math.Log(o.High/o.Low)/2/1.6448536-deviation) > 1e-3 {
		t.Errorf("odds are %+v, want %v", o, want)
	}
	if few, ok := tradeoff.Logit(list[11:]); ok {
		t.Errorf("of 189 cases it says %+v", few)
	}
	if rare, ok := tradeoff.Logit(append(slices.Clone(list[90:]), list[21:100]...)); ok {
		t.Errorf("of %d hits it says %+v", rare.Hits, rare)
	}
}

// TestFrontier: points of the frontier do not beat each other, and each of the
// rest is beaten by one of them.
func TestFrontier(t *testing.T) {
	t.Parallel()
	beats := func(a, b tradeoff.Point) bool { return a.X >= b.X && a.Y >= b.Y && a != b }
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) tradeoff.Point {
			return tradeoff.Point{X: float64(rapid.IntRange(0, 12).Draw(t, "x")), Y: float64(rapid.IntRange(0, 12).Draw(t, "y"))}
		}), 0, 40).Draw(t, "points")
		edge := tradeoff.Frontier(points)
		for _, i := range edge {
			for _, j := range edge {
				if beats(points[i], points[j]) {
					t.Fatalf("%v beats %v", points[i], points[j])
				}
			}
		}
		for i, p := range points {
			if !slices.Contains(edge, i) && !slices.ContainsFunc(edge, func(e int) bool { return beats(points[e], p) }) {
				t.Fatalf("%v is rejected, and nothing beats it", p)
			}
		}
		if k, ok := tradeoff.Knee(points, edge); ok && !slices.Contains(edge, k) {
			t.Fatalf("the knee is not on the frontier")
		}
	})
	points := []tradeoff.Point{{0, 10}, {8, 9}, {10, 0}, {5, 5}}
	if k, ok := tradeoff.Knee(points, tradeoff.Frontier(points)); !ok || k != 1 {
		t.Errorf("the knee is %d (%v)", k, ok)
	}
}

// TestRoom: what is left to the nearer limit, as a part of it, on either side.
func TestRoom(t *testing.T) {
	t.Parallel()
	upper := money.FromInt(20)
	for _, c := range []struct {
		guard  goal.Guard
		actual int64
		want   float64
	}{
		{goal.Guard{Aim: goal.AtLeast, Value: money.FromInt(80)}, 88, 0.1},
		{goal.Guard{Aim: goal.AtLeast, Value: money.FromInt(80)}, 60, -0.25},
		{goal.Guard{Aim: goal.AtMost, Value: money.FromInt(10)}, 9, 0.1},
		{goal.Guard{Aim: goal.AtMost, Value: money.FromInt(-10)}, -20, 1},
		{goal.Guard{Aim: goal.Between, Value: money.FromInt(10), Upper: &upper}, 19, 0.05},
		{goal.Guard{Aim: goal.Between, Value: money.FromInt(10), Upper: &upper}, 11, 0.1},
	} {
		if got, ok := tradeoff.RoomOf(c.guard, money.FromInt(c.actual)); !ok || math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s %s of %d leaves %v, want %v", c.guard.Aim, c.guard.Value, c.actual, got, c.want)
		}
	}
	if room, ok := tradeoff.RoomOf(goal.Guard{Aim: goal.AtMost}, 5); ok {
		t.Errorf("of a limit of 0 a part of %v is left", room)
	}
}
