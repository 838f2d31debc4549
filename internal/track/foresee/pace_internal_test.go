package foresee

import (
	"testing"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// TestShape: quarters in which everything comes in the last month make a curve
// that expects little before it; with less than four of them there is none.
func TestShape(t *testing.T) {
	t.Parallel()
	start := period.MustDate("2026-07-01")
	days := func(from string) []attain.Point {
		var points []attain.Point
		for day := period.MustDate(from); day < start; day++ {
			value := money.Amount(0)
			if int(day.Month())%3 == 0 || day == period.MustDate(from) {
				value = money.FromInt(10)
			}
			points = append(points, attain.Point{Day: day, Value: &value})
		}
		return points
	}
	shape := shapeOf(days("2024-04-01"), start, 3)
	if len(shape.Past) != 8 || shape.Season == nil || shape.Season[2] < 2 || shape.Season[0] > 0.5 {
		t.Fatalf("%d quarters, the season %v", len(shape.Past), shape.Season)
	}
	goal, actual := money.FromInt(1000), money.FromInt(100)
	p, ok := attain.OnCurve(attain.Input{Target: &goal, Actual: &actual, Period: period.Range{Start: start, End: start.AddMonths(3)}, AsOf: period.MustDate("2026-08-31"), Calendar: period.DefaultCalendar()}, shape, "")
	if !ok || p.Curve != attain.Historic || p.Share > money.Unit/4 || *p.Index < money.Unit*4/10 {
		t.Errorf("after two of three months: %+v", p)
	}
	if few := shapeOf(days("2025-10-01"), start, 3); len(few.Past) != 3 || few.Season != nil {
		t.Errorf("of three quarters: %d, %v", len(few.Past), few.Season)
	}
	if wholeMonths(period.Range{Start: start, End: start.AddMonths(3)}) != 3 || wholeMonths(period.Range{Start: start + 1, End: start.AddMonths(3)}) != 0 {
		t.Error("a quarter has other months")
	}
}
