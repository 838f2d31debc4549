package target_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/target"
)

// TestCurve: the curve of a normal distribution gives its chances, within the
// coarseness of its values, and beyond them too.
func TestCurve(t *testing.T) {
	t.Parallel()
	c := target.Bell(money.FromInt(100), money.FromInt(12))
	for value, want := range map[int64]float64{90: 0.798, 100: 0.5, 110: 0.202, 120: 0.048, 130: 0.006} {
		if got := float64(c.Chance(money.FromInt(value))) / float64(money.Unit); math.Abs(got-want) > 0.005 {
			t.Errorf("%d is reached with %v, not %v", value, got, want)
		}
	}
	if target.CurveOf(chance.Seen([]float64{1, 2, 3})) != nil {
		t.Error("three values say what holds in 19 of 20 cases")
	}
	flat := target.CurveOf(chance.Known(7))
	if flat.Chance(money.FromInt(7)) != money.Unit || flat.Chance(money.FromInt(8)) != 0 {
		t.Error("what is certain is not")
	}
}

// TestEqualCurves is the check of methods.md 3.5 with curves in the place of
// normal distributions, and a lopsided one: who may win a great deal is not
// treated as if he could lose as much.
func TestEqualCurves(t *testing.T) {
	t.Parallel()
	hundred := money.FromInt(100)
	bells := []target.Outlook{{ID: "sure", Curve: target.Bell(hundred, money.FromInt(10))}, {ID: "open", Curve: target.Bell(hundred, money.FromInt(40))}}
	parts, common, err := target.EqualDifficulty(money.FromInt(210), money.Unit/10, bells)
	if err != nil || parts[0] != money.FromInt(102) || parts[1] != money.FromInt(108) || common < 4190 || common > 4225 {
		t.Errorf("%v at %s (%v)", parts, common, err)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "people")
		list := make([]target.Outlook, n)
		for i := range list {
			c := make(target.Curve, target.CurveLevels)
			at := money.Amount(rapid.Int64Range(0, 1e9).Draw(t, "from"))
			for j := range c {
				at += money.Amount(rapid.Int64Range(1, 1e8).Draw(t, "step"))
				c[j] = at
			}
			list[i] = target.Outlook{ID: string(rune('a' + i)), Curve: c}
		}
		total := money.Amount(rapid.Int64Range(0, 2e10).Draw(t, "total"))
		parts, common, err := target.EqualDifficulty(total, 1, list)
		if err != nil {
			t.Fatal(err)
		}
		var sum money.Amount
		for i, p := range parts {
			sum += p
			// What is rounded to the last digit is between the chances of its neighbours.
			most, least := list[i].Curve.Chance(p-1), list[i].Curve.Chance(p+1)
			if p > 0 && common > 100 && common < 9900 && (least-common > 60 || common-most > 60) {
				t.Fatalf("%s reaches %s with %s to %s, the others with %s", list[i].ID, p, least, most, common)
			}
		}
		if sum != total {
			t.Fatalf("the parts sum to %s, not to %s", sum, total)
		}
	})
}
