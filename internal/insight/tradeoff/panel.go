package tradeoff

import (
	"math"
	"slices"

	"github.com/attainhq/attain/internal/chance"
)

// Row is one person's month: how much of one thing, and how good the other was.
type Row struct {
	Unit   string // the person
	Time   int    // the month
	X, Y   float64
	Weight float64 // how many cases Y is made of
}

// Slope is by how much Y changes with X, with its 90 % interval.
type Slope struct {
	Value, Low, High float64
	Rows, Units      int
	Clear            bool // the interval does not hold 0
}

// The least that a slope is measured from (methods.md 7.1 has n ≥ 200 for cases;
// rows are means of cases).
const (
	LeastRows  = 60
	LeastUnits = 8
)

// Within measures how Y moves with X within each person and within each month:
// what makes one person different from another, and one month from another, is
// taken out. The error is that of persons, whose months are not independent. ok
// is false with too few rows or people, and where X does not move.
func Within(rows []Row) (s Slope, ok bool) {
	rows = slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Weight <= 0 || !finite(r.X) || !finite(r.Y) })
	s.Rows, s.Units = len(rows), countOf(rows)
	if s.Rows < LeastRows || s.Units < LeastUnits {
		return s, false
	}
	x, y := residuals(rows, func(r Row) float64 { return r.X }), residuals(rows, func(r Row) float64 { return r.Y })
	xx, xy, scale := 0.0, 0.0, 0.0
	for i, r := range rows {
		xx += r.Weight * x[i] * x[i]
		xy += r.Weight * x[i] * y[i]
		scale += r.Weight * r.X * r.X
	}
	if xx <= 1e-9*scale || xx == 0 {
		return s, false
	}
	s.Value = xy / xx
	scores := map[string]float64{}
	for i, r := range rows {
		scores[r.Unit] += r.Weight * x[i] * (y[i] - s.Value*x[i])
	}
	meat := 0.0
	for _, r := range uniqueUnits(rows) {
		meat += scores[r] * scores[r]
	}
	g := float64(s.Units)
	deviation := math.Sqrt(meat*g/(g-1)) / xx
	reach := studentQuantile(0.95, g-1) * deviation
	s.Low, s.High = s.Value-reach, s.Value+reach
	s.Clear = s.Low > 0 || s.High < 0
	return s, finite(s.Low) && finite(s.High)
}

// residuals takes the weighted means of people and of months out of a value, by
// turns until nothing is left of them.
func residuals(rows []Row, value func(Row) float64) []float64 {
	out := make([]float64, len(rows))
	for i, r := range rows {
		out[i] = value(r)
	}
	const rounds, nothing = 200, 1e-10
	for range rounds {
		moved := takeOut(rows, out, func(r Row) string { return r.Unit })
		if moved = max(moved, takeOut(rows, out, func(r Row) int { return r.Time })); moved < nothing {
			break
		}
	}
	return out
}

// takeOut returns the largest mean that it took out.
func takeOut[K comparable](rows []Row, values []float64, key func(Row) K) (moved float64) {
	sums, weights := map[K]float64{}, map[K]float64{}
	for i, r := range rows {
		sums[key(r)] += r.Weight * values[i]
		weights[key(r)] += r.Weight
	}
	for i, r := range rows {
		mean := sums[key(r)] / weights[key(r)]
		values[i] -= mean
		moved = max(moved, math.Abs(mean))
	}
	return moved
}

func uniqueUnits(rows []Row) []string {
	list := make([]string, len(rows))
	for i, r := range rows {
		list[i] = r.Unit
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func countOf(rows []Row) int { return len(uniqueUnits(rows)) }

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// studentQuantile returns the value that Student's distribution does not exceed
// with the chance p above a half.
func studentQuantile(p, degrees float64) float64 {
	low, high := 0.0, 1000.0
	for range 100 {
		middle := (low + high) / 2
		if chance.StudentAbove(middle, degrees) > 1-p {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}
