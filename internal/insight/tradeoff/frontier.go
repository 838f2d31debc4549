package tradeoff

import (
	"cmp"
	"math"
	"slices"
)

// Point is one choice that was made: so much of one good thing, and so much of
// another. More of both is better.
type Point struct{ X, Y float64 }

// Frontier returns the places of the points that no other beats: none has at
// least as much of both and more of one. They come with X ascending, so Y
// descends. Of equal points all are there.
func Frontier(points []Point) []int {
	order := make([]int, 0, len(points))
	for i, p := range points {
		if finite(p.X) && finite(p.Y) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(points[b].X, points[a].X), cmp.Compare(points[b].Y, points[a].Y))
	})
	var edge []int
	best := math.Inf(-1)
	for _, i := range order {
		equal := len(edge) > 0 && points[i] == points[edge[len(edge)-1]]
		if points[i].Y > best || equal {
			edge = append(edge, i)
			best = points[i].Y
		}
	}
	slices.Reverse(edge)
	return edge
}

// Knee returns the place of the point on the frontier that lies farthest above
// the line between its ends: from there on, more of one costs much of the other.
// ok is false for less than three points, and where none lies above.
func Knee(points []Point, edge []int) (place int, ok bool) {
	if len(edge) < 3 {
		return 0, false
	}
	first, last := points[edge[0]], points[edge[len(edge)-1]]
	width, height := last.X-first.X, first.Y-last.Y
	if width <= 0 || height <= 0 {
		return 0, false
	}
	best := 1e-9
	for _, i := range edge[1 : len(edge)-1] {
		// Both axes in parts of their span: how far it is above the chord.
		if above := (points[i].X-first.X)/width + (points[i].Y-last.Y)/height - 1; above > best {
			best, place, ok = above, i, true
		}
	}
	return place, ok
}
