package target_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/target"
)

// TestBetween: of {1, 2, 3, 4} and {3, 4, 5, 6} the sums of squares are 8 between
// and 10 within, 18 in all: η² = 0.4444; two groups of eight by lot show 1 ÷ 7.
func TestBetween(t *testing.T) {
	t.Parallel()
	b := target.MeasureBetween(map[string][]float64{"a": {1, 2, 3, 4}, "b": {3, 4, 5, 6}, "alone": {99}})
	if b == nil || b.Share != 4444 || b.ByChance != 1429 || b.People != 8 || b.Groups != 2 {
		t.Errorf("%+v", b)
	}
	for name, groups := range map[string]map[string][]float64{
		"seven people": {"a": {1, 2, 3, 4}, "b": {3, 4, 5}}, "one group": {"a": {1, 2, 3, 4, 5, 6, 7, 8, 9}}, "nobody": nil,
		"all alike": {"a": {1, 1, 1, 1}, "b": {1, 1, 1, 1}}, "groups of one": {"a": {1, 2, 3, 4, 5, 6, 7}, "b": {2}, "c": {3}},
	} {
		if b := target.MeasureBetween(groups); b != nil {
			t.Errorf("%s: %+v", name, b)
		}
	}
}

// TestBetweenProperties: it is a share, it is all where groups are alike in
// themselves, and neither units nor names change it.
func TestBetweenProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		groups, renamed, apart := map[string][]float64{}, map[string][]float64{}, map[string][]float64{}
		for i := range rapid.IntRange(2, 5).Draw(t, "groups") {
			values := rapid.SliceOfN(rapid.Float64Range(0, 3), 4, 9).Draw(t, "values")
			name, other := string(rune('a'+i)), string(rune('z'-i))
			groups[name] = values
			for _, v := range values {
				renamed[other] = append(renamed[other], 8*v)
				apart[name] = append(apart[name], float64(i))
			}
		}
		b, again := target.MeasureBetween(groups), target.MeasureBetween(renamed)
		if (b == nil) != (again == nil) {
			t.Fatalf("%+v and %+v", b, again)
		}
		if b != nil {
			if d := b.Share - again.Share; b.Share < 0 || b.Share > money.Unit || d > 1 || d < -1 {
				t.Fatalf("%+v and %+v", b, again)
			}
		}
		if all := target.MeasureBetween(apart); all == nil || all.Share != money.Unit {
			t.Fatalf("groups that are alike in themselves: %+v", all)
		}
	})
}
