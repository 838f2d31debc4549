package chance_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/chance"
)

// TestCondense: few values stand for many, and the mean is theirs.
func TestCondense(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		weighted := rapid.Custom(func(t *rapid.T) chance.Weighted {
			return chance.Weighted{Value: float64(rapid.IntRange(-1e6, 1e6).Draw(t, "value")), Weight: float64(rapid.IntRange(1, 50).Draw(t, "weight"))}
		})
		values := rapid.SliceOfN(weighted, 1, 80).Draw(t, "values")
		n := rapid.IntRange(1, 20).Draw(t, "n")
		few := chance.Condense(values, n)
		if len(few) > n {
			t.Fatalf("%d values, not %d at most", len(few), n)
		}
		weight := 0.0
		for i, v := range few {
			weight += v.Weight
			if i > 0 && v.Value < few[i-1].Value {
				t.Fatalf("%v comes after %v", v, few[i-1])
			}
		}
		if math.Abs(weight-1) > 1e-9 {
			t.Fatalf("the weights sum to %v", weight)
		}
		if got, want := chance.Of(few).Mean(), chance.Of(values).Mean(); math.Abs(got-want) > 1e-6 {
			t.Fatalf("the mean is %v, not %v", got, want)
		}
	})
}
