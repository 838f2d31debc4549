package call

import "github.com/attainhq/attain/internal/period"

// Point is how far a period was gone when something was said: calls of the
// first weeks are not held against those of the last.
type Point int

// The points of a period.
const (
	Early Point = iota // the first third
	Middle
	Late   // the last third, and after it
	points = 3
)

// String is the point's name.
func (p Point) String() string { return [points]string{"early", "middle", "late"}[p] }

// PointOf returns the point of a period at which the day is. What is said
// before the period begins is early.
func PointOf(p period.Range, day period.Date) Point {
	length, ok := p.Days()
	if !ok || length <= 0 {
		return Early
	}
	gone := int(day) - int(p.Start)
	return Point(min(max(gone*points/length, 0), points-1))
}

// SamePoint returns the day of another period that is as far gone as the day is
// of this one.
func SamePoint(p period.Range, day period.Date, other period.Range) period.Date {
	length, ok := p.Days()
	span, okOther := other.Days()
	if !ok || !okOther || length <= 0 {
		return other.Start
	}
	gone := min(max(int(day)-int(p.Start), 0), length)
	return other.Start.Add(gone * span / length)
}
